//! The ranges that a cluster is deployed with: what is written, else AKS's defaults.

use std::fmt;
use std::net::Ipv4Addr;

use ipnetwork::Ipv4Network;

use super::no_subnet;
use super::placement::Placement;
use crate::aks::{NetworkPlugin, PluginMode, cidr, limits};
use crate::model::{Cidr, Cluster, Gap, Located, Partial, Subnet, Unknown};
use crate::source::Place;
use crate::text::short;

/// What a range of addresses is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RangeKind {
    /// One of the VNet's ranges.
    VNet,
    NodeSubnet,
    PodSubnet,
    /// A subnet that no pool uses.
    OtherSubnet,
    /// The pods' own range, with kubenet and overlay.
    PodCidr,
    ServiceCidr,
}

/// A range that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownRange<'m> {
    pub(crate) kind: RangeKind,
    /// The subnet, if it is one.
    pub(crate) subnet: Option<&'m Subnet>,
    /// Without host bits.
    pub(crate) network: Ipv4Network,
    /// The address as it is written, before `/`.
    pub(crate) written: Ipv4Addr,
    /// Where it is written, or would be.
    pub(crate) place: Place,
    /// Whether it is AKS's default.
    pub(crate) is_default: bool,
}

impl<'m> KnownRange<'m> {
    fn new(kind: RangeKind, range: Ipv4Network, place: Place) -> Self {
        KnownRange {
            kind,
            subnet: None,
            network: cidr::cleared(range),
            written: range.ip(),
            place,
            is_default: false,
        }
    }

    fn of(kind: RangeKind, range: &Located<Cidr>) -> Result<Self, Gap> {
        let network = network_of(range.place, range.get()?)?;
        Ok(KnownRange::new(kind, network, range.place))
    }

    pub(super) fn of_subnet(
        kind: RangeKind,
        subnet: &'m Subnet,
        range: &Located<Cidr>,
    ) -> Result<Self, Gap> {
        Ok(KnownRange {
            subnet: Some(subnet),
            ..KnownRange::of(kind, range)?
        })
    }

    fn or_default(
        kind: RangeKind,
        setting: &Located<Option<Cidr>>,
        default: Ipv4Network,
    ) -> Result<Self, Gap> {
        let Some(range) = setting.get()? else {
            return Ok(KnownRange {
                is_default: true,
                ..KnownRange::new(kind, default, setting.place)
            });
        };
        let network = network_of(setting.place, range)?;
        Ok(KnownRange::new(kind, network, setting.place))
    }

    /// A subnet's name in messages about its size: `subnet 'workers'`.
    pub(crate) fn short_title(&self) -> String {
        match self.subnet_name() {
            Some(name) => format!("subnet '{}'", short(name)),
            None => self.to_string(),
        }
    }

    fn subnet_name(&self) -> Option<&'m str> {
        let subnet = self.subnet.filter(|subnet| subnet.name.is_some());
        subnet.map(Subnet::title)
    }
}

/// Its name in messages: `the service range 10.0.0.0/16 (default)`.
impl fmt::Display for KnownRange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = self.network;
        let default = if self.is_default { " (default)" } else { "" };
        match self.kind {
            RangeKind::ServiceCidr => write!(f, "the service range {range}{default}"),
            RangeKind::PodCidr => write!(f, "the pod range {range}{default}"),
            RangeKind::VNet => write!(f, "the VNet {range}"),
            RangeKind::NodeSubnet | RangeKind::PodSubnet | RangeKind::OtherSubnet => {
                match self.subnet_name() {
                    Some(name) => write!(f, "subnet '{}' ({range})", short(name)),
                    None => write!(f, "the subnet {range}"),
                }
            }
        }
    }
}

/// A text that is not a range has its own finding.
fn network_of(place: Place, range: &Cidr) -> Result<Ipv4Network, Gap> {
    range.network.clone().map_err(|_| Gap {
        place,
        unknown: Unknown::Invalid,
    })
}

/// Whether pods get addresses of the pod CIDR: with kubenet and overlay.
///
/// # Errors
/// Which of the network's settings is not known.
pub(crate) fn pods_have_cidr(cluster: &Cluster) -> Result<bool, Gap> {
    let network = &cluster.network;
    Ok(match network.plugin.get()? {
        NetworkPlugin::Kubenet => true,
        NetworkPlugin::None => false,
        NetworkPlugin::Azure => *network.mode.get()? == Some(PluginMode::Overlay),
    })
}

