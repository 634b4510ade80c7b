//! Field tables: one row a field gives the key, the reader and the JSON Schema of a section.
//!
//! ```text
//! section! {
//!     /// A subnet.
//!     pub(crate) struct SubnetFields in "a subnet" {
//!         /// The subnet's name.
//!         name: Option<Located<String>>, "name" => Text("a name");
//!     }
//! }
//! ```

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value as Json, json};

use super::entry::Entry;
use super::reading::Reading;
use crate::model::{Located, Unknown};
use crate::source::Place;

/// What a text with a macro looks like, in the regular expressions of JSON Schema.
pub(super) const MACRO: &str = r"\{\{.*\}\}";

/// How a field is read, and what its JSON Schema is.
pub(crate) trait FieldKind<'t> {
    /// What reading gives; also where the key is missing.
    type Read;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read;

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema;
}

/// A field of a section, whether it is there or not.
#[derive(Clone, Copy)]
pub(crate) struct Field<'t, 's> {
    pub(crate) entry: Option<Entry<'t>>,
    pub(crate) key: &'static str,
    /// The object that it is, or should be, in; nothing where it is read later than that.
    pub(crate) object: Option<&'s Anchor>,
}

impl<'t> From<Option<Entry<'t>>> for Field<'t, '_> {
    fn from(entry: Option<Entry<'t>>) -> Self {
        Field {
            entry,
            key: "",
            object: None,
        }
    }
}

/// Where the fields of an object would be.
pub(crate) struct Anchor {
    pub(crate) place: Place,
    /// The path of the object in its document; empty for the root.
    pub(crate) path: String,
}

/// A section that `section!` declares.
pub(crate) trait Section<'t>: Sized {
    /// Reads a mapping; nothing where it is something else, which is recorded.
    fn read(entry: Entry<'t>, reading: &Reading<'_>) -> Option<Self>;

    /// The name of its definition in a JSON Schema.
    const NAME: &'static str;

    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

/// A text: what is expected, with its article.
#[derive(Clone, Copy)]
pub(crate) struct TextField(pub(crate) &'static str);

impl<'t> FieldKind<'t> for TextField {
    type Read = Option<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        field.entry.map(|entry| entry.text(reading, self.0))
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// A field with an example for the schema.
pub(crate) struct ExampleField<K>(pub(crate) K, pub(crate) &'static str);

impl<'t, K: FieldKind<'t>> FieldKind<'t> for ExampleField<K> {
    type Read = K::Read;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        self.0.read(field, reading)
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let mut schema = self.0.schema(generator);
        schema.insert("examples".to_owned(), json!([self.1]));
        schema
    }
}

/// A field that its reader takes as it is written, for it is read once more is known.
pub(crate) struct LaterField<K>(pub(crate) K);

impl<'t, K: FieldKind<'t>> FieldKind<'t> for LaterField<K> {
    type Read = Option<Entry<'t>>;

    fn read(&self, field: Field<'t, '_>, _: &Reading<'_>) -> Self::Read {
        field.entry
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        self.0.schema(generator)
    }
}

/// A field of a type with a separate schema, or of a list or map of such a type.
pub(crate) struct SchemaField<T>(PhantomData<T>);

impl<T> SchemaField<T> {
    pub(crate) const fn schema() -> Self {
        SchemaField(PhantomData)
    }
}

impl<'t, T: JsonSchema> FieldKind<'t> for SchemaField<T> {
    type Read = Option<Entry<'t>>;

