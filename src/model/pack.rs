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
    /// The kind of addon that pack.json names.
    pub(crate) addon_type: Option<Located<String>>,
    /// Files under `charts/` that nothing needs: `charts/demo-1.0.0.tgz.orig`.
    pub(crate) stray: Vec<String>,
    /// The images that the values list; `None` if the values are not available.
    pub(crate) images: Option<Images>,
    /// What else the values say about the pack itself.
    pub(crate) notes: ValueNotes,
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
            addon_type: None,
            stray: Vec::new(),
            images: None,
            notes: ValueNotes::default(),
            charts: Vec::new(),
            chart_values: None,
        }
    }
}

impl Pack {
    /// The names of the charts, if all are known.
    pub(crate) fn chart_names(&self) -> Option<Vec<&str>> {
        // Which charts there are is not known where pack.json cannot be read.
        self.chart_values.as_ref()?;
        let listed = self.files.iter().filter(|file| file.field == "charts");
        let names = self.charts.iter().filter_map(|chart| chart.name.as_deref());
        let names: Vec<&str> = names.collect();
        (names.len() >= listed.count()).then_some(names)
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
    /// Whether it is written as a list; an empty one says that there are no images.
    pub(crate) is_list: bool,
    pub(crate) entries: Vec<ImageEntry>,
}

/// What the values say about the pack itself, beside its images and charts.
#[derive(Clone, Debug, Default)]
pub(crate) struct ValueNotes {
    /// The entries of `pack.content.charts`.
    pub(crate) content_charts: Vec<ContentChart>,
    /// The entries of `pack.releaseNameOverride`: a chart, and the name of its release.
    pub(crate) release_names: Vec<(Located<String>, Located<String>)>,
    /// Keys at the root of the values that nothing reads.
    pub(crate) root_keys: Vec<(String, Place)>,
    /// What the header `enabled-presets` names that presets.yaml does not have, and what is most similar.
    pub(crate) unknown_presets: Vec<(String, Place, Option<String>)>,
    /// Paths with brackets or quotes that presets remove and nothing has, and how to write them.
    pub(crate) quoted_paths: Vec<(String, Place, Option<String>)>,
    /// Tags and versions that YAML reads as numbers: the path, as it is written, and where.
    pub(crate) numbers: Vec<(String, String, Place)>,
}

/// An entry of `pack.content.charts`: where Palette finds a chart.
#[derive(Clone, Debug)]
pub(crate) struct ContentChart {
    pub(crate) place: Place,
    pub(crate) name: Option<Located<String>>,
    pub(crate) version: Option<Located<String>>,
    pub(crate) repo: Option<Located<String>>,
    /// The key `repository`, if it is used instead of `repo`.
    pub(crate) repository: Option<Place>,
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
    /// What is there instead, if it is missing.
    pub(crate) near: Option<NearFile>,
}

/// A file of the pack that is probably meant by the path of a missing one.
#[derive(Clone, Debug)]
pub(crate) struct NearFile {
    /// Its path in the pack.
    pub(crate) path: String,
    /// Whether it is the directory of a chart that is not packed.
    pub(crate) is_directory: bool,
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
