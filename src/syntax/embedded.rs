//! YAML inside a scalar of another text: parsed with spans that point into the outer text.

use std::sync::Arc;

use super::tree::{NodeKind, Text};
use super::{Node, Parsed, Style, build};
use crate::problem::ProblemKind;
use crate::source::{Origin, SourceFile, Sources, Span};

/// Offsets of the scalar's content against offsets of the outer text, piecewise linear.
struct OffsetMap {
    /// `(content offset, outer offset)` where a run begins that both texts share.
    runs: Vec<(u32, u32)>,
    /// The whole scalar.
    whole: Span,
}

impl OffsetMap {
    /// The map of a scalar whose outer spelling is known line by line, else `None`.
    fn new(outer: &SourceFile, node: Node<'_>, content: &str) -> Option<Self> {
        let whole = node.span();
        let mut runs = Vec::new();
        match node.style()? {
            Style::Literal => {
                let lines = outer.lines();
                let mut line = lines.line_of(whole.start);
                let mut at = 0;
                for text in content.split_inclusive('\n') {
                    let range = lines.range(&outer.text, line);
                    let body = text.trim_end_matches(['\n', '\r']);
                    let indent = range.len().checked_sub(body.len())?;
                    // A blank line may be indented less than the block.
                    if outer.text.get(range.start + indent..range.end)? != body {
                        return None;
                    }
                    runs.push((at, u32::try_from(range.start + indent).ok()?));
                    at += u32::try_from(text.len()).ok()?;
                    line += 1;
                }
            }
            Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => {
                let start = node.raw().find(content)?;
                runs.push((0, whole.start + u32::try_from(start).ok()?));
            }
            Style::Folded => return None,
        }
        Some(OffsetMap { runs, whole })
    }

    fn offset(&self, content: u32) -> u32 {
        let run = self.runs.partition_point(|(start, _)| *start <= content);
        match run.checked_sub(1).and_then(|at| self.runs.get(at)) {
            Some((start, outer)) => (outer + (content - start)).min(self.whole.end),
            None => self.whole.start,
        }
    }

    fn span(&self, span: Span) -> Span {
        let start = self.offset(span.start);
        Span {
            start,
            end: self.offset(span.end).max(start),
        }
    }
}

/// Parses the YAML that a scalar holds. Every span of the result lies in `outer`; where the
/// scalar's spelling does not allow that (folded or escaped text), each is the whole scalar.
pub fn parse_embedded(outer: &Arc<SourceFile>, node: Node<'_>) -> Option<Parsed> {
    let content = node.text()?;
    let map = OffsetMap::new(outer, node, content);
    let whole = node.span();
    let point = |span: Span| map.as_ref().map_or(whole, |map| map.span(span));
    // The content is a text of its own for the parser; it gets no id of the run's sources, since
    // no finding ever points into it.
    let inner = Sources::default().add(outer.name.clone(), Origin::File, content.to_owned());
    let mut parsed = build::build(inner);
    for data in &mut parsed.tree.nodes {
        if let NodeKind::Scalar { text, .. } = &mut data.kind
            && let Text::Verbatim(span) = *text
        {
            *text = Text::Owned(span.slice(content).into());
        }
        let was_empty = data.span.start == data.span.end;
        data.span = point(data.span);
        if was_empty {
            data.span.end = data.span.start;
        }
    }
    for document in &mut parsed.tree.documents {
        document.span = point(document.span);
    }
    for comment in &mut parsed.tree.comments {
        comment.span = point(comment.span);
    }
    for problem in &mut parsed.problems {
        problem.place = outer.place(point(problem.place.span));
        match &mut problem.kind {
            ProblemKind::Yaml {
                unquoted_macro: Some(at),
                ..
            } => *at = outer.place(point(at.span)),
            ProblemKind::DuplicateKey { first, .. } => *first = outer.place(point(first.span)),
            _ => {}
        }
    }
    parsed.tree.source = Arc::clone(outer);
    Some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_yaml;

    #[test]
    fn spans_of_a_block_scalar_point_into_the_outer_text() {
        let text = "values: |\n  pack:\n    a: b\n\n    c: [x]\nnext: 1\n";
        let outer = Sources::default().add("t", Origin::File, text.to_owned());
        let tree = parse_yaml(Arc::clone(&outer)).tree;
        let values = tree
            .root()
            .and_then(|root| root.get("values"))
            .expect("values");
        let inner = parse_embedded(&outer, values).expect("scalar").tree;
        let pack = inner
            .root()
            .and_then(|root| root.get("pack"))
            .expect("pack");
        for (key, raw) in [("a", "b"), ("c", "[x]")] {
            let (k, v) = pack.entry(key).expect(key);
            assert_eq!((k.span().slice(text), v.span().slice(text)), (key, raw));
        }
    }
}
