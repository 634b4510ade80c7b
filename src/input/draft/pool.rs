//! Overrides of a node pool: what an `override_cluster_api_config` says of its Cluster API resource.

use super::Override;
use crate::aks::{OsSku, OsType, PoolMode, ScaleSetPriority};
use crate::input::pack::read_patches;
use crate::input::read::{Entry, Object, Reading, Shape, View};
use crate::model::{Located, NodeLabel, NodePool, Unknown};
use crate::source::Place;
use crate::syntax::Tree;
use crate::text::{closest, short};

/// The key of a pool's override. Palette documentation, *Override Cluster API (CAPI) Properties*,
/// 2026-07: always the camelCase form of the kind.
const KIND: &str = "azureManagedMachinePool";
/// Patches of the agent pool as Azure Service Operator makes it, applied last.
const PATCHES: &str = "asoManagedClustersAgentPoolPatches";

/// Fields of AzureManagedMachinePool's spec that say nothing about addresses, systems or names.
/// Cluster API provider Azure v1.18.0, type AzureManagedMachinePoolSpec.
const POOL_KEYS: &[&str] = &[
    "additionalTags",
    "enableEncryptionAtHost",
    "enableUltraSSD",
    "kubeletConfig",
    "kubeletDiskType",
    "linuxOSConfig",
    "nodePublicIPPrefixID",
    "osDiskSizeGB",
    "osDiskType",
    "providerIDList",
    "scaleDownMode",
    "spotMaxPrice",
];
/// Fields of ManagedClustersAgentPool's spec that say nothing about them. Azure Service Operator,
/// containerservice.azure.com v1api20240901.
const AGENT_POOL_KEYS: &[&str] = &[
    "artifactStreamingProfile",
    "capacityReservationGroupReference",
    "creationData",
    "enableEncryptionAtHost",
    "enableUltraSSD",
    "gatewayProfile",
    "gpuInstanceProfile",
    "gpuProfile",
    "hostGroupReference",
    "kubeletConfig",
    "kubeletDiskType",
    "linuxOSConfig",
    "messageOfTheDay",
    "networkProfile",
    "nodePublicIPPrefixReference",
    "operatorSpec",
    "orchestratorVersion",
    "osDiskSizeGB",
    "osDiskType",
    "owner",
    "powerState",
    "proximityPlacementGroupReference",
    "scaleDownMode",
    "scaleSetEvictionPolicy",
    "securityProfile",
    "spotMaxPrice",
    "tags",
    "type",
    "virtualMachinesProfile",
    "windowsProfile",
    "workloadRuntime",
];

/// Lays the override of a pool over what its own fields say: it takes precedence over everything.
pub(crate) fn apply_override(pool: &mut NodePool, text: Option<View<'_>>, reading: &Reading<'_>) {
    match Override::read(text, reading) {
        None => {}
        Some(Override::Unknown(unknown, place)) => pool.set_unknown(&unknown, place),
        Some(Override::Tree(tree)) => apply(pool, &tree, reading),
    }
}

fn apply(pool: &mut NodePool, tree: &Tree, reading: &Reading<'_>) {
    for member in tree
        .roots()
        .flat_map(|root| View::Own(root).distinct_members())
    {
        let object = Object::new(member.value, reading);
        if member.name == KIND {
            for part in member.value.distinct_members() {
                if part.name == "spec" {
                    apply_spec(pool, part.value, POOL_KEYS, reading);
                }
            }
            continue;
        }
        // The provider's examples have other keys, of which Palette's documentation says nothing.
        let spec = object.object("spec").map_or(member.value, |spec| spec.view);
        let says = |name: &str| name == member.name || spec.get(name).is_some();
        if let Some(name) = FIELDS.into_iter().find(|name| says(name)) {
            let reason = undocumented(member.name, name, KIND);
            pool.set_unknown(&reason, member.key);
        }
    }
}

/// Why a value is unknown that is set under an undocumented key.
pub(super) fn undocumented(key: &str, name: &str, kind: &str) -> Unknown {
    Unknown::Terraform(format!(
        "the override is under '{}', not {kind}, so it is unknown whether its {name} applies",
        short(key)
    ))
}

/// Fields of a pool that are read.
const FIELDS: [&str; 11] = [
    "maxPods",
    "osType",
    "osSKU",
    "mode",
    "name",
    "sku",
    "subnetName",
    "scaling",
    "taints",
    "nodeLabels",
    PATCHES,
];

