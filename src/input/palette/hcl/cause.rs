//! Why a Terraform file does not parse: a quote that is not closed takes in what follows it, and the
//! parser stops lines below.

use crate::source::Span;

/// The parser's message without a list of all that could be there instead.
pub(crate) fn reason(message: &str) -> String {
    /// Most tokens that are named.
    const MOST: usize = 3;
    let whole = message.replace('\n', "; ");
    match whole.split_once("; expected ") {
        Some((reason, expected)) if expected.matches('`').count() > 2 * MOST => reason.to_owned(),
        _ => whole,
    }
}

/// The quote that is not closed on its line, on the last such line above an error. Lines of heredocs
/// are left out.
pub(crate) fn open_quote(text: &str, error: usize) -> Option<Span> {
    let mut found = None;
    let mut heredoc: Option<&str> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > error {
            break;
        }
        match heredoc {
            Some(end) if line.trim() == end => heredoc = None,
            Some(_) => {}
            None => {
                found = last_quote(line).map(|at| start + at).or(found);
                heredoc = begins_heredoc(line);
            }
        }
        start += line.len();
    }
    found.map(|at| Span::new(at, at + 1))
}

/// The last quote of a line that has an odd number of them.
fn last_quote(line: &str) -> Option<usize> {
    let is_comment = line.trim_start().starts_with(['#', '/']);
    let mut is_escaped = false;
    let mut quotes = Vec::new();
    for (at, byte) in line.bytes().enumerate().filter(|_| !is_comment) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => quotes.push(at),
            _ => {}
        }
    }
    quotes.pop().filter(|_| quotes.len() % 2 == 0)
}

/// The word that ends the heredoc which begins on a line.
fn begins_heredoc(line: &str) -> Option<&str> {
    let (_, word) = line.split_once("<<")?;
    let word = word.trim_start_matches('-').trim();
    let is_word = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_word.then_some(word)
}

#[cfg(test)]
mod tests {
    use crate::input::palette::hcl::cause::open_quote;

    #[test]
    fn the_quote_that_is_open_is_found() {
        for (text, at) in [
            ("a = \"b\nc = 1\nd = \"e\"\n", Some(4)),
            ("a = \"b\"\nc = 1\n", None),
            ("a = \"b \\\" c\"\nd = e\"\n", Some(18)),
            ("# it\"s\na = <<EOT\nan \"odd one\nEOT\nb = 1\n", None),
        ] {
            let found = open_quote(text, text.len()).map(|span| span.start);
            assert_eq!(found, at, "{text:?}");
        }
    }
}
