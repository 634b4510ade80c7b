//! The examples of the rules' pages are run: *Example* gives a finding of the rule, *Use instead*
//! gives none.

use std::fs;
use std::path::Path;

use packlint::internals::rules::{Example, RULES};

use crate::support::run;

/// The pack of the examples.
const PACK: &str = "demo-1.0.0";

/// Runs an example, with the pack beside it that its section shows too.
fn rules_found(example: &Example, beside: &[&Example]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for other in beside {
        match beside_name(other) {
            Some(name) if other.file.starts_with(PACK) => {
                write_pack(folder.path(), name, &other.text);
            }
            _ => fs::write(folder.path().join(&other.file), &other.text).expect("written"),
        }
    }
    let input = write(example, folder.path());
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
    if example.file.ends_with("cluster.yaml")
        || ["values.yaml", "profile.json", "main.tf"].contains(&example.file.as_str())
    {
        fs::write(folder.join(&example.file), &example.text).expect("written");
        return example.file.clone();
    }
    let name = example.file.strip_prefix("pack/").unwrap_or(&example.file);
    write_pack(folder, name, &example.text);
    PACK.to_owned()
}

/// Writes a pack that has nothing wrong, except for one file.
fn write_pack(folder: &Path, name: &str, text: &str) {
    let pack = folder.join(PACK);
    fs::create_dir_all(&pack).expect("made");
    let manifest = r#"{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "addonType": "monitoring", "cloudTypes": ["all"]}"#;
    let values = "pack:\n  content:\n    images:\n      - image: docker.io/library/demo:1.0.0\n";
    for (name, text) in [
        ("pack.json", manifest),
        ("values.yaml", values),
        ("README.md", "# Demo\n"),
        ("logo.png", ""),
    ] {
        fs::write(pack.join(name), text).expect("written");
    }
    fs::write(pack.join(name), text).expect("written");
}

/// Files beside a cluster file that it refers to.
const REFERENCES: [&str; 2] = ["vnet.json", "previous.yaml"];

/// The name of a file beside a cluster file: in its pack, or one that it refers to.
fn beside_name(example: &Example) -> Option<&str> {
    if REFERENCES.contains(&example.file.as_str()) {
        return Some(&example.file);
    }
    example.file.strip_prefix(PACK)?.strip_prefix('/')
}

/// Rules whose defect no text can show.
const WITHOUT_TEXT: [&str; 21] = [
    "manifest-value-missing",
    "chart-schema-remote",
    "image-unlisted",
    "override-not-read",
    "chart-version-mismatch",
    "pack-junk",
    "preset-header",
    "preset-path",
    "release-name",
    "encoding",
    "input-limit",
    "not-a-regular-file",
    "baseline-stale",
    "pack-logo-missing",
    "pack-readme-missing",
    "pack-values-missing",
    "pack-duplicate",
    "chart-unwired",
    "chart-values-schema",
    "chart-archive",
    "manifest-syntax",
];

/// What corrections may give: far retirements are infos, and examples have few packs.
const ONLY_BESIDE: [&str; 2] = ["retired-feature", "layer-missing"];

#[test]
fn examples_fire_and_their_corrections_do_not() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let bad = rule.examples("Example");
        let good = rule.examples("Use instead");
        if WITHOUT_TEXT.contains(&rule.id) {
            continue;
        }
        assert!(
            !bad.is_empty() && !good.is_empty(),
            "{}: no example",
            rule.id
        );
        let (beside, bad): (Vec<_>, Vec<_>) = bad.iter().partition(|e| beside_name(e).is_some());
        let mut of_bad = Vec::new();
        for example in bad {
            let found = rules_found(example, &beside);
            of_bad.extend(found.iter().map(ToString::to_string));
            assert!(
                found.iter().any(|id| id == rule.id),
                "{}: found {found:?}\n{}",
                rule.id,
                example.text
            );
        }
        let (beside, good): (Vec<_>, Vec<_>) = good.iter().partition(|e| beside_name(e).is_some());
        for example in good {
            let found = rules_found(example, &beside);
            // A correction must not be what another rule rejects.
            let new = found.iter().filter(|id| !of_bad.contains(&id.to_string()));
            let new = new.filter(|id| !ONLY_BESIDE.contains(&id.as_ref()));
            wrong.extend(new.map(|new| format!("{}: {new}\n{}", rule.id, example.text)));
            assert!(
                !found.iter().any(|id| id == rule.id),
                "{}: found {found:?}\n{}",
                rule.id,
                example.text
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_have_their_sections() {
    for rule in RULES {
        let page = rule.page();
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
        if WITHOUT_TEXT.contains(&rule.id) {
            expected.remove(2);
        }
        assert_eq!(titles, expected, "{}", rule.id);
    }
}
