//! Spans: every node's bytes are its own, and lead back to it.

use std::path::Path;

use packlint::source::Span;
use packlint::syntax::{Node, Style, Tree};

use super::{corpus, parse, read, tree};

/// Everything that spans promise, for every node of a tree.
fn check(tree: &Tree, name: &Path) {
    let text = tree.source().text.as_str();
    for node in tree.nodes() {
        let span = node.span();
        let at = format!(
            "{} {:?} {:?}",
            name.display(),
            tree.source().position(span.start),
            node
        );
        let bytes = span.start as usize..span.end as usize;
        assert!(text.get(bytes).is_some(), "on character boundaries: {at}");
        match node.style() {
            Some(style) => check_scalar(node, style, &at),
            None if node.is_alias() => assert!(node.raw().starts_with('*'), "{at}"),
            None => {
                check_children(node, &at);
                check_ends(node, &at);
            }
        }
    }
    for root in tree.documents().filter_map(|document| document.root) {
        let mut scalars = Vec::new();
        collect_scalars(root, &mut scalars);
        // Looking up from the root is quadratic on the large files: a part of them is enough.
        for node in scalars.iter().step_by(scalars.len() / 500 + 1) {
            let (pointer, _) = tree.pointer_at(node.span());
            let found = walk(root, &pointer).map(Node::span);
            assert_eq!(
                found,
                Some(node.span()),
                "{} {pointer} {node:?}",
                name.display()
            );
        }
    }
    for comment in tree.comments() {
        let raw = comment.span.slice(text);
        assert!(
            raw.starts_with('#') && !raw.contains(['\n', '\r']),
            "{raw:?}"
        );
    }
}

fn check_scalar(node: Node<'_>, style: Style, at: &str) {
    let raw = node.raw();
    let value = node.text().expect("a scalar has text");
    match style {
        Style::Plain if raw.contains(['\n', '\r']) => {
            assert!(raw.split_whitespace().eq(value.split_whitespace()), "{at}");
        }
        Style::Plain => assert_eq!(raw, value, "{at}"),
        Style::SingleQuoted | Style::DoubleQuoted => {
            let quote = if style == Style::SingleQuoted {
                '\''
            } else {
                '"'
            };
            assert!(
                raw.len() >= 2 && raw.starts_with(quote) && raw.ends_with(quote),
                "{at}"
            );
            let alone = parse(raw).tree;
            assert_eq!(alone.root().and_then(Node::text), Some(value), "{at}");
        }
        Style::Literal | Style::Folded => {
            assert!(!raw.ends_with(char::is_whitespace), "{at}");
            let words = |text: &str| {
                text.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            if style == Style::Folded {
                assert_eq!(words(body(raw)), words(value), "{at}");
            } else {
                let dedented: Vec<&str> = body(raw).lines().map(str::trim).collect();
                let lines: Vec<&str> = value.trim_end().lines().map(str::trim).collect();
                assert_eq!(dedented.join("\n").trim(), lines.join("\n").trim(), "{at}");
            }
        }
    }
}

/// A block scalar's slice without its header, should that be part of it.
fn body(raw: &str) -> &str {
    match raw.starts_with(['|', '>']) {
        true => raw.split_once('\n').map_or("", |(_, body)| body),
        false => raw,
    }
}

pub(super) fn check_children(node: Node<'_>, at: &str) {
    let children: Vec<Node<'_>> = node
        .items()
        .chain(node.entries().flat_map(|(key, value)| [key, value]))
        .collect();
    for child in &children {
        assert!(node.span().contains(child.span()), "{at} holds {child:?}");
    }
    for pair in children.windows(2) {
        let (before, after) = (pair[0].span(), pair[1].span());
        assert!(
            before.end <= after.start,
            "{at}: {:?} {:?}",
            pair[0],
            pair[1]
        );
    }
}

/// A collection begins with its own indicator, or with its first key.
fn check_ends(node: Node<'_>, at: &str) {
    let raw = node.raw();
    let is_flow = raw.starts_with(['[', '{']) && raw.ends_with([']', '}']);
    match (node.items().next(), node.entries().next()) {
        (Some(_), _) => assert!(is_flow || raw.starts_with('-'), "{at}"),
        (_, Some((key, _))) => {
            let starts_at_key = node.span().start == key.span().start;
            let property = raw.starts_with(['?', ':', '&', '!']);
            assert!(is_flow || starts_at_key || property, "{at}");
        }
        _ => assert!(is_flow, "{at}"),
    }
}

/// The values (not keys) among a node's scalars that have bytes, aliases not followed.
fn collect_scalars<'t>(node: Node<'t>, scalars: &mut Vec<Node<'t>>) {
    if node.is_alias() {
        return;
    }
    if node.style().is_some() && !node.is_absent() {
        scalars.push(node);
    }
    for item in node.items() {
        collect_scalars(item, scalars);
    }
    for (key, value) in node.entries() {
        // A pointer cannot name an entry whose key is a collection, nor the first of two equal ones.
        if key.text().is_some() {
            collect_scalars(value, scalars);
        }
    }
}

