//! Palette's packs for AKS, and the words that packs use about each other.

use super::NetworkPlugin;
use super::names::names;

names! {
    /// The layer of a profile that a pack is for.
    pub(crate) PackLayer {
        Kernel = "kernel",
        Os = "os",
        Kubernetes = "k8s",
        Cni = "cni",
        Csi = "csi",
        Addon = "addon",
    }
}

names! {
    /// How a pack depends on another one.
    pub(crate) DependencyKind {
        /// The other one must be in the profile, with a version in the range.
        Required = "required",
        /// If the other one is in the profile, its version must be in the range.
        Optional = "optional",
        /// The other one must not be in the profile with a version in the range.
        NotSupported = "notSupported",
        /// How one version follows another; says nothing about a profile.
        Upgrade = "upgrade",
    }
}

/// The pack of the Kubernetes layer.
pub(crate) const KUBERNETES_PACK: &str = "kubernetes-aks";
/// The first version of it that reads the pod range and the service range. Source: Palette's release
/// notes of 2025, "Kubernetes (AKS) version 1.34 now supports the configuration of pod CIDR and service
/// ClusterIP ranges"; 2026-11-25.
pub(crate) const RANGES_SINCE: (u64, u64) = (1, 34);
const CNI_AZURE: &str = "cni-azure";
const CNI_KUBENET: &str = "cni-kubenet";

/// The packs of an infrastructure profile, the usual one of a layer first.
const PACKS: [(PackLayer, &str); 5] = [
    (PackLayer::Os, "ubuntu-aks"),
    (PackLayer::Kubernetes, KUBERNETES_PACK),
    (PackLayer::Cni, CNI_AZURE),
    (PackLayer::Cni, CNI_KUBENET),
    (PackLayer::Csi, "csi-azure"),
];

impl PackLayer {
    /// The layers of an infrastructure profile, which has one pack of each, in their order.
    pub(crate) const INFRASTRUCTURE: [PackLayer; 4] = [
        PackLayer::Os,
        PackLayer::Kubernetes,
        PackLayer::Cni,
        PackLayer::Csi,
    ];

    /// The layer of a pack of an infrastructure profile on AKS.
    pub(crate) fn of_pack(name: &str) -> Option<Self> {
        let (layer, _) = PACKS.iter().find(|(_, known)| *known == name)?;
        Some(*layer)
    }

    /// The layer's packs on AKS, the usual one first.
    pub(crate) fn packs(self) -> impl Iterator<Item = &'static str> {
        let packs = PACKS.iter().filter(move |(layer, _)| *layer == self);
        packs.map(|(_, name)| *name)
    }

    /// Whether a name is that of a layer of an infrastructure profile.
    pub(crate) fn is_infrastructure(name: &str) -> bool {
        PackLayer::parse(name).is_some_and(|layer| PackLayer::INFRASTRUCTURE.contains(&layer))
    }
}

/// Whether a pack's values can have settings of the network.
pub(crate) fn is_network_pack(name: &str) -> bool {
    matches!(
        PackLayer::of_pack(name),
        Some(PackLayer::Cni | PackLayer::Kubernetes)
    )
}

/// Whether a pack brings Kubernetes to another cloud than AKS.
pub(crate) fn is_other_kubernetes(name: &str, layer: Option<&str>) -> bool {
    let is_known =
        name == "kubernetes" || name.starts_with("kubernetes-") || name.starts_with("edge-k");
    let is_kubernetes = match layer {
        Some(layer) => layer == PackLayer::Kubernetes.name(),
        None => is_known || name == "edge-rke2",
    };
    is_kubernetes && name != KUBERNETES_PACK
}

impl NetworkPlugin {
    /// The names of the CNI packs.
    pub const PACKS: &'static [&'static str] = &[CNI_AZURE, CNI_KUBENET];

    /// The plugin of a CNI pack, which is chosen instead of writing `networkPlugin`.
    pub fn of_pack(name: &str) -> Option<Self> {
        match name {
            CNI_AZURE => Some(NetworkPlugin::Azure),
            CNI_KUBENET => Some(NetworkPlugin::Kubenet),
            _ => None,
        }
    }
}
