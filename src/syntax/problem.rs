//! What is wrong with the form of a text.

use crate::source::{LIMITS, Span};

/// One defect of a text's form. Its spans lie in the text that the tree has as its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxProblem {
    pub span: Span,
    pub kind: SyntaxProblemKind,
}

/// The kinds of defects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxProblemKind {
    /// The text is not YAML; the rest of the document was not read.
    Yaml {
        /// The parser's reason.
        reason: String,
        /// The mistake that probably led to the error, which may be far above it.
        cause: Option<(YamlCause, Span)>,
    },
    /// The text is not strict JSON.
    Json { reason: String },
    /// An alias names an anchor that no earlier node defines; the name is without `*`.
    UnknownAnchor { name: String },
    /// A mapping has one key twice; the problem's span is the second.
    DuplicateKey { key: String, first: Span },
    /// A limit was exceeded.
    Limit(SyntaxLimit),
}

/// Mistakes that the parser notices only later in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlCause {
    /// `{{ … }}` without quotes.
    UnquotedMacro,
    OpenQuote,
    OpenBracket,
    /// A tab in the indentation.
    Tab,
    /// A mark of a merge conflict.
    ConflictMark,
}

/// The limits on a text's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxLimit {
    /// Levels of nesting.
    Depth,
    /// Scalars and collections of one text.
    Nodes,
    /// Characters of one key.
    KeyLength,
}

impl SyntaxLimit {
    pub fn maximum(self) -> usize {
        match self {
            SyntaxLimit::Depth => LIMITS.depth,
            SyntaxLimit::Nodes => LIMITS.nodes,
            SyntaxLimit::KeyLength => LIMITS.key_characters,
        }
    }
}
