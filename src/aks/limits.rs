//! The limits and defaults of AKS, each with its source.
//!
//! Sources by short name, all on learn.microsoft.com/azure/aks unless said otherwise:
//! IP = concepts-network-ip-address-planning (2026-04-16), OVERLAY =
//! concepts-network-azure-cni-overlay (2026-07-31), KUBENET = configure-kubenet, SURGE =
//! upgrade-aks-node-pools-rolling, SCALE = best-practices-performance-scale-large, FULL =
//! error-code-subnetisfull (support article), CNI = concepts-network-cni-overview, STATIC =
//! configure-azure-cni-static-block-allocation, DYNAMIC = configure-azure-cni-dynamic-ip-allocation,
//! QUOTA = quotas-skus-regions (2026-08-03), CAPZ = Cluster API provider Azure,
//! admission webhooks.

use ipnetwork::Ipv4Network;

use super::cidr::range;
use crate::date::Date;

/// When the limits were last compared with their sources.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

/// Addresses that Azure reserves in every subnet: network, three internal, broadcast (FULL).
pub(crate) const RESERVED_ADDRESSES: u64 = 5;

/// The VNet and the subnet that AKS makes where pools name no subnet: `aks-vnet` and `aks-subnet` of
/// the node resource group, as `az network vnet show` prints them.
pub(crate) const DEFAULT_VNET: (&str, &str) = ("10.224.0.0/12", "10.224.0.0/16");
/// The same of Cluster API provider Azure (CAPZ, defaults of the managed control plane).
pub(crate) const DEFAULT_VNET_CAPZ: (&str, &str) = ("10.0.0.0/8", "10.240.0.0/16");

/// Range of `maxPods`, the pods on a node (IP; CAPZ "MaxPods must be between 10 and 250").
pub(crate) const MAX_PODS: std::ops::RangeInclusive<i64> = 10..=250;

/// Default of `maxPods`: Azure CNI with a node subnet (IP).
pub(crate) const DEFAULT_MAX_PODS_AZURE: u64 = 30;
/// Default of `maxPods`: Azure CNI Overlay (OVERLAY).
pub(crate) const DEFAULT_MAX_PODS_OVERLAY: u64 = 250;
/// Default of `maxPods`: Azure CNI with a pod subnet (configure-azure-cni-dynamic-ip-allocation
/// and a recorded cluster say 250; IP says 110: packlint uses the greater one).
pub(crate) const DEFAULT_MAX_PODS_POD_SUBNET: u64 = 250;
/// Default of `maxPods`: kubenet (KUBENET).
pub(crate) const DEFAULT_MAX_PODS_KUBENET: u64 = 110;
/// Default of `maxPods`: plugin none (the Azure command line's own help).
pub(crate) const DEFAULT_MAX_PODS_NONE: u64 = 250;

/// Default of `maxSurge` in per cent of the pool, rounded up, from Kubernetes 1.32 (release notes of
/// AKS; SCALE).
pub(crate) const DEFAULT_MAX_SURGE_PERCENT: u64 = 10;
/// The first Kubernetes version with this default; before, it is one node.
pub(crate) const DEFAULT_MAX_SURGE_KUBERNETES: (u64, u64) = (1, 32);

/// Maximum number of nodes in a pool (QUOTA).
pub(crate) const MAX_NODES_IN_POOL: u64 = 1000;
/// Maximum number of nodes in a cluster; at this number upgrades are blocked (QUOTA, SCALE).
pub(crate) const MAX_NODES_IN_CLUSTER: u64 = 5000;
/// Maximum number of node pools in a cluster (QUOTA).
pub(crate) const MAX_POOLS: usize = 100;
/// Maximum number of nodes with kubenet: a route table has 400 routes, one per node (KUBENET).
pub(crate) const MAX_NODES_KUBENET: u64 = 400;
/// Pods that the nodes of every pool together must have space for (IP).
pub(crate) const MIN_PODS_IN_POOL: u64 = 30;

/// Addresses of the pod CIDR for each node, a /24, with kubenet and overlay (KUBENET, OVERLAY).
pub(crate) const POD_CIDR_ADDRESSES_PER_NODE: u64 = 256;
/// Addresses of a pod subnet that a node gets at once: 16 more whenever fewer than 8 are free
/// (DYNAMIC), or blocks of 16 that stay with it (STATIC).
pub(crate) const POD_SUBNET_BLOCK: u64 = 16;
/// Shortest prefix length of a pod subnet with static blocks (STATIC).
pub(crate) const STATIC_BLOCK_PREFIX: u8 = 12;
/// First Kubernetes version with static blocks: major, minor (STATIC).
pub(crate) const STATIC_BLOCK_KUBERNETES: (u64, u64) = (1, 28);

/// Default of `podCidr` with kubenet and overlay (KUBENET, OVERLAY).
pub(crate) const DEFAULT_POD_CIDR: Ipv4Network = range([10, 244, 0, 0], 16);
/// Default of `serviceCidr` (IP).
pub(crate) const DEFAULT_SERVICE_CIDR: Ipv4Network = range([10, 0, 0, 0], 16);
/// Last octet of the default of `dnsServiceIP`; the others are those of `serviceCidr` as it is written
/// (CAPZ, the managed cluster's spec).
pub(crate) const DEFAULT_DNS_LAST_OCTET: u8 = 10;
/// Shortest prefix length of the service CIDR. IP says "smaller than /12"; the service's own
/// validator of 2018 and the Kubernetes API server accept /12 itself.
pub(crate) const SERVICE_PREFIX: u8 = 12;
/// Ranges that no service, pod, VNet or subnet range may overlap (CNI).
pub(crate) const RESERVED_RANGES: [Ipv4Network; 4] = [
    range([169, 254, 0, 0], 16),
    range([172, 30, 0, 0], 16),
    range([172, 31, 0, 0], 16),
    range([192, 0, 2, 0], 24),
];

