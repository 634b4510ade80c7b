use super::value_finding;
use crate::aks::NetworkPolicy;
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a `networkPolicy` that is not `none`, `azure`, `calico` or `cilium`, in lower case.
    /// A key without a value, `true` and a list are reported too; an absent key is not.
    ///
    /// ## Why it is bad
    /// Palette takes the values as text and saves the profile. The Cluster API provider for Azure
    /// refuses the name when the cluster is deployed, half an hour later.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: Calico
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: calico
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Azure CNI*: supported values are none, azure, calico; azure-cli,
    /// `--network-policy`: names in lower case, and cilium with its own dataplane.
    NetworkPolicyValue {
        id: "network-policy-value",
        group: Network,
        severity: Error,
        fix: Sometimes,
        supersedes: [],
        summary: "networkPolicy is not none, azure, calico or cilium",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    for candidate in cluster.network.said(Setting::Policy) {
        if let Err(unknown) = &candidate.value.value {
            sink.unresolved(META.id, candidate.value.place, unknown);
        }
        let finding = value_finding(&META, candidate, |text| {
            NetworkPolicy::parse(text).is_some()
        });
        if let Some(finding) = finding {
            sink.emit(finding);
        }
    }
}
