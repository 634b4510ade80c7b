//! The API's request that creates an AKS cluster: `v1SpectroAzureClusterEntity`.

use std::sync::Arc;

use super::shared::{labels, pack, pool_mode, read, scaler_bounds, start_of, vnet};
use crate::aks::OsType;
use crate::input::draft::{Draft, DraftPack, DraftPools, DraftProfile};
use crate::input::read::{Object, View};
use crate::model::{Located, NodePool, ProfileVariable, Subnet, Unknown, VNet};
use crate::source::{Expense, Place, SourceFile};
use crate::syntax::Node;

/// What the workers' subnet is called where the request gives a range and no name.
const WORKER_SUBNET: &str = "workerSubnet";

/// Reads a request.
pub(crate) fn read_payload(source: &Arc<SourceFile>, root: Node<'_>) -> Draft {
    let (mut draft, problems) = read(|reading| {
        let request = Object::new(View::Json(root), reading);
        let metadata = request.object("metadata");
        let name = metadata.and_then(|metadata| metadata.text("name"));
        let place = (name.as_ref()).map_or_else(|| start_of(source), |name| name.place);
        let title = name.as_ref().and_then(Located::known);
        let draft = Draft {
            cloud: Some(Located::default("aks".to_owned(), place)),
            ..Draft::new(place, title.unwrap_or(&source.name).clone())
        };
        let draft = Draft { name, ..draft };
        match request.object("spec") {
            Some(spec) => read_spec(spec, draft),
            None => draft,
        }
    });
    draft.problems = problems;
    draft
}

fn read_spec(spec: Object<'_, '_>, mut draft: Draft) -> Draft {
    let mut shared_subnet = None;
    match spec.object("cloudConfig") {
        Some(config) => {
            if let Some(access) = config.object("apiServerAccessProfile") {
                access.flag("enablePrivateCluster");
            }
            (draft.vnet, shared_subnet) = read_vnet(config);
        }
        None => spec.wrong("spec", "an object with cloudConfig"),
    }
    let pools = spec.items("machinepoolconfig");
    let may = (spec.reading).spend(Expense::Pools, pools.len(), spec.place());
    let pools = pools.into_iter().filter(|_| may);
    let pools = pools.map(|pool| read_pool(pool, shared_subnet.as_ref()));
    draft.pools = Some(DraftPools {
        pools: pools.collect(),
        are_palettes: true,
    });
    let profiles = spec.items("profiles").into_iter();
    draft.profiles = profiles.flat_map(read_profile).collect();
    draft
}

/// The VNet, and the name of the subnet that all pools share.
fn read_vnet(config: Object<'_, '_>) -> (Option<VNet>, Option<Located<String>>) {
    let range = config.text("vnetCidrBlock");
    let mut shared_subnet = None;
    let mut subnets = Vec::new();
    for key in ["workerSubnet", "controlPlaneSubnet"] {
        let Some(found) = config.object(key) else {
            continue;
        };
        let mut name = found.text("name");
        let Some(cidr) = found.text("cidrBlock") else {
            continue;
        };
        if key == "workerSubnet" {
            let default = || Located::default(WORKER_SUBNET.to_owned(), cidr.place);
            shared_subnet = Some(name.get_or_insert_with(default).clone());
        }
        subnets.push(Subnet {
            place: cidr.place,
            name,
            cidr: Some(cidr.parsed()),
            addresses_in_use: None,
        });
    }
    let is_set = range.is_some() || !subnets.is_empty();
    let vnet = is_set.then(|| vnet(range, subnets, config.place()));
    (vnet, shared_subnet)
}

fn read_pool(pool: Object<'_, '_>, subnet: Option<&Located<String>>) -> NodePool {
    let part = |name: &str| pool.object(name);
    let (config, managed, cloud) = (
        part("poolConfig"),
        part("managedPoolConfig"),
        part("cloudConfig"),
    );
    let name = config.and_then(|config| config.text("name"));
    let place = name.as_ref().map_or(pool.place(), |name| name.place);
    // Both are said in two places.
    let is_system = |part: Option<Object<'_, '_>>| part?.flag("isSystemNodePool");
    let os_type = |part: Option<Object<'_, '_>>| part?.name("osType", OsType::NAMES, OsType::parse);
    let is_system = is_system(managed).or_else(|| is_system(cloud));
    let os_type =
        os_type(managed).or_else(|| os_type(cloud.and_then(|cloud| cloud.object("osDisk"))));
    let size = |key: &'static str| config.and_then(|config| config.whole(key));
    let (min_count, max_count) = scaler_bounds(size("minSize"), size("maxSize"));
    let of_labels = config.and_then(|config| config.view.get("additionalLabels"));
    let zones = cloud.map_or(Vec::new(), |cloud| cloud.texts("azs"));
    NodePool {
        mode: pool_mode(is_system, place),
        os_type: os_type.unwrap_or_else(|| Located::default(OsType::Linux, place)),
        count: size("size"),
        min_count,
        max_count,
        subnet: subnet.cloned(),
        vm_size: cloud.and_then(|cloud| cloud.text("instanceType")),
        zones,
        labels: labels(of_labels, pool.reading),
        name,
        ..NodePool::at(place)
    }
}

/// A profile of a request is a reference; the values of packs that it has beside it replace the
/// profile's own.
fn read_profile(of: Object<'_, '_>) -> Vec<DraftProfile> {
    let uid = of.text("uid");
    let place = uid.as_ref().map_or(of.place(), |uid| uid.place);
    let packs = of.items("packValues").into_iter();
    let packs: Vec<_> = packs
        .map(|one| pack(one, &["tag"], Some("layer")))
        .collect();
    let variables = of.items("variables").into_iter();
    let variables = variables.filter_map(read_variable).collect();
    let reason = match uid.as_ref().and_then(Located::known) {
        Some(uid) => format!("the profile {uid} is not in this file"),
        None => "the profile is not in this file".to_owned(),
    };
    let rest = profile(place, Err(Unknown::Terraform(reason)), variables);
    match packs.is_empty() {
        true => vec![rest],
        false => vec![profile(place, Ok(packs), Vec::new()), rest],
    }
}

fn read_variable(of: Object<'_, '_>) -> Option<ProfileVariable> {
    let name = of.text("name")?;
    Some(ProfileVariable {
        value: of.text("value"),
        ..ProfileVariable::named(name)
    })
}

fn profile(
    place: Place,
    packs: Result<Vec<DraftPack>, Unknown>,
    variables: Vec<ProfileVariable>,
) -> DraftProfile {
    let mut profile = DraftProfile::unknown(place, Unknown::Invalid);
    profile.packs = packs;
    profile.profile.variables = variables;
    profile
}
