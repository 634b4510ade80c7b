//! Fixes: findings' edits, chosen, applied to the bytes, parsed again, and written whole or not at
//! all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::Report;
use crate::finding::{Applicability, Edit, Fix};
use crate::source::{Origin, SourceFile, SourceId, Sources};
use crate::syntax::{check_strict_json, parse_yaml};

/// What fixing makes of one file.
#[derive(Debug)]
pub struct FixedFile {
    /// The file as it was checked.
    pub source: Arc<SourceFile>,
    /// Its text afterwards.
    pub text: String,
    /// The fixes in it.
    pub fixes: usize,
}

/// Chooses the fixes of a report that go together, and applies them in memory: safe ones, and
/// unsafe ones where wanted. Of fixes that overlap, the first holds; the next run has the others.
pub fn apply(report: &Report, with_unsafe: bool) -> Vec<FixedFile> {
    let mut chosen: Vec<(&Edit, usize)> = Vec::new();
    for (number, finding) in report.findings.iter().enumerate() {
        let Some(fix) = &finding.fix else { continue };
        let is_wanted = with_unsafe || fix.applicability == Applicability::Safe;
        let overlaps = |edit: &Edit| chosen.iter().any(|(other, _)| overlap(edit, other));
        if is_wanted && is_in_files(fix, &report.sources) && !fix.edits.iter().any(overlaps) {
            chosen.extend(fix.edits.iter().map(|edit| (edit, number)));
        }
    }
    let mut sources: Vec<SourceId> = chosen.iter().map(|(edit, _)| edit.place.source).collect();
    sources.sort_unstable();
    sources.dedup();
    sources
        .into_iter()
        .filter_map(|id| {
            let source = report.sources.get(id);
            let mut edits: Vec<_> = chosen
                .iter()
                .filter(|(edit, _)| edit.place.source == id)
                .collect();
            edits.sort_by_key(|(edit, _)| edit.place.span);
            let text = edited(&source.text, edits.iter().map(|(edit, _)| *edit))?;
            let mut fixes: Vec<_> = edits.iter().map(|(_, number)| *number).collect();
            fixes.dedup();
            is_as_sound(&source, &text).then_some(FixedFile {
                source,
                text,
                fixes: fixes.len(),
            })
        })
        .collect()
}

fn is_in_files(fix: &Fix, sources: &Sources) -> bool {
    let is_file = |edit: &Edit| sources.get(edit.place.source).origin == Origin::File;
    fix.edits.iter().all(is_file)
}

/// Two edits overlap where they share a byte, or insert at the same place.
fn overlap(a: &Edit, b: &Edit) -> bool {
    let (a, b) = (a.place, b.place);
    a.source == b.source
        && (a.span == b.span || a.span.start < b.span.end && b.span.start < a.span.end)
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
        let copy = Sources::default().add(source.name.clone(), Origin::File, text.to_owned());
        if source.name.ends_with(".json") {
            usize::from(check_strict_json(&copy).is_err())
        } else {
            parse_yaml(copy).problems.len()
        }
    };
    problems(text) <= problems(&source.text)
}

/// Why a fixed file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The operating system refused.
    #[error("cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// The file changed since it was checked.
    #[error("changed while it was checked; nothing was written")]
    Changed,
    /// The file may not be written.
    #[error("is read-only; nothing was written")]
    ReadOnly,
}

impl FixedFile {
    /// Writes the file in its directory: beside it first, then renamed over it. Of a symbolic link
    /// the target is written. Gives the path that was written.
    ///
    /// # Errors
    /// [`WriteError`]; the file is as it was.
    pub fn write(&self, directory: &Path) -> Result<PathBuf, WriteError> {
        let path = directory.join(&self.source.name).canonicalize()?;
        let metadata = fs::metadata(&path)?;
        if metadata.permissions().readonly() {
            return Err(WriteError::ReadOnly);
        }
        if fs::read(&path)? != self.source.text.as_bytes() {
            return Err(WriteError::Changed);
        }
        write_whole(&path, &self.text, Some(metadata.permissions()))?;
        Ok(path)
    }

    /// The change as a unified diff.
    pub fn diff(&self) -> String {
        let name = &self.source.name;
        similar::TextDiff::from_lines(self.source.text.as_str(), self.text.as_str())
            .unified_diff()
            .context_radius(3)
            .header(&format!("a/{name}"), &format!("b/{name}"))
            .to_string()
    }
}

/// Writes a file whole or not at all: beside it first, then renamed over it.
///
/// # Errors
/// What the operating system refuses; the file is as it was.
pub fn write_whole(
    path: &Path,
    text: &str,
    permissions: Option<fs::Permissions>,
) -> std::io::Result<()> {
    let mut beside = path.file_name().unwrap_or_default().to_os_string();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    // A new file, always: through a link that lies there already another file would be written.
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&beside)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| {
            permissions.map_or(Ok(()), |permissions| {
                fs::set_permissions(&beside, permissions)
            })
        })
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The half-written file is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
    }
    written
}
