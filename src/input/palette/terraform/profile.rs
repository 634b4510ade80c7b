//! `spectrocloud_cluster_profile`.

use super::Resource;
use crate::input::draft::{DraftProfile, PackText, ProfilePack, masked};
use crate::input::read::{Data, Taker, Value};
use crate::model::{Located, Profile, ProfileVariable, Unknown};
use crate::source::Place;

/// Reads a profile; its values come first, and those of the cluster's own packs replace them.
pub(crate) fn read_profile(resource: &Resource, taker: &mut Taker) -> DraftProfile {
    let values = &resource.values;
    let name = taker.text(values, "name");
    let place = name.as_ref().map_or(resource.place, |name| name.place);
    // The provider's own default.
    let kind = taker
        .text(values, "type")
        .unwrap_or_else(|| Located::default("add-on".to_owned(), place));
    let packs = read_packs(values, taker);
    DraftProfile {
        profile: Profile {
            place,
            kind: Some(kind),
            cloud: taker.text(values, "cloud"),
            has_packs: packs.is_ok(),
            variables: read_variables(values, taker),
        },
        packs,
    }
}

/// The packs of a profile, or of a `cluster_profile` block.
pub(crate) fn read_packs(of: &Value, taker: &mut Taker) -> Result<Vec<ProfilePack>, Unknown> {
    if let Some(Value {
        data: Data::Unknown(unknown),
        ..
    }) = of.get("pack")
    {
        return Err(unknown.clone());
    }
    let packs = taker.list(of, "pack");
    // One block that is not known may be any pack.
    for pack in packs {
        if let Data::Unknown(unknown) = &pack.data {
            return Err(unknown.clone());
        }
    }
    let read = |pack: &Value| {
        let name = taker.text(pack, "name");
        ProfilePack {
            place: name.as_ref().map_or(pack.place, |name| name.place),
            version: taker.text(pack, "tag"),
            layer: None,
            values: PackText::read(pack.get("values"), taker),
            name,
        }
    };
    Ok(packs.iter().map(read).collect())
}

fn read_variables(values: &Value, taker: &mut Taker) -> Vec<ProfileVariable> {
    let blocks = taker.list(values, "profile_variables");
    let mut variables = Vec::new();
    for block in blocks {
        for variable in taker.list(block, "variable") {
            let Some(name) = taker.text(variable, "name") else {
                continue;
            };
            let is_sensitive = taker.boolean(variable, "is_sensitive");
            let is_sensitive = is_sensitive.is_some_and(|flag| flag.is(&true));
            let default = taker.text(variable, "default_value");
            if is_sensitive {
                hide(variable.get("default_value"));
            }
            variables.push(ProfileVariable {
                format: taker.text(variable, "format"),
                regex: taker.text(variable, "regex"),
                required: taker.boolean(variable, "required"),
                is_sensitive,
                default: default.map(|default| masked(default, is_sensitive)),
                value: None,
                name,
            });
        }
    }
    variables
}

/// Hides a secret from excerpts.
fn hide(value: Option<&Value>) {
    if let Some(Data::Text(spelled)) = value.map(|value| &value.data) {
        spelled.outer.hide([spelled.whole]);
    }
}

/// Puts what a `cluster_profile` block says over the profile: values of variables, packs.
pub(crate) fn apply_block(profile: &mut DraftProfile, block: &Value, taker: &mut Taker) {
    for field in block.get("variables").map_or(&[][..], Value::fields) {
        let Some(value) = taker.text_of(&field.value, &field.name) else {
            continue;
        };
        let is_it = |variable: &&mut ProfileVariable| variable.name.is(&field.name);
        match profile.profile.variables.iter_mut().find(is_it) {
            Some(variable) => {
                if variable.is_sensitive {
                    hide(Some(&field.value));
                }
                variable.value = Some(masked(value, variable.is_sensitive));
            }
            None => profile
                .profile
                .variables
                .push(bare_variable(&field.name, field.key, value)),
        }
    }
    let Ok(own) = read_packs(block, taker) else {
        return;
    };
    let Ok(packs) = &mut profile.packs else {
        return;
    };
    for pack in own {
        let name = pack.name.as_ref().and_then(Located::known).cloned();
        let is_it = |known: &&mut ProfilePack| {
            let own = known.name.as_ref().and_then(Located::known);
            own.is_some() && own == name.as_ref()
        };
        match packs.iter_mut().find(is_it) {
            Some(known) => {
                known.version = pack.version.or(known.version.take());
                if !matches!(pack.values, PackText::Absent) {
                    known.values = pack.values;
                }
            }
            None => packs.push(pack),
        }
    }
}

/// A variable of which only the cluster's value is known.
fn bare_variable(name: &str, place: Place, value: Located<String>) -> ProfileVariable {
    ProfileVariable {
        name: Located::written(name.to_owned(), place),
        format: None,
        regex: None,
        required: None,
        is_sensitive: false,
        default: None,
        value: Some(value),
    }
}
