//! What a cluster has of the combinations that do not work: the table of
//! [`crate::aks::compatibility`], held against settings and pools that may not be known.

use super::{may_have_windows, said, windows_pools};
use crate::aks::compatibility::{Nodes, NodesOf, Refusal, refusals};
use crate::aks::{Dataplane, NetworkPlugin, NetworkPolicy, PluginMode};
use crate::finding::{Finding, Sink};
use crate::model::{Cluster, Located, Network, NodePool, Setting, Unknown};
use crate::rules::Context;
use crate::rules::declare::RuleMeta;
use crate::source::Place;

/// A combination that does not work, as a cluster has it.
pub(crate) struct Clash<'m> {
    meta: &'static RuleMeta,
    network: &'m Network,
    refusal: &'static Refusal,
    /// The plugin that holds, whether the combination is about it or not.
    pub(crate) plugin: Option<NetworkPlugin>,
    /// The policy that holds.
    pub(crate) policy: Option<NetworkPolicy>,
    /// The dataplane that holds.
    pub(crate) dataplane: Option<Dataplane>,
    /// The pools that it is about, where it is about nodes.
    pub(crate) pools: Vec<&'m NodePool>,
}

/// The first of a rule's combinations that the cluster has. What keeps from knowing is recorded
/// where none is certain.
pub(crate) fn clash<'m>(
    cx: &Context<'m>,
    meta: &'static RuleMeta,
    sink: &mut Sink,
) -> Option<Clash<'m>> {
    let cluster = cx.cluster?;
    let mut gaps = Sink::default();
    let found = refusals(meta.id).find_map(|refusal| one(cluster, refusal, meta, &mut gaps));
    // Pools of which nothing is known stay unknown beside others that are certainly wrong.
    if found.is_none() || found.as_ref().is_some_and(|clash| !clash.pools.is_empty()) {
        for gap in &gaps.unresolved {
            sink.unresolved(meta.id, gap.place, &gap.unknown);
        }
    }
    found
}

/// The same for combinations that a word of cilium makes: what nobody says is no such word.
pub(crate) fn cilium_clash<'m>(
    cx: &Context<'m>,
    meta: &'static RuleMeta,
    sink: &mut Sink,
) -> Option<Clash<'m>> {
    let network = &cx.cluster?.network;
    let names_cilium =
        network.policy.is(&Some(NetworkPolicy::Cilium)) || network.dataplane.is(&Dataplane::Cilium);
    let mut gaps = Sink::default();
    let found = clash(cx, meta, &mut gaps);
    for gap in &gaps.unresolved {
        if names_cilium || !matches!(gap.unknown, Unknown::NotGiven { .. }) {
            sink.unresolved(meta.id, gap.place, &gap.unknown);
        }
    }
    found
}

fn one<'m>(
    cluster: &'m Cluster,
    refusal: &'static Refusal,
    meta: &'static RuleMeta,
    sink: &mut Sink,
) -> Option<Clash<'m>> {
    let network = &cluster.network;
    let settings = held_against(network, refusal);
    let is_excluded = settings.iter().any(|(_, test)| *test == Some(false));
    let is_about_nodes = refusal.nodes != NodesOf::Any;
    if is_excluded || (is_about_nodes && !may_have_windows(cluster)) {
        return None;
    }
    // On values alone most is not known: without one setting that points to the combination, it is
    // not worth a word.
    let points_to_it = settings.iter().any(|(_, test)| *test == Some(true));
    if cluster.scope.has_no_pools() && settings.len() > 1 && !points_to_it {
        return None;
    }
    let mut is_known = true;
    for (setting, _) in settings.iter().filter(|(_, test)| test.is_none()) {
        let (place, unknown) = gap(network, *setting);
        if let Some(unknown) = unknown {
            sink.unresolved(meta.id, place, unknown);
        }
        is_known = false;
    }
    // All that is not known is named at once, the pools' operating system too.
    let pools = if is_about_nodes {
        affected(cluster, refusal, meta, sink)
    } else {
        Vec::new()
    };
    if !is_known {
        return None;
    }
    (!is_about_nodes || !pools.is_empty()).then(|| Clash {
        meta,
        network,
        refusal,
        plugin: network.plugin.known().copied(),
        policy: network.policy.known().copied().flatten(),
        dataplane: network.dataplane.known().copied(),
        pools,
    })
}

