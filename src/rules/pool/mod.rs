//! Node pools: names, modes, counts, labels, surge.

mod control_plane_subnet_partial;
mod os_sku_mismatch;
mod pool_count;
mod pool_label;
mod pool_name;
mod surge_value;
mod system_pool_linux;
mod system_pool_missing;

pub use control_plane_subnet_partial::ControlPlaneSubnetPartial;
pub use os_sku_mismatch::OsSkuMismatch;
pub use pool_count::PoolCount;
pub use pool_label::PoolLabel;
pub use pool_name::PoolName;
pub use surge_value::SurgeValue;
pub use system_pool_linux::SystemPoolLinux;
pub use system_pool_missing::SystemPoolMissing;

use crate::finding::Sink;
use crate::model::{Cluster, Located, NodePool, Scope};
use crate::rules::{Context, RuleMeta};

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
