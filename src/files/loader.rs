//! Reading files into sources: what cannot be read is recorded, and the run goes on.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::read::{ReadError, Refusal, read_file, read_named, read_stdin};
use crate::problem::{Problem, ProblemKind};
use crate::source::{LIMITS, Origin, Place, SourceFile, Sources, Span, relative};
use crate::syntax::{Parsed, parse_json, parse_yaml};

/// Something that packlint could not do: the operating system refused a file, a path of the
/// command line is not there. Makes the exit status 2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToolError {
    /// The file, as it is displayed.
    pub file: String,
    /// What happened.
    pub message: String,
}

impl std::fmt::Display for ToolError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

/// What of a pack is read beside its own texts: nothing that no rule asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reads {
    /// The archives of charts.
    pub(crate) charts: bool,
    /// The schemas in them.
    pub(crate) schemas: bool,
    /// The manifests.
    pub(crate) manifests: bool,
}

impl Default for Reads {
    fn default() -> Self {
        Reads {
            charts: true,
            schemas: true,
            manifests: true,
        }
    }
}

/// Reads files; shared between threads.
#[derive(Debug)]
pub struct Loader {
    /// All sources of the run.
    pub sources: Sources,
    /// What of a pack is read beside its own texts.
    pub(crate) reads: Reads,
    working_directory: PathBuf,
    errors: Mutex<Vec<ToolError>>,
    read: Option<Mutex<HashSet<String>>>,
}

impl Loader {
    /// A loader whose paths are displayed relative to a directory.
    pub fn new(working_directory: PathBuf) -> Self {
        Loader {
            sources: Sources::default(),
            reads: Reads::default(),
            working_directory,
            errors: Mutex::default(),
            read: None,
        }
    }

    /// The directory that displayed paths are relative to.
    pub(crate) fn working_directory(&self) -> &Path {
        &self.working_directory
    }

    /// Records what could not be done.
    pub(crate) fn error(&self, path: &Path, message: impl std::fmt::Display) {
        let error = ToolError {
            file: self.display(path),
            message: message.to_string(),
        };
        self.errors
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(error);
    }

    /// Whether there is something that could not be done.
    pub(crate) fn has_errors(&self) -> bool {
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        !errors.is_empty()
    }

    /// What could not be done so far, sorted, each once.
    pub(crate) fn take_errors(&self) -> Vec<ToolError> {
        let mut errors =
            std::mem::take(&mut *self.errors.lock().unwrap_or_else(PoisonError::into_inner));
        errors.sort();
        errors.dedup();
        errors
    }

    /// A path as it is displayed: relative to the working directory, with `/`; outside it with `..`.
    pub(crate) fn display(&self, path: &Path) -> String {
        relative(&self.working_directory, &self.working_directory.join(path))
    }

    /// The files that were read so far, as they are displayed; none unless they are recorded.
    pub(crate) fn read_files(&self) -> HashSet<String> {
        let names = self.read.as_ref().map(|names| names.lock());
        names.map_or_else(HashSet::new, |names| {
            names.unwrap_or_else(PoisonError::into_inner).clone()
        })
    }

    /// Records from now on which files are read.
    pub(crate) fn record_files(&mut self) {
        self.read = Some(Mutex::default());
    }

    /// Reads a file. What is wrong with its bytes is recorded as a problem; what the operating
    /// system refuses, as an error.
    pub(crate) fn read(&self, path: &Path, problems: &mut Vec<Problem>) -> Option<Arc<SourceFile>> {
        self.read_up_to(path, LIMITS.file_bytes, problems)
    }

