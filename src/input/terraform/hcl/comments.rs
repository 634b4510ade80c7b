//! Comments of Terraform files that speak to packlint.

use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::visit::{Visit, visit_expr};

use super::HclFile;
use crate::source::{SourceFile, Span};
use crate::suppress::{Comments, MARK};

/// The comments of one file that suppressions may stand in.
#[derive(Debug)]
pub struct HclComments {
    source: Arc<SourceFile>,
    spans: Vec<Span>,
    first_value: u32,
}

impl HclComments {
    /// What suppressions are read from.
    pub fn comments(&self) -> Comments<'_> {
        Comments {
            source: &self.source,
            spans: self.spans.clone(),
            first_value: self.first_value,
            embedded_in: None,
        }
    }
}

/// The comments of a file that begin with the mark of packlint; `None` where there is none.
pub(super) fn read_comments(file: &HclFile) -> Option<HclComments> {
    let text = file.source.text.as_str();
    if !text.contains(MARK) {
        return None;
    }
    let mut texts = Texts::default();
    texts.visit_body(&file.body);
    let spans = text.match_indices(MARK).filter_map(|(at, _)| {
        let line = text.get(..at)?.rfind('\n').map_or(0, |line| line + 1);
        let before = text.get(line..at)?.trim_end();
        let opener = ["#", "//"]
            .into_iter()
            .find(|mark| before.ends_with(mark))?;
        let start = line + before.len() - opener.len();
        let rest = text.get(start..)?;
        let end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
        // In a string or a heredoc it is text.
        let is_text = texts.spans.iter().any(|span| span.contains(&start));
        (!is_text).then(|| Span::new(start, end))
    });
    let first = file
        .body
        .iter()
        .filter_map(|structure| structure.span())
        .next();
    Some(HclComments {
        source: Arc::clone(&file.source),
        spans: spans.collect(),
        first_value: first.map_or(u32::MAX, |span| Span::new(span.start, span.end).start),
    })
}

/// Where strings and heredocs are.
#[derive(Default)]
struct Texts {
    spans: Vec<std::ops::Range<usize>>,
}

impl Visit for Texts {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::String(_)
            | Expression::StringTemplate(_)
            | Expression::HeredocTemplate(_) => self.spans.extend(node.span()),
            _ => visit_expr(self, node),
        }
    }
}
