//! Code actions: the findings' fixes, all safe fixes of a document, and comments that suppress a rule.

use std::collections::HashMap;
use std::path::Path;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, TextEdit, Uri, WorkspaceEdit,
};

use super::diagnostics;
use super::workspace::{FoundAt, OpenDocument, Workspace};
use crate::engine::suppress;
use crate::finding::{Applicability, Fix};
use crate::source::Span;

/// Applies all safe fixes of a document; editors can run it on save.
pub(super) fn fix_all_kind() -> CodeActionKind {
    CodeActionKind::new("source.fixAll.packlint")
}

pub(super) fn actions(workspace: &Workspace, asked: &CodeActionParams) -> Vec<CodeActionOrCommand> {
    let Some((path, document)) = workspace.document(&asked.text_document.uri) else {
        return Vec::new();
    };
    let positions = document.positions(workspace.encoding);
    let start = positions.offset(asked.range.start);
    let end = positions.offset(asked.range.end);
    let is_wanted = |kind: &CodeActionKind| {
        let only = asked.context.only.as_ref();
        only.is_none_or(|only| only.iter().any(|wanted| is_kind_of(kind, wanted)))
    };
    let mut actions = Vec::new();
    if is_wanted(&CodeActionKind::QUICKFIX) {
        let found = workspace.findings_at(&path, Span::new(start, end));
        let fixes = found.iter().filter_map(|found| fix_one(workspace, *found));
        actions.extend(fixes);
        actions.extend(
            found
                .iter()
                .filter_map(|found| ignore_here(workspace, document, *found)),
        );
    }
    if is_wanted(&fix_all_kind()) {
        actions.extend(fix_all(workspace, document, &path));
    }
    actions
        .into_iter()
        .map(CodeActionOrCommand::CodeAction)
        .collect()
}

/// Kinds are a tree: `source` includes `source.fixAll.packlint`.
fn is_kind_of(kind: &CodeActionKind, wanted: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(wanted.as_str());
    rest.is_some_and(|rest| wanted.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
}

fn fix_one(workspace: &Workspace, found: FoundAt<'_>) -> Option<CodeAction> {
    let fix = found.finding.fix.as_ref()?;
    let (mark, is_safe) = match fix.applicability {
        Applicability::Safe => ("", true),
        Applicability::Unsafe => (" (unsafe: may change the meaning)", false),
    };
    Some(CodeAction {
        title: format!("Fix {}{mark}", found.finding.rule),
        is_preferred: Some(is_safe),
        ..action(
            workspace,
            found,
            CodeActionKind::QUICKFIX,
            edit_of(workspace, found, fix)?,
        )
    })
}

fn edit_of(workspace: &Workspace, found: FoundAt<'_>, fix: &Fix) -> Option<DocumentEdits> {
    let mut changes = DocumentEdits::default();
    for edit in &fix.edits {
        let at = diagnostics::location(workspace, found, edit.place)?;
        changes.add(at.uri, TextEdit::new(at.range, edit.replacement.clone()));
    }
    Some(changes)
}

/// A comment above the finding's line. JSON has no comments.
fn ignore_here(
    workspace: &Workspace,
    document: &OpenDocument,
    found: FoundAt<'_>,
) -> Option<CodeAction> {
    let rule = found.finding.rule;
    let path = found.path(found.finding.primary.place)?;
    let has_comments = path.extension().is_some_and(|ending| ending != "json");
    if !has_comments || !suppress::is_suppressible(rule) {
        return None;
    }
    let at = diagnostics::location(workspace, found, found.finding.primary.place)?;
    let line = document.text.lines().nth(at.range.start.line as usize)?;
    let indent = &line[..line.len() - line.trim_start().len()];
    let start = lsp_types::Position::new(at.range.start.line, 0);
    let comment = format!("{indent}{}\n", suppress::comment(rule));
    let mut changes = DocumentEdits::default();
    changes.add(
        at.uri,
        TextEdit::new(lsp_types::Range::new(start, start), comment),
    );
    Some(CodeAction {
        title: format!("Ignore {rule} here"),
        ..action(workspace, found, CodeActionKind::QUICKFIX, changes)
    })
}

fn action(
    workspace: &Workspace,
    found: FoundAt<'_>,
    kind: CodeActionKind,
    changes: DocumentEdits,
) -> CodeAction {
    let diagnostic = diagnostics::diagnostic(workspace, found);
    CodeAction {
        kind: Some(kind),
        diagnostics: diagnostic.map(|(_, diagnostic)| vec![diagnostic]),
        edit: Some(changes.into_edit()),
        ..CodeAction::default()
    }
}

fn fix_all(workspace: &Workspace, document: &OpenDocument, path: &Path) -> Option<CodeAction> {
    let fixed = workspace.fixed(path)?;
    let positions = document.positions(workspace.encoding);
    let whole = positions.range(Span::new(0, document.text.len()));
    let mut changes = DocumentEdits::default();
    changes.add(document.uri.clone(), TextEdit::new(whole, fixed));
    Some(CodeAction {
        title: "Apply all safe fixes of packlint".to_owned(),
        kind: Some(fix_all_kind()),
        edit: Some(changes.into_edit()),
        ..CodeAction::default()
    })
}

/// The edits of each document.
#[derive(Default)]
struct DocumentEdits(Vec<(Uri, Vec<TextEdit>)>);

impl DocumentEdits {
    fn add(&mut self, uri: Uri, edit: TextEdit) {
        match self.0.iter_mut().find(|(known, _)| *known == uri) {
            Some((_, edits)) => edits.push(edit),
            None => self.0.push((uri, vec![edit])),
        }
    }

    // The key caches nothing that its hash depends on.
    #[expect(clippy::mutable_key_type)]
    fn into_edit(self) -> WorkspaceEdit {
        let changes: HashMap<_, _> = self.0.into_iter().collect();
        WorkspaceEdit::new(changes)
    }
}
