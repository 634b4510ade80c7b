use super::settings::check_values;
use crate::model::Setting;

rule! {
    /// ## What it does
    /// Reports a `networkPolicy` other than `none`, `azure`, `calico` or `cilium`. The names are lower
    /// case. A key without a value, `true` and a list are reported too; a missing key is not.
    ///
    /// ## Why it is bad
    /// Palette saves the profile, because it treats the values as text. The Cluster API provider for
    /// Azure rejects the name when the cluster is deployed, half an hour later.
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
    /// `--network-policy`: lower-case names, and cilium with its own dataplane.
    id: "network-policy-value",
    severity: Error,
    fix: Sometimes,
    summary: "networkPolicy other than none, azure, calico or cilium",
    check: Cluster(|cluster, out| check_values(cluster, &[Setting::Policy], out)),
}
