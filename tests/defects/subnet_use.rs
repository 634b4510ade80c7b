//! What subnets have and what their pools need, calculated by the tests themselves: how large
//! is too large.

use super::good::{Form, Good};
use super::part::{Field, Part};

/// A subnet of nodes, with the pools on it.
pub struct SubnetUse {
    pub subnet: Part,
    /// Where its range is written.
    pub cidr: Field,
    /// The range's address and prefix length.
    pub range: (String, u32),
    /// Addresses that others have.
    in_use: u64,
    pub pools: Vec<PoolUse>,
}

/// A pool on a subnet.
pub struct PoolUse {
    pub pool: Part,
    pub nodes: u64,
    pub max_pods: u64,
    /// Whether pods take addresses of the subnet too.
    pub is_flat: bool,
}

impl PoolUse {
    /// Addresses that AKS asks for at creation, with so many nodes.
    pub fn creation(&self, nodes: u64) -> u64 {
        nodes * if self.is_flat { self.max_pods - 1 } else { 1 }
    }

    /// Addresses of the documented plan, an upgrade included.
    pub fn upgrade(&self, nodes: u64) -> u64 {
        let surge = surge(self.pool.said("maxSurge").unwrap_or("10%"), nodes);
        (nodes + surge) * if self.is_flat { self.max_pods + 1 } else { 1 }
    }
}

/// The nodes that an upgrade adds; a share is rounded up.
fn surge(text: &str, nodes: u64) -> u64 {
    match text.strip_suffix('%') {
        Some(share) => (nodes * share.parse::<u64>().unwrap_or(0)).div_ceil(100),
        None => text.parse().unwrap_or(0),
    }
}

impl SubnetUse {
    /// The addresses that are left of a range of this prefix length.
    pub fn supply(&self, prefix: u32) -> u64 {
        ((1_u64 << (32 - prefix)) - 5).saturating_sub(self.in_use)
    }

    /// What the range has now.
    pub fn own(&self) -> u64 {
        self.supply(self.range.1)
    }

    /// What all pools need at creation.
    pub fn creation(&self) -> u64 {
        self.pools
            .iter()
            .map(|pool_use| pool_use.creation(pool_use.nodes))
            .sum()
    }

    /// What all pools need with an upgrade.
    pub fn upgrade(&self) -> u64 {
        self.pools
            .iter()
            .map(|pool_use| pool_use.upgrade(pool_use.nodes))
            .sum()
    }
}

impl Good {
    /// The subnets of nodes whose needs are known, with plugin azure or kubenet.
    pub fn subnet_uses(&self) -> Vec<SubnetUse> {
        let plugin = self.plugin();
        // A request leaves open what its profile's packs say of max pods.
        if self.form == Form::Payload
            || self.is_open()
            || !matches!(plugin.as_deref(), Some("azure" | "kubenet"))
        {
            return Vec::new();
        }
        let subnets = self.subnets();
        let pools = self.pools();
        let is_shared = self.form != Form::Cluster;
        let is_only = subnets.len() == 1;
        let mut uses = Vec::new();
        for (at, subnet) in subnets.iter().enumerate() {
            let is_on = |pool: &&Part| match (is_shared, pool.said("subnet")) {
                // Palette's own forms have one subnet for all pools.
                (true, _) => at == 0,
                (false, Some(name)) => subnet.said("name") == Some(name),
                (false, None) => is_only,
            };
            let own: Vec<_> = pools.iter().filter(is_on).collect();
            let on_it: Option<Vec<_>> = own.into_iter().map(|pool| self.pool_use(pool)).collect();
            let cidr = subnet.get("cidr").cloned();
            let range = subnet.said("cidr").and_then(|text| text.split_once('/'));
            let range = range
                .and_then(|(address, prefix)| Some((address.to_owned(), prefix.parse().ok()?)));
            if let (Some(on_it), Some(cidr), Some(range)) =
                (on_it.filter(|all| !all.is_empty()), cidr, range)
            {
                uses.push(SubnetUse {
                    subnet: subnet.clone(),
                    cidr,
                    range,
                    in_use: subnet.number("addressesInUse").unwrap_or(0).unsigned_abs(),
                    pools: on_it,
                });
            }
        }
        uses
    }

    fn pool_use(&self, pool: &Part) -> Option<PoolUse> {
        let has_pod_subnet = pool.get("podSubnet").is_some();
        let is_kubenet = self.plugin().as_deref() == Some("kubenet");
        let default = match (is_kubenet, self.is_overlay() || has_pod_subnet) {
            (true, _) => 110,
            (false, true) => 250,
            (false, false) => 30,
        };
        let of_pack = || {
            self.said("maxPodPerNode")
                .and_then(|text| text.parse().ok())
        };
        let max_pods = pool
            .number("maxPods")
            .map(i64::unsigned_abs)
            .or_else(of_pack);
        Some(PoolUse {
            nodes: pool.number(pool.most())?.unsigned_abs(),
            max_pods: max_pods.unwrap_or(default),
            is_flat: !is_kubenet && !self.is_overlay() && !has_pod_subnet,
            pool: pool.clone(),
        })
    }
}
