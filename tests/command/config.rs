//! packlint.yaml.

use crate::support::{Folder, text};

const CLUSTER: &str = "cluster: demo\nnetwork: {networkPolicy: calcio, networkPlugin: Azure}\nvnet:\n  addressSpace: [10.240.0.0/16]\n  subnets: [{name: nodes, cidr: 10.240.0.0/24}]\nnodePools:\n  - {name: system, mode: System, count: 3, maxPods: 300}\n";

fn with_config(config: &str) -> Folder {
    let folder = Folder::with("cluster.yaml", CLUSTER);
    folder.write("packlint.yaml", config);
    folder
}

#[test]
fn rules_are_selected_and_ignored() {
    let select = with_config("select: [network-policy-value, max-pods-range]\n");
    assert_eq!(
        select.json(&["cluster.yaml"]).rules(),
        ["network-policy-value", "max-pods-range"]
    );
    let ignore =
        with_config("select: [network-policy-value, max-pods-range]\nignore: [max-pods-range]\n");
    assert_eq!(
        ignore.json(&["cluster.yaml"]).rules(),
        ["network-policy-value"]
    );
    let off = with_config(
        "select: [network-policy-value, max-pods-range]\nseverity: {max-pods-range: off}\n",
    );
    assert_eq!(
        off.json(&["cluster.yaml"]).rules(),
        ["network-policy-value"]
    );
    // The command line takes precedence.
    let report = select.json(&["cluster.yaml", "--select", "network-option-value"]);
    assert_eq!(report.rules(), ["network-option-value"]);
}

#[test]
fn severities_are_changed() {
    let folder =
        with_config("select: [network-policy-value]\nseverity: {network-policy-value: warning}\n");
    let report = folder.json(&["cluster.yaml"]);
    assert_eq!(report.status, 0);
    assert_eq!(report.findings()[0]["severity"], "warning");
    assert_eq!(report.value["summary"]["warnings"], 1);
}

#[test]
fn paths_are_excluded_from_walks_only() {
    let folder = with_config("exclude: [old/]\nselect: [network-policy-value]\n");
    folder.write("old/cluster.yaml", CLUSTER);
    folder.pack("old/cni", "cni-azure", "cni", "pack:\n  networkPolicy: x\n");
    assert_eq!(folder.json(&["."]).findings().len(), 1);
    assert_eq!(folder.json(&["old/cluster.yaml"]).findings().len(), 1);
    assert_eq!(folder.json(&["old/cni"]).findings().len(), 1);
}

#[test]
fn force_exclude_holds_for_named_paths_too() {
    let folder = with_config("exclude: [old/, '*.tmp.yaml']\nselect: [network-policy-value]\n");
    for name in ["old/deep/cluster.yaml", "a.tmp.yaml", "older/cluster.yaml"] {
        folder.write(name, CLUSTER);
    }
    folder.pack("old/cni", "cni-azure", "cni", "pack:\n  networkPolicy: x\n");
    std::fs::create_dir(folder.path().join("new")).expect("made");
    for (path, findings) in [
        ("old/deep/cluster.yaml", 0),
        ("old/cni/values.yaml", 0),
        ("./new/../old/cni", 0),
        ("old", 0),
        ("a.tmp.yaml", 0),
        ("cluster.yaml", 1),
        ("older/cluster.yaml", 1),
        ("older", 1),
    ] {
        let forced = folder.json(&[path, "--force-exclude"]);
        assert_eq!(forced.findings().len(), findings, "{path}: {forced:?}");
        assert_eq!(forced.status, i32::from(findings > 0), "{path}: {forced:?}");
        assert_eq!(
            forced.value["summary"]["skipped"],
            1 - findings,
            "{path}: {forced:?}"
        );
        assert!(!folder.json(&[path]).findings().is_empty(), "{path}");
    }
    // What lies above the file with the patterns has nothing to do with them.
    folder.write("old/packlint.yaml", "exclude: [old/, none/]\n");
    let inside = folder.check_in("old", &["deep/cluster.yaml", "--force-exclude"]);
    assert!(inside.stdout.contains("network-policy-value"), "{inside:?}");
    let outside = folder.check_in("old", &["../cluster.yaml", "--force-exclude"]);
    assert!(
        outside.stdout.contains("network-policy-value"),
        "{outside:?}"
    );
    // A pattern that cannot be read is said once.
    folder.write("packlint.yaml", "exclude: ['a[']\n");
    let broken = folder.check(&[".", "cluster.yaml", "--force-exclude"]);
    assert_eq!(broken.status, 2, "{broken:?}");
    assert_eq!(
        broken.stderr.matches("not a valid pattern").count(),
        1,
        "{broken:?}"
    );
}

