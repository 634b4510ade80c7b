//! Exit statuses: 0 nothing, 1 findings, 2 packlint could not do its job; and everything else in
//! the run is still checked.

use crate::support::{Folder, root, run};

const WRONG: &str = "pack:\n  networkPolicy: calcio\n";

/// A folder with a values file that has one error.
fn with_an_error() -> Folder {
    Folder::with("values.yaml", WRONG)
}

#[test]
fn files_of_others_are_passed_over_and_counted() {
    let folder = Folder::new();
    folder.write(
        ".github/workflows/ci.yaml",
        "name: ci\non: push\njobs: {}\n",
    );
    folder.write(
        "chart/templates/deploy.yaml",
        "{{- if .Values.x }}\nkind: {{ .Values.kind }}\n{{- end }}\n",
    );
    folder.write("chart/values.yaml", "replicas: 3\nimage: {tag: latest}\n");
    folder.write("compose.yml", "services:\n  web: {image: nginx}\n");
    folder.write("broken.yaml", "a: [\n");
    folder.write("latin-1.yaml", b"a: \xfc\n");
    folder.write("logo.png", b"\x89PNG\r\n\x1a\n\0\0");
    folder.write("README.md", "# values\npack: x\n");
    folder.write("Makefile", "all:\n");
    let names = [
        ".github/workflows/ci.yaml",
        "chart/templates/deploy.yaml",
        "chart/values.yaml",
        "compose.yml",
        "broken.yaml",
        "latin-1.yaml",
        "logo.png",
        "README.md",
        "Makefile",
    ];
    let run = folder.check(&names);
    let found = run.stdout.matches("[unrecognised-input]").count();
    assert_eq!((run.status, found), (1, 9), "{run:?}");
    let names = [&["--skip-unknown"], names.as_slice()].concat();
    let run = folder.check(&names);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout.contains("9 other files skipped"),
        "{}",
        run.stdout
    );
    for name in names.iter().skip(1) {
        assert!(!run.stdout.contains(name), "{}", run.stdout);
    }
    assert_eq!(folder.json(&names).value["summary"]["skipped"], 9);
    // Beside one that is packlint's business.
    folder.write("values.yaml", WRONG);
    let run = folder.check(&[names.as_slice(), &["values.yaml", "--format", "concise"]].concat());
    assert_eq!((run.status, run.rules()), (1, vec!["network-policy-value"]));
}

#[test]
fn a_walk_passes_over_charts() {
    let folder = Folder::new();
    folder.write("charts/demo/Chart.yaml", "name: demo\n");
    folder.write(
        "charts/demo/values.yaml",
        "networkPolicy: {enabled: false}\npack: {}\n",
    );
    folder.write(
        "charts/demo/templates/cluster.yaml",
        "cluster: {{ .Values.name }}\n",
    );
    folder.write(
        "clusters/demo.yaml",
        "cluster: demo\nnetwork: {networkPolicy: calcio}\n",
    );
    folder.pack("packs/demo-1.0.0", "demo", "addon", "charts: {}\n");
    folder.write(
        "packs/demo-1.0.0/charts/demo/values.yaml",
        "cluster: x\nnodePools: [\n",
    );
    let report = folder.json(&["."]);
    assert_eq!(
        report.of(&["network-policy-value", "yaml-syntax"]).len(),
        1,
        "{report:?}"
    );
    assert_eq!(report.value["summary"]["clusters"], 1);
    assert_eq!(report.value["summary"]["packs"], 1);
}

