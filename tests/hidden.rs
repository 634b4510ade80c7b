//! Nothing is hidden that was not meant to be: by a selection, a suppression, a baseline, a path.

use crate::support::Folder;

const CLUSTER: &str =
    "cluster: demo\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n";

#[test]
fn a_selection_does_not_silence_what_cannot_be_read() {
    let folder = Folder::with("cluster.yaml", "cluster: demo\nnodePools: [\n");
    let run = folder.check(&[
        "cluster.yaml",
        "--select",
        "subnet-capacity",
        "--format",
        "concise",
    ]);
    assert_eq!((run.status, run.rules()), (1, vec!["yaml-syntax"]));
    let off = folder.check(&[
        "cluster.yaml",
        "--ignore",
        "yaml-syntax",
        "--format",
        "concise",
    ]);
    assert_eq!((off.status, off.stdout.as_str()), (0, ""));
}

#[test]
fn a_flag_selects_what_the_configuration_ignores() {
    let folder = Folder::with("cluster.yaml", CLUSTER);
    folder.write("packlint.yaml", "ignore: [max-pods-range]\n");
    let ignored = folder.check(&["cluster.yaml", "--ignore", "layer-missing"]);
    assert_eq!(ignored.status, 0, "{ignored:?}");
    let selected = folder.check(&["cluster.yaml", "--select", "max-pods-range"]);
    assert_eq!(selected.status, 1, "{selected:?}");
}

