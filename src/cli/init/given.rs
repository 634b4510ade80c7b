//! `packlint init` by flags: nothing is asked, and what is missing is said all at once.

use anyhow::{anyhow, bail, ensure};

use super::packs::Offer;
use super::target::Target;
use super::{GivenArgs, InitArgs, SUBNET, SYSTEM_NODES, SYSTEM_POOL, WINDOWS_POOL, empty, packs};
use crate::aks::{OsType, PoolMode};
use crate::cli::ask::answers;
use crate::cli::new_cluster::{NewCluster, NewPool, NewSubnet, NewVNet, PoolSize};
use crate::engine::MAX_PACKS_OF_PROFILE;
use crate::input::QuickFlags;

impl GivenArgs {
    /// Whether any is given.
    pub(crate) fn is_any(&self) -> bool {
        let is_named = self.name.is_some() || self.kubernetes_version.is_some();
        is_named
            || !self.packs.is_empty()
            || self.vnet.is_some()
            || !self.other_subnets.is_empty()
            || !self.quick.flags().is_empty()
    }
}

/// The cluster that the flags describe.
///
/// # Errors
/// What is missing, by the flags that would say it; a pack that is not there; a value that is none.
pub(crate) fn cluster(args: &InitArgs, target: &Target) -> anyhow::Result<NewCluster> {
    let given = &args.given;
    let quick = given.quick.flags();
    let offers = offers(args, target)?;
    let name = given.name.clone().or_else(|| target.default_name());
    let has_network = !offers.is_empty() || quick.network_plugin.is_some();
    let (name, nodes, subnet) = match (name, quick.nodes, &quick.subnet) {
        (Some(name), Some(nodes), Some(subnet)) if has_network => (name, nodes, subnet),
        (name, nodes, subnet) => {
            let wanted = [
                (name.is_none(), "--name NAME"),
                (nodes.is_none(), "--nodes N"),
                (subnet.is_none(), "--subnet CIDR"),
                (
                    !has_network,
                    "--pack PATH or --network-plugin azure|kubenet|none",
                ),
            ];
            let missing: Vec<_> = wanted
                .into_iter()
                .filter_map(|(is_missing, flag)| is_missing.then_some(flag))
                .collect();
            let why = match given.is_any() {
                true => "init does not prompt when flags are given",
                false => "init can prompt only at a terminal",
            };
            bail!(
                "missing: {}. {why}; nothing was written",
                missing.join(", ")
            );
        }
    };
    let vnet = given.vnet.as_deref().map(|text| {
        let vnet = target.vnet(text);
        vnet.map_err(|why| anyhow!("--vnet '{text}': {why}"))
    });
    let vnet = vnet.transpose()?;
    let mut others: Vec<NewSubnet> = Vec::new();
    for text in &given.other_subnets {
        let names: Vec<_> = others.iter().map(|other| other.name.clone()).collect();
        let named = answers::named_subnet(text, &names);
        let (name, range) = named.map_err(|why| anyhow!("--other-subnet '{text}': {why}"))?;
        others.push(NewSubnet { name, range });
    }
    let names_subnet =
        !subnet.contains('/') && (matches!(vnet, Some(NewVNet::File(_))) || !others.is_empty());
    let subnet =
        match names_subnet {
            true => Err(subnet.clone()),
            false => Ok(answers::subnet_range(subnet)
                .map_err(|why| anyhow!("--subnet '{subnet}': {why}"))?),
        };
    Ok(NewCluster {
        name,
        kubernetes_version: given.kubernetes_version.clone(),
        packs: offers.into_iter().map(|offer| offer.path).collect(),
        plugin: quick.network_plugin,
        mode: quick.plugin_mode,
        vnet,
        others,
        is_subnet_listed: subnet.is_err(),
        subnet_name: subnet.clone().err().unwrap_or_else(|| SUBNET.to_owned()),
        subnet: subnet.ok(),
        pools: pools(&quick, i64::from(nodes)),
        ..empty()
    })
}

/// The packs of `--pack`, and those found below the paths.
fn offers(args: &InitArgs, target: &Target) -> anyhow::Result<Vec<Offer>> {
    let mut offers = packs::named(&args.given.packs, target)?;
    if args.paths.is_empty() {
        return Ok(offers);
    }
    let found = packs::find(&args.paths, target)?.offers;
    let number = found.len();
    ensure!(
        number <= MAX_PACKS_OF_PROFILE,
        "{number} packs are too many for one profile; name those that belong to it with --pack PATH"
    );
    for offer in found {
        if !offers.contains(&offer) {
            offers.push(offer);
        }
    }
    Ok(offers)
}

/// The one pool that flags describe. A Windows pool cannot be alone: the cluster's own pods need
/// Linux. Max pods are those of all nodes.
fn pools(quick: &QuickFlags, nodes: i64) -> Vec<NewPool> {
    let os = quick.os.unwrap_or(OsType::Linux);
    let (name, mode) = match os {
        OsType::Linux => (SYSTEM_POOL, PoolMode::System),
        OsType::Windows => (WINDOWS_POOL, PoolMode::User),
    };
    let pool = |name: &str, mode: PoolMode, os: OsType, nodes: i64| NewPool {
        size: Some(PoolSize::Fixed(nodes)),
        max_pods: quick.max_pods.map(i64::from),
        ..NewPool::new(name, mode, os)
    };
    let described = pool(name, mode, os, nodes);
    let beside = (os == OsType::Windows)
        .then(|| pool(SYSTEM_POOL, PoolMode::System, OsType::Linux, SYSTEM_NODES));
    beside.into_iter().chain([described]).collect()
}
