//! The source of a finding, with marked places and labels below their lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::markup::{name, paragraph, text};
use crate::finding::{Finding, Label};
use crate::report::excerpt::{LONGEST_LINE, LONGEST_PART, MARGIN, boundary};
use crate::source::{ShownSource, ShownSources};
use crate::text::count;

/// How many places of a finding are shown at most. No rule has as many today; thousands of findings
/// that each point to everything would make the page unusable.
const MOST_LABELS: usize = 40;
/// The length in bytes from which an excerpt has to scroll, even on a large screen.
pub(crate) const WIDE: usize = 100;

/// A place on one line, in bytes of the file.
struct Mark<'f> {
    start: usize,
    end: usize,
    label: &'f str,
    is_primary: bool,
}

impl Mark<'_> {
    fn class(&self) -> &'static str {
        match self.is_primary {
            true => "primary",
            false => "related",
        }
    }

    fn is_point_at(&self, at: usize) -> bool {
        self.start == at && self.end == at
    }
}

/// The marks of one file, by 0-based line.
struct Marked<'f> {
    file: Arc<ShownSource>,
    lines: BTreeMap<usize, Vec<Mark<'f>>>,
}

/// Writes the excerpts of a finding, file by file; empty and withheld files have none.
pub(crate) fn excerpt(finding: &Finding, sources: &ShownSources, page: &mut String) {
    let mut files: Vec<Marked<'_>> = Vec::new();
    let labels = std::iter::once(&finding.primary).chain(&finding.related);
    for (at, label) in labels.take(MOST_LABELS).enumerate() {
        let file = sources.get(label.place.source);
        if !file.has_excerpts() {
            continue;
        }
        let (line, mark) = mark(&file, label, at == 0);
        let known = files.iter().position(|known| known.file.id == file.id);
        let index = known.unwrap_or_else(|| {
            files.push(Marked {
                file,
                lines: BTreeMap::new(),
            });
            files.len() - 1
        });
        if let Some(marked) = files.get_mut(index) {
            marked.lines.entry(line).or_default().push(mark);
        }
    }
    for marked in &mut files {
        for marks in marked.lines.values_mut() {
            marks.sort_by_key(|mark| (mark.start, mark.end));
        }
        let is_elsewhere = marked.file.id != finding.primary.place.source;
        write_file(marked, is_elsewhere, page);
    }
    let left = (finding.related.len() + 1).saturating_sub(MOST_LABELS);
    if left > 0 {
        let _ = writeln!(
            page,
            "<p class=\"dim\">and {} more</p>",
            count(left as u64, "place")
        );
    }
}

/// The first line of a place, which may be a whole file.
fn mark<'f>(file: &ShownSource, label: &'f Label, is_primary: bool) -> (usize, Mark<'f>) {
    let lines = file.lines();
    let line = lines.line_of(label.place.span.start);
    let range = lines.range(&file.text, line);
    let (start, end) = (
        label.place.span.start as usize,
        label.place.span.end as usize,
    );
    let start = start.min(range.end);
    let mut end = end.min(range.end).max(start);
    if range.len() > LONGEST_LINE {
        end = boundary(&file.text, end.min(start + LONGEST_PART));
    }
    let mark = Mark {
        start,
        end,
        label: &label.text,
        is_primary,
    };
    (line, mark)
}

fn write_file(marked: &Marked<'_>, is_elsewhere: bool, page: &mut String) {
    let Marked { file, lines } = marked;
    if let (true, Some(first)) = (is_elsewhere, lines.keys().next()) {
        let _ = writeln!(
            page,
            "<p class=\"file\">{}:{}</p>",
            name(&file.name),
            first + 1
        );
    }
    let length = |line: usize| file.lines().range(&file.text, line).len();
    let last = file.lines().count() - 1;
    // There is no line after the last line break.
    let is_context =
        |line: usize| length(line) <= LONGEST_LINE && (line < last || length(line) > 0);
    let shown = with_context(lines.keys().copied(), last, is_context);
    let is_wide = shown.iter().any(|line| length(*line) > WIDE);
    open(is_wide, page);
    let mut before: Option<usize> = None;
    for line in shown {
        if before.is_some_and(|before| before + 1 < line) {
            page.push_str("<div class=\"skipped\">…</div>\n");
        }
        before = Some(line);
        let marks = lines.get(&line).map_or(&[][..], Vec::as_slice);
        write_line(file, line, marks, page);
    }
    close(page);
}

