//! Fixes: findings' edits, chosen, applied to the bytes, parsed again, and written whole or not at
//! all.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::Report;
use crate::files::{WriteBounds, WriteError, WrittenFile, replace_checked};
use crate::finding::{Applicability, Edit, Fix};
use crate::source::{Origin, ShownSource, ShownSources, SourceFile, SourceId, Span};
use crate::syntax::{check_strict_json, parse_yaml};
use crate::text::{diff_line, diff_name, log};

/// What fixing makes of one file.
#[derive(Debug)]
pub struct FixedFile {
    /// The file as it was checked.
    pub(crate) source: Arc<ShownSource>,
    /// Its text afterwards.
    pub text: String,
    /// The same, with all that is secret masked.
    shown: String,
    /// Which findings of the report are fixed in it.
    pub(crate) fixes: BTreeSet<usize>,
}

/// Chooses the fixes of a report that do not overlap, and applies them in memory: safe ones, and
/// unsafe ones if wanted. Of fixes that overlap, the first is applied; the next run has the others.
pub fn apply(report: &Report, with_unsafe: bool) -> Vec<FixedFile> {
    let mut chosen: BTreeMap<SourceId, Chosen<'_>> = BTreeMap::new();
    for (number, finding) in report.findings.iter().enumerate() {
        let Some(fix) = &finding.fix else { continue };
        let is_wanted = with_unsafe || fix.applicability == Applicability::Safe;
        let overlaps = |edit: &Edit| {
            let others = chosen.get(&edit.place.source);
            others.is_some_and(|others| others.overlap(edit.place.span))
        };
        if is_wanted && is_in_files(fix, &report.sources) && !fix.edits.iter().any(overlaps) {
            for edit in &fix.edits {
                let others = chosen.entry(edit.place.source).or_default();
                others.0.insert(edit.place.span, (edit, number));
            }
        }
    }
    let mut files: Vec<_> = chosen
        .into_iter()
        .filter_map(|(id, Chosen(edits))| {
            let source = report.sources.get(id);
            let all = || edits.values().map(|(edit, _)| *edit);
            let text = edited(&source.text, all())?;
            // What is masked has as many bytes, and no edit lies in it.
            let shown = edited(&source.masked(), all())?;
            let fixes: BTreeSet<usize> = edits.values().map(|(_, number)| *number).collect();
            is_as_sound(&source, &text).then_some(FixedFile {
                source,
                text,
                shown,
                fixes,
            })
        })
        .collect();
    files.sort_by(|one, other| one.source.name.cmp(&other.source.name));
    files
}

/// The edits of one file that do not overlap, each with the number of its finding.
#[derive(Default)]
struct Chosen<'e>(BTreeMap<Span, (&'e Edit, usize)>);

impl Chosen<'_> {
    /// Whether an edit shares a byte with another one, or inserts at the same place. Of those that
    /// begin before it only the last can reach into it, since they do not overlap themselves.
    fn overlap(&self, span: Span) -> bool {
        let overlaps =
            |other: &Span| *other == span || other.start < span.end && span.start < other.end;
        let at = |offset| Span {
            start: offset,
            end: offset,
        };
        let mut before = self.0.range(..at(span.start)).map(|(span, _)| span);
        let behind = self.0.range(at(span.start)..).map(|(span, _)| span);
        let mut inside = behind.take_while(|other| other.start <= span.end);
        before.next_back().is_some_and(overlaps) || inside.any(overlaps)
    }
}

fn is_in_files(fix: &Fix, sources: &ShownSources) -> bool {
    let is_file = |edit: &Edit| sources.get(edit.place.source).origin == Origin::File;
    fix.edits.iter().all(is_file)
}

/// A text with sorted edits applied; `None` where an edit does not lie in it.
fn edited<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.place.span.start as usize, edit.place.span.end as usize);
        result.push_str(text.get(at..start)?);
        result.push_str(&edit.replacement);
        at = end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

/// Whether the new text has no defect of form that the old one had not.
fn is_as_sound(source: &SourceFile, text: &str) -> bool {
    let problems = |text: &str| {
        if source.name.ends_with(".json") {
            usize::from(check_strict_json(text).is_err())
        } else {
            parse_yaml(SourceFile::unregistered(text)).problems.len()
        }
    };
    problems(text) <= problems(&source.text)
}

impl FixedFile {
    /// Writes the file in its directory, if that is within bounds: beside it first, then renamed over
    /// it. Of a symbolic link the target is written.
    ///
    /// # Errors
    /// [`WriteError`]; the file is as it was.
    pub fn write(&self, directory: &Path, bounds: &WriteBounds) -> Result<WrittenFile, WriteError> {
        let checked = self.path(directory);
        replace_checked(&checked, &self.source.text, &self.text, bounds)
    }

    /// The file's path.
    pub(crate) fn path(&self, directory: &Path) -> PathBuf {
        let named = Path::new(&self.source.name);
        directory.join(self.source.path.as_deref().unwrap_or(named))
    }

    /// The change as a unified diff, with what is secret masked. Of ordinary text it can be applied.
    pub(crate) fn diff(&self) -> String {
        let (old, new) = (self.source.masked(), self.shown.as_str());
        let lines = |text| -> Vec<_> {
            let lines = str::split_inclusive(text, '\n');
            lines.map(diff_line).collect()
        };
        let (old, new) = (lines(&old), lines(new));
        let old: Vec<&str> = old.iter().map(Cow::as_ref).collect();
        let new: Vec<&str> = new.iter().map(Cow::as_ref).collect();
        let name = |side: &str| diff_name(&format!("{side}/{}", self.source.name));
        let diff = similar::TextDiff::configure()
            .newline_terminated(true)
            .diff_slices(&old, &new)
            .unified_diff()
            .context_radius(3)
            .header(&name("a"), &name("b"))
            .to_string();
        log(&diff).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edit(source: &SourceFile, (start, length): (usize, usize)) -> Edit {
        Edit {
            place: source.place(Span::new(start, start + length)),
            replacement: String::new(),
        }
    }

    proptest! {
        /// As if each edit were compared with each.
        #[test]
        fn edits_overlap_where_they_share_a_byte_or_a_place(
            spans in prop::collection::vec((0_usize..20, 0_usize..5), 0..20),
        ) {
            let source = SourceFile::unregistered("x".repeat(30));
            let edits: Vec<Edit> = spans.into_iter().map(|span| edit(&source, span)).collect();
            let mut chosen = Chosen::default();
            for (number, edit) in edits.iter().enumerate() {
                let own = edit.place.span;
                let overlap = |other: &Span| {
                    *other == own || other.start < own.end && own.start < other.end
                };
                let expected = chosen.0.keys().any(overlap);
                prop_assert_eq!(chosen.overlap(own), expected, "{:?} {:?}", own, chosen.0.keys());
                if !expected {
                    chosen.0.insert(own, (edit, number));
                }
            }
        }
    }
}
