//! The packs of one cluster together: what they say about the network, and what their silence
//! means.

use super::packs::PackText;
use crate::aks::packs::{KUBERNETES_PACK, PackLayer, is_network_pack};
use crate::aks::{NetworkPlugin, PluginMode, limits};
use crate::input::pack::{PackSettings, ValuesOf, read_settings};
use crate::input::read::{Reading, Resolver};
use crate::model::{
    Candidate, Level, Located, Network, Provenance, QuickFlag, Raw, Scope, Setting, Unknown,
    in_effect,
};
use crate::source::Place;
use crate::syntax::Tree;

/// A pack's values, as far as they are available.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PartValues<'a> {
    /// Read.
    Tree(&'a Tree),
    /// Available, but broken: there is a finding.
    Broken,
    /// Not available: only Palette knows their defaults.
    Absent,
    /// Something that cannot be known here.
    Unknown(&'a Unknown),
}

impl<'a> PartValues<'a> {
    pub(crate) fn of(values: &'a PackText) -> Self {
        match values {
            PackText::Tree(tree) => PartValues::Tree(tree),
            PackText::Broken => PartValues::Broken,
            PackText::Own => PartValues::Absent,
            PackText::Unknown(unknown) => PartValues::Unknown(unknown),
        }
    }
}

/// One pack of a profile, or a values file that replaces one.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    /// The pack's name; a lone values file has none.
    pub(crate) name: Option<&'a str>,
    /// Where the name is written: the choice of the CNI pack also sets the plugin.
    pub(crate) name_place: Place,
    /// Who says what the values say, for people.
    pub(crate) owner: String,
    /// Its values.
    pub(crate) values: PartValues<'a>,
    /// Why it is not known which pack it is.
    pub(crate) unknown: Option<&'a Unknown>,
    /// What the macros of its values can be resolved with.
    pub(crate) resolver: &'a Resolver,
}

impl Part<'_> {
    /// Whether the network's settings are read here. What has no name, a lone values file or a
    /// pack whose manifest is broken, may be of any pack.
    fn is_network_part(&self) -> bool {
        self.name.is_none_or(is_network_pack)
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

/// The packs of a cluster together, and what it means that none of them sets something.
struct Parts<'p> {
    all: &'p [Part<'p>],
    scope: Scope,
    /// The first key that packlint does not know in a place where settings are, and whose it is.
    unknown_key: Option<(String, String)>,
    is_plugin_by_flag: bool,
}

/// Puts the packs of a cluster together. `settings` are those that take precedence; `place` is where
/// the network's settings would be; `defaults` are those of packlint.yaml.
pub(crate) fn assemble(
    parts: &[Part<'_>],
    settings: Vec<Candidate>,
    scope: Scope,
    place: Place,
    reading: &Reading<'_>,
    defaults: &[Candidate],
) -> Assembly {
    let mut candidates = settings;
    let mut pack_max_pods = None;
    let mut unknown_key = None;
    for part in parts.iter().filter(|part| part.is_network_part()) {
        candidates.extend(part.plugin_by_name());
        if let PartValues::Tree(tree) = part.values {
            let own = Reading::new(part.resolver);
            let kind = match (part.name, part.unknown) {
                (Some(_), _) => ValuesOf::Network,
                (None, None) => ValuesOf::Any,
                (None, Some(_)) => ValuesOf::Unknown,
            };
            let read: PackSettings = read_settings(tree, &part.owner, kind, &own);
            reading.extend(own.finish());
            candidates.extend(read.candidates);
            pack_max_pods = pack_max_pods.or(read.max_pods);
            if let (Some(key), None) = (read.unknown_key, part.unknown) {
                unknown_key.get_or_insert((key, part.owner.clone()));
            }
        }
    }
    let is_plugin_by_flag = |candidate: &Candidate| {
        candidate.setting == Setting::Plugin && candidate.level == Level::Flag
    };
    let parts = Parts {
        all: parts,
        scope,
        unknown_key,
        is_plugin_by_flag: candidates.iter().any(is_plugin_by_flag),
    };
    let defaults = parts.effective_defaults(&candidates, defaults);
    candidates.extend(defaults);
    Assembly {
        network: Network::new(candidates, place, |setting| parts.unset(setting)),
        pack_max_pods,
        max_pods_unknown: parts.unset_max_pods().err(),
    }
}

impl Part<'_> {
    /// The choice of a CNI pack sets the plugin.
    fn plugin_by_name(&self) -> Option<Candidate> {
        let name = self.name?;
        NetworkPlugin::of_pack(name)?;
        Some(Candidate {
            setting: Setting::Plugin,
            key: Setting::Plugin.key().to_owned(),
            value: Located::written(Raw::Text(name.to_owned()), self.name_place),
            content: None,
            level: Level::PackName,
            owner: self.owner.clone(),
        })
    }
}

