//! pack.json: the pack schema as field tables. Fields that it does not know are allowed.

use super::pack_fields::{
    Annotations, Items, Nested, Number, OneOf, Optional, Required, Strings, Unread, allow, names,
};
use crate::aks::packs::{DependencyKind, PackLayer};
use crate::input::read::{Entry, Reading, Resolver, Section, View, section};
use crate::model::{Dependency, Located, Pack, ResourceKind, ResourceMinimum};
use crate::problem::Problems;
use crate::source::Span;
use crate::syntax::Tree;

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

section! {
    /// The manifest of a Palette pack. Fields that are not listed are allowed.
    #[title = "Palette pack.json"]
    #[required = ["name", "displayName", "version", "layer"]]
    #[open = true]
    pub(crate) struct PackManifest in "pack.json" {
        /// The pack's name.
        name: Option<Located<String>>, "name" => Required;
        /// The name that Palette shows.
        _display_name: Option<Located<String>>, "displayName" => Required;
        /// The version: dotted numbers, with an optional suffix, without a leading v.
        version: Option<Located<String>>, "version" => Required;
        /// The profile layer of the pack.
        layer: Option<Located<String>>, "layer" => OneOf::<Layer>::REQUIRED;
        /// The supported clouds. The published lists differ, so any name is allowed.
        cloud_types: Vec<Located<String>>, "cloudTypes" => Strings;
        /// One cloud, in older packs.
        cloud_type: Option<Located<String>>, "cloudType" => Optional;
        /// The type of an addon pack.
        addon_type: Option<Located<String>>, "addonType" => Optional;
        /// The subtype of an addon pack.
        _addon_sub_type: Option<Located<String>>, "addonSubType" => Optional;
        /// The group of an infrastructure pack.
        _group: Option<Located<String>>, "group" => Optional;
        /// The end-of-life date, yyyy-MM-dd.
        _eol: Option<Located<String>>, "eol" => Optional;
        /// Further annotations, as strings.
        _annotations: (), "annotations" => Annotations;
        /// Paths of charts in the pack.
        charts: Vec<Located<String>>, "charts" => Strings;
        /// Paths of manifests in the pack.
        manifests: Vec<Located<String>>, "kubeManifests" => Strings;
        /// Paths of roles in the pack.
        _roles: Vec<Located<String>>, "ansibleRoles" => Strings;
        /// Requirements for other packs and for nodes.
        constraints: Option<ConstraintsSection>, "constraints" => Nested::<ConstraintsSection>::NEW;
    }
}

section! {
    /// Requirements of a pack.
    #[open = true]
    pub(crate) struct ConstraintsSection in "constraints" {
        /// Requirements for other packs.
        dependencies: Vec<DependencySection>, "dependencies" => Items::<DependencySection>::NEW;
        /// Requirements for nodes.
        resources: Vec<ResourceSection>, "resources" => Items::<ResourceSection>::NEW;
    }
}

section! {
    /// A requirement for another pack.
    #[required = ["packName", "layer", "type"]]
    #[open = true]
    pub(crate) struct DependencySection in "a dependency" {
        /// Its name.
        pack_name: Option<Located<String>>, "packName" => Required;
        /// Its layer.
        layer: Option<Located<String>>, "layer" => OneOf::<Layer>::REQUIRED;
        /// How the two packs are related.
        kind: Option<Located<String>>, "type" => OneOf::<DependencyType>::REQUIRED;
        /// The minimum version, inclusive; empty for no bound.
        min_version: Option<Located<String>>, "minVersion" => Optional;
        /// The maximum version, inclusive; empty for no bound.
        max_version: Option<Located<String>>, "maxVersion" => Optional;
    }
}

