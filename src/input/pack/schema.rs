//! pack.json as types, for its JSON Schema only: what is read, and what is reported, is `pack_json`'s.

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// The manifest of a Palette pack. Fields that are not listed are allowed.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", title = "Palette pack.json")]
#[allow(dead_code)]
pub(crate) struct PackManifest {
    /// The pack's name.
    #[schemars(length(min = 1))]
    name: String,
    /// The name in Palette's pages.
    #[schemars(length(min = 1))]
    display_name: String,
    /// The version: dotted numbers, with an optional suffix, without a leading v.
    #[schemars(length(min = 1))]
    version: String,
    /// The layer of a profile that it is for.
    layer: Layer,
    /// The clouds that it is for; the published lists differ, so that any name is allowed.
    cloud_types: Option<Vec<String>>,
    /// One cloud, in older packs.
    cloud_type: Option<String>,
    /// What kind of addon it is.
    addon_type: Option<String>,
    /// A finer kind.
    addon_sub_type: Option<String>,
    /// The group of an infrastructure pack.
    group: Option<String>,
    /// The end of its life, yyyy-MM-dd.
    eol: Option<String>,
    /// Anything else, as texts.
    annotations: Option<Annotations>,
    /// Charts, as paths in the pack.
    charts: Option<Vec<String>>,
    /// Manifests, as paths in the pack.
    kube_manifests: Option<Vec<String>>,
    /// Roles, as paths in the pack.
    ansible_roles: Option<Vec<String>>,
    /// What it needs of other packs and of the nodes.
    constraints: Option<Constraints>,
}

/// Texts by name; the documentation's table calls it a list.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum Annotations {
    Texts(BTreeMap<String, String>),
    List(Vec<serde_json::Value>),
}

/// A layer of a profile.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code)]
enum Layer {
    Kernel,
    Os,
    K8s,
    Cni,
    Csi,
    Addon,
}

/// What a pack needs.
#[derive(JsonSchema)]
#[allow(dead_code)]
struct Constraints {
    /// Of other packs.
    dependencies: Option<Vec<Dependency>>,
    /// Of the nodes.
    resources: Option<Vec<Resource>>,
}

/// Another pack.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[allow(dead_code)]
struct Dependency {
    /// Its name.
    #[schemars(length(min = 1))]
    pack_name: String,
    /// Its layer.
    layer: Layer,
    /// What holds between the two.
    #[schemars(rename = "type")]
    kind: DependencyType,
    /// Its least version, included; empty for no bound.
    min_version: Option<String>,
    /// Its greatest version, included; empty for no bound.
    max_version: Option<String>,
}

/// What holds between a pack and one that it names.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[allow(dead_code)]
enum DependencyType {
    Required,
    Optional,
    NotSupported,
    Upgrade,
}

/// The least of a resource.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[allow(dead_code)]
struct Resource {
    /// The resource.
    #[schemars(rename = "type")]
    kind: ResourceType,
    /// The least in a worker pool: millicores, MiB or GB.
    min_limit: Option<f64>,
    /// Where the values say it instead.
    components: Option<Vec<Component>>,
}

/// A resource.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[allow(dead_code)]
enum ResourceType {
    Cpu,
    Memory,
    DiskSize,
}

/// A part of the pack whose requests the values have.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[allow(dead_code)]
struct Component {
    /// The path of its requests in the values.
    resource_request_param_ref: Option<String>,
    /// The path of its number of replicas in the values.
    replica_count_param_ref: Option<String>,
    /// The nodes that it runs on.
    schedule_type: Option<ScheduleType>,
}

/// Nodes; the documentation and the community's schema name them differently.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[allow(dead_code)]
enum ScheduleType {
    All,
    Master,
    ControlPlane,
    Worker,
}
