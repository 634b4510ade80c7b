//! `spectrocloud_cluster_aks` and, as far as its fields go, `spectrocloud_cluster_azure`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::profile::{apply_block, read_profile};
use super::{
    CLUSTER_AKS, CLUSTER_AZURE, CLUSTER_PROFILE, Link, Resource, Resources, without_index,
};
use crate::aks::{OsSku, OsType};
use crate::input::draft::{Draft, DraftPools, DraftProfile, Override};
use crate::input::palette::shared::{labels, pool_mode, read_within, scaler_bounds, vnet};
use crate::input::read::{Object, Shape, View};
use crate::model::{Located, NodePool, Subnet, Unknown};
use crate::source::{Budget, Expense, Place};

/// The surge of `RollingUpdateScaleOut` and the rest is AKS's own; only this one says another.
const OVERRIDE_SCALING: &str = "OverrideScaling";
/// What the workers' subnet is called where Terraform gives a range and no name.
const WORKER_SUBNET: &str = "worker_subnet";

/// The clusters of AKS.
pub(crate) fn cluster_drafts(resources: &Resources) -> Vec<Draft> {
    // By their addresses, with an index and without.
    let mut profiles = HashMap::new();
    for profile in resources.of(CLUSTER_PROFILE) {
        for address in [&profile.address, without_index(&profile.address)] {
            profiles.entry(address).or_insert(profile);
        }
    }
    let clusters = resources.of(CLUSTER_AKS);
    clusters
        .map(|resource| read_cluster(resource, &profiles, &resources.budget))
        .collect()
}

/// The profiles that no cluster uses.
pub(crate) fn profile_drafts(resources: &Resources) -> Vec<Draft> {
    let used: HashSet<&str> = resources
        .of(CLUSTER_AKS)
        .flat_map(|cluster| &cluster.profile_links)
        .filter_map(|link| match link {
            Link::Address(used) => Some(without_index(used)),
            Link::Unknown(_) => None,
        })
        .collect();
    let is_used = |profile: &&Resource| used.contains(without_index(&profile.address));
    let profiles = resources.of(CLUSTER_PROFILE);
    profiles
        .filter(|profile| !is_used(profile))
        .map(|resource| {
            let (profile, problems) = read_within(&resources.budget, |reading| {
                read_profile(Object::new(resource.view(), reading), resource.place)
            });
            let mut draft = Draft::of_profile(profile, resource.address.clone());
            draft.problems = problems;
            draft
        })
        .collect()
}

/// Clusters on Azure machines: rules about their ranges apply, AKS's own do not.
pub(crate) fn azure_drafts(resources: &Resources) -> Vec<Draft> {
    let clusters = resources.of(CLUSTER_AZURE);
    clusters
        .map(|resource| read_azure(resource, &resources.budget))
        .collect()
}

/// The first block of a name. A provider with nested attributes has an object in place of blocks.
fn first_block<'t, 'r>(of: Object<'t, 'r>, name: &'t str) -> Option<Object<'t, 'r>> {
    let found = of.object(name)?;
    match found.view.shape() {
        Shape::Object => Some(found),
        _ => of.items(name).into_iter().next(),
    }
}

/// A cluster's draft, with its name and cloud.
fn named_draft(resource: &Resource, of: Object<'_, '_>, cloud: &str) -> Draft {
    let name = of.text("name");
    let place = name.as_ref().map_or(resource.place, |name| name.place);
    let title = name.as_ref().and_then(Located::known);
    let title = title.unwrap_or(&resource.address).clone();
    Draft {
        cloud: Some(Located::default(cloud.to_owned(), place)),
        name,
        ..Draft::new(place, title)
    }
}

fn read_cluster(
    resource: &Resource,
    all: &HashMap<&str, &Resource>,
    budget: &Arc<Budget>,
) -> Draft {
    let (mut draft, problems) = read_within(budget, |reading| {
        let of = Object::new(resource.view(), reading);
        let mut draft = named_draft(resource, of, "aks");
        draft.profiles = read_profiles(resource, of, all);
        let mut shared_subnet = None;
        if let Some(config) = first_block(of, "cloud_config") {
            config.flag("private_cluster");
            let text = config.view.get("override_cluster_api_config");
            draft.overrides.extend(Override::read(text, reading));
            shared_subnet = read_vnet(config, &mut draft);
        }
        draft.pools = Some(DraftPools {
            pools: read_pools(of, shared_subnet.as_ref()),
            are_palettes: true,
        });
        draft
    });
    draft.problems = problems;
    draft
}

/// Reads VNet and subnets; gives the name of the subnet that all pools share.
fn read_vnet(config: Object<'_, '_>, draft: &mut Draft) -> Option<Located<String>> {
    let range = config.text("vnet_cidr_block");
    let worker = subnet(config, "worker_subnet_name", "worker_cidr");
    let control_plane = subnet(config, "control_plane_subnet_name", "control_plane_cidr");
    let mut subnets = Vec::new();
    let mut shared_subnet = None;
    if let Some(mut worker) = worker.filter(|worker| worker.cidr.is_some()) {
        let name = worker
            .name
            .get_or_insert_with(|| Located::default(WORKER_SUBNET.to_owned(), worker.place));
        shared_subnet = Some(name.clone());
        subnets.push(worker);
    }
    // The provider drops the subnet unless it has both.
    let is_whole = |subnet: &&Subnet| subnet.name.is_some() && subnet.cidr.is_some();
    subnets.extend(control_plane.as_ref().filter(is_whole).cloned());
    draft.control_plane = control_plane;
    if range.is_some() || !subnets.is_empty() {
        draft.vnet = Some(vnet(range, subnets, config.place()));
    }
    shared_subnet
}

