use super::settings::need_unset;
use crate::aks::{NetworkPlugin, cidr};
use crate::finding::Severity;
use crate::model::{Candidate, Cluster, Level, Raw, Setting};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a network setting that has different values in two places: the cluster file, the CNI
    /// pack, the Kubernetes pack, or two keys of one pack. Each place has a label. Choosing the pack
    /// cni-azure or cni-kubenet also sets the plugin. An override with a different value is only an
    /// info, and a flag on the command line is not reported: overriding is their purpose.
    ///
    /// ## Why it is bad
    /// Only one of the values is deployed. The other rules use the value that takes precedence: the
    /// cluster file first, then `managedControlPlane`, then `pack`, then the top level of the values.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: azure
    /// managedControlPlane:
    ///   networkPolicy: calico
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: calico
    /// ```
    ///
    /// ## Source
    /// Palette merges the values of the packs into one control plane; the order is packlint's own.
    id: "network-setting-conflict",
    severity: Error,
    summary: "network setting with different values in two places",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for setting in Setting::ALL {
        need_unset(cluster, setting, out);
        let said: Vec<_> = cluster
            .network
            .candidates_for(setting)
            .filter(|candidate| candidate.level != Level::Flag)
            .filter_map(|candidate| Some((candidate, normalized(candidate)?)))
            .collect();
        // Overrides are compared with what they override, the others with each other.
        let (overrides, plain): (Vec<_>, Vec<_>) = said
            .into_iter()
            .partition(|(candidate, _)| candidate.level.is_override());
        for (severity, effective, others) in [
            (Severity::Error, effective(&plain), &plain),
            (Severity::Info, effective(&overrides), &plain),
        ] {
            let Some((first, meant)) = effective else {
                continue;
            };
            let differing: Vec<_> = others.iter().filter(|(_, other)| other != meant).collect();
            let Some((second, other)) = differing.first() else {
                continue;
            };
            let (here, there) = (source_of(first, second), source_of(second, first));
            let message = format!("{} is {meant}{here} but {other}{there}", setting.key());
            let finding = out
                .report(first.value.place, message)
                .label(format!("{meant}: this value takes precedence"))
                .help(format!("remove one of the two; packlint used {meant}"))
                .about_itself()
                .severity(severity);
            for (candidate, text) in differing {
                finding.related(
                    candidate.value.place,
                    format!("{text}{}", source_of(candidate, first)),
                );
            }
        }
    }
}

/// Where a value is set, compared with another: the owner, or the place in the owner's text.
fn source_of(candidate: &Candidate, other: &Candidate) -> String {
    if candidate.owner == other.owner {
        candidate.level.location().to_owned()
    } else {
        format!(" in {}", candidate.owner)
    }
}

/// The value that takes precedence; of equals, the first.
fn effective<'c, 'm>(said: &'c [(&'m Candidate, String)]) -> Option<&'c (&'m Candidate, String)> {
    said.iter().reduce(|best, next| {
        if next.0.level > best.0.level {
            next
        } else {
            best
        }
    })
}

/// A value in a form that can be compared; `None` if it is invalid.
fn normalized(candidate: &Candidate) -> Option<String> {
    let text = candidate.text()?;
    match candidate.setting {
        Setting::Plugin => NetworkPlugin::parse(text)
            .or(NetworkPlugin::of_pack(text))
            .map(|plugin| plugin.name().to_owned()),
        Setting::PodCidr | Setting::ServiceCidr => match candidate.value.known()? {
            Raw::Range(range) => {
                let network = range.network.as_ref().ok().copied();
                network.map(cidr::without_host_bits)
            }
            _ => None,
        },
        Setting::DnsServiceIp => Some(text.to_owned()),
        Setting::Mode | Setting::Dataplane | Setting::Policy => candidate
            .setting
            .allowed()
            .contains(&text)
            .then(|| text.to_owned()),
    }
}
