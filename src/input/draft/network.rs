//! The packs of one cluster together: what they say about the network, and what their silence
//! means.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::aks::{NetworkPlugin, PluginMode, limits};
use crate::files::{Files, Loader};
use crate::input::pack::{
    KUBERNETES_PACK, LoadedPack, NETWORK_PACKS, PackSettings, load_pack, read_settings,
};
use crate::input::read::Descent;
use crate::model::{
    Candidate, Layer, Level, Located, Manifest, Network, Provenance, QuickFlag, Raw, Scope,
    Setting, Unknown, strongest,
};
use crate::source::Place;
use crate::syntax::Tree;

/// Packs that were read, each once in a run.
#[derive(Debug, Default)]
pub struct PackCache {
    /// A cell for each directory, so that reading one pack does not hold up the others.
    packs: Mutex<HashMap<PathBuf, Arc<OnceLock<Arc<LoadedPack>>>>>,
    /// Directories of packs whose own values some cluster deploys.
    with_own_values: Mutex<HashSet<PathBuf>>,
}

impl PackCache {
    /// The pack of a directory, read at the first use.
    pub(crate) fn get(&self, loader: &Loader, root: &Path) -> Arc<LoadedPack> {
        let key = loader.files.canonical_or_same(root);
        let cell = {
            let mut packs = self.packs.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(packs.entry(key).or_default())
        };
        Arc::clone(cell.get_or_init(|| Arc::new(load_pack(loader, root))))
    }

    /// Notes that a cluster deploys a pack with its own values, not with others in their place.
    pub(crate) fn note_own_values(&self, files: &Files, pack: &LoadedPack) {
        let mut noted = self
            .with_own_values
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        noted.insert(files.canonical_or_same(&pack.root));
    }

    /// Whether some cluster deploys the pack of a directory with its own values.
    pub(crate) fn has_own_values(&self, root: &Path) -> bool {
        let noted = self
            .with_own_values
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        noted.contains(root)
    }

    /// All packs that were read, sorted by directory.
    pub(crate) fn packs(&self) -> Vec<(PathBuf, Arc<LoadedPack>)> {
        let packs = self.packs.lock().unwrap_or_else(PoisonError::into_inner);
        let mut packs: Vec<_> = packs
            .iter()
            .filter_map(|(root, cell)| Some((root.clone(), Arc::clone(cell.get()?))))
            .collect();
        packs.sort_by(|a, b| a.0.cmp(&b.0));
        packs
    }
}

/// A pack's values, as far as they are at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PartValues<'a> {
    /// Read.
    Tree(&'a Tree),
    /// There, but broken: there is a finding.
    Broken,
    /// Not at hand: their defaults are known to Palette only.
    Absent,
    /// Something that cannot be known here.
    Unknown(&'a Unknown),
}

/// One pack of a profile, or a values file that stands for one.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    /// The pack's name; a lone values file has none.
    pub(crate) name: Option<&'a str>,
    /// Where the name is written: the choice of the CNI pack is a word on the plugin.
    pub(crate) name_place: Place,
    /// Who says what the values say, for people.
    pub(crate) owner: String,
    /// Its values.
    pub(crate) values: PartValues<'a>,
}

impl Part<'_> {
    /// Whether the network's settings are read here. What has no name, a lone values file or a
    /// pack whose manifest is broken, may be of any pack.
    fn is_network_part(&self) -> bool {
        self.name.is_none_or(|name| NETWORK_PACKS.contains(&name))
    }
}

/// What the packs of a cluster say together.
#[derive(Debug)]
pub(crate) struct Assembly {
    /// The network.
    pub(crate) network: Network,
    /// Max pods for all pools, where a pack gives them.
    pub(crate) pack_max_pods: Option<Located<i64>>,
    /// Why max pods cannot be a default.
    max_pods_unknown: Option<Unknown>,
}

