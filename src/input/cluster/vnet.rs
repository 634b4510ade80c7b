//! `vnet` of a cluster file.

use std::collections::HashSet;

use super::references::References;
use crate::input::read::{
    AmountField, Entry, ExampleField, SectionsField, TextField, TextsField, section,
};
use crate::model::{Cidr, Located, Subnet, VNet};

section! {
    /// The VNet that the cluster is deployed into.
    pub(crate) struct VNetSection<'t> in "vnet" {
        /// Path of a file with the output of `az network vnet show`, relative to this file. Ranges and
        /// subnets that are listed here override it.
        file: Option<Located<String>>, "file" =>
            ExampleField(TextField("the path of a JSON file with a VNet"), "vnet.json");
        /// The VNet's ranges.
        address_space: Vec<Located<String>>, "addressSpace" => TextsField("a list of ranges");
        /// The VNet's subnets, including those that no pool uses: AKS checks the service range against
        /// them too.
        subnets: Vec<(Entry<'t>, SubnetSection)>, "subnets" =>
            SectionsField::<SubnetSection>::of("a list of subnets", "a subnet");
    }
}

section! {
    /// A subnet.
    pub(crate) struct SubnetSection in "a subnet" {
        /// The subnet's name.
        name: Option<Located<String>>, "name" => TextField("a name");
        /// The subnet's range.
        cidr: Option<Located<String>>, "cidr" =>
            ExampleField(TextField("a range such as 10.240.0.0/22"), "10.240.0.0/22");
        /// Number of addresses used by other resources: internal load balancers, private endpoints, VMs.
        addresses_in_use: Option<Located<i64>>, "addressesInUse" =>
            AmountField("a number of addresses, 0 or more");

    }
}

/// The VNet of the section, laid over the one of its `file`.
pub(crate) fn vnet(
    entry: Entry<'_>,
    section: VNetSection<'_>,
    references: &mut References<'_>,
) -> VNet {
    let subnet = |(entry, section): (Entry<'_>, SubnetSection)| Subnet {
        place: entry.value.place(),
        name: section.name,
        cidr: section.cidr.map(Located::parsed),
        addresses_in_use: section.addresses_in_use,
        azure: None,
    };
    let own = VNet {
        place: entry.key,
        address_space: ranges(section.address_space),
        subnets: section.subnets.into_iter().map(subnet).collect(),
        peerings: Vec::new(),
    };
    let file = section.file.and_then(|path| references.vnet(&path));
    match file {
        Some(file) => over(own, file),
        None => own,
    }
}

fn ranges(texts: Vec<Located<String>>) -> Vec<Located<Cidr>> {
    texts.into_iter().map(Located::parsed).collect()
}

/// A VNet laid over the one of a file: its own subnets take precedence.
fn over(own: VNet, file: VNet) -> VNet {
    let name_of = |subnet: &Subnet| subnet.name.as_ref()?.known().cloned();
    let names: HashSet<String> = own.subnets.iter().filter_map(name_of).collect();
    let is_own = |subnet: &Subnet| name_of(subnet).is_some_and(|name| names.contains(&name));
    let others = file.subnets.into_iter().filter(|subnet| !is_own(subnet));
    let mut subnets: Vec<_> = others.collect();
    subnets.extend(own.subnets);
    VNet {
        place: own.place,
        address_space: match own.address_space.is_empty() {
            true => file.address_space,
            false => own.address_space,
        },
        subnets,
        peerings: file.peerings,
    }
}
