//! The blocks `machine_pool`.

use super::cluster::first_block;
use super::fields::MACHINE_POOL;
use super::provider::{OS_SKUS, OS_TYPES, UPDATE_STRATEGIES, one_of, reject};
use crate::aks::{OsSku, OsType};
use crate::input::draft::{apply_override, read_labels, read_taint};
use crate::input::palette::shared::{pool_mode, scaler_bounds};
use crate::input::read::{Object, View};
use crate::model::{Located, NodePool};
use crate::source::Expense;

/// The surge of `RollingUpdateScaleOut` and the rest is AKS's own; only this one says another.
const OVERRIDE_SCALING: &str = "OverrideScaling";

/// The pools; unknown blocks are one pool.
pub(super) fn read_pools(of: Object<'_, '_>, subnet: Option<&Located<String>>) -> Vec<NodePool> {
    let name = "machine_pool";
    let whole = of
        .object(name)
        .filter(|pools| pools.view.unknown().is_some());
    let items = of.items(name);
    let may = of.reading.spend(Expense::Pools, items.len(), of.place());
    let pools = whole.into_iter().chain(items.into_iter().filter(|_| may));
    pools
        .map(|pool| match pool.view.unknown() {
            Some(unknown) => {
                let mut stand_in = NodePool::at(pool.place());
                stand_in.set_unknown(unknown, pool.place());
                stand_in.subnet = subnet.cloned();
                stand_in
            }
            None => read_pool(pool, subnet),
        })
        .collect()
}

fn read_pool(pool: Object<'_, '_>, subnet: Option<&Located<String>>) -> NodePool {
    let name = pool.text("name");
    let place = name.as_ref().map_or(pool.place(), |name| name.place);
    let mut read = NodePool::at(place);
    (read.min_count, read.max_count) = scaler_bounds(pool.whole("min"), pool.whole("max"));
    read.mode = pool_mode(pool.flag("is_system_node_pool"), place);
    let os_type = one_of(pool, "os_type", OS_TYPES, OsType::NAMES, OsType::parse);
    read.os_type = os_type.unwrap_or(read.os_type);
    read.os_sku = one_of(pool, "os_sku", OS_SKUS, OsSku::NAMES, OsSku::parse);
    read.count = pool.whole("count");
    read.subnet = subnet.cloned();
    read.vm_size = pool.text("instance_type");
    let labels = pool.view.get("additional_labels");
    read.labels = read_labels(labels, pool.reading);
    let taints = pool.items("taints").into_iter();
    read.taints = taints.filter_map(read_taint).collect();
    read.name = name;
    read_scaling(pool, &mut read);
    if let Some((unknown, place)) = MACHINE_POOL.unknown_of(pool) {
        read.set_unknown(&unknown, place);
    }
    let text = pool.view.get("override_cluster_api_config");
    apply_override(&mut read, text, pool.reading);
    read
}

/// How the pool is updated: only one strategy has numbers of its own, and it needs both.
fn read_scaling(pool: Object<'_, '_>, read: &mut NodePool) {
    let Some(strategy) = one_of(
        pool,
        "update_strategy",
        UPDATE_STRATEGIES,
        UPDATE_STRATEGIES,
        |name| Some(name.to_owned()),
    ) else {
        return;
    };
    let Ok(name) = &strategy.value else {
        let unknown = strategy.map(|_| Ok(String::new()));
        (read.max_surge, read.max_unavailable) = (Some(unknown.clone()), Some(unknown));
        return;
    };
    if name != OVERRIDE_SCALING {
        return;
    }
    let scaling = first_block(pool, "override_scaling");
    if let Some(unknown) = scaling.and_then(|scaling| scaling.view.unknown()) {
        let unknown = Located::unknown(unknown.clone(), strategy.place);
        (read.max_surge, read.max_unavailable) = (Some(unknown.clone()), Some(unknown));
        return;
    }
    let number = |key: &'static str| scaling.and_then(|scaling| scaling.text(key));
    (read.max_surge, read.max_unavailable) = (number("max_surge"), number("max_unavailable"));
    let missing = [
        ("max_surge", &read.max_surge),
        ("max_unavailable", &read.max_unavailable),
    ];
    let missing = missing.into_iter().filter(|(_, number)| number.is_none());
    let missing: Vec<_> = missing.map(|(key, _)| key).collect();
    if !missing.is_empty() {
        let place = match (scaling, pool.view.get("update_strategy")) {
            (Some(scaling), _) => scaling.place(),
            (None, Some(strategy)) => strategy.place(),
            (None, None) => View::place(pool.view),
        };
        reject(
            pool.reading,
            place,
            format!(
                "update_strategy {OVERRIDE_SCALING} without {}",
                missing.join(" and ")
            ),
            "set both max_surge and max_unavailable in override_scaling",
        );
    }
}
