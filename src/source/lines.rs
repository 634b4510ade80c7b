//! Line starts of a text, and positions as people count them.

use std::sync::OnceLock;

/// Long lines are counted in blocks of this many bytes, each once: in a file without line breaks,
/// findings are far from the line's start.
const BLOCK: usize = 4096;

/// The byte order mark.
const MARK: char = '\u{feff}';

/// A position for people: 1-based line, 1-based column in Unicode characters, byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Bytes from the file's start.
    pub(crate) offset: u32,
    /// 1-based line.
    pub(crate) line: u32,
    /// 1-based column in Unicode characters; a byte order mark has none.
    pub(crate) column: u32,
}

/// The byte offset at which each line of a text starts. Lines end with `\n`.
#[derive(Debug)]
pub(crate) struct LineTable {
    starts: Vec<u32>,
    /// Lines that begin with byte order marks, and how many bytes these take.
    marks: Vec<(usize, usize)>,
    /// The characters before each block; computed when a line is longer than a block.
    blocks: OnceLock<Vec<usize>>,
}

impl LineTable {
    /// Scans a text once.
    pub(crate) fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)),
        );
        let mut marks = Vec::new();
        for (line, start) in starts.iter().enumerate() {
            let rest = text.get(*start as usize..).unwrap_or_default();
            if rest.starts_with(MARK) {
                let marked = rest.len() - rest.trim_start_matches(MARK).len();
                marks.push((line, marked));
            }
        }
        LineTable {
            starts,
            marks,
            blocks: OnceLock::new(),
        }
    }

    /// The number of lines; a text that ends with a line break has an empty last line.
    pub(crate) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The 0-based line of an offset.
    pub(crate) fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The byte range of a 0-based line without its line break (`\n` or `\r\n`).
    pub(crate) fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
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

    /// The position of a byte offset; one past the end counts as the end.
    pub(crate) fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(u32::try_from(text.len()).unwrap_or(u32::MAX));
        let line = self.line_of(offset);
        let start = self.starts[line] as usize;
        // An offset within a character counts as the character's own.
        let before = (start..=offset as usize)
            .rev()
            .find_map(|end| text.get(start..end))
            .unwrap_or_default();
        let end = start + before.len();
        let marked = self.marks.binary_search_by_key(&line, |(line, _)| *line);
        let marked = marked.ok().and_then(|at| self.marks.get(at));
        let start = marked.map_or(start, |(_, bytes)| (start + bytes).min(end));
        Position {
            offset,
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(self.characters(text, start..end) + 1).unwrap_or(u32::MAX),
        }
    }

    /// The number of characters in a range of bytes.
    fn characters(&self, text: &str, range: std::ops::Range<usize>) -> usize {
        if range.len() <= BLOCK {
            return count(text.as_bytes().get(range).unwrap_or_default());
        }
        let blocks = self.blocks.get_or_init(|| {
            let counts = text.as_bytes().chunks(BLOCK).map(count);
            let sums = counts.scan(0, |sum, count| {
                *sum += count;
                Some(*sum)
            });
            std::iter::once(0).chain(sums).collect()
        });
        let before = |at: usize| {
            let block = at / BLOCK;
            let rest = text.as_bytes().get(block * BLOCK..at).unwrap_or_default();
            blocks.get(block).copied().unwrap_or_default() + count(rest)
        };
        before(range.end) - before(range.start)
    }
}

/// The characters that begin among some bytes of UTF-8.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
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

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        let text = format!("a\n\u{feff}{}", "aä€😀".repeat(3_000));
        let table = LineTable::new(&text);
        let line = &text[5..];
        for (column, (at, _)) in line.char_indices().enumerate().step_by(97) {
            let position = table.position(&text, (at + 5) as u32);
            assert_eq!((position.line, position.column as usize), (2, column + 1));
        }
        let end = table.position(&text, u32::MAX);
        assert_eq!(end.column as usize, line.chars().count() + 1);
    }
}
