//! A cluster: a profile's packs, a network, a VNet and node pools.

use std::collections::HashMap;
use std::fmt;

use super::cidr::Cidr;
use super::constraint::Constraint;
use super::features::Features;
use super::network::Network;
use super::pack::{Dependency, ResourceMinimum};
use super::variable::ProfileVariable;
use super::{ClusterRange, FixedAttribute};
use super::{Gap, Located, Unknown};
use crate::aks::images::default_windows;
use crate::aks::packs::KUBERNETES_PACK;
use crate::aks::{Dialect, OsSku, OsType, PodIpAllocation, PoolMode, ScaleSetPriority};
use crate::source::Place;
use crate::text::short;
use crate::version::Version;

/// How much of a cluster an input has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of it: rules about the whole cluster run.
    Whole,
    /// Only a profile: all of its packs, and no pool.
    Profile,
    /// Values or packs with quick flags: one pool, whose name and mode are not known.
    Flags,
    /// Only values or a pack: no pool.
    ValuesOnly,
}

/// A cluster, or the part of one that an input has.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// The key `cluster`, the start of the values file, or the flags.
    pub(crate) place: Place,
    /// Its name in messages: "prod-aks", or the file.
    pub(crate) title: String,
    /// What it is written in.
    pub(crate) dialect: Dialect,
    /// Its name, where one is written.
    pub(crate) name: Option<Located<String>>,
    pub(crate) scope: Scope,
    /// Whether its pools come from an input of Palette or Terraform rather than a cluster file. Users
    /// choose the names there, which need not be those of AKS.
    pub(crate) has_palette_pools: bool,
    pub(crate) cloud: Option<Located<String>>,
    /// As it is written.
    pub(crate) kubernetes_version: Option<Located<String>>,
    /// The profile's packs.
    pub(crate) packs: Vec<ProfilePack>,
    pub(crate) network: Network,
    pub(crate) features: Features,
    /// Max pods of all pools, if the Kubernetes pack sets them.
    pub(crate) pack_max_pods: Option<Located<i64>>,
    pub(crate) vnet: Option<VNet>,
    pub(crate) pools: Vec<NodePool>,
    /// The profiles, if the input has any: exports, API requests, Terraform.
    pub(crate) profiles: Vec<Profile>,
    /// The control plane's subnet, which only Terraform has.
    pub(crate) control_plane: Option<Subnet>,
    /// The public SSH key for the nodes, which requests and Terraform have.
    pub(crate) ssh_key: Option<Located<String>>,
    /// The ranges that packs and resources of any cloud give it.
    pub(crate) other_ranges: Vec<ClusterRange>,
    /// What Terraform replaces the cluster for, where it is Terraform's.
    pub(crate) fixed: Vec<FixedAttribute>,
}

/// A cluster profile without its packs.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Its name, or where it begins.
    pub(crate) place: Place,
    /// cluster, infra, add-on or system.
    pub(crate) kind: Option<Located<String>>,
    /// The cloud that it is for.
    pub(crate) cloud: Option<Located<String>>,
    /// Whether its packs are known.
    pub(crate) has_packs: bool,
    pub(crate) variables: Vec<ProfileVariable>,
}

impl Profile {
    /// Whether it has the layers of the infrastructure, which an add-on profile does not.
    pub(crate) fn is_infrastructure(&self) -> bool {
        let kind = self.kind.as_ref().and_then(Located::known);
        kind.is_some_and(|kind| matches!(kind.as_str(), "cluster" | "infra"))
    }
}

impl Scope {
    /// Whether there is no pool, so that nothing is known about the nodes.
    pub(crate) fn has_no_pools(self) -> bool {
        matches!(self, Scope::ValuesOnly | Scope::Profile)
    }
}

impl Cluster {
    /// The listed subnets.
    pub(crate) fn subnets(&self) -> &[Subnet] {
        self.vnet.as_ref().map_or(&[], |vnet| &vnet.subnets)
    }

    /// The listed subnets for look-ups by name.
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

    /// The subnet of the API server's private endpoint: that of the first pool, where the cluster is
    /// private and its API server has no subnet of its own.
    pub(crate) fn private_endpoint_subnet(&self) -> Option<&Subnet> {
        let is_private = self.features.private_cluster.as_ref()?.is(&true);
        if !is_private || self.features.api_server_subnet.is_some() {
            return None;
        }
        match (&self.pools.first()?.subnet, self.subnets()) {
            (Some(name), _) => self.subnets_by_name().get(name).ok(),
            (None, [only]) => Some(only),
            _ => None,
        }
    }

