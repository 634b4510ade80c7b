//! The cluster file as types, for its JSON Schema only. Reading goes by the typed descent, which
//! keeps every value's place; a test holds the two to the same fields.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;

use crate::aks::{
    Dataplane, NetworkPlugin, NetworkPolicy, OsSku, OsType, PluginMode, PodIpAllocation, PoolMode,
};

/// What a text with a macro looks like, in the regular expressions of JSON Schema.
const MACRO: &str = r"\{\{.*\}\}";

/// What will be deployed: packs, network, VNet and node pools of one AKS cluster.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    rename_all = "camelCase",
    title = "packlint cluster file"
)]
#[allow(dead_code, missing_docs)]
pub(crate) struct ClusterFile {
    /// The cluster's name.
    #[schemars(extend("examples" = ["prod-aks"]))]
    cluster: Option<String>,
    /// The cloud that the cluster is deployed to.
    #[schemars(extend("examples" = ["aks"]))]
    cloud: Option<String>,
    /// Kubernetes version; else the version of the pack kubernetes-aks.
    kubernetes_version: Option<Version>,
    /// Whether the API server is private; its endpoint takes an address of the nodes' subnet.
    private_cluster: Option<Flag>,
    /// A Terraform plan or state in JSON, a directory of Terraform files, or the API's request,
    /// relative to this file: what it says holds where this file does not say it.
    #[schemars(extend("examples" = ["plan.json"]))]
    from: Option<String>,
    /// An exported profile, relative to this file.
    #[schemars(extend("examples" = ["export.json"]))]
    profile: Option<String>,
    /// The profile's packs.
    packs: Option<Vec<PackReference>>,
    /// Values of profile variables, for `{{.spectro.var.NAME}}`.
    variables: Option<BTreeMap<String, Scalar>>,
    network: Option<NetworkSection>,
    vnet: Option<VNetSection>,
    /// The node pools.
    node_pools: Option<Vec<NodePoolSection>>,
}

/// A version; quotes keep 1.30 from becoming 1.3.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, missing_docs)]
pub(crate) enum Version {
    Text(String),
    Number(f64),
}

/// A single value.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, missing_docs)]
pub(crate) enum Scalar {
    Text(String),
    Number(f64),
    Boolean(bool),
}

/// A pack: the path of its directory, or a mapping.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum PackReference {
    /// The path of a pack directory, relative to this file.
    Path(String),
    Mapping(PackSection),
}

/// A pack with other values than its own, or without a directory.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct PackSection {
    /// The path of a pack directory, relative to this file.
    path: Option<String>,
    /// The pack's name, where its directory is not at hand.
    name: Option<String>,
    /// The pack's version, where its directory is not at hand.
    version: Option<Version>,
    /// With `path`: a file that replaces the pack's values.yaml. With `name`: the values as text.
    values: Option<String>,
}

/// Network settings; each is taken from the packs where it is absent here.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code, missing_docs)]
pub(crate) struct NetworkSection {
    /// The network plugin; the packs cni-azure and cni-kubenet bring azure and kubenet.
    network_plugin: Option<PluginName>,
    /// overlay, or absent.
    network_plugin_mode: Option<ModeName>,
    /// The dataplane; default azure.
    network_dataplane: Option<DataplaneName>,
    /// The network policy engine.
    network_policy: Option<PolicyName>,
    /// Range of the pods; default 10.244.0.0/16 for kubenet and overlay.
    pod_cidr: Option<String>,
    /// Range of the services; default 10.0.0.0/16.
    service_cidr: Option<String>,
    /// Address of the cluster's DNS service; default the tenth of the service range.
    #[schemars(rename = "dnsServiceIP")]
    dns_service_ip: Option<String>,
}

/// The VNet that the cluster is deployed into.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code)]
struct VNetSection {
    /// The output of `az network vnet show`, relative to this file; ranges and subnets that are
    /// listed here go before.
    #[schemars(extend("examples" = ["vnet.json"]))]
    file: Option<String>,
    /// The VNet's ranges.
    address_space: Option<Vec<String>>,
    /// Its subnets. One that no pool uses is an existing subnet: AKS checks the service range
    /// against it too.
    subnets: Option<Vec<SubnetSection>>,
}

