use crate::finding::Applicability;
use std::net::Ipv4Addr;

use super::ranges::{content, key_of};
use crate::aks::limits::DEFAULT_DNS_LAST_OCTET;
use crate::model::{Cluster, Setting};
use crate::plan::AddressPlan;
use crate::plan::ranges::KnownRange;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a DNS service IP that is outside the service range, or that is the network address, the
    /// first address or the broadcast address of the range. If only the IP is set, the service range is
    /// AKS's default, 10.0.0.0/16. If only the range is set, the Cluster API provider uses the address
    /// of the range with its last octet set to 10, which a small range may not contain.
    ///
    /// ## Why it is bad
    /// AKS rejects the cluster with DnsServiceIpOutOfServiceCidr, DnsBroadcastAddressConflicting, or
    /// DnsServiceIpConflicting for the first address, which belongs to the service `kubernetes`. By
    /// convention, the DNS service has the tenth address.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 172.16.0.0/16, dnsServiceIP: 10.0.0.10}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 172.16.0.0/16, dnsServiceIP: 172.16.0.10}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// The AKS service's error codes; Azure/AKS#2579 for the network address; Cluster API provider
    /// Azure, the managed cluster's spec, for the default.
    id: "dns-service-ip",
    severity: Error,
    fix: Sometimes,
    supersedes: ["palette-admission"],
    facts: limits,
    summary: "DNS service IP that is not a usable address of the service range",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let setting = &cluster.network.dns_service_ip;
    let Some(written) = out.need(setting) else {
        return;
    };
    let Some(service) = out.known(plan.ranges.service.as_ref()) else {
        return;
    };
    let key = key_of(cluster, Setting::DnsServiceIp);
    let address = match written {
        // Another rule reports a text that is not an address.
        Some(address) => match address.ip {
            Some(ip) => ip,
            None => return,
        },
        None => default(service.written),
    };
    let Some((wrong, code)) = wrong(address, service) else {
        return;
    };
    let (place, mark) = match written {
        Some(_) => (setting.place, ""),
        None => (service.place, " (default)"),
    };
    let message = format!("the DNS service IP {address}{mark} is {wrong} {service}");
    let valid = valid(service);
    let is_alone = service.is_default && written.is_some();
    let finding = out
        .report(place, message)
        .label(match written {
            Some(_) => format!("AKS rejects this: {code}"),
            None => format!("{key} is not set, so Palette uses {address}"),
        })
        .related(service.place, service.to_string())
        .about_itself()
        .data("errorCode", code)
        .help(match valid {
            // Palette does not accept the address without a range.
            Some(_) if is_alone => format!(
                "remove {key}, or set {} to a range with this address",
                key_of(cluster, Setting::ServiceCidr)
            ),
            Some(address) => format!("set {key}: {address}"),
            None => format!(
                "set {} to a range of more than four addresses",
                key_of(cluster, Setting::ServiceCidr)
            ),
        });
    let content = content(cluster, Setting::DnsServiceIp).filter(|_| !is_alone);
    if let (Some(address), Some(content)) = (valid, content) {
        finding.fix(Applicability::Unsafe, content, address.to_string());
    }
}

/// The address that Palette's Cluster API provider sets where none is written.
fn default(service: Ipv4Addr) -> Ipv4Addr {
    let [a, b, c, _] = service.octets();
    Ipv4Addr::new(a, b, c, DEFAULT_DNS_LAST_OCTET)
}

/// Why an address of the range cannot be the DNS service's, with the error code of AKS.
fn wrong(address: Ipv4Addr, service: &KnownRange<'_>) -> Option<(&'static str, &'static str)> {
    let range = service.network;
    let conflicting = "DnsServiceIpConflicting";
    if !range.contains(address) {
        Some(("outside", "DnsServiceIpOutOfServiceCidr"))
    } else if address == range.network() {
        Some(("the network address of", conflicting))
    } else if address == range.broadcast() {
        Some(("the last address of", "DnsBroadcastAddressConflicting"))
    } else if range.nth(1) == Some(address) {
        Some(("the first address of", conflicting))
    } else {
        None
    }
}

/// A valid address of the range, by convention the tenth.
fn valid(service: &KnownRange<'_>) -> Option<Ipv4Addr> {
    let range = service.network;
    let is_free = |address: &Ipv4Addr| wrong(*address, service).is_none();
    let tenth = range.nth(u32::from(DEFAULT_DNS_LAST_OCTET));
    tenth.filter(is_free).or(range.nth(2).filter(is_free))
}
