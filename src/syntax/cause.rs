//! Why a text is not YAML. The parser reports where it had to stop, which is often lines below the
//! mistake: an unclosed quote or bracket swallows what follows it.

use super::problem::YamlCause;
use crate::source::Span;

/// How git marks the beginning of a conflict.
pub(crate) const CONFLICT: &str = "<<<<<<< ";

/// How far above an error its cause is searched for, in bytes. A text may have many documents, each
/// with an error.
const REACH: usize = 16 * 1024;

/// The likely cause of the parser's error at a byte, if it can be determined. `brackets` are the open
/// ones, from the outside in; `document` is where the broken document begins, and `scanned_from` the
/// part of it that has no nodes yet.
pub(crate) fn cause(
    text: &str,
    error: usize,
    brackets: Vec<usize>,
    document: usize,
    scanned_from: usize,
) -> Option<(YamlCause, Span)> {
    let floor = text.floor_char_boundary(error.saturating_sub(REACH));
    let (document, scanned_from) = (document.max(floor), scanned_from.max(floor));
    let found = |cause| move |span| (cause, span);
    unquoted_macro(text, error)
        .map(found(YamlCause::UnquotedMacro))
        .or_else(|| conflict(text, document, error).map(found(YamlCause::ConflictMark)))
        .or_else(|| tab(text, error).map(found(YamlCause::Tab)))
        .or_else(|| not_closed(text, brackets, scanned_from, error))
}

/// The beginning of a byte's line.
fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |at| at + 1)
}