    /// As [`Loader::read`], with another limit on the file's bytes.
    pub(crate) fn read_up_to(
        &self,
        path: &Path,
        limit: u64,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<SourceFile>> {
        self.read_by(read_file, path, limit, problems)
    }

    /// As [`Loader::read_up_to`], for what the command line names: it may be a pipe.
    pub(crate) fn read_named(
        &self,
        path: &Path,
        limit: u64,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<SourceFile>> {
        self.read_by(read_named, path, limit, problems)
    }

    fn read_by(
        &self,
        read: fn(&Path, u64) -> Result<String, ReadError>,
        path: &Path,
        limit: u64,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<SourceFile>> {
        let name = self.display(path);
        if let Some(names) = &self.read {
            let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
            names.insert(name.clone());
        }
        match read(path, limit) {
            Ok(text) => Some(self.sources.add_file(name, path, text)),
            Err(ReadError::Io(error)) => {
                self.error(path, cannot_read(&error));
                None
            }
            Err(ReadError::Refused(refusal)) => {
                problems.push(self.refused(&name, Origin::File, refusal));
                None
            }
        }
    }

    /// Reads standard input under a name.
    pub(crate) fn read_stdin(
        &self,
        name: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<SourceFile>> {
        match read_stdin() {
            Ok(text) => Some(self.sources.add(name, Origin::Stdin, text)),
            Err(ReadError::Io(error)) => {
                self.error(Path::new(name), cannot_read(&error));
                None
            }
            Err(ReadError::Refused(refusal)) => {
                problems.push(self.refused(name, Origin::Stdin, refusal));
                None
            }
        }
    }

    /// Reads and parses a YAML file.
    pub(crate) fn yaml(&self, path: &Path, problems: &mut Vec<Problem>) -> Option<Parsed> {
        self.read(path, problems).map(parse_yaml)
    }

    /// Reads and parses a YAML file that a place names. What is no regular file has no text to
    /// point into, and is reported at that place.
    pub(crate) fn yaml_named(
        &self,
        path: &Path,
        name: &str,
        place: Place,
        problems: &mut Vec<Problem>,
    ) -> Option<Parsed> {
        self.read_part(path, name, place, problems).map(parse_yaml)
    }

    /// Reads a file that a place names, as [`Loader::yaml_named`].
    pub(crate) fn read_part(
        &self,
        path: &Path,
        name: &str,
        place: Place,
        problems: &mut Vec<Problem>,
    ) -> Option<Arc<SourceFile>> {
        let known = problems.len();
        let read = self.read(path, problems);
        for problem in problems.iter_mut().skip(known) {
            if let ProblemKind::NotARegularFile { name: shown, .. } = &mut problem.kind {
                *shown = name.to_owned();
                problem.place = place;
            }
        }
        read
    }

    /// Reads and parses a strict JSON file.
    pub(crate) fn json(&self, path: &Path, problems: &mut Vec<Problem>) -> Option<Parsed> {
        self.read(path, problems).map(parse_json)
    }

    /// The problem of a file whose bytes were refused, at a source that shows what can be shown.
    fn refused(&self, name: &str, origin: Origin, refusal: Refusal) -> Problem {
        let (mut text, kind) = match refusal {
            Refusal::NotARegularFile { what } => (
                String::new(),
                ProblemKind::NotARegularFile {
                    name: name.to_owned(),
                    what,
                },
            ),
            Refusal::TooLarge { limit } => (
                String::new(),
                ProblemKind::Limit {
                    what: "bytes in one file",
                    limit,
                },
            ),
            Refusal::Encoding {
                detail, readable, ..
            } => (readable, ProblemKind::Encoding { detail }),
        };
        let end = Span::empty(text.len());
        if !text.is_empty() {
            // Stands for the byte that cannot be shown, so that an excerpt can point at it.
            text.push(char::REPLACEMENT_CHARACTER);
        }
        let source = self.sources.add(name, origin, text);
        Problem {
            place: source.place(end),
            kind,
        }
    }
}

fn cannot_read(error: &std::io::Error) -> String {
    let text = error.to_string();
    let reason = text.split(" (os error").next().unwrap_or(&text);
    format!("cannot be read: {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_relative_to_the_working_directory() {
        let loader = Loader::new(PathBuf::from("/w/here"));
        for (path, shown) in [
            ("a/b.yaml", "a/b.yaml"),
            ("./a/../b.yaml", "b.yaml"),
            ("/w/here/c.yaml", "c.yaml"),
            ("/w/there/c.yaml", "../there/c.yaml"),
            ("../x", "../x"),
            (".", "."),
        ] {
            assert_eq!(loader.display(Path::new(path)), shown, "{path}");
        }
    }
}
