//! The names of files that have a meaning for packlint.

use std::path::{Path, PathBuf};

use super::layers::Files;

/// packlint's own configuration, under the name that packlint writes in messages.
pub(crate) const CONFIG_FILE: &str = "packlint.yaml";

/// The names that the configuration may have; the first that a directory has is read.
pub(crate) const CONFIG_FILES: [&str; 3] = [CONFIG_FILE, "packlint.yml", ".packlint.yaml"];

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
}

/// The pack directory that a path is in, or is: the nearest one with a pack.json.
pub(crate) fn find_pack_root(files: &Files, path: &Path) -> Option<PathBuf> {
    let is_pack = |directory: &&Path| {
        let manifest = directory.join(PackFileNames::MANIFEST);
        !directory.as_os_str().is_empty() && files.is_file(&manifest)
    };
    path.ancestors().find(is_pack).map(Path::to_path_buf)
}
