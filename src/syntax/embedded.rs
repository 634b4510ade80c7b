//! YAML inside a scalar of another text: parsed with spans that point into the outer text.

use std::sync::Arc;

use super::problem::SyntaxProblemKind;
use super::tree::{Node, NodeKind, ScalarText, Style, Tree};
use super::{Parsed, build};
use crate::source::{Place, SourceFile, Span};

/// Offsets of the scalar's content against offsets of the outer text, piecewise linear.
#[derive(Clone, Debug)]
struct OffsetMap {
    /// `(content offset, outer offset)` where a run begins that both texts share.
    runs: Vec<(u32, u32)>,
    /// The whole scalar.
    whole: Span,
}

impl OffsetMap {
    /// The map of a scalar whose outer spelling can be followed, else `None`.
    fn new(outer: &SourceFile, node: Node<'_>, content: &str) -> Option<Self> {
        let whole = node.span();
        let raw = node.raw();
        let style = node.style()?;
        // In blank lines alone there is nothing to point at, and the span does not show where they
        // begin.
        if matches!(style, Style::Literal | Style::Folded) && content.trim().is_empty() {
            return None;
        }
        let runs = if style == Style::Literal {
            literal_runs(outer, whole, content)?
        } else if let Some(start) = raw.find(content) {
            vec![(0, start + whole.start as usize)]
        } else {
            follow(raw, content, style)?
                .into_iter()
                .map(|(at, start)| (at, start + whole.start as usize))
                .collect()
        };
        let runs = runs
            .into_iter()
            .map(|(at, start)| Some((u32::try_from(at).ok()?, u32::try_from(start).ok()?)));
        Some(OffsetMap {
            runs: runs.collect::<Option<_>>()?,
            whole,
        })
    }

