//! Subnet capacity, with the numbers that people calculate by hand.

use serde_json::Value;

use crate::support::{Folder, Json, text};

const RULES: [&str; 2] = ["subnet-capacity", "subnet-upgrade-headroom"];

fn cluster(network: &str, pool: &str, prefix: u8) -> Json {
    let folder = Folder::with(
        "cluster.yaml",
        format!(
            "cluster: demo\nnetwork: {network}\nvnet:\n  addressSpace: [10.240.0.0/16]\n  subnets:\n    - {{name: nodes, cidr: 10.240.0.0/{prefix}}}\nnodePools:\n  - {{name: system, mode: System, {pool}}}\n"
        ),
    );
    folder.json(&["cluster.yaml"])
}

/// Pods on the nodes' subnet.
fn flat(pool: &str, prefix: u8) -> Json {
    cluster("{networkPlugin: azure}", pool, prefix)
}

/// The one finding on capacity.
fn one<'r>(report: &'r Json, rule: &str) -> &'r Value {
    let [finding] = report.of(&RULES)[..] else {
        panic!("{report:?}")
    };
    assert_eq!(finding["rule"], rule);
    finding
}

#[test]
fn fifty_nodes_of_thirty_pods_need_a_21() {
    assert!(flat("count: 50, maxPods: 30", 21).of(&RULES).is_empty());
    let report = flat("count: 50, maxPods: 30", 22);
    let finding = one(&report, "subnet-capacity");
    assert_eq!((report.status, &finding["severity"]), (1, &"error".into()));
    let data = &finding["data"];
    assert_eq!(data["needed"], 1450);
    assert_eq!(data["available"], 1019);
    assert_eq!(data["nodesTimesMaxPods"], 1500);
    assert_eq!(data["suggestedPrefix"], 21);
    assert!(text(&finding["message"]).contains("1,450"));
    assert!(text(&finding["message"]).contains("1,019"));
    assert!(text(&finding["help"]).contains("/21"));
    assert_eq!(finding["pointer"], "/vnet/subnets/0/cidr");
    let related: Vec<_> = finding["related"]
        .as_array()
        .expect("labels")
        .iter()
        .collect();
    assert_eq!(related.len(), 2, "the count and the max pods: {related:?}");
}

#[test]
fn small_subnets() {
    let report = flat("count: 2, maxPods: 250", 24);
    let data = &one(&report, "subnet-capacity")["data"];
    assert_eq!(
        (&data["needed"], &data["available"]),
        (&498.into(), &251.into())
    );

    let report = flat("count: 8, maxPods: 30", 24);
    let finding = one(&report, "subnet-upgrade-headroom");
    assert_eq!(
        (report.status, &finding["severity"]),
        (0, &"warning".into())
    );
    assert_eq!(finding["data"]["needed"], 279);

    let report = flat("count: 8, maxPods: 32", 24);
    let finding = one(&report, "subnet-upgrade-headroom");
    let last = "(nodes x max pods alone is 256)";
    assert!(text(&finding["message"]).ends_with(last), "{finding}");
    assert_eq!(finding["data"]["nodesTimesMaxPods"], 256);
}

#[test]
fn the_plan_stands_without_surge_too() {
    let none = "count: 8, maxPods: 32, maxSurge: 0, maxUnavailable: 1";
    let report = flat(none, 24);
    let finding = one(&report, "subnet-upgrade-headroom");
    assert_eq!(finding["data"]["needed"], 264);
    // 7 x 33 = 231 fits.
    let fits = "count: 7, maxPods: 32, maxSurge: 0, maxUnavailable: 1";
    assert!(flat(fits, 24).of(&RULES).is_empty());
}

#[test]
fn nodes_alone_where_pods_have_addresses_of_their_own() {
    let overlay = "{networkPlugin: azure, networkPluginMode: overlay}";
    let report = cluster(overlay, "count: 33, maxPods: 250", 24);
    assert!(report.of(&RULES).is_empty(), "{report:?}");
    let kubenet = "{networkPlugin: kubenet}";
    let report = cluster(kubenet, "count: 252", 24);
    let finding = one(&report, "subnet-capacity");
    assert_eq!(finding["data"]["needed"], 252);
    let report = cluster(kubenet, "count: 228", 24);
    assert!(report.of(&RULES).is_empty(), "228 + 23 = 251: {report:?}");
}