/// A subnet.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code)]
struct SubnetSection {
    /// The subnet's name.
    name: Option<String>,
    /// The subnet's range.
    #[schemars(extend("examples" = ["10.240.0.0/22"]))]
    cidr: Option<String>,
    /// Addresses that others have in it: internal load balancers, private endpoints, machines.
    addresses_in_use: Option<Whole>,
}

/// A node pool.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code)]
struct NodePoolSection {
    /// The pool's name: lower-case letters and digits, at most 12 (Windows 6).
    name: Option<String>,
    /// System or User, in any case; default User.
    mode: Option<PoolModeName>,
    /// Linux or Windows, in any case; default Linux.
    os_type: Option<OsTypeName>,
    /// Ubuntu, AzureLinux, Windows2019, Windows2022 or Windows2025, in any case.
    #[schemars(rename = "osSKU")]
    os_sku: Option<OsSkuName>,
    /// Nodes.
    count: Option<Whole>,
    /// Fewest nodes; together with maxCount it turns the autoscaler on.
    min_count: Option<Whole>,
    /// Most nodes; addresses are reckoned for it.
    max_count: Option<Whole>,
    /// Pods that a node holds at the most, 10 to 250; default `managedMachinePool.maxPodPerNode`
    /// of the pack kubernetes-aks, else the plugin's.
    max_pods: Option<Whole>,
    /// Extra nodes during an upgrade: a number or per cent; default 10%, rounded up.
    max_surge: Option<Scalar>,
    /// Nodes that may be missing during an upgrade: a number or per cent.
    max_unavailable: Option<Scalar>,
    /// The nodes' subnet, by name; default the only one.
    subnet: Option<String>,
    /// The pods' subnet, by name: Azure CNI with a pod subnet, never with overlay.
    pod_subnet: Option<String>,
    /// DynamicIndividual or StaticBlock, in any case.
    #[schemars(rename = "podIPAllocationMode")]
    pod_ip_allocation_mode: Option<PodIpAllocationName>,
    /// The machine size.
    #[schemars(extend("examples" = ["Standard_D4s_v5"]))]
    vm_size: Option<String>,
    /// Labels of the nodes.
    node_labels: Option<BTreeMap<String, Scalar>>,
    /// Taints of the nodes, as in `key=value:NoSchedule`.
    node_taints: Option<Vec<String>>,
    /// Availability zones.
    availability_zones: Option<Vec<Scalar>>,
}

/// A whole number, or a macro that stands for one.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum Whole {
    Number(i64),
    Macro(MacroText),
}

/// `true` or `false`, or a macro that stands for one.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum Flag {
    Boolean(bool),
    Macro(MacroText),
}

/// Declares texts with a schema of their own, which stands where it is used.
macro_rules! texts {
    ($($name:ident: $schema:expr;)+) => {$(
        #[allow(dead_code)]
        struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )+};
}

texts! {
    MacroText: json_schema!({"type": "string", "pattern": MACRO});
    PluginName: names(&[NetworkPlugin::NAMES, &["cni-azure", "cni-kubenet"]].concat());
    ModeName: names(PluginMode::NAMES);
    DataplaneName: names(Dataplane::NAMES);
    PolicyName: names(NetworkPolicy::NAMES);
    PoolModeName: names_in_any_case(PoolMode::NAMES);
    OsTypeName: names_in_any_case(OsType::NAMES);
    OsSkuName: names_in_any_case(OsSku::NAMES);
    PodIpAllocationName: names_in_any_case(PodIpAllocation::NAMES);
}

fn names(names: &[&str]) -> Schema {
    json_schema!({"type": "string", "anyOf": [{"enum": names}, {"pattern": MACRO}]})
}

/// The names as a list, for editors to offer, and as a pattern: editors do not know `(?i)`.
fn names_in_any_case(names: &[&str]) -> Schema {
    let letter = |c: char| match c.is_ascii_alphabetic() {
        true => format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase()),
        false => c.to_string(),
    };
    let patterns: Vec<String> = names
        .iter()
        .map(|name| name.chars().map(letter).collect())
        .collect();
    let any_case = format!("^({})$", patterns.join("|"));
    let forms = json!([{"enum": names}, {"pattern": any_case}, {"pattern": MACRO}]);
    json_schema!({"type": "string", "anyOf": forms})
}
