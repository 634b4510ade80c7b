//! Formats: placeholders `${TYPE}`, `${TYPE:/REGEX/}`, `${number:[1-10]}`, `${list:[a,b]}`, with
//! literal text between them.

use std::collections::HashSet;
use std::ops;

use super::parse::{fail, unescape};
use super::pattern::{LazyRegex, Pattern};
use super::{TemplateError, TemplateErrorKind as Kind, shape};
use crate::text::{short, shortened};

/// Most placeholders of one format.
pub(crate) const MOST_PLACEHOLDERS: u64 = 100;

/// The types of placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatKind {
    /// Any text.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Any text, masked.
    Password,
    /// One of some options.
    List,
    /// An IPv4 address.
    Ipv4,
    /// A version.
    Version,
    /// Any text; not documented, in use in public packs.
    Input,
}

impl FormatKind {
    /// All types, the documented ones first.
    pub const ALL: [FormatKind; 8] = [
        FormatKind::String,
        FormatKind::Number,
        FormatKind::Boolean,
        FormatKind::Password,
        FormatKind::List,
        FormatKind::Ipv4,
        FormatKind::Version,
        FormatKind::Input,
    ];

    /// The name in a format.
    pub fn name(self) -> &'static str {
        match self {
            FormatKind::String => "string",
            FormatKind::Number => "number",
            FormatKind::Boolean => "boolean",
            FormatKind::Password => "password",
            FormatKind::List => "list",
            FormatKind::Ipv4 => "ipv4",
            FormatKind::Version => "version",
            FormatKind::Input => "input",
        }
    }

    fn of(name: &str) -> Option<Self> {
        FormatKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The documented types, for messages.
pub(crate) fn known_kinds() -> String {
    let names: Vec<_> = FormatKind::ALL
        .into_iter()
        .filter(|kind| *kind != FormatKind::Input)
        .map(FormatKind::name)
        .collect();
    crate::text::any_of(&names)
}

/// Bounds of a number, both included.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The lower bound, and as it is written.
    pub min: (f64, String),
    /// The upper bound, and as it is written.
    pub max: (f64, String),
}

/// One `${…}`.
#[derive(Clone, Debug)]
pub struct Placeholder {
    /// Its type.
    pub kind: FormatKind,
    /// What else its text matches.
    pub pattern: Option<Pattern>,
    /// What range its number is in.
    pub range: Option<Range>,
    /// The options of a list.
    pub(crate) options: Vec<String>,
    /// The same, to be looked up.
    known: HashSet<String>,
}

impl Placeholder {
    /// Whether a text is one of the options.
    pub(crate) fn has_option(&self, text: &str) -> bool {
        self.known.contains(text)
    }
}

/// A part of a format.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// A `${…}`.
    Placeholder(Box<Placeholder>),
}

/// What a value's text looks like.
#[derive(Clone, Debug)]
pub struct Format {
    /// As it is written, quotes unescaped.
    pub text: String,
    /// Its parts in order.
    pub pieces: Vec<Piece>,
    /// All pieces as one regex; only where a format is more than one placeholder.
    pub(crate) whole: Option<LazyRegex>,
}

impl Format {
    /// Parses the format at some bytes of a template.
    pub(crate) fn parse(
        template: &str,
        at: ops::Range<usize>,
        may: &dyn Fn(u64) -> bool,
    ) -> Result<Self, TemplateError> {
        let text = template.get(at.clone()).unwrap_or_default();
        if text.is_empty() {
            return fail(at, Kind::EmptyFormat);
        }
        let mut pieces = Vec::new();
        let mut rest = at.start;
        let mut placeholders = 0;
        while let Some(start) = template.get(rest..at.end).and_then(|text| text.find("${")) {
            let start = rest + start;
            push_text(&mut pieces, template.get(rest..start));
            placeholders += 1;
            if placeholders > MOST_PLACEHOLDERS {
                return fail(start..at.end, Kind::TooManyPlaceholders);
            }
            let (placeholder, end) = read_placeholder(template, start, at.end, may)?;
            pieces.push(Piece::Placeholder(Box::new(placeholder)));
            rest = end;
        }
        push_text(&mut pieces, template.get(rest..at.end));
        let whole = match pieces.as_slice() {
            [Piece::Placeholder(_)] => None,
            pieces => match LazyRegex::new(shape::of_pieces(pieces), may) {
                Ok(whole) => Some(whole),
                Err(kind) => return fail(at, kind),
            },
        };
        Ok(Format {
            text: unescape(text),
            pieces,
            whole,
        })
    }
}

