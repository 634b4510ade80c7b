//! The images of nodes (`osSKU`), and the Kubernetes versions that each supports.
//!
//! Sources, on learn.microsoft.com/azure/aks: upgrade-os-version (2026-07-13), windows-best-practices,
//! upgrade-windows-os, and the retirement notes of Windows Server 2019 and 2022; the release notes of
//! AKS of 2026-05-29 (Azure Container Linux) and 2026-07-17 (default Windows image).

use super::names::OsSku;
use crate::date::Date;

/// When the tables of this file were last compared with their sources.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

/// The Kubernetes versions that an image supports, as major and minor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ImageVersions {
    pub(crate) sku: OsSku,
    /// The first Kubernetes version, if there is a lower bound.
    pub(crate) from: Option<(u64, u64)>,
    /// The first Kubernetes version that it does not support.
    pub(crate) until: Option<(u64, u64)>,
}

const fn image(sku: OsSku, from: Option<u64>, last: Option<u64>) -> ImageVersions {
    ImageVersions {
        sku,
        from: match from {
            Some(minor) => Some((1, minor)),
            None => None,
        },
        until: match last {
            Some(minor) => Some((1, minor + 1)),
            None => None,
        },
    }
}

/// Images with bounds: the first and the last minor version of Kubernetes 1 that they support.
/// `Ubuntu` and `AzureLinux` are whichever version fits.
pub(crate) const IMAGES: [ImageVersions; 8] = [
    image(OsSku::Ubuntu2204, Some(25), Some(36)),
    image(OsSku::Ubuntu2404, Some(32), Some(38)),
    image(OsSku::AzureLinux3, Some(28), Some(36)),
    image(OsSku::AzureContainerLinux, Some(34), None),
    image(OsSku::AzureLinuxOsGuard, Some(32), None),
    image(OsSku::Windows2019, None, Some(32)),
    image(OsSku::Windows2022, None, Some(36)),
    image(OsSku::Windows2025, Some(32), None),
];

/// The image of a Windows pool without `osSKU`. For 1.36 the sources disagree (2022 in the release
/// notes, 2025 in the documentation), so it is not known.
pub(crate) fn default_windows(kubernetes: (u64, u64)) -> Option<OsSku> {
    match kubernetes {
        (1, 25..=35) => Some(OsSku::Windows2022),
        (1, 37..) => Some(OsSku::Windows2025),
        _ => None,
    }
}

impl ImageVersions {
    /// The entry of an image; `None` if it has no bounds.
    pub(crate) fn of(sku: OsSku) -> Option<&'static Self> {
        IMAGES.iter().find(|entry| entry.sku == sku)
    }

    pub(crate) fn supports(&self, kubernetes: (u64, u64)) -> bool {
        self.from.is_none_or(|from| kubernetes >= from)
            && self.until.is_none_or(|until| kubernetes < until)
    }

    /// The versions in words: `up to 1.32`, `1.32 and later`, `1.25 to 1.36`.
    pub(crate) fn words(&self) -> String {
        let last = self
            .until
            .map(|(major, minor)| (major, minor.saturating_sub(1)));
        match (self.from, last) {
            (Some((major, from)), Some((_, last))) => format!("{major}.{from} to {major}.{last}"),
            (Some((major, from)), None) => format!("{major}.{from} and later"),
            (None, Some((major, last))) => format!("up to {major}.{last}"),
            (None, None) => "all versions".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_support_their_versions() {
        let supports = |sku, minor| ImageVersions::of(sku).map(|entry| entry.supports((1, minor)));
        for (sku, supported, others) in [
            (OsSku::Windows2019, vec![25, 32], vec![33]),
            (OsSku::Windows2022, vec![25, 36], vec![37]),
            (OsSku::Windows2025, vec![32, 40], vec![31]),
            (OsSku::Ubuntu2204, vec![25, 36], vec![24, 37]),
            (OsSku::Ubuntu2404, vec![32, 38], vec![31, 39]),
            (OsSku::AzureLinux3, vec![28, 36], vec![27, 37]),
            (OsSku::AzureContainerLinux, vec![34, 40], vec![33]),
        ] {
            for minor in supported {
                assert_eq!(supports(sku, minor), Some(true), "{sku:?} {minor}");
            }
            for minor in others {
                assert_eq!(supports(sku, minor), Some(false), "{sku:?} {minor}");
            }
        }
        assert_eq!(supports(OsSku::Ubuntu, 34), None);
    }

    #[test]
    fn the_default_windows_image_supports_its_version() {
        for minor in 25..50 {
            if let Some(sku) = default_windows((1, minor)) {
                assert!(ImageVersions::of(sku).is_some_and(|entry| entry.supports((1, minor))));
            }
        }
        assert_eq!(default_windows((1, 36)), None);
    }
}