#[test]
fn the_autoscalers_most_nodes_count() {
    let report = flat("count: 1, minCount: 1, maxCount: 50, maxPods: 30", 22);
    let finding = one(&report, "subnet-capacity");
    assert_eq!(finding["data"]["needed"], 1450);
    let labels = finding["related"].to_string();
    assert!(labels.contains("pool 'system': up to 50 nodes"), "{labels}");
}

#[test]
fn flags_stand_in_for_a_cluster_file() {
    let folder = Folder::with("values.yaml", "pack:\n  networkPolicy: calico\n");
    let flags = |flags: &str| {
        let flags: Vec<_> = flags.split(' ').collect();
        folder.json(&[&["values.yaml"], flags.as_slice()].concat())
    };
    let report = flags("--nodes 12 --max-pods 110 --subnet 10.240.0.0/24");
    let finding = one(&report, "subnet-capacity");
    assert_eq!(finding["file"], "<command-line>");
    let data = &finding["data"];
    assert_eq!(data["needed"], 1308);
    assert_eq!(data["available"], 251);
    assert_eq!(data["suggestedPrefix"], 21);

    for (given, expected) in [
        ("--nodes 50 --max-pods 30 --subnet 10.240.0.0/21", None),
        (
            "--nodes 50 --max-pods 30 --subnet 10.240.0.0/22",
            Some("subnet-capacity"),
        ),
        (
            "--nodes 8 --max-pods 30 --subnet 10.240.0.0/24",
            Some("subnet-upgrade-headroom"),
        ),
        (
            "--nodes 33 --max-pods 250 --subnet 10.240.0.0/24 --plugin-mode overlay",
            None,
        ),
        (
            "--nodes 252 --subnet 10.240.0.0/24 --network-plugin kubenet",
            Some("subnet-capacity"),
        ),
        (
            "--nodes 252 --subnet 10.240.0.0/23 --network-plugin cni-kubenet",
            None,
        ),
        // Max pods left out are the plugin's default, 30: 9 x 29 = 261.
        ("--nodes 9 --subnet 10.240.0.0/24", Some("subnet-capacity")),
    ] {
        let report = flags(given);
        let found: Vec<_> = report.of(&RULES).iter().map(|f| text(&f["rule"])).collect();
        assert_eq!(found, Vec::from_iter(expected), "{given}");
    }
}

#[test]
fn flags_stand_in_for_a_cluster_of_packs() {
    let folder = Folder::new();
    folder.pack(
        "k8s",
        "kubernetes-aks",
        "k8s",
        "managedMachinePool:\n  maxPodPerNode: 110\n",
    );
    folder.pack(
        "cni",
        "cni-azure",
        "cni",
        "pack:\n  networkPolicy: calico\n",
    );
    let report = folder.json(&["k8s", "cni", "--nodes", "12", "--subnet", "10.240.0.0/24"]);
    let finding = one(&report, "subnet-capacity");
    assert_eq!(finding["data"]["needed"], 1308);
    assert_eq!(finding["related"][1]["file"], "k8s/values.yaml");
}

#[test]
fn flags_beside_packs_that_say_nothing_are_not_a_check_that_passed() {
    let folder = Folder::new();
    folder.pack("packs/demo", "demo", "addon", "pack: {}\n");
    let flags = [
        "packs",
        "--nodes",
        "12",
        "--max-pods",
        "60",
        "--subnet",
        "10.240.0.0/24",
    ];
    let run = folder.check(&flags);
    assert_eq!(run.status, 0, "{run:?}");
    let reason = " more rules were skipped: a CNI pack is missing";
    assert!(run.stdout.replace('\n', " ").contains(reason), "{run:?}");
    let with_plugin = [flags.as_slice(), &["--network-plugin", "azure"]].concat();
    assert_eq!(folder.check(&with_plugin).status, 1, "the flag says it");
    let nothing = folder.check(&["nothing", "--nodes", "12"]);
    assert_eq!(nothing.status, 2, "{nothing:?}");
}

