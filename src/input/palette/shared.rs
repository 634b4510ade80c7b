//! What exports, payloads and Terraform say alike.

use std::sync::Arc;

use crate::aks::PoolMode;
use crate::constraints::{bytes_of, bytes_to_read};
use crate::input::draft::{DraftPack, PackText, masked};
use crate::input::read::{Data, Entry, Object, Reading, Resolver, View};
use crate::model::{Located, NodeLabel, ProfileVariable, Subnet, Unknown, VNet};
use crate::problem::Problem;
use crate::source::{Budget, Expense, Place, SourceFile, Span};

/// The names of the fields of a profile variable.
pub(super) struct VariableFields {
    pub(super) is_sensitive: &'static str,
    pub(super) default: &'static str,
}

/// A variable of a profile; nothing where it has no name. A secret default is hidden.
pub(super) fn variable<'t>(
    of: Object<'t, '_>,
    fields: &'t VariableFields,
) -> Option<ProfileVariable> {
    let name = of.text("name")?;
    let is_sensitive = of.flag(fields.is_sensitive);
    // Whatever does not plainly say no is a mark.
    let is_sensitive = is_sensitive.is_some_and(|flag| !flag.is(&false));
    let default = of.text(fields.default);
    if is_sensitive {
        hide(of.view.get(fields.default));
    }
    Some(ProfileVariable {
        format: of.text("format"),
        regex: regex(of),
        required: of.flag("required"),
        is_sensitive,
        default: default.map(|default| masked(default, is_sensitive)),
        ..ProfileVariable::named(name)
    })
}

/// The regular expression of a variable, if it can be compiled within the limit.
fn regex(of: Object<'_, '_>) -> Option<Located<String>> {
    let regex = of.text("regex")?;
    let bytes = regex.known().map_or(0, |regex| {
        bytes_to_read(regex).saturating_add(bytes_of(regex))
    });
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    match of.reading.spend(Expense::RegexBytes, bytes, regex.place) {
        true => Some(regex),
        false => Some(Located::unknown(Unknown::Invalid, regex.place)),
    }
}

/// Hides a secret from excerpts.
pub(super) fn hide(value: Option<View<'_>>) {
    match value {
        Some(View::Terraform(value)) => {
            if let Data::Text(spelled) = &value.data {
                spelled.outer.hide([spelled.whole]);
            }
        }
        Some(view) => {
            if let Some(node) = view.node() {
                node.source().hide([view.place().span]);
            }
        }
        None => {}
    }
}

/// A pack of a profile, its version under the first of these keys that it has.
pub(super) fn pack<'t>(
    of: Object<'t, '_>,
    version: &[&'t str],
    layer: Option<&'t str>,
) -> DraftPack {
    let name = of.text("name");
    DraftPack {
        place: name.as_ref().map_or(of.place(), |name| name.place),
        version: version.iter().find_map(|key| of.text(key)),
        layer: layer.and_then(|key| of.text(key)),
        values: PackText::read(of.view.get("values"), of.reading),
        name,
        directory: None,
        unknown: None,
        is_layer: true,
    }
}

/// The mode of a pool of which only is said whether it is a system pool.
pub(super) fn pool_mode(is_system: Option<Located<bool>>, place: Place) -> Located<PoolMode> {
    let mode = is_system.map(|flag| {
        flag.map(|is_system| {
            Ok(match is_system {
                true => PoolMode::System,
                false => PoolMode::User,
            })
        })
    });
    mode.unwrap_or_else(|| Located::default(PoolMode::User, place))
}

/// The bounds of an autoscaler. In Terraform and in the API, 0 for both means that there is no
/// autoscaler, so a minimum of 0 is unknown while the maximum is.
pub(super) fn scaler_bounds(
    min: Option<Located<i64>>,
    max: Option<Located<i64>>,
) -> (Option<Located<i64>>, Option<Located<i64>>) {
    let Some(max) = max.filter(|max| !max.is(&0)) else {
        return (
            min.filter(|min| min.known().is_some_and(|min| *min != 0)),
            None,
        );
    };
    let min = match &max.value {
        Err(unknown) => min.map(|min| match min.is(&0) {
            true => Located::unknown(unknown.clone(), min.place),
            false => min,
        }),
        Ok(_) => min,
    };
    (min, Some(max))
}

/// The labels of an object of labels.
pub(super) fn labels(labels: Option<View<'_>>, reading: &Reading<'_>) -> Vec<NodeLabel> {
    let members = labels.map_or(Vec::new(), View::members).into_iter();
    members
        .map(|label| NodeLabel {
            key: Located::written(label.name.to_owned(), label.key),
            value: Entry::of(label).text_if_any(reading),
        })
        .collect()
}

/// A VNet of one range, as far as it is said.
pub(super) fn vnet(range: Option<Located<String>>, subnets: Vec<Subnet>, place: Place) -> VNet {
    VNet {
        place: range.as_ref().map_or(place, |range| range.place),
        address_space: range.into_iter().map(Located::parsed).collect(),
        subnets,
    }
}

/// The place where a text begins.
pub(super) fn start_of(source: &SourceFile) -> Place {
    source.place(Span::empty(0))
}

/// Everything that was wrong, and what was read.
pub(super) fn read<T>(read: impl FnOnce(&Reading<'_>) -> T) -> (T, Vec<Problem>) {
    read_within(&Arc::default(), read)
}

/// As [`read`], for one of several parts of an input.
pub(super) fn read_within<T>(
    budget: &Arc<Budget>,
    read: impl FnOnce(&Reading<'_>) -> T,
) -> (T, Vec<Problem>) {
    let plain = Resolver {
        budget: Arc::clone(budget),
        ..Resolver::default()
    };
    let reading = Reading::new(&plain);
    let value = read(&reading);
    (value, reading.finish())
}
