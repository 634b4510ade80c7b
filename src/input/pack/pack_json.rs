//! pack.json: a descent by the pack schema. Fields that the schema does not know are allowed.

use crate::model::{Dependency, DependencyKind, Located, Pack, Resource, ResourceKind, Unknown};
use crate::problem::{PackSchemaProblem, Problem, ProblemKind, Problems};
use crate::source::{Place, Span};
use crate::syntax::{Kind, Node, Tree, Typed};
use crate::text::closest;

const LAYERS: &[&str] = &["kernel", "os", "k8s", "cni", "csi", "addon"];
/// Palette's documentation, the community packs' schema and the Terraform provider together: none
/// of them has all.
const CLOUD_TYPES: &[&str] = &[
    "all",
    "aws",
    "azure",
    "gcp",
    "vsphere",
    "openstack",
    "baremetal",
    "maas",
    "aks",
    "eks",
    "gke",
    "tke",
    "tencent",
    "edge",
    "edge-native",
    "libvirt",
    "coxedge",
    "custom",
    "generic",
    "virtual",
    "nutanix",
    "apache-cloudstack",
];
const DEPENDENCY_TYPES: &[&str] = &["required", "optional", "notSupported", "upgrade"];
const RESOURCE_TYPES: &[&str] = &["cpu", "memory", "diskSize"];
/// The documentation's prose has master and worker, its schema control-plane and worker.
const SCHEDULE_TYPES: &[&str] = &["all", "master", "control-plane", "worker"];

const ROOT_KEYS: &[&str] = &[
    "name",
    "displayName",
    "version",
    "layer",
    "cloudTypes",
    "cloudType",
    "addonType",
    "addonSubType",
    "group",
    "eol",
    "annotations",
    "constraints",
    "ansibleRoles",
    "charts",
    "kubeManifests",
];
const CONSTRAINTS_KEYS: &[&str] = &["dependencies", "resources"];
const DEPENDENCY_KEYS: &[&str] = &["packName", "layer", "type", "minVersion", "maxVersion"];
const RESOURCE_KEYS: &[&str] = &["type", "minLimit", "components"];
const COMPONENT_KEYS: &[&str] = &[
    "resourceRequestParamRef",
    "replicaCountParamRef",
    "scheduleType",
];

/// An object with the keys that the schema has for it. Other keys are allowed; one that is nearly a
/// known key that is not there is read as that one, and reported.
#[derive(Clone, Copy)]
struct Object<'t> {
    node: Node<'t>,
    keys: &'static [&'static str],
}

impl<'t> Object<'t> {
    fn get(self, key: &str) -> Option<Node<'t>> {
        self.node.get(key).or_else(|| {
            let mut misspelled = self.misspelled();
            let found = misspelled.find(|(_, _, meant)| *meant == key);
            found.map(|(_, value, _)| value)
        })
    }

    /// Keys that are nearly known ones, with their values and what was meant.
    fn misspelled(self) -> impl Iterator<Item = (Node<'t>, Node<'t>, &'static str)> {
        let entries = self.node.entries();
        entries.filter_map(move |(key, value)| {
            let name = key.text()?;
            if self.keys.contains(&name) {
                return None;
            }
            let near = closest(name, self.keys.iter().copied())?;
            let meant = self.keys.iter().find(|known| **known == near)?;
            self.node
                .get(meant)
                .is_none()
                .then_some((key, value, *meant))
        })
    }
}

struct Reader<'p> {
    problems: &'p mut Problems,
}

