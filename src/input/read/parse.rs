//! Files and texts that are read and parsed in one step.

use std::path::Path;

use super::reading::Reading;
use crate::files::Loader;
use crate::problem::{Problem, Problems};
use crate::source::{Expense, LIMITS, Place};
use crate::syntax::{Parsed, Spelled, Tree, parse_json, parse_yaml};

/// Reads and parses a YAML file.
pub(crate) fn read_yaml(loader: &Loader, path: &Path, problems: &mut Problems) -> Option<Parsed> {
    let mut found: Vec<Problem> = Vec::new();
    let source = loader.read(path, &mut found);
    problems.extend(found);
    source.map(parse_yaml)
}

/// Reads and parses a YAML file that an input names at a place.
pub(crate) fn read_yaml_part(
    loader: &Loader,
    path: &Path,
    named: (&str, Place),
    problems: &mut Problems,
) -> Option<Parsed> {
    let mut found: Vec<Problem> = Vec::new();
    let source = loader.read_part(path, LIMITS.file_bytes, named, &mut found);
    problems.extend(found);
    source.map(parse_yaml)
}

/// Reads and parses a strict JSON file.
pub(crate) fn read_json(loader: &Loader, path: &Path, problems: &mut Problems) -> Option<Parsed> {
    let mut found: Vec<Problem> = Vec::new();
    let source = loader.read(path, &mut found);
    problems.extend(found);
    source.map(parse_json)
}

/// Parses YAML in a text of another document; nothing where it is broken, which is recorded.
pub(crate) fn parse_text(spelled: &Spelled, reading: &Reading<'_>) -> Option<Tree> {
    let place = spelled.outer.place(spelled.whole);
    let free = spelled.outer.text.len();
    if !reading.may_embed(spelled.content.len(), free, place) {
        return None;
    }
    let parsed = spelled.parse_yaml();
    reading.extend(Problem::of_parsed(&parsed));
    let may_keep = reading.spend(Expense::EmbeddedNodes, parsed.tree.len(), place);
    (may_keep && parsed.tree.is_whole()).then_some(parsed.tree)
}
