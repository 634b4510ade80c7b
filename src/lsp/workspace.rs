//! The client's folders and unsaved documents, and what the last check of them found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, InitializeParams, LogMessageParams, MessageType, Position, Uri,
    WorkspaceFolder,
};
use serde_json::Value;

use super::positions::{ColumnUnit, Positions};
use super::{Published, diagnostics, uri};
use crate::date::Date;
use crate::engine::{ConfigChoice, Report, Request, Selected, check};
use crate::files::{DirectoryEntry, EntryKind, Files, ToolError, is_config_file};
use crate::finding::{Applicability, Finding};
use crate::fix;
use crate::source::{LineTable, Origin, Place, ShownSource, Span, clean};

/// The JSON Schemas from which keys and values are completed.
pub(crate) struct Schemas {
    pub(crate) cluster: Value,
    pub(crate) config: Value,
}

/// An open document as its editor has it.
pub(super) struct OpenDocument {
    /// As the client spells it.
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: String,
    lines: LineTable,
}

impl OpenDocument {
    fn new(uri: Uri, version: i32, text: String) -> Self {
        let lines = LineTable::new(&text);
        OpenDocument {
            uri,
            version,
            text,
            lines,
        }
    }

    pub(super) fn positions(&self, encoding: ColumnUnit) -> Positions<'_> {
        Positions::new(&self.text, &self.lines, encoding)
    }
}

/// The last check of one folder.
struct Checked {
    directory: PathBuf,
    report: Report,
}

pub(super) struct Workspace {
    pub(super) encoding: ColumnUnit,
    pub(super) schemas: Schemas,
    roots: Vec<PathBuf>,
    documents: BTreeMap<PathBuf, OpenDocument>,
    checked: Vec<Checked>,
    /// The disk, and over it the documents, as the last check saw them.
    files: Files,
    /// The files that have diagnostics at the client.
    published: BTreeSet<PathBuf>,
    errors: Vec<LogMessageParams>,
    /// What changed since the last check.
    changed: Changed,
}

/// What changed since a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Changed {
    Nothing,
    /// The text of open documents: what depends on them is as before.
    Texts,
    /// Perhaps what there is to check.
    Files,
}

impl Workspace {
    pub(super) fn new(client: &InitializeParams, encoding: ColumnUnit, schemas: Schemas) -> Self {
        let folders = client.workspace_folders.iter().flatten();
        let mut roots: Vec<PathBuf> = folders.filter_map(folder_path).collect();
        if roots.is_empty() {
            // What clients sent before there were several folders.
            #[expect(deprecated)]
            roots.extend(client.root_uri.as_ref().and_then(uri::to_path));
        }
        Workspace {
            encoding,
            schemas,
            roots,
            documents: BTreeMap::new(),
            checked: Vec::new(),
            files: Files::on_disk(),
            published: BTreeSet::new(),
            errors: Vec::new(),
            changed: Changed::Nothing,
        }
    }

    pub(super) fn open(&mut self, opened: DidOpenTextDocumentParams) {
        let document = opened.text_document;
        let Some(path) = uri::to_path(&document.uri) else {
            return;
        };
        let document = OpenDocument::new(document.uri, document.version, document.text);
        self.documents.insert(path, document);
        self.note_files();
    }

    pub(super) fn change(&mut self, change: DidChangeTextDocumentParams) {
        let encoding = self.encoding;
        let Some(path) = uri::to_path(&change.text_document.uri) else {
            return;
        };
        let Some(document) = self.documents.get_mut(&path) else {
            return;
        };
        for part in change.content_changes {
            let mut text = std::mem::take(&mut document.text);
            match part.range {
                None => text = part.text,
                Some(range) => {
                    let positions = Positions::new(&text, &document.lines, encoding);
                    let (start, end) = (positions.offset(range.start), positions.offset(range.end));
                    text.replace_range(start..end.max(start), &part.text);
                }
            }
            document.lines = LineTable::new(&text);
            document.text = text;
        }
        document.version = change.text_document.version;
        let changed = match is_config_file(&path) {
            true => Changed::Files,
            false => Changed::Texts,
        };
        self.changed = self.changed.max(changed);
    }

    pub(super) fn close(&mut self, closed: DidCloseTextDocumentParams) {
        if let Some(path) = uri::to_path(&closed.text_document.uri) {
            self.documents.remove(&path);
            self.note_files();
        }
    }

