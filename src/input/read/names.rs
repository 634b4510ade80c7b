//! Fields whose values are names that AKS defines.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::json;

use super::entry::Entry;
use super::reading::Reading;
use super::scalar::content;
use super::section::{Field, FieldKind, MACRO};
use crate::model::Located;
use crate::problem::ProblemKind;

/// One of some names, in any case.
pub(crate) struct NameField<T> {
    pub(crate) names: &'static [&'static str],
    pub(crate) parse: fn(&str) -> Option<T>,
}

impl<'t, T> FieldKind<'t> for NameField<T> {
    type Read = Option<Located<T>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        field
            .entry
            .map(|entry| entry.name(reading, self.names, self.parse))
    }

    /// The names as a list, for editors to offer, and as a pattern: editors do not know `(?i)`.
    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        let letter = |c: char| match c.is_ascii_alphabetic() {
            true => format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase()),
            false => c.to_string(),
        };
        let names = self.names.iter();
        let patterns: Vec<String> = names
            .map(|name| name.chars().map(letter).collect())
            .collect();
        let any_case = format!("^({})$", patterns.join("|"));
        let forms = json!([{"enum": self.names}, {"pattern": any_case}, {"pattern": MACRO}]);
        json_schema!({"type": "string", "anyOf": forms})
    }
}

/// One of some names. Another case is read as the name that is meant, and recorded: AKS rejects it.
pub(crate) struct SpelledField<T> {
    pub(crate) names: &'static [&'static str],
    pub(crate) parse: fn(&str) -> Option<T>,
}

impl<'t, T> FieldKind<'t> for SpelledField<T> {
    type Read = Option<Located<T>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let entry = field.entry?;
        let value = entry.name(reading, self.names, self.parse);
        let written = entry
            .value
            .node()
            .and_then(|node| node.text().map(|text| (node, text)));
        if let Some((node, text)) = written
            && value.known().is_some()
            && let Some(name) = self
                .names
                .iter()
                .find(|name| name.eq_ignore_ascii_case(text))
            && *name != text
        {
            let kind = ProblemKind::Spelling {
                key: field.key,
                name,
                written: text.to_owned(),
                content: content(node),
            };
            reading.push(entry.place(), kind);
        }
        Some(value)
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        exact(self.names)
    }
}

/// One of some names in this spelling, or a macro; read elsewhere.
pub(crate) struct ExactField(pub(crate) &'static [&'static [&'static str]]);

impl<'t> FieldKind<'t> for ExactField {
    type Read = Option<Entry<'t>>;

    fn read(&self, field: Field<'t, '_>, _: &Reading<'_>) -> Self::Read {
        field.entry
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        exact(&self.0.concat())
    }
}

fn exact(names: &[&str]) -> Schema {
    json_schema!({"type": "string", "anyOf": [{"enum": names}, {"pattern": MACRO}]})
}

/// A list of some names, each in any case: what the list is, with its article.
pub(crate) struct NamesField<T> {
    pub(crate) expected: &'static str,
    pub(crate) names: &'static [&'static str],
    pub(crate) parse: fn(&str) -> Option<T>,
}

impl<'t, T> FieldKind<'t> for NamesField<T> {
    type Read = Vec<Located<T>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let Some(entry) = field.entry else {
            return Vec::new();
        };
        let items = entry.items(reading, self.expected).into_iter();
        items
            .map(|value| Entry { value, ..entry }.name(reading, self.names, self.parse))
            .collect()
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "array", "items": exact(self.names)})
    }
}
