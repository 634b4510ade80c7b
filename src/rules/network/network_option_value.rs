use super::value_finding;
use crate::aks::NetworkPlugin;
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
    for setting in [Setting::Plugin, Setting::Mode, Setting::Dataplane] {
        for candidate in cluster.network.said(setting) {
            if let Err(unknown) = &candidate.value.value {
                sink.unresolved(META.id, candidate.value.place, unknown);
            }
            let finding = value_finding(&META, candidate, |text| is_known(setting, text));
            if let Some(finding) = finding {
                sink.emit(finding);
            }
        }
    }
}

fn is_known(setting: Setting, text: &str) -> bool {
    let is_pack = setting == Setting::Plugin && NetworkPlugin::of_pack(text).is_some();
    is_pack || setting.allowed().contains(&text)
}
