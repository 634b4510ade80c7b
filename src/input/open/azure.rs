//! The clusters of AKS's own object and of ARM templates.

use std::path::Path;
use std::sync::Arc;

use super::{Door, Opened, Useful};
use crate::input::azure::{read_cluster_api, read_template};
use crate::input::draft::Draft;
use crate::input::recognise::is_arm_parameters;
use crate::model::Scope;
use crate::problem::Problem;
use crate::source::SourceFile;
use crate::syntax::{Comments, Node, Parsed, Tree, parse_json};

impl Door<'_> {
    pub(super) fn azure(&self, drafts: Vec<Draft>, opened: &mut Opened) {
        for draft in drafts {
            self.draft(draft, Scope::Whole, Useful::All, opened);
        }
    }

    /// The clusters of the objects of Kubernetes.
    pub(super) fn cluster_api(&self, source: &Arc<SourceFile>, parsed: Parsed) -> Opened {
        let mut opened = Opened {
            problems: Problem::of_parsed(&parsed).collect(),
            ..Opened::default()
        };
        let drafts = read_cluster_api(source, &parsed.tree, &self.resolver.budget);
        self.azure(drafts, &mut opened);
        opened
            .comments
            .extend(Comments::of(&parsed.tree).map(|own| (own, true)));
        opened.trees.insert(0, Arc::new(parsed.tree));
        opened
    }

    /// The clusters of a template, with the parameters that a file beside it gives: for
    /// `main.json`, `main.parameters.json`. Files of `--var-file` take precedence.
    pub(super) fn template(
        &self,
        source: &Arc<SourceFile>,
        path: &Path,
        root: Node<'_>,
        opened: &mut Opened,
    ) {
        let beside = path.with_extension("parameters.json");
        let is_there = self.loader.files.exists(&beside);
        let named = self
            .terraform
            .variable_files
            .iter()
            .map(std::path::PathBuf::as_path);
        let files = is_there
            .then_some(beside.as_path())
            .into_iter()
            .chain(named);
        let mut trees: Vec<Arc<Tree>> = Vec::new();
        for file in files {
            let Some(source) = self.loader.read(file, &mut opened.problems) else {
                continue;
            };
            let parsed = parse_json(source);
            if parsed.tree.root().is_some_and(is_arm_parameters) {
                opened.problems.extend(Problem::of_parsed(&parsed));
                opened.files.push(file.to_path_buf());
                trees.push(Arc::new(parsed.tree));
            }
        }
        let parameters = trees
            .iter()
            .filter_map(|tree| Some((Arc::clone(tree.source()), tree.root()?)));
        let parameters: Vec<_> = parameters.collect();
        let drafts = read_template(source, root, &parameters, &self.resolver.budget);
        self.azure(drafts, opened);
        opened.trees.extend(trees);
    }
}
