//! Input that is wrong without being broken: it is reported, never accepted in silence.

use crate::support::{Folder, run, text};

const CLUSTER: &str = "cluster: a\nnodePools:\n  - {name: a, mode: System, count: 3}\n";

#[test]
fn a_pool_of_no_nodes_is_a_usage_error() {
    let folder = Folder::with("values.yaml", "pack: {}\n");
    for flag in ["--nodes", "--max-pods"] {
        for command in ["check", "plan"] {
            let run = run(folder.path(), &[command, "values.yaml", flag, "0"]);
            assert_eq!(run.status, 2, "{command} {flag}: {run:?}");
            assert!(run.stderr.contains("at least 1"), "{run:?}");
        }
    }
}

#[test]
fn a_missing_path_names_its_neighbour() {
    let folder = Folder::new();
    folder.pack("packs/cni-azure-1.4.0", "cni-azure", "cni", "pack: {}\n");
    folder.write("values/azure.yaml", "pack: {}\n");
    folder.write("export.json", "{}\n");
    folder.write("vnet-prod.json", "{}\n");
    for (rest, near) in [
        (
            "packs: [packs/cni-azure-1.4.1]",
            Some("packs/cni-azure-1.4.0"),
        ),
        ("packs: [packs/unrelated]", None),
        (
            "packs: [{path: packs/cni-azure-1.4.0, values: values/azur.yaml}]",
            Some("values/azure.yaml"),
        ),
        ("profile: ./exprot.json", Some("./export.json")),
        ("vnet: {file: vnet-prd.json}", Some("vnet-prod.json")),
        ("from: nowhere/plan.json", None),
    ] {
        folder.write("c.yaml", format!("{CLUSTER}{rest}\n"));
        let report = folder.json(&["c.yaml"]);
        let found = report.of(&["path-not-found"]);
        assert_eq!(found.len(), 1, "{rest}: {:?}", report.value);
        let help = text(&found[0]["help"]);
        match near {
            Some(near) => assert!(
                help.contains(&format!("did you mean '{near}'?")),
                "{rest}: {help}"
            ),
            None => assert!(!help.contains("did you mean"), "{rest}: {help}"),
        }
    }
}

/// A path of the command line too, whatever it is for; nothing is checked with a wrong one.
#[test]
fn a_missing_path_of_a_flag_names_its_neighbour() {
    let folder = Folder::with("cluster.yaml", CLUSTER);
    folder.pack("packs/cni-azure-1.4.0", "cni-azure", "cni", "pack: {}\n");
    folder.write("prod.tfvars", "a = 1\n");
    folder.write("known.json", "{}\n");
    for (arguments, near) in [
        (["clutser.yaml"].as_slice(), "cluster.yaml"),
        (&["pakcs"], "packs"),
        (&["cluster.yaml", "--packs", "pakcs"], "packs"),
        (&["cluster.yaml", "--var-file", "prd.tfvars"], "prod.tfvars"),
        (&["cluster.yaml", "--config", "cluste.yaml"], "cluster.yaml"),
        (&["cluster.yaml", "--baseline", "knwon.json"], "known.json"),
    ] {
        let run = folder.check(arguments);
        let message = format!("no such file or directory; did you mean '{near}'?");
        assert_eq!(run.status, 2, "{arguments:?}: {run:?}");
        assert!(run.stderr.contains(&message), "{arguments:?}: {run:?}");
        assert!(
            run.stdout.contains("Nothing was checked: 1 problem."),
            "{run:?}"
        );
    }
    folder.write("packlint.yaml", "packs: [pakcs]\n");
    let run = folder.check(&["cluster.yaml"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("did you mean 'packs'?"), "{run:?}");
}

/// A variable that no input has is misspelled: it would be without effect.
#[test]
fn a_variable_that_no_input_uses_is_an_error() {
    let folder = Folder::new();
    let values =
        "pack:\n  podCidr: \"{{.spectro.var.pod_cidr}}\"\n  other: '{{ .spectro.var.zone }}'\n";
    folder.pack("packs/cni-azure-1.4.0", "cni-azure", "cni", values);
    folder.write(
        "cluster.yaml",
        format!("{CLUSTER}variables: {{declared: 1}}\npacks: [packs/cni-azure-1.4.0]\n"),
    );
    let profile = r#"{"metadata": {"name": "p"}, "spec": {"version": "1.0.0", "template": {"type": "cluster",
        "cloudType": "aks", "packs": []}, "variables": [{"name": "node_count", "defaultValue": "3"}]}}"#;
    folder.write("profile.json", profile);
    for input in ["cluster.yaml", "packs", "profile.json"] {
        let uses = |name: &str| {
            let run = folder.check(&[input, "--var", &format!("{name}=10.244.0.0/16")]);
            assert_eq!(run.status == 2, !run.stderr.is_empty(), "{run:?}");
            run.stderr
        };
        for (name, of) in [
            ("pod_cidr", ["cluster.yaml", "packs"].as_slice()),
            ("zone", &["cluster.yaml", "packs"]),
            ("declared", &["cluster.yaml"]),
            ("node_count", &["profile.json"]),
            ("typo", &[]),
        ] {
            let is_used = uses(name).is_empty();
            assert_eq!(
                is_used,
                of.contains(&input),
                "{input} {name}: {}",
                uses(name)
            );
        }
    }
    for command in ["check", "plan"] {
        let run = run(
            folder.path(),
            &[command, "cluster.yaml", "--var", "pod_cdir=1"],
        );
        let message = "no input uses the variable 'pod_cdir'; did you mean 'pod_cidr'?";
        assert!(run.stderr.contains(message), "{command}: {run:?}");
        assert_eq!(run.status, 2, "{command}: {run:?}");
    }
    // A hook gives the same flags for each commit, whatever is in it.
    let hook = folder.check(&["cluster.yaml", "--skip-unknown", "--var", "typo=1"]);
    assert_eq!(hook.stderr, "", "{hook:?}");
}

