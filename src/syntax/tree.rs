//! The spanned tree: nodes in one arena, aliases unresolved until they are asked for.

use std::collections::HashMap;
use std::sync::Arc;

use super::scalar;
use super::scalar::Typed;
use super::text_map::TextMap;
use crate::source::{Place, SourceFile, Span};

/// How far a chain of aliases is followed; longer ones read as null.
const ALIAS_DEPTH: usize = 32;
/// Longest JSON Pointer, in bytes.
const LONGEST_POINTER: usize = 4096;
/// How many mappings one lookup follows through merge keys.
const MERGE_LIMIT: usize = 256;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

#[derive(Debug)]
pub(crate) enum ScalarText {
    /// The source's own bytes.
    Verbatim(Span),
    /// Unescaped, folded or dedented text.
    Owned(Box<str>),
}

#[derive(Debug)]
pub(crate) enum NodeKind {
    Scalar { text: ScalarText, style: Style },
    Sequence(Box<[u32]>),
    Mapping(Box<[(u32, u32)]>),
    Alias(Option<usize>),
}

#[derive(Debug)]
pub(crate) struct NodeData {
    pub(crate) span: Span,
    pub(crate) kind: NodeKind,
    /// The core-schema or custom tag, where one is written.
    pub(crate) tag: Option<Box<str>>,
}

/// A comment, without its line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub span: Span,
}

/// One document of a stream.
#[derive(Clone, Copy, Debug)]
pub struct Document<'t> {
    /// The root node; absent where the document broke off.
    pub root: Option<Node<'t>>,
}

#[derive(Debug)]
pub(crate) struct DocumentData {
    pub(crate) root: Option<u32>,
    pub(crate) span: Span,
}

/// All documents of one text.
#[derive(Debug)]
pub struct Tree {
    pub(crate) source: Arc<SourceFile>,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) anchors: HashMap<usize, u32>,
    pub(crate) documents: Vec<DocumentData>,
    pub(crate) comments: Vec<Comment>,
    /// Parts of the text that were skipped.
    pub(crate) left_out: Vec<Span>,
    /// The scalar of another text that the tree was read from.
    pub(crate) embedded_in: Option<Span>,
    /// The scalars that are not wholly known, by their ids, each with the reason.
    pub(crate) holes: Vec<(u32, Arc<str>)>,
}

impl Tree {
    /// A tree without documents.
    pub(crate) fn empty(source: Arc<SourceFile>) -> Self {
        Tree {
            source,
            nodes: Vec::new(),
            anchors: HashMap::new(),
            documents: Vec::new(),
            comments: Vec::new(),
            left_out: Vec::new(),
            embedded_in: None,
            holes: Vec::new(),
        }
    }

    /// Parts of the text that were skipped; reports must not show them.
    pub(crate) fn left_out(&self) -> &[Span] {
        &self.left_out
    }

    /// The text that the tree was made from.
    pub fn source(&self) -> &Arc<SourceFile> {
        &self.source
    }

    /// The documents in order.
    pub fn documents(&self) -> impl Iterator<Item = Document<'_>> {
        self.documents.iter().map(|document| Document {
            root: document.root.map(|id| self.node(id)),
        })
    }

    /// The roots of the documents that could be read.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.documents().filter_map(|document| document.root)
    }

    /// The first document's root.
    pub fn root(&self) -> Option<Node<'_>> {
        self.roots().next()
    }

    /// Every node once, each collection before its children, so in the order of the text. Aliases
    /// are not followed: a walk over them would not end on `&a [*a]`.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0u32..)
            .zip(&self.nodes)
            .map(|(id, _)| Node { tree: self, id })
    }

    /// The scalar that the tree was read from, where it is one in another text.
    pub(crate) fn embedded_in(&self) -> Option<Span> {
        self.embedded_in
    }

    /// Whether every document could be read to its end.
    pub fn is_whole(&self) -> bool {
        self.documents
            .iter()
            .all(|document| document.root.is_some())
    }

    /// All comments in order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The JSON Pointer of the innermost node within bounds that contains a span, with its document's index if the
    /// stream has several. A mapping key has the pointer of its value.
    pub fn pointer_at(&self, span: Span) -> (String, Option<u32>) {
        let mut pointer = String::new();
        // Keys may be long and deep: beyond the limit the pointer is that of an enclosing node.
        let mut is_full = false;
        let mut step = |pointer: &mut String, part: &str| {
            is_full |= pointer.len() + part.len() >= LONGEST_POINTER;
            if !is_full {
                pointer.push('/');
                pointer.push_str(part);
            }
        };
        let after = self
            .documents
            .partition_point(|document| document.span.start <= span.start);
        let index = after.saturating_sub(1);
        let document = (self.documents.len() > 1).then(|| u32::try_from(index).unwrap_or(u32::MAX));
        let mut at = self.documents.get(index).and_then(|document| document.root);
        while let Some(id) = at {
            at = match &self.data(id).kind {
                NodeKind::Scalar { .. } | NodeKind::Alias(_) => None,
                // Children are in the order of the text.
                NodeKind::Sequence(items) => {
                    let after =
                        items.partition_point(|item| self.data(*item).span.start <= span.start);
                    let item = after
                        .checked_sub(1)
                        .and_then(|at| Some((at, *items.get(at)?)));
                    item.filter(|(_, item)| self.data(*item).span.contains(span))
                        .map(|(index, item)| {
                            step(&mut pointer, &index.to_string());
                            item
                        })
                }
                NodeKind::Mapping(entries) => {
                    let after = entries
                        .partition_point(|(key, _)| self.data(*key).span.start <= span.start);
                    let entry = after.checked_sub(1).and_then(|at| entries.get(at));
                    entry
                        .filter(|(key, value)| {
                            self.data(*key).span.contains(span)
                                || self.data(*value).span.contains(span)
                        })
                        .map(|(key, value)| {
                            let key = self.node(*key).text().unwrap_or_default();
                            step(&mut pointer, &key.replace('~', "~0").replace('/', "~1"));
                            *value
                        })
                }
            };
        }
        (pointer, document)
    }

    pub(crate) fn node(&self, id: u32) -> Node<'_> {
        Node { tree: self, id }
    }

    pub(super) fn data(&self, id: u32) -> &NodeData {
        &self.nodes[id as usize]
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes: the text is empty, or has comments only.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// What a node is once its aliases are followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind<'t> {
    /// A scalar with its core-schema value.
    Scalar(Typed<'t>),
    Sequence,
    Mapping,
}

/// A node of a tree; cheap to copy.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: u32,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node({} {:?})", self.id, self.data())
    }
}

