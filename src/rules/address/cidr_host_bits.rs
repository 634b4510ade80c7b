use super::ranges::{RangeText, written};
use crate::aks::cidr;
use crate::finding::{Applicability, Severity};
use crate::model::{Cidr, Cluster};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a range whose address is not the first address of the range, such as 10.240.0.5/24.
    ///
    /// ## Why it is bad
    /// Azure rejects the range; in the values of Kubernetes packs for other clouds it is a warning. It also leaves unclear whether the prefix length or the address is
    /// wrong.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   addressSpace: [10.240.0.5/16]
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
    /// Azure Resource Manager: InvalidCIDRNotation.
    id: "cidr-host-bits",
    severity: Error,
    fix: Always,
    summary: "range whose address has host bits set",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for written in written(cluster) {
        let RangeText::Range(Cidr {
            text,
            network: Ok(network),
        }) = written.text
        else {
            continue;
        };
        let network = *network;
        if !cidr::has_host_bits(network) {
            continue;
        }
        let right = cidr::without_host_bits(network);
        let finding = out
            .report(
                written.place,
                format!(
                    "{} {text} does not start at the first address of its range",
                    written.what
                ),
            )
            .label(format!("the first address is {}", network.network()))
            .help(format!("write {right}"));
        if written.is_elsewhere {
            finding.severity(Severity::Warning);
        }
        if let Some(content) = written.content {
            finding.fix(Applicability::Safe, content, right);
        }
    }
}
