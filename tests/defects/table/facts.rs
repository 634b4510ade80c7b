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
];

/// Gives the clusters of a cluster file another Kubernetes version.
fn kubernetes(good: &Good, version: &str) -> Vec<Mutant> {
    let is_cluster = |_: &&crate::defects::part::Part| good.form == Form::Cluster;
    let roots = good.at("");
    let named = roots
        .iter()
        .filter(is_cluster)
        .filter(|root| root.said("cluster").is_some());
    named
        .map(|root| {
            let mut mutant = good.set(root, "kubernetesVersion", version);
            if root.get("kubernetesVersion").is_none() {
                mutant = mutant.found_at_word("kubernetesVersion");
            }
            mutant
        })
        .collect()
}

/// Gives the pools another machine size.
fn sizes(good: &Good, size: &str) -> Vec<Mutant> {
    let pools = good.pools();
    let pools = pools.iter().filter(|pool| pool.said("vmSize").is_some());
    pools.map(|pool| good.set(pool, "vmSize", size)).collect()
}
