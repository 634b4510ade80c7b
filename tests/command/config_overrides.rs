//! packlint.yaml: what differs for some files, and `--show-config`.

use crate::support::{Folder, Json};

/// Two packs, each without a logo and a README.
fn packs(config: &str) -> Folder {
    let folder = Folder::new();
    for name in ["new", "old"] {
        let directory = format!("{name}/demo");
        folder.pack(&directory, "demo", "addon", "pack: {}\n");
        for file in ["logo.png", "README.md"] {
            let _ = std::fs::remove_file(folder.path().join(&directory).join(file));
        }
    }
    folder.write("packlint.yaml", config);
    folder
}

/// Rule, severity and the directory's first letter of each finding of the two rules.
fn found(report: &Json) -> Vec<String> {
    let one = |finding: &serde_json::Value| {
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        let folder = text("file").chars().take(3).collect::<String>();
        format!("{folder} {} {}", text("rule"), text("severity"))
    };
    report
        .of(&["pack-logo-missing", "pack-readme-missing"])
        .into_iter()
        .map(one)
        .collect()
}

#[test]
fn rules_are_off_or_of_another_severity_in_some_files() {
    let plain = packs("");
    let all = found(&plain.json(&["."]));
    assert_eq!(all.len(), 4, "{all:?}");
    for (config, expected) in [
        (
            "overrides: [{paths: [old/], ignore: [pack-readme-missing], severity: {pack-logo-missing: off}}]",
            &[
                "new pack-logo-missing error",
                "new pack-readme-missing warning",
            ][..],
        ),
        // A JSON file by its name, which cannot have comments.
        (
            "overrides: [{paths: ['old/**/pack.json'], ignore: [pack-readme-missing, pack-logo-missing]}]",
            &[
                "new pack-logo-missing error",
                "new pack-readme-missing warning",
            ],
        ),
        (
            "ignore: [pack-logo-missing]\noverrides: [{paths: [new], severity: {pack-readme-missing: error}}]",
            &[
                "new pack-readme-missing error",
                "old pack-readme-missing warning",
            ],
        ),
        // What is off elsewhere may be on here.
        (
            "severity: {pack-logo-missing: off, pack-readme-missing: off}\noverrides: [{paths: [old], severity: {pack-logo-missing: info}}]",
            &["old pack-logo-missing info"],
        ),
        // Of several, the last that mentions the rule.
        (
            "ignore: [pack-logo-missing]\noverrides:\n  - {paths: ['*'], severity: {pack-readme-missing: error}}\n  - {paths: [old], severity: {pack-readme-missing: info}}\n  - {paths: [old], ignore: [pack-logo-missing]}",
            &[
                "new pack-readme-missing error",
                "old pack-readme-missing info",
            ],
        ),
    ] {
        let folder = packs(config);
        assert_eq!(found(&folder.json(&["."])), expected, "{config}");
        // Patterns are relative to the file, wherever packlint is started.
        let named = folder.json(&["old/demo/pack.json", "new/demo"]);
        assert_eq!(found(&named), expected, "{config}");
    }
}

#[test]
fn flags_are_the_stronger_word() {
    let folder = packs(
        "overrides: [{paths: [old], ignore: [pack-readme-missing], severity: {pack-logo-missing: info}}]",
    );
    let ignored = folder.json(&[".", "--ignore", "pack-logo-missing"]);
    assert_eq!(found(&ignored), ["new pack-readme-missing warning"]);
    let selected = folder.json(&[".", "--select", "pack-readme-missing"]);
    assert_eq!(
        found(&selected),
        [
            "new pack-readme-missing warning",
            "old pack-readme-missing warning"
        ]
    );
}

#[test]
fn what_is_off_in_a_file_is_neither_unused_nor_unresolved_there() {
    let cluster = "cluster: demo\nnetwork: {networkPlugin: azure}\nvnet: {subnets: [{name: a, cidr: 10.0.0.0/24}]}\nnodePools:\n  - {name: system, mode: System, count: '{{.spectro.var.n}}', subnet: a} # packlint: ignore[pool-name] legacy\n";
    let folder = Folder::with("cluster.yaml", cluster);
    let before = folder.json(&["cluster.yaml"]);
    assert_eq!(before.of(&["unused-suppression"]).len(), 1);
    assert!(!before.reasons("subnet-capacity").is_empty());
    folder.write(
        "packlint.yaml",
        "overrides: [{paths: [cluster.yaml], ignore: [pool-name, subnet-capacity]}]",
    );
    let after = folder.json(&["cluster.yaml"]);
    assert!(after.of(&["unused-suppression"]).is_empty(), "{after:?}");
    assert!(after.reasons("subnet-capacity").is_empty(), "{after:?}");
}

