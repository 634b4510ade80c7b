//! Values as JSON and YAML, as Terraform writes them, each scalar with the place that it comes from.

use std::sync::Arc;

use super::convert;
use super::decode::Notation;
use super::eval::Evaluated;
use super::text::Writer;
use super::value::{Datum, Val};
use crate::source::{Place, SourceFile, Span};
use crate::syntax::Spelled;

/// Writes values.
pub(super) struct Encoder {
    writer: Writer,
}

/// JSON that may be part of HTML, which is how Terraform writes it.
fn html_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    safe
}

fn quoted(text: &str, format: Notation) -> String {
    let json = serde_json::Value::from(text).to_string();
    match format {
        Notation::Json => html_safe(&json),
        Notation::Yaml => json,
    }
}

/// Whether YAML has a text as a block: it has several lines, and nothing that needs an escape.
fn is_block(text: &Spelled) -> bool {
    let content = &text.content;
    let is_plain = |c: char| c == '\n' || !c.is_control() && c != '\u{feff}';
    text.holes.is_empty() && content.contains('\n') && content.chars().all(is_plain)
}

impl Encoder {
    /// An encoder of a text that is made at a part of a source.
    pub(super) fn new(outer: &Arc<SourceFile>, whole: Span) -> Self {
        let mut writer = Writer::new(outer, whole);
        writer.run(whole.start);
        Encoder { writer }
    }

    pub(super) fn encode(mut self, value: &Val, format: Notation) -> Evaluated<Spelled> {
        match format {
            Notation::Json => self.json(value)?,
            Notation::Yaml => {
                self.yaml(value, 0)?;
                self.writer.content.push('\n');
                // A plain scalar alone may go on, unless the document ends.
                if matches!(value.data, Datum::Null | Datum::Bool(_) | Datum::Number(_)) {
                    self.writer.content.push_str("...\n");
                }
            }
        }
        Ok(self.writer.finish())
    }

    fn json(&mut self, value: &Val) -> Evaluated<()> {
        match &value.data {
            Datum::List(list) => {
                self.scalar(value.place, "[");
                for (at, item) in list.items.iter().enumerate() {
                    self.writer.content.push_str(if at > 0 { "," } else { "" });
                    self.json(item)?;
                }
                if let Some(gap) = &list.open {
                    let comma = if list.items.is_empty() { "" } else { "," };
                    self.writer.content.push_str(comma);
                    self.unknown(value.place, &gap.why.reason());
                }
                self.writer.content.push(']');
            }
            Datum::Object(object) => {
                self.scalar(value.place, "{");
                for (at, (name, entry)) in object.entries.iter().enumerate() {
                    self.writer.content.push_str(if at > 0 { "," } else { "" });
                    self.scalar(entry.key, &quoted(name, Notation::Json));
                    self.writer.content.push(':');
                    self.json(&entry.value)?;
                }
                if let Some(gap) = &object.open {
                    let comma = if object.entries.is_empty() { "" } else { "," };
                    self.writer.content.push_str(comma);
                    self.unknown(value.place, &gap.why.reason());
                    self.writer.content.push_str(":null");
                }
                self.writer.content.push('}');
            }
            _ => self.plain(value, Notation::Json)?,
        }
        Ok(())
    }

