//! What a cluster file refers to: a plan, a payload or a module (`from`), an exported profile
//! (`profile`), a VNet as Azure describes it (`vnet: {file: …}`).

use std::path::Path;
use std::sync::Arc;

use super::file::ClusterFile;
use crate::files::{Files, Loader, neighbour};
use crate::input::azure::{read_azure_vnet, read_object, read_template};
use crate::input::draft::{Draft, DraftProfile};
use crate::input::palette::hcl::{ModuleInput, PackIndex, module_files, read_module};
use crate::input::palette::terraform::{KEEP, cluster_drafts, read_plan};
use crate::input::palette::{read_payload, read_profile};
use crate::input::read::{Entry, Reading, Resolver, View};
use crate::input::recognise::{Form, has_escaped_names, recognise_json, recognise_json_text};
use crate::model::{Located, Unknown, VNet};
use crate::problem::{Problem, ProblemKind};
use crate::source::{LIMITS, Place, SourceFile, Span};
use crate::syntax::{Kind, Tree, parse_json, parse_json_part};

/// Reads files that a cluster file names, and keeps their trees.
pub(crate) struct References<'l> {
    loader: &'l Loader,
    /// What paths are relative to.
    directory: &'l Path,
    /// Knows no values; its budget is that of the cluster file.
    resolver: Resolver,
    pub(crate) problems: Vec<Problem>,
    /// The trees that findings may point into.
    pub(crate) trees: Vec<Tree>,
}

impl<'l> References<'l> {
    pub(crate) fn new(loader: &'l Loader, directory: &'l Path, resolver: &Resolver) -> Self {
        References {
            loader,
            directory,
            resolver: resolver.without_values(),
            problems: Vec::new(),
            trees: Vec::new(),
        }
    }

    /// What `from` and `profile` say. A profile that is named replaces those of `from`, and so do
    /// packs that are listed. `start` is where the cluster file begins.
    pub(crate) fn base(
        &mut self,
        file: &ClusterFile<'_>,
        start: Place,
        resolver: &Resolver,
    ) -> Draft {
        let reading = Reading::new(resolver);
        let text = |entry: Entry<'_>, expected| entry.try_text(&reading, expected);
        let name = file.cluster.and_then(|entry| entry.value.node()?.text());
        let draft = file
            .from
            .and_then(|entry| text(entry, "the path of a plan, a payload or a module"))
            .and_then(|path| self.from(&path, name));
        let mut base = draft.unwrap_or_else(|| Draft::new(start, String::new()));
        // What could not be read may say anything.
        if let (None, Some(from)) = (&base.name, file.from)
            && base.profiles.is_empty()
        {
            let unknown = DraftProfile::unknown(from.place(), Unknown::Invalid);
            base.profiles.push(unknown);
        }
        if file.packs.is_some() || file.profile.is_some() {
            base.profiles.clear();
        }
        if let Some(entry) = file.profile {
            let path = text(entry, "the path of an exported profile");
            let read = path.and_then(|path| self.profile(&path));
            let unknown = || DraftProfile::unknown(entry.place(), Unknown::Invalid);
            base.profiles.push(read.unwrap_or_else(unknown));
        }
        self.problems.extend(reading.finish());
        base
    }

    /// Whether something is at a path that may be read; records that there is not.
    pub(super) fn exists(&mut self, path: &Located<String>, expected: &'static str) -> bool {
        let Some(text) = path.known() else {
            return false;
        };
        let file = self.directory.join(text);
        let kind = if self.loader.leaves(self.directory, &file) {
            ProblemKind::PathOutside { path: text.clone() }
        } else if !self.loader.files.exists(&file) {
            not_found(&self.loader.files, self.directory, text, expected)
        } else {
            return true;
        };
        self.problems.push(Problem {
            place: path.place,
            kind,
        });
        false
    }

    fn source(
        &mut self,
        path: &Located<String>,
        expected: &'static str,
    ) -> Option<Arc<SourceFile>> {
        if !self.exists(path, expected) {
            return None;
        }
        let text = path.known()?;
        let file = self.directory.join(text);
        let (named, limit) = ((text.as_str(), path.place), LIMITS.json_bytes);
        self.loader
            .read_part(&file, limit, named, &mut self.problems)
    }

    /// Nothing is shown of a text that is not what it was named for.
    fn unrecognised(&mut self, source: &SourceFile, form: &'static str, expected: &str) {
        source.withhold();
        self.problems.push(Problem {
            place: source.place(Span::empty(0)),
            kind: ProblemKind::Unrecognised {
                form,
                expected: expected.to_owned(),
            },
        });
    }

