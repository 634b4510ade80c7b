//! A pack directory: pack.json, values.yaml, schema.yaml, presets.yaml, and whether the files that it lists are there.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::charts::{PackContents, check_charts};
use super::constraints::{ConstraintEntry, hold, read_constraints, resolve_again};
use super::folder::{find_near, stray};
use super::macros::read_macros;
use super::manifest::read_manifest;
use super::notes::{quoted_paths, read_notes, unknown_presets};
use super::pack_json::read_pack_json;
use super::presets::{PresetEntry, read_presets};
use super::values::read_values;
use super::values::{read_chart_values, read_images, top_level};
use crate::aks::packs::{is_network_pack, is_other_kubernetes};
use crate::files::{FileKind, FileProblemKind, Files, Loader, PackFileNames};
use crate::input::pack::chart::read_chart;
use crate::input::read::{Resolver, read_json, read_yaml, read_yaml_part};
use crate::model::{Constraint, Located, Pack, PackFile, PackFileState, Preset, ValueNotes};
use crate::problem::{Problem, ProblemKind, Problems};
use crate::source::{LIMITS, Place};
use crate::syntax::{Parsed, Tree};

/// The values of a pack.
#[derive(Debug)]
pub(crate) struct PackValues {
    /// The parsed values.
    pub(crate) tree: Arc<Tree>,
    /// Whether the text could be read whole.
    pub(crate) is_whole: bool,
}

/// A pack as it was read.
#[derive(Debug)]
pub struct LoadedPack {
    /// The directory.
    pub(crate) root: PathBuf,
    /// The manifest's tree; not there where it could not be read.
    pub(crate) manifest: Option<Tree>,
    /// The values; not there where there is no such file, or it could not be read.
    pub(crate) values: Option<PackValues>,
    /// schema.yaml, where there is one.
    pub(crate) schema: Option<Tree>,
    /// presets.yaml, where there is one.
    pub(crate) presets: Option<Tree>,
    /// The entries of schema.yaml.
    pub(crate) constraints: Vec<ConstraintEntry>,
    /// What the manifest says.
    pub pack: Option<Pack>,
    /// What was wrong with the form of the files.
    pub problems: Vec<Problem>,
}

impl LoadedPack {
    /// The pack's name, where it is known.
    pub(crate) fn name(&self) -> Option<&str> {
        let name = self.pack.as_ref()?.name.as_ref()?;
        name.known().map(String::as_str)
    }

    /// Whether its values can have settings of the network.
    pub(crate) fn has_network_settings(&self) -> bool {
        self.name().is_some_and(is_network_pack)
    }

    /// Whether it brings Kubernetes to another cloud than AKS.
    pub(crate) fn is_other_kubernetes(&self) -> bool {
        let layer = self.pack.as_ref().and_then(|pack| pack.layer.as_ref());
        let layer = layer.and_then(|layer| layer.known()).map(String::as_str);
        self.name()
            .is_some_and(|name| is_other_kubernetes(name, layer))
    }

    /// The pack with the macros of its values resolved, as far as constraints look at them.
    #[must_use]
    pub(crate) fn resolved(mut self, resolver: &Resolver) -> Self {
        if let (false, Some(pack), Some(values)) =
            (resolver.variables.is_empty(), &mut self.pack, &self.values)
        {
            let resolver = resolver.for_input();
            resolve_again(&mut pack.constraints, &values.tree, &resolver);
            let exceeded = Problem::of_exceeded(&resolver.budget);
            self.problems.extend(exceeded);
        }
        self
    }

    /// Whether a tree is that of its own values.
    pub(crate) fn has_tree(&self, tree: &Arc<Tree>) -> bool {
        let own = self.values.as_ref();
        own.is_some_and(|values| Arc::ptr_eq(&values.tree, tree))
    }

    /// The trees of its files.
    pub(crate) fn trees(&self) -> impl Iterator<Item = &Tree> {
        self.manifest
            .iter()
            .chain(self.values.iter().map(|values| &*values.tree))
            .chain(&self.schema)
            .chain(&self.presets)
    }
}

