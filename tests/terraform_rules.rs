//! Terraform's own rules: which files it reads, what overrides what, and what a module may come to.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::{Folder, Json, text};

/// A module whose subnet is `var.range`, which decides alone whether anything is found.
const MODULE: &str = r#"
variable "range" {}
resource "spectrocloud_cluster_profile" "p" {
  name  = "p"
  cloud = "aks"
  type  = "cluster"
  pack {
    name         = "kubernetes-aks"
    tag          = "1.35"
    registry_uid = "r"
    values       = "managedMachinePool: {maxPodPerNode: 110}"
  }
  pack {
    name         = "cni-azure"
    tag          = "1.4.0"
    registry_uid = "r"
    values       = "pack: {networkPolicy: calico}"
  }
}
resource "spectrocloud_cluster_aks" "c" {
  name = "c"
  cluster_profile {
    id = spectrocloud_cluster_profile.p.id
  }
  cloud_config {
    worker_subnet_name = "workers"
    worker_cidr        = var.range
  }
  machine_pool {
    name                = "sys"
    count               = 3
    is_system_node_pool = true
  }
}
"#;
/// A range with room, and one without.
const ENOUGH: &str = "10.1.0.0/20";
const SMALL: &str = "10.1.1.0/24";

fn capacity(report: &Json) -> Vec<String> {
    let found = report.of(&["subnet-capacity"]);
    found
        .iter()
        .map(|one| text(&one["message"]).to_owned())
        .collect()
}

fn hcl(range: &str) -> String {
    format!("range = \"{range}\"\n")
}

fn json(range: &str) -> String {
    format!("{{\"range\": \"{range}\"}}")
}

#[test]
fn the_last_file_of_variables_wins() {
    // The files in Terraform's order: each beats those before it.
    let files = [
        ("terraform.tfvars", false),
        ("terraform.tfvars.json", true),
        ("a.auto.tfvars", false),
        ("a.auto.tfvars.json", true),
        ("b.auto.tfvars", false),
    ];
    for last in 0..files.len() {
        let folder = Folder::with("main.tf", MODULE);
        for (at, (name, is_json)) in files.iter().take(last + 1).enumerate() {
            let range = if at == last { SMALL } else { ENOUGH };
            let write = if *is_json { json } else { hcl };
            folder.write(name, write(range));
        }
        let found = capacity(&folder.json(&["."]));
        assert_eq!(found.len(), 1, "{}", files[last].0);
        // What is named on the command line beats them all; of several the last.
        for (named, content) in [("x.tfvars", hcl(ENOUGH)), ("x.tfvars.json", json(ENOUGH))] {
            folder.write(named, content);
            folder.write("y.tfvars", hcl(SMALL));
            let one = folder.json(&[".", "--var-file", named]);
            assert_eq!(capacity(&one), Vec::<String>::new(), "{named}");
            let two = folder.json(&[".", "--var-file", named, "--var-file", "y.tfvars"]);
            assert_eq!(capacity(&two).len(), 1, "{named}, y.tfvars");
        }
    }
}

#[test]
fn files_that_terraform_does_not_read_decide_nothing() {
    for name in [
        "prod.tfvars",
        "test-terraform.tfvars",
        "envs/prod.tfvars.json",
    ] {
        let folder = Folder::with("main.tf", MODULE);
        let content = if name.ends_with("json") {
            json(SMALL)
        } else {
            hcl(SMALL)
        };
        folder.write(name, content);
        let report = folder.json(&["."]);
        assert_eq!(capacity(&report), Vec::<String>::new(), "{name}");
        let reasons = report.reasons("subnet-capacity").join("; ");
        assert!(reasons.contains(name), "{name}: {reasons}");
    }
}

#[test]
fn the_last_of_repeated_keys_wins() {
    let repeated = [
        "{ r = \"10.1.0.0/20\", r = \"10.1.1.0/24\" }[\"r\"]",
        "{ \"r\" = \"10.1.0.0/20\", x = 1, \"r\" = \"10.1.0.0/20\", r = \"10.1.1.0/24\" }.r",
        "{ \"a b\" = 1, \"a b\" = 2, for = 1, for = \"10.1.1.0/24\" }[\"for\"]",
    ];
    for expression in repeated {
        let module = MODULE.replace("variable \"range\" {}", "");
        let folder = Folder::with("main.tf", module.replace("var.range", expression));
        let report = folder.json(&["."]);
        assert_eq!(capacity(&report).len(), 1, "{expression}: {report:?}");
    }
}

#[test]
fn an_override_replaces_what_the_packs_say() {
    let with = |spec: &str| {
        let patch = r#"asoManagedClusterPatches: ['{\"spec\": {\"networkProfile\": {\"networkDataplane\": \"cilium\"}}}']"#;
        let values = format!("\"managedControlPlane: {{{patch}}}\"");
        let module = MODULE
            .replace("variable \"range\" {}", "")
            .replace("var.range", "\"10.1.0.0/20\"")
            .replace("\"pack: {networkPolicy: calico}\"", &values);
        let text = format!(
            "override_cluster_api_config = \"azureManagedControlPlane: {{spec: {{{spec}}}}}\"\n  }}\n  machine_pool"
        );
        Folder::with("main.tf", module.replace("}\n  machine_pool", &text)).json(&["."])
    };
    // The patch of the pack makes the dataplane cilium; a list in the override replaces it.
    let dataplane = |report: &Json| {
        report
            .of(&["palette-admission", "cilium-dataplane-policy"])
            .len()
    };
    assert!(dataplane(&with("networkPolicy: calico")) > 0);
    let replaced = with("networkPolicy: calico, asoManagedClusterPatches: []");
    assert_eq!(dataplane(&replaced), 0, "{replaced:?}");
    let old = with("version: v1.29.4");
    let found = old.of(&["kubernetes-version"]);
    assert_eq!(found.len(), 1, "{old:?}");
    assert!(text(&found[0]["message"]).contains("1.29.4"), "{found:?}");
    assert_eq!(old.of(&["kubernetes-version-conflict"]).len(), 0, "{old:?}");
}

