//! packlint.yaml and suppressions where they meet other things.

use crate::support::{Folder, text};

const CLUSTER: &str = "cluster: demo
vnet: {subnets: [{name: nodes, cidr: 10.240.0.0/24}]}
nodePools:
  - {name: system, mode: System, count: 3, maxPods: 30}
";

#[test]
fn overrides_match_however_the_config_is_reached() {
    let folder = Folder::with("proj/cluster.yaml", CLUSTER.replace("system", "Sys"));
    let config = "overrides: [{paths: [proj/cluster.yaml], severity: {pool-name: info}}]\n";
    folder.write("packlint.yaml", config);
    folder.write("conf/x", "");
    for config in [
        "packlint.yaml",
        "./packlint.yaml",
        "conf/../packlint.yaml",
        "proj/../conf/../packlint.yaml",
    ] {
        let report = folder.json(&["proj", "--config", config]);
        let found = report.of(&["pool-name"]);
        assert_eq!(found[0]["severity"], "info", "{config}");
    }
}

#[test]
fn patterns_of_exclude_may_take_back() {
    let folder = Folder::with(
        "packlint.yaml",
        "exclude: [\"a/*\", \"!a/kept.yaml\", \"\"]\n",
    );
    for name in ["a/kept.yaml", "a/left.yaml", "b.yaml"] {
        folder.write(name, CLUSTER.replace("system", "Sys"));
    }
    let report = folder.json(&[".", "--select", "pool-name"]);
    let files: Vec<_> = report.findings().iter().map(|f| text(&f["file"])).collect();
    assert_eq!(files, ["a/kept.yaml", "b.yaml"]);
}

#[test]
fn a_baseline_holds_what_a_finding_replaces() {
    let both = "cluster: demo\nnetwork: {networkPlugin: kubenet, networkPolicy: cilium}\n";
    let folder = Folder::with(
        "cluster.yaml",
        format!("{both}{}", &CLUSTER["cluster: demo\n".len()..]),
    );
    let errors = folder.json(&["cluster.yaml"]).status;
    assert_eq!(errors, 1);
    folder.check(&["cluster.yaml", "--write-baseline", "known.json"]);
    let again = folder.json(&["cluster.yaml", "--baseline", "known.json"]);
    assert!(again.findings().is_empty(), "{again:?}");
    // Nor is what it replaces reported as gone while another comes before it.
    let select = ["--baseline", "known.json", "--ignore", "retired-feature"];
    let again = folder.json(&[&["cluster.yaml"], &select[..]].concat());
    assert!(again.findings().is_empty(), "{again:?}");
}

#[test]
fn defaults_do_not_judge_what_may_be_said_elsewhere() {
    let folder = Folder::with(
        "packlint.yaml",
        "cluster: {kubernetesVersion: \"1.35\", network: {networkPlugin: azure, networkPluginMode: overlay}}\n",
    );
    let windows = "  - {name: win, osType: Windows, osSKU: Windows2019, count: 1, maxPods: 30}\n";
    for packs in [
        "packs: [{name: kubernetes-aks}]\n",
        "packs: [./not-there]\n",
        "profile: gone.json\n",
    ] {
        folder.write("cluster.yaml", format!("{packs}{CLUSTER}{windows}"));
        let report = folder.json(&["cluster.yaml"]);
        assert!(report.of(&["os-image"]).is_empty(), "{packs}");
    }
    folder.write("cluster.yaml", format!("{CLUSTER}{windows}"));
    assert_eq!(folder.json(&["cluster.yaml"]).of(&["os-image"]).len(), 1);
    // A mode is of its plugin.
    let kubenet = format!("network: {{networkPlugin: kubenet}}\n{CLUSTER}");
    folder.write("cluster.yaml", kubenet);
    let report = folder.json(&["cluster.yaml"]);
    assert!(
        report.of(&["overlay-requires-azure-cni"]).is_empty(),
        "{report:?}"
    );
}

#[test]
fn a_default_is_a_value_of_a_profile_variable_and_is_held_against_its_form() {
    let profile = r#"{"metadata": {"name": "p"}, "spec": {"version": "1.0.0", "template": {"type": "infra", "cloudType": "aks", "packs": []}, "variables": [{"name": "pod_cidr", "format": "ipv4cidr", "required": true}]}}"#;
    let folder = Folder::with("export.json", profile);
    folder.write("cluster.yaml", format!("profile: export.json\n{CLUSTER}"));
    let rule = ["profile-variable-value", "constraint-format"];
    assert_eq!(folder.json(&["cluster.yaml"]).of(&rule).len(), 1);
    let config = |value: &str| format!("cluster: {{variables: {{pod_cidr: {value}}}}}\n");
    folder.write("packlint.yaml", config("10.244.0.0/16"));
    assert!(folder.json(&["cluster.yaml"]).of(&rule).is_empty());
    folder.write("packlint.yaml", config("banana"));
    assert_eq!(folder.json(&["cluster.yaml"]).of(&rule).len(), 1);
}

