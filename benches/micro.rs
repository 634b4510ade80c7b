//! Micro benches, `cargo bench`: each step of a run by itself, on input that is made here.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use packlint::internals::engine::{Report, Request, check};
use packlint::internals::files::{Files, Loader};
use packlint::internals::input::load_pack;
use packlint::internals::report::{HumanOptions, concise, human, json, sarif};
use packlint::internals::rules::{Group, RULES};
use packlint::internals::source::SourceFile;
use packlint::internals::syntax::{parse_json, parse_yaml};

fn main() {
    divan::main();
}

/// Values as charts have them: comments, nested mappings, lists, quoted and plain scalars.
fn values(sections: usize) -> String {
    let mut text = "pack:\n  namespace: demo\n  content:\n    images:\n      - image: docker.io/library/demo:1.0.0\n\nconfig:\n  demo:\n".to_owned();
    for number in 0..sections {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "    # Section {number}: what the component is given.\n    section{number}:\n      enabled: true\n      replicas: {number}\n      image: \"registry.example/demo/section:{number}.0.0\"\n      resources:\n        limits: {{cpu: 500m, memory: 512Mi}}\n      args:\n        - --verbose\n        - '--level={number}'\n"
        );
    }
    text
}

fn manifest(name: &str) -> String {
    format!(
        r#"{{"name": "{name}", "displayName": "{name}", "version": "1.0.0", "layer": "addon", "addonType": "system app", "cloudTypes": ["aks"]}}"#
    )
}

/// Writes a pack in which nothing is wrong.
fn write_pack(directory: &Path, name: &str, values: &str) {
    fs::create_dir_all(directory).expect("made");
    for (file, text) in [
        ("pack.json", manifest(name).as_str()),
        ("values.yaml", values),
        ("README.md", "# Demo\n"),
        ("logo.png", ""),
    ] {
        fs::write(directory.join(file), text).expect("written");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[divan::bench(args = [10, 100, 1_000, 10_000])]
fn parse_values(bencher: Bencher, sections: usize) {
    let text = values(sections);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| SourceFile::unregistered(text.as_str()))
        .bench_values(parse_yaml);
}

#[divan::bench]
fn parse_pack_json(bencher: Bencher) {
    let text = manifest("demo");
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| SourceFile::unregistered(text.as_str()))
        .bench_values(parse_json);
}

/// From the files of a pack to its model.
#[divan::bench]
fn model_of_a_pack(bencher: Bencher) {
    let loader = Loader::new(Files::on_disk(), root());
    let pack = root().join("fixtures/quickstart/packs/kubernetes-aks-1.34");
    bencher.bench(|| load_pack(&loader, &pack));
}

/// The check of a cluster with four packs, by the rules of one group, or by all.
#[divan::bench(args = Group::ALL.map(Group::name).into_iter().chain(["all"]))]
fn check_cluster(bencher: Bencher, group: &str) {
    let of_group = RULES
        .iter()
        .filter(|rule| group == "all" || rule.group.name() == group);
    let request = Request {
        paths: vec![PathBuf::from("fixtures/quickstart/broken.yaml")],
        selection: packlint::internals::config::Selection {
            select: of_group.map(|rule| rule.id.to_owned()).collect(),
            ..Default::default()
        },
        ..Request::default()
    };
    bencher.bench(|| check(&request, root()));
}

/// A report with this many findings, one on each line of a cluster file.
fn report(findings: usize) -> (tempfile::TempDir, Report) {
    let mut text =
        "cluster: demo\nnodePools:\n  - {name: system, mode: System, count: 3}\n".to_owned();
    for number in 0..findings {
        let _ = writeln!(text, "  - {{name: Pool{number}, count: 1}}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("cluster.yaml"), text).expect("written");
    let request = Request {
        paths: vec![PathBuf::from("cluster.yaml")],
        selection: packlint::internals::config::Selection {
            select: vec!["pool-name".to_owned()],
            ..Default::default()
        },
        ..Request::default()
    };
    let report = check(&request, folder.path().to_path_buf());
    assert_eq!(report.findings.len(), findings);
    (folder, report)
}

#[divan::bench(args = ["human", "concise", "json", "sarif"])]
fn render_1_000_findings(bencher: Bencher, format: &str) {
    let (_folder, report) = report(1_000);
    bencher
        .counter(ItemsCount::new(1_000_u32))
        .bench(|| match format {
            "human" => human(
                &report,
                HumanOptions {
                    color: false,
                    links: false,
                    verbose: false,
                    asked: false,
                    width: 80,
                    quiet: false,
                    min_severity: packlint::internals::finding::Severity::Info,
                    hidden: 0,
                },
            ),
            "concise" => concise(&report, false),
            "json" => json(&report).expect("JSON"),
            _ => sarif(&report).expect("SARIF"),
        });
}

#[divan::bench(sample_count = 20)]
fn sarif_of_10_000_findings(bencher: Bencher) {
    let (_folder, report) = report(10_000);
    bencher
        .counter(ItemsCount::new(10_000_u32))
        .bench(|| sarif(&report).expect("SARIF"));
}

/// From paths to findings, all rules.
#[divan::bench(args = [1, 100, 10_000], sample_count = 5, sample_size = 1)]
fn check_packs(bencher: Bencher, packs: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let values = values(20);
    for number in 0..packs {
        let name = format!("demo{number}");
        write_pack(&folder.path().join(format!("{name}-1.0.0")), &name, &values);
    }
    let request = Request {
        paths: vec![PathBuf::from(".")],
        ..Request::default()
    };
    bencher.counter(ItemsCount::new(packs)).bench(|| {
        let report = check(&request, folder.path().to_path_buf());
        assert_eq!((report.packs, report.findings.len()), (packs, 0));
        report
    });
}
