//! What the summary says of each cluster.

use crate::aks::{NetworkPlugin, PluginMode};
use crate::model::{Cluster, Located, Previous, Scope};
use crate::plan::{AddressPlan, AddressReport};
use crate::source::Sources;
use crate::text::short;

/// A value that holds, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InEffect<T> {
    /// The value, where it is known.
    pub(crate) value: Option<T>,
    /// Whether somebody says it, rather than a default.
    pub(crate) is_said: bool,
}

impl<T: Copy> From<&Located<T>> for InEffect<T> {
    fn from(located: &Located<T>) -> Self {
        InEffect {
            value: located.known().copied(),
            is_said: !located.is_default(),
        }
    }
}

/// A cluster, for the summary.
#[derive(Clone, Debug)]
pub struct ClusterReport {
    /// The cluster's name, or the file's.
    pub(crate) title: String,
    /// The file that it stands in, as it is displayed.
    pub(crate) file: String,
    /// How much of it was at hand.
    pub(crate) scope: Scope,
    /// The network plugin that holds.
    pub(crate) plugin: InEffect<NetworkPlugin>,
    /// The plugin's mode that holds; `None` is the plugin's classic mode.
    pub(crate) mode: InEffect<Option<PluginMode>>,
    /// Max pods of the last pool.
    pub(crate) max_pods: Option<InEffect<i64>>,
    /// Its address space.
    pub(crate) addresses: AddressReport,
    /// The state before a change that it was compared with.
    pub(crate) compared_with: Option<String>,
}

pub(super) fn report_cluster(
    cluster: &Cluster,
    plan: &AddressPlan<'_>,
    previous: Option<&Previous>,
    sources: &Sources,
) -> ClusterReport {
    ClusterReport {
        title: short(&cluster.title).into_owned(),
        file: sources.get(cluster.place.source).name.clone(),
        scope: cluster.scope,
        plugin: InEffect::from(&cluster.network.plugin),
        mode: InEffect::from(&cluster.network.mode),
        max_pods: cluster.pools.last().map(|pool| (&pool.max_pods).into()),
        addresses: AddressReport::new(cluster, plan),
        compared_with: previous.map(|previous| previous.title.clone()),
    }
}
