use super::settings::{describe, windows_pools};
use crate::aks::retirements::{Feature, Retirement, of_windows};
use crate::aks::{Dataplane, NetworkPlugin, NetworkPolicy, OsType, PluginMode};
use crate::finding::{Finding, Severity};
use crate::model::{Cluster, Scope, Setting};
use crate::rules::Sink;
use crate::source::Place;

rule! {
    /// ## What it does
    /// Reports features that AKS retires, with the date: Windows Server 2019 (2026-03-01), kubenet
    /// (2028-03-31), Windows Server 2022 (2028-06-30) and `networkPolicy: azure` on Linux (2028-09-30).
    /// It is a warning before the date and an error from that day. `--today` sets another date.
    /// `azure-policy-linux-only` reports `networkPolicy: azure` on Windows, and `windows-version`
    /// reports a Windows Server that does not support the Kubernetes version.
    ///
    /// ## Why it is bad
    /// From that date there is no support, and soon no new pool or cluster. None of these can be
    /// changed on an existing pool, and leaving kubenet means migrating the whole cluster.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: kubenet}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// The retirement notes of learn.microsoft.com/azure/aks, read on 2026-11-23. docs/compatibility.md
    /// lists all dates.
    id: "retired-feature",
    severity: Warning,
    summary: "kubenet, Windows Server 2019 or 2022, or networkPolicy azure: retired on a date",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let network = &cluster.network;
    // A values file or a single pack seldom sets both.
    if !cluster.scope.has_no_pools() {
        out.need(&network.plugin);
        out.need(&network.policy);
    }
    if network.plugin.is(&NetworkPlugin::Kubenet)
        && !needs_azure_cni(cluster)
        && let Some(retirement) = Feature::Kubenet.retirement()
    {
        report(retirement, network.plugin.place, "", out)
            .label(describe(network, Setting::Plugin, "kubenet"))
            .about_itself();
    }
    if network.policy.is(&Some(NetworkPolicy::Azure))
        && !has_windows(cluster)
        && !network.dataplane.is(&Dataplane::Cilium)
        && let Some(retirement) = Feature::AzurePolicyOnLinux.retirement()
    {
        report(retirement, network.policy.place, "", out)
            .label(describe(network, Setting::Policy, "azure"))
            .about_itself();
    }
    if cluster.scope == Scope::Whole {
        windows_servers(cluster, out);
    }
}

/// Whether the cluster needs Azure CNI: then another rule reports kubenet.
fn needs_azure_cni(cluster: &Cluster) -> bool {
    let network = &cluster.network;
    let is_policy = |policy| network.policy.is(&Some(policy));
    has_windows(cluster)
        || network.mode.is(&Some(PluginMode::Overlay))
        || network.dataplane.is(&Dataplane::Cilium)
        || is_policy(NetworkPolicy::Azure)
        || is_policy(NetworkPolicy::Cilium)
}

/// Whether there is a Windows pool: then another rule reports the policy azure.
fn has_windows(cluster: &Cluster) -> bool {
    let is_windows = |pool: &crate::model::NodePool| pool.os_type.is(&OsType::Windows);
    cluster.pools.iter().any(is_windows)
}

fn windows_servers(cluster: &Cluster, out: &mut Sink) {
    for pool in out.all_known(&windows_pools(cluster)) {
        let Some(sku) = out.known(pool.windows_sku()) else {
            continue;
        };
        if let Some(retirement) = of_windows(sku).and_then(Feature::retirement) {
            let place = pool.os_sku.as_ref().map_or(pool.place, |sku| sku.place);
            report(retirement, place, &format!(" ({pool})"), out)
                .label(format!("supported until {}", retirement.date))
                .about(pool.place);
        }
    }
}

fn report<'s>(
    retirement: &Retirement,
    place: Place,
    whose: &str,
    out: &'s mut Sink,
) -> &'s mut Finding {
    let Retirement { name, date, .. } = retirement;
    let (verb, severity) = match out.today >= *date {
        true => ("retired", Severity::Error),
        false => ("retires", Severity::Warning),
    };
    out.report(place, format!("AKS {verb} {name} on {date}{whose}"))
        .severity(severity)
        .help(format!("use {}", retirement.instead))
        .data("date", date.to_string())
}
