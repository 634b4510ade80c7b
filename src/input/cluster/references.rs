//! What a cluster file points at: a plan, a payload or a module (`from`), an exported profile
//! (`profile`), a VNet as Azure describes it (`vnet: {file: …}`).

use std::path::Path;
use std::sync::Arc;

use crate::files::Loader;
use crate::input::draft::{Draft, DraftPool, DraftProfile, Override, unknown_profile};
use crate::input::palette::hcl::{module_files, read_module, variable_files};
use crate::input::palette::terraform::{KEEP, cluster_drafts, read_plan};
use crate::input::palette::{read_payload, read_profile};
use crate::input::read::{Descent, Fields, Resolver, Taker, Value};
use crate::input::{Form, recognise_json, recognise_json_text};
use crate::model::{Located, Subnet, Unknown, VNet};
use crate::problem::{Problem, ProblemKind};
use crate::source::{LIMITS, SourceFile, Span};
use crate::syntax::{Kind, Node, Tree, parse_json, parse_json_part};

/// Reads files that a cluster file names, and keeps their trees.
pub(crate) struct Pointed<'l> {
    /// Reads the files.
    pub(crate) loader: &'l Loader,
    /// What paths are relative to.
    pub(crate) directory: &'l Path,
    /// What was wrong.
    pub(crate) problems: Vec<Problem>,
    /// The trees that findings may point into.
    pub(crate) trees: Vec<Tree>,
}

impl<'l> Pointed<'l> {
    /// Nothing read yet.
    pub(crate) fn new(loader: &'l Loader, directory: &'l Path) -> Self {
        Pointed {
            loader,
            directory,
            problems: Vec::new(),
            trees: Vec::new(),
        }
    }

    /// Whether something is at a path; records that there is not.
    fn is_there(&mut self, path: &Located<String>, expected: &'static str) -> bool {
        let Some(text) = path.known() else {
            return false;
        };
        let is_there = self.directory.join(text).exists();
        if !is_there {
            self.problems.push(Problem {
                place: path.place,
                kind: ProblemKind::PathNotFound {
                    path: text.clone(),
                    found: "is not there",
                    expected,
                },
            });
        }
        is_there
    }

    fn source(
        &mut self,
        path: &Located<String>,
        expected: &'static str,
    ) -> Option<Arc<SourceFile>> {
        if !self.is_there(path, expected) {
            return None;
        }
        let text = path.known()?;
        let file = self.directory.join(text);
        let known = self.problems.len();
        let source = self
            .loader
            .read_up_to(&file, LIMITS.json_bytes, &mut self.problems);
        for problem in self.problems.iter_mut().skip(known) {
            if let ProblemKind::NotARegularFile { name, .. } = &mut problem.kind {
                text.clone_into(name);
                problem.place = path.place;
            }
        }
        source
    }

    fn unrecognised(&mut self, source: &SourceFile, form: &'static str, expected: &str) {
        self.problems.push(Problem {
            place: source.place(Span::empty(0)),
            kind: ProblemKind::Unrecognised {
                form,
                expected: expected.to_owned(),
            },
        });
    }

