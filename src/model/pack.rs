//! A pack directory.

use super::{Constraint, Located, Preset};
use crate::source::Place;

/// A pack: what pack.json says, and which of its files are there.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The directory, as it is displayed.
    pub directory: String,
    /// The value of `name` in pack.json, else the file's start: where a missing file is reported.
    pub place: Place,
    /// The pack's name.
    pub name: Option<Located<String>>,
    /// The pack's version, as it is written.
    pub version: Option<Located<String>>,
    /// os, k8s, cni, csi, addon or kernel.
    pub layer: Option<Located<String>>,
    /// The clouds that it is for.
    pub cloud_types: Vec<Located<String>>,
    /// The files that `charts` and `kubeManifests` list.
    pub files: Vec<PackFile>,
    /// What schema.yaml says of the pack's own values; nothing where these cannot be read.
    pub constraints: Vec<Constraint>,
    /// The presets that change what a constraint is about.
    pub presets: Vec<Preset>,
}

/// A file that pack.json lists.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// `charts` or `kubeManifests`.
    pub field: &'static str,
    /// The path, as it is written.
    pub path: Located<String>,
    /// What is there.
    pub state: PackFileState,
}

/// What is at a listed path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackFileState {
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
