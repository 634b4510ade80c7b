//! The comments of a text, YAML or HCL: where suppressions are.

use std::sync::Arc;

use super::tree::Tree;
use crate::source::{SourceFile, Span};

/// What a comment begins with, after `#` (in HCL also `//`) and blanks.
pub(crate) const MARK: &str = "packlint:";

/// The comments of a text.
#[derive(Debug)]
pub struct Comments {
    pub(crate) source: Arc<SourceFile>,
    pub(crate) spans: Vec<Span>,
    /// Where the first value begins.
    pub(crate) first_value: u32,
    /// The scalar that the text is embedded in, if it is.
    pub(crate) embedded_in: Option<Span>,
}

impl Comments {
    /// The comments of a tree; nothing where none can be for packlint.
    pub(crate) fn of(tree: &Tree) -> Option<Self> {
        let text = tree.source().text.as_str();
        // Of many texts in one file, each is looked through once.
        let is_ours = match tree.embedded_in() {
            Some(whole) => whole.slice(text).contains(MARK),
            None => text.contains(MARK),
        };
        is_ours.then(|| Comments::from(tree))
    }
}

impl From<&Tree> for Comments {
    fn from(tree: &Tree) -> Self {
        let first = tree.roots().next();
        Comments {
            source: Arc::clone(tree.source()),
            spans: tree.comments().iter().map(|comment| comment.span).collect(),
            first_value: first.map_or(u32::MAX, |root| root.span().start),
            embedded_in: tree.embedded_in(),
        }
    }
}
