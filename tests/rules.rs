//! What belongs to a rule beside its file and its line in the list.

use std::fs;

use packlint::internals::date::Date;
use packlint::internals::rules::{RULES, find};

use crate::support::{entries, root};

/// Says everything that is missing at once: it is the list of what to do for a new rule.
#[test]
fn every_rule_is_complete() {
    let page = fs::read_to_string(root().join("docs/rules.md")).expect("readable");
    let mut missing = not_listed();
    for rule in RULES {
        let id = rule.id;
        if !crate::fixtures::shows(id) && !crate::command::RULES_SHOWN_HERE.contains(&id) {
            missing.push(format!(
                "{id}: no fixtures/clusters/bad/{id}/*.yaml (or values, packs)"
            ));
        }
        if !crate::defects::has_defect_of(id) {
            missing.push(format!("{id}: no mistake of it in tests/defects/table"));
        }
        if !page.contains(&format!("\n## {id}\n")) {
            missing.push(format!(
                "{id}: not in docs/rules.md; PACKLINT_REGENERATE=1 cargo test"
            ));
        }
    }
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

/// The files of rules that the list does not name, or whose rule has another name.
fn not_listed() -> Vec<String> {
    let mut missing = Vec::new();
    for folder in entries(&root().join("src/rules")) {
        for file in entries(&folder) {
            let text = fs::read_to_string(&file).expect("readable");
            let name = file
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let id = name.replace('_', "-");
            if text.contains("rule! {") && find(&id).is_none() {
                missing.push(format!(
                    "{name}: the list in src/rules/mod.rs has no rule '{id}'"
                ));
            }
        }
    }
    missing
}

/// The facts about AKS are compared with their sources once a year.
#[test]
fn facts_are_fresh() {
    let run = crate::support::run(&root(), &["rules", "--format", "json"]);
    let rules: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let rules = rules.as_array().expect("a list").iter();
    let dates = rules.filter_map(|rule| {
        let date = rule["factsCheckedOn"].as_str()?;
        Some((Date::parse(date).expect("a day"), rule["id"].clone()))
    });
    let (oldest, rule) = dates
        .min_by_key(|(date, _)| *date)
        .expect("rules with facts");
    let today = Date::at(std::time::SystemTime::now());
    assert!(
        oldest >= today.months_earlier(12),
        "compare the tables in src/aks with their sources: {rule} was checked on {oldest}"
    );
}
