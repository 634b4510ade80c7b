//! Every fix that a bad fixture shows: it removes its own finding, brings no new one, and a second run
//! of all fixes changes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::fixtures::{KINDS, arguments, inputs};
use crate::support::{Folder, entries, root, run, text};

/// A copy of all fixtures: fixes are made in it.
fn copy() -> Folder {
    let folder = Folder::new();
    let mut left = vec![root().join("fixtures")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(entries(&path));
            continue;
        }
        let name = path.strip_prefix(root()).expect("inside").to_path_buf();
        let text = fs::read(&path).expect("readable");
        folder.write(&name.to_string_lossy(), text);
    }
    folder
}

/// All bad fixtures, each with its command line.
fn bad() -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for kind in KINDS {
        for rule in entries(&root().join("fixtures").join(kind).join("bad")) {
            for input in inputs(kind, &rule) {
                let name = input.strip_prefix(root()).expect("a fixture");
                let mut words = vec!["check".to_owned(), name.to_string_lossy().into_owned()];
                words.extend(["--no-config", "--min-severity", "info"].map(str::to_owned));
                words.extend(arguments(&input));
                all.push(words);
            }
        }
    }
    all
}

fn findings(folder: &Path, words: &[String]) -> Vec<Value> {
    let mut all: Vec<&str> = words.iter().map(String::as_str).collect();
    all.extend(["--format", "json"]);
    let run = run(folder, &all);
    let report: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{words:?}: {error}: {}", run.stderr));
    report["findings"].as_array().expect("findings").clone()
}

fn key(finding: &Value) -> (String, String, String) {
    let part = |name: &str| text(&finding[name]).to_owned();
    (part("rule"), part("pointer"), part("message"))
}

/// Makes the edits of one finding; gives the files as they were.
fn apply(folder: &Path, finding: &Value) -> Vec<(PathBuf, String)> {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    let mut edits = finding["fix"]["edits"].as_array().expect("edits").clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["span"]["start"]["offset"].as_u64()));
    for edit in &edits {
        let path = folder.join(text(&edit["file"]));
        let mut content = fs::read_to_string(&path).expect("text");
        if files.iter().all(|(known, _)| *known != path) {
            files.push((path.clone(), content.clone()));
        }
        let offset = |end: &str| {
            let offset = edit["span"][end]["offset"].as_u64().expect("an offset");
            usize::try_from(offset).expect("small")
        };
        content.replace_range(offset("start")..offset("end"), text(&edit["replacement"]));
        fs::write(&path, content).expect("written");
    }
    files
}

/// What a fix brings to light, or leaves to the next one.
const REVEALED: [(&str, &str); 3] = [
    // Only a valid layer or type says what else it asks for.
    ("pack-schema", "pack-addon-type"),
    ("pack-schema", "dependency-narrow"),
    // The directory has the old version in its name.
    ("pack-version-prefix", "pack-directory-name"),
];

#[test]
fn each_fix_removes_its_finding_and_brings_none() {
    let folder = copy();
    let mut shown = BTreeSet::new();
    let mut wrong = Vec::new();
    for words in bad() {
        let before = findings(folder.path(), &words);
        let rules: BTreeSet<_> = before
            .iter()
            .map(|one| text(&one["rule"]).to_owned())
            .collect();
        for finding in before.iter().filter(|one| one["fix"].is_object()) {
            let own = key(finding);
            shown.insert(own.0.clone());
            let files = apply(folder.path(), finding);
            let after = findings(folder.path(), &words);
            if after.iter().any(|one| key(one) == own) {
                wrong.push(format!("{words:?}: {own:?} is still there"));
            }
            for new in after
                .iter()
                .filter(|one| !rules.contains(text(&one["rule"])))
            {
                let rule = text(&new["rule"]);
                if !REVEALED.contains(&(own.0.as_str(), rule)) {
                    let message = text(&new["message"]);
                    wrong.push(format!("{words:?}: {own:?} brings {rule}: {message}"));
                }
            }
            for (path, content) in files {
                fs::write(path, content).expect("written");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rules = run(&root(), &["rules", "--format", "json"]).stdout;
    let rules: Vec<Value> = serde_json::from_str(&rules).expect("JSON");
    let with_fix = rules.iter().filter(|rule| !text(&rule["fix"]).is_empty());
    let with_fix: BTreeSet<_> = with_fix.map(|rule| text(&rule["id"]).to_owned()).collect();
    let unseen: Vec<_> = with_fix.symmetric_difference(&shown).collect();
    assert!(
        unseen.is_empty(),
        "no fixture shows the fix, or it is not declared: {unseen:?}"
    );
    assert!(with_fix.len() >= 30, "{} rules have fixes", with_fix.len());
}

#[test]
fn a_second_run_of_all_fixes_changes_nothing() {
    let folder = copy();
    for mut words in bad() {
        words.push("--unsafe-fixes".into());
        let with = |flag: &str| {
            let all: Vec<&str> = words.iter().map(String::as_str).chain([flag]).collect();
            run(folder.path(), &all)
        };
        with("--fix");
        let second = with("--diff");
        assert_eq!(second.stdout, "", "{words:?}");
    }
}
