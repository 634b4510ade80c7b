//! What AKS and Palette refuse to change on a cluster that exists, with the way that works.
//!
//! Sources: UPDATE = learn.microsoft.com/azure/aks/update-azure-cni, EXPAND =
//! azure-cni-overlay-pod-expand, POLICY = use-network-policies (2026-08-18), EGRESS =
//! egress-outboundtype, NAP = node-auto-provisioning, KUBENET = configure-kubenet, PLANNING =
//! concepts-network-ip-address-planning (2026-04-16), APISERVER = api-server-vnet-integration
//! (2026-04-15), POOLS = create-node-pools, all there and read on 2026-11-25; NOTES = the release notes
//! of AKS of 2026-05-29; CAPZ = Cluster API provider Azure, admission webhooks (2026-08-19); AZURERM =
//! terraform-provider-azurerm 5.2.0 (2026-08-21).

use super::names::{Dataplane, NetworkPlugin, NetworkPolicy, OutboundType, PluginMode};
use crate::date::Date;

/// When the tables were last compared with their sources.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

/// How pods get addresses: the plugin with its mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addressing {
    NodeSubnet,
    PodSubnet,
    Overlay,
    Kubenet,
    None,
}

impl Addressing {
    /// What it is called in messages.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Addressing::NodeSubnet => "Azure CNI with a node subnet",
            Addressing::PodSubnet => "Azure CNI with a pod subnet",
            Addressing::Overlay => "Azure CNI Overlay",
            Addressing::Kubenet => "kubenet",
            Addressing::None => "no network plugin",
        }
    }

    pub(crate) fn of(
        plugin: NetworkPlugin,
        mode: Option<PluginMode>,
        has_pod_subnet: bool,
    ) -> Self {
        match (plugin, mode) {
            (NetworkPlugin::Azure, Some(PluginMode::Overlay)) => Addressing::Overlay,
            (NetworkPlugin::Azure, None) if has_pod_subnet => Addressing::PodSubnet,
            (NetworkPlugin::Azure, None) => Addressing::NodeSubnet,
            (NetworkPlugin::Kubenet, _) => Addressing::Kubenet,
            (NetworkPlugin::None, _) => Addressing::None,
        }
    }
}

/// A network as far as changes depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NetworkState {
    pub(crate) addressing: Addressing,
    pub(crate) dataplane: Dataplane,
    pub(crate) policy: NetworkPolicy,
    pub(crate) kubernetes: Option<(u64, u64)>,
    pub(crate) has_windows: bool,
    pub(crate) has_provisioning: bool,
}

/// A part of the network that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NetworkPart {
    Addressing,
    Dataplane,
    Policy,
}

/// A change that is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefusedChange {
    pub(crate) part: NetworkPart,
    /// Whether only Palette refuses it, and AKS itself does not.
    is_palettes: bool,
    /// Whether a change of this part, before and after, is refused.
    applies: fn(NetworkState, NetworkState) -> bool,
    /// The change, for the documentation.
    pub(crate) change: &'static str,
    /// Why it is refused.
    pub(crate) why: &'static str,
    /// What works instead.
    pub(crate) way: &'static str,
    pub(crate) source: &'static str,
}

const NEW_CLUSTER: &str = "create a new cluster with it and move the workloads";
const OVERLAY_KUBERNETES: (u64, u64) = (1, 27);
const POLICY_KUBERNETES: (u64, u64) = (1, 30);
/// From this version on the service range can be extended by a ServiceCIDR object.
pub(crate) const SERVICE_CIDR_KUBERNETES: (u64, u64) = (1, 33);

const fn by_aks(
    part: NetworkPart,
    applies: fn(NetworkState, NetworkState) -> bool,
) -> RefusedChange {
    RefusedChange {
        part,
        is_palettes: false,
        applies,
        change: "",
        why: "",
        way: NEW_CLUSTER,
        source: "UPDATE",
    }
}

