//! The address plan of a cluster: what its pools need of each subnet, and what each subnet has.
//!
//! Joins the model (what is written, and where) with the arithmetic of [`crate::aks`]. The rules
//! about capacity, the bars of the report and `packlint plan` all read this one plan.

use ipnetwork::Ipv4Network;

use crate::aks::address_plan::{AddressModel, PoolDemand, Surge, largest, smallest_prefix, supply};
use crate::aks::{cidr, limits};
use crate::model::{Cluster, Located, NodePool, Scope, Subnet, Unknown};
use crate::source::Place;
use crate::text::{count, number};

/// The plan of one cluster.
#[derive(Debug)]
pub struct AddressPlan<'m> {
    /// Subnets whose need and supply are known, in the order of the input.
    pub subnets: Vec<SubnetPlan<'m>>,
    /// Why others have no plan.
    pub gaps: Vec<Gap>,
}

/// Something that keeps a subnet from being planned.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Where the value is, or would be.
    pub place: Place,
    /// Why it is not known.
    pub unknown: Unknown,
}

/// The plan of one subnet that nodes live in.
#[derive(Debug)]
pub struct SubnetPlan<'m> {
    /// The subnet.
    pub subnet: &'m Subnet,
    /// Where its range is written.
    pub cidr_place: Place,
    /// Its range, host bits cleared.
    pub range: Ipv4Network,
    /// Addresses that others have in it.
    pub in_use: u64,
    /// Addresses that nodes and pods can have.
    pub supply: u64,
    /// The pools on it.
    pub pools: Vec<PoolPlan<'m>>,
}

/// A pool with its numbers.
#[derive(Debug)]
pub struct PoolPlan<'m> {
    /// The pool.
    pub pool: &'m NodePool,
    /// What takes an address of the nodes' subnet.
    pub model: AddressModel,
    /// Its numbers.
    pub demand: PoolDemand,
    /// Where the surge comes from.
    pub surge: Surge,
}

impl<'m> AddressPlan<'m> {
    /// Plans a cluster.
    pub fn new(cluster: &'m Cluster) -> Self {
        let mut plan = AddressPlan {
            subnets: Vec::new(),
            gaps: Vec::new(),
        };
        let model = match cluster.network.pods_on_node_subnet() {
            Ok(true) => Some(AddressModel::NodesAndPods),
            Ok(false) => Some(AddressModel::NodesOnly),
            Err((place, unknown)) => {
                plan.gaps.push(Gap { place, unknown });
                None
            }
        };
        let placed: Vec<_> = cluster
            .pools
            .iter()
            .filter_map(|pool| match home(cluster, pool) {
                Ok(subnet) => Some((pool, subnet)),
                Err(gap) => {
                    plan.gaps.push(gap);
                    None
                }
            })
            .collect();
        if cluster.pools.is_empty() && cluster.scope == Scope::Whole {
            plan.gaps.push(Gap {
                place: cluster.place,
                unknown: Unknown::NotGiven {
                    what: "a node pool",
                    flag: None,
                },
            });
        } else if cluster.pools.is_empty() {
            plan.gaps.extend(missing_pool(cluster.place));
            if cluster.subnets().is_empty() {
                plan.gaps.push(no_subnet(cluster.place));
            }
        }
        for subnet in cluster.subnets() {
            let pools = placed
                .iter()
                .filter(|(_, home)| std::ptr::eq(*home, subnet));
            let pools: Vec<_> = pools.map(|(pool, _)| *pool).collect();
            if pools.is_empty() {
                continue;
            }
            match (SubnetPlan::new(subnet, &pools, model), model) {
                (Ok(planned), Some(_)) => plan.subnets.push(planned),
                (Ok(_), None) => {}
                (Err(gaps), _) => plan.gaps.extend(gaps),
            }
        }
        if cluster.scope == Scope::Whole {
            plan.offer_no_flags();
        }
        plan
    }
}

impl AddressPlan<'_> {
    /// The quick flags cannot be given beside a cluster file.
    fn offer_no_flags(&mut self) {
        for gap in &mut self.gaps {
            if let Unknown::NotGiven { flag, .. } = &mut gap.unknown {
                *flag = None;
            }
        }
    }
}

/// The subnet of a pool's nodes: the named one, else the only one.
fn home<'m>(cluster: &'m Cluster, pool: &NodePool) -> Result<&'m Subnet, Gap> {
    let gap = |place, unknown| Gap { place, unknown };
    let subnets = cluster.subnets();
    let Some(named) = &pool.subnet else {
        return match subnets {
            [] => Err(no_subnet(
                cluster.vnet.as_ref().map_or(pool.place, |vnet| vnet.place),
            )),
            [only] => Ok(only),
            _ => Err(gap(
                pool.place,
                Unknown::NotGiven {
                    what: "which of the subnets the pool is on",
                    flag: None,
                },
            )),
        };
    };
    let name = named
        .value
        .as_ref()
        .map_err(|unknown| gap(named.place, unknown.clone()))?;
    let is_it = |subnet: &&Subnet| subnet.name.as_ref().is_some_and(|own| own.is(name));
    subnets.iter().find(is_it).ok_or_else(|| {
        // A subnet that is not listed may well exist, where the list is not there at all.
        gap(
            named.place,
            Unknown::NotGiven {
                what: "the range of the pool's subnet",
                flag: None,
            },
        )
    })
}

