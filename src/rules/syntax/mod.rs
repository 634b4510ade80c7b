//! What cannot be read: each rule words one kind of [`Problem`](crate::problem::Problem).

mod baseline_stale;
mod duplicate_key;
mod encoding;
mod input_limit;
mod json_syntax;
mod not_a_regular_file;
mod path_not_found;
mod unknown_field;
mod unknown_suppression;
mod unrecognised_input;
mod unused_suppression;
mod wrong_type;
pub(crate) mod yaml_syntax;

pub(crate) use baseline_stale::BaselineStale;
pub(crate) use duplicate_key::DuplicateKey;
pub(crate) use encoding::Encoding;
pub(crate) use input_limit::InputLimit;
pub(crate) use json_syntax::JsonSyntax;
pub(crate) use not_a_regular_file::NotARegularFile;
pub(crate) use path_not_found::PathNotFound;
pub(crate) use unknown_field::UnknownField;
pub(crate) use unknown_suppression::UnknownSuppression;
pub(crate) use unrecognised_input::UnrecognisedInput;
pub(crate) use unused_suppression::UnusedSuppression;
pub(crate) use wrong_type::WrongType;
pub(crate) use yaml_syntax::YamlSyntax;
