//! Parser events into the tree. The only file that names the YAML parser.

use std::sync::Arc;

use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag, options,
};

use super::Parsed;
use super::cause::cause;
use super::keys::{bound_merges, find_duplicates, is_long_key, long_key_at};
use super::problem::{SyntaxLimit, SyntaxProblem, SyntaxProblemKind, SyntaxProblems};
use super::reason::reason;
use super::tree::{Comment, DocumentData, NodeData, NodeKind, ScalarText, Style, Tree};
use crate::source::{LIMITS, SourceFile, Span};
use crate::text::short;

/// What separates tokens; other white space of Unicode is text.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// What ends a line: a carriage return alone does too (YAML 1.2.2, 5.4).
const BREAK: [char; 2] = ['\n', '\r'];

/// A collection whose end has not come yet.
struct Open {
    id: u32,
    flow: bool,
    is_mapping: bool,
    children: Vec<u32>,
}

struct Builder {
    tree: Tree,
    problems: SyntaxProblems,
    open: Vec<Open>,
    root: Option<u32>,
    document_start: usize,
}

pub(crate) fn build(source: Arc<SourceFile>) -> Parsed {
    let mut builder = Builder {
        tree: Tree::empty(Arc::clone(&source)),
        problems: SyntaxProblems::default(),
        open: Vec::new(),
        root: None,
        document_start: 0,
    };
    builder.run(&source.text);
    bound_merges(&mut builder.tree, &mut builder.problems);
    Parsed {
        tree: builder.tree,
        // A mapping's duplicate keys are known at its end only.
        problems: builder.problems.sorted(),
    }
}

impl Builder {
    fn run(&mut self, text: &str) {
        let options = options! {
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            // As the oracle and the other common parsers read a last line without a line break.
            block_scalar_eof_without_line_feed: true,
            // Real files have hundreds of comment lines between two entries; the file's size
            // bounds their number.
            max_buffered_comment_events: text.len(),
            simple_key_max_lookahead: LIMITS.key_characters,
            flow_nesting_limit: LIMITS.depth,
            block_nesting_limit: LIMITS.depth,
        };
        let mut parser = Parser::new_from_str_with_options(text, options);
        while let Some(event) = parser.next_event() {
            let step = match event {
                Ok((event, span)) => self.add_event(text, event, span),
                Err(error) => Err(self.explain(text, &error)),
            };
            let Err(problem) = step else { continue };
            let is_final = matches!(
                problem.kind,
                SyntaxProblemKind::Limit(SyntaxLimit::Depth | SyntaxLimit::Nodes)
            );
            if !self.reopen_document(text, problem.span) {
                self.close_document(true, text.len());
            }
            self.problems.push(problem);
            // Going on would only exceed the limit again.
            if is_final || !matches!(parser.proceed_next_document(), Ok(true)) {
                break;
            }
        }
    }

