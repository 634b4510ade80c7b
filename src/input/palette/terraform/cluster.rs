//! `spectrocloud_cluster_aks` and, as far as its fields go, `spectrocloud_cluster_azure`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::azurerm::AzureNetworks;
use super::fields::{CLOUD_CONFIG, CLUSTER};
use super::fixed::read_fixed;
use super::links::{Profiles, read_profiles};
use super::pool::read_pools;
use super::profile::read_profile;
use super::{
    CLUSTER_AKS, CLUSTER_AZURE, CLUSTER_PROFILE, CONFIG_TEMPLATE, Link, Resource, Resources,
    without_index,
};
use crate::input::draft::{Draft, DraftPools, DraftProfile, Override};
use crate::input::palette::shared::{read_within, vnet};
use crate::input::read::{Object, Shape};
use crate::model::{Located, PlannedChange, Subnet, Unknown};
use crate::problem::Problem;
use crate::source::Budget;

/// What the workers' subnet is called where Terraform gives a range and no name.
const WORKER_SUBNET: &str = "worker_subnet";

/// The clusters of AKS.
pub(crate) fn cluster_drafts(resources: &Resources) -> Vec<Draft> {
    let profiles = Profiles {
        profiles: by_address(resources.of(CLUSTER_PROFILE)),
        templates: by_address(resources.of(CONFIG_TEMPLATE)),
    };
    let (networks, problems) = networks(resources);
    let clusters = resources.of(CLUSTER_AKS);
    let mut drafts: Vec<_> = clusters
        .map(|resource| read_cluster(resource, &profiles, &networks, &resources.budget))
        .collect();
    if let Some(first) = drafts.first_mut() {
        first.problems.extend(problems);
    }
    drafts
}

/// The VNets that clusters may name, and what was wrong with them.
fn networks(resources: &Resources) -> (AzureNetworks, Vec<Problem>) {
    read_within(&resources.budget, |reading| {
        AzureNetworks::read(resources, reading)
    })
}

/// The states of the clusters before a plan, with what it does with each, in the order of
/// [`cluster_drafts`]. Nothing for a cluster that it creates, or where there is no plan.
pub(crate) fn previous_drafts(resources: &Resources) -> Vec<Option<(Draft, PlannedChange)>> {
    let mut old = by_address(resources.before.iter());
    // What does not change is as it is.
    for (address, resource) in by_address(resources.all.iter()) {
        old.entry(address).or_insert(resource);
    }
    let of = |kind| {
        let all = old
            .iter()
            .filter(move |(_, resource)| resource.kind == kind);
        all.map(|(address, resource)| (*address, *resource))
            .collect()
    };
    let profiles = Profiles {
        profiles: of(CLUSTER_PROFILE),
        templates: of(CONFIG_TEMPLATE),
    };
    // The plan does not say what the VNet was.
    let networks = AzureNetworks::default();
    let previous = |resource: &Resource| {
        let planned = resource.planned.clone()?;
        let before = old.get(resource.address.as_str())?;
        let draft = read_cluster(before, &profiles, &networks, &resources.budget);
        Some((draft, planned))
    };
    let is_changed = !resources.before.is_empty();
    let clusters = resources.of(CLUSTER_AKS);
    clusters
        .map(|resource| previous(resource).filter(|_| is_changed))
        .collect()
}

/// Resources by their addresses, with an index and without.
fn by_address<'r>(resources: impl Iterator<Item = &'r Resource>) -> HashMap<&'r str, &'r Resource> {
    let mut found = HashMap::new();
    for resource in resources {
        for address in [&resource.address, without_index(&resource.address)] {
            found.entry(address).or_insert(resource);
        }
    }
    found
}

