//! Which network settings are compatible with each other and with which nodes. The rules and
//! `docs/compatibility.md` use this one table.
//!
//! Sources, all on learn.microsoft.com/azure/aks unless said otherwise: POLICY =
//! use-network-policies (2026-08-18), CILIUM = azure-cni-powered-by-cilium, OVERLAY =
//! concepts-network-azure-cni-overlay (2026-07-31), CODES = Microsoft's list of AKS error codes (Go
//! package `apierror`), PACK = Palette documentation, *Azure CNI*, CAPZ = Cluster API provider
//! Azure, admission webhooks.

use crate::date::Date;

use super::names::{Dataplane, NetworkPlugin, NetworkPolicy, OsSku, PluginMode};

/// The nodes of a pool, as far as the network depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nodes {
    Linux,
    /// With the Windows Server, if it is known.
    Windows(Option<OsSku>),
}

/// The nodes of an incompatible combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodesOf {
    /// The combination does not depend on the nodes.
    Any,
    /// Any Windows Server.
    Windows,
    /// One Windows Server.
    Sku(OsSku),
}

/// When the table was last compared with its sources.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

/// A combination that AKS or Palette refuses, or that does not do what it says. It does not depend on a setting whose list is empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    /// The id of the rule that reports it.
    pub(crate) name: &'static str,
    pub(crate) plugins: &'static [NetworkPlugin],
    pub(crate) modes: &'static [PluginMode],
    pub(crate) dataplanes: &'static [Dataplane],
    /// An unset policy is the same as the policy none.
    pub(crate) policies: &'static [NetworkPolicy],
    pub(crate) nodes: NodesOf,
    /// What happens; the error code of AKS if it is known.
    pub(crate) answer: &'static str,
    pub(crate) source: &'static str,
}

/// A network with the nodes of a pool, all of them known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Combination {
    pub(crate) plugin: NetworkPlugin,
    pub(crate) mode: Option<PluginMode>,
    pub(crate) dataplane: Dataplane,
    pub(crate) policy: NetworkPolicy,
    pub(crate) nodes: Nodes,
}

const NEEDS_AZURE: &[NetworkPlugin] = &[NetworkPlugin::Kubenet, NetworkPlugin::None];

const ANY: Refusal = Refusal {
    name: "",
    plugins: &[],
    modes: &[],
    dataplanes: &[],
    policies: &[],
    nodes: NodesOf::Any,
    answer: "",
    source: "",
};

