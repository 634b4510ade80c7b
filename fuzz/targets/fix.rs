//! Fixes: all of them, unsafe ones too, give a text that parses no worse, and some rounds later there
//! is nothing left to change. The first byte says which form the text has.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint::internals::fix;
use packlint::internals::input::Form;
use packlint::internals::syntax::parse_yaml;
use packlint_fuzz::{Folder, source, text};

/// Rounds after which nothing may change any more: as many as the command makes.
const ROUNDS: usize = 10;

static FOLDER: LazyLock<Folder> = LazyLock::new(|| Folder::new("fix"));

fuzz_target!(|data: &[u8]| {
    let Some((form, data)) = data.split_first() else {
        return;
    };
    let Some(mut text) = text(data) else { return };
    let request = Request {
        paths: vec![PathBuf::from("input.yaml")],
        form: Some(match form % 2 {
            0 => Form::Cluster,
            _ => Form::Values,
        }),
        ..Request::default()
    };
    let mut problems = parse_yaml(source(&text)).problems.len();
    for _ in 0..ROUNDS {
        FOLDER.write("input.yaml", &text);
        let report = FOLDER.check(&request);
        let Some(fixed) = fix::apply(&report, true).pop() else {
            return;
        };
        assert_ne!(fixed.text, text, "a fix changes something");
        let now = parse_yaml(source(&fixed.text)).problems.len();
        assert!(now <= problems, "{text:?} {:?}", fixed.text);
        (text, problems) = (fixed.text, now);
    }
    panic!("fixes do not come to an end: {text:?}");
});
