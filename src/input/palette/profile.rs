//! A cluster profile as Palette exports it: JSON with the packs' values as text.

use std::sync::Arc;

use crate::input::draft::{
    Draft, DraftProfile, PackText, ProfilePack, masked, start_of, unknown_profile,
};
use crate::input::read::{Data, Taker, Value};
use crate::model::{Located, ProfileVariable, Unknown};
use crate::source::{Place, SourceFile};
use crate::syntax::Node;

/// Reads an exported profile.
pub(crate) fn read_profile(source: &Arc<SourceFile>, root: Node<'_>) -> Draft {
    let value = Value::of_node(source, root);
    let mut taker = Taker::default();
    hide_secrets(source, &value);
    let name = value
        .get("metadata")
        .and_then(|metadata| taker.text(metadata, "name"));
    let place = (name.as_ref()).map_or_else(|| start_of(source), |name| name.place);
    let title = name.as_ref().and_then(Located::known);
    let title = title.map_or_else(|| source.name.clone(), |name| format!("profile {name}"));
    let profile = match value.get("spec") {
        Some(spec) => read_spec(spec, place, &mut taker),
        None => {
            taker.wrong("the export", &value, "an object with metadata and spec");
            unknown_profile(place, Unknown::Invalid)
        }
    };
    Draft::of_profile(profile, title, taker.problems)
}

/// Hides defaults of sensitive variables, should an export have them unmasked.
fn hide_secrets(source: &SourceFile, value: &Value) {
    let variables = value.at(&["spec", "variables"]);
    for variable in variables.map_or(&[][..], Value::items) {
        let is_sensitive =
            (variable.get("isSensitive")).is_some_and(|flag| matches!(flag.data, Data::Bool(true)));
        if let (true, Some(default)) = (is_sensitive, variable.get("defaultValue")) {
            source.hide([default.place.span]);
        }
    }
}

/// Reads the `spec` of a profile.
fn read_spec(spec: &Value, place: Place, taker: &mut Taker) -> DraftProfile {
    let mut read = unknown_profile(place, Unknown::Invalid);
    match spec.get("template") {
        None => taker.wrong("spec", spec, "an object with template"),
        Some(template) => {
            read.profile.kind = taker.text(template, "type");
            read.profile.cloud = taker.text(template, "cloudType");
            match template.get("packs") {
                None => taker.wrong("template", template, "an object with packs"),
                Some(Value {
                    data: Data::List(_),
                    ..
                }) => {
                    let packs = taker.list(template, "packs");
                    read.profile.has_packs = true;
                    read.packs = Ok(packs.iter().map(|pack| read_pack(pack, taker)).collect());
                }
                Some(packs) => taker.wrong("packs", packs, "a list"),
            }
        }
    }
    let variables = taker.list(spec, "variables");
    read.profile.variables = variables
        .iter()
        .filter_map(|variable| read_variable(variable, taker))
        .collect();
    read
}

fn read_pack(pack: &Value, taker: &mut Taker) -> ProfilePack {
    if !matches!(pack.data, Data::Object(_)) {
        taker.wrong("a pack", pack, "an object");
    }
    let name = taker.text(pack, "name");
    // The tag is what the user chose; the version is what it led to.
    let version = taker
        .text(pack, "version")
        .or_else(|| taker.text(pack, "tag"));
    ProfilePack {
        place: name.as_ref().map_or(pack.place, |name| name.place),
        layer: taker.text(pack, "layer"),
        values: PackText::read(pack.get("values"), taker),
        name,
        version,
    }
}

fn read_variable(variable: &Value, taker: &mut Taker) -> Option<ProfileVariable> {
    let name = taker.text(variable, "name")?;
    let is_sensitive = taker.boolean(variable, "isSensitive");
    let is_sensitive = is_sensitive.is_some_and(|flag| flag.is(&true));
    let default = taker.text(variable, "defaultValue");
    Some(ProfileVariable {
        format: taker.text(variable, "format"),
        regex: taker.text(variable, "regex"),
        required: taker.boolean(variable, "required"),
        is_sensitive,
        default: default.map(|default| masked(default, is_sensitive)),
        value: None,
        name,
    })
}
