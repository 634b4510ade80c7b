use crate::aks::limits::DELEGATION;
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a node pool in a subnet that is delegated to a service, and a pod subnet that is delegated to
    /// a service other than AKS. packlint reads delegations from `vnet: {file: …}`.
    ///
    /// ## Why it is bad
    /// AKS answers SubnetIsDelegated. A delegated subnet can contain only resources of its service.
    ///
    /// ## Example
    /// ```json vnet.json
    /// {
    ///   "addressSpace": {"addressPrefixes": ["10.240.0.0/15"]},
    ///   "subnets": [{"name": "nodes", "addressPrefix": "10.240.0.0/22",
    ///     "delegations": [{"serviceName": "Microsoft.Web/serverFarms"}]}]
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
    ///   "subnets": [{"name": "nodes", "addressPrefix": "10.240.0.0/22", "delegations": []}]
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
    /// Support article *SubnetIsDelegated*; learn.microsoft.com/azure/aks/concepts-network-cni-overview
    /// (2026-07-10).
    id: "subnet-delegated",
    severity: Error,
    supersedes: ["pod-subnet-plugin"],
    facts: limits,
    summary: "node pool in a subnet that is delegated to a service",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    for (at, subnet) in cluster.subnets().iter().enumerate() {
        let delegations = subnet.azure.iter().flat_map(|azure| &azure.delegations);
        for delegation in delegations {
            let Some(service) = out.need(delegation) else {
                continue;
            };
            let is_of_aks = service.eq_ignore_ascii_case(DELEGATION);
            let pods = plan.placement.pods_on(at).first().filter(|_| !is_of_aks);
            let Some(pool) = plan.placement.nodes_on(at).first().or(pods) else {
                continue;
            };
            let title = subnet.title();
            out.report(
                delegation.place,
                format!("subnet '{title}' of {pool} is delegated to {service}"),
            )
            .label("AKS rejects this: SubnetIsDelegated")
            .related(pool.place, pool.to_string())
            .help("use a subnet without a delegation")
            .about(subnet.place);
        }
    }
}