/// The profiles that no cluster uses.
pub(crate) fn profile_drafts(resources: &Resources) -> Vec<Draft> {
    let users = [CLUSTER_AKS, CONFIG_TEMPLATE].into_iter();
    let used: HashSet<&str> = users
        .flat_map(|kind| resources.of(kind))
        .flat_map(|user| &user.profile_links)
        .filter_map(|link| match link {
            Link::Address(used) => Some(without_index(used)),
            Link::Unknown(_) => None,
        })
        .collect();
    let is_used = |profile: &&Resource| used.contains(without_index(&profile.address));
    let profiles = resources.of(CLUSTER_PROFILE);
    profiles
        .filter(|profile| !is_used(profile) && !profile.is_data())
        .map(|resource| {
            let (profile, problems) =
                read_within(&resources.budget, |reading| read_profile(resource, reading));
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

/// The first block of a name. A provider with nested attributes has an object instead of blocks.
pub(super) fn first_block<'t, 'r>(of: Object<'t, 'r>, name: &'t str) -> Option<Object<'t, 'r>> {
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
    all: &Profiles<'_>,
    networks: &AzureNetworks,
    budget: &Arc<Budget>,
) -> Draft {
    let (mut draft, problems) = read_within(budget, |reading| {
        let of = Object::new(resource.view(), reading);
        let mut draft = named_draft(resource, of, "aks");
        draft.profiles = read_profiles(resource, of, all);
        draft.fixed = read_fixed(of);
        let mut shared_subnet = None;
        let mut unknown = CLUSTER.unknown_of(of);
        if let Some(config) = first_block(of, "cloud_config") {
            draft.features.private_cluster = config.flag("private_cluster");
            let text = config.view.get("override_cluster_api_config");
            draft.overrides.extend(Override::read(text, reading));
            draft.ssh_key = config.text("ssh_key");
            shared_subnet = read_vnet(config, networks, &mut draft);
            unknown = unknown.or_else(|| CLOUD_CONFIG.unknown_of(config));
            let whole = config.view.unknown();
            unknown = unknown.or_else(|| Some((whole?.clone(), config.place())));
        }
        // It may set what an override may.
        draft
            .overrides
            .extend(unknown.map(|(unknown, place)| Override::Unknown(unknown, place)));
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
fn read_vnet(
    config: Object<'_, '_>,
    networks: &AzureNetworks,
    draft: &mut Draft,
) -> Option<Located<String>> {
    let name = config.text("vnet_name");
    let group = config.text("vnet_resource_group");
    let group = group.or_else(|| config.text("resource_group"));
    let network = networks.named(name.as_ref(), group.as_ref());
    let range = config.text("vnet_cidr_block");
    let worker = subnet(config, "worker_subnet_name", "worker_cidr");
    let mut worker = worker.filter(|worker| worker.cidr.is_some());
    if let Some(worker) = &mut worker {
        let place = worker.place;
        worker
            .name
            .get_or_insert_with(|| Located::default(WORKER_SUBNET.to_owned(), place));
    }
    let mut control_plane = subnet(config, "control_plane_subnet_name", "control_plane_cidr");
    let mut others = Vec::new();
    if let Some(network) = network {
        let fields = [
            ("worker_cidr", worker.as_mut()),
            ("control_plane_cidr", control_plane.as_mut()),
        ];
        let own = fields.into_iter();
        let mut own: Vec<_> = own
            .filter_map(|(field, subnet)| Some((field, subnet?)))
            .collect();
        others = network.complete(&mut own, config.reading);
    }
    let shared_subnet = worker.as_ref().and_then(|worker| worker.name.clone());
    let mut subnets: Vec<_> = worker.into_iter().collect();
    // The provider drops the subnet unless it has both.
    let is_whole = |subnet: &&Subnet| subnet.name.is_some() && subnet.cidr.is_some();
    subnets.extend(control_plane.as_ref().filter(is_whole).cloned());
    draft.control_plane = control_plane;
    if range.is_some() || !subnets.is_empty() {
        let mut whole = vnet(range, subnets, config.place());
        if let Some(network) = network {
            for range in &whole.address_space {
                network.compare_range(range, config.reading);
            }
            whole.subnets.extend(others);
            if !network.ranges.is_empty() {
                whole.address_space = network.ranges.clone();
            }
        }
        draft.vnet = Some(whole);
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
        azure: None,
    })
}

fn read_azure(resource: &Resource, budget: &Arc<Budget>) -> Draft {
    let (mut draft, problems) = read_within(budget, |reading| {
        let of = Object::new(resource.view(), reading);
        let mut draft = named_draft(resource, of, "azure");
        let reason = "a cluster on Azure VMs has no AKS network".to_owned();
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
