//! packlint.yaml: thresholds, and defaults for clusters.

use crate::support::{Folder, text};

/// 3 nodes of 30 pods in a /24: creation 87, an upgrade 124 of 251.
const CLUSTER: &str = "cluster: demo
network: {networkPlugin: azure}
vnet: {subnets: [{name: nodes, cidr: 10.240.0.0/24}]}
nodePools:
  - {name: system, mode: System, count: 3, maxPods: 30}
";

#[test]
fn the_headroom_that_is_asked_for_is_kept_or_named() {
    for (percent, is_named) in [("0%", false), ("50%", false), ("51%", true)] {
        let folder = Folder::with("cluster.yaml", CLUSTER);
        let config = format!("thresholds: {{subnetHeadroom: {percent}}}\n");
        folder.write("packlint.yaml", config);
        let report = folder.json(&["cluster.yaml"]);
        let found = report.of(&["subnet-upgrade-headroom"]);
        assert_eq!(found.len(), usize::from(is_named), "{percent}");
        let Some(finding) = found.first() else {
            continue;
        };
        assert_eq!(
            text(&finding["message"]),
            "an upgrade leaves 127 addresses free; subnet 'nodes' must keep 51% of 251 free: 129"
        );
        assert_eq!(finding["severity"], "warning");
        assert_eq!(finding["data"]["headroom"], 127);
        assert_eq!(finding["data"]["headroomAsked"], 129);
        assert_eq!(text(&finding["help"]), "this fits: a /23 (507 addresses)");
        let mut related = finding["related"].as_array().expect("labels").iter();
        assert!(
            related.any(|label| label["file"] == "packlint.yaml"),
            "{finding}"
        );
    }
}

#[test]
fn the_schema_takes_the_thresholds_that_are_read() {
    let schema =
        packlint::internals::cli::schema_text(packlint::internals::cli::SchemaName::Config)
            .expect("a schema");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let folder = Folder::with("cluster.yaml", CLUSTER);
    for percent in [0, 9, 10, 89, 90, 91, 99, 100] {
        let config = serde_json::json!({"thresholds": {"subnetHeadroom": format!("{percent}%")}});
        folder.write("packlint.yaml", config.to_string());
        let is_read = folder.json(&["cluster.yaml"]).status != 2;
        assert_eq!(validator.is_valid(&config), is_read, "{percent}%");
    }
}

#[test]
fn a_wrong_threshold_is_named() {
    for wrong in ["10", "ten%", "-1%", "91%", "1.5%", "[]"] {
        let folder = Folder::with("cluster.yaml", CLUSTER);
        let config = format!("thresholds: {{subnetHeadroom: {wrong}}}\n");
        folder.write("packlint.yaml", config);
        let report = folder.json(&["cluster.yaml"]);
        assert_eq!(report.status, 2, "{wrong}");
        assert_eq!(report.of(&["wrong-type"]).len(), 1, "{wrong}");
    }
}

const DEFAULTS: &str = "cluster:
  kubernetesVersion: \"1.34\"
  variables: {pool: Workers}
  network: {networkPlugin: kubenet, networkPolicy: azure}
";

#[test]
fn network_settings_fill_in_where_a_cluster_is_silent() {
    let folder = Folder::with("packlint.yaml", DEFAULTS);
    let silent = CLUSTER.replace("network: {networkPlugin: azure}\n", "");
    folder.write("silent.yaml", &silent);
    folder.write("cluster.yaml", CLUSTER);
    let rule = "azure-policy-requires-azure-cni";
    let report = folder.json(&["silent.yaml"]);
    let found = report.of(&[rule]);
    assert_eq!(found.len(), 1, "{report:?}");
    assert_eq!(found[0]["file"], "packlint.yaml");
    assert_eq!(found[0]["pointer"], "/cluster/network/networkPolicy");
    // The cluster's own value takes precedence; a difference is not a conflict.
    let report = folder.json(&["cluster.yaml"]);
    assert!(
        report.of(&[rule, "network-setting-conflict"]).is_empty(),
        "{report:?}"
    );
    // So is a flag.
    folder.write("values.yaml", "pack: {}\n");
    let values = ["values.yaml", "--nodes", "3", "--os", "linux"];
    assert_eq!(folder.json(&values).of(&[rule]).len(), 1);
    let flags = [&values[..], &["--network-plugin", "azure"]].concat();
    assert!(folder.json(&flags).of(&[rule]).is_empty());
    // Without the file, AKS's defaults apply.
    let report = folder.json(&["silent.yaml", "--no-config"]);
    assert!(report.of(&[rule]).is_empty());
}

