use super::settings::check_values;
use crate::model::Setting;

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
    id: "network-policy-value",
    severity: Error,
    fix: Sometimes,
    summary: "networkPolicy is not none, azure, calico or cilium",
    check: Cluster(|cluster, out| check_values(cluster, &[Setting::Policy], out)),
}
