//! A pack of a draft: from a directory, from a profile, or as a lone values file.

use std::sync::Arc;

use super::network::{Part, PartValues, well_known_layer};
use crate::input::pack::{LoadedPack, hold, read_macros};
use crate::input::read::{Entry, Reading, Resolver, Shape, View};
use crate::model::{Located, Manifest, ProfilePack, Unknown};
use crate::problem::Problem;
use crate::source::{Expense, Place};
use crate::syntax::{Spelled, Tree};

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
                match value.spelled().and_then(|text| parse(&text, reading)) {
                    Some(tree) => {
                        reading.extend(read_macros(&tree, false));
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

/// Parses YAML in a text; nothing where a document of it is broken.
fn parse(spelled: &Spelled, reading: &Reading<'_>) -> Option<Tree> {
    let place = spelled.outer.place(spelled.whole);
    let free = spelled.outer.text.len();
    if !reading.may_embed(spelled.content.len(), free, place) {
        return None;
    }
    let parsed = spelled.parse_yaml();
    reading.extend(Problem::of_parsed(&parsed));
    let may_keep = reading.spend(Expense::EmbeddedNodes, parsed.tree.len(), place);
    (may_keep && parsed.tree.is_whole()).then_some(parsed.tree)
}

/// The text of an `override_cluster_api_config`.
#[derive(Debug)]
pub(crate) enum Override {
    Tree(Tree),
    /// It is not known, and may set anything.
    Unknown(Unknown, Place),
}

impl Override {
    /// Reads an override, if there is one.
    pub(crate) fn read(value: Option<View<'_>>, reading: &Reading<'_>) -> Option<Self> {
        let value = value.filter(|value| value.as_text() != Some(""))?;
        match value.shape() {
            Shape::Text(_) | Shape::PartlyKnown(_) => {
                parse(&*value.spelled()?, reading).map(Override::Tree)
            }
            Shape::Unknown(unknown) => Some(Override::Unknown(unknown.clone(), value.place())),
            _ => {
                reading.wrong("override_cluster_api_config", value, "YAML as text");
                None
            }
        }
    }

    /// Max pods of a pool's override.
    pub(crate) fn max_pods(&self, reading: &Reading<'_>) -> Option<Located<i64>> {
        let tree = match self {
            Override::Tree(tree) => tree,
            Override::Unknown(unknown, place) => {
                return Some(Located::unknown(unknown.clone(), *place));
            }
        };
        let name = "maxPods";
        let spec = tree
            .root()
            .and_then(|root| root.get("AzureManagedMachinePool")?.get("spec"));
        let (key, value) = spec?.entry(name)?;
        let entry = Entry {
            name,
            key: key.place(),
            value: View::Own(value),
        };
        Some(entry.whole(reading))
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
    pub(super) fn part(&self, resolver: &Resolver) -> (Part<'_>, Option<ProfilePack>) {
        match &self.directory {
            Some(pack) => self.directory_part(pack, resolver),
            None => self.named_part(),
        }
    }

    fn directory_part<'p>(
        &'p self,
        pack: &'p LoadedPack,
        resolver: &Resolver,
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
        };
        (part, layer)
    }

    fn named_part(&self) -> (Part<'_>, Option<ProfilePack>) {
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
            // Nothing can be said of the values of a pack that is not known.
            values: match (known, unknown_name.or(self.unknown.as_ref())) {
                (None, Some(unknown)) => PartValues::Unknown(unknown),
                (None, None) if self.is_layer => PartValues::Broken,
                _ => PartValues::of(&self.values),
            },
        };
        (part, layer)
    }
}