    /// The pack of the Kubernetes layer on AKS.
    pub(crate) fn kubernetes_pack(&self) -> Option<&ProfilePack> {
        let is_kubernetes = |pack: &&ProfilePack| {
            let name = pack.name.known();
            name.is_some_and(|name| name == KUBERNETES_PACK)
        };
        self.packs.iter().find(is_kubernetes)
    }

    /// Major and minor of the Kubernetes version.
    ///
    /// # Errors
    /// Why it is not known.
    pub(crate) fn kubernetes_minor(&self) -> Result<(u64, u64), Gap> {
        let what = "the Kubernetes version";
        let Some(written) = &self.kubernetes_version else {
            return Err(Gap::not_given(self.place, what));
        };
        let version = Version::parse(written.get()?);
        let minor = version.and_then(|version| version.minor());
        minor.ok_or_else(|| Gap::not_given(written.place, what))
    }

    /// The image of a Windows pool, and whether it is AKS's default.
    ///
    /// # Errors
    /// Where it is written or would be, and why it is not known.
    pub(crate) fn windows_sku(&self, pool: &NodePool) -> Result<Located<OsSku>, Gap> {
        if let Some(sku) = &pool.os_sku {
            return sku.get().map(|sku| Located::written(*sku, sku_place(pool)));
        }
        let default = self.kubernetes_minor().ok().and_then(default_windows);
        match default {
            Some(sku) => Ok(Located::default(sku, pool.place)),
            None => Err(Gap::not_given(pool.place, "the osSKU of a Windows pool")),
        }
    }

    /// The written ranges of the VNet and its subnets, each with what it is.
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

fn sku_place(pool: &NodePool) -> Place {
    pool.os_sku.as_ref().map_or(pool.place, |sku| sku.place)
}

/// The listed subnets of a cluster by their names; of equal names the first.
#[derive(Debug)]
pub(crate) struct SubnetsByName<'m> {
    subnets: &'m [Subnet],
    by_name: HashMap<&'m str, usize>,
    /// Whether there is a list of subnets in which every one has a name.
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
pub(crate) struct ProfilePack {
    /// Where the cluster file or the profile names it.
    pub(crate) place: Place,
    pub(crate) name: Located<String>,
    pub(crate) version: Option<Located<String>>,
    /// os, k8s, cni, csi or addon, if it is known.
    pub(crate) layer: Option<Located<String>>,
    /// What its pack.json says about other packs and clouds; `None` for a pack that is named without
    /// its directory.
    pub(crate) manifest: Option<Manifest>,
    /// What the pack's schema.yaml requires of the values that will be deployed.
    pub(crate) constraints: Vec<Constraint>,
}

/// What a pack supports and requires.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    /// The clouds that it supports; empty if it does not say.
    pub(crate) cloud_types: Vec<Located<String>>,
    /// The packs that it needs or excludes.
    pub(crate) dependencies: Vec<Dependency>,
    /// The minimum of resources that it needs.
    pub(crate) resources: Vec<ResourceMinimum>,
}

impl ProfilePack {
    /// Why a value of its pack.json is not known. A pack.json without the value has its own finding,
    /// and so has a missing pack.
    pub(crate) fn why_unknown(&self) -> Unknown {
        match (&self.manifest, self.name.known()) {
            (None, Some(_)) => Unknown::NameOnly,
            _ => Unknown::Invalid,
        }
    }
}

/// Its name in messages: `pack 'csi-azure'`.
impl fmt::Display for ProfilePack {
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
    pub(crate) address_space: Vec<Located<Cidr>>,
    /// Including those that no pool uses.
    pub(crate) subnets: Vec<Subnet>,
    /// The ranges of peered VNets.
    pub(crate) peerings: Vec<Located<Cidr>>,
}

/// A subnet of the VNet.
#[derive(Clone, Debug)]
pub(crate) struct Subnet {
    pub(crate) place: Place,
    /// The quick flags give none.
    pub(crate) name: Option<Located<String>>,
    pub(crate) cidr: Option<Located<Cidr>>,
    /// Addresses already used by other resources: internal load balancers, private endpoints,
    /// machines.
    pub(crate) addresses_in_use: Option<Located<i64>>,
    /// What Azure says of an existing subnet; `None` if there is no answer from Azure.
    pub(crate) azure: Option<SubnetInAzure>,
}

