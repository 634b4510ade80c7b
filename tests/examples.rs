//! The examples of the rules' pages are run: *Example* gives a finding of the rule, *Use instead*
//! gives none.

use std::fs;
use std::path::Path;

use packlint::rules::{Example, RULES};

use crate::support::run;

/// The examples of a section by what is checked at once: the files below `pack/` are one pack.
fn inputs(examples: Vec<Example>) -> Vec<Vec<Example>> {
    let (of_pack, alone): (Vec<_>, Vec<_>) = examples
        .into_iter()
        .partition(|example| example.file.starts_with("pack/"));
    let mut inputs: Vec<_> = alone.into_iter().map(|example| vec![example]).collect();
    if !of_pack.is_empty() {
        inputs.push(of_pack);
    }
    inputs
}

fn rules_found(examples: &[Example]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut input = String::new();
    for example in examples {
        input = write(example, folder.path());
    }
    let example = &examples[0];
    let (input, arguments) = (input.as_str(), ["--format", "concise", "--no-config"]);
    let run = run(
        folder.path(),
        &[["check", input].as_slice(), &arguments].concat(),
    );
    let form = match example.file.as_str() {
        "values.yaml" => Some(["--input-format", "values"]),
        _ => None,
    };
    let run = match form {
        Some(form) => crate::support::run(
            folder.path(),
            &[["check", input].as_slice(), &arguments, &form].concat(),
        ),
        None => run,
    };
    assert_ne!(run.status, 2, "{example:?}: {}", run.stderr);
    run.rules().into_iter().map(str::to_owned).collect()
}

/// Writes the example into a folder, a pack's file among the files that every pack has.
fn write(example: &Example, folder: &Path) -> String {
    if example.file.ends_with("cluster.yaml") || example.file == "values.yaml" {
        fs::write(folder.join(&example.file), &example.text).expect("written");
        return example.file.clone();
    }
    let pack = folder.join("demo-1.0.0");
    let name = example.file.strip_prefix("pack/").unwrap_or(&example.file);
    if pack.exists() {
        fs::write(pack.join(name), &example.text).expect("written");
        return "demo-1.0.0".to_owned();
    }
    fs::create_dir(&pack).expect("made");
    let manifest = r#"{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"]}"#;
    let values = "pack:\n  content:\n    images:\n      - image: docker.io/library/demo:1.0.0\n";
    for (name, text) in [
        ("pack.json", manifest),
        ("values.yaml", values),
        ("README.md", "# Demo\n"),
        ("logo.png", ""),
    ] {
        fs::write(pack.join(name), text).expect("written");
    }
    fs::write(pack.join(name), &example.text).expect("written");
    "demo-1.0.0".to_owned()
}

/// Rules whose defect no text can show.
const WITHOUT_TEXT: [&str; 4] = [
    "encoding",
    "input-limit",
    "not-a-regular-file",
    "baseline-stale",
];

#[test]
fn examples_fire_and_their_corrections_do_not() {
    for rule in RULES {
        let meta = rule.meta();
        let bad = meta.examples("Example");
        let good = meta.examples("Use instead");
        if WITHOUT_TEXT.contains(&meta.id) {
            continue;
        }
        assert!(
            !bad.is_empty() && !good.is_empty(),
            "{}: no example",
            meta.id
        );
        for example in inputs(bad) {
            let found = rules_found(&example);
            assert!(
                found.iter().any(|id| id == meta.id),
                "{}: found {found:?}\n{}",
                meta.id,
                example[0].text
            );
        }
        for example in inputs(good) {
            let found = rules_found(&example);
            assert!(
                !found.iter().any(|id| id == meta.id),
                "{}: found {found:?}\n{}",
                meta.id,
                example[0].text
            );
        }
    }
}

#[test]
fn pages_have_their_sections() {
    for rule in RULES {
        let meta = rule.meta();
        let page = meta.page();
        let titles: Vec<_> = page
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        let mut expected = vec![
            "What it does",
            "Why it is bad",
            "Example",
            "Use instead",
            "Source",
        ];
        if WITHOUT_TEXT.contains(&meta.id) {
            expected.remove(2);
        }
        assert_eq!(titles, expected, "{}", meta.id);
    }
}
