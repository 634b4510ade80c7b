//! Whether a text is strict JSON, and where it stops being so.

use serde::de::IgnoredAny;

use super::cause::CONFLICT;
use super::problem::{SyntaxProblem, SyntaxProblemKind};
use crate::source::{LineTable, Span};

/// Checks that a text is one strict JSON value (a leading byte order mark is allowed).
///
/// # Errors
/// The first violation, at the byte where the strict reader stopped.
pub fn check_strict_json(text: &str) -> Result<(), SyntaxProblem> {
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
    let full = error.to_string();
    let reason = full.split(" at line ").next().unwrap_or(&full);
    let (span, reason) = cause(text, start, reason);
    Err(SyntaxProblem {
        span,
        kind: SyntaxProblemKind::Json {
            reason: reason.to_owned(),
        },
    })
}

/// What the strict reader refused, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    NoComma,
    ControlCharacter,
}

impl Refused {
    /// serde_json gives its reason as text only; the tests below check these two.
    fn of(reason: &str) -> Option<Self> {
        if reason.starts_with("expected `,`") {
            Some(Refused::NoComma)
        } else if reason.starts_with("control character") {
            Some(Refused::ControlCharacter)
        } else {
            None
        }
    }
}

/// The mistake that made the reader stop at a byte: it may be before that, on another line.
fn cause<'r>(text: &str, stopped: usize, reason: &'r str) -> (Span, &'r str) {
    let (before, rest) = text.split_at_checked(stopped).unwrap_or((text, ""));
    let end = before.trim_end().len();
    // There may be blank lines after the last character.
    let next = rest.chars().next().filter(|_| !rest.trim().is_empty());
    let conflict = before.rfind('\n').map_or(0, |at| at + 1);
    let refusal = Refused::of(reason);
    match next {
        _ if text
            .get(conflict..)
            .is_some_and(|line| line.starts_with(CONFLICT)) =>
        {
            let line = conflict..end_of_line(text, conflict);
            (Span::new(line.start, line.end), "merge conflict markers")
        }
        Some('}' | ']') if before.trim_end().ends_with(',') => (
            Span::new(end - 1, end),
            "trailing comma before the closing bracket",
        ),
        Some('/' | '#') => (
            Span::new(stopped, stopped + 1),
            "JSON does not allow comments",
        ),
        Some('\'') => (
            Span::new(stopped, stopped + 1),
            "strings need double quotes",
        ),
        // Another value begins.
        Some('"' | '{' | '[') if refusal == Some(Refused::NoComma) => {
            (Span::empty(end), "missing comma after this value")
        }
        // The reader points at the character before the line break.
        Some(last) if refusal == Some(Refused::ControlCharacter) && ends_line(rest) => (
            Span::empty(stopped + last.len_utf8()),
            "missing closing quote on this line",
        ),
        None if end == 0 => (Span::empty(0), "the file is empty"),
        None => (Span::empty(end), "the file ends too early"),
        Some(c) => {
            let width = if c.is_control() { 0 } else { c.len_utf8() };
            (Span::new(stopped, stopped + width), reason)
        }
    }
}

/// Whether a line ends behind the first character.
fn ends_line(text: &str) -> bool {
    matches!(text.chars().nth(1), Some('\n' | '\r'))
}

fn end_of_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |end| at + end)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn what_yaml_accepts_and_json_does_not_is_reported() {
        assert_eq!(check_strict_json("{\"a\": [1, 2]}"), Ok(()));
        assert_eq!(check_strict_json("\u{feff}{}"), Ok(()));
        for (text, at) in [
            ("{\"a\": 1,}", 7),
            ("{\"a\": 1,\n}", 7),
            ("{\"a\": 1\n\"b\": 2}", 7),
            ("{\"a\": [1\n", 8),
            ("{\"a\": \"b,\n\"c\": 1}", 9),
            ("{\"a\": 1,\n<<<<<<< HEAD\n}", 9),
            ("{\n// c\n}", 2),
            ("{a: 1}", 1),
            ("", 0),
        ] {
            let problem = check_strict_json(text).expect_err(text);
            assert_eq!(problem.span.start, at, "{text:?}: {problem:?}");
        }
    }
}