/// What Azure says of an existing subnet.
#[derive(Clone, Debug)]
pub(crate) struct SubnetInAzure {
    /// The services that it is delegated to.
    pub(crate) delegations: Vec<Located<String>>,
    /// All its ranges.
    pub(crate) prefixes: Vec<Located<String>>,
    pub(crate) has_route_table: bool,
    pub(crate) has_nat_gateway: bool,
}

impl Subnet {
    /// Its name in messages, or its range.
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
    pub(crate) place: Place,
    /// The quick flags give none.
    pub(crate) name: Option<Located<String>>,
    /// Not known with quick flags.
    pub(crate) mode: Located<PoolMode>,
    pub(crate) os_type: Located<OsType>,
    pub(crate) os_sku: Option<Located<OsSku>>,
    pub(crate) count: Option<Located<i64>>,
    /// The autoscaler's minimum.
    pub(crate) min_count: Option<Located<i64>>,
    /// The autoscaler's maximum.
    pub(crate) max_count: Option<Located<i64>>,
    /// The effective value: what is written, else the default of the packs or of AKS.
    pub(crate) max_pods: Located<i64>,
    /// Extra nodes during an upgrade, as it is written: a number or a percentage.
    pub(crate) max_surge: Option<Located<String>>,
    /// Nodes that may be missing during an upgrade, as it is written.
    pub(crate) max_unavailable: Option<Located<String>>,
    /// The subnet of the nodes, by name.
    pub(crate) subnet: Option<Located<String>>,
    /// The subnet of the pods, by name.
    pub(crate) pod_subnet: Option<Located<String>>,
    pub(crate) pod_ip_allocation: Option<Located<PodIpAllocation>>,
    pub(crate) vm_size: Option<Located<String>>,
    pub(crate) labels: Vec<NodeLabel>,
    pub(crate) zones: Vec<Located<String>>,
    pub(crate) priority: Option<Located<ScaleSetPriority>>,
    pub(crate) fips: Option<Located<bool>>,
    /// The name of the pool that azurerm makes while it replaces this one.
    pub(crate) rotation_name: Option<Located<String>>,
    pub(crate) public_ip: Option<Located<bool>>,
    /// As they are written: `key=value:Effect`.
    pub(crate) taints: Vec<Located<String>>,
}

/// A label of the nodes of a pool.
#[derive(Clone, Debug)]
pub(crate) struct NodeLabel {
    pub(crate) key: Located<String>,
    /// The value, if it is a text or a number.
    pub(crate) value: Option<Located<String>>,
}

impl NodePool {
    /// A pool without any settings. Its max pods are [`Located::is_default`] until they are set.
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
            labels: Vec::new(),
            zones: Vec::new(),
            priority: None,
            fips: None,
            rotation_name: None,
            public_ip: None,
            taints: Vec::new(),
        }
    }

    /// Forgets what something may have set that is not known. The name stays, for messages.
    pub(crate) fn set_unknown(&mut self, unknown: &Unknown, place: Place) {
        fn not_known<T>(unknown: &Unknown, place: Place) -> Located<T> {
            Located::unknown(unknown.clone(), place)
        }
        self.mode = not_known(unknown, place);
        self.os_type = not_known(unknown, place);
        self.os_sku = Some(not_known(unknown, place));
        self.min_count = Some(not_known(unknown, place));
        self.max_count = Some(not_known(unknown, place));
        self.max_pods = not_known(unknown, place);
        self.max_surge = Some(not_known(unknown, place));
        self.max_unavailable = Some(not_known(unknown, place));
        self.vm_size = Some(not_known(unknown, place));
    }

    /// The number of nodes to plan for: `maxCount` with the autoscaler, else `count`.
    pub(crate) fn max_nodes(&self) -> Option<&Located<i64>> {
        self.max_count.as_ref().or(self.count.as_ref())
    }
}

/// Its name in messages: `pool 'workers'`, or "the pool".
impl fmt::Display for NodePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_ref().and_then(Located::known) {
            Some(name) => write!(f, "pool '{}'", short(name)),
            None => f.write_str("the pool"),
        }
    }
}
