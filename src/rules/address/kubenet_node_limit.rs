use super::nodes::all_nodes;
use crate::aks::NetworkPlugin;
use crate::aks::limits::MAX_NODES_KUBENET;
use crate::model::Cluster;
use crate::rules::Sink;
use crate::text::number;

rule! {
    /// ## What it does
    /// Reports a kubenet cluster with more than 400 nodes in all pools together. An autoscaled pool
    /// counts with its `maxCount`.
    ///
    /// ## Why it is bad
    /// kubenet needs a route for every node, and an Azure route table has at most 400 routes. Further
    /// nodes get no route, and their pods cannot be reached. Azure CNI Overlay needs no routes and
    /// supports 5,000 nodes.
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
    id: "kubenet-node-limit",
    severity: Error,
    facts: limits,
    summary: "more than 400 nodes with kubenet",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let plugin = &cluster.network.plugin;
    if out.need(plugin) != Some(&NetworkPlugin::Kubenet) {
        return;
    }
    let all = all_nodes(cluster);
    if all.nodes <= MAX_NODES_KUBENET {
        return out.gaps(&all.gaps);
    }
    let finding = out
        .report(
            all.largest_place(cluster),
            format!(
                "the pools have {} nodes; kubenet supports at most {MAX_NODES_KUBENET}",
                number(all.nodes)
            ),
        )
        .label(all.largest_label())
        .related(plugin.place, "networkPlugin is kubenet")
        .help("use networkPlugin: azure with networkPluginMode: overlay, or fewer nodes")
        .data("nodes", all.nodes)
        .data("limit", MAX_NODES_KUBENET);
    all.label_others(finding);
}
