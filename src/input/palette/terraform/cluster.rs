//! `spectrocloud_cluster_aks` and, as far as its fields go, `spectrocloud_cluster_azure`.

use std::collections::{HashMap, HashSet};

use super::profile::{apply_block, read_profile};
use super::{
    CLUSTER_AKS, CLUSTER_AZURE, CLUSTER_PROFILE, Link, Resource, Resources, without_index,
};
use crate::aks::{OsSku, OsType, PoolMode};
use crate::input::draft::{
    Draft, DraftPool, DraftProfile, Override, scaler_bounds, unknown_profile,
};
use crate::input::read::{Data, Descent, Resolver, Taker, Value};
use crate::model::{Located, NodePool, Subnet, Unknown, VNet};
use crate::source::Place;

/// The surge of `RollingUpdateScaleOut` and the rest is AKS's own; only this one says another.
const OVERRIDE_SCALING: &str = "OverrideScaling";
/// What the workers' subnet is called where Terraform gives a range and no name.
const WORKER_SUBNET: &str = "worker_subnet";

/// The clusters of AKS.
pub(crate) fn cluster_drafts(resources: &Resources) -> Vec<Draft> {
    let is_cluster = |resource: &&Resource| resource.kind == CLUSTER_AKS;
    let clusters = resources.all.iter().filter(is_cluster);
    // By their addresses, with an index and without.
    let mut profiles = HashMap::new();
    for profile in resources
        .all
        .iter()
        .filter(|one| one.kind == CLUSTER_PROFILE)
    {
        for address in [&profile.address, without_index(&profile.address)] {
            profiles.entry(address).or_insert(profile);
        }
    }
    clusters
        .map(|resource| read_cluster(resource, &profiles))
        .collect()
}

/// The profiles that no cluster uses, and the address plans of clusters without AKS.
pub(crate) fn profile_drafts(resources: &Resources) -> Vec<Draft> {
    let clusters = resources.all.iter().filter(|one| one.kind == CLUSTER_AKS);
    let used: HashSet<&str> = clusters
        .flat_map(|cluster| &cluster.profile_links)
        .filter_map(|link| match link {
            Link::Address(used) => Some(without_index(used)),
            Link::Unknown(_) => None,
        })
        .collect();
    let is_used = |profile: &Resource| used.contains(without_index(&profile.address));
    let mut drafts = Vec::new();
    for resource in &resources.all {
        if resource.kind == CLUSTER_PROFILE && !is_used(resource) {
            let mut taker = Taker::default();
            let profile = read_profile(resource, &mut taker);
            drafts.push(Draft::of_profile(
                profile,
                resource.address.clone(),
                taker.problems,
            ));
        }
    }
    drafts
}

/// Clusters on Azure machines: rules about their ranges apply, AKS's own do not.
pub(crate) fn azure_drafts(resources: &Resources) -> Vec<Draft> {
    let is_azure = |resource: &&Resource| resource.kind == CLUSTER_AZURE;
    resources
        .all
        .iter()
        .filter(is_azure)
        .map(read_azure)
        .collect()
}

fn first_block<'v>(of: &'v Value, name: &str, taker: &mut Taker) -> Option<&'v Value> {
    let value = of.get(name)?;
    match &value.data {
        // A provider with nested attributes has an object in place of a block.
        Data::Object(_) => Some(value),
        _ => taker.list(of, name).first(),
    }
}

fn read_cluster(resource: &Resource, all: &HashMap<&str, &Resource>) -> Draft {
    let mut taker = Taker::default();
    let values = &resource.values;
    let name = taker.text(values, "name");
    let place = name.as_ref().map_or(resource.place, |name| name.place);
    let title = (name.as_ref().and_then(Located::known)).map_or(&resource.address, |name| name);
    let mut draft = Draft {
        place,
        title: title.clone(),
        cloud: Some(Located::default("aks".to_owned(), place)),
        profiles: read_profiles(resource, all, &mut taker),
        overrides: Vec::new(),
        vnet: None,
        control_plane: None,
        pools: Vec::new(),
        problems: Vec::new(),
        name,
    };
    let mut home = None;
    if let Some(config) = first_block(values, "cloud_config", &mut taker) {
        let _ = taker.boolean(config, "private_cluster");
        draft.overrides.extend(Override::read(
            config.get("override_cluster_api_config"),
            &mut taker,
        ));
        home = read_vnet(config, &mut draft, &mut taker);
    }
    if let Some(Value {
        place,
        data: Data::Unknown(unknown),
    }) = values.get("machine_pool")
    {
        draft
            .pools
            .push(unknown_pool(unknown, *place, home.as_ref()));
    }
    let pools = taker.list(values, "machine_pool");
    for pool in pools {
        match &pool.data {
            Data::Unknown(unknown) => {
                draft
                    .pools
                    .push(unknown_pool(unknown, pool.place, home.as_ref()))
            }
            _ => draft.pools.push(read_pool(pool, home.as_ref(), &mut taker)),
        }
    }
    draft.problems = taker.problems;
    draft
}

