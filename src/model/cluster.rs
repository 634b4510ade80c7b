//! A cluster: a profile's packs, a network, a VNet and node pools.

use std::collections::HashMap;

use super::{Constraint, Dependency, Located, Network, ProfileVariable, Resource, Unknown};
use crate::aks::{OsSku, OsType, PodIpAllocation, PoolMode};
use crate::source::Place;

/// How much of a cluster an input holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it: rules about the whole cluster run.
    Whole,
    /// A profile alone: all of its packs, and no pool.
    Profile,
    /// Values or packs with quick flags: one pool, whose name and mode nobody has said.
    Flags,
    /// Values or a pack alone: no pool at all.
    ValuesAlone,
}

/// A cluster, or the part of one that is at hand.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Where it stands: the key `cluster`, the start of the values file, the flags.
    pub place: Place,
    /// What it is called, for people: "prod-aks", or the file.
    pub title: String,
    /// How much of it is at hand.
    pub scope: Scope,
    /// Whether its pools come from what Palette and its provider take, in place of a cluster file:
    /// names are the user's there, and not always AKS's.
    pub has_palette_pools: bool,
    /// The cluster's name.
    pub name: Option<Located<String>>,
    /// The cloud.
    pub cloud: Option<Located<String>>,
    /// Kubernetes version, as it is written.
    pub kubernetes_version: Option<Located<String>>,
    /// Whether the API server is private.
    pub private_cluster: Option<Located<bool>>,
    /// The profile's packs.
    pub layers: Vec<Layer>,
    /// The network's settings.
    pub network: Network,
    /// Max pods as the Kubernetes pack gives them for all pools.
    pub pack_max_pods: Option<Located<i64>>,
    /// The VNet, where one is listed.
    pub vnet: Option<VNet>,
    /// The node pools.
    pub pools: Vec<NodePool>,
    /// The profiles, where exports, payloads or Terraform say them.
    pub profiles: Vec<Profile>,
    /// The subnet of the control plane as Terraform names it, where it names it at all.
    pub control_plane: Option<Subnet>,
}

/// A cluster profile, but for its packs.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name, or where it stands.
    pub place: Place,
    /// cluster, infra, add-on or system.
    pub kind: Option<Located<String>>,
    /// The cloud that it is for.
    pub cloud: Option<Located<String>>,
    /// Whether its packs are known.
    pub has_packs: bool,
    /// Its variables.
    pub variables: Vec<ProfileVariable>,
}

impl Profile {
    /// Whether it brings the infrastructure: an add-on profile has no layers of its own.
    pub fn is_infrastructure(&self) -> bool {
        let kind = self.kind.as_ref().and_then(Located::known);
        kind.is_some_and(|kind| matches!(kind.as_str(), "cluster" | "infra"))
    }
}

impl Scope {
    /// Whether there is no pool at all, so that nothing is known of the nodes.
    pub fn has_no_pools(self) -> bool {
        matches!(self, Scope::ValuesAlone | Scope::Profile)
    }
}

impl Cluster {
    /// The listed subnets.
    pub fn subnets(&self) -> &[Subnet] {
        self.vnet.as_ref().map_or(&[], |vnet| &vnet.subnets)
    }

    /// The listed subnets, to be found by their names.
    pub fn subnets_by_name(&self) -> SubnetsByName<'_> {
        let mut subnets = SubnetsByName {
            by_name: HashMap::new(),
            is_closed: !self.subnets().is_empty(),
        };
        for subnet in self.subnets() {
            match subnet.name.as_ref().and_then(Located::known) {
                Some(name) => {
                    subnets.by_name.entry(name).or_insert(subnet);
                }
                None => subnets.is_closed = false,
            }
        }
        subnets
    }

    /// All ranges of the cluster as they are written, each with what it is.
    pub fn ranges(&self) -> Vec<(&'static str, &Located<String>)> {
        let mut ranges = Vec::new();
        if let Some(vnet) = &self.vnet {
            ranges.extend(vnet.address_space.iter().map(|range| ("VNet range", range)));
            ranges.extend(
                vnet.subnets
                    .iter()
                    .filter_map(|subnet| Some(("subnet", subnet.cidr.as_ref()?))),
            );
        }
        ranges
    }
}

/// The listed subnets of a cluster by their names; of equal names the first.
#[derive(Debug)]
pub struct SubnetsByName<'m> {
    by_name: HashMap<&'m str, &'m Subnet>,
    /// Whether subnets are listed, and all of them by name.
    is_closed: bool,
}

impl<'m> SubnetsByName<'m> {
    /// The listed subnet of a name.
    ///
    /// # Errors
    /// Why it is not known: [`Unknown::Invalid`] where subnets are listed and it is certainly none
    /// of them, which has its own finding.
    pub fn get(&self, named: &Located<String>) -> Result<&'m Subnet, Unknown> {
        let name = named.value.as_ref().map_err(Clone::clone)?;
        let found = self.by_name.get(name.as_str()).copied();
        found.ok_or(match self.is_closed {
            true => Unknown::Invalid,
            // A subnet that is not listed may well exist, where the list is not there at all.
            false => Unknown::NotGiven {
                what: "the range of the pool's subnet",
                flag: None,
            },
        })
    }
}

