use super::settings::windows_pools;
use crate::aks::retirements::{Feature, WINDOWS_VERSIONS, WindowsVersions, of_windows};
use crate::date::Date;
use crate::model::{Cluster, Unknown};
use crate::rules::Sink;
use crate::text::any_of;
use crate::version::Version;

rule! {
    /// ## What it does
    /// Checks the `osSKU` of a Windows pool against the cluster's Kubernetes version. Windows Server
    /// 2019 supports Kubernetes up to 1.32, 2022 up to 1.36, and 2025 from 1.32.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool, or refuses to upgrade the cluster while the pool exists. The Windows
    /// Server version of a pool cannot be changed: create a new pool and drain the old one.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.34"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2019, count: 2}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.34"
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2025, count: 2}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks, upgrade-windows-os and the retirement notes of Windows Server
    /// 2019 and 2022.
    id: "windows-version",
    severity: Error,
    supersedes: ["retired-feature"],
    summary: "Windows Server that does not support the Kubernetes version",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in out.all_known(&windows_pools(cluster)) {
        let Some(sku) = out.known(pool.windows_sku()) else {
            continue;
        };
        let Some(versions) = WindowsVersions::of(sku) else {
            continue;
        };
        let not_given = Unknown::NotGiven {
            what: "the Kubernetes version",
            flag: None,
        };
        let Some(written) = &cluster.kubernetes_version else {
            out.unknown(cluster.place, &not_given);
            continue;
        };
        let Some(text) = out.need(written) else {
            continue;
        };
        let Some(minor) = Version::parse(text).and_then(|version| version.minor()) else {
            out.unknown(written.place, &not_given);
            continue;
        };
        if versions.supports(minor) {
            continue;
        }
        let place = pool.os_sku.as_ref().map_or(pool.place, |sku| sku.place);
        let supported = supported(minor, out.today);
        out.report(
            place,
            format!(
                "{} ({pool}) supports Kubernetes {}; this cluster uses {text}",
                sku.name(),
                versions.words()
            ),
        )
        .label(format!("does not support {text}"))
        .related(written.place, "Kubernetes version of the cluster")
        .help(match supported.as_slice() {
            [] => "use another Kubernetes version; no Windows Server on AKS supports this one"
                .to_owned(),
            supported => format!("create a new pool with osSKU: {}", any_of(supported)),
        })
        .about(pool.place);
    }
}

/// The Windows Server images that support a Kubernetes version and are not retired.
fn supported(kubernetes: (u64, u64), today: Date) -> Vec<&'static str> {
    let is_supported = |versions: &&WindowsVersions| {
        let retirement = of_windows(versions.sku).and_then(Feature::retirement);
        retirement.is_none_or(|retirement| today < retirement.date)
    };
    WINDOWS_VERSIONS
        .iter()
        .filter(|versions| versions.supports(kubernetes))
        .filter(is_supported)
        .map(|versions| versions.sku.name())
        .collect()
}
