//! AKS's own object: what `az aks show`, `az aks list`, `az aks nodepool list` and the REST API give.

use std::sync::Arc;

use super::cluster::settings_of;
use super::fields::{Described, step_into};
use super::pool::{forget_default_modes, read_pool};
use super::secrets::hide_secrets;
use super::vnets::VNets;
use crate::aks::Dialect;
use crate::input::draft::{Draft, DraftPools};
use crate::input::read::{Object, Reading, Resolver, Shape, View};
use crate::model::{Candidate, Level, Located, NodePool, Setting, Unknown};
use crate::source::{Budget, Expense, SourceFile, Span};
use crate::syntax::{Kind, Node};

const POOLS: &str = "agentPoolProfiles";

/// Whether an object is a cluster of AKS.
fn is_cluster(node: Node<'_>) -> bool {
    let within = |of| step_into(of, POOLS, Dialect::Aks);
    let view = View::Json(node);
    let properties = || step_into(view, "properties", Dialect::Aks);
    within(view).or_else(|| within(properties()?)).is_some()
}

/// Whether an object is a node pool of AKS.
fn is_pool(node: Node<'_>) -> bool {
    let view = properties_of(View::Json(node));
    let has = |key: &str| step_into(view, key, Dialect::Aks).is_some();
    has("vmSize") && has("osType")
}

/// The properties of a resource: the command line has them beside the name, the API below.
fn properties_of(view: View<'_>) -> View<'_> {
    let properties = step_into(view, "properties", Dialect::Aks);
    properties
        .filter(|one| matches!(one.shape(), Shape::Object))
        .unwrap_or(view)
}

fn items_of(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.items()
        .filter(|item| is_cluster(*item) || is_pool(*item))
}

/// Reads the clusters; pools without one are a part of a cluster whose network is not known.
pub(crate) fn read_object(
    source: &Arc<SourceFile>,
    root: Node<'_>,
    budget: &Arc<Budget>,
) -> Vec<Draft> {
    source.set_generated();
    hide_secrets(source, root);
    let objects: Vec<_> = match root.kind() {
        Kind::Mapping => vec![root],
        _ => items_of(root).collect(),
    };
    let (clusters, pools): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|object| is_cluster(*object));
    let mut drafts: Vec<_> = clusters
        .into_iter()
        .map(|cluster| read_one(source, cluster, budget))
        .collect();
    if !pools.is_empty() {
        drafts.push(read_pools(source, &pools, budget));
    }
    drafts
}

/// Reads with a budget; what was wrong is the draft's.
pub(crate) fn read_within(budget: &Arc<Budget>, read: impl FnOnce(&Reading<'_>) -> Draft) -> Draft {
    let resolver = Resolver {
        budget: Arc::clone(budget),
        ..Resolver::default()
    };
    let reading = Reading::new(&resolver);
    let mut draft = read(&reading);
    draft.problems.extend(reading.finish());
    draft
}

fn read_one(source: &Arc<SourceFile>, root: Node<'_>, budget: &Arc<Budget>) -> Draft {
    read_within(budget, |reading| {
        let root = Object::new(View::Json(root), reading);
        let name = root.text("name");
        let of = Object::new(properties_of(root.view), reading);
        let mut draft = read_managed_cluster(of, name, &source.name);
        let pools = draft
            .pools
            .as_mut()
            .map(|pools| std::mem::take(&mut pools.pools));
        give_pools(&mut draft, pools.unwrap_or_default(), &VNets::default());
        // The VNet that AKS made for an older cluster had other ranges.
        draft.vnet = None;
        draft
    })
}

/// A cluster as the API describes it: its properties, with the pools that are within them.
pub(crate) fn read_managed_cluster(
    of: Object<'_, '_>,
    name: Option<Located<String>>,
    address: &str,
) -> Draft {
    let described = Described::new(of, Dialect::Aks);
    let mut draft = settings_of(described, name, address, of.place());
    let entry = described.at(POOLS);
    let pools = entry.map_or(Vec::new(), |entry| match entry.value.unknown() {
        Some(_) => vec![entry.value],
        None => entry.items(of.reading, "a list of node pools"),
    });
    let may = (of.reading).spend(Expense::Pools, pools.len(), of.place());
    let pools = pools.into_iter().filter(|_| may);
    let read = |pool| read_pool(Described::new(Object::new(pool, of.reading), Dialect::Aks));
    let pools = pools.map(read).collect();
    draft.pools = Some(DraftPools {
        pools,
        are_palettes: false,
    });
    draft
}

/// The pools of a cluster, all together, with the VNet that they are in.
pub(crate) fn give_pools(draft: &mut Draft, mut pools: Vec<NodePool>, vnets: &VNets) {
    if draft.dialect == Dialect::Aks {
        forget_default_modes(&mut pools);
    }
    vnets.give_to(draft, &mut pools);
    draft.pools = Some(DraftPools {
        pools,
        are_palettes: false,
    });
}

/// The output of `az aks nodepool list`: nothing of the network is in it.
fn read_pools(source: &Arc<SourceFile>, pools: &[Node<'_>], budget: &Arc<Budget>) -> Draft {
    read_within(budget, |reading| {
        let place = source.place(Span::empty(0));
        let mut draft = Draft::new(place, source.name.clone());
        draft.dialect = Dialect::Aks;
        draft.cloud = Some(Located::default("aks".to_owned(), place));
        let reason = "a list of node pools does not have the cluster's network".to_owned();
        draft.settings = unknown_settings(&Unknown::Terraform(reason), place);
        let may = reading.spend(Expense::Pools, pools.len(), place);
        let pools = pools.iter().filter(|_| may).map(|pool| {
            let pool = Object::new(View::Json(*pool), reading);
            let mut read = read_pool(Described::new(
                Object::new(properties_of(pool.view), reading),
                Dialect::Aks,
            ));
            read.name = pool.text("name");
            read.place = read.name.as_ref().map_or(read.place, |name| name.place);
            read
        });
        let pools = pools.collect();
        give_pools(&mut draft, pools, &VNets::default());
        draft.vnet = None;
        draft
    })
}

/// All settings of a network of which nothing is known.
pub(super) fn unknown_settings(unknown: &Unknown, place: crate::source::Place) -> Vec<Candidate> {
    let settings = Setting::ALL.into_iter();
    settings
        .map(|setting| Candidate {
            setting,
            key: setting.key().to_owned(),
            value: Located::unknown(unknown.clone(), place),
            content: None,
            level: Level::ClusterFile,
            owner: "the cluster".to_owned(),
        })
        .collect()
}
