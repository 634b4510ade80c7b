//! Source texts: where every byte of the input lives, and how positions in it are counted.
//!
//! A [`SourceFile`] is one text (a file, standard input, or the command line itself) with its
//! display name. A [`Place`] is a [`Span`] in one of them. Everything downstream points with
//! places, and only reports turn them into lines and columns.

mod limits;
mod lines;
mod paths;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

pub use limits::LIMITS;
pub(crate) use lines::{LineTable, Position};
pub(crate) use paths::{clean, relative};

use crate::text::printable_in_place;

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
    /// First byte.
    pub start: u32,
    /// One past the last byte; equal to `start` for an empty span.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    pub fn new(start: usize, end: usize) -> Self {
        // Inputs are limited to far below 4 GiB, so that the conversion cannot saturate in fact.
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

    /// The text that the span covers, or `""` where it does not fit the text.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// A span in a particular source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The bytes in it.
    pub span: Span,
}

/// What a source text is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file; the name is its path.
    File,
    /// Standard input.
    Stdin,
    /// The quick flags of the command line, written out.
    CommandLine,
}

/// One text with its name.
#[derive(Debug)]
pub struct SourceFile {
    /// The source's id.
    pub(crate) id: SourceId,
    /// Path relative to the working directory with `/`, or `<stdin>`, `<command-line>`.
    pub name: String,
    /// What it was read from.
    pub(crate) origin: Origin,
    /// The file's own path: a name that is no Unicode cannot be displayed as it is.
    pub(crate) path: Option<PathBuf>,
    /// The whole text; a byte order mark is kept, so that offsets are the file's own.
    pub text: String,
    lines: OnceLock<LineTable>,
    is_generated: AtomicBool,
    hidden: RwLock<Vec<Span>>,
    shown: OnceLock<Option<String>>,
}

impl SourceFile {
    /// The same source with another text of the same length, to be parsed in its place: spans of
    /// the one are spans of the other.
    pub(crate) fn with_text(&self, text: String) -> SourceFile {
        SourceFile {
            id: self.id,
            name: self.name.clone(),
            origin: self.origin,
            path: self.path.clone(),
            text,
            lines: OnceLock::new(),
            is_generated: AtomicBool::new(self.is_generated()),
            hidden: RwLock::default(),
            shown: OnceLock::new(),
        }
    }

    /// The table of line starts, made at the first use.
    pub(crate) fn lines(&self) -> &LineTable {
        self.lines.get_or_init(|| LineTable::new(&self.text))
    }

    /// The place of a span in this source.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place {
            source: self.id,
            span,
        }
    }

    /// Says that a tool wrote the text and will write it anew: mending it mends nothing.
    pub(crate) fn set_generated(&self) {
        self.is_generated.store(true, Ordering::Relaxed);
    }

    /// Whether a tool wrote the text.
    pub(crate) fn is_generated(&self) -> bool {
        self.is_generated.load(Ordering::Relaxed)
    }

    /// Hides parts of the text from every excerpt: secrets.
    pub(crate) fn hide(&self, spans: impl IntoIterator<Item = Span>) {
        let mut hidden = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
        hidden.extend(spans);
    }

    /// The text as it may be shown: each hidden byte is an asterisk, and what would steer a terminal
    /// has a stand-in, so that offsets stay right.
    pub(crate) fn shown(&self) -> &str {
        let shown = self.shown.get_or_init(|| {
            let masked = self.masked();
            match (printable_in_place(&masked), &masked) {
                (Cow::Owned(printable), _) => Some(printable),
                (Cow::Borrowed(_), Cow::Owned(masked)) => Some(masked.clone()),
                (Cow::Borrowed(_), Cow::Borrowed(_)) => None,
            }
        });
        shown.as_deref().unwrap_or(&self.text)
    }

    fn masked(&self) -> Cow<'_, str> {
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        if hidden.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut bytes = self.text.clone().into_bytes();
        for span in hidden.iter() {
            if let Some(bytes) = bytes.get_mut(span.start as usize..span.end as usize) {
                bytes.fill(b'*');
            }
        }
        // A span ends where characters end; should one not, nothing readable is lost.
        let text = String::from_utf8(bytes);
        Cow::Owned(text.unwrap_or_else(|_| "*".repeat(self.text.len())))
    }

    /// The line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }
}

/// All sources of a run. Shared between threads; a source that no finding points into can be let
/// go, so that memory does not grow with the number of clean packs.
#[derive(Debug, Default)]
pub struct Sources {
    files: RwLock<Vec<Option<Arc<SourceFile>>>>,
}

impl Sources {
    /// Takes a text under a name and gives it an id.
    pub fn add(&self, name: impl Into<String>, origin: Origin, text: String) -> Arc<SourceFile> {
        self.insert(name.into(), origin, None, text)
    }

    /// Takes the text of a file, under the name that it is displayed by.
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
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let file = Arc::new(SourceFile {
            id: SourceId(u32::try_from(files.len()).unwrap_or(u32::MAX)),
            name,
            origin,
            path,
            text,
            lines: OnceLock::new(),
            is_generated: AtomicBool::new(false),
            hidden: RwLock::default(),
            shown: OnceLock::new(),
        });
        files.push(Some(Arc::clone(&file)));
        file
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

    /// Lets go of a source that nothing points into.
    pub(crate) fn release(&self, id: SourceId) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = files.get_mut(id.0 as usize) {
            *slot = None;
        }
    }
}
