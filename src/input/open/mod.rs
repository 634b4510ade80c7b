//! The one door: which form a text has, who reads it, and what that gives.
//!
//! Texts go in, [`Opened`] comes out: clusters that are ready for the rules, problems of form, the
//! trees that findings may point into, and the comments that may suppress them. Nothing else is kept.

mod azure;
mod guess;
mod json;
mod near_miss;
mod packs;
mod previous;
mod terraform;
mod unknown;
mod values;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use guess::{has_extension, is_refused};
pub(crate) use previous::States;
use unknown::{not_of_form, unrecognised};

use super::cluster::{QuickFlags, Surroundings, read_cluster, read_flags};
use super::draft::{ClusterDefaults, Draft, Finished};
use super::pack::PackCache;
pub use super::palette::hcl::known_outputs;
use super::palette::hcl::module_files;
pub(crate) use super::palette::hcl::{PackIndex, is_module_file};
use super::read::Resolver;
use super::recognise::{
    Form, may_be_cluster, may_be_ours, names_its_form, recognise, recognise_text,
};
use crate::files::Loader;
use crate::model::{Cluster, Located, Previous, Scope, is_for_cloud};
use crate::problem::Problem;
use crate::source::{LIMITS, SourceFile};
use crate::syntax::{Comments, Kind, Node, Parsed, Tree, parse_yaml};

/// The cloud whose rules there are.
const AKS: &str = "aks";

/// Which results of a cluster are of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Useful {
    All,
    /// An add-on profile leaves open what another profile decides.
    WithoutUnresolved,
    /// A cluster without AKS: AKS's own rules have nothing to look at.
    FindingsOnly,
}

/// A cluster, or the part of one that an input has.
#[derive(Debug)]
pub(crate) struct OpenCluster {
    pub(crate) cluster: Cluster,
    /// What was wrong with its form.
    pub(crate) problems: Vec<Problem>,
    pub(crate) useful: Useful,
    /// Its state before a change, where the input has it.
    pub(crate) previous: Option<Previous>,
}

/// What one input gave.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) clusters: Vec<OpenCluster>,
    /// What was wrong beside the clusters' own problems.
    pub(crate) problems: Vec<Problem>,
    /// The trees that findings may point into.
    pub(crate) trees: Vec<Arc<Tree>>,
    /// Comments that may suppress findings, and whether all rules look at their text: what rules find
    /// in pack values depends on the cluster.
    pub(crate) comments: Vec<(Comments, bool)>,
    /// The files that were read.
    pub(crate) files: Vec<PathBuf>,
    /// How many texts that is.
    pub(crate) texts: usize,
}

/// What became of an input.
#[derive(Debug)]
pub(crate) enum Opening {
    Opened(Opened),
    /// Unrelated files.
    Skipped(Vec<PathBuf>),
    /// A named file that no reader accepts.
    Unknown(Problem),
    /// The quick flags cannot be given beside a cluster of this form.
    FlagsBeside(Form),
}

/// What inputs are opened with.
#[derive(Clone, Copy)]
pub(crate) struct Door<'r> {
    pub(crate) loader: &'r Loader,
    pub(crate) cache: &'r PackCache,
    pub(crate) resolver: &'r Resolver,
    pub(crate) defaults: &'r ClusterDefaults,
    /// The form that the command line gives for what it names.
    pub(crate) form: Option<Form>,
    pub(crate) terraform: TerraformOptions<'r>,
    /// The quick flags, and the source that they form.
    pub(crate) flags: Option<(&'r QuickFlags, &'r SourceFile)>,
    /// Whether what is opened is a state before a change, which has none before it.
    pub(crate) is_previous: bool,
}

/// What Terraform's own files are read with.
#[derive(Clone, Copy)]
pub(crate) struct TerraformOptions<'r> {
    /// The files of `--var-file`, the strongest last.
    pub(crate) variable_files: &'r [PathBuf],
    pub(crate) packs: &'r PackIndex,
}

/// A text that was read, and where.
#[derive(Clone, Copy)]
struct Input<'i> {
    source: &'i Arc<SourceFile>,
    path: &'i Path,
    /// Whether the command line names it, rather than a directory that it is in.
    is_named: bool,
}

impl Opened {
    fn of_problem(problem: Problem) -> Self {
        Opened {
            problems: vec![problem],
            ..Opened::default()
        }
    }

