//! The cluster file: what will be deployed, in AKS's own field names.

use std::path::Path;
use std::sync::Arc;

use super::pools::read_pools;
use super::references::{Pointed, merge_vnets, read_pointed};
use super::sections::{read_network, read_variables};
use crate::files::{Loader, PackFileNames};
use crate::input::draft::{
    PackCache, Part, PartValues, add_variables, assemble, default_version, finish_pools,
    give_variables, kubernetes_version, override_candidates, part_of, well_known_layer,
};
use crate::input::pack::{LoadedPack, hold, read_macros};
use crate::input::read::{Descent, Entry, Fields, Resolver};
use crate::model::{Cluster, Layer, Level, Located, Scope, Subnet, Unknown, VNet};
use crate::problem::{Problem, ProblemKind};
use crate::source::{Place, SourceFile};
use crate::syntax::{Kind, Node, Style, Tree, parse_embedded};

/// The keys of a cluster file.
const ROOT_KEYS: &[&str] = &[
    "cluster",
    "cloud",
    "kubernetesVersion",
    "privateCluster",
    "from",
    "profile",
    "packs",
    "variables",
    "network",
    "vnet",
    "nodePools",
];
/// A cluster with everything that its findings may point into.
#[derive(Debug)]
pub struct ReadCluster {
    /// The cluster.
    pub cluster: Cluster,
    /// What was wrong with the file's form.
    pub problems: Vec<Problem>,
    /// Other texts that were read for it: values files.
    pub(crate) trees: Vec<Tree>,
}

/// A pack reference of the cluster file.
struct Reference {
    /// The path, or the name, or all of it.
    place: Place,
    pack: Option<Arc<LoadedPack>>,
    name: Option<Located<String>>,
    version: Option<Located<String>>,
    /// Values that replace the pack's own.
    values: ReferencedValues,
    /// Why it is not known which pack it is.
    unknown: Option<Unknown>,
}

impl Reference {
    fn note_own_values(&self, cache: &PackCache) {
        if let (ReferencedValues::Own, Some(pack)) = (&self.values, &self.pack) {
            cache.note_own_values(pack);
        }
    }

    /// Takes the pack of a path, or says why there is none.
    fn find(
        &mut self,
        loader: &Loader,
        cache: &PackCache,
        directory: &Path,
        path: &Located<String>,
        problems: &mut Vec<Problem>,
    ) {
        self.pack = find_pack(loader, cache, directory, path, problems);
        self.unknown = match (&self.pack, &path.value) {
            (Some(_), _) => None,
            (None, Ok(path)) => Some(Unknown::PackNotAtHand(path.clone())),
            (None, Err(unknown)) => Some(unknown.clone()),
        };
    }
}

enum ReferencedValues {
    /// None are given: the pack's own.
    Own,
    Tree(Tree),
    Broken,
}