/// Puts the packs of a cluster together. `stronger` are the words of the cluster file and the
/// flags; `place` is where the network would stand.
pub(crate) fn assemble(
    parts: &[Part<'_>],
    stronger: Vec<Candidate>,
    scope: Scope,
    place: Place,
    descent: &mut Descent<'_>,
) -> Assembly {
    let mut candidates = stronger;
    let mut pack_max_pods = None;
    let mut unknown_key = None;
    for part in parts.iter().filter(|part| part.is_network_part()) {
        if let Some(name) = part.name
            && NetworkPlugin::of_pack(name).is_some()
        {
            candidates.push(Candidate {
                setting: Setting::Plugin,
                key: Setting::Plugin.key().to_owned(),
                value: Located::written(Raw::Text(name.to_owned()), part.name_place),
                content: None,
                level: Level::PackName,
                owner: part.owner.clone(),
            });
        }
        if let PartValues::Tree(tree) = part.values {
            let read: PackSettings = read_settings(tree, &part.owner, part.name.is_none(), descent);
            candidates.extend(read.candidates);
            pack_max_pods = pack_max_pods.or(read.max_pods);
            if let Some(key) = read.unknown_key {
                unknown_key.get_or_insert((key, part.owner.clone()));
            }
        }
    }
    let is_plugin_by_flag = candidates
        .iter()
        .any(|candidate| candidate.setting == Setting::Plugin && candidate.level == Level::Flag);
    let absent = |setting: Setting| {
        silence(
            parts,
            scope,
            unknown_key.as_ref(),
            setting.key(),
            setting.flag(),
        )?;
        match setting {
            // Who says the plugin by a flag would say its mode by one.
            Setting::Mode if is_plugin_by_flag => Ok(()),
            Setting::Plugin | Setting::Mode | Setting::Dataplane | Setting::Policy => must_have(
                parts,
                |name| NetworkPlugin::of_pack(name).is_some(),
                "a CNI pack",
            ),
            // A lone values file may be the CNI pack's: the ranges are the Kubernetes pack's matter.
            Setting::PodCidr | Setting::ServiceCidr | Setting::DnsServiceIp
                if parts.iter().any(|part| part.name.is_none()) =>
            {
                Err(Unknown::not_given(setting.key()))
            }
            Setting::PodCidr | Setting::ServiceCidr | Setting::DnsServiceIp => must_have(
                parts,
                |name| name == KUBERNETES_PACK,
                "the pack kubernetes-aks",
            ),
        }
    };
    // The defaults of packlint.yaml fill in where nobody speaks; not where somebody may, unheard, and
    // not where the plugin is another than the one that they go with.
    let said = &descent.resolver.defaults.network;
    let plugin = |of: &[Candidate]| {
        let text = strongest(of, Setting::Plugin)?.text()?.to_owned();
        NetworkPlugin::parse(&text).or_else(|| NetworkPlugin::of_pack(&text))
    };
    let own_plugin = plugin(&candidates);
    let is_of_another = |setting: Setting| {
        own_plugin.is_some_and(|own| own != plugin(said).unwrap_or(NetworkPlugin::Azure))
            && !matches!(setting, Setting::ServiceCidr | Setting::DnsServiceIp)
    };
    let defaults: Vec<Candidate> = said
        .iter()
        .filter(|default| {
            strongest(&candidates, default.setting).is_none()
                && !is_of_another(default.setting)
                && matches!(
                    absent(default.setting),
                    Ok(()) | Err(Unknown::NotGiven { .. } | Unknown::NoSuchPack(_))
                )
        })
        .cloned()
        .collect();
    candidates.extend(defaults);
    let network = Network::new(candidates, place, absent);
    let max_pods_unknown = silence(parts, scope, None, "max pods", Some(QuickFlag::MaxPods))
        .and_then(|()| {
            must_have(
                parts,
                |name| name == KUBERNETES_PACK,
                "the pack kubernetes-aks",
            )
        })
        .err();
    Assembly {
        network,
        pack_max_pods,
        max_pods_unknown,
    }
}

/// What it means that nobody says a setting: `Ok` where the default holds.
fn silence(
    parts: &[Part<'_>],
    scope: Scope,
    unknown_key: Option<&(String, String)>,
    what: &'static str,
    flag: Option<QuickFlag>,
) -> Result<(), Unknown> {
    let of_network = || parts.iter().filter(|part| part.is_network_part());
    if of_network().any(|part| matches!(part.values, PartValues::Broken)) {
        return Err(Unknown::Invalid);
    }
    if scope == Scope::ValuesAlone {
        return Err(Unknown::NotGiven { what, flag });
    }
    let unknown = of_network().find_map(|part| match part.values {
        PartValues::Unknown(unknown) => Some(unknown.clone()),
        _ => None,
    });
    if let Some(unknown) = unknown {
        return Err(unknown);
    }
    if let Some(part) = of_network().find(|part| matches!(part.values, PartValues::Absent)) {
        let name = part.name.unwrap_or(&part.owner);
        return Err(Unknown::PackNotAtHand(name.to_owned()));
    }
    match unknown_key {
        None => Ok(()),
        Some((key, owner)) => Err(Unknown::OtherKey {
            key: key.clone(),
            pack: owner.clone(),
            setting: what,
        }),
    }
}

/// Where packs are listed, the one that could say the setting must be among them. A lone values
/// file may be of any pack.
fn must_have(
    parts: &[Part<'_>],
    is_it: impl Fn(&str) -> bool,
    what: &'static str,
) -> Result<(), Unknown> {
    if parts.is_empty() || parts.iter().any(|part| part.name.is_none_or(&is_it)) {
        Ok(())
    } else {
        Err(Unknown::NoSuchPack(what))
    }
}

impl Assembly {
    /// Max pods of a pool that does not say them: the pack's, else the plugin's default. `place` is
    /// where they would stand.
    pub(crate) fn default_max_pods(&self, place: Place, has_pod_subnet: bool) -> Located<i64> {
        if let Some(pods) = &self.pack_max_pods {
            return pods.clone();
        }
        let value = match &self.max_pods_unknown {
            Some(unknown) => Err(unknown.clone()),
            None => self.plugin_max_pods(has_pod_subnet),
        };
        Located {
            value: value.map(|pods| i64::try_from(pods).unwrap_or(i64::MAX)),
            place,
            provenance: Provenance::Default,
        }
    }

    fn plugin_max_pods(&self, has_pod_subnet: bool) -> Result<u64, Unknown> {
        let plugin = self.network.plugin.value.clone()?;
        Ok(match plugin {
            NetworkPlugin::Kubenet => limits::DEFAULT_MAX_PODS_KUBENET,
            NetworkPlugin::None => limits::DEFAULT_MAX_PODS_NONE,
            NetworkPlugin::Azure if has_pod_subnet => limits::DEFAULT_MAX_PODS_POD_SUBNET,
            NetworkPlugin::Azure => match self.network.mode.value.clone()? {
                Some(PluginMode::Overlay) => limits::DEFAULT_MAX_PODS_OVERLAY,
                None => limits::DEFAULT_MAX_PODS_AZURE,
            },
        })
    }
}

/// The layers of AKS's own packs, which are known without their directories.
const WELL_KNOWN_LAYERS: [(&str, &str); 5] = [
    ("ubuntu-aks", "os"),
    (KUBERNETES_PACK, "k8s"),
    ("cni-azure", "cni"),
    ("cni-kubenet", "cni"),
    ("csi-azure", "csi"),
];

/// The layer of a pack that is known by its name alone.
pub(crate) fn well_known_layer(name: &str, place: Place) -> Option<Located<String>> {
    let (_, layer) = WELL_KNOWN_LAYERS.iter().find(|(known, _)| *known == name)?;
    Some(Located::default((*layer).to_owned(), place))
}

/// The part that a pack at hand is, with the layer that it is in the profile.
pub(crate) fn part_of<'a>(
    pack: &'a LoadedPack,
    values: Option<PartValues<'a>>,
    place: Place,
) -> (Part<'a>, Layer) {
    let own = match &pack.values {
        _ if pack.name().is_none() => PartValues::Broken,
        Some(values) if values.is_whole => PartValues::Tree(&values.tree),
        Some(_) => PartValues::Broken,
        None if pack.problems.is_empty() => PartValues::Absent,
        None => PartValues::Broken,
    };
    let values = values.unwrap_or(own);
    let name = pack.name();
    let manifest = pack.pack.as_ref();
    let owner = match name {
        Some(name) => format!("pack {name}"),
        None => format!("pack {}", pack.root.display()),
    };
    let layer = Layer {
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
        constraints: Vec::new(),
    };
    let part = Part {
        name,
        name_place: manifest.map_or(place, |pack| pack.place),
        owner,
        values,
    };
    (part, layer)
}
