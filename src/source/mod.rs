//! Source texts: where every byte of the input lives, and how positions in it are counted.
//!
//! A [`SourceFile`] is one text (a file, standard input, or the command line itself) with its
//! display name. A [`Place`] is a [`Span`] in one of them. Everything downstream points with
//! places, and only reports turn them into lines and columns.

mod budget;
mod limits;
mod lines;
mod paths;
mod shown;
mod variable_names;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

pub(crate) use budget::{Budget, Exceeded, Expense};
pub use limits::LIMITS;
pub(crate) use lines::{LineTable, Position};
pub(crate) use paths::{clean, relative};
pub(crate) use shown::ShownSource;
pub use shown::ShownSources;
pub(crate) use variable_names::VariableNames;

/// The display name of standard input in every report.
pub(crate) const STDIN_NAME: &str = "<stdin>";
/// The display name of the source that the quick flags form.
pub(crate) const COMMAND_LINE_NAME: &str = "<command-line>";

/// Identifies a [`SourceFile`] within one [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A half-open byte range of a source text, counted from the file's start (a BOM included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    /// One past the last byte; equal to `start` for an empty span.
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        // Inputs are limited to far below 4 GiB, so the conversion never saturates.
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// An empty span at one offset.
    pub(crate) fn empty(at: usize) -> Self {
        Span::new(at, at)
    }

    /// Whether `other` lies wholly in this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text that the span covers, or `""` if it does not fit the text.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// A span in a particular source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub source: SourceId,
    pub span: Span,
}

impl Place {
    /// The bytes of a scalar's text, at a place that may have its quotes; `None` if the text is written
    /// in another way: with escapes, or over several lines.
    pub(crate) fn content(self, text: &str) -> Option<Place> {
        let (written, length) = (self.span.end.checked_sub(self.span.start)?, text.len());
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"'\"\\".contains(c);
        if length == 0 || !text.chars().all(is_plain) {
            return None;
        }
        match (written as usize).checked_sub(length)? {
            0 => Some(self),
            2 => Some(self.with(Span {
                start: self.span.start + 1,
                end: self.span.end - 1,
            })),
            _ => None,
        }
    }

    /// Other bytes of the same source.
    pub(crate) fn with(self, span: Span) -> Place {
        Place { span, ..self }
    }
}

/// What a source text is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    File,
    Stdin,
    /// The quick flags of the command line, written out.
    CommandLine,
}

/// One text with its name.
#[derive(Debug)]
pub struct SourceFile {
    pub(crate) id: SourceId,
    /// Path relative to the working directory with `/`, or `<stdin>`, `<command-line>`.
    pub name: String,
    /// What it was read from.
    pub(crate) origin: Origin,
    /// The file's own path: the displayed name may differ if the path is not Unicode.
    pub(crate) path: Option<PathBuf>,
    /// The whole text; a byte order mark is kept, so that offsets are the file's own.
    pub text: String,
    lines: OnceLock<LineTable>,
    is_json: OnceLock<bool>,
    is_generated: AtomicBool,
    hidden: RwLock<Vec<Span>>,
    is_withheld: AtomicBool,
}

impl SourceFile {
    /// A text that is no source of a run: nothing points into it once it is parsed.
    pub fn unregistered(text: impl Into<String>) -> Arc<Self> {
        Arc::new(SourceFile {
            id: SourceId(u32::MAX),
            name: String::new(),
            origin: Origin::File,
            path: None,
            text: text.into(),
            lines: OnceLock::new(),
            is_json: OnceLock::new(),
            is_generated: AtomicBool::new(false),
            hidden: RwLock::default(),
            is_withheld: AtomicBool::new(false),
        })
    }

    /// The table of line starts, made at the first use.
    pub(crate) fn lines(&self) -> &LineTable {
        self.lines.get_or_init(|| LineTable::new(&self.text))
    }

    /// Whether the text is a JSON object, by its beginning.
    pub(crate) fn is_json(&self) -> bool {
        let starts = || self.text.trim_start().starts_with('{');
        *self.is_json.get_or_init(starts)
    }

