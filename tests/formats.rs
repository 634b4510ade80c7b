//! The formats for other programs, each read back by a reader of its own: nothing of a message is
//! lost or becomes markup.

use serde_json::Value;

use crate::support::{packlint, root, run, shared};

/// Quotes, a line break, what GitHub and XML escape, an emoji, right-to-left text, and length.
fn hostile_name() -> String {
    format!(
        "a\"b'c\n%0A::error::<&>]]> \u{1f600} \u{5e9}\u{5dc}\u{5d5}\u{5dd} {}",
        "x".repeat(10_000)
    )
}

pub struct Case {
    folder: tempfile::TempDir,
    pub message: String,
}

/// A cluster file whose one finding names a pool of that name.
pub fn case() -> Case {
    let folder = tempfile::tempdir().expect("a folder");
    let name = serde_json::to_string(&hostile_name()).expect("JSON");
    let text = format!(
        "cluster: demo\nnodePools:\n  - {{mode: System, count: 3, name: {name}, maxPods: 300}}\n"
    );
    std::fs::write(folder.path().join("cluster.yaml"), text).expect("written");
    // No one reads ten thousand characters of a name.
    let name: String = hostile_name().chars().take(80).collect();
    let message =
        format!("max pods of pool '{name}… (10,032 characters)' is 300; AKS accepts 10 to 250");
    Case { folder, message }
}

pub fn output(case: &Case, format: &str) -> String {
    let arguments = [
        "check",
        "cluster.yaml",
        "--select",
        "max-pods-range",
        "--format",
        format,
    ];
    let run = run(case.folder.path(), &arguments);
    assert_eq!(run.status, 1, "{}", run.stderr);
    run.stdout
}

#[test]
fn json_formats_keep_the_message() {
    let case = case();
    let parsed = |format| -> Value { serde_json::from_str(&output(&case, format)).expect("JSON") };
    assert_eq!(
        parsed("json")["findings"][0]["message"],
        case.message.as_str()
    );
    assert_eq!(parsed("gitlab")[0]["description"], case.message.as_str());
    let sarif = parsed("sarif");
    let text = sarif["runs"][0]["results"][0]["message"]["text"]
        .as_str()
        .expect("a text");
    // Brackets would make a link of a message.
    let unescaped = text
        .replace("\\[", "[")
        .replace("\\]", "]")
        .replace("\\\\", "\\");
    assert_eq!(unescaped, case.message);
}

#[test]
fn github_commands_keep_the_message_on_one_line() {
    let case = case();
    let text = output(&case, "github");
    assert_eq!(text.lines().count(), 1);
    let (properties, data) = text
        .trim_end()
        .split_once("::max")
        .map(|(p, d)| (p, format!("max{d}")))
        .expect("a command");
    assert!(
        properties.starts_with("::error file=cluster.yaml,line=3,"),
        "{properties}"
    );
    let unescaped = data
        .replace("%0A", "\n")
        .replace("%0D", "\r")
        .replace("%25", "%");
    assert_eq!(unescaped, case.message);
}

#[test]
fn junit_is_xml_with_the_message() {
    let case = case();
    let text = output(&case, "junit");
    let document = roxmltree::Document::parse(&text).expect("XML");
    let failure = document
        .descendants()
        .find(|node| node.has_tag_name("failure"))
        .expect("a failure");
    assert_eq!(failure.attribute("message"), Some(case.message.as_str()));
    let suite = document
        .descendants()
        .find(|node| node.has_tag_name("testsuite"))
        .expect("a suite");
    assert_eq!(
        (suite.attribute("tests"), suite.attribute("failures")),
        (Some("1"), Some("1"))
    );
}

#[test]
fn a_clean_run_is_a_passed_test() {
    let run = run(
        &root(),
        &[
            "check",
            "fixtures/quickstart/cluster.yaml",
            "--format",
            "junit",
        ],
    );
    let document = roxmltree::Document::parse(&run.stdout).expect("XML");
    assert_eq!(
        document
            .descendants()
            .filter(|node| node.has_tag_name("testcase"))
            .count(),
        1
    );
    assert!(
        !document
            .descendants()
            .any(|node| node.has_tag_name("failure"))
    );
}

/// Ordinary, empty, standard input, syntax error, no line at all: each is valid SARIF.
#[test]
fn sarif_is_valid_by_the_official_schema() {
    let Some(path) = shared("schemas/sarif-2.1.0.json") else {
        return;
    };
    let schema = std::fs::read_to_string(path).expect("readable");
    // The schema has a bare `]` in one pattern, which its own dialect allows and ours does not.
    let schema = schema.replace("{2}]?$", r"{2}\\]?$");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("values.yaml"), b"\xff\xfe").expect("written");
    let mut outputs = Vec::new();
    for input in [
        "fixtures/quickstart/broken.yaml",
        "fixtures/quickstart/cluster.yaml",
        "fixtures/clusters/bad/yaml-syntax/indentation.yaml",
        "absent.yaml",
    ] {
        outputs.push(run(&root(), &["check", input, "--format", "sarif"]).stdout);
    }
    outputs.push(
        run(
            folder.path(),
            &["check", "values.yaml", "--format", "sarif"],
        )
        .stdout,
    );
    let mut stdin = packlint(&root());
    stdin
        .args(["check", "-", "--format", "sarif"])
        .write_stdin("pack: {networkPolicy: Calico}\n");
    outputs.push(crate::support::Run::of(stdin.output().expect("runs")).stdout);
    for output in outputs {
        let value: Value = serde_json::from_str(&output).expect("JSON");
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{output}");
    }
}

#[test]
fn sarif_leaves_out_places_that_are_no_files() {
    let mut command = packlint(&root());
    command
        .args(["check", "-", "--format", "sarif"])
        .write_stdin("pack: {networkPolicy: Calico}\n");
    let run = crate::support::Run::of(command.output().expect("runs"));
    let sarif: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "network-policy-value");
    assert!(
        result["locations"][0].get("physicalLocation").is_none(),
        "{result}"
    );
    let file = crate::support::run(
        &root(),
        &[
            "check",
            "fixtures/quickstart/broken.yaml",
            "--format",
            "sarif",
        ],
    );
    let sarif: Value = serde_json::from_str(&file.stdout).expect("JSON");
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"];
    assert_eq!(uri, "fixtures/quickstart/broken.yaml");
}

#[test]
fn fingerprints_survive_moved_lines() {
    let case = case();
    let fingerprint = |case: &Case| {
        let parsed: Value = serde_json::from_str(&output(case, "gitlab")).expect("JSON");
        parsed[0]["fingerprint"].clone()
    };
    let before = fingerprint(&case);
    let path = case.folder.path().join("cluster.yaml");
    let text = std::fs::read_to_string(&path).expect("readable");
    let moved = text.replace(
        "nodePools:\n",
        "# moved\n\nnodePools:\n  - {name: first, count: 1}\n",
    );
    std::fs::write(&path, moved).expect("written");
    assert_eq!(fingerprint(&case), before);
}

/// A merge request shows the description and nothing else.
#[test]
fn gitlab_has_the_help() {
    let run = run(
        &root(),
        &[
            "check",
            "fixtures/quickstart/broken.yaml",
            "--format",
            "gitlab",
        ],
    );
    let issues: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let description = issues[0]["description"].as_str().expect("text");
    assert!(
        description.starts_with("creating the cluster needs 1,453 addresses"),
        "{description}"
    );
    assert!(
        description.contains(". Help: any one of these fits:"),
        "{description}"
    );
}
