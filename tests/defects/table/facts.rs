//! What AKS accepts of a cluster and its pools: versions, images, sizes, zones, labels.

use super::Defect;
use super::pool::{in_cluster, labels};
use crate::defects::good::{Form, Good};
use crate::defects::mutant::Mutant;

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "kubernetes-old",
        says: "Kubernetes is a version that AKS does not support any more",
        rule: "kubernetes-version",
        also: &["kubernetes-version-conflict", "os-image"],
        make: |good| kubernetes(good, "\"1.29\""),
    },
    Defect {
        id: "kubernetes-v",
        says: "the Kubernetes version has a v before it",
        rule: "kubernetes-version",
        also: &[],
        make: |good| {
            let version = good.kubernetes().filter(|minor| *minor >= 34);
            version.map_or(Vec::new(), |minor| kubernetes(good, &format!("v1.{minor}")))
        },
    },
    Defect {
        id: "kubernetes-other",
        says: "kubernetesVersion is another than that of the Kubernetes pack",
        rule: "kubernetes-version-conflict",
        also: &[],
        make: |good| match good.main_text().contains("kubernetes-aks-1.34") {
            true => kubernetes(good, "\"1.35\""),
            false => Vec::new(),
        },
    },
    Defect {
        id: "image-gone",
        says: "a pool has Flatcar, which AKS no longer creates",
        rule: "os-image",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                let is_linux = pool
                    .said("osType")
                    .is_none_or(|os| os.eq_ignore_ascii_case("linux"));
                is_linux.then(|| good.set(pool, "osSKU", "Flatcar"))
            })
        },
    },
    Defect {
        id: "mode-case",
        says: "mode: system is written in lower case",
        rule: "pool-mode",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                pool.is_system().then(|| good.set(pool, "mode", "system"))
            })
        },
    },
    Defect {
        id: "zone-four",
        says: "a pool is in zone 4",
        rule: "availability-zone",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                Some(good.set(pool, "availabilityZones", "[\"4\"]"))
            })
        },
    },
    Defect {
        id: "size-prefix",
        says: "a machine size is written without Standard_",
        rule: "vm-size",
        also: &[],
        make: |good| sizes(good, "D8s_v5"),
    },
    Defect {
        id: "size-tiny",
        says: "a machine size has 1 GB of memory",
        rule: "vm-size",
        also: &["resource-minimum"],
        make: |good| sizes(good, "Standard_B1s"),
    },
    Defect {
        id: "size-arm-windows",
        says: "a Windows pool has an Arm64 size",
        rule: "vm-size",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                pool.is_windows()
                    .then(|| good.set(pool, "vmSize", "Standard_D4ps_v5"))
            })
        },
    },
    Defect {
        id: "pods-public",
        says: "the pod range of overlay is a public one",
        rule: "network-range-public",
        also: &["network-setting-conflict"],
        make: |good| match good.is_overlay() && good.form == Form::Cluster {
            true => good.say("podCidr", "20.0.0.0/12"),
            false => Vec::new(),
        },
    },
    Defect {
        id: "label-kubernetes",
        says: "a label begins with node-role.kubernetes.io/",
        rule: "pool-label",
        also: &[],
        make: |good| labels(good, "node-role.kubernetes.io/web"),
    },
    Defect {
        id: "label-value",
        says: "the value of a label has blanks",
        rule: "pool-label",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                Some(good.set(pool, "nodeLabels", "{team: web and api}"))
            })
        },
    },
    Defect {
        id: "name-reserved",
        says: "a pool has a name that AKS reserves",
        rule: "pool-name",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                (!pool.is_windows()).then(|| good.set(pool, "name", "aksmanagedap"))
            })
        },
    },
    Defect {
        id: "unavailable-system",
        says: "a System pool may lose nodes during an upgrade",
        rule: "surge-value",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                pool.is_system()
                    .then(|| good.set(pool, "maxUnavailable", "1"))
            })
        },
    },
    Defect {
        id: "allocation-alone",
        says: "podIPAllocationMode is set without a pod subnet",
        rule: "pod-subnet-plugin",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                let is_alone = pool.get("podSubnet").is_none();
                is_alone.then(|| good.set(pool, "podIPAllocationMode", "StaticBlock"))
            })
        },
    },
    Defect {
        id: "ports-odd",
        says: "the outbound ports of a node are not a multiple of 8",
        rule: "outbound-ports",
        also: &[],
        make: |good| {
            top(
                good,
                "loadBalancerProfile",
                "{allocatedOutboundPorts: 1001}",
            )
        },
    },
    Defect {
        id: "outbound-isolated-kubenet",
        says: "a cluster with kubenet is isolated from the internet",
        rule: "outbound-type",
        also: &[],
        make: |good| match good.plugin().as_deref() {
            Some("kubenet") => top(good, "outboundType", "none"),
            _ => Vec::new(),
        },
    },
    Defect {
        id: "families-node-subnet",
        says: "IPv6 is added to a cluster without overlay",
        rule: "dual-stack",
        also: &["dual-stack"],
        make: |good| match !good.is_overlay() && !good.is_open() && good.plugin().is_some() {
            true => top(good, "ipFamilies", "[IPv4, IPv6]"),
            false => Vec::new(),
        },
    },
    Defect {
        id: "provisioning-kubenet",
        says: "node auto-provisioning is switched on with kubenet",
        rule: "node-provisioning",
        also: &["node-provisioning"],
        make: |good| match good.plugin().as_deref() {
            Some("kubenet") => top(good, "nodeProvisioningMode", "Auto"),
            _ => Vec::new(),
        },
    },
    Defect {
        id: "subnet-of-others",
        says: "the nodes' subnet is delegated to another service",
        rule: "subnet-delegated",
        also: &[],
        make: |good| {
            let service = "[{\"serviceName\": \"Microsoft.Web/serverFarms\"}]";
            in_vnet(
                good,
                &format!("\"addressPrefix\": \"10.1.1.0/24\", \"delegations\": {service}"),
            )
        },
    },
    Defect {
        id: "subnet-second-range",
        says: "the nodes' subnet has a second range",
        rule: "subnet-prefixes",
        also: &[],
        make: |good| {
            in_vnet(
                good,
                "\"addressPrefixes\": [\"10.1.1.0/24\", \"10.1.9.0/24\"]",
            )
        },
    },
    Defect {
        id: "services-in-office",
        says: "the office network has the service range",
        rule: "connected-network-overlap",
        also: &["connected-network-overlap"],
        make: |good| {
            let service = good.words("serviceCidr").into_iter().next();
            let Some(service) = service.filter(|word| {
                word.file == good.main && good.text(&word.file)[word.range.clone()].starts_with("1")
            }) else {
                return Vec::new();
            };
            let made = top(good, "connectedNetworks", "[10.0.0.0/8, 172.16.0.0/12]").into_iter();
            made.map(|mutant| mutant.found_at(&service.file, service.range.start))
                .collect()
        },
    },
    Defect {
        id: "api-server-with-nodes",
        says: "the API server is in the subnet of nodes",
        rule: "api-server-subnet",
        also: &[],
        make: |good| {
            let pools = good.pools();
            let named = pools.iter().filter(|pool| pool.form == Form::Cluster);
            let name = named.filter_map(|pool| pool.said("subnet")).next();
            match name.filter(|_| !good.subnets().is_empty() && good.at("").len() == 1) {
                Some(name) => top(good, "apiServerSubnet", name),
                None => Vec::new(),
            }
        },
    },
    Defect {
        id: "fips-windows",
        says: "FIPS is switched off for Windows Server 2025",
        rule: "fips-image",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                let is_2025 = pool.said("osSKU").is_some_and(|sku| sku == "Windows2025");
                is_2025.then(|| good.set(pool, "enableFIPS", "false"))
            })
        },
    },
    Defect {
        id: "spot-system",
        says: "the System pool has spot machines",
        rule: "spot-pool",
        also: &["spot-pool"],
        make: |good| {
            in_cluster(good, |good, pool| {
                pool.is_system()
                    .then(|| good.set(pool, "scaleSetPriority", "Spot"))
            })
        },
    },
];

