//! The one typed descent: values out of YAML, JSON and Terraform, macros resolved, wrong shapes
//! recorded.

mod reader;
mod resolve;
mod scalar;
mod section;
mod value;
mod view;

pub(crate) use reader::{Entry, Object, Reader, Reading, distinct_entries};
pub(crate) use resolve::{Resolver, is_substituted, unknown_mark};
pub(crate) use scalar::{content, describe, place_or_key};
pub(crate) use section::{
    Amount, Each, Exactly, Example, Flag, Kind, Later, Name, Of, Scalar, Scalars, Section, Text, Texts,
    Whole, Within, about, described, section, types,
};
pub(crate) use value::{Attribute, Data, Value};
pub(crate) use view::{Member, Shape, View};
