//! Ranges and capacity: what the fixtures cannot show, and that large clusters stay quick and short.

use std::fmt::Write as _;
use std::time::Instant;

use crate::support::{Run, run};

/// Checks a cluster file given as text.
fn check(cluster: &str, format: &str) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("cluster.yaml"), cluster).expect("written");
    // Retirements are another rule's matter.
    let ignored = ["--ignore", "retired-feature"];
    let arguments = ["check", "cluster.yaml", "--format", format, "--no-config"];
    run(folder.path(), &[&arguments[..], &ignored].concat())
}

/// The rules of the findings, each with its severity.
fn findings(cluster: &str) -> Vec<(String, String)> {
    let run = check(cluster, "json");
    assert_ne!(run.status, 2, "{}", run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let findings = report["findings"].as_array().expect("findings").iter();
    findings
        .map(|finding| (text(&finding["rule"]), text(&finding["severity"])))
        .collect()
}

/// The rules that could not look at something.
fn unresolved(cluster: &str) -> Vec<String> {
    let run = check(cluster, "json");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let mut rules: Vec<_> = report["unresolved"]
        .as_array()
        .expect("unresolved")
        .iter()
        .flat_map(|entry| entry["rules"].as_array().expect("rules"))
        .map(|rule| rule.as_str().expect("a rule").to_owned())
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

const POOL: &str = "nodePools:\n  - {name: system, mode: System, count: 3}\n";

#[test]
fn what_is_absent_is_neither_wrong_nor_right() {
    // No VNet, no subnet.
    let bare = format!("cluster: demo\nnetwork: {{networkPlugin: kubenet}}\n{POOL}");
    assert_eq!(findings(&bare), []);
    let open = unresolved(&bare);
    for rule in [
        "cidr-overlap",
        "cidr-reserved",
        "service-cidr-in-vnet",
        "subnet-capacity",
        "subnet-outside-vnet",
        "subnet-upgrade-headroom",
    ] {
        assert!(open.iter().any(|id| id == rule), "{rule}: {open:?}");
    }
    // The pod range and the counts are known: what needs no more is checked.
    assert!(!open.iter().any(|id| id == "pod-cidr-capacity"), "{open:?}");

    // Ranges and counts that only the deployment knows.
    let macros = "cluster: demo\n\
        network:\n  networkPluginMode: overlay\n  podCidr: '{{.spectro.var.pods}}'\n  \
        serviceCidr: '{{.spectro.var.services}}'\n\
        vnet:\n  addressSpace: ['{{.spectro.var.vnet}}']\n  subnets:\n    \
        - {name: '{{.spectro.var.subnet}}', cidr: 10.0.0.0/24}\n\
        nodePools:\n  - {name: system, mode: System, count: '{{.spectro.var.nodes}}', subnet: nodes}\n";
    assert_eq!(findings(macros), []);
    let open = unresolved(macros);
    for rule in [
        "cidr-overlap",
        "cidr-reserved",
        "dns-service-ip",
        "node-limit",
        "pod-cidr-capacity",
        "pool-min-pods",
        "service-cidr-in-vnet",
        "service-cidr-size",
        "subnet-capacity",
        "subnet-name",
        "subnet-outside-vnet",
        "subnet-unknown",
    ] {
        assert!(open.iter().any(|id| id == rule), "{rule}: {open:?}");
    }

    // Static blocks without a version.
    let blocks = "cluster: demo\nvnet:\n  addressSpace: [10.1.0.0/16]\n  subnets:\n    \
        - {name: nodes, cidr: 10.1.0.0/24}\n    - {name: pods, cidr: 10.1.16.0/20}\n\
        nodePools:\n  - {name: system, mode: System, count: 3, subnet: nodes, podSubnet: pods, \
        podIPAllocationMode: StaticBlock}\n";
    assert_eq!(findings(blocks), []);
    assert_eq!(unresolved(blocks), ["pod-subnet-plugin"]);

    // Where only the pods' subnet is listed, the nodes are on another.
    let pods = "cluster: demo\nvnet:\n  addressSpace: [10.1.0.0/16]\n  subnets:\n    \
        - {name: pods, cidr: 10.1.16.0/20}\n\
        nodePools:\n  - {name: system, mode: System, count: 3, podSubnet: pods}\n";
    assert_eq!(findings(pods), []);
    assert_eq!(
        unresolved(pods),
        ["subnet-capacity", "subnet-upgrade-headroom"]
    );
}

#[test]
fn values_alone_are_not_guessed_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = "pack:\n  podCIDR: 10.0.0.0/23\n  serviceClusterIpRange: 10.0.0.0/16\n";
    std::fs::write(folder.path().join("values.yaml"), values).expect("written");
    let form = ["--input-format", "values", "--no-config"];
    let arguments = [
        ["check", "values.yaml", "--format"].as_slice(),
        &["concise"],
        &form,
    ]
    .concat();
    let run = run(folder.path(), &arguments);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
}

#[test]
fn one_overlap_gives_one_finding() {
    // The default service range on a subnet is in the VNet as well.
    let vnet = "vnet:\n  addressSpace: [10.0.0.0/16]\n  subnets:\n    - {name: nodes, cidr: 10.0.0.0/22}\n";
    let cluster = format!("cluster: demo\n{vnet}{POOL}");
    assert_eq!(
        findings(&cluster),
        [("cidr-overlap".into(), "error".into())]
    );
    let human = check(&cluster, "human").stdout;
    assert!(
        human.contains("serviceCidr is not set, so AKS uses 10.0.0.0/16"),
        "{human}"
    );
    assert!(human.contains("set serviceCidr: 172.16.0.0/16"), "{human}");

    // Kubenet in a wide VNet: AKS takes the defaults.
    let wide = "cluster: demo\nnetwork: {networkPlugin: kubenet}\nvnet:\n  addressSpace: [10.0.0.0/8]\n  \
        subnets:\n    - {name: workers, cidr: 10.1.0.0/16}\n";
    let found = findings(&format!("{wide}{POOL}"));
    let warning = |rule: &str| (rule.to_owned(), "warning".to_owned());
    assert_eq!(
        found,
        [warning("cidr-overlap"), warning("service-cidr-in-vnet")]
    );

    // A pool beyond a limit is not counted again for the cluster.
    let large = "cluster: demo\nnetwork: {networkPluginMode: overlay, podCidr: 10.0.0.0/8, \
        serviceCidr: 172.16.0.0/16}\nnodePools:\n  - {name: system, mode: System, count: 6000}\n";
    let limits = findings(large);
    let limits = limits
        .iter()
        .filter(|(rule, _)| rule == "node-limit")
        .count();
    assert_eq!(limits, 1);
}

/// A cluster at its limits: 100 pools, 5,000 nodes.
fn largest() -> String {
    let mut text = String::from(
        "cluster: demo\nnetwork: {networkPluginMode: overlay, podCidr: 10.128.0.0/9, \
         serviceCidr: 172.16.0.0/16}\nvnet:\n  addressSpace: [10.0.0.0/12]\n  subnets:\n    \
         - {name: nodes, cidr: 10.0.0.0/16}\nnodePools:\n  \
         - {name: system, mode: System, count: 50, subnet: nodes}\n",
    );
    for at in 1..100 {
        let _ = writeln!(text, "  - {{name: pool{at}, count: 50, subnet: nodes}}");
    }
    text
}

#[test]
fn the_largest_cluster_is_checked_at_once() {
    let cluster = largest();
    let start = Instant::now();
    let found = findings(&cluster);
    println!("100 pools, 5,000 nodes: {:?}", start.elapsed());
    // At this number AKS upgrades no longer.
    assert_eq!(found, [("node-limit".into(), "warning".into())]);
}

/// Subnets that all overlap, or that none of the pools' names fit: the report grows with their
/// number, not with its square.
#[test]
fn many_subnets_make_a_short_report() {
    let cluster = |subnets: usize| {
        let mut text =
            String::from("cluster: demo\nvnet:\n  addressSpace: [10.0.0.0/16]\n  subnets:\n");
        for at in 0..subnets {
            let _ = writeln!(text, "    - {{name: subnet{at}, cidr: 10.0.0.0/22}}");
        }
        text.push_str("nodePools:\n");
        for at in 0..50 {
            let _ = writeln!(
                text,
                "  - {{name: pool{at}, mode: System, count: 3, subnet: missing}}"
            );
        }
        text
    };
    let start = Instant::now();
    let (few, many) = (check(&cluster(20), "json"), check(&cluster(200), "json"));
    println!("20 and 200 subnets, 50 pools: {:?}", start.elapsed());
    let overlaps = |run: &Run| run.stdout.matches("\"cidr-overlap\"").count();
    assert_eq!((overlaps(&few), overlaps(&many)), (2, 2));
    assert!(
        many.stdout.len() < few.stdout.len() * 2,
        "{} and {} bytes",
        few.stdout.len(),
        many.stdout.len()
    );
}
