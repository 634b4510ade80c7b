//! Cluster files: what is wrong with the form is said, and the address plan can be shown.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint::internals::input::Form;
use packlint::internals::syntax::parse_yaml;
use packlint_fuzz::{Folder, source, text};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new("cluster");
    let manifest = r#"{"name": "cni-azure", "displayName": "d", "version": "1.4.0",
        "layer": "cni", "cloudTypes": ["aks"]}"#;
    folder.pack("packs/cni-azure-1.4.0", manifest);
    let values = "pack: {content: {images: [{image: a}]}, networkPolicy: calico}\n";
    folder.write("packs/cni-azure-1.4.0/values.yaml", values);
    folder
});

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    FOLDER.write("cluster.yaml", &text);
    let report = FOLDER.check(&Request {
        paths: vec![PathBuf::from("cluster.yaml")],
        form: Some(Form::Cluster),
        ..Request::default()
    });
    let parsed = parse_yaml(source(&text));
    assert!(parsed.problems.is_empty() || !report.findings.is_empty());
    assert!(!report.clusters.is_empty() || !report.findings.is_empty());
    assert!(report.clusters.len() <= parsed.tree.roots().count());
});