    pub(super) fn change_roots(&mut self, change: DidChangeWorkspaceFoldersParams) {
        let removed: Vec<_> = change
            .event
            .removed
            .iter()
            .filter_map(folder_path)
            .collect();
        self.roots.retain(|root| !removed.contains(root));
        self.roots
            .extend(change.event.added.iter().filter_map(folder_path));
        self.note_files();
    }

    /// Notes that what the checked texts refer to, or what refers to them, may be different.
    pub(super) fn note_files(&mut self) {
        self.changed = Changed::Files;
    }

    /// Checks the open documents, and what depends on them, if anything changed. Gives the
    /// diagnostics of each file that has some or had some before.
    pub(super) fn check(&mut self) -> Vec<Published> {
        let changed = std::mem::replace(&mut self.changed, Changed::Nothing);
        if changed == Changed::Nothing {
            return Vec::new();
        }
        let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for path in self.documents.keys() {
            folders
                .entry(self.root_of(path))
                .or_default()
                .push(path.clone());
        }
        let on_disk = Files::on_disk();
        self.files = (self.documents.iter()).fold(on_disk, |files, (path, document)| {
            files.with(path, document.text.as_bytes())
        });
        let before = match changed {
            Changed::Files => Vec::new(),
            _ => std::mem::take(&mut self.checked),
        };
        let check = |(directory, paths)| {
            let same = before.iter().find(|checked| checked.directory == directory);
            let selected = same.and_then(|checked| checked.report.selected.clone());
            check_folder(directory, paths, &self.files, selected)
        };
        self.checked = folders.into_iter().map(check).collect();
        for Checked { report, .. } in &self.checked {
            let message = |error: &ToolError| LogMessageParams {
                typ: MessageType::ERROR,
                message: error.to_string(),
            };
            self.errors.extend(report.errors.iter().map(message));
        }
        self.publish()
    }

    fn publish(&mut self) -> Vec<Published> {
        let mut by_file: BTreeMap<PathBuf, Vec<_>> = BTreeMap::new();
        let open = self.documents.keys();
        for path in open.chain(&self.published) {
            by_file.entry(path.clone()).or_default();
        }
        for finding in self.findings() {
            if let Some((path, diagnostic)) = diagnostics::diagnostic(self, finding) {
                by_file.entry(path).or_default().push(diagnostic);
            }
        }
        let has_some = by_file.iter().filter(|(_, own)| !own.is_empty());
        self.published = has_some.map(|(path, _)| path.clone()).collect();
        let published = by_file.into_iter().filter_map(|(path, diagnostics)| {
            let uri = self.uri(&path)?;
            let version = self.documents.get(&path).map(|document| document.version);
            Some(Published::new(uri, diagnostics, version))
        });
        published.collect()
    }

    /// What packlint itself could not do since the last call.
    pub(super) fn take_errors(&mut self) -> Vec<LogMessageParams> {
        std::mem::take(&mut self.errors)
    }

    /// The innermost folder of the client that a file is in; else the file's own.
    fn root_of(&self, path: &Path) -> PathBuf {
        let around = self.roots.iter().filter(|root| path.starts_with(root));
        let innermost = around.max_by_key(|root| root.components().count());
        let own = || path.parent().unwrap_or(path).to_path_buf();
        innermost.cloned().unwrap_or_else(own)
    }

    pub(super) fn document(&self, uri: &Uri) -> Option<(PathBuf, &OpenDocument)> {
        let path = uri::to_path(uri)?;
        let document = self.documents.get(&path)?;
        Some((path, document))
    }

    /// A document, and the offset of a position in it.
    pub(super) fn at(
        &self,
        uri: &Uri,
        position: Position,
    ) -> Option<(PathBuf, &OpenDocument, usize)> {
        let (path, document) = self.document(uri)?;
        let offset = document.positions(self.encoding).offset(position);
        Some((path, document, offset))
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.files.is_file(path)
    }

    /// What is in a directory; a directory's name ends with `/`.
    pub(super) fn names_in(&self, directory: &Path) -> Vec<String> {
        let entries = self.files.entries(directory).unwrap_or_default();
        let name = |entry: DirectoryEntry| {
            let slash = if entry.kind == EntryKind::Directory {
                "/"
            } else {
                ""
            };
            Some(format!("{}{slash}", entry.name.to_str()?))
        };
        let mut names: Vec<_> = entries.into_iter().filter_map(name).collect();
        names.sort();
        names
    }

