//! How many addresses node pools need, and how many a subnet has.
//!
//! Pure functions on numbers. The *creation* need is what AKS requires when it creates a cluster or a
//! pool. The *upgrade* need is the documented plan, which includes the surge nodes of an upgrade
//! (learn.microsoft.com/azure/aks/concepts-network-ip-address-planning).

use super::limits;
use super::names::PodIpAllocation;

/// The numbers of one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PoolDemand {
    /// The autoscaler's maximum, else the count.
    pub(crate) nodes: u64,
    pub(crate) max_pods: u64,
    /// Extra nodes during an upgrade.
    pub(crate) surge: u64,
}

/// Which need for addresses is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// What AKS requires at creation.
    Creation,
    /// The documented plan: with the surge of an upgrade.
    Upgrade,
    /// As many pods on each node as it may have; no surge.
    FullDensity,
}

/// What gets addresses of the nodes' subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressModel {
    /// Azure CNI with a node subnet: every node, and every pod that it may have.
    NodesAndPods,
    /// Overlay, kubenet, pod subnet: nodes only.
    NodesOnly,
}

impl AddressModel {
    /// The addresses that a pool needs of the nodes' subnet.
    pub(crate) fn need(self, need: Need, pool: PoolDemand) -> u64 {
        match need {
            Need::Creation => self.creation_need(pool),
            Need::Upgrade => self.upgrade_need(pool),
            Need::FullDensity => self.upgrade_need(PoolDemand { surge: 0, ..pool }),
        }
    }

    /// The addresses that AKS requires to create the pool.
    ///
    /// For [`AddressModel::NodesAndPods`] that is nodes x (max pods - 1) without surge: less than the
    /// documented plan, and derived from recorded InsufficientSubnetSize errors of the service.
    pub(crate) fn creation_need(self, pool: PoolDemand) -> u64 {
        match self {
            AddressModel::NodesAndPods => pool.nodes * pool.max_pods.saturating_sub(1),
            AddressModel::NodesOnly => pool.nodes,
        }
    }

    /// The documented plan: (nodes + surge) x (max pods + 1), or nodes + surge.
    pub(crate) fn upgrade_need(self, pool: PoolDemand) -> u64 {
        let nodes = pool.nodes + pool.surge;
        match self {
            AddressModel::NodesAndPods => nodes * (pool.max_pods + 1),
            AddressModel::NodesOnly => nodes,
        }
    }
}

/// The addresses of a subnet that are available to nodes and pods: 2^(32 - prefix) minus Azure's five
/// and those already in use.
pub(crate) fn supply(prefix: u8, in_use: u64) -> u64 {
    let size = 1_u64 << (32 - u32::from(prefix.min(32)));
    size.saturating_sub(limits::RESERVED_ADDRESSES)
        .saturating_sub(in_use)
}

impl PodIpAllocation {
    /// The addresses that a pool needs of its pod subnet.
    pub(crate) fn need(self, need: Need, pool: PoolDemand) -> u64 {
        match need {
            Need::Creation => self.creation_need(pool),
            Need::Upgrade => self.upgrade_need(pool),
            Need::FullDensity => self.full_density_need(pool),
        }
    }

    /// The addresses that nodes need to start: one block of 16 per node; with static blocks, as many
    /// blocks as all pods and one more address need.
    pub(crate) fn creation_need(self, pool: PoolDemand) -> u64 {
        pool.nodes * self.first_blocks(pool.max_pods) * limits::POD_SUBNET_BLOCK
    }

    /// The same, including the surge nodes of an upgrade.
    pub(crate) fn upgrade_need(self, pool: PoolDemand) -> u64 {
        self.creation_need(PoolDemand {
            nodes: pool.nodes + pool.surge,
            ..pool
        })
    }

    /// The addresses with as many pods on each node as it may have; no surge.
    pub(crate) fn full_density_need(self, pool: PoolDemand) -> u64 {
        let blocks = match self {
            PodIpAllocation::DynamicIndividual => {
                pool.max_pods.div_ceil(limits::POD_SUBNET_BLOCK).max(1)
            }
            PodIpAllocation::StaticBlock => self.first_blocks(pool.max_pods),
        };
        pool.nodes * blocks * limits::POD_SUBNET_BLOCK
    }

