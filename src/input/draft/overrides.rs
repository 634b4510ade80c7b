//! The text of an `override_cluster_api_config`: YAML that is merged last, over everything.

use crate::input::pack::{override_field, read_override, replaces_patches};
use crate::input::read::{Entry, Reading, Shape, View, parse_text};
use crate::model::{Candidate, Level, Located, Raw, Setting, Unknown};
use crate::source::Place;
use crate::syntax::Tree;

/// The text of an `override_cluster_api_config`.
#[derive(Debug)]
pub(crate) enum Override {
    Tree(Tree),
    /// It is not known, and may set anything.
    Unknown(Unknown, Place),
}

impl Override {
    /// Reads an override, if there is one. Of one that is broken, nothing is known.
    pub(crate) fn read(value: Option<View<'_>>, reading: &Reading<'_>) -> Option<Self> {
        let value =
            value.filter(|value| value.as_text().is_none_or(|text| !text.trim().is_empty()))?;
        let reason = "the override cannot be read".to_owned();
        let broken = Override::Unknown(Unknown::Terraform(reason), value.place());
        Some(match value.shape() {
            Shape::Null => return None,
            Shape::Text(_) | Shape::PartlyKnown(_) => {
                let tree = value.spelled().and_then(|text| parse_text(&text, reading));
                tree.map_or(broken, Override::Tree)
            }
            Shape::Unknown(unknown) => Override::Unknown(unknown.clone(), value.place()),
            _ => {
                reading.wrong("override_cluster_api_config", value, "YAML as text");
                broken
            }
        })
    }
}

/// The texts that are known.
fn trees(overrides: &[Override]) -> impl Iterator<Item = &Tree> {
    overrides.iter().filter_map(|item| match item {
        Override::Tree(tree) => Some(tree),
        Override::Unknown(..) => None,
    })
}

/// Whether the patches of packs are replaced.
pub(super) fn replace_patches(overrides: &[Override]) -> bool {
    trees(overrides).any(replaces_patches)
}

/// The Kubernetes version that overrides set; Cluster API writes a `v` before it.
pub(super) fn version(overrides: &[Override], reading: &Reading<'_>) -> Option<Located<String>> {
    let value = trees(overrides).find_map(|tree| override_field(tree, "version"))?;
    let entry = Entry {
        name: "version",
        key: value.place(),
        value: View::Own(value),
    };
    let text = entry.text(reading, "a version as text");
    Some(text.map(|text| Ok(text.strip_prefix('v').unwrap_or(text).to_owned())))
}

/// The network's settings of overrides.
pub(super) fn override_settings(overrides: &[Override], reading: &Reading<'_>) -> Vec<Candidate> {
    let owner = "override_cluster_api_config";
    let settings = |item: &Override| match item {
        Override::Tree(tree) => read_override(tree, owner, reading),
        Override::Unknown(unknown, place) => Setting::ALL
            .into_iter()
            .map(|setting| Candidate {
                setting,
                key: setting.key().to_owned(),
                value: Located::<Raw>::unknown(unknown.clone(), *place),
                content: None,
                level: Level::Override,
                owner: owner.to_owned(),
            })
            .collect(),
    };
    overrides.iter().flat_map(settings).collect()
}