/// Whether each setting is one of those that the combination is about; `None` where it is not known.
fn held_against(network: &Network, refusal: &Refusal) -> Vec<(Setting, Option<bool>)> {
    let mut tests = Vec::new();
    if !refusal.plugins.is_empty() {
        let test = network.plugin.known();
        tests.push((
            Setting::Plugin,
            test.map(|value| refusal.takes_plugin(*value)),
        ));
    }
    if !refusal.modes.is_empty() {
        let test = network.mode.known();
        tests.push((Setting::Mode, test.map(|value| refusal.takes_mode(*value))));
    }
    if !refusal.dataplanes.is_empty() {
        let test = network.dataplane.known();
        tests.push((
            Setting::Dataplane,
            test.map(|value| refusal.takes_dataplane(*value)),
        ));
    }
    if !refusal.policies.is_empty() {
        let test = network.policy.known();
        tests.push((
            Setting::Policy,
            test.map(|value| refusal.takes_policy(*value)),
        ));
    }
    tests
}

/// Where a setting stands, and why it is not known.
fn gap(network: &Network, setting: Setting) -> (Place, Option<&Unknown>) {
    fn of<T>(value: &Located<T>) -> (Place, Option<&Unknown>) {
        (value.place, value.value.as_ref().err())
    }
    match setting {
        Setting::Plugin => of(&network.plugin),
        Setting::Mode => of(&network.mode),
        Setting::Dataplane => of(&network.dataplane),
        Setting::Policy => of(&network.policy),
        Setting::PodCidr => of(&network.pod_cidr),
        Setting::ServiceCidr => of(&network.service_cidr),
        Setting::DnsServiceIp => of(&network.dns_service_ip),
    }
}

/// The Windows pools that a combination is about.
fn affected<'m>(
    cluster: &'m Cluster,
    refusal: &Refusal,
    meta: &RuleMeta,
    sink: &mut Sink,
) -> Vec<&'m NodePool> {
    let mut pools = Vec::new();
    for pool in windows_pools(cluster, meta, sink) {
        let sku = pool.windows_sku();
        match refusal.takes_nodes(Nodes::Windows(sku.as_ref().ok().copied())) {
            Some(true) => pools.push(pool),
            Some(false) => {}
            None => {
                if let Err((place, unknown)) = sku {
                    sink.unresolved(meta.id, place, &unknown);
                }
            }
        }
    }
    pools
}

impl Clash<'_> {
    /// The finding about a setting, labelled with every setting that takes part.
    pub(crate) fn at_setting(&self, setting: Setting, message: impl Into<String>) -> Finding {
        let (place, _) = gap(self.network, setting);
        let label = said(self.network, setting, &self.value(setting));
        let finding = self.meta.finding(place, message).label(label).about(place);
        self.with_settings(finding)
    }

    /// Makes a finding one about the policy, whatever setting it points to.
    pub(crate) fn about_policy(&self, finding: Finding) -> Finding {
        finding.about(self.network.policy.place)
    }

    /// The finding about a pool, labelled with every setting that takes part.
    pub(crate) fn at_pool(&self, pool: &NodePool, message: impl Into<String>) -> Finding {
        let (place, label) = match (self.refusal.nodes, &pool.os_sku) {
            (NodesOf::Sku(sku), Some(written)) => (written.place, sku.name()),
            _ => (pool.os_type.place, "a Windows pool"),
        };
        let finding = self.meta.finding(place, message).label(label);
        self.with_settings(finding).about(pool.place)
    }

    fn with_settings(&self, mut finding: Finding) -> Finding {
        for (setting, _) in held_against(self.network, self.refusal) {
            let (place, _) = gap(self.network, setting);
            let text = said(self.network, setting, &self.value(setting));
            finding = finding.related(place, text);
        }
        finding
    }

    /// The name that a setting has.
    fn value(&self, setting: Setting) -> String {
        match setting {
            Setting::Plugin => self.plugin.map(NetworkPlugin::name),
            Setting::Mode => self
                .network
                .mode
                .known()
                .copied()
                .flatten()
                .map(PluginMode::name),
            Setting::Dataplane => self.dataplane.map(Dataplane::name),
            Setting::Policy => self.policy.map(NetworkPolicy::name),
            _ => None,
        }
        .unwrap_or("none")
        .to_owned()
    }

    /// The name of the plugin.
    pub(crate) fn plugin_name(&self) -> String {
        self.value(Setting::Plugin)
    }

    /// The name of the policy.
    pub(crate) fn policy_name(&self) -> String {
        self.value(Setting::Policy)
    }
}