    /// The cluster of a plan, a payload or a module; of several, the one of the name.
    pub(crate) fn from(&mut self, path: &Located<String>, name: Option<&str>) -> Option<Draft> {
        let expected = "a Terraform plan in JSON, a directory of Terraform files, or a request";
        if !self.is_there(path, expected) {
            return None;
        }
        let file = self.directory.join(path.known()?);
        let is_module = file.is_dir() || file.extension().is_some_and(|own| own == "tf");
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
                true => "something without an AKS cluster".to_owned(),
                false => format!("something with several: {}", names.join(", ")),
            };
            self.problems.push(Problem {
                place: path.place,
                kind: ProblemKind::WrongType {
                    name: "from".to_owned(),
                    expected: "a cluster, or `cluster` to name one of several".to_owned(),
                    found,
                },
            });
        }
        found
    }

    fn module(&mut self, path: &Path) -> Vec<Draft> {
        let directory = match path.is_dir() {
            true => path,
            false => path.parent().unwrap_or(path),
        };
        let mut sources = Vec::new();
        for file in module_files(directory) {
            sources.extend(self.loader.read(&file, &mut self.problems));
        }
        let files = variable_files(directory);
        let module = read_module(self.loader, directory, &sources, &files);
        self.problems
            .extend(module.resources.problems.iter().cloned());
        cluster_drafts(&module.resources)
    }

    fn document(&mut self, source: &Arc<SourceFile>) -> Option<Vec<Draft>> {
        let is_plan = recognise_json_text(&source.text) == Some(Form::TerraformPlan);
        let parsed = parse_json_part(Arc::clone(source), is_plan.then_some(KEEP));
        let form = parsed.tree.root().and_then(recognise_json);
        let drafts = match (form, parsed.tree.root()) {
            (Some(Form::TerraformPlan), _) => {
                let resources = read_plan(&parsed.tree);
                self.problems.extend(resources.problems.iter().cloned());
                Some(cluster_drafts(&resources))
            }
            (Some(Form::Payload), Some(root)) => Some(vec![read_payload(source, root)]),
            (_, None) => None,
            _ => {
                let expected = Form::TerraformPlan.expectation();
                self.unrecognised(source, "a plan or a request with a cluster", expected);
                None
            }
        };
        self.problems.extend(parsed.problems);
        self.trees.push(parsed.tree);
        drafts
    }

    /// An exported profile.
    pub(crate) fn profile(&mut self, path: &Located<String>) -> Option<DraftProfile> {
        let source = self.source(path, "an exported profile")?;
        let parsed = parse_json(Arc::clone(&source));
        let root = parsed.tree.root();
        let mut draft = None;
        match root.filter(|root| recognise_json(*root) == Some(Form::Profile)) {
            Some(root) => draft = Some(read_profile(&source, root)),
            None if root.is_some() => {
                self.unrecognised(&source, Form::Profile.title(), Form::Profile.expectation());
            }
            None => {}
        }
        self.problems.extend(parsed.problems);
        self.trees.push(parsed.tree);
        let draft = draft?;
        self.problems.extend(draft.problems);
        draft.profiles.into_iter().next()
    }

    /// A VNet as `az network vnet show` prints it.
    pub(crate) fn vnet(&mut self, path: &Located<String>) -> Option<VNet> {
        let source = self.source(path, "the output of `az network vnet show`")?;
        let parsed = parse_json(Arc::clone(&source));
        let vnet = parsed.tree.root().and_then(|root| {
            let read = read_vnet(&source, root, &mut self.problems);
            if read.is_none() {
                self.unrecognised(
                    &source,
                    "a VNet",
                    "expected the output of `az network vnet show`: an object with addressSpace \
                     and subnets",
                );
            }
            read
        });
        self.problems.extend(parsed.problems);
        self.trees.push(parsed.tree);
        vnet
    }
}

fn read_vnet(
    source: &Arc<SourceFile>,
    root: Node<'_>,
    problems: &mut Vec<Problem>,
) -> Option<VNet> {
    if root.kind() != Kind::Mapping {
        return None;
    }
    let value = Value::of_node(source, root);
    // The API itself has everything under `properties`.
    let value = value.get("properties").unwrap_or(&value);
    let space = value.get("addressSpace")?;
    let mut taker = Taker::default();
    let vnet = VNet {
        place: space.place,
        address_space: (taker.texts(space, "addressPrefixes").into_iter())
            .map(Located::parsed)
            .collect(),
        subnets: taker
            .list(value, "subnets")
            .iter()
            .map(|subnet| read_subnet(subnet, &mut taker))
            .collect(),
    };
    problems.append(&mut taker.problems);
    Some(vnet)
}

