use super::record;
use crate::aks::NetworkPlugin;
use crate::aks::limits::MAX_NODES_KUBENET;
use crate::finding::Sink;
use crate::rules::Context;
use crate::rules::address::nodes::all_nodes;
use crate::text::number;

rule! {
    /// ## What it does
    /// Reports a cluster with kubenet and more than 400 nodes over all of its pools. An autoscaled
    /// pool counts with its `maxCount`.
    ///
    /// ## Why it is bad
    /// kubenet needs a route for every node, and Azure's route tables hold 400: nodes beyond get no
    /// route, and their pods cannot be reached. Azure CNI Overlay needs no routes, and takes 5,000.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: kubenet, podCidr: 10.128.0.0/9}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: workers, count: 398}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure, networkPluginMode: overlay, podCidr: 10.128.0.0/9}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: workers, count: 398}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/configure-kubenet.
    KubenetNodeLimit {
        id: "kubenet-node-limit",
        group: Address,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "more than 400 nodes with kubenet",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(cluster) = cx.cluster else { return };
    let plugin = &cluster.network.plugin;
    match &plugin.value {
        Ok(NetworkPlugin::Kubenet) => {}
        Ok(_) => return,
        Err(unknown) => return sink.unresolved(META.id, plugin.place, unknown),
    }
    let all = all_nodes(cluster);
    if all.nodes <= MAX_NODES_KUBENET {
        return record(&all.gaps, &META, sink);
    }
    let finding = META
        .finding(
            all.largest_place(cluster),
            format!(
                "the pools have {} nodes; kubenet takes at most {MAX_NODES_KUBENET}",
                number(all.nodes)
            ),
        )
        .label(all.largest_label())
        .related(plugin.place, "the plugin is kubenet")
        .help("use networkPluginMode: overlay with networkPlugin: azure, or fewer nodes")
        .data("nodes", all.nodes)
        .data("limit", MAX_NODES_KUBENET);
    sink.emit(all.label_others(finding));
}
