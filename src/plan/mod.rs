//! The address plan of a cluster: what its pools need of each subnet, and what each subnet has.
//!
//! Joins the model (what is written, and where) with the arithmetic of [`crate::aks`]. The rules
//! about capacity, the bars of the report and `packlint plan` all read this one plan.

mod pod_cidr;
mod pod_subnet;
pub(crate) mod ranges;
mod summary;

use std::collections::HashMap;

use ipnetwork::Ipv4Network;
use ranges::ClusterRanges;

pub(crate) use pod_cidr::PodCidrPlan;
pub(crate) use pod_subnet::{PodNeed, PodSubnetPlan};
pub(crate) use summary::{
    AddressRange, AddressReport, NeedReport, RangeKind, RangePlan, WouldFit, supply_sum,
};

use crate::aks::address_plan::{AddressModel, PoolDemand, Surge, largest, smallest_prefix, supply};
use crate::aks::{cidr, limits};
use crate::model::{
    Cidr, Cluster, Located, NodePool, QuickFlag, Scope, Subnet, SubnetsByName, Unknown,
};
use crate::source::Place;
use crate::text::{count, number};

/// The plan of one cluster.
#[derive(Debug)]
pub struct AddressPlan<'m> {
    /// The cluster's ranges.
    pub(crate) ranges: ClusterRanges<'m>,
    /// Subnets whose need and supply are known, in the order of the input.
    pub(crate) subnets: Vec<SubnetPlan<'m>>,
    /// Why others have no plan.
    pub(crate) gaps: Vec<Gap>,
    /// Subnets that pods get their addresses of, in the order of the input.
    pub(crate) pod_subnets: Vec<PodSubnetPlan<'m>>,
    /// Why other pod subnets have no plan.
    pub(crate) pod_subnet_gaps: Vec<Gap>,
    /// The pod CIDR, with kubenet and overlay.
    pub(crate) pod_cidr: Option<PodCidrPlan<'m>>,
    /// Why the pod CIDR has no plan, where pods have one.
    pub(crate) pod_cidr_gaps: Vec<Gap>,
}

/// Something that keeps a subnet from being planned.
#[derive(Clone, Debug)]
pub(crate) struct Gap {
    /// Where the value is, or would be.
    pub(crate) place: Place,
    /// Why it is not known.
    pub(crate) unknown: Unknown,
}

impl Gap {
    /// Nobody has said something, and no flag would.
    pub(crate) fn not_given(place: Place, what: &'static str) -> Self {
        Gap {
            place,
            unknown: Unknown::not_given(what),
        }
    }
}

/// A subnet with its range and its supply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room<'m> {
    /// The subnet.
    pub(crate) subnet: &'m Subnet,
    /// Where its range is written.
    pub(crate) cidr_place: Place,
    /// Its range, host bits cleared.
    pub(crate) range: Ipv4Network,
    /// Addresses that others have in it.
    pub(crate) in_use: u64,
    /// Addresses that nodes and pods can have.
    pub(crate) supply: u64,
}

/// The plan of one subnet that nodes live in.
#[derive(Debug)]
pub(crate) struct SubnetPlan<'m> {
    /// The subnet, with its range and supply.
    pub(crate) room: Room<'m>,
    /// The pools on it.
    pub(crate) pools: Vec<PoolPlan<'m>>,
}

/// A pool with its numbers.
#[derive(Debug)]
pub(crate) struct PoolPlan<'m> {
    /// The pool.
    pub(crate) pool: &'m NodePool,
    /// What takes an address of the nodes' subnet.
    pub(crate) model: AddressModel,
    /// Its numbers.
    pub(crate) demand: PoolDemand,
    /// Where the surge comes from.
    pub(crate) surge: Surge,
}

