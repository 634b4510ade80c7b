//! The table of defects as a page in Markdown: `docs/defects.md`.

use std::fmt::Write as _;

use packlint::internals::rules::{Group, find};

use super::Outcome;
use super::table::{Defect, beyond};

/// The text before the tables.
const INTRODUCTION: &str = "\
# Mistakes that packlint finds

Generated from a table in the tests. Each row is a mistake that people make. The tests make it, one at a
time, in packlint's own good fixtures: in every input in which it is possible, in up to four places of
each. It counts as found if the rule reports it in the right file and line, labels the other line that it
concerns, and no other rule reports anything. Rules in the last column are the exception: they report
a second problem that the same mistake causes. `cargo test --locked defects -- --nocapture` prints how
many inputs and places were tried.
";

/// The share of the places in which a defect was found.
pub fn share(outcome: &Outcome) -> String {
    match outcome.tried {
        0 => "-".to_owned(),
        tried => format!("{} %", 100 * outcome.found / tried),
    }
}

/// The page.
pub fn page(defects: &[&Defect], outcomes: &[Outcome]) -> String {
    let mut page = String::from(INTRODUCTION);
    for group in Group::ALL {
        let _ = write!(page, "\n## {}\n\n", group.title());
        page.push_str("| mistake | in | found by | share | also reported |\n");
        page.push_str("| --- | --- | --- | --- | --- |\n");
        for (defect, outcome) in defects.iter().zip(outcomes) {
            let is_of_group = find(defect.rule).is_some_and(|rule| rule.group == group);
            if is_of_group {
                let _ = writeln!(page, "{}", row(defect, outcome));
            }
        }
    }
    page.push_str("\n## What packlint does not find\n\n");
    page.push_str("| what goes wrong | why packlint does not report it |\n| --- | --- |\n");
    for one in beyond() {
        let _ = writeln!(page, "| {} | {} |", one.says, one.why);
    }
    page
}

fn row(defect: &Defect, outcome: &Outcome) -> String {
    let link = |rule: &&str| format!("[{rule}](rules.md#{rule})");
    let forms: Vec<_> = outcome.forms.iter().map(|form| form.title()).collect();
    let also: Vec<_> = defect.also.iter().map(link).collect();
    format!(
        "| {} | {} | {} | {} | {} |",
        defect.says.replace('|', "\\|"),
        forms.join(", "),
        link(&defect.rule),
        share(outcome),
        also.join(", ")
    )
}