/// Opens an excerpt, which scrolls on its own.
pub(crate) fn open(is_wide: bool, page: &mut String) {
    // Only some browsers make scrolling parts reachable by keyboard.
    let focus = match is_wide {
        true => " tabindex=\"0\" role=\"group\" aria-label=\"source\"",
        false => "",
    };
    let _ = writeln!(page, "<div class=\"code\"{focus}><div>");
}

pub(crate) fn close(page: &mut String) {
    page.push_str("</div></div>\n");
}

/// The marked lines with the line before and after each, as far as those can be shown.
fn with_context(
    marked: impl Iterator<Item = usize>,
    last: usize,
    is_context: impl Fn(usize) -> bool,
) -> BTreeSet<usize> {
    let mut shown = BTreeSet::new();
    for line in marked {
        shown.insert(line);
        let around = [line.checked_sub(1), Some(line + 1)].into_iter().flatten();
        shown.extend(around.filter(|line| *line <= last && is_context(*line)));
    }
    shown
}

fn write_line(file: &ShownSource, line: usize, marks: &[Mark<'_>], page: &mut String) {
    let source = file.shown();
    let range = file.lines().range(source, line);
    let _ = write!(page, "<div class=\"line\"><i>{}</i><code>", line + 1);
    // Of a long line, only what is around the marks.
    let windows: Vec<_> = match range.len() > LONGEST_LINE {
        false => vec![(range.start, range.end)],
        true => marks
            .iter()
            .map(|mark| {
                let start = mark.start.saturating_sub(MARGIN).max(range.start);
                let end = (mark.end + MARGIN).min(range.end);
                (boundary(source, start), boundary(source, end))
            })
            .collect(),
    };
    let mut cuts: BTreeSet<usize> = [range.start, range.end].into();
    cuts.extend(windows.iter().flat_map(|(start, end)| [*start, *end]));
    cuts.extend(marks.iter().flat_map(|mark| [mark.start, mark.end]));
    let cuts: Vec<_> = cuts.into_iter().collect();
    let mut is_left_out = false;
    for (index, start) in cuts.iter().copied().enumerate() {
        for mark in marks.iter().filter(|mark| mark.is_point_at(start)) {
            let _ = write!(page, "<mark class=\"{} point\"></mark>", mark.class());
            page.push_str(&badge(marks, mark));
        }
        let Some(end) = cuts.get(index + 1).copied() else {
            break;
        };
        let covers = |from: usize, to: usize| from <= start && end <= to;
        if !windows.iter().any(|(from, to)| covers(*from, *to)) {
            if !is_left_out {
                page.push_str("<span class=\"dim\">…</span>");
            }
            is_left_out = true;
            continue;
        }
        is_left_out = false;
        let part = text(source.get(start..end).unwrap_or_default());
        let over = marks.iter().filter(|mark| covers(mark.start, mark.end));
        let _ = match over.max_by_key(|mark| mark.is_primary) {
            Some(mark) => write!(page, "<mark class=\"{}\">{part}</mark>", mark.class()),
            None => write!(page, "{part}"),
        };
        for mark in marks
            .iter()
            .filter(|mark| mark.end == end && mark.start < end)
        {
            page.push_str(&badge(marks, mark));
        }
    }
    page.push_str("</code></div>\n");
    for mark in marks.iter().filter(|mark| !mark.label.is_empty()) {
        let class = format!("note {}", mark.class());
        let badge = badge(marks, mark).replace("</sup>", "</sup> ");
        page.push_str(&paragraph(&class, &badge, mark.label));
    }
}

/// The number that connects a place with its label, if a line has several.
fn badge(marks: &[Mark<'_>], mark: &Mark<'_>) -> String {
    let mut labelled = marks.iter().filter(|mark| !mark.label.is_empty());
    let number = labelled.clone().position(|other| std::ptr::eq(other, mark));
    match (number, labelled.nth(1)) {
        (Some(number), Some(_)) => format!("<sup>{}</sup>", number + 1),
        _ => String::new(),
    }
}
