//! Two states of a cluster compared: what differs, which pools are new, gone or replaced, and what the
//! pools need while both states exist. Only values that are known in both states are compared.

mod pools;
mod transition;

pub(crate) use pools::{PoolChange, PoolDifference};
pub(crate) use transition::{Fit, Transition};

use crate::aks::changes::{Addressing, NetworkState};
use crate::aks::{NetworkPolicy, NodeProvisioning, OsType};
use crate::model::{Cluster, FixedAttribute, Gap, Located, PlannedChange, Previous};
use crate::plan::AddressPlan;
use crate::source::Place;

/// A cluster before and after a change.
#[derive(Debug)]
pub struct Change<'m> {
    pub(crate) previous: &'m Previous,
    pub(crate) after: &'m Cluster,
    /// The pools that both states have, where something differs that is fixed at creation.
    pub(crate) pools: Vec<PoolChange<'m>>,
    /// The ranges in which old and new pools are together for a while.
    pub(crate) transitions: Vec<Transition>,
}

impl<'m> Change<'m> {
    /// Compares a cluster and its plan with its previous state.
    pub(crate) fn new(previous: &'m Previous, after: &'m Cluster, plan: &AddressPlan<'m>) -> Self {
        let pools = pools::changed(&previous.cluster, after);
        let before = AddressPlan::new(&previous.cluster);
        Change {
            transitions: transition::transitions(
                (&previous.cluster, &before),
                (after, plan),
                &pools,
            ),
            previous,
            after,
            pools,
        }
    }

    pub(crate) fn before(&self) -> &'m Cluster {
        &self.previous.cluster
    }

    /// A value in both states.
    ///
    /// # Errors
    /// Why it is not known in one of them.
    pub(crate) fn both<T>(
        &self,
        of: impl Fn(&'m Cluster) -> &'m Located<T>,
    ) -> Result<(&'m Located<T>, &'m Located<T>), Gap> {
        let (before, after) = (of(self.before()), of(self.after));
        after.get()?;
        before.get()?;
        Ok((before, after))
    }

    /// The network in both states.
    ///
    /// # Errors
    /// Why one of them is not known.
    pub(crate) fn networks(&self) -> Result<(NetworkState, NetworkState), Gap> {
        let after = network_state(self.after)?;
        Ok((network_state(self.before())?, after))
    }

    /// Whether Palette manages the cluster, and its Cluster API has a say.
    pub(crate) fn is_palettes(&self) -> bool {
        let is = |cluster: &Cluster| {
            !cluster.packs.is_empty()
                || !cluster.profiles.is_empty()
                || cluster.has_palette_pools && !cluster.pools.is_empty()
        };
        is(self.after)
    }

    /// The attributes for which Terraform destroys the cluster, before and after; a plan knows itself
    /// what its provider keeps.
    pub(crate) fn fixed(&self) -> Vec<(&'m FixedAttribute, &'m FixedAttribute)> {
        let old = &self.before().fixed;
        let pair = |new: &'m FixedAttribute| {
            let old = old.iter().find(|old| old.name == new.name)?;
            let (was, is) = (old.value.known()?, new.value.known()?);
            (was != is).then_some((old, new))
        };
        match self.previous.planned {
            Some(PlannedChange::InPlace) => Vec::new(),
            _ => self.after.fixed.iter().filter_map(pair).collect(),
        }
    }

    /// Whether another cluster takes its place: nothing else of the change matters then.
    pub(crate) fn is_replaced(&self) -> bool {
        matches!(self.previous.planned, Some(PlannedChange::Replaced(_)))
            || !self.fixed().is_empty()
    }

    /// The label of a place in the old state.
    pub(crate) fn label(value: &str) -> String {
        format!("before: {value}")
    }
}

fn network_state(cluster: &Cluster) -> Result<NetworkState, Gap> {
    let network = &cluster.network;
    let has_pod_subnet = cluster.pools.iter().any(|pool| pool.pod_subnet.is_some());
    let has_windows = cluster
        .pools
        .iter()
        .any(|pool| pool.os_type.is(&OsType::Windows));
    let provisioning = cluster.features.node_provisioning.as_ref();
    Ok(NetworkState {
        addressing: Addressing::of(*network.plugin.get()?, *network.mode.get()?, has_pod_subnet),
        dataplane: *network.dataplane.get()?,
        policy: network.policy.get()?.unwrap_or(NetworkPolicy::None),
        kubernetes: cluster.kubernetes_minor().ok(),
        has_windows,
        has_provisioning: provisioning.is_some_and(|mode| mode.is(&NodeProvisioning::Auto)),
    })
}

/// A value before and after, if both are known and differ. What a reader leaves out is compared only
/// with what the same kind of reader leaves out: `default` is what it means.
pub(crate) fn differing<T: Clone + PartialEq>(
    before: Option<&Located<T>>,
    after: Option<&Located<T>>,
    default: Option<T>,
) -> Option<(T, T)> {
    let value = |located: Option<&Located<T>>| match located {
        Some(located) => located.known().cloned(),
        None => default.clone(),
    };
    let (before, after) = (value(before)?, value(after)?);
    (before != after).then_some((before, after))
}

/// Where a value is, or else something that it belongs to.
pub(crate) fn place_of<T>(value: Option<&Located<T>>, of: Place) -> Place {
    value.map_or(of, |value| value.place)
}
