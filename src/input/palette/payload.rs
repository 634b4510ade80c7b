//! The API's request that creates an AKS cluster: `v1SpectroAzureClusterEntity`.

use std::sync::Arc;

use super::fields::Fields;
use super::shared::{pack, pool_mode, read, scaler_bounds, start_of, vnet};
use crate::aks::{OsSku, OsType};
use crate::input::draft::{
    Draft, DraftPools, DraftProfile, Override, PackText, apply_override, read_labels, read_taint,
};
use crate::input::read::{Object, View};
use crate::model::{Located, NodePool, ProfileVariable, Subnet, Unknown, VNet};
use crate::source::{Expense, SourceFile};
use crate::syntax::Node;

/// What the workers' subnet is called where the request gives a range and no name.
const WORKER_SUBNET: &str = "workerSubnet";

/// The fields of the request's objects. Facts as of 2026-11-25: the types of palette-sdk-go, and what
/// terraform-provider-spectrocloud sends.
const SPEC: Fields = Fields {
    title: "spec",
    read: &[
        "cloudConfig",
        "clusterTemplate",
        "machinepoolconfig",
        "profiles",
    ],
    without_influence: &[
        "cloudAccountUid",
        "clusterConfig",
        "clusterType",
        "policies",
    ],
};
const CLOUD_CONFIG: Fields = Fields {
    title: "cloudConfig",
    read: &[
        "apiServerAccessProfile",
        "controlPlaneSubnet",
        "overrideClusterAPIConfig",
        "overrideClusterApiConfig",
        "sshKey",
        "vnetCidrBlock",
        "workerSubnet",
    ],
    without_influence: &[
        "aadProfile",
        "containerName",
        "controlPlaneLoadBalancer",
        "enableDedicatedHosts",
        "infraLBConfig",
        "location",
        "resourceGroup",
        "storageAccountName",
        "subscriptionId",
        "vnetName",
        "vnetResourceGroup",
    ],
};
const POOL: Fields = Fields {
    title: "a pool of machinepoolconfig",
    read: &["cloudConfig", "managedPoolConfig", "poolConfig"],
    without_influence: &[],
};
const POOL_CONFIG: Fields = Fields {
    title: "poolConfig",
    read: &[
        "additionalLabels",
        "maxSize",
        "minSize",
        "name",
        "overrideClusterAPIConfig",
        "overrideClusterApiConfig",
        "size",
        "taints",
        "updateStrategy",
    ],
    without_influence: &[
        "additionalAnnotations",
        "additionalTags",
        "isControlPlane",
        "labels",
        "machinePoolProperties",
        "nodeRepaveInterval",
        "overrideKubeadmConfiguration",
        "useControlPlaneAsWorker",
    ],
};
const MANAGED_POOL: Fields = Fields {
    title: "managedPoolConfig",
    read: &["isSystemNodePool", "osSKU", "osSku", "osType"],
    without_influence: &[],
};
const POOL_CLOUD: Fields = Fields {
    title: "cloudConfig of a pool",
    read: &["azs", "instanceType", "isSystemNodePool", "osDisk"],
    without_influence: &["spotVMOptions"],
};
const PROFILE: Fields = Fields {
    title: "a profile",
    read: &["packValues", "uid", "variables"],
    without_influence: &["replaceWithProfile"],
};

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
    let mut unknown = SPEC.unknown_of(spec);
    match spec.object("cloudConfig") {
        Some(config) => {
            if let Some(access) = config.object("apiServerAccessProfile") {
                draft.features.private_cluster = access.flag("enablePrivateCluster");
            }
            (draft.vnet, shared_subnet) = read_vnet(config);
            draft.ssh_key = config.text("sshKey");
            let text = override_text(config);
            draft.overrides.extend(Override::read(text, spec.reading));
            unknown = unknown.or_else(|| CLOUD_CONFIG.unknown_of(config));
        }
        None => spec.wrong("spec", "an object with cloudConfig"),
    }
    // It may set what an override may.
    draft
        .overrides
        .extend(unknown.map(|(unknown, place)| Override::Unknown(unknown, place)));
    let pools = spec.items("machinepoolconfig");
    let may = (spec.reading).spend(Expense::Pools, pools.len(), spec.place());
    let pools = pools.into_iter().filter(|_| may);
    let pools = pools.map(|pool| read_pool(pool, shared_subnet.as_ref()));
    draft.pools = Some(DraftPools {
        pools: pools.collect(),
        are_palettes: true,
    });
    let profiles = spec.items("profiles").into_iter();
    draft.profiles = profiles.map(read_profile).collect();
    if let Some(template) = spec.object("clusterTemplate") {
        let reason = "the profiles of the cluster template are not in this file".to_owned();
        let unknown = DraftProfile::unknown(template.place(), Unknown::Terraform(reason));
        draft.profiles.push(unknown);
    }
    if draft.profiles.is_empty() {
        let reason = "the request names no profile".to_owned();
        let unknown = DraftProfile::unknown(draft.place, Unknown::Terraform(reason));
        draft.profiles.push(unknown);
    }
    draft
}