/// All refused combinations.
pub(crate) const REFUSALS: &[Refusal] = &[
    Refusal {
        name: "windows-requires-azure-cni",
        plugins: NEEDS_AZURE,
        nodes: NodesOf::Windows,
        answer: "AzureCNIOnlyForWindows",
        source: "PACK; CODES",
        ..ANY
    },
    Refusal {
        name: "calico-kubenet-linux-only",
        plugins: &[NetworkPlugin::Kubenet],
        policies: &[NetworkPolicy::Calico],
        nodes: NodesOf::Windows,
        answer: "AzureCNIOnlyForWindows",
        source: "PACK",
        ..ANY
    },
    Refusal {
        name: "calico-windows-version",
        plugins: &[NetworkPlugin::Azure],
        policies: &[NetworkPolicy::Calico],
        nodes: NodesOf::Sku(OsSku::Windows2025),
        answer: "calico supports only Windows Server 2019 and 2022",
        source: "POLICY; PACK",
        ..ANY
    },
    Refusal {
        name: "azure-policy-requires-azure-cni",
        plugins: &[NetworkPlugin::Kubenet],
        policies: &[NetworkPolicy::Azure],
        answer: "NetworkPolicyAzureNotSupportedForKubenet",
        source: "POLICY; CODES",
        ..ANY
    },
    Refusal {
        name: "azure-policy-linux-only",
        policies: &[NetworkPolicy::Azure],
        nodes: NodesOf::Windows,
        answer: "AKS creates the pool; policies are not enforced on its nodes",
        source: "POLICY; PACK",
        ..ANY
    },
    Refusal {
        name: "policy-requires-plugin",
        plugins: &[NetworkPlugin::None],
        policies: &[
            NetworkPolicy::Azure,
            NetworkPolicy::Calico,
            NetworkPolicy::Cilium,
        ],
        answer: "NetworkPolicyNotSupportedForNone",
        source: "CODES",
        ..ANY
    },
    Refusal {
        name: "overlay-requires-azure-cni",
        plugins: NEEDS_AZURE,
        modes: &[PluginMode::Overlay],
        answer: "rejected at admission",
        source: "OVERLAY; CAPZ",
        ..ANY
    },
    Refusal {
        name: "cilium-requires-azure-cni",
        plugins: &[NetworkPlugin::Kubenet],
        dataplanes: &[Dataplane::Cilium],
        answer: "cilium is part of Azure CNI",
        source: "CILIUM",
        ..ANY
    },
    Refusal {
        name: "cilium-requires-azure-cni",
        plugins: &[NetworkPlugin::Kubenet],
        policies: &[NetworkPolicy::Cilium],
        answer: "cilium is part of Azure CNI",
        source: "CILIUM",
        ..ANY
    },
    Refusal {
        name: "cilium-requires-azure-cni",
        plugins: &[NetworkPlugin::None],
        dataplanes: &[Dataplane::Cilium],
        policies: &[NetworkPolicy::None],
        answer: "cilium is part of Azure CNI",
        source: "CILIUM",
        ..ANY
    },
    Refusal {
        name: "cilium-dataplane-policy",
        dataplanes: &[Dataplane::Cilium],
        policies: &[NetworkPolicy::Azure, NetworkPolicy::Calico],
        answer: "CiliumDataplaneRequiresNetworkPolicyCilium",
        source: "CILIUM; CODES; CAPZ",
        ..ANY
    },
    Refusal {
        name: "cilium-dataplane-policy",
        dataplanes: &[Dataplane::Azure],
        policies: &[NetworkPolicy::Cilium],
        answer: "NetworkPolicyCiliumRequiresCiliumDataplane",
        source: "CILIUM; CAPZ",
        ..ANY
    },
    Refusal {
        name: "cilium-linux-only",
        dataplanes: &[Dataplane::Cilium],
        nodes: NodesOf::Windows,
        answer: "documented for Linux only; pods on Windows nodes do not start",
        source: "CILIUM; PACK",
        ..ANY
    },
];

/// The combinations that a rule reports.
pub(crate) fn refusals(name: &str) -> impl Iterator<Item = &'static Refusal> {
    REFUSALS.iter().filter(move |refusal| refusal.name == name)
}

/// Why a combination is refused; empty if it works.
pub(crate) fn verdict(combination: Combination) -> Vec<&'static Refusal> {
    REFUSALS
        .iter()
        .filter(|refusal| refusal.is_about(combination))
        .collect()
}

impl Refusal {
    pub(crate) fn is_about(&self, combination: Combination) -> bool {
        self.matches_plugin(combination.plugin)
            && self.matches_mode(combination.mode)
            && self.matches_dataplane(combination.dataplane)
            && self.matches_policy(Some(combination.policy))
            && self.matches_nodes(combination.nodes) == Some(true)
    }

    pub(crate) fn matches_plugin(&self, plugin: NetworkPlugin) -> bool {
        self.plugins.is_empty() || self.plugins.contains(&plugin)
    }

    pub(crate) fn matches_mode(&self, mode: Option<PluginMode>) -> bool {
        self.modes.is_empty() || mode.is_some_and(|mode| self.modes.contains(&mode))
    }

    pub(crate) fn matches_dataplane(&self, dataplane: Dataplane) -> bool {
        self.dataplanes.is_empty() || self.dataplanes.contains(&dataplane)
    }

