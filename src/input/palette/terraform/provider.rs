//! What the provider itself refuses, at plan or apply. Source: terraform-provider-spectrocloud,
//! `resource_cluster_aks.go`, `cluster_common_fields.go`, `cluster_common_profiles.go` and
//! `schemas/pack.go`, 2026-11-25.

use crate::input::read::{Object, Reading, View};
use crate::model::Located;
use crate::problem::ProblemKind;
use crate::source::Place;

pub(super) const OS_TYPES: &[&str] = &["Linux", "Windows"];
pub(super) const OS_SKUS: &[&str] = &["Ubuntu", "AzureLinux", "Windows2022"];
pub(super) const UPDATE_STRATEGIES: &[&str] = &[
    "RollingUpdateScaleOut",
    "RollingUpdateScaleIn",
    "OverrideScaling",
];

/// Records something that the provider refuses: what it is, and what to do.
pub(super) fn reject(reading: &Reading<'_>, place: Place, what: String, help: impl Into<String>) {
    let help = help.into();
    reading.push(place, ProblemKind::ProviderRejects { what, help });
}

/// A name in exactly the provider's spelling. One that AKS alone has, or in another case, is read as
/// what it means.
pub(super) fn one_of<T>(
    of: Object<'_, '_>,
    field: &'static str,
    accepted: &[&str],
    known: &'static [&'static str],
    parse: impl Fn(&str) -> Option<T>,
) -> Option<Located<T>> {
    let meant = of.name(field, known, parse)?;
    if let (Some(name), true) = (
        of.view.get(field).and_then(View::as_text),
        meant.value.is_ok(),
    ) && !accepted.contains(&name)
    {
        let help = format!("write one of {}", accepted.join(", "));
        reject(
            of.reading,
            meant.place,
            format!("{field} = \"{name}\""),
            help,
        );
    }
    Some(meant)
}

/// Checks a pack of a profile: it has a uid, or all that leads to one.
pub(super) fn check_pack(pack: Object<'_, '_>) {
    let has = |field: &str| {
        let value = pack.view.get(field);
        value.is_some_and(|value| value.as_text() != Some(""))
    };
    let registries = ["registry_uid", "registry_name"];
    let place = pack
        .view
        .get("name")
        .map_or(pack.place(), |name| name.place());
    let name = pack.view.get("name").and_then(|name| name.as_text());
    let name = name.map_or("a pack".to_owned(), |name| format!("the pack {name}"));
    if pack.view.unknown().is_some() {
        return;
    }
    if registries.into_iter().all(has) {
        let what = format!("{name} with both registry_uid and registry_name");
        reject(pack.reading, place, what, "remove one of the two");
        return;
    }
    let kind = pack.view.get("type");
    let may_be_manifest =
        kind.is_some_and(|kind| kind.as_text().is_none_or(|kind| kind == "manifest"));
    if may_be_manifest || has("uid") {
        return;
    }
    let mut missing = Vec::new();
    if !has("tag") {
        missing.push("tag");
    }
    if !registries.into_iter().any(has) {
        missing.push("registry_uid or registry_name");
    }
    if !missing.is_empty() {
        let missing = missing.join(" and ");
        let what = format!("{name} without uid, and without {missing}");
        reject(pack.reading, place, what, format!("set uid, or {missing}"));
    }
}
