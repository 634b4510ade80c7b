//! From a reference in a cluster file to what it refers to: a pack, a values file, a profile, a subnet.

use std::path::{Path, PathBuf};

use lsp_types::{GotoDefinitionParams, Location, Position, Range};

use super::outline::{PathStep, Scalar, scalar_at, scalars};
use super::workspace::{OpenDocument, Workspace};
use crate::source::{Span, clean};

pub(super) fn definition(workspace: &Workspace, asked: &GotoDefinitionParams) -> Option<Location> {
    let at = &asked.text_document_position_params;
    let (path, document, offset) = workspace.at(&at.text_document.uri, at.position)?;
    let scalar = scalar_at(&document.text, offset)?;
    match scalar.path.as_slice() {
        [
            PathStep::Key("nodePools"),
            PathStep::Item,
            PathStep::Key("subnet" | "podSubnet"),
        ] => subnet(workspace, document, scalar.value),
        _ if is_reference_path(&scalar.path) => {
            let target = clean(&path.parent()?.join(scalar.value));
            let file = file_of(workspace, target)?;
            let start = Position::new(0, 0);
            Some(Location::new(
                workspace.uri(&file)?,
                Range::new(start, start),
            ))
        }
        _ => None,
    }
}

/// Whether what is at these steps of a cluster file is a path.
pub(super) fn is_reference_path(path: &[PathStep<'_>]) -> bool {
    matches!(
        path,
        [PathStep::Key("packs"), PathStep::Item]
            | [
                PathStep::Key("packs"),
                PathStep::Item,
                PathStep::Key("path" | "values")
            ]
            | [PathStep::Key("profile" | "from")]
            | [PathStep::Key("vnet"), PathStep::Key("file")]
    )
}

/// The names of the subnets that a cluster file has.
pub(super) fn subnets(text: &str) -> impl Iterator<Item = Scalar<'_>> {
    const NAME: [PathStep<'_>; 4] = [
        PathStep::Key("vnet"),
        PathStep::Key("subnets"),
        PathStep::Item,
        PathStep::Key("name"),
    ];
    scalars(text)
        .into_iter()
        .filter(|scalar| scalar.path == NAME)
}

fn subnet(workspace: &Workspace, document: &OpenDocument, name: &str) -> Option<Location> {
    let found = subnets(&document.text).find(|scalar| scalar.value == name)?;
    let span = Span::new(found.at, found.at + found.value.len());
    let range = document.positions(workspace.encoding).range(span);
    Some(Location::new(document.uri.clone(), range))
}

/// What an editor can open: of a pack its values.
fn file_of(workspace: &Workspace, target: PathBuf) -> Option<PathBuf> {
    let in_pack = ["values.yaml", "pack.json"].map(|name| target.join(name));
    let candidates = std::iter::once(target).chain(in_pack);
    let is_file = |path: &PathBuf| workspace.is_file(Path::new(path));
    candidates.into_iter().find(is_file)
}