    /// The place of a span in this source.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place {
            source: self.id,
            span,
        }
    }

    /// Marks a text as generated: the tool that wrote it would overwrite any fix.
    pub(crate) fn set_generated(&self) {
        self.is_generated.store(true, Ordering::Relaxed);
    }

    /// Whether a tool wrote the text.
    pub(crate) fn is_generated(&self) -> bool {
        self.is_generated.load(Ordering::Relaxed)
    }

    /// Hides secret parts of the text. Nothing of a text is shown before [`Sources::freeze`].
    pub(crate) fn hide(&self, spans: impl IntoIterator<Item = Span>) {
        let mut hidden = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
        hidden.extend(spans);
    }

    /// Shows no line of the text: if it cannot be parsed, it is unknown what in it is secret.
    pub(crate) fn withhold(&self) {
        self.is_withheld.store(true, Ordering::Relaxed);
    }

    fn is_withheld(&self) -> bool {
        self.is_withheld.load(Ordering::Relaxed)
    }

    fn hidden(&self) -> Vec<Span> {
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        hidden.clone()
    }

    /// The line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }
}

/// All sources of a run. Shared between threads; a source that no finding points into can be
/// released, so that memory does not grow with the number of clean packs.
#[derive(Debug, Default)]
pub struct Sources {
    files: RwLock<Vec<Option<Arc<SourceFile>>>>,
    /// Names that are looked for in all texts.
    names: Option<Arc<VariableNames>>,
}

impl Sources {
    /// Looks for names in the texts that are registered from now on.
    pub(crate) fn watch(&mut self, names: &Arc<VariableNames>) {
        self.names = Some(Arc::clone(names));
    }

    /// Registers a text under the name that it is displayed by.
    pub fn add(&self, name: impl Into<String>, origin: Origin, text: String) -> Arc<SourceFile> {
        self.insert(name.into(), origin, None, text)
    }

    /// Registers the text of a file.
    pub(crate) fn add_file(
        &self,
        name: impl Into<String>,
        path: &Path,
        text: String,
    ) -> Arc<SourceFile> {
        self.insert(name.into(), Origin::File, Some(path.to_path_buf()), text)
    }

    fn insert(
        &self,
        name: String,
        origin: Origin,
        path: Option<PathBuf>,
        text: String,
    ) -> Arc<SourceFile> {
        if let Some(names) = &self.names {
            names.read(&text);
        }
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let file = Arc::new(SourceFile {
            id: SourceId(u32::try_from(files.len()).unwrap_or(u32::MAX)),
            name,
            origin,
            path,
            text,
            lines: OnceLock::new(),
            is_json: OnceLock::new(),
            is_generated: AtomicBool::new(false),
            hidden: RwLock::default(),
            is_withheld: AtomicBool::new(false),
        });
        files.push(Some(Arc::clone(&file)));
        file
    }

    /// The paths of all files that were read, except that of one source.
    pub(crate) fn paths_beside(&self, id: SourceId) -> Vec<PathBuf> {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        let others = files.iter().flatten().filter(|file| file.id != id);
        others.filter_map(|file| file.path.clone()).collect()
    }

    /// The source of an id.
    ///
    /// # Panics
    /// When the source was released although something still points into it: a defect of packlint.
    pub fn get(&self, id: SourceId) -> Arc<SourceFile> {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        files
            .get(id.0 as usize)
            .and_then(Clone::clone)
            .unwrap_or_else(|| panic!("source {} was released while in use", id.0))
    }

    /// The sources as reports show them. By now all secret parts are marked.
    pub(crate) fn freeze(self) -> ShownSources {
        let files = self.files.into_inner();
        let files = files.unwrap_or_else(PoisonError::into_inner);
        let shown = files
            .into_iter()
            .map(|file| file.map(|file| Arc::new(ShownSource::new(file))));
        ShownSources {
            files: shown.collect(),
        }
    }

    /// Drops a source that nothing points into.
    pub(crate) fn release(&self, id: SourceId) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = files.get_mut(id.0 as usize) {
            *slot = None;
        }
    }
}
