//! VNets and subnets of the provider azurerm, beside the clusters that name them.

use std::collections::HashMap;

use super::{Resource, Resources};
use crate::aks::cidr::Networks;
use crate::input::read::{Object, Reading};
use crate::model::{Cidr, Located, Subnet, Unknown};
use crate::problem::ProblemKind;

/// A VNet.
pub(crate) const VIRTUAL_NETWORK: &str = "azurerm_virtual_network";
/// A subnet of one.
pub(crate) const SUBNET: &str = "azurerm_subnet";

/// The VNets of a plan, a state or a module, with their subnets.
#[derive(Debug, Default)]
pub(super) struct AzureNetworks {
    all: Vec<AzureNetwork>,
    /// Positions by lower-case names.
    by_name: HashMap<String, Vec<usize>>,
}

/// A VNet, or what is known of one by its subnets.
#[derive(Debug)]
pub(super) struct AzureNetwork {
    name: Option<Located<String>>,
    group: Option<Located<String>>,
    /// The resource's address; nothing where only subnets of the VNet are among the resources.
    address: Option<String>,
    pub(super) ranges: Vec<Located<Cidr>>,
    subnets: Vec<AzureSubnet>,
}

/// A subnet, with all its ranges.
#[derive(Debug)]
struct AzureSubnet {
    address: String,
    name: Option<Located<String>>,
    ranges: Vec<Located<Cidr>>,
}

impl AzureNetworks {
    pub(super) fn read(resources: &Resources, reading: &Reading<'_>) -> Self {
        let mut networks = AzureNetworks::default();
        for resource in resources.of(VIRTUAL_NETWORK) {
            let of = Object::new(resource.view(), reading);
            let inline = of.items("subnet").into_iter();
            networks.add(AzureNetwork {
                name: of.text("name"),
                group: of.text("resource_group_name"),
                address: Some(resource.address.clone()),
                ranges: ranges(of, "address_space", resource),
                subnets: inline.map(|of| subnet(of, resource)).collect(),
            });
        }
        for resource in resources.of(SUBNET) {
            let of = Object::new(resource.view(), reading);
            let (name, group) = (
                of.text("virtual_network_name"),
                of.text("resource_group_name"),
            );
            let at = match networks.position(name.as_ref(), group.as_ref()) {
                Some(at) => at,
                None => networks.add(AzureNetwork {
                    name,
                    group,
                    address: None,
                    ranges: Vec::new(),
                    subnets: Vec::new(),
                }),
            };
            if let Some(network) = networks.all.get_mut(at) {
                network.subnets.push(subnet(of, resource));
            }
        }
        networks
    }

    fn add(&mut self, network: AzureNetwork) -> usize {
        let at = self.all.len();
        if let Some(name) = network.name.as_ref().and_then(Located::known) {
            let named = self.by_name.entry(name.to_lowercase()).or_default();
            named.push(at);
        }
        self.all.push(network);
        at
    }

