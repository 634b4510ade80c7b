//! Spans: every node's bytes are its own, and lead back to it.

use packlint::internals::source::Span;
use packlint::internals::syntax::Node;

use super::{corpus, parse, read, tree};
use crate::invariants::check_tree;

#[test]
fn fixtures() {
    for path in super::fixtures() {
        check_tree(&parse(&read(&path)).tree, &path.display().to_string());
    }
}

#[test]
fn real_packs() {
    for path in corpus() {
        check_tree(&parse(&read(&path)).tree, &path.display().to_string());
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
            "{node:?} is behind {before:?}"
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
        ("z: 1\ra:\r- b\r", "- b"),
        ("a:\r\n  -  b\r\n  - c", "-  b\r\n  - c"),
    ] {
        let tree = tree(text);
        let mut mappings = tree.nodes().filter_map(|node| node.get("a"));
        assert_eq!(mappings.next().map(Node::raw), Some(raw), "{text}");
    }
}

#[test]
fn keys_and_values_that_are_not_written_stand_in_order() {
    for text in [
        ": ?\n: ",
        "- ? a\n  : ?\n  : b\n",
        ": ? # c\n: ",
        "? ?\n: 1\n",
        "?\n#\n:,: ",
        "{?,: ,:}",
        "? # c\n:\n? # d\n:\n  : |\n    a\n? # e\n:\n",
    ] {
        check_tree(&parse(text).tree, text);
    }
}
