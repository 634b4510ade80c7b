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
mod yaml_syntax;

pub use baseline_stale::BaselineStale;
pub use duplicate_key::DuplicateKey;
pub use encoding::Encoding;
pub use input_limit::InputLimit;
pub use json_syntax::JsonSyntax;
pub use not_a_regular_file::NotARegularFile;
pub use path_not_found::PathNotFound;
pub use unknown_field::UnknownField;
pub use unknown_suppression::UnknownSuppression;
pub use unrecognised_input::UnrecognisedInput;
pub use unused_suppression::UnusedSuppression;
pub use wrong_type::WrongType;
pub use yaml_syntax::YamlSyntax;
