//! Inputs that repeat and multiply: whatever they come to, the report is bounded. libFuzzer bounds the
//! time and the memory: `-timeout=10 -rss_limit_mb=512`.
//!
//! The first byte says what the text is; of each further line, the first byte says how many times it is
//! repeated: `#` in it becomes the number of the repetition, `@` the next one.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint_fuzz::{Folder, text};

/// Most bytes of an input once its lines are repeated.
const INPUT: usize = 512 << 10;
/// Most bytes of a report as JSON.
const REPORT: usize = 20 << 20;

static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new("budgets");
    let manifest = r#"{"name": "demo", "displayName": "d", "version": "1.0.0", "layer": "addon",
        "cloudTypes": ["aks"]}"#;
    folder.pack("demo", manifest);
    folder
});

/// The files that the kinds are written to, in turn.
const NAMES: [&str; 7] = [
    "c.yaml",
    "demo/values.yaml",
    "demo/schema.yaml",
    "demo/presets.yaml",
    "m/main.tf",
    "plan.json",
    "p.json",
];

fn repeated(text: &str) -> String {
    let mut all = String::new();
    for line in text.lines() {
        let mut letters = line.chars();
        let power = letters.next().map_or(0, |first| first as u32 % 14);
        for at in 0..1_u32 << power {
            if all.len() > INPUT {
                return all;
            }
            let numbered = letters.as_str().replace('#', &at.to_string());
            all.push_str(&numbered.replace('@', &(at + 1).to_string()));
            all.push('\n');
        }
    }
    all
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    let Some(text) = text(rest) else { return };
    let name = NAMES[usize::from(*kind) % NAMES.len()];
    for other in NAMES {
        FOLDER.write(
            other,
            if other == "demo/values.yaml" {
                "a: 1\n"
            } else {
                ""
            },
        );
    }
    FOLDER.write(name, repeated(&text));
    let report = FOLDER.check(&Request {
        paths: vec![PathBuf::from(".")],
        ..Request::default()
    });
    let json = packlint::internals::report::json(&report).expect("JSON");
    assert!(json.len() < REPORT, "{} bytes", json.len());
});
