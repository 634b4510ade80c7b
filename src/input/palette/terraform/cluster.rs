//! `spectrocloud_cluster_aks` and, as far as its fields go, `spectrocloud_cluster_azure`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::fields::{CLOUD_CONFIG, CLUSTER};
use super::fixed::read_fixed;
use super::links::{Profiles, read_profiles};
use super::pool::read_pools;
use super::profile::read_profile;
use super::{
    CLUSTER_AKS, CLUSTER_AZURE, CLUSTER_EDGE, CLUSTER_PROFILE, CONFIG_TEMPLATE, Link, Resource,
    Resources, without_index,
};
use crate::input::draft::{Draft, DraftPools, DraftProfile, Override};
use crate::input::palette::shared::{read_within, vnet};
use crate::input::read::{Object, Shape};
use crate::model::{ClusterRange, Located, PlannedChange, RangeUse, Subnet, Unknown};
use crate::source::Budget;

/// What the workers' subnet is called where Terraform gives a range and no name.
const WORKER_SUBNET: &str = "worker_subnet";

/// The clusters of AKS.
pub(crate) fn cluster_drafts(resources: &Resources) -> Vec<Draft> {
    let profiles = Profiles {
        profiles: by_address(resources.of(CLUSTER_PROFILE)),
        templates: by_address(resources.of(CONFIG_TEMPLATE)),
    };
    let clusters = resources.of(CLUSTER_AKS);
    clusters
        .map(|resource| read_cluster(resource, &profiles, &resources.budget))
        .collect()
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
    let previous = |resource: &Resource| {
        let planned = resource.planned.clone()?;
        let before = old.get(resource.address.as_str())?;
        Some((read_cluster(before, &profiles, &resources.budget), planned))
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

/// The first block of a name. A provider with nested attributes has an object in place of blocks.
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

fn read_cluster(resource: &Resource, all: &Profiles<'_>, budget: &Arc<Budget>) -> Draft {
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
            shared_subnet = read_vnet(config, &mut draft);
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
        azure: None,
    })
}

/// Clusters at the edge: of these, the range of the overlay is checked.
pub(crate) fn edge_drafts(resources: &Resources) -> Vec<Draft> {
    let clusters = resources.of(CLUSTER_EDGE);
    clusters
        .filter_map(|resource| read_edge(resource, &resources.budget))
        .collect()
}

fn read_edge(resource: &Resource, budget: &Arc<Budget>) -> Option<Draft> {
    let (draft, problems) = read_within(budget, |reading| {
        let of = Object::new(resource.view(), reading);
        let config = first_block(of, "cloud_config")?;
        let range = config.text("overlay_cidr_range")?;
        let mut draft = named_draft(resource, of, "edge-native");
        let reason = "an edge cluster has no AKS network".to_owned();
        draft.profiles = vec![DraftProfile::unknown(
            draft.place,
            Unknown::Terraform(reason),
        )];
        draft.other_ranges.push(ClusterRange {
            key: "overlay_cidr_range",
            used_by: RangeUse::Overlay,
            content: None,
            owner: resource.place,
            range: range.parsed(),
        });
        Some(draft)
    });
    Some(Draft { problems, ..draft? })
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
