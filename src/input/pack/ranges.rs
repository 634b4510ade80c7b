//! The ranges of pods and services in the values of Kubernetes packs, for any cloud.
//!
//! Sources: the values of Palette's packs `kubernetes` (`pack.podCIDR`, `pack.serviceClusterIpRange`),
//! `edge-k3s` and `edge-rke2` (`cluster.config`, with the options of k3s and RKE2), `edge-k8s`
//! (`cluster.config.clusterConfiguration`), and kubeadm's `ClusterConfiguration`; Palette documentation,
//! 2026-07.

use crate::input::read::{Reading, Shape, View, has_macro, parse_text};
use crate::model::{ClusterRange, Located, RangeUse};
use crate::source::Place;
use crate::syntax::Tree;

/// The paths of the ranges; a text on the way is YAML.
const PATHS: [(&[&str], &str, RangeUse); 10] = [
    (&["pack"], "podCIDR", RangeUse::Pods),
    (&["pack"], "serviceClusterIpRange", RangeUse::Services),
    (&["cluster", "config"], "cluster-cidr", RangeUse::Pods),
    (&["cluster", "config"], "service-cidr", RangeUse::Services),
    (&CLUSTER_CONFIGURATION, "podSubnet", RangeUse::Pods),
    (&CLUSTER_CONFIGURATION, "serviceSubnet", RangeUse::Services),
    (&KUBEADM, "podSubnet", RangeUse::Pods),
    (&KUBEADM, "serviceSubnet", RangeUse::Services),
    (
        &["kubeadmconfig", "networking"],
        "podSubnet",
        RangeUse::Pods,
    ),
    (
        &["kubeadmconfig", "networking"],
        "serviceSubnet",
        RangeUse::Services,
    ),
];
const CLUSTER_CONFIGURATION: [&str; 4] =
    ["cluster", "config", "clusterConfiguration", "networking"];
const KUBEADM: [&str; 3] = ["kubeadmconfig", "clusterConfiguration", "networking"];

/// The ranges of a pack's values. `owner` is the pack. Macros, IPv6 and lists of several ranges are not
/// looked at.
pub(crate) fn read_ranges(tree: &Tree, owner: Place, reading: &Reading<'_>) -> Vec<ClusterRange> {
    let mut found = Vec::new();
    for root in tree.roots() {
        let embedded = View::Own(root)
            .get("cluster")
            .and_then(|cluster| cluster.get("config"))
            .filter(|config| matches!(config.shape(), Shape::Text(text) if !has_macro(text)))
            .and_then(View::spelled)
            .and_then(|text| parse_text(&text, reading));
        for (path, key, used_by) in PATHS {
            let (start, path) = match (&embedded, path) {
                (Some(config), ["cluster", "config", rest @ ..]) => (config.root(), rest),
                _ => (Some(root), path),
            };
            let holder = path.iter().try_fold(start.map(View::Own), |at, step| {
                Some(at.and_then(|at| at.get(step)))
            });
            let value = holder.flatten().and_then(|holder| holder.get(key));
            found.extend(value.and_then(|value| range(value, key, used_by, owner)));
        }
    }
    found
}

fn range(
    value: View<'_>,
    key: &'static str,
    used_by: RangeUse,
    owner: Place,
) -> Option<ClusterRange> {
    let text = value.as_text()?;
    if text.is_empty() || has_macro(text) || text.contains([',', ':']) {
        return None;
    }
    let place = value.place();
    Some(ClusterRange {
        key,
        used_by,
        range: Located::written(text.to_owned().into(), place),
        content: place.content(text),
        owner,
    })
}
