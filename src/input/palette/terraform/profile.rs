//! `spectrocloud_cluster_profile`.

use std::collections::HashMap;

use super::Resource;
use super::fields::{PACK, PROFILE, PROFILE_BLOCK, VARIABLE};
use super::provider::check_pack;
use crate::input::draft::{DraftPack, DraftProfile, PackText, masked};
use crate::input::palette::shared::{VariableFields, hide, pack, variable};
use crate::input::read::{Entry, Object, Reading, View};
use crate::model::{Located, Profile, ProfileVariable, Unknown};

const VARIABLE_FIELDS: VariableFields = VariableFields {
    is_sensitive: "is_sensitive",
    default: "default_value",
    input_type: "input_type",
};

/// Reads a profile; its values come first, and those of the cluster's own packs replace them.
pub(super) fn read_profile(resource: &Resource, reading: &Reading<'_>) -> DraftProfile {
    let of = Object::new(resource.view(), reading);
    let name = of.text("name");
    let place = name.as_ref().map_or(resource.place, |name| name.place);
    // The provider's own default. A data source does not say what kind it is.
    let is_data = resource.is_data();
    let kind = of.text("type");
    let kind = kind.or_else(|| (!is_data).then(|| Located::default("add-on".to_owned(), place)));
    let (packs, rest) = read_packs(of);
    if !is_data {
        of.items("pack").into_iter().for_each(check_pack);
    }
    let blocks = of.items("profile_variables").into_iter();
    let variables = blocks.flat_map(|block| block.items("variable"));
    let rest = rest.or(PROFILE.unknown_of(of).map(|(unknown, _)| unknown));
    DraftProfile {
        profile: Profile {
            place,
            kind,
            cloud: of.text("cloud"),
            has_packs: rest.is_none(),
            variables: variables.filter_map(read_variable).collect(),
        },
        packs,
        rest,
    }
}

fn read_variable(of: Object<'_, '_>) -> Option<ProfileVariable> {
    let mut variable = variable(of, &VARIABLE_FIELDS)?;
    if let Some((unknown, place)) = VARIABLE.unknown_of(of) {
        variable.default = Some(Located::unknown(unknown, place));
    }
    Some(variable)
}

/// The packs of a profile, or of a `cluster_profile` block, and why there may be others: one block
/// that is not known may be any pack.
fn read_packs(of: Object<'_, '_>) -> (Vec<DraftPack>, Option<Unknown>) {
    let blocks = of.items("pack");
    let whole = of.view.get("pack");
    let mut views = whole.into_iter().chain(blocks.iter().map(|pack| pack.view));
    let unknown = views.find_map(View::unknown).cloned();
    let odd = blocks.iter().find_map(|block| PACK.unknown_of(*block));
    let known = blocks
        .into_iter()
        .filter(|block| block.view.unknown().is_none());
    let packs = known.map(|one| pack(one, &["tag"], None)).collect();
    (packs, unknown.or(odd.map(|(unknown, _)| unknown)))
}

/// Puts what a `cluster_profile` block says over the profile: values of variables, packs.
pub(super) fn apply_block(profile: &mut DraftProfile, block: Object<'_, '_>) {
    let variables = block.view.get("variables");
    let members = variables.map_or(Vec::new(), View::members).into_iter();
    let values = members.map(|member| {
        let value = Entry::of(member).text(block.reading, "a string");
        let name = Located::written(member.name.to_owned(), member.key);
        (name, value, Some(member.value))
    });
    give_values(profile, values);
    // Which variables they set is not known.
    if let Some(unknown) = variables.and_then(View::unknown) {
        for variable in &mut profile.profile.variables {
            variable.value = Some(Located::unknown(unknown.clone(), block.place()));
        }
    }
    let (own, unknown) = read_packs(block);
    let unknown = unknown.or_else(|| PROFILE_BLOCK.unknown_of(block).map(|(unknown, _)| unknown));
    if let Some(unknown) = unknown {
        // It may be any of the packs.
        for known in &mut profile.packs {
            known.values = PackText::Unknown(unknown.clone());
        }
        profile.rest = profile.rest.take().or(Some(unknown));
    }
    let name_of = |pack: &DraftPack| pack.name.as_ref()?.known().cloned();
    let mut at: HashMap<String, usize> = HashMap::new();
    for (index, name) in profile.packs.iter().map(name_of).enumerate() {
        if let Some(name) = name {
            at.entry(name).or_insert(index);
        }
    }
    for pack in own {
        let name = name_of(&pack);
        let known = name.as_ref().and_then(|name| at.get(name)).copied();
        match known.and_then(|at| profile.packs.get_mut(at)) {
            Some(known) => {
                known.version = pack.version.or(known.version.take());
                if !matches!(pack.values, PackText::Own) {
                    known.values = pack.values;
                }
            }
            None => {
                at.extend(name.map(|name| (name, profile.packs.len())));
                profile.packs.push(pack);
            }
        }
    }
}

/// Gives variables of a profile values. A secret value is hidden where it is written.
pub(super) fn give_values<'v>(
    profile: &mut DraftProfile,
    values: impl Iterator<Item = (Located<String>, Located<String>, Option<View<'v>>)>,
) {
    let variables = &mut profile.profile.variables;
    let mut at: HashMap<String, usize> = HashMap::new();
    for (index, variable) in variables.iter().enumerate() {
        if let Some(name) = variable.name.known() {
            at.entry(name.clone()).or_insert(index);
        }
    }
    for (name, value, view) in values {
        let known = name.known().and_then(|name| at.get(name)).copied();
        match known.and_then(|at| variables.get_mut(at)) {
            Some(variable) => {
                if variable.is_sensitive {
                    hide(view);
                }
                variable.value = Some(masked(value, variable.is_sensitive));
            }
            None => {
                at.extend(name.known().map(|name| (name.clone(), variables.len())));
                variables.push(ProfileVariable {
                    value: Some(value),
                    ..ProfileVariable::named(name)
                });
            }
        }
    }
}
