//! The same configuration twice: as Terraform's files, and as the plan that Terraform 1.11 made of
//! them, with stand-ins for the providers. Both give the same findings, up to their place; what the
//! files leave open, the plan may only add.
//!
//! A plan is made by `terraform show -json` of `terraform plan -out`, of a copy of the fixture with a
//! `required_providers` block for spectrocloud/spectrocloud and hashicorp/azurerm; its timestamp is
//! left out. A variable without a value is given one: what the files leave open is tried too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::{Json, entries, root, run, text};

/// Fixtures without a plan, and why.
const WITHOUT: &[(&str, &str)] = &[
    (
        "bad-provider-rejects-refused",
        "the provider refuses to plan it",
    ),
    (
        "bad-subnet-capacity-imported-profile",
        "a plan names the export, and does not have it",
    ),
    ("bad-unrecognised-input-broken", "it is not HCL"),
    ("bad-unrecognised-input-open-quote", "it is not HCL"),
    ("bad-unused-suppression-comments", "a plan has no comments"),
    ("ok-suppressed", "a plan has no comments"),
    (
        "bad-network-range-public-edge",
        "no stand-in has this resource",
    ),
    (
        "bad-cidr-overlap-azure-machines",
        "no stand-in has this resource",
    ),
    (
        "bad-windows-requires-azure-cni-end-to-end",
        "its plan is among the fixtures of plans, with variables",
    ),
];

/// The findings of a run as far as they are the same in both forms.
fn findings(run: &Json) -> BTreeSet<(String, String, String)> {
    let found = run.findings().iter();
    let found = found.map(|finding| {
        let part = |key: &str| text(&finding[key]).to_owned();
        // A plan tells the rest of a resource's address from the configuration, the files from counting.
        let message = match part("rule").as_str() {
            "resource-not-created" => String::new(),
            _ => part("message"),
        };
        (part("severity"), part("rule"), message)
    });
    found.collect()
}

fn unresolved(run: &Json) -> BTreeSet<String> {
    let all = run.value["unresolved"].as_array().expect("a list");
    let rules = all.iter().flat_map(|one| one["rules"].as_array());
    rules.flatten().map(|rule| text(rule).to_owned()).collect()
}

fn fixtures() -> Vec<PathBuf> {
    let folder = root().join("fixtures/terraform");
    let bad = entries(&folder.join("bad"));
    let mut all: Vec<_> = bad.iter().flat_map(|rule| entries(rule)).collect();
    all.extend(entries(&folder.join("ok")));
    all.extend(entries(&folder.join("twins")));
    all
}

fn check(path: &Path) -> Json {
    let path = path.strip_prefix(root()).expect("a fixture");
    let path = path.to_string_lossy();
    let run = run(
        &root(),
        &[
            "check",
            &*path,
            "--format=json",
            "--no-config",
            "--min-severity=info",
        ],
    );
    Json {
        status: run.status,
        value: serde_json::from_str(&run.stdout).expect("JSON"),
    }
}

#[test]
fn files_and_their_plan_give_the_same_findings() {
    let folder = root().join("fixtures/terraform");
    let (mut compared, mut equal) = (0, 0);
    for module in fixtures() {
        let name = module.strip_prefix(&folder).expect("a fixture");
        let name = name.to_string_lossy().replace(['/', '\\'], "-");
        let plan = folder.join(format!("plans/{name}.json"));
        let is_without = WITHOUT.iter().any(|(own, _)| *own == name);
        assert_eq!(plan.is_file(), !is_without, "{name}: its plan");
        if is_without {
            continue;
        }
        let (files, plan) = (check(&module), check(&plan));
        let (own, planned) = (findings(&files), findings(&plan));
        let (open, left) = (unresolved(&files), unresolved(&plan));
        assert!(
            left.is_subset(&open),
            "{name}: only the plan leaves {left:?} open"
        );
        assert!(
            own.is_subset(&planned),
            "{name}: {own:?}, its plan: {planned:?}"
        );
        let added = planned
            .difference(&own)
            .find(|(_, rule, _)| !open.contains(rule));
        assert_eq!(added, None, "{name}: the files say that this is right");
        compared += 1;
        equal += usize::from(own == planned && open == left);
    }
    assert!(compared >= 40, "only {compared} plans");
    assert!(
        equal * 10 >= compared * 9,
        "{equal} of {compared} say all that the plan says"
    );
}

#[test]
fn each_plan_is_of_a_fixture() {
    let folder = root().join("fixtures/terraform");
    for plan in entries(&folder.join("plans")) {
        let stem = plan.file_stem().expect("a name").to_string_lossy();
        let is_of = |module: &PathBuf| {
            let name = module.strip_prefix(&folder).expect("a fixture");
            name.to_string_lossy().replace(['/', '\\'], "-") == stem
        };
        assert!(fixtures().iter().any(is_of), "{stem}: of which fixture?");
    }
}
