//! Network settings in pack values: at the top level, under `pack` and under `managedControlPlane`.

use crate::input::read::{
    Entry, Reading, Resolver, View, content, describe, distinct_entries, has_macro, partly_known,
    place_or_key,
};
use crate::model::{Candidate, Level, Located, Provenance, Raw, Setting, Unknown};
use crate::problem::ProblemKind;
use crate::source::Place;
use crate::syntax::{Kind, Node, Tree, Typed};
use crate::text::closest;

/// The mappings of pack values that can hold a setting, the weakest first.
const HOLDERS: [(&str, Level); 3] = [
    ("", Level::Root),
    ("pack", Level::Pack),
    ("managedControlPlane", Level::ManagedControlPlane),
];

/// Keys that stand beside settings and are none. At the top level: the sections of every pack, and
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
const PACK_KEYS: &[&str] = &[
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
    "asoManagedClusterPatches",
    "controlPlaneEndpoint",
];

/// What the values of one pack say about the network.
#[derive(Debug, Default)]
pub(crate) struct PackSettings {
    /// The settings.
    pub(crate) candidates: Vec<Candidate>,
    /// `managedMachinePool.maxPodPerNode`.
    pub(crate) max_pods: Option<Located<i64>>,
    /// The path of the first key that packlint does not know where settings stand.
    pub(crate) unknown_key: Option<String>,
    /// Keys that are nearly those of settings, which they were read as.
    misspelled: Vec<(Place, &'static str)>,
}

/// Reads the settings of a pack's values; `owner` names the pack for people.
pub(crate) fn read_settings(
    tree: &Tree,
    owner: &str,
    is_lone: bool,
    reading: &Reading<'_>,
) -> PackSettings {
    let mut settings = PackSettings::default();
    for root in tree.roots() {
        for (holder, level) in HOLDERS {
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
                reading.resolver,
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
    settings
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

/// Reads the settings of an `override_cluster_api_config`: YAML by Cluster API kind. The provider's
/// examples have the kind's `spec` alone, too.
pub(crate) fn read_override(tree: &Tree, owner: &str, reading: &Reading<'_>) -> Vec<Candidate> {
    let mut settings = PackSettings::default();
    for root in tree.roots() {
        let of_kind = root.get("AzureManagedControlPlane");
        let specs = [of_kind.and_then(|kind| kind.get("spec")), root.get("spec")];
        for spec in specs.into_iter().flatten() {
            let (level, resolver) = (Level::Override, reading.resolver);
            read_holder(spec, false, "spec", level, owner, resolver, &mut settings);
        }
    }
    settings.candidates
}

fn read_holder(
    mapping: Node<'_>,
    is_lone: bool,
    holder: &str,
    level: Level,
    owner: &str,
    resolver: &Resolver,
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
        let setting = Setting::ALL
            .into_iter()
            .find(|s| s.pack_keys().contains(&name));
        let setting = setting.or_else(|| {
            // A lone values file may be of any pack: what stands at its top may be a chart's.
            let is_others = is_lone && level == Level::Root;
            let is_free = !known.contains(&name) && !is_others && level != Level::Override;
            let (meant, setting) = is_free.then(|| nearly(name, mapping)).flatten()?;
            settings.misspelled.push((key.place(), meant));
            Some(setting)
        });
        match setting {
            Some(setting) => settings.candidates.push(Candidate {
                setting,
                key: name.to_owned(),
                value: raw(setting, place_or_key(key, value), value, resolver),
                content: content(value),
                level,
                owner: owner.to_owned(),
            }),
            None if known.contains(&name) => {}
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