    /// The only VNet that a name and a resource group may mean. A name that is not known means the one
    /// that it is written for.
    pub(super) fn position(
        &self,
        name: Option<&Located<String>>,
        group: Option<&Located<String>>,
    ) -> Option<usize> {
        let name = name?;
        let mut same: Vec<usize> = match &name.value {
            Ok(known) => self
                .by_name
                .get(&known.to_lowercase())
                .cloned()
                .unwrap_or_default(),
            Err(_) => {
                let is_same = |network: &AzureNetwork| {
                    let own = network.name.as_ref();
                    own.is_some_and(|own| own.known().is_none() && own.place == name.place)
                };
                let all = self.all.iter().enumerate();
                all.filter(|(_, network)| is_same(network))
                    .map(|(at, _)| at)
                    .collect()
            }
        };
        same.retain(|at| {
            let network = self.all.get(*at);
            let own = network.and_then(|network| network.group.as_ref()?.known());
            match (own, group.and_then(Located::known)) {
                (Some(own), Some(group)) => own.eq_ignore_ascii_case(group),
                _ => true,
            }
        });
        match same.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The VNet that a cluster names.
    pub(super) fn named(
        &self,
        name: Option<&Located<String>>,
        group: Option<&Located<String>>,
    ) -> Option<&AzureNetwork> {
        self.all.get(self.position(name, group)?)
    }
}

impl AzureNetwork {
    /// Compares the ranges that a cluster gives for subnets with those that they have, and gives those
    /// that it does not have: all other subnets of the VNet. `own` are the cluster's, each with the
    /// field of its range.
    pub(super) fn complete(
        &self,
        own: &mut [(&'static str, &mut Subnet)],
        reading: &Reading<'_>,
    ) -> Vec<Subnet> {
        let mut others = Vec::new();
        for subnet in &self.subnets {
            let is_meant = |(_, own): &&mut (&'static str, &mut Subnet)| subnet.is_same(own);
            match own.iter_mut().find(is_meant) {
                Some((field, own)) => self.compare(field, own, subnet, reading),
                None => others.extend(subnet.ranges.iter().map(|range| Subnet {
                    place: range.place,
                    name: subnet.name.clone(),
                    cidr: Some(range.clone()),
                    addresses_in_use: None,
                    azure: None,
                })),
            }
        }
        others
    }

    /// Compares the range of the VNet that a cluster gives with those that it has.
    pub(super) fn compare_range(&self, range: &Located<Cidr>, reading: &Reading<'_>) {
        let Some(spaces) = known(&self.ranges) else {
            return;
        };
        let networks = Networks::new(spaces.iter().copied());
        let network = range.known().and_then(|range| range.network.clone().ok());
        if let (Some(network), Some(address)) = (network, &self.address)
            && !spaces.is_empty()
            && !networks.covers(network)
        {
            differs("vnet_cidr_block", range, address, &self.ranges, reading);
        }
    }

    fn compare(
        &self,
        field: &'static str,
        own: &mut Subnet,
        subnet: &AzureSubnet,
        reading: &Reading<'_>,
    ) {
        let Some(cidr) = own.cidr.as_mut() else {
            return;
        };
        if cidr.value.is_err() {
            if let Some(first) = subnet.ranges.first() {
                *cidr = first.clone();
            }
            return;
        }
        let network = cidr.known().and_then(|range| range.network.clone().ok());
        let (Some(network), Some(actual)) = (network, known(&subnet.ranges)) else {
            return;
        };
        // One outside of the VNet has a finding of its own.
        let spaces = known(&self.ranges).unwrap_or_default();
        let is_outside = !spaces.is_empty() && !Networks::new(spaces).covers(network);
        if !is_outside && !actual.is_empty() && !actual.contains(&network) {
            differs(field, cidr, &subnet.address, &subnet.ranges, reading);
        }
    }
}

impl AzureSubnet {
    /// Whether it is one of a cluster: by its name, else by its range.
    fn is_same(&self, own: &Subnet) -> bool {
        let named = |name: &Option<Located<String>>| {
            let name = name.as_ref().filter(|name| !name.is_default());
            name.and_then(Located::known)
                .map(|name| name.to_lowercase())
        };
        match (named(&self.name), named(&own.name)) {
            (Some(name), Some(own)) => name == own,
            _ => {
                let (Some(cidr), Some(name)) = (&own.cidr, &own.name) else {
                    return false;
                };
                let is_written = |range: &Located<Cidr>| match (range.known(), cidr.known()) {
                    (Some(range), Some(own)) => range == own,
                    _ => false,
                };
                let own_name = self.name.as_ref();
                own_name.is_some_and(|own| own.place == name.place)
                    || self.ranges.iter().any(is_written)
            }
        }
    }
}

fn subnet(of: Object<'_, '_>, resource: &Resource) -> AzureSubnet {
    let mut all = ranges(of, "address_prefixes", resource);
    if let Some(single) = of.text("address_prefix").map(Located::parsed)
        && !all.iter().any(|range| range.value == single.value)
    {
        all.retain(|range| range.value.is_ok());
        all.push(single);
    }
    AzureSubnet {
        address: resource.address.clone(),
        name: of.text("name"),
        ranges: all,
    }
}

/// The IPv4 ranges of a field; where it is missing, one that is not known: Azure may assign it.
pub(super) fn ranges(
    of: Object<'_, '_>,
    field: &'static str,
    resource: &Resource,
) -> Vec<Located<Cidr>> {
    let texts = of.texts(field);
    if texts.is_empty() {
        let reason = format!("{} does not say its {field}", resource.address);
        return vec![Located::unknown(Unknown::Terraform(reason), of.place())];
    }
    let is_ipv4 = |range: &Located<String>| range.known().is_none_or(|text| !text.contains(':'));
    let texts = texts.into_iter().filter(is_ipv4);
    texts.map(Located::parsed).collect()
}

/// Ranges of which each is known and valid.
fn known(ranges: &[Located<Cidr>]) -> Option<Vec<ipnetwork::Ipv4Network>> {
    let network = |range: &Located<Cidr>| range.known()?.network.clone().ok();
    ranges.iter().map(network).collect()
}

fn differs(
    field: &'static str,
    written: &Located<Cidr>,
    address: &str,
    actual: &[Located<Cidr>],
    reading: &Reading<'_>,
) {
    let texts = actual
        .iter()
        .filter_map(|range| Some(range.known()?.text.clone()));
    let text = written
        .known()
        .map_or(String::new(), |range| range.text.clone());
    reading.push(
        written.place,
        ProblemKind::RangeDiffers {
            field,
            text,
            address: address.to_owned(),
            actual: texts.collect(),
            actual_place: actual.first().map(|range| range.place),
        },
    );
}
