//! YAML and JSON texts as trees with a byte span on every node.
//!
//! One parse of a text gives one [`Tree`]; nothing else in the crate names the YAML parser. A text
//! that does not parse still gives the documents before and after the broken one, and a
//! [`SyntaxProblem`] for the broken one.

mod build;
mod cause;
mod comments;
mod embedded;
mod json;
mod json_tree;
mod keys;
mod problem;
mod reason;
mod scalar;
mod text_map;
mod tree;

use std::sync::Arc;

pub use comments::Comments;
pub(crate) use comments::MARK;
pub(crate) use embedded::{Hole, Spelled};
pub use embedded::{parse_embedded, place_in_scalar};
pub use json::check_strict_json;
pub(crate) use json_tree::Keep;
pub use problem::{SyntaxLimit, SyntaxProblem, SyntaxProblemKind, YamlCause};
pub use scalar::Typed;
pub(crate) use text_map::TextMap;
pub use tree::{Kind, Node, Style, Tree};

use crate::source::SourceFile;

/// A text, parsed: its tree and what was wrong with its form.
#[derive(Debug)]
pub struct Parsed {
    /// The documents that could be read.
    pub tree: Tree,
    /// What was wrong, in the order of the text.
    pub problems: Vec<SyntaxProblem>,
}

/// Parses a stream of YAML documents.
pub fn parse_yaml(source: Arc<SourceFile>) -> Parsed {
    build::build(source)
}

/// Parses strict JSON: a strict pass decides validity, a second one finds the spans.
pub fn parse_json(source: Arc<SourceFile>) -> Parsed {
    parse_json_part(source, None)
}

/// Parses strict JSON, and leaves out what is not kept.
pub(crate) fn parse_json_part(source: Arc<SourceFile>, keep: Option<Keep>) -> Parsed {
    match check_strict_json(&source.text) {
        Ok(()) => json_tree::build(source, keep),
        // The tree of text that is not JSON would only bring guesses.
        Err(problem) => Parsed {
            tree: Tree::empty(source),
            problems: vec![problem],
        },
    }
}
