//! A cluster of any form, without its pools and VNet.

use super::fields::Described;
use crate::aks::dialect as fields;
use crate::aks::{AksField, Dialect, IpFamily, NetworkPlugin, NodeProvisioning, OutboundType};
use crate::input::draft::Draft;
use crate::input::read::{Entry, Shape};
use crate::model::{Candidate, Features, Level, Located, Raw, Setting, Unknown};
use crate::source::Place;

/// The network's settings, each with its field.
const SETTINGS: [(Setting, AksField); 7] = [
    (Setting::Plugin, fields::PLUGIN),
    (Setting::Mode, fields::MODE),
    (Setting::Dataplane, fields::DATAPLANE),
    (Setting::Policy, fields::POLICY),
    (Setting::PodCidr, fields::POD_CIDR),
    (Setting::ServiceCidr, fields::SERVICE_CIDR),
    (Setting::DnsServiceIp, fields::DNS_SERVICE_IP),
];

/// Reads what a cluster says of its network and version. `name` is its name, where it is written.
pub(crate) fn settings_of(
    of: Described<'_, '_>,
    name: Option<Located<String>>,
    address: &str,
    place: Place,
) -> Draft {
    let place = name.as_ref().map_or(place, |name| name.place);
    let title = name.as_ref().and_then(Located::known);
    let title = title.map_or(address, String::as_str).to_owned();
    let mut settings: Vec<_> = SETTINGS
        .iter()
        .filter_map(|(setting, field)| {
            // Tools write `""` where nothing is set.
            let entry = of.entry(field)?;
            let is_empty = entry.value.as_text() == Some("");
            (!is_empty).then(|| setting_of(*setting, entry, of))
        })
        .collect();
    if settings.iter().all(|one| one.setting != Setting::Plugin) {
        settings.extend(default_plugin(of.dialect, place));
    }
    Draft {
        dialect: of.dialect,
        cloud: Some(Located::default("aks".to_owned(), place)),
        name,
        kubernetes_version: of.text(&fields::KUBERNETES_VERSION).map(without_v),
        network_place: of.entry(&fields::PLUGIN).map(|entry| entry.key),
        settings,
        features: features(of),
        ..Draft::new(place, title)
    }
}

/// Cluster API writes `v1.34.1`.
pub(super) fn without_v(version: Located<String>) -> Located<String> {
    version.map(|text| Ok(text.strip_prefix('v').unwrap_or(text).to_owned()))
}

fn setting_of(setting: Setting, entry: Entry<'_>, of: Described<'_, '_>) -> Candidate {
    let value = match entry.value.shape() {
        Shape::Text(text) => Located::written(Raw::of_text(setting, text), entry.value.place()),
        Shape::Unknown(_) | Shape::PartlyKnown(_) => {
            let text = entry.text(of.of.reading, "a string");
            text.map(|text| Ok(Raw::of_text(setting, text)))
        }
        _ => Located::written(Raw::Shape(entry.value.describe()), entry.value.place()),
    };
    Candidate {
        setting,
        key: entry.name.to_owned(),
        value: in_lower_case(setting, value, of.dialect),
        content: None,
        level: Level::ClusterFile,
        owner: "the cluster".to_owned(),
    }
}

/// AKS accepts the names of plugins in any case. AKS release notes of 2026-07-17.
fn in_lower_case(setting: Setting, value: Located<Raw>, dialect: Dialect) -> Located<Raw> {
    if setting != Setting::Plugin || dialect != Dialect::Aks {
        return value;
    }
    value.map(|raw| {
        Ok(match raw {
            Raw::Text(text) => Raw::Text(text.to_lowercase()),
            other => other.clone(),
        })
    })
}

/// The plugin where the cluster names none.
fn default_plugin(dialect: Dialect, place: Place) -> Option<Candidate> {
    let value = match dialect {
        // Cluster API provider Azure, admission webhook: an absent plugin is set to azure.
        Dialect::ClusterApi | Dialect::Palette => return None,
        // terraform-provider-azurerm, docs of azurerm_kubernetes_cluster, 2026-08: without
        // `network_profile`, kubenet is used.
        Dialect::Azurerm => {
            let kubenet = NetworkPlugin::Kubenet.name().to_owned();
            Located::default(Raw::Text(kubenet), place)
        }
        // Azure CLI extension aks-preview, 2025: AKS moves from a default of its API to one that
        // depends on the Kubernetes version.
        Dialect::Aks => {
            let reason = "without networkPlugin, AKS chooses the plugin".to_owned();
            Located::unknown(Unknown::Terraform(reason), place)
        }
    };
    Some(Candidate {
        setting: Setting::Plugin,
        key: Setting::Plugin.key().to_owned(),
        value,
        content: None,
        level: Level::ClusterFile,
        owner: match dialect {
            Dialect::Azurerm => "azurerm's default".to_owned(),
            _ => "default".to_owned(),
        },
    })
}

fn features(of: Described<'_, '_>) -> Features {
    let names = OutboundType::NAMES;
    let families = of.entry(&fields::IP_FAMILIES).map_or(Vec::new(), |entry| {
        let texts = entry.texts(of.of.reading, "a list").into_iter();
        texts
            .map(|text| text.map(|text| IpFamily::parse(text).ok_or(Unknown::Invalid)))
            .collect()
    });
    // AKS shows the one range of a cluster in the list too.
    let ranges = |field: &AksField| {
        let ranges = of.texts(field);
        if ranges.len() > 1 { ranges } else { Vec::new() }
    };
    Features {
        private_cluster: of.flag(&fields::PRIVATE_CLUSTER),
        outbound_type: of.name(&fields::OUTBOUND_TYPE, names, OutboundType::parse),
        outbound_ips: of.whole(&fields::OUTBOUND_IPS),
        outbound_ports: of.whole(&fields::OUTBOUND_PORTS),
        connected_networks: Vec::new(),
        api_server_subnet: of.text(&fields::API_SERVER_SUBNET),
        ip_families: families,
        pod_cidrs: ranges(&fields::POD_CIDRS),
        service_cidrs: ranges(&fields::SERVICE_CIDRS),
        node_provisioning: of.name(
            &fields::NODE_PROVISIONING,
            NodeProvisioning::NAMES,
            NodeProvisioning::parse,
        ),
    }
}