fn no_subnet(place: Place) -> Gap {
    Gap {
        place,
        unknown: Unknown::NotGiven {
            what: "the subnet of the nodes",
            flag: Some("--subnet CIDR"),
        },
    }
}

fn missing_pool(place: Place) -> [Gap; 2] {
    [
        ("the number of nodes", "--nodes N"),
        ("max pods", "--max-pods N"),
    ]
    .map(|(what, flag)| Gap {
        place,
        unknown: Unknown::NotGiven {
            what,
            flag: Some(flag),
        },
    })
}

impl<'m> SubnetPlan<'m> {
    fn new(
        subnet: &'m Subnet,
        pools: &[&'m NodePool],
        model: Option<AddressModel>,
    ) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        let range = match &subnet.cidr {
            None => {
                gaps.push(no_subnet(subnet.place));
                None
            }
            Some(cidr) => match &cidr.value {
                Ok(text) => cidr::parse(text).ok().map(|range| (cidr.place, range)),
                Err(unknown) => {
                    gaps.push(Gap {
                        place: cidr.place,
                        unknown: unknown.clone(),
                    });
                    None
                }
            },
        };
        let in_use = match &subnet.addresses_in_use {
            None => Some(0),
            Some(value) => whole(value, &mut gaps),
        };
        let model = model.unwrap_or(AddressModel::NodesAndPods);
        let planned: Vec<_> = pools
            .iter()
            .filter_map(|pool| PoolPlan::new(pool, model, &mut gaps))
            .collect();
        match (range, in_use) {
            (Some((cidr_place, range)), Some(in_use)) if planned.len() == pools.len() => {
                Ok(SubnetPlan {
                    subnet,
                    cidr_place,
                    range: Ipv4Network::new(range.network(), range.prefix()).unwrap_or(range),
                    in_use,
                    supply: supply(range.prefix(), in_use),
                    pools: planned,
                })
            }
            _ => Err(gaps),
        }
    }

    /// Addresses without which AKS refuses to create the pools.
    pub fn creation_need(&self) -> u64 {
        self.pools.iter().map(PoolPlan::creation_need).sum()
    }

    /// Addresses of the documented plan, surge included.
    pub fn upgrade_need(&self) -> u64 {
        self.pools.iter().map(PoolPlan::upgrade_need).sum()
    }

    /// The plain product: nodes x max pods, over all pools.
    pub fn nodes_times_max_pods(&self) -> u64 {
        self.pools
            .iter()
            .map(|pool| pool.demand.nodes * pool.demand.max_pods)
            .sum()
    }

    /// The sum at creation, written out: `12 nodes x (110 max pods - 1) = 1,308`.
    pub fn creation_sum(&self) -> String {
        let total = self.creation_need();
        self.written_out(total, |pool| {
            let nodes = pool.demand.nodes;
            match pool.model {
                AddressModel::NodesAndPods => {
                    format!(
                        "{} x ({} max pods - 1)",
                        count(nodes, "node"),
                        pool.demand.max_pods
                    )
                }
                AddressModel::NodesOnly => count(nodes, "node"),
            }
        })
    }

    /// The sum of the documented plan, written out: `(8 nodes + 1 surge) x (30 max pods + 1) = 279`.
    pub fn upgrade_sum(&self) -> String {
        let total = self.upgrade_need();
        self.written_out(total, |pool| {
            let nodes = format!(
                "{} + {} surge",
                count(pool.demand.nodes, "node"),
                pool.demand.surge
            );
            match pool.model {
                AddressModel::NodesAndPods => {
                    format!("({nodes}) x ({} max pods + 1)", pool.demand.max_pods)
                }
                AddressModel::NodesOnly => nodes,
            }
        })
    }

    fn written_out(&self, total: u64, term: impl Fn(&PoolPlan<'m>) -> String) -> String {
        let terms: Vec<_> = self.pools.iter().map(term).collect();
        let has_sum = terms
            .iter()
            .any(|term| term.contains([' ']) && term.contains('('))
            || terms.len() > 1
            || terms.iter().any(|term| term.contains('+'));
        if has_sum {
            format!("{} = {}", terms.join(" + "), number(total))
        } else {
            terms.join(" + ")
        }
    }

    /// The smallest subnet that holds a need, others' addresses included: its prefix and supply.
    pub fn smallest(&self, need: u64) -> Option<(u8, u64)> {
        let prefix = smallest_prefix(need, self.in_use)?;
        Some((prefix, supply(prefix, self.in_use)))
    }

    /// The pool with the greatest need: the one to change first.
    pub fn greatest(&self) -> Option<&PoolPlan<'m>> {
        self.pools
            .iter()
            .rev()
            .max_by_key(|pool| pool.upgrade_need())
    }

