use crate::aks::limits::ZONES;
use crate::model::Cluster;
use crate::rules::Sink;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Reports an availability zone other than 1, 2 and 3.
    ///
    /// ## Why it is bad
    /// Azure regions have at most these zones. AKS answers AvailabilityZoneNotSupported.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, availabilityZones: ["1", "4"]}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, availabilityZones: ["1", "3"]}
    /// ```
    ///
    /// ## Source
    /// Support article *AvailabilityZoneNotSupported* (2025-05-26).
    id: "availability-zone",
    severity: Error,
    facts: limits,
    summary: "availability zone that no region has",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        for zone in &pool.zones {
            let Some(text) = out
                .need(zone)
                .filter(|text| !ZONES.contains(&text.as_str()))
            else {
                continue;
            };
            out.report(
                zone.place,
                format!("zone '{text}' of {pool} does not exist"),
            )
            .label(format!("must be {}", any_of(&ZONES)))
            .help("use zones in which the region offers this machine size");
        }
    }
}
