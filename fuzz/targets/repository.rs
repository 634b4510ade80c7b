//! A small repository, all of it the input's: configuration, ignore file, clusters, a pack, a module with
//! its variables and what it calls, an export. Parts are behind lines of four dashes.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint_fuzz::{Folder, text};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new("repository");
    folder.write(".git/HEAD", "ref: refs/heads/main\n");
    folder
});

const NAMES: [&str; 12] = [
    "c.yaml",
    "demo/pack.json",
    "demo/values.yaml",
    "demo/schema.yaml",
    "demo/presets.yaml",
    "m/main.tf",
    "m/terraform.tfvars",
    "m/x/main.tf",
    "p.json",
    "packlint.yaml",
    ".gitignore",
    "d.values.yaml",
];

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let mut parts = text.split("\n----\n");
    for name in NAMES {
        FOLDER.write(name, parts.next().unwrap_or_default());
    }
    FOLDER.check(&Request {
        paths: vec![PathBuf::from(".")],
        ..Request::default()
    });
});