#[test]
fn a_broken_override_is_named() {
    for (config, message) in [
        (
            "overrides: [{ignore: [pool-name]}]",
            "expected a mapping with paths",
        ),
        ("overrides: {paths: [a]}", "expected a list of overrides"),
        (
            "overrides: [{paths: [a], ignore: [pool-nme]}]",
            "did you mean 'pool-name'?",
        ),
    ] {
        let run = packs(config).check(&["."]);
        assert_eq!(run.status, 2, "{config}");
        assert!(run.stdout.contains(message), "{config}: {}", run.stdout);
    }
    let run = packs("overrides: [{paths: ['a[']}]").check(&["."]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("'a[' is not a valid pattern"),
        "{run:?}"
    );
}

/// Everything that packlint.yaml takes.
const EVERYTHING: &str = "ignore: [cidr-host-bits]
severity:
  subnet-upgrade-headroom: error
exclude: [examples/, \"*.tmp\"]
overrides:
  - paths: [legacy/]
    ignore: [pack-readme-missing]
    severity: {pool-name: off}
pack: {schema: own.json}
thresholds: {subnetHeadroom: 15%}
cluster:
  kubernetesVersion: \"1.30\"
  variables: {size: 3, on: \"true\"}
  network: {networkPlugin: kubenet, podCidr: 10.244.0.0/16}
";

#[test]
fn show_config_says_what_holds_and_who_says_it() {
    let folder = Folder::with("packlint.yaml", EVERYTHING);
    let run = folder.check(&["--show-config", "--ignore", "pool-count"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    for (value, origin) in [
        ("select: []", "default"),
        ("- cidr-host-bits", "packlint.yaml:1"),
        ("- pool-count", "--ignore"),
        (
            "subnet-upgrade-headroom: error",
            "packlint.yaml:3; warning by default",
        ),
        ("- examples/", "packlint.yaml:4"),
        ("- paths: [legacy/]", "packlint.yaml:6"),
        ("subnetHeadroom: 15%", "packlint.yaml:10"),
        ("kubernetesVersion: \"1.30\"", "packlint.yaml:12"),
        ("size: \"3\"", "packlint.yaml:13"),
        ("networkPlugin: kubenet", "packlint.yaml:14"),
    ] {
        let mut lines = run.stdout.lines().map(|line| line.split(" # "));
        let is_it = lines.any(|mut parts| {
            parts.next().is_some_and(|text| text.trim() == value) && parts.next() == Some(origin)
        });
        assert!(is_it, "{value} # {origin}\n{}", run.stdout);
    }
}

#[test]
fn what_is_shown_is_a_packlint_yaml_that_says_the_same() {
    let folder = Folder::with("packlint.yaml", EVERYTHING);
    let values = |text: &str| -> serde_yaml::Value { serde_yaml::from_str(text).expect("YAML") };
    let first = folder.check(&["--show-config"]).stdout;
    folder.write("packlint.yaml", &first);
    let second = folder.check(&["--show-config"]);
    assert_eq!(second.status, 0, "{}", second.stderr);
    assert_eq!(values(&first), values(&second.stdout));
    let none = folder.check(&["--show-config", "--no-config"]);
    assert!(none.stdout.starts_with("# no packlint.yaml\n"), "{none:?}");
    assert_eq!(none.stdout.matches("# default").count(), 10, "{none:?}");
}

#[test]
fn show_config_names_mistakes() {
    let folder = Folder::with(
        "packlint.yaml",
        "selct: []\nthresholds: {subnetHeadroom: 95%}\n",
    );
    let run = folder.check(&["--show-config"]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.contains("subnetHeadroom: 0%"), "{run:?}");
    for message in ["'selct' is not a key", "whole percentage from 0% to 90%"] {
        assert!(run.stderr.contains(message), "{run:?}");
    }
}