/// Reads one document that is a cluster file. Paths are relative to `directory`.
pub fn read_cluster(
    loader: &Loader,
    cache: &PackCache,
    source: &Arc<SourceFile>,
    root: Node<'_>,
    directory: &Path,
    variables: &Resolver,
) -> ReadCluster {
    let mut resolver = variables.clone();
    let mut fields = Fields::root(root, "a cluster file").expecting(ROOT_KEYS);
    let mut problems = Vec::new();
    let given = fields.take("variables");
    if let Some(entry) = given {
        for (name, text) in read_variables(entry, &mut problems) {
            // The command line's --var is the stronger word.
            resolver.variables.entry(name).or_insert(text);
        }
    }
    let mut pointed = Pointed::new(loader, directory);
    let (base, mut profiles) = read_pointed(&mut fields, &mut pointed, &resolver);
    give_variables(&mut profiles, &resolver, |name| {
        let value = given.and_then(|entry| entry.value.get(name));
        value.map(Node::place)
    });
    add_variables(&profiles, &mut resolver);
    let packs = fields.take("packs");
    let references = read_references(packs, loader, cache, source, directory, &mut problems);
    resolver.packs = references
        .iter()
        .filter_map(|reference| reference.pack.clone())
        .collect();

    let mut descent = Descent::new(&resolver);
    descent.problems = problems;
    let name = fields
        .take("cluster")
        .and_then(|entry| descent.text(entry, "a name"));
    let cloud = fields
        .take("cloud")
        .map(|entry| entry.or_invalid(descent.text(entry, "a cloud, as in aks")));
    let version = fields.take("kubernetesVersion");
    let expected = "a version, as in \"1.34\"";
    let version = version.map(|entry| entry.or_invalid(descent.text(entry, expected)));
    if let Some(entry) = fields.take("privateCluster") {
        descent.boolean(entry);
    }
    let (mut parts, mut layers): (Vec<_>, Vec<_>) = references
        .iter()
        .map(|reference| part(reference, &resolver))
        .unzip();
    for profile in &profiles {
        let (own, of) = profile.parts();
        parts.extend(own);
        layers.extend(of);
    }
    let place = name
        .as_ref()
        .map_or(source.place(root_start(root)), |name| name.place);

    let network = fields.take("network");
    let network_place = network.map_or(place, |entry| entry.key.place());
    let mut stronger = network.map_or(Vec::new(), |entry| {
        read_network(entry, Level::ClusterFile, "the cluster file", &mut descent)
    });
    stronger.extend(override_candidates(&base.overrides, &mut descent));
    let assembly = assemble(&parts, stronger, Scope::Whole, network_place, &mut descent);
    let vnet = fields
        .take("vnet")
        .and_then(|entry| read_vnet(entry, &mut pointed, &mut descent))
        .or(base.vnet);
    let pools = fields.take("nodePools");
    let has_palette_pools = pools.is_none();
    let pools = match pools {
        Some(entry) => read_pools(entry, &assembly, &mut descent),
        None => finish_pools(base.pools, &assembly),
    };
    fields.finish(&mut descent);

    let mut problems = descent.problems;
    problems.extend(base.problems);
    problems.append(&mut pointed.problems);
    let name = name.or(base.name);
    let cluster = Cluster {
        place,
        title: title(name.as_ref(), source),
        scope: Scope::Whole,
        has_palette_pools,
        kubernetes_version: version
            .or_else(|| kubernetes_version(&layers))
            .or_else(|| default_version(&layers, &profiles, &resolver)),
        name,
        cloud: cloud.or(base.cloud),
        layers,
        network: assembly.network,
        pack_max_pods: assembly.pack_max_pods,
        vnet,
        pools,
        profiles: profiles
            .iter()
            .map(|profile| profile.profile.clone())
            .collect(),
        control_plane: base.control_plane,
    };
    let trees = references
        .into_iter()
        .filter_map(|reference| match reference.values {
            ReferencedValues::Tree(tree) => Some(tree),
            _ => None,
        })
        .chain(pointed.trees)
        .collect();
    ReadCluster {
        cluster,
        problems,
        trees,
    }
}

fn root_start(root: Node<'_>) -> crate::source::Span {
    crate::source::Span::empty(root.span().start as usize)
}

fn title(name: Option<&Located<String>>, source: &SourceFile) -> String {
    let name = name.and_then(Located::known);
    name.map_or_else(|| source.name.clone(), Clone::clone)
}

