//! Macros in values: findings point at macros, and a macro that was put into quotes is the text that
//! it was before.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packlint::internals::config::Selection;
use packlint::internals::engine::Request;
use packlint::internals::finding::{Applicability, Finding};
use packlint::internals::fix;
use packlint::internals::input::Form;
use packlint::internals::syntax::parse_yaml;
use packlint_fuzz::{Folder, source, text};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| Folder::new("macros"));

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    FOLDER.write("values.yaml", &text);
    let request = Request {
        paths: vec![PathBuf::from("values.yaml")],
        form: Some(Form::Values),
        selection: Selection {
            select: vec!["macro-unquoted".to_owned(), "macro-unknown".to_owned()],
            ..Selection::default()
        },
        ..Request::default()
    };
    let report = FOLDER.check(&request);
    // What cannot be read is said whatever is selected.
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.rule.starts_with("macro-"))
    {
        let macro_text = finding.primary.place.span.slice(&text);
        let begins = ["{{", ".spectro."];
        assert!(
            begins.iter().any(|begin| macro_text.starts_with(begin)),
            "{finding:?}"
        );
    }
    let Some(fixed) = fix::apply(&report, false).pop() else {
        return;
    };
    let quoted = report.findings.iter().filter(|finding| has_fix(finding));
    let tree = parse_yaml(source(&fixed.text)).tree;
    for finding in quoted {
        let macro_text = finding.primary.place.span.slice(&text);
        let is_scalar = |node: &packlint::internals::syntax::Node<'_>| node.text() == Some(macro_text);
        assert!(
            tree.nodes().any(|node| is_scalar(&node)),
            "{macro_text:?} of {:?}",
            fixed.text
        );
    }
    FOLDER.write("values.yaml", &fixed.text);
    let again = FOLDER.check(&request);
    let left = again.findings.iter().filter(|finding| has_fix(finding));
    assert_eq!(left.count(), 0, "{:?}", fixed.text);
});

fn has_fix(finding: &Finding) -> bool {
    let fix = finding.fix.as_ref();
    fix.is_some_and(|fix| fix.applicability == Applicability::Safe)
}
