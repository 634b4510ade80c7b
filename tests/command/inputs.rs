//! What users already have: forms by content, sensitive values, sizes, cluster files that point.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::{Folder, root, run, text};

fn fixture(path: &str) -> String {
    std::fs::read_to_string(root().join("fixtures").join(path)).expect("readable")
}

const SECRETS: &str = "plans/bad/subnet-outside-vnet/modules-and-secrets.json";

#[test]
fn sensitive_values_are_never_printed() {
    // On one line as Terraform writes it, and on many, where excerpts have lines of context.
    let pretty = fixture(SECRETS);
    let value: serde_json::Value = serde_json::from_str(&pretty).expect("JSON");
    let secrets = [
        "TOPSECRET",
        "very-secret",
        "00000000-0000-4000-8000-000000000001",
    ];
    for plan in [pretty, value.to_string()] {
        assert!(secrets.iter().all(|secret| plan.contains(secret)));
        let folder = Folder::with("plan.json", plan);
        for format in [
            "human", "concise", "json", "sarif", "github", "gitlab", "junit", "html",
        ] {
            let run = folder.check(&["plan.json", "--format", format]);
            assert_eq!(run.status, 1, "{format}: {}", run.stderr);
            for secret in secrets {
                let printed = [&run.stdout, &run.stderr];
                assert!(
                    printed.iter().all(|out| !out.contains(secret)),
                    "{format}: {secret}"
                );
            }
        }
        let report = folder.json(&["plan.json"]);
        let reasons = report.reasons("cilium-dataplane-policy");
        assert!(reasons.contains(&"it is marked sensitive"), "{reasons:?}");
    }
}

#[test]
fn sensitive_variables_of_a_module_are_never_printed() {
    let folder = Folder::with(
        "main.tf",
        r#"
variable "range" {
  sensitive = true
  default = "10.99.0.0/33"
}
resource "spectrocloud_cluster_aks" "demo" {
  name = "demo"
  cloud_config {
    vnet_cidr_block = "10.1.0.0/16"
    worker_cidr = var.range
    ssh_key = sensitive("hunter2")
    control_plane_cidr = "10.1.0.0/24"
  }
}
"#,
    );
    for format in ["human", "html"] {
        let run = folder.check(&["main.tf", "--format", format]);
        assert!(
            run.stdout.contains("control-plane-subnet-partial"),
            "{run:?}"
        );
        assert!(!run.stdout.contains("10.99.0.0"), "{run:?}");
        assert!(!run.stdout.contains("hunter2"), "{run:?}");
    }
}

#[test]
fn forms_are_told_by_content() {
    let plan = fixture("plans/bad/subnet-capacity/three-pools.json");
    let folder = Folder::with("a/notes.json", plan);
    folder.write(
        "b/x.json",
        fixture("profiles/bad/network-policy-value/misspelled.json"),
    );
    folder.write("c/y.json", fixture("payloads/bad/pool-name/windows.json"));
    folder.write(
        "d/z.json",
        r#"{"name": "somebody else's", "spec": {"template": {}}}"#,
    );
    folder.write(
        "e/schema.json",
        r#"{"format_version": "1.0", "provider_schemas": {"x": "\"spectrocloud_\""}}"#,
    );
    folder.write("f/main.tf", "resource \"azurerm_subnet\" \"x\" { name = \n");
    folder.write(
        "g/broken.json",
        "{\"format_version\": \"1.2\", \"spectrocloud_\": ",
    );
    let report = folder.json(&["."]);
    let found: Vec<_> = report
        .findings()
        .iter()
        .map(|finding| (text(&finding["file"]), text(&finding["rule"])))
        .collect();
    assert_eq!(
        found,
        [
            ("a/notes.json", "subnet-capacity"),
            ("b/x.json", "network-policy-value"),
            ("c/y.json", "pool-name"),
            ("g/broken.json", "json-syntax"),
        ]
    );
    assert_eq!(report.value["summary"]["skipped"], 3);
    for (file, form, message) in [
        ("d/z.json", "terraform-plan", "a Terraform plan"),
        ("d/z.json", "payload", "a request"),
        ("a/notes.json", "profile", "an exported profile"),
        ("f/main.tf", "terraform", "valid Terraform"),
    ] {
        let report = folder.json(&[file, "--input-format", form]);
        let found = report.of(&["unrecognised-input"]);
        assert_eq!(found.len(), 1, "{file} {form}: {:?}", report.value);
        assert!(text(&found[0]["message"]).contains(message), "{form}");
    }
}

