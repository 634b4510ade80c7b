//! The fields of Palette's provider, and which of them are read.
//!
//! Facts as of 2026-11-25: terraform-provider-spectrocloud, `docs/resources` and `docs/data-sources`,
//! with schema version 4 of `spectrocloud_cluster_aks`. A test reads a resource with each of the
//! fields and without it, and compares this table with what changes.

use crate::input::palette::fields::Fields;

/// `spectrocloud_cluster_aks`, without Terraform's own arguments: no reader gives them.
pub(super) const CLUSTER: Fields = Fields {
    title: "the cluster",
    read: &[
        "cloud_account_id",
        "cloud_config",
        "cluster_profile",
        "cluster_template",
        "machine_pool",
        "name",
    ],
    without_influence: &[
        "admin_kube_config",
        "apply_setting",
        "backup_policy",
        "cloud_config_id",
        "cluster_meta_attribute",
        "cluster_rbac_binding",
        "cluster_timezone",
        "context",
        "description",
        "force_delete",
        "force_delete_delay",
        "host_config",
        "id",
        "kubeconfig",
        "location_config",
        "namespaces",
        "os_patch_after",
        "os_patch_on_boot",
        "os_patch_schedule",
        "pause_agent_upgrades",
        "renew_k8s_certificates_now",
        "review_repave_state",
        "scan_policy",
        "skip_completion",
        "tags",
        "timeouts",
        "update_worker_pools_in_parallel",
    ],
};

/// The block `cloud_config`.
pub(super) const CLOUD_CONFIG: Fields = Fields {
    title: "cloud_config",
    read: &[
        "control_plane_cidr",
        "control_plane_subnet_name",
        "control_plane_subnet_security_group_name",
        "override_cluster_api_config",
        "private_cluster",
        "region",
        "resource_group",
        "ssh_key",
        "subscription_id",
        "vnet_cidr_block",
        "vnet_name",
        "vnet_resource_group",
        "worker_cidr",
        "worker_subnet_name",
        "worker_subnet_security_group_name",
    ],
    without_influence: &[],
};

/// The blocks `machine_pool`.
pub(super) const MACHINE_POOL: Fields = Fields {
    title: "a machine_pool",
    read: &[
        "additional_labels",
        "count",
        "instance_type",
        "is_system_node_pool",
        "max",
        "min",
        "name",
        "os_sku",
        "os_type",
        "override_cluster_api_config",
        "override_scaling",
        "taints",
        "update_strategy",
    ],
    without_influence: &[
        "additional_annotations",
        "disk_size_gb",
        "node",
        "override_kubeadm_configuration",
        "storage_account_type",
    ],
};

/// The blocks `cluster_profile` of a cluster or of a template.
pub(super) const PROFILE_BLOCK: Fields = Fields {
    title: "a cluster_profile",
    read: &["id", "pack", "variables"],
    without_influence: &[],
};

/// `spectrocloud_cluster_profile`, and the data source of that name.
pub(super) const PROFILE: Fields = Fields {
    title: "the profile",
    read: &["cloud", "pack", "profile_variables", "type"],
    without_influence: &[
        "context",
        "description",
        "id",
        "name",
        "skip_destroy",
        "tags",
        "timeouts",
        "version",
    ],
};

/// The blocks `pack`.
pub(super) const PACK: Fields = Fields {
    title: "a pack",
    read: &[
        "manifest",
        "name",
        "registry_name",
        "registry_uid",
        "tag",
        "type",
        "uid",
        "values",
    ],
    without_influence: &[],
};

