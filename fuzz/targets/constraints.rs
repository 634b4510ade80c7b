//! The language of schema.yaml: the first line is a template, the rest a value that is checked against
//! it. Errors point into the template, and what a format offers it takes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packlint::internals::constraints::{FormatKind, Piece, parse};
use packlint_fuzz::text;

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let (template, value) = text.split_once('\n').unwrap_or((&text, ""));
    let template = match parse(template) {
        Ok(template) => template,
        Err(error) => {
            assert!(template.get(error.span.clone()).is_some(), "{error:?}");
            assert!(!error.kind.to_string().is_empty());
            return;
        }
    };
    let Some(format) = template.format else {
        return;
    };
    let accepts = format.accepts(value);
    assert!(accepts || !format.accepts_all(), "{value:?} {format:?}");
    assert!(!format.expected().is_empty());
    let similar = format.similar(value);
    assert!(similar.is_none_or(|similar| format.options().iter().any(|own| own == similar)));
    if let [Piece::Placeholder(only)] = format.pieces.as_slice()
        && only.pattern.is_none()
    {
        assert!(format.options().iter().all(|option| format.accepts(option)));
        if let Some(range) = &only.range {
            assert!(range.min.0 <= range.max.0, "{range:?}");
            assert!(!accepts || only.kind == FormatKind::Number, "{range:?}");
        }
    }
    // Without placeholders a format takes itself alone.
    if let [Piece::Text(literal)] = format.pieces.as_slice() {
        assert!(format.accepts(literal), "{literal:?}");
        assert_eq!(accepts, value == literal, "{value:?} {literal:?}");
    }
});