#[test]
fn a_pack_that_is_not_at_hand_may_say_otherwise() {
    let folder = Folder::with("packlint.yaml", DEFAULTS);
    let cluster = CLUSTER.replace(
        "network: {networkPlugin: azure}",
        "packs: [{name: cni-azure}]",
    );
    folder.write("cluster.yaml", cluster);
    let report = folder.json(&["cluster.yaml"]);
    assert!(
        report.of(&["azure-policy-requires-azure-cni"]).is_empty(),
        "{report:?}"
    );
    let reasons = report.reasons("subnet-capacity");
    assert!(
        reasons.iter().any(|reason| reason.contains("cni-azure")),
        "{reasons:?}"
    );
}

#[test]
fn variables_have_a_weakest_value() {
    let folder = Folder::with("packlint.yaml", DEFAULTS);
    let cluster = CLUSTER.replace("name: system", "name: '{{.spectro.var.pool}}'");
    folder.write("cluster.yaml", &cluster);
    let names = |arguments: &[&str]| folder.json(arguments).of(&["pool-name"]).len();
    assert_eq!(names(&["cluster.yaml"]), 1);
    assert_eq!(names(&["cluster.yaml", "--var", "pool=workers"]), 0);
    folder.write(
        "own.yaml",
        format!("variables: {{pool: workers}}\n{cluster}"),
    );
    assert_eq!(names(&["own.yaml"]), 0);
}

#[test]
fn the_kubernetes_version_is_a_default_too() {
    // Windows Server 2019 is not offered for this version any more.
    let windows = "  - {name: win, osType: Windows, osSKU: Windows2019, count: 1, maxPods: 30}\n";
    let folder = Folder::with("cluster.yaml", format!("{CLUSTER}{windows}"));
    let rules = ["os-image"];
    assert!(folder.json(&["cluster.yaml"]).of(&rules).is_empty());
    folder.write("packlint.yaml", DEFAULTS);
    assert_eq!(folder.json(&["cluster.yaml"]).of(&rules).len(), 1);
    let own = format!("kubernetesVersion: \"1.30\"\n{CLUSTER}{windows}");
    folder.write("own.yaml", own);
    assert!(folder.json(&["own.yaml"]).of(&rules).is_empty());
}

#[test]
fn wrong_defaults_are_named_in_packlint_yaml() {
    for (network, expected) in [
        ("{networkPolicy: Calico}", "must be none, azure"),
        ("{podCidr: 10.0.0.0/33}", "expected a range"),
        ("{dnsServiceIP: ten}", "expected an address"),
        ("{networkPluginMode: classic}", "expected overlay"),
        ("{networkPlugn: azure}", "did you mean 'networkPlugin'?"),
    ] {
        let folder = Folder::with("cluster.yaml", CLUSTER);
        folder.write(
            "packlint.yaml",
            format!("cluster: {{network: {network}}}\n"),
        );
        let run = folder.check(&["cluster.yaml"]);
        assert_eq!(run.status, 2, "{network}");
        let expected = expected.replace("must be none, azure", "expected none, azure");
        assert!(run.stdout.contains(&expected), "{network}: {}", run.stdout);
    }
}
