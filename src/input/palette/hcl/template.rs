//! Texts of HCL: quoted, heredocs, template files, and values that are encoded as YAML. Every byte
//! of the result knows where it stands.

use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::template::Element;

use super::eval::Env;
use super::{HclFile, Module};
use crate::input::read::{Data, Value};
use crate::source::{Expense, Place, Span};
use crate::syntax::{Hole, Spelled};

/// What an interpolation stands for.
enum Interpolated {
    Text(String),
    /// A text of which not all is known.
    Spelled(Box<Spelled>),
    /// Why it is not known.
    Unknown(String),
}

/// The interpolations of a text, in order.
pub(crate) struct Pieces {
    interpolations: Vec<(Span, Interpolated)>,
    /// Whether there are none but interpolations: directives are not evaluated.
    pub(crate) is_evaluated: bool,
}

impl Interpolated {
    fn text(&self) -> &str {
        match self {
            Interpolated::Text(text) | Interpolated::Unknown(text) => text,
            Interpolated::Spelled(spelled) => &spelled.content,
        }
    }
}

impl Pieces {
    /// The interpolations that begin in a part of the text.
    fn inside(&self, part: Span) -> &[(Span, Interpolated)] {
        let at = |offset: u32| {
            self.interpolations
                .partition_point(|(span, _)| span.start < offset)
        };
        self.interpolations
            .get(at(part.start)..at(part.end))
            .unwrap_or_default()
    }
}

impl<'m> Module<'m> {
    /// The interpolations of a template, each with the text that it stands for. One that is not
    /// known becomes a mark, so that the rest of the text can still be read.
    pub(crate) fn pieces<'t: 'm>(
        &self,
        env: Env<'m, '_>,
        elements: impl Iterator<Item = &'t Element>,
        depth: usize,
    ) -> Pieces {
        let mut pieces = Pieces {
            interpolations: Vec::new(),
            is_evaluated: true,
        };
        for element in elements {
            match element {
                Element::Literal(_) => {}
                Element::Interpolation(part) => {
                    let value = self.eval(env, &part.expr, depth + 1);
                    let piece = match value.data {
                        Data::Text(spelled) if spelled.holes.is_empty() => {
                            Interpolated::Text(spelled.content)
                        }
                        Data::Text(spelled) => Interpolated::Spelled(spelled),
                        Data::Number(number) => Interpolated::Text(number),
                        Data::Bool(flag) => Interpolated::Text(flag.to_string()),
                        Data::Unknown(unknown) => Interpolated::Unknown(unknown.reason()),
                        _ => Interpolated::Unknown("an interpolation is no text".to_owned()),
                    };
                    let place = env.file.place(part.span());
                    let bytes = piece.text().len() as u64;
                    if !self.budget.spend(Expense::ModuleBytes, bytes, place) {
                        break;
                    }
                    pieces.interpolations.push((place.span, piece));
                }
                Element::Directive(_) => pieces.is_evaluated = false,
            }
        }
        pieces
    }
}

/// A text as it grows, with the places that its bytes come from.
#[derive(Default)]
struct Writer {
    content: String,
    runs: Vec<(u32, u32)>,
    holes: Vec<Hole>,
}

impl Writer {
    fn run(&mut self, outer: usize) {
        let start = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.runs.push((start(self.content.len()), start(outer)));
    }

    fn finish(self, file: &HclFile, whole: Place, place: Place) -> Value {
        let spelled = Spelled::new(&file.source, whole.span, self.content, self.runs);
        Value {
            place,
            data: Data::Text(Box::new(spelled.with_holes(self.holes))),
        }
    }

    fn piece(&mut self, piece: &Interpolated) {
        match piece {
            Interpolated::Text(text) => self.content.push_str(text),
            Interpolated::Unknown(reason) => self.hole(reason.as_str().into()),
            Interpolated::Spelled(spelled) => self.spelled(spelled),
        }
    }

    /// Takes a text with its holes.
    fn spelled(&mut self, spelled: &Spelled) {
        let start = self.content.len();
        let holes = spelled.holes.iter().map(|hole| Hole {
            at: Span::new(start + hole.at.start as usize, start + hole.at.end as usize),
            reason: Arc::clone(&hole.reason),
        });
        self.holes.extend(holes);
        self.content.push_str(&spelled.content);
    }