const fn by_palette(part: NetworkPart, change: &'static str) -> RefusedChange {
    RefusedChange {
        is_palettes: true,
        change,
        why: "Cluster API keeps this setting as it was created",
        source: "CAPZ",
        ..by_aks(part, |_, _| true)
    }
}

/// All refused changes of the network; of each part, the first that applies is the reason.
pub(crate) const REFUSED: &[RefusedChange] = &[
    RefusedChange {
        change: "Azure CNI Overlay to anything else",
        why: "a cluster cannot leave overlay",
        ..by_aks(NetworkPart::Addressing, |before, _| {
            before.addressing == Addressing::Overlay
        })
    },
    RefusedChange {
        change: "Azure CNI with a pod subnet to Azure CNI Overlay",
        why: "a cluster with pod subnets cannot move to overlay",
        ..by_aks(NetworkPart::Addressing, |before, after| {
            (before.addressing, after.addressing) == (Addressing::PodSubnet, Addressing::Overlay)
        })
    },
    RefusedChange {
        change: "kubenet to Azure CNI without overlay",
        why: "kubenet can move to overlay only",
        way: "set networkPluginMode: overlay",
        ..by_aks(NetworkPart::Addressing, |before, after| {
            before.addressing == Addressing::Kubenet
                && matches!(
                    after.addressing,
                    Addressing::NodeSubnet | Addressing::PodSubnet
                )
        })
    },
    RefusedChange {
        change: "any other change of the network plugin",
        why: "the plugin is fixed at creation, except for moves to overlay",
        source: "UPDATE; AZURERM",
        ..by_aks(NetworkPart::Addressing, |before, after| {
            let is_classic =
                |addressing| matches!(addressing, Addressing::NodeSubnet | Addressing::PodSubnet);
            let is_pool_by_pool = is_classic(before.addressing) && is_classic(after.addressing);
            before.addressing == Addressing::None
                || after.addressing != Addressing::Overlay && !is_pool_by_pool
        })
    },
    RefusedChange {
        change: "to Azure CNI Overlay below Kubernetes 1.27",
        why: "the move to overlay needs Kubernetes 1.27",
        way: "upgrade Kubernetes first",
        ..by_aks(NetworkPart::Addressing, |before, after| {
            after.addressing == Addressing::Overlay && is_below(before, OVERLAY_KUBERNETES)
        })
    },
    RefusedChange {
        change: "to Azure CNI Overlay with a network policy engine",
        why: "the move to overlay needs a cluster without a network policy engine",
        way: "set networkPolicy: none first, move to overlay, then install the engine again",
        ..by_aks(NetworkPart::Addressing, |before, after| {
            let engine = |state: NetworkState| {
                matches!(state.policy, NetworkPolicy::Azure | NetworkPolicy::Calico)
            };
            after.addressing == Addressing::Overlay && (engine(before) || engine(after))
        })
    },
    by_palette(NetworkPart::Addressing, "kubenet to Azure CNI Overlay")
        .only(|before, _| before.addressing == Addressing::Kubenet),
    RefusedChange {
        change: "the dataplane cilium to azure",
        why: "a cluster cannot leave cilium",
        source: "AZURERM",
        ..by_aks(NetworkPart::Dataplane, |before, _| {
            before.dataplane == Dataplane::Cilium
        })
    },
    RefusedChange {
        change: "to the dataplane cilium on kubenet",
        why: "kubenet cannot move to cilium directly",
        way: "move to Azure CNI Overlay first, then change the dataplane",
        ..by_aks(NetworkPart::Dataplane, |before, _| {
            before.addressing == Addressing::Kubenet
        })
    },
    RefusedChange {
        change: "to the dataplane cilium together with Azure CNI Overlay",
        why: "the plugin mode and the dataplane cannot change in one operation",
        way: "make two changes, one after the other",
        ..by_aks(NetworkPart::Dataplane, |before, after| {
            before.addressing != after.addressing
        })
    },
    RefusedChange {
        change: "to the dataplane cilium with Windows pools",
        why: "a cluster with Windows pools cannot move to cilium",
        way: "delete the Windows pools first",
        ..by_aks(NetworkPart::Dataplane, |before, after| {
            before.has_windows || after.has_windows
        })
    },
    RefusedChange {
        change: "to the dataplane cilium with node auto-provisioning",
        why: "a cluster with node auto-provisioning cannot move to cilium",
        way: "set nodeProvisioningMode: Manual, change the dataplane, then set it back to Auto",
        ..by_aks(NetworkPart::Dataplane, |before, _| before.has_provisioning)
    },
    by_palette(NetworkPart::Dataplane, "to the dataplane cilium"),
    RefusedChange {
        change: "the policy azure to calico, or calico to azure",
        why: "one engine is uninstalled before the other is installed",
        way: "set networkPolicy: none first, then the new engine",
        source: "POLICY",
        ..by_aks(NetworkPart::Policy, |before, after| {
            is_engine(before.policy) && is_engine(after.policy)
        })
    },
    RefusedChange {
        change: "installing or uninstalling azure or calico below Kubernetes 1.30",
        why: "network policy engines are installed and uninstalled from Kubernetes 1.30 on",
        way: "upgrade Kubernetes first",
        source: "NOTES",
        ..by_aks(NetworkPart::Policy, |before, after| {
            (is_engine(before.policy) || is_engine(after.policy))
                && is_below(before, POLICY_KUBERNETES)
        })
    },
    by_palette(NetworkPart::Policy, "any change of the network policy"),
];

