//! What a report for people shows of its findings, and what it leaves out.

use crate::support::Folder;

/// A text without its line breaks.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One error, one warning, one info with a safe fix each or none.
fn pack() -> Folder {
    let folder = Folder::with(
        "packs/demo/pack.json",
        r#"{"name": "demo", "displayName": "Demo", "version": "v1.0.0", "layer": "addon", "addonType": "monitoring"}"#,
    );
    folder.write("packs/demo/values.yaml", "pack: {}\n");
    folder.write("packs/demo/logo.png", "a picture");
    folder
}

#[test]
fn infos_are_counted_and_not_shown_to_people() {
    let folder = pack();
    let run = folder.check(&["packs"]);
    assert!(
        !run.stdout.contains("info[pack-directory-name]"),
        "{}",
        run.stdout
    );
    assert!(
        in_one_line(&run.stdout).contains("1 finding hidden: show them with"),
        "{}",
        run.stdout
    );
    let run = folder.check(&["packs", "--min-severity", "info"]);
    assert!(
        run.stdout.contains("info[pack-directory-name]"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("hidden"), "{}", run.stdout);
    let concise = folder.check(&["packs", "-f", "concise"]);
    assert!(
        concise.stdout.contains("pack-directory-name"),
        "{}",
        concise.stdout
    );
    let concise = folder.check(&["packs", "-f", "concise", "--min-severity", "error"]);
    assert_eq!(concise.stdout.lines().count(), 1, "{}", concise.stdout);
}

#[test]
fn a_hidden_finding_still_decides_the_status() {
    let folder = pack();
    let arguments = [
        "packs",
        "--min-severity",
        "error",
        "--ignore",
        "pack-version-prefix",
    ];
    assert_eq!(
        folder
            .check(&[&arguments[..], &["--fail-on", "info"]].concat())
            .status,
        1
    );
}

#[test]
fn errors_come_last_and_fixes_are_named() {
    let run = pack().check(&["packs"]);
    let warning = run.stdout.find("warning[pack-readme-missing]");
    let error = run
        .stdout
        .find("error[pack-version-prefix] fixable with --fix");
    assert!(warning.is_some() && warning < error, "{}", run.stdout);
    assert!(
        in_one_line(&run.stdout).contains("1 finding fixable with --fix."),
        "{}",
        run.stdout
    );
    assert!(
        in_one_line(&run.stdout).contains("packlint explain RULE"),
        "{}",
        run.stdout
    );
}

#[test]
fn statistics_count_by_rule() {
    let run = pack().check(&["packs", "--statistics"]);
    let last = run.stdout.lines().last().unwrap_or_default();
    assert_eq!(last, "1 error   pack-version-prefix  1 fixable with --fix");
    assert!(!run.stdout.contains("Checked"), "{}", run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn a_written_baseline_is_one_line() {
    let folder = pack();
    let run = folder.check(&["packs", "--write-baseline", "known.json"]);
    let lines: Vec<_> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{}", run.stdout);
    assert!(
        lines[0].starts_with("Wrote ") && lines[0].ends_with(" to known.json"),
        "{lines:?}"
    );
    assert_eq!(run.status, 0);
}

/// What is fixed leaves the baseline; what is new does not come in, unlike with `--write-baseline`.
#[test]
fn pruning_a_baseline_only_removes() {
    let folder = pack();
    folder.check(&["packs", "--write-baseline", "known.json"]);
    let baseline = || std::fs::read_to_string(folder.path().join("known.json")).expect("written");
    let prune = ["packs", "--baseline", "known.json", "--prune-baseline"];
    let before = baseline();
    let nothing = folder.check(&prune);
    assert_eq!(
        nothing.stderr,
        "packlint: nothing to remove from known.json\n"
    );
    assert_eq!(baseline(), before);

    // One is fixed, one is new, one file cannot be read today.
    folder.write("packs/demo/README.md", "# Demo\n");
    folder.pack("packs/new", "new", "addon", "pack: {}\n");
    folder.write("packs/demo/values.yaml", "pack: {\n");
    let run = folder.check(&prune);
    assert!(
        run.stderr
            .starts_with("packlint: removed 1 finding from known.json; "),
        "{run:?}"
    );
    let after = baseline();
    assert!(!after.contains("pack-readme-missing"), "{after}");
    assert!(after.contains("pack-version-prefix"), "{after}");
    assert!(after.contains("pack-images-missing"), "{after}");
    assert!(!after.contains("packs/new"), "{after}");
    assert!(!run.stdout.contains("baseline-stale"), "{run:?}");
    let lines = before.lines().filter(|line| !after.contains(line)).count();
    assert!(lines <= 6, "entries that stay are as they were: {after}");

    // Without the flag, the baseline is not written, and with a failed run neither.
    folder.write("packs/demo/values.yaml", "pack: {}\n");
    folder.write(
        "packs/demo/pack.json",
        std::fs::read(folder.path().join("packs/new/pack.json")).expect("there"),
    );
    for arguments in [
        &["packs", "--baseline", "known.json"][..],
        &[
            "packs",
            "absent",
            "--baseline",
            "known.json",
            "--prune-baseline",
        ],
    ] {
        folder.check(arguments);
        assert_eq!(baseline(), after, "{arguments:?}");
    }
    let alone = folder.check(&["packs", "--prune-baseline"]);
    assert_eq!(alone.status, 2, "{alone:?}");
}

#[test]
fn strict_fails_where_rules_were_skipped() {
    let folder = Folder::with("values.yaml", "pack: {networkPolicy: calico}\n");
    assert_eq!(folder.check(&["values.yaml"]).status, 0);
    assert_eq!(folder.check(&["values.yaml", "--strict"]).status, 1);
    let flags = [
        "values.yaml",
        "--strict",
        "--nodes",
        "2",
        "--max-pods",
        "30",
        "--subnet",
        "10.0.0.0/24",
        "--os",
        "linux",
        "--network-plugin",
        "azure",
        "--select",
        "subnet-capacity",
    ];
    assert_eq!(folder.check(&flags).status, 0);
}
