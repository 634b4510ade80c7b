//! `ManagedCluster` of Azure Service Operator, alone or among the resources of Cluster API's
//! `AzureASOManaged…`.

use std::sync::Arc;

use super::documents::{KubernetesObject, KubernetesObjects, raw, refers};
use super::{cluster_network, replicas};
use crate::aks::Dialect;
use crate::input::azure::cluster::without_v;
use crate::input::azure::fields::Described;
use crate::input::azure::object::{give_pools, read_managed_cluster, read_within};
use crate::input::azure::pool::read_pool;
use crate::input::azure::subnet::{address_space, read_subnet};
use crate::input::azure::vnets::VNets;
use crate::input::draft::Draft;
use crate::input::read::{Object, Reading, View};
use crate::model::{Located, NodePool, Setting, Unknown};
use crate::source::Budget;

const CLUSTER: &str = "ManagedCluster";
const POOL: &str = "ManagedClustersAgentPool";
const GROUP: &str = "containerservice.azure.com";
const CONTROL_PLANE: &str = "AzureASOManagedControlPlane";
const MACHINE_POOL: &str = "AzureASOManagedMachinePool";

pub(super) fn read_clusters(documents: &KubernetesObjects, budget: &Arc<Budget>) -> Vec<Draft> {
    let clusters: Vec<_> = documents
        .of(CLUSTER)
        .filter(|one| one.group == GROUP)
        .collect();
    let is_only = clusters.len() == 1;
    let read = |cluster: &&KubernetesObject| read_cluster(cluster, is_only, documents, budget);
    clusters.iter().map(read).collect()
}

fn read_cluster(
    cluster: &KubernetesObject,
    is_only: bool,
    documents: &KubernetesObjects,
    budget: &Arc<Budget>,
) -> Draft {
    read_within(budget, |reading| {
        let spec = Object::new(View::Terraform(&cluster.spec), reading);
        let name = spec.text("azureName").or_else(|| cluster.name.clone());
        let mut draft = read_managed_cluster(spec, name, &cluster.key);
        let plane = cluster.within.and_then(|at| documents.all.get(at));
        let owner = plane.and_then(|plane| documents.cluster_of(CONTROL_PLANE, plane));
        if let Some(owner) = owner {
            let of = Object::new(View::Terraform(&owner.spec), reading);
            let of_cluster = cluster_network(of).into_iter();
            // Those of the managed cluster itself take precedence.
            let is_set = |setting: Setting| draft.settings.iter().any(|one| one.setting == setting);
            let unset: Vec<_> = of_cluster.filter(|one| !is_set(one.setting)).collect();
            draft.settings.extend(unset);
        }
        if let Some(plane) = plane {
            let of = Object::new(View::Terraform(&plane.spec), reading);
            let version = of.text("version").map(without_v);
            draft.kubernetes_version = draft.kubernetes_version.or(version);
        }
        let own = draft.pools.take().map_or(Vec::new(), |pools| pools.pools);
        let written = spec.items("agentPoolProfiles");
        let mut pools: Vec<_> = own
            .into_iter()
            .zip(&written)
            .map(|(pool, of)| with_subnets(pool, *of, cluster))
            .collect();
        for pool in documents.of(POOL).filter(|one| one.group == GROUP) {
            let outer = pool.within.and_then(|at| documents.all.get(at));
            let machines = outer.and_then(|outer| documents.machine_pool_of(MACHINE_POOL, outer));
            let of = machines.and_then(|machines| machines.spec.get("clusterName"));
            let is_own = match (pool.spec.get("owner"), of.and_then(raw)) {
                (Some(owner), _) => refers(Some(owner), CLUSTER, cluster),
                (None, Some(name)) => owner.map_or(is_only, |owner| owner.key == name),
                (None, None) => is_only,
            };
            if is_own {
                pools.push(agent_pool(pool, machines, reading));
            }
        }
        give_pools(&mut draft, pools, &vnets(documents, reading));
        draft
    })
}

fn agent_pool(
    pool: &KubernetesObject,
    machines: Option<&KubernetesObject>,
    reading: &Reading<'_>,
) -> NodePool {
    let spec = Object::new(View::Terraform(&pool.spec), reading);
    let mut read = read_pool(Described::new(spec, Dialect::Aks));
    let name = spec.text("azureName").or_else(|| pool.name.clone());
    read.place = name.as_ref().map_or(pool.place, |name| name.place);
    read.name = name;
    read.count = read.count.or_else(|| replicas(machines, reading));
    with_subnets(read, spec, pool)
}

/// A pool with the subnets that it refers to as objects.
fn with_subnets(mut pool: NodePool, of: Object<'_, '_>, user: &KubernetesObject) -> NodePool {
    let reference = |name: &str| reference(of.object(name)?, user);
    pool.subnet = pool.subnet.or_else(|| reference("vnetSubnetReference"));
    pool.pod_subnet = pool.pod_subnet.or_else(|| reference("podSubnetReference"));
    pool
}

/// What a reference names: an object of the file, or a resource of Azure by its id.
fn reference(of: Object<'_, '_>, user: &KubernetesObject) -> Option<Located<String>> {
    if let Some(id) = of.text("armId") {
        return Some(id);
    }
    let name = of.view.get("name")?;
    let written = name.spelled().map(|name| name.content.clone());
    Some(match written {
        Some(name_text) => {
            Located::written(in_namespace(&user.namespace, &name_text), name.place())
        }
        None => Located::unknown(Unknown::Invalid, name.place()),
    })
}

fn in_namespace(namespace: &str, name: &str) -> String {
    match namespace {
        "" => name.to_owned(),
        _ => format!("{namespace}/{name}"),
    }
}

fn vnets(documents: &KubernetesObjects, reading: &Reading<'_>) -> VNets {
    let mut found = VNets::default();
    let id = |of: &KubernetesObject, name: &str| in_namespace(&of.namespace, name);
    for vnet in documents.of("VirtualNetwork") {
        let of = Object::new(View::Terraform(&vnet.spec), reading);
        found.add(&id(vnet, &vnet.key), vnet.place, address_space(of));
    }
    for subnet in documents.of("VirtualNetworksSubnet") {
        let owner = subnet.spec.get("owner").and_then(|owner| owner.get("name"));
        let owner = owner.and_then(raw).unwrap_or_default();
        let at = found.add(&id(subnet, owner), subnet.place, Vec::new());
        let of = Object::new(View::Terraform(&subnet.spec), reading);
        let name = of.text("azureName").or_else(|| subnet.name.clone());
        found.add_subnet(at, &id(subnet, &subnet.key), read_subnet(of, name));
    }
    found
}
