//! `network` of a cluster file and of packlint.yaml.

use crate::aks::{Dataplane, NetworkPlugin, NetworkPolicy, PluginMode};
use crate::input::pack::raw;
use crate::input::read::{
    Entry, ExactField, LaterField, Reading, Section as _, TextField, content, section,
};
use crate::model::{Candidate, Level, Located, Setting, Unknown};

section! {
    /// Network settings. A missing setting comes from the packs.
    pub(crate) struct NetworkSection<'t> in "network" {
        /// The network plugin. The packs cni-azure and cni-kubenet set azure and kubenet.
        plugin: Option<Entry<'t>>, "networkPlugin" =>
            ExactField(&[NetworkPlugin::NAMES, NetworkPlugin::PACKS]);
        /// `overlay`, or leave it out.
        mode: Option<Entry<'t>>, "networkPluginMode" => ExactField(&[PluginMode::NAMES]);
        /// The dataplane. The default is azure.
        dataplane: Option<Entry<'t>>, "networkDataplane" => ExactField(&[Dataplane::NAMES]);
        /// The network policy engine.
        policy: Option<Entry<'t>>, "networkPolicy" => ExactField(&[NetworkPolicy::NAMES]);
        /// Range of the pods. The default for kubenet and overlay is 10.244.0.0/16.
        pod_cidr: Option<Entry<'t>>, "podCidr" => LaterField(TextField(""));
        /// Range of the services. The default is 10.0.0.0/16.
        service_cidr: Option<Entry<'t>>, "serviceCidr" => LaterField(TextField(""));
        /// Address of the cluster's DNS service. The default is the tenth address of the service range.
        dns_service_ip: Option<Entry<'t>>, "dnsServiceIP" => LaterField(TextField(""));
    }
}

/// The settings of the section; `owner` names for people what has it.
pub(crate) fn network_settings(
    entry: Entry<'_>,
    level: Level,
    owner: &str,
    reading: &Reading<'_>,
) -> Vec<Candidate> {
    let candidate = |setting: Setting, value, content| Candidate {
        setting,
        key: setting.key().to_owned(),
        value,
        content,
        level,
        owner: owner.to_owned(),
    };
    let Some(fields) = NetworkSection::read(entry, reading) else {
        // What was to be said of each setting is not known.
        let unset = |setting| {
            let value = Located::unknown(Unknown::Invalid, entry.place());
            candidate(setting, value, None)
        };
        return Setting::ALL.into_iter().map(unset).collect();
    };
    let found = [
        (Setting::Plugin, fields.plugin),
        (Setting::Mode, fields.mode),
        (Setting::Dataplane, fields.dataplane),
        (Setting::Policy, fields.policy),
        (Setting::PodCidr, fields.pod_cidr),
        (Setting::ServiceCidr, fields.service_cidr),
        (Setting::DnsServiceIp, fields.dns_service_ip),
    ];
    let read = |(setting, entry): (Setting, Option<Entry<'_>>)| {
        let entry = entry?;
        let node = entry.value.node()?;
        let value = raw(setting, entry.place(), node, reading.resolver);
        Some(candidate(setting, value, content(node)))
    };
    found.into_iter().filter_map(read).collect()
}
