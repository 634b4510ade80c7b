//! Regexes of schema.yaml: RE2's syntax, through a crate of the same family. Matching takes linear
//! time, and compiling is bounded.

use std::sync::OnceLock;

use regex::{Error, Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::TemplateErrorKind;

/// The most memory that a compiled regex may take, in bytes. A thousand times what the regexes in
/// Palette's documentation need.
pub(crate) const SIZE_LIMIT: usize = 1024 * 1024;
/// The deepest nesting of groups.
const NEST_LIMIT: u32 = 100;

/// The longest regex, in bytes: parsing alone takes memory, a thousand times as much for `\pL`.
const LONGEST: usize = 32 * 1024;
/// About how many bytes a compiled regex takes for each of its states.
const STATE_BYTES: u64 = 32;
/// A regex that is estimated to take more is too large for certain.
const MOST_BYTES: u64 = 8 * SIZE_LIMIT as u64;
/// About how many bytes a class of Unicode, such as `\pL`, takes when it is parsed.
const UNICODE_CLASS_BYTES: u64 = 8 * 1024;

/// A regex that is compiled where it is first needed: an input may have any number of them.
#[derive(Clone, Debug)]
pub(crate) struct LazyRegex {
    syntax: String,
    states: u64,
    compiled: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// Checks a regex, and compiles it at once only where it may be too large. `may` is asked for the
    /// bytes that it takes once it is compiled.
    ///
    /// # Errors
    /// No regex, too large, or not allowed.
    pub(crate) fn new(
        syntax: String,
        may: &dyn Fn(u64) -> bool,
    ) -> Result<Self, TemplateErrorKind> {
        if syntax.len() > LONGEST {
            return Err(TemplateErrorKind::RegexTooLarge);
        }
        let mut parser = ParserBuilder::new().nest_limit(NEST_LIMIT).build();
        let states = match parser.parse(&syntax) {
            Ok(parsed) => states(&parsed),
            // For the words of the error.
            Err(_) => return compile(&syntax).and(Err(TemplateErrorKind::RegexTooLarge)),
        };
        let bytes = states.saturating_mul(STATE_BYTES);
        if bytes > MOST_BYTES {
            return Err(TemplateErrorKind::RegexTooLarge);
        }
        if !may(bytes) {
            return Err(TemplateErrorKind::OverBudget);
        }
        let compiled = OnceLock::new();
        if bytes > SIZE_LIMIT as u64 / 4 {
            let _ = compiled.set(Some(compile(&syntax)?));
        }
        Ok(LazyRegex {
            syntax,
            states,
            compiled,
        })
    }

    /// The compiled regex.
    pub(crate) fn get(&self) -> Option<&Regex> {
        let compiled = self.compiled.get_or_init(|| compile(&self.syntax).ok());
        compiled.as_ref()
    }

    /// About how many states it has: matching takes at most so many steps for each byte.
    pub(crate) fn states(&self) -> u64 {
        self.states
    }
}

/// About how many bytes the regexes in a text take while they are read, before it is known what they
/// are.
pub(crate) fn bytes_to_read(text: &str) -> u64 {
    let classes = text.matches("\\p").count() + text.matches("\\P").count();
    text.len() as u64 + classes as u64 * UNICODE_CLASS_BYTES
}

/// About how many bytes a regex of another dialect takes once it is compiled; 0 where that is
/// refused.
pub(crate) fn bytes_of(syntax: &str) -> u64 {
    if syntax.len() > LONGEST {
        return u64::MAX;
    }
    let parsed = ParserBuilder::new()
        .nest_limit(NEST_LIMIT)
        .build()
        .parse(syntax);
    let states = parsed.map_or(syntax.len() as u64, |parsed| states(&parsed));
    match states.saturating_mul(STATE_BYTES) {
        bytes if bytes > MOST_BYTES => 0,
        bytes => bytes,
    }
}

/// About how many states a regex has.
fn states(hir: &Hir) -> u64 {
    let sum = |parts: &[Hir]| {
        parts
            .iter()
            .fold(1_u64, |sum, part| sum.saturating_add(states(part)))
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() as u64,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() as u64,
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges().iter();
            // A range beyond ASCII takes several sequences of bytes.
            ranges
                .map(|range| if range.end().is_ascii() { 1 } else { 3 })
                .sum()
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min).max(1);
            states(&repetition.sub).saturating_mul(u64::from(most) + 1)
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
    }
}

