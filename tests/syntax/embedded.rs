//! YAML in a scalar of another text: spans and errors point into the outer text.

use std::sync::Arc;

use packlint::internals::source::SourceFile;
use packlint::internals::syntax::{
    Node, Parsed, SyntaxProblemKind, YamlCause, parse_embedded, parse_yaml, place_in_scalar,
};

use super::tree;

/// Parses the text at `values` in a text.
fn embedded(text: &str) -> (Parsed, Parsed) {
    let source = SourceFile::unregistered(text);
    let outer = parse_yaml(Arc::clone(&source));
    assert_eq!(outer.problems, [], "{text}");
    let values = outer.tree.root().and_then(|root| root.get("values"));
    let inner = parse_embedded(&source, values.expect("values")).expect("a scalar");
    (outer, inner)
}

/// Every scalar of the inner text slices to its own spelling in the outer one.
fn check(text: &str, expected: &[&str]) {
    let (_outer, inner) = embedded(text);
    assert_eq!(inner.problems, [], "{text}");
    let scalars = inner.tree.nodes().filter(|node| node.style().is_some());
    let raw: Vec<&str> = scalars.map(Node::raw).collect();
    assert_eq!(raw, expected, "{text}");
}

#[test]
fn literal_block_scalars() {
    let plain = ["a", "b", "c", "d", "e"];
    for text in [
        "values: |\n  a: b\n  c:\n    d: e\n",
        "values: |\n        a: b\n        c:\n          d: e\n",
        "values: |2\n  a: b\n  c:\n    d: e\n",
        "values: |2\n    a: b\n    c:\n      d: e\n",
        "values: |-\n  a: b\n  c:\n    d: e\n\n\nnext: 1\n",
        "values: |+\n  a: b\n  c:\n    d: e\n\n\nnext: 1\n",
        "values: |\n\n \n  a: b\n\n  c:\n \n    d: e",
        "values: |\n  a: b   \n      \n  c:\n    d: e\n",
        "values: | # comment\n  a: b\n  # comment\n  c: # comment\n    d: e\n",
        "values: |\r\n  a: b\r\n\r\n  c:\r\n    d: e\r\n",
        "\u{feff}ä: ö\nvalues: &x |\n  a: b\n  c:\n    d: e\n",
        "list: &x |\n  a: b\n  c:\n    d: e\nvalues: *x\n",
    ] {
        check(text, &plain);
    }
}

#[test]
fn lines_that_a_carriage_return_ends_are_reported_as_a_whole() {
    for (text, content) in [
        ("values: |\n  a\r  b: 1\n\n\n\nnext: 1\n", "a\nb: 1\n"),
        ("values: |\n  o\rnext: o\n", "o\n"),
    ] {
        let outer = tree(text);
        let values = outer.root().and_then(|root| root.get("values"));
        let values = values.expect("values");
        assert_eq!(values.text(), Some(content));
        assert_eq!(place_in_scalar(values, 0..1), values.place());
    }
}

#[test]
fn blank_lines_alone_are_reported_as_a_whole() {
    for text in [
        "a: 1\nvalues: |+\n\n\nb: 1\n",
        "a: 1\nvalues: >+\n  \n\nb: 1\n",
    ] {
        let outer = tree(text);
        let values = outer.root().and_then(|root| root.get("values"));
        let values = values.expect("values");
        assert_eq!(values.text(), Some("\n\n"), "{text}");
        assert_eq!(place_in_scalar(values, 0..2), values.place(), "{text}");
    }
}

#[test]
fn scalars_on_one_line() {
    check("values: 'a: b'\n", &["a", "b"]);
    check("values: \"a: b\"\n", &["a", "b"]);
    check("values: 'a: ''b'''\n", &["a", "''b''"]);
    check("values: \"a: \\\"b\\\"\"\n", &["a", "\\\"b\\\""]);
    check("values: plain\n", &["plain"]);
    check("values: ''\n", &[]);
}

