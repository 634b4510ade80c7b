//! Text of the input, made safe for what reads it: one function for each target. What is printed
//! went through one of these, and nothing else in the program decides what is safe.
//!
//! Characters that steer a terminal, turn the direction of writing or end a line are written as
//! their escapes, `\u{1b}`. What a CI system would take for a command gets a backslash where its
//! marker is: `#\#vso[`, `#\#[`, and `:\:` at the beginning of a line.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::commands::{broken, commands};

/// Whether a character would steer a terminal, turn the direction of writing, or end a line.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text of the input on one line of a report.
pub fn printable(text: &str) -> Cow<'_, str> {
    escape_if(text, |_, c| steers(c))
}

/// As [`printable`], for where a text may take several lines: line breaks and tabs stay.
pub(crate) fn printable_lines(text: &str) -> Cow<'_, str> {
    escape_if(text, |_, c| steers(c) && !matches!(c, '\n' | '\t'))
}

fn escape_if(text: &str, is_escaped: impl Fn(usize, char) -> bool) -> Cow<'_, str> {
    if !text.char_indices().any(|(at, c)| is_escaped(at, c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_escaped(at, c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// A finished text, as it goes to a terminal or a log: no part of it is a command of a CI system,
/// wherever its lines were broken. Applying it twice changes nothing.
pub fn log(text: &str) -> Cow<'_, str> {
    broken(text, |c| match c {
        ':' => "\\:",
        _ => "\\#",
    })
}

/// One of packlint's own messages as a line of a log.
pub fn log_line(text: &str) -> String {
    log(&printable(text)).into_owned()
}

/// Lines of the input as an excerpt shows them: what would steer has a replacement of as many bytes,
/// so that offsets stay right. Tabs and line ends are kept.
pub(crate) fn in_place(text: &str) -> Cow<'_, str> {
    let is_kept = |at: usize, c: char| is_ordinary(text, at, c);
    if text.char_indices().all(|(at, c)| is_kept(at, c)) {
        return Cow::Borrowed(text);
    }
    let shown = text.char_indices().map(|(at, c)| match c.len_utf8() {
        _ if is_kept(at, c) => c,
        1 => '?',
        2 => '\u{b7}',
        _ => char::REPLACEMENT_CHARACTER,
    });
    Cow::Owned(shown.collect())
}

/// As [`in_place`], for a log: the markers of commands are broken too, also in as many bytes.
pub(crate) fn in_place_for_log(text: &str) -> Cow<'_, str> {
    let shown = in_place(text);
    match broken(&shown, |_| "\\") {
        Cow::Owned(broken) => Cow::Owned(broken),
        Cow::Borrowed(_) => shown,
    }
}

/// Whether a character may stay as it is among lines of text: a carriage return only at a line's end.
fn is_ordinary(text: &str, at: usize, c: char) -> bool {
    match c {
        '\n' | '\t' => true,
        '\r' => text.as_bytes().get(at + 1) == Some(&b'\n'),
        c => !steers(c),
    }
}

/// A line of a diff. Ordinary text stays as it is, so that the diff can be applied.
pub(crate) fn diff_line(line: &str) -> Cow<'_, str> {
    escape_if(line, |at, c| !is_ordinary(line, at, c))
}