    fn add(&mut self, finished: Finished, useful: Useful) {
        // Comments are of lines, and a JSON string has none.
        for tree in finished.trees {
            if !tree.source().is_json() && useful != Useful::FindingsOnly {
                self.comments
                    .extend(Comments::of(&tree).map(|own| (own, false)));
            }
            self.trees.push(tree);
        }
        self.clusters.push(OpenCluster {
            cluster: finished.cluster,
            problems: finished.problems,
            useful,
            previous: None,
        });
    }
}

impl<'r> Door<'r> {
    /// The same door with another resolver.
    pub(super) fn with<'o>(&self, resolver: &'o Resolver) -> Door<'o>
    where
        'r: 'o,
    {
        Door { resolver, ..*self }
    }

    /// Opens a file.
    pub(crate) fn file(&self, path: &Path, is_named: bool) -> Opening {
        let is_certain = is_named && (self.form.is_some() || names_its_form(path).is_some());
        let is_json = has_extension(path, "json");
        let limit = match is_json {
            true => LIMITS.json_bytes,
            false => LIMITS.file_bytes,
        };
        // On a walk, a large unrelated file is not even read.
        if is_json && !is_named && !may_be_ours(&self.loader.files, path, LIMITS.json_bytes) {
            return skipped(path);
        }
        let mut problems = Vec::new();
        let source = match is_named {
            true => self.loader.read_named(path, limit, &mut problems),
            false => self.loader.read_walked(path, limit, &mut problems),
        };
        let mut opened = match source {
            Some(source) => match self.text(&source, path, is_named) {
                Opening::Opened(opened) => opened,
                other => return other,
            },
            None if is_certain
                || is_named && problems.iter().any(is_refused)
                || self.is_ours_by_guess(path, is_named, &problems) =>
            {
                Opened {
                    problems,
                    ..Opened::default()
                }
            }
            None if is_named => return Opening::Unknown(unknown::unreadable(self.loader, path)),
            None => return skipped(path),
        };
        opened.files.push(path.to_path_buf());
        opened.texts = 1;
        Opening::Opened(opened)
    }

    /// Opens standard input under a name; it is never skipped.
    pub(crate) fn stdin(&self, name: &str) -> Opening {
        let mut problems = Vec::new();
        let Some(source) = self.loader.read_stdin(name, &mut problems) else {
            return Opening::Opened(Opened {
                problems,
                ..Opened::default()
            });
        };
        let path = self.loader.working_directory().join(name);
        let mut opened = match self.text(&source, &path, true) {
            Opening::Opened(opened) => opened,
            Opening::Unknown(problem) => Opened::of_problem(problem),
            other => return other,
        };
        opened.texts = 1;
        Opening::Opened(opened)
    }

    fn text(&self, source: &Arc<SourceFile>, path: &Path, is_named: bool) -> Opening {
        self.input(Input {
            source,
            path,
            is_named,
        })
    }

    fn input(&self, input: Input<'_>) -> Opening {
        let Input {
            source,
            path,
            is_named,
        } = input;
        let resolver = self.resolver.for_input();
        let door = self.with(&resolver);
        let outcome = door.json(input).unwrap_or_else(|| door.yaml_or_hcl(input));
        match with_exceeded(outcome, &resolver) {
            Opening::Skipped(_) if is_named => Opening::Unknown(unknown::unknown(source, path)),
            skipped @ Opening::Skipped(_) => {
                self.loader.sources.release(source.id);
                skipped
            }
            other => other,
        }
    }

    /// A profile that no cluster is given for.
    fn profile(&self, draft: Draft, opened: &mut Opened) {
        let cloud = draft.cloud.as_ref();
        let is_other = |cloud: &Located<String>| !is_for_cloud(std::slice::from_ref(cloud), AKS);
        let useful = match draft.brings_infrastructure() {
            _ if cloud.is_some_and(is_other) => Useful::FindingsOnly,
            true => Useful::All,
            false => Useful::WithoutUnresolved,
        };
        let (draft, scope) = self.with_flags(draft, Scope::Profile);
        self.draft(draft, scope, useful, opened);
    }

    /// A draft with the rest of a cluster from the quick flags, and its scope; `alone` is the scope
    /// without flags.
    fn with_flags(&self, draft: Draft, alone: Scope) -> (Draft, Scope) {
        match self.flags {
            Some((flags, source)) => (draft.over(read_flags(flags, source)), Scope::Flags),
            None => (draft, alone),
        }
    }

    fn draft(&self, mut draft: Draft, scope: Scope, useful: Useful, opened: &mut Opened) {
        if !self.may_open_cluster(draft.place) {
            return;
        }
        let resolver = draft.resolve_variables(self.resolver, |_| None);
        opened.add(draft.finish(scope, &resolver, self.defaults), useful);
    }

    /// Opens a text that is no JSON of the known forms.
    fn yaml_or_hcl(&self, input: Input<'_>) -> Opening {
        let (source, is_named) = (input.source, input.is_named);
        let directory = input.path.parent().unwrap_or(Path::new(""));
        if self.form == Some(Form::Terraform) && is_named {
            let listed = module_files(self.loader, directory);
            let mut opened = Opened::default();
            self.hcl(
                directory,
                std::slice::from_ref(source),
                &listed.variables,
                &mut opened,
            );
            return Opening::Opened(opened);
        }
        // A look at the line beginnings spares unrelated YAML the parse, on a walk.
        let by_text = recognise_text(&source.text);
        if !is_named && !may_be_cluster(&source.text) {
            return skipped(input.path);
        }
        let parsed = parse_yaml(Arc::clone(source));
        let by_tree = parsed.tree.roots().find_map(recognise);
        let is_broken = !parsed.tree.is_whole();
        // A values.yaml that is a list has no values of any pack.
        let is_values_name = is_named && names_its_form(input.path) == Some(Form::Values);
        let form = match (self.form.filter(|_| is_named), by_tree) {
            (_, None) if is_values_name && is_list(&parsed.tree) => {
                return Opening::Opened(not_of_form(parsed, Form::Values));
            }
            (Some(form), _) | (None, Some(form)) => form,
            (None, None) => match by_text.filter(|_| is_broken) {
                Some(form) => form,
                None => return skipped(input.path),
            },
        };
        match form {
            Form::Values if !is_named => skipped(input.path),
            Form::Cluster if self.flags.is_some() => Opening::FlagsBeside(form),
            Form::Cluster => Opening::Opened(self.clusters(source, parsed, directory)),
            Form::Values => Opening::Opened(self.values(parsed)),
            Form::ClusterApi if self.flags.is_some() => Opening::FlagsBeside(form),
            Form::ClusterApi => Opening::Opened(self.cluster_api(source, parsed)),
            // Text that is no JSON at all, or no HCL.
            form => Opening::Opened(Opened::of_problem(unrecognised(source, form))),
        }
    }

    fn clusters(&self, source: &Arc<SourceFile>, parsed: Parsed, directory: &Path) -> Opened {
        let mut opened = Opened::default();
        let mut is_any = false;
        let mut states = HashMap::new();
        let around = Surroundings {
            loader: self.loader,
            cache: self.cache,
            source,
            directory,
        };
        let roots = parsed.tree.roots();
        for root in roots.filter(|root| recognise(*root) == Some(Form::Cluster)) {
            is_any = true;
            if !self.may_open_cluster(root.place()) {
                break;
            }
            let read = read_cluster(around, root, self.resolver, self.defaults);
            let Some(read) = read else { continue };
            for tree in read.trees {
                opened
                    .comments
                    .extend(Comments::of(&tree).map(|own| (own, false)));
                opened.trees.push(Arc::new(tree));
            }
            opened.add(read.finished, Useful::All);
            if let Some(path) = read.previous.filter(|_| !self.is_previous) {
                self.add_previous(&path, directory, &mut states, &mut opened);
            }
        }
        opened
            .comments
            .extend(Comments::of(&parsed.tree).map(|own| (own, true)));
        opened.problems = Problem::of_parsed(&parsed).collect();
        if !is_any && opened.problems.is_empty() {
            opened.problems.push(unrecognised(source, Form::Cluster));
        }
        opened.trees.insert(0, Arc::new(parsed.tree));
        opened
    }
}

fn skipped(path: &Path) -> Opening {
    Opening::Skipped(vec![path.to_path_buf()])
}

/// What became of an input, with the limits that reading it exceeded.
fn with_exceeded(mut opening: Opening, resolver: &Resolver) -> Opening {
    if let Opening::Opened(opened) = &mut opening {
        let exceeded = Problem::of_exceeded(&resolver.budget);
        opened.problems.extend(exceeded);
    }
    opening
}

/// Whether a text is a list, or more than one.
fn is_list(tree: &Tree) -> bool {
    let mut roots = tree.roots().map(Node::kind).peekable();
    roots.peek().is_some() && roots.all(|kind| kind == Kind::Sequence)
}
