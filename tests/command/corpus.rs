//! Real packs: the findings are exactly the known defects.

use std::collections::BTreeSet;

use crate::support::{run, shared};

/// The rules whose known defects are listed in KNOWN.md by pack, each with the beginning of its
/// line there.
const LISTED: [(&str, &str); 2] = [
    ("pack-file-missing", "charts or kubeManifests file absent"),
    ("constraint-required", "required value empty in own values"),
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
        let expected = listed.map_or(BTreeSet::new(), |(_, defect)| known(&page, defect));
        assert_eq!(found, expected, "{id}");
    }
}
