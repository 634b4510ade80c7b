//! What is generated and committed equals what the code generates.
//! `PACKLINT_REGENERATE=1 cargo test generated` writes it.

use std::fs;

use packlint::cli::{SchemaName, schema_text};
use packlint::rules::{compatibility_page, rules_page};

use crate::support::root;

fn compare(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("PACKLINT_REGENERATE").is_some() {
        fs::write(&file, text).expect("written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == text,
        "{path} is out of date: run PACKLINT_REGENERATE=1 cargo test generated"
    );
}

#[test]
fn rules_page_is_up_to_date() {
    compare("docs/rules.md", &rules_page());
}

#[test]
fn compatibility_page_is_up_to_date() {
    compare("docs/compatibility.md", &compatibility_page());
}

/// On Unix only: one of the defects is a symbolic link.
#[cfg(unix)]
#[test]
fn defects_page_is_up_to_date() {
    compare("docs/defects.md", &crate::defects::page());
}

#[test]
fn schemas_are_up_to_date() {
    for (name, file) in [
        (SchemaName::Cluster, "cluster"),
        (SchemaName::Config, "config"),
        (SchemaName::Pack, "pack"),
        (SchemaName::Findings, "findings"),
        (SchemaName::Plan, "plan"),
    ] {
        let text = schema_text(name).expect("a schema");
        compare(&format!("schemas/{file}.schema.json"), &text);
    }
}
