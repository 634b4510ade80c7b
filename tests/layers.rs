//! A check needs no disk: texts that are not written give the same findings as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use packlint::internals::engine::{Report, Request, check};
use packlint::internals::files::Files;
use packlint::internals::report::json;

use crate::support::root;

/// A directory that no disk has.
const NOWHERE: &str = "/nowhere/packlint";

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// The files below a directory of the project; links are left out.
fn files_of(directory: &str) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![root().join(directory)];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).expect("readable") {
            let entry = entry.expect("readable");
            let kind = entry.file_type().expect("readable");
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                let name = entry.path().strip_prefix(root()).expect("below").to_owned();
                tree.insert(name, fs::read(entry.path()).expect("readable"));
            }
        }
    }
    tree
}

fn written(tree: &Tree) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in tree {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, content).expect("written");
    }
    folder
}

fn laid(over: Files, directory: &Path, tree: &Tree) -> Files {
    let mut files = over;
    for (name, content) in tree {
        files = files.with(&directory.join(name), content.as_slice());
    }
    files
}

fn report(files: Files, directory: &Path, paths: &[&str]) -> Report {
    let request = Request {
        files,
        paths: paths.iter().map(PathBuf::from).collect(),
        ..Request::default()
    };
    check(&request, directory.to_path_buf())
}

/// Checks files that are written, and the same without a disk; gives the report of both.
fn checked(tree: &Tree, paths: &[&str]) -> String {
    let folder = written(tree);
    let on_disk = report(Files::on_disk(), folder.path(), paths);
    let nowhere = Path::new(NOWHERE);
    let without = report(laid(Files::without_disk(), nowhere, tree), nowhere, paths);
    let on_disk = json(&on_disk).expect("serialised");
    assert!(on_disk == json(&without).expect("serialised"), "{paths:?}");
    on_disk
}

fn chart() -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, content) in [
        ("demo/Chart.yaml", "name: demo\nversion: 1.0.0\n"),
        ("demo/values.yaml", "replicas: 1\n"),
        (
            "demo/values.schema.json",
            r#"{"properties": {"replicas": {"type": "integer"}}}"#,
        ),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        let added = archive.append_data(&mut header, path, content.as_bytes());
        added.expect("written");
    }
    let encoder = archive.into_inner().expect("written");
    encoder.finish().expect("packed")
}

#[test]
fn a_cluster_with_packs_overrides_and_a_chart_needs_no_disk() {
    let mut tree = files_of("fixtures/quickstart");
    let pack = Path::new("fixtures/quickstart/packs/demo-1.0.0");
    let manifest = r#"{"name": "demo", "displayName": "Demo", "version": "1.0.0",
        "layer": "addon", "addonType": "monitoring", "cloudTypes": ["all"], "charts": ["charts/demo-1.0.0.tgz"]}"#;
    let values =
        "pack: {content: {images: [{image: 'demo:1'}]}}\ncharts: {demo: {replicas: many}}\n";
    for (name, content) in [
        ("pack.json", manifest.as_bytes()),
        ("values.yaml", values.as_bytes()),
        ("README.md", b"# Demo\n"),
        ("logo.png", b""),
        ("charts/demo-1.0.0.tgz", &chart()),
    ] {
        tree.insert(pack.join(name), content.to_vec());
    }
    let cluster = tree.get_mut(Path::new("fixtures/quickstart/broken.yaml"));
    let cluster = cluster.expect("a cluster file");
    let text = String::from_utf8(cluster.clone()).expect("UTF-8");
    assert!(text.contains("packs:\n"));
    let with_chart = text.replace("packs:\n", "packs:\n  - path: packs/demo-1.0.0\n");
    *cluster = with_chart.into_bytes();
    let found = checked(&tree, &["fixtures/quickstart/broken.yaml"]);
    for rule in ["chart-values-schema", "subnet-capacity"] {
        assert!(found.contains(rule), "{rule}: {found}");
    }
    assert_eq!(checked(&tree, &["fixtures"]), checked(&tree, &["."]));
}

#[test]
fn all_fixtures_give_the_same_findings_without_a_disk() {
    let found = checked(&files_of("fixtures"), &["fixtures"]);
    assert!(found.len() > 100_000, "{}", found.len());
}

#[test]
fn a_text_that_is_not_written_replaces_the_file() {
    let folder = written(&files_of("fixtures/quickstart"));
    let directory = folder.path().join("fixtures/quickstart");
    let at = |name: &str| directory.join(name);
    let rules = |files: Files, path: &str| -> Vec<&'static str> {
        let report = report(files, &directory, &[path]);
        assert!(report.errors.is_empty(), "{:?}", report.errors);
        report.findings.iter().map(|found| found.rule).collect()
    };
    let clean = rules(Files::on_disk(), "cluster.yaml");
    assert!(!clean.contains(&"yaml-syntax"));
    let edited = Files::on_disk().with(&at("cluster.yaml"), *b"cluster: [\nnodePools: []\n");
    assert!(rules(edited, "cluster.yaml").contains(&"yaml-syntax"));
    // A new file in a new directory is walked too; packlint.yaml is found.
    let new = Files::on_disk()
        .with(&at("new/cluster.yaml"), *b"cluster: a\nnodePools: 1\n")
        .with(
            &at("new/.hidden/cluster.yaml"),
            *b"cluster: a\nnodePools: 2\n",
        );
    assert_eq!(rules(new.clone(), "new"), ["wrong-type"]);
    let configured = new.with(&at("packlint.yaml"), *b"ignore: [wrong-type]\n");
    let request = Request {
        files: configured,
        paths: vec![PathBuf::from("new")],
        config: packlint::internals::engine::ConfigChoice::Nearest,
        ..Request::default()
    };
    assert!(check(&request, directory.clone()).findings.is_empty());
}