/// Reads VNet and subnets; gives the name of the subnet that all pools share.
fn read_vnet(config: &Value, draft: &mut Draft, taker: &mut Taker) -> Option<Located<String>> {
    let range = taker.text(config, "vnet_cidr_block");
    let worker = subnet(config, "worker_subnet_name", "worker_cidr", taker);
    let control_plane = subnet(
        config,
        "control_plane_subnet_name",
        "control_plane_cidr",
        taker,
    );
    let mut subnets = Vec::new();
    let mut home = None;
    if let Some(mut worker) = worker.filter(|worker| worker.cidr.is_some()) {
        let name = worker
            .name
            .get_or_insert_with(|| Located::default(WORKER_SUBNET.to_owned(), worker.place));
        home = Some(name.clone());
        subnets.push(worker);
    }
    // The provider drops the subnet unless it has both.
    let is_whole = |subnet: &&Subnet| subnet.name.is_some() && subnet.cidr.is_some();
    subnets.extend(control_plane.as_ref().filter(is_whole).cloned());
    draft.control_plane = control_plane;
    if range.is_some() || !subnets.is_empty() {
        draft.vnet = Some(VNet {
            place: range.as_ref().map_or(config.place, |range| range.place),
            address_space: range.into_iter().map(Located::parsed).collect(),
            subnets,
        });
    }
    home
}

fn subnet(config: &Value, name: &str, cidr: &str, taker: &mut Taker) -> Option<Subnet> {
    let name = taker.text(config, name);
    let cidr = taker.text(config, cidr);
    let place = (cidr.as_ref().or(name.as_ref()))?.place;
    Some(Subnet {
        place,
        name,
        cidr: cidr.map(Located::parsed),
        addresses_in_use: None,
    })
}

fn read_pool(pool: &Value, home: Option<&Located<String>>, taker: &mut Taker) -> DraftPool {
    let name = taker.text(pool, "name");
    let place = name.as_ref().map_or(pool.place, |name| name.place);
    let mode = taker.boolean(pool, "is_system_node_pool");
    let mode = mode.map(|flag| {
        flag.map(|is_system| {
            Ok(match is_system {
                true => PoolMode::System,
                false => PoolMode::User,
            })
        })
    });
    let os_type = taker.name(pool, "os_type", OsType::NAMES, OsType::parse);
    let (min_count, max_count) =
        scaler_bounds(taker.integer(pool, "min"), taker.integer(pool, "max"));
    let scaling = first_block(pool, "override_scaling", taker).filter(|_| {
        let strategy = pool.get("update_strategy").and_then(Value::as_text);
        strategy == Some(OVERRIDE_SCALING)
    });
    let max_surge = scaling.and_then(|scaling| taker.text(scaling, "max_surge"));
    let max_unavailable = scaling.and_then(|scaling| taker.text(scaling, "max_unavailable"));
    let max_pods =
        Override::read(pool.get("override_cluster_api_config"), taker).and_then(|item| {
            let resolver = Resolver::default();
            let mut descent = Descent::new(&resolver);
            let max_pods = item.max_pods(&mut descent);
            taker.problems.append(&mut descent.problems);
            max_pods
        });
    let labels = pool.get("additional_labels").map_or(&[][..], Value::fields);
    let taints = taker.list(pool, "taints");
    let pool = NodePool {
        place,
        mode: mode.unwrap_or_else(|| Located::default(PoolMode::User, place)),
        os_type: os_type.unwrap_or_else(|| Located::default(OsType::Linux, place)),
        os_sku: taker.name(pool, "os_sku", OsSku::NAMES, OsSku::parse),
        count: taker.integer(pool, "count"),
        min_count,
        max_count,
        max_pods: Located::unknown(Unknown::Invalid, place),
        max_surge,
        max_unavailable,
        subnet: home.cloned(),
        pod_subnet: None,
        pod_ip_allocation: None,
        vm_size: taker.text(pool, "instance_type"),
        label_keys: labels
            .iter()
            .map(|label| Located::written(label.name.clone(), label.key))
            .collect(),
        taints: taints
            .iter()
            .filter_map(|taint| read_taint(taint, taker))
            .collect(),
        name,
    };
    match max_pods {
        Some(max_pods) => DraftPool {
            pool: NodePool { max_pods, ..pool },
            says_max_pods: true,
        },
        None => DraftPool {
            pool,
            says_max_pods: false,
        },
    }
}

