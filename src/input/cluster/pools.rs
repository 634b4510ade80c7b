//! The node pools of a cluster file.

use std::collections::BTreeMap;

use crate::aks::{OsSku, OsType, PodIpAllocation, PoolMode, ScaleSetPriority};
use crate::input::read::{
    Entry, ExampleField, Field, FieldKind, FlagField, NameField, Reading, ScalarField,
    ScalarsField, Shape, SpelledField, TextField, TextsField, View, WholeField, section, types,
};
use crate::model::{Located, NodeLabel, NodePool};
use crate::source::Expense;

section! {
    /// A node pool.
    pub(crate) struct NodePoolSection in "a node pool" {
        /// The pool's name: lower-case letters and digits, at most 12 (Windows 6).
        name: Option<Located<String>>, "name" => TextField("a name");
        /// System, User or Gateway. The default is User.
        mode: Option<Located<PoolMode>>, "mode" =>
            SpelledField { names: PoolMode::NAMES, parse: PoolMode::parse };
        /// Linux or Windows, case-insensitive. The default is Linux.
        os_type: Option<Located<OsType>>, "osType" =>
            NameField { names: OsType::NAMES, parse: OsType::parse };
        /// The image of the nodes, such as AzureLinux, Ubuntu2404 or Windows2025; case-insensitive.
        os_sku: Option<Located<OsSku>>, "osSKU" =>
            NameField { names: OsSku::NAMES, parse: OsSku::parse };
        /// Number of nodes.
        count: Option<Located<i64>>, "count" => WholeField;
        /// Minimum number of nodes; minCount and maxCount together enable the autoscaler.
        min_count: Option<Located<i64>>, "minCount" => WholeField;
        /// Maximum number of nodes; addresses are calculated for it.
        max_count: Option<Located<i64>>, "maxCount" => WholeField;
        /// Maximum number of pods per node, 10 to 250. The default is
        /// `managedMachinePool.maxPodPerNode` of the pack kubernetes-aks, or the plugin's default.
        max_pods: Option<Located<i64>>, "maxPods" => WholeField;
        /// Extra nodes during an upgrade: a number or a percentage. The default is 10%, rounded up.
        max_surge: Option<Located<String>>, "maxSurge" => SURGE;
        /// Nodes that may be missing during an upgrade: a number or a percentage.
        max_unavailable: Option<Located<String>>, "maxUnavailable" => SURGE;
        /// Name of the node subnet. The default is the only listed subnet.
        subnet: Option<Located<String>>, "subnet" => TextField("a subnet's name");
        /// Name of the pod subnet, for Azure CNI without overlay.
        pod_subnet: Option<Located<String>>, "podSubnet" => TextField("a subnet's name");
        /// DynamicIndividual or StaticBlock.
        pod_ip_allocation: Option<Located<PodIpAllocation>>, "podIPAllocationMode" =>
            SpelledField { names: PodIpAllocation::NAMES, parse: PodIpAllocation::parse };
        /// The VM size.
        vm_size: Option<Located<String>>, "vmSize" =>
            ExampleField(TextField("a VM size"), "Standard_D4s_v5");
        /// Labels of the nodes.
        labels: Vec<NodeLabel>, "nodeLabels" => LabelsField;
        /// Taints of the nodes, such as `key=value:NoSchedule`.
        taints: Vec<Located<String>>, "nodeTaints" =>
            TextsField("a list of taints such as key=value:NoSchedule");
        /// Availability zones.
        zones: Vec<Located<String>>, "availabilityZones" => ScalarsField("a list of zones");
        /// Regular or Spot; default Regular.
        priority: Option<Located<ScaleSetPriority>>, "scaleSetPriority" =>
            NameField { names: ScaleSetPriority::NAMES, parse: ScaleSetPriority::parse };
        /// Whether the image is one with FIPS.
        fips: Option<Located<bool>>, "enableFIPS" => FlagField;
        /// Whether each node has a public address.
        public_ip: Option<Located<bool>>, "nodePublicIP" => FlagField;
    }
}

const SURGE: ScalarField<types::Scalar> =
    ScalarField::new("a number of nodes or a percentage such as 10%");

/// A mapping of labels.
struct LabelsField;

impl<'t> FieldKind<'t> for LabelsField {
    type Read = Vec<NodeLabel>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let Some(entry) = field.entry else {
            return Vec::new();
        };
        if !matches!(entry.value.shape(), Shape::Object) {
            entry.wrong(reading, "a mapping of labels");
        }
        let entries = entry.value.entries();
        if !reading.spend(Expense::Items, entries.len(), entry.value.place()) {
            return Vec::new();
        }
        let label = |(key, value): (View<'_>, View<'_>)| {
            Some(NodeLabel {
                key: Entry::item("a label", key).try_text(reading, "a label's key")?,
                value: Entry::item("a label", value).text_if_any(reading),
            })
        };
        entries.into_iter().filter_map(label).collect()
    }

    fn schema(&self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<BTreeMap<String, types::Scalar>>()
    }
}

/// The pools of their sections.
pub(crate) fn pools(sections: Vec<(Entry<'_>, NodePoolSection)>) -> Vec<NodePool> {
    let pool = |(entry, section): (Entry<'_>, NodePoolSection)| {
        let place = entry.value.place();
        let place = section.name.as_ref().map_or(place, |name| name.place);
        let empty = NodePool::at(place);
        NodePool {
            place,
            name: section.name,
            mode: section.mode.unwrap_or(empty.mode),
            os_type: section.os_type.unwrap_or(empty.os_type),
            os_sku: section.os_sku,
            count: section.count,
            min_count: section.min_count,
            max_count: section.max_count,
            max_pods: section.max_pods.unwrap_or(empty.max_pods),
            max_surge: section.max_surge,
            max_unavailable: section.max_unavailable,
            subnet: section.subnet,
            pod_subnet: section.pod_subnet,
            pod_ip_allocation: section.pod_ip_allocation,
            vm_size: section.vm_size,
            labels: section.labels,
            zones: section.zones,
            priority: section.priority,
            fips: section.fips,
            rotation_name: None,
            public_ip: section.public_ip,
            taints: section.taints,
        }
    };
    sections.into_iter().map(pool).collect()
}
