use super::ranges::{content, key_of};
use crate::aks::limits::SERVICE_PREFIX;
use crate::finding::{Applicability, Severity};
use crate::model::{Cluster, Setting};
use crate::plan::AddressPlan;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a service range larger than a /12. A /12 itself is a warning: the documentation requires
    /// a smaller range, but the service accepts it.
    ///
    /// ## Why it is bad
    /// The Kubernetes API server keeps a bit for every address of the range, at most 2^20: AKS
    /// refuses the cluster. Later the range can only be extended; a /16 is plenty.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 10.64.0.0/11}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {serviceCidr: 10.64.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning: "must be smaller than /12";
    /// Azure's validator of 2018 and the Kubernetes API server reject more than 20 host bits.
    id: "service-cidr-size",
    severity: Error,
    fix: Sometimes,
    facts: limits,
    summary: "service range larger than a /12",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let Some(service) = out.known(plan.ranges.service.as_ref()) else {
        return;
    };
    let prefix = service.network.prefix();
    if prefix > SERVICE_PREFIX {
        return;
    }
    let (title, key) = (service.to_string(), key_of(cluster, Setting::ServiceCidr));
    let (message, label, severity) = match prefix {
        SERVICE_PREFIX => (
            format!("{title} should be smaller than /{SERVICE_PREFIX}"),
            "AKS accepts this, but its documentation does not",
            Severity::Warning,
        ),
        _ => (
            format!("{title} is larger than /{SERVICE_PREFIX}"),
            "AKS rejects more than 2^20 addresses",
            Severity::Error,
        ),
    };
    let smaller = format!("{}/16", service.network.network());
    let finding = out
        .report(service.place, message)
        .label(label)
        .severity(severity)
        .help(format!(
            "write {key}: {smaller}, enough for 65,534 services"
        ))
        .data("prefix", prefix);
    if let Some(content) = content(cluster, Setting::ServiceCidr) {
        finding.fix(Applicability::Unsafe, content, smaller);
    }
}