/// Reads a pack directory.
pub fn load_pack(loader: &Loader, root: &Path) -> LoadedPack {
    let mut problems = Problems::default();
    let manifest = read_manifest_file(loader, root, &mut problems).map(|parsed| {
        problems.extend(Problem::of_parsed(&parsed));
        parsed.tree
    });
    let mut pack = manifest
        .as_ref()
        .map(|tree| describe(loader, root, tree, &mut problems));
    let place = pack.as_ref().map(|pack| pack.place);
    let load = |name, problems: &mut Problems| {
        let parsed = load_yaml(loader, root, name, place, problems)?;
        problems.extend(Problem::of_parsed(&parsed));
        Some(parsed.tree)
    };
    let values = load(PackFileNames::VALUES, &mut problems).map(|tree| PackValues {
        is_whole: tree.is_whole(),
        tree: Arc::new(tree),
    });
    let whole_values = values.as_ref().filter(|values| values.is_whole);
    let mut parts = PackContents::default();
    if let Some(pack) = &mut pack {
        parts = read_parts(loader, root, pack, whole_values, &mut problems);
    }
    let schema = load(PackFileNames::SCHEMA, &mut problems);
    let resolver = Resolver::default();
    let budget = Arc::clone(&resolver.budget);
    let constraints = schema.as_ref().map_or_else(Vec::new, |tree| {
        read_constraints(tree, &budget, &mut problems)
    });
    let known = problems.total();
    let presets = load(PackFileNames::PRESETS, &mut problems);
    let preset_entries = presets
        .as_ref()
        .map_or_else(Vec::new, |tree| read_presets(tree, &budget, &mut problems));
    let are_presets_broken = match &presets {
        Some(tree) => !tree.is_whole() || problems.total() > known,
        None => loader.files.exists(&root.join(PackFileNames::PRESETS)),
    };
    let added = preset_entries
        .iter()
        .filter_map(|preset| Some((preset.add.as_ref()?, preset.is_block)));
    problems.extend(added.flat_map(|(add, is_block)| read_macros(add, is_block)));
    if let Some(values) = &values {
        problems.extend(read_values(&values.tree, true));
    }
    if let (Some(pack), Some(values)) = (&mut pack, whole_values) {
        if !are_presets_broken {
            pack.notes.unknown_presets = unknown_presets(&values.tree, &preset_entries);
            pack.notes.quoted_paths = quoted_paths(&values.tree, &preset_entries, &budget);
        }
        let mut held = hold(&constraints, &values.tree, &preset_entries, &resolver);
        // Presets that cannot be read may change any value.
        if are_presets_broken {
            held.iter_mut().for_each(|held| held.is_in_preset = true);
        }
        pack.presets = effects(&preset_entries, &held, &resolver);
        pack.constraints = held;
        let tree = &values.tree;
        check_charts(pack, &parts, tree, &preset_entries, &budget, &mut problems);
    }
    let tree = whole_values.filter(|_| !are_presets_broken);
    let tree = tree.map(|values| &*values.tree);
    parts.check_manifests(loader, tree, &preset_entries, &budget, &mut problems);
    problems.extend(Problem::of_exceeded(&budget));
    LoadedPack {
        root: root.to_path_buf(),
        manifest,
        values,
        schema,
        presets,
        constraints,
        pack,
        problems: problems.into_vec(),
    }
}

/// The presets that change values with constraints.
fn effects(presets: &[PresetEntry], held: &[Constraint], resolver: &Resolver) -> Vec<Preset> {
    let effects = presets.iter().map(|preset| preset.effects(held, resolver));
    effects
        .filter(|preset| !preset.effects.is_empty())
        .collect()
}

/// Reads pack.json, unless it is a link that leaves the pack.
fn read_manifest_file(loader: &Loader, root: &Path, problems: &mut Problems) -> Option<Parsed> {
    let path = root.join(PackFileNames::MANIFEST);
    if loader.files.kind_within(root, &path) == Some(FileKind::LinkOutside) {
        let kind = FileProblemKind::NotARegularFile(FileKind::LinkOutside);
        problems.push(loader.problem_of(&path, kind).into());
        return None;
    }
    read_json(loader, &path, problems)
}

/// What pack.json says of the pack, and which of its files are missing.
fn describe(loader: &Loader, root: &Path, manifest: &Tree, problems: &mut Problems) -> Pack {
    let (mut pack, files) = read_pack_json(manifest, &loader.display(root), problems);
    let file = |(field, path)| PackFile {
        field,
        state: file_state(&loader.files, root, &path),
        path,
        near: None,
    };
    pack.files = files.into_iter().map(file).collect();
    find_near(&loader.files, root, &mut pack.files);
    if is_read(&pack) {
        pack.stray = stray(&loader.files, root, &pack.files);
    }
    let name = root.file_name();
    pack.directory_name = name.map(|name| name.to_string_lossy().into_owned());
    let mut names = vec![
        PackFileNames::LOGO,
        PackFileNames::README,
        PackFileNames::VALUES,
    ];
    names.retain(|name| is_absent(&loader.files, root, name, pack.place, problems));
    pack.absent = names;
    pack
}

/// Whether the manifest could be read: which charts the pack has is not known where it is broken.
fn is_read(pack: &Pack) -> bool {
    pack.name.is_some() || pack.version.is_some() || pack.layer.is_some()
}

/// Whether one of the files that every pack has is not there. One that is no regular file is there,
/// and is recorded; values.yaml is looked at where it is read.
fn is_absent(
    files: &Files,
    root: &Path,
    name: &'static str,
    place: Place,
    problems: &mut Problems,
) -> bool {
    let Some(what) = files.kind_within(root, &root.join(name)) else {
        return true;
    };
    if name != PackFileNames::VALUES && what != FileKind::Regular {
        problems.push(Problem {
            place,
            kind: not_regular(name, what),
        });
    }
    false
}