    /// Adds one event to the tree.
    fn add_event(
        &mut self,
        source: &str,
        event: Event<'_>,
        at: granit_parser::Span,
    ) -> Result<(), SyntaxProblem> {
        let range = at.byte_range().unwrap_or(0..0);
        let span = Span::new(range.start, range.end);
        match event {
            Event::DocumentStart(..) => self.document_start = range.start,
            Event::DocumentEnd => self.close_document(false, range.end),
            Event::Comment(..) => self.tree.comments.push(Comment { span }),
            Event::Scalar(value, style, anchor, tag) => {
                let (kind, mut span) = scalar(source, &value, style, span);
                if span.start == span.end {
                    span = Span::empty(self.empty_at(source, style, range.start));
                }
                self.add(span, kind, anchor, tag.as_deref())?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                let span = match style {
                    StructureStyle::Flow => span,
                    StructureStyle::Block => Span::empty(self.first_dash(source, range.start)),
                };
                let kind = NodeKind::Sequence(Box::default());
                self.open(span, kind, style, anchor, tag.as_deref())?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let kind = NodeKind::Mapping(Box::default());
                self.open(span, kind, style, anchor, tag.as_deref())?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(anchor) => self.add(span, NodeKind::Alias(Some(anchor)), 0, None)?,
            Event::UnresolvedAlias(name) => {
                self.problems.push(SyntaxProblem {
                    span,
                    kind: SyntaxProblemKind::UnknownAnchor {
                        name: short(&name).into_owned(),
                    },
                });
                self.add(span, NodeKind::Alias(None), 0, None)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Where the part of the text ends that belongs to earlier nodes of the open collection.
    fn floor(&self) -> usize {
        let span = |id: u32| self.tree.nodes[id as usize].span;
        self.open.last().map_or(0, |parent| {
            let before = parent.children.last();
            before.map_or(span(parent.id).start, |id| span(*id).end) as usize
        })
    }

    /// Where an empty scalar is: a value right after its indicator, a key before its colon. The
    /// parser gives the place before the colon, or that of the next token, which may be lines
    /// further down.
    fn empty_at(&self, source: &str, style: ScalarStyle, at: usize) -> usize {
        let before = source.get(..at).unwrap_or_default();
        let floor = self.floor();
        let behind = before.trim_end_matches(BLANK).len().max(floor);
        let byte = |at: usize| source.as_bytes().get(at);
        // A colon that is directly followed by text is part of the next key.
        let is_flow = self.open.last().is_some_and(|parent| parent.flow);
        let is_indicator = byte(at + 1).is_none_or(|next| match next {
            b' ' | b'\t' | b'\r' | b'\n' => true,
            b',' | b']' | b'}' => is_flow,
            _ => false,
        });
        let is_colon = style == ScalarStyle::Plain && byte(at) == Some(&b':') && is_indicator;
        let is_value = (self.open.last())
            .is_some_and(|parent| parent.is_mapping && parent.children.len() % 2 == 1);
        // A colon on a later line may be another mapping's.
        let is_same_line = !before.get(behind..).unwrap_or_default().contains(BREAK);
        // So may the colon after a `?` without a key.
        let is_asked = behind > floor && before.get(..behind).is_some_and(|b| b.ends_with('?'));
        match (is_colon, is_value) {
            (true, false) if !is_asked => at.max(floor),
            (true, true) if is_same_line => (at + 1).max(floor),
            _ => behind,
        }
    }

    /// Where a block sequence begins. For one that is indented no more than its key, the parser gives
    /// the place of its first item, after the dash.
    fn first_dash(&self, source: &str, at: usize) -> usize {
        if self.open.last().is_none_or(|parent| !parent.is_mapping) {
            return at;
        }
        let from = self.floor();
        let mut start = from;
        // The first line has the key, or its `?`; comments and properties may follow it.
        for line in source
            .get(start..at)
            .unwrap_or_default()
            .split_inclusive(BREAK)
        {
            let indent = line.len() - line.trim_start_matches(BLANK).len();
            let rest = source.get(start + indent..).unwrap_or_default();
            if start > from && rest.starts_with('-') {
                return start + indent;
            }
            start += line.len();
        }
        at
    }

    fn add(
        &mut self,
        span: Span,
        kind: NodeKind,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), SyntaxProblem> {
        if self.tree.nodes.len() >= SyntaxLimit::Nodes.maximum() {
            return Err(limit(span, SyntaxLimit::Nodes));
        }
        let id = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        self.tree.nodes.push(NodeData {
            span,
            kind,
            tag: tag.map(|tag| match tag.core_suffix() {
                Some(suffix) => suffix.into(),
                None => tag.original().into(),
            }),
        });
        if anchor != 0 {
            self.tree.anchors.insert(anchor, id);
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(id),
            None => self.root = Some(id),
        }
        Ok(())
    }

    fn open(
        &mut self,
        span: Span,
        kind: NodeKind,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), SyntaxProblem> {
        if self.open.len() >= SyntaxLimit::Depth.maximum() {
            return Err(limit(span, SyntaxLimit::Depth));
        }
        let id = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        let is_mapping = matches!(kind, NodeKind::Mapping(_));
        self.add(span, kind, anchor, tag)?;
        self.open.push(Open {
            id,
            flow: style == StructureStyle::Flow,
            is_mapping,
            children: Vec::new(),
        });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), SyntaxProblem> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        if open.is_mapping {
            let mut keys = open.children.iter().step_by(2);
            let is_long = |id: &&u32| is_long_key(self.tree.node(**id).text());
            if let Some(key) = keys.find(is_long) {
                return Err(limit(self.tree.node(*key).span(), SyntaxLimit::KeyLength));
            }
            find_duplicates(&self.tree, &open.children, &mut self.problems);
        }
        // The end event of a block collection points at the next token; the collection itself ends
        // with its last child.
        let last = open
            .children
            .last()
            .map(|id| self.tree.nodes[*id as usize].span.end);
        let first = open
            .children
            .first()
            .map(|id| self.tree.nodes[*id as usize].span.start);
        let node = &mut self.tree.nodes[open.id as usize];
        node.span.end = match last {
            _ if open.flow => end.end,
            Some(last) => last.max(node.span.start),
            None => node.span.start,
        };
        if open.is_mapping
            && !open.flow
            && let Some(first) = first
        {
            node.span.start = node.span.start.min(first);
        }
        node.kind = if open.is_mapping {
            NodeKind::Mapping(
                open.children
                    .chunks_exact(2)
                    .map(|pair| (pair[0], pair[1]))
                    .collect(),
            )
        } else {
            NodeKind::Sequence(open.children.into())
        };
        Ok(())
    }

    /// Ends a document; a broken one keeps its place in the stream, without a root.
    fn close_document(&mut self, broken: bool, end: usize) {
        self.open.clear();
        let root = self.root.take().filter(|_| !broken);
        self.tree.documents.push(DocumentData {
            root,
            span: Span::new(self.document_start, end),
        });
        // An error before the next document starts is after this one.
        if !broken {
            self.document_start = end;
        }
    }

    /// Marks the last document broken if the error comes after its root and no marker ends it: a root
    /// in brackets or quotes looked complete before the parser saw what follows it.
    fn reopen_document(&mut self, text: &str, error: Span) -> bool {
        if self.root.is_some() || !self.open.is_empty() {
            return false;
        }
        let Some(last) = self.tree.documents.last_mut() else {
            return false;
        };
        let root = last
            .root
            .and_then(|root| self.tree.nodes.get(root as usize));
        let between = root.and_then(|root| text.get(root.span.end as usize..error.start as usize));
        let is_ended = |between: &str| between.split(BREAK).any(|line| line.starts_with("..."));
        let is_broken = between.is_some_and(|between| !is_ended(between));
        if is_broken {
            last.root = None;
            last.span.end = Span::empty(text.len()).end;
        }
        is_broken
    }

    /// The scalar at an error that is too long for a key: the parser stops waiting for its colon, and
    /// then reports the colon, or the key itself, as an error.
    fn long_key(&self, text: &str, error: usize) -> Option<Span> {
        let mut nodes = self.tree.nodes.iter().rev();
        let last = nodes.find(|node| node.span.start < node.span.end);
        let is_scalar = |node: &&NodeData| matches!(node.kind, NodeKind::Scalar { .. });
        let last = last.filter(is_scalar).map(|node| node.span);
        last.filter(|span| is_long_key(Some(span.slice(text))))
            .filter(|span| !span.slice(text).contains('\n'))
            .or_else(|| long_key_at(text, error))
    }

    /// The offsets of the brackets that are open.
    fn open_brackets(&self) -> Vec<usize> {
        let open = self.open.iter().filter(|open| open.flow);
        open.map(|open| self.tree.nodes[open.id as usize].span.start as usize)
            .collect()
    }

    /// Where the part of the text begins that has no nodes yet.
    fn scanned_from(&self) -> usize {
        let last = self.tree.nodes.last();
        last.map_or(self.document_start, |node| match node.kind {
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => node.span.start as usize,
            _ => node.span.end as usize,
        })
        .max(self.document_start)
    }

    fn explain(&self, text: &str, error: &ScanError) -> SyntaxProblem {
        let mut at = error
            .marker()
            .byte_offset()
            .unwrap_or(text.len())
            .min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let width = text.get(at..).and_then(|rest| rest.chars().next());
        let width = width.filter(|c| !c.is_control()).map_or(0, char::len_utf8);
        let span = Span::new(at, at + width);
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => limit(span, SyntaxLimit::Depth),
            ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::ExpectedFlowSequenceSeparator
                if let Some(key) = self.long_key(text, at) =>
            {
                limit(key, SyntaxLimit::KeyLength)
            }
            kind => SyntaxProblem {
                span,
                kind: SyntaxProblemKind::Yaml {
                    reason: reason(kind, text, at),
                    cause: cause(
                        text,
                        at,
                        self.open_brackets(),
                        self.document_start,
                        self.scanned_from(),
                    ),
                },
            },
        }
    }
}

fn limit(span: Span, limit: SyntaxLimit) -> SyntaxProblem {
    SyntaxProblem {
        span,
        kind: SyntaxProblemKind::Limit(limit),
    }
}

/// A scalar's text and its exact span.
fn scalar(source: &str, value: &str, style: ScalarStyle, span: Span) -> (NodeKind, Span) {
    let style = match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    };
    let raw = span.slice(source);
    let text = if raw.is_empty() && style == Style::Plain {
        // An absent value arrives as `~` with an empty range.
        ScalarText::Verbatim(span)
    } else if raw == value {
        ScalarText::Verbatim(span)
    } else if raw.get(1..raw.len().saturating_sub(1)) == Some(value) {
        ScalarText::Verbatim(Span::new(span.start as usize + 1, span.end as usize - 1))
    } else {
        ScalarText::Owned(value.into())
    };
    let span = match style {
        // The range of a block scalar runs on into the blank lines behind it.
        Style::Literal | Style::Folded => Span::new(
            span.start as usize,
            span.start as usize + raw.trim_end_matches(BLANK).len(),
        ),
        _ => span,
    };
    (NodeKind::Scalar { text, style }, span)
}
