//! Files that are read and parsed in one step.

use std::path::Path;

use crate::files::Loader;
use crate::problem::{Problem, Problems};
use crate::source::{LIMITS, Place};
use crate::syntax::{Parsed, parse_json, parse_yaml};

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