impl<'t> Node<'t> {
    fn data(self) -> &'t NodeData {
        self.tree.data(self.id)
    }

    /// The node's own bytes: quotes and brackets included, an anchor or tag not. A value that is not
    /// written is empty, right behind its `:` or `-`. An alias covers `*name`.
    pub fn span(self) -> Span {
        self.data().span
    }

    /// [`Node::span`] with its source.
    pub fn place(self) -> Place {
        self.tree.source.place(self.span())
    }

    /// The node's index among [`Tree::nodes`]: tells nodes apart whose spans are the same.
    pub(crate) fn index(self) -> u32 {
        self.id
    }

    /// The text that the node's span is in.
    pub fn source(self) -> &'t Arc<SourceFile> {
        &self.tree.source
    }

    /// The source's bytes under the node.
    pub fn raw(self) -> &'t str {
        self.span().slice(&self.tree.source.text)
    }

    /// Whether nothing is written: `key:` without a value.
    pub fn is_absent(self) -> bool {
        matches!(
            self.data().kind,
            NodeKind::Scalar {
                style: Style::Plain,
                ..
            }
        ) && self.span().start == self.span().end
    }

    /// Whether the node is an alias (`*name`). [`Node::items`] and [`Node::entries`] follow it, so
    /// that a walk over the whole tree has to stop here, or use [`Tree::nodes`].
    pub fn is_alias(self) -> bool {
        matches!(self.data().kind, NodeKind::Alias(_))
    }

    /// The node that an alias refers to, else the node itself. `None` for an alias to nothing, or a
    /// chain of aliases longer than packlint follows.
    pub fn resolve(self) -> Option<Node<'t>> {
        let mut node = self;
        for _ in 0..ALIAS_DEPTH {
            match &node.data().kind {
                NodeKind::Alias(anchor) => {
                    let id = *self.tree.anchors.get(anchor.as_ref()?)?;
                    node = self.tree.node(id);
                }
                _ => return Some(node),
            }
        }
        None
    }

    /// Whether the node is an alias to nothing, which is reported elsewhere, or starts a chain that is
    /// too long.
    pub(crate) fn leads_nowhere(self) -> bool {
        self.resolve().is_none()
    }

    /// What the node is; an alias that leads nowhere reads as null.
    pub fn kind(self) -> Kind<'t> {
        let Some(node) = self.resolve() else {
            return Kind::Scalar(Typed::Null);
        };
        let data = node.data();
        match &data.kind {
            NodeKind::Sequence(_) => Kind::Sequence,
            NodeKind::Mapping(_) => Kind::Mapping,
            NodeKind::Alias(_) => Kind::Scalar(Typed::Null),
            NodeKind::Scalar { text, style } => {
                let text = node.slice(text);
                Kind::Scalar(match data.tag.as_deref() {
                    None if *style == Style::Plain => scalar::plain(text),
                    Some("float") => scalar::plain(text).widened(),
                    Some("null" | "bool" | "int") => scalar::plain(text),
                    _ => Typed::Str(text),
                })
            }
        }
    }

    fn slice(self, text: &'t ScalarText) -> &'t str {
        match text {
            ScalarText::Verbatim(span) => span.slice(&self.tree.source.text),
            ScalarText::Owned(text) => text,
        }
    }

    /// A scalar's text, whatever its type; `None` for collections.
    pub fn text(self) -> Option<&'t str> {
        let node = self.resolve()?;
        match &node.data().kind {
            NodeKind::Scalar { text, .. } => Some(node.slice(text)),
            _ => None,
        }
    }

    /// Why not all of a scalar's text is known, where that is so.
    pub(crate) fn hole(self) -> Option<&'t str> {
        let id = self.resolve()?.id;
        let holes = &self.tree.holes;
        let at = holes.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        holes.get(at).map(|(_, reason)| &**reason)
    }

    /// How a scalar is written; `None` for collections and aliases.
    pub fn style(self) -> Option<Style> {
        match &self.data().kind {
            NodeKind::Scalar { style, .. } => Some(*style),
            _ => None,
        }
    }

    /// The tag that is written at the node: the core schema's bare name, or in full.
    pub fn tag(self) -> Option<&'t str> {
        self.data().tag.as_deref()
    }

    /// The items of a sequence; none for anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'t>> {
        let items: &'t [u32] = match self.resolve().map(|node| &node.data().kind) {
            Some(NodeKind::Sequence(items)) => items,
            _ => &[],
        };
        items.iter().map(move |id| self.tree.node(*id))
    }

    /// An item of a sequence.
    pub(crate) fn item(self, index: usize) -> Option<Node<'t>> {
        match self.resolve().map(|node| &node.data().kind) {
            Some(NodeKind::Sequence(items)) => items.get(index).map(|id| self.tree.node(*id)),
            _ => None,
        }
    }

    /// The entries of a mapping as they are written, merge keys unmerged; none for anything else.
    pub fn entries(self) -> impl Iterator<Item = (Node<'t>, Node<'t>)> {
        let entries: &'t [(u32, u32)] = match self.resolve().map(|node| &node.data().kind) {
            Some(NodeKind::Mapping(entries)) => entries,
            _ => &[],
        };
        entries
            .iter()
            .map(move |(key, value)| (self.tree.node(*key), self.tree.node(*value)))
    }

    /// The entries of a mapping with `<<` merged in: own keys first, then what the merged mappings
    /// add, earlier ones winning.
    pub fn merged_entries(self) -> Vec<(Node<'t>, Node<'t>)> {
        let order = self.merge_order();
        if let [only] = order.as_slice() {
            let mut entries = only.entries();
            return entries
                .by_ref()
                .filter(|(key, _)| !key.is_merge_key())
                .collect();
        }
        let mut all = Vec::new();
        let mut seen = TextMap::default();
        for mapping in order {
            // A mapping may have one key twice (a problem, but no reason to hide an entry): only
            // what an earlier mapping brought is left out.
            let known = all.len();
            let is_new = |key: Node<'t>| {
                !key.is_merge_key() && key.text().is_none_or(|key| !seen.contains(key))
            };
            all.extend(mapping.entries().filter(|(key, _)| is_new(*key)));
            for key in all.iter().skip(known).filter_map(|(key, _)| key.text()) {
                seen.insert(key, ());
            }
        }
        all
    }

    /// The key and value of a mapping entry, `<<` merged in.
    pub(crate) fn entry(self, key: &str) -> Option<(Node<'t>, Node<'t>)> {
        let find = |mapping: Node<'t>| mapping.entries().find(|(k, _)| k.text() == Some(key));
        // Merge keys are rare: most lookups end at the mapping itself.
        find(self).or_else(|| self.merge_order().into_iter().skip(1).find_map(find))
    }

    /// The value of a mapping entry, `<<` merged in.
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        self.entry(key).map(|(_, value)| value)
    }

    pub(super) fn is_merge_key(self) -> bool {
        self.style() == Some(Style::Plain) && self.text() == Some("<<")
    }

    /// The mapping and those that it merges in by `<<`, depth first, each once: repeating one adds
    /// nothing, and mappings may merge each other.
    pub(super) fn merge_order(self) -> Vec<Node<'t>> {
        let mut order: Vec<Node<'t>> = Vec::new();
        let mut waiting = vec![self];
        while let Some(node) = waiting.pop()
            && order.len() < MERGE_LIMIT
        {
            let Some(node) = node.resolve() else { continue };
            if order.iter().any(|known| known.id == node.id) {
                continue;
            }
            order.push(node);
            let merged = node.entries().filter(|(key, _)| key.is_merge_key());
            let mappings = merged.flat_map(|(_, value)| {
                let one = (value.kind() != Kind::Sequence).then_some(value);
                one.into_iter().chain(value.items())
            });
            let from = waiting.len();
            waiting.extend(mappings.take(MERGE_LIMIT));
            // The last one waiting is the next.
            waiting.get_mut(from..).unwrap_or_default().reverse();
        }
        order
    }

    /// Whether the node is `{{ … }}` written without quotes: YAML reads it as a flow mapping whose
    /// only key is a flow mapping, and no parser complains.
    pub fn is_unquoted_macro(self) -> bool {
        let raw = self.raw();
        raw.starts_with("{{")
            && raw.ends_with("}}")
            && matches!(&self.data().kind, NodeKind::Mapping(entries)
                if matches!(**entries, [(key, value)]
                    if matches!(self.tree.data(key).kind, NodeKind::Mapping(_))
                        && self.tree.node(value).is_absent()))
    }
}
