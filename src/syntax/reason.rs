//! Why a text is not YAML, in words that need no knowledge of a parser.

use granit_parser::ErrorKind;

/// What is wrong at a byte where the parser stopped.
pub(super) fn reason(kind: &ErrorKind, text: &str, at: usize) -> String {
    let is_about_lines = matches!(
        kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidIndentation
    );
    if let ErrorKind::UnexpectedCharacter { character } = kind {
        let character = character.escape_default();
        return format!("text that starts with '{character}' needs quotes");
    }
    let indentation = is_about_lines.then(|| indentation(text, at)).flatten();
    indentation.unwrap_or_else(|| plain(&kind.to_string()))
}

/// How the error's line is indented, if neither the line above nor any other fits it.
fn indentation(text: &str, at: usize) -> Option<String> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(start..)?.lines().next()?;
    let has_content = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    };
    let mut above = text.get(..start)?.lines().rev().filter(has_content);
    let above_it = above.next()?;
    let spaces = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let (own, other) = (spaces(line), spaces(above_it));
    let opens_block = above_it.trim_end().ends_with([':', '|', '>', '-', '+']);
    let fits = own == other
        || own > other && opens_block
        || own < other && above.take(MOST_LINES).any(|line| spaces(line) == own);
    (!fits).then(|| format!("this line is indented by {own}, the line above it by {other}"))
}

/// How many lines above an error are compared with its own.
const MOST_LINES: usize = 1_000;

/// The parser's reason without its own notions.
fn plain(reason: &str) -> String {
    let reason = match reason.split_once(", ") {
        Some((context, reason)) if context.starts_with("while ") => reason,
        _ => reason,
    };
    let plain = match reason {
        "mapping values are not allowed in this context" => {
            "a key with ':' is not allowed here; text with ': ' in it needs quotes"
        }
        "mapping keys are not allowed in this context" => "a key is not allowed here",
        "block sequence entries are not allowed in this context" => {
            "a list entry is not allowed here"
        }
        "did not find expected node content" => "a value is missing here",
        "did not find expected key" => "expected a key here",
        "did not find expected '-' indicator" => "expected '- ' here",
        "did not find expected ',' or '}'" => "expected ',' or '}' here",
        "expected ',' or ']'" => "expected ',' or ']' here",
        "simple key expected ':'" => "expected ':' after the key",
        reason if reason.starts_with("tabs disallowed") => "a tab is not allowed here",
        "illegal placement of ':' indicator" => "':' is not allowed here",
        "found a tab" => "a tab is not allowed here",
        reason if reason.to_lowercase().starts_with("unexpected eof") => "the text ends too early",
        "the handle wasn't declared" => "the tag has a prefix that no %TAG line defines",
        reason if PARSERS_WORDS.iter().any(|word| reason.contains(word)) => "unexpected text here",
        reason => reason,
    };
    plain.to_owned()
}

/// Notions of a parser that mean nothing to its users.
const PARSERS_WORDS: [&str; 16] = [
    "scalar",
    "block",
    "flow",
    "token",
    "simple key",
    "context",
    "indicator",
    "<",
    "while ",
    "node",
    "construct",
    "sequence",
    "surrogate",
    "internal error",
    "resolver",
    "handle",
];

#[cfg(test)]
mod tests {
    use crate::source::SourceFile;
    use crate::syntax::{SyntaxProblemKind, parse_yaml};

    #[test]
    fn reasons_are_in_words_for_people() {
        for (text, expected) in [
            (
                "a:\n  b: 1\n   c: 2\n",
                "this line is indented by 3, the line above it by 2",
            ),
            (
                "a:\n    b: 1\n  c: 2\n",
                "this line is indented by 2, the line above it by 4",
            ),
            (
                "x: 1\na: b: c\n",
                "a key with ':' is not allowed here; text with ': ' in it needs quotes",
            ),
            ("a: [b, c}\n", "mismatched bracket '[' closed by '}'"),
            ("a: @b\n", "text that starts with '@' needs quotes"),
            ("a: %b\n", "text that starts with '%' needs quotes"),
            ("a: `b`\n", "text that starts with '`' needs quotes"),
            ("a: \"\\uD800\"\n", ""),
            ("a: 'b' c\n", ""),
            ("a: [b\nc: d\n", ""),
            ("a: {b: [c}\n", ""),
            ("a: !x!y z\n", ""),
            ("a: &\n", ""),
            ("a: *\n", ""),
            ("- a\nb: c\n", ""),
            ("a: \"\\q\"\n", ""),
            ("a: {b: c\n", ""),
            ("%FOO\n---\n- a\n b: [\n", ""),
            ("? [a\n: b\n", ""),
            ("a: !<x\n", ""),
            ("a: |0\n  b\n", ""),
        ] {
            let problems = parse_yaml(SourceFile::unregistered(text)).problems;
            for problem in problems {
                let SyntaxProblemKind::Yaml { reason, .. } = problem.kind else {
                    continue;
                };
                assert!(
                    expected.is_empty() || reason == expected,
                    "{text:?}: {reason}"
                );
                let is_parsers = super::PARSERS_WORDS
                    .iter()
                    .any(|word| reason.contains(word));
                assert!(!is_parsers, "{text:?}: {reason}");
            }
        }
    }
}
