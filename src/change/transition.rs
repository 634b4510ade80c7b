//! What pools need while old and new ones exist together: a pool is replaced by creating the new one
//! first.

use std::collections::HashSet;

use super::pools::{PoolChange, by_name};
use crate::aks::address_plan::Need;
use crate::model::{Cluster, Located, NodePool};
use crate::plan::{AddressPlan, PoolPlan, SubnetPlan, SubnetPool};
use crate::source::Place;

/// A range in which old and new pools are together for a while.
#[derive(Debug)]
pub(crate) struct Transition {
    /// The range, after the change.
    pub(crate) place: Place,
    /// `subnet 'workers'`.
    pub(crate) range: String,
    /// What the pools of the new state need, without and with the surge of an upgrade.
    pub(crate) new: (u64, u64),
    /// What the old pools need that go away or are replaced.
    pub(crate) old: (u64, u64),
    pub(crate) supply: u64,
    /// The pools that are created, with their places.
    pub(crate) created: Vec<(String, Place)>,
    /// The pools that go away afterwards.
    pub(crate) removed: Vec<(String, Place)>,
}

/// Whether old and new pools fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Fits,
    /// But not with the surge of an upgrade.
    WithoutSurge,
    No,
}

impl Transition {
    pub(crate) fn needed(&self) -> u64 {
        self.new.0 + self.old.0
    }

    pub(crate) fn fit(&self) -> Fit {
        if self.needed() > self.supply {
            Fit::No
        } else if self.new.1 + self.old.1 > self.supply {
            Fit::WithoutSurge
        } else {
            Fit::Fits
        }
    }
}

type State<'s, 'm> = (&'s Cluster, &'s AddressPlan<'m>);

/// The ranges in which pools are created while others go away.
pub(super) fn transitions(
    before: State<'_, '_>,
    after: State<'_, '_>,
    changes: &[PoolChange<'_>],
) -> Vec<Transition> {
    let names = |cluster| by_name(cluster).into_keys().collect::<HashSet<_>>();
    let (old, new) = (names(before.0), names(after.0));
    let replaced: HashSet<&str> = changes.iter().filter_map(|one| name(one.after)).collect();
    let moves = Moves {
        is_removed: &|name| !new.contains(name) || replaced.contains(name),
        is_created: &|name| !old.contains(name) || replaced.contains(name),
    };
    // A pool without a name may be any of the others.
    let has_all_names = |cluster: &Cluster| cluster.pools.iter().all(|pool| name(pool).is_some());
    if !has_all_names(before.0) || !has_all_names(after.0) {
        return Vec::new();
    }
    let mut all = moves.in_subnets(&before.1.node_subnets.known, &after.1.node_subnets.known);
    all.extend(moves.in_subnets(&before.1.pod_subnets.known, &after.1.pod_subnets.known));
    if let (Ok(Some(old)), Ok(Some(new))) = (&before.1.pod_cidr, &after.1.pod_cidr) {
        let need = |pool: &PoolPlan<'_>, need| {
            crate::aks::address_plan::pod_cidr_need(match need {
                Need::Upgrade => pool.demand.nodes + pool.demand.surge,
                Need::Creation | Need::FullDensity => pool.demand.nodes,
            })
        };
        let (place, title) = (new.range.place, new.range.short_title());
        let of = |pool: &PoolPlan<'_>| {
            Some((
                pool.pool.name.clone()?,
                need(pool, Need::Creation),
                need(pool, Need::Upgrade),
            ))
        };
        let pools = |pools: &[PoolPlan<'_>]| pools.iter().filter_map(of).collect::<Vec<_>>();
        all.extend(moves.transition(
            place,
            title,
            new.capacity.supply,
            pools(&old.pools),
            pools(&new.pools),
        ));
    }
    all
}

fn name(pool: &NodePool) -> Option<&str> {
    Some(pool.name.as_ref()?.known()?)
}

/// A pool's name, and what it needs without and with surge.
type Needs = (Located<String>, u64, u64);

struct Moves<'s> {
    is_removed: &'s dyn Fn(&str) -> bool,
    is_created: &'s dyn Fn(&str) -> bool,
}

impl Moves<'_> {
    fn in_subnets<'m, P: SubnetPool>(
        &self,
        before: &[SubnetPlan<'m, P>],
        after: &[SubnetPlan<'m, P>],
    ) -> Vec<Transition> {
        let of = |pool: &P| {
            let name = pool.numbers().pool.name.clone()?;
            Some((name, pool.need(Need::Creation), pool.need(Need::Upgrade)))
        };
        let pools = |plan: &SubnetPlan<'_, P>| plan.pools.iter().filter_map(of).collect::<Vec<_>>();
        let transition = |new: &SubnetPlan<'_, P>| {
            let same = |old: &&SubnetPlan<'_, P>| {
                old.subnet.title() == new.subnet.title() && old.range.network == new.range.network
            };
            let old = before.iter().find(same)?;
            let title = new.range.short_title();
            let supply = new.capacity.supply;
            self.transition(new.range.place, title, supply, pools(old), pools(new))
        };
        after.iter().filter_map(transition).collect()
    }

    /// Nothing where no pool is created beside one that goes away, or the new state alone does not fit:
    /// that has its own finding.
    fn transition(
        &self,
        place: Place,
        range: String,
        supply: u64,
        old: Vec<Needs>,
        new: Vec<Needs>,
    ) -> Option<Transition> {
        let sum = |pools: &[Needs]| {
            let sums = pools
                .iter()
                .map(|(_, creation, upgrade)| (*creation, *upgrade));
            sums.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
        };
        let of = |pools: Vec<Needs>, is: &dyn Fn(&str) -> bool| -> Vec<Needs> {
            let is_one = |pool: &Needs| pool.0.known().is_some_and(|name| is(name));
            pools.into_iter().filter(is_one).collect()
        };
        let places = |pools: &[Needs]| -> Vec<(String, Place)> {
            let named = pools
                .iter()
                .filter_map(|pool| Some((pool.0.known()?.clone(), pool.0.place)));
            named.collect()
        };
        let total = sum(&new);
        let removed = of(old, self.is_removed);
        let created = of(new, self.is_created);
        let is_one = !removed.is_empty() && !created.is_empty() && total.0 <= supply;
        is_one.then(|| Transition {
            place,
            range,
            new: total,
            old: sum(&removed),
            supply,
            created: places(&created),
            removed: places(&removed),
        })
    }
}