#[test]
fn two_values_files_with_flags_are_two_clusters() {
    let folder = Folder::new();
    folder.write(
        "a/values.yaml",
        "managedMachinePool: {maxPodPerNode: 110}\n",
    );
    folder.write("b/values.yaml", "managedMachinePool: {maxPodPerNode: 60}\n");
    let report = folder.json(&[
        "a/values.yaml",
        "b/values.yaml",
        "--nodes",
        "12",
        "--subnet",
        "10.240.0.0/24",
    ]);
    let found = report.of(&["subnet-capacity"]);
    let mut needed: Vec<_> = found.iter().map(|f| f["data"]["needed"].as_u64()).collect();
    needed.sort_unstable();
    assert_eq!(needed, [Some(708), Some(1308)], "{report:?}");
}

/// Fifteen pools on one subnet, in any of the three findings on capacity: at most 24 lines of 80
/// columns, with the numbers of the largest pools and every way out.
#[test]
fn a_finding_on_capacity_fits_on_a_screen() {
    let report = |prefix: u8, count: u64, pod_subnet: &str| {
        let pool = |at: u64| {
            let mode = if at == 0 { "System" } else { "User" };
            format!(
                "  - {{name: pool{at}, mode: {mode}, count: {}, maxPods: 30, subnet: nodes{pod_subnet}}}\n",
                count + at
            )
        };
        let pools: String = (0..15).map(pool).collect();
        let folder = Folder::with(
            "cluster.yaml",
            format!(
                "cluster: demo\nnetwork: {{networkPlugin: azure}}\nvnet:\n  addressSpace: [10.240.0.0/14]\n  subnets:\n    - {{name: nodes, cidr: 10.240.0.0/{prefix}}}\n    - {{name: pods, cidr: 10.242.0.0/{prefix}}}\nnodePools:\n{pools}"
            ),
        );
        let rules = "subnet-capacity,subnet-upgrade-headroom,pod-subnet-capacity";
        folder
            .check(&["cluster.yaml", "--no-config", "--quiet", "--select", rules])
            .stdout
    };
    let creation = report(23, 1, "");
    for shown in [
        &creation,
        &report(20, 1, ""),
        &report(23, 1, ", podSubnet: pods"),
    ] {
        assert!(shown.lines().count() <= 24, "{shown}");
        assert!(
            shown.lines().all(|line| line.chars().count() <= 80),
            "{shown}"
        );
        assert!(shown.contains("10 more pools"), "{shown}");
    }
    let words = [
        "creating the cluster needs 3,480 addresses; subnet 'nodes' has 507",
        "pool           nodes  max pods  addresses",
        "pool14            15        30        435",
        "10 more pools     55                1,595",
        "AKS checks nodes x (max pods - 1) at creation",
        "a /20 (4,091 addresses; a /19 also leaves room for upgrades)",
        "Azure CNI Overlay (140 addresses for the nodes)",
    ];
    let on_one_line = |text: &str| text.replace("\n        ", " ").replace("\n  │ ", " ");
    for words in words {
        assert!(
            on_one_line(&creation).contains(words),
            "{words}: {creation}"
        );
    }
}

/// Overlay is named only if the nodes fit, and never with a default that another rule rejects.
#[test]
fn overlay_is_a_way_out_where_it_works() {
    let help = |network: &str, vnet: &str, count: u64| {
        let folder = Folder::with(
            "cluster.yaml",
            format!(
                "cluster: demo\nnetwork: {network}\nvnet:\n  addressSpace: [{vnet}/16]\n  subnets:\n    - {{name: nodes, cidr: {vnet}/24}}\nnodePools:\n  - {{name: system, mode: System, count: {count}, maxPods: 250}}\n"
            ),
        );
        let report = folder.json(&["cluster.yaml"]);
        text(&one(&report, "subnet-capacity")["help"]).to_owned()
    };
    let azure = "{networkPlugin: azure}";
    assert!(help(azure, "10.240.0.0", 20).contains("Azure CNI Overlay (22 addresses"));
    assert!(help(azure, "10.244.0.0", 20).contains("Overlay with a pod range outside the VNet"));
    let written = "{networkPlugin: azure, podCidr: 10.100.0.0/16}";
    assert!(help(written, "10.244.0.0", 20).contains("Azure CNI Overlay (22 addresses"));
    assert!(!help(azure, "10.240.0.0", 250).contains("Overlay"));
    assert!(!help("{networkPlugin: none}", "10.240.0.0", 300).contains("Overlay"));
}
