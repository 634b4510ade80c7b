//! What is wrong with the form of a text.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

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
    /// So many problems of one kind: the last one in the list, and those beyond the limit.
    Many {
        of: Box<SyntaxProblemKind>,
        count: u64,
    },
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
    /// Values that merge keys bring.
    Merged,
}

impl SyntaxLimit {
    pub fn maximum(self) -> usize {
        match self {
            SyntaxLimit::Depth => LIMITS.depth,
            SyntaxLimit::Nodes => LIMITS.nodes,
            SyntaxLimit::KeyLength => LIMITS.key_characters,
            SyntaxLimit::Merged => LIMITS.merged,
        }
    }
}

/// The problems of one text, within a limit: beyond it, the last one of a kind counts them.
#[derive(Debug, Default)]
pub(crate) struct SyntaxProblems {
    list: Vec<SyntaxProblem>,
    /// How many there are of each kind, and where the last one is in the list.
    tally: HashMap<Discriminant<SyntaxProblemKind>, (usize, usize)>,
}

impl SyntaxProblems {
    pub(crate) fn push(&mut self, problem: SyntaxProblem) {
        let (number, last) = self.tally.entry(discriminant(&problem.kind)).or_default();
        *number += 1;
        if *number <= LIMITS.findings + 1 {
            *last = self.list.len();
            self.list.push(problem);
        } else if let Some(SyntaxProblem { kind, .. }) = self.list.get_mut(*last) {
            match kind {
                SyntaxProblemKind::Many { count, .. } => *count += 1,
                one => {
                    let of = Box::new(one.clone());
                    *one = SyntaxProblemKind::Many { of, count: 2 };
                }
            }
        }
    }

    /// The problems in the order of the text; what counts several comes last.
    pub(crate) fn sorted(mut self) -> Vec<SyntaxProblem> {
        let is_many = |kind: &SyntaxProblemKind| matches!(kind, SyntaxProblemKind::Many { .. });
        let key = |problem: &SyntaxProblem| (is_many(&problem.kind), problem.span.start);
        self.list.sort_by_key(key);
        self.list
    }
}
