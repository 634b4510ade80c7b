//! `azurerm_kubernetes_cluster` with its node pools, and clusters that azapi makes.

use std::collections::HashSet;
use std::sync::Arc;

use super::azurerm::{AzureNetworks, SUBNET, VIRTUAL_NETWORK, ranges};
use super::{Resource, Resources};
use crate::aks::{Dialect, PoolMode};
use crate::input::azure::{
    Described, VNets, give_pools, read_managed_cluster, read_pool, read_within, settings_of,
};
use crate::input::draft::Draft;
use crate::input::read::{Object, Reading, Shape, Value, View, parse_text};
use crate::model::{Located, NodePool, PlannedChange, Subnet, SubnetInAzure};
use crate::source::Expense;

/// A cluster of AKS.
pub(crate) const KUBERNETES_CLUSTER: &str = "azurerm_kubernetes_cluster";
/// A node pool beside the one that is in the cluster.
pub(crate) const NODE_POOL: &str = "azurerm_kubernetes_cluster_node_pool";
/// Any resource of Azure, in the API's own words.
pub(crate) const AZAPI: &str = "azapi_resource";
const ROUTE_TABLE: &str = "azurerm_subnet_route_table_association";
const NAT_GATEWAY: &str = "azurerm_subnet_nat_gateway_association";

/// The types of resources that are read for clusters without Palette.
pub(crate) const KINDS: [&str; 5] = [
    KUBERNETES_CLUSTER,
    NODE_POOL,
    AZAPI,
    ROUTE_TABLE,
    NAT_GATEWAY,
];

/// Attributes of these that refer to other resources by their ids.
pub(super) const LINKS: [&str; 4] = [
    "vnet_subnet_id",
    "pod_subnet_id",
    "kubernetes_cluster_id",
    "subnet_id",
];

/// The type of AKS's clusters in azapi.
const AZAPI_CLUSTER: &str = "microsoft.containerservice/managedclusters@";

/// The clusters of azurerm and azapi.
pub(crate) fn aks_drafts(resources: &Resources) -> Vec<Draft> {
    let clusters: Vec<_> = resources
        .of(KUBERNETES_CLUSTER)
        .filter(|one| !one.is_data())
        .collect();
    let is_only = clusters.len() == 1;
    let drafts = clusters
        .into_iter()
        .map(|cluster| read_cluster(cluster, is_only, resources));
    drafts
        .chain(
            resources
                .of(AZAPI)
                .filter_map(|one| read_azapi(one, resources)),
        )
        .collect()
}

/// The states of the clusters before a plan, with what it does with each, in the order of
/// [`aks_drafts`]. Nothing for a cluster that it creates, or where there is no plan.
pub(crate) fn previous_aks_drafts(resources: &Resources) -> Vec<Option<(Draft, PlannedChange)>> {
    let old = before(resources);
    let clusters = resources
        .of(KUBERNETES_CLUSTER)
        .filter(|one| !one.is_data());
    let previous = |cluster: &Resource| {
        let planned = cluster.planned.clone()?;
        let is_it = |one: &&Resource| one.address == cluster.address;
        let old_cluster = old.of(KUBERNETES_CLUSTER).find(is_it)?;
        let is_only = old.of(KUBERNETES_CLUSTER).count() == 1;
        Some((read_cluster(old_cluster, is_only, &old), planned))
    };
    clusters
        .map(|cluster| previous(cluster).filter(|_| !resources.before.is_empty()))
        .collect()
}

/// The resources as they were before a plan. A pool that is deleted before it is created again is
/// never beside its successor.
fn before(resources: &Resources) -> Resources {
    let is_replaced = |one: &Resource| matches!(one.planned, Some(PlannedChange::Replaced(_)));
    let replaced: HashSet<&str> = resources
        .of(NODE_POOL)
        .filter(|one| is_replaced(one))
        .map(|one| one.address.as_str())
        .collect();
    let changed: HashSet<&str> = resources
        .before
        .iter()
        .map(|one| one.address.as_str())
        .collect();
    let is_same = |one: &&Resource| {
        let exists = one.planned.is_some() || one.is_data();
        exists && !changed.contains(one.address.as_str())
    };
    let of_before = resources.before.iter();
    let of_before = of_before.filter(|one| !replaced.contains(one.address.as_str()));
    let same = resources.all.iter().filter(is_same);
    Resources {
        all: of_before.chain(same).cloned().collect(),
        budget: Arc::clone(&resources.budget),
        ..Resources::default()
    }
}

