use super::newer_image::newer_windows;
use super::settings::{describe, windows_pools};
use crate::aks::retirements::{Feature, Retirement};
use crate::aks::{Dataplane, NetworkPlugin, NetworkPolicy, OsSku, OsType, PluginMode};
use crate::finding::{Finding, Severity};
use crate::model::{Cluster, Located, NOTICE_MONTHS, NodePool, Scope, Setting};
use crate::rules::Sink;
use crate::source::Place;

rule! {
    /// ## What it does
    /// Reports features that AKS retires, with the date: the plugin kubenet, the policy azure on Linux,
    /// and images of nodes such as Windows Server 2022 and Ubuntu 22.04. The table with all dates is in
    /// [compatibility](compatibility.md#retirements).
    ///
    /// It is an info until 12 months before the date, and a warning from then on. `thresholds:
    /// {retirementMonths: 24}` in packlint.yaml changes the 12 months; `--today` sets the day. Another
    /// rule reports the policy azure on Windows (`azure-policy-linux-only`), and an image that AKS
    /// refuses to create or that does not support the Kubernetes version (`os-image`).
    ///
    /// ## Why it is bad
    /// After the date there is no support and no security fixes. You can make some changes in place
    /// (kubenet to overlay, the policy azure to cilium or calico). For another Windows Server image,
    /// create a new pool and drain the old one.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, osSKU: Ubuntu2204}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, osSKU: Ubuntu}
    /// ```
    ///
    /// ## Source
    /// The retirement notes of learn.microsoft.com/azure/aks, read on 2026-11-25; for changes in place
    /// update-azure-cni and migrate-from-npm-to-cilium-network-policy there.
    id: "retired-feature",
    severity: Warning,
    facts: retirements,
    summary: "feature or image that AKS retires",
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
        images(cluster, out);
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
    let is_windows = |pool: &NodePool| pool.os_type.is(&OsType::Windows);
    cluster.pools.iter().any(is_windows)
}

fn images(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        if let Some(sku) = &pool.os_sku
            && out.need(sku).is_some()
        {
            image(cluster, pool, sku, out);
        }
    }
    for pool in out.all_known(&windows_pools(cluster)) {
        if pool.os_sku.is_none()
            && let Some(sku) = out.known(cluster.windows_sku(pool))
        {
            image(cluster, pool, &sku, out);
        }
    }
}

fn image(cluster: &Cluster, pool: &NodePool, sku: &Located<OsSku>, out: &mut Sink) {
    // os-sku-mismatch reports an image of the other system.
    let known = sku.known().filter(|sku| pool.os_type.is(&sku.os_type()));
    let Some(retirement) = known.and_then(|sku| Feature::Image(*sku).retirement()) else {
        return;
    };
    // os-image reports what AKS refuses; of a default, a date far away is of no interest.
    let severity = severity(retirement, out);
    if retirement.is_refused(out.today) || sku.is_default() && severity == Severity::Info {
        return;
    }
    let of = format!(
        " ({pool}{})",
        if sku.is_default() { ", by default" } else { "" }
    );
    let newer = known.and_then(|sku| newer_windows(cluster, *sku, out.today));
    let newer = newer.unwrap_or_else(|| retirement.instead.to_owned());
    report(retirement, sku.place, &of, out)
        .label(format!("until {}", retirement.date))
        .help(format!("use {newer}"))
        .about(pool.place);
}

fn severity(retirement: &Retirement, out: &Sink) -> Severity {
    let configured = out.thresholds.retirement_months.as_ref();
    let months = configured.and_then(|months| u16::try_from(*months.known()?).ok());
    let notice = retirement
        .date
        .months_earlier(months.unwrap_or(NOTICE_MONTHS));
    match out.today >= notice {
        true => Severity::Warning,
        false => Severity::Info,
    }
}

fn report<'s>(
    retirement: &Retirement,
    place: Place,
    whose: &str,
    out: &'s mut Sink,
) -> &'s mut Finding {
    let Retirement { name, date, .. } = retirement;
    let verb = match out.today >= *date {
        true => "retired",
        false => "retires",
    };
    let severity = severity(retirement, out);
    out.report(place, format!("AKS {verb} {name} on {date}{whose}"))
        .severity(severity)
        .help(format!("use {}", retirement.instead))
        .data("date", date.to_string())
}