#[test]
fn mistakes_are_named_and_stop_the_run() {
    for (config, rule, message) in [
        (
            "selct: [network-policy-value]\n",
            "unknown-field",
            "did you mean 'select'?",
        ),
        (
            "ignore: [network-policy-valu]\n",
            "unknown-field",
            "did you mean 'network-policy-value'?",
        ),
        (
            "severity: {network-policy-valu: off}\n",
            "unknown-field",
            "did you mean 'network-policy-value'?",
        ),
        (
            "severity: {network-policy-value: fatal}\n",
            "wrong-type",
            "expected error, warning, info or\n  │ off",
        ),
        (
            "select: network-policy-value\n",
            "wrong-type",
            "expected a list of rule ids",
        ),
        ("- select\n", "wrong-type", "expected a mapping"),
        ("select: [\n", "yaml-syntax", "parsing stopped here"),
    ] {
        let folder = with_config(config);
        let run = folder.check(&["cluster.yaml"]);
        assert_eq!(run.status, 2, "{config}");
        assert!(run.stdout.contains(message), "{config}: {}", run.stdout);
        assert!(
            run.stderr.contains("packlint.yaml"),
            "{config}: {}",
            run.stderr
        );
        let report = folder.json(&["cluster.yaml"]);
        let [finding] = report.of(&[rule])[..] else {
            panic!("{config}: {report:?}")
        };
        assert_eq!(finding["file"], "packlint.yaml");
        assert_eq!(report.of(&["max-pods-range"]).len(), 0, "{config}");
    }
}

#[test]
fn settings_that_are_not_there_stop_the_run() {
    let folder = with_config("");
    for arguments in [
        ["cluster.yaml", "--config", "absent.yaml"],
        ["cluster.yaml", "--baseline", "absent.json"],
        ["cluster.yaml", "--baseline", "cluster.yaml"],
    ] {
        let report = folder.json(&arguments);
        assert_eq!(report.status, 2, "{arguments:?}");
        assert_eq!(report.of(&["max-pods-range"]).len(), 0, "{arguments:?}");
    }
}

#[test]
fn the_configuration_has_three_names() {
    for name in ["packlint.yaml", "packlint.yml", ".packlint.yaml"] {
        let folder = Folder::with("cluster.yaml", CLUSTER);
        folder.write(name, "ignore: [max-pods-range]\n");
        let report = folder.json(&["cluster.yaml"]);
        assert_eq!(report.of(&["max-pods-range"]).len(), 0, "{name}");
        assert_eq!(
            folder.json(&["."]).of(&["max-pods-range"]).len(),
            0,
            "{name}"
        );
    }
}

#[test]
fn the_nearest_config_is_used_unless_told_otherwise() {
    let folder = with_config("select: [network-policy-value]\n");
    folder.write("sub/cluster.yaml", CLUSTER);
    let from = |arguments: &[&str]| {
        let all = [&["check", "--format", "concise"], arguments].concat();
        let run = crate::support::run(&folder.path().join("sub"), &all);
        assert_ne!(run.status, 2, "{run:?}");
        run.rules().len()
    };
    assert_eq!(from(&["cluster.yaml"]), 1);
    assert!(from(&["cluster.yaml", "--no-config"]) >= 3);
    folder.write("other.yaml", "select: [max-pods-range]\n");
    let report = folder.json(&["cluster.yaml", "--config", "other.yaml"]);
    assert_eq!(report.rules(), ["max-pods-range"]);
    for arguments in [
        &["--config", "missing.yaml"][..],
        &["--config", "other.yaml", "--no-config"],
    ] {
        let run = folder.check(&[&["cluster.yaml"], arguments].concat());
        assert_eq!(run.status, 2, "{arguments:?}");
    }
}

#[test]
fn an_empty_config_says_nothing() {
    for config in ["", "# nothing\n"] {
        let folder = with_config(config);
        let run = folder.check(&["cluster.yaml"]);
        assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{config:?}");
    }
}

#[test]
fn a_broken_pattern_is_named() {
    let folder = with_config("exclude: ['a[']\n");
    let run = folder.check(&["."]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("not a valid pattern for exclude"),
        "{run:?}"
    );
}

#[test]
fn an_organisations_schema_is_applied_on_top() {
    let folder = Folder::new();
    folder.pack("packs/demo", "demo", "addon", "pack: {}\n");
    folder.write("packlint.yaml", "pack: {schema: own.json}\n");
    folder.write(
        "own.json",
        r#"{"required": ["annotations"], "properties": {"name": {"pattern": "^our-"}, "version": {"type": "string"}}}"#,
    );
    let select = ["packs", "--select", "pack-schema"];
    let report = folder.json(&select);
    assert_eq!(report.status, 1);
    let messages: Vec<_> = report
        .findings()
        .iter()
        .map(|finding| text(&finding["message"]))
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        messages
            .iter()
            .any(|message| message.contains("\"annotations\" is a required property"))
    );
    assert!(
        messages
            .iter()
            .any(|message| message.starts_with("name violates your organisation's schema"))
    );
    assert!(
        report
            .findings()
            .iter()
            .all(|finding| finding["pointer"] == "/name")
    );
    folder.write("own.json", "{");
    let broken = folder.check(&select);
    assert_eq!(broken.status, 2, "{broken:?}");
    assert!(
        broken.stderr.contains("own.json: not valid JSON"),
        "{broken:?}"
    );
}

#[test]
fn patterns_are_relative_to_the_file() {
    let folder = Folder::new();
    folder.pack("top/packs/demo", "demo", "addon", "a: 1\na: 2\n");
    folder.write("packlint.yaml", "exclude: [/top/packs]\n");
    let run = folder.check_in(
        "top",
        &[".", "--select", "duplicate-key", "--format", "concise"],
    );
    assert_eq!(run.stdout, "", "{run:?}");
}
