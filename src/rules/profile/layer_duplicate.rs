use super::layers::layer_of;
use crate::aks::packs::PackLayer;
use crate::model::{Cluster, ProfilePack};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports two packs of a cluster in the same infrastructure layer: os, k8s, cni or csi. A cluster
    /// can have any number of addons.
    ///
    /// ## Why it is bad
    /// A cluster's infrastructure profile has one pack per layer; Palette rejects a second one.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - {name: ubuntu-aks, version: "22.04"}
    ///   - {name: kubernetes-aks, version: "1.34"}
    ///   - {name: cni-azure, version: 1.4.0}
    ///   - {name: cni-kubenet, version: 1.0.0}
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
    id: "layer-duplicate",
    severity: Error,
    supersedes: ["network-setting-conflict"],
    summary: "two packs of the same infrastructure layer",
    check: Profile(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let mut seen: Vec<(&str, &ProfilePack)> = Vec::new();
    for pack in &cluster.packs {
        let Some(layer) = layer_of(pack, out) else {
            continue;
        };
        if !PackLayer::is_infrastructure(layer) {
            continue;
        }
        let Some((_, first)) = seen.iter().find(|(other, _)| *other == layer) else {
            seen.push((layer, pack));
            continue;
        };
        let message = format!("{first} and {pack} are both of layer {layer}");
        out.report(pack.place, message)
            .label(format!("second pack of layer {layer}"))
            .related(first.place, format!("first pack of layer {layer}"))
            .help("remove one of the two")
            // Two CNI packs also set two plugins, which is the same mistake.
            .about(first.name.place);
    }
}