/// Sets a key at the top of a cluster file.
fn top(good: &Good, key: &'static str, value: &str) -> Vec<Mutant> {
    let roots = good
        .at("")
        .into_iter()
        .filter(|_| good.form == Form::Cluster);
    let named = roots.filter(|root| root.said("cluster").is_some());
    named
        .map(|root| match root.get(key) {
            Some(_) => good.set(&root, key, value),
            None => good.set(&root, key, value).found_at_word(key),
        })
        .collect()
}

/// Replaces the range of the nodes' subnet in what Azure says of the VNet.
fn in_vnet(good: &Good, with: &str) -> Vec<Mutant> {
    let range = "\"addressPrefix\": \"10.1.1.0/24\"";
    let files = good.files.keys().filter(|file| file.ends_with("vnet.json"));
    let found = files.filter_map(|file| Some((file, good.text(file).find(range)?)));
    found
        .map(|(file, at)| good.edit(file, at..at + range.len(), with))
        .collect()
}

/// Gives the clusters of a cluster file another Kubernetes version.
fn kubernetes(good: &Good, version: &str) -> Vec<Mutant> {
    top(good, "kubernetesVersion", version)
}

/// Gives the pools another machine size.
fn sizes(good: &Good, size: &str) -> Vec<Mutant> {
    let pools = good.pools();
    let pools = pools.iter().filter(|pool| pool.said("vmSize").is_some());
    pools.map(|pool| good.set(pool, "vmSize", size)).collect()
}
