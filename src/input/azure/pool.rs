//! A node pool of any form.

use super::fields::Described;
use crate::aks::dialect as fields;
use crate::aks::{Dialect, OsSku, OsType, PodIpAllocation, PoolMode, ScaleSetPriority};
use crate::input::draft::read_labels;
use crate::model::{Located, NodePool, Unknown};

/// Reads a pool. Its subnets are the references that are written; [`super::vnets`] follows them.
pub(crate) fn read_pool(of: Described<'_, '_>) -> NodePool {
    let name = of.text(&fields::POOL_NAME);
    let place = name.as_ref().map_or(of.of.place(), |name| name.place);
    let mut pool = NodePool::at(place);
    if let Some(unknown) = of.of.view.unknown() {
        pool.set_unknown(unknown, place);
        pool.count = Some(Located::unknown(unknown.clone(), place));
        pool.subnet = Some(Located::unknown(unknown.clone(), place));
        return pool;
    }
    pool.name = name;
    if let Some(mode) = of.name(&fields::POOL_MODE, PoolMode::NAMES, PoolMode::parse) {
        pool.mode = mode;
    }
    if let Some(os_type) = of.name(&fields::OS_TYPE, OsType::NAMES, OsType::parse) {
        pool.os_type = os_type;
    }
    pool.os_sku = of.name(&fields::OS_SKU, OsSku::NAMES, OsSku::parse);
    pool.count = of.whole(&fields::COUNT);
    (pool.min_count, pool.max_count) = scaler_bounds(of);
    if let Some(max_pods) = of.whole(&fields::MAX_PODS) {
        // Older versions of azurerm have 0 in a plan where nothing is set.
        let is_unset = of.dialect == Dialect::Azurerm && max_pods.is(&0);
        pool.max_pods = if is_unset { pool.max_pods } else { max_pods };
    }
    pool.max_surge = of.text(&fields::MAX_SURGE);
    pool.max_unavailable = of.text(&fields::MAX_UNAVAILABLE);
    pool.subnet = of.text(&fields::NODE_SUBNET);
    pool.pod_subnet = of.text(&fields::POD_SUBNET);
    let names = PodIpAllocation::NAMES;
    pool.pod_ip_allocation = of.name(&fields::POD_IP_ALLOCATION, names, PodIpAllocation::parse);
    pool.vm_size = of.text(&fields::VM_SIZE);
    let labels = of.entry(&fields::LABELS);
    pool.labels = read_labels(labels.map(|entry| entry.value), of.of.reading);
    if of.dialect != Dialect::ClusterApi {
        pool.taints = of.texts(&fields::TAINTS);
    }
    pool.zones = of.texts(&fields::ZONES);
    let names = ScaleSetPriority::NAMES;
    pool.priority = of.name(&fields::PRIORITY, names, ScaleSetPriority::parse);
    pool.rotation_name = of.text(&fields::ROTATION_NAME);
    pool.fips = of.flag(&fields::FIPS);
    pool
}

/// The bounds of the autoscaler, where it is on. Cluster API has no switch: the bounds are it.
fn scaler_bounds(of: Described<'_, '_>) -> (Option<Located<i64>>, Option<Located<i64>>) {
    let bounds = (of.whole(&fields::MIN_COUNT), of.whole(&fields::MAX_COUNT));
    if of.dialect == Dialect::ClusterApi {
        return bounds;
    }
    match of.flag(&fields::AUTOSCALING) {
        None => (None, None),
        Some(flag) => match flag.value {
            Ok(true) => bounds,
            Ok(false) => (None, None),
            Err(unknown) => {
                let not_known = || Some(Located::unknown(unknown.clone(), flag.place));
                (not_known(), not_known())
            }
        },
    }
}

/// Where no pool has a mode, AKS makes one of them a System pool.
pub(super) fn forget_default_modes(pools: &mut [NodePool]) {
    if pools.iter().any(|pool| !pool.mode.is_default()) {
        return;
    }
    let reason = "no pool has a mode, and AKS chooses the System pool".to_owned();
    for pool in pools {
        pool.mode = Located::unknown(Unknown::Terraform(reason.clone()), pool.place);
    }
}
