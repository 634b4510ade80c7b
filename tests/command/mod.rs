//! The command line as a contract: statuses, formats, messages, and what a whole run says.

mod accepted;
mod advice;
mod capacity;
mod completions;
mod config;
mod config_defaults;
mod config_edges;
mod config_overrides;
mod corpus;
mod files;
mod inputs;
mod look;
mod network;
mod once;
mod output;
mod positions;
mod precedence;
mod schema;
mod shown;
mod statuses;
mod unknown;
mod unrecognised;

use crate::support::{Run, packlint, root, run};

/// Rules that a test here shows failing, since no fixture can contain their defect: a FIFO, a text of
/// more than 64 MiB.
pub const RULES_SHOWN_HERE: [&str; 2] = ["not-a-regular-file", "input-limit"];

#[test]
fn quickstart_passes_and_its_broken_sibling_fails() {
    let check = |file| run(&root(), &["check", file]);
    let good = check("fixtures/quickstart/cluster.yaml");
    assert_eq!(good.status, 0, "{}", good.stdout);
    assert!(good.stdout.contains("nothing found"), "{}", good.stdout);
    let bad = check("fixtures/quickstart/broken.yaml");
    assert_eq!(bad.status, 1, "{}", bad.stdout);
    for rule in [
        "subnet-capacity",
        "cilium-dataplane-policy",
        "cilium-linux-only",
    ] {
        assert!(bad.stdout.contains(&format!("error[{rule}]")), "{rule}");
    }
    assert_eq!(bad.stdout.matches("error[").count(), 3, "{}", bad.stdout);
}

#[test]
fn today_decides_on_retirements() {
    let file = "fixtures/clusters/bad/retired-feature/before-the-date.yaml";
    let check = |arguments: &[&str]| run(&root(), &[&["check", file], arguments].concat());
    let before = check(&["--today", "2027-03-31"]);
    assert!(before.stdout.contains("warning[retired-feature]"));
    // AKS still creates Windows Server 2019 until its images are removed.
    assert!(
        before
            .stdout
            .contains("AKS retired Windows Server 2019 on 2026-03-01")
    );
    let after = check(&["--today", "2027-04-01"]);
    assert_eq!(after.status, 1, "{}", after.stdout);
    assert!(
        after
            .stdout
            .contains("AKS no longer creates Windows Server 2019")
    );
    // Without the option the clock decides: either way there is a finding.
    let output = packlint(&root()).args(["check", file]).output();
    let by_the_clock = Run::of(output.expect("packlint starts"));
    assert!(by_the_clock.stdout.contains("[retired-feature]"));
    let none = check(&["--today", "2028-02-30"]);
    assert_eq!(none.status, 2);
    assert!(none.stderr.contains("must be a date"), "{}", none.stderr);
}