/// The blocks `variable` of `profile_variables`.
pub(super) const VARIABLE: Fields = Fields {
    title: "a profile variable",
    read: &[
        "default_value",
        "format",
        "input_type",
        "is_sensitive",
        "name",
        "options",
        "regex",
        "required",
    ],
    without_influence: &["description", "display_name", "hidden", "immutable"],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::palette::terraform::{Link, Resource, Resources, cluster_drafts};
    use crate::input::read::{Attribute, Data, Value};
    use crate::model::Unknown;
    use crate::source::{Place, SourceFile, Span};
    use crate::syntax::Spelled;

    /// A resource in which every field that is read has a value.
    const CLUSTER_TEXT: &str = r#"{
        "name": "c",
        "cloud_config": [{
            "ssh_key": "ssh-rsa A", "vnet_cidr_block": "10.1.0.0/16", "worker_subnet_name": "w",
            "worker_cidr": "10.1.1.0/24", "control_plane_subnet_name": "cp",
            "control_plane_cidr": "10.1.2.0/24",
            "override_cluster_api_config": "azureManagedControlPlane: {spec: {networkPolicy: calico}}"
        }],
        "machine_pool": [{
            "name": "a", "count": 3, "min": 1, "max": 4, "instance_type": "x", "os_type": "Linux",
            "os_sku": "Ubuntu", "is_system_node_pool": true, "additional_labels": {"a": "b"},
            "taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}],
            "update_strategy": "OverrideScaling",
            "override_scaling": [{"max_surge": "1", "max_unavailable": "0"}],
            "override_cluster_api_config": "azureManagedMachinePool: {spec: {maxPods: 50}}"
        }],
        "cluster_profile": [{
            "id": "p", "variables": {"v": "1"}, "pack": [{"name": "cni-azure", "values": "pack: {}"}]
        }],
        "cluster_template": []
    }"#;
    const PROFILE_TEXT: &str = r#"{
        "name": "p", "type": "cluster", "cloud": "aks",
        "pack": [
            {"name": "kubernetes-aks", "type": "spectro", "tag": "1.34", "values": "pack: {}",
             "registry_uid": "r", "manifest": [{"name": "m", "content": "a: [}"}]}
        ],
        "profile_variables": [{"variable": [{
            "name": "v", "format": "string", "regex": ".*", "required": true, "is_sensitive": false,
            "default_value": "1", "input_type": "dropdown", "options": [{"label": "1", "value": "2"}]
        }]}]
    }"#;

    fn value(json: &serde_json::Value, place: Place, source: &std::sync::Arc<SourceFile>) -> Value {
        let data = match json {
            serde_json::Value::Null => Data::Null,
            serde_json::Value::Bool(flag) => Data::Bool(*flag),
            serde_json::Value::Number(number) => Data::Number(number.to_string()),
            serde_json::Value::String(text) => Data::Text(Box::new(Spelled::new(
                source,
                place.span,
                text.clone(),
                vec![(0, 0)],
            ))),
            serde_json::Value::Array(items) => Data::List(
                items
                    .iter()
                    .map(|item| value(item, place, source))
                    .collect(),
            ),
            serde_json::Value::Object(fields) => {
                let fields = fields.iter().map(|(name, field)| Attribute {
                    name: name.clone(),
                    key: place,
                    value: value(field, place, source),
                });
                Data::Object(fields.collect())
            }
        };
        Value { place, data }
    }

    /// The object at a path of keys; of lists, the first item.
    fn at<'v>(root: &'v mut Value, path: &[&str]) -> &'v mut Vec<Attribute> {
        let mut here = root;
        for key in path {
            let Data::Object(fields) = &mut here.data else {
                unreachable!()
            };
            let field = fields.iter_mut().find(|field| field.name == *key);
            let Data::List(items) = &mut field.expect("the field").value.data else {
                unreachable!()
            };
            here = items.first_mut().expect("an item");
        }
        match &mut here.data {
            Data::Object(fields) => fields,
            _ => unreachable!(),
        }
    }

    /// What a cluster and its profile are read as, after a change to one of the two.
    fn read(
        in_profile: bool,
        path: &[&str],
        change: impl Fn(&mut Vec<Attribute>, Place),
    ) -> String {
        let source = SourceFile::unregistered("a text for all places");
        let place = source.place(Span::new(0, 1));
        let parse = |text: &str| {
            let json: serde_json::Value = serde_json::from_str(text).expect("JSON");
            value(&json, place, &source)
        };
        let (mut cluster, mut profile) = (parse(CLUSTER_TEXT), parse(PROFILE_TEXT));
        let root = if in_profile {
            &mut profile
        } else {
            &mut cluster
        };
        change(at(root, path), place);
        let resource = |kind: &str, values, profile_links| Resource {
            kind: kind.to_owned(),
            address: format!("{kind}.x"),
            place,
            values,
            profile_links,
            template_link: None,
            planned: None,
        };
        let link = Link::Address("spectrocloud_cluster_profile.x".to_owned());
        let all = vec![
            resource("spectrocloud_cluster_aks", cluster, vec![link]),
            resource("spectrocloud_cluster_profile", profile, Vec::new()),
        ];
        let drafts = cluster_drafts(&Resources {
            all,
            ..Resources::default()
        });
        format!("{drafts:?}")
    }

    fn set(fields: &mut Vec<Attribute>, name: &str, place: Place, data: Data) {
        fields.retain(|field| field.name != name);
        fields.push(Attribute {
            name: name.to_owned(),
            key: place,
            value: Value { place, data },
        });
    }

    #[test]
    fn each_field_of_the_provider_is_read_or_says_nothing() {
        let variable: &[&str] = &["profile_variables", "variable"];
        let tables: [(&Fields, bool, &[&str]); 7] = [
            (&CLUSTER, false, &[]),
            (&CLOUD_CONFIG, false, &["cloud_config"]),
            (&MACHINE_POOL, false, &["machine_pool"]),
            (&PROFILE_BLOCK, false, &["cluster_profile"]),
            (&PROFILE, true, &[]),
            (&PACK, true, &["pack"]),
            (&VARIABLE, true, variable),
        ];
        let unknown = || Data::Unknown(Unknown::Terraform("only this test says so".to_owned()));
        for (fields, in_profile, path) in tables {
            let base = read(in_profile, path, |_, _| {});
            // What the provider looks a pack up by matters only where it lacks the rest.
            let bare =
                |fields: &mut Vec<Attribute>| fields.retain(|field| field.name != "registry_uid");
            let base_bare = read(in_profile, path, |fields, _| bare(fields));
            let changes = |name: &str| {
                let with = read(in_profile, path, |fields, place| {
                    set(fields, name, place, unknown())
                });
                let without = read(in_profile, path, |fields, _| {
                    fields.retain(|field| field.name != name)
                });
                let with_bare = read(in_profile, path, |fields, place| {
                    bare(fields);
                    set(fields, name, place, unknown());
                });
                with != base || without != base || with_bare != base_bare
            };
            for name in fields.read {
                // A block's id is followed by its link, before it is read here.
                let is_link = *name == "id";
                assert!(
                    is_link || changes(name),
                    "{}: {name} is not read",
                    fields.title
                );
            }
            for name in fields.without_influence {
                assert!(!changes(name), "{}: {name} has an influence", fields.title);
            }
            assert!(
                changes("brand_new"),
                "{}: an unknown field is skipped",
                fields.title
            );
        }
    }
}
