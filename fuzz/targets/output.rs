//! Arbitrary text as names, values, comments and the file's name: no format gives a command to a CI
//! system, or steers a terminal.
#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::{Request, check};
use packlint::internals::files::Files;
use packlint_fuzz::{check_formats, check_report, check_sarif, text};

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let name = serde_json::Value::from(text.as_str());
    let comment: String = text.chars().filter(|c| !c.is_control()).collect();
    let cluster = format!(
        "cluster: {name}\nnetwork: {{networkPolicy: {name}}}\n# {comment}\nvnet:\n  addressSpace: [10.0.0.0/16]\n  \
         subnets: [{{name: {name}, cidr: 10.0.0.5/24}}]\nnodePools:\n  \
         - {{name: {name}, mode: System, count: 3, maxPods: 300}} # {comment}\n"
    );
    let folder = PathBuf::from("/work");
    let file = format!("{}.yaml", text.replace(['/', '\0'], "_"));
    let report = check(
        &Request {
            files: Files::without_disk().with(&folder.join(&file), cluster.as_bytes()),
            paths: vec![PathBuf::from(file)],
            ..Request::default()
        },
        folder,
    );
    check_report(&report, "output");
    check_formats(&report, "output");
    if data.len().is_multiple_of(16) {
        check_sarif(&report, "output");
    }
});
