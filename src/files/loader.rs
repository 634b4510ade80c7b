//! Reads files into sources. What cannot be read is recorded, and the run goes on.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use super::boundary::Boundary;
use super::layers::{Accepts, FileKind, Files};
use super::names::neighbour;
use super::read::{FileProblem, FileProblemKind, ReadError, read_stdin};
use crate::source::{LIMITS, Origin, Place, SourceFile, Sources, Span, relative};

/// Something that packlint could not do: the operating system refused a file, or a path of the command
/// line does not exist. Makes the exit status 2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToolError {
    /// The file, as it is displayed.
    pub file: String,
    pub message: String,
}

impl std::fmt::Display for ToolError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

/// Which further files of a pack are read: only those that some rule needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reads {
    pub(crate) charts: bool,
    /// The schemas in the charts.
    pub(crate) schemas: bool,
    /// The templates in the charts.
    pub(crate) templates: bool,
    pub(crate) manifests: bool,
}

impl Default for Reads {
    fn default() -> Self {
        Reads {
            charts: true,
            schemas: true,
            templates: true,
            manifests: true,
        }
    }
}

/// Reads files; shared between threads. Wherever a reader records what is wrong with a file, the
/// list may be of any type that a `FileProblem` can become.
#[derive(Debug)]
pub struct Loader {
    pub(crate) files: Files,
    /// All sources of the run.
    pub sources: Sources,
    pub(crate) reads: Reads,
    working_directory: PathBuf,
    boundary: Boundary,
    errors: Mutex<Vec<ToolError>>,
    /// The patterns of all ignore files so far.
    pub(super) patterns: AtomicU64,
    read: Option<Mutex<HashSet<String>>>,
}

impl Loader {
    /// A loader whose paths are displayed relative to a directory.
    pub fn new(files: Files, working_directory: PathBuf) -> Self {
        Loader {
            boundary: Boundary::new(&files, &working_directory),
            files,
            sources: Sources::default(),
            reads: Reads::default(),
            working_directory,
            errors: Mutex::default(),
            patterns: AtomicU64::default(),
            read: None,
        }
    }

    /// A loader of the same files within the same boundary, that keeps its texts and errors apart.
    pub(crate) fn apart(&self) -> Self {
        Loader {
            boundary: self.boundary.clone(),
            ..Loader::new(self.files.clone(), self.working_directory.clone())
        }
    }

    /// The directory that displayed paths are relative to.
    pub(crate) fn working_directory(&self) -> &Path {
        &self.working_directory
    }

    /// Takes the paths of the command line, and the directories outside the repository that
    /// `--allow-outside` permits.
    pub(crate) fn allow(&mut self, named: &[PathBuf], outside: &[PathBuf]) {
        self.boundary.configure(&self.files, named, outside);
    }

    /// The root of the repository for the files in a directory, with its links followed.
    pub(super) fn root(&self, directory: &Path) -> PathBuf {
        self.boundary.root(&self.files, directory)
    }

    /// Whether a path that an input in a directory names, or a link in it, leaves the repository.
    pub(crate) fn leaves(&self, directory: &Path, path: &Path) -> bool {
        self.boundary.leaves(&self.files, directory, path)
    }

    /// The problem of a link that leaves the repository, whose target is not read.
    pub(crate) fn outside(&self, link: &Path) -> FileProblem {
        let kind = FileKind::LinkOutsideRepository;
        self.problem_of(link, FileProblemKind::NotARegularFile(kind))
    }

    /// The place of a file as a whole, whose text is not shown.
    pub(crate) fn place_of(&self, path: &Path) -> Place {
        let source = self
            .sources
            .add(self.display(path), Origin::File, String::new());
        source.place(Span::empty(0))
    }

    /// A problem of a file as a whole.
    pub(crate) fn problem_of(&self, path: &Path, kind: FileProblemKind) -> FileProblem {
        self.problem(self.display(path), Origin::File, kind)
    }

    /// Whether a path of the command line is a link that leaves the repository. Links that the system
    /// made, such as `/dev/stdin`, are the user's own.
    pub(super) fn is_link_outside(&self, path: &Path) -> bool {
        let is_of_system = ["/dev", "/proc"].iter().any(|of| path.starts_with(of));
        let leaves = || {
            path.parent()
                .is_some_and(|parent| self.leaves(parent, path))
        };
        !is_of_system && self.files.is_link(path) && self.files.exists(path) && leaves()
    }

    /// Records that something could not be done.
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

    /// Records that the operating system refused a file, with the neighbour that was probably meant.
    pub(crate) fn refused(&self, path: &Path, error: &std::io::Error) {
        if error.kind() != std::io::ErrorKind::NotFound {
            return self.error(path, cannot_read(error));
        }
        let directory = self.working_directory();
        let shown = path.strip_prefix(directory).unwrap_or(path);
        self.error(
            path,
            match neighbour(&self.files, directory, shown) {
                Some(near) => format!("no such file or directory; did you mean '{near}'?"),
                None => "no such file or directory".to_owned(),
            },
        );
    }