#[test]
fn mistakes_of_the_configuration_cannot_hide_themselves() {
    for config in [
        "ignore: [wrong-type]\nthresholds: 10%\n",
        "overrides: [{paths: [packlint.yaml], ignore: [wrong-type]}]\nthresholds: 10%\n",
        "cluster: {network: {networkPlugin: \"{{.spectro.var.plug}}\"}}\n",
        "cluster: {kubernetesVersion: banana}\n",
        "thresholds: {subnetHeadroom: +5%}\n",
    ] {
        let folder = Folder::with("cluster.yaml", CLUSTER);
        folder.write("packlint.yaml", config);
        let report = folder.json(&["cluster.yaml"]);
        assert_eq!(report.status, 2, "{config}");
        let found = report.of(&["wrong-type"]);
        assert_eq!(found.len(), 1, "{config}: {report:?}");
        assert_eq!(found[0]["file"], "packlint.yaml", "{config}");
    }
    let folder = Folder::with("cluster.yaml", CLUSTER);
    for (config, message) in [
        ("exclude: ['[']\n", "'[' is not a valid pattern for exclude"),
        ("ignore: []\n---\nselect: []\n", "more than one document"),
    ] {
        folder.write("packlint.yaml", config);
        for arguments in [&["cluster.yaml"][..], &["--show-config"]] {
            let run = folder.check(arguments);
            assert_eq!(run.status, 2, "{config}");
            assert!(run.stderr.contains(message), "{config}: {}", run.stderr);
        }
    }
}

#[test]
fn a_rule_that_is_none_is_named_as_such() {
    let folder = Folder::with("cluster.yaml", CLUSTER);
    folder.write("packlint.yaml", "ignore: [xyzzy]\n");
    let report = folder.json(&["cluster.yaml"]);
    let found = report.of(&["unknown-field"]);
    assert_eq!(text(&found[0]["message"]), "there is no rule 'xyzzy'");
    assert_eq!(text(&found[0]["help"]), "`packlint rules` lists all rules");
}

#[test]
fn severities_may_be_merged_in() {
    let folder = Folder::with("cluster.yaml", CLUSTER.replace("system", "Sys"));
    let shared = "overrides:\n  - paths: [none]\n    severity: &shared {pool-name: info}\nseverity: {<<: *shared}\n";
    folder.write("packlint.yaml", shared);
    let report = folder.json(&["cluster.yaml"]);
    assert_eq!(
        report.of(&["pool-name"])[0]["severity"],
        "info",
        "{report:?}"
    );
}

#[test]
fn a_severity_does_not_change_whether_a_plan_can_be_made() {
    let folder = Folder::with("cluster.yaml", "cluster: [\nnodePools: []\n");
    folder.write("packlint.yaml", "severity: {yaml-syntax: info}\n");
    let run = crate::support::run(folder.path(), &["plan", "cluster.yaml"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("yaml-syntax"), "{run:?}");
}

#[test]
fn the_configuration_is_no_input() {
    let folder = Folder::with("packlint.yaml", "pack: {schema: own.json}\n");
    folder.write("own.json", "{}");
    let run = folder.check(&["packlint.yaml", "--format", "concise"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
}

#[test]
fn only_a_comment_of_terraform_speaks_to_packlint() {
    let cluster = "resource \"spectrocloud_cluster_aks\" \"c\" {\n  name = \"demo\"\n  machine_pool {\n    name = \"system\"\n    count = 3\n    is_system_node_pool = true\n  }\n}\n";
    for comment in [
        "# To hide, write # packlint: ignore[rule] above",
        "// see packlint: a linter",
        "/*\n# packlint: ignore[nothing]\n*/",
        "locals { a = \"# packlint: ignore[nothing]\" }",
    ] {
        let folder = Folder::with("main.tf", format!("\u{feff}{comment}\n{cluster}"));
        let report = folder.json(&["main.tf"]);
        let rules = [
            "unknown-suppression",
            "unused-suppression",
            "unrecognised-input",
        ];
        assert!(report.of(&rules).is_empty(), "{comment}: {report:?}");
    }
    let folder = Folder::with(
        "main.tf",
        cluster.replace("\"demo\"", "\"demo\" # packlint: ignore[nothing]"),
    );
    assert_eq!(folder.json(&["main.tf"]).rules(), ["unknown-suppression"]);
}
