use crate::model::{Cluster, is_for_cloud};
use crate::rules::Sink;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Reports a pack of a cluster whose `cloudTypes` contain neither the cluster's cloud nor `all`. A
    /// cluster file without `cloud` is for aks. A pack without `cloudTypes` supports every cloud.
    ///
    /// ## Why it is bad
    /// Palette does not offer the pack for a profile of that cloud, and rejects a profile that contains
    /// it. Similar names are the usual cause: azure means virtual machines, not AKS.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// cloud: aks
    /// packs:
    ///   - ./demo-1.0.0
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    /// ```json demo-1.0.0/pack.json
    /// {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["azure"]}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// cloud: aks
    /// packs:
    ///   - ./demo-1.0.0
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    /// ```json demo-1.0.0/pack.json
    /// {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["azure", "aks"]}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add Custom Packs*: `cloudTypes`.
    id: "cloud-type-mismatch",
    severity: Error,
    summary: "pack that does not support the cluster's cloud",
    check: Profile(check),
}

/// The cloud of a cluster file without `cloud`: its fields are those of AKS.
const DEFAULT_CLOUD: &str = "aks";

fn check(cluster: &Cluster, out: &mut Sink) {
    let cloud = match &cluster.cloud {
        None => DEFAULT_CLOUD,
        Some(written) => match out.need(written) {
            Some(cloud) => cloud,
            None => return,
        },
    };
    for pack in &cluster.packs {
        let Some(manifest) = &pack.manifest else {
            out.unknown(pack.place, &pack.why_unknown());
            continue;
        };
        if is_for_cloud(&manifest.cloud_types, cloud) {
            continue;
        }
        let types = manifest
            .cloud_types
            .iter()
            .filter_map(|cloud| cloud.known());
        let types: Vec<_> = types.map(String::as_str).collect();
        let finding = out
            .report(
                pack.place,
                format!(
                    "{pack} supports {}, not the cluster's cloud {cloud}",
                    any_of(&types)
                ),
            )
            .label(format!("does not support {cloud}"))
            .help(format!(
                "use a pack that supports {cloud}, or add \"{cloud}\" to the cloudTypes of this \
                 one"
            ));
        if let Some(written) = &cluster.cloud {
            finding.related(written.place, "cloud of the cluster");
        }
        for own in &manifest.cloud_types {
            finding.related(own.place, "supported by the pack");
        }
    }
}