    pub(crate) fn matches_policy(&self, policy: Option<NetworkPolicy>) -> bool {
        let policy = policy.unwrap_or(NetworkPolicy::None);
        self.policies.is_empty() || self.policies.contains(&policy)
    }

    /// `None` if it depends on the Windows Server, which is not known.
    pub(crate) fn matches_nodes(&self, nodes: Nodes) -> Option<bool> {
        match (self.nodes, nodes) {
            (NodesOf::Any, _) | (NodesOf::Windows, Nodes::Windows(_)) => Some(true),
            (_, Nodes::Linux) => Some(false),
            (NodesOf::Sku(sku), Nodes::Windows(Some(own))) => Some(sku == own),
            (NodesOf::Sku(_), Nodes::Windows(None)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Combination = Combination {
        plugin: NetworkPlugin::Azure,
        mode: None,
        dataplane: Dataplane::Azure,
        policy: NetworkPolicy::None,
        nodes: Nodes::Linux,
    };

    fn names(combination: Combination) -> Vec<&'static str> {
        verdict(combination)
            .into_iter()
            .map(|refusal| refusal.name)
            .collect()
    }

    /// The table of Microsoft's page on network policies, row by row.
    #[test]
    fn policies_and_plugins_are_compatible_as_documented() {
        let overlay = Some(PluginMode::Overlay);
        for (policy, dataplane) in [
            (NetworkPolicy::None, Dataplane::Azure),
            (NetworkPolicy::Azure, Dataplane::Azure),
            (NetworkPolicy::Calico, Dataplane::Azure),
            (NetworkPolicy::Cilium, Dataplane::Cilium),
            (NetworkPolicy::None, Dataplane::Cilium),
        ] {
            for mode in [None, overlay] {
                let combination = Combination {
                    policy,
                    dataplane,
                    mode,
                    ..PLAIN
                };
                assert!(names(combination).is_empty(), "{combination:?}");
            }
        }
        let on = |plugin, policy| {
            names(Combination {
                plugin,
                policy,
                ..PLAIN
            })
        };
        assert!(on(NetworkPlugin::Kubenet, NetworkPolicy::None).is_empty());
        assert!(on(NetworkPlugin::Kubenet, NetworkPolicy::Calico).is_empty());
        assert!(on(NetworkPlugin::None, NetworkPolicy::None).is_empty());
        assert_eq!(
            on(NetworkPlugin::Kubenet, NetworkPolicy::Azure),
            ["azure-policy-requires-azure-cni"]
        );
        for policy in [NetworkPolicy::Azure, NetworkPolicy::Calico] {
            assert_eq!(on(NetworkPlugin::None, policy), ["policy-requires-plugin"]);
        }
        assert_eq!(
            on(NetworkPlugin::Azure, NetworkPolicy::Cilium),
            ["cilium-dataplane-policy"]
        );
    }

    #[test]
    fn windows_is_compatible_as_documented() {
        let on = |policy, sku| {
            names(Combination {
                policy,
                nodes: Nodes::Windows(Some(sku)),
                ..PLAIN
            })
        };
        for sku in [OsSku::Windows2019, OsSku::Windows2022, OsSku::Windows2025] {
            assert!(on(NetworkPolicy::None, sku).is_empty());
            assert_eq!(on(NetworkPolicy::Azure, sku), ["azure-policy-linux-only"]);
        }
        assert!(on(NetworkPolicy::Calico, OsSku::Windows2022).is_empty());
        assert_eq!(
            on(NetworkPolicy::Calico, OsSku::Windows2025),
            ["calico-windows-version"]
        );
        let not_known = Nodes::Windows(None);
        let mut calico = refusals("calico-windows-version");
        assert_eq!(
            calico.next().map(|row| row.matches_nodes(not_known)),
            Some(None)
        );
    }
}