/// A pack of the profile.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Where the cluster names it.
    pub place: Place,
    /// The pack's name.
    pub name: Located<String>,
    /// The pack's version.
    pub version: Option<Located<String>>,
    /// os, k8s, cni, csi or addon, where known.
    pub layer: Option<Located<String>>,
    /// What its pack.json says about other packs and clouds; not there for a pack that is named
    /// without its directory.
    pub manifest: Option<Manifest>,
    /// Whether its values are at hand.
    pub has_values: bool,
    /// What the pack's schema.yaml says of the values that will be deployed.
    pub constraints: Vec<Constraint>,
}

/// What a pack says about what it goes with.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The clouds that it is for; none where it does not say.
    pub cloud_types: Vec<Located<String>>,
    /// The packs that it needs or excludes.
    pub dependencies: Vec<Dependency>,
    /// The least resources that it needs.
    pub resources: Vec<Resource>,
}

impl Layer {
    /// What to call it: `pack 'csi-azure'`.
    pub fn title(&self) -> String {
        match self.name.known() {
            Some(name) => format!("pack '{name}'"),
            None => "a pack".to_owned(),
        }
    }

    /// Why its pack.json does not say something. One that is there and lacks it has a finding, and
    /// so has a pack that is not there.
    pub fn why_not_said(&self) -> Unknown {
        match (&self.manifest, self.name.known()) {
            (None, Some(_)) => Unknown::NameOnly,
            _ => Unknown::Invalid,
        }
    }
}

/// The VNet that the cluster is deployed into.
#[derive(Clone, Debug)]
pub struct VNet {
    /// The key `vnet`, or the flag `--subnet`.
    pub place: Place,
    /// Its ranges.
    pub address_space: Vec<Located<String>>,
    /// Its subnets, those that no pool uses included.
    pub subnets: Vec<Subnet>,
}

/// A subnet of the VNet.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// Where it stands.
    pub place: Place,
    /// Its name; the quick flags give none.
    pub name: Option<Located<String>>,
    /// Its range.
    pub cidr: Option<Located<String>>,
    /// Addresses that others have in it: internal load balancers, private endpoints, machines.
    pub addresses_in_use: Option<Located<i64>>,
}

impl Subnet {
    /// What to call it: its name, or its range.
    pub fn title(&self) -> &str {
        let named = self.name.as_ref().and_then(Located::known);
        let range = self.cidr.as_ref().and_then(Located::known);
        named.or(range).map_or("the subnet", String::as_str)
    }
}

/// A node pool.
#[derive(Clone, Debug)]
pub struct NodePool {
    /// Where it stands.
    pub place: Place,
    /// Its name; the quick flags give none.
    pub name: Option<Located<String>>,
    /// System or User; the quick flags do not say.
    pub mode: Located<PoolMode>,
    /// Linux or Windows.
    pub os_type: Located<OsType>,
    /// The image family.
    pub os_sku: Option<Located<OsSku>>,
    /// Nodes.
    pub count: Option<Located<i64>>,
    /// Fewest nodes of the autoscaler.
    pub min_count: Option<Located<i64>>,
    /// Most nodes of the autoscaler.
    pub max_count: Option<Located<i64>>,
    /// Pods that a node holds at the most; the default where nothing is written.
    pub max_pods: Located<i64>,
    /// Extra nodes during an upgrade, as it is written: a number or per cent.
    pub max_surge: Option<Located<String>>,
    /// Nodes that may be missing during an upgrade, as it is written.
    pub max_unavailable: Option<Located<String>>,
    /// The subnet of the nodes, by name.
    pub subnet: Option<Located<String>>,
    /// The subnet of the pods, by name.
    pub pod_subnet: Option<Located<String>>,
    /// How a pod subnet's addresses are given out.
    pub pod_ip_allocation: Option<Located<PodIpAllocation>>,
    /// The machine size.
    pub vm_size: Option<Located<String>>,
    /// Keys of `nodeLabels`.
    pub label_keys: Vec<Located<String>>,
    /// The taints, as they are written: `key=value:Effect`.
    pub taints: Vec<Located<String>>,
    /// Availability zones.
    pub zones: Vec<Located<String>>,
}

impl NodePool {
    /// What to call it: `pool 'workers'`, or "the pool".
    pub fn title(&self) -> String {
        match self.name.as_ref().and_then(Located::known) {
            Some(name) => format!("pool '{name}'"),
            None => "the pool".to_owned(),
        }
    }

    /// The Windows Server of a Windows pool.
    ///
    /// # Errors
    /// Why it is not known, with the place where it stands or would stand.
    pub fn windows_sku(&self) -> Result<OsSku, (Place, Unknown)> {
        let not_given = Unknown::NotGiven {
            what: "the osSKU of a Windows pool",
            flag: None,
        };
        match &self.os_sku {
            None => Err((self.place, not_given)),
            Some(sku) => sku.value.clone().map_err(|unknown| (sku.place, unknown)),
        }
    }

    /// The nodes that addresses are reckoned for: `maxCount` where the autoscaler is on, else
    /// `count`.
    pub fn most_nodes(&self) -> Option<&Located<i64>> {
        self.max_count.as_ref().or(self.count.as_ref())
    }
}
