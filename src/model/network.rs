//! The network's settings: which places set them, and which values are in effect.

use super::{Address, Cidr, Gap, Located, QuickFlag, Unknown};
use crate::aks::{Dataplane, NetworkPlugin, NetworkPolicy, PluginMode};
use crate::source::Place;

/// A setting of the network, which several places can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// `networkPlugin`
    Plugin,
    /// `networkPluginMode`
    Mode,
    /// `networkDataplane`
    Dataplane,
    /// `networkPolicy`
    Policy,
    /// `podCidr`
    PodCidr,
    /// `serviceCidr`
    ServiceCidr,
    /// `dnsServiceIP`
    DnsServiceIp,
}

impl Setting {
    pub(crate) const ALL: [Setting; 7] = [
        Setting::Plugin,
        Setting::Mode,
        Setting::Dataplane,
        Setting::Policy,
        Setting::PodCidr,
        Setting::ServiceCidr,
        Setting::DnsServiceIp,
    ];

    /// The key in the cluster file, which is the name that AKS uses.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Setting::Plugin => "networkPlugin",
            Setting::Mode => "networkPluginMode",
            Setting::Dataplane => "networkDataplane",
            Setting::Policy => "networkPolicy",
            Setting::PodCidr => "podCidr",
            Setting::ServiceCidr => "serviceCidr",
            Setting::DnsServiceIp => "dnsServiceIP",
        }
    }

    /// Its keys in pack values: the documented one first, then the names of the Cluster API fields
    /// that the packs mirror.
    pub(crate) fn pack_keys(self) -> &'static [&'static str] {
        match self {
            Setting::PodCidr => &["podCIDR", "podCidr"],
            Setting::ServiceCidr => &["serviceClusterIpRange", "serviceCIDR", "serviceCidr"],
            Setting::DnsServiceIp => &["dnsServiceIP", "dnsServiceIp"],
            Setting::Plugin => &["networkPlugin"],
            Setting::Mode => &["networkPluginMode"],
            Setting::Dataplane => &["networkDataplane"],
            Setting::Policy => &["networkPolicy"],
        }
    }

    /// Whether the value is a range or an address: `""` then means that it is not set.
    pub(crate) fn is_address(self) -> bool {
        matches!(
            self,
            Setting::PodCidr | Setting::ServiceCidr | Setting::DnsServiceIp
        )
    }

    /// The names that the setting accepts; none for addresses.
    pub(crate) fn allowed(self) -> &'static [&'static str] {
        match self {
            Setting::Plugin => NetworkPlugin::NAMES,
            Setting::Mode => PluginMode::NAMES,
            Setting::Dataplane => Dataplane::NAMES,
            Setting::Policy => NetworkPolicy::NAMES,
            _ => &[],
        }
    }

    /// The quick flag that sets it.
    pub(crate) fn flag(self) -> Option<QuickFlag> {
        match self {
            Setting::Plugin => Some(QuickFlag::NetworkPlugin),
            Setting::Mode => Some(QuickFlag::PluginMode),
            _ => None,
        }
    }
}

/// Where a setting is set. A later one in this list takes precedence over an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// In packlint.yaml, for clusters that do not set it.
    Config,
    /// By the choice of the CNI pack.
    PackName,
    /// At the top level of pack values.
    Root,
    /// Under `pack` of pack values.
    Pack,
    /// Under `managedControlPlane` of pack values.
    ManagedControlPlane,
    /// In an `override_cluster_api_config`.
    Override,
    /// In a patch for Azure Service Operator, which is merged last.
    AsoPatch,
    /// In the cluster file's `network`.
    ClusterFile,
    /// By a quick flag.
    Flag,
}

impl Level {
    /// Where it is in its owner's text, in words; empty if there is only one such place.
    pub(crate) fn location(self) -> &'static str {
        match self {
            Level::Root => " at the top level",
            Level::Pack => " under pack",
            Level::ManagedControlPlane => " under managedControlPlane",
            Level::AsoPatch => " in asoManagedClusterPatches",
            _ => "",
        }
    }

    /// Whether it is meant to differ from other places.
    pub(crate) fn is_override(self) -> bool {
        matches!(self, Level::Override | Level::AsoPatch | Level::Flag)
    }
}

/// A setting's value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    /// A scalar's text.
    Text(String),
    /// The text of a range.
    Range(Cidr),
    /// The text of an address.
    Address(Address),
    /// Nothing, null or `""`.
    Empty(&'static str),
    /// A value of a wrong type: "a boolean (true)", "a list".
    Shape(String),
}

impl Raw {
    /// The text of a scalar, parsed if the setting is a range or an address.
    pub(crate) fn of_text(setting: Setting, text: &str) -> Self {
        if text.is_empty() {
            return Raw::Empty("empty");
        }
        let text = text.to_owned();
        match setting {
            Setting::PodCidr | Setting::ServiceCidr => Raw::Range(text.into()),
            Setting::DnsServiceIp => Raw::Address(text.into()),
            Setting::Plugin | Setting::Mode | Setting::Dataplane | Setting::Policy => {
                Raw::Text(text)
            }
        }
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Raw::Text(text)
            | Raw::Range(Cidr { text, .. })
            | Raw::Address(Address { text, .. }) => Some(text),
            Raw::Empty(_) | Raw::Shape(_) => None,
        }
    }
}

/// One place that sets a setting.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) setting: Setting,
    /// The key as it is written there.
    pub(crate) key: String,
    /// Its place is the key if there is no value.
    pub(crate) value: Located<Raw>,
    /// The value's bytes without quotes, if a fix may replace them: not for a value from a macro.
    pub(crate) content: Option<Place>,
    pub(crate) level: Level,
    /// What sets it, in words: "the cluster file", "pack cni-azure".
    pub(crate) owner: String,
}