/// Stands for the pools of a block that is not known.
fn unknown_pool(unknown: &Unknown, place: Place, home: Option<&Located<String>>) -> DraftPool {
    DraftPool {
        pool: NodePool {
            place,
            name: None,
            mode: Located::unknown(unknown.clone(), place),
            os_type: Located::unknown(unknown.clone(), place),
            os_sku: None,
            count: Some(Located::unknown(unknown.clone(), place)),
            min_count: None,
            max_count: None,
            max_pods: Located::unknown(unknown.clone(), place),
            max_surge: None,
            max_unavailable: None,
            subnet: home.cloned(),
            pod_subnet: None,
            pod_ip_allocation: None,
            vm_size: None,
            label_keys: Vec::new(),
            taints: Vec::new(),
        },
        says_max_pods: true,
    }
}

/// A taint in the short form: `key=value:Effect`.
fn read_taint(taint: &Value, taker: &mut Taker) -> Option<Located<String>> {
    let key = taker.text(taint, "key")?;
    let text = |name: &str| {
        let text = taint.get(name).and_then(Value::as_text);
        text.unwrap_or_default().to_owned()
    };
    let rest = format!("={}:{}", text("value"), text("effect"));
    Some(key.map(|key| Ok(format!("{key}{rest}"))))
}

fn read_profiles(
    resource: &Resource,
    all: &HashMap<&str, &Resource>,
    taker: &mut Taker,
) -> Vec<DraftProfile> {
    let blocks = taker.list(&resource.values, "cluster_profile");
    let links = resource.profile_links.iter();
    let read = |(block, link): (&Value, &Link)| {
        let mut profile = match link {
            Link::Unknown(unknown) => unknown_profile(block.place, unknown.clone()),
            Link::Address(address) => match all.get(address.as_str()) {
                Some(found) => read_profile(found, taker),
                None => unknown_profile(block.place, not_read(address)),
            },
        };
        apply_block(&mut profile, block, taker);
        profile
    };
    blocks.iter().zip(links).map(read).collect()
}

fn not_read(address: &str) -> Unknown {
    Unknown::Terraform(format!("{address} is not among the resources"))
}

fn read_azure(resource: &Resource) -> Draft {
    let mut taker = Taker::default();
    let values = &resource.values;
    let name = taker.text(values, "name");
    let place = name.as_ref().map_or(resource.place, |name| name.place);
    let title = (name.as_ref().and_then(Located::known)).map_or(&resource.address, |name| name);
    let mut vnet = None;
    if let Some(config) = first_block(values, "cloud_config", &mut taker) {
        let range = taker.text(config, "virtual_network_cidr_block");
        let mut subnets = Vec::new();
        for block in ["worker_node_subnet", "control_plane_subnet"] {
            let found = first_block(config, block, &mut taker);
            subnets.extend(found.and_then(|found| subnet(found, "name", "cidr_block", &mut taker)));
        }
        vnet = Some(VNet {
            place: range.as_ref().map_or(config.place, |range| range.place),
            address_space: range.into_iter().map(Located::parsed).collect(),
            subnets,
        });
    }
    Draft {
        place,
        title: title.clone(),
        cloud: Some(Located::default("azure".to_owned(), place)),
        profiles: vec![unknown_profile(
            place,
            Unknown::Terraform("a cluster on Azure machines has no AKS network".to_owned()),
        )],
        overrides: Vec::new(),
        vnet,
        control_plane: None,
        pools: Vec::new(),
        problems: taker.problems,
        name,
    }
}
