//! A pack directory.

use super::chart::{Chart, ChartValues};
use super::constraint::{Constraint, Preset};
use super::{Located, Unknown};
use crate::aks::packs::DependencyKind;
use crate::source::Place;

/// A pack: what pack.json says, and which of its files are there.
#[derive(Clone, Debug)]
pub struct Pack {
    /// As it is displayed.
    pub(crate) directory: String,
    /// The value of `name` in pack.json, else the file's start. A missing file is reported here.
    pub(crate) place: Place,
    pub(crate) name: Option<Located<String>>,
    /// As it is written.
    pub(crate) version: Option<Located<String>>,
    /// os, k8s, cni, csi, addon or kernel.
    pub(crate) layer: Option<Located<String>>,
    /// The clouds that it supports.
    pub(crate) cloud_types: Vec<Located<String>>,
    /// The packs that it needs or excludes: `constraints.dependencies`.
    pub(crate) dependencies: Vec<Dependency>,
    /// The minimum of resources that it needs, as far as pack.json has them as numbers.
    pub(crate) resources: Vec<ResourceMinimum>,
    /// The files that `charts` and `kubeManifests` list.
    pub(crate) files: Vec<PackFile>,
    /// What schema.yaml requires of the pack's own values; empty if these cannot be read.
    pub(crate) constraints: Vec<Constraint>,
    /// The presets that change a value with a constraint.
    pub(crate) presets: Vec<Preset>,
    /// The directory's own name.
    pub(crate) directory_name: Option<String>,
    /// The missing ones of the files that every pack has: `logo.png`.
    pub(crate) absent: Vec<&'static str>,
    /// The images that the values list; `None` if the values are not available.
    pub(crate) images: Option<Images>,
    /// The charts whose path is known.
    pub(crate) charts: Vec<Chart>,
    /// What the values say about charts; `None` if the values are not available.
    pub(crate) chart_values: Option<ChartValues>,
}

impl Pack {
    /// A pack with nothing in it.
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

/// Whether a pack with these cloud types supports a cloud; one without any supports every cloud.
pub(crate) fn is_for_cloud(cloud_types: &[Located<String>], cloud: &str) -> bool {
    let mut known = cloud_types.iter().filter_map(Located::known).peekable();
    let fits = |own: &String| own == EVERY_CLOUD || own.eq_ignore_ascii_case(cloud);
    known.peek().is_none() || known.any(fits)
}

/// The list `pack.content.images` of the values.
#[derive(Clone, Debug)]
pub(crate) struct Images {
    /// The list, or what is nearest to it: `pack.content`, `pack` or the values.
    pub(crate) place: Place,
    /// Why the list is not known, if it is a macro.
    pub(crate) unknown: Option<Unknown>,
    pub(crate) entries: Vec<ImageEntry>,
}

/// An entry of the list of images.
#[derive(Clone, Debug)]
pub(crate) struct ImageEntry {
    pub(crate) place: Place,
    pub(crate) image: ImageValue,
}

/// The content of an entry of the list of images.
#[derive(Clone, Debug)]
pub(crate) enum ImageValue {
    /// The text under `image`.
    Reference(Located<String>),
    /// `image` has something other than a text; what it is.
    NoText(Place, &'static str),
    /// `image` is missing; the other keys.
    NoKey(Vec<(String, Place)>),
    /// A text instead of a mapping.
    Bare(String),
    /// Something else instead of a mapping.
    Shape(&'static str),
}

/// A pack that another one needs or excludes.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    pub(crate) pack_name: Located<String>,
    /// The other pack's layer.
    pub(crate) layer: Option<Located<String>>,
    pub(crate) kind: DependencyKind,
    /// The lowest version; `""` sets no bound and is left out.
    pub(crate) min_version: Option<Located<String>>,
    /// The highest version; `""` sets no bound and is left out.
    pub(crate) max_version: Option<Located<String>>,
}

/// How much of a resource a pack needs in a worker pool.
#[derive(Clone, Debug)]
pub(crate) struct ResourceMinimum {
    pub(crate) kind: ResourceKind,
    /// Millicores of CPU, MiB of memory.
    pub(crate) minimum: u64,
    pub(crate) place: Place,
}

/// The resources of pack.json that follow from a machine's size.
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
    /// As it is written.
    pub(crate) path: Located<String>,
    pub(crate) state: PackFileState,
}

/// What is at a listed path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackFileState {
    Present,
    Missing,
    Absolute,
    /// The path, or a link on it, leaves the pack directory.
    Outside,
    Empty,
}