    /// How many blocks of 16 a node gets when it starts.
    pub(crate) fn first_blocks(self, max_pods: u64) -> u64 {
        match self {
            PodIpAllocation::DynamicIndividual => 1,
            PodIpAllocation::StaticBlock => (max_pods + 1).div_ceil(limits::POD_SUBNET_BLOCK),
        }
    }
}

/// The addresses of a pod subnet that AKS requires at creation: 16 per node, also with static blocks
/// (derived from recorded errors of the service).
pub(crate) fn pod_subnet_admission(nodes: u64) -> u64 {
    nodes * limits::POD_SUBNET_BLOCK
}

/// The addresses of the pod CIDR that nodes get with kubenet and overlay: a /24 each. No address of
/// the range is reserved.
pub(crate) fn pod_cidr_need(nodes: u64) -> u64 {
    nodes * limits::POD_CIDR_ADDRESSES_PER_NODE
}

/// The longest prefix (smallest range) of a pod CIDR that meets a need.
pub(crate) fn smallest_pod_cidr(need: u64) -> Option<u8> {
    (1..=32).rev().find(|prefix| 1_u64 << (32 - prefix) >= need)
}

/// The longest prefix (smallest subnet) whose supply meets a need.
pub(crate) fn smallest_prefix(need: u64, in_use: u64) -> Option<u8> {
    limits::SUBNET_PREFIX
        .rev()
        .find(|prefix| supply(*prefix, in_use) >= need)
}

/// The largest number from `min` to `max` for which a need that grows with it fits the supply; `None`
/// if not even `min` fits.
pub(crate) fn largest(min: u64, max: u64, supply: u64, need: impl Fn(u64) -> u64) -> Option<u64> {
    if min > max || need(min) > supply {
        return None;
    }
    let (mut fits, mut beyond) = (min, max + 1);
    while beyond - fits > 1 {
        let middle = fits + (beyond - fits) / 2;
        if need(middle) <= supply {
            fits = middle;
        } else {
            beyond = middle;
        }
    }
    Some(fits)
}

/// The extra nodes during an upgrade: a number, or a percentage of the pool rounded up; never more
/// than the pool has nodes (learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surge {
    Nodes(u64),
    Percent(u64),
}

impl Surge {
    /// AKS's default.
    pub(crate) const DEFAULT: Surge = Surge::Percent(limits::DEFAULT_MAX_SURGE_PERCENT);

    /// AKS's default with a Kubernetes version, if it is known.
    pub(crate) fn default_of(kubernetes: Option<(u64, u64)>) -> Self {
        match kubernetes {
            Some(version) if version < limits::DEFAULT_MAX_SURGE_KUBERNETES => Surge::Nodes(1),
            _ => Surge::DEFAULT,
        }
    }

    /// Parses `3` or `10%`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_suffix('%').unwrap_or(text);
        let fits =
            !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
        let number = fits.then(|| digits.parse().ok())??;
        Some(if digits.len() == text.len() {
            Surge::Nodes(number)
        } else {
            Surge::Percent(number)
        })
    }

    /// The extra nodes of a pool of this size.
    pub(crate) fn nodes(self, pool: u64) -> u64 {
        match self {
            Surge::Nodes(nodes) => nodes,
            Surge::Percent(percent) => (pool * percent).div_ceil(100),
        }
        .min(pool)
    }
}

