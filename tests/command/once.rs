//! What is named in several ways is checked and reported once.

use crate::support::{Folder, text};

const WRONG: &str = "pack:\n  networkPolicy: calcio\n";

#[test]
fn a_pack_is_checked_once_however_it_is_named() {
    let folder = Folder::new();
    folder.pack("packs/cni-azure-1.0.0", "cni-azure", "cni", WRONG);
    let cluster = |name: &str| {
        format!(
            "cluster: {name}\npacks: [./packs/cni-azure-1.0.0]\nnodePools:\n  - {{name: system, mode: System, count: 3}}\n"
        )
    };
    folder.write("a.yaml", cluster("a"));
    folder.write("b.yaml", cluster("b"));
    let values = "packs/cni-azure-1.0.0/values.yaml";
    for arguments in [
        &["."][..],
        &["a.yaml", "b.yaml"],
        &["a.yaml", "packs"],
        &["packs", "packs/cni-azure-1.0.0", values],
        &[values, "packs/cni-azure-1.0.0/pack.json"],
        &["packs/cni-azure-1.0.0/../../packs"],
    ] {
        let report = folder.json(arguments);
        let found = report.of(&["network-policy-value"]);
        assert_eq!(found.len(), 1, "{arguments:?}");
        assert_eq!(text(&found[0]["file"]), values, "{arguments:?}");
        assert_eq!(report.value["summary"]["packs"], 1, "{arguments:?}");
    }
}

#[test]
fn from_inside_a_pack_its_files_are_named_from_there() {
    let folder = Folder::new();
    folder.pack("cni-azure-1.0.0", "cni-azure", "cni", WRONG);
    let inside = folder.path().join("cni-azure-1.0.0");
    for arguments in [&["check"][..], &["check", "values.yaml"], &["check", "."]] {
        let all = [
            arguments,
            &["--format", "concise", "--select", "network-policy-value"],
        ]
        .concat();
        let run = crate::support::run(&inside, &all);
        assert!(run.stdout.starts_with("values.yaml:2:18 error"), "{run:?}");
        assert_eq!(run.stdout.lines().count(), 1);
    }
}

#[test]
fn a_values_file_replaces_the_packs_own() {
    let folder = Folder::new();
    folder.pack(
        "cni",
        "cni-azure",
        "cni",
        "pack:\n  networkPolicy: calico\n",
    );
    folder.write("override.yaml", "pack:\n  networkPolicy: flannel\n");
    folder.write(
        "cluster.yaml",
        "cluster: demo\npacks:\n  - {path: ./cni, values: ./override.yaml}\nnodePools:\n  - {name: system, mode: System, count: 3}\n",
    );
    let report = folder.json(&["cluster.yaml"]);
    let [finding] = report.of(&["network-policy-value"])[..] else {
        panic!("{report:?}")
    };
    assert_eq!(finding["file"], "override.yaml");
    assert_eq!(finding["pointer"], "/pack/networkPolicy");
}

#[test]
fn a_values_file_of_two_clusters_is_reported_once() {
    let folder = Folder::new();
    folder.pack("cni", "cni-azure", "cni", "pack: {}\n");
    folder.write("override.yaml", WRONG);
    for name in ["a", "b"] {
        folder.write(
            &format!("{name}.yaml"),
            format!("cluster: {name}\npacks:\n  - {{path: ./cni, values: ./override.yaml}}\nnodePools: []\n"),
        );
    }
    let report = folder.json(&["a.yaml", "b.yaml", "override.yaml"]);
    assert_eq!(report.of(&["network-policy-value"]).len(), 1, "{report:?}");
}

#[test]
fn a_file_is_checked_once_however_it_is_named() {
    let folder = Folder::new();
    folder.pack("packs/cni", "cni-azure", "cni", "pack: {}\n");
    folder.write(
        "clusters/a.yaml",
        "cluster: a\nnetwork: {networkPolicy: calcio}\nnodePools: []\n",
    );
    let arguments = [
        ".",
        "clusters",
        "clusters/a.yaml",
        "./clusters/../clusters/a.yaml",
        "packs/cni",
        "packs/../packs/cni/values.yaml",
    ];
    let report = folder.json(&arguments);
    assert_eq!(report.of(&["network-policy-value"]).len(), 1);
    let summary = &report.value["summary"];
    assert_eq!(
        (&summary["clusters"], &summary["packs"]),
        (&1.into(), &1.into())
    );
    assert_eq!(summary["files"], 3);
}