fn read_references(
    entry: Option<Entry<'_>>,
    loader: &Loader,
    cache: &PackCache,
    source: &Arc<SourceFile>,
    directory: &Path,
    problems: &mut Vec<Problem>,
) -> Vec<Reference> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    let plain = Resolver::default();
    let mut descent = Descent::new(&plain);
    let mut references = Vec::new();
    for node in descent.list(entry, "a list of packs") {
        let item = Entry {
            name: "a pack",
            key: node,
            value: node,
        };
        let mut reference = Reference {
            place: node.place(),
            pack: None,
            name: None,
            version: None,
            values: ReferencedValues::Own,
            unknown: None,
        };
        if node.kind() != Kind::Mapping {
            let path = descent.text(item, "a path, or a mapping with path or name");
            if let Some(path) = path {
                reference.find(loader, cache, directory, &path, &mut descent.problems);
            }
            reference.note_own_values(cache);
            references.push(reference);
            continue;
        }
        let Some(fields) = Fields::open(item, "a pack of the cluster file", &mut descent) else {
            continue;
        };
        let mut fields = fields.expecting(&["path", "name", "version", "values"]);
        let path = fields.take("path");
        let text = path.and_then(|entry| descent.text(entry, "a path"));
        reference.place = text.as_ref().map_or(reference.place, |path| path.place);
        if let Some(path) = text {
            reference.find(loader, cache, directory, &path, &mut descent.problems);
        }
        let name = fields.take("name");
        reference.name = name.map(|entry| entry.or_invalid(descent.text(entry, "a pack's name")));
        if let Some(Err(unknown)) = reference.name.as_ref().map(|name| &name.value) {
            reference.unknown = Some(unknown.clone());
        }
        reference.version = fields
            .take("version")
            .and_then(|entry| descent.text(entry, "a version"));
        if let (None, Some(name)) = (path, &reference.name) {
            reference.place = name.place;
        }
        if path.is_none() && name.is_none() {
            descent.problems.push(Problem {
                place: node.place(),
                kind: ProblemKind::WrongType {
                    name: item.name.to_owned(),
                    expected: "a mapping with path or name".to_owned(),
                    found: "a mapping with neither path nor name".to_owned(),
                },
            });
        }
        if let Some(values) = fields.take("values") {
            reference.values = if path.is_some() {
                values_file(loader, directory, values, &mut descent)
            } else {
                values_text(source, values, &mut descent)
            };
        }
        fields.finish(&mut descent);
        reference.note_own_values(cache);
        references.push(reference);
    }
    problems.append(&mut descent.problems);
    references
}

fn find_pack(
    loader: &Loader,
    cache: &PackCache,
    directory: &Path,
    path: &Located<String>,
    problems: &mut Vec<Problem>,
) -> Option<Arc<LoadedPack>> {
    let text = path.known()?;
    let root = directory.join(text);
    if root.join(PackFileNames::MANIFEST).is_file() {
        return Some(cache.get(loader, &root));
    }
    problems.push(Problem {
        place: path.place,
        kind: ProblemKind::PathNotFound {
            path: text.clone(),
            found: if root.exists() {
                "is no pack directory"
            } else {
                "is not there"
            },
            expected: "a pack directory, with a pack.json in it",
        },
    });
    None
}

/// A file that replaces a pack's values.yaml.
fn values_file(
    loader: &Loader,
    directory: &Path,
    entry: Entry<'_>,
    descent: &mut Descent<'_>,
) -> ReferencedValues {
    let Some(path) = descent.text(entry, "the path of a values file") else {
        return ReferencedValues::Broken;
    };
    let Some(text) = path.known() else {
        return ReferencedValues::Broken;
    };
    let file = directory.join(text);
    if !file.exists() {
        descent.problems.push(Problem {
            place: path.place,
            kind: ProblemKind::PathNotFound {
                path: text.clone(),
                found: "is not there",
                expected: "a values file",
            },
        });
        return ReferencedValues::Broken;
    }
    match loader.yaml_named(&file, text, path.place, &mut descent.problems) {
        Some(parsed) => whole_or_broken(parsed, true, descent),
        None => ReferencedValues::Broken,
    }
}

/// Values as text in the cluster file.
fn values_text(
    source: &Arc<SourceFile>,
    entry: Entry<'_>,
    descent: &mut Descent<'_>,
) -> ReferencedValues {
    match entry.value.kind() {
        Kind::Scalar(crate::syntax::Typed::Str(_)) => {}
        _ => {
            descent.wrong_type(entry, "YAML as text, as in `values: |`");
            return ReferencedValues::Broken;
        }
    }
    match parse_embedded(source, entry.value) {
        Some(parsed) => {
            let is_block = entry.value.style() == Some(Style::Literal);
            whole_or_broken(parsed, is_block, descent)
        }
        None => ReferencedValues::Broken,
    }
}

fn whole_or_broken(
    parsed: crate::syntax::Parsed,
    may_quote: bool,
    descent: &mut Descent<'_>,
) -> ReferencedValues {
    descent.problems.extend(parsed.problems);
    read_macros(&parsed.tree, may_quote, &mut descent.problems);
    if parsed.tree.is_whole() {
        ReferencedValues::Tree(parsed.tree)
    } else {
        ReferencedValues::Broken
    }
}

