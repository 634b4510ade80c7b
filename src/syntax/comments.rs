//! The comments of a text, YAML or HCL: where suppressions are.

use super::tree::Tree;
use crate::source::{SourceFile, Span};

/// What a comment begins with, after `#` (in HCL also `//`) and blanks.
pub(crate) const MARK: &str = "packlint:";

/// The comments of a text.
#[derive(Debug)]
pub struct Comments<'t> {
    /// The text.
    pub(crate) source: &'t SourceFile,
    /// Where they are.
    pub(crate) spans: Vec<Span>,
    /// Where the first value begins.
    pub(crate) first_value: u32,
    /// The scalar that the text is embedded in, if it is.
    pub(crate) embedded_in: Option<Span>,
}

impl<'t> From<&'t Tree> for Comments<'t> {
    fn from(tree: &'t Tree) -> Self {
        let first = tree.roots().next();
        Comments {
            source: tree.source(),
            spans: tree.comments().iter().map(|comment| comment.span).collect(),
            first_value: first.map_or(u32::MAX, |root| root.span().start),
            embedded_in: tree.embedded_in(),
        }
    }
}
