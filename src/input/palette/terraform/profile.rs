//! `spectrocloud_cluster_profile`.

use std::collections::HashMap;

use crate::input::draft::{DraftPack, DraftProfile, PackText, masked};
use crate::input::palette::shared::{VariableFields, hide, pack, variable};
use crate::input::read::{Entry, Object, View};
use crate::model::{Located, Profile, ProfileVariable, Unknown};
use crate::source::Place;

const VARIABLE: VariableFields = VariableFields {
    is_sensitive: "is_sensitive",
    default: "default_value",
};

/// Reads a profile; its values come first, and those of the cluster's own packs replace them.
/// `place` is where its resource stands.
pub(crate) fn read_profile(of: Object<'_, '_>, place: Place) -> DraftProfile {
    let name = of.text("name");
    let place = name.as_ref().map_or(place, |name| name.place);
    // The provider's own default.
    let kind = of
        .text("type")
        .unwrap_or_else(|| Located::default("add-on".to_owned(), place));
    let packs = read_packs(of);
    let blocks = of.items("profile_variables").into_iter();
    let variables = blocks.flat_map(|block| block.items("variable"));
    DraftProfile {
        profile: Profile {
            place,
            kind: Some(kind),
            cloud: of.text("cloud"),
            has_packs: packs.is_ok(),
            variables: variables
                .filter_map(|one| variable(one, &VARIABLE))
                .collect(),
        },
        packs,
    }
}

/// The packs of a profile, or of a `cluster_profile` block. One block that is not known may be any
/// pack.
fn read_packs(of: Object<'_, '_>) -> Result<Vec<DraftPack>, Unknown> {
    let packs = of.items("pack");
    let whole = of.view.get("pack");
    let mut views = whole.into_iter().chain(packs.iter().map(|pack| pack.view));
    match views.find_map(View::unknown) {
        Some(unknown) => Err(unknown.clone()),
        None => Ok(packs
            .into_iter()
            .map(|one| pack(one, &["tag"], None))
            .collect()),
    }
}

/// Puts what a `cluster_profile` block says over the profile: values of variables, packs.
pub(crate) fn apply_block(profile: &mut DraftProfile, block: Object<'_, '_>) {
    let members = block
        .view
        .get("variables")
        .map_or(Vec::new(), View::members);
    let known = profile.profile.variables.iter().enumerate();
    let mut at: HashMap<String, usize> = HashMap::new();
    for (index, variable) in known {
        if let Some(name) = variable.name.known() {
            at.entry(name.clone()).or_insert(index);
        }
    }
    for member in members {
        let value = Entry::of(member).text(block.reading, "a string");
        let variables = &mut profile.profile.variables;
        let known = at.get(member.name).copied();
        match known.and_then(|at| variables.get_mut(at)) {
            Some(variable) => {
                if variable.is_sensitive {
                    hide(Some(member.value));
                }
                variable.value = Some(masked(value, variable.is_sensitive));
            }
            None => {
                at.insert(member.name.to_owned(), variables.len());
                let name = Located::written(member.name.to_owned(), member.key);
                variables.push(ProfileVariable {
                    value: Some(value),
                    ..ProfileVariable::named(name)
                });
            }
        }
    }
    let Ok(own) = read_packs(block) else {
        return;
    };
    let Ok(packs) = &mut profile.packs else {
        return;
    };
    let name_of = |pack: &DraftPack| pack.name.as_ref()?.known().cloned();
    let mut at: HashMap<String, usize> = HashMap::new();
    for (index, name) in packs.iter().map(name_of).enumerate() {
        if let Some(name) = name {
            at.entry(name).or_insert(index);
        }
    }
    for pack in own {
        let name = name_of(&pack);
        let known = name.as_ref().and_then(|name| at.get(name)).copied();
        match known.and_then(|at| packs.get_mut(at)) {
            Some(known) => {
                known.version = pack.version.or(known.version.take());
                if !matches!(pack.values, PackText::Own) {
                    known.values = pack.values;
                }
            }
            None => {
                at.extend(name.map(|name| (name, packs.len())));
                packs.push(pack);
            }
        }
    }
}
