//! Properties of any text.

use std::sync::Arc;

use packlint::internals::source::SourceFile;
use packlint::internals::syntax::{Node, parse_embedded, parse_yaml};
use proptest::prelude::*;

use super::{parse, tree};
use crate::invariants::check_nesting;

/// Pieces of which YAML is made, so that most texts come near to being some.
fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        " ",
        " ",
        "  ",
        "\n",
        "\n",
        "\n  ",
        "\r\n",
        "\t",
        "a",
        "b",
        "ä",
        "😀",
        "1",
        "0x",
        ".5",
        ":",
        ": ",
        "- ",
        "? ",
        ",",
        "[",
        "]",
        "{",
        "}",
        "{{",
        "}}",
        "\"",
        "'",
        "\\",
        "\\n",
        "\\u00e4",
        "|",
        "|2-",
        ">",
        ">+",
        "#",
        " # ",
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "\u{feff}",
        "\u{85}",
        "@",
        "`",
        "~",
    ]);
    prop::collection::vec(piece, 0..80).prop_map(|pieces| {
        let text = pieces.concat();
        text.chars().take(200).collect()
    })
}

/// Entries of a mapping whose values contain anything that prints, quoted as JSON does it.
fn entries() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[a-z]{1,6}", "[ -~äé😀\n]{0,30}"), 1..8)
}

fn values(text: &str) -> Vec<Option<String>> {
    tree(text)
        .nodes()
        .map(|node| node.text().map(str::to_owned))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends_with_spans_that_fit_it(text in yaml_like()) {
        let source = SourceFile::unregistered(text.as_str());
        let parsed = parse_yaml(Arc::clone(&source));
        let mut spans: Vec<_> = parsed.problems.iter().map(|problem| problem.span).collect();
        spans.extend(parsed.tree.comments().iter().map(|comment| comment.span));
        check_nesting(&parsed.tree, &text);
        for node in parsed.tree.nodes() {
            spans.push(node.span());
            let _ = (node.merged_entries(), node.get("a"), node.is_unquoted_macro());
            if let Some(inner) = parse_embedded(&source, node) {
                spans.extend(inner.tree.nodes().map(Node::span));
                spans.extend(inner.problems.iter().map(|problem| problem.span));
            }
        }
        for span in spans {
            let bytes = span.start as usize..span.end as usize;
            prop_assert!(text.get(bytes).is_some(), "{:?} of {:?}", span, text);
            parsed.tree.pointer_at(span);
        }
    }

    #[test]
    fn line_endings_do_not_change_values(entries in entries()) {
        let mut text = String::new();
        for (at, (key, value)) in entries.iter().enumerate() {
            let quoted = serde_json::to_string(value).unwrap_or_default();
            let block = value.lines().map(|line| format!("    {line}\n")).collect::<String>();
            text += &format!("{key}{at}:\n  - {quoted}\n  # comment\n  - |1\n{block}  - >-\n    x\n    y\n");
        }
        prop_assert_eq!(values(&text), values(&text.replace('\n', "\r\n")));
    }

    #[test]
    fn embedded_scalars_are_found_in_json(entries in entries()) {
        let inner: String = entries
            .iter()
            .enumerate()
            .map(|(at, (key, value))| format!("{key}{at}: {}\n", serde_json::to_string(value).unwrap_or_default()))
            .collect();
        let outer = serde_json::json!({ "values": inner }).to_string();
        let source = SourceFile::unregistered(outer.as_str());
        let parsed = parse_yaml(Arc::clone(&source));
        let node = parsed.tree.root().and_then(|root| root.get("values"));
        let embedded = node.and_then(|node| parse_embedded(&source, node));
        let embedded = embedded.expect("a scalar").tree;
        for node in embedded.nodes().filter(|node| node.style().is_some()) {
            // The spelling in the outer text, read as JSON, is the spelling in the inner one.
            let spelling: String = serde_json::from_str(&format!("\"{}\"", node.raw())).expect("a string");
            let alone = parse(&spelling).tree;
            prop_assert_eq!(alone.root().and_then(Node::text), node.text());
        }
    }
}
