use super::layers::layer_of;
use crate::aks::packs::PackLayer;
use crate::finding::Severity;
use crate::model::{Cluster, Profile, ProfilePack};
use crate::rules::Sink;
use crate::text::{all_of, any_of};

rule! {
    /// ## What it does
    /// Reports a cluster that lists packs but none for one of the layers os, k8s, cni and csi. A
    /// cluster file without packs is not reported, nor is a cluster with a pack whose layer is unknown.
    ///
    /// ## Why it is bad
    /// A cluster's infrastructure profile needs a pack of each layer; Palette does not deploy without
    /// them. For a profile of type cluster or infra (an export, Terraform) it is an error. For a
    /// cluster file it is only an info, because the missing pack may be in the profile.
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
    id: "layer-missing",
    severity: Info,
    summary: "cluster without an os, k8s, cni or csi pack",
    check: Profile(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let profiles = &cluster.profiles;
    let has_all_packs = profiles.iter().all(|profile| profile.has_packs);
    let is_of_cluster = profiles.iter().any(Profile::is_infrastructure);
    // An add-on profile has no infrastructure packs; packs that are not known may be such.
    if !has_all_packs || !profiles.is_empty() && !is_of_cluster {
        return;
    }
    let is_other = |pack: &ProfilePack, own: PackLayer| {
        let layer = pack.layer.as_ref().and_then(|layer| layer.known());
        layer.is_none_or(|layer| layer != own.name())
    };
    let mut missing = PackLayer::INFRASTRUCTURE.to_vec();
    missing.retain(|layer| cluster.packs.iter().all(|pack| is_other(pack, *layer)));
    if missing.is_empty() {
        return;
    }
    let layers: Vec<_> = cluster
        .packs
        .iter()
        .map(|pack| layer_of(pack, out))
        .collect();
    if layers.contains(&None) {
        return;
    }
    let title = &cluster.title;
    let names: Vec<_> = missing.iter().map(|layer| layer.name()).collect();
    let usual: Vec<_> = missing
        .iter()
        .filter_map(|layer| layer.packs().next())
        .collect();
    let message = format!("{title} has no pack of layer {}", any_of(&names));
    let finding = out
        .report(cluster.place, message)
        .help(format!("add {}", all_of(&usual)));
    if is_of_cluster {
        finding.severity(Severity::Error);
    }
    for (pack, layer) in cluster.packs.iter().zip(layers.into_iter().flatten()) {
        if PackLayer::is_infrastructure(layer) {
            finding.related(pack.place, layer);
        }
    }
}