#[test]
fn what_is_not_there_is_two_and_hides_nothing() {
    let folder = with_an_error();
    for (argument, message) in [
        ("missing.yaml", "missing.yaml: no such file or directory"),
        ("missing/", "missing: no such file or directory"),
    ] {
        let run = folder.check(&[argument, "values.yaml"]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains(message), "{run:?}");
        assert!(run.stdout.contains("network-policy-value"), "{run:?}");
    }
    let report = folder.json(&["missing.yaml", "values.yaml"]);
    assert_eq!(report.rules(), ["network-policy-value"]);
    assert_eq!(report.value["errors"][0]["file"], "missing.yaml");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_two_and_hides_nothing() {
    use std::os::unix::fs::symlink;
    let folder = with_an_error();
    symlink("loop.yaml", folder.path().join("loop.yaml")).expect("linked");
    let run = folder.check(&["loop.yaml", "values.yaml", "--format", "concise"]);
    assert_eq!((run.status, run.rules()), (2, vec!["network-policy-value"]));
    assert!(
        run.stderr.contains("packlint: loop.yaml: cannot be read"),
        "{run:?}"
    );
    // The same within a pack.
    folder.pack("demo-1.0.0", "demo", "addon", "");
    let values = folder.path().join("demo-1.0.0/values.yaml");
    std::fs::remove_file(&values).expect("removed");
    symlink("values.yaml", &values).expect("linked");
    let run = folder.check(&["demo-1.0.0", "values.yaml", "--format", "concise"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.rules().contains(&"network-policy-value"));
    assert!(
        run.stderr
            .contains("demo-1.0.0/values.yaml: cannot be read"),
        "{run:?}"
    );
}

#[test]
fn a_directory_in_which_nothing_is_recognised_is_two() {
    let folder = with_an_error();
    folder.write("docs/index.yaml", "a: 1\n");
    let run = folder.check(&["docs", "values.yaml"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("docs: contains no pack and no cluster file"),
        "{run:?}"
    );
    assert!(run.stdout.contains("network-policy-value"));
}

#[test]
fn usage_errors_are_two() {
    let folder = with_an_error();
    for (arguments, message) in [
        (&["--nonsense"][..], "unexpected argument '--nonsense'"),
        (
            &["--select", "network-policy-valu"],
            "did you mean network-policy-value?",
        ),
        (&["--ignore", "xyzzy"], "there is no such rule"),
        (
            &["--fail-on", "fatal"],
            "[possible values: info, warning, error]",
        ),
        (&["--format", "xml"], "must be human, concise, json"),
        (&["--os", "beos"], "must be linux or windows"),
        (&["--var", "=x"], "must be NAME=VALUE"),
        (&["--nodes", "many"], "invalid value 'many'"),
        (
            &["--format", "json", "--format", "human"],
            "only one format",
        ),
        (&["--format", "json="], "name a file after ="),
        (&["--stdin-filename", "a.yaml"], "add the path -"),
        (&["--unsafe-fixes"], "<--fix|--diff>"),
        (
            &["--diff", "--write-baseline", "b.json"],
            "cannot be used with",
        ),
        (&["--diff", "--format", "json"], "prints a diff instead"),
        (&["--statistics", "--format", "json"], "replaces the report"),
    ] {
        let run = folder.check(&[&["values.yaml"], arguments].concat());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(
            run.stderr.contains(message),
            "{arguments:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn a_pack_that_a_cluster_file_names_and_is_not_there_is_a_finding() {
    let folder = with_an_error();
    folder.write(
        "cluster.yaml",
        "cluster: demo\npacks: [./packs/cni-azure-9.9.9]\nnodePools:\n  - {name: system, mode: System, count: 3, maxPods: 300}\n",
    );
    let report = folder.json(&["cluster.yaml"]);
    assert_eq!(report.status, 1);
    let [finding] = report.of(&["path-not-found"])[..] else {
        panic!("{report:?}")
    };
    assert_eq!(finding["pointer"], "/packs/0");
    assert_eq!(
        report.of(&["max-pods-range"]).len(),
        1,
        "the rest is checked"
    );
}

#[test]
fn a_cluster_file_beside_flags_is_a_usage_error_and_the_rest_is_checked() {
    let folder = with_an_error();
    folder.write(
        "cluster.yaml",
        "cluster: demo\nnodePools:\n  - {name: s, count: 1}\n",
    );
    let run = folder.check(&[
        "cluster.yaml",
        "values.yaml",
        "--nodes",
        "3",
        "--format",
        "concise",
    ]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("cluster.yaml: this is a cluster file"),
        "{run:?}"
    );
    assert_eq!(run.rules(), ["network-policy-value"]);
    // A variable may be given with both.
    folder.write(
        "cluster.yaml",
        "cluster: demo\nvariables: {a: c}\nnodePools:\n  - {name: s, count: 1}\n",
    );
    let report = folder.json(&["cluster.yaml", "--var", "a=b"]);
    assert_eq!(report.value["errors"].as_array().map(Vec::len), Some(0));
}

#[test]
fn fail_on_decides_what_is_one() {
    let folder = Folder::with(
        "cluster.yaml",
        "cluster: demo\nnetwork: {networkPlugin: azure}\nvnet:\n  addressSpace: [10.240.0.0/16]\n  subnets: [{name: nodes, cidr: 10.240.0.0/24}]\nnodePools:\n  - {name: system, mode: System, count: 8, maxPods: 30}\n",
    );
    for (level, status) in [("error", 0), ("warning", 1), ("info", 1)] {
        let run = folder.check(&["cluster.yaml", "--fail-on", level]);
        assert_eq!(run.status, status, "{level}");
    }
}

/// The lists in the help are those of the messages, which are made from the values themselves.
#[test]
fn the_help_names_all_formats_and_forms() {
    let help = run(&root(), &["check", "--help"])
        .stdout
        .replace("\n          ", " ");
    for option in ["--format", "--input-format"] {
        let refused = run(&root(), &["check", option, "no-such-name"]).stderr;
        let (_, names) = refused.split_once("must be ").expect("a list");
        let names = names.lines().next().expect("a line");
        assert!(help.contains(names), "{option}: {names}\n{help}");
    }
}
