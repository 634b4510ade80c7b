//! The kinds of fields that pack.json has: what is wrong with them is named by their paths.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::input::read::{Entry, Field, FieldKind, Reading, Section, Shape, View};
use crate::model::{Located, Unknown};
use crate::problem::PackSchemaProblem;
use crate::syntax::{Kind, Node, Typed};

/// The path of a field in the document.
fn path(field: Field<'_, '_>) -> String {
    match field.object.map_or("", |object| &object.path) {
        "" => field.key.to_owned(),
        object => format!("{object}.{}", field.key),
    }
}

/// The string of a field; anything else is recorded.
fn string(field: Field<'_, '_>, reading: &Reading<'_>) -> Option<Located<String>> {
    let value = field.entry?.value;
    match value.shape() {
        Shape::Text(text) => Some(Located::written(text.to_owned(), value.place())),
        _ => {
            reading.wrong_in_pack(path(field), value, "a string");
            None
        }
    }
}

/// The items of a list, each with its path; anything else is recorded.
fn items<'t>(field: Field<'t, '_>, reading: &Reading<'_>) -> Vec<(View<'t>, String)> {
    let Some(entry) = field.entry else {
        return Vec::new();
    };
    let path = path(field);
    if !matches!(entry.value.shape(), Shape::List) {
        reading.wrong_in_pack(path.clone(), entry.value, "a list");
    }
    let items = entry.value.items().into_iter().enumerate();
    items
        .map(|(index, item)| (item, format!("{path}[{index}]")))
        .collect()
}

/// A string that may be missing.
pub(super) struct Optional;

impl<'t> FieldKind<'t> for Optional {
    type Read = Option<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        string(field, reading)
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// A string that must be there and must not be empty.
pub(super) struct Required;

impl<'t> FieldKind<'t> for Required {
    type Read = Option<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        if let (None, Some(object)) = (field.entry, field.object) {
            let field = path(field);
            reading.pack_problem(object.place, PackSchemaProblem::Missing { field });
        }
        let text = string(field, reading)?;
        if text.known().is_some_and(|text| text.trim().is_empty()) {
            let field = path(field);
            reading.pack_problem(text.place, PackSchemaProblem::Empty { field });
            return None;
        }
        Some(text)
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1})
    }
}

/// One of some names; another one is recorded, and invalid.
pub(super) struct OneOf<T> {
    is_required: bool,
    names: PhantomData<T>,
}

impl<T> OneOf<T> {
    pub(super) const REQUIRED: Self = OneOf {
        is_required: true,
        names: PhantomData,
    };
    pub(super) const OPTIONAL: Self = OneOf {
        is_required: false,
        names: PhantomData,
    };
}

impl<'t, T: Names + JsonSchema> FieldKind<'t> for OneOf<T> {
    type Read = Option<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let mut value = match self.is_required {
            true => Required.read(field, reading)?,
            false => string(field, reading)?,
        };
        if !allow(&path(field), &value, T::NAMES, false, reading) {
            value.value = Err(Unknown::Invalid);
        }
        Some(value)
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// Whether a value is one of a list; one that is not is recorded. Of an open list the schemas in use
/// disagree.
pub(super) fn allow(
    field: &str,
    value: &Located<String>,
    allowed: &'static [&'static str],
    is_open: bool,
    reading: &Reading<'_>,
) -> bool {
    let Some(text) = value.known() else {
        return true;
    };
    let is_allowed = allowed.contains(&text.as_str());
    if !is_allowed {
        let problem = PackSchemaProblem::NotAllowed {
            field: field.to_owned(),
            value: text.clone(),
            allowed,
            is_open,
        };
        reading.pack_problem(value.place, problem);
    }
    is_allowed
}

/// A list of strings.
pub(super) struct Strings;

impl<'t> FieldKind<'t> for Strings {
    type Read = Vec<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let mut strings = Vec::new();
        for (item, path) in items(field, reading) {
            match item.as_text() {
                Some(text) => strings.push(Located::written(text.to_owned(), item.place())),
                None => reading.wrong_in_pack(path, item, "a string"),
            }
        }
        strings
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<String>>()
    }
}

/// The minimum of a resource.
pub(super) struct Number;

impl<'t> FieldKind<'t> for Number {
    type Read = Option<Located<u64>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let value = field.entry?.value;
        let number = match value.node().map(Node::kind) {
            Some(Kind::Scalar(Typed::Int(number))) => u64::try_from(number).ok(),
            Some(Kind::Scalar(Typed::Float(number))) => Some(number.ceil() as u64),
            _ => {
                reading.wrong_in_pack(path(field), value, "a number");
                None
            }
        };
        Some(Located::written(number?, value.place()))
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "format": "double"})
    }
}

/// A text that is not looked at.
pub(super) struct Unread;

impl<'t> FieldKind<'t> for Unread {
    type Read = ();

    fn read(&self, _: Field<'t, '_>, _: &Reading<'_>) {}

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// Texts by name. The documentation's table calls them a list, its schema an object of strings.
pub(super) struct Annotations;

impl<'t> FieldKind<'t> for Annotations {
    type Read = ();

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) {
        let Some(entry) = field.entry else { return };
        if !matches!(entry.value.shape(), Shape::Object | Shape::List) {
            reading.wrong_in_pack(path(field), entry.value, "an object");
        }
        for member in entry.value.members() {
            if member.value.as_text().is_none() {
                let path = format!("{}.{}", path(field), member.name);
                reading.wrong_in_pack(path, member.value, "a string");
            }
        }
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let texts = generator.subschema_for::<BTreeMap<String, String>>();
        json_schema!({"anyOf": [texts, {"type": "array", "items": true}]})
    }
}

/// An object.
pub(super) struct Nested<S>(PhantomData<S>);

impl<S> Nested<S> {
    pub(super) const NEW: Self = Nested(PhantomData);
}

impl<'t, S: Section<'t> + JsonSchema> FieldKind<'t> for Nested<S> {
    type Read = Option<S>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let entry = field.entry?;
        reading.at(path(field), || S::read(entry, reading))
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<S>()
    }
}

/// A list of objects.
pub(super) struct Items<S>(PhantomData<S>);

impl<S> Items<S> {
    pub(super) const NEW: Self = Items(PhantomData);
}

impl<'t, S: Section<'t> + JsonSchema> FieldKind<'t> for Items<S> {
    type Read = Vec<S>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let read = |(item, path)| reading.at(path, || S::read(Entry::item("", item), reading));
        items(field, reading).into_iter().filter_map(read).collect()
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<S>>()
    }
}

/// A closed list of names.
pub(super) trait Names {
    const NAMES: &'static [&'static str];
}

macro_rules! names {
    ($(#[doc = $about:literal] $type:ident: $names:expr;)+) => {$(
        #[doc = $about]
        pub(crate) struct $type;

        impl $crate::input::pack::pack_fields::Names for $type {
            const NAMES: &'static [&'static str] = $names;
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                use $crate::input::pack::pack_fields::Names as _;
                schemars::json_schema!({
                    "description": $about.trim(),
                    "type": "string",
                    "enum": Self::NAMES
                })
            }
        }
    )+};
}

pub(super) use names;
