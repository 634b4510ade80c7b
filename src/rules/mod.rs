//! The rules, and the one list of them.
//!
//! A rule is one file: `rule!` with its page, and its check. `packlint rules`, `packlint explain`,
//! `docs/rules.md` and the machine formats' lists of rules derive from [`RULES`].

#[macro_use]
mod declare;
mod compatibility_page;
mod page;
mod sink;

pub use compatibility_page::compatibility_page;
pub(crate) use declare::{Check, FixKind, Owner, PackPart};
pub use declare::{Example, Group, Rule, Subject};
pub use page::rules_page;
pub(crate) use sink::Sink;

/// Where the rules' pages are published.
pub const RULES_URL: &str = "https://github.com/packlint/packlint/blob/main/docs/rules.md";

rules! {
    Syntax in syntax {
        yaml_syntax,
        json_syntax,
        duplicate_key,
        encoding,
        input_limit,
        unknown_field,
        wrong_type,
        provider_rejects,
        path_not_found,
        not_a_regular_file,
        unrecognised_input,
        resource_not_created,
        unknown_suppression,
        unused_suppression,
        baseline_stale,
    };
    Pack in pack {
        pack_schema,
        pack_version_prefix,
        pack_version_form,
        pack_file_missing,
        pack_logo_missing,
        pack_readme_missing,
        pack_values_missing,
        pack_images_missing,
        pack_image_entry,
        image_form,
        image_unlisted,
        pack_directory_name,
        pack_version_directory,
        pack_addon_type,
        pack_junk,
        pack_duplicate,
        pack_dependency_form,
        dependency_narrow,
        chart_unwired,
        chart_unknown,
        chart_values_schema,
        chart_schema_remote,
        override_not_read,
        chart_archive,
        chart_version_mismatch,
        release_name,
        manifest_syntax,
        manifest_value_missing,
    } with charts, files, image_reference, versions;
    Values in values {
        constraint_template,
        constraint_format,
        constraint_required,
        constraint_path,
        preset_form,
        preset_path,
        preset_header,
        preset_breaks_constraint,
        macro_unquoted,
        macro_unknown,
        values_root_key,
        value_number,
        pack_keys_outside,
    } with content;
    Network in network {
        network_policy_value,
        network_option_value,
        network_setting_conflict,
        windows_requires_azure_cni,
        calico_kubenet_linux_only,
        calico_windows_version,
        azure_policy_requires_azure_cni,
        azure_policy_linux_only,
        azure_policy_scale,
        policy_requires_plugin,
        overlay_requires_azure_cni,
        cilium_dataplane_policy,
        cilium_requires_azure_cni,
        cilium_linux_only,
        palette_admission,
        outbound_type,
        outbound_ports,
        dual_stack,
        node_provisioning,
        retired_feature,
    } with conflict, newer_image, settings;
    Address in address {
        subnet_capacity,
        subnet_upgrade_headroom,
        pod_subnet_capacity,
        pod_subnet_plugin,
        pod_cidr_capacity,
        max_pods_range,
        pool_min_pods,
        kubenet_node_limit,
        node_limit,
        cidr_syntax,
        cidr_host_bits,
        cidr_reserved,
        cidr_overlap,
        network_range_public,
        service_cidr_in_vnet,
        subnet_outside_vnet,
        subnet_unknown,
        subnet_name,
        subnet_partial,
        subnet_delegated,
        subnet_prefixes,
        range_differs,
        api_server_subnet,
        connected_network_overlap,
        service_cidr_size,
        dns_service_ip,
        pod_cidr_unused,
    } with capacity, nodes, ranges;
    Pool in pool {
        cluster_name,
        pool_name,
        pool_mode,
        system_pool_linux,
        os_sku_mismatch,
        os_image,
        kubernetes_version,
        kubernetes_version_conflict,
        system_pool_missing,
        control_plane_subnet_partial,
        pool_count,
        vm_size,
        availability_zone,
        fips_image,
        spot_pool,
        pool_label,
        surge_value,
        ssh_key_type,
    };
    Profile in profile {
        layer_missing,
        layer_duplicate,
        cloud_type_mismatch,
        dependency_unsatisfied,
        profile_variable_value,
        resource_minimum,
    } with layers;
    Change in change {
        change_replaces_cluster,
        change_refused,
        change_rotates_pool,
        change_irreversible,
        kubernetes_upgrade,
    };
}

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// The rule id most like a misspelled one.
pub(crate) fn similar(id: &str) -> Option<&'static str> {
    crate::text::closest(id, words())
}

/// What to do about a word that names no rule.
pub(crate) fn hint(word: &str) -> String {
    match similar(word) {
        Some(similar) => format!("did you mean {similar}?"),
        None => ALL_RULES_HINT.to_owned(),
    }
}

/// Where to find the ids of all rules.
pub(crate) const ALL_RULES_HINT: &str = "`packlint rules` lists all rules";

/// The ids that a word names: a rule's own, or those of a group's rules.
pub(crate) fn named(word: &str) -> Option<Vec<&'static str>> {
    if let Some(rule) = find(word) {
        return Some(vec![rule.id]);
    }
    let group = Group::parse(word)?;
    let of_group = RULES.iter().filter(|rule| rule.group == group);
    Some(of_group.map(|rule| rule.id).collect())
}

/// The words that [`named`] knows.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    let groups = Group::ALL.into_iter().map(Group::name);
    groups.chain(RULES.iter().map(|rule| rule.id))
}

/// The rules whose findings about the same subject a rule's finding replaces.
pub(crate) fn superseded_by(id: &str) -> &'static [&'static str] {
    find(id).map_or(&[], |rule| rule.supersedes)
}