impl Parts<'_> {
    /// The defaults of packlint.yaml that apply: where nothing sets the setting; not where something
    /// may that is not available, and not where the plugin is another than the one that they are for.
    fn effective_defaults(&self, set: &[Candidate], defaults: &[Candidate]) -> Vec<Candidate> {
        let plugin = |of: &[Candidate]| {
            let text = in_effect(of, Setting::Plugin)?.text()?.to_owned();
            NetworkPlugin::parse(&text).or_else(|| NetworkPlugin::of_pack(&text))
        };
        let own = plugin(set);
        let is_of_another = |setting: Setting| {
            own.is_some_and(|own| own != plugin(defaults).unwrap_or(NetworkPlugin::Azure))
                && !matches!(setting, Setting::ServiceCidr | Setting::DnsServiceIp)
        };
        let is_unset = |setting| {
            in_effect(set, setting).is_none()
                && matches!(
                    self.unset(setting),
                    Ok(()) | Err(Unknown::NotGiven { .. } | Unknown::NoSuchPack(_))
                )
        };
        let applies =
            |default: &&Candidate| is_unset(default.setting) && !is_of_another(default.setting);
        defaults.iter().filter(applies).cloned().collect()
    }

    /// What it means that nothing sets a setting: `Ok` where AKS's default applies.
    fn unset(&self, setting: Setting) -> Result<(), Unknown> {
        self.silence(setting.key(), setting.flag())?;
        if let (Some((key, owner)), setting) = (&self.unknown_key, setting.key()) {
            return Err(Unknown::OtherKey {
                key: key.clone(),
                pack: owner.clone(),
                setting,
            });
        }
        match setting {
            // Who sets the plugin by a flag would set its mode by one.
            Setting::Mode if self.is_plugin_by_flag => Ok(()),
            Setting::Plugin | Setting::Mode | Setting::Dataplane | Setting::Policy => {
                self.must_have(|name| NetworkPlugin::of_pack(name).is_some(), "a CNI pack")
            }
            // A lone values file may be the CNI pack's: the Kubernetes pack sets the ranges.
            Setting::PodCidr | Setting::ServiceCidr | Setting::DnsServiceIp
                if self.all.iter().any(|part| part.name.is_none()) =>
            {
                Err(Unknown::not_given(setting.key()))
            }
            Setting::PodCidr | Setting::ServiceCidr | Setting::DnsServiceIp => {
                self.must_have_kubernetes()
            }
        }
    }

    /// What it means that nothing sets max pods: `Ok` where the plugin's default applies.
    fn unset_max_pods(&self) -> Result<(), Unknown> {
        self.silence("max pods", Some(QuickFlag::MaxPods))?;
        self.must_have_kubernetes()
    }

    /// Whether a pack may set something that is not available.
    fn silence(&self, what: &'static str, flag: Option<QuickFlag>) -> Result<(), Unknown> {
        let of_network = || self.all.iter().filter(|part| part.is_network_part());
        if of_network().any(|part| matches!(part.values, PartValues::Broken)) {
            return Err(Unknown::Invalid);
        }
        if self.scope == Scope::ValuesOnly {
            return Err(Unknown::NotGiven { what, flag });
        }
        // There is one CNI pack and one Kubernetes pack: where both are known, others set nothing.
        let has_both = self.has(|name| NetworkPlugin::of_pack(name).is_some())
            && self.has(|name| name == KUBERNETES_PACK);
        let unknown = of_network().find_map(|part| match (part.unknown, part.values) {
            (Some(_), _) if has_both => None,
            (Some(unknown), _) | (None, PartValues::Unknown(unknown)) => Some(unknown.clone()),
            _ => None,
        });
        if let Some(unknown) = unknown {
            return Err(unknown);
        }
        match of_network().find(|part| matches!(part.values, PartValues::Absent)) {
            Some(part) => {
                let name = part.name.unwrap_or(&part.owner);
                Err(Unknown::PackValues(name.to_owned()))
            }
            None => Ok(()),
        }
    }

    /// Whether a pack of such a name is among them.
    fn has(&self, is_it: impl Fn(&str) -> bool) -> bool {
        self.all.iter().any(|part| part.name.is_some_and(&is_it))
    }

    /// Where packs are listed, the one that could set the setting must be among them. A lone values
    /// file may be of any pack.
    fn must_have(&self, is_it: impl Fn(&str) -> bool, what: &'static str) -> Result<(), Unknown> {
        let is_there = |part: &Part<'_>| part.name.is_none_or(&is_it);
        match self.all.is_empty() || self.all.iter().any(is_there) {
            true => Ok(()),
            false => Err(Unknown::NoSuchPack(what)),
        }
    }

    fn must_have_kubernetes(&self) -> Result<(), Unknown> {
        self.must_have(|name| name == KUBERNETES_PACK, "the pack kubernetes-aks")
    }
}

impl Assembly {
    /// Max pods of a pool that does not say them: the pack's, else the plugin's default. `place` is
    /// where they would be written.
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

/// The layer of a pack that is known by its name alone.
pub(crate) fn well_known_layer(name: &str, place: Place) -> Option<Located<String>> {
    let layer = PackLayer::of_pack(name)?;
    Some(Located::default(layer.name().to_owned(), place))
}