/// The node that a JSON Pointer names, merge keys taken as they are written.
fn walk<'t>(root: Node<'t>, pointer: &str) -> Option<Node<'t>> {
    pointer.split('/').skip(1).try_fold(root, |node, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        match node.items().next() {
            Some(_) => node.items().nth(step.parse().ok()?),
            None => node
                .entries()
                .find(|(key, _)| key.text() == Some(&step))
                .map(|(_, value)| value),
        }
    })
}

#[test]
fn fixtures() {
    for path in super::fixtures() {
        check(&parse(&read(&path)).tree, &path);
    }
}

#[test]
fn real_packs() {
    for path in corpus() {
        check(&parse(&read(&path)).tree, &path);
    }
}

#[test]
fn an_absent_value_is_an_empty_span_behind_its_key() {
    let text = "a:\nb: # comment\nc: {d: , e}\nf:\n  -\n  - x\n";
    let parsed = parse(text);
    for node in parsed.tree.nodes().filter(|node| node.is_absent()) {
        let Span { start, .. } = node.span();
        let before = text[..start as usize].trim_end();
        assert!(
            before.ends_with([':', 'e', '-']),
            "{node:?} stands behind {before:?}"
        );
    }
}

#[test]
fn an_absent_value_ends_where_the_next_key_begins() {
    let text = "\n  ? \n  ::: ";
    let parsed = parse(text);
    let absent = parsed.tree.nodes().filter(|node| node.is_absent());
    let starts: Vec<_> = absent.map(|node| node.span().start).collect();
    assert!(starts.iter().all(|start| *start != 9), "{starts:?}");
}

#[test]
fn a_block_sequence_begins_at_its_first_dash() {
    for (text, raw) in [
        ("a:\n- b\n- c\n", "- b\n- c"),
        ("a:\n  - b\n  - c\n", "- b\n  - c"),
        ("a:\n- - b\n  - c\n", "- - b\n  - c"),
        ("a:\n- \n- c\n", "- \n- c"),
        ("a:\n-\n", "-"),
        (
            "a:\n- # comment\n  # - comment\n  b\n",
            "- # comment\n  # - comment\n  b",
        ),
        ("a: # comment -\n# - comment\n\n- b\n", "- b"),
        ("a: &x-\n- b\n", "- b"),
        ("a: &x- !!seq\n  - b\n", "- b"),
        ("a:\n  !!seq\n- &y b\n", "- &y b"),
        ("z: -1\na:\n- {b: c}\n", "- {b: c}"),
        ("? x\n: - y\na:\r\n- b\r\n", "- b"),
        ("? a\n: - b\n", "- b"),
        ("- a:\n  - b\n", "- b"),
    ] {
        let tree = tree(text);
        let mut mappings = tree.nodes().filter_map(|node| node.get("a"));
        assert_eq!(mappings.next().map(Node::raw), Some(raw), "{text}");
    }
}
