use super::settings::check_values;
use crate::model::Setting;

rule! {
    /// ## What it does
    /// Reports a `networkPlugin` other than `azure`, `kubenet` or `none`, a `networkPluginMode` other
    /// than `overlay`, and a `networkDataplane` other than `azure` or `cilium`. The names are lower
    /// case.
    ///
    /// ## Why it is bad
    /// The Cluster API provider for Azure rejects the name when the cluster is deployed.
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
    id: "network-option-value",
    severity: Error,
    fix: Sometimes,
    summary: "unknown networkPlugin, networkPluginMode or networkDataplane",
    check: Cluster(|cluster, out| check_values(cluster, SETTINGS, out)),
}

const SETTINGS: &[Setting] = &[Setting::Plugin, Setting::Mode, Setting::Dataplane];
