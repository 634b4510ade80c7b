//! Questions about the VNet and its subnets.

use super::SUBNET;
use super::questions::{Setup, Stop};
use crate::aks::cidr;
use crate::cli::ask::answers;
use crate::cli::new_cluster::{NewCluster, NewSubnet, NewVNet};
use crate::plan::ranges::RangeKind;
use crate::plan::{AddressRange, RangePlan};
use crate::text::{any_of, number};

/// Where the nodes are: on a subnet that is there, or on a new one.
#[derive(Clone, Debug)]
enum NodeSubnet {
    Listed(String),
    New(String),
}

impl Setup<'_> {
    pub(super) fn address_space(&mut self) -> Result<(), Stop> {
        self.interview.tell("")?;
        let target = self.preview.target;
        let label =
            "VNet: a file from az network vnet show, or its range, for example 10.240.0.0/16";
        let parse = |text: &str| target.vnet(text);
        self.optional(label, None, parse, |cluster, vnet| {
            cluster.vnet = Some(vnet.clone());
        })?;
        if let Some(NewVNet::Range(_)) = &self.cluster.vnet {
            self.other_subnets()?;
        }
        let names = self.subnet_names();
        let label = match names.as_slice() {
            [] => "Range of the node subnet (Enter: ask after the pools)".to_owned(),
            names => format!(
                "Subnet of the nodes: {}, or a new range (Enter: later)",
                any_of(names)
            ),
        };
        self.node_subnet(&label, None, &names)?;
        match &self.cluster.subnet {
            Some(_) => self.subnet(),
            None => Ok(()),
        }
    }

    /// Asks for the other subnets of the VNet: what is free depends on them.
    fn other_subnets(&mut self) -> Result<(), Stop> {
        loop {
            let label = match self.cluster.others.is_empty() {
                true => "Another subnet of the VNet, for example appgw 10.240.8.0/24 (Enter: none)",
                false => "Another subnet of the VNet (Enter: no more)",
            };
            let names = self.subnet_names();
            let parse = |text: &str| answers::named_subnet(text, &names);
            let is_given = self.optional(label, None, parse, |cluster, (name, range)| {
                cluster.others.push(NewSubnet {
                    name: name.clone(),
                    range: range.clone(),
                });
            })?;
            if !is_given {
                return Ok(());
            }
        }
    }

    /// Asks where the nodes are.
    fn node_subnet(
        &mut self,
        label: &str,
        default: Option<String>,
        names: &[String],
    ) -> Result<(), Stop> {
        let parse = |text: &str| match names.iter().find(|name| *name == text) {
            Some(name) => Ok(NodeSubnet::Listed(name.clone())),
            None => answers::subnet_range(text).map(NodeSubnet::New),
        };
        self.optional(label, default, parse, |cluster, subnet| match subnet {
            NodeSubnet::Listed(name) => {
                cluster.subnet_name.clone_from(name);
                cluster.is_subnet_listed = true;
            }
            NodeSubnet::New(range) => cluster.subnet = Some(range.clone()),
        })?;
        Ok(())
    }

    /// Asks for what there is to say of the subnet beside its range.
    fn subnet(&mut self) -> Result<(), Stop> {
        let default = Some(SUBNET.to_owned());
        let label = "Name of the subnet";
        let names = self.subnet_names();
        let parse = |text: &str| match names.iter().any(|name| name == text) {
            true => Err("is the name of another subnet".to_owned()),
            false => answers::name(text),
        };
        self.required(label, default, parse, |cluster, name| {
            cluster.subnet_name.clone_from(name);
        })?;
        let label = "Addresses of it already in use";
        let default = Some("0".to_owned());
        self.required(label, default, answers::whole, |cluster, number| {
            cluster.addresses_in_use = u64::from(*number);
        })
    }

    /// Asks for the subnet of a pool, where there are several.
    pub(super) fn subnet_of_pool(&mut self, at: usize) -> Result<(), Stop> {
        let mut names = self.subnet_names();
        let own = self.cluster.subnet_name.clone();
        names.retain(|name| *name != own);
        if names.is_empty() {
            return Ok(());
        }
        names.insert(0, own.clone());
        let label = format!("Subnet: {}", any_of(&names));
        let parse = |text: &str| match names.iter().any(|name| name == text) {
            true => Ok(text.to_owned()),
            false => Err(format!("must be {}", any_of(&names))),
        };
        self.of_pool(at, &label, Some(own.clone()), parse, |pool, name| {
            pool.subnet = (*name != own).then(|| name.clone());
        })
    }

    /// The names of the subnets that are there, apart from a new one of the nodes.
    fn subnet_names(&self) -> Vec<String> {
        let mut cluster = self.cluster.clone();
        cluster.subnet = None;
        let subnets = self.ranges(&cluster).into_iter().filter(is_subnet);
        let mut names: Vec<_> = subnets.filter_map(|subnet| subnet.name).collect();
        names.sort();
        names
    }

    /// Says how many addresses the pools so far need of a subnet.
    pub(super) fn tell_need(&mut self) -> Result<(), Stop> {
        let Some(plan) = self.need() else {
            return Ok(());
        };
        let fits = plan.would_fit.smallest_prefix;
        let fits = fits.map_or(String::new(), |prefix| format!("; a /{prefix} fits"));
        Ok(self.interview.remark(&format!(
            "the subnet needs {} addresses so far: {}{fits}",
            number(plan.upgrade.total),
            plan.upgrade
        ))?)
    }

    /// The plan of the pools on a subnet that holds anything.
    fn need(&self) -> Option<RangePlan> {
        let mut cluster = self.cluster.clone();
        cluster.subnet = Some(WHOLE.to_owned());
        let report = self.preview.of(&cluster);
        let plans = report.clusters.into_iter();
        let mut plans = plans.flat_map(|one| one.addresses.plans);
        plans.find(|plan| plan.range == WHOLE)
    }

    /// Asks for the subnet once its size is known.
    pub(super) fn proposed_subnet(&mut self) -> Result<(), Stop> {
        self.subnet()?;
        let prefix = self.need().and_then(|plan| plan.would_fit.smallest_prefix);
        let ranges = self.ranges(&self.cluster);
        let (vnet, taken): (Vec<_>, Vec<_>) =
            (ranges.iter()).partition(|range| range.kind == RangeKind::VNet);
        let network = |range: &&AddressRange| cidr::parse(&range.range).ok();
        let taken: Vec<_> = taken.iter().filter_map(network).collect();
        let mut vnet = vnet.iter().filter_map(network).peekable();
        let has_vnet = vnet.peek().is_some();
        let free =
            prefix.and_then(|prefix| vnet.find_map(|vnet| cidr::free_in(vnet, prefix, &taken)));
        let label = match prefix {
            Some(prefix) if has_vnet && free.is_none() => {
                format!("Range of the subnet; the VNet has no free /{prefix}")
            }
            Some(prefix) => format!("Range of the subnet, a /{prefix} or larger"),
            None => "Range of the subnet, for example 10.240.0.0/22".to_owned(),
        };
        self.node_subnet(&label, free.map(|range| range.to_string()), &[])
    }

    /// All ranges of a cluster that are known, those of its packs and AKS's defaults among them.
    fn ranges(&self, cluster: &NewCluster) -> Vec<AddressRange> {
        let clusters = self.preview.of(cluster).clusters.into_iter();
        clusters.flat_map(|one| one.addresses.ranges).collect()
    }
}

fn is_subnet(range: &AddressRange) -> bool {
    matches!(
        range.kind,
        RangeKind::NodeSubnet | RangeKind::PodSubnet | RangeKind::OtherSubnet
    )
}

/// A subnet that holds the pools of any cluster.
const WHOLE: &str = "10.0.0.0/8";
