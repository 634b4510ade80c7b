use super::layers::layer_of;
use crate::aks::packs::PackLayer;
use crate::model::{Cluster, ProfilePack};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports two packs of a cluster in the same layer of the infrastructure: os, k8s, cni or csi.
    /// Of addons there can be many.
    ///
    /// ## Why it is bad
    /// A cluster's infrastructure profile has one pack of each layer; Palette refuses a second one.
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
    summary: "two packs in the same layer os, k8s, cni or csi",
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
        let message = format!("{first} and {pack} are both of the layer {layer}");
        out.report(pack.place, message)
            .label(format!("the second pack of the layer {layer}"))
            .related(first.place, format!("the first pack of the layer {layer}"))
            .help("keep one of the two")
            // Two CNI packs also set two plugins, which is the same mistake.
            .about(first.name.place);
    }
}
