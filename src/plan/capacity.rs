//! How many addresses a range has for nodes and pods.

use super::ranges::{KnownRange, RangeKind};
use super::{keep, no_subnet};
use crate::aks::address_plan::supply;
use crate::aks::{cidr, limits};
use crate::model::{Cluster, Gap, Subnet, Unknown};
use crate::text::number;

/// The addresses of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Capacity {
    /// All of them.
    pub(crate) size: u64,
    /// Reserved by Azure.
    pub(crate) reserved: u64,
    /// Already used by other resources.
    pub(crate) in_use: u64,
    /// Available to nodes and pods.
    pub(crate) supply: u64,
}

impl Capacity {
    fn of_subnet(range: &KnownRange<'_>, in_use: u64) -> Self {
        let size = cidr::size(range.network);
        Capacity {
            size,
            reserved: limits::RESERVED_ADDRESSES.min(size),
            in_use,
            supply: supply(range.network.prefix(), in_use),
        }
    }

    /// Nothing of a pod CIDR is reserved.
    pub(super) fn of_pod_cidr(range: &KnownRange<'_>) -> Self {
        let size = cidr::size(range.network);
        Capacity {
            size,
            reserved: 0,
            in_use: 0,
            supply: size,
        }
    }

    /// The sum that gives the supply: `256 - 5 reserved by Azure - 12 in use = 239`.
    pub(crate) fn sum(&self) -> String {
        let mut sum = number(self.size);
        if self.reserved > 0 {
            sum.push_str(&format!(" - {} reserved by Azure", number(self.reserved)));
        }
        if self.in_use > 0 {
            sum.push_str(&format!(" - {} in use", number(self.in_use)));
        }
        if self.reserved + self.in_use > 0 {
            sum.push_str(&format!(" = {}", number(self.supply)));
        }
        sum
    }

    /// The sum with the range's prefix length: `/24: 256 - 5 reserved by Azure = 251 free`.
    pub(crate) fn sum_of(&self, range: &KnownRange<'_>) -> String {
        format!("/{}: {} free", range.network.prefix(), self.sum())
    }
}

/// The range of a subnet and what it has; else what is missing is added to the gaps.
pub(super) fn of_subnet<'m>(
    cluster: &Cluster,
    subnet: &'m Subnet,
    kind: RangeKind,
    gaps: &mut Vec<Gap>,
) -> Option<(KnownRange<'m>, Capacity)> {
    let range = match &subnet.cidr {
        Some(cidr) => KnownRange::of_subnet(kind, subnet, cidr),
        None => Err(no_subnet(cluster, subnet.place)),
    };
    let endpoint = cluster.private_endpoint_subnet();
    let has_endpoint = endpoint.is_some_and(|other| std::ptr::eq(other, subnet));
    let in_use = in_use(subnet).map(|in_use| in_use + u64::from(has_endpoint));
    let (range, in_use) = (keep(range, gaps), keep(in_use, gaps));
    let (range, in_use) = (range?, in_use?);
    Some((range, Capacity::of_subnet(&range, in_use)))
}

fn in_use(subnet: &Subnet) -> Result<u64, Gap> {
    let Some(written) = &subnet.addresses_in_use else {
        return Ok(0);
    };
    // A number below 0 has its own finding.
    u64::try_from(*written.get()?).map_err(|_| Gap {
        place: written.place,
        unknown: Unknown::Invalid,
    })
}
