//! Ignore files: whatever their patterns are, each file beside them is checked, or counted as ignored.
#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::{Request, check};
use packlint::internals::files::Files;
use packlint_fuzz::{check_formats, check_report};

const CLUSTER: &[u8] =
    b"cluster: a\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n";

fuzz_target!(|data: &[u8]| {
    let mut parts = data.split(|byte| *byte == 0);
    let mut files = Files::without_disk();
    let folder = PathBuf::from("/work");
    let mut part = || parts.next().unwrap_or_default();
    for (path, content) in [
        (".git/HEAD", b"ref: refs/heads/main\n".as_slice()),
        (".git/info/exclude", part()),
        (".gitignore", part()),
        ("a/.gitignore", part()),
        ("a/b/.gitignore", part()),
        ("a.yaml", CLUSTER),
        ("a/a.yaml", CLUSTER),
        ("a/b/c d.yaml", CLUSTER),
    ] {
        files = files.with(&folder.join(path), content);
    }
    let report = check(
        &Request {
            files,
            paths: vec![PathBuf::from(".")],
            ..Request::default()
        },
        folder,
    );
    check_report(&report, "ignore");
    check_formats(&report, "ignore");
    let json = packlint::internals::report::json(&report).expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let number = |name: &str| json["summary"][name].as_u64().expect("a number");
    // A directory that is ignored counts once.
    assert!(number("clusters") + number("ignored") >= 1, "{json}");
    assert!(number("clusters") == 3 || number("ignored") > 0, "{json}");
});
