use super::settings::{describe, need_unset};
use crate::aks::limits::DEFAULT_DNS_LAST_OCTET;
use crate::aks::{Dataplane, Dialect, NetworkPlugin, NetworkPolicy, PoolMode};
use crate::finding::Severity;
use crate::model::{Address, Cluster, Network, Setting};
use crate::rules::Sink;
use crate::rules::pool::pool_label::SPOT;
use crate::text::short;

rule! {
    /// ## What it does
    /// Reports settings that AKS accepts but Palette's Cluster API provider for Azure rejects:
    ///
    /// - the dataplane cilium with a mode other than overlay,
    /// - the dataplane cilium without a policy,
    /// - a DNS service IP that does not end in .10, or that is set without a service range,
    /// - a subnet of a pool whose name has one character or ends in `_`, in a cluster file (the
    ///   requests and Terraform of Palette name no subnet for each pool, and only there it is checked),
    /// - a node pool in the mode Gateway,
    /// - a node label under `kubernetes.azure.com/`, scalesetpriority included.
    ///
    /// ## Why it is bad
    /// The profile is saved, but the cluster is rejected when it is deployed: "cilium network dataplane
    /// can only be used with overlay network plugin mode", "cilium dataplane requires network policy
    /// cilium". It is a warning, because a later version of the provider may accept these settings; in a
    /// file of Cluster API itself it is an error.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkDataplane: cilium, networkPolicy: cilium}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network:
    ///   networkPlugin: azure
    ///   networkPluginMode: overlay
    ///   networkDataplane: cilium
    ///   networkPolicy: cilium
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// Cluster API provider Azure, admission webhook of the managed control plane
    /// (api/v1beta1/azuremanagedcontrolplane_webhook.go).
    id: "palette-admission",
    severity: Warning,
    fix: Sometimes,
    facts: limits,
    summary: "setting that AKS accepts but Palette's Cluster API provider rejects",
    check: Cluster(check),
}

/// Who rejects what the provider rejects.
#[derive(Clone, Copy)]
struct Admission {
    who: &'static str,
    severity: Severity,
    /// How to set the mode overlay.
    overlay: &'static str,
}

impl Admission {
    /// A later Palette may have another version of the provider.
    const PALETTE: Admission = Admission {
        who: "Palette",
        severity: Severity::Warning,
        overlay: "add networkPluginMode: overlay (preset Overlay of the pack cni-azure)",
    };
    const CLUSTER_API: Admission = Admission {
        who: "Cluster API",
        severity: Severity::Error,
        overlay: "add networkPluginMode: overlay",
    };
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let by = match cluster.dialect {
        Dialect::Palette => Admission::PALETTE,
        Dialect::ClusterApi => Admission::CLUSTER_API,
        Dialect::Aks | Dialect::Azurerm => return,
    };
    let network = &cluster.network;
    need_unset(cluster, Setting::Dataplane, out);
    // With another plugin, another rule reports cilium.
    let is_azure = |plugin: &NetworkPlugin| *plugin == NetworkPlugin::Azure;
    if network.dataplane.is(&Dataplane::Cilium) && network.plugin.known().is_none_or(is_azure) {
        cilium(network, by, out);
    }
    dns_service_ip(network, by, out);
    subnet_names(cluster, by, out);
    pools(cluster, by, out);
}

fn subnet_names(cluster: &Cluster, by: Admission, out: &mut Sink) {
    let who = by.who;
    // The provider checks the name that a pool gives, not the one of the VNet's subnet.
    if cluster.has_palette_pools {
        return;
    }
    for name in cluster
        .subnets()
        .iter()
        .filter_map(|subnet| subnet.name.as_ref())
    {
        let Some(text) = name.known() else { continue };
        if text.chars().count() != 1 && !text.ends_with('_') {
            continue;
        }
        out.report(
            name.place,
            format!("{who} does not accept the subnet name '{}'", short(text)),
        )
        .severity(by.severity)
        .label("accepts 2 to 80 characters, the last a letter or digit")
        .help("choose another name");
    }
}

fn pools(cluster: &Cluster, by: Admission, out: &mut Sink) {
    let who = by.who;
    for pool in &cluster.pools {
        if pool.mode.is(&PoolMode::Gateway) {
            out.report(
                pool.mode.place,
                format!("{who} accepts the modes System and User only, not Gateway ({pool})"),
            )
            .severity(by.severity)
            .label("AKS accepts it")
            .help("add the gateway pool with the Azure command line");
        }
        let mut labels = pool.labels.iter().map(|label| &label.key);
        if let Some(key) = labels.find(|key| key.known().is_some_and(|key| key == SPOT)) {
            out.report(
                key.place,
                format!("{who} does not accept the label {SPOT} ({pool})"),
            )
            .severity(by.severity)
            .label("AKS sets it on spot pools itself")
            .help("remove the label");
        }
    }
}

fn cilium(network: &Network, by: Admission, out: &mut Sink) {
    let who = by.who;
    let dataplane = describe(network, Setting::Dataplane, "cilium");
    if let Some(None) = out.need(&network.mode) {
        out.report(
            network.dataplane.place,
            format!("{who} accepts networkDataplane: cilium only with networkPluginMode: overlay"),
        )
        .severity(by.severity)
        .label(dataplane.as_str())
        .help(by.overlay);
    }
    if let Some(None | Some(NetworkPolicy::None)) = out.need(&network.policy) {
        out.report(
            network.policy.place,
            format!("{who} accepts networkDataplane: cilium only with networkPolicy: cilium"),
        )
        .severity(by.severity)
        .fix_setting(network, Setting::Policy, "cilium")
        .label(describe(network, Setting::Policy, "none"))
        .related(network.dataplane.place, dataplane)
        .help("write networkPolicy: cilium");
    }
}

fn dns_service_ip(network: &Network, by: Admission, out: &mut Sink) {
    let who = by.who;
    let Some(Some(Address { text, ip })) = network.dns_service_ip.known() else {
        return;
    };
    // Another rule reports a text that is not an address.
    let Some(address) = ip else {
        return;
    };
    let [a, b, c, last] = address.octets();
    let is_ten = last == DEFAULT_DNS_LAST_OCTET;
    let (message, help) = match out.need(&network.service_cidr) {
        Some(None) => (
            format!("{who} accepts the DNS service IP {text} only together with a service range"),
            match is_ten {
                true => "add serviceCidr, or remove dnsServiceIP to use the default".to_owned(),
                false => "add serviceCidr and choose an address that ends in .10, or remove \
                          dnsServiceIP to use the default"
                    .to_owned(),
            },
        ),
        _ if is_ten => return,
        _ => (
            format!("{who} accepts only a DNS service IP that ends in .10, not {text}"),
            format!("write {a}.{b}.{c}.10, or remove dnsServiceIP"),
        ),
    };
    out.report(network.dns_service_ip.place, message)
        .severity(by.severity)
        .label(describe(network, Setting::DnsServiceIp, text))
        .about_itself()
        .help(help);
}
