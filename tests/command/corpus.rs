//! Real packs: the findings are exactly the known defects.

use std::collections::BTreeSet;

use crate::support::{run, shared};

/// The rules whose known defects are listed in KNOWN.md by pack, each with the beginnings of its
/// lines there. All others find nothing.
const LISTED: [(&str, &[&str]); 10] = [
    (
        "pack-file-missing",
        &["charts or kubeManifests file absent"],
    ),
    ("pack-version-prefix", &["version with a leading v"]),
    ("pack-readme-missing", &["README.md absent"]),
    ("pack-directory-name", &["directory is not name-version"]),
    ("pack-images-missing", &["no image listed"]),
    ("pack-image-entry", &["images entry without `image`"]),
    (
        "chart-unwired",
        &[
            "chart shipped, `charts.<Chart.yaml name>` absent",
            "chart shipped, its key empty",
        ],
    ),
    ("chart-unknown", &["`charts.<key>` names no shipped chart"]),
    (
        "constraint-required",
        &["required value empty in own values"],
    ),
    ("pack-logo-missing", &["logo.png absent"]),
];

/// The packs of a line of KNOWN.md: `| defect | 2: one-1.0.0, two-1.0.0 |`.
fn known(page: &str, defect: &str) -> BTreeSet<String> {
    let line = page
        .lines()
        .find(|line| line.starts_with(&format!("| {defect}")))
        .unwrap_or_else(|| panic!("{defect} is not in KNOWN.md"));
    let packs = line
        .trim_end_matches(" |")
        .rsplit_once(": ")
        .map_or("", |(_, packs)| packs);
    packs
        .split(", ")
        .filter(|pack| !pack.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn findings_on_real_packs_are_the_known_ones() {
    let (Some(packs), Some(page)) = (shared("corpus/packs"), shared("corpus/KNOWN.md")) else {
        return;
    };
    let page = std::fs::read_to_string(page).expect("readable");
    let run = run(
        &packs,
        &["check", ".", "--format", "concise", "--no-config"],
    );
    assert_eq!(run.stderr, "");
    for rule in packlint::rules::RULES {
        let id = rule.meta().id;
        let found: BTreeSet<String> = run
            .stdout
            .lines()
            .filter(|line| line.split(' ').nth(2) == Some(id))
            .map(|line| line.split('/').next().unwrap_or_default().to_owned())
            .collect();
        let listed = LISTED.iter().find(|(listed, _)| *listed == id);
        let defects = listed.map_or(&[][..], |(_, defects)| *defects);
        let expected = defects
            .iter()
            .flat_map(|defect| known(&page, defect))
            .collect();
        assert_eq!(found, expected, "{id}");
    }
}
