//! Which of the combinations that do not work a cluster has: the table of
//! [`crate::aks::compatibility`], checked against settings and pools that may not be known.

use super::settings::{describe, may_have_windows, windows_pools};
use crate::aks::compatibility::{Nodes, NodesOf, Refusal, refusals};
use crate::aks::{Dataplane, NetworkPlugin, NetworkPolicy, PluginMode};
use crate::finding::Finding;
use crate::model::{Cluster, Gap, Located, Network, NodePool, Setting, Unknown};
use crate::rules::Sink;
use crate::source::Place;

/// A combination that does not work, as a cluster has it.
pub(super) struct Conflict<'m> {
    network: &'m Network,
    refusal: &'static Refusal,
    /// The pools that it is about, where it is about nodes.
    pools: Vec<&'m NodePool>,
}

/// Reports each pool that has the rule's combination. The message may contain `{pool}` and
/// `{plugin}`.
pub(in crate::rules) fn report_pools(cluster: &Cluster, message: &str, help: &str, out: &mut Sink) {
    let Some(conflict) = find(cluster, |_| true, out) else {
        return;
    };
    for pool in &conflict.pools {
        let (place, label) = match (conflict.refusal.nodes, &pool.os_sku) {
            (NodesOf::Sku(sku), Some(written)) => (written.place, sku.name()),
            _ => (pool.os_type.place, "Windows pool"),
        };
        let message = conflict.fill(message).replace("{pool}", &pool.to_string());
        let finding = out
            .report(place, message)
            .label(label)
            .help(help)
            .about(pool.place);
        conflict.label_settings(finding);
    }
}

/// Reports the rule's combination at one of its settings; `instead` is a value that works. The message
/// may contain `{plugin}` and `{policy}`.
pub(in crate::rules) fn report_setting(
    cluster: &Cluster,
    setting: Setting,
    message: &str,
    help: &str,
    instead: Option<&str>,
    out: &mut Sink,
) {
    let Some(conflict) = find(cluster, |_| true, out) else {
        return;
    };
    let finding = conflict.report(setting, message, help, out);
    // What Linux pools support, Windows pools may not.
    if let Some(instead) = instead.filter(|_| !may_have_windows(cluster)) {
        finding.fix_setting(&cluster.network, setting, instead);
    }
}

/// As [`find`], for a rule about cilium: where cilium is not set, missing values are not recorded.
pub(super) fn find_cilium<'m>(cluster: &'m Cluster, out: &mut Sink) -> Option<Conflict<'m>> {
    let network = &cluster.network;
    let names_cilium =
        network.policy.is(&Some(NetworkPolicy::Cilium)) || network.dataplane.is(&Dataplane::Cilium);
    let is_listed = |gap: &Gap| names_cilium || !matches!(gap.unknown, Unknown::NotGiven { .. });
    find(cluster, is_listed, out)
}

/// The first of the rule's combinations that the cluster has. If none is certain, records which
/// values are not known.
fn find<'m>(
    cluster: &'m Cluster,
    is_listed: impl Fn(&Gap) -> bool,
    out: &mut Sink,
) -> Option<Conflict<'m>> {
    let mut gaps = Vec::new();
    let found =
        refusals(out.rule.id).find_map(|refusal| conflict_with(cluster, refusal, &mut gaps));
    // A pool that is not known is recorded although another one has the combination.
    if found
        .as_ref()
        .is_none_or(|conflict| !conflict.pools.is_empty())
    {
        gaps.retain(is_listed);
        out.gaps(&gaps);
    }
    found
}

fn conflict_with<'m>(
    cluster: &'m Cluster,
    refusal: &'static Refusal,
    gaps: &mut Vec<Gap>,
) -> Option<Conflict<'m>> {
    let network = &cluster.network;
    let settings = compare(network, refusal);
    let is_excluded = settings.iter().any(|(_, test)| *test == Some(false));
    let is_about_nodes = refusal.nodes != NodesOf::Any;
    if is_excluded || (is_about_nodes && !may_have_windows(cluster)) {
        return None;
    }
    // Without pools, most values are not known: they are recorded only if at least one setting
    // matches the combination.
    let points_to_it = settings.iter().any(|(_, test)| *test == Some(true));
    if cluster.scope.has_no_pools() && settings.len() > 1 && !points_to_it {
        return None;
    }
    let unknown = settings.iter().filter(|(_, test)| test.is_none());
    let unknown: Vec<_> = unknown
        .filter_map(|(setting, _)| gap(network, *setting))
        .collect();
    let is_known = unknown.is_empty();
    gaps.extend(unknown);
    // Unknown operating systems are recorded together with unknown settings.
    let pools = match is_about_nodes {
        true => affected(cluster, refusal, gaps),
        false => Vec::new(),
    };
    let is_certain = is_known && (!is_about_nodes || !pools.is_empty());
    is_certain.then_some(Conflict {
        network,
        refusal,
        pools,
    })
}

