//! The VNets of an input, and which of their subnets pools refer to.

use std::collections::HashMap;

use crate::aks::{Dialect, limits};
use crate::input::draft::Draft;
use crate::model::{Cidr, Located, NodePool, Subnet, Unknown, VNet};
use crate::source::Place;

/// The VNets of an input with their subnets.
#[derive(Debug, Default)]
pub(crate) struct VNets {
    vnets: Vec<VNet>,
    /// The VNets by their ids, in lower case.
    by_id: HashMap<String, usize>,
    /// The subnets by what refers to them, in lower case: the index of the VNet, and the name there.
    subnets: HashMap<String, (usize, String)>,
}

impl VNets {
    /// Adds a VNet under its id; its subnets are added to the one of this index. Of one that is there
    /// already, the first description counts.
    pub(crate) fn add(
        &mut self,
        id: &str,
        place: Place,
        address_space: Vec<Located<Cidr>>,
    ) -> usize {
        let next = self.vnets.len();
        let at = *self.by_id.entry(id.to_lowercase()).or_insert(next);
        match self.vnets.get_mut(at) {
            Some(known) if known.address_space.is_empty() => known.address_space = address_space,
            Some(_) => {}
            None => self.vnets.push(VNet {
                place,
                address_space,
                subnets: Vec::new(),
                peerings: Vec::new(),
            }),
        }
        at
    }

    /// Adds a subnet under what refers to it: a resource id or the name of a resource.
    pub(crate) fn add_subnet(&mut self, vnet: usize, reference: &str, mut subnet: Subnet) {
        let name = subnet.name.as_ref().and_then(Located::known);
        // A name that is not known cannot be looked up.
        let name = name.cloned().unwrap_or_else(|| reference.to_owned());
        if subnet
            .name
            .as_ref()
            .is_none_or(|name| name.known().is_none())
        {
            subnet.name = Some(Located::default(name.clone(), subnet.place));
        }
        // It may be described in its VNet and by itself.
        let key = reference.to_lowercase();
        if let (Some(of), None) = (self.vnets.get_mut(vnet), self.subnets.get(&key)) {
            of.subnets.push(subnet);
            self.subnets.insert(key, (vnet, name));
        }
    }

    /// Lets another reference mean the same subnet, where it is known.
    pub(crate) fn add_id(&mut self, id: Option<&Located<String>>, reference: &str) {
        let known = self.subnets.get(&reference.to_lowercase()).cloned();
        if let (Some(id), Some(known)) = (id.and_then(Located::known), known) {
            self.subnets.entry(id.to_lowercase()).or_insert(known);
        }
    }

    /// Gives the draft the VNet of its pools, and the pools the names of their subnets.
    pub(super) fn give_to(&self, draft: &mut Draft, pools: &mut [NodePool]) {
        let references = pools
            .iter()
            .flat_map(|pool| [&pool.subnet, &pool.pod_subnet]);
        let references = references.chain([&draft.features.api_server_subnet]);
        let found = references
            .flatten()
            .find_map(|reference| self.find(reference));
        let vnet = found.map(|(vnet, _)| *vnet);
        let follow = |reference: &mut Option<Located<String>>| {
            let Some(written) = reference.as_mut() else {
                return;
            };
            *written = written.map(|text| match self.find_text(text) {
                Some((own, name)) if Some(*own) == vnet => Ok(name.clone()),
                _ => Err(Unknown::Terraform(format!(
                    "the range of subnet '{}' is not in the input",
                    last_part(text)
                ))),
            });
        };
        for pool in pools.iter_mut() {
            follow(&mut pool.subnet);
            follow(&mut pool.pod_subnet);
        }
        follow(&mut draft.features.api_server_subnet);
        draft.vnet = vnet.and_then(|vnet| self.vnets.get(vnet)).cloned();
        let is_on_none = |pool: &NodePool| pool.subnet.is_none() && pool.pod_subnet.is_none();
        if pools.iter().all(is_on_none) && draft.features.api_server_subnet.is_none() {
            draft.vnet = managed_vnet(draft.dialect, draft.place);
        }
    }

    fn find(&self, reference: &Located<String>) -> Option<&(usize, String)> {
        self.find_text(reference.known()?)
    }

    fn find_text(&self, reference: &str) -> Option<&(usize, String)> {
        self.subnets.get(&reference.to_lowercase())
    }
}

/// The VNet that is made for a cluster whose pools name no subnet.
fn managed_vnet(dialect: Dialect, place: Place) -> Option<VNet> {
    let (space, range) = match dialect {
        Dialect::ClusterApi => limits::DEFAULT_VNET_CAPZ,
        _ => limits::DEFAULT_VNET,
    };
    let cidr = |text: &str| Located::<Cidr>::default(text.to_owned().into(), place);
    Some(VNet {
        place,
        address_space: vec![cidr(space)],
        subnets: vec![Subnet {
            place,
            name: Some(Located::default("aks-subnet".to_owned(), place)),
            cidr: Some(cidr(range)),
            addresses_in_use: None,
            azure: None,
        }],
        peerings: Vec::new(),
    })
}

/// The last part of a resource id.
fn last_part(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