#[test]
fn what_a_suppressed_finding_had_superseded_comes_back() {
    let pools = |comment: &str| {
        format!(
            "cluster: demo\nnetwork: {{networkPlugin: kubenet, networkPolicy: calico}}\nnodePools:\n  \
             - {{name: a, mode: System, count: 3}}\n  - name: w\n    count: 1\n    osType: Windows {comment}\n"
        )
    };
    let select = [
        "--select",
        "calico-kubenet-linux-only,windows-requires-azure-cni",
        "--format",
        "concise",
    ];
    let check = |comment: &str| {
        let folder = Folder::with("cluster.yaml", pools(comment));
        let run = folder.check(&[["cluster.yaml"].as_slice(), &select].concat());
        run.rules()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(check(""), ["calico-kubenet-linux-only"]);
    let one = check("# packlint: ignore[calico-kubenet-linux-only] for now");
    assert_eq!(one, ["windows-requires-azure-cni"]);
    let both =
        check("# packlint: ignore[calico-kubenet-linux-only, windows-requires-azure-cni] for now");
    assert!(both.is_empty(), "{both:?}");
}

#[test]
fn a_suppression_in_values_as_text_covers_those_values_only() {
    let text = "cluster: demo\npacks:\n  - name: cni-azure\n    version: 1.4.0\n    values: |\n      \
                # packlint: ignore[max-pods-range, network-policy-value] for now\n      pack:\n        \
                networkPolicy: Calico\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n";
    let folder = Folder::with("cluster.yaml", text);
    let select = "max-pods-range,network-policy-value";
    let run = folder.check(&["cluster.yaml", "--select", select, "--format", "concise"]);
    assert_eq!(run.rules(), ["max-pods-range"], "{run:?}");
}

#[test]
fn a_baseline_tells_findings_apart_and_holds_from_every_directory() {
    let pools = |first: u32, second: u32| {
        format!(
            "cluster: demo\nnodePools:\n  - {{name: s, mode: System, count: 3, maxPods: {first}}}\n  \
             - {{name: t, count: 3, maxPods: {second}}}\n"
        )
    };
    let folder = Folder::with("sub/cluster.yaml", pools(300, 30));
    let select = [
        "--select",
        "max-pods-range,baseline-stale",
        "--format",
        "concise",
    ];
    let check = |arguments: &[&str]| folder.check(&[arguments, &select].concat());
    let written = check(&["sub/cluster.yaml", "--write-baseline", "sub/baseline.json"]);
    assert_eq!(written.status, 0, "{written:?}");
    let known = check(&["sub/cluster.yaml", "--baseline", "sub/baseline.json"]);
    assert_eq!((known.status, known.stdout.as_str()), (0, ""));
    let below = folder.check_in(
        "sub",
        &[
            ["cluster.yaml", "--baseline", "baseline.json"].as_slice(),
            &select,
        ]
        .concat(),
    );
    assert_eq!((below.status, below.stdout.as_str()), (0, ""), "{below:?}");
    // Another file was checked: the entry is not stale.
    folder.write(
        "other.yaml",
        "cluster: o\nnodePools:\n  - {name: s, mode: System, count: 3}\n",
    );
    let other = check(&["other.yaml", "--baseline", "sub/baseline.json"]);
    assert_eq!((other.status, other.stdout.as_str()), (0, ""));
    // The same text in another pool is another finding, and the old one is gone.
    folder.write("sub/cluster.yaml", pools(30, 300));
    let moved = check(&["sub/cluster.yaml", "--baseline", "sub/baseline.json"]);
    assert_eq!(
        moved.rules(),
        ["baseline-stale", "max-pods-range"],
        "{moved:?}"
    );
}

#[test]
fn a_path_with_dots_is_the_file_that_it_leads_to() {
    let folder = Folder::with("cluster.yaml", CLUSTER);
    folder.pack("packs/demo", "demo", "addon", "pack: {}\n");
    let select = ["--select", "max-pods-range", "--format", "concise"];
    let through = folder.check(&[["packs/demo/../../cluster.yaml"].as_slice(), &select].concat());
    assert_eq!(through.rules(), ["max-pods-range"], "{through:?}");
    let from = folder.check_in(
        "packs/demo",
        &[["../../cluster.yaml"].as_slice(), &select].concat(),
    );
    assert_eq!(from.rules(), ["max-pods-range"], "{from:?}");
}

#[test]
fn a_misspelled_node_pools_key_is_named() {
    let folder = Folder::with(
        "cluster.yaml",
        "cluster: demo\nnodepools:\n  - {name: a, count: 3}\n",
    );
    let run = folder.check(&[
        "cluster.yaml",
        "--select",
        "unknown-field",
        "--format",
        "concise",
    ]);
    assert_eq!(run.rules(), ["unknown-field"], "{run:?}");
}

#[test]
fn a_report_that_cannot_be_written_loses_no_other() {
    let folder = Folder::with("cluster.yaml", CLUSTER);
    let formats = ["--format", "json=/nowhere/out.json", "--format", "concise"];
    let run = folder.check(
        &[
            ["cluster.yaml", "--select", "max-pods-range"].as_slice(),
            &formats,
        ]
        .concat(),
    );
    assert_eq!((run.status, run.rules()), (2, vec!["max-pods-range"]));
    assert!(
        run.stderr.contains("/nowhere/out.json: cannot be written"),
        "{run:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_a_pack_is_a_pack() {
    let folder = Folder::new();
    folder.pack("elsewhere/demo", "demo", "addon", "a: 1\na: 2\n");
    std::fs::create_dir(folder.path().join("packs")).expect("made");
    std::os::unix::fs::symlink("../elsewhere/demo", folder.path().join("packs/link"))
        .expect("linked");
    let run = folder.check(&["packs", "--select", "duplicate-key", "--format", "concise"]);
    assert_eq!(run.rules(), ["duplicate-key"], "{run:?}");
}

#[test]
fn what_a_pack_that_is_not_there_might_say_is_listed() {
    let pools = "nodePools:\n  - {name: a, mode: System, count: 30, maxPods: 100}\n";
    let vnet = "vnet: {subnets: [{name: s, cidr: 10.240.0.0/26}]}\n";
    for (pack, reason) in [
        (
            "./absent",
            "the values of pack './absent' are not available",
        ),
        ("'{{.spectro.var.p}}'", "profile variable 'p' has no value"),
    ] {
        let text = format!("cluster: demo\npacks: [{pack}]\n{vnet}{pools}");
        let folder = Folder::with("cluster.yaml", &text);
        let report = folder.json(&["cluster.yaml"]);
        assert_eq!(report.reasons("subnet-capacity"), [reason], "{text}");
    }
}

#[test]
fn a_value_that_cannot_be_read_is_one_finding() {
    let text = "cluster: demo\nnetwork: {networkPlugin: azure}\nvnet:\n  subnets:\n    - {name: nodes, cidr: 10.240.0.0/24, addressesInUse: -3}\nnodePools:\n  - {name: a, mode: System, count: '3'}\n";
    let folder = Folder::with("cluster.yaml", text);
    let report = folder.json(&["cluster.yaml"]);
    assert_eq!(report.rules(), ["wrong-type", "wrong-type"], "{report:?}");
    assert!(report.reasons("subnet-capacity").is_empty(), "{report:?}");
}

#[test]
fn a_packs_own_values_are_checked_though_a_cluster_puts_others_in_their_place() {
    let folder = Folder::new();
    folder.pack(
        "cni",
        "cni-azure",
        "cni",
        "pack:\n  networkPolicy: Calico\n",
    );
    folder.write("other.yaml", "pack:\n  networkPolicy: calico\n");
    folder.write(
        "cluster.yaml",
        "cluster: a\npacks: [{path: ./cni, values: ./other.yaml}]\nnodePools: []\n",
    );
    let select = ["--select", "network-policy-value", "--format", "concise"];
    let both = folder.check(&[["."].as_slice(), &select].concat());
    assert_eq!(both.rules(), ["network-policy-value"], "{both:?}");
    let cluster = folder.check(&[["cluster.yaml"].as_slice(), &select].concat());
    assert!(cluster.rules().is_empty(), "{cluster:?}");
}

#[test]
fn a_macro_where_a_list_or_mapping_stands_is_not_known() {
    for line in [
        "vnet: {{ .spectro.var.v }}",
        "vnet: '{{.spectro.var.v}}'",
        "packs: '{{.spectro.var.v}}'",
    ] {
        let text =
            format!("cluster: demo\n{line}\nnodePools:\n  - {{name: a, mode: System, count: 3}}\n");
        let folder = Folder::with("cluster.yaml", &text);
        let report = folder.json(&["cluster.yaml", "--select", "wrong-type"]);
        assert_eq!(
            (report.status, report.rules().len()),
            (0, 0),
            "{line}: {report:?}"
        );
        assert_eq!(
            report.reasons("wrong-type"),
            ["profile variable 'v' has no value"],
            "{line}"
        );
    }
}
