//! The text of an `override_cluster_api_config`: YAML that is merged last, over everything.

use crate::input::pack::read_override;
use crate::input::read::{Reading, Shape, View, parse_text};
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
