//! Spans: offsets are the file's bytes, lines and columns are what people count, pointers lead to
//! the value.

use serde::Deserialize as _;
use serde_json::Value;

use crate::support::{Folder, entries, root, run, text};

/// The document at an index of a text, by an independent parser; none where it cannot read it.
fn document(text: &str, index: usize) -> Option<Value> {
    let mut documents = serde_yaml::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let value = serde_yaml::Value::deserialize(documents.nth(index)?).ok()?;
    serde_json::to_value(value).ok()
}

/// Line and column of a byte offset, counted character by character.
fn counted(text: &str, offset: usize) -> (u64, u64) {
    let (mut line, mut column) = (1, 1);
    for (at, character) in text.char_indices() {
        if at >= offset {
            break;
        }
        match character {
            '\n' => (line, column) = (line + 1, 1),
            '\u{feff}' if at == 0 => {}
            _ => column += 1,
        }
    }
    (line, column)
}

fn check_span(span: &Value, text: &str, what: &Value) {
    let number = |end: &str, name: &str| span[end][name].as_u64().expect("a number");
    let mut offsets = Vec::new();
    for end in ["start", "end"] {
        let offset = usize::try_from(number(end, "offset")).expect("small");
        assert!(text.is_char_boundary(offset), "{what}");
        let position = (number(end, "line"), number(end, "column"));
        assert_eq!(position, counted(text, offset), "{end}: {what}");
        offsets.push(offset);
    }
    assert!(offsets[0] <= offsets[1], "{what}");
}

#[test]
fn every_span_and_pointer_of_the_fixtures_is_right() {
    let mut checked = 0;
    for kind in ["packs", "clusters", "values"] {
        for rule in entries(&root().join("fixtures").join(kind).join("bad")) {
            for input in entries(&rule) {
                let path = input.strip_prefix(root()).expect("below").to_string_lossy();
                let run = run(
                    &root(),
                    &["check", &path, "--format", "json", "--no-config"],
                );
                let Ok(report) = serde_json::from_str::<Value>(&run.stdout) else {
                    continue;
                };
                for finding in report["findings"].as_array().expect("findings") {
                    checked += usize::from(check_finding(finding));
                }
            }
        }
    }
    assert!(checked > 60, "{checked}");
}

fn check_finding(finding: &Value) -> bool {
    let Ok(source) = std::fs::read_to_string(root().join(text(&finding["file"]))) else {
        return false;
    };
    check_span(&finding["span"], &source, finding);
    for related in finding["related"].as_array().expect("labels") {
        let file = root().join(text(&related["file"]));
        check_span(
            &related["span"],
            &std::fs::read_to_string(file).expect("readable"),
            related,
        );
    }
    let index = finding["document"].as_u64().unwrap_or(0);
    let pointer = text(&finding["pointer"]);
    if let Some(value) = document(&source, usize::try_from(index).expect("small")) {
        // Values as text in a cluster file have no pointer of their own.
        assert!(value.pointer(pointer).is_some(), "{finding}");
    }
    true
}

#[test]
fn bytes_lines_and_columns_are_the_files_own() {
    // (text, offset, line, column)
    for (source, offset, line, column) in [
        ("networkPolicy: x\n", 15, 1, 16),
        ("\u{feff}networkPolicy: x\n", 18, 1, 16),
        ("# ä\r\nnetworkPolicy: x\r\n", 21, 2, 16),
        ("\u{feff}# äöü 🦀\r\nnetworkPolicy: x\r\n", 33, 2, 16),
        ("{\"ä🦀\": 1, networkPolicy: x}\n", 29, 1, 26),
        ("# a\n\n\nnetworkPolicy:    x", 24, 4, 19),
    ] {
        let folder = Folder::with("values.yaml", source);
        let report = folder.json(&["values.yaml", "--input-format", "values"]);
        let [finding] = report.of(&["network-policy-value"])[..] else {
            panic!("{source}: {report:?}")
        };
        let start = serde_json::json!({"offset": offset, "line": line, "column": column});
        assert_eq!(finding["span"]["start"], start, "{source:?}");
        check_span(&finding["span"], source, finding);
        assert_eq!(finding["pointer"], "/networkPolicy");
        assert!(finding.get("document").is_none());
    }
}

#[test]
fn documents_are_counted() {
    let source = "# a stream\ncluster: a\nnodePools: []\n---\nkind: Other\n---\ncluster: b\nnodePools:\n  - {name: s, mode: System, count: 3, maxPods: 300}\n";
    let folder = Folder::with("cluster.yaml", source);
    let report = folder.json(&["cluster.yaml", "--select", "max-pods-range"]);
    let [finding] = report.findings() else {
        panic!("{report:?}")
    };
    assert_eq!(finding["document"], 2);
    assert_eq!(finding["pointer"], "/nodePools/0/maxPods");
    assert_eq!(
        document(source, 2)
            .expect("YAML")
            .pointer("/nodePools/0/maxPods"),
        Some(&300.into())
    );
    assert_eq!(report.value["summary"]["clusters"], 2);
}

#[test]
fn keys_are_escaped_in_pointers() {
    let folder = Folder::with("values.yaml", "pack:\n  \"a/b~c\":\n    - {d: 1, d: 2}\n");
    let report = folder.json(&["values.yaml"]);
    assert_eq!(report.rules(), ["duplicate-key"]);
    assert_eq!(report.findings()[0]["pointer"], "/pack/a~1b~0c/0/d");
}

#[test]
fn values_as_text_point_into_the_cluster_file() {
    for source in [
        "cluster: a\npacks:\n  - name: cni-azure\n    version: 1.4.0\n    values: |\n      pack:\n        # ä\n        networkPolicy: calcio\nnodePools: []\n",
        "cluster: a\r\npacks:\r\n  - name: cni-azure\r\n    version: 1.4.0\r\n    values: |\r\n      pack:\r\n        # ä\r\n        networkPolicy: calcio\r\nnodePools: []\r\n",
        "cluster: a\npacks:\n  - {name: cni-azure, version: 1.4.0, values: 'pack: {networkPolicy: calcio}'}\nnodePools: []\n",
        "cluster: a\npacks:\n  - {name: cni-azure, version: 1.4.0, values: \"pack: {\\\"networkPolicy\\\": calcio}\"}\nnodePools: []\n",
    ] {
        let folder = Folder::with("cluster.yaml", source);
        let report = folder.json(&["cluster.yaml"]);
        let [finding] = report.of(&["network-policy-value"])[..] else {
            panic!("{source}: {report:?}")
        };
        check_span(&finding["span"], source, finding);
        let start = finding["span"]["start"]["offset"]
            .as_u64()
            .expect("an offset");
        let start = usize::try_from(start).expect("small");
        assert!(source[start..].starts_with("calcio"), "{source}: {finding}");
        assert_eq!(finding["pointer"], "/packs/0/values");
    }
}
