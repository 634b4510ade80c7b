//! The node pools of a cluster file.

use super::file::item;
use crate::aks::{OsSku, OsType, PodIpAllocation, PoolMode};
use crate::input::draft::Assembly;
use crate::input::read::{Descent, Entry, Fields};
use crate::model::{Located, NodePool};
use crate::syntax::{Kind, Node};

/// The keys of a node pool.
const POOL_KEYS: &[&str] = &[
    "name",
    "mode",
    "osType",
    "osSKU",
    "count",
    "minCount",
    "maxCount",
    "maxPods",
    "maxSurge",
    "maxUnavailable",
    "subnet",
    "podSubnet",
    "podIPAllocationMode",
    "vmSize",
    "nodeLabels",
    "nodeTaints",
    "availabilityZones",
];

/// Reads the list of pools; max pods that a pool does not say come from the packs.
pub(crate) fn read_pools(
    entry: Entry<'_>,
    assembly: &Assembly,
    descent: &mut Descent<'_>,
) -> Vec<NodePool> {
    let items = descent.list(entry, "a list of node pools");
    items
        .into_iter()
        .filter_map(|node| read_pool(node, assembly, descent))
        .collect()
}

fn read_pool(node: Node<'_>, assembly: &Assembly, descent: &mut Descent<'_>) -> Option<NodePool> {
    let fields = Fields::open(item("a node pool", node), "a node pool", descent)?;
    let mut fields = fields.expecting(POOL_KEYS);
    let name = fields
        .take("name")
        .map(|entry| entry.or_invalid(descent.text(entry, "a name")));
    let place = name.as_ref().map_or(node.place(), |name| name.place);
    let mode = fields
        .take("mode")
        .map(|entry| entry.or_invalid(descent.name(entry, PoolMode::NAMES, PoolMode::parse)));
    let os_type = fields
        .take("osType")
        .map(|entry| entry.or_invalid(descent.name(entry, OsType::NAMES, OsType::parse)));
    let os_sku = fields
        .take("osSKU")
        .map(|entry| entry.or_invalid(descent.name(entry, OsSku::NAMES, OsSku::parse)));
    let count = fields
        .take("count")
        .map(|entry| entry.or_invalid(descent.integer(entry)));
    let min_count = fields
        .take("minCount")
        .map(|entry| entry.or_invalid(descent.integer(entry)));
    let max_count = fields
        .take("maxCount")
        .map(|entry| entry.or_invalid(descent.integer(entry)));
    let max_pods = fields
        .take("maxPods")
        .map(|entry| entry.or_invalid(descent.integer(entry)));
    let surge = "a number of nodes or per cent, as in 10%";
    let max_surge = fields
        .take("maxSurge")
        .map(|entry| entry.or_invalid(descent.text(entry, surge)));
    let max_unavailable = fields
        .take("maxUnavailable")
        .map(|entry| entry.or_invalid(descent.text(entry, surge)));
    let subnet = fields
        .take("subnet")
        .map(|entry| entry.or_invalid(descent.text(entry, "a subnet's name")));
    let pod_subnet = fields
        .take("podSubnet")
        .map(|entry| entry.or_invalid(descent.text(entry, "a subnet's name")));
    let pod_ip_allocation = fields.take("podIPAllocationMode").map(|entry| {
        entry.or_invalid(descent.name(entry, PodIpAllocation::NAMES, PodIpAllocation::parse))
    });
    let vm_size = fields
        .take("vmSize")
        .map(|entry| entry.or_invalid(descent.text(entry, "a machine size")));
    let label_keys = fields.take("nodeLabels").map_or(Vec::new(), |entry| {
        if entry.value.kind() != Kind::Mapping {
            descent.wrong_type(entry, "a mapping of labels");
        }
        let keys = entry.value.merged_entries().into_iter();
        keys.filter_map(|(key, _)| descent.text(item("a label", key), "a label's key"))
            .collect()
    });
    let taints = fields.take("nodeTaints");
    let taints = taints.map_or(Vec::new(), |entry| {
        descent.texts(entry, "a list of taints, as in key=value:NoSchedule")
    });
    if let Some(entry) = fields.take("availabilityZones") {
        descent.texts(entry, "a list of zones");
    }
    fields.finish(descent);
    let has_pod_subnet = pod_subnet.is_some();
    Some(NodePool {
        place,
        mode: mode.unwrap_or_else(|| Located::default(PoolMode::User, place)),
        os_type: os_type.unwrap_or_else(|| Located::default(OsType::Linux, place)),
        max_pods: max_pods.unwrap_or_else(|| assembly.default_max_pods(place, has_pod_subnet)),
        name,
        os_sku,
        count,
        min_count,
        max_count,
        max_surge,
        max_unavailable,
        subnet,
        pod_subnet,
        pod_ip_allocation,
        vm_size,
        label_keys,
        taints,
    })
}
