use super::with_packs;
use crate::finding::Sink;
use crate::model::is_for_cloud;
use crate::rules::Context;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Reports a pack of a cluster whose `cloudTypes` have neither the cluster's cloud nor `all`. A
    /// cluster file that does not say its cloud is for aks. A pack without `cloudTypes` passes.
    ///
    /// ## Why it is bad
    /// Palette does not offer the pack for a profile of that cloud, and refuses the profile that has
    /// it. Clouds with like names are the common slip: azure means virtual machines, not AKS.
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
    CloudTypeMismatch {
        id: "cloud-type-mismatch",
        group: Profile,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a pack that is not for the cluster's cloud",
    }
}

/// The cloud of a cluster file that does not say one: its fields are AKS's own.
const DEFAULT_CLOUD: &str = "aks";

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = with_packs(cx) else {
        return;
    };
    let (cloud, place) = match &cluster.cloud {
        None => (DEFAULT_CLOUD, None),
        Some(written) => match &written.value {
            Ok(cloud) => (cloud.as_str(), Some(written.place)),
            Err(unknown) => return sink.unresolved(META.id, written.place, unknown),
        },
    };
    for pack in &cluster.layers {
        let Some(manifest) = &pack.manifest else {
            sink.unresolved(META.id, pack.place, &pack.why_not_said());
            continue;
        };
        let types: Vec<_> = manifest
            .cloud_types
            .iter()
            .filter_map(|cloud| cloud.known().map(String::as_str))
            .collect();
        if is_for_cloud(&manifest.cloud_types, cloud) {
            continue;
        }
        let mut finding = META
            .finding(
                pack.place,
                format!(
                    "{} is for {}, not for the cluster's cloud {cloud}",
                    pack.title(),
                    any_of(&types)
                ),
            )
            .label(format!("not for {cloud}"))
            .help(format!(
                "use the pack of this kind that is for {cloud}, or add \"{cloud}\" to its cloudTypes"
            ));
        if let Some(place) = place {
            finding = finding.related(place, "the cluster's cloud");
        }
        for own in &manifest.cloud_types {
            finding = finding.related(own.place, "what the pack is for");
        }
        sink.emit(finding);
    }
}
