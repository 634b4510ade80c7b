//! The attributes of a cluster that are fixed at creation: with another value, Terraform destroys the
//! cluster and creates it again.
//!
//! Source: terraform-provider-spectrocloud, `resource_cluster_aks.go`, the attributes with ForceNew
//! (2026-07-29).

use super::cluster::first_block;
use crate::input::read::{Object, Shape, View};
use crate::model::{FixedAttribute, Located, Unknown};
use crate::source::Place;

const OF_CLUSTER: [&str; 2] = ["name", "cloud_account_id"];

const OF_CONFIG: [&str; 14] = [
    "cloud_config.subscription_id",
    "cloud_config.resource_group",
    "cloud_config.region",
    "cloud_config.ssh_key",
    "cloud_config.private_cluster",
    "cloud_config.vnet_name",
    "cloud_config.vnet_resource_group",
    "cloud_config.vnet_cidr_block",
    "cloud_config.worker_subnet_name",
    "cloud_config.worker_cidr",
    "cloud_config.worker_subnet_security_group_name",
    "cloud_config.control_plane_subnet_name",
    "cloud_config.control_plane_cidr",
    "cloud_config.control_plane_subnet_security_group_name",
];

/// What they are; nothing of a block that is not known.
pub(super) fn read_fixed(of: Object<'_, '_>) -> Vec<FixedAttribute> {
    let attribute = |name, view: View<'_>, key, place| FixedAttribute {
        name,
        value: value(view.get(key), place),
    };
    let own = OF_CLUSTER.map(|name| attribute(name, of.view, name, of.place()));
    let mut all = Vec::from(own);
    if let Some(config) = first_block(of, "cloud_config").filter(|one| one.view.unknown().is_none())
    {
        all.extend(OF_CONFIG.map(|name| {
            let key = name.split_once('.').map_or(name, |(_, key)| key);
            attribute(name, config.view, key, config.place())
        }));
    }
    all
}

/// A value as text; a wrong type is reported by its own reader.
fn value(view: Option<View<'_>>, parent: Place) -> Located<String> {
    let Some(view) = view else {
        return Located::default(String::new(), parent);
    };
    let place = view.place();
    if let Some(text) = view.as_text() {
        return Located::written(text.to_owned(), place);
    }
    match view.shape() {
        Shape::Null | Shape::Bool(false) => Located::default(String::new(), place),
        Shape::Bool(true) => Located::written("true".to_owned(), place),
        Shape::Unknown(unknown) => Located::unknown(unknown.clone(), place),
        _ => Located::unknown(Unknown::Invalid, place),
    }
}