#[test]
fn a_file_of_terraform_variables_that_no_module_reads_is_an_error() {
    let folder = Folder::with("cluster.yaml", CLUSTER);
    folder.write("prod.tfvars", "n = 3\n");
    let module = r#"
        variable "n" { type = number }
        resource "spectrocloud_cluster_aks" "c" {
          name = "c"
          machine_pool {
            name = "system"
            count = var.n
            instance_type = "Standard_D4s_v5"
          }
        }
    "#;
    folder.write("tf/main.tf", module);
    let unused = folder.check(&["cluster.yaml", "--var-file", "prod.tfvars"]);
    assert_eq!(unused.status, 2, "{unused:?}");
    assert!(
        unused.stderr.contains("no input uses this file"),
        "{unused:?}"
    );
    for input in ["tf", "tf/main.tf"] {
        let used = folder.check(&[input, "--var-file", "prod.tfvars"]);
        assert!(!used.stderr.contains("no input uses"), "{input}: {used:?}");
    }
    let variable = folder.check(&["tf", "--var", "n=3"]);
    assert!(
        variable.stderr.contains("--var-file sets Terraform"),
        "{variable:?}"
    );
}

/// What cannot be fixed is not called fixable: flags and standard input are no files.
#[test]
fn flags_and_standard_input_are_not_fixable() {
    let folder = Folder::with("values.yaml", "pack:\n  networkPolicy: Calico\n");
    let flags = ["values.yaml", "--nodes", "3", "--subnet", "10.0.0.7/24"];
    let flagged = folder.check(&flags);
    assert!(flagged.stdout.contains("cidr-host-bits"), "{flagged:?}");
    let host_bits = folder.json(&flags);
    let host_bits = host_bits.of(&["cidr-host-bits"]);
    assert!(
        host_bits.iter().all(|one| one["fix"].is_null()),
        "{host_bits:?}"
    );
    let mut command = crate::support::packlint(folder.path());
    let text = "pack:\n  networkPolicy: Calico\n";
    let output = command.args(["check", "-"]).write_stdin(text).output();
    let piped = crate::support::Run::of(output.expect("packlint starts"));
    assert!(piped.stdout.contains("network-policy-value"), "{piped:?}");
    assert!(!piped.stdout.contains("fixable"), "{piped:?}");
    let file = folder.check(&["values.yaml"]);
    assert!(
        file.stdout.contains("1 finding fixable with --fix"),
        "{file:?}"
    );
}

/// A text of packlint.yaml that looks like a macro is not dropped.
#[test]
fn a_macro_in_the_configuration_is_an_error() {
    let folder = Folder::with("c.yaml", CLUSTER);
    for config in [
        "exclude: [\"a{{b/\", x/]\n",
        "exclude: [\"{{.spectro.var.dir}}\"]\n",
        "overrides: [{paths: [\"{{x}}\"], ignore: [max-pods-range]}]\n",
        "pack: {schema: \"{{x}}.json\"}\n",
    ] {
        folder.write("packlint.yaml", config);
        let run = folder.check(&["."]);
        assert_eq!(run.status, 2, "{config}: {run:?}");
        assert!(run.stdout.contains("macro"), "{config}: {run:?}");
    }
}

/// A server shows as failed what makes the run fail.
#[test]
fn junit_fails_what_the_run_fails_by() {
    let folder = Folder::with(
        "c.yaml",
        CLUSTER.replace("count: 3", "count: 3, maxPods: 300"),
    );
    folder.write("packlint.yaml", "severity: {max-pods-range: warning}\n");
    for (fail_on, failures, status) in [("error", 0, 0), ("warning", 1, 1)] {
        let arguments = [
            "c.yaml",
            "--select",
            "max-pods-range",
            "--format",
            "junit",
            "--fail-on",
            fail_on,
        ];
        let run = folder.check(&arguments);
        assert_eq!(run.status, status, "{run:?}");
        assert!(
            run.stdout.contains(&format!("failures=\"{failures}\"")),
            "{run:?}"
        );
        assert_eq!(run.stdout.matches("<failure").count(), failures, "{run:?}");
    }
}