/// Who refuses a change.
pub(crate) const AKS: &str = "AKS";
pub(crate) const PALETTE: &str = "Palette";

impl RefusedChange {
    /// Who refuses it.
    pub(crate) fn by(&self) -> &'static str {
        match self.is_palettes {
            true => PALETTE,
            false => AKS,
        }
    }

    const fn only(self, applies: fn(NetworkState, NetworkState) -> bool) -> Self {
        RefusedChange { applies, ..self }
    }
}

fn is_engine(policy: NetworkPolicy) -> bool {
    matches!(policy, NetworkPolicy::Azure | NetworkPolicy::Calico)
}

fn is_below(state: NetworkState, version: (u64, u64)) -> bool {
    state.kubernetes.is_some_and(|own| own < version)
}

/// Why a change of a part of the network is refused; nothing if it is allowed.
pub(crate) fn refused(
    part: NetworkPart,
    before: NetworkState,
    after: NetworkState,
    is_palettes: bool,
) -> Option<&'static RefusedChange> {
    let of_part = REFUSED.iter().filter(|row| row.part == part);
    let mut asked = of_part.filter(|row| is_palettes || !row.is_palettes);
    asked.find(|row| (row.applies)(before, after))
}

/// The changes of the outbound type that AKS supports in a VNet that AKS manages.
const MANAGED_PATHS: &[(OutboundType, &[OutboundType])] = {
    use OutboundType::{
        Block, LoadBalancer, ManagedNatGateway, ManagedNatGatewayV2, None as NoOutbound,
    };
    &[
        (
            LoadBalancer,
            &[ManagedNatGatewayV2, ManagedNatGateway, NoOutbound, Block],
        ),
        (ManagedNatGatewayV2, &[]),
        (ManagedNatGateway, &[ManagedNatGatewayV2, NoOutbound, Block]),
        (
            NoOutbound,
            &[LoadBalancer, ManagedNatGatewayV2, ManagedNatGateway, Block],
        ),
        (
            Block,
            &[
                LoadBalancer,
                ManagedNatGatewayV2,
                ManagedNatGateway,
                NoOutbound,
            ],
        ),
    ]
};

