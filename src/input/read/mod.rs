//! The typed descent: values out of trees, macros resolved, wrong shapes recorded.

mod fields;
mod parse;
mod resolve;
mod value;

pub(crate) use fields::{Descent, Entry, Fields, describe, distinct_entries};
pub(crate) use parse::{read_json, read_yaml, read_yaml_part};
pub use resolve::Resolver;
pub(crate) use resolve::{is_substituted, unknown_mark};
pub(crate) use value::{Data, Field, Taker, Value};
