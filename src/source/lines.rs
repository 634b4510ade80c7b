//! Line starts of a text, and positions as people count them.

/// A position for people: 1-based line, 1-based column in Unicode characters, byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Bytes from the file's start.
    pub offset: u32,
    /// 1-based line.
    pub line: u32,
    /// 1-based column in Unicode characters; a byte order mark takes none.
    pub column: u32,
}

/// The byte offset at which each line of a text starts. Lines end with `\n`.
#[derive(Debug)]
pub struct LineTable {
    starts: Vec<u32>,
}

impl LineTable {
    /// Scans a text once.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)),
        );
        LineTable { starts }
    }

    /// The number of lines; a text that ends with a line break has an empty last line.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The 0-based line that holds an offset.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The byte range of a 0-based line without its line break (`\n` or `\r\n`).
    pub fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).map_or(text.len(), |at| *at as usize);
        let end = self
            .starts
            .get(line + 1)
            .map_or(text.len(), |at| *at as usize - 1);
        let end = end.max(start);
        match text.get(start..end) {
            Some(line) if line.ends_with('\r') => start..end - 1,
            _ => start..end,
        }
    }

    /// The position of a byte offset; an offset past the end is taken for the end.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(u32::try_from(text.len()).unwrap_or(u32::MAX));
        let line = self.line_of(offset);
        let start = self.starts[line] as usize;
        // An offset within a character counts as the character's own.
        let before = (start..=offset as usize)
            .rev()
            .find_map(|end| text.get(start..end))
            .unwrap_or_default();
        let before = before.trim_start_matches('\u{feff}');
        Position {
            offset,
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_skip_a_byte_order_mark() {
        let text = "\u{feff}äb: 1\r\nc\n";
        let table = LineTable::new(text);
        let at = |offset| {
            let position = table.position(text, offset);
            (position.line, position.column)
        };
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(4), (1, 1));
        assert_eq!(at(5), (1, 2));
        assert_eq!(at(12), (2, 2));
        assert_eq!(at(999), (3, 1));
        assert_eq!(&text[table.range(text, 0)], "\u{feff}äb: 1");
        assert_eq!(table.count(), 3);
    }
}
