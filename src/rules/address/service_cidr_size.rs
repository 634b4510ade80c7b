use super::{key_of, known};
use crate::aks::limits::SERVICE_PREFIX;
use crate::finding::{Severity, Sink};
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a service range larger than a /12. A /12 itself is a warning: the documentation asks
    /// for a smaller one, and the service takes it.
    ///
    /// ## Why it is bad
    /// The Kubernetes API server keeps a bit for every address of the range, at most 2^20: AKS
    /// refuses the cluster. The range cannot be changed afterwards; a /16 is plenty.
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
    /// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning: "must be smaller than
    /// /12"; Azure's validator of 2018 and the Kubernetes API server refuse more than 20 host bits.
    ServiceCidrSize {
        id: "service-cidr-size",
        group: Address,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "the service range is larger than a /12",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let (Some(cluster), Some(plan)) = (cx.cluster, cx.plan) else {
        return;
    };
    let Some(service) = known(&plan.ranges.service, &META, sink) else {
        return;
    };
    let prefix = service.network.prefix();
    if prefix > SERVICE_PREFIX {
        return;
    }
    let key = key_of(cluster, Setting::ServiceCidr);
    let smaller = format!("{}/16", service.network.network());
    let mut finding = META
        .finding(
            service.place,
            match prefix {
                SERVICE_PREFIX => {
                    format!(
                        "{} should be smaller than /{SERVICE_PREFIX}",
                        service.title()
                    )
                }
                _ => format!("{} is larger than /{SERVICE_PREFIX}", service.title()),
            },
        )
        .label(match prefix {
            SERVICE_PREFIX => "AKS takes it, against its documentation",
            _ => "AKS refuses more than 2^20 addresses",
        })
        .help(format!("{key}: {smaller} holds 65,534 services"))
        .data("prefix", prefix);
    if prefix == SERVICE_PREFIX {
        finding.severity = Severity::Warning;
    }
    sink.emit(finding);
}
