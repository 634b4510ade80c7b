//! Network settings in pack values: at the top level, under `pack` and under `managedControlPlane`.

use super::patches::{CLUSTER_PATCHES, patch_settings};
use crate::input::read::{
    Entry, Reading, Resolver, View, content, describe, distinct_entries, has_macro, partly_known,
    place_or_key,
};
use crate::model::{Candidate, Level, Located, Provenance, Raw, Setting, Unknown};
use crate::problem::ProblemKind;
use crate::source::Place;
use crate::syntax::{Kind, Node, Tree, Typed};
use crate::text::{closest, short};

/// The mappings of pack values that can contain a setting, the one with the lowest precedence first.
const HOLDERS: [(&str, Level); 3] = [
    ("", Level::Root),
    ("pack", Level::Pack),
    ("managedControlPlane", Level::ManagedControlPlane),
];

/// Keys beside settings that are not settings. At the top level: the sections of every pack, and
/// those of the pack kubernetes-aks.
const TOP_LEVEL_KEYS: &[&str] = &[
    "pack",
    "charts",
    "manifests",
    "readinessCheck",
    "managedControlPlane",
    "managedMachinePool",
    "kubeadmconfig",
];
/// Under `pack`: keys that public packs and Palette's documentation have there.
pub(super) const PACK_KEYS: &[&str] = &[
    "namespace",
    "additionalNamespaces",
    "namespaceLabels",
    "namespaceAnnotations",
    "releaseNameOverride",
    "content",
    "k8sHardening",
    "palette",
    "serviceDomain",
    "drain",
    "spectrocloud.com/install-priority",
    "spectrocloud.com/display-name",
];
/// Under `managedControlPlane`: fields of AzureManagedControlPlane's spec (Cluster API provider
/// Azure, v1beta1) that are no network setting.
const CONTROL_PLANE_KEYS: &[&str] = &[
    "userAssignedIdentities",
    "identity",
    "aadProfile",
    "addonProfiles",
    "oidcIssuerProfile",
    "securityProfile",
    "autoScalerProfile",
    "autoUpgradeProfile",
    "apiServerAccessProfile",
    "azureEnvironment",
    "disableLocalAccounts",
    "dnsPrefix",
    "enablePreviewFeatures",
    "extensions",
    "fleetsMember",
    "httpProxyConfig",
    "identityRef",
    "kubeletUserAssignedIdentity",
    "loadBalancerProfile",
    "loadBalancerSKU",
    "location",
    "machineTemplate",
    "nodeResourceGroupName",
    "outboundType",
    "resourceGroupName",
    "sku",
    "sshPublicKey",
    "subscriptionID",
    "version",
    "virtualNetwork",
    "additionalTags",
    "controlPlaneEndpoint",
];

/// What the values of one pack say about the network.
#[derive(Debug, Default)]
pub(crate) struct PackSettings {
    /// The settings.
    pub(crate) candidates: Vec<Candidate>,
    /// `managedMachinePool.maxPodPerNode`.
    pub(crate) max_pods: Option<Located<i64>>,
    /// The path of the first unknown key among settings.
    pub(crate) unknown_key: Option<String>,
    /// The first such key of an override.
    unknown_override: Option<(String, Place)>,
    /// Keys that are nearly those of settings, which they were read as.
    misspelled: Vec<(Place, &'static str)>,
}

/// Which pack values are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValuesOf {
    /// A pack whose values have settings of the network.
    Network,
    /// A lone values file, which may be of any pack.
    Any,
    /// A pack whose name is not known: only what no other pack has is read.
    Unknown,
}

