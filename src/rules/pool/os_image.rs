use crate::aks::OsSku;
use crate::aks::images::{IMAGES, ImageVersions};
use crate::aks::retirements::Feature;
use crate::date::Date;
use crate::model::{Cluster, Located, NodePool};
use crate::rules::Sink;
use crate::rules::network::newer_image::{has_policy_for, newer_windows};
use crate::rules::network::settings::windows_pools;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Reports a node image (`osSKU`) that does not support the cluster's Kubernetes version, and one that
    /// AKS no longer creates, such as Flatcar and the Windows Server Annual Channel. A Windows pool
    /// without `osSKU` is checked with AKS's default. The table is in
    /// [compatibility](compatibility.md#images-and-kubernetes).
    ///
    /// ## Why it is bad
    /// AKS refuses the pool, or refuses to upgrade the cluster while the pool exists.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2019, count: 2}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2025, count: 2}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks, upgrade-os-version (2026-07-13), upgrade-windows-os and the
    /// retirement notes; release notes of AKS, 2026-07-17.
    id: "os-image",
    severity: Error,
    supersedes: ["retired-feature"],
    facts: images,
    summary: "node image that AKS does not create with this Kubernetes version",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        if let Some(sku) = &pool.os_sku
            && out.need(sku).is_some()
        {
            image(cluster, pool, sku, out);
        }
    }
    for pool in out.all_known(&windows_pools(cluster)) {
        if pool.os_sku.is_none()
            && let Some(sku) = out.known(cluster.windows_sku(pool))
        {
            image(cluster, pool, &sku, out);
        }
    }
}

fn image(cluster: &Cluster, pool: &NodePool, located: &Located<OsSku>, out: &mut Sink) {
    // os-sku-mismatch reports an image of the other system.
    let of_pool = |sku: &OsSku| pool.os_type.is(&sku.os_type());
    let Some(sku) = located.known().copied().filter(of_pool) else {
        return;
    };
    let retirement = Feature::Image(sku).retirement();
    if let Some(retirement) = retirement.filter(|retirement| retirement.is_refused(out.today)) {
        let name = retirement.name;
        let newer = newer_windows(cluster, sku, out.today);
        let newer = newer.unwrap_or_else(|| retirement.instead.to_owned());
        out.report(
            located.place,
            format!("AKS no longer creates {name} ({pool})"),
        )
        .label(format!("retired on {}", retirement.date))
        .help(format!("use {newer}"))
        .data("date", retirement.date.to_string())
        .about(pool.place);
        return;
    }
    let Some(versions) = ImageVersions::of(sku) else {
        return;
    };
    let Some(minor) = out.known(cluster.kubernetes_minor()) else {
        return;
    };
    if versions.supports(minor) {
        return;
    }
    let (name, words) = (sku.name(), versions.words());
    let version = format!("{}.{}", minor.0, minor.1);
    let supported = supported(sku, minor, out.today);
    let finding = out
        .report(
            located.place,
            format!("{name} ({pool}) supports Kubernetes {words}; this cluster uses {version}"),
        )
        .label(format!("supports Kubernetes {words}"))
        .help(match supported.as_slice() {
            [] => format!(
                "no image of this operating system supports Kubernetes {version}; use another version"
            ),
            supported => {
                let fitting = supported.iter().copied();
                let fitting = fitting.filter(|sku| has_policy_for(cluster, *sku));
                let fitting: Vec<_> = fitting.map(OsSku::name).collect();
                let all: Vec<_> = supported.iter().map(|sku| sku.name()).collect();
                let (names, policy) = match fitting.is_empty() {
                    true => (all, " and networkPolicy: \"none\""),
                    false => (fitting, ""),
                };
                format!("use a new pool with osSKU: {}{policy}", any_of(&names))
            }
        })
        .about(pool.place);
    if let Some(written) = &cluster.kubernetes_version {
        finding.related(written.place, format!("Kubernetes {version}"));
    }
}

/// The images of the same system that support a Kubernetes version and are not retired.
fn supported(sku: OsSku, kubernetes: (u64, u64), today: Date) -> Vec<OsSku> {
    let is_kept = |versions: &&ImageVersions| {
        let retirement = Feature::Image(versions.sku).retirement();
        retirement.is_none_or(|retirement| today < retirement.date)
    };
    IMAGES
        .iter()
        .filter(|versions| versions.sku.os_type() == sku.os_type())
        .filter(|versions| versions.supports(kubernetes))
        .filter(is_kept)
        .map(|versions| versions.sku)
        .collect()
}
