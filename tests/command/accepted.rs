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
