//! Which Windows Server a pool can have instead: advice that no other rule rejects.

use crate::aks::compatibility::{NodesOf, REFUSALS};
use crate::aks::images::{IMAGES, ImageVersions};
use crate::aks::retirements::Feature;
use crate::aks::{OsSku, OsType};
use crate::date::Date;
use crate::model::Cluster;

/// Whether the policy of a cluster supports a Windows Server.
pub(in crate::rules) fn has_policy_for(cluster: &Cluster, sku: OsSku) -> bool {
    let policy = cluster.network.policy.known();
    let refuses = |policy| {
        let mut of_sku = REFUSALS.iter().filter(|one| one.nodes == NodesOf::Sku(sku));
        of_sku.any(|refusal| !refusal.policies.is_empty() && refusal.matches_policy(policy))
    };
    !policy.copied().is_some_and(refuses)
}

/// What replaces a Windows Server that AKS retires: the newest that the cluster's Kubernetes version and
/// policy support, or the newest with what has to change too; `None` for images of Linux.
pub(in crate::rules) fn newer_windows(
    cluster: &Cluster,
    sku: OsSku,
    today: Date,
) -> Option<String> {
    if sku.os_type() != OsType::Windows {
        return None;
    }
    let date = |sku| {
        Feature::Image(sku)
            .retirement()
            .map(|retirement| retirement.date)
    };
    let is_newer = |other: OsSku| match (date(other), date(sku)) {
        (Some(other), Some(own)) => other > own && other > today,
        (None, _) => true,
        (Some(_), None) => false,
    };
    let minor = cluster.kubernetes_minor().ok();
    let supports = |image: &ImageVersions| minor.is_none_or(|minor| image.supports(minor));
    let windows = IMAGES
        .iter()
        .rev()
        .filter(|image| image.sku.os_type() == OsType::Windows);
    let newer: Vec<_> = windows.filter(|image| is_newer(image.sku)).collect();
    let mut fitting = newer.iter();
    let fitting = fitting.find(|image| supports(image) && has_policy_for(cluster, image.sku));
    let image = fitting.or(newer.first())?;
    let mut words = format!("a new pool with osSKU: {}", image.sku.name());
    if !has_policy_for(cluster, image.sku) {
        words.push_str(" and networkPolicy: \"none\"");
    }
    if !supports(image) {
        let versions = image.words();
        words.push_str(&format!(", which supports Kubernetes {versions}"));
    }
    Some(words)
}
