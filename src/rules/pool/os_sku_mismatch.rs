use crate::finding::Applicability;
use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports an `osSKU` that belongs to a different operating system than `osType`, for example
    /// Windows2022 on a pool that is Linux by default.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool. If `osType: Windows` was merely forgotten, all other rules treat the pool
    /// as Linux too.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osSKU: Windows2025, count: 2}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win, osType: Windows, osSKU: Windows2025, count: 2}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/windows-best-practices, upgrade-windows-os and upgrade-os-version
    /// (2026-07-13): the images whose name starts with Windows are for Windows pools.
    id: "os-sku-mismatch",
    severity: Error,
    fix: Sometimes,
    summary: "osSKU of a different operating system than osType",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let Some(os_sku) = &pool.os_sku else { continue };
        let (Some(sku), Some(os_type)) = (out.need(os_sku), out.need(&pool.os_type)) else {
            continue;
        };
        let of = sku.os_type();
        if of == *os_type {
            continue;
        }
        let (is, default) = (os_type.name(), pool.os_type.default_mark());
        out.report(
            os_sku.place,
            format!(
                "{pool} uses the {} image {} but is {is}{default}",
                of.name(),
                sku.name()
            ),
        )
        .label(format!("image for {} pools", of.name()))
        .related(pool.os_type.place, format!("osType is {is}{default}"))
        .help(format!(
            "set the pool's OS type to {}, or choose an image for {is}; packlint checked the pool \
             as {is}",
            of.name()
        ))
        .replace(Applicability::Unsafe, &pool.os_type, is, of.name())
        .about(pool.place);
    }
}