fn not_regular(name: &str, kind: FileKind) -> ProblemKind {
    ProblemKind::File {
        name: name.to_owned(),
        kind: FileProblemKind::NotARegularFile(kind),
    }
}

/// Reads what the values say about the pack, its charts and its manifests. The contents of charts are
/// given with their index.
fn read_parts(
    loader: &Loader,
    root: &Path,
    pack: &mut Pack,
    values: Option<&PackValues>,
    problems: &mut Problems,
) -> PackContents {
    let tree = values.map(|values| &*values.tree);
    pack.images = tree.map(read_images);
    pack.chart_values = tree.filter(|_| is_read(pack)).map(read_chart_values);
    pack.notes = tree.map_or_else(ValueNotes::default, |tree| read_notes(tree, pack));
    let charts = tree.and_then(|tree| top_level(tree, "charts"));
    let mut read = 0;
    let mut parts = PackContents::default();
    for file in &pack.files {
        let Some(path) = file.path.known() else {
            continue;
        };
        let is_wanted = match file.field {
            "charts" => loader.reads.charts,
            _ => loader.reads.manifests,
        };
        if !is_wanted || file.state != PackFileState::Present {
            continue;
        }
        read += 1;
        if read > LIMITS.pack_files {
            problems.push(Problem {
                place: file.path.place,
                kind: ProblemKind::Limit {
                    what: "charts and manifests in one pack",
                    limit: LIMITS.pack_files,
                },
            });
            break;
        }
        let full = root.join(path);
        let what = loader.files.kind_within(root, &full);
        if let Some(what) = what.filter(|kind| *kind != FileKind::Regular) {
            problems.push(Problem {
                place: file.path.place,
                kind: not_regular(path, what),
            });
        } else if file.field == "charts" {
            let values = charts.map(|(_, value)| value);
            let (chart, inner) = read_chart(loader, root, file, values, problems);
            let index = pack.charts.len();
            parts.charts.extend(inner.map(|inner| (index, inner)));
            pack.charts.push(chart);
        } else {
            let manifest = read_manifest(loader, root, file, problems);
            parts.manifests.extend(manifest);
        }
    }
    parts
}

/// Reads one of the pack's own files, if it is there. Whether it must be is another rule's matter.
fn load_yaml(
    loader: &Loader,
    root: &Path,
    name: &'static str,
    manifest: Option<Place>,
    problems: &mut Problems,
) -> Option<Parsed> {
    let path = root.join(name);
    let kind = loader.files.kind_within(root, &path)?;
    if kind == FileKind::LinkOutside {
        problems.push(match manifest {
            Some(place) => Problem {
                place,
                kind: not_regular(name, kind),
            },
            None => loader
                .problem_of(&path, FileProblemKind::NotARegularFile(kind))
                .into(),
        });
        return None;
    }
    match manifest {
        Some(place) => read_yaml_part(loader, &path, (name, place), problems),
        None => read_yaml(loader, &path, problems),
    }
}

fn file_state(files: &Files, root: &Path, path: &Located<String>) -> PackFileState {
    let Some(text) = path.known() else {
        return PackFileState::Present;
    };
    if text.trim().is_empty() {
        return PackFileState::Empty;
    }
    let relative = Path::new(text);
    if relative.has_root() || text.contains(":\\") {
        return PackFileState::Absolute;
    }
    let mut depth = 0_i32;
    for part in relative.components() {
        match part {
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
        if depth < 0 {
            return PackFileState::Outside;
        }
    }
    let full = root.join(relative);
    if !files.exists(&full) {
        PackFileState::Missing
    } else if files.leaves(root, &full) {
        PackFileState::Outside
    } else {
        PackFileState::Present
    }
}

/// A pack's name and version, with the place to point at.
#[derive(Debug)]
pub(crate) struct PackIdentityPlace {
    /// The directory, as it is displayed.
    pub(crate) directory: String,
    /// The directory with its links followed.
    pub(crate) canonical: PathBuf,
    /// The name.
    pub(crate) name: String,
    /// The version.
    pub(crate) version: String,
    /// Where the version is written.
    pub(crate) place: Place,
    /// The manifest.
    pub(crate) tree: Tree,
}

/// Reads what pack.json alone says, whatever is wrong with its form.
pub(crate) fn read_pack(loader: &Loader, root: &Path) -> Option<(Pack, Tree)> {
    let mut problems = Problems::default();
    let tree = read_manifest_file(loader, root, &mut problems)?.tree;
    let (pack, _) = read_pack_json(&tree, &loader.display(root), &mut problems);
    Some((pack, tree))
}

/// Reads a pack's name and version once more.
pub(crate) fn read_identity(loader: &Loader, root: &Path) -> Option<PackIdentityPlace> {
    let (pack, tree) = read_pack(loader, root)?;
    let version = pack.version?;
    Some(PackIdentityPlace {
        directory: pack.directory,
        canonical: loader.files.canonical(root).ok()?,
        name: pack.name?.value.ok()?,
        place: version.place,
        version: version.value.ok()?,
        tree,
    })
}
