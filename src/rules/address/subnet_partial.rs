use crate::model::Cluster;
use crate::plan::MAX_POOLS_SHOWN;
use crate::rules::Sink;
use crate::text::count;

rule! {
    /// ## What it does
    /// Reports pools without a subnet in a cluster in which other pools name one. In a cluster file with
    /// a single subnet, that one applies to all pools.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool: "Cannot use a custom subnet because agent pool ... is using a managed
    /// subnet". Name a subnet on every pool.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: system, cidr: 10.240.0.0/24}
    ///     - {name: workers, cidr: 10.240.4.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: system}
    ///   - {name: workers, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: system, cidr: 10.240.0.0/24}
    ///     - {name: workers, cidr: 10.240.4.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: system}
    ///   - {name: workers, count: 3, subnet: workers}
    /// ```
    ///
    /// ## Source
    /// Azure/AKS#2927 and MicrosoftDocs/azure-docs#116169, which quote the service's answer.
    id: "subnet-partial",
    severity: Error,
    facts: limits,
    summary: "some node pools have a subnet and others do not",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let (with, without): (Vec<_>, Vec<_>) =
        cluster.pools.iter().partition(|pool| pool.subnet.is_some());
    let (Some(with), Some(first)) = (with.first(), without.first()) else {
        return;
    };
    let listed = cluster.subnets().len();
    if listed == 1 {
        return;
    }
    let who = match without.len() {
        1 => format!("{first} names"),
        all => format!("{first} and {} name", count(all as u64 - 1, "other pool")),
    };
    let finding = out
        .report(first.place, format!("{who} no subnet, while {with} does"))
        .label("no subnet")
        .data("subnets", listed)
        .data("pools", without.len());
    for pool in without.iter().skip(1).take(MAX_POOLS_SHOWN) {
        finding.related(pool.place, "no subnet");
    }
    if let Some(named) = &with.subnet {
        finding.related(named.place, format!("subnet of {with}"));
    }
    finding.help("add a subnet to every pool");
}