fn read_cluster(cluster: &Resource, is_only: bool, all: &Resources) -> Draft {
    read_within(&all.budget, |reading| {
        let of = Object::new(cluster.view(), reading);
        let described = Described::new(of, Dialect::Azurerm);
        let name = of.text("name");
        let mut draft = settings_of(described, name, &cluster.address, cluster.place);
        let mut pools: Vec<_> = of
            .items("default_node_pool")
            .into_iter()
            .map(|pool| default_pool(Described::new(pool, Dialect::Azurerm)))
            .collect();
        let own = all
            .of(NODE_POOL)
            .filter(|pool| is_of(pool, cluster, is_only));
        for pool in own {
            if !reading.spend(Expense::Pools, 1, pool.place) {
                break;
            }
            let of = Object::new(pool.view(), reading);
            pools.push(read_pool(Described::new(of, Dialect::Azurerm)));
        }
        give_pools(&mut draft, pools, &vnets(all, reading));
        draft
    })
}

/// The pool in the cluster: a System pool of Linux, of one node where it does not say how many.
fn default_pool(of: Described<'_, '_>) -> NodePool {
    let mut pool = read_pool(of);
    if of.of.view.unknown().is_none() {
        pool.mode = Located::default(PoolMode::System, pool.place);
        let is_scaled = pool.max_count.is_some();
        if pool.count.is_none() && !is_scaled {
            pool.count = Some(Located::default(1, pool.place));
        }
    }
    pool
}

/// Whether a pool is one of a cluster. Where its id does not tell, it is of the only one.
fn is_of(pool: &Resource, cluster: &Resource, is_only: bool) -> bool {
    let id = |of: &Resource, name| {
        of.values
            .get(name)
            .and_then(Value::as_text)
            .map(str::to_lowercase)
    };
    match id(pool, "kubernetes_cluster_id") {
        Some(target) => {
            target == cluster.address.to_lowercase() || Some(&target) == id(cluster, "id").as_ref()
        }
        None => is_only,
    }
}

/// The VNets with their subnets, each under its address and its id.
fn vnets(all: &Resources, reading: &Reading<'_>) -> VNets {
    let networks = AzureNetworks::read(all, reading);
    let mut found = VNets::default();
    for resource in all.of(VIRTUAL_NETWORK) {
        let of = Object::new(resource.view(), reading);
        let own = of.text("name");
        let at = networks.position(own.as_ref(), of.text("resource_group_name").as_ref());
        let key = at.map_or_else(|| resource.address.clone(), |at| at.to_string());
        let at = found.add(&key, resource.place, ranges(of, "address_space", resource));
        for subnet in of.items("subnet") {
            let text = subnet.text("name");
            let id = subnet.text("id");
            let name = text.as_ref().and_then(Located::known).cloned();
            let own = name.unwrap_or_default();
            let mut read = read_subnet(subnet, resource);
            if let Some(azure) = &mut read.azure {
                azure.has_route_table = subnet.text("route_table_id").is_some();
            }
            found.add_subnet(at, &format!("{}.{own}", resource.address), read);
            found.add_id(id.as_ref(), &format!("{}.{own}", resource.address));
        }
    }
    let routed = Associations::of(all, ROUTE_TABLE);
    let translated = Associations::of(all, NAT_GATEWAY);
    for resource in all.of(SUBNET) {
        let of = Object::new(resource.view(), reading);
        let (name, group) = (
            of.text("virtual_network_name"),
            of.text("resource_group_name"),
        );
        let at = networks.position(name.as_ref(), group.as_ref());
        let key = at.map_or_else(|| resource.address.clone(), |at| at.to_string());
        let at = found.add(&key, resource.place, Vec::new());
        let mut subnet = read_subnet(of, resource);
        let id = of.text("id");
        let known_id = id.as_ref().and_then(Located::known);
        match &mut subnet.azure {
            // What a subnet that exists is associated with is not in a data source.
            Some(_) if resource.is_data() => subnet.azure = None,
            Some(azure) => {
                azure.has_route_table = routed.may_have(&resource.address, known_id);
                azure.has_nat_gateway = translated.may_have(&resource.address, known_id);
            }
            None => {}
        }
        found.add_subnet(at, &resource.address, subnet);
        found.add_id(id.as_ref(), &resource.address);
    }
    found
}

