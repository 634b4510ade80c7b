//! What packlint.yaml says of clusters that do not say it themselves.

use std::collections::HashMap;

use super::sections::{read_network, read_variables};
use crate::aks::NetworkPlugin;
use crate::files::CONFIG_FILE;
use crate::input::read::{Descent, Entry, Fields};
use crate::model::{Address, Candidate, Cidr, Level, Located, Raw, Setting, Unknown};
use crate::text::any_of;
use crate::version::Version;

/// Settings of clusters that do not say them themselves: weaker than every other word, stronger
/// than the defaults of AKS.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClusterDefaults {
    /// Kubernetes version.
    pub(crate) kubernetes_version: Option<Located<String>>,
    /// Profile variables by name.
    pub(crate) variables: HashMap<String, String>,
    /// Network settings, each right in itself, each once.
    pub(crate) network: Vec<Candidate>,
}

impl ClusterDefaults {
    /// Reads the section; what is wrong is recorded and left out.
    pub(crate) fn read(entry: Entry<'_>, descent: &mut Descent<'_>) -> Self {
        let mut defaults = ClusterDefaults::default();
        let Some(mut fields) = Fields::open(entry, "the cluster's defaults", descent) else {
            return defaults;
        };
        let version = fields.take("kubernetesVersion");
        let expected = "a version, as in \"1.34\"";
        let version = version.and_then(|entry| Some((entry, descent.text(entry, expected)?)));
        match version {
            Some((_, text))
                if text
                    .known()
                    .is_some_and(|text| Version::parse(text).is_some()) =>
            {
                defaults.kubernetes_version = Some(text);
            }
            Some((entry, _)) => descent.wrong_type(entry, expected),
            None => {}
        }
        if let Some(entry) = fields.take("variables") {
            let variables = read_variables(entry, &mut descent.problems);
            defaults.variables.extend(variables);
        }
        if let Some(section) = fields.take("network") {
            let owner = CONFIG_FILE;
            let said = read_network(section, Level::Config, owner, descent);
            let is_said = |said: &Candidate| said.value.value != Err(Unknown::Invalid);
            for candidate in said.into_iter().filter(is_said) {
                match what_is_expected(&candidate) {
                    None => defaults.network.push(candidate),
                    Some(expected) => {
                        if let Some((key, value)) = section.value.entry(&candidate.key) {
                            let name = candidate.key.as_str();
                            descent.wrong_type(Entry { name, key, value }, expected);
                        }
                    }
                }
            }
        }
        fields.finish(descent);
        defaults
    }
}

/// What a setting should be, where it is something else.
fn what_is_expected(candidate: &Candidate) -> Option<String> {
    if candidate.value.known().is_none() {
        return Some("a value that is written out: macros have none here".to_owned());
    }
    let text = candidate.text();
    let is = |test: &dyn Fn(&str) -> bool| text.is_some_and(test);
    match (candidate.setting, candidate.value.known()) {
        (_, Some(Raw::Range(Cidr { network: Ok(_), .. }))) => None,
        (_, Some(Raw::Address(Address { ip: Some(_), .. }))) => None,
        (Setting::PodCidr | Setting::ServiceCidr, _) => {
            Some("a range, as in 10.0.0.0/16".to_owned())
        }
        (Setting::DnsServiceIp, _) => Some("an address, as in 10.0.0.10".to_owned()),
        (Setting::Plugin, _) if is(&|text| NetworkPlugin::of_pack(text).is_some()) => None,
        (Setting::Plugin | Setting::Mode | Setting::Dataplane | Setting::Policy, _) => {
            let allowed = candidate.setting.allowed();
            (!is(&|text| allowed.contains(&text))).then(|| any_of(allowed))
        }
    }
}
