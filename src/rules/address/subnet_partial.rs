use crate::model::Cluster;
use crate::plan::MAX_POOLS_SHOWN;
use crate::rules::Sink;
use crate::text::count;

rule! {
    /// ## What it does
    /// Reports pools that name no subnet although other pools do and more than one subnet is listed.
    ///
    /// ## Why it is bad
    /// It is unclear where these nodes go. Once one pool has a subnet, AKS requires one for every pool,
    /// and packlint cannot check the addresses of these pools. Name a subnet in every pool.
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
    /// Azure's validator of agent pools (acs-engine, agentPoolOnlyApi v20180331): if one pool has
    /// a subnet, all must have one.
    id: "subnet-partial",
    severity: Warning,
    summary: "pool without a subnet while other pools name one",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let (with, without): (Vec<_>, Vec<_>) =
        cluster.pools.iter().partition(|pool| pool.subnet.is_some());
    let (Some(with), Some(first)) = (with.first(), without.first()) else {
        return;
    };
    if cluster.subnets().len() < 2 {
        return;
    }
    let who = match without.len() {
        1 => format!("{first} names"),
        all => format!("{first} and {} name", count(all as u64 - 1, "other pool")),
    };
    let finding = out
        .report(
            first.place,
            format!(
                "{who} no subnet, but {with} does; {} subnets are listed",
                cluster.subnets().len()
            ),
        )
        .label("which subnet?")
        .data("pools", without.len());
    for pool in without.iter().skip(1).take(MAX_POOLS_SHOWN) {
        finding.related(pool.place, "which subnet?");
    }
    if let Some(named) = &with.subnet {
        finding.related(named.place, format!("subnet of {with}"));
    }
    finding.help("add a subnet to every pool");
}
