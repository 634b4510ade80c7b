//! The names of files that have a meaning for packlint.

use std::path::{Path, PathBuf};

use super::layers::Files;
use super::loader::Loader;
use super::record::unrecorded;
use crate::text::closest;

/// packlint's own configuration, under the name that packlint writes in messages.
pub(crate) const CONFIG_FILE: &str = "packlint.yaml";

/// A directory with this file is a chart.
pub(crate) const CHART_FILE: &str = "Chart.yaml";
/// The names that the configuration may have; the first that a directory has is read.
pub(crate) const CONFIG_FILES: [&str; 3] = [CONFIG_FILE, "packlint.yml", ".packlint.yaml"];

/// What a path that leads to nothing was probably meant to be: a neighbour of nearly the same name, in the
/// directory that the path is relative to.
pub(crate) fn neighbour(files: &Files, directory: &Path, path: &Path) -> Option<String> {
    let (above, name) = (path.parent()?, path.file_name()?.to_str()?);
    let entries = unrecorded(|| files.entries(&directory.join(above)).ok())?;
    let mut names: Vec<_> = entries.into_iter().map(|entry| entry.name).collect();
    names.sort();
    let near = closest(name, names.iter().filter_map(|name| name.to_str()))?;
    Some(above.join(near).to_string_lossy().replace('\\', "/"))
}

/// Whether a file is packlint's own configuration, by its name.
pub(crate) fn is_config_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| CONFIG_FILES.contains(&name))
}

/// The names of a pack's own files.
#[derive(Debug)]
pub(crate) struct PackFileNames;

impl PackFileNames {
    /// A directory with this file is a pack.
    pub(crate) const MANIFEST: &'static str = "pack.json";
    pub(crate) const VALUES: &'static str = "values.yaml";
    /// Constraints on the values.
    pub(crate) const SCHEMA: &'static str = "schema.yaml";
    /// Predefined changes to the values.
    pub(crate) const PRESETS: &'static str = "presets.yaml";
    /// The icon in Palette's list of packs.
    pub(crate) const LOGO: &'static str = "logo.png";
    /// The description in Palette's list of packs.
    pub(crate) const README: &'static str = "README.md";
    /// All of them.
    pub(super) const ALL: [&'static str; 6] = [
        Self::MANIFEST,
        Self::VALUES,
        Self::SCHEMA,
        Self::PRESETS,
        Self::LOGO,
        Self::README,
    ];
}

/// The pack directory that a path is in, or is: the nearest one with a pack.json, up to the root of
/// the repository.
pub(crate) fn find_pack_root(loader: &Loader, path: &Path) -> Option<PathBuf> {
    let files = &loader.files;
    let directory = match files.is_directory(path) {
        true => path,
        false => path.parent()?,
    };
    let root = loader.root(directory);
    for directory in directory.ancestors() {
        if directory.as_os_str().is_empty() {
            return None;
        }
        if files.is_file(&directory.join(PackFileNames::MANIFEST)) {
            return Some(directory.to_path_buf());
        }
        if files.canonical_or_same(directory) == root {
            return None;
        }
    }
    None
}

/// The directory of a pack that has its charts, packed or not.
pub(super) const CHARTS_DIRECTORY: &str = "charts";

/// Whether a path in a pack is in a chart of it, whose files are no inputs.
pub(super) fn is_in_chart(files: &Files, pack: &Path, path: &Path) -> bool {
    let mut above = path.ancestors().take_while(|above| *above != pack);
    let mut below = path.strip_prefix(pack).into_iter().flat_map(Path::iter);
    let is_in_charts = below.next().is_some_and(|first| first == CHARTS_DIRECTORY);
    // A file directly in the directory is in no chart.
    let is_deeper = below.count() > 1;
    is_in_charts && is_deeper || above.any(|above| files.exists(&above.join(CHART_FILE)))
}
