//! The ranges that a cluster is deployed with: what is written, else AKS's defaults.

use std::mem::discriminant;
use std::net::Ipv4Addr;

use ipnetwork::Ipv4Network;

use super::Gap;
use crate::aks::{NetworkPlugin, PluginMode, cidr, limits};
use crate::model::{Cluster, Located, Subnet, Unknown};
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
    fn read(
        kind: RangeKind<'m>,
        text: &Located<impl AsRef<str>>,
        default: Option<&str>,
    ) -> Result<Self, Gap> {
        let gap = |unknown| Gap {
            place: text.place,
            unknown,
        };
        let value = text
            .value
            .as_ref()
            .map_err(|unknown| gap(unknown.clone()))?;
        // What is no range has its own finding.
        let range = cidr::parse(default.unwrap_or(value.as_ref()));
        let range = range.map_err(|_| gap(Unknown::Invalid))?;
        Ok(KnownRange {
            kind,
            network: cidr::cleared(range),
            written: range.ip(),
            place: text.place,
            is_default: default.is_some(),
        })
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

/// The range of the services.
///
/// # Errors
/// Why it is not known.
pub(crate) fn service_range(cluster: &Cluster) -> Result<KnownRange<'_>, Gap> {
    let setting = &cluster.network.service_cidr;
    with_default(RangeKind::Service, setting, limits::DEFAULT_SERVICE_CIDR)
}

/// The range of the pods; `None` where pods get no addresses of one: Azure CNI without overlay, and
/// plugin none, to which AKS's pod range is nothing.
///
/// # Errors
/// Why it is not known.
pub(crate) fn pod_range(cluster: &Cluster) -> Result<Option<KnownRange<'_>>, Gap> {
    let setting = &cluster.network.pod_cidr;
    match pods_have_range(cluster)? {
        false => Ok(None),
        true => with_default(RangeKind::Pod, setting, limits::DEFAULT_POD_CIDR).map(Some),
    }
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

fn with_default<'m>(
    kind: RangeKind<'m>,
    setting: &Located<Option<String>>,
    default: &str,
) -> Result<KnownRange<'m>, Gap> {
    let default = setting.is(&None).then_some(default);
    let text = setting.map(|text| Ok(text.clone().unwrap_or_default()));
    KnownRange::read(kind, &text, default)
}

/// Ranges of one kind, with what keeps others from being known.
pub(crate) type Ranges<'m> = (Vec<KnownRange<'m>>, Vec<Gap>);

/// The ranges of the listed subnets.
pub(crate) fn subnet_ranges(cluster: &Cluster) -> Ranges<'_> {
    let mut ranges = Vec::new();
    let mut gaps = Vec::new();
    for subnet in cluster.subnets() {
        let read = match &subnet.cidr {
            Some(cidr) => KnownRange::read(RangeKind::Subnet(subnet), cidr, None),
            None => Err(Gap::not_given(subnet.place, "the range of a subnet")),
        };
        match read {
            Ok(range) => ranges.push(range),
            Err(gap) => gaps.push(gap),
        }
    }
    if cluster.subnets().is_empty() {
        gaps.push(super::no_subnet(
            cluster,
            cluster
                .vnet
                .as_ref()
                .map_or(cluster.place, |vnet| vnet.place),
        ));
    }
    (ranges, gaps)
}

/// The VNet's ranges.
pub(crate) fn vnet_ranges(cluster: &Cluster) -> Ranges<'_> {
    let mut ranges = Vec::new();
    let mut gaps = Vec::new();
    let place = cluster
        .vnet
        .as_ref()
        .map_or(cluster.place, |vnet| vnet.place);
    let written = cluster.vnet.iter().flat_map(|vnet| &vnet.address_space);
    for range in written {
        match KnownRange::read(RangeKind::VNet, range, None) {
            Ok(range) => ranges.push(range),
            Err(gap) => gaps.push(gap),
        }
    }
    if ranges.is_empty() && gaps.is_empty() {
        gaps.push(Gap::not_given(place, "the range of the VNet"));
    }
    (ranges, gaps)
}

/// Where a service range is proposed first: pods are proposed another, so that both can move.
const FOR_SERVICES: &str = "172.16.0.0/16";

/// A range that nothing listed has, with the prefix length of one that has to move; the cluster's
/// other ranges of the same kind do not count.
pub(crate) fn free_range(cluster: &Cluster, moving: &KnownRange<'_>) -> Option<Ipv4Network> {
    let fixed = [
        service_range(cluster).ok(),
        pod_range(cluster).ok().flatten(),
    ];
    let mut taken: Vec<_> = fixed
        .into_iter()
        .flatten()
        .filter(|range| discriminant(&range.kind) != discriminant(&moving.kind))
        .chain(subnet_ranges(cluster).0)
        .chain(vnet_ranges(cluster).0)
        .map(|range| range.network)
        .collect();
    if matches!(moving.kind, RangeKind::Pod) {
        taken.extend(cidr::parse(FOR_SERVICES));
    }
    cidr::free_range(moving.network.prefix(), &taken)
}
