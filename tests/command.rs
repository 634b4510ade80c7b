//! The command line as a contract: statuses, formats, messages.

use crate::support::{TODAY, root, run};

/// Rules that a test here shows failing, since no fixture can hold their defect.
pub const RULES_SHOWN_HERE: [&str; 0] = [];

#[test]
fn quickstart_passes_and_its_broken_sibling_fails() {
    let check = |file| run(&root(), &["check", file, "--today", TODAY]);
    let good = check("fixtures/quickstart/cluster.yaml");
    assert_eq!(good.status, 0, "{}", good.stdout);
    assert!(good.stdout.contains("nothing found"), "{}", good.stdout);
    let bad = check("fixtures/quickstart/broken.yaml");
    assert_eq!(bad.status, 1, "{}", bad.stdout);
}
