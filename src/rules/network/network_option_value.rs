use super::value_finding;
use crate::aks::{Dataplane, NetworkPlugin, PluginMode};
use crate::finding::Sink;
use crate::model::Setting;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a `networkPlugin` that is not `azure`, `kubenet` or `none`, a `networkPluginMode`
    /// that is not `overlay`, and a `networkDataplane` that is not `azure` or `cilium`, in lower
    /// case.
    ///
    /// ## Why it is bad
    /// The Cluster API provider for Azure refuses the name when the cluster is deployed.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   networkDataplane: Cilium
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   networkDataplane: cilium
    /// ```
    ///
    /// ## Source
    /// Cluster API provider Azure, type AzureManagedControlPlane; azure-cli, `az aks create`.
    NetworkOptionValue {
        id: "network-option-value",
        group: Network,
        severity: Error,
        fix: Sometimes,
        supersedes: [],
        summary: "networkPlugin, networkPluginMode or networkDataplane is no known name",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    let is_plugin =
        |text: &str| NetworkPlugin::parse(text).or(NetworkPlugin::of_pack(text)).is_some();
    let is_mode = |text: &str| PluginMode::parse(text).is_some();
    let is_dataplane = |text: &str| Dataplane::parse(text).is_some();
    let options: [(Setting, &dyn Fn(&str) -> bool); 3] = [
        (Setting::Plugin, &is_plugin),
        (Setting::Mode, &is_mode),
        (Setting::Dataplane, &is_dataplane),
    ];
    for (setting, is_known) in options {
        for candidate in cluster.network.said(setting) {
            if let Err(unknown) = &candidate.value.value {
                sink.unresolved(META.id, candidate.value.place, unknown);
            }
            if let Some(finding) = value_finding(&META, candidate, is_known) {
                sink.emit(finding);
            }
        }
    }
}
