//! A pack's values for a chart against the chart's own values.schema.json, as Helm checks them:
//! merged over the chart's values.yaml.

use std::collections::HashSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::{Map, Number, Value};

use super::schema_cost;
use crate::model::{Gap, SchemaViolation, Unknown};
use crate::source::Place;
use crate::syntax::{Kind, Node, Style, Typed};

/// Most nodes of values once their aliases are expanded.
const MAX_NODES: usize = 200_000;
/// Deepest values that are checked.
const MAX_DEPTH: usize = 100;
/// Most violations of one chart; the first ones tell enough.
const MAX_VIOLATIONS: usize = 50;
/// Longest reason, in characters: a schema may list any number of names.
const MAX_REASON: usize = 160;
/// Largest compiled pattern, in bytes. Patterns run in linear time, and no pattern looks around.
const PATTERN_BYTES: usize = 1024 * 1024;

/// What checking a chart's values gave.
#[derive(Debug, Default)]
pub(crate) struct CheckedValues {
    /// Values that break the schema.
    pub(crate) violations: Vec<SchemaViolation>,
    /// Values that are not known, where they matter.
    pub(crate) gaps: Vec<Gap>,
}

/// Checks the values under `charts.NAME`; `Err` says why the schema cannot be used.
pub(crate) fn check_overrides(
    schema: &Value,
    defaults: Value,
    overrides: Node<'_>,
    name: &str,
    subcharts: &[String],
) -> Result<CheckedValues, String> {
    if overrides.kind() != Kind::Mapping || overrides.is_unquoted_macro() {
        return Ok(CheckedValues::default());
    }
    let too_large = || "the values are too large".to_owned();
    let defaults = match defaults {
        Value::Object(_) => defaults,
        _ => Value::Object(Map::new()),
    };
    let own = json(overrides, &mut 0, 0).ok_or_else(too_large)?;
    let merged = merge(&defaults, own);
    schema_cost::check(schema, &merged)?;
    let validator = compile(schema)?;
    if validator.is_valid(&merged) {
        return Ok(CheckedValues::default());
    }
    let before: HashSet<_> = validator
        .iter_errors(&defaults)
        .flat_map(|error| points(&error).into_iter().map(move |at| (at, rule(&error))))
        .collect();
    let has_macro = find_macro(overrides, 0).is_some();
    let mut checked = CheckedValues::default();
    for error in validator.iter_errors(&merged) {
        for at in points(&error) {
            if checked.violations.len() == MAX_VIOLATIONS {
                return Ok(checked);
            }
            let is_foreign = at.first().is_some_and(|first| subcharts.contains(first));
            let Some(found) = find(overrides, &at).filter(|_| !is_foreign) else {
                continue;
            };
            let ValueAt { key, place, value } = found;
            let place = key.filter(|_| is_key(&error)).unwrap_or(place);
            // The value is the chart's own, or the chart breaks its schema without the pack too.
            let is_collection = value.kind() == Kind::Mapping;
            let was = look_up(&defaults, &at);
            let is_old = was.is_some() && was == look_up(&merged, &at)
                || is_collection && before.contains(&(at.clone(), rule(&error)));
            let is_default =
                is_old && !is_collection && before.contains(&(at.clone(), rule(&error)));
            if is_old && !is_default || is_uncertain(value, was) {
                continue;
            }
            let gap = find_macro(value, 0)
                .or_else(|| find_macro(overrides, 0).filter(|_| has_macro && is_choice(&error)));
            match gap {
                Some(node) => checked.gaps.push(Gap {
                    place: node.place(),
                    unknown: Unknown::Macro(node.raw().to_owned()),
                }),
                None => checked.violations.push(SchemaViolation {
                    place,
                    path: written(name, &at),
                    reason: reason(&error),
                    chart: name.rsplit('.').next().unwrap_or(name).to_owned(),
                    is_default,
                }),
            }
        }
    }
    Ok(checked)
}

pub(crate) fn compile(schema: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .offline()
        // Helm 3 asserts formats, Helm 4 does not.
        .should_validate_formats(false)
        .with_pattern_options(
            PatternOptions::regex()
                .size_limit(PATTERN_BYTES)
                .dfa_size_limit(PATTERN_BYTES),
        )
        .build(schema)
        .map_err(|error| {
            let text: String = error.masked().to_string().chars().take(120).collect();
            format!("it is not a supported JSON Schema: {text}")
        })
}

/// A node as JSON, aliases expanded; `None` where that is too large or too deep.
pub(crate) fn json(node: Node<'_>, count: &mut usize, depth: usize) -> Option<Value> {
    *count += 1;
    if *count > MAX_NODES || depth > MAX_DEPTH {
        return None;
    }
    Some(match node.kind() {
        Kind::Sequence => Value::Array(
            node.items()
                .map(|item| json(item, count, depth + 1))
                .collect::<Option<_>>()?,
        ),
        Kind::Mapping => {
            let mut map = Map::new();
            for (key, value) in node.merged_entries() {
                let value = json(value, count, depth + 1)?;
                map.insert(key.text().unwrap_or_default().to_owned(), value);
            }
            Value::Object(map)
        }
        Kind::Scalar(Typed::Null) => Value::Null,
        Kind::Scalar(Typed::Bool(value)) => Value::Bool(value),
        Kind::Scalar(Typed::Int(value)) => Number::from_i128(value)
            .or_else(|| Number::from_f64(value as f64))
            .map_or(Value::Null, Value::Number),
        Kind::Scalar(Typed::Float(value)) => {
            Number::from_f64(value).map_or(Value::Null, Value::Number)
        }
        Kind::Scalar(Typed::Str(text)) => Value::String(text.to_owned()),
    })
}

