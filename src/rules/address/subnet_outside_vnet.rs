use crate::aks::cidr::Networks;
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::plan::ranges::KnownRange;
use crate::rules::Sink;
use crate::text::all_of_many;

rule! {
    /// ## What it does
    /// Reports a subnet that is not completely within one of the VNet's ranges.
    ///
    /// ## Why it is bad
    /// Azure rejects the subnet with NetcfgSubnetRangeOutsideVnet, so no pool can use it. Correct the
    /// subnet's range, or add a range to the VNet.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   addressSpace: [10.240.0.0/16]
    ///   subnets:
    ///     - {name: workers, cidr: 10.241.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   addressSpace: [10.240.0.0/16]
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Azure Resource Manager: "its IP address range is outside the IP address range of virtual
    /// network"; Cluster API provider Azure checks the same.
    id: "subnet-outside-vnet",
    severity: Error,
    facts: limits,
    summary: "subnet outside the ranges of the VNet",
    check: Addresses(check),
}

fn check(_: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let subnets = out.all_known(&plan.ranges.subnets);
    let vnet = &plan.ranges.vnet.known;
    let networks = Networks::new(vnet.iter().map(|range| range.network));
    let is_outside = |subnet: &&KnownRange<'_>| !networks.covers(subnet.network);
    let outside: Vec<_> = subnets.iter().filter(is_outside).collect();
    // A range of the VNet that is not known may contain them.
    if !plan.ranges.vnet.gaps.is_empty() {
        if !outside.is_empty() {
            out.gaps(&plan.ranges.vnet.gaps);
        }
        return;
    }
    let titles: Vec<_> = vnet.iter().map(|range| range.network.to_string()).collect();
    let titles = all_of_many(&titles);
    for subnet in outside {
        let how = match networks.overlap(subnet.network) {
            true => "is larger than",
            false => "is outside",
        };
        let message = format!("{subnet} {how} the VNet ({titles})");
        let finding = out
            .report(subnet.place, message)
            .label("Azure rejects this: NetcfgSubnetRangeOutsideVnet")
            .help("choose a range within the VNet, or add a range to addressSpace");
        finding.related_to(vnet.iter().map(|range| (range.place, || range.to_string())));
    }
}
