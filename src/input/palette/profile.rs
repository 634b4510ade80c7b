//! A cluster profile as Palette exports it: JSON with the packs' values as text.

use std::sync::Arc;

use super::shared::{VariableFields, pack, read, start_of, variable};
use crate::input::draft::{Draft, DraftProfile};
use crate::input::read::{Object, Reading, Shape, View};
use crate::model::{Located, Unknown};
use crate::source::{Place, SourceFile};
use crate::syntax::Node;

const VARIABLE: VariableFields = VariableFields {
    is_sensitive: "isSensitive",
    default: "defaultValue",
    input_type: "inputType",
};

/// Reads an exported profile.
pub(crate) fn read_profile(source: &Arc<SourceFile>, root: Node<'_>) -> Draft {
    let (mut draft, problems) = read(|reading| {
        let name = name_of(Object::new(View::Json(root), reading));
        let title = name.as_ref().and_then(Located::known);
        let title = title.map_or_else(|| source.name.clone(), |name| format!("profile {name}"));
        Draft::of_profile(read_export(source, root, reading), title)
    });
    draft.problems = problems;
    draft
}

/// The profile of an export.
pub(super) fn read_export(
    source: &Arc<SourceFile>,
    root: Node<'_>,
    reading: &Reading<'_>,
) -> DraftProfile {
    let export = Object::new(View::Json(root), reading);
    let place = name_of(export).map_or_else(|| start_of(source), |name| name.place);
    match export.object("spec") {
        Some(spec) => read_spec(spec, place),
        None => {
            export.wrong("the export", "an object with metadata and spec");
            DraftProfile::unknown(place, Unknown::Invalid)
        }
    }
}

fn name_of(export: Object<'_, '_>) -> Option<Located<String>> {
    export.object("metadata")?.text("name")
}

fn read_spec(spec: Object<'_, '_>, place: Place) -> DraftProfile {
    let mut profile = DraftProfile::unknown(place, Unknown::Invalid);
    match spec.object("template") {
        None => spec.wrong("spec", "an object with template"),
        Some(template) => {
            profile.profile.kind = template.text("type");
            profile.profile.cloud = template.text("cloudType");
            match template.object("packs") {
                None => template.wrong("template", "an object with packs"),
                Some(packs) if !matches!(packs.view.shape(), Shape::List) => {
                    packs.wrong("packs", "a list");
                }
                Some(_) => {
                    profile.profile.has_packs = true;
                    let packs = template.items("packs").into_iter();
                    profile.packs = packs.map(read_pack).collect();
                    profile.rest = None;
                }
            }
        }
    }
    let variables = spec.items("variables").into_iter();
    let variables = variables.filter_map(|one| variable(one, &VARIABLE));
    profile.profile.variables = variables.collect();
    profile
}

/// The tag is what the user chose; the version is what it led to.
fn read_pack(of: Object<'_, '_>) -> crate::input::draft::DraftPack {
    if !matches!(of.view.shape(), Shape::Object) {
        of.wrong("a pack", "an object");
    }
    pack(of, &["version", "tag"], Some("layer"))
}