/// Whether each setting is one of those that the combination is about; `None` where it is not known.
fn compare(network: &Network, refusal: &Refusal) -> Vec<(Setting, Option<bool>)> {
    fn test<T: Copy>(value: &Located<T>, takes: impl Fn(T) -> bool) -> Option<bool> {
        value.known().map(|value| takes(*value))
    }
    let tests = [
        (!refusal.plugins.is_empty(), Setting::Plugin),
        (!refusal.modes.is_empty(), Setting::Mode),
        (!refusal.dataplanes.is_empty(), Setting::Dataplane),
        (!refusal.policies.is_empty(), Setting::Policy),
    ];
    let tests = tests.into_iter().filter(|(matters, _)| *matters);
    tests
        .map(|(_, setting)| {
            let test = match setting {
                Setting::Plugin => test(&network.plugin, |plugin| refusal.matches_plugin(plugin)),
                Setting::Mode => test(&network.mode, |mode| refusal.matches_mode(mode)),
                Setting::Dataplane => {
                    test(&network.dataplane, |own| refusal.matches_dataplane(own))
                }
                _ => test(&network.policy, |policy| refusal.matches_policy(policy)),
            };
            (setting, test)
        })
        .collect()
}

/// Where a setting is, and its value: `none` also where it is not known.
fn effective(network: &Network, setting: Setting) -> (Place, &'static str) {
    fn of<T: Copy>(
        value: &Located<T>,
        name: impl Fn(T) -> Option<&'static str>,
    ) -> (Place, &'static str) {
        (
            value.place,
            value
                .known()
                .and_then(|value| name(*value))
                .unwrap_or("none"),
        )
    }
    match setting {
        Setting::Plugin => of(&network.plugin, |plugin| Some(NetworkPlugin::name(plugin))),
        Setting::Mode => of(&network.mode, |mode| mode.map(PluginMode::name)),
        Setting::Dataplane => of(&network.dataplane, |own| Some(Dataplane::name(own))),
        _ => of(&network.policy, |policy| policy.map(NetworkPolicy::name)),
    }
}

/// Why a setting is not known.
fn gap(network: &Network, setting: Setting) -> Option<Gap> {
    let known = match setting {
        Setting::Plugin => network.plugin.value.as_ref().err(),
        Setting::Mode => network.mode.value.as_ref().err(),
        Setting::Dataplane => network.dataplane.value.as_ref().err(),
        _ => network.policy.value.as_ref().err(),
    };
    let (place, _) = effective(network, setting);
    known.map(|unknown| Gap {
        place,
        unknown: unknown.clone(),
    })
}

/// The Windows pools that a combination is about.
fn affected<'m>(cluster: &'m Cluster, refusal: &Refusal, gaps: &mut Vec<Gap>) -> Vec<&'m NodePool> {
    let windows = windows_pools(cluster);
    gaps.extend(windows.gaps);
    let mut pools = windows.known;
    pools.retain(|pool| {
        let sku = cluster.windows_sku(pool);
        let own = sku.as_ref().ok().and_then(|sku| sku.known().copied());
        let is_affected = refusal.matches_nodes(Nodes::Windows(own));
        if let (None, Err(gap)) = (is_affected, sku) {
            gaps.push(gap);
        }
        is_affected == Some(true)
    });
    pools
}

impl Conflict<'_> {
    /// Reports it at a setting, labelled with every setting that takes part.
    pub(super) fn report<'s>(
        &self,
        setting: Setting,
        message: &str,
        help: &str,
        out: &'s mut Sink,
    ) -> &'s mut Finding {
        let (place, value) = effective(self.network, setting);
        let finding = out
            .report(place, self.fill(message))
            .label(describe(self.network, setting, value))
            .help(help)
            // All rules about one wrong plugin refer to the policy, so that one finding replaces
            // the others.
            .about(self.network.policy.place);
        self.label_settings(finding);
        finding
    }

    fn label_settings(&self, finding: &mut Finding) {
        for (setting, _) in compare(self.network, self.refusal) {
            let (place, value) = effective(self.network, setting);
            finding.related(place, describe(self.network, setting, value));
        }
    }

    fn fill(&self, message: &str) -> String {
        let name = |setting| effective(self.network, setting).1;
        message
            .replace("{plugin}", name(Setting::Plugin))
            .replace("{policy}", name(Setting::Policy))
    }
}
