//! Ranges of clusters on any cloud.

use super::{Cidr, Located};
use crate::source::Place;

/// What a range of a cluster is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RangeUse {
    Pods,
    Services,
    /// The network between the hosts of an edge cluster.
    Overlay,
}

/// A range that an input gives a cluster, whatever its cloud is.
#[derive(Clone, Debug)]
pub(crate) struct ClusterRange {
    /// The key: `podCIDR`.
    pub(crate) key: &'static str,
    pub(crate) used_by: RangeUse,
    pub(crate) range: Located<Cidr>,
    /// The value's bytes without quotes, if a fix may replace them.
    pub(crate) content: Option<Place>,
    /// Ranges of the same owner are used together.
    pub(crate) owner: Place,
}
