//! The table of defects as a page in Markdown: `docs/defects.md`.

use super::Outcome;

/// The share of the places in which a defect was found.
pub fn share(outcome: &Outcome) -> String {
    match outcome.tried {
        0 => "-".to_owned(),
        tried => format!("{} %", 100 * outcome.found / tried),
    }
}