/// Reads the settings of a pack's values; `owner` names the pack for people.
pub(crate) fn read_settings(
    tree: &Tree,
    owner: &str,
    kind: ValuesOf,
    reading: &Reading<'_>,
) -> PackSettings {
    let is_lone = kind == ValuesOf::Any;
    let mut settings = PackSettings::default();
    for root in tree.roots() {
        for (holder, level) in HOLDERS {
            if kind == ValuesOf::Unknown && level == Level::Root {
                continue;
            }
            let mapping = match holder {
                "" => Some(root),
                name => root.get(name),
            };
            let Some(mapping) = mapping else { continue };
            read_holder(
                mapping,
                is_lone,
                holder,
                level,
                owner,
                reading,
                &mut settings,
            );
        }
        let machine_pool = root.get("managedMachinePool");
        let misspelled = machine_pool.and_then(|pool| misspelled_max_pods(pool));
        settings
            .misspelled
            .extend(misspelled.map(|(key, _)| (key.place(), MAX_PODS_KEYS[0])));
        for name in MAX_PODS_KEYS {
            let entry = machine_pool.and_then(|pool| pool.entry(name));
            let meant = misspelled.filter(|_| name == MAX_PODS_KEYS[0]);
            let Some((key, value)) = entry.or(meant) else {
                continue;
            };
            let entry = Entry {
                name,
                key: key.place(),
                value: View::Own(value),
            };
            let read = entry.whole(reading);
            settings.max_pods.get_or_insert(read);
        }
    }
    report_misspelled(&mut settings, tree, reading);
    settings
}

fn report_misspelled(settings: &mut PackSettings, tree: &Tree, reading: &Reading<'_>) {
    for (place, meant) in settings.misspelled.drain(..) {
        let name = place.span.slice(&tree.source().text);
        let kind = ProblemKind::UnknownField {
            name: name.trim_matches(['"', '\'', '\\']).to_owned(),
            within: "these values",
            suggestion: Some(meant),
            known: Vec::new(),
        };
        reading.push(place, kind);
    }
}

/// The keys of max pods, the documented one first.
const MAX_PODS_KEYS: [&str; 2] = ["maxPodPerNode", "maxPods"];

/// The key that is nearly one of those for max pods, where none of them is there.
fn misspelled_max_pods(pool: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    if MAX_PODS_KEYS.iter().any(|name| pool.get(name).is_some()) {
        return None;
    }
    let is_near = |key: Node<'_>| {
        key.text()
            .is_some_and(|key| closest(key, MAX_PODS_KEYS).is_some())
    };
    pool.entries().find(|(key, _)| is_near(*key))
}

/// The key of a cluster's override. Palette documentation, *Override Cluster API (CAPI) Properties*,
/// 2026-07: always the camelCase form of the kind.
const CONTROL_PLANE_KIND: &str = "azureManagedControlPlane";

/// Reads the settings of an `override_cluster_api_config`: YAML by Cluster API kind.
pub(crate) fn read_override(tree: &Tree, owner: &str, reading: &Reading<'_>) -> Vec<Candidate> {
    let mut settings = PackSettings::default();
    let mut unknown = Vec::new();
    for (key, value) in tree.roots().flat_map(distinct_entries) {
        let name = key.text().unwrap_or_default();
        let spec = value.get("spec");
        if name == CONTROL_PLANE_KIND {
            let spec = spec.into_iter();
            spec.for_each(|spec| {
                read_holder(
                    spec,
                    false,
                    "spec",
                    Level::Override,
                    owner,
                    reading,
                    &mut settings,
                );
            });
            continue;
        }
        // The provider's examples have other keys, of which Palette's documentation says nothing.
        let spec = spec.unwrap_or(value);
        let has = |key: &str| name == key || spec.get(key).is_some();
        for setting in Setting::ALL {
            if has(CLUSTER_PATCHES) || setting.pack_keys().iter().any(|key| has(key)) {
                let reason = format!(
                    "the override is under '{}', not {CONTROL_PLANE_KIND}, so it is unknown whether \
                     its {} applies",
                    short(name),
                    setting.key()
                );
                unknown.push((setting, Unknown::Terraform(reason), key.place()));
            }
        }
    }
    // A field that packlint does not know may be any setting that is not written.
    if let Some((key, place)) = settings.unknown_override.take() {
        let reason = format!("unknown key '{key}' in the override");
        let all = Setting::ALL.into_iter();
        unknown.extend(all.map(|setting| (setting, Unknown::Terraform(reason.clone()), place)));
    }
    report_misspelled(&mut settings, tree, reading);
    let mut candidates = settings.candidates;
    for (setting, reason, place) in unknown {
        if !candidates.iter().any(|one| one.setting == setting) {
            candidates.push(Candidate {
                setting,
                key: setting.key().to_owned(),
                value: Located::unknown(reason, place),
                content: None,
                level: Level::Override,
                owner: owner.to_owned(),
            });
        }
    }
    candidates
}