impl<'m> AddressPlan<'m> {
    /// Plans a cluster.
    pub fn new(cluster: &'m Cluster) -> Self {
        let (mut pod_subnet_gaps, mut pod_cidr_gaps) = (Vec::new(), Vec::new());
        let ranges = ClusterRanges::new(cluster);
        let mut plan = AddressPlan {
            subnets: Vec::new(),
            gaps: Vec::new(),
            pod_subnets: Vec::new(),
            pod_cidr: PodCidrPlan::new(cluster, &ranges.pods, &mut pod_cidr_gaps),
            pod_subnet_gaps: Vec::new(),
            pod_cidr_gaps,
            ranges,
        };
        let model = match cluster.network.pods_on_node_subnet() {
            Ok(true) => Some(AddressModel::NodesAndPods),
            Ok(false) => Some(AddressModel::NodesOnly),
            Err((place, unknown)) => {
                plan.gaps.push(Gap { place, unknown });
                None
            }
        };
        let subnets = cluster.subnets_by_name();
        let mut placed = Tenants::default();
        for pool in &cluster.pools {
            match home(cluster, &subnets, pool) {
                Ok(subnet) => placed.add(subnet, pool),
                Err(gap) => plan.gaps.push(gap),
            }
        }
        if cluster.pools.is_empty() && cluster.scope == Scope::Whole {
            plan.gaps.push(Gap::not_given(cluster.place, "a node pool"));
        } else if cluster.pools.is_empty() {
            plan.gaps.extend(missing_pool(cluster));
            if cluster.subnets().is_empty() {
                plan.gaps.push(no_subnet(cluster, cluster.place));
            }
        }
        plan.pod_subnets =
            pod_subnet::pod_subnets(cluster, &subnets, &placed, &mut pod_subnet_gaps);
        plan.pod_subnet_gaps = pod_subnet_gaps;
        for subnet in cluster.subnets() {
            let pools = placed.of(subnet);
            if pools.is_empty() {
                continue;
            }
            match (SubnetPlan::new(cluster, subnet, pools, model), model) {
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

/// The pools on each of a cluster's subnets.
#[derive(Debug, Default)]
pub(crate) struct Tenants<'m> {
    /// By the subnet itself: two may have the same name.
    of: HashMap<*const Subnet, Vec<&'m NodePool>>,
}

impl<'m> Tenants<'m> {
    /// Puts a pool on a subnet.
    pub(crate) fn add(&mut self, subnet: &Subnet, pool: &'m NodePool) {
        self.of.entry(subnet).or_default().push(pool);
    }

    /// The pools on a subnet, in the order in which they came.
    pub(crate) fn of(&self, subnet: &Subnet) -> &[&'m NodePool] {
        self.of
            .get(&std::ptr::from_ref(subnet))
            .map_or(&[], Vec::as_slice)
    }
}

/// The subnet of a pool's nodes: the named one, else the only one.
///
/// # Errors
/// Why it is not known.
pub(crate) fn home<'m>(
    cluster: &'m Cluster,
    subnets: &SubnetsByName<'m>,
    pool: &NodePool,
) -> Result<&'m Subnet, Gap> {
    match &pool.subnet {
        Some(named) => subnets.get(named).map_err(|unknown| Gap {
            place: named.place,
            unknown,
        }),
        None => match cluster.subnets() {
            // Where only the pods' subnet is listed, the nodes' is another.
            [only] if pool.pod_subnet.is_none() => Ok(only),
            [] | [_] => Err(no_subnet(
                cluster,
                cluster.vnet.as_ref().map_or(pool.place, |vnet| vnet.place),
            )),
            _ => Err(Gap::not_given(
                pool.place,
                "which of the subnets the pool is on",
            )),
        },
    }
}

/// Something that a quick flag would say, where flags stand in for a cluster file.
fn ask(cluster: &Cluster, place: Place, what: &'static str, flag: QuickFlag) -> Gap {
    let flag = (cluster.scope != Scope::Whole).then_some(flag);
    let unknown = Unknown::NotGiven { what, flag };
    Gap { place, unknown }
}

fn no_subnet(cluster: &Cluster, place: Place) -> Gap {
    ask(cluster, place, "the subnet of the nodes", QuickFlag::Subnet)
}

/// Nobody has said how many nodes there are.
pub(crate) fn no_nodes(cluster: &Cluster, place: Place) -> Gap {
    ask(cluster, place, "the number of nodes", QuickFlag::Nodes)
}

fn missing_pool(cluster: &Cluster) -> [Gap; 2] {
    let max_pods = ask(cluster, cluster.place, "max pods", QuickFlag::MaxPods);
    [no_nodes(cluster, cluster.place), max_pods]
}

impl<'m> Room<'m> {
    /// The room of a subnet; what is not known goes to `gaps`.
    fn new(cluster: &Cluster, subnet: &'m Subnet, gaps: &mut Vec<Gap>) -> Option<Self> {
        let range = match &subnet.cidr {
            None => {
                gaps.push(no_subnet(cluster, subnet.place));
                None
            }
            Some(cidr) => match &cidr.value {
                Ok(Cidr { network, .. }) => network.as_ref().ok().map(|range| (cidr.place, *range)),
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
            // A number below 0 has its own finding.
            Some(value) => match &value.value {
                Ok(number) => u64::try_from(*number).ok(),
                Err(_) => whole(value, gaps),
            },
        };
        let ((cidr_place, range), in_use) = (range?, in_use?);
        Some(Room {
            subnet,
            cidr_place,
            range: cidr::cleared(range),
            in_use,
            supply: supply(range.prefix(), in_use),
        })
    }

    /// What to call the subnet in a message: `subnet 'workers'`.
    pub(crate) fn title(&self) -> String {
        match &self.subnet.name {
            Some(_) => format!("subnet '{}'", self.subnet.title()),
            None => format!("the subnet {}", self.range),
        }
    }

    /// How the supply comes about: `/24: 256 - 5 reserved by Azure - 12 in use = 239 free`.
    pub(crate) fn supply_sum(&self) -> String {
        let in_use = match self.in_use {
            0 => String::new(),
            used => format!(" - {} in use", number(used)),
        };
        format!(
            "/{}: {} - {} reserved by Azure{in_use} = {} free",
            self.range.prefix(),
            number(cidr::size(self.range)),
            limits::RESERVED_ADDRESSES.min(cidr::size(self.range)),
            number(self.supply)
        )
    }
}

impl<'m> SubnetPlan<'m> {
    fn new(
        cluster: &Cluster,
        subnet: &'m Subnet,
        pools: &[&'m NodePool],
        model: Option<AddressModel>,
    ) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        let room = Room::new(cluster, subnet, &mut gaps);
        let model = model.unwrap_or(AddressModel::NodesAndPods);
        let planned: Vec<_> = pools
            .iter()
            .filter_map(|pool| PoolPlan::new(cluster, pool, model, &mut gaps))
            .collect();
        match room {
            Some(room) if planned.len() == pools.len() => Ok(SubnetPlan {
                room,
                pools: planned,
            }),
            _ => Err(gaps),
        }
    }

