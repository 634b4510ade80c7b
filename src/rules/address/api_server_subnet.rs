use crate::aks::limits::{API_SERVER_PREFIX, DELEGATION};
use crate::model::{Cluster, Gap, Subnet, Unknown};
use crate::plan::AddressPlan;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Checks the subnet of the API server (`apiServerSubnet`, API server VNet integration). It must be at
    /// least a /28, not used by a pool, and not delegated to a service other than AKS.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// apiServerSubnet: apiserver
    /// vnet:
    ///   subnets:
    ///     - {name: nodes, cidr: 10.240.0.0/22}
    ///     - {name: apiserver, cidr: 10.240.4.0/29}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: nodes}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// apiServerSubnet: apiserver
    /// vnet:
    ///   subnets:
    ///     - {name: nodes, cidr: 10.240.0.0/22}
    ///     - {name: apiserver, cidr: 10.240.4.0/28}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: nodes}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/api-server-vnet-integration (2026-04-15).
    id: "api-server-subnet",
    severity: Error,
    facts: limits,
    summary: "API server subnet that AKS does not accept",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let Some(named) = &cluster.features.api_server_subnet else {
        return;
    };
    let subnets = cluster.subnets_by_name();
    let at = match subnets.position(named) {
        Ok(at) => at,
        Err(Gap {
            unknown: Unknown::Invalid,
            ..
        }) if named.known().is_some() => {
            let name = named.known().map_or("", String::as_str);
            out.report(
                named.place,
                format!("apiServerSubnet '{name}' is not a listed subnet"),
            )
            .label("not listed")
            .help("add it to vnet.subnets, or correct the name");
            return;
        }
        Err(gap) => return out.gaps(&[gap]),
    };
    let subnet = &cluster.subnets()[at];
    let (nodes, pods) = (plan.placement.nodes_on(at), plan.placement.pods_on(at));
    if let Some(pool) = nodes.first().or(pods.first()) {
        out.report(
            named.place,
            format!(
                "the API server needs its own subnet; {pool} uses '{}'",
                subnet.title()
            ),
        )
        .label("also used by a pool")
        .related(pool.place, pool.to_string())
        .help("give the API server a subnet of at least a /28");
    }
    size(subnet, named.place, out);
    for delegation in subnet.azure.iter().flat_map(|azure| &azure.delegations) {
        let Some(service) = out.need(delegation) else {
            continue;
        };
        if !service.eq_ignore_ascii_case(DELEGATION) {
            out.report(
                delegation.place,
                format!("the API server's subnet is delegated to {service}"),
            )
            .label("must not belong to another service")
            .related(named.place, "the API server's subnet")
            .help(format!("delegate it to {DELEGATION}"));
        }
    }
}

fn size(subnet: &Subnet, named: crate::source::Place, out: &mut Sink) {
    let Some(cidr) = &subnet.cidr else { return };
    let Some(Ok(range)) = out.need(cidr).map(|cidr| &cidr.network) else {
        return;
    };
    if range.prefix() <= API_SERVER_PREFIX {
        return;
    }
    out.report(
        cidr.place,
        format!(
            "the API server's subnet is a /{}; it must be at least a /{API_SERVER_PREFIX}",
            range.prefix()
        ),
    )
    .label("too small")
    .related(named, "the API server's subnet")
    .help(format!("use a /{API_SERVER_PREFIX} or larger"));
}
