//! What is generated and committed equals what the code generates.
//! `PACKLINT_REGENERATE=1 cargo test generated` writes it.

use std::fs;

use packlint::internals::cli::{SchemaName, schema_text};
use packlint::internals::rules::{compatibility_page, rules_page};
use packlint::internals::source::LIMITS;
use packlint::internals::text::number;

use crate::command_line;
use crate::support::{entries, root};

pub fn compare(path: &str, text: &str) {
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
fn command_line_page_is_up_to_date() {
    compare("docs/cli.md", &command_line::page());
}

#[test]
fn man_pages_are_up_to_date() {
    let pages = command_line::man_pages();
    for (name, page) in &pages {
        compare(&format!("docs/man/{name}"), page);
    }
    let committed = entries(&root().join("docs/man"));
    assert_eq!(committed.len(), pages.len(), "{committed:?}");
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

#[test]
fn house_in_contributing_is_up_to_date() {
    let path = "CONTRIBUTING.md";
    let page = fs::read_to_string(root().join(path)).expect("readable");
    let (before, rest) = page.split_once("| module | ").expect("a table");
    let (_, after) = rest.split_once("\n\n").expect("an end");
    compare(path, &format!("{before}{}\n{after}", crate::house::table()));
}

/// A number of bytes as people write it.
fn bytes(size: u64) -> String {
    match size {
        n if n.is_multiple_of(1024 * 1024) => format!("{} MiB", n / 1024 / 1024),
        n => format!("{} bytes", number(n)),
    }
}

#[test]
fn limits_are_up_to_date() {
    let limits = LIMITS;
    let rows = [
        ("a file", bytes(limits.file_bytes)),
        ("a JSON file outside packs", bytes(limits.json_bytes)),
        ("levels of nesting", number(limits.depth as u64)),
        ("values and keys in one text", number(limits.nodes as u64)),
        (
            "values that YAML merge keys add in one text",
            number(limits.merged as u64),
        ),
        ("characters in a key", number(limits.key_characters as u64)),
        ("charts and manifests of a pack", number(limits.pack_files)),
        ("a `.gitignore`", bytes(limits.ignore_bytes)),
        (
            "patterns in a `.gitignore` or an `exclude`",
            number(limits.patterns),
        ),
        (
            "patterns in all ignore files of a run",
            number(limits.run_patterns),
        ),
        (
            "total length of these patterns in bytes",
            number(limits.patterns_bytes),
        ),
        ("bytes in a pattern", number(limits.pattern_bytes)),
        (
            "levels of braces in a pattern",
            number(limits.pattern_braces),
        ),
        ("a chart archive, unpacked", bytes(limits.archive_bytes)),
        (
            "a file in an archive, unpacked",
            bytes(limits.archive_file_bytes),
        ),
        ("entries of an archive", number(limits.archive_entries)),
        ("a path in an archive", bytes(limits.archive_path_bytes)),
        (
            "compression ratio of an archive",
            format!(
                "{}, checked from {}",
                limits.archive_ratio,
                bytes(limits.archive_ratio_from)
            ),
        ),
    ];
    let most = |what: &'static str, limit: u64| (what, number(limit));
    let rows = rows.into_iter().chain([
        (
            "templates and other texts that are kept of a chart",
            bytes(limits.chart_bytes),
        ),
        most("charts within each other", limits.chart_depth as u64),
        (
            "what is within braces in the templates of a pack's charts",
            bytes(limits.template_bytes),
        ),
        most(
            "`else if` in a row in a template",
            limits.template_chain as u64,
        ),
        most(
            "templates that include each other, blocks and brackets within each other",
            limits.template_depth as u64,
        ),
        most(
            "steps to follow the templates of a pack's charts",
            limits.template_steps,
        ),
        most(
            "listed findings per rule and file; more are only counted",
            limits.findings as u64,
        ),
        most(
            "listed findings per run; more are only counted",
            limits.run_findings as u64,
        ),
        most("listed skipped checks per file", limits.unresolved as u64),
        most(
            "listed skipped checks per run",
            limits.run_unresolved as u64,
        ),
        (
            "a text after its macros are replaced",
            bytes(limits.macro_text_bytes),
        ),
        (
            "all texts of a file after their macros are replaced",
            bytes(limits.macro_bytes),
        ),
        most("macros in a text", limits.text_macros),
        most("macros in a file", limits.macros),
        (
            "text that the aliases of a file repeat",
            bytes(limits.repeated_bytes),
        ),
        most(
            "list and mapping items in the clusters of a file",
            limits.items,
        ),
        most("clusters and profiles of a file", limits.clusters),
        most("node pools of a file", limits.pools),
        most(
            "values and keys in the YAML texts of a file",
            limits.nodes as u64,
        ),
        (
            "compiled regular expressions of a file",
            bytes(limits.regex_bytes),
        ),
        most(
            "placeholders of a format in schema.yaml",
            limits.format_placeholders,
        ),
        most("placeholders of a schema.yaml", limits.placeholders),
        most("steps to match the values of a file", limits.match_steps),
        most(
            "steps along the paths of presets and constraints",
            limits.path_steps,
        ),
        (
            "YAML texts that a file repeats",
            bytes(limits.embedded_bytes),
        ),
        most(
            "values of Palette's resources in a plan",
            limits.plan_values,
        ),
        most(
            "words and marks in the files of a Terraform module",
            limits.module_tokens,
        ),
        most(
            "comparisons of keys in a Terraform module",
            limits.module_key_steps,
        ),
        most(
            "values that a Terraform module evaluates to",
            limits.module_values,
        ),
        (
            "text that a Terraform module evaluates to",
            bytes(limits.module_bytes),
        ),
    ]);
    let table: String = rows
        .map(|(what, limit)| format!("| {what} | {limit} |\n"))
        .collect();
    let path = "docs/limits.md";
    let page = fs::read_to_string(root().join(path)).expect("readable");
    let (before, rest) = page.split_once("| --- | --- |\n").expect("a table");
    let (_, after) = rest.split_once("\n\n").expect("an end");
    compare(path, &format!("{before}| --- | --- |\n{table}\n{after}"));
}