    /// Addresses without which AKS refuses to create the pools.
    pub(crate) fn creation_need(&self) -> u64 {
        self.pools.iter().map(PoolPlan::creation_need).sum()
    }

    /// Addresses of the documented plan, surge included.
    pub(crate) fn upgrade_need(&self) -> u64 {
        self.pools.iter().map(PoolPlan::upgrade_need).sum()
    }

    /// Addresses with every node full of pods, and no surge.
    pub(crate) fn full_density_need(&self) -> u64 {
        let full = |pool: &PoolPlan<'_>| {
            let demand = PoolDemand {
                surge: 0,
                ..pool.demand
            };
            pool.model.upgrade_need(demand)
        };
        self.pools.iter().map(full).sum()
    }

    /// The sum at full density, written out: `8 nodes x (30 max pods + 1) = 248`.
    pub(crate) fn full_density_sum(&self) -> String {
        let total = self.full_density_need();
        self.written_out(total, |pool| {
            let nodes = count(pool.demand.nodes, "node");
            match pool.model {
                AddressModel::NodesAndPods => {
                    format!("{nodes} x ({} max pods + 1)", pool.demand.max_pods)
                }
                AddressModel::NodesOnly => nodes,
            }
        })
    }

    /// The plain product: nodes x max pods, over all pools.
    pub(crate) fn nodes_times_max_pods(&self) -> u64 {
        self.pools
            .iter()
            .map(|pool| pool.demand.nodes * pool.demand.max_pods)
            .sum()
    }

