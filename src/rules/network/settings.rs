//! What the rules about the network's settings share.

use crate::aks::{NetworkPlugin, OsType};
use crate::finding::Applicability;
use crate::model::{
    Candidate, Cluster, Gap, Network, NodePool, Partial, QuickFlag, Raw, Scope, Setting, Unknown,
};
use crate::rules::Sink;
use crate::text::{any_of, closest};

/// The Windows pools of a cluster, and which pools' operating system is not known.
pub(in crate::rules) fn windows_pools(cluster: &Cluster) -> Partial<&NodePool> {
    let mut windows = Partial::default();
    if cluster.scope.has_no_pools() {
        let unknown = Unknown::NotGiven {
            what: "the operating system of the nodes",
            flag: Some(QuickFlag::Os),
        };
        windows.gaps.push(Gap {
            place: cluster.place,
            unknown,
        });
    }
    for pool in &cluster.pools {
        match pool.os_type.get() {
            Ok(OsType::Windows) => windows.known.push(pool),
            Ok(OsType::Linux) => {}
            Err(gap) => windows.gaps.push(gap),
        }
    }
    windows
}

/// Whether a cluster has, or may have, a Windows pool.
pub(super) fn may_have_windows(cluster: &Cluster) -> bool {
    let is_linux = |pool: &NodePool| pool.os_type.is(&OsType::Linux);
    cluster.scope.has_no_pools() || !cluster.pools.iter().all(is_linux)
}

/// The label of a setting: `networkPlugin is kubenet (pack cni-kubenet)`.
pub(super) fn describe(network: &Network, setting: Setting, value: &str) -> String {
    let owner = network
        .in_effect(setting)
        .map_or("default", |candidate| &candidate.owner);
    format!("{} is {value} ({owner})", setting.key())
}

/// Reports every value of some settings that is not one of the allowed names.
pub(super) fn check_values(cluster: &Cluster, settings: &[Setting], out: &mut Sink) {
    for setting in settings {
        need_unset(cluster, *setting, out);
        for candidate in cluster.network.candidates_for(*setting) {
            check_value(candidate, out);
        }
    }
}

/// Records that a setting may have a value which is not known.
pub(in crate::rules) fn need_unset(cluster: &Cluster, setting: Setting, out: &mut Sink) {
    if matches!(cluster.scope, Scope::Whole | Scope::Profile) {
        let gap = cluster.network.gap_of_unset(setting);
        // A pack that is missing has no values to look at.
        let gap = gap.filter(|gap| !matches!(gap.unknown, Unknown::NoSuchPack(_)));
        out.gaps(gap.as_slice());
    }
}

fn check_value(candidate: &Candidate, out: &mut Sink) {
    let Some(raw) = out.need(&candidate.value) else {
        return;
    };
    let allowed = candidate.setting.allowed();
    let key = &candidate.key;
    let place = candidate.value.place;
    let list = any_of(allowed);
    let finding = match raw {
        Raw::Range(_) | Raw::Address(_) => return,
        Raw::Text(text) if is_allowed(candidate.setting, text) => return,
        Raw::Text(text) => {
            let finding = out.report(
                place,
                format!("{key} '{text}' is not valid; expected {list}"),
            );
            let Some(meant) = closest(text, allowed.iter().copied()) else {
                finding.label("unknown name").help(default_help(candidate));
                return;
            };
            let (label, applicability) = match meant.eq_ignore_ascii_case(text) {
                true => ("must be lower case".to_owned(), Applicability::Safe),
                false => (format!("did you mean {meant}?"), Applicability::Unsafe),
            };
            if let Some(content) = candidate.content {
                finding.fix(applicability, content, meant);
            }
            finding.label(label).help(format!("write {key}: {meant}"));
            return;
        }
        Raw::Empty(what) => out
            .report(place, format!("{key} is {what}; expected {list}"))
            .label("expected a name"),
        Raw::Shape(what) => out
            .report(place, format!("{key} is {what}; expected {list}"))
            .label("expected a name"),
    };
    finding.help(default_help(candidate));
}

fn is_allowed(setting: Setting, text: &str) -> bool {
    let is_pack = setting == Setting::Plugin && NetworkPlugin::of_pack(text).is_some();
    is_pack || setting.allowed().contains(&text)
}

fn default_help(candidate: &Candidate) -> String {
    let key = &candidate.key;
    match candidate.setting {
        Setting::Policy => format!("write {key}: \"none\" for no policy"),
        _ => format!("remove {key} to use the default"),
    }
}