    /// Records paths of the command line or of the configuration that lead to nothing.
    pub(crate) fn expect(&self, paths: &[PathBuf]) {
        for path in paths {
            if let Err(error) = self.files.status(&self.working_directory.join(path)) {
                self.refused(path, &error);
            }
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        !errors.is_empty()
    }

    /// The errors so far, sorted, each once.
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
    pub(crate) fn read<P: From<FileProblem>>(
        &self,
        path: &Path,
        problems: &mut Vec<P>,
    ) -> Option<Arc<SourceFile>> {
        self.read_by(path, Accepts::Files, LIMITS.file_bytes, |problem| {
            problems.push(problem.into());
        })
    }

    /// As [`Loader::read`], for a regular file that a walk found, with another limit on its bytes.
    pub(crate) fn read_walked<P: From<FileProblem>>(
        &self,
        path: &Path,
        limit: u64,
        problems: &mut Vec<P>,
    ) -> Option<Arc<SourceFile>> {
        self.read_by(path, Accepts::Unlinked, limit, |problem| {
            problems.push(problem.into());
        })
    }

    /// As [`Loader::read`], for what the command line names: it may be a pipe, but no link that leaves
    /// the repository, which may be a stranger's.
    pub(crate) fn read_named<P: From<FileProblem>>(
        &self,
        path: &Path,
        limit: u64,
        problems: &mut Vec<P>,
    ) -> Option<Arc<SourceFile>> {
        self.read_by(path, Accepts::Pipes, limit, |problem| {
            problems.push(problem.into());
        })
    }

    /// As [`Loader::read`], for what an input names at a place. What is no regular file has no
    /// text to point into, and is reported there, under the name that it has there.
    pub(crate) fn read_part<P: From<FileProblem>>(
        &self,
        path: &Path,
        limit: u64,
        (name, place): (&str, Place),
        problems: &mut Vec<P>,
    ) -> Option<Arc<SourceFile>> {
        self.read_by(path, Accepts::Files, limit, |mut problem| {
            if let FileProblemKind::NotARegularFile(_) = problem.kind {
                name.clone_into(&mut problem.name);
                problem.place = place;
            }
            problems.push(problem.into());
        })
    }

    fn read_by(
        &self,
        path: &Path,
        accepts: Accepts,
        limit: u64,
        record: impl FnOnce(FileProblem),
    ) -> Option<Arc<SourceFile>> {
        let name = self.display(path);
        if accepts == Accepts::Pipes && self.is_link_outside(path) {
            record(self.outside(path));
            return None;
        }
        if let Some(names) = &self.read {
            let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
            names.insert(name.clone());
        }
        match self.files.read_accepted(path, accepts, limit) {
            Ok(text) => Some(self.sources.add_file(name, path, text)),
            Err(ReadError::Io(error)) => {
                self.refused(path, &error);
                None
            }
            Err(ReadError::Problem(kind)) => {
                record(self.problem(name, Origin::File, kind));
                None
            }
        }
    }

    /// Reads standard input under a name.
    pub(crate) fn read_stdin<P: From<FileProblem>>(
        &self,
        name: &str,
        problems: &mut Vec<P>,
    ) -> Option<Arc<SourceFile>> {
        match read_stdin() {
            Ok(text) => Some(self.sources.add(name, Origin::Stdin, text)),
            Err(ReadError::Io(error)) => {
                self.error(Path::new(name), cannot_read(&error));
                None
            }
            Err(ReadError::Problem(kind)) => {
                let problem = self.problem(name.to_owned(), Origin::Stdin, kind);
                problems.push(problem.into());
                None
            }
        }
    }

    /// The problem of a file, at a source that has what can be shown of it.
    fn problem(&self, name: String, origin: Origin, mut kind: FileProblemKind) -> FileProblem {
        let mut text = match &mut kind {
            FileProblemKind::Encoding { readable, .. } => std::mem::take(readable),
            _ => String::new(),
        };
        let end = Span::empty(text.len());
        if !text.is_empty() {
            // Replaces the byte that cannot be shown, so that an excerpt can point at it.
            text.push(char::REPLACEMENT_CHARACTER);
        }
        let source = self.sources.add(name.as_str(), origin, text);
        // What is marked as secret in them is not known.
        let is_marking = |end: &&str| name.ends_with(*end);
        if [".tf", ".tfvars", ".json"].iter().any(is_marking) {
            source.withhold();
        }
        FileProblem {
            place: source.place(end),
            name,
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
        let loader = Loader::new(Files::without_disk(), PathBuf::from("/w/here"));
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