    /// The sum at creation, written out: `12 nodes x (110 max pods - 1) = 1,308`.
    pub(crate) fn creation_sum(&self) -> String {
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
    pub(crate) fn upgrade_sum(&self) -> String {
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
                AddressModel::NodesOnly if self.pools.len() > 1 => format!("({nodes})"),
                AddressModel::NodesOnly => nodes,
            }
        })
    }

    fn written_out(&self, total: u64, term: impl Fn(&PoolPlan<'m>) -> String) -> String {
        let mut terms: Vec<_> = self.pools.iter().take(MAX_POOLS_SHOWN).map(term).collect();
        if let Some(more) = self.pools.len().checked_sub(MAX_POOLS_SHOWN + 1) {
            terms.push(format!("{} more", count(more as u64 + 1, "pool")));
        }
        // One pool of whose nodes only the number matters is its own sum.
        match terms.as_slice() {
            [term] if !term.contains(['(', '+']) => term.clone(),
            terms => format!("{} = {}", terms.join(" + "), number(total)),
        }
    }

    /// The smallest subnet that holds a need, others' addresses included: its prefix and supply.
    pub(crate) fn smallest(&self, need: u64) -> Option<(u8, u64)> {
        let prefix = smallest_prefix(need, self.room.in_use)?;
        Some((prefix, supply(prefix, self.room.in_use)))
    }

    /// The pool with the greatest need: the one to change first.
    pub(crate) fn greatest(&self) -> Option<&PoolPlan<'m>> {
        self.pools
            .iter()
            .rev()
            .max_by_key(|pool| pool.upgrade_need())
    }

    /// The most nodes that a pool can have while the rest stays, by a need: creation or upgrade.
    pub(crate) fn largest_count(&self, pool: &PoolPlan<'m>, need: Need) -> Option<u64> {
        let rest = need
            .of(self)
            .saturating_sub(need.of_pool(pool.model, pool.demand));
        let free = self.room.supply.checked_sub(rest)?;
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
    pub(crate) fn largest_max_pods(&self, pool: &PoolPlan<'m>, need: Need) -> Option<u64> {
        if pool.model == AddressModel::NodesOnly {
            return None;
        }
        let rest = need
            .of(self)
            .saturating_sub(need.of_pool(pool.model, pool.demand));
        let free = self.room.supply.checked_sub(rest)?;
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

/// Pools that a sum is written out for, and whose numbers are labelled; a cluster can have a hundred.
pub(crate) const MAX_POOLS_SHOWN: usize = 8;

/// Which of the two needs is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
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
    /// Max pods, where they are known; [`PoolDemand::max_pods`] is 0 where they do not matter.
    pub(crate) fn pods(&self) -> Option<u64> {
        whole(&self.pool.max_pods, &mut Vec::new())
    }

    /// Addresses without which AKS refuses to create the pool.
    pub(crate) fn creation_need(&self) -> u64 {
        self.model.creation_need(self.demand)
    }

    /// Addresses of the documented plan, surge included.
    pub(crate) fn upgrade_need(&self) -> u64 {
        self.model.upgrade_need(self.demand)
    }

    fn new(
        cluster: &Cluster,
        pool: &'m NodePool,
        model: AddressModel,
        gaps: &mut Vec<Gap>,
    ) -> Option<Self> {
        let nodes = match pool.most_nodes() {
            Some(nodes) => whole(nodes, gaps),
            None => {
                gaps.push(no_nodes(cluster, pool.place));
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
            // Max pods that AKS does not take have their own finding; a sum of them says nothing.
            AddressModel::NodesAndPods => whole(&pool.max_pods, gaps).filter(|pods| {
                i64::try_from(*pods).is_ok_and(|pods| limits::MAX_PODS.contains(&pods))
            }),
            AddressModel::NodesOnly => Some(whole(&pool.max_pods, &mut Vec::new()).unwrap_or(0)),
        };
        let surge = match surge_of(pool) {
            Ok(surge) => Some(surge),
            Err(gap) => {
                gaps.push(gap);
                None
            }
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

/// The surge of a pool: what is written, else AKS's default.
///
/// # Errors
/// Why it is not known.
pub(crate) fn surge_of(pool: &NodePool) -> Result<Surge, Gap> {
    match &pool.max_surge {
        None => Ok(Surge::DEFAULT),
        Some(written) => {
            let surge = Surge::parse(ranges::known(written)?);
            surge.ok_or(Gap {
                place: written.place,
                unknown: Unknown::Invalid,
            })
        }
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
