//! Whether a text is strict JSON, and where it stops being so.

use serde::de::IgnoredAny;

use crate::problem::{Problem, ProblemKind};
use crate::source::{LineTable, SourceFile, Span};

/// Checks that a text is one strict JSON value (a leading byte order mark is allowed).
///
/// # Errors
/// The first violation, at the byte where the strict reader stopped.
pub fn check_strict_json(source: &SourceFile) -> Result<(), Problem> {
    let text = source.text.as_str();
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Values are skipped, not built: that checks the grammar at any depth. How deep is too deep is
    // the tree's own limit.
    let error = match serde_json::from_str::<IgnoredAny>(body) {
        Ok(_) => return Ok(()),
        Err(error) => error,
    };
    let skipped = text.len() - body.len();
    let lines = LineTable::new(body);
    let line = lines.range(body, error.line().saturating_sub(1));
    // serde_json counts columns in bytes, and points one past the byte that it refused.
    let at = (line.start + error.column().saturating_sub(1)).min(body.len());
    let start = skipped
        + (0..=at)
            .rev()
            .find(|i| body.is_char_boundary(*i))
            .unwrap_or(0);
    let width = text.get(start..).and_then(|rest| rest.chars().next());
    let width = width.filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    let full = error.to_string();
    let reason = match text.get(start..).and_then(|rest| rest.chars().next()) {
        Some('}' | ']') if text[..start].trim_end().ends_with(',') => {
            "no comma may stand before the closing bracket"
        }
        Some('/' | '#') => "JSON has no comments",
        _ => full.split(" at line ").next().unwrap_or(&full),
    };
    let reason = reason.to_owned();
    Err(Problem {
        place: source.place(Span::new(start, start + width)),
        kind: ProblemKind::Json { reason },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Sources};

    fn check(text: &str) -> Result<(), Problem> {
        check_strict_json(&Sources::default().add("t", Origin::File, text.to_owned()))
    }

    #[test]
    fn what_yaml_takes_and_json_does_not_is_pointed_at() {
        assert_eq!(check("{\"a\": [1, 2]}"), Ok(()));
        assert_eq!(check("\u{feff}{}"), Ok(()));
        for (text, at) in [
            ("{\"a\": 1,}", 8),
            ("{\n// c\n}", 2),
            ("{a: 1}", 1),
            ("", 0),
        ] {
            let problem = check(text).expect_err(text);
            assert_eq!(problem.place.span.start, at, "{text:?}: {problem:?}");
        }
    }
}
