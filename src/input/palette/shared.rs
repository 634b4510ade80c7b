//! What exports, payloads and Terraform say alike.

use std::sync::Arc;

use crate::aks::PoolMode;
use crate::constraints::{bytes_of, bytes_to_read};
use crate::input::draft::{DraftPack, PackText, masked};
use crate::input::pack::check_manifest;
use crate::input::read::{Data, Object, Reading, Resolver, View};
use crate::model::{Located, ProfileVariable, Subnet, Unknown, VNet, VariableOption};
use crate::problem::Problem;
use crate::source::{Budget, Expense, Place, SourceFile, Span};

/// The names of the fields of a profile variable.
pub(super) struct VariableFields {
    pub(super) is_sensitive: &'static str,
    pub(super) default: &'static str,
    pub(super) input_type: &'static str,
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
    let mut default = of.text(fields.default);
    let options = options(of, fields);
    if let (Some(written), Some(options)) = (&mut default, &options) {
        *written = written.map(|label| default_of(label, options));
    }
    if is_sensitive {
        hide(of.view.get(fields.default));
    }
    Some(ProfileVariable {
        format: of.text("format"),
        regex: regex(of),
        required: of.flag("required"),
        is_sensitive,
        options: options.and_then(Result::ok).unwrap_or_default(),
        default: default.map(|default| masked(default, is_sensitive)),
        ..ProfileVariable::named(name)
    })
}

/// The options of a dropdown, or why they are not known; nothing of any other variable.
fn options(
    of: Object<'_, '_>,
    fields: &VariableFields,
) -> Option<Result<Vec<VariableOption>, Unknown>> {
    let kind = of.view.get(fields.input_type)?;
    if let Some(unknown) = kind.unknown() {
        return Some(Err(unknown.clone()));
    }
    if kind.as_text() != Some("dropdown") {
        return None;
    }
    let whole = of.view.get("options").and_then(View::unknown);
    let text = |part: Option<Located<String>>| {
        part.unwrap_or_else(|| {
            Located::unknown(Unknown::not_given("an option's label or value"), of.place())
        })
    };
    let read = |option: Object<'_, '_>| match option.view.unknown() {
        Some(unknown) => Err(unknown.clone()),
        None => Ok(VariableOption {
            label: text(option.text("label")).value?,
            value: text(option.text("value")).value?,
        }),
    };
    Some(match whole {
        Some(unknown) => Err(unknown.clone()),
        None => of.items("options").into_iter().map(read).collect(),
    })
}

/// The value of a dropdown's default, which is the label of an option.
fn default_of(
    label: &str,
    options: &Result<Vec<VariableOption>, Unknown>,
) -> Result<String, Unknown> {
    let options = options.as_ref().map_err(Clone::clone)?;
    let option = options.iter().find(|option| option.label == label);
    Ok(option.map_or(label, |option| &option.value).to_owned())
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
    // Terraform says `manifest`, the API `manifests`.
    for key in ["manifest", "manifests"] {
        for manifest in of.items(key) {
            let title = manifest
                .text("name")
                .unwrap_or_else(|| Located::unknown(Unknown::Invalid, manifest.place()));
            if let Some(content) = manifest.view.get("content") {
                check_manifest(&title, content, of.reading);
            }
        }
    }
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

/// A VNet of one range, as far as it is said.
pub(super) fn vnet(range: Option<Located<String>>, subnets: Vec<Subnet>, place: Place) -> VNet {
    VNet {
        place: range.as_ref().map_or(place, |range| range.place),
        address_space: range.into_iter().map(Located::parsed).collect(),
        subnets,
        peerings: Vec::new(),
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
