//! Patches for Azure Service Operator: JSON texts that Cluster API provider Azure merges into what it
//! makes, after everything else.

use super::settings::raw;
use crate::input::read::{Entry, Reading, Shape, distinct_entries, parse_text};
use crate::model::{Candidate, Level, Located, Setting, Unknown};
use crate::source::Place;
use crate::syntax::{Kind, Tree, Typed};
use crate::text::short;

/// The list of patches for the cluster.
pub(super) const CLUSTER_PATCHES: &str = "asoManagedClusterPatches";
/// Fields of `networkProfile` that are not settings. Azure Service Operator,
/// containerservice.azure.com v1api20240901.
const NETWORK_KEYS: &[&str] = &[
    "advancedNetworking",
    "ipFamilies",
    "kubeProxyConfig",
    "loadBalancerProfile",
    "loadBalancerSku",
    "natGatewayProfile",
    "networkMode",
    "outboundType",
    "staticEgressGatewayProfile",
];

/// The patches of a list, parsed; or why one of them is not known, and where it is.
pub(crate) fn read_patches(
    patches: Entry<'_>,
    reading: &Reading<'_>,
) -> Vec<Result<Tree, (Unknown, Place)>> {
    let place = patches.place();
    match patches.value.shape() {
        Shape::List => {}
        Shape::Null => return Vec::new(),
        Shape::Unknown(unknown) => return vec![Err((unknown.clone(), place))],
        _ => {
            patches.wrong(reading, "a list of JSON texts");
            return vec![Err((Unknown::Invalid, place))];
        }
    }
    let items = patches.items(reading, "a list of JSON texts").into_iter();
    let read = |item: crate::input::read::View<'_>| match item.shape() {
        Shape::Text(text) if text.contains("{{") => {
            let reason = format!(
                "the macros in the patch {} are resolved by Palette",
                short(text)
            );
            Err((Unknown::Macro(reason), item.place()))
        }
        Shape::Text(_) => {
            let tree = item.spelled().and_then(|text| parse_text(&text, reading));
            tree.ok_or((Unknown::Invalid, item.place()))
        }
        Shape::PartlyKnown(reason) => Err((Unknown::Terraform(reason.to_owned()), item.place())),
        _ => {
            reading.wrong("a patch", item, "a JSON text");
            Err((Unknown::Invalid, item.place()))
        }
    };
    items.map(read).collect()
}

/// The network's settings of a cluster's patches.
pub(super) fn patch_settings(
    patches: Entry<'_>,
    owner: &str,
    reading: &Reading<'_>,
) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    // Of several patches, the last one that says a setting counts.
    for patch in read_patches(patches, reading) {
        let found = match &patch {
            Ok(tree) => of_patch(tree, owner, reading),
            Err((unknown, place)) => unknown_settings(unknown, *place, owner),
        };
        all.retain(|one| found.iter().all(|new| new.setting != one.setting));
        all.extend(found);
    }
    all
}

fn of_patch(tree: &Tree, owner: &str, reading: &Reading<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let specs = tree.roots().filter_map(|root| root.get("spec"));
    for (key, profile) in specs.filter_map(|spec| spec.entry("networkProfile")) {
        if profile.kind() == Kind::Scalar(Typed::Null) {
            let reason = Unknown::Terraform("a patch removes networkProfile".to_owned());
            found.extend(unknown_settings(&reason, key.place(), owner));
        }
        for (key, value) in distinct_entries(profile) {
            let Some(name) = key.text() else { continue };
            let unknown =
                |reason: String| Located::unknown(Unknown::Terraform(reason), key.place());
            let is_null = value.kind() == Kind::Scalar(Typed::Null);
            let (setting, value) = match Setting::ALL.into_iter().find(|one| one.key() == name) {
                Some(setting) if is_null => (setting, unknown(format!("a patch removes {name}"))),
                Some(setting) => (
                    setting,
                    raw(setting, value.place(), value, reading.resolver),
                ),
                None if name == "podCidrs" => {
                    (Setting::PodCidr, unknown(format!("a patch sets {name}")))
                }
                None if name == "serviceCidrs" => (
                    Setting::ServiceCidr,
                    unknown(format!("a patch sets {name}")),
                ),
                None if NETWORK_KEYS.contains(&name) => continue,
                None => {
                    let reason = format!("unknown key '{}' in a patch", short(name));
                    let reason = Unknown::Terraform(reason);
                    found.extend(unknown_settings(&reason, key.place(), owner));
                    continue;
                }
            };
            found.push(candidate(setting, value, owner));
        }
    }
    found
}

fn unknown_settings(unknown: &Unknown, place: Place, owner: &str) -> Vec<Candidate> {
    let unknown = |setting| candidate(setting, Located::unknown(unknown.clone(), place), owner);
    Setting::ALL.into_iter().map(unknown).collect()
}

fn candidate(setting: Setting, value: Located<crate::model::Raw>, owner: &str) -> Candidate {
    Candidate {
        setting,
        key: setting.key().to_owned(),
        value,
        content: None,
        level: Level::AsoPatch,
        owner: owner.to_owned(),
    }
}
