//! The command line as a contract: statuses, formats, messages, and what a whole run says.

mod capacity;
mod config;
mod corpus;
mod files;
mod look;
mod network;
mod once;
mod output;
mod positions;
mod precedence;
mod schema;
mod statuses;
mod unknown;

use crate::support::{root, run};

/// Rules that a test here shows failing, since no fixture can hold their defect: a FIFO, a text of
/// more than 64 MiB.
pub const RULES_SHOWN_HERE: [&str; 2] = ["not-a-regular-file", "input-limit"];

#[test]
fn quickstart_passes_and_its_broken_sibling_fails() {
    let good = run(&root(), &["check", "fixtures/quickstart/cluster.yaml"]);
    assert_eq!(good.status, 0, "{}", good.stdout);
    assert!(good.stdout.contains("nothing found"), "{}", good.stdout);
    let bad = run(&root(), &["check", "fixtures/quickstart/broken.yaml"]);
    assert_eq!(bad.status, 1, "{}", bad.stdout);
}