    fn read(&self, field: Field<'t, '_>, _: &Reading<'_>) -> Self::Read {
        field.entry
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// A text, or a number as it is written.
pub(crate) struct ScalarField<T>(pub(crate) &'static str, PhantomData<T>);

impl<T> ScalarField<T> {
    pub(crate) const fn new(expected: &'static str) -> Self {
        ScalarField(expected, PhantomData)
    }
}

impl<'t, T: JsonSchema> FieldKind<'t> for ScalarField<T> {
    type Read = Option<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        TextField(self.0).read(field, reading)
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// A whole number.
pub(crate) struct WholeField;

impl<'t> FieldKind<'t> for WholeField {
    type Read = Option<Located<i64>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        field.entry.map(|entry| entry.whole(reading))
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<types::Whole>()
    }
}

/// A whole number that is not negative: what is expected, with its article.
pub(crate) struct AmountField(pub(crate) &'static str);

impl<'t> FieldKind<'t> for AmountField {
    type Read = Option<Located<i64>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let entry = field.entry?;
        let number = entry.whole(reading);
        if number.known().is_some_and(|number| *number < 0) {
            entry.wrong(reading, self.0);
            return Some(Located::unknown(Unknown::Invalid, number.place));
        }
        Some(number)
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<types::Whole>()
    }
}

/// `true` or `false`.
pub(crate) struct FlagField;

impl<'t> FieldKind<'t> for FlagField {
    type Read = Option<Located<bool>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        field.entry.map(|entry| entry.flag(reading))
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<types::Flag>()
    }
}

/// A list of texts.
pub(crate) struct TextsField(pub(crate) &'static str);

impl<'t> FieldKind<'t> for TextsField {
    type Read = Vec<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        field
            .entry
            .map_or(Vec::new(), |entry| entry.texts(reading, self.0))
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<String>>()
    }
}

/// A list of texts, or of numbers as they are written.
pub(crate) struct ScalarsField(pub(crate) &'static str);

impl<'t> FieldKind<'t> for ScalarsField {
    type Read = Vec<Located<String>>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        TextsField(self.0).read(field, reading)
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<types::Scalar>>()
    }
}

/// A section in this one.
pub(crate) struct SectionField<S>(PhantomData<S>);

impl<S> SectionField<S> {
    pub(crate) const fn this() -> Self {
        SectionField(PhantomData)
    }
}

impl<'t, S: Section<'t> + JsonSchema> FieldKind<'t> for SectionField<S> {
    type Read = Option<(Entry<'t>, S)>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let entry = field.entry?;
        Some((entry, S::read(entry, reading)?))
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<S>()
    }
}

/// A list of sections: what the list is, and what an item is, each with its article.
pub(crate) struct SectionsField<S>(
    pub(crate) &'static str,
    pub(crate) &'static str,
    PhantomData<S>,
);

impl<S> SectionsField<S> {
    pub(crate) const fn of(list: &'static str, item: &'static str) -> Self {
        SectionsField(list, item, PhantomData)
    }
}

impl<'t, S: Section<'t> + JsonSchema> FieldKind<'t> for SectionsField<S> {
    type Read = Vec<(Entry<'t>, S)>;

    fn read(&self, field: Field<'t, '_>, reading: &Reading<'_>) -> Self::Read {
        let items = field.entry.map(|entry| entry.items(reading, self.0));
        let items = items.unwrap_or_default().into_iter();
        let read = |value| {
            let item = Entry::item(self.1, value);
            Some((item, S::read(item, reading)?))
        };
        items.filter_map(read).collect()
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<S>>()
    }
}

/// A row's schema: what the field is comes first.
pub(crate) fn described(about: &str, schema: Schema) -> Json {
    let mut all = serde_json::Map::new();
    if !about.is_empty() {
        all.insert("description".to_owned(), json!(about));
    }
    if let Json::Object(own) = schema.to_value() {
        all.extend(own);
    }
    Json::Object(all)
}

/// The lines of a doc comment as one text.
pub(crate) fn about(lines: &[&str]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| line.trim()).collect();
    lines.join("\n")
}

/// Types that are separate definitions in a schema.
pub(crate) mod types {
    use super::{Cow, JsonSchema, MACRO, Schema, SchemaGenerator, json_schema};

    macro_rules! types {
        ($($name:ident: $schema:expr;)+) => {$(
            pub(crate) struct $name;

            impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    $schema
                }
            }
        )+};
    }

    types! {
        Version: json_schema!({
            "description": "A version. Quotes keep 1.30 from becoming 1.3.",
            "anyOf": [{"type": "string"}, {"type": "number", "format": "double"}]
        });
        Scalar: json_schema!({
            "description": "A single value.",
            "anyOf": [{"type": "string"}, {"type": "number", "format": "double"}, {"type": "boolean"}]
        });
        Whole: json_schema!({
            "description": "A whole number, or a macro for one.",
            "anyOf": [{"type": "integer", "format": "int64"}, {"type": "string", "pattern": MACRO}]
        });
        Flag: json_schema!({
            "description": "`true` or `false`, or a macro for one.",
            "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": MACRO}]
        });
    }
}

/// Declares a section: its struct, its keys, its reader and its JSON Schema.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $(#[title = $title:literal])?
        $(#[required = $required:expr])?
        $(#[open = $open:literal])?
        $visibility:vis struct $name:ident$(<$lifetime:lifetime>)? in $within:literal {
            $(
                $(#[doc = $doc:literal])*
                $field:ident: $read:ty, $key:literal => $kind:expr;
            )+
        }
    ) => {
        $(#[doc = $about])+
        $visibility struct $name$(<$lifetime>)? {
            $($visibility $field: $read,)+
        }

        impl<'t> $crate::input::read::Section<'t> for section!(@self $name $($lifetime)?) {
            fn read(
                entry: $crate::input::read::Entry<'t>,
                reading: &$crate::input::read::Reading<'_>,
            ) -> Option<Self> {
                let keys = &[$($key),+];
                let mut reader =
                    $crate::input::read::Reader::open(entry, $within, keys, reading)?;
                let section = $name {
                    $($field: reader.read($key, &$kind),)+
                };
                reader.finish();
                Some(section)
            }

            const NAME: &'static str = stringify!($name);

            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut properties = serde_json::Map::new();
                $(
                    let kind = $crate::input::read::FieldKind::schema(&$kind, generator);
                    let about = $crate::input::read::about(&[$($doc),*]);
                    properties.insert($key.to_owned(), $crate::input::read::described(&about, kind));
                )+
                let mut schema = schemars::json_schema!({
                    $("title": $title,)?
                    "description": $crate::input::read::about(&[$($about),+]),
                    "type": "object",
                    "properties": properties,
                });
                let is_open = section!(@open $($open)?);
                if !is_open {
                    schema.insert("additionalProperties".to_owned(), false.into());
                }
                $(schema.insert("required".to_owned(), serde_json::json!($required));)?
                schema
            }
        }

        impl$(<$lifetime>)? schemars::JsonSchema for $name$(<$lifetime>)? {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                <Self as $crate::input::read::Section<'_>>::NAME.into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <Self as $crate::input::read::Section<'_>>::schema(generator)
            }
        }
    };
    (@open) => { false };
    (@open $open:literal) => { $open };
    (@self $name:ident) => { $name };
    (@self $name:ident $lifetime:lifetime) => { $name<'t> };
}

pub(crate) use section;
