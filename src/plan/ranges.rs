//! The ranges that a cluster is deployed with: what is written, else AKS's defaults.

use std::mem::discriminant;
use std::net::Ipv4Addr;

use ipnetwork::Ipv4Network;

use super::Gap;
use crate::aks::{NetworkPlugin, PluginMode, cidr, limits};
use crate::model::{Cidr, Cluster, Located, Network, Subnet, Unknown};
use crate::source::Place;

/// What a range is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RangeKind<'m> {
    /// The services.
    Service,
    /// The pods, with kubenet and overlay.
    Pod,
    /// One of the VNet's ranges.
    VNet,
    /// A subnet.
    Subnet(&'m Subnet),
}

/// A range that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownRange<'m> {
    /// What it is for.
    pub(crate) kind: RangeKind<'m>,
    /// The range, host bits cleared.
    pub(crate) network: Ipv4Network,
    /// The address as it is written, before `/`.
    pub(crate) written: Ipv4Addr,
    /// Where it is written, or would be.
    pub(crate) place: Place,
    /// Whether it is AKS's default.
    pub(crate) is_default: bool,
}

impl<'m> KnownRange<'m> {
    fn new(kind: RangeKind<'m>, range: Ipv4Network, place: Place) -> Self {
        KnownRange {
            kind,
            network: cidr::cleared(range),
            written: range.ip(),
            place,
            is_default: false,
        }
    }

    fn of(kind: RangeKind<'m>, range: &Located<Cidr>) -> Result<Self, Gap> {
        let network = network_of(range.place, known(range)?)?;
        Ok(KnownRange::new(kind, network, range.place))
    }

    fn or_default(
        kind: RangeKind<'m>,
        setting: &Located<Option<Cidr>>,
        default: Ipv4Network,
    ) -> Result<Self, Gap> {
        let Some(range) = known(setting)? else {
            return Ok(KnownRange {
                is_default: true,
                ..KnownRange::new(kind, default, setting.place)
            });
        };
        let network = network_of(setting.place, range)?;
        Ok(KnownRange::new(kind, network, setting.place))
    }

    /// What to call it in a message: `the service range 10.0.0.0/16 (default)`.
    pub(crate) fn title(&self) -> String {
        let range = self.network;
        let default = if self.is_default { " (default)" } else { "" };
        match self.kind {
            RangeKind::Service => format!("the service range {range}{default}"),
            RangeKind::Pod => format!("the pod range {range}{default}"),
            RangeKind::VNet => format!("the VNet {range}"),
            RangeKind::Subnet(subnet) => match &subnet.name {
                Some(_) => format!("subnet '{}' ({range})", subnet.title()),
                None => format!("the subnet {range}"),
            },
        }
    }
}

/// A range that a text is. What is no range has its own finding.
fn network_of(place: Place, range: &Cidr) -> Result<Ipv4Network, Gap> {
    range.network.clone().map_err(|_| Gap {
        place,
        unknown: Unknown::Invalid,
    })
}

/// Whether the pods get addresses of a pod range: with kubenet and overlay.
///
/// # Errors
/// Which of the network's settings is not known.
pub(crate) fn pods_have_range(cluster: &Cluster) -> Result<bool, Gap> {
    let network = &cluster.network;
    Ok(match known(&network.plugin)? {
        NetworkPlugin::Kubenet => true,
        NetworkPlugin::None => false,
        NetworkPlugin::Azure => *known(&network.mode)? == Some(PluginMode::Overlay),
    })
}

/// A value, or the gap that it leaves.
pub(crate) fn known<T>(located: &Located<T>) -> Result<&T, Gap> {
    located.value.as_ref().map_err(|unknown| Gap {
        place: located.place,
        unknown: unknown.clone(),
    })
}

/// Ranges of one kind, with what keeps others from being known.
#[derive(Debug, Default)]
pub(crate) struct Ranges<'m> {
    /// Those that are known.
    pub(crate) known: Vec<KnownRange<'m>>,
    /// Why others are not.
    pub(crate) gaps: Vec<Gap>,
}

