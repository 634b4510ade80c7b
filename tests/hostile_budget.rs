//! Inputs of a few kilobytes that come to much: each ends soon, within little memory, and says which
//! limit it exceeds.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::cost::{measure, second};
use crate::support::{Folder, Json as Report, TODAY, text};

/// Most memory of a run, in KiB.
const MEMORY: u64 = 150 * 1024;
/// Most bytes of a report.
const OUTPUT: usize = 20 * 1024 * 1024;

/// Checks paths of a folder, in bounds of time, memory and output.
fn check(folder: &Folder, arguments: &[&str]) -> Report {
    let run = within_bounds(folder, &[arguments, &["--format", "json"]].concat());
    let value: Value = serde_json::from_str(&run.1).unwrap_or_else(|_| panic!("{run:?}"));
    Report {
        status: run.0,
        value,
    }
}

/// The status and the output of a run.
fn within_bounds(folder: &Folder, arguments: &[&str]) -> (i32, String) {
    let run = measure(folder.path(), arguments);
    let (time, memory, status) = (run.time, run.memory, run.status);
    assert!(memory < MEMORY, "{memory} KiB");
    assert!(time <= second(), "{time:?} of {:?}", second());
    assert!(run.stdout.len() < OUTPUT, "{} bytes", run.stdout.len());
    assert!(matches!(status, 0 | 1), "{status}: {}", run.stdout);
    (status, run.stdout)
}

/// The messages of the findings of a rule.
fn messages<'r>(report: &'r Report, rule: &str) -> Vec<&'r str> {
    let of_rule = report.of(&[rule]).into_iter();
    of_rule.map(|finding| text(&finding["message"])).collect()
}

fn cluster(text: &str) -> Report {
    check(&Folder::with("c.yaml", text), &["c.yaml"])
}

fn pack(values: &str, schema: &str) -> Folder {
    let folder = Folder::new();
    folder.pack("demo-1.0.0", "demo", "os", values);
    folder.write("demo-1.0.0/schema.yaml", schema);
    folder
}

