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

/// People look at the plan before they run `check`: it must not seem that all is well.
#[test]
fn the_plan_shows_overlaps_and_how_much_check_finds() {
    let file = "fixtures/plan/overlapping.yaml";
    let text = plan(&[file]);
    assert_eq!(text.status, 0, "{text:?}");
    for line in [
        "\n  10.0.0.0/16       service CIDR (default), 65,536 addresses\n",
        "\n                    overlaps VNet 10.0.0.0/16, subnet nodes, other subnet build",
        "\n3 errors and 1 warning: run packlint check fixtures/plan/overlapping.yaml\n",
    ] {
        assert!(text.stdout.contains(line), "{line}: {}", text.stdout);
    }
    let is_narrow = |line: &str| line.chars().count() <= 80;
    assert!(text.stdout.lines().all(is_narrow), "{}", text.stdout);
    let markdown = plan(&[file, "--format", "markdown"]).stdout;
    let row = "| 10.0.0.0/16 | VNet | 65,536 | service CIDR (default) 10.0.0.0/16 |";
    assert!(markdown.contains(row), "{markdown}");
    assert!(
        markdown.contains("3 errors and 1 warning: run"),
        "{markdown}"
    );
    let svg = plan(&[file, "--format", "svg"]);
    assert!(
        svg.stderr.contains("3 errors and 1 warning: run"),
        "{svg:?}"
    );
    let json = plan(&[file, "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["findings"]["errors"], 3);
    assert_eq!(
        json["clusters"][0]["ranges"][0]["overlaps"][0],
        "10.0.0.0/16"
    );
    // Flags have no file that could be checked: the findings themselves are there.
    let flags = plan(&[
        "--nodes",
        "12",
        "--max-pods",
        "30",
        "--subnet",
        "10.0.0.0/24",
    ])
    .stdout;
    assert!(flags.contains("(subnet-capacity)"), "{flags}");
    assert!(
        flags.contains("(cidr-overlap)") || flags.contains("(service-cidr"),
        "{flags}"
    );
    let clean = plan(&["fixtures/quickstart/cluster.yaml"]).stdout;
    assert!(!clean.contains("run packlint check"), "{clean}");
    assert!(clean.contains("service CIDR, 65,536 addresses"), "{clean}");
}

/// Two clusters of one name are told apart, and nothing is said of bars that are not there.
#[test]
fn several_clusters_have_their_files() {
    let both = plan(&["fixtures/quickstart"]).stdout;
    for file in ["broken.yaml", "cluster.yaml"] {
        let title = format!("quickstart (fixtures/quickstart/{file}): ");
        assert!(both.contains(&title), "{both}");
    }
    let unknown = plan(&["fixtures/clusters/ok/unknown-is-silent.yaml"]).stdout;
    assert!(!unknown.contains("# used"), "{unknown}");
    let packs = plan(&["fixtures/quickstart/packs"]);
    assert_eq!((packs.status, packs.stdout.as_str()), (2, ""), "{packs:?}");
    assert!(
        packs.stderr.contains("plan takes a cluster file"),
        "{packs:?}"
    );
}

/// No name is cut that has the length of a real one, and the legend explains what is drawn, and only that.
#[test]
fn the_picture_has_whole_names_and_the_legend_of_what_is_drawn() {
    let name = "private-endpoints-and-load-balancers-of-production";
    let cluster = |count: u32| {
        format!(
            "cluster: c\nnetwork: {{networkPlugin: azure}}\nvnet:\n  addressSpace: [10.240.0.0/16]\n  subnets:\n    \
             - {{name: nodes, cidr: 10.240.0.0/24}}\n    - {{name: {name}, cidr: 10.240.4.0/24}}\nnodePools:\n  \
             - {{name: p, mode: System, count: {count}, subnet: nodes}}\n"
        )
    };
    for (count, is_missing) in [(2, false), (40, true)] {
        let folder = crate::support::Folder::with("cluster.yaml", cluster(count));
        let svg = run(folder.path(), &["plan", "cluster.yaml", "--format", "svg"]).stdout;
        assert!(svg.contains(&format!(">other subnet {name}<")), "{svg}");
        assert!(svg.contains("left out of the picture"), "{svg}");
        assert_eq!(svg.contains(">missing<"), is_missing, "{svg}");
        assert!(!svg.contains("for pods"), "{svg}");
    }
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
        (["absent.yaml"].as_slice(), "no such file"),
        (&[], "nothing to plan"),
        (&["README.md"], "unrecognised-input"),
        (
            &["fixtures/quickstart/cluster.yaml", "--nodes", "3"],
            "do not apply",
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
