//! A cluster: a profile's packs, a network, a VNet and node pools.

use std::collections::HashMap;
use std::fmt;

use super::cidr::Cidr;
use super::constraint::Constraint;
use super::network::Network;
use super::pack::{Dependency, ResourceMinimum};
use super::variable::ProfileVariable;
use super::{Gap, Located, Unknown};
use crate::aks::{OsSku, OsType, PodIpAllocation, PoolMode};
use crate::source::Place;
use crate::text::short;

/// How much of a cluster an input holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
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
    pub(crate) place: Place,
    /// What it is called, for people: "prod-aks", or the file.
    pub(crate) title: String,
    /// How much of it is at hand.
    pub(crate) scope: Scope,
    /// Whether its pools come from what Palette and its provider take, in place of a cluster file:
    /// names are the user's there, and not always AKS's.
    pub(crate) has_palette_pools: bool,
    /// The cloud.
    pub(crate) cloud: Option<Located<String>>,
    /// Kubernetes version, as it is written.
    pub(crate) kubernetes_version: Option<Located<String>>,
    /// The profile's packs.
    pub(crate) layers: Vec<Layer>,
    /// The network's settings.
    pub(crate) network: Network,
    /// Max pods as the Kubernetes pack gives them for all pools.
    pub(crate) pack_max_pods: Option<Located<i64>>,
    /// The VNet, where one is listed.
    pub(crate) vnet: Option<VNet>,
    /// The node pools.
    pub(crate) pools: Vec<NodePool>,
    /// The profiles, where exports, payloads or Terraform say them.
    pub(crate) profiles: Vec<Profile>,
    /// The subnet of the control plane as Terraform names it, where it names it at all.
    pub(crate) control_plane: Option<Subnet>,
}

/// A cluster profile, but for its packs.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Its name, or where it stands.
    pub(crate) place: Place,
    /// cluster, infra, add-on or system.
    pub(crate) kind: Option<Located<String>>,
    /// The cloud that it is for.
    pub(crate) cloud: Option<Located<String>>,
    /// Whether its packs are known.
    pub(crate) has_packs: bool,
    /// Its variables.
    pub(crate) variables: Vec<ProfileVariable>,
}

impl Profile {
    /// Whether it brings the infrastructure: an add-on profile has no layers of its own.
    pub(crate) fn is_infrastructure(&self) -> bool {
        let kind = self.kind.as_ref().and_then(Located::known);
        kind.is_some_and(|kind| matches!(kind.as_str(), "cluster" | "infra"))
    }
}

impl Scope {
    /// Whether there is no pool at all, so that nothing is known of the nodes.
    pub(crate) fn has_no_pools(self) -> bool {
        matches!(self, Scope::ValuesAlone | Scope::Profile)
    }
}

impl Cluster {
    /// The listed subnets.
    pub(crate) fn subnets(&self) -> &[Subnet] {
        self.vnet.as_ref().map_or(&[], |vnet| &vnet.subnets)
    }

    /// The listed subnets, to be found by their names.
    pub(crate) fn subnets_by_name(&self) -> SubnetsByName<'_> {
        let mut subnets = SubnetsByName {
            subnets: self.subnets(),
            by_name: HashMap::new(),
            is_closed: !self.subnets().is_empty(),
        };
        for (at, subnet) in self.subnets().iter().enumerate() {
            match subnet.name.as_ref().and_then(Located::known) {
                Some(name) => {
                    subnets.by_name.entry(name).or_insert(at);
                }
                None => subnets.is_closed = false,
            }
        }
        subnets
    }

    /// All ranges of the cluster as they are written, each with what it is.
    pub(crate) fn ranges(&self) -> Vec<(&'static str, &Located<Cidr>)> {
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
pub(crate) struct SubnetsByName<'m> {
    subnets: &'m [Subnet],
    by_name: HashMap<&'m str, usize>,
    /// Whether subnets are listed, and all of them by name.
    is_closed: bool,
}

impl<'m> SubnetsByName<'m> {
    /// The index of the listed subnet of a name.
    ///
    /// # Errors
    /// Why it is not known: [`Unknown::Invalid`] if subnets are listed and it is certainly none of
    /// them, which has its own finding.
    pub(crate) fn position(&self, name: &Located<String>) -> Result<usize, Gap> {
        let found = self.by_name.get(name.get()?.as_str()).copied();
        found.ok_or_else(|| Gap {
            place: name.place,
            unknown: match self.is_closed {
                true => Unknown::Invalid,
                // A subnet that is not listed may well exist if there is no list.
                false => Unknown::not_given("the range of the pool's subnet"),
            },
        })
    }

    /// The listed subnet of a name.
    ///
    /// # Errors
    /// As [`SubnetsByName::position`].
    pub(crate) fn get(&self, name: &Located<String>) -> Result<&'m Subnet, Gap> {
        Ok(&self.subnets[self.position(name)?])
    }
}

/// A pack of the profile.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// Where the cluster names it.
    pub(crate) place: Place,
    /// The pack's name.
    pub(crate) name: Located<String>,
    /// The pack's version.
    pub(crate) version: Option<Located<String>>,
    /// os, k8s, cni, csi or addon, where known.
    pub(crate) layer: Option<Located<String>>,
    /// What its pack.json says about other packs and clouds; not there for a pack that is named
    /// without its directory.
    pub(crate) manifest: Option<Manifest>,
    /// What the pack's schema.yaml says of the values that will be deployed.
    pub(crate) constraints: Vec<Constraint>,
}

