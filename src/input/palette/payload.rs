//! The API's request that creates an AKS cluster: `v1SpectroAzureClusterEntity`.

use std::sync::Arc;

use crate::aks::{OsType, PoolMode};
use crate::input::draft::{
    Draft, DraftPool, DraftProfile, PackText, ProfilePack, scaler_bounds, start_of,
};
use crate::input::read::{Data, Taker, Value};
use crate::model::{Located, NodePool, Profile, ProfileVariable, Subnet, Unknown, VNet};
use crate::source::{Place, SourceFile};
use crate::syntax::Node;

/// What the workers' subnet is called where the request gives a range and no name.
const WORKER_SUBNET: &str = "workerSubnet";

/// Reads a request.
pub(crate) fn read_payload(source: &Arc<SourceFile>, root: Node<'_>) -> Draft {
    let value = Value::of_node(source, root);
    let mut taker = Taker::default();
    let metadata = value.get("metadata");
    let name = metadata.and_then(|metadata| taker.text(metadata, "name"));
    let place = (name.as_ref()).map_or_else(|| start_of(source), |name| name.place);
    let title = name.as_ref().and_then(Located::known).cloned();
    let mut draft = Draft {
        place,
        title: title.unwrap_or_else(|| source.name.clone()),
        name,
        cloud: Some(Located::default("aks".to_owned(), place)),
        profiles: Vec::new(),
        overrides: Vec::new(),
        vnet: None,
        control_plane: None,
        pools: Vec::new(),
        problems: Vec::new(),
    };
    let Some(spec) = value.get("spec") else {
        return draft;
    };
    let mut home = None;
    match spec.get("cloudConfig") {
        Some(config) => {
            let access = config.get("apiServerAccessProfile");
            let _ = access.and_then(|access| taker.boolean(access, "enablePrivateCluster"));
            (draft.vnet, home) = read_vnet(config, &mut taker);
        }
        None => taker.wrong("spec", spec, "an object with cloudConfig"),
    }
    draft.pools = taker
        .list(spec, "machinepoolconfig")
        .iter()
        .map(|pool| read_pool(pool, home.as_ref(), &mut taker))
        .collect();
    for profile in taker.list(spec, "profiles") {
        draft.profiles.extend(read_profile(profile, &mut taker));
    }
    draft.problems = taker.problems;
    draft
}

fn read_vnet(config: &Value, taker: &mut Taker) -> (Option<VNet>, Option<Located<String>>) {
    let range = taker.text(config, "vnetCidrBlock");
    let mut home = None;
    let mut subnets = Vec::new();
    for key in ["workerSubnet", "controlPlaneSubnet"] {
        let Some(found) = config.get(key) else {
            continue;
        };
        let mut name = taker.text(found, "name");
        let Some(cidr) = taker.text(found, "cidrBlock") else {
            continue;
        };
        if key == "workerSubnet" {
            let default = || Located::default(WORKER_SUBNET.to_owned(), cidr.place);
            home = Some(name.get_or_insert_with(default).clone());
        }
        subnets.push(Subnet {
            place: cidr.place,
            name,
            cidr: Some(cidr.parsed()),
            addresses_in_use: None,
        });
    }
    if range.is_none() && subnets.is_empty() {
        return (None, None);
    }
    let vnet = VNet {
        place: range.as_ref().map_or(config.place, |range| range.place),
        address_space: range.into_iter().map(Located::parsed).collect(),
        subnets,
    };
    (Some(vnet), home)
}

fn read_pool(pool: &Value, home: Option<&Located<String>>, taker: &mut Taker) -> DraftPool {
    let empty = Value {
        place: pool.place,
        data: Data::Null,
    };
    let part = |name: &str| pool.get(name).unwrap_or(&empty);
    let (config, managed, cloud) = (
        part("poolConfig"),
        part("managedPoolConfig"),
        part("cloudConfig"),
    );
    let name = taker.text(config, "name");
    let place = name.as_ref().map_or(pool.place, |name| name.place);
    // Both are said in two places.
    let is_system = taker
        .boolean(managed, "isSystemNodePool")
        .or_else(|| taker.boolean(cloud, "isSystemNodePool"));
    let mode = is_system.map(|flag| {
        flag.map(|is_system| {
            Ok(match is_system {
                true => PoolMode::System,
                false => PoolMode::User,
            })
        })
    });
    let mut os_type = taker.name(managed, "osType", OsType::NAMES, OsType::parse);
    if let (None, Some(disk)) = (&os_type, cloud.get("osDisk")) {
        os_type = taker.name(disk, "osType", OsType::NAMES, OsType::parse);
    }
    let (min_count, max_count) = scaler_bounds(
        taker.integer(config, "minSize"),
        taker.integer(config, "maxSize"),
    );
    let labels = config.get("additionalLabels");
    let labels = labels.map_or(&[][..], Value::fields).iter();
    let pool = NodePool {
        place,
        mode: mode.unwrap_or_else(|| Located::default(PoolMode::User, place)),
        os_type: os_type.unwrap_or_else(|| Located::default(OsType::Linux, place)),
        os_sku: None,
        count: taker.integer(config, "size"),
        min_count,
        max_count,
        max_pods: Located::unknown(Unknown::Invalid, place),
        max_surge: None,
        max_unavailable: None,
        subnet: home.cloned(),
        pod_subnet: None,
        pod_ip_allocation: None,
        vm_size: taker.text(cloud, "instanceType"),
        label_keys: labels
            .map(|label| Located::written(label.name.clone(), label.key))
            .collect(),
        taints: Vec::new(),
        name,
    };
    DraftPool {
        pool,
        says_max_pods: false,
    }
}

/// A profile of a request is a reference; the values of packs that it has beside it replace the
/// profile's own.
fn read_profile(profile: &Value, taker: &mut Taker) -> Vec<DraftProfile> {
    let uid = taker.text(profile, "uid");
    let place = uid.as_ref().map_or(profile.place, |uid| uid.place);
    let values = taker.list(profile, "packValues").iter();
    let packs: Vec<_> = values.map(|pack| read_pack(pack, taker)).collect();
    let variables = taker.list(profile, "variables").iter();
    let variables = variables
        .filter_map(|variable| {
            Some(ProfileVariable {
                name: taker.text(variable, "name")?,
                format: None,
                regex: None,
                required: None,
                is_sensitive: false,
                default: None,
                value: taker.text(variable, "value"),
            })
        })
        .collect();
    let uid = uid.as_ref().and_then(Located::known);
    let reason = match uid {
        Some(uid) => format!("the profile {uid} is not in this file"),
        None => "the profile is not in this file".to_owned(),
    };
    let rest = draft_profile(place, Err(Unknown::Terraform(reason)), variables);
    match packs.is_empty() {
        true => vec![rest],
        false => vec![draft_profile(place, Ok(packs), Vec::new()), rest],
    }
}

fn draft_profile(
    place: Place,
    packs: Result<Vec<ProfilePack>, Unknown>,
    variables: Vec<ProfileVariable>,
) -> DraftProfile {
    DraftProfile {
        profile: Profile {
            place,
            kind: None,
            cloud: None,
            has_packs: false,
            variables,
        },
        packs,
    }
}

fn read_pack(pack: &Value, taker: &mut Taker) -> ProfilePack {
    let name = taker.text(pack, "name");
    ProfilePack {
        place: name.as_ref().map_or(pack.place, |name| name.place),
        version: taker.text(pack, "tag"),
        layer: taker.text(pack, "layer"),
        values: PackText::read(pack.get("values"), taker),
        name,
    }
}