fn read_holder(
    mapping: Node<'_>,
    is_lone: bool,
    holder: &str,
    level: Level,
    owner: &str,
    reading: &Reading<'_>,
    settings: &mut PackSettings,
) {
    let known = match level {
        Level::Root => TOP_LEVEL_KEYS,
        Level::Pack => PACK_KEYS,
        _ => CONTROL_PLANE_KEYS,
    };
    for (key, value) in distinct_entries(mapping) {
        let Some(name) = key.text() else { continue };
        // A lone values file may be a chart's, whose networkPolicy is a mapping.
        let is_mapping = value.kind() == Kind::Mapping && !value.is_unquoted_macro();
        if is_lone && level == Level::Root && is_mapping && !known.contains(&name) {
            continue;
        }
        if name == CLUSTER_PATCHES && level >= Level::ManagedControlPlane {
            let entry = Entry {
                name: CLUSTER_PATCHES,
                key: key.place(),
                value: View::Own(value),
            };
            let patched = patch_settings(entry, owner, reading);
            settings.candidates.extend(patched);
            continue;
        }
        let setting = Setting::ALL
            .into_iter()
            .find(|s| s.pack_keys().contains(&name));
        let setting = setting.or_else(|| {
            // A values file by itself may be of any pack: its top-level keys may be a chart's.
            let is_others = is_lone && level == Level::Root;
            let is_free = !known.contains(&name) && !is_others;
            let (meant, setting) = is_free.then(|| nearly(name, mapping)).flatten()?;
            settings.misspelled.push((key.place(), meant));
            Some(setting)
        });
        match setting {
            Some(setting) => settings.candidates.push(Candidate {
                setting,
                key: name.to_owned(),
                value: match level == Level::Override && value.kind() == Kind::Scalar(Typed::Null) {
                    true => {
                        let reason = format!("the override removes {name}");
                        Located::unknown(Unknown::Terraform(reason), key.place())
                    }
                    false => raw(setting, place_or_key(key, value), value, reading.resolver),
                },
                content: content(value),
                level,
                owner: owner.to_owned(),
            }),
            None if known.contains(&name) => {}
            None if level == Level::Override => {
                let key = (short(name).into_owned(), key.place());
                settings.unknown_override.get_or_insert(key);
            }
            None if settings.unknown_key.is_some() => {}
            None if holder.is_empty() => settings.unknown_key = Some(name.to_owned()),
            None => settings.unknown_key = Some(format!("{holder}.{name}")),
        }
    }
}

/// The setting whose key a name nearly is, where the mapping does not say that setting.
fn nearly(name: &str, mapping: Node<'_>) -> Option<(&'static str, Setting)> {
    let keys = || {
        Setting::ALL
            .into_iter()
            .flat_map(Setting::pack_keys)
            .copied()
    };
    let near = closest(name, keys())?;
    let meant = keys().find(|key| *key == near)?;
    let is_it = |setting: &Setting| setting.pack_keys().contains(&meant);
    let setting = Setting::ALL.into_iter().find(is_it)?;
    let is_said = setting
        .pack_keys()
        .iter()
        .any(|key| mapping.get(key).is_some());
    (!is_said).then_some((meant, setting))
}

/// A setting's value with what can be wrong with it; `place` is the key's where nothing is written.
pub(crate) fn raw(
    setting: Setting,
    place: Place,
    value: Node<'_>,
    resolver: &Resolver,
) -> Located<Raw> {
    let substituted = |text: &str| Located {
        value: resolver
            .resolve(text, place)
            .map(|text| Raw::of_text(setting, &text)),
        place,
        provenance: Provenance::Macro,
    };
    if value.is_unquoted_macro() {
        return substituted(value.raw());
    }
    if let Some(reason) = value.hole() {
        return partly_known(reason, place);
    }
    // An alias that leads nowhere has its own finding.
    if value.leads_nowhere() {
        return Located::unknown(Unknown::Invalid, place);
    }
    let raw = match value.kind() {
        Kind::Scalar(Typed::Null) if value.is_absent() => Raw::Empty("without a value"),
        Kind::Scalar(Typed::Null) => Raw::Empty("null"),
        Kind::Scalar(Typed::Str(text)) if has_macro(text) => return substituted(text),
        Kind::Scalar(Typed::Str(text)) => Raw::of_text(setting, text),
        Kind::Scalar(_) | Kind::Sequence | Kind::Mapping => Raw::Shape(describe(value)),
    };
    Located::written(raw, place)
}
