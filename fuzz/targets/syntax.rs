//! Texts as YAML and as JSON: spans fit the text and each other, values are what the spans show,
//! YAML in a scalar points into the outer text, and JSON means the same to all readers.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use packlint::internals::syntax::{
    Kind, Node, Parsed, Style, Typed, parse_embedded, parse_json, parse_yaml, place_in_scalar,
};
use packlint_fuzz::{check_tree, source, text};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let source = source(&text);
    let yaml = parse_yaml(Arc::clone(&source));
    check_parsed(&yaml, &text);
    check_tree(&yaml.tree, "input");
    for node in yaml.tree.nodes() {
        check_node(node);
        if let Some(inner) = parse_embedded(&source, node) {
            check_parsed(&inner, &text);
        }
    }
    let json = parse_json(source);
    check_parsed(&json, &text);
    match serde_json::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(&text)) {
        Ok(value) => {
            let root = json.tree.root().expect("strict JSON has a root");
            agree(root, &value);
            if let (Some(root), []) = (yaml.tree.root(), yaml.problems.as_slice()) {
                agree(root, &value);
            }
        }
        Err(_) => assert!(!json.problems.is_empty() || json.tree.root().is_some()),
    }
});

/// Problems, comments and nodes lie in the text, on character boundaries.
fn check_parsed(parsed: &Parsed, text: &str) {
    let problems = parsed.problems.iter().map(|problem| problem.span);
    let comments = parsed.tree.comments().iter().map(|comment| comment.span);
    let nodes = parsed.tree.nodes().map(Node::span);
    for span in problems.chain(comments).chain(nodes) {
        let bytes = span.start as usize..span.end as usize;
        assert!(text.get(bytes).is_some(), "{span:?}");
        parsed.tree.pointer_at(span);
    }
    let is_whole = parsed.tree.is_whole();
    assert!(
        is_whole || !parsed.problems.is_empty(),
        "a broken text is said to be"
    );
}

/// What a node says of itself is consistent.
fn check_node(node: Node<'_>) {
    let (items, entries) = (node.items().count(), node.entries().count());
    match node.kind() {
        Kind::Scalar(_) => assert_eq!((items, entries), (0, 0)),
        Kind::Sequence => assert_eq!((node.text(), entries), (None, 0)),
        Kind::Mapping => assert_eq!((node.text(), items), (None, 0)),
    }
    assert!(node.merged_entries().len() <= node.source().text.len());
    if let Some(text) = node.text() {
        // Blank lines around a block scalar are content, and lie before and behind the node's span.
        let span = place_in_scalar(node, 0..text.len()).span;
        let whole = node.resolve().expect("it has a text").span();
        assert!(
            whole.start <= span.end && span.start <= whole.end,
            "{whole:?} {span:?}"
        );
        let bytes = span.start as usize..span.end as usize;
        assert!(
            node.source().text.get(bytes).is_some(),
            "{whole:?} {span:?}"
        );
    }
    if node.is_unquoted_macro() {
        assert!(node.raw().starts_with("{{") && node.raw().ends_with("}}"));
    }
}

/// A tree and a value have one shape, and the same scalars.
fn agree(node: Node<'_>, value: &Value) {
    match value {
        Value::Null => assert_eq!(node.kind(), Kind::Scalar(Typed::Null)),
        Value::Bool(flag) => assert_eq!(node.kind(), Kind::Scalar(Typed::Bool(*flag))),
        Value::Number(_) => {
            assert!(matches!(
                node.kind(),
                Kind::Scalar(Typed::Int(_) | Typed::Float(_))
            ));
        }
        Value::String(text) => {
            assert_eq!(node.text(), Some(text.as_str()));
            assert_eq!(node.style(), Some(Style::DoubleQuoted));
        }
        Value::Array(items) => {
            assert_eq!(
                (node.kind(), node.items().count()),
                (Kind::Sequence, items.len())
            );
            node.items()
                .zip(items)
                .for_each(|(node, value)| agree(node, value));
        }
        Value::Object(entries) => {
            assert_eq!(node.kind(), Kind::Mapping);
            for (key, value) in entries {
                // Of equal keys the last one counts.
                let found = node.entries().filter(|(own, _)| own.text() == Some(key));
                agree(found.last().expect("the key is there").1, value);
            }
        }
    }
}