    /// Takes a word in place of what is not known: YAML reads a scalar there, and no two such keys of
    /// a mapping are the same.
    fn hole(&mut self, reason: Arc<str>) {
        let start = self.content.len();
        self.content.push_str(&format!("unknown-{start}"));
        let at = Span::new(start, self.content.len());
        self.holes.push(Hole { at, reason });
    }

    /// Takes literal text that stands at an offset; `quoted` texts have escapes of their own.
    fn literal(&mut self, text: &str, at: usize, quoted: bool) {
        self.run(at);
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (spelling, meaning) = escape(rest, quoted).unwrap_or((c.len_utf8(), c.into()));
            self.content.push_str(&meaning);
            rest = rest.get(spelling..).unwrap_or_default();
            if spelling != meaning.len() {
                self.run(at + text.len() - rest.len());
            }
        }
    }
}

/// The escape that a text begins with: its length, and what it stands for.
fn escape(rest: &str, quoted: bool) -> Option<(usize, String)> {
    for (spelling, meaning) in [("$${", "${"), ("%%{", "%{")] {
        if rest.starts_with(spelling) {
            return Some((spelling.len(), meaning.to_owned()));
        }
    }
    let escaped = rest.strip_prefix('\\').filter(|_| quoted)?;
    let c = escaped.chars().next()?;
    let code = |length: usize| {
        let digits = escaped.get(1..=length)?;
        let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        Some((length + 2, c.to_string()))
    };
    match c {
        'n' => Some((2, "\n".to_owned())),
        'r' => Some((2, "\r".to_owned())),
        't' => Some((2, "\t".to_owned())),
        '"' | '\\' => Some((2, c.to_string())),
        'u' => code(4),
        'U' => code(8),
        _ => None,
    }
}

/// The place of a text between its quotes.
fn between_quotes(place: Place) -> Place {
    Place {
        span: Span {
            start: place.span.start + 1,
            end: place.span.end.saturating_sub(1).max(place.span.start + 1),
        },
        ..place
    }
}

/// A quoted text without interpolations.
pub(crate) fn quoted(file: &HclFile, place: Place, text: &str) -> Value {
    let inner = between_quotes(place);
    let raw = inner.span.slice(&file.source.text);
    let mut writer = Writer::default();
    writer.literal(raw, inner.span.start as usize, true);
    // The parser's word counts, should it read an escape that is not known here.
    if writer.content != text {
        let spelled = Spelled::new(&file.source, place.span, text.to_owned(), Vec::new());
        let data = Data::Text(Box::new(spelled));
        return Value { place, data };
    }
    let is_plain = raw == text && !raw.is_empty();
    writer.finish(file, place, if is_plain { inner } else { place })
}

/// A quoted text with interpolations.
pub(crate) fn quoted_template(file: &HclFile, place: Place, pieces: &Pieces) -> Value {
    if !pieces.is_evaluated {
        return directive(place);
    }
    let inner = between_quotes(place);
    let mut writer = Writer::default();
    splice(&mut writer, file, inner.span, pieces, true);
    writer.finish(file, place, place)
}

/// A text file with interpolations.
pub(crate) fn plain(file: &HclFile, place: Place, pieces: &Pieces) -> Value {
    let mut writer = Writer::default();
    splice(&mut writer, file, place.span, pieces, false);
    writer.finish(file, place, place)
}

fn directive(place: Place) -> Value {
    let reason = "a template with directives is not evaluated".to_owned();
    Value::unknown(crate::model::Unknown::Terraform(reason), place)
}

/// Takes a part of the file, its interpolations replaced.
fn splice(writer: &mut Writer, file: &HclFile, part: Span, pieces: &Pieces, quoted: bool) {
    let mut at = part.start as usize;
    let text = file.source.text.as_str();
    let inside = pieces.inside(part).iter();
    for (span, value) in inside.filter(|(span, _)| part.contains(*span)) {
        let start = span.start as usize;
        writer.literal(text.get(at..start).unwrap_or_default(), at, quoted);
        writer.run(start);
        writer.piece(value);
        at = span.end as usize;
    }
    let end = part.end as usize;
    writer.literal(text.get(at..end).unwrap_or_default(), at, quoted);
}