    /// The cluster of a plan, a payload or a module; of several, the one of the name.
    fn from(&mut self, path: &Located<String>, name: Option<&str>) -> Option<Draft> {
        let expected = "a Terraform plan in JSON, a directory of Terraform files, a request, the \
                        output of `az aks show`, or an ARM template";
        if !self.exists(path, expected) {
            return None;
        }
        let file = self.directory.join(path.known()?);
        let is_module = self.loader.files.is_directory(&file)
            || file.extension().is_some_and(|own| own == "tf");
        let drafts = if is_module {
            self.module(&file)
        } else {
            let source = self.source(path, expected)?;
            self.document(&source)?
        };
        let names: Vec<String> = drafts.iter().map(|draft| draft.title.clone()).collect();
        let count = drafts.len();
        let is_it = |draft: &Draft| count == 1 || name == Some(draft.title.as_str());
        let found = drafts.into_iter().find(is_it);
        if found.is_none() {
            let found = match names.is_empty() {
                true => "a file without an AKS cluster".to_owned(),
                false => format!("a file with several clusters: {}", names.join(", ")),
            };
            self.problems.push(Problem {
                place: path.place,
                kind: ProblemKind::WrongType {
                    name: "from".to_owned(),
                    expected: "a file with one cluster, or `cluster` with the name of one of them"
                        .to_owned(),
                    found,
                    meant: None,
                },
            });
        }
        found
    }

    fn module(&mut self, path: &Path) -> Vec<Draft> {
        let directory = match self.loader.files.is_directory(path) {
            true => path,
            false => path.parent().unwrap_or(path),
        };
        let mut sources = Vec::new();
        let listed = module_files(self.loader, directory);
        self.problems.extend(listed.problems);
        for file in &listed.files {
            sources.extend(self.loader.read(file, &mut self.problems));
        }
        let module = read_module(ModuleInput {
            loader: self.loader,
            directory,
            sources: &sources,
            variable_files: &listed.variables,
            named_variable_files: &[],
            packs: &PackIndex::default(),
        });
        self.problems
            .extend(module.resources.problems.iter().cloned());
        cluster_drafts(&module.resources)
    }

    fn document(&mut self, source: &Arc<SourceFile>) -> Option<Vec<Draft>> {
        let is_plan = recognise_json_text(&source.text) == Some(Form::TerraformPlan)
            && !has_escaped_names(&source.text);
        let parsed = parse_json_part(Arc::clone(source), is_plan.then_some(KEEP));
        let form = parsed.tree.root().and_then(recognise_json);
        let drafts = match (form, parsed.tree.root()) {
            (Some(Form::TerraformPlan), _) => {
                let resources = read_plan(&parsed.tree);
                self.problems.extend(resources.problems.iter().cloned());
                Some(cluster_drafts(&resources))
            }
            (Some(Form::Payload), Some(root)) => Some(vec![read_payload(source, root)]),
            (Some(Form::AksObject), Some(root)) => {
                Some(read_object(source, root, &self.resolver.budget))
            }
            (Some(Form::ArmTemplate), Some(root)) => {
                Some(read_template(source, root, &[], &self.resolver.budget))
            }
            (_, None) => {
                source.withhold();
                None
            }
            _ => {
                let expected = Form::TerraformPlan.expectation();
                self.unrecognised(source, "a document with a cluster", expected);
                None
            }
        };
        self.problems.extend(Problem::of_parsed(&parsed));
        self.trees.push(parsed.tree);
        drafts
    }

    /// An exported profile.
    fn profile(&mut self, path: &Located<String>) -> Option<DraftProfile> {
        let source = self.source(path, "an exported profile")?;
        let parsed = parse_json(Arc::clone(&source));
        let root = parsed.tree.root();
        let mut draft = None;
        match root.filter(|root| recognise_json(*root) == Some(Form::Profile)) {
            Some(root) => draft = Some(read_profile(&source, root)),
            None if root.is_some() => {
                self.unrecognised(&source, Form::Profile.title(), Form::Profile.expectation());
            }
            None => source.withhold(),
        }
        self.problems.extend(Problem::of_parsed(&parsed));
        self.trees.push(parsed.tree);
        let draft = draft?;
        self.problems.extend(draft.problems);
        draft.profiles.into_iter().next()
    }

    /// A VNet as `az network vnet show` prints it.
    pub(crate) fn vnet(&mut self, path: &Located<String>) -> Option<VNet> {
        let source = self.source(path, "the output of `az network vnet show`")?;
        let parsed = parse_json(Arc::clone(&source));
        let plain = self.resolver.without_values();
        let reading = Reading::new(&plain);
        let root = parsed.tree.root();
        let mapping = root.filter(|root| root.kind() == Kind::Mapping);
        let vnet = mapping.and_then(|root| read_azure_vnet(View::Json(root), &reading));
        if vnet.is_none() && root.is_some() {
            self.unrecognised(
                &source,
                "a VNet",
                "expected the output of `az network vnet show`: an object with addressSpace and \
                 subnets",
            );
        }
        self.problems.extend(reading.finish());
        self.problems.extend(Problem::of_parsed(&parsed));
        self.trees.push(parsed.tree);
        vnet
    }
}

/// The problem of a path that leads to nothing, with its neighbour of nearly the same name.
pub(super) fn not_found(
    files: &Files,
    directory: &Path,
    text: &str,
    expected: &'static str,
) -> ProblemKind {
    ProblemKind::PathNotFound {
        path: text.to_owned(),
        found: "does not exist",
        expected,
        near: neighbour(files, directory, Path::new(text)),
    }
}
