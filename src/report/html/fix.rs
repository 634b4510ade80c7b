//! What a finding's fix changes.

use std::fmt::Write as _;

use super::excerpt::{WIDE, close, open};
use super::markup::{name, shortened, text};
use crate::finding::{Applicability, Edit, Fix};
use crate::report::excerpt::{LONGEST_LINE, MARGIN, boundary};
use crate::source::{Origin, ShownSource, ShownSources};

/// Writes a fix; `file` is the finding's own.
pub(crate) fn fix(fix: &Fix, file: &ShownSource, sources: &ShownSources, page: &mut String) {
    let words = match (file.origin, fix.applicability) {
        (Origin::File, Applicability::Safe) => "safe; <code>--fix</code> applies it",
        (Origin::File, Applicability::Unsafe) => {
            "unsafe; <code>--fix --unsafe-fixes</code> applies it"
        }
        // Only files are fixed.
        (_, Applicability::Safe) => "safe",
        (_, Applicability::Unsafe) => "unsafe",
    };
    let _ = writeln!(page, "<p class=\"fix\"><b>Fix:</b> {words}</p>");
    let mut rows = String::new();
    let mut is_wide = false;
    for edit in &fix.edits {
        let edited = sources.get(edit.place.source);
        if edited.id != file.id {
            let _ = writeln!(rows, "<p class=\"note\">{}</p>", name(&edited.name));
        }
        is_wide |= write_edit(edit, &edited, &mut rows);
    }
    open(is_wide, page);
    page.push_str(&rows);
    close(page);
}

/// Writes the lines of an edit before and after it, as far as they are not empty. Returns whether they
/// are wide.
fn write_edit(edit: &Edit, file: &ShownSource, rows: &mut String) -> bool {
    let source = file.shown();
    let (start, end) = (edit.place.span.start, edit.place.span.end);
    let lines = file.lines();
    let (first, last) = (lines.line_of(start), lines.line_of(end));
    let (start, end) = (start as usize, end as usize);
    let mut from = lines.range(source, first).start;
    let mut to = lines.range(source, last).end;
    // Of a long line, only what is around the edit.
    if to.saturating_sub(from) > LONGEST_LINE {
        from = boundary(source, start.saturating_sub(MARGIN).max(from));
        to = boundary(source, (end + MARGIN).min(to));
    }
    let slice = |from: usize, to: usize| source.get(from..to).unwrap_or_default();
    let (before, old, behind) = (slice(from, start), slice(start, end), slice(end, to));
    let new = &edit.replacement;
    let is_alone = before.trim().is_empty() && behind.trim().is_empty();
    let line = first + 1;
    let mut row = |class: &str, sign: char, tag: &str, changed: &str| {
        if is_alone && changed.is_empty() {
            return;
        }
        let _ = writeln!(
            rows,
            "<div class=\"line {class}\"><i>{line} {sign}</i><code>{}<{tag}>{}</{tag}>{}</code></div>",
            text(before),
            shortened(changed, LONGEST_LINE),
            text(behind)
        );
    };
    row("old", '−', "del", old);
    row("new", '+', "ins", new);
    before.len() + old.len().max(new.len()) + behind.len() > WIDE
}