impl Format {
    /// Its placeholders.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Placeholder(placeholder) => Some(&**placeholder),
            Piece::Text(_) => None,
        })
    }

    fn regexes(&self) -> impl Iterator<Item = &LazyRegex> {
        let patterns = self.placeholders().filter_map(|one| one.pattern.as_ref());
        patterns.flat_map(Pattern::regexes).chain(&self.whole)
    }

    /// About how many steps it takes at most to match a text of so many bytes.
    pub(crate) fn match_steps(&self, bytes: usize) -> u64 {
        let states: u64 = match &self.whole {
            Some(whole) => whole.states(),
            // Without groups to find, most regexes take a step for each byte.
            None => self.regexes().map(|regex| regex.states() / 8 + 1).sum(),
        };
        states.saturating_mul(bytes as u64)
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        pieces.push(Piece::Text(unescape(text)));
    }
}

/// Reads the `${…}` that begins at `start`, and says where it ends.
fn read_placeholder(
    template: &str,
    start: usize,
    limit: usize,
    may: &dyn Fn(u64) -> bool,
) -> Result<(Placeholder, usize), TemplateError> {
    let slice = |range: ops::Range<usize>| template.get(range).unwrap_or_default();
    let not_closed = || fail(start..limit, Kind::PlaceholderNotClosed);
    let name_start = start + 2;
    let body = slice(name_start..limit);
    let Some(name_end) = body.find([':', '}']).map(|length| name_start + length) else {
        return not_closed();
    };
    let name = slice(name_start..name_end);
    let Some(kind) = FormatKind::of(name.trim()) else {
        let name = short(name.trim()).into_owned();
        return fail(name_start..name_end, Kind::UnknownKind { name });
    };
    let mut placeholder = Placeholder {
        kind,
        pattern: None,
        range: None,
        options: Vec::new(),
        known: HashSet::new(),
    };
    if slice(name_end..limit).starts_with('}') {
        if kind == FormatKind::List {
            return fail(start..name_end + 1, Kind::NoOptions);
        }
        return Ok((placeholder, name_end + 1));
    }
    let after = slice(name_end + 1..limit);
    let blanks = after.len() - after.trim_start().len();
    let open = name_end + 1 + blanks;
    // A regex and a list may contain braces: each ends with its own sign before the brace.
    let close = match slice(open..limit).chars().next() {
        Some('/') => "/}",
        Some('[') => "]}",
        _ => {
            let end = slice(open..limit).find('}').map(|length| open + length);
            let end = end.unwrap_or(limit);
            return fail(name_end..end, Kind::Argument);
        }
    };
    let Some(end) = slice(open + 1..limit).find(close) else {
        return not_closed();
    };
    let inside = open + 1..open + 1 + end;
    let end = inside.end + close.len();
    match (close, kind) {
        ("/}", _) => {
            let pattern = Pattern::new(&unescape(slice(inside.clone())), may);
            placeholder.pattern = Some(pattern.or_else(|kind| fail(inside, kind))?);
        }
        (_, FormatKind::Number) => placeholder.range = Some(read_range(template, inside)?),
        (_, FormatKind::List) => {
            let options = slice(inside.clone()).split(',').map(str::trim);
            placeholder.options = options
                .filter(|option| !option.is_empty())
                .map(unescape)
                .collect();
            placeholder.known = placeholder.options.iter().cloned().collect();
            if placeholder.options.is_empty() {
                return fail(inside.start - 1..inside.end + 1, Kind::NoOptions);
            }
        }
        (_, kind) => {
            let kind = Kind::NoBrackets { kind: kind.name() };
            return fail(inside.start - 1..inside.end + 1, kind);
        }
    }
    Ok((placeholder, end))
}

/// A range: `5000-5005`, with signs as in `-5-5`.
fn read_range(template: &str, at: ops::Range<usize>) -> Result<Range, TemplateError> {
    let text = template.get(at.clone()).unwrap_or_default();
    let bound = |text: &str| {
        let text = text.trim();
        let number: f64 = text.parse().ok()?;
        number.is_finite().then(|| (number, text.to_owned()))
    };
    let bounds = text.match_indices('-').find_map(|(dash, _)| {
        let (min, max) = text.split_at_checked(dash)?;
        Some((bound(min)?, bound(max.get(1..)?)?))
    });
    let Some((min, max)) = bounds else {
        return fail(at, Kind::Range);
    };
    if min.0 > max.0 {
        let (min, max) = (shortened(min.1), shortened(max.1));
        return fail(at, Kind::EmptyRange { min, max });
    }
    Ok(Range { min, max })
}