/// Reads a pack's manifest; its files are still to be looked for.
pub(crate) fn read_pack_json(
    tree: &Tree,
    directory: &str,
    problems: &mut Problems,
) -> (Pack, Vec<(&'static str, Located<String>)>) {
    let start = tree.source().place(Span::empty(0));
    let mut pack = Pack {
        directory: directory.to_owned(),
        place: start,
        name: None,
        version: None,
        layer: None,
        cloud_types: Vec::new(),
        dependencies: Vec::new(),
        resources: Vec::new(),
        files: Vec::new(),
        constraints: Vec::new(),
        presets: Vec::new(),
        directory_name: None,
        absent: Vec::new(),
        images: None,
        charts: Vec::new(),
        chart_values: None,
    };
    let Some(root) = tree.root() else {
        return (pack, Vec::new());
    };
    let mut reader = Reader { problems };
    let Some(root) = reader.object(root, "pack.json", ROOT_KEYS) else {
        return (pack, Vec::new());
    };
    pack.name = reader.required(root, "name", root.node.place());
    pack.place = pack.name.as_ref().map_or(start, |name| name.place);
    reader.required(root, "displayName", pack.place);
    pack.version = reader.required(root, "version", pack.place);
    pack.layer = reader.required(root, "layer", pack.place);
    if let Some(layer) = &mut pack.layer
        && !reader.allowed("layer", layer, LAYERS, false)
    {
        layer.value = Err(Unknown::Invalid);
    }
    pack.cloud_types = reader.strings(root, "cloudTypes");
    pack.cloud_types
        .extend(reader.string(root, "cloudType", "cloudType"));
    for cloud in &pack.cloud_types {
        reader.allowed("cloud type", cloud, CLOUD_TYPES, true);
    }
    for field in ["addonType", "addonSubType", "group", "eol"] {
        reader.string(root, field, field);
    }
    reader.annotations(root);
    (pack.dependencies, pack.resources) = reader.constraints(root);
    reader.strings(root, "ansibleRoles");
    let mut files = Vec::new();
    for field in ["charts", "kubeManifests"] {
        files.extend(
            reader
                .strings(root, field)
                .into_iter()
                .map(|path| (field, path)),
        );
    }
    (pack, files)
}

impl Reader<'_> {
    fn push(&mut self, place: Place, problem: PackSchemaProblem) {
        self.problems.push(Problem {
            place,
            kind: ProblemKind::PackSchema(problem),
        });
    }

    fn wrong_type(&mut self, place: Place, field: &str, expected: &'static str, found: Node<'_>) {
        let found = match found.kind() {
            Kind::Sequence => "a list",
            Kind::Mapping => "an object",
            Kind::Scalar(typed) => typed.type_name(),
        };
        self.push(
            place,
            PackSchemaProblem::WrongType {
                field: field.to_owned(),
                expected,
                found,
            },
        );
    }

    /// A string at a key; anything else is recorded under the field's path.
    fn string(&mut self, parent: Object<'_>, key: &str, field: &str) -> Option<Located<String>> {
        let value = parent.get(key)?;
        match value.kind() {
            Kind::Scalar(Typed::Str(text)) => {
                Some(Located::written(text.to_owned(), value.place()))
            }
            _ => {
                self.wrong_type(value.place(), field, "a string", value);
                None
            }
        }
    }

    /// A string that must be there and must not be empty.
    fn required(
        &mut self,
        parent: Object<'_>,
        key: &str,
        absent: Place,
    ) -> Option<Located<String>> {
        self.required_at(parent, key, key, absent)
    }

    fn required_at(
        &mut self,
        parent: Object<'_>,
        key: &str,
        field: &str,
        absent: Place,
    ) -> Option<Located<String>> {
        let field_name = || field.to_owned();
        if parent.get(key).is_none() {
            self.push(
                absent,
                PackSchemaProblem::Missing {
                    field: field_name(),
                },
            );
            return None;
        }
        let text = self.string(parent, key, field)?;
        if text.known().is_some_and(|text| text.trim().is_empty()) {
            self.push(
                text.place,
                PackSchemaProblem::Empty {
                    field: field_name(),
                },
            );
            return None;
        }
        Some(text)
    }

    /// Whether a value is one of a list; one that is not is recorded.
    fn allowed(
        &mut self,
        field: &str,
        value: &Located<String>,
        allowed: &'static [&'static str],
        is_open: bool,
    ) -> bool {
        let Some(text) = value.known() else {
            return true;
        };
        let is_allowed = allowed.contains(&text.as_str());
        if !is_allowed {
            self.push(
                value.place,
                PackSchemaProblem::NotAllowed {
                    field: field.to_owned(),
                    value: text.clone(),
                    allowed,
                    is_open,
                },
            );
        }
        is_allowed
    }

    /// The items of a list; anything but a list is recorded.
    fn list<'t>(&mut self, parent: Object<'t>, key: &str, field: &str) -> Vec<Node<'t>> {
        let Some(value) = parent.get(key) else {
            return Vec::new();
        };
        if value.kind() != Kind::Sequence {
            self.wrong_type(value.place(), field, "a list", value);
        }
        value.items().collect()
    }

    fn strings(&mut self, parent: Object<'_>, key: &str) -> Vec<Located<String>> {
        let items = self.list(parent, key, key);
        let mut strings = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            match item.kind() {
                Kind::Scalar(Typed::Str(text)) => {
                    strings.push(Located::written(text.to_owned(), item.place()));
                }
                _ => self.wrong_type(item.place(), &format!("{key}[{index}]"), "a string", item),
            }
        }
        strings
    }

    fn annotations(&mut self, root: Object<'_>) {
        let Some(value) = root.get("annotations") else {
            return;
        };
        // The documentation's table calls it an array, its schema an object of strings.
        if value.kind() != Kind::Mapping && value.kind() != Kind::Sequence {
            self.wrong_type(value.place(), "annotations", "an object", value);
        }
        for (key, item) in value.entries() {
            if !matches!(item.kind(), Kind::Scalar(Typed::Str(_))) {
                let field = format!("annotations.{}", key.text().unwrap_or_default());
                self.wrong_type(item.place(), &field, "a string", item);
            }
        }
    }

    fn constraints(&mut self, root: Object<'_>) -> (Vec<Dependency>, Vec<Resource>) {
        let constraints = root.get("constraints");
        let constraints =
            constraints.and_then(|node| self.object(node, "constraints", CONSTRAINTS_KEYS));
        let Some(constraints) = constraints else {
            return (Vec::new(), Vec::new());
        };
        let name = "constraints.dependencies";
        let mut dependencies = Vec::new();
        for (index, item) in self
            .list(constraints, "dependencies", name)
            .into_iter()
            .enumerate()
        {
            let path = format!("{name}[{index}]");
            if let Some(item) = self.object(item, &path, DEPENDENCY_KEYS) {
                dependencies.extend(self.dependency(item, &path));
            }
        }
        let resources = self.resources(constraints);
        (dependencies, resources)
    }

    /// A dependency, where it says which pack and how.
    fn dependency(&mut self, item: Object<'_>, path: &str) -> Option<Dependency> {
        let path = |key: &str| format!("{path}.{key}");
        let pack_name = self.required_at(item, "packName", &path("packName"), item.node.place());
        let layer = self.enumerated(item, "layer", &path("layer"), LAYERS);
        let kind = self.enumerated(item, "type", &path("type"), DEPENDENCY_TYPES);
        let mut bound = |key: &str| {
            let text = self.string(item, key, &path(key))?;
            let is_bound = text.known().is_some_and(|text| !text.trim().is_empty());
            is_bound.then_some(text)
        };
        let (min_version, max_version) = (bound("minVersion"), bound("maxVersion"));
        Some(Dependency {
            pack_name: pack_name?,
            layer,
            kind: DependencyKind::parse(kind?.known()?)?,
            min_version,
            max_version,
        })
    }

    fn resources(&mut self, constraints: Object<'_>) -> Vec<Resource> {
        let name = "constraints.resources";
        let items = self.list(constraints, "resources", name);
        let mut resources = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let path = format!("{name}[{index}]");
            if let Some(item) = self.object(item, &path, RESOURCE_KEYS) {
                resources.extend(self.resource(item, &path));
            }
        }
        resources
    }

    /// The minimum of a resource, where it is a number: components take it from the values instead.
    fn resource(&mut self, item: Object<'_>, path: &str) -> Option<Resource> {
        let path = |key: &str| format!("{path}.{key}");
        let kind = self.enumerated(item, "type", &path("type"), RESOURCE_TYPES);
        let limit = item.get("minLimit");
        let least = limit.and_then(|limit| match limit.kind() {
            Kind::Scalar(Typed::Int(number)) => u64::try_from(number).ok(),
            Kind::Scalar(Typed::Float(number)) => Some(number.ceil() as u64),
            _ => {
                self.wrong_type(limit.place(), &path("minLimit"), "a number", limit);
                None
            }
        });
        let components = self.list(item, "components", &path("components"));
        let has_components = !components.is_empty();
        for (at, component) in components.into_iter().enumerate() {
            let path = path(&format!("components[{at}]"));
            let schedule = format!("{path}.scheduleType");
            if let Some(component) = self.object(component, &path, COMPONENT_KEYS)
                && let Some(value) = self.string(component, "scheduleType", &schedule)
            {
                self.allowed(&schedule, &value, SCHEDULE_TYPES, false);
            }
        }
        let kind = match kind?.known()?.as_str() {
            "cpu" => ResourceKind::Cpu,
            "memory" => ResourceKind::Memory,
            _ => return None,
        };
        let (least, limit) = (least?, limit?);
        (!has_components).then_some(Resource {
            kind,
            least,
            place: limit.place(),
        })
    }

    /// An object with its keys; misspelled ones are recorded, and so is anything else.
    fn object<'t>(
        &mut self,
        node: Node<'t>,
        field: &str,
        keys: &'static [&'static str],
    ) -> Option<Object<'t>> {
        if node.kind() != Kind::Mapping {
            self.wrong_type(node.place(), field, "an object", node);
            return None;
        }
        let object = Object { node, keys };
        for (key, _, meant) in object.misspelled() {
            let name = key.text().unwrap_or_default().to_owned();
            self.push(key.place(), PackSchemaProblem::Misspelled { name, meant });
        }
        Some(object)
    }

    /// A required string out of a closed list.
    fn enumerated(
        &mut self,
        parent: Object<'_>,
        key: &str,
        field: &str,
        allowed: &'static [&'static str],
    ) -> Option<Located<String>> {
        let value = self.required_at(parent, key, field, parent.node.place())?;
        self.allowed(field, &value, allowed, false);
        Some(value)
    }
}
