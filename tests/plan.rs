//! `packlint plan`: the numbers, the formats, the statuses.

use crate::support::{root, run};

const FLAGS: [&str; 6] = [
    "--subnet",
    "10.240.0.0/24",
    "--max-pods",
    "30",
    "--nodes",
    "8",
];

fn plan(arguments: &[&str]) -> crate::support::Run {
    run(&root(), &[["plan"].as_slice(), arguments].concat())
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn human_and_markdown() {
    for (name, input) in [
        ("overlapping", "fixtures/plan/overlapping.yaml"),
        ("overlay", "fixtures/clusters/ok/overlay-33-nodes.yaml"),
        ("unknown", "fixtures/clusters/ok/unknown-is-silent.yaml"),
    ] {
        snapshot(&format!("plan-human-{name}"), &plan(&[input]).stdout);
    }
    snapshot("plan-human-flags", &plan(&FLAGS).stdout);
    let markdown = plan(&["fixtures/plan/overlapping.yaml", "--format", "markdown"]);
    snapshot("plan-markdown", &markdown.stdout);
}

#[test]
fn json_has_the_numbers_and_keeps_to_its_schema() {
    let schema =
        std::fs::read_to_string(root().join("schemas/plan.schema.json")).expect("readable");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let run = plan(&[FLAGS.as_slice(), &["--format", "json"]].concat());
    let output: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(validator.is_valid(&output), "{output}");
    let subnet = &output["clusters"][0]["plans"][0];
    assert_eq!(subnet["supply"], 251);
    assert_eq!(subnet["creation"]["addresses"], 232);
    assert_eq!(subnet["upgrade"]["addresses"], 279);
    assert_eq!(subnet["fullDensity"]["addresses"], 248);
    assert_eq!(subnet["headroom"], -28);
    let fits = &subnet["wouldFit"];
    assert_eq!(fits["smallestPrefix"], 23);
    assert_eq!(fits["largestCount"], 7);
    assert_eq!(fits["largestMaxPods"], 26);
    assert_eq!(fits["withOverlay"], 9);
    let all = plan(&["fixtures/plan/overlapping.yaml", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&all.stdout).expect("JSON");
    assert!(validator.is_valid(&all), "{all}");
}

#[test]
fn the_picture_is_well_formed_and_to_scale() {
    let svg = plan(&["fixtures/plan/overlapping.yaml", "--format", "svg"]).stdout;
    let document = roxmltree::Document::parse(&svg).expect("XML");
    let width = |title: &str| -> f64 {
        let is_it = |node: &roxmltree::Node<'_, '_>| {
            node.text().is_some_and(|text| text.starts_with(title))
        };
        let rect = document
            .descendants()
            .find(is_it)
            .and_then(|node| node.parent_element());
        let rect = rect.expect(title);
        rect.attribute("width")
            .expect("a width")
            .parse()
            .expect("a number")
    };
    let ratio = width("VNet 10.0.0.0/16") / width("pod subnet pods 10.0.16.0/20");
    assert!(
        (15.0..17.0).contains(&ratio),
        "a /16 is sixteen /20: {ratio}"
    );
    // The service range is the VNet's, and the last subnet lies on the nodes': both are hatched.
    let hatched = document
        .descendants()
        .filter(|node| node.attribute("fill") == Some("url(#overlap)"));
    assert!(hatched.count() >= 4, "{svg}");
    assert!(svg.contains("build &amp; &lt;test&gt;"), "{svg}");
}

#[test]
fn statuses() {
    assert_eq!(
        plan(&FLAGS).status,
        0,
        "an upgrade that does not fit is for check to judge"
    );
    let short = plan(&[
        "--subnet",
        "10.240.0.0/24",
        "--max-pods",
        "110",
        "--nodes",
        "12",
    ]);
    assert_eq!(short.status, 1, "creation does not fit");
    for (arguments, message) in [
        (["absent.yaml"].as_slice(), "there is no such file"),
        (&[], "nothing to plan"),
        (&["README.md"], "unrecognised-input"),
        (
            &["fixtures/quickstart/cluster.yaml", "--nodes", "3"],
            "stand in for one",
        ),
        (
            &["fixtures/clusters/bad/yaml-syntax/indentation.yaml"],
            "yaml-syntax",
        ),
    ] {
        let run = plan(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stdout);
        assert!(
            run.stderr.contains(message),
            "{arguments:?}: {}",
            run.stderr
        );
    }
}
