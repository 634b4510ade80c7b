//! Files of the command line that no reader accepts.

use crate::support::{Folder, text};

/// A cluster file with its two telling keys misspelt, and what says which they are.
#[test]
fn a_named_file_of_no_known_form_is_an_error_that_names_the_near_miss() {
    let pools = "  - {name: a, mode: System, count: 3}\n";
    let cases: &[(&str, String, &str, u64)] = &[
        (
            "a.yaml",
            format!("name: x\nvnet: {{}}\nnodepools:\n{pools}"),
            "it has vnet and nodepools; did you mean nodePools?",
            3,
        ),
        (
            "b.yaml",
            format!("node_pools:\n{pools}"),
            "did you mean nodePools?",
            1,
        ),
        (
            "c.yaml",
            format!("agentPoolProfiles:\n{pools}"),
            "did you mean nodePools?",
            1,
        ),
        (
            "d.yaml",
            "name: x\nvnet: {}\npacks: []\n".into(),
            "it has vnet, packs and name; did you mean cluster?",
            1,
        ),
        (
            "e.yaml",
            "cluster: x\n".into(),
            "expected network, vnet, packs",
            1,
        ),
        (
            "f.yaml",
            "nodePools: {a: 3}\n".into(),
            "nodePools must be a list",
            1,
        ),
        (
            "g.yaml",
            "vnet: {}\n".into(),
            "expected cluster or nodePools",
            1,
        ),
        ("cluster.yaml", String::new(), "the file is empty", 1),
        ("h.yaml", "chart: {}\n".into(), "did you mean charts?", 1),
        ("i.yaml", "kind: Pod\n".into(), "--input-format", 1),
        ("j.yaml", "a: [\n".into(), "it is not valid YAML", 1),
        ("k.json", "not json".into(), "it is not valid JSON", 1),
        ("plan.json", "{\"a\": 1}\n".into(), "--input-format", 1),
        (
            "l.json",
            "{\"spec\": {\"machinePoolConfig\": []}}\n".into(),
            "did you mean machinepoolconfig?",
            1,
        ),
        (
            "m.json",
            "{\"format_version\": \"1.2\", \"values\": {}}\n".into(),
            "none of its resources",
            1,
        ),
        (
            "n/main.tf",
            "resource \"null_resource\" \"a\" {}\n".into(),
            "no resource of Palette or AKS",
            1,
        ),
        ("README.md", "# A\n".into(), "expected *.yaml", 1),
        (
            "o/terraform.tfvars",
            "a = 1\n".into(),
            "the directory of its module",
            1,
        ),
    ];
    for (name, content, why, line) in cases {
        let folder = Folder::with(name, content);
        let report = folder.json(&[name]);
        assert_eq!(
            report.rules(),
            ["unrecognised-input"],
            "{name}: {:?}",
            report.value
        );
        assert_eq!(report.status, 1, "{name}");
        let finding = &report.findings()[0];
        let message = text(&finding["message"]);
        assert!(message.contains(why), "{name}: {message}");
        assert_eq!(finding["span"]["start"]["line"], *line, "{name}: {message}");
        // No format keeps it from being seen, and --skip-unknown keeps today's peace.
        let run = folder.check(&[name, "-q", "--format", "concise"]);
        assert_eq!(run.rules(), ["unrecognised-input"], "{run:?}");
        let run = folder.check(&["--skip-unknown", "--verbose", name]);
        assert_eq!(
            (run.status, &*run.stderr),
            (0, &*format!("packlint: skipped {name}\n"))
        );
        assert!(run.stdout.contains("1 other file skipped"), "{run:?}");
    }
}

/// What is in an unrelated file is not shown.
#[test]
fn an_unrelated_file_is_reported_without_its_text() {
    let folder = Folder::with("notes.yaml", "password: hunter2\n");
    let run = folder.check(&["notes.yaml"]);
    assert!(
        run.stdout.contains("unrecognised-input") && !run.stdout.contains("hunter2"),
        "{run:?}"
    );
}

/// A walk skips what is unrelated, and --verbose lists it.
#[test]
fn a_walk_skips_and_lists() {
    let folder = Folder::with(
        "c.yaml",
        "cluster: a\nnodePools:\n  - {name: a, mode: System, count: 3}\n",
    );
    folder.write("other.yaml", "kind: Pod\n");
    folder.write("README.md", "# A\n");
    folder.write("n/main.tf", "resource \"null_resource\" \"a\" {}\n");
    for format in ["human", "json", "concise"] {
        let run = folder.check(&[".", "--verbose", "--format", format]);
        let skipped: Vec<_> = run
            .stderr
            .lines()
            .filter(|line| line.starts_with("packlint: skipped "))
            .collect();
        assert_eq!(
            skipped,
            [
                "packlint: skipped README.md",
                "packlint: skipped n/main.tf",
                "packlint: skipped other.yaml"
            ]
        );
        assert_eq!(run.status, 0, "{run:?}");
    }
}

/// A file that another input refers to is checked with it.
#[test]
fn what_another_input_reads_is_not_unknown() {
    let cluster =
        "cluster: a\nnodePools:\n  - {name: a, mode: System, count: 3}\nvnet: {file: vnet.json}\n";
    let folder = Folder::with("c.yaml", cluster);
    folder.write(
        "vnet.json",
        r#"{"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "nodes", "addressPrefix": "10.0.0.0/24"}]}"#,
    );
    folder.write("packlint.yaml", "exclude: [examples/]\n");
    folder.write(
        "module/main.tf",
        "variable \"n\" {}\nresource \"spectrocloud_cluster_aks\" \"a\" {\n  name = \"a\"\n}\n",
    );
    folder.write("module/terraform.tfvars", "n = 3\n");
    let unknown = |paths: &[&str]| folder.json(paths).of(&["unrecognised-input"]).len();
    assert_eq!(
        unknown(&[
            "c.yaml",
            "vnet.json",
            "packlint.yaml",
            "module/main.tf",
            "module/terraform.tfvars"
        ]),
        0
    );
    assert_eq!(unknown(&["vnet.json"]), 1);
    assert_eq!(unknown(&["--input-format", "cluster", "c.yaml"]), 0);
}
