//! A pack directory.

use super::chart::{Chart, ChartValues};
use super::constraint::{Constraint, Preset};
use super::{Located, Unknown};
use crate::aks::packs::DependencyKind;
use crate::source::Place;

/// A pack: what pack.json says, and which of its files are there.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The directory, as it is displayed.
    pub(crate) directory: String,
    /// The value of `name` in pack.json, else the file's start: where a missing file is reported.
    pub(crate) place: Place,
    /// The pack's name.
    pub(crate) name: Option<Located<String>>,
    /// The pack's version, as it is written.
    pub(crate) version: Option<Located<String>>,
    /// os, k8s, cni, csi, addon or kernel.
    pub(crate) layer: Option<Located<String>>,
    /// The clouds that it is for.
    pub(crate) cloud_types: Vec<Located<String>>,
    /// The packs that it needs or excludes: `constraints.dependencies`.
    pub(crate) dependencies: Vec<Dependency>,
    /// The least resources that it needs, where pack.json says them as numbers.
    pub(crate) resources: Vec<ResourceMinimum>,
    /// The files that `charts` and `kubeManifests` list.
    pub(crate) files: Vec<PackFile>,
    /// What schema.yaml says of the pack's own values; nothing where these cannot be read.
    pub(crate) constraints: Vec<Constraint>,
    /// The presets that change what a constraint is about.
    pub(crate) presets: Vec<Preset>,
    /// The directory's own name.
    pub(crate) directory_name: Option<String>,
    /// The files that every pack has, as far as they are absent: `logo.png`.
    pub(crate) absent: Vec<&'static str>,
    /// The images that the values list; `None` where the values are not at hand.
    pub(crate) images: Option<Images>,
    /// The charts that could be looked for.
    pub(crate) charts: Vec<Chart>,
    /// What the values say about charts; `None` where the values are not at hand.
    pub(crate) chart_values: Option<ChartValues>,
}

impl Pack {
    /// A pack of which only the directory is known.
    pub(crate) fn new(directory: String, place: Place) -> Self {
        Pack {
            directory,
            place,
            name: None,
            version: None,
            layer: None,
            cloud_types: Vec::new(),
            dependencies: Vec::new(),
            resources: Vec::new(),
            files: Vec::new(),
            constraints: Vec::new(),
            presets: Vec::new(),
            directory_name: None,
            absent: Vec::new(),
            images: None,
            charts: Vec::new(),
            chart_values: None,
        }
    }
}

/// The cloud type of a pack for every cloud.
const EVERY_CLOUD: &str = "all";

/// Whether a pack with these cloud types is for a cloud; one that says none is for every cloud.
pub(crate) fn is_for_cloud(cloud_types: &[Located<String>], cloud: &str) -> bool {
    let mut known = cloud_types.iter().filter_map(Located::known).peekable();
    let fits = |own: &String| own == EVERY_CLOUD || own.eq_ignore_ascii_case(cloud);
    known.peek().is_none() || known.any(fits)
}

/// The list `pack.content.images` of the values.
#[derive(Clone, Debug)]
pub(crate) struct Images {
    /// The nearest thing to the list that is there: it, `pack.content`, `pack` or the values.
    pub(crate) place: Place,
    /// The macro that stands for the list.
    pub(crate) unknown: Option<Unknown>,
    /// The entries.
    pub(crate) entries: Vec<ImageEntry>,
}

/// An entry of the list of images.
#[derive(Clone, Debug)]
pub(crate) struct ImageEntry {
    /// The entry.
    pub(crate) place: Place,
    /// What it says.
    pub(crate) image: ImageValue,
}

/// What an entry of the list of images says.
#[derive(Clone, Debug)]
pub(crate) enum ImageValue {
    /// The text under `image`.
    Reference(Located<String>),
    /// `image` is there, but has no text; what it has.
    NoText(Place, &'static str),
    /// There is no `image`; the keys that there are.
    NoKey(Vec<(String, Place)>),
    /// It is a text in place of a mapping.
    Bare(String),
    /// It is something else in place of a mapping.
    Shape(&'static str),
}

/// A pack that another one needs or excludes.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    /// The other pack's name.
    pub(crate) pack_name: Located<String>,
    /// The layer that the other pack is in.
    pub(crate) layer: Option<Located<String>>,
    pub(crate) kind: DependencyKind,
    /// The least version; `""` is no bound and is left out.
    pub(crate) min_version: Option<Located<String>>,
    /// The greatest version; `""` is no bound and is left out.
    pub(crate) max_version: Option<Located<String>>,
}

/// The least that a pack needs of one resource in a worker pool.
#[derive(Clone, Debug)]
pub(crate) struct ResourceMinimum {
    /// The resource.
    pub(crate) kind: ResourceKind,
    /// The least: millicores of CPU, MiB of memory.
    pub(crate) least: u64,
    /// Where it is written.
    pub(crate) place: Place,
}

/// A resource that pack.json can ask for, as far as a machine's size says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResourceKind {
    /// `cpu`
    Cpu,
    /// `memory`
    Memory,
}

/// A file that pack.json lists.
#[derive(Clone, Debug)]
pub(crate) struct PackFile {
    /// `charts` or `kubeManifests`.
    pub(crate) field: &'static str,
    /// The path, as it is written.
    pub(crate) path: Located<String>,
    /// What is there.
    pub(crate) state: PackFileState,
}

/// What is at a listed path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackFileState {
    /// A file.
    Present,
    /// Nothing.
    Missing,
    /// The path is absolute.
    Absolute,
    /// The path, or a link on it, leaves the pack directory.
    Outside,
    /// The path is empty.
    Empty,
}
