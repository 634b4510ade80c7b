//! The one typed descent: values out of YAML, JSON and Terraform, macros resolved, wrong shapes
//! recorded.

mod entry;
mod names;
mod object;
mod parse;
mod reader;
mod reading;
mod resolve;
mod scalar;
mod section;
mod value;
mod view;

pub(crate) use entry::{Entry, partly_known};
pub(crate) use names::{ExactField, NameField, NamesField, SpelledField};
pub(crate) use object::Object;
pub(crate) use parse::{parse_text, read_json, read_yaml, read_yaml_part};
pub(crate) use reader::{Reader, distinct_entries};
pub(crate) use reading::Reading;
pub(crate) use resolve::{Resolver, has_macro};
pub(crate) use scalar::{content, describe, is_false, place_or_key};
pub(crate) use section::{
    AmountField, ExampleField, Field, FieldKind, FlagField, LaterField, ScalarField, ScalarsField,
    SchemaField, Section, SectionField, SectionsField, TextField, TextsField, WholeField, about,
    described, section, types,
};
pub(crate) use value::{Attribute, Data, Value};
pub(crate) use view::{Member, Shape, View};