#[test]
fn pointers_lead_into_the_document() {
    let folder = Folder::with(
        "plan.json",
        fixture("plans/bad/subnet-capacity/three-pools.json"),
    );
    let report = folder.json(&["plan.json"]);
    let finding = report.of(&["subnet-capacity"])[0];
    let pointer = text(&finding["pointer"]);
    assert_eq!(
        pointer,
        "/planned_values/root_module/resources/1/values/cloud_config/0/worker_cidr"
    );
    let plan: serde_json::Value =
        serde_json::from_str(&fixture("plans/bad/subnet-capacity/three-pools.json")).expect("JSON");
    assert_eq!(
        plan.pointer(pointer).and_then(|value| value.as_str()),
        Some("10.1.1.0/24")
    );
}

#[test]
fn a_plan_is_never_fixed() {
    let plan = fixture("plans/bad/network-policy-value/case.json");
    let folder = Folder::with("plan.json", &plan);
    folder.check(&["plan.json", "--fix", "--unsafe-fixes"]);
    let after = std::fs::read_to_string(folder.path().join("plan.json")).expect("readable");
    assert_eq!(after, plan);
}

#[test]
fn an_export_and_a_heredoc_are_fixed_in_place() {
    let export = fixture("profiles/bad/network-policy-value/misspelled.json");
    let unquoted = export.replace(r#"\"calcio\""#, "calcio");
    let folder = Folder::with("export.json", &unquoted);
    let module = fixture("terraform/bad/network-policy-value/heredocs/main.tf");
    folder.write("main.tf", &module);
    folder.check(&["export.json", "main.tf", "--fix", "--unsafe-fixes"]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("readable");
    assert_eq!(read("export.json"), unquoted.replace("calcio", "calico"));
    assert_eq!(read("main.tf"), module.replace("calcio", "calico"));
}

#[test]
fn one_of_several_clusters_is_named() {
    let two = r#"
resource "spectrocloud_cluster_aks" "a" { name = "one" }
resource "spectrocloud_cluster_aks" "b" { name = "two" }
"#;
    let folder = Folder::with("tf/main.tf", two);
    folder.write("cluster.yaml", "cluster: two\nfrom: tf\n");
    assert!(
        folder
            .json(&["cluster.yaml"])
            .of(&["wrong-type"])
            .is_empty()
    );
    folder.write("cluster.yaml", "cluster: three\nfrom: tf\n");
    let report = folder.json(&["cluster.yaml"]);
    let found = report.of(&["wrong-type"]);
    assert!(text(&found[0]["message"]).contains("one, two"), "{found:?}");
}

#[test]
fn the_state_of_a_required_variable() {
    let module = |given: &str| {
        format!(
            r#"
resource "spectrocloud_cluster_aks" "a" {{
  name = "one"
  cluster_profile {{
    id = spectrocloud_cluster_profile.p.id
    {given}
  }}
}}
resource "spectrocloud_cluster_profile" "p" {{
  name = "p"
  profile_variables {{
    variable {{
      name     = "size"
      format   = "number"
      required = true
    }}
  }}
}}
"#
        )
    };
    for (given, found) in [
        ("", 1),
        ("variables = { size = \"3\" }", 0),
        ("variables = { size = \"three\" }", 1),
    ] {
        let folder = Folder::with("main.tf", module(given));
        let report = folder.json(&["main.tf"]);
        assert_eq!(
            report.of(&["profile-variable-value"]).len(),
            found,
            "{given}"
        );
    }
}

#[test]
fn values_of_sensitive_profile_variables_are_never_printed() {
    let folder = Folder::with(
        "main.tf",
        r#"
resource "spectrocloud_cluster_aks" "a" {
  name = "one"
  cluster_profile {
    id = spectrocloud_cluster_profile.p.id
    variables = { range = "hunter2", other = "three" }
  }
}
resource "spectrocloud_cluster_profile" "p" {
  name = "p"
  pack {
    name   = "kubernetes-aks"
    tag    = "1.34"
    values = "pack:\n  podCIDR: \"{{.spectro.var.range}}\"\n"
  }
  profile_variables {
    variable {
      name          = "range"
      format        = "ipv4cidr"
      is_sensitive  = true
      default_value = "hunter3"
    }
    variable {
      name   = "other"
      format = "number"
    }
  }
}
"#,
    );
    folder.write(
        "export.json",
        r#"{"metadata": {"name": "p"}, "spec": {"template": {"type": "cluster", "cloudType": "aks",
"packs": [{"name": "kubernetes-aks", "layer": "k8s", "version": "1.34", "values": "pack:\n  podCIDR: '{{.spectro.var.range}}'\n"}]},
"variables": [{"name": "range", "format": "ipv4cidr", "isSensitive": true, "required": true}]}}"#,
    );
    folder.write(
        "cluster.yaml",
        "cluster: demo\nprofile: export.json\nvariables: {range: hunter4}\nnodePools: []\n",
    );
    for file in ["main.tf", "export.json", "cluster.yaml"] {
        for format in ["human", "json", "html"] {
            let run = folder.check(&[file, "--format", format, "--var", "range=hunter5"]);
            assert!(run.status < 2, "{run:?}");
            // The cluster file's own line is the user's to show.
            assert!(
                !run.stdout.contains("hunter"),
                "{file} {format}: {}",
                run.stdout
            );
        }
    }
}