/// All ranges of a cluster.
#[derive(Debug)]
pub(crate) struct ClusterRanges<'m> {
    pub(crate) service: Result<KnownRange<'m>, Gap>,
    /// The pod CIDR; `None` if pods have none: Azure CNI without overlay, and plugin none where none is
    /// written.
    pub(crate) pods: Result<Option<KnownRange<'m>>, Gap>,
    /// The listed subnets.
    pub(crate) subnets: Partial<KnownRange<'m>>,
    pub(crate) vnet: Partial<KnownRange<'m>>,
}

impl<'m> ClusterRanges<'m> {
    pub(super) fn new(cluster: &'m Cluster, placement: &Placement<'_>) -> Self {
        let network = &cluster.network;
        let pods = pods_have_cidr(cluster).and_then(|has_cidr| {
            let (cidr, default) = (&network.pod_cidr, limits::DEFAULT_POD_CIDR);
            let range = || KnownRange::or_default(RangeKind::PodCidr, cidr, default);
            // The control plane routes by a pod CIDR that is written with the plugin none.
            let is_written = network.plugin.is(&NetworkPlugin::None) && !cidr.is(&None);
            (has_cidr || is_written).then(range).transpose()
        });
        ClusterRanges {
            service: KnownRange::or_default(
                RangeKind::ServiceCidr,
                &network.service_cidr,
                limits::DEFAULT_SERVICE_CIDR,
            ),
            pods,
            subnets: subnets(cluster, placement),
            vnet: vnet(cluster),
        }
    }

    /// Every range that is known.
    pub(crate) fn known(&self) -> impl Iterator<Item = &KnownRange<'m>> {
        let pods = self.pods.as_ref().ok().and_then(Option::as_ref);
        (self.vnet.known.iter())
            .chain(&self.subnets.known)
            .chain(pods)
            .chain(self.service.as_ref().ok())
    }

    /// A range for the service or pod CIDR that nothing listed has, as large as the one that has to
    /// move.
    pub(crate) fn free(&self, moving: &KnownRange<'_>) -> Option<Ipv4Network> {
        let fixed = self.known().filter(|range| range.kind != moving.kind);
        let mut taken: Vec<_> = fixed.map(|range| range.network).collect();
        if moving.kind == RangeKind::PodCidr {
            taken.push(FOR_SERVICES);
        }
        cidr::free_range(moving.network.prefix(), &taken)
    }
}

/// Where a service CIDR is proposed first. A pod CIDR is proposed elsewhere, so that both can move.
const FOR_SERVICES: Ipv4Network = cidr::range([172, 16, 0, 0], 16);

fn subnets<'m>(cluster: &'m Cluster, placement: &Placement<'_>) -> Partial<KnownRange<'m>> {
    let mut ranges = Partial::default();
    for (at, subnet) in cluster.subnets().iter().enumerate() {
        let kind = if !placement.nodes_on(at).is_empty() {
            RangeKind::NodeSubnet
        } else if !placement.pods_on(at).is_empty() {
            RangeKind::PodSubnet
        } else {
            RangeKind::OtherSubnet
        };
        ranges.add(match &subnet.cidr {
            Some(cidr) => KnownRange::of_subnet(kind, subnet, cidr),
            None => Err(Gap::not_given(subnet.place, "the range of a subnet")),
        });
    }
    if cluster.subnets().is_empty() {
        ranges.gaps.push(no_subnet(cluster, vnet_place(cluster)));
    }
    ranges
}

fn vnet(cluster: &Cluster) -> Partial<KnownRange<'_>> {
    let mut ranges = Partial::default();
    for range in cluster.vnet.iter().flat_map(|vnet| &vnet.address_space) {
        ranges.add(KnownRange::of(RangeKind::VNet, range));
    }
    if ranges.known.is_empty() && ranges.gaps.is_empty() {
        let gap = Gap::not_given(vnet_place(cluster), "the range of the VNet");
        ranges.gaps.push(gap);
    }
    ranges
}

fn vnet_place(cluster: &Cluster) -> Place {
    let vnet = cluster.vnet.as_ref();
    vnet.map_or(cluster.place, |vnet| vnet.place)
}
