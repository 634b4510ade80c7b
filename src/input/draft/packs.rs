//! A pack of a draft: from a directory, from a profile, or as a lone values file.

use std::sync::Arc;

use super::network::{Part, PartValues, well_known_layer};
use crate::aks::packs::is_other_kubernetes;
use crate::input::pack::{LoadedPack, hold, read_ranges, read_values};
use crate::input::read::{Reading, Resolver, Shape, View, parse_text};
use crate::model::{ClusterRange, Located, Manifest, ProfilePack, Unknown};
use crate::source::Place;
use crate::syntax::Tree;

/// A pack of a draft.
#[derive(Debug)]
pub(crate) struct DraftPack {
    /// Its path, its name, or all of it.
    pub(crate) place: Place,
    pub(crate) name: Option<Located<String>>,
    pub(crate) version: Option<Located<String>>,
    pub(crate) layer: Option<Located<String>>,
    pub(crate) values: PackText,
    /// Its directory, where it is available: what its pack.json says takes precedence.
    pub(crate) directory: Option<Arc<LoadedPack>>,
    /// Why it is not known which pack it is.
    pub(crate) unknown: Option<Unknown>,
    /// Whether it is one of the packs of a profile, and not checked alone or with flags.
    pub(crate) is_layer: bool,
}

/// The values of a pack.
#[derive(Debug)]
pub(crate) enum PackText {
    /// They were read.
    Tree(Arc<Tree>),
    /// They are broken: there is a finding.
    Broken,
    /// None are given: the pack's own. Without its directory these are known to Palette only.
    Own,
    /// They cannot be known here.
    Unknown(Unknown),
}

impl PackText {
    /// Reads the values of a pack in a profile. `""` means that the pack's own apply.
    pub(crate) fn read(value: Option<View<'_>>, reading: &Reading<'_>) -> Self {
        let Some(value) = value else {
            return PackText::Own;
        };
        match value.shape() {
            Shape::Null => PackText::Own,
            Shape::Text(text) if text.trim().is_empty() => PackText::Own,
            Shape::Text(_) | Shape::PartlyKnown(_) => {
                match value.spelled().and_then(|text| parse_text(&text, reading)) {
                    Some(tree) => {
                        reading.extend(read_values(&tree, false));
                        PackText::Tree(Arc::new(tree))
                    }
                    None => PackText::Broken,
                }
            }
            Shape::Unknown(unknown) => PackText::Unknown(unknown.clone()),
            _ => {
                reading.wrong("values", value, "YAML as text");
                PackText::Broken
            }
        }
    }
}

/// The values of a pack directory.
pub(crate) fn own_values(pack: &LoadedPack) -> PackText {
    match &pack.values {
        _ if pack.name().is_none() => PackText::Broken,
        Some(values) if values.is_whole => PackText::Tree(Arc::clone(&values.tree)),
        Some(_) => PackText::Broken,
        None if pack.problems.is_empty() => PackText::Own,
        None => PackText::Broken,
    }
}

impl DraftPack {
    /// A pack directory with its own values; `place` is where it is named.
    pub(crate) fn of_directory(pack: &Arc<LoadedPack>, place: Place) -> Self {
        DraftPack {
            place,
            name: None,
            version: None,
            layer: None,
            values: own_values(pack),
            directory: Some(Arc::clone(pack)),
            unknown: None,
            is_layer: false,
        }
    }

    /// What the pack adds to the combination of settings, and the layer of the profile that it is.
    pub(super) fn part<'p>(&'p self, resolver: &'p Resolver) -> (Part<'p>, Option<ProfilePack>) {
        match &self.directory {
            Some(pack) => self.directory_part(pack, resolver),
            None => self.named_part(resolver),
        }
    }

    /// The ranges in its values, if it is a Kubernetes pack of another cloud than AKS.
    pub(super) fn other_ranges(&self, reading: &Reading<'_>) -> Vec<ClusterRange> {
        let manifest = self.directory.as_ref().and_then(|pack| pack.pack.as_ref());
        let named = |own: &Option<Located<String>>| own.as_ref()?.known().cloned();
        let layer = manifest
            .and_then(|pack| named(&pack.layer))
            .or_else(|| named(&self.layer));
        let name = manifest
            .and_then(|pack| named(&pack.name))
            .or_else(|| named(&self.name));
        match (&self.values, name) {
            (PackText::Tree(tree), Some(name)) if is_other_kubernetes(&name, layer.as_deref()) => {
                read_ranges(tree, self.place, reading)
            }
            _ => Vec::new(),
        }
    }

    fn directory_part<'p>(
        &'p self,
        pack: &'p LoadedPack,
        resolver: &'p Resolver,
    ) -> (Part<'p>, Option<ProfilePack>) {
        let place = self.place;
        let name = pack.name();
        let manifest = pack.pack.as_ref();
        let values = PartValues::of(&self.values);
        let layer = self.is_layer.then(|| ProfilePack {
            place,
            name: manifest
                .and_then(|pack| pack.name.clone())
                .unwrap_or_else(|| Located::unknown(Unknown::Invalid, place)),
            version: manifest.and_then(|pack| pack.version.clone()),
            layer: manifest.and_then(|pack| pack.layer.clone()),
            manifest: manifest.map(|pack| Manifest {
                cloud_types: pack.cloud_types.clone(),
                dependencies: pack.dependencies.clone(),
                resources: pack.resources.clone(),
            }),
            constraints: match values {
                PartValues::Tree(values) => hold(&pack.constraints, values, &[], resolver),
                _ => Vec::new(),
            },
        });
        let part = Part {
            name,
            name_place: manifest.map_or(place, |pack| pack.place),
            owner: match name {
                Some(name) => format!("pack {name}"),
                None => format!("pack {}", pack.root.display()),
            },
            values,
            unknown: None,
            resolver,
            has_patches: true,
            version: manifest.and_then(|pack| Some(pack.version.as_ref()?.known()?.as_str())),
        };
        (part, layer)
    }

    fn named_part<'p>(&'p self, resolver: &'p Resolver) -> (Part<'p>, Option<ProfilePack>) {
        let place = self.place;
        let known = self.name.as_ref().and_then(Located::known);
        let unknown_name = self
            .name
            .as_ref()
            .and_then(|name| name.value.as_ref().err());
        let layer = self.is_layer.then(|| ProfilePack {
            place,
            name: (self.name.clone()).unwrap_or_else(|| Located::unknown(Unknown::Invalid, place)),
            version: self.version.clone(),
            layer: (self.layer.clone())
                .or_else(|| known.and_then(|name| well_known_layer(name, place))),
            manifest: None,
            constraints: Vec::new(),
        });
        let part = Part {
            name: known.map(String::as_str),
            name_place: self.name.as_ref().map_or(place, |name| name.place),
            owner: match known {
                Some(name) => format!("pack {name}"),
                None if self.is_layer => "a pack".to_owned(),
                None => "the values file".to_owned(),
            },
            values: match (known, unknown_name.or(self.unknown.as_ref())) {
                (None, None) if self.is_layer => PartValues::Broken,
                _ => PartValues::of(&self.values),
            },
            unknown: unknown_name.or(self.unknown.as_ref()),
            resolver,
            has_patches: true,
            version: self
                .version
                .as_ref()
                .and_then(Located::known)
                .map(String::as_str),
        };
        (part, layer)
    }
}