/// Values over a chart's defaults, as Helm merges them: mappings by key, everything else whole; null takes
/// a default away.
pub(crate) fn merge(defaults: &Value, own: Value) -> Value {
    let (Value::Object(defaults), Value::Object(own)) = (defaults, &own) else {
        return own;
    };
    let mut merged = defaults.clone();
    for (key, value) in own {
        match (defaults.get(key), value) {
            (Some(_), Value::Null) => {
                merged.remove(key);
            }
            (Some(default), value) => {
                merged.insert(key.clone(), merge(default, value.clone()));
            }
            (None, value) => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(merged)
}

/// The values that an error is about: for a key that is not allowed, the key itself.
pub(crate) fn points(error: &ValidationError<'_>) -> Vec<Vec<String>> {
    let path = error.instance_path().to_string();
    let at: Vec<String> = path
        .split('/')
        .skip(1)
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|key| at.iter().cloned().chain([key.clone()]).collect())
            .collect(),
        _ => vec![at],
    }
}

/// What tells an error from others at the same value.
fn rule(error: &ValidationError<'_>) -> String {
    let text = error.masked().to_string();
    format!("{} {text}", error.schema_path())
}

/// Whether an error hangs on which of several schemas is taken: a macro elsewhere may decide that.
fn is_choice(error: &ValidationError<'_>) -> bool {
    let path = error.schema_path().to_string();
    path.split('/').any(|part| {
        matches!(
            part,
            "anyOf" | "oneOf" | "not" | "if" | "then" | "else" | "dependentSchemas"
        )
    })
}

fn look_up<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, part| match value {
        Value::Object(map) => map.get(part),
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A value of the pack.
pub(crate) struct ValueAt<'t> {
    /// Its key, where it is in a mapping.
    key: Option<Place>,
    /// Where to point: at a scalar, else at the key.
    pub(crate) place: Place,
    value: Node<'t>,
}

/// The value at a path of the pack's values.
pub(crate) fn find<'t>(overrides: Node<'t>, path: &[String]) -> Option<ValueAt<'t>> {
    let mut at = ValueAt {
        key: None,
        place: overrides.place(),
        value: overrides,
    };
    for part in path {
        at = match at.value.kind() {
            Kind::Mapping => {
                let (key, value) = at.value.entry(part)?;
                let is_written = matches!(value.kind(), Kind::Scalar(_)) && !value.is_absent();
                let key = key.place();
                ValueAt {
                    key: Some(key),
                    place: if is_written { value.place() } else { key },
                    value,
                }
            }
            Kind::Sequence => {
                let value = at.value.items().nth(part.parse().ok()?)?;
                ValueAt {
                    key: None,
                    place: value.place(),
                    value,
                }
            }
            Kind::Scalar(_) => return None,
        };
    }
    Some(at)
}

/// Whether a value may mean something else to Helm: a plain scalar with a meaning of its own in
/// YAML 1.1, which Helm's parser still knows, or a null that takes nothing away.
fn is_uncertain(value: Node<'_>, was: Option<&Value>) -> bool {
    let Some(text) = value.text() else {
        return false;
    };
    let value = value.resolve().unwrap_or(value);
    if value.style() != Some(Style::Plain) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let digits = text.as_bytes();
    let is_octal = matches!(digits, [b'0', b'0'..=b'9', ..]);
    value.kind() == Kind::Scalar(Typed::Null) && was.is_none()
        || matches!(lower.as_str(), "y" | "n" | "yes" | "no" | "on" | "off")
        || is_octal
        || text.contains(['_', ':']) && digits.first().is_some_and(u8::is_ascii_digit)
}

/// The first macro in a value.
fn find_macro(node: Node<'_>, depth: usize) -> Option<Node<'_>> {
    let is_macro = node.is_unquoted_macro() || node.text().is_some_and(|text| text.contains("{{"));
    if is_macro {
        return Some(node);
    }
    if depth > MAX_DEPTH || node.is_alias() {
        return None;
    }
    let values = node.entries().map(|(_, value)| value);
    node.items()
        .chain(values)
        .find_map(|node| find_macro(node, depth + 1))
}

/// A path for people: `charts.demo.ports[0]`.
fn written(name: &str, path: &[String]) -> String {
    let mut text = format!("charts.{name}");
    for part in path {
        match part.parse::<usize>() {
            Ok(index) => text.push_str(&format!("[{index}]")),
            Err(_) => {
                text.push('.');
                text.push_str(part);
            }
        }
    }
    text
}

/// Whether an error is about a key that is not allowed, whatever its value.
fn is_key(error: &ValidationError<'_>) -> bool {
    matches!(
        error.kind(),
        ValidationErrorKind::AdditionalProperties { .. }
            | ValidationErrorKind::UnevaluatedProperties { .. }
    )
}

/// What the schema says, in words that do not repeat the value.
fn reason(error: &ValidationError<'_>) -> String {
    if is_key(error) {
        return "unknown key".to_owned();
    }
    written_reason(error)
}

/// What the schema says in its own words, within bounds.
pub(crate) fn written_reason(error: &ValidationError<'_>) -> String {
    let text = error.masked_with("it").to_string();
    match text.char_indices().nth(MAX_REASON) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}
