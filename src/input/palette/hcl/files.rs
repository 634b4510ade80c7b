//! Which files of a directory Terraform reads.

use std::path::{Path, PathBuf};

use super::tree::is_local;
use crate::files::{EntryKind, Loader};
use crate::problem::Problem;
use crate::source::clean;

/// The file of variables that Terraform reads by itself before those that end in [`AUTOMATIC`].
const VARIABLES: [&str; 2] = ["terraform.tfvars", "terraform.tfvars.json"];
const AUTOMATIC: [&str; 2] = [".auto.tfvars", ".auto.tfvars.json"];
const TFVARS: [&str; 2] = [".tfvars", ".tfvars.json"];

/// The files of a directory that Terraform reads by itself.
#[derive(Debug, Default)]
pub(crate) struct ModuleFiles {
    /// The `*.tf` files.
    pub(crate) files: Vec<PathBuf>,
    /// The files of variables, the strongest last.
    pub(crate) variables: Vec<PathBuf>,
    /// Links that leave the repository.
    pub(crate) problems: Vec<Problem>,
}

/// Whether a file overrides what the others say.
pub(super) fn is_override(path: &Path) -> bool {
    let stem = path.file_name().and_then(|name| name.to_str());
    let stem = stem.unwrap_or_default().trim_end_matches(".json");
    let stem = stem.strip_suffix(".tf").unwrap_or_default();
    stem == "override" || stem.ends_with("_override")
}

/// Whether a path is one of a module's files.
pub(crate) fn is_module_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(is_module_name)
}

fn is_module_name(name: &str) -> bool {
    // Terraform leaves out hidden files and what editors keep beside a file.
    let is_left_out = name.starts_with(['.', '#']) || name.ends_with('~');
    !is_left_out && (name.ends_with(".tf") || name.ends_with(".tf.json"))
}

/// Lists the files of a module.
pub(crate) fn module_files(loader: &Loader, directory: &Path) -> ModuleFiles {
    let mut module = ModuleFiles::default();
    let mut named = Vec::new();
    let mut entries = loader.files.entries(directory).unwrap_or_default();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in entries {
        let Some(name) = entry.name.to_str() else {
            continue;
        };
        let path = directory.join(name);
        let is_file = is_module_name(name);
        let is_named = VARIABLES.contains(&name);
        let is_automatic = AUTOMATIC.iter().any(|end| name.ends_with(end));
        if !is_file && !is_named && !is_automatic {
            continue;
        }
        if entry.kind == EntryKind::Link && loader.leaves(directory, &path) {
            module.problems.push(loader.outside(&path).into());
        } else if entry.kind != EntryKind::File && !loader.files.is_file(&path) {
        } else if is_named {
            named.push(path);
        } else if is_automatic {
            module.variables.push(path);
        } else {
            module.files.push(path);
        }
    }
    named.append(&mut module.variables);
    module.variables = named;
    module
}

/// Files of variables in a module's directory, and in those below it that have no module of their
/// own, that Terraform reads only where it is told to.
pub(super) fn other_variable_files(loader: &Loader, directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut directories = vec![(directory.to_path_buf(), 0)];
    while let Some((at, depth)) = directories.pop() {
        let entries = loader.files.entries(&at).unwrap_or_default();
        let names: Vec<_> = entries
            .iter()
            .filter_map(|entry| Some((entry.name.to_str()?, entry.kind)))
            .filter(|(name, _)| !name.starts_with('.'))
            .collect();
        if depth > 0 && names.iter().any(|(name, _)| is_module_name(name)) {
            continue;
        }
        for (name, kind) in names {
            let path = at.join(name);
            let is_read = VARIABLES.contains(&name) && depth == 0
                || AUTOMATIC.iter().any(|end| name.ends_with(end));
            match kind {
                EntryKind::File if !is_read && TFVARS.iter().any(|end| name.ends_with(end)) => {
                    found.push(path);
                }
                EntryKind::Directory if depth < 2 => directories.push((path, depth + 1)),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// The directories of the modules that the texts of a module call.
pub(crate) fn called_directories<'t>(
    directory: &Path,
    texts: impl Iterator<Item = &'t str>,
) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for text in texts.filter(|text| text.contains("module")) {
        for (at, _) in text.match_indices("source") {
            let rest = text.get(at + "source".len()..).unwrap_or_default();
            let rest = rest.trim_start_matches(['"', ' ', '\t', '=', ':']);
            let end = rest.find(['"', '\n']).unwrap_or(rest.len());
            let source = rest.get(..end).unwrap_or_default();
            if is_local(source) {
                found.push(clean(&directory.join(source)));
            }
        }
    }
    found
}
