//! Settings of an AKS cluster beside its network plugin.

use super::{Cidr, Located};
use crate::aks::{IpFamily, NodeProvisioning, OutboundType};

/// Settings of a cluster; each is absent where nothing sets it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    pub(crate) private_cluster: Option<Located<bool>>,
    pub(crate) outbound_type: Option<Located<OutboundType>>,
    /// Outbound addresses of the load balancer that AKS manages.
    pub(crate) outbound_ips: Option<Located<i64>>,
    /// Outbound ports of each node.
    pub(crate) outbound_ports: Option<Located<i64>>,
    /// Ranges of peered and on-premises networks.
    pub(crate) connected_networks: Vec<Located<Cidr>>,
    /// The subnet of the API server, by name.
    pub(crate) api_server_subnet: Option<Located<String>>,
    pub(crate) ip_families: Vec<Located<IpFamily>>,
    /// As they are written: IPv4 or IPv6.
    pub(crate) pod_cidrs: Vec<Located<String>>,
    /// As they are written: IPv4 or IPv6.
    pub(crate) service_cidrs: Vec<Located<String>>,
    pub(crate) node_provisioning: Option<Located<NodeProvisioning>>,
}

impl Features {
    /// These settings laid over others.
    pub(crate) fn over(self, base: Features) -> Self {
        fn list<T>(own: Vec<T>, base: Vec<T>) -> Vec<T> {
            if own.is_empty() { base } else { own }
        }
        Features {
            private_cluster: self.private_cluster.or(base.private_cluster),
            outbound_type: self.outbound_type.or(base.outbound_type),
            outbound_ips: self.outbound_ips.or(base.outbound_ips),
            outbound_ports: self.outbound_ports.or(base.outbound_ports),
            connected_networks: list(self.connected_networks, base.connected_networks),
            api_server_subnet: self.api_server_subnet.or(base.api_server_subnet),
            ip_families: list(self.ip_families, base.ip_families),
            pod_cidrs: list(self.pod_cidrs, base.pod_cidrs),
            service_cidrs: list(self.service_cidrs, base.service_cidrs),
            node_provisioning: self.node_provisioning.or(base.node_provisioning),
        }
    }
}
