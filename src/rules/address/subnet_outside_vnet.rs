use super::all_known;
use crate::finding::Sink;
use crate::rules::Context;
use crate::text::all_of;

rule! {
    /// ## What it does
    /// Reports a subnet that does not lie wholly in one of the VNet's ranges.
    ///
    /// ## Why it is bad
    /// Azure refuses the subnet with NetcfgSubnetRangeOutsideVnet, so that no pool can be on it.
    /// Correct its range, or add a range to the VNet.
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
    SubnetOutsideVnet {
        id: "subnet-outside-vnet",
        group: Address,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a subnet does not lie in the VNet",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(plan) = cx.plan else { return };
    let subnets = all_known(&plan.ranges.subnets, &META, sink);
    let vnet = &plan.ranges.vnet.known;
    let outside: Vec<_> = subnets
        .iter()
        .filter(|subnet| {
            !vnet
                .iter()
                .any(|vnet| subnet.network.is_subnet_of(vnet.network))
        })
        .collect();
    // One of the VNet's ranges that is not known may hold them.
    if !plan.ranges.vnet.gaps.is_empty() {
        if !outside.is_empty() {
            all_known(&plan.ranges.vnet, &META, sink);
        }
        return;
    }
    let titles: Vec<_> = vnet.iter().map(|range| range.network.to_string()).collect();
    let titles: Vec<_> = titles.iter().map(String::as_str).collect();
    for subnet in outside {
        let partly = vnet
            .iter()
            .any(|vnet| vnet.network.overlaps(subnet.network));
        let how = if partly {
            "is larger than"
        } else {
            "lies outside of"
        };
        let mut finding = META
            .finding(
                subnet.place,
                format!("{} {how} the VNet ({})", subnet.title(), all_of(&titles)),
            )
            .label("Azure answers NetcfgSubnetRangeOutsideVnet")
            .help("give the subnet a range of the VNet, or add a range to addressSpace");
        for range in vnet {
            finding = finding.related(range.place, range.title());
        }
        sink.emit(finding);
    }
}