fn read_subnet(of: Object<'_, '_>, resource: &Resource) -> Subnet {
    let name = of.text("name");
    let mut prefixes = of.texts("address_prefixes");
    prefixes.extend(of.text("address_prefix").filter(|_| prefixes.is_empty()));
    let place = name.as_ref().map_or(resource.place, |name| name.place);
    let delegated = of.items("delegation").into_iter().flat_map(|one| {
        let services = one.items("service_delegation").into_iter();
        services.filter_map(|service| service.text("name"))
    });
    let first = match prefixes.len() {
        0 => ranges(of, "address_prefixes", resource).into_iter().next(),
        _ => {
            let is_ipv4 =
                |range: &&Located<String>| range.known().is_none_or(|range| !range.contains(':'));
            prefixes.iter().find(is_ipv4).cloned().map(Located::parsed)
        }
    };
    Subnet {
        place,
        name,
        cidr: first,
        addresses_in_use: None,
        azure: Some(SubnetInAzure {
            delegations: delegated.collect(),
            prefixes,
            has_route_table: false,
            has_nat_gateway: false,
        }),
    }
}

/// The subnets that have something by an association.
struct Associations {
    subnets: Vec<String>,
    /// One of them is of a subnet that is not known: it may be any.
    is_open: bool,
}

impl Associations {
    fn of(all: &Resources, kind: &str) -> Self {
        let mut found = Associations {
            subnets: Vec::new(),
            is_open: false,
        };
        for one in all.of(kind) {
            match one.values.get("subnet_id").and_then(Value::as_text) {
                Some(id) => found.subnets.push(id.to_lowercase()),
                None => found.is_open = true,
            }
        }
        found
    }

    fn may_have(&self, address: &str, id: Option<&String>) -> bool {
        let is = |own: &str| self.subnets.contains(&own.to_lowercase());
        self.is_open || is(address) || id.is_some_and(|id| is(id))
    }
}

/// A cluster in the API's own words: its body is an object, or JSON as text.
fn read_azapi(resource: &Resource, all: &Resources) -> Option<Draft> {
    let kind = resource.values.get("type").and_then(Value::as_text)?;
    if !kind.to_lowercase().starts_with(AZAPI_CLUSTER) {
        return None;
    }
    let mut has_body = false;
    let draft = read_within(&all.budget, |reading| {
        let of = Object::new(resource.view(), reading);
        let name = of.text("name");
        let body = of.view.get("body");
        let tree = match body.map(View::shape) {
            Some(Shape::Text(_) | Shape::PartlyKnown(_)) => body
                .and_then(View::spelled)
                .and_then(|text| parse_text(&text, reading)),
            _ => None,
        };
        let root = tree.as_ref().and_then(|tree| tree.root()).map(View::Json);
        let properties = root.or(body).and_then(|body| body.get("properties"));
        has_body = properties.is_some();
        let properties = properties.unwrap_or(of.view);
        let of = Object::new(properties, reading);
        let mut draft = read_managed_cluster(of, name, &resource.address);
        let pools = draft.pools.take().map_or(Vec::new(), |pools| pools.pools);
        give_pools(&mut draft, pools, &vnets(all, reading));
        draft
    });
    has_body.then_some(draft)
}
