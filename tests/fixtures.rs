//! `fixtures/<kind>/ok/*` give nothing; `…/bad/<rule>/*` give exactly their
//! snapshot, with at least one finding of that rule.
//!
//! A first line `# args: …` of a YAML fixture gives the command line's further arguments.

use std::path::{Path, PathBuf};

use crate::support::{entries, root, run};

pub const KINDS: [&str; 8] = [
    "azure",
    "packs",
    "clusters",
    "values",
    "profiles",
    "plans",
    "payloads",
    "terraform",
];

/// A fixture: what is checked, with its arguments.
pub fn inputs(kind: &str, folder: &Path) -> Vec<PathBuf> {
    let is_input = |path: &PathBuf| match kind {
        "packs" | "terraform" => path.is_dir(),
        "azure" => {
            let name = path.to_string_lossy();
            let is_text = name.ends_with(".json") || name.ends_with(".yaml");
            path.is_dir() || is_text && !name.ends_with(".parameters.json")
        }
        "profiles" | "plans" | "payloads" => path.extension().is_some_and(|e| e == "json"),
        _ => path
            .extension()
            .is_some_and(|extension| extension == "yaml"),
    };
    entries(folder).into_iter().filter(is_input).collect()
}

pub fn arguments(input: &Path) -> Vec<String> {
    let text = std::fs::read(input).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let given = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# args: "));
    given.map_or(Vec::new(), |given| {
        given.split_whitespace().map(str::to_owned).collect()
    })
}

fn check(input: &Path, format: &str) -> crate::support::Run {
    check_with(input, format, &[])
}

fn check_with(input: &Path, format: &str, options: &[&str]) -> crate::support::Run {
    let shown = input
        .strip_prefix(root())
        .expect("a fixture")
        .to_string_lossy()
        .into_owned();
    let mut all = vec![
        "check".to_owned(),
        shown,
        "--format".into(),
        format.to_owned(),
    ];
    all.extend(["--no-config".into(), "--min-severity".into(), "info".into()]);
    all.extend(options.iter().map(|option| (*option).to_owned()));
    all.extend(arguments(input));
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    run(&root(), &all)
}

#[test]
fn good_fixtures_give_nothing() {
    let mut checked = 0;
    for kind in KINDS {
        for input in inputs(kind, &root().join("fixtures").join(kind).join("ok")) {
            let run = check(&input, "concise");
            assert_eq!(
                (run.status, run.stdout.as_str()),
                (0, ""),
                "{}: {}",
                input.display(),
                run.stderr
            );
            checked += 1;
        }
    }
    assert!(checked >= 10, "only {checked} good fixtures");
}

#[test]
fn bad_fixtures_give_exactly_their_snapshot() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // How many rules there are is no matter of a fixture.
    settings.add_filter(r"with \d+ rules?", "with [n] rules");
    settings.bind(|| {
        for kind in KINDS {
            for folder in entries(&root().join("fixtures").join(kind).join("bad")) {
                let rule = folder
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                assert!(
                    packlint::internals::rules::find(&rule).is_some(),
                    "{rule}: no such rule"
                );
                for input in inputs(kind, &folder) {
                    let concise = check(&input, "concise");
                    assert!(
                        concise.rules().contains(&rule.as_str()),
                        "{}: {concise:?}",
                        input.display()
                    );
                    let name = input.file_name().expect("a name").to_string_lossy();
                    let stem = name.split_once(".yaml").map_or(&*name, |(stem, _)| stem);
                    let stem = stem.strip_suffix(".json").unwrap_or(stem);
                    let human = check(&input, "human");
                    let shown = format!("status {}\n\n{}", human.status, human.stdout);
                    insta::assert_snapshot!(format!("{kind}-{rule}-{stem}"), shown);
                }
            }
        }
    });
}

/// What a rule needs is read whatever the other rules need.
#[test]
fn a_rule_finds_alone_what_it_finds_among_all() {
    let mut missed = Vec::new();
    for kind in KINDS {
        for folder in entries(&root().join("fixtures").join(kind).join("bad")) {
            let rule = folder.file_name().expect("a name").to_string_lossy();
            // These are about the findings of other rules.
            if ["baseline-stale", "unused-suppression"].contains(&&*rule) {
                continue;
            }
            for input in inputs(kind, &folder) {
                let alone = check_with(&input, "concise", &["--select", &rule]);
                let among_all = check(&input, "concise");
                let own = among_all.stdout.lines();
                let own = own.filter(|line| line.split(' ').nth(2) == Some(&*rule));
                let is_missed = |line: &&str| !alone.stdout.lines().any(|other| other == *line);
                missed.extend(own.filter(is_missed).map(str::to_owned));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Whether a fixture shows a rule failing.
pub fn shows(rule: &str) -> bool {
    let folder = |kind: &&str| root().join("fixtures").join(kind).join("bad").join(rule);
    KINDS.iter().any(|kind| !entries(&folder(kind)).is_empty())
}
