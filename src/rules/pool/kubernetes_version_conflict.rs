use crate::model::{Cluster, Located};
use crate::rules::Sink;
use crate::version::Version;

rule! {
    /// ## What it does
    /// Reports a cluster file whose `kubernetesVersion` differs from the version of its pack
    /// kubernetes-aks. A version of two parts equals every version that starts with it.
    ///
    /// ## Why it is bad
    /// Palette deploys the pack's version, but packlint checks images and features with the version in the
    /// cluster file.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// packs:
    ///   - {name: kubernetes-aks, version: 1.34.2}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - {name: kubernetes-aks, version: 1.34.2}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Kubernetes* layer: the pack's version is the cluster's version.
    id: "kubernetes-version-conflict",
    severity: Error,
    summary: "kubernetesVersion differs from the Kubernetes pack's version",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let pack = cluster
        .kubernetes_pack()
        .and_then(|pack| pack.version.as_ref());
    let (Some(own), Some(pack)) = (&cluster.kubernetes_version, pack) else {
        return;
    };
    let version = |text: &Located<String>| Version::parse(text.known()?);
    let (Some(of_cluster), Some(of_pack)) = (version(own), version(pack)) else {
        return;
    };
    if of_cluster.compare(&of_pack).is_eq() {
        return;
    }
    let text = |written: &Located<String>| written.known().cloned().unwrap_or_default();
    let (own_text, pack_text) = (text(own), text(pack));
    out.report(
        own.place,
        format!("kubernetesVersion is {own_text}, but the Kubernetes pack is {pack_text}"),
    )
    .label(format!("Kubernetes {own_text}"))
    .related(pack.place, format!("Palette deploys {pack_text}"))
    .help("remove kubernetesVersion, or use the Kubernetes pack of this version");
}
