//! Which features AKS retires, and when.
//!
//! Sources: the retirement notes of learn.microsoft.com/azure/aks (`includes/*-retirement`), and the release
//! notes of AKS. NOTES followed by a date is such a release.

use super::names::OsSku;
use crate::date::Date;

/// When the table was last compared with its sources.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

/// A retired feature that a plan can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// The plugin kubenet.
    Kubenet,
    /// Node pools with an image.
    Image(OsSku),
    /// The policy azure on Windows nodes.
    AzurePolicyOnWindows,
    /// The policy azure on Linux nodes.
    AzurePolicyOnLinux,
    /// No plan shows it.
    Other,
}

/// When a feature is retired, and what replaces it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retirement {
    pub(crate) feature: Feature,
    /// Its name in messages.
    pub(crate) name: &'static str,
    /// The first day on which it is not supported.
    pub(crate) date: Date,
    /// The first day on which AKS refuses to create it, if that is announced.
    pub(crate) refused: Option<Date>,
    /// What to use instead.
    pub(crate) instead: &'static str,
    pub(crate) source: &'static str,
}

/// All retirements, by date.
pub(crate) const RETIREMENTS: &[Retirement] = &[
    Retirement {
        feature: Feature::Other,
        name: "the Basic Load Balancer",
        date: Date::of(2025, 9, 30),
        refused: Some(Date::of(2025, 3, 31)),
        instead: "the Standard Load Balancer",
        source: "NOTES 2025-03-16, 2026-01-04",
    },
    Retirement {
        feature: Feature::Other,
        name: "availability sets",
        date: Date::of(2025, 9, 30),
        refused: None,
        instead: "Virtual Machines node pools; AKS migrates clusters from 2026-09-30",
        source: "availability-sets-retirement; NOTES 2026-09-04",
    },
    Retirement {
        feature: Feature::Image(OsSku::CblMariner),
        name: "Azure Linux 2.0",
        date: Date::of(2025, 11, 30),
        refused: Some(Date::of(2026, 3, 31)),
        instead: "osSKU: AzureLinux",
        source: "NOTES 2025-11-14: images removed on 2026-03-31",
    },
    Retirement {
        feature: Feature::Image(OsSku::Mariner),
        name: "Azure Linux 2.0 (by its former name Mariner)",
        date: Date::of(2025, 11, 30),
        refused: Some(Date::of(2026, 3, 31)),
        instead: "osSKU: AzureLinux",
        source: "NOTES 2025-11-14: images removed on 2026-03-31",
    },
    Retirement {
        feature: Feature::Image(OsSku::Windows2019),
        name: "Windows Server 2019",
        date: Date::of(2026, 3, 1),
        refused: Some(Date::of(2027, 4, 1)),
        instead: "a new pool with osSKU: Windows2025",
        source: "windows-server-2019-retirement: images removed on 2027-04-01",
    },
    Retirement {
        feature: Feature::Other,
        name: "default outbound access (VNets that AKS manages)",
        date: Date::of(2026, 3, 31),
        refused: None,
        instead: "an explicit outbound method",
        source: "vm-default-outbound-access-retirement",
    },
    Retirement {
        feature: Feature::Image(OsSku::WindowsAnnual),
        name: "Windows Server Annual Channel",
        date: Date::of(2026, 5, 15),
        refused: Some(Date::of(2026, 7, 17)),
        instead: "a new pool with osSKU: Windows2025",
        source: "NOTES 2026-07-17: creation refused",
    },
    Retirement {
        feature: Feature::Image(OsSku::Flatcar),
        name: "Flatcar Container Linux",
        date: Date::of(2026, 6, 8),
        refused: Some(Date::of(2026, 7, 17)),
        instead: "osSKU: AzureContainerLinux",
        source: "NOTES 2026-07-17: creation refused",
    },
    Retirement {
        feature: Feature::AzurePolicyOnWindows,
        name: "networkPolicy: azure on Windows",
        date: Date::of(2026, 9, 30),
        refused: None,
        instead: "networkPolicy: calico",
        source: "azure-network-policy-manager-windows-retirement",
    },
    Retirement {
        feature: Feature::Other,
        name: "ingress-nginx of the application routing add-on",
        date: Date::of(2026, 11, 30),
        refused: None,
        instead: "the Gateway API",
        source: "ingress-nginx-retirement",
    },
    Retirement {
        feature: Feature::Image(OsSku::AzureLinuxOsGuard),
        name: "Azure Linux with OS Guard (preview)",
        date: Date::of(2026, 12, 10),
        refused: Some(Date::of(2026, 12, 10)),
        instead: "osSKU: AzureContainerLinux",
        source: "NOTES 2026-09-04",
    },
    Retirement {
        feature: Feature::Other,
        name: "Ubuntu 20.04",
        date: Date::of(2027, 3, 17),
        refused: None,
        instead: "a newer Kubernetes version with osSKU: Ubuntu",
        source: "NOTES 2025-04-06",
    },
    Retirement {
        feature: Feature::Image(OsSku::Ubuntu2204),
        name: "Ubuntu 22.04",
        date: Date::of(2027, 6, 30),
        refused: Some(Date::of(2028, 4, 30)),
        instead: "osSKU: Ubuntu",
        source: "ubuntu-22-04-retirement: images removed on 2028-04-30",
    },
    Retirement {
        feature: Feature::Other,
        name: "the Open Service Mesh add-on",
        date: Date::of(2027, 9, 30),
        refused: None,
        instead: "the Istio add-on",
        source: "open-service-mesh-retirement",
    },
    Retirement {
        feature: Feature::Kubenet,
        name: "kubenet",
        date: Date::of(2028, 3, 31),
        refused: None,
        instead: "the pack cni-azure (networkPlugin: azure) with networkPluginMode: overlay",
        source: "kubenet-retirement",
    },
    Retirement {
        feature: Feature::Image(OsSku::Windows2022),
        name: "Windows Server 2022",
        date: Date::of(2028, 6, 30),
        refused: Some(Date::of(2028, 6, 30)),
        instead: "a new pool with osSKU: Windows2025",
        source: "windows-server-2022-retirement; NOTES 2026-06-19: no new pools; images removed on \
                 2029-06-30",
    },
    Retirement {
        feature: Feature::AzurePolicyOnLinux,
        name: "networkPolicy: azure on Linux",
        date: Date::of(2028, 9, 30),
        refused: None,
        instead: "networkDataplane: cilium with networkPolicy: cilium, or networkPolicy: calico",
        source: "network-policy-manager-retirement",
    },
];

impl Feature {
    pub(crate) fn retirement(self) -> Option<&'static Retirement> {
        RETIREMENTS.iter().find(|entry| entry.feature == self)
    }
}

impl Retirement {
    /// Whether AKS refuses to create it on a day.
    pub(crate) fn is_refused(&self, today: Date) -> bool {
        self.refused.is_some_and(|refused| today >= refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retirements_are_by_date_and_each_feature_once() {
        assert!(RETIREMENTS.is_sorted_by_key(|entry| entry.date));
        for entry in RETIREMENTS {
            if entry.feature != Feature::Other {
                let found = entry.feature.retirement().map(|found| found.name);
                assert_eq!(found, Some(entry.name));
            }
        }
    }
}
