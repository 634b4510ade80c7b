//! The reports: JSON by its contract and schema, the same whatever the threads, files, and readers
//! that go away.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Folder, entries, packlint, root, run};

fn validator(name: &str) -> jsonschema::Validator {
    let path = root().join(format!("schemas/{name}.schema.json"));
    let schema = std::fs::read_to_string(path).expect("readable");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// Every bad fixture, relative to the project.
pub fn bad_fixtures() -> Vec<String> {
    let mut all = Vec::new();
    for kind in ["packs", "clusters", "values"] {
        for rule in entries(&root().join("fixtures").join(kind).join("bad")) {
            for input in entries(&rule) {
                if kind == "packs" || input.extension().is_some() {
                    let path = input.strip_prefix(root()).expect("below");
                    all.push(path.to_string_lossy().into_owned());
                }
            }
        }
    }
    assert!(all.len() > 40, "{all:?}");
    all
}

fn json_of(arguments: &[&str]) -> Value {
    let all = [&["check", "--format", "json", "--no-config"], arguments].concat();
    serde_json::from_str(&run(&root(), &all).stdout).expect("JSON")
}

#[test]
fn json_output_is_valid_by_its_schema() {
    let validator = validator("findings");
    let all = bad_fixtures();
    let mut everything: Vec<&str> = all.iter().map(String::as_str).collect();
    everything.push("not-there.yaml");
    for arguments in [
        everything.as_slice(),
        &["fixtures/quickstart"],
        &["fixtures/values/ok/quoted-macro.yaml", "--nodes", "3"],
        &["fixtures/clusters/bad/yaml-syntax/second-document.yaml"],
    ] {
        let report = json_of(arguments);
        let errors: Vec<_> = validator
            .iter_errors(&report)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:?}");
    }
}

#[test]
fn json_output_keeps_to_the_contract() {
    let folder = Folder::with(
        "values.yaml",
        "pack:\n  networkPolicy: 'Calico'\n  podCIDR: '{{.spectro.var.pods}}'\n",
    );
    let output = folder.json(&["values.yaml", "missing.yaml"]).value;
    let keys = |value: &Value| {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&output),
        [
            "version",
            "tool",
            "findings",
            "unresolved",
            "errors",
            "summary"
        ]
    );
    assert_eq!(output["version"], 1);
    assert_eq!(output["tool"]["name"], "packlint");
    assert_eq!(output["tool"]["version"], env!("CARGO_PKG_VERSION"));
    let expected = serde_json::json!({
        "rule": "network-policy-value",
        "severity": "error",
        "message": "networkPolicy 'Calico' is not valid; expected none, azure, calico or cilium",
        "help": "write networkPolicy: calico",
        "url": "https://github.com/packlint/packlint/blob/main/docs/rules.md#network-policy-value",
        "file": "values.yaml",
        "pointer": "/pack/networkPolicy",
        "span": {
            "start": {"offset": 23, "line": 2, "column": 18},
            "end": {"offset": 31, "line": 2, "column": 26}
        },
        "related": [],
        "data": {},
        "fix": {
            "applicability": "safe",
            "edits": [{
                "file": "values.yaml",
                "span": {
                    "start": {"offset": 24, "line": 2, "column": 19},
                    "end": {"offset": 30, "line": 2, "column": 25}
                },
                "replacement": "calico"
            }]
        }
    });
    assert_eq!(output["findings"], Value::Array(vec![expected]));
    for entry in output["unresolved"].as_array().expect("entries") {
        assert_eq!(keys(entry), ["file", "pointer", "span", "reason", "rules"]);
    }
    assert_eq!(
        output["errors"],
        serde_json::json!([{"file": "missing.yaml", "message": "there is no such file or directory"}])
    );
    for (name, count) in [
        ("files", 1),
        ("packs", 0),
        ("clusters", 0),
        ("errors", 1),
        ("warnings", 0),
        ("infos", 0),
    ] {
        assert_eq!(output["summary"][name], count, "{name}");
    }
}

#[test]
fn paths_are_relative_with_slashes_and_keep_their_dots() {
    let folder = Folder::new();
    folder.write("a/values.yaml", "networkPolicy: x\n");
    folder.write("b/c/.keep", "");
    let inside = folder.path().join("b/c");
    let absolute = folder.path().join("a/values.yaml");
    for path in [
        "../../a/values.yaml",
        "../../b/../a/./values.yaml",
        absolute.to_str().expect("UTF-8"),
    ] {
        let run = run(&inside, &["check", path, "--format", "concise"]);
        assert!(
            run.stdout.starts_with("../../a/values.yaml:1:16 "),
            "{path}: {run:?}"
        );
    }
}

#[test]
fn output_is_the_same_whatever_the_threads() {
    let all = bad_fixtures();
    for format in ["json", "human", "concise", "html"] {
        let with = |threads: &str| {
            let output = packlint(&root())
                .env("RAYON_NUM_THREADS", threads)
                .args(["check", "--no-config", "--format", format, "fixtures"])
                .args(&all)
                .output()
                .expect("packlint starts");
            (output.status.code(), output.stdout, output.stderr)
        };
        let one = with("1");
        for _ in 0..3 {
            assert!(with("4") == one, "{format} differs");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("packlint"))
        .args(["check", "--no-config", "--format", "json", "fixtures"])
        .args(bad_fixtures())
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("packlint starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn reports_go_to_files() {
    let folder = Folder::with("values.yaml", "networkPolicy: x\n");
    let run = folder.check(&[
        "values.yaml",
        "--format",
        "json=out.json",
        "--format",
        "concise",
    ]);
    assert_eq!(run.rules(), ["network-policy-value"]);
    let written = std::fs::read_to_string(folder.path().join("out.json")).expect("written");
    let report: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(report["findings"][0]["rule"], "network-policy-value");
    // Nothing is left beside it, and a file that cannot be written is 2.
    assert_eq!(entries(folder.path()).len(), 2);
    let run = folder.check(&["values.yaml", "--format", "json=no/such/out.json"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains("no/such/out.json: cannot be written"),
        "{run:?}"
    );
}
