//! What schema.yaml asks of values, what presets do to them, and macros.

mod constraint_format;
mod constraint_path;
mod constraint_required;
mod constraint_template;
mod macro_unknown;
mod macro_unquoted;
mod preset_breaks_constraint;
mod preset_form;

pub(crate) use constraint_format::ConstraintFormat;
pub(crate) use constraint_path::ConstraintPath;
pub(crate) use constraint_required::ConstraintRequired;
pub(crate) use constraint_template::ConstraintTemplate;
pub(crate) use macro_unknown::MacroUnknown;
pub(crate) use macro_unquoted::MacroUnquoted;
pub(crate) use preset_breaks_constraint::PresetBreaksConstraint;
pub(crate) use preset_form::PresetForm;

use crate::constraints::Format;
use crate::model::{Constraint, Content};
use crate::rules::Context;

/// How much of a value a message shows.
const SHOWN: usize = 40;

/// The constraints that a context holds against values: a pack's own, or those of a cluster's
/// packs.
fn constraints<'m>(cx: &Context<'m>) -> impl Iterator<Item = &'m Constraint> {
    let pack = cx.pack.filter(|_| !cx.is_in_cluster);
    let layers = cx.cluster.map_or(&[][..], |cluster| &cluster.layers);
    pack.into_iter()
        .flat_map(|pack| &pack.constraints)
        .chain(layers.iter().flat_map(|layer| &layer.constraints))
}

/// What a value that breaks a format is, for people; `None` where it fits. An empty value is
/// another rule's matter.
fn misfit(content: &Content, format: &Format) -> Option<String> {
    match content {
        Content::Empty => None,
        Content::Text(text, _) => (!format.accepts(text)).then(|| shown(text)),
        Content::Collection(what) => Some((*what).to_owned()),
    }
}

/// A value in quotes, long ones cut.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(SHOWN).collect();
    if start.len() < text.trim_end().len() {
        format!("'{start}…'")
    } else {
        format!("'{start}'")
    }
}