#[test]
fn values_of_packs_come_from_pack_directories() {
    let values = "pack:\n  networkPolicy: Calico\n";
    let module = MODULE
        .replace("variable \"range\" {}", "data \"spectrocloud_pack\" \"cni\" {\n  name = \"cni-azure\"\n  version = \"1.4.0\"\n}")
        .replace("var.range", "\"10.1.0.0/20\"")
        .replace("\"pack: {networkPolicy: calico}\"", "data.spectrocloud_pack.cni.values");
    let folder = Folder::with("infra/main.tf", module);
    folder.pack("own/cni-azure-1.4.0", "cni-azure", "cni", values);
    let pack = std::fs::read_to_string(folder.path().join("own/cni-azure-1.4.0/pack.json"));
    let pack = pack.expect("readable").replace("1.0.0", "1.4.0");
    folder.write("own/cni-azure-1.4.0/pack.json", pack);
    let without = folder.json(&["infra"]);
    let reasons = without.reasons("network-policy-value").join("; ");
    assert!(reasons.contains("--packs"), "{reasons}");
    for arguments in [&["infra", "--packs", "own"][..], &["infra", "--packs", "."]] {
        let report = folder.json(arguments);
        let found = report.of(&["network-policy-value"]);
        assert_eq!(found.len(), 1, "{arguments:?}: {report:?}");
        assert_eq!(found[0]["file"], "own/cni-azure-1.4.0/values.yaml");
    }
    folder.write("packlint.yaml", "packs: [own]\n");
    let report = folder.json(&["infra", "--config", "packlint.yaml"]);
    assert_eq!(report.of(&["network-policy-value"]).len(), 1, "{report:?}");
}

#[test]
fn a_module_that_several_call_is_counted_once() {
    let folder = Folder::with("modules/aks/main.tf", MODULE);
    for at in 0..5 {
        let call = format!(
            "module \"m\" {{\n  source = \"../../modules/aks\"\n  range = \"10.{at}.1.0/24\"\n}}\n"
        );
        folder.write(&format!("envs/e{at}/main.tf"), call);
    }
    let report = folder.json(&["."]);
    assert_eq!(report.value["summary"]["files"], 6);
    assert_eq!(report.value["summary"]["clusters"], 5);
}

/// Checks a module: soon, and with a finding that says which limit it exceeds.
fn is_bounded(what: &str, folder: &Folder) {
    let start = Instant::now();
    let report = folder.json(&["."]);
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{what}: {:?}",
        start.elapsed()
    );
    assert_eq!(report.of(&["input-limit"]).len(), 1, "{what}: {report:?}");
}

#[test]
fn evaluation_without_end_is_a_finding() {
    let small = MODULE.replace("variable \"range\" {}", "locals {\n  all = ALL\n}");
    let small = small.replace("var.range", "local.all[0]");
    for (what, all) in [
        (
            "loops",
            "[for a in range(1024) : [for b in range(1024) : [for c in range(1024) : a]]]",
        ),
        (
            "products",
            "setproduct(range(1000), range(1000), range(1000))",
        ),
        (
            "texts",
            "[for a in range(1000) : join(\",\", [for b in range(1000) : \"${a}-${b}-${a}-${b}\"])]",
        ),
    ] {
        is_bounded(what, &Folder::with("main.tf", small.replace("ALL", all)));
    }
    let doubling: String = (0..40).fold("locals {\n  d0 = \"xx\"\n".to_owned(), |mut text, at| {
        let _ = writeln!(text, "  d{} = \"${{local.d{at}}}${{local.d{at}}}\"", at + 1);
        text
    });
    is_bounded(
        "doubling",
        &Folder::with(
            "main.tf",
            format!("{doubling}}}\n{}", small.replace("ALL", "[local.d40]")),
        ),
    );
}

#[test]
fn modules_that_call_each_other_come_to_an_end() {
    let folder = Folder::with(
        "a/main.tf",
        format!(
            "{}module \"b\" {{\n  source = \"../b\"\n}}\n",
            MODULE.replace(
                "variable \"range\" {}",
                "variable \"range\" {\n  default = \"10.1.1.0/24\"\n}"
            )
        ),
    );
    folder.write("b/main.tf", "module \"a\" {\n  source = \"../a\"\n}\n");
    let report = folder.json(&["a"]);
    assert_eq!(capacity(&report).len(), 1, "{report:?}");
    // Each calls the next one ten times: too many instances.
    let folder = Folder::with("m9/main.tf", MODULE);
    for at in 0..9 {
        let call = |number| {
            format!(
                "module \"m{number}\" {{\n  source = \"../m{}\"\n  range = \"\"\n}}\n",
                at + 1
            )
        };
        let calls: String = (0..10).map(call).collect();
        folder.write(
            &format!("m{at}/main.tf"),
            format!("variable \"range\" {{\n  default = null\n}}\n{calls}"),
        );
    }
    let start = Instant::now();
    let report = folder.json(&["m0"]);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(report.of(&["input-limit"]).len(), 1, "{:?}", report.rules());
}