/// What a pack says about what it goes with.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    /// The clouds that it is for; none where it does not say.
    pub(crate) cloud_types: Vec<Located<String>>,
    /// The packs that it needs or excludes.
    pub(crate) dependencies: Vec<Dependency>,
    /// The least resources that it needs.
    pub(crate) resources: Vec<ResourceMinimum>,
}

impl Layer {
    /// What to call it: `pack 'csi-azure'`.
    pub(crate) fn title(&self) -> String {
        self.to_string()
    }

    /// Why its pack.json does not say something. One that is there and lacks it has a finding, and
    /// so has a pack that is not there.
    pub(crate) fn why_not_said(&self) -> Unknown {
        match (&self.manifest, self.name.known()) {
            (None, Some(_)) => Unknown::NameOnly,
            _ => Unknown::Invalid,
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.known() {
            Some(name) => write!(f, "pack '{}'", short(name)),
            None => f.write_str("a pack"),
        }
    }
}

/// The VNet that the cluster is deployed into.
#[derive(Clone, Debug)]
pub(crate) struct VNet {
    /// The key `vnet`, or the flag `--subnet`.
    pub(crate) place: Place,
    /// Its ranges.
    pub(crate) address_space: Vec<Located<Cidr>>,
    /// Its subnets, those that no pool uses included.
    pub(crate) subnets: Vec<Subnet>,
}

/// A subnet of the VNet.
#[derive(Clone, Debug)]
pub(crate) struct Subnet {
    /// Where it stands.
    pub(crate) place: Place,
    /// Its name; the quick flags give none.
    pub(crate) name: Option<Located<String>>,
    /// Its range.
    pub(crate) cidr: Option<Located<Cidr>>,
    /// Addresses that others have in it: internal load balancers, private endpoints, machines.
    pub(crate) addresses_in_use: Option<Located<i64>>,
}

impl Subnet {
    /// What to call it: its name, or its range.
    pub(crate) fn title(&self) -> &str {
        let named = self.name.as_ref().and_then(Located::known);
        let range = self.cidr.as_ref().and_then(Located::known);
        let text = range.map(|range| &range.text);
        named.or(text).map_or("the subnet", String::as_str)
    }
}

/// A node pool.
#[derive(Clone, Debug)]
pub(crate) struct NodePool {
    /// Where it stands.
    pub(crate) place: Place,
    /// Its name; the quick flags give none.
    pub(crate) name: Option<Located<String>>,
    /// System or User; the quick flags do not say.
    pub(crate) mode: Located<PoolMode>,
    /// Linux or Windows.
    pub(crate) os_type: Located<OsType>,
    /// The image family.
    pub(crate) os_sku: Option<Located<OsSku>>,
    /// Nodes.
    pub(crate) count: Option<Located<i64>>,
    /// Fewest nodes of the autoscaler.
    pub(crate) min_count: Option<Located<i64>>,
    /// Most nodes of the autoscaler.
    pub(crate) max_count: Option<Located<i64>>,
    /// Pods that a node holds at the most; the default where nothing is written.
    pub(crate) max_pods: Located<i64>,
    /// Extra nodes during an upgrade, as it is written: a number or per cent.
    pub(crate) max_surge: Option<Located<String>>,
    /// Nodes that may be missing during an upgrade, as it is written.
    pub(crate) max_unavailable: Option<Located<String>>,
    /// The subnet of the nodes, by name.
    pub(crate) subnet: Option<Located<String>>,
    /// The subnet of the pods, by name.
    pub(crate) pod_subnet: Option<Located<String>>,
    /// How a pod subnet's addresses are given out.
    pub(crate) pod_ip_allocation: Option<Located<PodIpAllocation>>,
    /// The machine size.
    pub(crate) vm_size: Option<Located<String>>,
    /// Keys of `nodeLabels`.
    pub(crate) label_keys: Vec<Located<String>>,
    /// The taints, as they are written: `key=value:Effect`.
    pub(crate) taints: Vec<Located<String>>,
}

impl NodePool {
    /// A pool that says nothing but where it is. Its max pods are [`Located::is_default`] until
    /// somebody says them.
    pub(crate) fn at(place: Place) -> Self {
        NodePool {
            place,
            name: None,
            mode: Located::default(PoolMode::User, place),
            os_type: Located::default(OsType::Linux, place),
            os_sku: None,
            count: None,
            min_count: None,
            max_count: None,
            max_pods: Located::absent(Unknown::not_given("max pods"), place),
            max_surge: None,
            max_unavailable: None,
            subnet: None,
            pod_subnet: None,
            pod_ip_allocation: None,
            vm_size: None,
            label_keys: Vec::new(),
            taints: Vec::new(),
        }
    }

    /// What to call it: `pool 'workers'`, or "the pool".
    pub(crate) fn title(&self) -> String {
        self.to_string()
    }

    /// The Windows Server of a Windows pool.
    ///
    /// # Errors
    /// Where it is written or would be, and why it is not known.
    pub(crate) fn windows_sku(&self) -> Result<OsSku, Gap> {
        match &self.os_sku {
            None => Err(Gap::not_given(self.place, "the osSKU of a Windows pool")),
            Some(sku) => sku.get().copied(),
        }
    }

    /// The nodes that addresses are reckoned for: `maxCount` where the autoscaler is on, else
    /// `count`.
    pub(crate) fn most_nodes(&self) -> Option<&Located<i64>> {
        self.max_count.as_ref().or(self.count.as_ref())
    }
}

impl fmt::Display for NodePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_ref().and_then(Located::known) {
            Some(name) => write!(f, "pool '{}'", short(name)),
            None => f.write_str("the pool"),
        }
    }
}