    /// Blocks, each scalar quoted.
    fn yaml(&mut self, value: &Val, indent: usize) -> Evaluated<()> {
        let blanks = " ".repeat(indent);
        match &value.data {
            Datum::List(list) if list.items.is_empty() && list.open.is_none() => {
                self.scalar(value.place, "[]");
            }
            Datum::List(list) => {
                let items = list.items.len();
                for (at, item) in list.items.iter().enumerate() {
                    self.writer.content.push_str("- ");
                    self.yaml(item, indent + 2)?;
                    if at + 1 < items || list.open.is_some() {
                        self.writer.content.push('\n');
                        self.writer.content.push_str(&blanks);
                    }
                }
                if let Some(gap) = &list.open {
                    self.writer.content.push_str("- ");
                    self.unknown(value.place, &gap.why.reason());
                }
            }
            Datum::Object(object) if object.entries.is_empty() && object.open.is_none() => {
                self.scalar(value.place, "{}");
            }
            Datum::Object(object) => {
                let mut is_first = true;
                for (name, entry) in &object.entries {
                    if !std::mem::take(&mut is_first) {
                        self.writer.content.push('\n');
                        self.writer.content.push_str(&blanks);
                    }
                    self.scalar(entry.key, &quoted(name, Notation::Yaml));
                    self.writer.content.push(':');
                    self.yaml_entry(&entry.value, indent)?;
                }
                if let Some(gap) = &object.open {
                    if !is_first {
                        self.writer.content.push('\n');
                        self.writer.content.push_str(&blanks);
                    }
                    self.unknown(value.place, &gap.why.reason());
                    self.writer.content.push_str(": null");
                }
            }
            Datum::Text(text) if is_block(text) => self.block(text, indent.max(2)),
            _ => self.plain(value, Notation::Yaml)?,
        }
        Ok(())
    }

    /// The value of a key: lists at the key's own indent, objects deeper.
    fn yaml_entry(&mut self, value: &Val, indent: usize) -> Evaluated<()> {
        let (is_block, inner) = match &value.data {
            Datum::List(list) => (!list.items.is_empty() || list.open.is_some(), indent),
            Datum::Object(object) => {
                let is_block = !object.entries.is_empty() || object.open.is_some();
                (is_block, indent + 2)
            }
            Datum::Text(text) if is_block(text) => (false, indent + 2),
            _ => (false, indent),
        };
        match is_block {
            true => {
                self.writer.content.push('\n');
                self.writer.content.push_str(&" ".repeat(inner));
            }
            false => self.writer.content.push(' '),
        }
        self.yaml(value, inner)
    }

    /// Writes a text of several lines as a block. The line break behind it comes from what follows.
    fn block(&mut self, text: &Spelled, indent: usize) {
        let content = text.content.as_str();
        let indicator = if content.starts_with([' ', '\n']) {
            "2"
        } else {
            ""
        };
        let chomping = match (content.ends_with('\n'), content.ends_with("\n\n")) {
            (false, _) => "-",
            (true, false) => "",
            (true, true) => "+",
        };
        self.writer
            .content
            .push_str(&format!("|{indicator}{chomping}"));
        let mut at = 0;
        for line in content.strip_suffix('\n').unwrap_or(content).split('\n') {
            self.writer.content.push('\n');
            if !line.is_empty() {
                self.writer.content.push_str(&" ".repeat(indent));
            }
            self.writer.part(text, at..at + line.len());
            at += line.len() + 1;
        }
    }

    fn plain(&mut self, value: &Val, format: Notation) -> Evaluated<()> {
        let place = value.place;
        match &value.data {
            Datum::Null => self.scalar(place, "null"),
            Datum::Text(text) => match text.hole() {
                Some(reason) => self.unknown(place, reason),
                None => self.scalar(place, &quoted(&text.content, format)),
            },
            Datum::Unknown(gap) => self.unknown(place, &gap.why.reason()),
            _ => {
                let text = convert::text(value)?;
                self.scalar(place, &text);
            }
        }
        Ok(())
    }

    /// Writes a word instead of an unknown scalar.
    fn unknown(&mut self, place: Place, reason: &str) {
        self.scalar(place, "\"");
        self.writer.hole(reason);
        self.writer.content.push('"');
    }

    /// Writes a scalar. Its end is marked too, so that a span over it ends where it ends.
    fn scalar(&mut self, place: Place, text: &str) {
        let is_here = place.source == self.writer.source_id();
        if is_here {
            self.writer.run(place.span.start);
        }
        self.writer.content.push_str(text);
        if is_here {
            self.writer.run(place.span.end);
        }
    }
}
