use super::ranges::{RangeText, written};
use crate::model::{Address, Cidr, Cluster, Setting};
use crate::rules::Sink;
use crate::rules::network::settings::need_unset;

rule! {
    /// ## What it does
    /// Reports a range that is not an IPv4 CIDR such as 10.240.0.0/16, and a DNS service IP that is not
    /// an IPv4 address.
    ///
    /// ## Why it is bad
    /// AKS rejects the range with CidrStringParseError, or with SingleIPAddressCIDR for an address
    /// without a prefix length. packlint skips all checks that need the range.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   addressSpace: [10.240.0.0]
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   addressSpace: [10.240.0.0/16]
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// RFC 4632; the AKS service's error codes.
    id: "cidr-syntax",
    severity: Error,
    summary: "invalid IPv4 range",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for setting in [
        Setting::PodCidr,
        Setting::ServiceCidr,
        Setting::DnsServiceIp,
    ] {
        need_unset(cluster, setting, out);
    }
    for written in written(cluster) {
        let what = written.what;
        let form = match written.is_address {
            true => "an IPv4 address such as 10.0.0.10",
            false => "an IPv4 range such as 10.240.0.0/16",
        };
        let reason = match written.text {
            RangeText::Shape(shape) => format!("{what} is {shape}; expected {form}"),
            RangeText::Address(Address { ip: Some(_), .. }) => continue,
            RangeText::Address(Address { text, ip: None }) => {
                format!("{what} '{text}' is not {form}")
            }
            RangeText::Range(Cidr { text, network }) => match network {
                Ok(_) => continue,
                Err(error) => format!("{what} '{text}' is not a valid range: {error}"),
            },
        };
        out.report(written.place, reason)
            .label(format!("expected {form}"));
    }
}
