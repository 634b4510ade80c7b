//! What to say of a named file that no reader accepts: the form that it nearly has.

use std::path::Path;
use std::sync::Arc;

use crate::files::{Loader, is_config_file};
use crate::input::recognise::{Form, near_form};
use crate::problem::{Problem, ProblemKind};
use crate::source::{LIMITS, Place, SourceFile, Span};
use crate::syntax::{Parsed, parse_json_part, parse_yaml};

use super::{Door, Opened, has_extension, near_miss};

/// A text of no known form.
pub(super) fn unknown(source: &Arc<SourceFile>, path: &Path) -> Problem {
    let is_json = has_extension(path, "json");
    if source.text.trim().is_empty() {
        return problem(source.place(Span::empty(0)), "the file is empty");
    }
    if let Some(near) = near_miss::of_text(source) {
        return near;
    }
    // What is in an unrelated file is not for a report.
    source.withhold();
    let is_large = source.text.len() as u64 > LIMITS.file_bytes;
    let parsed = match is_json {
        _ if is_large => None,
        true => Some(parse_json_part(Arc::clone(source), None)),
        false => Some(parse_yaml(Arc::clone(source))),
    };
    let mut place = source.place(Span::empty(0));
    let broken = parsed.as_ref().and_then(|parsed| parsed.problems.first());
    let why = match &parsed {
        Some(parsed) if is_json && parsed.tree.root().is_none() => {
            place = broken.map_or(place, |problem| source.place(problem.span));
            "it is not valid JSON"
        }
        Some(parsed) if !parsed.tree.is_whole() => {
            place = broken.map_or(place, |problem| source.place(problem.span));
            "it is not valid YAML"
        }
        Some(parsed) => {
            if let Some(near) = parsed.tree.roots().find_map(near_form) {
                return problem(near.key.place(), near.why());
            }
            "none of its keys identifies its type"
        }
        None => "nothing in it identifies its type",
    };
    let why = format!("{why}; name its type with --input-format");
    problem(place, why)
}

/// A file that is no text.
pub(super) fn unreadable(loader: &Loader, path: &Path) -> Problem {
    let near = near_miss::of_bytes(loader, path);
    near.unwrap_or_else(|| problem(loader.place_of(path), "it is not a text file"))
}

/// A Terraform module that Palette has no part in.
pub(super) fn unrelated_module(loader: &Loader, path: &Path) -> Problem {
    let why = "its directory has no resource of Palette or AKS";
    problem(loader.place_of(path), why)
}

impl Door<'_> {
    /// A named file whose name rules it out.
    pub(crate) fn unknown_name(&self, path: &Path) -> Problem {
        let why = match path {
            path if is_config_file(path) => "it is packlint's configuration for another directory",
            path if has_extension(path, "tfvars") => "name the directory of its module instead",
            path if has_extension(path, "bicep") => {
                "packlint reads the template that Bicep compiles to: run `az bicep build --file \
                 FILE.bicep`, and check FILE.json"
            }
            path if has_extension(path, "bicepparam") => {
                "packlint reads the JSON that Bicep compiles to: run `az bicep build-params --file \
                 FILE.bicepparam`"
            }
            _ => "expected *.yaml, *.yml, *.json or *.tf",
        };
        problem(self.loader.place_of(path), why)
    }
}

fn problem(place: Place, why: impl Into<String>) -> Problem {
    Problem {
        place,
        kind: ProblemKind::Unrecognised {
            form: "a recognised input",
            expected: why.into(),
        },
    }
}

/// A text whose form is certain, and which is not of it.
pub(super) fn not_of_form(parsed: Parsed, form: Form) -> Opened {
    Opened {
        problems: vec![unrecognised(parsed.tree.source(), form)],
        trees: vec![Arc::new(parsed.tree)],
        ..Opened::default()
    }
}

pub(super) fn unrecognised(source: &SourceFile, form: Form) -> Problem {
    Problem {
        place: source.place(Span::empty(0)),
        kind: ProblemKind::Unrecognised {
            form: form.title(),
            expected: form.expectation().to_owned(),
        },
    }
}
