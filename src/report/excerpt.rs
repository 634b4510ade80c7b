//! Source excerpts for miette, read through our own line table.

use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::SourceFile;

/// miette's own implementation for strings scans the text from its start for every excerpt; this
/// one asks the line table.
#[derive(Debug)]
pub(super) struct Excerpt(pub Arc<SourceFile>);

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.0.text.as_str();
        let lines = self.0.lines();
        let offset = |at: usize| u32::try_from(at.min(text.len())).unwrap_or(u32::MAX);
        let first = lines.line_of(offset(span.offset())).saturating_sub(before);
        let last = lines.line_of(offset(span.offset() + span.len())) + after;
        let last = last.min(lines.count() - 1);
        let start = lines.range(text, first).start;
        let end = lines.range(text, last).end;
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.name.clone(),
            text.get(start..end).unwrap_or_default().as_bytes(),
            (start, end - start).into(),
            first,
            0,
            last - first + 1,
        )))
    }
}
