//! The tree against an independent parser, its spans against the text, and hostile input.

mod embedded;
mod hostile;
mod macros;
mod oracle;
mod properties;
mod spans;

use std::fs;
use std::path::{Path, PathBuf};

use packlint::internals::files::decode;
use packlint::internals::source::SourceFile;
use packlint::internals::syntax::{Parsed, Tree, parse_yaml};

fn parse(text: &str) -> Parsed {
    parse_yaml(SourceFile::unregistered(text))
}

/// The tree of a text that has to be without problems.
fn tree(text: &str) -> Tree {
    let parsed = parse(text);
    assert_eq!(parsed.problems, [], "{text}");
    parsed.tree
}

/// The files under `fixtures/syntax`.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/syntax");
    let files = texts_below(&folder);
    assert!(files.len() > 20, "{} holds the fixtures", folder.display());
    files
}

/// Real packs, if they are available: too large for the repository.
fn corpus() -> Vec<PathBuf> {
    crate::support::shared("corpus/packs").map_or(Vec::new(), |packs| texts_below(&packs))
}

fn texts_below(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.is_file())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml" || e == "json"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    decode(bytes).unwrap_or_else(|refusal| panic!("{}: {refusal:?}", path.display()))
}