    /// The most nodes that a pool can have while the rest stays, by a need: creation or upgrade.
    pub fn largest_count(&self, pool: &PoolPlan<'m>, need: Need) -> Option<u64> {
        let rest = need
            .of(self)
            .saturating_sub(need.of_pool(pool.model, pool.demand));
        let free = self.supply.checked_sub(rest)?;
        largest(1, limits::MAX_NODES_IN_POOL, free, |nodes| {
            let surge = pool.surge.nodes(nodes);
            need.of_pool(
                pool.model,
                PoolDemand {
                    nodes,
                    surge,
                    ..pool.demand
                },
            )
        })
    }

    /// The most pods that a pool's nodes can have while the rest stays; `None` where pods take no
    /// address here, or not even the fewest allowed fit.
    pub fn largest_max_pods(&self, pool: &PoolPlan<'m>, need: Need) -> Option<u64> {
        if pool.model == AddressModel::NodesOnly {
            return None;
        }
        let rest = need
            .of(self)
            .saturating_sub(need.of_pool(pool.model, pool.demand));
        let free = self.supply.checked_sub(rest)?;
        let bound = |pods: i64| u64::try_from(pods).unwrap_or(0);
        let (least, most) = (
            bound(*limits::MAX_PODS.start()),
            bound(*limits::MAX_PODS.end()),
        );
        largest(least, most, free, |max_pods| {
            need.of_pool(
                pool.model,
                PoolDemand {
                    max_pods,
                    ..pool.demand
                },
            )
        })
    }
}

/// Which of the two needs is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// What AKS asks for at creation.
    Creation,
    /// The documented plan with surge.
    Upgrade,
}

impl Need {
    fn of(self, plan: &SubnetPlan<'_>) -> u64 {
        match self {
            Need::Creation => plan.creation_need(),
            Need::Upgrade => plan.upgrade_need(),
        }
    }

    fn of_pool(self, model: AddressModel, demand: PoolDemand) -> u64 {
        match self {
            Need::Creation => model.creation_need(demand),
            Need::Upgrade => model.upgrade_need(demand),
        }
    }
}

impl<'m> PoolPlan<'m> {
    /// Addresses without which AKS refuses to create the pool.
    pub fn creation_need(&self) -> u64 {
        self.model.creation_need(self.demand)
    }

    /// Addresses of the documented plan, surge included.
    pub fn upgrade_need(&self) -> u64 {
        self.model.upgrade_need(self.demand)
    }

    fn new(pool: &'m NodePool, model: AddressModel, gaps: &mut Vec<Gap>) -> Option<Self> {
        let nodes = match pool.most_nodes() {
            Some(nodes) => whole(nodes, gaps),
            None => {
                gaps.push(Gap {
                    place: pool.place,
                    unknown: Unknown::NotGiven {
                        what: "the number of nodes",
                        flag: Some("--nodes N"),
                    },
                });
                None
            }
        };
        // Azure CNI with a pod subnet: the pods' addresses are another subnet's.
        let model = match pool.pod_subnet {
            Some(_) => AddressModel::NodesOnly,
            None => model,
        };
        // Where pods take no address here, their number does not matter.
        let max_pods = match model {
            AddressModel::NodesAndPods => whole(&pool.max_pods, gaps),
            AddressModel::NodesOnly => Some(whole(&pool.max_pods, &mut Vec::new()).unwrap_or(0)),
        };
        let surge = match &pool.max_surge {
            None => Some(Surge::DEFAULT),
            Some(written) => match &written.value {
                Ok(text) => Surge::parse(text),
                Err(unknown) => {
                    gaps.push(Gap {
                        place: written.place,
                        unknown: unknown.clone(),
                    });
                    None
                }
            },
        };
        let (nodes, max_pods, surge) = (nodes?, max_pods?, surge?);
        Some(PoolPlan {
            pool,
            model,
            demand: PoolDemand {
                nodes,
                max_pods,
                surge: surge.nodes(nodes),
            },
            surge,
        })
    }
}

/// A count as it is reckoned with. One that can never be right has its own finding.
fn whole(value: &Located<i64>, gaps: &mut Vec<Gap>) -> Option<u64> {
    match &value.value {
        Ok(number) => u64::try_from(*number).ok().filter(|n| *n <= 1_000_000),
        Err(unknown) => {
            gaps.push(Gap {
                place: value.place,
                unknown: unknown.clone(),
            });
            None
        }
    }
}
