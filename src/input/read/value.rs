//! Values that Terraform gives: plans with their marks, and HCL as far as it is evaluated.

use crate::model::Unknown;
use crate::source::Place;
use crate::syntax::Spelled;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// Where it is: a text without its quotes, a collection where it begins.
    pub(crate) place: Place,
    pub(crate) data: Data,
}

#[derive(Clone, Debug)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(Box<Spelled>),
    List(Vec<Value>),
    Object(Vec<Attribute>),
    Unknown(Unknown),
}

/// An entry of an object.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) key: Place,
    pub(crate) value: Value,
}

impl Value {
    /// A value that cannot be known here.
    pub(crate) fn unknown(unknown: Unknown, place: Place) -> Self {
        Value {
            place,
            data: Data::Unknown(unknown),
        }
    }

    /// The attributes of an object; none of anything else.
    pub(crate) fn attributes(&self) -> &[Attribute] {
        match &self.data {
            Data::Object(attributes) => attributes,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Value] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// An attribute of an object. One that is null is the same as none.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let mut attributes = self.attributes().iter();
        let found = &attributes.find(|attribute| attribute.name == name)?.value;
        (!matches!(found.data, Data::Null)).then_some(found)
    }

    /// The text of a text that is known as a whole.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(spelled) if spelled.holes.is_empty() => Some(&spelled.content),
            _ => None,
        }
    }
}
