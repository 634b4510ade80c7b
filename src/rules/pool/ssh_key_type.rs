use crate::model::Cluster;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports an SSH key for the nodes that is not an RSA key.
    ///
    /// ## Why it is bad
    /// For AKS, Palette accepts only RSA keys. It fails to create the cluster.
    ///
    /// ## Example
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   cloud_config {
    ///     ssh_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexample"
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```terraform main.tf
    /// resource "spectrocloud_cluster_aks" "demo" {
    ///   name = "demo"
    ///   cloud_config {
    ///     ssh_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABexample"
    ///   }
    /// }
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Create and Manage Azure AKS Cluster*: the SSH key is an RSA key.
    id: "ssh-key-type",
    severity: Error,
    summary: "SSH key for the nodes that is not an RSA key",
    check: Cluster(check),
}

/// How other public keys begin: OpenSSH, `PROTOCOL` and `sshd(8)`.
const OTHERS: [&str; 4] = ["ssh-ed25519", "ecdsa-sha2-", "sk-", "ssh-dss"];

fn check(cluster: &Cluster, out: &mut Sink) {
    let Some(key) = cluster.ssh_key.as_ref() else {
        return;
    };
    let Some(text) = out.need(key) else { return };
    let Some(other) = OTHERS
        .iter()
        .find(|other| text.trim_start().starts_with(*other))
    else {
        return;
    };
    let kind = text.split_whitespace().next().unwrap_or(other);
    out.report(
        key.place,
        format!("the SSH key is of type {kind}; Palette accepts only RSA keys"),
    )
    .label("not an RSA key")
    .help("create a key with: ssh-keygen -t rsa -b 4096");
}
