use super::change_refused::is_expansion;
use crate::aks::Dataplane;
use crate::aks::changes::{Addressing, NetworkPart, NetworkState, refused};
use crate::change::Change;
use crate::model::Setting;
use crate::rules::Sink;
use crate::source::Place;

rule! {
    /// ## What it does
    /// Reports a change that works and cannot be undone: to Azure CNI Overlay, to the dataplane cilium, a
    /// larger pod range, and API server VNet integration. What is refused has another finding
    /// (change-refused).
    ///
    /// The state before the change comes from a Terraform plan itself, from `--previous`, or from
    /// the key `previous` (see [changes](changes.md)).
    ///
    /// ## Why it is bad
    /// If the change causes trouble, the way back is a new cluster. Changes of the network also reimage
    /// the nodes of all pools at the same time.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPluginMode: overlay, podCidr: 10.244.0.0/16}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    /// ```
    ///
    /// ## Use instead
    /// Try the change on a cluster like this one first, then suppress the finding here.
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/update-azure-cni, azure-cni-overlay-pod-expand and
    /// api-server-vnet-integration, read on 2026-11-25.
    id: "change-irreversible",
    severity: Warning,
    facts: changes,
    summary: "change that cannot be undone",
    check: Change(check),
}

fn check(change: &Change<'_>, out: &mut Sink) {
    if change.is_replaced() {
        return;
    }
    let (old, new) = (change.before(), change.after);
    if let Some((before, after)) = out.known(change.networks()) {
        network(change, (before, after), out);
    }
    if let (None, Some(subnet)) = (
        &old.features.api_server_subnet,
        &new.features.api_server_subnet,
    ) && old.has_palette_pools == new.has_palette_pools
    {
        out.report(
            subnet.place,
            "API server VNet integration cannot be turned off again",
        )
        .label("new")
        .related(old.place, Change::label("no apiServerSubnet"))
        .help(
            "check the subnet and the firewall first: the API server gets a private address in it",
        );
    }
}

fn network(change: &Change<'_>, (before, after): (NetworkState, NetworkState), out: &mut Sink) {
    let (old, new) = (&change.before().network, &change.after.network);
    let is_refused = |part: NetworkPart, differs: bool| {
        differs && refused(part, before, after, change.is_palettes()).is_some()
    };
    let is_refused = is_refused(
        NetworkPart::Addressing,
        before.addressing != after.addressing,
    ) || is_refused(NetworkPart::Dataplane, before.dataplane != after.dataplane);
    let reimages =
        "all node pools are reimaged at the same time; try it on a cluster like this one first";
    let mut report = |(place, was): (Place, Place), what: &str, old: &str, help: &str| {
        out.report(place, format!("{what} cannot be undone"))
            .label(format!("was {old}"))
            .related(was, Change::label(old))
            .help(help);
    };
    if before.addressing != after.addressing
        && after.addressing == Addressing::Overlay
        && !is_refused
    {
        let help = match new.in_effect(Setting::PodCidr) {
            Some(_) => reimages.to_owned(),
            None => format!("write podCidr, which AKS asks for; {reimages}"),
        };
        let places = (new.mode.place, old.mode.place);
        report(
            places,
            "the move to Azure CNI Overlay",
            before.addressing.title(),
            &help,
        );
    }
    if (before.dataplane, after.dataplane) == (Dataplane::Azure, Dataplane::Cilium) && !is_refused {
        let places = (new.dataplane.place, old.dataplane.place);
        report(
            places,
            "the move to the dataplane cilium",
            before.dataplane.name(),
            reimages,
        );
    }
    let both = (old.pod_cidr.known(), new.pod_cidr.known());
    if let (Some(Some(was)), Some(Some(is))) = both
        && before.addressing == after.addressing
        && let (Ok(inner), Ok(outer)) = (&was.network, &is.network)
        && is_expansion((*inner, *outer), after)
    {
        let places = (new.pod_cidr.place, old.pod_cidr.place);
        let help = "a pod range can grow and never shrink; check the new range against all networks \
                    that are connected to the VNet";
        report(places, "a larger pod range", &was.text, help);
    }
}
