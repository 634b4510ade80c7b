use std::collections::{HashMap, HashSet};

use crate::aks::limits::{STATIC_BLOCK_KUBERNETES, STATIC_BLOCK_PREFIX};
use crate::aks::{NetworkPlugin, OsSku, PodIpAllocation};
use crate::model::{Cluster, Gap, Located, NodePool, Subnet};
use crate::plan::AddressPlan;
use crate::plan::ranges::pods_have_cidr;
use crate::rules::Sink;
use crate::rules::network::newer_image::newer_windows;
use crate::version::Version;

rule! {
    /// ## What it does
    /// Reports a pool's `podSubnet` that cannot work:
    ///
    /// - with overlay, kubenet or plugin none: pods get no addresses of the VNet there;
    /// - if nodes use the same subnet;
    /// - with Windows Server 2019;
    /// - if it is missing although `podIPAllocationMode` is set;
    /// - with static blocks: larger than a /12, before Kubernetes 1.28, or on a subnet from which
    ///   another pool takes addresses dynamically.
    ///
    /// ## Why it is bad
    /// A pod subnet is delegated to AKS, and nodes cannot be on a delegated subnet: AKS answers
    /// SubnetIsDelegated. AKS rejects the other cases when the pool is created, and a pool's subnets
    /// cannot be changed later. With overlay, remove `podSubnet`; otherwise use separate subnets for
    /// nodes and pods.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPluginMode: overlay}
    /// vnet:
    ///   subnets:
    ///     - {name: nodes, cidr: 10.240.0.0/24}
    ///     - {name: pods, cidr: 10.240.16.0/20}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: nodes, podSubnet: pods}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: nodes, cidr: 10.240.0.0/24}
    ///     - {name: pods, cidr: 10.240.16.0/20}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: nodes, podSubnet: pods}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/concepts-network-cni-overview,
    /// concepts-network-azure-cni-pod-subnet and configure-azure-cni-static-block-allocation.
    id: "pod-subnet-plugin",
    severity: Error,
    facts: limits,
    summary: "pod subnet that the plugin, its mode or the node subnet does not allow",
    check: Addresses(check),
}

fn check(cluster: &Cluster, plan: &AddressPlan<'_>, out: &mut Sink) {
    let mut on: Vec<(&NodePool, &Located<String>)> = Vec::new();
    for pool in &cluster.pools {
        on.extend(pool.pod_subnet.iter().map(|named| (pool, named)));
        if let (None, Some(mode)) = (&pool.pod_subnet, &pool.pod_ip_allocation) {
            let message = format!("{pool} has podIPAllocationMode but no pod subnet");
            out.report(mode.place, message)
                .label("needs podSubnet")
                .help("add podSubnet, or remove podIPAllocationMode");
        }
    }
    if on.is_empty() || is_ruled_out(cluster, &on, out) {
        return;
    }
    let subnets = cluster.subnets_by_name();
    for (pool, named) in &on {
        if let Some(sku) = &pool.os_sku
            && sku.is(&OsSku::Windows2019)
        {
            let message =
                format!("{pool} is Windows Server 2019, which does not support pod subnets");
            let newer = newer_windows(cluster, OsSku::Windows2019, out.today);
            let newer = newer.map_or(String::new(), |newer| format!("use {newer}, or "));
            out.report(sku.place, message)
                .label("not supported with a pod subnet")
                .related(named.place, "the pod subnet")
                .help(format!("{newer}remove podSubnet"))
                .about(pool.place);
        }
        let Ok(at) = subnets.position(named) else {
            continue;
        };
        match plan.placement.nodes_on(at).first() {
            Some(of) => of_nodes(pool, of, named, out),
            None => static_block(cluster, pool, &cluster.subnets()[at], out),
        }
    }
    both_modes(&on, out);
}

