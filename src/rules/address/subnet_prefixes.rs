use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::rules::Sink;
use crate::text::count;

rule! {
    /// ## What it does
    /// Reports a subnet with several IPv4 ranges that a pool uses. packlint reads the ranges from
    /// `vnet: {file: …}`.
    ///
    /// ## Why it is bad
    /// AKS answers MultipleAddressPrefixesSubnetNotSupported, although Azure itself supports such subnets.
    ///
    /// ## Example
    /// ```json vnet.json
    /// {
    ///   "addressSpace": {"addressPrefixes": ["10.240.0.0/15"]},
    ///   "subnets": [{"name": "nodes", "addressPrefixes": ["10.240.0.0/22", "10.241.0.0/22"]}]
    /// }
    /// ```
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet: {file: vnet.json}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```json vnet.json
    /// {
    ///   "addressSpace": {"addressPrefixes": ["10.240.0.0/15"]},
    ///   "subnets": [{"name": "nodes", "addressPrefix": "10.240.0.0/21"}]
    /// }
    /// ```
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet: {file: vnet.json}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// The AKS service's error codes (Go package `apierror`); MicrosoftDocs/azure-docs#26179.
    id: "subnet-prefixes",
    severity: Error,
    facts: limits,
    summary: "node pool in a subnet with several ranges",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    for (at, subnet) in cluster.subnets().iter().enumerate() {
        let (nodes, pods) = (plan.placement.nodes_on(at), plan.placement.pods_on(at));
        let Some(pool) = nodes.first().or(pods.first()) else {
            continue;
        };
        let ranges = subnet.azure.iter().flat_map(|azure| &azure.prefixes);
        let is_ipv4 = |text: &String| !text.contains(':');
        let ranges: Vec<_> = ranges
            .filter(|range| range.known().is_some_and(is_ipv4))
            .collect();
        let [_, second, ..] = ranges.as_slice() else {
            continue;
        };
        let title = subnet.title();
        let number = count(ranges.len() as u64, "range");
        out.report(
            second.place,
            format!("subnet '{title}' of {pool} has {number}; AKS supports one"),
        )
        .label("AKS rejects this: MultipleAddressPrefixesSubnetNotSupported")
        .related(pool.place, pool.to_string())
        .help("use a subnet with a single range");
    }
}
