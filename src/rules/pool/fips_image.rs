use crate::aks::OsSku;
use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports `enableFIPS: true` with `osSKU: Ubuntu2404`, and `enableFIPS: false` with `osSKU:
    /// Windows2025`.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool: Ubuntu 24.04 has no FIPS image, and Windows Server 2025 has only a FIPS image.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, osSKU: Ubuntu2404, enableFIPS: true}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, osSKU: AzureLinux, enableFIPS: true}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/upgrade-os-version and upgrade-windows-os (2026-07-13).
    id: "fips-image",
    severity: Error,
    facts: images,
    summary: "FIPS setting that the image does not support",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let (Some(fips), Some(sku)) = (&pool.fips, &pool.os_sku) else {
            continue;
        };
        let (Some(is_on), Some(image)) = (out.need(fips), out.need(sku)) else {
            continue;
        };
        let (message, help) = match (is_on, image) {
            (true, OsSku::Ubuntu2404) => (
                format!("Ubuntu2404 ({pool}) has no FIPS image"),
                "use osSKU: Ubuntu2204 or AzureLinux, or remove enableFIPS",
            ),
            (false, OsSku::Windows2025) => (
                format!("Windows2025 ({pool}) has only a FIPS image"),
                "write enableFIPS: true",
            ),
            _ => continue,
        };
        out.report(fips.place, message)
            .label(format!("enableFIPS is {is_on}"))
            .related(sku.place, image.name())
            .help(help);
    }
}
