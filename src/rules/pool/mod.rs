//! Node pools: names, modes, counts, labels, surge.

mod control_plane_subnet_partial;
mod os_sku_mismatch;
mod pool_count;
mod pool_label;
mod pool_name;
mod surge_value;
mod system_pool_linux;
mod system_pool_missing;

pub(crate) use control_plane_subnet_partial::ControlPlaneSubnetPartial;
pub(crate) use os_sku_mismatch::OsSkuMismatch;
pub(crate) use pool_count::PoolCount;
pub(crate) use pool_label::PoolLabel;
pub(crate) use pool_name::PoolName;
pub(crate) use surge_value::SurgeValue;
pub(crate) use system_pool_linux::SystemPoolLinux;
pub(crate) use system_pool_missing::SystemPoolMissing;

use crate::finding::Sink;
use crate::model::{Cluster, Located, NodePool, Scope};
use crate::rules::Context;
use crate::rules::declare::RuleMeta;

/// The cluster, where all of it is at hand.
fn whole_cluster<'m>(cx: &Context<'m>) -> Option<&'m Cluster> {
    cx.cluster.filter(|cluster| cluster.scope == Scope::Whole)
}

/// The pools of a cluster, where all of them are at hand.
fn pools<'m>(cx: &Context<'m>) -> &'m [NodePool] {
    whole_cluster(cx).map_or(&[], |cluster| &cluster.pools)
}

/// A value that a rule needs; records that it is not known.
fn known<'m, T>(value: &'m Located<T>, rule: &RuleMeta, sink: &mut Sink) -> Option<&'m T> {
    if let Err(unknown) = &value.value {
        sink.unresolved(rule.id, value.place, unknown);
    }
    value.known()
}
