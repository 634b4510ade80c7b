//! Strict JSON into the tree. The text has passed the strict check, so this reader only has to find
//! spans. It can leave out what is not needed: a Terraform plan may have hundreds of megabytes of
//! unrelated resources.

use std::sync::Arc;

use super::Parsed;
use super::keys::{find_duplicates, is_long_key};
use super::problem::{SyntaxLimit, SyntaxProblem, SyntaxProblemKind, SyntaxProblems};
use super::tree::{DocumentData, NodeData, NodeKind, ScalarText, Style, Tree};
use crate::source::{SourceFile, Span};

/// Which parts of a JSON text the tree has. A part that is left out is an empty mapping there, so that
/// JSON Pointers stay right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keep {
    /// Keys of the root whose values are left out.
    pub(crate) without: &'static [&'static str],
    /// Keys whose lists are sifted: an item stays where its text has one of the needles.
    pub(crate) lists: &'static [&'static str],
    /// The texts of which an item must have one.
    pub(crate) needles: &'static [&'static str],
}

struct JsonReader<'s> {
    text: &'s str,
    at: usize,
    tree: Tree,
    problems: SyntaxProblems,
    keep: Option<Keep>,
}

/// Builds the tree of a text that is strict JSON.
pub(crate) fn build(source: Arc<SourceFile>, keep: Option<Keep>) -> Parsed {
    let start = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
    let mut reader = JsonReader {
        text: &source.text,
        at: start,
        tree: Tree::empty(Arc::clone(&source)),
        problems: SyntaxProblems::default(),
        keep,
    };
    let root = reader.value(0, None);
    let JsonReader {
        mut tree, problems, ..
    } = reader;
    tree.documents.push(DocumentData {
        root,
        span: Span::new(start, source.text.len()),
    });
    let problems = problems.sorted();
    Parsed { tree, problems }
}