fn read_subnet(subnet: &Value, taker: &mut Taker) -> Subnet {
    let name = taker.text(subnet, "name");
    let properties = subnet.get("properties").unwrap_or(subnet);
    let cidr = taker.text(properties, "addressPrefix");
    let cidr = cidr.or_else(|| {
        let mut ranges = taker.texts(properties, "addressPrefixes").into_iter();
        // AKS takes IPv4 for nodes; a second range is IPv6.
        let is_ipv4 =
            |range: &Located<String>| range.known().is_none_or(|range| !range.contains(':'));
        ranges.find(is_ipv4)
    });
    let in_use = properties.get("ipConfigurations");
    Subnet {
        place: name.as_ref().map_or(subnet.place, |name| name.place),
        name,
        cidr: cidr.map(Located::parsed),
        addresses_in_use: in_use.map(|list| {
            let count = i64::try_from(list.items().len()).unwrap_or(i64::MAX);
            Located::written(count, list.place)
        }),
    }
}

/// Reads what `from` and `profile` name. A profile that is named replaces those of `from`, and so do
/// packs that are listed.
pub(crate) fn read_pointed(
    fields: &mut Fields<'_>,
    pointed: &mut Pointed<'_>,
    resolver: &Resolver,
) -> (Base, Vec<DraftProfile>) {
    let mut descent = Descent::new(resolver);
    let (from, profile) = (fields.take("from"), fields.take("profile"));
    let name = fields.peek("cluster").and_then(Node::text);
    let draft = from
        .and_then(|entry| descent.text(entry, "the path of a plan, a payload or a module"))
        .and_then(|path| pointed.from(&path, name));
    let mut base = Base::default();
    let mut profiles = Vec::new();
    if let Some(draft) = draft {
        profiles = draft.profiles;
        base = Base {
            name: draft.name,
            cloud: draft.cloud,
            overrides: draft.overrides,
            vnet: draft.vnet,
            control_plane: draft.control_plane,
            pools: draft.pools,
            problems: draft.problems,
        };
    }
    // What could not be read may say anything.
    if let (None, Some(from)) = (&base.name, from)
        && profiles.is_empty()
    {
        profiles.push(unknown_profile(from.place(), Unknown::Invalid));
    }
    let has_packs = fields.peek("packs").is_some();
    if has_packs || profile.is_some() {
        profiles.clear();
    }
    if let Some(entry) = profile {
        let path = descent.text(entry, "the path of an exported profile");
        let read = path.and_then(|path| pointed.profile(&path));
        profiles.push(read.unwrap_or_else(|| unknown_profile(entry.place(), Unknown::Invalid)));
    }
    pointed.problems.append(&mut descent.problems);
    (base, profiles)
}

/// What `from` says of a cluster, but for its profiles.
#[derive(Debug, Default)]
pub(crate) struct Base {
    /// The cluster's name.
    pub(crate) name: Option<Located<String>>,
    /// The cloud.
    pub(crate) cloud: Option<Located<String>>,
    /// What overrides the packs' settings.
    pub(crate) overrides: Vec<Override>,
    /// The VNet.
    pub(crate) vnet: Option<VNet>,
    /// The subnet of the control plane.
    pub(crate) control_plane: Option<Subnet>,
    /// The node pools.
    pub(crate) pools: Vec<DraftPool>,
    /// What was wrong with the form.
    pub(crate) problems: Vec<Problem>,
}

/// A VNet of a file with what the cluster file adds to it: its own word on a subnet goes before.
pub(crate) fn merge_vnets(own: VNet, file: VNet) -> VNet {
    let is_own = |subnet: &Subnet| {
        let name = subnet.name.as_ref().and_then(Located::known);
        let mut others = own.subnets.iter().filter_map(|own| own.name.as_ref());
        name.is_some_and(|name| others.any(|other| other.is(name)))
    };
    let others = file.subnets.into_iter().filter(|subnet| !is_own(subnet));
    VNet {
        place: own.place,
        address_space: match own.address_space.is_empty() {
            true => file.address_space,
            false => own.address_space.clone(),
        },
        subnets: others
            .collect::<Vec<_>>()
            .into_iter()
            .chain(own.subnets.clone())
            .collect(),
    }
}