impl Candidate {
    /// The text, if the value is known and has one.
    pub(crate) fn text(&self) -> Option<&str> {
        self.value.known()?.text()
    }
}

/// The network of a cluster: its effective settings, and every place that sets one.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    /// In the order of the input.
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) plugin: Located<NetworkPlugin>,
    /// `None` is the plugin's classic mode.
    pub(crate) mode: Located<Option<PluginMode>>,
    pub(crate) dataplane: Located<Dataplane>,
    /// `None` if it is not set.
    pub(crate) policy: Located<Option<NetworkPolicy>>,
    /// `None` if it is not set: AKS's default applies.
    pub(crate) pod_cidr: Located<Option<Cidr>>,
    /// `None` if it is not set: AKS's default applies.
    pub(crate) service_cidr: Located<Option<Cidr>>,
    /// `None` if it is not set: AKS's default applies.
    pub(crate) dns_service_ip: Located<Option<Address>>,
}

impl Network {
    /// Finds the effective settings. `absent` decides for a setting that nothing sets whether AKS's
    /// default applies (`Ok`) or why it is not known; `place` is where the network would be.
    pub(crate) fn new(
        candidates: Vec<Candidate>,
        place: Place,
        absent: impl Fn(Setting) -> Result<(), Unknown>,
    ) -> Self {
        let effective = |setting: Setting| -> Located<Option<&Raw>> {
            match in_effect(&candidates, setting) {
                None => match absent(setting) {
                    Ok(()) => Located::default(None, place),
                    Err(unknown) => Located::absent(unknown, place),
                },
                Some(Candidate { value, .. }) => Located {
                    value: value.value.as_ref().map(Some).map_err(Clone::clone),
                    place: value.place,
                    provenance: value.provenance,
                },
            }
        };
        let range = |setting| {
            parsed(&effective(setting), |raw| match raw {
                Raw::Range(range) => Some(range.clone()),
                _ => None,
            })
        };
        Network {
            plugin: named(&effective(Setting::Plugin), parse_plugin).map(|plugin| {
                // Cluster API provider Azure, admission webhook: an absent plugin is set to azure.
                Ok(plugin.unwrap_or(NetworkPlugin::Azure))
            }),
            mode: named(&effective(Setting::Mode), PluginMode::parse),
            dataplane: named(&effective(Setting::Dataplane), Dataplane::parse)
                .map(|dataplane| Ok(dataplane.unwrap_or(Dataplane::Azure))),
            policy: named(&effective(Setting::Policy), NetworkPolicy::parse),
            pod_cidr: range(Setting::PodCidr),
            service_cidr: range(Setting::ServiceCidr),
            dns_service_ip: parsed(&effective(Setting::DnsServiceIp), |raw| match raw {
                Raw::Address(address) => Some(address.clone()),
                _ => None,
            }),
            candidates,
        }
    }

    /// Every place that sets a setting.
    pub(crate) fn candidates_for(&self, setting: Setting) -> impl Iterator<Item = &Candidate> {
        self.candidates
            .iter()
            .filter(move |candidate| candidate.setting == setting)
    }

    /// The place that takes precedence.
    pub(crate) fn in_effect(&self, setting: Setting) -> Option<&Candidate> {
        in_effect(&self.candidates, setting)
    }

    /// Why it is not known whether a setting is set, if nothing that is known sets it.
    pub(crate) fn gap_of_unset(&self, setting: Setting) -> Option<Gap> {
        if self.candidates_for(setting).next().is_some() {
            return None;
        }
        match setting {
            Setting::Plugin => self.plugin.get().err(),
            Setting::Mode => self.mode.get().err(),
            Setting::Dataplane => self.dataplane.get().err(),
            Setting::Policy => self.policy.get().err(),
            Setting::PodCidr => self.pod_cidr.get().err(),
            Setting::ServiceCidr => self.service_cidr.get().err(),
            Setting::DnsServiceIp => self.dns_service_ip.get().err(),
        }
    }

    /// Whether pods get addresses of the nodes' subnet.
    ///
    /// # Errors
    /// Whether the plugin or its mode is not known.
    pub(crate) fn pods_on_node_subnet(&self) -> Result<bool, Gap> {
        Ok(*self.plugin.get()? == NetworkPlugin::Azure && self.mode.get()?.is_none())
    }
}

/// The place that takes precedence for a setting; of equals, the first. An empty address does not
/// count.
pub(crate) fn in_effect(candidates: &[Candidate], setting: Setting) -> Option<&Candidate> {
    candidates
        .iter()
        .filter(|candidate| candidate.setting == setting)
        .filter(|candidate| {
            !(setting.is_address() && matches!(candidate.value.known(), Some(Raw::Empty(_))))
        })
        .reduce(|best, next| if next.level > best.level { next } else { best })
}

/// The plugin by its own name or by that of its pack.
fn parse_plugin(name: &str) -> Option<NetworkPlugin> {
    NetworkPlugin::parse(name).or_else(|| NetworkPlugin::of_pack(name))
}

fn named<T>(raw: &Located<Option<&Raw>>, parse: impl Fn(&str) -> Option<T>) -> Located<Option<T>> {
    parsed(raw, |raw| parse(raw.text()?))
}

/// A setting's value as its type. A value of another type has its own finding.
fn parsed<T>(raw: &Located<Option<&Raw>>, parse: impl Fn(&Raw) -> Option<T>) -> Located<Option<T>> {
    raw.map(|raw| match raw {
        None => Ok(None),
        Some(raw) => parse(raw).map(Some).ok_or(Unknown::Invalid),
    })
}
