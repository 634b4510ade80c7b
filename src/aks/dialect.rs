//! The forms that clusters are written in, and what each calls AKS's fields.
//!
//! Readers find fields by this table, and messages speak the input's words by it. Facts as of
//! 2026-11-25: the REST API of Microsoft.ContainerService 2026-04-01, the docs of
//! terraform-provider-azurerm 3.117, 4.60 and 5.0, and the types of Cluster API provider Azure 1.21.

/// What a cluster is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// packlint's own cluster file and the forms of Palette.
    #[default]
    Palette,
    /// AKS's own object: `az aks show`, ARM templates, Azure Service Operator.
    Aks,
    /// The Terraform provider azurerm.
    Azurerm,
    /// Cluster API's AzureManagedControlPlane and AzureManagedMachinePool.
    ClusterApi,
}

/// A field of a cluster or a node pool: its path in each form.
#[derive(Debug)]
pub(crate) struct AksField {
    aks: &'static str,
    /// The newest name first, then those of older versions of the provider.
    azurerm: &'static [&'static str],
    cluster_api: &'static str,
}

macro_rules! fields {
    ($($(#[$meta:meta])* $name:ident: $aks:literal, [$($azurerm:literal),*], $cluster_api:literal;)+) => {
        $(
            $(#[$meta])*
            pub(crate) const $name: AksField = AksField {
                aks: $aks,
                azurerm: &[$($azurerm),*],
                cluster_api: $cluster_api,
            };
        )+

        /// All fields.
        const ALL: &[AksField] = &[$($name),+];
    };
}

fields! {
    KUBERNETES_VERSION: "kubernetesVersion", ["kubernetes_version"], "version";
    PLUGIN: "networkProfile.networkPlugin", ["network_profile.network_plugin"], "networkPlugin";
    MODE: "networkProfile.networkPluginMode", ["network_profile.network_plugin_mode"],
        "networkPluginMode";
    DATAPLANE: "networkProfile.networkDataplane",
        ["network_profile.network_data_plane", "network_profile.ebpf_data_plane"],
        "networkDataplane";
    POLICY: "networkProfile.networkPolicy", ["network_profile.network_policy"], "networkPolicy";
    POD_CIDR: "networkProfile.podCidr", ["network_profile.pod_cidr"], "";
    SERVICE_CIDR: "networkProfile.serviceCidr", ["network_profile.service_cidr"], "";
    DNS_SERVICE_IP: "networkProfile.dnsServiceIP", ["network_profile.dns_service_ip"],
        "dnsServiceIP";
    OUTBOUND_TYPE: "networkProfile.outboundType", ["network_profile.outbound_type"],
        "outboundType";
    OUTBOUND_IPS: "networkProfile.loadBalancerProfile.managedOutboundIPs.count",
        ["network_profile.load_balancer_profile.managed_outbound_ip_count"],
        "loadBalancerProfile.managedOutboundIPs";
    OUTBOUND_PORTS: "networkProfile.loadBalancerProfile.allocatedOutboundPorts",
        ["network_profile.load_balancer_profile.outbound_ports_allocated"],
        "loadBalancerProfile.allocatedOutboundPorts";
    IP_FAMILIES: "networkProfile.ipFamilies", ["network_profile.ip_versions"], "";
    POD_CIDRS: "networkProfile.podCidrs", ["network_profile.pod_cidrs"], "";
    SERVICE_CIDRS: "networkProfile.serviceCidrs", ["network_profile.service_cidrs"], "";
    PRIVATE_CLUSTER: "apiServerAccessProfile.enablePrivateCluster", ["private_cluster_enabled"],
        "apiServerAccessProfile.enablePrivateCluster";
    API_SERVER_SUBNET: "apiServerAccessProfile.subnetId", ["api_server_access_profile.subnet_id"],
        "";
    NODE_PROVISIONING: "nodeProvisioningProfile.mode", ["node_provisioning_profile.mode"], "";

    POOL_NAME: "name", ["name"], "name";
    POOL_MODE: "mode", ["mode"], "mode";
    OS_TYPE: "osType", ["os_type"], "osType";
    OS_SKU: "osSKU", ["os_sku"], "";
    COUNT: "count", ["node_count"], "replicas";
    AUTOSCALING: "enableAutoScaling", ["auto_scaling_enabled", "enable_auto_scaling"], "";
    MIN_COUNT: "minCount", ["min_count"], "scaling.minSize";
    MAX_COUNT: "maxCount", ["max_count"], "scaling.maxSize";
    MAX_PODS: "maxPods", ["max_pods"], "maxPods";
    MAX_SURGE: "upgradeSettings.maxSurge", ["upgrade_settings.max_surge"], "";
    MAX_UNAVAILABLE: "upgradeSettings.maxUnavailable", ["upgrade_settings.max_unavailable"], "";
    NODE_SUBNET: "vnetSubnetID", ["vnet_subnet_id"], "subnetName";
    POD_SUBNET: "podSubnetID", ["pod_subnet_id"], "";
    POD_IP_ALLOCATION: "podIPAllocationMode", [], "";
    VM_SIZE: "vmSize", ["vm_size"], "sku";
    LABELS: "nodeLabels", ["node_labels"], "nodeLabels";
    TAINTS: "nodeTaints", ["node_taints"], "taints";
    ZONES: "availabilityZones", ["zones", "availability_zones"], "availabilityZones";
    PRIORITY: "scaleSetPriority", ["priority"], "scaleSetPriority";
    /// The pool that azurerm makes while it replaces this one.
    ROTATION_NAME: "", ["temporary_name_for_rotation"], "";
    FIPS: "enableFIPS", ["fips_enabled"], "enableFIPS";
}

impl AksField {
    /// The paths of the field in a form, the first one that is there counts. A form may not have it.
    pub(crate) fn paths(&self, dialect: Dialect) -> &[&'static str] {
        let paths = match dialect {
            Dialect::Palette | Dialect::Aks => std::slice::from_ref(&self.aks),
            Dialect::Azurerm => self.azurerm,
            Dialect::ClusterApi => std::slice::from_ref(&self.cluster_api),
        };
        match paths {
            [""] => &[],
            paths => paths,
        }
    }
}

fn last_step(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

impl Dialect {
    /// Whether the cluster is one of Palette.
    pub(crate) fn is_palette(self) -> bool {
        self == Dialect::Palette
    }

    /// Whether it calls AKS's fields what AKS does.
    pub(crate) fn has_aks_words(self) -> bool {
        matches!(self, Dialect::Palette | Dialect::Aks)
    }

    /// A text about AKS's fields in the words of the form: `maxPods: 30` is `max_pods = 30`
    /// for azurerm.
    pub(crate) fn reword(self, text: &str) -> String {
        if self.has_aks_words() {
            return text.to_owned();
        }
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
        let mut reworded = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(is_of_word) {
            let (before, word) = rest.split_at(start);
            let end = word.find(|c| !is_of_word(c)).unwrap_or(word.len());
            let (word, after) = word.split_at(end);
            reworded.push_str(before);
            rest = after;
            let Some(own) = self.word(word) else {
                reworded.push_str(word);
                continue;
            };
            reworded.push_str(own);
            // `key: value` is YAML.
            if self == Dialect::Azurerm
                && let Some(value) = after.strip_prefix(": ")
            {
                let end = value.find(|c| !is_of_word(c) && c != '%');
                let (value, after) = value.split_at(end.unwrap_or(value.len()));
                let is_plain = value.parse::<i64>().is_ok() || value.is_empty();
                let quote = if is_plain { "" } else { "\"" };
                reworded.push_str(&format!(" = {quote}{value}{quote}"));
                rest = after;
            }
        }
        reworded.push_str(rest);
        reworded
    }

    /// What the form calls a field that AKS calls so.
    fn word(self, aks: &str) -> Option<&'static str> {
        // Only names that are no words of the language too.
        let is_name = aks.contains(|c: char| c.is_ascii_uppercase());
        let known = |field: &&AksField| last_step(field.aks) == aks;
        let field = ALL.iter().find(known).filter(|_| is_name)?;
        field.paths(self).first().map(|path| last_step(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_speaks_the_words_of_the_form() {
        let cases = [
            (
                "add maxUnavailable: 1, or let maxSurge be above 0: maxSurge: 10%",
                "add max_unavailable = 1, or let max_surge be above 0: max_surge = \"10%\"",
            ),
            (
                "add networkPluginMode: overlay (mode none)",
                "add network_plugin_mode = \"overlay\" (mode none)",
            ),
            (
                "count 3 is not between minCount 4 and maxCount 5",
                "count 3 is not between min_count 4 and max_count 5",
            ),
            ("the maxPodsRange stays", "the maxPodsRange stays"),
        ];
        for (text, expected) in cases {
            assert_eq!(Dialect::Azurerm.reword(text), expected);
            assert_eq!(Dialect::Aks.reword(text), text);
        }
    }

    #[test]
    fn a_form_has_one_word_for_a_field() {
        for dialect in [Dialect::Aks, Dialect::Azurerm, Dialect::ClusterApi] {
            let mut paths: Vec<_> = ALL.iter().flat_map(|field| field.paths(dialect)).collect();
            let all = paths.len();
            paths.sort_unstable();
            paths.dedup();
            assert_eq!(paths.len(), all, "{dialect:?}");
        }
    }
}
