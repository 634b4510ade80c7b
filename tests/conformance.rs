//! The verdicts that AKS's documentation, service and tools give on small clusters
//! (`fixtures/aks/*.yaml`), against packlint's: an error refuses, no error accepts.
//!
//! A case gives a fragment of a cluster, of which only its keys are under test. The rest is made up
//! here so that it is certainly right: subnets with their ranges, names, a System pool.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use packlint::internals::engine::{Report, Request, check};
use packlint::internals::finding::Severity;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::support::{entries, root, shared};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    kind: String,
    operation: String,
    expected: Expected,
    /// One of these rules must be what refuses.
    #[serde(default)]
    rules: Vec<String>,
    source: String,
    why: String,
    inputs: Inputs,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Expected {
    Accept,
    Reject,
}

/// A fragment, in the words of the cluster file; of subnets only the prefix length is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Inputs {
    #[serde(default)]
    network: Map<String, Value>,
    kubernetes_version: Option<String>,
    subnet_prefix: Option<u8>,
    pod_subnet_prefix: Option<u8>,
    #[serde(rename = "podIPAllocationMode")]
    pod_ip_allocation_mode: Option<String>,
    vnet_cidr: Option<String>,
    #[serde(default)]
    existing_subnets: Vec<String>,
    node_pools: Vec<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotApplied {
    reason: String,
    ids: Vec<String>,
}

const NOT_APPLIED: &str = "not-applied.yaml";

fn read<T: for<'d> Deserialize<'d>>(path: &Path) -> T {
    let text = fs::read_to_string(path).expect("readable");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for path in entries(&root().join("fixtures/aks")) {
        if !path.ends_with(NOT_APPLIED) {
            cases.extend(read::<Vec<Case>>(&path));
        }
    }
    cases
}

fn not_applied() -> Vec<NotApplied> {
    read(&root().join("fixtures/aks").join(NOT_APPLIED))
}

/// Completes a fragment to a whole cluster file.
fn cluster(case: &Case) -> Value {
    let inputs = &case.inputs;
    let vnet = inputs.vnet_cidr.as_deref().unwrap_or("10.1.0.0/16");
    let nodes = match (&inputs.vnet_cidr, inputs.subnet_prefix) {
        (Some(range), _) => half_of(range),
        (None, prefix) => format!("10.1.0.0/{}", prefix.unwrap_or(16)),
    };
    let mut address_space = vec![vnet.to_owned()];
    let mut subnets = vec![json!({"name": "nodes", "cidr": nodes})];
    if let Some(prefix) = inputs.pod_subnet_prefix {
        let range = format!("10.128.0.0/{prefix}");
        subnets.push(json!({"name": "pods", "cidr": range}));
        address_space.push(range);
    }
    for (at, range) in inputs.existing_subnets.iter().enumerate() {
        subnets.push(json!({"name": format!("existing{at}"), "cidr": range}));
        address_space.push(range.clone());
    }
    let mut pools: Vec<Value> = Vec::new();
    let is_system = |pool: &Map<String, Value>| pool.get("mode") == Some(&json!("System"));
    if case.kind != "os" && !inputs.node_pools.iter().any(is_system) {
        pools.push(json!({"name": "system", "mode": "System", "count": 3, "subnet": "nodes"}));
    }
    for (at, given) in inputs.node_pools.iter().enumerate() {
        let mut pool = given.clone();
        pool.entry("name").or_insert(json!(format!("pool{at}")));
        pool.entry("count").or_insert(json!(3));
        pool.insert("subnet".into(), json!("nodes"));
        if inputs.pod_subnet_prefix.is_some() {
            pool.insert("podSubnet".into(), json!("pods"));
        }
        if let Some(mode) = &inputs.pod_ip_allocation_mode {
            pool.insert("podIPAllocationMode".into(), json!(mode));
        }
        pools.push(Value::Object(pool));
    }
    json!({
        "cluster": "case",
        "cloud": "aks",
        "kubernetesVersion": inputs.kubernetes_version.as_deref().unwrap_or("1.34"),
        "network": inputs.network,
        "vnet": {"addressSpace": address_space, "subnets": subnets},
        "nodePools": pools,
    })
}

/// The lower half of a range.
fn half_of(range: &str) -> String {
    let (address, prefix) = range.split_once('/').expect("a range");
    let prefix: u8 = prefix.parse().expect("a prefix length");
    format!("{address}/{}", prefix + 1)
}

fn run(cluster: &Value) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cluster.yaml");
    let text = serde_yaml::to_string(cluster).expect("YAML");
    fs::write(&file, text).expect("written");
    let request = Request {
        paths: vec![file],
        ..Request::default()
    };
    check(&request, folder.path().to_path_buf())
}

/// What is wrong with packlint's verdict on a case, if anything is.
fn disagreement(case: &Case) -> Option<String> {
    let cluster = cluster(case);
    let report = run(&cluster);
    assert!(report.errors.is_empty(), "{}: {:?}", case.id, report.errors);
    // A plan or an upgrade that will not go is a warning: the cluster itself can be created.
    let refuses = match case.operation.as_str() {
        "create" => Severity::Error,
        "plan" | "upgrade" => Severity::Warning,
        other => panic!("{}: operation {other}", case.id),
    };
    let refusing: BTreeSet<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity >= refuses)
        .map(|finding| finding.rule)
        .collect();
    let is_right = match case.expected {
        Expected::Accept => refusing.is_empty(),
        Expected::Reject => case
            .rules
            .iter()
            .any(|rule| refusing.contains(rule.as_str())),
    };
    (!is_right).then(|| {
        format!(
            "{}: expected {:?} by {:?}, found {refusing:?}\n  {}\n  {}",
            case.id, case.expected, case.rules, case.why, case.source
        )
    })
}

#[test]
fn verdicts_agree_with_aks() {
    let cases = cases();
    let wrong: Vec<_> = cases.iter().filter_map(disagreement).collect();
    for group in not_applied() {
        println!("not applied: {} ({})", group.ids.join(", "), group.reason);
    }
    println!(
        "{} of {} applied cases as AKS decides them",
        cases.len() - wrong.len(),
        cases.len()
    );
    assert!(cases.len() >= 60, "only {} cases are applied", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every case is there once, a refusal names its rules, and the completion alone is accepted.
#[test]
fn cases_are_well_formed() {
    let cases = cases();
    let mut ids = BTreeSet::new();
    let left_out = not_applied();
    let left_out: Vec<_> = left_out.iter().flat_map(|group| &group.ids).collect();
    for id in cases.iter().map(|case| &case.id).chain(left_out) {
        assert!(ids.insert(id.clone()), "{id} twice");
    }
    for case in &cases {
        let is_refused = case.expected == Expected::Reject;
        assert_eq!(is_refused, !case.rules.is_empty(), "{}", case.id);
    }
    let Some(all) = shared("cases/aks.yaml") else {
        return;
    };
    let all: Value = read(&all);
    for case in all["cases"].as_array().expect("cases") {
        let id = case["id"].as_str().expect("an id");
        assert!(ids.contains(id), "{id} is missing");
        if let Some(own) = cases.iter().find(|own| own.id == id) {
            let expected = json!(format!("{:?}", own.expected).to_lowercase());
            assert_eq!(case["expected"], expected, "{id}");
        }
    }
}
