use super::settings::check_values;
use crate::model::Setting;

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
    id: "network-option-value",
    severity: Error,
    fix: Sometimes,
    summary: "networkPlugin, networkPluginMode or networkDataplane is no known name",
    check: Cluster(|cluster, out| check_values(cluster, SETTINGS, out)),
}

const SETTINGS: &[Setting] = &[Setting::Plugin, Setting::Mode, Setting::Dataplane];
