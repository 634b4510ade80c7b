//! The layers of a profile.

use crate::model::Layer;
use crate::rules::Sink;

/// The layers of an infrastructure profile, each with its pack on AKS.
pub(super) const INFRASTRUCTURE: [(&str, &str); 4] = [
    ("os", "ubuntu-aks"),
    ("k8s", "kubernetes-aks"),
    ("cni", "cni-azure"),
    ("csi", "csi-azure"),
];

/// Whether a layer is one of an infrastructure profile.
pub(super) fn is_infrastructure(layer: &str) -> bool {
    INFRASTRUCTURE.iter().any(|(own, _)| *own == layer)
}

/// The layer that a pack is in; records where its pack.json is not available.
pub(super) fn layer_of<'m>(pack: &'m Layer, out: &mut Sink) -> Option<&'m str> {
    let Some(layer) = &pack.layer else {
        out.unknown(pack.place, &pack.why_not_said());
        return None;
    };
    layer.known().map(String::as_str)
}
