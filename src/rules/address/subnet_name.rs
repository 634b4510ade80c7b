use crate::aks::limits::{SUBNET_NAME_LENGTH, SUBNET_NAME_LENGTH_OVERLAY};
use crate::aks::{PluginMode, PodIpAllocation};
use crate::model::{Cluster, Located};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a subnet name that Azure does not accept. A name has 1 to 80 letters, digits, `_`, `.`
    /// and `-`. It starts with a letter or digit and ends with a letter, digit or `_`. With Azure CNI
    /// Overlay or a dynamic pod subnet, it has at most 63 characters.
    ///
    /// ## Why it is bad
    /// Azure rejects the subnet with InvalidResourceName. A subnet cannot be renamed.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: "workers (prod)", cidr: 10.240.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: workers-prod, cidr: 10.240.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Azure's resource name rules, Microsoft.Network/virtualNetworks/subnets; for overlay
    /// learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay, and for dynamic pod subnets
    /// the release notes of AKS, 2023-11-28.
    id: "subnet-name",
    severity: Error,
    facts: limits,
    summary: "subnet name that Azure does not accept",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let listed = cluster
        .subnets()
        .iter()
        .filter_map(|subnet| subnet.name.as_ref())
        // Nobody wrote a default.
        .filter(|name| !name.is_default());
    // If subnets are listed, subnet-unknown checks the names that pools refer to.
    let of_pools = cluster
        .pools
        .iter()
        .filter(|_| cluster.subnets().is_empty())
        .flat_map(|pool| pool.subnet.iter().chain(&pool.pod_subnet));
    let mode = &cluster.network.mode;
    let is_overlay = mode.is(&Some(PluginMode::Overlay));
    let dynamic = cluster.pools.iter().find_map(|pool| {
        let is_static = |mode: &Located<_>| mode.is(&PodIpAllocation::StaticBlock);
        let is_dynamic = !pool.pod_ip_allocation.as_ref().is_some_and(is_static);
        pool.pod_subnet.as_ref().filter(|_| is_dynamic)
    });
    // What limits names to fewer characters, and where it is.
    let shorter = match (is_overlay, dynamic) {
        (true, _) => Some(("overlay", mode.place)),
        (false, Some(named)) => Some(("a dynamic pod subnet", named.place)),
        (false, None) => None,
    };
    for name in listed.chain(of_pools) {
        let Some(text) = out.need(name) else { continue };
        let length = text.chars().count();
        let too_long = |who, most| format!("has {length} characters; {who} accepts at most {most}");
        let (wrong, help, limited_by) = if let Some(wrong) = wrong(text) {
            let help = "use letters, digits, _, . and -; start with a letter or digit";
            (wrong.to_owned(), help, None)
        } else if length > SUBNET_NAME_LENGTH {
            (
                too_long("Azure", SUBNET_NAME_LENGTH),
                "use a shorter name",
                None,
            )
        } else if let Some((what, place)) = shorter.filter(|_| length > SUBNET_NAME_LENGTH_OVERLAY)
        {
            (
                too_long(what, SUBNET_NAME_LENGTH_OVERLAY),
                "use a shorter name",
                Some((what, place)),
            )
        } else {
            continue;
        };
        let message = format!("the subnet name '{}' {wrong}", short(text));
        let finding = out.report(name.place, message).help(help);
        match limited_by {
            None => finding.label("Azure rejects this: InvalidResourceName"),
            Some((what, place)) => finding.related(place, format!("{what} is used here")),
        };
    }
}

/// Why the characters of a name are invalid.
fn wrong(name: &str) -> Option<&'static str> {
    let first = name.chars().next();
    let last = name.chars().next_back();
    let (Some(first), Some(last)) = (first, last) else {
        return Some("is empty");
    };
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if !name.chars().all(is_allowed) {
        return Some("contains characters other than letters, digits, _, . and -");
    }
    if !first.is_ascii_alphanumeric() {
        return Some("does not start with a letter or digit");
    }
    (!last.is_ascii_alphanumeric() && last != '_')
        .then_some("does not end with a letter, digit or _")
}

/// The name, cut to a length that fits a message.
fn short(name: &str) -> String {
    const MOST: usize = 40;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    name.chars().take(MOST).chain(['…']).collect()
}