impl JsonReader<'_> {
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(b']')
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
    }

    /// Reads a value; `None` if a limit is exceeded, which ends all reading. `key` is the value's key.
    fn value(&mut self, depth: usize, key: Option<&str>) -> Option<u32> {
        self.skip_blanks();
        match self.byte() {
            b'{' => self.mapping(depth),
            b'[' => self.sequence(depth, key),
            b'"' => self.string(),
            _ => self.plain(),
        }
    }

    fn mapping(&mut self, depth: usize) -> Option<u32> {
        let id = self.open(depth, NodeKind::Mapping(Box::default()))?;
        let mut children = Vec::new();
        loop {
            self.skip_blanks();
            if self.byte() != b'"' {
                break;
            }
            let key = self.string()?;
            self.skip_blanks();
            // The colon.
            self.at += 1;
            let name = self.tree.node(key).text().unwrap_or_default().to_owned();
            if is_long_key(Some(&name)) {
                self.limit(SyntaxLimit::KeyLength);
                return None;
            }
            let is_left_out =
                depth == 0 && (self.keep).is_some_and(|keep| keep.without.contains(&name.as_str()));
            let value = match is_left_out {
                true => self.skip()?,
                false => self.value(depth + 1, Some(&name))?,
            };
            children.extend([key, value]);
            if !self.goes_on() {
                break;
            }
        }
        self.at += 1;
        find_duplicates(&self.tree, &children, &mut self.problems);
        let pairs = children.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        let kind = NodeKind::Mapping(pairs.collect());
        self.close(id, kind);
        Some(id)
    }

    fn sequence(&mut self, depth: usize, key: Option<&str>) -> Option<u32> {
        let id = self.open(depth, NodeKind::Sequence(Box::default()))?;
        let sifted = self
            .keep
            .filter(|keep| key.is_some_and(|key| keep.lists.contains(&key)));
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.byte() == b']' {
                break;
            }
            let item = match sifted {
                Some(keep) if !self.has_any(keep.needles) => self.skip()?,
                _ => self.value(depth + 1, None)?,
            };
            items.push(item);
            if !self.goes_on() {
                break;
            }
        }
        self.at += 1;
        self.close(id, NodeKind::Sequence(items.into()));
        Some(id)
    }

    /// Whether the value that begins here has one of some texts.
    fn has_any(&self, needles: &[&str]) -> bool {
        let text = &self.text[self.at..self.end()];
        needles.iter().any(|needle| text.contains(needle))
    }

    /// Whether a comma follows, which is consumed.
    fn goes_on(&mut self) -> bool {
        self.skip_blanks();
        let is_comma = self.byte() == b',';
        self.at += usize::from(is_comma);
        is_comma
    }

    fn string(&mut self) -> Option<u32> {
        let start = self.at;
        self.at = self.end_of_string(start);
        let span = Span::new(start, self.at);
        let inner = Span::new(start + 1, self.at.saturating_sub(1));
        let text = if inner.slice(self.text).contains('\\') {
            let text: Option<String> = serde_json::from_str(span.slice(self.text)).ok();
            ScalarText::Owned(text.unwrap_or_default().into())
        } else {
            ScalarText::Verbatim(inner)
        };
        let style = Style::DoubleQuoted;
        self.add(span, NodeKind::Scalar { text, style })
    }

    fn plain(&mut self) -> Option<u32> {
        let start = self.at;
        let is_end = |c: char| matches!(c, ',' | ']' | '}' | ' ' | '\t' | '\r' | '\n');
        let rest = self.text.get(start..).unwrap_or_default();
        self.at += rest.find(is_end).unwrap_or(rest.len());
        let span = Span::new(start, self.at);
        let (text, style) = (ScalarText::Verbatim(span), Style::Plain);
        self.add(span, NodeKind::Scalar { text, style })
    }

    /// Skips a value, and adds an empty mapping for it.
    fn skip(&mut self) -> Option<u32> {
        self.skip_blanks();
        let span = Span::new(self.at, self.end());
        self.at = span.end as usize;
        self.tree.left_out.push(span);
        self.add(span, NodeKind::Mapping(Box::default()))
    }

    /// Where the value that begins here ends.
    fn end(&self) -> usize {
        let bytes = self.text.as_bytes();
        let (mut at, mut depth) = (self.at, 0_usize);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at = self.end_of_string(at);
                    if depth == 0 {
                        return at;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth <= 1 => return if depth == 1 { at + 1 } else { at },
                b'}' | b']' => depth -= 1,
                b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return at,
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// One past the closing quote of the string that begins at an offset.
    fn end_of_string(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => return at + 1,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        bytes.len()
    }

    fn open(&mut self, depth: usize, kind: NodeKind) -> Option<u32> {
        if depth >= SyntaxLimit::Depth.maximum() {
            self.limit(SyntaxLimit::Depth);
            return None;
        }
        let id = self.add(Span::new(self.at, self.at + 1), kind)?;
        self.at += 1;
        Some(id)
    }

    fn close(&mut self, id: u32, kind: NodeKind) {
        let node = &mut self.tree.nodes[id as usize];
        node.span.end = Span::empty(self.at).end;
        node.kind = kind;
    }

    fn add(&mut self, span: Span, kind: NodeKind) -> Option<u32> {
        if self.tree.nodes.len() >= SyntaxLimit::Nodes.maximum() {
            self.limit(SyntaxLimit::Nodes);
            return None;
        }
        let id = u32::try_from(self.tree.nodes.len()).ok()?;
        self.tree.nodes.push(NodeData {
            span,
            kind,
            tag: None,
        });
        Some(id)
    }

    fn limit(&mut self, limit: SyntaxLimit) {
        self.problems.push(SyntaxProblem {
            span: Span::new(self.at, self.at + 1),
            kind: SyntaxProblemKind::Limit(limit),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_place() {
        let text = r#"{"a": [{"b": "x\"]"}, {"b": "keep\n"}, 3], "c": {"d": [1, {}]}, "e": null}"#;
        let source = SourceFile::unregistered(text);
        let keep = Keep {
            without: &["c"],
            lists: &["a"],
            needles: &["keep"],
        };
        let tree = build(source, Some(keep)).tree;
        let root = tree.root().expect("a root");
        let items: Vec<_> = root.get("a").expect("a").items().collect();
        assert_eq!(items.len(), 3);
        assert_eq!(items[1].get("b").and_then(|b| b.text()), Some("keep\n"));
        let left_out: Vec<_> = tree.left_out.iter().map(|span| span.slice(text)).collect();
        assert_eq!(left_out, [r#"{"b": "x\"]"}"#, "3", r#"{"d": [1, {}]}"#]);
        let place = items[1].get("b").expect("b").span();
        assert_eq!(tree.pointer_at(place).0, "/a/1/b");
    }
}
