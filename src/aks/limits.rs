//! The numbers of AKS, each once, each with its source. Read on 2026-11-23 unless said otherwise.
//!
//! Sources by short name, all on learn.microsoft.com/azure/aks unless said otherwise:
//! IP = concepts-network-ip-address-planning (2026-04-16), OVERLAY =
//! concepts-network-azure-cni-overlay (2026-07-31), KUBENET = configure-kubenet, SURGE =
//! upgrade-aks-node-pools-rolling, SCALE = best-practices-performance-scale-large, FULL =
//! error-code-subnetisfull (support article), CAPZ = Cluster API provider Azure, admission webhooks.

/// Addresses that Azure keeps in every subnet: network, three internal, broadcast (FULL).
pub const RESERVED_ADDRESSES: u64 = 5;

/// Fewest and most pods on a node, `maxPods` (IP; CAPZ "MaxPods must be between 10 and 250").
pub const MAX_PODS: std::ops::RangeInclusive<i64> = 10..=250;

/// `maxPods` where it is not set: Azure CNI with a node subnet (IP).
pub const DEFAULT_MAX_PODS_AZURE: u64 = 30;
/// `maxPods` where it is not set: Azure CNI Overlay (OVERLAY).
pub const DEFAULT_MAX_PODS_OVERLAY: u64 = 250;
/// `maxPods` where it is not set: Azure CNI with a pod subnet (configure-azure-cni-dynamic-ip-allocation
/// and a recorded cluster say 250; IP says 110: the greater need is reckoned).
pub const DEFAULT_MAX_PODS_POD_SUBNET: u64 = 250;
/// `maxPods` where it is not set: kubenet (KUBENET).
pub const DEFAULT_MAX_PODS_KUBENET: u64 = 110;
/// `maxPods` where it is not set: plugin none (the Azure command line's own help).
pub const DEFAULT_MAX_PODS_NONE: u64 = 250;

/// Surge of an upgrade where `maxSurge` is not set, in per cent of the pool, rounded up (SCALE;
/// SURGE says "one": for pools of up to 10 nodes both give 1).
pub const DEFAULT_MAX_SURGE_PERCENT: u64 = 10;

/// Most nodes that a pool can have (azure-docs, container-service-limits, 2024-01-12).
pub const MAX_NODES_IN_POOL: u64 = 1000;

/// Smallest and largest prefix length of an Azure subnet (Azure virtual network FAQ).
pub const SUBNET_PREFIX: std::ops::RangeInclusive<u8> = 2..=29;

/// Most nodes with the policy azure (use-network-policies, 2026-08-18).
pub const AZURE_POLICY_MAX_NODES: u64 = 250;
/// Most pods with the policy azure (the same page).
pub const AZURE_POLICY_MAX_PODS: u64 = 20_000;

/// Letters and digits of a pool's name (create-node-pools; CODES WindowsAgentPoolNameTooLong).
pub const POOL_NAME_LENGTH: usize = 12;
/// Letters and digits of a Windows pool's name (the same).
pub const WINDOWS_POOL_NAME_LENGTH: usize = 6;

/// Nodes of a user pool: `count`, `minCount` and `maxCount` (create-node-pools; the Azure command
/// line's checks).
pub const USER_POOL_COUNT: std::ops::RangeInclusive<i64> = 0..=1000;
/// Nodes of a system pool (the same).
pub const SYSTEM_POOL_COUNT: std::ops::RangeInclusive<i64> = 1..=1000;
