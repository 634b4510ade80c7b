use super::{INFRASTRUCTURE, layer_of, with_packs};
use crate::finding::{Severity, Sink};
use crate::model::Profile;
use crate::rules::Context;
use crate::text::{all_of, any_of};

rule! {
    /// ## What it does
    /// Reports a cluster that lists packs, and none for one of the layers os, k8s, cni and csi. A
    /// cluster file that lists no packs is left alone, and where the layer of a pack is not known,
    /// nothing is said.
    ///
    /// ## Why it is bad
    /// A cluster's infrastructure profile needs a pack of each layer: Palette does not deploy
    /// without. For a profile of type cluster or infra (an export, Terraform) it is an error. In a
    /// cluster file it is a note only, since what it leaves out may well be in the profile.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - {name: kubernetes-aks, version: "1.34"}
    ///   - {name: cni-azure, version: 1.4.0}
    ///   - {name: csi-azure, version: 1.33.7}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - {name: ubuntu-aks, version: "22.04"}
    ///   - {name: kubernetes-aks, version: "1.34"}
    ///   - {name: cni-azure, version: 1.4.0}
    ///   - {name: csi-azure, version: 1.33.7}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Cluster Profiles*: the layers of an infrastructure profile.
    LayerMissing {
        id: "layer-missing",
        group: Profile,
        severity: Info,
        fix: None,
        supersedes: [],
        summary: "no pack for os, k8s, cni or csi",
    }
}

/// The packs of AKS for the layers.
const PACKS_OF_AKS: [(&str, &str); 4] = [
    ("os", "ubuntu-aks"),
    ("k8s", "kubernetes-aks"),
    ("cni", "cni-azure"),
    ("csi", "csi-azure"),
];

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = with_packs(cx) else {
        return;
    };
    let profiles = &cluster.profiles;
    let has_all_packs = profiles.iter().all(|profile| profile.has_packs);
    let is_infrastructure = profiles.iter().any(Profile::is_infrastructure);
    // An add-on profile brings no infrastructure, and what is not known may.
    if !has_all_packs || !profiles.is_empty() && !is_infrastructure {
        return;
    }
    let mut missing = INFRASTRUCTURE.to_vec();
    for pack in &cluster.layers {
        let layer = pack.layer.as_ref().and_then(|layer| layer.known());
        missing.retain(|name| layer.is_none_or(|layer| layer != name));
    }
    if missing.is_empty() {
        return;
    }
    let mut is_known = true;
    for pack in &cluster.layers {
        is_known &= layer_of(pack, &META, sink).is_some();
    }
    if !is_known {
        return;
    }
    let packs: Vec<_> = PACKS_OF_AKS
        .iter()
        .filter(|(layer, _)| missing.contains(layer))
        .map(|(_, pack)| *pack)
        .collect();
    let mut finding = META
        .finding(
            cluster.place,
            format!(
                "no pack of {} is of the layer {}",
                cluster.title,
                any_of(&missing)
            ),
        )
        .help(format!("on AKS that is {}", all_of(&packs)));
    if is_infrastructure {
        finding.severity = Severity::Error;
    }
    for pack in &cluster.layers {
        let layer = pack.layer.as_ref().and_then(|layer| layer.known());
        if let Some(layer) = layer.filter(|layer| INFRASTRUCTURE.contains(&layer.as_str())) {
            finding = finding.related(pack.place, layer.as_str());
        }
    }
    sink.emit(finding);
}
