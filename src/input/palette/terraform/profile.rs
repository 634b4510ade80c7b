//! `spectrocloud_cluster_profile`.

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
pub(crate) fn apply_block(profile: &mut DraftProfile, block: Object<'_, '_>) {
    let variables = block.view.get("variables");
    for member in variables.map_or(Vec::new(), View::members) {
        let value = Entry::of(member).text(block.reading, "a string");
        let name = Located::written(member.name.to_owned(), member.key);
        if give_variable(profile, name, value) {
            hide(Some(member.value));
        }
    }
    // Which variables they set is not known.
    if let Some(unknown) = variables.and_then(View::unknown) {
        for variable in &mut profile.profile.variables {
            let place = block.place();
            variable.value = Some(Located::unknown(unknown.clone(), place));
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
    for pack in own {
        let name = pack.name.as_ref().and_then(Located::known).cloned();
        let is_it = |known: &&mut DraftPack| {
            let own = known.name.as_ref().and_then(Located::known);
            own.is_some() && own == name.as_ref()
        };
        match profile.packs.iter_mut().find(is_it) {
            Some(known) => {
                known.version = pack.version.or(known.version.take());
                if !matches!(pack.values, PackText::Own) {
                    known.values = pack.values;
                }
            }
            None => profile.packs.push(pack),
        }
    }
}

/// Gives a variable of a profile a value; whether it is a secret one.
pub(super) fn give_variable(
    profile: &mut DraftProfile,
    name: Located<String>,
    value: Located<String>,
) -> bool {
    let mut variables = profile.profile.variables.iter_mut();
    let is_it = |variable: &&mut ProfileVariable| {
        variable.name.known().is_some() && variable.name.value == name.value
    };
    match variables.find(is_it) {
        Some(variable) => {
            variable.value = Some(masked(value, variable.is_sensitive));
            variable.is_sensitive
        }
        None => {
            profile.profile.variables.push(ProfileVariable {
                value: Some(value),
                ..ProfileVariable::named(name)
            });
            false
        }
    }
}