    /// The URI of a file; an open document's is the client's own spelling.
    pub(super) fn uri(&self, path: &Path) -> Option<Uri> {
        match self.documents.get(path) {
            Some(document) => Some(document.uri.clone()),
            None => uri::of_path(path),
        }
    }

    /// The last check that a document was part of.
    fn checked_of(&self, path: &Path) -> Option<&Checked> {
        let root = self.root_of(path);
        self.checked
            .iter()
            .find(|checked| checked.directory == root)
    }

    /// What the check of a document's folder found.
    pub(super) fn report_of(&self, path: &Path) -> Option<&Report> {
        self.checked_of(path).map(|checked| &checked.report)
    }

    /// A document's text with all safe fixes applied; `None` if there are none in it.
    pub(super) fn fixed(&self, path: &Path) -> Option<String> {
        let checked = self.checked_of(path)?;
        let is_here = |place: Place| checked.path(place).is_some_and(|own| own == path);
        let safe = |finding: &Finding| match &finding.fix {
            Some(fix) if fix.applicability == Applicability::Safe => {
                fix.edits.iter().any(|edit| is_here(edit.place))
            }
            _ => false,
        };
        // Editors ask at every move of the cursor.
        if !checked.report.findings.iter().any(safe) {
            return None;
        }
        let files = fix::apply(&checked.report, false).into_iter();
        let mut here =
            files.filter(|file| checked.path_of(&file.source).is_some_and(|own| own == path));
        here.next().map(|file| file.text)
    }

    pub(super) fn reports(&self) -> impl Iterator<Item = &Report> {
        self.checked.iter().map(|checked| &checked.report)
    }

    fn findings(&self) -> impl Iterator<Item = FoundAt<'_>> {
        self.checked.iter().flat_map(|checked| {
            let findings = checked.report.findings.iter();
            findings.map(move |finding| FoundAt { checked, finding })
        })
    }

    /// The findings that touch a span of a file.
    pub(super) fn findings_at(&self, path: &Path, span: Span) -> Vec<FoundAt<'_>> {
        let touches = |found: &FoundAt<'_>| {
            let own = found.finding.primary.place.span;
            let is_near = own.start <= span.end && span.start <= own.end;
            is_near
                && found
                    .path(found.finding.primary.place)
                    .is_some_and(|own| own == path)
        };
        self.findings().filter(touches).collect()
    }

    /// Where a range of a report is written, if it is in this file.
    pub(super) fn span_in(&self, report: &Report, place: Place, path: &Path) -> Option<Span> {
        let checked = self
            .checked
            .iter()
            .find(|checked| std::ptr::eq(&checked.report, report))?;
        (checked.path(place)? == path).then_some(place.span)
    }
}

/// A finding, and the check that it is of.
#[derive(Clone, Copy)]
pub(super) struct FoundAt<'w> {
    checked: &'w Checked,
    pub(super) finding: &'w Finding,
}

impl FoundAt<'_> {
    pub(super) fn source(&self, place: Place) -> Arc<ShownSource> {
        self.checked.report.sources.get(place.source)
    }

    /// The file of a place; `None` for the command line.
    pub(super) fn path(&self, place: Place) -> Option<PathBuf> {
        self.checked.path(place)
    }
}

impl Checked {
    fn path(&self, place: Place) -> Option<PathBuf> {
        self.path_of(&self.report.sources.get(place.source))
    }

    fn path_of(&self, source: &ShownSource) -> Option<PathBuf> {
        let path = source.path.as_deref().unwrap_or(Path::new(&source.name));
        (source.origin == Origin::File).then(|| clean(&self.directory.join(path)))
    }
}

fn check_folder(
    directory: PathBuf,
    paths: Vec<PathBuf>,
    files: &Files,
    selected: Option<Arc<Selected>>,
) -> Checked {
    let request = Request {
        paths,
        config: ConfigChoice::Nearest,
        today: Date::at(SystemTime::now()),
        force_exclude: true,
        with_dependents: true,
        skip_unknown: true,
        files: files.clone(),
        selected,
        ..Request::default()
    };
    let checked = crate::engine::guarded(|| check(&request, directory.clone()));
    Checked {
        directory,
        report: checked.unwrap_or_default(),
    }
}

fn folder_path(folder: &WorkspaceFolder) -> Option<PathBuf> {
    uri::to_path(&folder.uri)
}
