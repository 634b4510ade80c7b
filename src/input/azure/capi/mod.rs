//! Clusters of Cluster API's provider for Azure, and of Azure Service Operator: objects of Kubernetes,
//! several to a file.

mod aso;
mod documents;

use std::sync::Arc;

use self::documents::{KubernetesObject, KubernetesObjects, raw};
use super::cluster::settings_of;
use super::fields::Described;
use super::object::{give_pools, read_within};
use super::pool::read_pool;
use super::vnets::VNets;
use crate::aks::limits::DEFAULT_VNET_CAPZ;
use crate::aks::{Dialect, PoolMode};
use crate::input::draft::{Draft, read_taint};
use crate::input::read::{Object, Reading, View};
use crate::model::{Candidate, Level, Located, NodePool, Raw, Setting, Subnet, Unknown};
use crate::source::{Budget, Expense, SourceFile};
use crate::syntax::Tree;

const CONTROL_PLANE: &str = "AzureManagedControlPlane";
const MACHINE_POOL: &str = "AzureManagedMachinePool";

/// Reads the clusters of a file.
pub(crate) fn read_cluster_api(
    source: &Arc<SourceFile>,
    tree: &Tree,
    budget: &Arc<Budget>,
) -> Vec<Draft> {
    let documents = KubernetesObjects::read(source, tree, budget);
    let planes = documents.of(CONTROL_PLANE);
    let is_only = documents.of(CONTROL_PLANE).count() == 1;
    let managed = planes.map(|plane| read_managed(plane, is_only, &documents, budget));
    managed
        .chain(aso::read_clusters(&documents, budget))
        .collect()
}

fn read_managed(
    plane: &KubernetesObject,
    is_only: bool,
    documents: &KubernetesObjects,
    budget: &Arc<Budget>,
) -> Draft {
    read_within(budget, |reading| {
        let spec = Object::new(View::Terraform(&plane.spec), reading);
        let described = Described::new(spec, Dialect::ClusterApi);
        let address = plane.key.clone();
        let mut draft = settings_of(described, plane.name.clone(), &address, plane.place);
        let cluster = documents.cluster_of(CONTROL_PLANE, plane);
        if let Some(cluster) = cluster {
            let of = Object::new(View::Terraform(&cluster.spec), reading);
            draft.settings.extend(cluster_network(of));
        }
        if let Some(patches) = spec.entry("asoManagedClusterPatches") {
            let reason = "patches of the managed cluster may set it".to_owned();
            draft.settings.extend(patched(&reason, patches.key));
        }
        let (vnets, own) = vnet(plane, spec);
        let names = [
            cluster.map(|cluster| cluster.key.as_str()),
            Some(address.as_str()),
        ];
        let pools = documents.of(MACHINE_POOL).filter_map(|pool| {
            let machines = documents.machine_pool_of(MACHINE_POOL, pool);
            let of = machines.and_then(|pool| pool.spec.get("clusterName"));
            let of = of.and_then(raw);
            let is_own = match of {
                Some(_) => names.contains(&of),
                None => is_only,
            };
            is_own.then(|| machine_pool(pool, machines, &own, reading))
        });
        let pools: Vec<_> = pools.collect();
        let may = reading.spend(Expense::Pools, pools.len(), plane.place);
        let pools = if may { pools } else { Vec::new() };
        give_pools(&mut draft, pools, &vnets);
        draft
    })
}

/// The ranges that the object Cluster gives.
fn cluster_network(of: Object<'_, '_>) -> Vec<Candidate> {
    let network = of.object("clusterNetwork");
    let range = |key: &'static str, setting: Setting| {
        let ranges = network?.object(key)?.texts("cidrBlocks");
        let first = ranges.into_iter().next()?;
        Some(Candidate {
            setting,
            key: "cidrBlocks".to_owned(),
            value: first.map(|text| Ok(Raw::of_text(setting, text))),
            content: None,
            level: Level::ClusterFile,
            owner: "the object Cluster".to_owned(),
        })
    };
    let found = [
        range("pods", Setting::PodCidr),
        range("services", Setting::ServiceCidr),
    ];
    found.into_iter().flatten().collect()
}

/// Settings that patches may have set.
fn patched(reason: &str, place: crate::source::Place) -> Vec<Candidate> {
    let unknown = Unknown::Terraform(reason.to_owned());
    let mut settings = super::object::unknown_settings(&unknown, place);
    settings
        .iter_mut()
        .for_each(|one| one.level = Level::AsoPatch);
    settings
}

/// The VNet of a control plane, with what refers to the subnet of its pools. What it does not say, the
/// webhook sets.
fn vnet(plane: &KubernetesObject, spec: Object<'_, '_>) -> (VNets, Located<String>) {
    let mut vnets = VNets::default();
    let of = spec.object("virtualNetwork");
    let place = of.map_or(plane.place, Object::place);
    let default = |text: &str| Located::default(text.to_owned(), place);
    let range = of.and_then(|of| of.text("cidrBlock"));
    let range = range.unwrap_or_else(|| default(DEFAULT_VNET_CAPZ.0));
    let at = vnets.add("own", place, vec![range.parsed()]);
    let subnet = of.and_then(|of| of.object("subnet"));
    let name = subnet.and_then(|subnet| subnet.text("name"));
    let name = name
        .or_else(|| plane.name.clone())
        .unwrap_or_else(|| default("aks-subnet"));
    let cidr = subnet.and_then(|subnet| subnet.text("cidrBlock"));
    let cidr = cidr.unwrap_or_else(|| default(DEFAULT_VNET_CAPZ.1));
    let reference = name
        .known()
        .cloned()
        .unwrap_or_else(|| "the subnet".to_owned());
    let own = Located::default(reference.clone(), name.place);
    vnets.add_subnet(
        at,
        &reference,
        Subnet {
            place: cidr.place,
            name: Some(name),
            cidr: Some(cidr.parsed()),
            addresses_in_use: None,
            azure: None,
        },
    );
    (vnets, own)
}

fn machine_pool(
    pool: &KubernetesObject,
    machines: Option<&KubernetesObject>,
    subnet: &Located<String>,
    reading: &Reading<'_>,
) -> NodePool {
    let spec = Object::new(View::Terraform(&pool.spec), reading);
    let mut read = read_pool(Described::new(spec, Dialect::ClusterApi));
    if read.name.is_none() {
        read.name = pool.name.clone();
        read.place = pool.place;
    }
    if spec.view.get("mode").is_none() {
        // The field is required.
        read.mode = Located::<PoolMode>::unknown(Unknown::not_given("the pool's mode"), read.place);
    }
    let taints = spec.items("taints").into_iter();
    read.taints = taints.filter_map(read_taint).collect();
    read.count = replicas(machines, reading).or(Some(Located::default(1, read.place)));
    read.subnet.get_or_insert_with(|| subnet.clone());
    if let Some(patches) = spec.entry("asoManagedClustersAgentPoolPatches") {
        let reason = "patches of the agent pool may set it".to_owned();
        read.set_unknown(&Unknown::Terraform(reason), patches.key);
    }
    read
}

/// How many machines a pool has, by its object MachinePool.
fn replicas(machines: Option<&KubernetesObject>, reading: &Reading<'_>) -> Option<Located<i64>> {
    let spec = Object::new(View::Terraform(&machines?.spec), reading);
    spec.whole("replicas")
}
