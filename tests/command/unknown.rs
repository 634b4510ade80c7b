//! Unknown is not wrong, and not right either: macros, variables, packs that are not available.

use crate::support::{Folder, Json};

fn cluster(text: &str) -> Json {
    Folder::with("cluster.yaml", text).json(&["cluster.yaml"])
}

const POOLS: &str = "nodePools:\n  - {name: system, mode: System, count: 50, maxPods: 30}\n";
const VNET: &str = "vnet:\n  addressSpace: [10.240.0.0/16]\n  subnets:\n    - {name: nodes, cidr: 10.240.0.0/22}\n";

#[test]
fn values_alone_end_with_the_checks_that_were_not_made() {
    let folder = Folder::with("values.yaml", "pack:\n  networkPolicy: calico\n");
    let run = folder.check(&["values.yaml"]);
    assert_eq!(run.status, 0);
    let said = run.stdout.replace('\n', " ");
    for words in [
        " rules were skipped because nodes, max pods, subnet, OS and network plugin are \
         unknown. Add --nodes N --max-pods N --subnet CIDR",
        "--network-plugin azure|kubenet|none",
        ", or use --ask.",
        "--verbose lists them.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // Ids are for who asks for them.
    assert!(!said.contains("subnet-capacity"), "{said}");
    let verbose = folder.check(&["values.yaml", "--verbose"]).stdout;
    assert!(verbose.contains("subnet-capacity"), "{verbose}");
    assert!(!verbose.contains("--verbose"), "{verbose}");
    let report = folder.json(&["values.yaml"]);
    let reasons = report.reasons("subnet-capacity");
    for reason in [
        "the number of nodes is unknown",
        "the subnet of the nodes is unknown",
    ] {
        assert!(reasons.contains(&reason), "{reasons:?}");
    }
    // All flags given: nothing is left of it.
    let report = folder.json(&[
        "values.yaml",
        "--nodes",
        "3",
        "--max-pods",
        "30",
        "--subnet",
        "10.240.0.0/22",
        "--os",
        "linux",
        "--network-plugin",
        "azure",
    ]);
    assert!(report.reasons("subnet-capacity").is_empty(), "{report:?}");
}

#[test]
fn a_cluster_file_is_not_told_to_add_flags() {
    let folder = Folder::with(
        "cluster.yaml",
        format!("cluster: demo\nnetwork: {{}}\n{POOLS}"),
    );
    let run = folder.check(&["cluster.yaml", "--verbose"]);
    let said = run.stdout.replace('\n', " ");
    assert!(!said.contains("--subnet"), "{said}");
    assert!(
        said.contains("the subnet of the nodes is unknown"),
        "{said}"
    );
}

#[test]
fn a_variable_without_a_value_makes_rules_silent() {
    for macro_ in [
        "'{{.spectro.var.policy}}'",
        "\"{{ .spectro.var.policy }}\"",
        "{{ .spectro.var.policy }}",
        "{{.spectro.var.policy}}",
        "x{{.spectro.var.policy}}",
    ] {
        let folder = Folder::with("values.yaml", format!("pack:\n  networkPolicy: {macro_}\n"));
        let report = folder.json(&["values.yaml"]);
        assert!(
            report.of(&["network-policy-value"]).is_empty(),
            "{macro_}: {report:?}"
        );
        assert_eq!(
            report.reasons("network-policy-value"),
            ["profile variable 'policy' has no value"],
            "{macro_}"
        );
        let entry = &report.value["unresolved"]
            .as_array()
            .expect("entries")
            .iter()
            .find(|entry| entry["rules"].to_string().contains("network-policy-value"))
            .expect("an entry");
        assert_eq!(entry["pointer"], "/pack/networkPolicy", "{macro_}");
    }
}

#[test]
fn a_variable_with_a_value_is_checked() {
    let arguments = ["values.yaml", "--ignore", "macro-unquoted", "--var"];
    for macro_ in ["'{{.spectro.var.policy}}'", "{{ .spectro.var.policy }}"] {
        let folder = Folder::with("values.yaml", format!("pack:\n  networkPolicy: {macro_}\n"));
        let right = folder.json(&[&arguments[..], &["policy=calico"]].concat());
        assert_eq!(right.rules(), [""; 0], "{macro_}");
        assert!(right.reasons("network-policy-value").is_empty());
        let wrong = folder.json(&[&arguments[..], &["policy=calcio"]].concat());
        assert_eq!(wrong.rules(), ["network-policy-value"], "{macro_}");
        // The value of the macro cannot be fixed at the macro.
        assert!(wrong.findings()[0].get("fix").is_none());
    }
    let text = "cluster: demo\nvariables: {policy: calcio}\nnetwork: {networkPolicy: '{{.spectro.var.policy}}'}\nnodePools:\n  - {name: system, mode: System, count: 3}\n";
    let folder = Folder::with("cluster.yaml", text);
    assert_eq!(
        folder.json(&["cluster.yaml"]).rules(),
        ["network-policy-value"]
    );
    // The command line takes precedence.
    let right = folder.json(&["cluster.yaml", "--var", "policy=calico"]);
    assert_eq!(right.rules(), [""; 0]);
}

#[test]
fn numbers_may_be_macros() {
    let text = format!(
        "cluster: demo\nvariables: {{nodes: 50}}\nnetwork: {{networkPlugin: azure}}\n{VNET}nodePools:\n  - {{name: system, mode: System, count: '{{{{.spectro.var.nodes}}}}', maxPods: 30}}\n"
    );
    let report = cluster(&text);
    let [finding] = report.of(&["subnet-capacity"])[..] else {
        panic!("{report:?}")
    };
    assert_eq!(finding["data"]["needed"], 1450);
}

#[test]
fn values_of_packs_at_hand_are_resolved() {
    let folder = Folder::new();
    folder.pack(
        "cni",
        "cni-azure",
        "cni",
        "pack:\n  networkPolicy: '{{.spectro.pack.kubernetes-aks.pack.policy}}'\n",
    );
    folder.pack("k8s", "kubernetes-aks", "k8s", "pack:\n  policy: calcio\n");
    let file = |packs: &str| {
        format!(
            "cluster: demo\npacks: [{packs}]\nnodePools:\n  - {{name: system, mode: System, count: 3}}\n"
        )
    };
    folder.write("both.yaml", file("./cni, ./k8s"));
    folder.write("one.yaml", file("./cni"));
    let both = folder.json(&["both.yaml"]);
    assert_eq!(both.of(&["network-policy-value"]).len(), 1, "{both:?}");
    let one = folder.json(&["one.yaml"]);
    assert!(one.of(&["network-policy-value"]).is_empty());
    assert_eq!(
        one.reasons("network-policy-value"),
        [
            "Palette replaces the macro {{.spectro.pack.kubernetes-aks.pack.policy}} only at deployment"
        ]
    );
}

#[test]
fn other_macros_are_palettes_own() {
    for macro_ in [
        "'{{.spectro.system.cluster.name}}'",
        "'{{.spectro.macro.policy}}'",
        "'{{ .spectro.var.policy | lower }}'",
    ] {
        let folder = Folder::with("values.yaml", format!("networkPolicy: {macro_}\n"));
        let report = folder.json(&["values.yaml", "--var", "policy=calcio"]);
        assert_eq!(report.rules(), [""; 0], "{macro_}");
        let reasons = report.reasons("network-policy-value");
        assert!(reasons[0].contains("only at deployment"), "{reasons:?}");
    }
}

fn with_packs(packs: &str) -> Json {
    cluster(&format!(
        "cluster: demo\npacks:\n{packs}{VNET}nodePools:\n  - {{name: system, mode: System, count: 50}}\n"
    ))
}

const CNI: &str =
    "  - {name: cni-azure, version: 1.4.0, values: 'pack: {networkPolicy: calico}'}\n";
const K8S: &str =
    "  - {name: kubernetes-aks, version: 1.34, values: 'pack: {namespace: kube-system}'}\n";

#[test]
fn an_absent_setting_is_the_default_where_its_pack_is_at_hand() {
    let report = with_packs(&format!("{CNI}{K8S}"));
    let [finding] = report.of(&["subnet-capacity"])[..] else {
        panic!("{report:?}")
    };
    assert_eq!(finding["data"]["needed"], 1450);
    let labels = finding["related"].to_string();
    assert!(labels.contains("30 pods per node (default)"), "{labels}");

    // No packs at all: the cluster file is all there is.
    let report = cluster(&format!("cluster: demo\n{VNET}{POOLS}"));
    assert_eq!(report.of(&["subnet-capacity"]).len(), 1);
}

#[test]
fn an_absent_setting_is_unknown_where_its_pack_is_not() {
    for (packs, reason) in [
        (
            format!("{CNI}  - {{name: kubernetes-aks, version: 1.34}}\n"),
            "the values of pack 'kubernetes-aks' are not available",
        ),
        (
            format!("  - {{name: cni-azure, version: 1.4.0}}\n{K8S}"),
            "the values of pack 'cni-azure' are not available",
        ),
        (K8S.to_owned(), "a CNI pack is missing"),
        (CNI.to_owned(), "the pack kubernetes-aks is missing"),
        (
            format!(
                "  - {{name: cni-azure, version: 1.4.0, values: 'pack: {{newSwitch: true}}'}}\n{K8S}"
            ),
            "unknown key 'pack.newSwitch' of pack cni-azure may set networkPluginMode",
        ),
    ] {
        let report = with_packs(&packs);
        assert!(
            report.of(&["subnet-capacity"]).is_empty(),
            "{packs}: {report:?}"
        );
        let reasons = report.reasons("subnet-capacity");
        assert!(reasons.contains(&reason), "{packs}: {reasons:?}");
    }
}

#[test]
fn what_two_clusters_lack_is_listed_once() {
    let folder = Folder::new();
    let values = "pack:\n  networkPolicy: '{{.spectro.var.policy}}'\n";
    folder.pack("cni", "cni-azure", "cni", values);
    let cluster = |name: &str| {
        format!(
            "cluster: {name}\npacks: [./cni]\nnodePools:\n  - {{name: system, mode: System, count: 3}}\n"
        )
    };
    folder.write("a.yaml", format!("{}---\n{}", cluster("a"), cluster("b")));
    let report = folder.json(&["a.yaml"]);
    let entries = report.value["unresolved"].as_array().expect("entries");
    let of_policy: Vec<_> = entries
        .iter()
        .filter(|entry| entry["reason"].to_string().contains("'policy'"))
        .collect();
    assert_eq!(of_policy.len(), 1, "{of_policy:?}");
    // In a stream each entry says its document.
    let of_file: Vec<_> = entries
        .iter()
        .filter(|entry| entry["file"] == "a.yaml")
        .map(|entry| entry["document"].as_u64())
        .collect();
    assert!(
        of_file.contains(&Some(0)) && of_file.contains(&Some(1)),
        "{of_file:?}"
    );
}

#[test]
fn a_dataplane_that_is_not_known_may_be_cilium() {
    for (network, is_listed) in [
        (
            "{networkPolicy: calico, networkDataplane: '{{.spectro.var.d}}'}",
            true,
        ),
        ("{networkPolicy: '{{.spectro.var.d}}'}", true),
        (
            "{networkPolicy: none, networkDataplane: '{{.spectro.var.d}}'}",
            false,
        ),
    ] {
        let report = cluster(&format!("cluster: demo\nnetwork: {network}\n{POOLS}"));
        let reasons = report.reasons("cilium-dataplane-policy");
        assert_eq!(!reasons.is_empty(), is_listed, "{network}: {reasons:?}");
    }
}