/// A regex as it is written.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The text between the slashes.
    pub(crate) text: String,
    regex: LazyRegex,
    /// The same with `\\` read as `\`: it is not known whether the template's quotes take
    /// escapes, so a value may fit either reading.
    unescaped: Option<LazyRegex>,
}

impl Pattern {
    /// Reads a regex.
    ///
    /// # Errors
    /// Not RE2, too large, or not allowed.
    pub(crate) fn new(text: &str, may: &dyn Fn(u64) -> bool) -> Result<Self, TemplateErrorKind> {
        let unescaped = text.contains("\\\\").then(|| text.replace("\\\\", "\\"));
        Ok(Pattern {
            text: text.to_owned(),
            regex: LazyRegex::new(to_crate_syntax(text), may)?,
            unescaped: unescaped.and_then(|text| LazyRegex::new(to_crate_syntax(&text), may).ok()),
        })
    }

    /// Its readings.
    pub(crate) fn regexes(&self) -> impl Iterator<Item = &LazyRegex> {
        std::iter::once(&self.regex).chain(&self.unescaped)
    }

    /// Whether the regex matches somewhere in a text, as Go's `MatchString` does.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let mut regexes = self.regexes().filter_map(LazyRegex::get);
        regexes.any(|regex| regex.is_match(text))
    }

    /// A regex for the part of a longer text that this one must match in; `None` where it cannot
    /// be put into a longer one, since it has anchors inside or two readings.
    pub(crate) fn part(&self) -> Option<String> {
        let syntax = to_crate_syntax(&self.text);
        let body = syntax.strip_prefix('^');
        let before = if body.is_some() { "" } else { "[\\s\\S]*?" };
        let body = body.unwrap_or(&syntax);
        let is_anchored = body.ends_with('$') && !body.ends_with("\\$");
        let after = if is_anchored { "" } else { "[\\s\\S]*?" };
        let body = if is_anchored {
            body.strip_suffix('$')?
        } else {
            body
        };
        let has_anchor = body.contains('$') || body.replace("[^", "[").contains('^');
        (!has_anchor && self.unescaped.is_none()).then(|| format!("{before}(?:{body}){after}"))
    }
}

/// Compiles a regex within the limits.
pub(crate) fn compile(syntax: &str) -> Result<Regex, TemplateErrorKind> {
    RegexBuilder::new(syntax)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(SIZE_LIMIT)
        .nest_limit(NEST_LIMIT)
        .build()
        .map_err(|error| match error {
            Error::CompiledTooBig(_) => TemplateErrorKind::RegexTooLarge,
            error => TemplateErrorKind::Regex {
                reason: reason(&error),
            },
        })
}

