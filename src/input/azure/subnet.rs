//! VNets and subnets as Azure's own tools describe them.

use crate::aks::Dialect;
use crate::input::read::{Object, Reading, View};
use crate::model::{Cidr, Located, Subnet, SubnetInAzure, VNet};

use super::fields::step_into;

/// Reads the output of `az network vnet show`; nothing where it is something else.
pub(crate) fn read_azure_vnet(root: View<'_>, reading: &Reading<'_>) -> Option<VNet> {
    let root = Object::new(root, reading);
    // The API itself has everything under `properties`.
    let root = root.object("properties").unwrap_or(root);
    let space = root.object("addressSpace")?;
    Some(VNet {
        place: space.place(),
        address_space: address_space(root),
        subnets: subnets_within(root),
        peerings: root
            .items("virtualNetworkPeerings")
            .into_iter()
            .flat_map(peered_ranges)
            .collect(),
    })
}

/// The ranges of a VNet's properties.
pub(super) fn address_space(properties: Object<'_, '_>) -> Vec<Located<Cidr>> {
    let space = properties.object("addressSpace");
    space.map_or(Vec::new(), |space| match space.view.unknown() {
        Some(unknown) => vec![Located::unknown(unknown.clone(), space.place())],
        None => ranges(space.texts("addressPrefixes")),
    })
}

/// The subnets within the properties of a VNet.
pub(super) fn subnets_within(properties: Object<'_, '_>) -> Vec<Subnet> {
    let subnets = properties.items("subnets").into_iter();
    subnets
        .map(|subnet| {
            let of = subnet.object("properties").unwrap_or(subnet);
            read_subnet(of, subnet.text("name"))
        })
        .collect()
}

/// The ranges of the VNet at the other end of a peering.
fn peered_ranges(peering: Object<'_, '_>) -> Vec<Located<Cidr>> {
    let peering = peering.object("properties").unwrap_or(peering);
    let spaces = ["remoteVirtualNetworkAddressSpace", "remoteAddressSpace"];
    let space = spaces.iter().find_map(|key| peering.object(key));
    let texts = space.map_or(Vec::new(), |space| space.texts("addressPrefixes"));
    ranges(texts.into_iter().filter(is_ipv4).collect())
}

fn ranges(texts: Vec<Located<String>>) -> Vec<Located<Cidr>> {
    texts.into_iter().map(Located::parsed).collect()
}

fn is_ipv4(range: &Located<String>) -> bool {
    range.known().is_none_or(|range| !range.contains(':'))
}

/// A subnet: the object with its ranges, below its name.
pub(super) fn read_subnet(of: Object<'_, '_>, name: Option<Located<String>>) -> Subnet {
    let mut prefixes = of.texts("addressPrefixes");
    let single = of.text("addressPrefix");
    let cidr = single.or_else(|| prefixes.iter().find(|range| is_ipv4(range)).cloned());
    if prefixes.is_empty() {
        prefixes.extend(cidr.clone());
    }
    let delegation = |delegation: Object<'_, '_>| {
        let delegation = delegation.object("properties").unwrap_or(delegation);
        delegation.text("serviceName")
    };
    let in_use = of.object("ipConfigurations");
    // Azure Service Operator refers to other objects.
    let has = |keys: [&str; 2]| {
        let mut keys = keys.into_iter();
        keys.any(|key| step_into(of.view, key, Dialect::Aks).is_some())
    };
    Subnet {
        place: name
            .as_ref()
            .or(cidr.as_ref())
            .map_or(of.place(), |at| at.place),
        name,
        cidr: cidr.map(Located::parsed),
        addresses_in_use: in_use.map(|list| {
            let count = i64::try_from(list.view.items().len()).unwrap_or(i64::MAX);
            Located::written(count, list.place())
        }),
        azure: Some(SubnetInAzure {
            delegations: of
                .items("delegations")
                .into_iter()
                .filter_map(delegation)
                .collect(),
            prefixes,
            has_route_table: has(["routeTable", "routeTableReference"]),
            has_nat_gateway: has(["natGateway", "natGatewayReference"]),
        }),
    }
}
