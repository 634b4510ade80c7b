//! Network settings: the vendor page's own snippet, its misspellings, and what is compatible.

use crate::support::{Folder, text};

const COMMENT: &str = "# The Network policy for ingress and egress traffic between pods in a cluster. Supported values are none, azure, calico";

/// The snippet as the page has it, and under `pack`.
fn snippets(value: &str) -> [(String, &'static str); 2] {
    [
        (
            format!("{COMMENT}\nnetworkPolicy:{value}\n"),
            "/networkPolicy",
        ),
        (
            format!("pack:\n  {COMMENT}\n  networkPolicy:{value}\n"),
            "/pack/networkPolicy",
        ),
    ]
}

#[test]
fn the_vendors_snippet_is_right() {
    for value in [
        " \"none\"",
        " \"azure\"",
        " \"calico\"",
        " calico",
        " 'calico'",
    ] {
        for (values, _) in snippets(value) {
            let folder = Folder::with("values.yaml", &values);
            let alone = folder.json(&["values.yaml"]);
            // Azure's own policy engine works until it is retired.
            let expected = if value.contains("azure") {
                vec!["retired-feature"]
            } else {
                vec![]
            };
            assert_eq!((alone.status, alone.rules()), (0, expected), "{values}");
            folder.pack("cni-azure-1.0.0", "cni-azure", "cni", &values);
            let pack = folder.json(&["cni-azure-1.0.0"]);
            let of_network = pack.of(&["network-policy-value", "network-setting-conflict"]);
            assert!(of_network.is_empty(), "{values}: {of_network:?}");
        }
    }
}

#[test]
fn a_wrong_policy_is_one_finding_at_the_value_or_its_key() {
    for (value, shown) in [
        (" Calico", "Calico"),
        (" \"calcio\"", "\"calcio\""),
        (" true", "true"),
        (" null", "null"),
        (" ~", "~"),
        ("", "networkPolicy"),
        (" \"\"", "\"\""),
        (" [calico]", "[calico]"),
        (" {enabled: false}", "{enabled: false}"),
        (" 1", "1"),
    ] {
        for (values, pointer) in snippets(value) {
            let folder = Folder::with("values.yaml", &values);
            folder.pack("cni-azure-1.0.0", "cni-azure", "cni", &values);
            for (path, file) in [
                ("values.yaml", "values.yaml"),
                ("cni-azure-1.0.0", "cni-azure-1.0.0/values.yaml"),
            ] {
                // A lone file with a mapping of this name at its top level is a chart's values.
                if path == "values.yaml" && value.contains('{') && pointer == "/networkPolicy" {
                    continue;
                }
                let report = folder.json(&[path, "--select", "network-policy-value"]);
                assert_eq!(report.status, 1, "{values}");
                let [finding] = report.findings() else {
                    panic!("{values}: {report:?}")
                };
                assert_eq!(finding["rule"], "network-policy-value");
                assert_eq!(
                    (text(&finding["file"]), text(&finding["pointer"])),
                    (file, pointer)
                );
                let at = |end: &str| {
                    let offset = finding["span"][end]["offset"].as_u64().expect("an offset");
                    usize::try_from(offset).expect("small")
                };
                assert_eq!(&values[at("start")..at("end")], shown, "{values}");
            }
        }
    }
}

#[test]
fn near_misses_are_named_with_a_fix() {
    for (value, applicability) in [("Calico", "safe"), ("calcio", "unsafe")] {
        let folder = Folder::with("values.yaml", format!("networkPolicy: \"{value}\"\n"));
        let report = folder.json(&["values.yaml"]);
        let fix = &report.findings()[0]["fix"];
        assert_eq!(fix["applicability"], applicability);
        assert_eq!(fix["edits"][0]["replacement"], "calico");
        // The quotes stay.
        assert_eq!(fix["edits"][0]["span"]["start"]["offset"], 16);
    }
}

#[test]
fn nothing_is_said_where_nothing_is_written() {
    let folder = Folder::with("values.yaml", "pack:\n  namespace: kube-system\n");
    assert_eq!(folder.json(&["values.yaml"]).rules(), [""; 0]);
    let values = "pack:\n  content:\n    images:\n      - image: docker.io/library/demo:1.0.0\ncharts:\n  demo:\n    networkPolicy: {enabled: false}\n  networkPolicy: true\nnetworkPolicy: {enabled: false}\n";
    folder.pack("demo-1.0.0", "demo", "addon", values);
    let report = folder.json(&["demo-1.0.0"]);
    assert!(
        report.of(&["network-policy-value"]).is_empty(),
        "{report:?}"
    );
}

#[test]
fn calico_on_the_cilium_dataplane_is_one_finding_over_two_files() {
    let folder = Folder::new();
    let values = "pack:\n  networkPolicy: calico\n";
    folder.pack("cni-azure-1.0.0", "cni-azure", "cni", values);
    folder.write(
        "cluster.yaml",
        "cluster: demo\npacks: [./cni-azure-1.0.0]\nnetwork: {networkPluginMode: overlay, networkDataplane: cilium}\nnodePools:\n  - {name: system, mode: System, count: 3}\n",
    );
    let report = folder.json(&["cluster.yaml"]);
    let [finding] = report.of(&["cilium-dataplane-policy"])[..] else {
        panic!("{report:?}")
    };
    assert_eq!(finding["file"], "cni-azure-1.0.0/values.yaml");
    assert_eq!(finding["pointer"], "/pack/networkPolicy");
    assert_eq!(finding["related"][0]["file"], "cluster.yaml");
    assert_eq!(
        finding["related"][0]["message"],
        "networkDataplane is cilium (the cluster file)"
    );

    let folder = Folder::with(
        "values.yaml",
        "pack:\n  networkPolicy: calico\n  networkDataplane: cilium\n",
    );
    let report = folder.json(&["values.yaml", "--select", "cilium-dataplane-policy"]);
    assert_eq!(report.rules(), ["cilium-dataplane-policy"]);
    assert_eq!(
        report.findings()[0]["related"][0]["span"]["start"]["line"],
        3
    );
}

/// A Windows pool on the pack cni-kubenet, whose values are given.
fn windows_on_kubenet(values: &str) -> crate::support::Json {
    let folder = Folder::new();
    folder.pack("cni-kubenet-1.0.0", "cni-kubenet", "cni", values);
    folder.write(
        "cluster.yaml",
        "cluster: demo\npacks: [./cni-kubenet-1.0.0]\nnodePools:\n  - {name: system, mode: System, count: 3}\n  - {name: win, osType: Windows, count: 2}\n",
    );
    let rules = "windows-requires-azure-cni,calico-kubenet-linux-only";
    folder.json(&["cluster.yaml", "--select", rules])
}

#[test]
fn windows_on_kubenet_points_at_the_pool_and_at_the_pack() {
    let report = windows_on_kubenet("pack:\n  namespace: kube-system\n");
    assert_eq!(report.rules(), ["windows-requires-azure-cni"]);
    let finding = &report.findings()[0];
    assert_eq!(
        (text(&finding["file"]), text(&finding["pointer"])),
        ("cluster.yaml", "/nodePools/1/osType")
    );
    assert_eq!(finding["related"][0]["file"], "cni-kubenet-1.0.0/pack.json");

    let report = windows_on_kubenet("pack:\n  networkPolicy: calico\n");
    assert_eq!(report.rules(), ["calico-kubenet-linux-only"]);
    let finding = &report.findings()[0];
    assert_eq!(finding["pointer"], "/nodePools/1/osType");
    let related: Vec<_> = (0..2)
        .map(|at| text(&finding["related"][at]["file"]))
        .collect();
    assert_eq!(
        related,
        [
            "cni-kubenet-1.0.0/pack.json",
            "cni-kubenet-1.0.0/values.yaml"
        ]
    );
}

#[test]
fn what_goes_together_is_not_reported() {
    for (network, pools, rule) in [
        (
            "{networkPlugin: azure, networkPolicy: calico}",
            "Windows",
            "windows-requires-azure-cni",
        ),
        (
            "{networkPlugin: kubenet, networkPolicy: calico}",
            "Linux",
            "calico-kubenet-linux-only",
        ),
        (
            "{networkPlugin: azure, networkPolicy: calico}",
            "Windows",
            "calico-kubenet-linux-only",
        ),
        (
            "{networkPlugin: azure, networkPolicy: azure}",
            "Linux",
            "azure-policy-requires-azure-cni",
        ),
        (
            "{networkPlugin: kubenet, networkPolicy: calico}",
            "Linux",
            "azure-policy-requires-azure-cni",
        ),
        (
            "{networkPlugin: azure, networkPolicy: azure}",
            "Linux",
            "azure-policy-linux-only",
        ),
        (
            "{networkPlugin: azure, networkPolicy: calico}",
            "Windows",
            "azure-policy-linux-only",
        ),
        (
            "{networkPluginMode: overlay, networkDataplane: cilium, networkPolicy: cilium}",
            "Linux",
            "cilium-linux-only",
        ),
        (
            "{networkDataplane: azure, networkPolicy: none}",
            "Windows",
            "cilium-linux-only",
        ),
        (
            "{networkDataplane: cilium, networkPolicy: none}",
            "Linux",
            "cilium-dataplane-policy",
        ),
    ] {
        let cluster = format!(
            "cluster: demo\nnetwork: {network}\nnodePools:\n  - {{name: system, mode: System, count: 3}}\n  - {{name: other, osType: {pools}, count: 3}}\n"
        );
        let report = Folder::with("cluster.yaml", &cluster).json(&["cluster.yaml"]);
        assert!(report.of(&[rule]).is_empty(), "{cluster}: {report:?}");
    }
}

#[test]
fn an_exacter_finding_replaces_only_those_of_its_own_cluster() {
    let folder = Folder::new();
    folder.write(
        "a/values.yaml",
        "networkPlugin: kubenet\nnetworkPolicy: calico\n",
    );
    folder.write(
        "b/values.yaml",
        "networkPlugin: kubenet\nnetworkPolicy: none\n",
    );
    let report = folder.json(&["a/values.yaml", "b/values.yaml", "--os", "windows"]);
    let rules = ["calico-kubenet-linux-only", "windows-requires-azure-cni"];
    let found: Vec<_> = report.of(&rules).iter().map(|f| text(&f["rule"])).collect();
    assert_eq!(found, rules);
}
