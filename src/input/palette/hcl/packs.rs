//! Values of packs that data sources name.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

use super::ast::Block;
use super::convert;
use super::module::Evaluator;
use super::value::{Absence, Datum, Record, Val};
use crate::files::{EntryKind, FileProblem, Files};
use crate::source::{LIMITS, Place, Span};
use crate::syntax::Spelled;

/// The data sources that give back a pack.
const PACKS: [&str; 2] = ["spectrocloud_pack", "spectrocloud_pack_simple"];
/// How deep packs are looked for in a directory.
const DEPTH: usize = 4;

/// The pack directories that are available, by names and versions.
#[derive(Debug, Default)]
pub(crate) struct PackIndex {
    directories: Vec<PathBuf>,
    found: OnceLock<HashMap<(String, String), PathBuf>>,
}

impl PackIndex {
    /// The packs in some directories. They are looked for once somebody asks for one.
    pub(crate) fn new(directories: Vec<PathBuf>) -> Self {
        PackIndex {
            directories,
            found: OnceLock::new(),
        }
    }

    fn get(&self, files: &Files, name: &str, version: &str) -> Option<&Path> {
        let found = self.found.get_or_init(|| {
            let mut found = HashMap::new();
            for directory in &self.directories {
                add_packs(files, directory, 0, &mut found);
            }
            found
        });
        let found = found.get(&(name.to_owned(), version.to_owned()));
        found.map(PathBuf::as_path)
    }
}

fn add_packs(
    files: &Files,
    directory: &Path,
    depth: usize,
    found: &mut HashMap<(String, String), PathBuf>,
) {
    if let Ok(text) = files.read_text(&directory.join("pack.json"), LIMITS.file_bytes) {
        let parsed: Option<serde_json::Value> = serde_json::from_str(&text).ok();
        let field = |name: &str| Some(parsed.as_ref()?.get(name)?.as_str()?.to_owned());
        if let (Some(name), Some(version)) = (field("name"), field("version")) {
            found.entry((name, version)).or_insert(directory.into());
        }
        return;
    }
    if depth == DEPTH {
        return;
    }
    let mut entries = files.entries(directory).unwrap_or_default();
    entries.retain(|entry| entry.kind == EntryKind::Directory);
    entries.sort_by(|one, two| one.name.cmp(&two.name));
    for entry in entries {
        add_packs(files, &directory.join(entry.name), depth + 1, found);
    }
}

impl Evaluator<'_> {
    /// Adds what a data source reads, as far as it is known: the values of a pack that is available.
    pub(super) fn read_data(&self, block: &Block, object: &mut Record, place: Place) {
        let kind = block.label(0).unwrap_or_default();
        if !PACKS.contains(&kind) || object.get("values").is_some() {
            return;
        }
        let text = |name: &str| convert::text(object.get(name)?).ok();
        let Some(name) = text("name") else {
            return;
        };
        let version = text("version");
        let pack = version
            .as_ref()
            .and_then(|version| self.packs.get(&self.loader.files, &name, version));
        let values = pack.and_then(|pack| {
            let mut problems: Vec<FileProblem> = Vec::new();
            self.loader.read(&pack.join("values.yaml"), &mut problems)
        });
        let value = match values {
            Some(source) => {
                let whole = Span::new(0, source.text.len());
                let spelled = Spelled::new(&source, whole, source.text.clone(), vec![(0, 0)]);
                Datum::Text(Rc::new(spelled)).at(place)
            }
            None => {
                let version = version.map_or(String::new(), |version| format!(" {version}"));
                let reason = format!(
                    "the values of pack {name}{version} are not available: name a directory that \
                     has the pack with --packs"
                );
                Val::unknown(Absence::because(reason), place)
            }
        };
        object.insert("values", place, value);
    }
}