fn subnet<'t>(config: Object<'t, '_>, name: &'t str, cidr: &'t str) -> Option<Subnet> {
    let name = config.text(name);
    let cidr = config.text(cidr);
    let place = (cidr.as_ref().or(name.as_ref()))?.place;
    Some(Subnet {
        place,
        name,
        cidr: cidr.map(Located::parsed),
        addresses_in_use: None,
    })
}

/// The pools; of blocks that are not known, one that stands for them.
fn read_pools(of: Object<'_, '_>, subnet: Option<&Located<String>>) -> Vec<NodePool> {
    let name = "machine_pool";
    let whole = of
        .object(name)
        .filter(|pools| pools.view.unknown().is_some());
    let items = of.items(name);
    let may = of.reading.spend(Expense::Pools, items.len(), of.place());
    let items = items.into_iter().filter(|_| may);
    let pools = whole.into_iter().chain(items);
    pools
        .map(|pool| match pool.view.unknown() {
            Some(unknown) => unknown_pool(unknown, pool.place(), subnet),
            None => read_pool(pool, subnet),
        })
        .collect()
}

fn read_pool(pool: Object<'_, '_>, subnet: Option<&Located<String>>) -> NodePool {
    let name = pool.text("name");
    let place = name.as_ref().map_or(pool.place(), |name| name.place);
    let os_type = pool.name("os_type", OsType::NAMES, OsType::parse);
    let (min_count, max_count) = scaler_bounds(pool.whole("min"), pool.whole("max"));
    let strategy = pool.view.get("update_strategy").and_then(View::as_text);
    let scaling =
        first_block(pool, "override_scaling").filter(|_| strategy == Some(OVERRIDE_SCALING));
    let scaling = |key: &'static str| scaling.and_then(|scaling| scaling.text(key));
    let text = pool.view.get("override_cluster_api_config");
    let max_pods = Override::read(text, pool.reading).and_then(|text| text.max_pods(pool.reading));
    let taints = pool.items("taints").into_iter();
    let empty = NodePool::at(place);
    NodePool {
        mode: pool_mode(pool.flag("is_system_node_pool"), place),
        os_type: os_type.unwrap_or(empty.os_type),
        os_sku: pool.name("os_sku", OsSku::NAMES, OsSku::parse),
        count: pool.whole("count"),
        min_count,
        max_count,
        max_pods: max_pods.unwrap_or(empty.max_pods),
        max_surge: scaling("max_surge"),
        max_unavailable: scaling("max_unavailable"),
        subnet: subnet.cloned(),
        vm_size: pool.text("instance_type"),
        labels: labels(pool.view.get("additional_labels"), pool.reading),
        zones: pool.texts("azs"),
        taints: taints.filter_map(read_taint).collect(),
        name,
        ..empty
    }
}

/// Stands for the pools of a block that is not known.
fn unknown_pool(unknown: &Unknown, place: Place, subnet: Option<&Located<String>>) -> NodePool {
    NodePool {
        mode: Located::unknown(unknown.clone(), place),
        os_type: Located::unknown(unknown.clone(), place),
        count: Some(Located::unknown(unknown.clone(), place)),
        max_pods: Located::unknown(unknown.clone(), place),
        subnet: subnet.cloned(),
        ..NodePool::at(place)
    }
}

/// A taint in the short form: `key=value:Effect`.
fn read_taint(taint: Object<'_, '_>) -> Option<Located<String>> {
    let key = taint.text("key")?;
    let text = |name: &str| {
        let text = taint.view.get(name).and_then(View::as_text);
        text.unwrap_or_default().to_owned()
    };
    let rest = format!("={}:{}", text("value"), text("effect"));
    Some(key.map(|key| Ok(format!("{key}{rest}"))))
}

fn read_profiles(
    resource: &Resource,
    of: Object<'_, '_>,
    all: &HashMap<&str, &Resource>,
) -> Vec<DraftProfile> {
    let blocks = of.items("cluster_profile");
    let links = resource.profile_links.iter();
    let read = |(block, link): (Object<'_, '_>, &Link)| {
        let unknown = |unknown| DraftProfile::unknown(block.place(), unknown);
        let mut profile = match link {
            Link::Unknown(reason) => unknown(reason.clone()),
            Link::Address(address) => match all.get(address.as_str()) {
                Some(found) => read_profile(Object::new(found.view(), of.reading), found.place),
                None => unknown(Unknown::Terraform(format!(
                    "{address} is not among the resources"
                ))),
            },
        };
        apply_block(&mut profile, block);
        profile
    };
    blocks.into_iter().zip(links).map(read).collect()
}

fn read_azure(resource: &Resource, budget: &Arc<Budget>) -> Draft {
    let (mut draft, problems) = read_within(budget, |reading| {
        let of = Object::new(resource.view(), reading);
        let mut draft = named_draft(resource, of, "azure");
        let reason = "a cluster on Azure machines has no AKS network".to_owned();
        let unknown = Unknown::Terraform(reason);
        draft.profiles = vec![DraftProfile::unknown(draft.place, unknown)];
        if let Some(config) = first_block(of, "cloud_config") {
            let range = config.text("virtual_network_cidr_block");
            let blocks = ["worker_node_subnet", "control_plane_subnet"].into_iter();
            let found = blocks.filter_map(|block| first_block(config, block));
            let subnets = found.filter_map(|found| subnet(found, "name", "cidr_block"));
            draft.vnet = Some(vnet(range, subnets.collect(), config.place()));
        }
        draft
    });
    draft.problems = problems;
    draft
}
