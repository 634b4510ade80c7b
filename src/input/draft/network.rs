//! The packs of one cluster together: what they say about the network, and what their silence
//! means.

use super::packs::PackText;
use crate::aks::packs::{KUBERNETES_PACK, PackLayer, is_network_pack};
use crate::aks::{NetworkPlugin, PluginMode, limits};
use crate::input::pack::{PackSettings, read_settings};
use crate::input::read::Reading;
use crate::model::{
    Candidate, Level, Located, Network, Provenance, QuickFlag, Raw, Scope, Setting, Unknown,
    strongest,
};
use crate::source::Place;
use crate::syntax::Tree;

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

/// Puts the packs of a cluster together. `stronger` are the words of the cluster file and the
/// flags; `place` is where the network would stand.
pub(crate) fn assemble(
    parts: &[Part<'_>],
    stronger: Vec<Candidate>,
    scope: Scope,
    place: Place,
    reading: &Reading<'_>,
    defaults: &[Candidate],
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
            let read: PackSettings = read_settings(tree, &part.owner, part.name.is_none(), reading);
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
    let plugin = |of: &[Candidate]| {
        let text = strongest(of, Setting::Plugin)?.text()?.to_owned();
        NetworkPlugin::parse(&text).or_else(|| NetworkPlugin::of_pack(&text))
    };
    let own_plugin = plugin(&candidates);
    let is_of_another = |setting: Setting| {
        own_plugin.is_some_and(|own| own != plugin(defaults).unwrap_or(NetworkPlugin::Azure))
            && !matches!(setting, Setting::ServiceCidr | Setting::DnsServiceIp)
    };
    let defaults: Vec<Candidate> = defaults
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

/// The layer of a pack that is known by its name alone.
pub(crate) fn well_known_layer(name: &str, place: Place) -> Option<Located<String>> {
    let layer = PackLayer::of_pack(name)?;
    Some(Located::default(layer.name().to_owned(), place))
}
