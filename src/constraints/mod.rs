//! The language of schema.yaml: `{{ required | format "${number:[1-10]}" | hints "…" }}`.
//!
//! Text in, a typed [`Template`] or a [`TemplateError`] with its bytes out; a template's
//! [`Format`] says whether a value's text fits. Pure: knows nothing of files, YAML or findings.
//!
//! Source: Palette documentation, *Pack constraints*; the schema.yaml files of the public packs.

mod check;
mod format;
mod parse;
mod pattern;
mod shape;

pub(crate) use format::{Format, MOST_PLACEHOLDERS};
pub use format::{FormatKind, Piece};
pub use parse::parse;
pub(crate) use parse::parse_within;
pub(crate) use pattern::{LazyRegex, Pattern, bytes_of, bytes_to_read};

/// What schema.yaml says of one value.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// The value must be there and not empty.
    pub required: bool,
    /// The value cannot be edited.
    pub readonly: bool,
    /// What the value's text looks like.
    pub format: Option<Format>,
    /// Descriptions for people.
    pub hints: Vec<String>,
}

/// Why a template does not parse, and where. Offsets are bytes of the template's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The bytes that are wrong; may be empty.
    pub span: std::ops::Range<usize>,
    /// What is wrong with them.
    pub kind: TemplateErrorKind,
}

/// The ways in which a template can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateErrorKind {
    /// No `{{` at the beginning.
    #[error("a template must start with {{{{")]
    NotOpened,
    /// No `}}` at the end.
    #[error("a template must end with }}}}")]
    NotClosed,
    /// Nothing between two `|`, or between the braces.
    #[error("missing item; expected required, readonly, format or hints")]
    NoItem,
    /// Not one of the known items.
    #[error("unknown item '{name}'; expected required, readonly, format or hints")]
    UnknownItem {
        /// The word.
        name: String,
    },
    /// Something behind an item that is not `|`.
    #[error("unexpected '{text}'; separate items with |")]
    Unexpected {
        /// The beginning of it.
        text: String,
    },
    /// An item that takes text has none.
    #[error("{item} needs text in double quotes")]
    NoText {
        /// `format` or `hints`.
        item: &'static str,
    },
    /// A text that does not end.
    #[error("the text has no closing quote")]
    TextNotClosed,
    /// A second format.
    #[error("a template can have only one format")]
    SecondFormat,
    /// `format ""`.
    #[error("the format is empty")]
    EmptyFormat,
    /// A `${` without its end.
    #[error("${{ has no closing brace")]
    PlaceholderNotClosed,
    /// A name that is no type.
    #[error("unknown format type '{name}'; expected {known}", known = format::known_kinds())]
    UnknownKind {
        /// The name.
        name: String,
    },
    /// Something behind `:` that is neither `/REGEX/` nor `[…]`.
    #[error("expected /REGEX/ or […] after the colon")]
    Argument,
    /// `[…]` behind a type that takes none.
    #[error("{kind} does not support […]; only number and list do")]
    NoBrackets {
        /// The type.
        kind: &'static str,
    },
    /// A range that is not two numbers.
    #[error("a range needs two numbers such as [5000-5005]")]
    Range,
    /// An empty range.
    #[error("the range is empty: {min} is above {max}")]
    EmptyRange {
        /// The lower bound as it is written.
        min: String,
        /// The upper bound as it is written.
        max: String,
    },
    /// A list without options.
    #[error("a list needs options such as ${{list:[a,b]}}")]
    NoOptions,
    /// A regex that RE2 does not take.
    #[error("invalid regex: {reason}")]
    Regex {
        /// Why, in a few words.
        reason: String,
    },
    /// More placeholders than a format may have.
    #[error("a format can have at most {} placeholders", format::MOST_PLACEHOLDERS)]
    TooManyPlaceholders,
    /// The regexes of all templates together grow beyond the limit.
    #[error("all regexes together are too large")]
    OverBudget,
    /// A regex that grows beyond the limit.
    #[error("the regex is too large; the limit is {} KiB when compiled", pattern::SIZE_LIMIT / 1024)]
    RegexTooLarge,
}
