//! Whether a file that cannot be read as text is one that packlint would have checked.

use std::path::Path;

use super::Door;
use crate::files::{FileProblemKind, Files};
use crate::input::palette::hcl::may_have_block;
use crate::input::recognise::{
    Form, JsonMarks, RESOURCE_NAMES, TextMarks, may_be_terraform, names_aks,
};
use crate::problem::{Problem, ProblemKind};
use crate::source::LIMITS;

impl Door<'_> {
    /// Whether a file that is too large, or whose bytes are no text, is one that packlint would have
    /// read. PowerShell writes UTF-16 where its output goes to a file.
    pub(super) fn is_ours_by_guess(
        &self,
        path: &Path,
        is_named: bool,
        problems: &[Problem],
    ) -> bool {
        let (files, is_json) = (&self.loader.files, has_extension(path, "json"));
        let (mut json, mut text) = (JsonMarks::default(), TextMarks::default());
        let mut look = |part: &str| match is_json {
            true => json.look(part),
            false => text.look(part),
        };
        match problems.iter().find_map(file_problem) {
            Some(FileProblemKind::Encoding { .. }) => {
                let guess = files.guess_text(path, LIMITS.file_bytes);
                look(guess.unwrap_or_default().trim_start_matches('\u{feff}'));
            }
            Some(FileProblemKind::Limit(limit)) => {
                if is_huge(files, path, *limit) {
                    return true;
                }
                let scanned = files.scan(path, LIMITS.json_bytes, look);
                scanned.unwrap_or_default();
            }
            _ => return false,
        }
        let form = if is_json { json.form() } else { text.form() };
        form.is_some_and(|form| is_named || form != Form::Values)
    }
}

/// Whether a path's name ends so.
pub(super) fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|own| own == wanted)
}

/// Whether a Terraform file has something that is read.
pub(super) fn is_ours(text: &str) -> bool {
    let is_quoted = |name: &&str| text.contains(&format!("\"{name}"));
    RESOURCE_NAMES.iter().any(is_quoted)
        || names_aks(text)
        || may_be_terraform(text) && may_have_block(text, &RESOURCE_NAMES)
}

/// Whether a file that is too large, or whose bytes may be no text, has a resource of Palette's
/// provider.
pub(super) fn names_ours(files: &Files, path: &Path) -> bool {
    let is_small = files
        .status(path)
        .is_ok_and(|status| status.bytes <= LIMITS.file_bytes);
    if is_small {
        let text = files.guess_text(path, LIMITS.file_bytes);
        return text.is_some_and(|text| may_be_terraform(&text));
    }
    if is_huge(files, path, LIMITS.file_bytes) {
        return true;
    }
    let mut is_ours = false;
    let scanned = files.scan(path, LIMITS.json_bytes, |part| {
        is_ours = is_ours || may_be_terraform(part);
    });
    scanned.is_ok() && is_ours
}

/// Whether a file is so far beyond a limit that it is reported without a look into it, whatever it is.
fn is_huge(files: &Files, path: &Path, limit: u64) -> bool {
    let status = files.status(path);
    status.is_ok_and(|status| status.bytes > limit.max(2 * LIMITS.file_bytes))
}

fn file_problem(problem: &Problem) -> Option<&FileProblemKind> {
    match &problem.kind {
        ProblemKind::File { kind, .. } => Some(kind),
        _ => None,
    }
}

/// Whether a file was not read at all.
pub(super) fn is_refused(problem: &Problem) -> bool {
    matches!(
        file_problem(problem),
        Some(FileProblemKind::Limit(_) | FileProblemKind::NotARegularFile(_))
    )
}
