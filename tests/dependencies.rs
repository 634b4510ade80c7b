//! docs/dependencies.md: each direct dependency with its reason, and how many packages there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::root;

/// The names in a section of Cargo.toml, and in those of its kind for some systems only.
fn direct(section: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("readable");
    let mut names = BTreeSet::new();
    let mut is_within = false;
    for line in manifest.lines() {
        if let Some(title) = line.strip_prefix('[') {
            let title = title.trim_end_matches(']');
            is_within = title == section || title.ends_with(&format!("'.{section}"));
        } else if is_within && !line.starts_with('#') {
            names.extend(line.split_once(" = ").map(|(name, _)| name.to_owned()));
        }
    }
    assert!(!names.is_empty(), "[{section}]");
    names
}

/// What each package of Cargo.lock depends on, by name and version.
fn locked() -> BTreeMap<String, Vec<String>> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("readable");
    let mut packages = BTreeMap::new();
    for package in lock.split("[[package]]\n").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key));
            line.expect("a value").trim_matches('"').to_owned()
        };
        let needs = package.lines().filter_map(|line| line.strip_prefix(" \""));
        let needs = needs
            .map(|line| line.trim_end_matches("\",").to_owned())
            .collect();
        packages.insert(
            format!("{} {}", value("name = "), value("version = ")),
            needs,
        );
    }
    packages
}

/// How many packages some packages need, themselves included.
fn reached(packages: &BTreeMap<String, Vec<String>>, from: &BTreeSet<String>) -> usize {
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = from.iter().cloned().collect();
    while let Some(name) = open.pop() {
        // A dependency is written with its version where there are several.
        let is_named = |known: &&String| **known == name || known.starts_with(&format!("{name} "));
        let known = packages
            .keys()
            .find(is_named)
            .unwrap_or_else(|| panic!("{name}"));
        if seen.insert(known) {
            open.extend(packages[known].iter().cloned());
        }
    }
    seen.len()
}

#[test]
fn every_dependency_has_its_reason() {
    let page = fs::read_to_string(root().join("docs/dependencies.md")).expect("readable");
    for (section, user) in [("dependencies", "packlint"), ("dev-dependencies", "tests")] {
        let rows = page.lines().filter_map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            match cells[..] {
                [name, kind, why] if kind == user && !why.is_empty() => Some(name.to_owned()),
                _ => None,
            }
        });
        assert_eq!(
            rows.collect::<BTreeSet<_>>(),
            direct(section),
            "[{section}]"
        );
    }
    let packages = locked();
    let built = reached(&packages, &direct("dependencies"));
    let others = packages.len() - 1 - built;
    let counts = format!(
        "The binary is built from at most {built} other packages, depending on the system; \
         tests need {others} more."
    );
    assert!(page.replace('\n', " ").contains(&counts), "{counts}");
}