fn part<'a>(reference: &'a Reference, resolver: &Resolver) -> (Part<'a>, Layer) {
    let place = reference.place;
    let values = match &reference.values {
        ReferencedValues::Own => None,
        ReferencedValues::Tree(tree) => Some(PartValues::Tree(tree)),
        ReferencedValues::Broken => Some(PartValues::Broken),
    };
    if let Some(pack) = &reference.pack {
        let (part, mut layer) = part_of(pack, values, place);
        if let PartValues::Tree(values) = part.values {
            layer.constraints = hold(&pack.constraints, values, &[], resolver);
        }
        return (part, layer);
    }
    let known = reference.name.as_ref().and_then(Located::known);
    let name = reference.name.clone();
    let layer = Layer {
        place,
        name: name.unwrap_or_else(|| Located::unknown(Unknown::Invalid, place)),
        version: reference.version.clone(),
        layer: known.and_then(|known| well_known_layer(known, place)),
        manifest: None,
        constraints: Vec::new(),
    };
    let part = Part {
        name: known.map(String::as_str),
        name_place: reference.name.as_ref().map_or(place, |name| name.place),
        owner: known.map_or_else(|| "a pack".to_owned(), |name| format!("pack {name}")),
        // A pack that is not there is a finding; nothing can be said of its values.
        values: match known {
            Some(_) => values.unwrap_or(PartValues::Absent),
            None => match &reference.unknown {
                Some(unknown) => PartValues::Unknown(unknown),
                None => PartValues::Broken,
            },
        },
    };
    (part, layer)
}

fn read_vnet(
    entry: Entry<'_>,
    pointed: &mut Pointed<'_>,
    descent: &mut Descent<'_>,
) -> Option<VNet> {
    let fields = Fields::open(entry, "vnet", descent)?;
    let mut fields = fields.expecting(&["file", "addressSpace", "subnets"]);
    let file = fields.take("file");
    let file = file
        .and_then(|entry| descent.text(entry, "the path of a VNet in JSON"))
        .and_then(|path| pointed.vnet(&path));
    let address_space = fields.take("addressSpace");
    let address_space =
        address_space.map_or(Vec::new(), |entry| descent.texts(entry, "a list of ranges"));
    let subnets = fields.take("subnets");
    let subnets = subnets.map_or(Vec::new(), |entry| {
        let items = descent.list(entry, "a list of subnets");
        items
            .into_iter()
            .filter_map(|node| read_subnet(node, descent))
            .collect()
    });
    fields.finish(descent);
    let own = VNet {
        place: entry.key.place(),
        address_space: address_space.into_iter().map(Located::parsed).collect(),
        subnets,
    };
    Some(match file {
        Some(file) => merge_vnets(own, file),
        None => own,
    })
}

fn read_subnet(node: Node<'_>, descent: &mut Descent<'_>) -> Option<Subnet> {
    let fields = Fields::open(item("a subnet", node), "a subnet", descent)?;
    let mut fields = fields.expecting(&["name", "cidr", "addressesInUse"]);
    let subnet = Subnet {
        place: node.place(),
        name: fields
            .take("name")
            .map(|entry| entry.or_invalid(descent.text(entry, "a name"))),
        cidr: fields
            .take("cidr")
            .map(|entry| entry.or_invalid(descent.text(entry, "a range, as in 10.240.0.0/22")))
            .map(Located::parsed),
        addresses_in_use: fields
            .take("addressesInUse")
            .map(|entry| read_in_use(entry, descent)),
    };
    fields.finish(descent);
    Some(subnet)
}

/// The addresses that others have in a subnet: never fewer than none.
fn read_in_use(entry: Entry<'_>, descent: &mut Descent<'_>) -> Located<i64> {
    let number = entry.or_invalid(descent.integer(entry));
    if number.known().is_some_and(|number| *number < 0) {
        descent.wrong_type(entry, "a number of addresses, 0 or more");
        return Located::unknown(Unknown::Invalid, number.place);
    }
    number
}

pub(crate) fn item<'t>(name: &'t str, node: Node<'t>) -> Entry<'t> {
    Entry {
        name,
        key: node,
        value: node,
    }
}
