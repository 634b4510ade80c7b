//! Positions as editors count them: 0-based lines, and columns in units of an encoding.

use lsp_types::{ClientCapabilities, Position, PositionEncodingKind, Range};

use crate::source::{LineTable, Span};

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnUnit {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what a client without a choice means.
    Utf16,
}

impl ColumnUnit {
    /// Bytes, where the client can count them.
    pub(super) fn negotiated(client: &ClientCapabilities) -> Self {
        let general = client.general.as_ref();
        let encodings = general.and_then(|general| general.position_encodings.as_ref());
        match encodings.is_some_and(|known| known.contains(&PositionEncodingKind::UTF8)) {
            true => ColumnUnit::Utf8,
            false => ColumnUnit::Utf16,
        }
    }

    fn units(self, text: &str) -> usize {
        match self {
            ColumnUnit::Utf8 => text.len(),
            ColumnUnit::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// A text whose offsets are wanted as positions.
pub(super) struct Positions<'t> {
    text: &'t str,
    lines: &'t LineTable,
    encoding: ColumnUnit,
}

impl<'t> Positions<'t> {
    pub(super) fn new(text: &'t str, lines: &'t LineTable, encoding: ColumnUnit) -> Self {
        Positions {
            text,
            lines,
            encoding,
        }
    }

    pub(super) fn position(&self, offset: u32) -> Position {
        let line = self.lines.line_of(offset);
        let range = self.lines.range(self.text, line);
        let end = (offset as usize).clamp(range.start, range.end);
        let before = self.text.get(range.start..end).unwrap_or_default();
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            character: u32::try_from(self.encoding.units(before)).unwrap_or(u32::MAX),
        }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range {
            start: self.position(span.start),
            end: self.position(span.end),
        }
    }

    /// The offset of a position; one behind a line's end is the line's end, one within a character
    /// is the character's start.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = self.lines.range(self.text, position.line as usize);
        let text = self.text.get(line.clone()).unwrap_or_default();
        let mut units = 0;
        for (at, letter) in text.char_indices() {
            units += self.encoding.units(letter.encode_utf8(&mut [0; 4]));
            if units > position.character as usize {
                return line.start + at;
            }
        }
        line.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_survive_in_both_encodings() {
        let text = "a: \"😀ü\"\r\nb:\tc\n";
        let lines = LineTable::new(text);
        for encoding in [ColumnUnit::Utf8, ColumnUnit::Utf16] {
            let positions = Positions::new(text, &lines, encoding);
            for (offset, letter) in text.char_indices().filter(|(_, letter)| *letter != '\n') {
                let position = positions.position(offset as u32);
                assert_eq!(
                    positions.offset(position),
                    offset,
                    "{letter:?} {encoding:?}"
                );
            }
        }
        let utf16 = Positions::new(text, &lines, ColumnUnit::Utf16);
        assert_eq!(utf16.position(8), Position::new(0, 6));
        assert_eq!(utf16.offset(Position::new(0, 5)), 4, "within a pair");
        assert_eq!(utf16.offset(Position::new(0, 99)), 11);
        assert_eq!(utf16.offset(Position::new(9, 0)), text.len());
    }
}