section! {
    /// A minimum amount of a resource.
    #[required = ["type"]]
    #[open = true]
    pub(crate) struct ResourceSection in "a resource" {
        /// The resource.
        kind: Option<Located<String>>, "type" => OneOf::<ResourceType>::REQUIRED;
        /// The minimum per worker pool: millicores, MiB or GB.
        least: Option<Located<u64>>, "minLimit" => Number;
        /// Components whose requests are set in the values, instead of minLimit.
        components: Vec<ComponentSection>, "components" => Items::<ComponentSection>::NEW;
    }
}

section! {
    /// A component of the pack whose requests are set in the values.
    #[open = true]
    pub(crate) struct ComponentSection in "a component" {
        /// Path of its requests in the values.
        _requests: (), "resourceRequestParamRef" => Unread;
        /// Path of its number of replicas in the values.
        _replicas: (), "replicaCountParamRef" => Unread;
        /// The nodes it runs on.
        _schedule: Option<Located<String>>, "scheduleType" => OneOf::<ScheduleType>::OPTIONAL;
    }
}

names! {
    /// A layer of a profile.
    Layer: PackLayer::NAMES;
    /// How a pack is related to one that it names.
    DependencyType: DependencyKind::NAMES;
    /// A resource.
    ResourceType: &["cpu", "memory", "diskSize"];
    /// Nodes; the documentation and the community's schema name them differently.
    ScheduleType: &["all", "master", "control-plane", "worker"];
}

/// Reads a pack's manifest; its files are still to be looked for.
pub(crate) fn read_pack_json(
    tree: &Tree,
    directory: &str,
    problems: &mut Problems,
) -> (Pack, Vec<(&'static str, Located<String>)>) {
    let mut pack = Pack::new(directory.to_owned(), tree.source().place(Span::empty(0)));
    let plain = Resolver::default();
    let reading = Reading::pack_json(&plain);
    let root = tree
        .root()
        .map(|root| Entry::item("pack.json", View::Own(root)));
    let manifest = root.and_then(|root| PackManifest::read(root, &reading));
    let mut files = Vec::new();
    if let Some(manifest) = manifest {
        pack.place = manifest.name.as_ref().map_or(pack.place, |name| name.place);
        pack.name = manifest.name;
        pack.version = manifest.version;
        pack.layer = manifest.layer;
        pack.addon_type = manifest.addon_type;
        pack.cloud_types = manifest.cloud_types;
        pack.cloud_types.extend(manifest.cloud_type);
        for cloud in &pack.cloud_types {
            allow("cloud type", cloud, CLOUD_TYPES, true, &reading);
        }
        if let Some(constraints) = manifest.constraints {
            let dependencies = constraints.dependencies.into_iter();
            pack.dependencies = dependencies.filter_map(dependency).collect();
            let resources = constraints.resources.into_iter();
            pack.resources = resources.filter_map(resource).collect();
        }
        files.extend(manifest.charts.into_iter().map(|path| ("charts", path)));
        let manifests = manifest.manifests.into_iter();
        files.extend(manifests.map(|path| ("kubeManifests", path)));
    }
    problems.extend(reading.finish());
    (pack, files)
}

/// A dependency, where it says which pack and how.
fn dependency(section: DependencySection) -> Option<Dependency> {
    let bound = |text: Option<Located<String>>| {
        text.filter(|text| text.known().is_some_and(|text| !text.trim().is_empty()))
    };
    Some(Dependency {
        pack_name: section.pack_name?,
        layer: section.layer,
        kind: DependencyKind::parse(section.kind?.known()?)?,
        min_version: bound(section.min_version),
        max_version: bound(section.max_version),
    })
}

/// The minimum of a resource, where it is a number: components take it from the values instead.
fn resource(section: ResourceSection) -> Option<ResourceMinimum> {
    let kind = match section.kind?.known()?.as_str() {
        "cpu" => ResourceKind::Cpu,
        "memory" => ResourceKind::Memory,
        _ => return None,
    };
    let least = section.least?;
    section.components.is_empty().then_some(ResourceMinimum {
        kind,
        minimum: *least.known()?,
        place: least.place,
    })
}
