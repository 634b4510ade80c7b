//! Source excerpts for miette, from several files at once.

use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{Place, ShownSource};
use crate::text::printable;

/// The longest line, in bytes, that an excerpt shows whole. Of a longer one it shows a part, so that a
/// file in one line does not flood a terminal.
pub(crate) const LONGEST_LINE: usize = 400;
/// How many bytes of a long line are shown before and after a label.
pub(crate) const MARGIN: usize = 32;
/// How many bytes of a long line are shown at most between the margins.
pub(crate) const LONGEST_PART: usize = 48;

/// The files of one finding, one after the other in a common range of offsets, so that one excerpt can
/// show labels of all of them. miette's own implementation for strings scans the text from its start
/// for every excerpt; this one uses the line table.
#[derive(Debug, Default)]
pub(crate) struct Excerpts {
    /// Each file with the offset of its first byte.
    files: Vec<(usize, Arc<ShownSource>)>,
}

impl Excerpts {
    /// Adds a file, if it is new.
    pub(crate) fn add(&mut self, file: Arc<ShownSource>) {
        if self.files.iter().any(|(_, known)| known.id == file.id) {
            return;
        }
        let base = self
            .files
            .last()
            .map_or(0, |(base, last)| base + last.text.len() + 1);
        self.files.push((base, file));
    }

    /// The offset and length of a place's first line in the common range.
    pub(crate) fn span(&self, place: Place) -> Option<SourceSpan> {
        let (base, file) = self
            .files
            .iter()
            .find(|(_, file)| file.id == place.source)?;
        let (start, end) = (place.span.start as usize, place.span.end as usize);
        // Of a place over several lines only the first is shown: it may be a whole file.
        let lines = file.lines();
        let line = lines.range(&file.text, lines.line_of(place.span.start));
        let mut end = end.min(line.end).max(start);
        if line.len() > LONGEST_LINE {
            end = boundary(&file.text, end.min(start + LONGEST_PART));
        }
        Some((base + start, end - start).into())
    }
}

/// The start of the character at an offset.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl SourceCode for Excerpts {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let at = self
            .files
            .partition_point(|(base, _)| *base <= span.offset());
        let file = at.checked_sub(1).and_then(|at| self.files.get(at));
        let (base, file) = file.ok_or(MietteError::OutOfBounds)?;
        let text = file.shown_in_log();
        let (from, to) = (span.offset() - base, span.offset() - base + span.len());
        // miette asks for a span over two files to find out whether it can join two excerpts.
        if to > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let lines = file.lines();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (top, bottom) = (lines.line_of(offset(from)), lines.line_of(offset(to)));
        let line = lines.range(text, top);
        if line.len() > LONGEST_LINE {
            // Two labels far apart on one line become two excerpts.
            if to - from > LONGEST_PART + MARGIN {
                return Err(MietteError::OutOfBounds);
            }
            let start = boundary(text, from.saturating_sub(MARGIN).max(line.start));
            let end = boundary(text, (to + MARGIN).min(line.end));
            return Ok(Box::new(MietteSpanContents::new_named(
                printable(&file.name).into_owned(),
                text.get(start..end).unwrap_or_default().as_bytes(),
                (base + start, end - start).into(),
                top,
                file.position(offset(from)).column as usize - 1,
                1,
            )));
        }
        // The context ends at a line that would flood a terminal.
        let is_short = |line: &usize| lines.range(text, *line).len() <= LONGEST_LINE;
        let above = (top.saturating_sub(before)..top).rev();
        let below = bottom + 1..(bottom + after + 1).min(lines.count());
        let first = above.take_while(is_short).last().unwrap_or(top);
        let last = below.take_while(is_short).last().unwrap_or(bottom);
        // Without context, miette asks for the position of the span itself for its heading.
        let column = match (before, after) {
            (0, 0) => file.position(offset(from)).column as usize - 1,
            _ => 0,
        };
        let start = lines.range(text, first).start;
        let end = lines.range(text, last).end;
        Ok(Box::new(MietteSpanContents::new_named(
            printable(&file.name).into_owned(),
            text.get(start..end).unwrap_or_default().as_bytes(),
            (base + start, end - start).into(),
            first,
            column,
            last - first + 1,
        )))
    }
}