impl std::fmt::Display for Surge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Surge::Nodes(nodes) => write!(f, "{nodes}"),
            Surge::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FLAT: AddressModel = AddressModel::NodesAndPods;

    fn pool(nodes: u64, max_pods: u64, surge: u64) -> PoolDemand {
        PoolDemand {
            nodes,
            max_pods,
            surge,
        }
    }

    #[test]
    fn the_documented_examples() {
        // 50 nodes and one to upgrade, 30 pods: 51 + 51 x 30 = 1,581, a /21.
        assert_eq!(FLAT.upgrade_need(pool(50, 30, 1)), 1_581);
        assert_eq!(smallest_prefix(1_581, 0), Some(21));
        assert_eq!(FLAT.upgrade_need(pool(60, 30, 1)), 1_891);
        assert_eq!(
            [24, 26, 27, 28].map(|prefix| supply(prefix, 0)),
            [251, 59, 27, 11]
        );
        assert_eq!(FLAT.creation_need(pool(8, 30, 1)), 232);
        assert_eq!(FLAT.creation_need(pool(9, 30, 1)), 261);
    }

    #[test]
    fn surge_rounds_up_and_stops_at_the_pool() {
        assert_eq!(Surge::DEFAULT.nodes(50), 5);
        assert_eq!(Surge::default_of(Some((1, 31))).nodes(50), 1);
        assert_eq!(Surge::default_of(Some((1, 32))), Surge::DEFAULT);
        assert_eq!(Surge::DEFAULT.nodes(8), 1);
        assert_eq!(Surge::DEFAULT.nodes(0), 0);
        assert_eq!(Surge::Nodes(5).nodes(3), 3);
        assert_eq!(Surge::parse("33%"), Some(Surge::Percent(33)));
        for text in ["", "%", "-1", "10 %", "1.5", "abc"] {
            assert_eq!(Surge::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn pod_subnets_and_pod_ranges() {
        use PodIpAllocation::{DynamicIndividual as Dynamic, StaticBlock as Static};
        assert_eq!(
            [30, 31, 32].map(|max_pods| Static.first_blocks(max_pods)),
            [2, 2, 3]
        );
        // A /24 is large enough for 15 nodes: 16 of them need 256 of its 251 addresses.
        assert!(Dynamic.creation_need(pool(15, 250, 0)) <= supply(24, 0));
        assert!(Dynamic.creation_need(pool(16, 250, 0)) > supply(24, 0));
        assert_eq!(Dynamic.full_density_need(pool(3, 110, 1)), 3 * 112);
        assert_eq!(Static.creation_need(pool(3, 250, 1)), 3 * 256);
        assert_eq!(Static.upgrade_need(pool(3, 250, 1)), 4 * 256);
        // No address of a pod CIDR is reserved: a /23 is for 2 nodes, a /16 for 256.
        assert_eq!([2, 3, 256].map(pod_cidr_need), [512, 768, 65_536]);
        assert_eq!(
            [512, 513, 65_536].map(smallest_pod_cidr),
            [Some(23), Some(22), Some(16)]
        );
    }

    proptest! {
        #[test]
        fn pod_subnet_needs_are_ordered(n in 0_u64..2000, p in 1_u64..300, s in 0_u64..300) {
            let demand = pool(n, p, s);
            for allocation in [PodIpAllocation::DynamicIndividual, PodIpAllocation::StaticBlock] {
                let creation = allocation.creation_need(demand);
                prop_assert!(pod_subnet_admission(n) <= creation);
                prop_assert!(creation <= allocation.upgrade_need(demand));
                prop_assert!(creation <= allocation.full_density_need(demand));
                // Every node has an address for each of its pods.
                prop_assert!(allocation.full_density_need(demand) >= n * p);
            }
        }

        #[test]
        fn the_smallest_pod_cidr_fits_and_the_next_does_not(nodes in 1_u64..5000) {
            let prefix = smallest_pod_cidr(pod_cidr_need(nodes)).expect("a range");
            prop_assert!(1_u64 << (24 - prefix) >= nodes);
            prop_assert!(prefix == 24 || 1_u64 << (23 - prefix) < nodes);
        }

        #[test]
        fn need_never_falls(n in 0_u64..2000, p in 1_u64..300, s in 0_u64..300, more in 0_u64..50) {
            for model in [FLAT, AddressModel::NodesOnly] {
                for grown in [pool(n + more, p, s), pool(n, p + more, s), pool(n, p, s + more)] {
                    prop_assert!(model.creation_need(grown) >= model.creation_need(pool(n, p, s)));
                    prop_assert!(model.upgrade_need(grown) >= model.upgrade_need(pool(n, p, s)));
                }
            }
        }

        #[test]
        fn the_smallest_prefix_fits_and_the_next_does_not(need in 1_u64..5_000_000, used in 0_u64..500) {
            let prefix = smallest_prefix(need, used).expect("a /2 is large enough");
            prop_assert!(supply(prefix, used) >= need);
            if prefix < *limits::SUBNET_PREFIX.end() {
                prop_assert!(supply(prefix + 1, used) < need);
            }
        }

        #[test]
        fn the_largest_count_fits_and_one_more_does_not(max_pods in 10_u64..250, free in 0_u64..70_000) {
            let need = |nodes| FLAT.upgrade_need(pool(nodes, max_pods, Surge::DEFAULT.nodes(nodes)));
            match largest(1, 1000, free, need) {
                None => prop_assert!(need(1) > free),
                Some(count) => {
                    prop_assert!(need(count) <= free);
                    prop_assert!(count == 1000 || need(count + 1) > free);
                }
            }
        }
    }
}