/// Smallest and largest prefix length of an Azure subnet (Azure virtual network FAQ).
pub(crate) const SUBNET_PREFIX: std::ops::RangeInclusive<u8> = 2..=29;

/// Maximum number of nodes with the policy azure (use-network-policies, 2026-08-18).
pub(crate) const AZURE_POLICY_MAX_NODES: u64 = 250;
/// Maximum number of pods with the policy azure (the same page).
pub(crate) const AZURE_POLICY_MAX_PODS: u64 = 20_000;

/// Maximum length of a cluster's name (azure-resource-manager, resource-name-rules, read on
/// 2026-11-25).
pub(crate) const CLUSTER_NAME_LENGTH: usize = 63;

/// Maximum length of a pool's name (create-node-pools; CODES WindowsAgentPoolNameTooLong).
pub(crate) const POOL_NAME_LENGTH: usize = 12;
/// Maximum length of a Windows pool's name (the same).
pub(crate) const WINDOWS_POOL_NAME_LENGTH: usize = 6;

/// Names that no pool may have (release notes of AKS, 2025-04-27).
pub(crate) const RESERVED_POOL_NAMES: [&str; 1] = ["aksmanagedap"];

/// Range of the nodes of a User pool: `count`, `minCount` and `maxCount` (create-node-pools; the Azure
/// command line's checks).
pub(crate) const USER_POOL_COUNT: std::ops::RangeInclusive<i64> = 0..=1000;
/// Range of the nodes of a System pool (the same).
pub(crate) const SYSTEM_POOL_COUNT: std::ops::RangeInclusive<i64> = 1..=1000;

/// Maximum length of a subnet's name (Azure resource name rules).
pub(crate) const SUBNET_NAME_LENGTH: usize = 80;
/// Maximum length of a subnet's name with Azure CNI Overlay or a dynamic pod subnet (OVERLAY; release
/// notes of AKS, 2023-11-28).
pub(crate) const SUBNET_NAME_LENGTH_OVERLAY: usize = 63;

/// Minimum of a System pool's machines: vCPUs and memory in GiB (quotas-skus-regions, 2026-08-03).
pub(crate) const SYSTEM_MACHINE: (u64, u64) = (2, 4);
/// vCPUs of a System pool's machines that are recommended (use-system-pools).
pub(crate) const SYSTEM_VCPUS_RECOMMENDED: u64 = 4;
/// Minimum memory of any pool's machines, in GiB (quotas-skus-regions, 2026-08-03; release notes of
/// AKS, 2025-04-27).
pub(crate) const ANY_MACHINE_MEMORY: u64 = 2;
/// The availability zones of a region (support article AvailabilityZoneNotSupported, 2025-05-26).
pub(crate) const ZONES: [&str; 3] = ["1", "2", "3"];

/// Outbound ports of one address of a load balancer, and the maximum of one node (support article
/// InvalidLoadBalancerProfileAllocatedOutboundPorts, 2026-08-10).
pub(crate) const OUTBOUND_PORTS: i64 = 64_000;
/// Outbound ports of a node are a multiple of this (Azure command line 2.91.0).
pub(crate) const OUTBOUND_PORTS_STEP: i64 = 8;
/// Outbound addresses that AKS manages, unless others are set (load-balancer-standard).
pub(crate) const DEFAULT_OUTBOUND_IPS: i64 = 1;

/// Longest prefix of the API server's subnet (api-server-vnet-integration, 2026-04-15).
pub(crate) const API_SERVER_PREFIX: u8 = 28;
/// What AKS delegates subnets to (the same; configure-azure-cni-dynamic-ip-allocation).
pub(crate) const DELEGATION: &str = "Microsoft.ContainerService/managedClusters";
/// First Kubernetes version with dual stack on the dataplane cilium (azure-cni-powered-by-cilium,
/// 2026-08-05).
pub(crate) const DUAL_STACK_CILIUM_KUBERNETES: (u64, u64) = (1, 29);

/// Ranges that no host can use, on any cloud: RFC 1122 (this network, loopback), RFC 3927 (link-local),
/// RFC 5771 (multicast), RFC 1112 (reserved).
pub(crate) const NEVER_FOR_HOSTS: [Ipv4Network; 5] = [
    range([0, 0, 0, 0], 8),
    range([127, 0, 0, 0], 8),
    range([169, 254, 0, 0], 16),
    range([224, 0, 0, 0], 4),
    range([240, 0, 0, 0], 4),
];

/// Ranges that are not public: RFC 1918, RFC 6598 (shared addresses), loopback, link-local,
/// documentation and benchmarks.
pub(crate) const PRIVATE_RANGES: [Ipv4Network; 10] = [
    range([10, 0, 0, 0], 8),
    range([172, 16, 0, 0], 12),
    range([192, 168, 0, 0], 16),
    range([100, 64, 0, 0], 10),
    range([127, 0, 0, 0], 8),
    range([169, 254, 0, 0], 16),
    range([192, 0, 2, 0], 24),
    range([198, 18, 0, 0], 15),
    range([198, 51, 100, 0], 24),
    range([203, 0, 113, 0], 24),
];
