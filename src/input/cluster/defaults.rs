//! `cluster` of packlint.yaml: defaults for clusters.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::network::{NetworkSection, network_settings};
use super::variables::read_variables;
use crate::aks::NetworkPlugin;
use crate::files::CONFIG_FILE;
use crate::input::draft::ClusterDefaults;
use crate::input::read::{Entry, Reading, SchemaField, section, types};
use crate::model::{Address, Candidate, Cidr, Level, Raw, Setting, Unknown};
use crate::text::any_of;
use crate::version::Version;

section! {
    /// Defaults for clusters that do not set these values themselves.
    pub(crate) struct ClusterSection<'t> in "the cluster's defaults" {
        /// Kubernetes version.
        kubernetes_version: Option<Entry<'t>>, "kubernetesVersion" => SchemaField::<types::Version>::schema();
        /// Values of profile variables, for `{{.spectro.var.NAME}}`.
        variables: Option<Entry<'t>>, "variables" =>
            SchemaField::<BTreeMap<String, types::Scalar>>::schema();
        network: Option<Entry<'t>>, "network" => SchemaField::<NetworkSection<'static>>::schema();
    }
}

/// The defaults of the section; what is wrong is recorded and left out.
pub(crate) fn cluster_defaults(
    section: &ClusterSection<'_>,
    reading: &Reading<'_>,
) -> ClusterDefaults {
    let mut defaults = ClusterDefaults::default();
    let expected = "a version such as \"1.34\"";
    if let Some(entry) = section.kubernetes_version
        && let Some(text) = entry.try_text(reading, expected)
    {
        match text.known().and_then(|text| Version::parse(text)) {
            Some(_) => defaults.kubernetes_version = Some(text),
            None => entry.wrong(reading, expected),
        }
    }
    let variables = read_variables(section.variables, reading);
    defaults.variables = Arc::new(variables.into_iter().collect());
    let Some(network) = section.network else {
        return defaults;
    };
    for candidate in network_settings(network, Level::Config, CONFIG_FILE, reading) {
        if candidate.value.value == Err(Unknown::Invalid) {
            continue;
        }
        match what_is_expected(&candidate) {
            None => defaults.network.push(candidate),
            Some(expected) => {
                let members = network.value.members();
                if let Some(member) = members.iter().find(|one| one.name == candidate.key) {
                    Entry::of(*member).wrong(reading, expected);
                }
            }
        }
    }
    defaults
}

/// What a setting should be, where it is something else.
fn what_is_expected(candidate: &Candidate) -> Option<String> {
    if candidate.value.known().is_none() {
        return Some("a literal value; packlint.yaml has no macros".to_owned());
    }
    let text = candidate.text();
    let is = |test: &dyn Fn(&str) -> bool| text.is_some_and(test);
    match (candidate.setting, candidate.value.known()) {
        (_, Some(Raw::Range(Cidr { network: Ok(_), .. }))) => None,
        (_, Some(Raw::Address(Address { ip: Some(_), .. }))) => None,
        (Setting::PodCidr | Setting::ServiceCidr, _) => {
            Some("a range such as 10.0.0.0/16".to_owned())
        }
        (Setting::DnsServiceIp, _) => Some("an address such as 10.0.0.10".to_owned()),
        (Setting::Plugin, _) if is(&|text| NetworkPlugin::of_pack(text).is_some()) => None,
        (Setting::Plugin | Setting::Mode | Setting::Dataplane | Setting::Policy, _) => {
            let allowed = candidate.setting.allowed();
            (!is(&|text| allowed.contains(&text))).then(|| any_of(allowed))
        }
    }
}
