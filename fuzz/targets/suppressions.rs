//! Suppression comments: they hide what they name and nothing else. The same text with another mark
//! in the comments has all findings.
#![no_main]

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::{Report, Request};
use packlint::internals::finding::Finding;
use packlint::internals::input::Form;
use packlint::internals::source::Span;
use packlint::internals::engine::suppress;
use packlint::internals::syntax::{Comments, parse_yaml};
use packlint_fuzz::{Folder, source, text};

const MARK: &str = "packlint:";
const OTHER: &str = "packlinx:";

static FOLDER: LazyLock<Folder> = LazyLock::new(|| Folder::new("suppressions"));

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let source = source(&text);
    let tree = parse_yaml(Arc::clone(&source)).tree;
    let (suppressions, problems) = suppress::read(&Comments::from(&tree), true);
    let places = suppressions.iter().map(suppress::Suppression::place);
    for place in places.chain(problems.iter().map(|problem| problem.place)) {
        let bytes = place.span.start as usize..place.span.end as usize;
        assert!(text.get(bytes).is_some(), "{place:?}");
    }
    let is_comment = |at: usize| {
        let span = Span::new(at, at + MARK.len());
        tree.comments()
            .iter()
            .any(|comment| comment.span.contains(span))
    };
    // In values the mark would be another value.
    if !text.match_indices(MARK).all(|(at, _)| is_comment(at)) {
        return;
    }
    let with = check(&text);
    let without = check(&text.replace(MARK, OTHER));
    assert_eq!(without.suppressed, 0);
    let all: Vec<_> = without.findings.iter().flat_map(family).collect();
    for finding in with
        .findings
        .iter()
        .filter(|finding| !is_about_suppressions(finding))
    {
        assert!(all.contains(&key(finding)), "{finding:?}");
    }
    if suppressions.is_empty() {
        assert_eq!(with.suppressed, 0);
        assert!(without.findings.len() <= with.findings.len());
    }
});

fn check(text: &str) -> Report {
    FOLDER.write("cluster.yaml", text);
    FOLDER.check(&Request {
        paths: vec![PathBuf::from("cluster.yaml")],
        form: Some(Form::Cluster),
        ..Request::default()
    })
}

fn key(finding: &Finding) -> (&'static str, Span) {
    (finding.rule, finding.primary.place.span)
}

/// A finding and those that it superseded: they come back where it is hidden.
fn family(finding: &Finding) -> Vec<(&'static str, Span)> {
    let below = finding.superseded.iter().flat_map(family);
    std::iter::once(key(finding)).chain(below).collect()
}

fn is_about_suppressions(finding: &Finding) -> bool {
    matches!(finding.rule, "unknown-suppression" | "unused-suppression")
}