/// Reports each pool with a pod subnet if the network does not support pod subnets.
fn is_ruled_out(cluster: &Cluster, on: &[(&NodePool, &Located<String>)], out: &mut Sink) -> bool {
    let network = &cluster.network;
    let (place, why, instead) = match (network.plugin.known(), network.mode.known()) {
        (Some(NetworkPlugin::Azure), Some(None)) => return false,
        (Some(NetworkPlugin::Azure), Some(Some(_))) => (
            network.mode.place,
            "overlay",
            "remove networkPluginMode: overlay, or podSubnet",
        ),
        (Some(plugin), _) if *plugin != NetworkPlugin::Azure => (
            network.plugin.place,
            plugin.name(),
            "remove podSubnet, or use networkPlugin: azure",
        ),
        _ => {
            out.known(pods_have_cidr(cluster));
            return false;
        }
    };
    for (pool, named) in on {
        let message = format!("{pool} has a pod subnet, which {why} does not support");
        out.report(named.place, message)
            .label("only Azure CNI without overlay supports pod subnets")
            .related(place, format!("{why} is set here"))
            .help(instead);
    }
    true
}

fn of_nodes(pool: &NodePool, of: &NodePool, named: &Located<String>, out: &mut Sink) {
    let place = of.subnet.as_ref().map_or(of.place, |subnet| subnet.place);
    let message = format!("the pods of {pool} use the same subnet as the nodes of {of}");
    out.report(named.place, message)
        .label("AKS rejects this: SubnetIsDelegated")
        .related(place, format!("subnet of the nodes of {of}"))
        .help("use a separate subnet for the pods");
}

/// Further requirements of static blocks.
fn static_block(cluster: &Cluster, pool: &NodePool, subnet: &Subnet, out: &mut Sink) {
    let Some(mode) = &pool.pod_ip_allocation else {
        return;
    };
    if out.need(mode) != Some(&PodIpAllocation::StaticBlock) {
        return;
    }
    let cidr = subnet.cidr.as_ref();
    let range = cidr.and_then(|cidr| cidr.known()?.network.as_ref().ok());
    if let (Some(cidr), Some(range)) = (cidr, range)
        && range.prefix() < STATIC_BLOCK_PREFIX
    {
        out.report(
            cidr.place,
            format!(
                "pod subnet '{}' is a /{}; static blocks support at most a \
                 /{STATIC_BLOCK_PREFIX}",
                subnet.title(),
                range.prefix()
            ),
        )
        .label(format!("larger than /{STATIC_BLOCK_PREFIX}"))
        .related(mode.place, format!("{pool} uses static blocks"))
        .help(format!("use a /{STATIC_BLOCK_PREFIX} or smaller"));
    }
    let Some(version) = &cluster.kubernetes_version else {
        let gap = Gap::not_given(cluster.place, "the Kubernetes version");
        return out.gaps(&[gap]);
    };
    let Some(text) = out.need(version) else {
        return;
    };
    let minor = Version::parse(text).and_then(|version| version.minor());
    if minor.is_some_and(|minor| minor < STATIC_BLOCK_KUBERNETES) {
        let (major, least) = STATIC_BLOCK_KUBERNETES;
        let title = pool.to_string();
        let message =
            format!("{title} uses static blocks, which Kubernetes {text} does not support");
        out.report(mode.place, message)
            .label(format!("requires Kubernetes {major}.{least}"))
            .related(version.place, "Kubernetes version of the cluster")
            .help(format!(
                "use Kubernetes {major}.{least} or later, or DynamicIndividual"
            ));
    }
}

/// Reports each subnet from which pools take addresses in both modes, at the first pool whose mode
/// differs.
fn both_modes(on: &[(&NodePool, &Located<String>)], out: &mut Sink) {
    let way = |pool: &NodePool| match &pool.pod_ip_allocation {
        None => Some(PodIpAllocation::DynamicIndividual),
        Some(mode) => mode.known().copied(),
    };
    let (mut firsts, mut reported) = (HashMap::new(), HashSet::new());
    for (pool, named) in on {
        let Some(name) = named.known() else { continue };
        let first: &NodePool = firsts.entry(name).or_insert(*pool);
        let (Some(own), Some(other)) = (way(pool), way(first)) else {
            continue;
        };
        if own == other || reported.contains(name) {
            continue;
        }
        reported.insert(name);
        let place = |pool: &NodePool| match &pool.pod_ip_allocation {
            Some(mode) => mode.place,
            None => pool
                .pod_subnet
                .as_ref()
                .map_or(pool.place, |named| named.place),
        };
        out.report(
            place(pool),
            format!(
                "{first} and {pool} share pod subnet '{name}' but use {} and {}",
                other.name(),
                own.name()
            ),
        )
        .label(own.name())
        .related(place(first), other.name())
        .help("use the same podIPAllocationMode in both pools, or separate subnets");
    }
}