/// A pack whose chart has a schema.
fn chart(schema: &Value, values: &str) -> Folder {
    let folder = pack(&format!("charts: {{demo: {values}}}\n"), "");
    let manifest = json!({
        "name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "os",
        "cloudTypes": ["all"], "charts": ["charts/demo.tgz"],
    });
    folder.write("demo-1.0.0/pack.json", manifest.to_string());
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in [
        ("demo/Chart.yaml", "name: demo\n".to_owned()),
        ("demo/values.schema.json", schema.to_string()),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        let appended = archive.append_data(&mut header, path, content.as_bytes());
        appended.expect("written");
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let bytes = archive.into_inner().expect("written");
    encoder.write_all(&bytes).expect("packed");
    folder.write(
        "demo-1.0.0/charts/demo.tgz",
        encoder.finish().expect("packed"),
    );
    folder
}

/// Variables of which each names the next one so many times.
fn laughs(times: usize, last: &str, form: impl Fn(usize, &str) -> String) -> String {
    let mut text = String::new();
    for at in 0..7 {
        let next = format!("{{{{.spectro.var.v{}}}}}", at + 1).repeat(times);
        text.push_str(&form(at, &next));
    }
    text + &form(7, last)
}

const REST: &str = "cluster: a\nnetwork: {networkPolicy: \"{{.spectro.var.v0}}\"}\nnodePools: []\n";

#[test]
fn macros_that_multiply() {
    for (times, last) in [(60, "xxxxxxxxxx"), (10, "xxxxxxxxxx"), (60, "")] {
        let variables = laughs(times, last, |at, value| format!("  v{at}: \"{value}\"\n"));
        let report = cluster(&format!("variables:\n{variables}{REST}"));
        let found = messages(&report, "input-limit");
        assert_eq!(found, ["more than 20,000 macros in one text"]);
    }
    // Fewer macros, each of a long text.
    let long = "x".repeat(64 * 1024);
    let macros = "{{.spectro.var.b}}".repeat(100);
    let report = cluster(&format!(
        "variables: {{b: {long}, v0: \"{macros}\"}}\n{REST}"
    ));
    let found = messages(&report, "input-limit");
    let limit = "more than 1,048,576 bytes in one text after replacing its macros";
    assert_eq!(found, [limit]);
    // In packlint.yaml.
    let folder = Folder::with("c.yaml", REST);
    let variables = laughs(30, "x", |at, value| format!("    v{at}: \"{value}\"\n"));
    folder.write(
        "packlint.yaml",
        format!("cluster:\n  variables:\n{variables}"),
    );
    let report = check(&folder, &["c.yaml"]);
    assert_eq!(report.of(&["input-limit"]).len(), 1, "{report:?}");
    // Other values of the same file are checked nevertheless.
    let variables = laughs(60, "xxxxxxxxxx", |at, value| {
        format!("  v{at}: \"{value}\"\n")
    });
    let pools = "nodePools:\n  - {name: \"{{.spectro.var.v0}}\", count: 1}\n  - {name: \"{{.spectro.var.b}}\", count: 1}\n";
    let report = cluster(&format!(
        "variables:\n{variables}  b: NoName\ncluster: a\n{pools}"
    ));
    assert!(
        messages(&report, "pool-name")
            .iter()
            .any(|one| one.contains("NoName")),
        "{report:?}"
    );
}

#[test]
fn aliases_that_repeat_a_long_text() {
    let long = "A".repeat(1 << 20);
    for field in [
        "name: *n",
        "name: a, vmSize: *n",
        "name: a, subnet: *n",
        "name: a, mode: *n",
        "name: a, count: *n",
        "name: a, nodeLabels: {? *n : 1}",
        "name: a, nodeTaints: [*n]",
        "? *n : 1",
    ] {
        let pools = format!("  - {{{field}}}\n").repeat(500);
        let report = cluster(&format!(
            "x: &n \"{long}\"\ncluster: a\nnodePools:\n{pools}"
        ));
        assert_eq!(report.of(&["input-limit"]).len(), 1, "{field}");
        for finding in report.findings() {
            assert!(text(&finding["message"]).len() < 2_000, "{finding:?}");
        }
    }
    let macros = format!("{{{{ {long} }}}}");
    let pools = "  - {name: *n}\n".repeat(500);
    let report = cluster(&format!(
        "x: &n \"{macros}\"\ncluster: a\nnodePools:\n{pools}"
    ));
    assert_eq!(report.of(&["input-limit"]).len(), 1, "{report:?}");
}

#[test]
fn a_long_value_is_told_by_its_beginning_and_its_length() {
    let long = "A".repeat(2_000);
    let report = cluster(&format!(
        "cluster: a\nnodePools:\n  - {{name: {long}, count: 1}}\n"
    ));
    let found = messages(&report, "pool-name");
    let start = "A".repeat(80);
    assert!(
        found[0].contains(&format!("'{start}… (2,000 characters)'")),
        "{found:?}"
    );
}

#[test]
fn ranges_times_subnets() {
    let network = |first: u32, at: u32| format!("{first}.{}.{}.0/24", at / 256, at % 256);
    let ranges: Vec<_> = (0..1_200).map(|at| network(10, at)).collect();
    let mut file = format!(
        "cluster: a\nnodePools: []\nvnet:\n  addressSpace: [{}]\n  subnets:\n",
        ranges.join(", ")
    );
    for at in 0..1_200 {
        let _ = writeln!(file, "    - {{name: s{at}, cidr: {}}}", network(11, at));
    }
    let folder = Folder::with("c.yaml", file);
    let report = check(&folder, &["c.yaml"]);
    assert_eq!(report.value["summary"]["errors"], 1_200);
    let outside = report.of(&["subnet-outside-vnet"]);
    assert_eq!(outside.len(), 1_001);
    let related = outside[0]["related"].as_array().expect("related");
    assert_eq!(related.len(), 39);
    assert_eq!(related[38]["message"], "and 1,162 more");
    let more: Vec<_> = outside
        .iter()
        .filter_map(|one| one["data"].get("count"))
        .collect();
    assert_eq!(more, [200]);
}

#[test]
fn options_times_values() {
    let options: Vec<_> = (0..10_000).map(|at| format!("option{at}")).collect();
    let format = options.join(",");
    let folder = pack(
        &format!("l:\n{}", "  - xoption\n".repeat(10_000)),
        &format!("l.$[]: {{schema: '{{{{ format \"${{list:[{format}]}}\" }}}}'}}\n"),
    );
    let report = check(&folder, &["demo-1.0.0"]);
    assert_eq!(report.value["summary"]["errors"], 10_000);
    assert_eq!(report.of(&["constraint-format"]).len(), 1_001);
}

fn format_entry(at: usize, format: &str) -> String {
    format!("k{at}: {{schema: '{{{{ format \"{format}\" }}}}'}}\n")
}

/// The message of the one `input-limit` of a pack.
fn limit(folder: &Folder) -> String {
    let report = check(folder, &["demo-1.0.0"]);
    let found = messages(&report, "input-limit");
    assert_eq!(found.len(), 1, "{report:?}");
    found[0].to_owned()
}

#[test]
fn regexes_without_number() {
    let values: String = (0..100).map(|at| format!("k{at}: a\n")).collect();
    let regex = r"${string:/\pL{20}/}";
    let regexes = "more than 8,388,608 bytes of compiled regular expressions";
    for (format, entries, what) in [
        (regex.repeat(40), 100, regexes),
        (regex.to_owned(), 100, regexes),
        (regex.repeat(10_000), 1, regexes),
        (
            "${string}".repeat(100_000),
            1,
            "more than 100 placeholders in one format",
        ),
        (
            "${string}".repeat(100),
            100,
            "more than 5,000 placeholders in one schema.yaml",
        ),
        (r"${string:/[ab]*a[ab]{900}$/}".to_owned(), 400, regexes),
    ] {
        let schema: String = (0..entries).map(|at| format_entry(at, &format)).collect();
        let message = limit(&pack(&values, &schema));
        assert!(message.starts_with(what), "{message}");
    }
    // What is within the limits is checked.
    let schema: String = (0..100).map(|at| format_entry(at, regex)).collect();
    let folder = pack(
        &values,
        &format!("{schema}z: {{schema: '{{{{ format \"${{number}}\" }}}}'}}\n"),
    );
    folder.write("demo-1.0.0/values.yaml", "z: none\n");
    let report = check(&folder, &["demo-1.0.0"]);
    assert_eq!(
        messages(&report, "constraint-format"),
        ["z is 'none'; schema.yaml requires a number"]
    );
}

#[test]
fn regexes_of_a_schema_of_charts() {
    let properties: serde_json::Map<String, Value> = (0..2_000)
        .map(|at| {
            (
                format!("q{at}"),
                json!({"pattern": format!("\\pL{{20}}{at}")}),
            )
        })
        .collect();
    let message = limit(&chart(&json!({"properties": properties}), "{q0: a}"));
    assert!(
        message.ends_with("of compiled regular expressions in one chart's schema"),
        "{message}"
    );
    let patterns: serde_json::Map<String, Value> = (0..2_000)
        .map(|at| (format!("\\pL{{20}}{at}"), json!({})))
        .collect();
    limit(&chart(
        &json!({"allOf": [{"patternProperties": patterns}]}),
        "{q0: a}",
    ));
}

#[test]
fn many_placeholders_on_a_long_value() {
    let value = "ab".repeat(250_000);
    let schema = format_entry(0, &"${string}a".repeat(100));
    limit(&pack(&format!("k0: {value}\n"), &schema));
}

#[test]
fn findings_without_number() {
    for (text, rule) in [
        (format!("x: [{}]\n", "*z,".repeat(100_000)), "yaml-syntax"),
        (
            format!("x: {{{}}}\n", "a: 1,".repeat(100_000)),
            "duplicate-key",
        ),
        (
            (0..50_000)
                .map(|at| format!("zz{at}: 1\n"))
                .collect::<String>(),
            "unknown-field",
        ),
        (
            format!("network: [{}]\n", "1,".repeat(100_000)),
            "wrong-type",
        ),
    ] {
        let report = cluster(&format!("cluster: a\nnodePools: []\n{text}"));
        assert!(report.of(&[rule]).len() <= 1_002, "{rule}");
        assert!(!report.of(&[rule]).is_empty(), "{rule}");
    }
    let wrong = "    - 1\n".repeat(50_000);
    let report = cluster(&format!(
        "cluster: a\nnodePools:\n  - name: a\nvnet:\n  subnets:\n{wrong}"
    ));
    assert_eq!(report.of(&["wrong-type"]).len(), 1_001);
    let more = report
        .of(&["wrong-type"])
        .into_iter()
        .filter_map(|one| one["data"]["count"].as_u64());
    assert_eq!(more.collect::<Vec<_>>(), [49_000]);
    let errors = report.value["summary"]["errors"]
        .as_u64()
        .expect("a number");
    assert!(errors >= 50_000, "{errors}");
}

#[test]
fn what_a_file_suppresses_it_suppresses_in_full() {
    let pools: String = (0..5_000)
        .map(|at| format!("  - {{name: Pool-{at}, mode: System}}\n"))
        .collect();
    let file = format!("# packlint: ignore[pool-name]\ncluster: a\nnodePools:\n{pools}");
    let report = cluster(&file);
    assert_eq!(messages(&report, "pool-name"), [""; 0]);
    assert!(report.value["summary"]["suppressed"].as_u64() >= Some(1_001));
}

#[test]
fn values_of_plans_without_number() {
    let resource = |values: &str| {
        format!(
            "{{\"format_version\": \"1.0\", \"planned_values\": {{\"root_module\": {{\"resources\": [{{\"address\": \
         \"spectrocloud_cluster_aks.a\", \"type\": \"spectrocloud_cluster_aks\", \"mode\": \"managed\", \"values\": \
         {{\"name\": \"a\", \"machine_pool\": [{values}]}}}}]}}}}}}"
        )
    };
    for values in [
        vec!["1"; 1_500_000].join(","),
        vec!["{}"; 500_000].join(","),
        vec!["[]"; 500_000].join(","),
        vec!["\"a\""; 500_000].join(","),
    ] {
        let folder = Folder::with("p.json", resource(&values));
        let report = check(&folder, &["p.json"]);
        assert!(!report.of(&["input-limit"]).is_empty(), "{}", &values[..9]);
    }
    let pools = "  - {}\n".repeat(50_000);
    let report = cluster(&format!("cluster: a\nnodePools:\n{pools}"));
    assert_eq!(
        messages(&report, "input-limit"),
        ["more than 10,000 node pools in one file"]
    );
}

#[test]
fn presets_times_constraints() {
    let schema: String = (0..499)
        .map(|at| format!("a.b{at}.c: {{schema: \"{{{{ required }}}}\"}}\n"))
        .collect();
    let folder = pack("x: 1\n", &schema);
    let preset = "  - {name: a, displayName: a, group: g, remove: [], add: \"x: 1\"}\n";
    folder.write(
        "demo-1.0.0/presets.yaml",
        format!("presets:\n{}", preset.repeat(20_000)),
    );
    let message = limit(&folder);
    assert_eq!(
        message,
        "more than 5,000,000 steps along the paths of presets and constraints"
    );
}

#[test]
fn deep_and_long_keys_make_no_long_pointers() {
    let key = "k".repeat(1_000);
    let open: String = (0..200).map(|_| format!("{{{key}: ")).collect();
    let text = format!("{open}[{}]{}", "*z,".repeat(2_000), "}".repeat(200));
    let report = cluster(&format!("cluster: a\nnodePools: []\nx: {text}\n"));
    for finding in report.findings() {
        let pointer = finding["pointer"].as_str().expect("a pointer");
        assert!(pointer.len() <= 4_096, "{}", pointer.len());
    }
}

#[test]
fn byte_order_marks_at_the_beginning_of_a_line() {
    let marks = "\u{feff}".repeat(300_000);
    let report = cluster(&format!(
        "cluster: a\nnodePools: []\n{marks}x: [{}]\n",
        "*z,".repeat(3_000)
    ));
    assert!(!report.findings().is_empty());
}

#[test]
fn many_ranges_are_drawn() {
    let subnet = |at: u32| {
        format!(
            "    - {{name: s{at}, cidr: 10.{}.{}.{}/30}}\n",
            at >> 14,
            (at >> 6) & 255,
            (at & 63) * 4
        )
    };
    let subnets: String = (0..20_000).map(|at| subnet(2 * at)).collect();
    let file = format!(
        "cluster: a\nnodePools: []\nvnet:\n  addressSpace: [10.0.0.0/8]\n  subnets:\n{subnets}"
    );
    let folder = Folder::with("c.yaml", file);
    let (_, page) = within_bounds(&folder, &["c.yaml", "--format", "html"]);
    assert!(page.contains("</html>"));
}

#[test]
fn any_number_of_threads_may_be_asked_for() {
    let folder = Folder::with("c.yaml", "cluster: a\nnodePools: []\n");
    let mut command = crate::support::packlint(folder.path());
    let output = command
        .env("RAYON_NUM_THREADS", "100000")
        .args(["check", "."])
        .output();
    assert!(
        output
            .expect("packlint starts")
            .status
            .code()
            .is_some_and(|code| code < 2)
    );
}

#[test]
fn what_is_listed_depends_on_no_thread() {
    let folder = Folder::new();
    let pools: String = (0..900)
        .map(|at| format!("  - {{name: Pool-{at}, count: 1, mode: System}}\n"))
        .collect();
    for at in 0..30 {
        folder.write(
            &format!("c{at:02}.yaml"),
            format!("cluster: a\nnodePools:\n{pools}"),
        );
    }
    let with = |threads: &str| {
        let mut command = crate::support::packlint(folder.path());
        command.env("RAYON_NUM_THREADS", threads);
        command.args(["check", ".", "--format", "json", "--today", TODAY]);
        command.output().expect("packlint starts").stdout
    };
    let one = with("1");
    let report: Value = serde_json::from_slice(&one).expect("JSON");
    assert!(report["summary"]["errors"].as_u64() >= Some(27_000));
    for list in ["findings", "unresolved"] {
        let listed = report[list].as_array().expect("a list").len();
        assert!((10_000..15_000).contains(&listed), "{list}: {listed}");
    }
    for threads in ["2", "3", "8"] {
        assert_eq!(with(threads), one, "{threads} threads");
    }
}

#[test]
fn many_merges_of_a_large_mapping() {
    let keys: String = (0..5_000).map(|at| format!("k{at}: 1, ")).collect();
    let pool = "  - {<<: *b, name: p, count: 1}\n";
    let file = |pools: usize| {
        let pools = pool.repeat(pools);
        cluster(&format!(
            "b: &b {{{keys}}}\ncluster: a\nnodePools:\n{pools}"
        ))
    };
    let limit = "more than 200,000 values that << merges in one file";
    assert_eq!(messages(&file(2_000), "input-limit"), [limit]);
    assert_eq!(messages(&file(39), "input-limit"), [""; 0]);
}

#[test]
fn one_pack_named_many_times() {
    let schema: String = (0..400).map(|at| format_entry(at, "${number}")).collect();
    let folder = pack("k0: 1\n", &schema);
    let packs = "  - ./demo-1.0.0\n".repeat(3_000);
    folder.write(
        "c.yaml",
        format!("cluster: a\nnodePools: []\npacks:\n{packs}"),
    );
    let report = check(&folder, &["c.yaml"]);
    let limit = "more than 200,000 items of lists and mappings in one file";
    assert_eq!(messages(&report, "input-limit"), [limit]);
}

#[test]
fn clusters_without_number() {
    let clusters = "---\ncluster: a\nnodePools: []\n".repeat(20_000);
    let limit = "more than 2,000 clusters and profiles in one file";
    assert_eq!(messages(&cluster(&clusters), "input-limit"), [limit]);
}

#[test]
fn patterns_of_many_overrides() {
    let overrides: String = (0..3_000)
        .map(|at| format!("  - {{paths: ['*{at}*'], ignore: [pool-name]}}\n"))
        .collect();
    let folder = Folder::with("c.yaml", "cluster: a\nnodePools: []\n");
    folder.write("packlint.yaml", format!("overrides:\n{overrides}"));
    let run = folder.check(&["c.yaml"]);
    assert_eq!(run.status, 2);
    let limit = "has more than 2,000 patterns in one file";
    assert!(run.stderr.contains(limit), "{}", run.stderr);
}