/// The last line of the crate's message, which draws the regex above it.
fn reason(error: &Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// RE2 takes some texts that the crate reads otherwise: `[` and doubled operators in a class, a
/// brace that is no repetition, `\<`, `\Q…\E`, and `\d`, `\w`, `\s`, which are ASCII in RE2. They
/// are written so that the crate reads them as RE2 does.
fn to_crate_syntax(text: &str) -> String {
    let mut syntax = String::with_capacity(text.len());
    let mut rest = text;
    // Bytes since the class was opened; `None` outside a class.
    let mut in_class: Option<usize> = None;
    while let Some(c) = rest.chars().next() {
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        let mut taken = c.len_utf8();
        if c == '\\' {
            let next = tail.chars().next();
            taken += next.map_or(0, char::len_utf8);
            match next {
                Some(next @ ('<' | '>')) => syntax.push(next),
                Some('b') if in_class.is_none() => syntax.push_str("(?-u:\\b)"),
                Some(next) if ascii_class(next).is_some() => {
                    let (not, class) = ascii_class(next).unwrap_or_default();
                    match (in_class, not) {
                        (Some(_), "") => syntax.push_str(class),
                        _ => syntax.push_str(&format!("[{not}{class}]")),
                    }
                }
                Some('Q') => {
                    let quoted = tail.get(1..).unwrap_or_default();
                    let end = quoted.find("\\E").unwrap_or(quoted.len());
                    let literal = quoted.get(..end).unwrap_or_default();
                    syntax.push_str(&regex::escape(literal));
                    taken = (2 + end + 2).min(rest.len());
                }
                _ => syntax.push_str(rest.get(..taken).unwrap_or_default()),
            }
            in_class = in_class.map(|length| length + taken);
        } else if let Some(length) = in_class {
            let is_first = length == 0;
            match c {
                ']' if !is_first => {
                    in_class = None;
                    syntax.push(c);
                }
                '[' if tail.starts_with(':') && tail.contains(":]") => {
                    let end = tail.find(":]").map_or(0, |at| at + 2);
                    taken += end;
                    syntax.push_str(rest.get(..taken).unwrap_or_default());
                }
                '[' | ']' | '&' | '~' => {
                    syntax.push('\\');
                    syntax.push(c);
                }
                c => syntax.push(c),
            }
            let opens = is_first && c == '^';
            in_class = in_class.map(|length| if opens { 0 } else { length + taken });
        } else {
            match c {
                '[' => in_class = Some(0),
                '{' if !is_repetition(tail) => syntax.push('\\'),
                _ => {}
            }
            syntax.push(c);
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    syntax
}

/// What `\d` and similar classes mean in RE2: `^` for the opposite, and the class.
fn ascii_class(letter: char) -> Option<(&'static str, &'static str)> {
    let class = match letter.to_ascii_lowercase() {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => "\\t\\n\\f\\r\\x20",
        _ => return None,
    };
    Some((if letter.is_ascii_uppercase() { "^" } else { "" }, class))
}

/// Whether what follows a `{` makes it a repetition: `2}`, `2,}`, `2,4}`.
fn is_repetition(tail: &str) -> bool {
    tail.split_once('}').is_some_and(|(counts, _)| {
        let (least, most) = counts.split_once(',').unwrap_or((counts, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        !least.is_empty() && is_number(least) && is_number(most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn re2_is_read_as_re2() {
        for (pattern, fits, fails) in [
            ("^[[]a$", "[a", "a"),
            ("^[]a]+$", "]a", "b"),
            ("^[^]a]+$", "b", "]"),
            ("^[a&&b]$", "&", "c"),
            ("^{a}$", "{a}", "a"),
            (r"^\<a\>$", "<a>", "a"),
            (r"^\Q.*\E$", ".*", "ab"),
            ("^[[:alpha:]]+$", "ab", "1"),
            ("^a{2,3}$", "aa", "a"),
            (r"size=\d+", "x, size=150", "size=s"),
            (r"^\\d+$", "12", "x"),
            (r"^\w{1,253}$", "a_1", "\u{e4}"),
            (r"^[\W\d]+$", "-1", "a"),
        ] {
            let compiled = Pattern::new(pattern, &|_| true).expect(pattern);
            assert!(compiled.is_match(fits), "{pattern} {fits}");
            assert!(!compiled.is_match(fails), "{pattern} {fails}");
        }
    }

    #[test]
    fn what_re2_refuses_or_cannot_hold_is_refused() {
        for pattern in ["(", "a**b(", "(?=a)", r"(a)\1", "[b-a]"] {
            let error = Pattern::new(pattern, &|_| true).expect_err(pattern);
            assert!(
                matches!(error, TemplateErrorKind::Regex { .. }),
                "{pattern}"
            );
        }
        for pattern in ["(((a{100}){100}){100}){100}", r"(\pL{900}){90}"] {
            let error = Pattern::new(pattern, &|_| true).expect_err(pattern);
            assert_eq!(error, TemplateErrorKind::RegexTooLarge, "{pattern}");
        }
    }
}