/// The text of an override; the API's description and the SDK spell its key differently.
fn override_text<'t>(of: Object<'t, '_>) -> Option<View<'t>> {
    let mut keys = ["overrideClusterApiConfig", "overrideClusterAPIConfig"].into_iter();
    keys.find_map(|key| of.view.get(key))
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
            azure: None,
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
    let mut read = NodePool::at(place);
    // Both are said in two places.
    let is_system = |part: Option<Object<'_, '_>>| part?.flag("isSystemNodePool");
    let os_type = |part: Option<Object<'_, '_>>| part?.name("osType", OsType::NAMES, OsType::parse);
    read.mode = pool_mode(is_system(managed).or_else(|| is_system(cloud)), place);
    let os_disk = cloud.and_then(|cloud| cloud.object("osDisk"));
    let os_type = os_type(managed).or_else(|| os_type(os_disk));
    read.os_type = os_type.unwrap_or(read.os_type);
    let os_sku = |key| managed?.name(key, OsSku::NAMES, OsSku::parse);
    read.os_sku = ["osSku", "osSKU"].into_iter().find_map(os_sku);
    if let Some(cloud) = cloud {
        read.zones = cloud.texts("azs");
        read.vm_size = cloud.text("instanceType");
    }
    if let Some(config) = config {
        read.count = config.whole("size");
        let bounds = (config.whole("minSize"), config.whole("maxSize"));
        (read.min_count, read.max_count) = scaler_bounds(bounds.0, bounds.1);
        let labels = config.view.get("additionalLabels");
        read.labels = read_labels(labels, pool.reading);
        let taints = config.items("taints").into_iter();
        read.taints = taints.filter_map(read_taint).collect();
        if let Some(strategy) = config.object("updateStrategy") {
            read.max_surge = strategy.text("maxSurge");
            read.max_unavailable = strategy.text("maxUnavailable");
        }
    }
    read.subnet = subnet.cloned();
    read.name = name;
    let parts = [
        POOL.unknown_of(pool),
        config.and_then(|config| POOL_CONFIG.unknown_of(config)),
        managed.and_then(|managed| MANAGED_POOL.unknown_of(managed)),
        cloud.and_then(|cloud| POOL_CLOUD.unknown_of(cloud)),
    ];
    if let Some((unknown, place)) = parts.into_iter().flatten().next() {
        read.set_unknown(&unknown, place);
    }
    apply_override(&mut read, config.and_then(override_text), pool.reading);
    read
}

/// A profile of a request is a reference; the values of packs that it has beside it replace the
/// profile's own.
fn read_profile(of: Object<'_, '_>) -> DraftProfile {
    let uid = of.text("uid");
    let place = uid.as_ref().map_or(of.place(), |uid| uid.place);
    let reason = match uid.as_ref().and_then(Located::known) {
        Some(uid) => format!("profile {uid} is not in this file"),
        None => "the profile is not in this file".to_owned(),
    };
    let mut profile = DraftProfile::unknown(place, Unknown::Terraform(reason));
    let packs = of.items("packValues").into_iter();
    let packs = packs.map(|one| pack(one, &["tag"], Some("layer")));
    profile.packs = packs.collect();
    let variables = of.items("variables").into_iter();
    profile.profile.variables = variables.filter_map(read_variable).collect();
    // It may set values of packs that are known.
    if let Some((unknown, _)) = PROFILE.unknown_of(of) {
        for pack in &mut profile.packs {
            pack.values = PackText::Unknown(unknown.clone());
        }
    }
    profile
}

fn read_variable(of: Object<'_, '_>) -> Option<ProfileVariable> {
    let name = of.text("name")?;
    Some(ProfileVariable {
        value: of.text("value"),
        ..ProfileVariable::named(name)
    })
}