/// A name in the head of a diff, quoted as git does where it has to be. A name with blanks ends
/// with a tab, so that `patch` does not take them for its end.
pub(crate) fn diff_name(name: &str) -> String {
    let markers = commands(name);
    let is_escaped = |at: usize, c: char| {
        steers(c) || matches!(c, '"' | '\\') || markers.binary_search(&at).is_ok()
    };
    if !name.char_indices().any(|(at, c)| is_escaped(at, c)) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{name}{end}");
    }
    let mut quoted = String::from("\"");
    for (at, c) in name.char_indices() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_escaped(at, c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    // Writing to a String cannot fail.
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The message of a GitHub workflow command: what would end the command, or be taken for an escape,
/// is escaped.
pub(crate) fn github_message(text: &str) -> String {
    let text = escape_if(text, |_, c| steers(c) && !matches!(c, '\n' | '\r'));
    let text = text
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    log(&text).into_owned()
}

/// The value of a property of a GitHub workflow command.
pub(crate) fn github_property(text: &str) -> String {
    github_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// Finished JSON text. What is replaced can only be in its strings, where an escape means the same.
pub(crate) fn json(text: &str) -> String {
    let text = broken(text, |c| match c {
        ':' => "\\u003a",
        _ => "\\u0023",
    });
    let is_kept = |c: char| c == '\n' || !steers(c);
    if text.chars().all(is_kept) {
        return text.into_owned();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if is_kept(c) => escaped.push(c),
            c => {
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            }
        }
    }
    escaped
}

/// A message of SARIF, in which `[text](target)` would be a link.
pub(crate) fn sarif(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// What separates a sign from the name or number behind it, as a place where nothing is shown.
const APART: &str = "&#8203;";

/// Text in Markdown: it neither becomes markup, nor a link, nor calls anybody.
pub(crate) fn markdown(text: &str) -> String {
    let text = printable(text);
    let mut escaped = String::with_capacity(text.len());
    let mut before = ['\0'; 3];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '\\' | '~' | '$' => {
                escaped.extend(['\\', c]);
            }
            c => escaped.push(c),
        }
        let is_number_next = characters.peek().is_some_and(char::is_ascii_digit);
        let is_apart = match c {
            '@' | '#' => true,
            // https://, and what GitLab and Azure call their requests and issues.
            ':' => characters.peek() == Some(&'/'),
            '!' | '%' => is_number_next,
            '-' => {
                is_number_next
                    && before[1..]
                        .iter()
                        .collect::<String>()
                        .eq_ignore_ascii_case("gh")
            }
            '.' => before
                .iter()
                .collect::<String>()
                .eq_ignore_ascii_case("www"),
            _ => false,
        };
        if is_apart {
            escaped.push_str(APART);
        }
        before = [before[1], before[2], c];
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_steer_are_shown() {
        assert_eq!(printable("ä 'b'"), "ä 'b'");
        assert_eq!(printable("a\u{1b}[1m\n\u{202e}"), "a\\u{1b}[1m\\n\\u{202e}");
        assert_eq!(
            printable("\u{85}\u{2028}\u{61c}"),
            "\\u{85}\\u{2028}\\u{61c}"
        );
        assert_eq!(printable_lines("a\u{1b}\n\tb\r"), "a\\u{1b}\n\tb\\r");
        let lines = "a\r\n\tb\rc\u{9b}d\u{202e}\n";
        let shown = in_place(lines);
        assert_eq!(shown, "a\r\n\tb?c\u{b7}d\u{fffd}\n");
        assert_eq!(shown.len(), lines.len());
        let lines = "\u{2028}##vso[a]\n ::b\n";
        let shown = in_place_for_log(lines);
        assert_eq!(shown, "\u{fffd}#\\vso[a]\n :\\b\n");
        assert_eq!(shown.len(), lines.len());
    }

    #[test]
    fn names_in_diffs_are_quoted_as_git_does() {
        assert_eq!(diff_name("a/ü.yaml"), "a/ü.yaml");
        assert_eq!(diff_name("a/b c"), "a/b c\t");
        assert_eq!(diff_name("a/\n\"\\\u{1b}"), "\"a/\\n\\\"\\\\\\033\"");
        assert_eq!(diff_name("a/##[x"), "\"a/#\\043[x\"");
        assert_eq!(diff_name("\u{202e}"), "\"\\342\\200\\256\"");
    }

    #[test]
    fn json_means_the_same() {
        let value = serde_json::json!({"##vso[a]": "\u{9b}\u{2028}\u{7f}\n::x \\##[y]"});
        let text = serde_json::to_string_pretty(&value).expect("JSON");
        let safe = json(&text);
        assert!(safe.is_ascii() && !safe.contains("##"), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).ok(),
            Some(value)
        );
    }

    #[test]
    fn markdown_calls_nobody() {
        assert_eq!(
            markdown("a@b #1 www.x"),
            "a@&#8203;b #&#8203;1 www.&#8203;x"
        );
        assert_eq!(
            markdown("https://x GH-1 !2"),
            "https:&#8203;//x GH-&#8203;1 !&#8203;2"
        );
        assert_eq!(markdown("&#64;a [b](c)"), "&amp;#&#8203;64;a \\[b\\](c)");
        assert_eq!(markdown("pool 'a' (10%)"), "pool 'a' (10%)");
    }
}
