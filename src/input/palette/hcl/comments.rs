//! Comments of Terraform files that speak to packlint.

use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::visit::{Visit, visit_expr};

use super::tree::HclFile;
use crate::source::Span;
use crate::syntax::{Comments, MARK};

/// The comments of a file that begin with the mark of packlint; `None` where there is none.
pub(crate) fn read_comments(file: &HclFile) -> Option<Comments> {
    let text = file.source.text.as_str();
    if !text.contains(MARK) {
        return None;
    }
    let body = file.parsed.as_ref()?;
    let mut texts = StringSpans::default();
    texts.visit_body(body);
    let is_ours = |span: &Span| {
        let comment = span.slice(text);
        let body = comment.strip_prefix('#').or(comment.strip_prefix("//"));
        body.is_some_and(|body| body.trim_start().starts_with(MARK))
    };
    let spans = line_comments(text, &texts.spans).into_iter();
    let first = body.iter().filter_map(|structure| structure.span()).next();
    Some(Comments {
        source: Arc::clone(&file.source),
        spans: spans.filter(is_ours).collect(),
        first_value: first.map_or(u32::MAX, |span| Span::new(span.start, span.end).start),
        embedded_in: None,
    })
}

/// The comments to the ends of their lines; `texts` are the strings and heredocs, in order.
fn line_comments(text: &str, texts: &[std::ops::Range<usize>]) -> Vec<Span> {
    let mut texts = texts.iter().peekable();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        while texts.next_if(|span| span.end <= at).is_some() {}
        if let Some(span) = texts.peek().filter(|span| span.contains(&at)) {
            at = span.end;
        } else if rest.starts_with('#') || rest.starts_with("//") {
            let end = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
            found.push(Span::new(at, end));
            at = end;
        } else if let Some(inner) = rest.strip_prefix("/*") {
            at += inner.find("*/").map_or(rest.len(), |end| end + 4);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// Where strings and heredocs are.
#[derive(Default)]
struct StringSpans {
    spans: Vec<std::ops::Range<usize>>,
}

impl Visit for StringSpans {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::String(_)
            | Expression::StringTemplate(_)
            | Expression::HeredocTemplate(_) => self.spans.extend(node.span()),
            _ => visit_expr(self, node),
        }
    }
}