/// A byte's line and those below it, each with its offset.
fn lines_from(text: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut start = line_start(text, at);
    let lines = text.get(start..).unwrap_or_default().split_inclusive('\n');
    lines.map(move |line| {
        let at = start;
        start += line.len();
        (at, line)
    })
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The column of the first key of a line, after the dashes of a list.
fn key_column(line: &str) -> usize {
    let mut column = indent(line);
    while let Some(rest) = line.get(column..).and_then(|rest| rest.strip_prefix("- ")) {
        let next = column + 2 + indent(rest);
        // Text in quotes or brackets may continue as far left as its dash.
        if line
            .get(next..)
            .is_none_or(|rest| rest.starts_with(['"', '\'', '[', '{']))
        {
            break;
        }
        column = next;
    }
    column
}

/// The mark of a merge conflict that is left at or above the error.
fn conflict(text: &str, document: usize, error: usize) -> Option<Span> {
    let end = error + text.get(error..)?.find('\n').unwrap_or(0);
    let above = text.get(document..end)?;
    let begins_line = |at: &usize| line_start(text, document + at) == document + at;
    let mut marks = above.rmatch_indices(CONFLICT).map(|(at, _)| at);
    let start = document + marks.find(begins_line)?;
    let line = text.get(start..)?.lines().next()?;
    Some(Span::new(start, start + line.len()))
}

/// The tab that indents the error's line, or the next one, which the parser reads as more text.
fn tab(text: &str, error: usize) -> Option<Span> {
    let lines = lines_from(text, error).take(2);
    let mut tabs = lines.filter_map(|(at, line)| {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let column = line.get(..blanks)?.find('\t')?;
        let is_blank = line.trim().is_empty();
        (!is_blank).then(|| Span::new(at + column, at + column + 1))
    });
    tabs.next()
}

/// The quote or bracket that is open although a line below it is indented no more than its own. The
/// part of the text that has no nodes yet is searched for more of them.
fn not_closed(
    text: &str,
    mut brackets: Vec<usize>,
    from: usize,
    error: usize,
) -> Option<(YamlCause, Span)> {
    let mut at = from;
    while let Some(next) = text.get(at..error).and_then(|rest| rest.find(MARKS)) {
        let start = at + next;
        let mark = text.get(start..)?.chars().next()?;
        let before = text.get(line_start(text, start)..start)?;
        at = start + 1;
        match mark {
            '#' if before.is_empty() || before.ends_with([' ', '\t']) => {
                at = start + text.get(start..)?.find('\n').unwrap_or(1);
            }
            '"' | '\'' if begins_value(before) => {
                let end = at + closing(text.get(at..)?, mark);
                if runs_on(text, start, end.min(error)) {
                    return Some((YamlCause::OpenQuote, Span::new(start, start + 1)));
                }
                at = end + 1;
            }
            '[' | '{' if !brackets.is_empty() || begins_value(before) => brackets.push(start),
            ']' | '}' => {
                brackets.pop();
            }
            _ => {}
        }
    }
    // A mapping in a list may have no bracket of its own.
    let is_bracket = |at: usize| {
        text.get(at..)
            .is_some_and(|rest| rest.starts_with(['[', '{']))
    };
    let is_open = |start: &usize| is_bracket(*start) && runs_on(text, *start, error);
    let open = brackets.into_iter().rfind(is_open)?;
    Some((YamlCause::OpenBracket, Span::new(open, open + 1)))
}

/// Quotes, comments and brackets.
const MARKS: [char; 7] = ['"', '\'', '#', '[', ']', '{', '}'];

/// Whether a line below the one of a byte, up to another byte, is indented no more than that.
fn runs_on(text: &str, start: usize, end: usize) -> bool {
    let own = text.get(line_start(text, start)..).map_or(0, key_column);
    let below = lines_from(text, start)
        .skip(1)
        .take_while(|(at, _)| *at <= end);
    let mut below = below.map(|(_, line)| (indent(line), line.trim()));
    below.any(|(indent, line)| {
        indent <= own && !line.is_empty() && !line.starts_with(['#', ']', '}'])
    })
}

/// Where a quoted text ends, from behind its first quote.
fn closing(text: &str, mark: char) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (*byte, mark) {
            (b'\\', '"') => at += 1,
            (b'\'', '\'') if bytes.get(at + 1) == Some(&b'\'') => at += 1,
            (b'"', '"') | (b'\'', '\'') => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The unquoted `{{ … }}` that an error comes from, on its line or the line before: the usual reason
/// why a Palette file does not parse.
fn unquoted_macro(text: &str, error: usize) -> Option<Span> {
    let line_start = |at: usize| Some(text.get(..at)?.rfind('\n').map_or(0, |at| at + 1));
    let line = line_start(error)?;
    let is_first_on_line = text.get(line..error)?.trim().is_empty();
    let previous = line.checked_sub(1).and_then(line_start);
    [Some(line), previous]
        .into_iter()
        .flatten()
        .find_map(|start| {
            let line = text.get(start..)?.lines().next()?;
            let (open, _) = line
                .match_indices("{{")
                .filter(|(at, _)| {
                    start + at <= error && begins_value(line.get(..*at).unwrap_or_default())
                })
                .last()?;
            let (before, rest) = line.split_at_checked(open)?;
            let Some(length) = rest.find("}}").map(|at| at + 2) else {
                return Some(Span::new(start + open, start + line.trim_end().len()));
            };
            let behind = rest.get(length..)?.trim();
            let close = start + open + length;
            // Without anything after it, the parser accepts it as a mapping in a mapping. Alone on its
            // line, it is the value that the next line cannot continue.
            let was_read = error >= close && ends_value(behind);
            let is_alone = before.trim().is_empty() && behind.is_empty() && is_first_on_line;
            (is_alone || !was_read).then(|| Span::new(start + open, close))
        })
}

/// Whether a value may begin after this part of a line; elsewhere, braces are part of a text.
fn begins_value(before: &str) -> bool {
    let body = before.trim_end();
    let is_quoted = |quote| before.matches(quote).count() % 2 == 1;
    !is_quoted('"')
        && !is_quoted('\'')
        && (body.is_empty()
            || body.ends_with(['[', '{', ','])
            || body.len() < before.len() && body.ends_with([':', '-', '?']))
}

/// Whether the rest of a line is no part of the value before it.
fn ends_value(behind: &str) -> bool {
    behind.is_empty()
        || behind == ":"
        || behind.starts_with([',', ']', '}', '#'])
        || behind.starts_with(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;
    use crate::syntax::{SyntaxProblemKind, parse_yaml};

    /// The cause given for a text's first error, and the rest of its line.
    fn of(text: &str) -> Option<(YamlCause, String)> {
        let source = SourceFile::unregistered(text);
        let problem = parse_yaml(source).problems.into_iter().next()?;
        let SyntaxProblemKind::Yaml { cause, .. } = problem.kind else {
            panic!("{text}: {problem:?}");
        };
        let (cause, span) = cause?;
        let rest = text.get(span.start as usize..)?;
        Some((cause, rest.lines().next()?.to_owned()))
    }

    #[test]
    fn the_mistake_is_told_from_where_the_parser_stops() {
        for (text, cause, at) in [
            ("a: b\n\tc: d\n", YamlCause::Tab, "\tc: d"),
            ("a:\n  b: 1\n \tc: d\n", YamlCause::Tab, "\tc: d"),
            ("a: \"b\nc: \"d\"\n", YamlCause::OpenQuote, "\"b"),
            ("a: 'b\nc: it''s\nd: 'e'\n", YamlCause::OpenQuote, "'b"),
            (
                "# it's\na: \"b\\\"\nc: \"d\"\n",
                YamlCause::OpenQuote,
                "\"b\\\"",
            ),
            ("- x: 'a'\n- x: 'b\n- x: 'c'\n", YamlCause::OpenQuote, "'b"),
            ("- x: \"a\n  y: \"b\"\n", YamlCause::OpenQuote, "\"a"),
            ("a: [1, 2\nb: 3\n", YamlCause::OpenBracket, "[1, 2"),
            (
                "a:\n  - {b: [c, d]\n  - {e: 1}\n",
                YamlCause::OpenBracket,
                "{b: [c, d]",
            ),
            (
                "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n",
                YamlCause::ConflictMark,
                "<<<<<<< HEAD",
            ),
            ("a: {{ .b }}-c\n", YamlCause::UnquotedMacro, "{{ .b }}-c"),
        ] {
            assert_eq!(of(text), Some((cause, at.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn nothing_is_told_where_the_parser_is_right() {
        for text in [
            "a: b: c\n",
            "a: \"b\n  c\" d\n",
            "a: [\n  b,\n  c d: e: f\n]\n",
            "a: [b, c}\n",
            "a: @b\n",
        ] {
            assert_eq!(of(text), None, "{text:?}");
        }
    }
}
