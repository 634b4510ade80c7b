//! Commands of CI systems in text. A log is read by the system that runs the job, and lines of a
//! certain form are orders: Azure Pipelines takes `##vso[area.event]` anywhere in a line, GitHub's
//! runner `##[command]` anywhere and `::command::` at the beginning of a line, TeamCity
//! `##teamcity[...]`.
//!
//! The runners compare as the culture does, which leaves characters out that have no width: those
//! are left out here too.

use std::borrow::Cow;

/// Whether .NET's comparison by culture, or a terminal, leaves a character out.
fn is_ignorable(c: char) -> bool {
    let is_blank = matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    c.is_control() && !is_blank
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Where a text would be read as a command, by the offset of the second character of each marker:
/// what comes before it ends the marker.
pub(super) fn commands(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // Most texts have neither, and are told apart without looking at their characters.
    if text.contains(':') {
        line_commands(text, &mut found);
    }
    if text.contains('#') && text.contains('[') {
        bracket_commands(text, &mut found);
    }
    found.sort_unstable();
    found
}

/// `::` at the beginning of a line, behind blanks.
fn line_commands(text: &str, found: &mut Vec<usize>) {
    let mut start = 0;
    // Whatever somebody takes for the end of a line is one.
    let is_end = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    for line in text.split_inclusive(is_end) {
        let mut seen = line
            .char_indices()
            .filter(|(_, c)| !is_ignorable(*c))
            .skip_while(|(_, c)| c.is_whitespace());
        if let (Some((_, ':')), Some((at, ':'))) = (seen.next(), seen.next()) {
            found.push(start + at);
        }
        start += line.len();
    }
}

/// `##[`, `##vso[` and `##teamcity[`, and whatever else is spelled like that, anywhere.
fn bracket_commands(text: &str, found: &mut Vec<usize>) {
    let mut last: Option<usize> = None;
    let mut second: Option<usize> = None;
    let mut behind_color = 0;
    for (at, c) in text.char_indices() {
        match c {
            _ if at < behind_color => {}
            '\u{1b}' => {
                let length = color(text.get(at..).unwrap_or_default());
                // Behind a name, the bracket of a colour may be taken for that of a command.
                if length > 1 && last.is_none() {
                    found.extend(second.take());
                }
                behind_color = at + length;
            }
            '#' => {
                second = last.and(Some(at));
                last = Some(at);
            }
            '[' => {
                found.extend(second.take());
                last = None;
            }
            c if is_ignorable(c) => {}
            c => {
                last = None;
                if !c.is_ascii_alphanumeric() {
                    second = None;
                }
            }
        }
    }
}

/// The length of the escape sequence for a colour that a text begins with: `ESC [ 31 m`. Its bracket is that
/// of no command, which is named by letters.
fn color(text: &str) -> usize {
    let inner = text.strip_prefix("\u{1b}[");
    let end = inner.and_then(|inner| inner.split_once('m'));
    let is_number = |c: char| c.is_ascii_digit() || c == ';';
    let end = end.filter(|(numbers, _)| numbers.chars().all(is_number));
    end.map_or(1, |(numbers, _)| numbers.len() + 3)
}

/// A text with something else in the place of each marker's second character, which it is given.
pub(super) fn broken(text: &str, replacement: impl Fn(char) -> &'static str) -> Cow<'_, str> {
    let found = commands(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut broken = String::with_capacity(text.len() + 4 * found.len());
    let mut rest = 0;
    for at in found {
        broken.push_str(text.get(rest..at).unwrap_or_default());
        let c = text.get(at..).and_then(|text| text.chars().next());
        broken.push_str(replacement(c.unwrap_or_default()));
        rest = at + c.map_or(0, char::len_utf8);
    }
    broken.push_str(text.get(rest..).unwrap_or_default());
    Cow::Owned(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_found_where_a_runner_takes_them() {
        for (text, found) in [
            ("a ##vso[task.x]y", vec![3]),
            ("##[group]", vec![1]),
            ("###[x]", vec![2]),
            ("\u{1b}[32m###\u{1b}[0m\u{1b}[2m]", vec![]),
            ("##\u{1b}[0m[group]", vec![1]),
            ("##\u{1b}[group]m", vec![1]),
            ("##\u{1b}\u{1b}[1m[x]", vec![1]),
            ("##teamcity[x]", vec![1]),
            ("#\u{200d}#\u{ad}vso\u{2060}[x]", vec![4]),
            ("##[a]##[b]", vec![1, 6]),
            ("## [x] # #[y] ##vso x[", vec![]),
            ("[###\u{1b}[0m!\u{1b}[32m##\u{1b}[0m]", vec![]),
            ("##vso\u{1b}[0mtask.x]", vec![1]),
            ("::error::x", vec![1]),
            ("a\n \u{3000}::error::x", vec![7]),
            ("a\r::x\u{2028}::y", vec![3, 9]),
            (":\u{200d}:error::", vec![4]),
            ("a::b", vec![]),
            (": :", vec![]),
        ] {
            assert_eq!(commands(text), found, "{text:?}");
        }
    }

    #[test]
    fn what_is_broken_is_no_command() {
        let text = "::a\n##[b]##vso[c]###[d]";
        let broken = broken(text, |c| match c {
            ':' => "\\:",
            _ => "\\#",
        });
        assert_eq!(broken, ":\\:a\n#\\#[b]#\\#vso[c]##\\#[d]");
        assert!(commands(&broken).is_empty());
    }
}