#[test]
fn escapes_are_followed() {
    check(
        r#"{"values": "a: b\nc:\n  - d\n  - \"e\\tf\"\n# \u00e4\u20ac\ud83d\ude00\nä: g\n\"\\u00e4\\n\": h"}"#,
        &[
            "a",
            "b",
            "c",
            "d",
            r#"\"e\\tf\""#,
            "ä",
            "g",
            r#"\"\\u00e4\\n\""#,
            "h",
        ],
    );
    check(
        "values: \"\\x61: \\U0001F600b\\n\\\n    c: d\\n\\\n  \\  \"\n",
        &["\\x61", "\\U0001F600b", "c", "d"],
    );
}

#[test]
fn folded_lines_are_followed() {
    check(
        "values: >\n  a: b\n\n  c: d\n\n\n  e:\n    - f\n\n  g: h\n",
        &["a", "b", "c", "d", "e", "f", "g", "h"],
    );
    check(
        "values: >-\r\n  a: b\r\n\r\n  c: d\r\n",
        &["a", "b", "c", "d"],
    );
    check(
        "values: \"a: b\n\n  c: d\n\n\n  e: f\"\n",
        &["a", "b", "c", "d", "e", "f"],
    );
    check("values: 'a: b\n\n  c: ''d'''\n", &["a", "b", "c", "''d''"]);
}

#[test]
fn a_text_in_a_text_in_a_text() {
    let text = "values: |\n  inner: |\n    a: b\n";
    let (outer, inner) = embedded(text);
    let source = outer.tree.source();
    let node = inner.tree.root().and_then(|root| root.get("inner"));
    let innermost = parse_embedded(source, node.expect("inner")).expect("a scalar");
    let value = innermost.tree.root().and_then(|root| root.get("a"));
    assert_eq!(
        value.map(|node| node.span().start as usize),
        text.rfind('b')
    );
    // Escapes within escapes are not followed: each span is the whole scalar.
    let text = r#"{"values": "inner: \"a: b\\nc: d\""}"#;
    let (outer, inner) = embedded(text);
    let node = inner
        .tree
        .root()
        .and_then(|root| root.get("inner"))
        .expect("inner");
    assert_eq!(node.raw(), r#"\"a: b\\nc: d\""#);
    let innermost = parse_embedded(outer.tree.source(), node).expect("a scalar");
    let value = innermost
        .tree
        .root()
        .and_then(|root| root.get("c"))
        .expect("c");
    assert_eq!(value.raw(), node.raw());
    assert_eq!(value.text(), Some("d"));
}

#[test]
fn problems_point_into_the_outer_text() {
    for (text, at) in [
        ("values: |\n  a: b\n  c: ]\n", "]"),
        (r#"{"values": "a: b\nc: ]\n"}"#, "]"),
        ("values: \"a: b\n\n  c: ]\"\n", "]"),
    ] {
        let (_outer, inner) = embedded(text);
        let [problem] = inner.problems.as_slice() else {
            panic!("{text}: {:?}", inner.problems);
        };
        assert!(
            matches!(problem.kind, SyntaxProblemKind::Yaml { .. }),
            "{problem:?}"
        );
        assert_eq!(problem.span.slice(text), at, "{text}");
    }
    let text = r#"{"values": "a: 1\n\"a\": 2\n---\nb: *c\nd: {{ .x }}-y\n"}"#;
    let (_outer, inner) = embedded(text);
    let [duplicate, alias, yaml] = inner.problems.as_slice() else {
        panic!("{:?}", inner.problems);
    };
    let SyntaxProblemKind::Yaml {
        cause: Some((YamlCause::UnquotedMacro, found)),
        ..
    } = &yaml.kind
    else {
        panic!("{yaml:?}");
    };
    assert_eq!(found.slice(text), "{{ .x }}");
    assert_eq!(alias.span.slice(text), "*c");
    assert_eq!(duplicate.span.slice(text), r#"\"a\""#);
}