impl<'m> Ranges<'m> {
    fn add(&mut self, range: Result<KnownRange<'m>, Gap>) {
        match range {
            Ok(range) => self.known.push(range),
            Err(gap) => self.gaps.push(gap),
        }
    }

    fn of_subnets(cluster: &'m Cluster) -> Self {
        let mut ranges = Ranges::default();
        for subnet in cluster.subnets() {
            ranges.add(match &subnet.cidr {
                Some(cidr) => KnownRange::of(RangeKind::Subnet(subnet), cidr),
                None => Err(Gap::not_given(subnet.place, "the range of a subnet")),
            });
        }
        if cluster.subnets().is_empty() {
            ranges
                .gaps
                .push(super::no_subnet(cluster, vnet_place(cluster)));
        }
        ranges
    }

    fn of_vnet(cluster: &'m Cluster) -> Self {
        let mut ranges = Ranges::default();
        for range in cluster.vnet.iter().flat_map(|vnet| &vnet.address_space) {
            ranges.add(KnownRange::of(RangeKind::VNet, range));
        }
        if ranges.known.is_empty() && ranges.gaps.is_empty() {
            let gap = Gap::not_given(vnet_place(cluster), "the range of the VNet");
            ranges.gaps.push(gap);
        }
        ranges
    }
}

fn vnet_place(cluster: &Cluster) -> Place {
    let vnet = cluster.vnet.as_ref();
    vnet.map_or(cluster.place, |vnet| vnet.place)
}

/// Where a service range is proposed first: pods are proposed another, so that both can move.
const FOR_SERVICES: Ipv4Network = cidr::range([172, 16, 0, 0], 16);

/// All ranges of a cluster.
#[derive(Debug)]
pub(crate) struct ClusterRanges<'m> {
    /// The range of the services, or why it is not known.
    pub(crate) service: Result<KnownRange<'m>, Gap>,
    /// The range of the pods, or why it is not known; `None` if pods get no addresses of one: Azure
    /// CNI without overlay, and plugin none, which does not use AKS's pod range.
    pub(crate) pods: Result<Option<KnownRange<'m>>, Gap>,
    /// The listed subnets.
    pub(crate) subnets: Ranges<'m>,
    /// The VNet.
    pub(crate) vnet: Ranges<'m>,
}

impl<'m> ClusterRanges<'m> {
    pub(crate) fn new(cluster: &'m Cluster) -> Self {
        let Network {
            service_cidr,
            pod_cidr,
            ..
        } = &cluster.network;
        let service = KnownRange::or_default(
            RangeKind::Service,
            service_cidr,
            limits::DEFAULT_SERVICE_CIDR,
        );
        let pods = pods_have_range(cluster).and_then(|has_range| {
            let range =
                || KnownRange::or_default(RangeKind::Pod, pod_cidr, limits::DEFAULT_POD_CIDR);
            has_range.then(range).transpose()
        });
        ClusterRanges {
            service,
            pods,
            subnets: Ranges::of_subnets(cluster),
            vnet: Ranges::of_vnet(cluster),
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

    /// A range that nothing listed has, with the prefix length of one that has to move; the
    /// cluster's other ranges of the same kind do not count.
    pub(crate) fn free(&self, moving: &KnownRange<'_>) -> Option<Ipv4Network> {
        let is_fixed = |range: &&KnownRange<'_>| match range.kind {
            RangeKind::Service | RangeKind::Pod => {
                discriminant(&range.kind) != discriminant(&moving.kind)
            }
            RangeKind::VNet | RangeKind::Subnet(_) => true,
        };
        let fixed = self.known().filter(is_fixed);
        let mut taken: Vec<_> = fixed.map(|range| range.network).collect();
        if matches!(moving.kind, RangeKind::Pod) {
            taken.push(FOR_SERVICES);
        }
        cidr::free_range(moving.network.prefix(), &taken)
    }
}
