//! How much work a chart's schema makes of some values: schemas are untrusted, and references
//! among alternatives can multiply without end.

use serde_json::Value;

use crate::constraints::{bytes_of, bytes_to_read};
use crate::source::LIMITS;

/// Most steps, each one schema applied to one value. The largest public chart takes some thousands.
const MAX_STEPS: usize = 200_000;
/// Deepest nesting of schemas applied within each other.
const MAX_DEPTH: usize = 200;

/// Schemas for the same value.
const IN_PLACE: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const IN_PLACE_ONE: [&str; 4] = ["not", "if", "then", "else"];
/// Schemas for every item or key.
const EACH: [&str; 7] = [
    "items",
    "additionalItems",
    "additionalProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contains",
    "propertyNames",
];

struct SchemaCost<'s> {
    root: &'s Value,
    steps: usize,
}

/// Checks that a schema can be applied to values in reasonable time, and refers to nothing outside
/// itself; else says why not.
pub(crate) fn check(schema: &Value, values: &Value) -> Result<(), String> {
    outside(schema)?;
    let mut cost = SchemaCost {
        root: schema,
        steps: 0,
    };
    cost.apply(schema, values, 0)
}

/// Whether the patterns of a schema can be compiled within the limit: all of them are, also those
/// that no value reaches.
pub(crate) fn has_small_patterns(schema: &Value) -> bool {
    let mut bytes = 0;
    add_patterns(schema, &mut bytes) && bytes <= LIMITS.regex_bytes
}

fn add_patterns(schema: &Value, bytes: &mut u64) -> bool {
    match schema {
        Value::Object(map) => map.iter().all(|(key, value)| match (key.as_str(), value) {
            ("pattern", Value::String(pattern)) => add_pattern(pattern, bytes),
            ("patternProperties", Value::Object(patterns)) => {
                patterns.keys().all(|pattern| add_pattern(pattern, bytes))
                    && patterns.values().all(|value| add_patterns(value, bytes))
            }
            _ => add_patterns(value, bytes),
        }),
        Value::Array(items) => items.iter().all(|item| add_patterns(item, bytes)),
        _ => true,
    }
}

fn add_pattern(pattern: &str, bytes: &mut u64) -> bool {
    *bytes = bytes.saturating_add(bytes_to_read(pattern));
    if *bytes <= LIMITS.regex_bytes {
        *bytes = bytes.saturating_add(bytes_of(pattern));
    }
    *bytes <= LIMITS.regex_bytes
}

/// An address on the network that a schema refers to: none that is its own, or a dialect of JSON
/// Schema, which validators know.
pub(crate) fn remote_reference(schema: &Value) -> Option<String> {
    let mut own = Vec::new();
    add_texts(schema, "$id", &mut own);
    let mut all = Vec::new();
    add_texts(schema, "$ref", &mut all);
    let is_remote = |to: &&str| {
        let address = to.split('#').next().unwrap_or_default();
        let is_own = own.iter().any(|id| id.trim_end_matches('#') == address);
        to.starts_with("http") && !address.contains("//json-schema.org/") && !is_own
    };
    all.into_iter().find(is_remote).map(str::to_owned)
}

/// Adds the texts under a key, wherever it is.
fn add_texts<'v>(value: &'v Value, wanted: &str, texts: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                texts.extend(value.as_str().filter(|_| key == wanted));
                add_texts(value, wanted, texts);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_texts(item, wanted, texts)),
        _ => {}
    }
}

/// Looks for references that would have to be fetched.
fn outside(schema: &Value) -> Result<(), String> {
    match schema {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("$ref", Value::String(to)) if !to.starts_with('#') => {
                        return Err(format!(
                            "it refers to {to}, which packlint does not download"
                        ));
                    }
                    ("$dynamicRef" | "$recursiveRef", Value::String(_)) => {
                        return Err(format!("packlint does not support {key}"));
                    }
                    _ => outside(value)?,
                }
            }
            Ok(())
        }
        Value::Array(items) => items.iter().try_for_each(outside),
        _ => Ok(()),
    }
}

impl SchemaCost<'_> {
    fn apply(&mut self, schema: &Value, value: &Value, depth: usize) -> Result<(), String> {
        self.steps += 1;
        if self.steps > MAX_STEPS || depth > MAX_DEPTH {
            return Err("its references expand exponentially".to_owned());
        }
        let Value::Object(map) = schema else {
            return Ok(());
        };
        let depth = depth + 1;
        if let Some(Value::String(to)) = map.get("$ref") {
            let target = to.strip_prefix('#').unwrap_or_default();
            let root = self.root;
            let target = root
                .pointer(target)
                .ok_or_else(|| format!("packlint cannot resolve its reference {to}"))?;
            self.apply(target, value, depth)?;
        }
        for key in IN_PLACE {
            for schema in map.get(key).and_then(Value::as_array).into_iter().flatten() {
                self.apply(schema, value, depth)?;
            }
        }
        for key in IN_PLACE_ONE {
            if let Some(schema) = map.get(key) {
                self.apply(schema, value, depth)?;
            }
        }
        for key in ["dependentSchemas", "dependencies"] {
            let schemas = map.get(key).and_then(Value::as_object).into_iter();
            for schema in schemas.flat_map(serde_json::Map::values) {
                self.apply(schema, value, depth)?;
            }
        }
        self.apply_to_children(map, value, depth)
    }

    fn apply_to_children(
        &mut self,
        map: &serde_json::Map<String, Value>,
        value: &Value,
        depth: usize,
    ) -> Result<(), String> {
        let each = EACH.iter().filter_map(|key| map.get(*key));
        let patterns = map.get("patternProperties").and_then(Value::as_object);
        let patterns = patterns.into_iter().flat_map(serde_json::Map::values);
        let each: Vec<_> = each.chain(patterns).collect();
        match value {
            Value::Object(values) => {
                let properties = map.get("properties").and_then(Value::as_object);
                for (key, value) in values {
                    if let Some(schema) = properties.and_then(|properties| properties.get(key)) {
                        self.apply(schema, value, depth)?;
                    }
                    for schema in &each {
                        self.apply(schema, value, depth)?;
                    }
                }
            }
            Value::Array(items) => {
                let listed = ["prefixItems", "items"]
                    .iter()
                    .filter_map(|key| map.get(*key)?.as_array());
                let listed: Vec<_> = listed.flatten().collect();
                for item in items {
                    for schema in each.iter().chain(&listed) {
                        self.apply(schema, item, depth)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}