/// A heredoc; `indent` blanks are taken off the beginning of each line.
pub(crate) fn heredoc(file: &HclFile, place: Place, indent: usize, pieces: &Pieces) -> Value {
    if !pieces.is_evaluated {
        return directive(place);
    }
    let text = file.source.text.as_str();
    let start = place.span.start as usize;
    let raw = place.span.slice(text).trim_end();
    let body = raw.find('\n').map_or(raw.len(), |at| at + 1);
    let end = raw.rfind('\n').map_or(body, |at| at + 1).max(body);
    let mut writer = Writer::default();
    let mut at = start + body;
    let end = start + end;
    while at < end {
        let rest = text.get(at..end).unwrap_or_default();
        // An interpolation may hold line breaks of its own.
        let mut length = rest.find('\n').map_or(rest.len(), |line| line + 1);
        // Which one is the last of the line is known only once the line has its length.
        let mut next = pieces.inside(Span::new(at, end)).iter();
        while let Some((span, _)) = next
            .next()
            .filter(|(span, _)| (span.start as usize) < at + length)
        {
            if span.end as usize >= at + length {
                let behind = text.get(span.end as usize..end).unwrap_or_default();
                let tail = behind.find('\n').map_or(behind.len(), |line| line + 1);
                length = span.end as usize + tail - at;
            }
        }
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let from = at + blanks.min(indent);
        splice(
            &mut writer,
            file,
            Span::new(from, at + length),
            pieces,
            false,
        );
        at += length;
    }
    // The heredoc is pointed at where it begins.
    let first = Span::new(
        start,
        start + raw.find('\n').unwrap_or(raw.len()).min(raw.len()),
    );
    let first_line = Place {
        span: Span::new(
            first.start as usize,
            first.start as usize + first.slice(text).trim_end().len(),
        ),
        ..place
    };
    writer.finish(file, place, first_line)
}

/// Writes a value as JSON, which is YAML, each scalar with the place that it comes from.
pub(crate) struct Encoder<'f> {
    file: &'f HclFile,
    writer: Writer,
}

impl<'f> Encoder<'f> {
    /// The text of a value; not known where a part of it is not.
    pub(crate) fn encode(file: &'f HclFile, place: Place, value: &Value) -> Value {
        let mut encoder = Encoder {
            file,
            writer: Writer::default(),
        };
        encoder.writer.run(place.span.start as usize);
        encoder.value(value);
        encoder.writer.finish(file, place, place)
    }

    fn value(&mut self, value: &Value) {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        match &value.data {
            Data::Null => self.scalar(value.place, "null"),
            Data::Bool(flag) => self.scalar(value.place, &flag.to_string()),
            Data::Number(number) => self.scalar(value.place, number),
            Data::Text(spelled) => match spelled.hole() {
                Some(reason) => self.unknown(value.place, reason),
                None => self.scalar(value.place, &text(&spelled.content)),
            },
            Data::Unknown(unknown) => self.unknown(value.place, &unknown.reason()),
            Data::List(items) => {
                self.scalar(value.place, "[");
                for (at, item) in items.iter().enumerate() {
                    self.writer.content.push_str(if at > 0 { ", " } else { "" });
                    self.value(item);
                }
                self.writer.content.push(']');
            }
            Data::Object(fields) => {
                self.scalar(value.place, "{");
                for (at, field) in fields.iter().enumerate() {
                    self.writer.content.push_str(if at > 0 { ", " } else { "" });
                    self.scalar(field.key, &text(&field.name));
                    self.writer.content.push_str(": ");
                    self.value(&field.value);
                }
                self.writer.content.push('}');
            }
        }
    }

    /// Writes a word in place of a scalar that is not known.
    fn unknown(&mut self, place: Place, reason: &str) {
        self.scalar(place, "\"");
        self.writer.hole(reason.into());
        self.writer.content.push('"');
    }

    /// Writes a scalar. Its end is marked too, so that a span over it ends where it ends.
    fn scalar(&mut self, place: Place, text: &str) {
        let is_here = place.source == self.file.source.id;
        if is_here {
            self.writer.run(place.span.start as usize);
        }
        self.writer.content.push_str(text);
        if is_here {
            self.writer.run(place.span.end as usize);
        }
    }
}