    fn offset(&self, content: u32) -> u32 {
        let next = self.runs.partition_point(|(start, _)| *start <= content);
        // A run whose spelling is longer than its content ends where the next one begins.
        let end = self.runs.get(next).map_or(self.whole.end, |(_, at)| *at);
        match next.checked_sub(1).and_then(|at| self.runs.get(at)) {
            Some((start, outer)) => (outer + (content - start)).min(end.max(*outer)),
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

/// The runs of a literal block scalar: one for each line.
fn literal_runs(outer: &SourceFile, whole: Span, content: &str) -> Option<Vec<(usize, usize)>> {
    let lines = outer.lines();
    // The span begins with the first line that is not blank, and ends with the last one.
    let blank = content.bytes().take_while(|byte| *byte == b'\n').count();
    let first = lines.line_of(whole.start).checked_sub(blank)?;
    let last = lines.line_of(whole.end);
    let mut runs = Vec::new();
    let mut at = 0;
    for (line, text) in (first..=last).zip(content.split_inclusive('\n')) {
        let range = lines.range(&outer.text, line);
        let body = text.trim_end_matches('\n');
        // A blank line may be indented less than the block: its content is still at its end.
        let start = range.end.checked_sub(body.len())?;
        // A carriage return alone ends a line in YAML, but not in the line table.
        let is_split = outer.text.get(range.clone())?.contains('\r');
        if is_split || start < range.start || outer.text.get(start..range.end)? != body {
            return None;
        }
        runs.push((at, start));
        at += text.len();
    }
    // What is left is blank lines.
    content.get(at..)?.trim().is_empty().then_some(runs)
}

/// The runs of a quoted, plain or folded scalar, by reading its spelling and its content side by side.
/// `None` if they differ, as in a scalar whose own text was embedded with escapes.
fn follow(raw: &str, content: &str, style: Style) -> Option<Vec<(usize, usize)>> {
    let quoted = matches!(style, Style::SingleQuoted | Style::DoubleQuoted);
    let end = raw.len() - usize::from(quoted);
    let (mut at, mut outer) = (0, usize::from(quoted));
    let mut runs = vec![(at, outer)];
    while let Some(c) = raw.get(outer..end)?.chars().next() {
        let rest = raw.get(outer..end)?;
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let breaks = rest.get(..blank)?.matches('\n').count();
        // How far one step leads in the spelling and in the content.
        let (spelling, meaning) = match (style, c) {
            (Style::DoubleQuoted, '\\') => escape(rest, content.get(at..)?)?,
            (Style::SingleQuoted, '\'') => (2, 1),
            (Style::Folded, _) if breaks > 0 => {
                let rest = content.get(at..)?;
                (blank, rest.len() - rest.trim_start().len())
            }
            // One line break is a space, each further one is itself.
            (_, _) if breaks > 0 => (blank, breaks.saturating_sub(1).max(1)),
            _ if content.get(at..)?.starts_with(c) => (c.len_utf8(), c.len_utf8()),
            _ => return None,
        };
        at += meaning;
        outer += spelling;
        if spelling != meaning {
            runs.push((at, outer));
        }
    }
    (at == content.len() || style == Style::Folded).then_some(runs)
}

/// The length of the escape sequence at the start of a text, and that of its meaning.
fn escape(rest: &str, content: &str) -> Option<(usize, usize)> {
    let meaning = content.chars().next().map_or(0, char::len_utf8);
    Some(match rest.chars().nth(1)? {
        'x' => (4, meaning),
        // Beyond the basic plane, JSON writes two of them.
        'u' if meaning == 4 => (12, meaning),
        'u' => (6, meaning),
        'U' => (10, meaning),
        // An escaped line break means nothing, and includes the next line's indentation.
        '\n' | '\r' => {
            let next = rest.get(1..)?.trim_start_matches([' ', '\t', '\r', '\n']);
            (rest.len() - next.len(), 0)
        }
        c => (1 + c.len_utf8(), meaning),
    })
}

/// A part of a text that is not known: a word is in its place.
#[derive(Clone, Debug)]
pub(crate) struct Hole {
    /// The word's bytes in the text.
    pub(crate) at: Span,
    /// Why the part is not known, for people.
    pub(crate) reason: Arc<str>,
}

/// A text that is spelled inside another one: the content of a quoted string, a block scalar, a heredoc.
#[derive(Clone, Debug)]
pub(crate) struct Spelled {
    /// The text around it.
    pub(crate) outer: Arc<SourceFile>,
    /// All of its spelling, quotes included.
    pub(crate) whole: Span,
    /// What it spells.
    pub(crate) content: String,
    /// Parts of the content that are not known, in order.
    pub(crate) holes: Vec<Hole>,
    map: Option<OffsetMap>,
}

impl Spelled {
    /// A scalar's text.
    pub(crate) fn of(outer: &Arc<SourceFile>, node: Node<'_>) -> Option<Self> {
        let node = node.resolve()?;
        let content = node.text()?;
        Some(Spelled {
            outer: Arc::clone(outer),
            whole: node.span(),
            content: content.to_owned(),
            holes: Vec::new(),
            map: OffsetMap::new(outer, node, content),
        })
    }

    /// A text whose runs are known: offsets of the content, each with the offset of the run in the
    /// outer text.
    pub(crate) fn new(
        outer: &Arc<SourceFile>,
        whole: Span,
        content: String,
        runs: Vec<(u32, u32)>,
    ) -> Self {
        Spelled {
            outer: Arc::clone(outer),
            whole,
            content,
            holes: Vec::new(),
            map: Some(OffsetMap { runs, whole }),
        }
    }

    /// A text whose bytes cannot be followed into the outer text.
    pub(crate) fn unmapped(outer: &Arc<SourceFile>, whole: Span, content: String) -> Self {
        Spelled {
            outer: Arc::clone(outer),
            whole,
            content,
            holes: Vec::new(),
            map: None,
        }
    }

    /// Offsets of the content, each with the offset of the run in the outer text.
    pub(crate) fn runs(&self) -> &[(u32, u32)] {
        self.map.as_ref().map_or(&[], |map| &map.runs)
    }

    /// The text with parts that are not known, in order.
    pub(crate) fn with_holes(self, holes: Vec<Hole>) -> Self {
        Spelled { holes, ..self }
    }

    /// Why not all of the text is known, where that is so.
    pub(crate) fn hole(&self) -> Option<&str> {
        self.holes.first().map(|hole| &*hole.reason)
    }

    /// The span of a part of the content in the outer text; the whole spelling if that cannot be
    /// followed.
    pub(crate) fn span(&self, content: Span) -> Span {
        self.map
            .as_ref()
            .map_or(self.whole, |map| map.span(content))
    }

    /// The same text with as many other bytes in it.
    pub(crate) fn with_content(&self, content: String) -> Self {
        Spelled {
            content,
            ..self.clone()
        }
    }

    /// The place of some bytes of the content; all of the text if its spelling cannot be followed.
    pub(crate) fn place(&self, bytes: std::ops::Range<usize>) -> Place {
        let span = self.map.as_ref().map_or(self.whole, |map| {
            map.span(Span::new(bytes.start, bytes.end))
        });
        self.outer.place(span)
    }

    /// Parses the content as YAML. Every span of the result lies in the outer text.
    pub(crate) fn parse_yaml(&self) -> Parsed {
        parse_spelled(self)
    }
}

/// The place of some bytes of a scalar's text; the whole scalar if its spelling cannot be followed.
pub fn place_in_scalar(node: Node<'_>, bytes: std::ops::Range<usize>) -> Place {
    let scalar = node.resolve().unwrap_or(node);
    let map = scalar
        .text()
        .and_then(|content| OffsetMap::new(scalar.source(), scalar, content));
    let span = map.map_or(scalar.span(), |map| {
        map.span(Span::new(bytes.start, bytes.end))
    });
    scalar.source().place(span)
}

/// Parses the YAML in a scalar. Every span of the result lies in `outer`; if the scalar's spelling
/// cannot be followed, each is the whole scalar. An alias is read as its anchor.
pub fn parse_embedded(outer: &Arc<SourceFile>, node: Node<'_>) -> Option<Parsed> {
    Spelled::of(outer, node).map(|spelled| parse_spelled(&spelled))
}

/// The scalars that have a hole, by their ids; spans are those of the content still.
fn holes_of_nodes(tree: &Tree, holes: &[Hole]) -> Vec<(u32, Arc<str>)> {
    let mut found = Vec::new();
    if holes.is_empty() {
        return found;
    }
    for (id, data) in (0_u32..).zip(&tree.nodes) {
        let next = holes.partition_point(|hole| hole.at.end <= data.span.start);
        let hole = holes.get(next).filter(|hole| hole.at.start < data.span.end);
        if let (NodeKind::Scalar { .. }, Some(hole)) = (&data.kind, hole) {
            found.push((id, Arc::clone(&hole.reason)));
        }
    }
    found
}

fn parse_spelled(spelled: &Spelled) -> Parsed {
    let (outer, content) = (&spelled.outer, spelled.content.as_str());
    let point = |span: Span| spelled.span(span);
    let mut parsed = build::build(SourceFile::unregistered(content));
    parsed.tree.holes = holes_of_nodes(&parsed.tree, &spelled.holes);
    for data in &mut parsed.tree.nodes {
        if let NodeKind::Scalar { text, .. } = &mut data.kind
            && let ScalarText::Verbatim(span) = *text
        {
            *text = ScalarText::Owned(span.slice(content).into());
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
        problem.span = point(problem.span);
        match &mut problem.kind {
            SyntaxProblemKind::Yaml {
                cause: Some((_, at)),
                ..
            } => *at = point(*at),
            SyntaxProblemKind::DuplicateKey { first, .. } => *first = point(*first),
            _ => {}
        }
    }
    parsed.tree.source = Arc::clone(outer);
    parsed.tree.embedded_in = Some(spelled.whole);
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_yaml;

    #[test]
    fn spans_of_a_block_scalar_point_into_the_outer_text() {
        let text = "values: |\n  pack:\n    a: b\n\n    c: [x]\nnext: 1\n";
        let outer = SourceFile::unregistered(text);
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