/// The fields of the spec, or of a patch.
fn apply_spec(pool: &mut NodePool, spec: View<'_>, others: &[&str], reading: &Reading<'_>) {
    for member in spec.distinct_members() {
        let entry = Entry::of(member);
        let scaling = Object::new(member.value, reading);
        if matches!(member.value.shape(), Shape::Null) {
            let reason = format!("the override removes {}", short(member.name));
            pool.set_unknown(&Unknown::Terraform(reason), member.key);
            continue;
        }
        match member.name {
            "maxPods" => pool.max_pods = entry.whole(reading),
            "osType" => pool.os_type = entry.name(reading, OsType::NAMES, OsType::parse),
            "osSKU" => pool.os_sku = Some(entry.name(reading, OsSku::NAMES, OsSku::parse)),
            "mode" => pool.mode = entry.name(reading, PoolMode::NAMES, PoolMode::parse),
            "name" | "azureName" => pool.name = Some(entry.text(reading, "a string")),
            "sku" | "vmSize" => pool.vm_size = Some(entry.text(reading, "a string")),
            "subnetName" => pool.subnet = Some(entry.text(reading, "a string")),
            "scaling" => {
                pool.min_count = scaling.whole("minSize").or(pool.min_count.take());
                pool.max_count = scaling.whole("maxSize").or(pool.max_count.take());
            }
            "count" => pool.count = Some(entry.whole(reading)),
            "minCount" => pool.min_count = Some(entry.whole(reading)),
            "maxCount" => pool.max_count = Some(entry.whole(reading)),
            "enableAutoScaling" => {
                if !entry.flag(reading).is(&true) {
                    (pool.min_count, pool.max_count) = (None, None);
                }
            }
            "upgradeSettings" => {
                pool.max_surge = scaling.text("maxSurge").or(pool.max_surge.take());
                let unavailable = scaling.text("maxUnavailable");
                pool.max_unavailable = unavailable.or(pool.max_unavailable.take());
            }
            "nodeLabels" => pool.labels.extend(read_labels(Some(member.value), reading)),
            "availabilityZones" => pool.zones = entry.texts(reading, "a list of zones"),
            "taints" => {
                let taints = entry.items(reading, "a list").into_iter();
                let taints = taints.map(|taint| Object::new(taint, reading));
                pool.taints = taints.filter_map(read_taint).collect();
            }
            "enableFIPS" => pool.fips = Some(entry.flag(reading)),
            "enableNodePublicIP" => pool.public_ip = Some(entry.flag(reading)),
            "scaleSetPriority" => {
                let (names, parse) = (ScaleSetPriority::NAMES, ScaleSetPriority::parse);
                pool.priority = Some(entry.name(reading, names, parse));
            }
            "nodeTaints" => pool.taints = entry.texts(reading, "a list of texts"),
            PATCHES => apply_patches(pool, entry, reading),
            "vnetSubnetReference" | "podSubnetReference" => {
                let reason = "a patch sets the subnet by its Azure resource id".to_owned();
                let subnet = Located::unknown(Unknown::Terraform(reason), member.key);
                match member.name {
                    "vnetSubnetReference" => pool.subnet = Some(subnet),
                    _ => pool.pod_subnet = Some(subnet),
                }
            }
            name if others.contains(&name) => {}
            name => {
                let near = closest(name, FIELDS);
                let near = near.map_or(String::new(), |near| format!(" (did you mean {near}?)"));
                let reason = format!("unknown key '{}' in the override{near}", short(name));
                pool.set_unknown(&Unknown::Terraform(reason), member.key);
            }
        }
    }
}

fn apply_patches(pool: &mut NodePool, patches: Entry<'_>, reading: &Reading<'_>) {
    for patch in read_patches(patches, reading) {
        match patch {
            Err((unknown, place)) => pool.set_unknown(&unknown, place),
            Ok(tree) => {
                let specs = tree.roots().filter_map(|root| root.get("spec"));
                for spec in specs {
                    apply_spec(pool, View::Own(spec), AGENT_POOL_KEYS, reading);
                }
            }
        }
    }
}

/// The labels of an object of labels.
pub(crate) fn read_labels(labels: Option<View<'_>>, reading: &Reading<'_>) -> Vec<NodeLabel> {
    let members = labels.map_or(Vec::new(), View::members).into_iter();
    members
        .map(|label| NodeLabel {
            key: Located::written(label.name.to_owned(), label.key),
            value: Entry::of(label).text_if_any(reading),
        })
        .collect()
}

/// A taint in the short form: `key=value:Effect`. A part that is not known makes all of it so.
pub(crate) fn read_taint(taint: Object<'_, '_>) -> Option<Located<String>> {
    if let Some(unknown) = taint.view.unknown() {
        return Some(Located::unknown(unknown.clone(), taint.place()));
    }
    let key = taint.text("key")?;
    let (value, effect) = (taint.text("value"), taint.text("effect"));
    let text = |part: &Option<Located<String>>| match part {
        Some(part) => part.value.clone(),
        None => Ok(String::new()),
    };
    let place: Place = key.place;
    let short_form = || {
        Ok(format!(
            "{}={}:{}",
            key.value.clone()?,
            text(&value)?,
            text(&effect)?
        ))
    };
    Some(match short_form() {
        Ok(taint) => Located::written(taint, place),
        Err(unknown) => Located::unknown(unknown, place),
    })
}
