use crate::model::{Cluster, Scope, is_for_cloud};
use crate::rules::Sink;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Reports a pack of a cluster whose `cloudTypes` contain neither the cluster's cloud nor `all`. A
    /// cluster file without `cloud` is for aks. A pack without `cloudTypes` supports every cloud. Also
    /// reports a profile for another cloud than that of the cluster that uses it.
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
    summary: "pack or profile for another cloud than the cluster's",
    check: Cluster(check),
}

/// The cloud of a cluster file without `cloud`: its fields are those of AKS.
const DEFAULT_CLOUD: &str = "aks";

fn check(cluster: &Cluster, out: &mut Sink) {
    if !matches!(cluster.scope, Scope::Whole | Scope::Profile) {
        return;
    }
    let cloud = match &cluster.cloud {
        None => DEFAULT_CLOUD,
        Some(written) => match out.need(written) {
            Some(cloud) => cloud,
            None => return,
        },
    };
    check_profiles(cluster, cloud, out);
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

/// The profiles of a cluster are for its cloud, or for all.
fn check_profiles(cluster: &Cluster, cloud: &str, out: &mut Sink) {
    if cluster.scope != Scope::Whole {
        return;
    }
    let clouds = cluster
        .profiles
        .iter()
        .filter_map(|profile| profile.cloud.as_ref());
    for written in clouds {
        let Some(own) = out.need(written) else {
            continue;
        };
        if written.is_default() || is_for_cloud(std::slice::from_ref(written), cloud) {
            continue;
        }
        let finding = out
            .report(
                written.place,
                format!("the profile is for {own}, not for the cluster's cloud {cloud}"),
            )
            .label(format!("not {cloud}"))
            .help(format!("use a profile for {cloud}, or one for all clouds"));
        if let Some(written) = &cluster.cloud {
            finding.related(written.place, "the cluster");
        }
    }
}
