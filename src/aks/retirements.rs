//! Which features AKS retires, and when; which Kubernetes versions each Windows Server supports. Read
//! on 2026-11-23.
//!
//! Sources: the retirement notes of learn.microsoft.com/azure/aks (windows-server-2019-retirement,
//! windows-server-2022-retirement, network-policy-manager-retirement, kubenet-retirement),
//! windows-best-practices and upgrade-windows-os there.

use super::names::OsSku;
use crate::date::Date;

/// A feature that AKS retires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// The plugin kubenet.
    Kubenet,
    /// Node pools of Windows Server 2019.
    Windows2019,
    /// Node pools of Windows Server 2022.
    Windows2022,
    /// The policy azure on Windows nodes.
    AzurePolicyOnWindows,
    /// The policy azure on Linux nodes.
    AzurePolicyOnLinux,
}

/// When a feature is retired, and what replaces it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retirement {
    pub(crate) feature: Feature,
    /// Its name in messages.
    pub(crate) name: &'static str,
    /// The first day on which it is not supported.
    pub(crate) date: Date,
    /// What to use instead.
    pub(crate) instead: &'static str,
}

/// All retirements, by date.
pub(crate) const RETIREMENTS: [Retirement; 5] = [
    Retirement {
        feature: Feature::Windows2019,
        name: "Windows Server 2019",
        date: Date::of(2026, 3, 1),
        instead: "a new pool with osSKU: Windows2022 or Windows2025",
    },
    Retirement {
        feature: Feature::AzurePolicyOnWindows,
        name: "networkPolicy: azure on Windows",
        date: Date::of(2026, 9, 30),
        instead: "networkPolicy: calico",
    },
    Retirement {
        feature: Feature::Kubenet,
        name: "kubenet",
        date: Date::of(2028, 3, 31),
        instead: "the pack cni-azure (networkPlugin: azure) with networkPluginMode: overlay",
    },
    Retirement {
        feature: Feature::Windows2022,
        name: "Windows Server 2022",
        date: Date::of(2028, 6, 30),
        instead: "a new pool with osSKU: Windows2025",
    },
    Retirement {
        feature: Feature::AzurePolicyOnLinux,
        name: "networkPolicy: azure on Linux",
        date: Date::of(2028, 9, 30),
        instead: "networkDataplane: cilium with networkPolicy: cilium, or networkPolicy: calico",
    },
];

/// The retired feature that a Windows Server is.
pub(crate) fn of_windows(sku: OsSku) -> Option<Feature> {
    match sku {
        OsSku::Windows2019 => Some(Feature::Windows2019),
        OsSku::Windows2022 => Some(Feature::Windows2022),
        _ => None,
    }
}

impl Feature {
    pub(crate) fn retirement(self) -> Option<&'static Retirement> {
        RETIREMENTS.iter().find(|entry| entry.feature == self)
    }
}

/// The Kubernetes versions that a Windows Server supports, as major and minor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WindowsVersions {
    pub(crate) sku: OsSku,
    /// The first Kubernetes version, if there is a lower bound.
    pub(crate) from: Option<(u64, u64)>,
    /// The first Kubernetes version that it does not support.
    pub(crate) until: Option<(u64, u64)>,
}

pub(crate) const WINDOWS_VERSIONS: [WindowsVersions; 3] = [
    WindowsVersions {
        sku: OsSku::Windows2019,
        from: None,
        until: Some((1, 33)),
    },
    WindowsVersions {
        sku: OsSku::Windows2022,
        from: None,
        until: Some((1, 37)),
    },
    WindowsVersions {
        sku: OsSku::Windows2025,
        from: Some((1, 32)),
        until: None,
    },
];

impl WindowsVersions {
    /// The entry of an image family; `None` for Linux.
    pub(crate) fn of(sku: OsSku) -> Option<&'static Self> {
        WINDOWS_VERSIONS.iter().find(|entry| entry.sku == sku)
    }

    pub(crate) fn supports(&self, kubernetes: (u64, u64)) -> bool {
        self.from.is_none_or(|from| kubernetes >= from)
            && self.until.is_none_or(|until| kubernetes < until)
    }

    /// The versions in words: `up to 1.32`, `from 1.32`.
    pub(crate) fn words(&self) -> String {
        let bound = |word: &str, bound: Option<(u64, u64)>| {
            bound.map(|(major, minor)| format!("{word} {major}.{minor}"))
        };
        let last = self.until.map(|(major, minor)| (major, minor - 1));
        let bounds: Vec<_> = [bound("from", self.from), bound("up to", last)]
            .into_iter()
            .flatten()
            .collect();
        bounds.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_supports_its_versions() {
        let supports =
            |sku, minor| WindowsVersions::of(sku).map(|entry| entry.supports((1, minor)));
        assert_eq!(supports(OsSku::Windows2019, 32), Some(true));
        assert_eq!(supports(OsSku::Windows2019, 33), Some(false));
        assert_eq!(supports(OsSku::Windows2022, 36), Some(true));
        assert_eq!(supports(OsSku::Windows2022, 37), Some(false));
        assert_eq!(supports(OsSku::Windows2025, 31), Some(false));
        assert_eq!(supports(OsSku::Windows2025, 40), Some(true));
        assert_eq!(supports(OsSku::Ubuntu, 34), None);
    }

    #[test]
    fn retirements_are_by_date_and_complete() {
        assert!(RETIREMENTS.is_sorted_by_key(|entry| entry.date));
        for sku in [OsSku::Windows2019, OsSku::Windows2022] {
            assert!(of_windows(sku).and_then(Feature::retirement).is_some());
        }
    }
}