/// The same in a VNet of one's own.
const OWN_PATHS: &[(OutboundType, &[OutboundType])] = {
    use OutboundType::{
        LoadBalancer, None as NoOutbound, UserAssignedNatGateway, UserDefinedRouting,
    };
    &[
        (
            LoadBalancer,
            &[UserAssignedNatGateway, UserDefinedRouting, NoOutbound],
        ),
        (
            UserAssignedNatGateway,
            &[LoadBalancer, UserDefinedRouting, NoOutbound],
        ),
        (
            UserDefinedRouting,
            &[LoadBalancer, UserAssignedNatGateway, NoOutbound],
        ),
        (
            NoOutbound,
            &[LoadBalancer, UserAssignedNatGateway, UserDefinedRouting],
        ),
    ]
};

/// The outbound types that AKS changes a type to (EGRESS). Both tables are asked where it is not known
/// whose VNet it is.
pub(crate) fn outbound_paths(from: OutboundType, is_own_vnet: Option<bool>) -> Vec<OutboundType> {
    let tables: &[_] = match is_own_vnet {
        Some(true) => &[OWN_PATHS],
        Some(false) => &[MANAGED_PATHS],
        None => &[OWN_PATHS, MANAGED_PATHS],
    };
    let rows = tables.iter().flat_map(|table| table.iter());
    let of = rows.filter(|(own, _)| *own == from);
    of.flat_map(|(_, to)| to.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: NetworkState = NetworkState {
        addressing: Addressing::NodeSubnet,
        dataplane: Dataplane::Azure,
        policy: NetworkPolicy::None,
        kubernetes: Some((1, 34)),
        has_windows: false,
        has_provisioning: false,
    };

    /// The supported paths of *Update Azure CNI*, and no other.
    #[test]
    fn pods_get_other_addresses_only_by_a_move_to_overlay() {
        use Addressing::{Kubenet, NodeSubnet, None as NoPlugin, Overlay, PodSubnet};
        let all = [NodeSubnet, PodSubnet, Overlay, Kubenet, NoPlugin];
        for from in all {
            for to in all.into_iter().filter(|to| *to != from) {
                let with = |addressing| NetworkState {
                    addressing,
                    ..PLAIN
                };
                let is_refused =
                    refused(NetworkPart::Addressing, with(from), with(to), false).is_some();
                // A pool may get a pod subnet beside others without one.
                let is_allowed = matches!(
                    (from, to),
                    (NodeSubnet | Kubenet, Overlay)
                        | (NodeSubnet, PodSubnet)
                        | (PodSubnet, NodeSubnet)
                );
                assert_eq!(is_refused, !is_allowed, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn each_row_is_the_reason_of_some_change() {
        for row in REFUSED {
            assert!(!row.change.is_empty() && !row.why.is_empty() && !row.way.is_empty());
        }
        let windows = NetworkState {
            has_windows: true,
            ..PLAIN
        };
        let cilium = NetworkState {
            dataplane: Dataplane::Cilium,
            ..windows
        };
        let why = |before, after, palette| {
            refused(NetworkPart::Dataplane, before, after, palette).map(|row| row.why)
        };
        assert!(why(windows, cilium, false).is_some_and(|why| why.contains("Windows")));
        let linux = NetworkState {
            has_windows: false,
            ..cilium
        };
        assert_eq!(why(PLAIN, linux, false), None);
        assert!(why(PLAIN, linux, true).is_some_and(|why| why.contains("Cluster API")));
    }

    #[test]
    fn outbound_types_change_as_documented() {
        use OutboundType::{Block, LoadBalancer, ManagedNatGatewayV2, UserDefinedRouting};
        assert!(!outbound_paths(LoadBalancer, Some(true)).contains(&Block));
        assert!(outbound_paths(LoadBalancer, Some(false)).contains(&Block));
        assert!(outbound_paths(LoadBalancer, None).contains(&Block));
        assert!(outbound_paths(ManagedNatGatewayV2, None).is_empty());
        assert!(outbound_paths(LoadBalancer, Some(true)).contains(&UserDefinedRouting));
    }
}