#[test]
fn a_cluster_file_gives_variables_their_values() {
    let export =
        fixture("profiles/ok/aks-infra.json").replace(r#""defaultValue": "10.244.0.0/16","#, "");
    let folder = Folder::with("export.json", export);
    let check = |variables: &str| {
        let pools = "nodePools: [{name: system, mode: System, count: 3}]\n";
        let text = format!("cluster: demo\nprofile: export.json\n{variables}{pools}");
        folder.write("cluster.yaml", text);
        let report = folder.json(&["cluster.yaml"]);
        let found = report.of(&["profile-variable-value", "cidr-syntax"]);
        found.iter().map(|f| text_of(f)).collect::<Vec<_>>()
    };
    assert_eq!(check("variables: {pod_cidr: 10.244.0.0/16}\n"), [""; 0]);
    assert_eq!(
        check("variables: {pod_cidr: 10.244.0.0}\n"),
        ["cluster.yaml profile-variable-value"]
    );
    assert_eq!(check(""), ["export.json profile-variable-value"]);
}

fn text_of(finding: &serde_json::Value) -> String {
    format!("{} {}", text(&finding["file"]), text(&finding["rule"]))
}

/// A plan with many resources of other providers is read fast: it is skipped, not parsed.
#[test]
fn a_large_plan_is_read_fast() {
    let plan = fixture("plans/bad/subnet-capacity/three-pools.json");
    let mut others = String::new();
    let mut at = 0;
    while others.len() < 20_000_000 {
        let _ = write!(
            others,
            r#"{{"address":"azurerm_x.y[{at}]","mode":"managed","type":"azurerm_x","values":{{"tags":{{"a":[1,2,{{"b":"c\"d"}}]}},"text":"{}"}}}},"#,
            "lorem ipsum ".repeat(20)
        );
        at += 1;
    }
    let large = plan.replacen(r#""resources":["#, &format!(r#""resources":[{others}"#), 1);
    let folder = Folder::with("plan.json", large);
    let start = Instant::now();
    let run = folder.check(&["plan.json", "--format", "concise"]);
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });
    assert!(start.elapsed() < limit, "{:?}", start.elapsed());
    assert_eq!(run.rules(), ["subnet-capacity"], "{}", run.stderr);
}

#[test]
fn the_plan_of_addresses_takes_them_too() {
    let run = run(&root(), &["plan", "fixtures/plans/ok/azure-cni.json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("workers"), "{}", run.stdout);
}

/// Each is named with what to do, and none of its contents is printed.
#[test]
fn files_that_are_nearly_read_say_how_to_get_what_is() {
    let cases: [(&str, &[u8], &str); 8] = [
        (
            "terraform.tfstate",
            br#"{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "hunter2", "resources": []}"#,
            "terraform show -json",
        ),
        (
            "plan.log",
            b"{\"@level\":\"info\",\"@message\":\"hunter2\",\"type\":\"version\"}\n{\"@level\":\"info\"}\n",
            "terraform show -json",
        ),
        ("tf.plan", b"PK\x03\x04\x14\x00\x08tfplan\xff\xfehunter2", "terraform show -json"),
        (
            "profile.json",
            br#"{"metadata": {"name": "hunter2"}, "spec": {"published": {"packs": []}}}"#,
            "/export",
        ),
        (
            "cluster.json",
            br#"{"metadata": {"name": "hunter2"}, "spec": {"cloudConfigRef": {}}}"#,
            "request that creates it",
        ),
        (
            "crossplane.yaml",
            b"apiVersion: azure.palette.crossplane.io/v1alpha1\nkind: AKSCluster\n",
            "write a cluster file",
        ),
        (
            "capz.yaml",
            b"apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedControlPlane\n",
            "write a cluster file",
        ),
        (
            "override.yaml",
            b"azureManagedMachinePool:\n  spec:\n    maxPods: 30\n",
            "Terraform files",
        ),
    ];
    for (name, content, instead) in cases {
        let folder = Folder::with(name, content);
        let run = folder.check(&[name]);
        assert_eq!(run.status, 1, "{name}: {}{}", run.stdout, run.stderr);
        let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("unrecognised-input") && said.contains(instead),
            "{name}: {said}"
        );
        assert!(!said.contains("hunter2"), "{name}: {said}");
    }
    // Another archive is no plan.
    let folder = Folder::with("other.bin", b"PK\x03\x04 some archive \xff");
    let said = folder.check(&["other.bin"]).stdout;
    assert!(!said.contains("terraform show"), "{said}");
}
