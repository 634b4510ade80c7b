//! Node pools: names, modes, counts, labels, surge.

use super::Defect;
use crate::defects::good::{Form, Good};
use crate::defects::mutant::Mutant;
use crate::defects::part::{Part, Style};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "cluster-name-words",
        says: "the name of the cluster is several words",
        rule: "cluster-name",
        also: &[],
        make: |good| named(good, "My cluster"),
    },
    Defect {
        id: "cluster-name-reserved",
        says: "the name of the cluster has a word in it that Azure reserves",
        rule: "cluster-name",
        also: &[],
        make: |good| named(good, "my-windows-cluster"),
    },
    Defect {
        id: "cluster-name-long",
        says: "the name of the cluster is longer than 63 characters",
        rule: "cluster-name",
        also: &[],
        make: |good| named(good, &"cluster1".repeat(8)),
    },
    Defect {
        id: "name-capital",
        says: "the name of a pool has a capital letter",
        rule: "pool-name",
        also: &[],
        make: |good| in_pools(good, |good, pool| Some(good.set(pool, "name", "System1"))),
    },
    Defect {
        id: "name-hyphen",
        says: "the name of a pool has a hyphen",
        rule: "pool-name",
        also: &[],
        make: |good| in_pools(good, |good, pool| Some(good.set(pool, "name", "a-pool"))),
    },
    Defect {
        id: "name-digit",
        says: "the name of a pool begins with a digit",
        rule: "pool-name",
        also: &[],
        make: |good| in_pools(good, |good, pool| Some(good.set(pool, "name", "1pool"))),
    },
    Defect {
        id: "name-long",
        says: "the name of a pool is longer than 12 characters",
        rule: "pool-name",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                Some(good.set(pool, "name", "generalpurpose"))
            })
        },
    },
    Defect {
        id: "name-windows",
        says: "the name of a Windows pool is longer than 6 characters",
        rule: "pool-name",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                let os = pool.get("osType")?.value.start;
                pool.is_windows()
                    .then(|| good.set(pool, "name", "windows").names(&pool.file, os))
            })
        },
    },
    Defect {
        id: "name-twice",
        says: "two pools have one name",
        rule: "pool-name",
        also: &[],
        make: |good| {
            let pools = good.pools();
            let pairs = pools.windows(2).filter(|_| good.at("").len() < 2);
            let made = pairs.filter_map(|pair| {
                let (name, at) = (pair[0].said("name")?, pair[0].get("name")?.value.start);
                let is_long = name.len() > 6 && pair[1].is_windows();
                (!is_long).then(|| good.set(&pair[1], "name", name).names(&pair[0].file, at))
            });
            made.collect()
        },
    },
    Defect {
        id: "system-windows",
        says: "the osType of the System pool becomes Windows",
        rule: "system-pool-linux",
        // A Windows pool meets whatever the cluster has against Windows.
        also: &[
            "windows-requires-azure-cni",
            "calico-kubenet-linux-only",
            "cilium-linux-only",
            "azure-policy-linux-only",
            "os-sku-mismatch",
        ],
        make: |good| {
            in_pools(good, |good, pool| {
                let is_short = pool.said("name").is_some_and(|name| name.len() <= 6);
                (pool.is_system() && is_short).then(|| good.set(pool, "osType", "Windows"))
            })
        },
    },
    Defect {
        id: "os-type-lower-case",
        says: "os_type in Terraform is not in the provider's spelling",
        rule: "provider-rejects",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                let os = pool
                    .said("osType")
                    .filter(|_| good.form == Form::Terraform)?;
                let is_plain = os.chars().all(char::is_alphabetic);
                is_plain.then(|| good.set(pool, "osType", &os.to_lowercase()))
            })
        },
    },
    Defect {
        id: "ssh-key-ed25519",
        says: "the nodes' SSH key is not an RSA key",
        rule: "ssh-key-type",
        also: &[],
        make: |good| {
            let key = match good.form {
                Form::Payload => "sshKey",
                _ => "ssh_key",
            };
            let is_written = |config: &Part| config.get(key)?.text.as_deref().map(|_| ());
            let configs = good.cloud_config().into_iter();
            let configs = configs.filter(|config| is_written(config).is_some());
            configs
                .map(|config| good.set(&config, key, "ssh-ed25519 AAAAC3Nza"))
                .collect()
        },
    },
    Defect {
        id: "windows-image-on-linux",
        says: "a Linux pool has a Windows image",
        rule: "os-sku-mismatch",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                // The request of the API has no image.
                let is_known = pool.said("osType").is_none_or(|os| !os.contains("{{"));
                let is_linux = is_known && !pool.is_windows() && pool.form != Form::Payload;
                is_linux.then(|| good.set(pool, "osSKU", "Windows2022"))
            })
        },
    },
    Defect {
        id: "linux-image-on-windows",
        says: "a Windows pool has a Linux image",
        rule: "os-sku-mismatch",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                (pool.is_windows() && pool.form != Form::Payload).then(|| {
                    good.set(pool, "osSKU", "Ubuntu")
                        .names(&pool.file, pool.get("osType").expect("set").value.start)
                })
            })
        },
    },
    Defect {
        id: "os-type-forgotten",
        says: "osType: Windows is forgotten beside a Windows image",
        rule: "os-sku-mismatch",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                let sku = pool.get("osSKU").filter(|_| pool.is_windows())?.value.start;
                Some(good.unset(pool, "osType")?.found_only_at(&pool.file, sku))
            })
        },
    },
    Defect {
        id: "system-pool-gone",
        says: "the only System pool becomes a User pool",
        rule: "system-pool-missing",
        also: &[],
        make: |good| {
            let pools = good.pools();
            let systems: Vec<_> = pools.iter().filter(|pool| pool.is_system()).collect();
            let Some(name) =
                cluster_name(good).filter(|_| good.at("").len() < 2 || good.form != Form::Cluster)
            else {
                return Vec::new();
            };
            let [system] = systems.as_slice() else {
                return Vec::new();
            };
            let user = match good.form {
                Form::Cluster => "User",
                _ => "false",
            };
            vec![good.set(system, "mode", user).found_at(&name.0, name.1)]
        },
    },
    Defect {
        id: "mode-forgotten",
        says: "mode: System is forgotten",
        rule: "system-pool-missing",
        also: &[],
        make: |good| {
            let pools = good.pools();
            let systems: Vec<_> = pools.iter().filter(|pool| pool.is_system()).collect();
            let is_single = good.form == Form::Cluster && good.at("").len() == 1;
            let ([system], Some(name)) = (systems.as_slice(), cluster_name(good)) else {
                return Vec::new();
            };
            let mutant = good.unset(system, "mode").filter(|_| is_single);
            mutant
                .map(|mutant| mutant.found_only_at(&name.0, name.1))
                .into_iter()
                .collect()
        },
    },
    Defect {
        id: "control-plane-name",
        says: "control_plane_cidr is set without control_plane_subnet_name",
        rule: "control-plane-subnet-partial",
        also: &[],
        make: |good| control_plane(good, "control_plane_subnet_name", "control_plane_cidr"),
    },
    Defect {
        id: "control-plane-range",
        says: "control_plane_subnet_name is set without control_plane_cidr",
        rule: "control-plane-subnet-partial",
        also: &[],
        make: |good| control_plane(good, "control_plane_cidr", "control_plane_subnet_name"),
    },
    Defect {
        id: "count-zero",
        says: "a System pool has no nodes",
        rule: "pool-count",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                (pool.is_system() && pool.number("maxCount").is_none())
                    .then(|| good.set(pool, "count", "0"))
            })
        },
    },
    Defect {
        id: "count-negative",
        says: "a pool has fewer nodes than none",
        rule: "pool-count",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                pool.number("maxCount")
                    .is_none()
                    .then(|| good.set(pool, "count", "-1"))
            })
        },
    },
    Defect {
        id: "bounds-turned",
        says: "minCount is above maxCount",
        rule: "pool-count",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                let max = pool.number("maxCount")?;
                let mutant = good.set(pool, "minCount", &(max + 1).to_string());
                Some(mutant.names(&pool.file, pool.get("maxCount")?.value.start))
            })
        },
    },
    Defect {
        id: "count-outside",
        says: "count lies outside of minCount and maxCount",
        rule: "pool-count",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                let max = pool.number("maxCount").filter(|max| *max < 900)?;
                pool.number("count")
                    .map(|_| good.set(pool, "count", &(max + 1).to_string()))
            })
        },
    },
    Defect {
        id: "max-forgotten",
        says: "minCount is set without maxCount",
        rule: "pool-count",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                let min = pool
                    .number("minCount")
                    .map(|_| pool.get("minCount").expect("set").value.start)?;
                Some(good.unset(pool, "maxCount")?.found_only_at(&pool.file, min))
            })
        },
    },
    Defect {
        id: "min-forgotten",
        says: "maxCount is set without minCount",
        rule: "pool-count",
        also: &[],
        make: |good| {
            in_pools(good, |good, pool| {
                let max = pool
                    .number("maxCount")
                    .map(|_| pool.get("maxCount").expect("set").value.start)?;
                Some(good.unset(pool, "minCount")?.found_only_at(&pool.file, max))
            })
        },
    },
    Defect {
        id: "label-reserved",
        says: "a label begins with kubernetes.azure.com/",
        rule: "pool-label",
        also: &[],
        make: |good| labels(good, "kubernetes.azure.com/team"),
    },
    Defect {
        id: "label-blank",
        says: "the key of a label has a blank",
        rule: "pool-label",
        also: &[],
        make: |good| labels(good, "the team"),
    },
    Defect {
        id: "label-slash",
        says: "the key of a label has two slashes",
        rule: "pool-label",
        also: &[],
        make: |good| labels(good, "example.com/team/web"),
    },
    Defect {
        id: "taint-effect",
        says: "the effect of a taint is misspelt",
        rule: "pool-label",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                Some(good.set(pool, "nodeTaints", "[\"team=web:NoSchedul\"]"))
            })
        },
    },
    Defect {
        id: "taint-reserved",
        says: "a taint begins with kubernetes.azure.com/",
        rule: "pool-label",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                Some(good.set(
                    pool,
                    "nodeTaints",
                    "[\"kubernetes.azure.com/team=web:NoSchedule\"]",
                ))
            })
        },
    },
    Defect {
        id: "surge-word",
        says: "maxSurge is a word",
        rule: "surge-value",
        also: &[],
        make: |good| in_cluster(good, |good, pool| Some(good.set(pool, "maxSurge", "ten"))),
    },
    Defect {
        id: "surge-fraction",
        says: "maxSurge is a fraction of a per cent",
        rule: "surge-value",
        also: &[],
        make: |good| in_cluster(good, |good, pool| Some(good.set(pool, "maxSurge", "12.5%"))),
    },
    Defect {
        id: "surge-zero",
        says: "maxSurge is 0, and no node may be unavailable",
        rule: "surge-value",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                let unavailable = pool.said("maxUnavailable");
                unavailable
                    .is_none_or(|text| text == "0")
                    .then(|| good.set(pool, "maxSurge", "0"))
            })
        },
    },
    Defect {
        id: "unavailable-word",
        says: "maxUnavailable is a word",
        rule: "surge-value",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                Some(good.set(pool, "maxUnavailable", "one"))
            })
        },
    },
    Defect {
        id: "subnet-misspelt",
        says: "a pool names a subnet that is not there",
        rule: "subnet-unknown",
        also: &[],
        make: |good| {
            in_cluster(good, |good, pool| {
                let named = pool.said("subnet").filter(|_| !good.subnets().is_empty())?;
                Some(good.set(pool, "subnet", &format!("{named}x")))
            })
        },
    },
    Defect {
        id: "subnet-renamed",
        says: "a subnet is renamed, and the pools keep the old name",
        rule: "subnet-unknown",
        // Said for each pool.
        also: &["subnet-unknown"],
        make: |good| {
            let pools = good.pools();
            let subnets = good
                .subnets()
                .into_iter()
                .filter(|_| good.form == Form::Cluster);
            let made = subnets.filter_map(|subnet| {
                let name = subnet.said("name")?;
                let user = pools
                    .iter()
                    .find(|pool| pool.said("subnet") == Some(name))?;
                let at = user.get("subnet")?.value.start;
                Some(
                    good.set(&subnet, "name", "renamed")
                        .found_only_at(&user.file, at),
                )
            });
            made.collect()
        },
    },
    Defect {
        id: "subnet-name-blank",
        says: "the name of a subnet has a blank",
        rule: "subnet-name",
        also: &[],
        make: |good| subnet_names(good, "workers prod"),
    },
    Defect {
        id: "subnet-name-hyphen",
        says: "the name of a subnet ends with a hyphen",
        rule: "subnet-name",
        also: &[],
        make: |good| subnet_names(good, "workers-"),
    },
    Defect {
        id: "subnet-forgotten",
        says: "a pool names no subnet while others do",
        rule: "subnet-partial",
        also: &[],
        make: |good| {
            let pools = good.pools();
            let naming = pools
                .iter()
                .filter(|pool| pool.get("subnet").is_some())
                .count();
            in_cluster(good, |good, pool| {
                let name = pool.get("name")?.value.start;
                let is_one_of_many =
                    naming > 1 && good.subnets().len() > 1 && pool.get("podSubnet").is_none();
                Some(
                    good.unset(pool, "subnet")
                        .filter(|_| is_one_of_many)?
                        .found_only_at(&pool.file, name),
                )
            })
        },
    },
];

/// Gives the cluster of a cluster file another name.
fn named(good: &Good, name: &str) -> Vec<Mutant> {
    let roots = good.at("").into_iter();
    let named = roots.filter(|root| root.said("cluster").is_some());
    named.map(|root| good.set(&root, "cluster", name)).collect()
}

/// For each pool that has a name.
fn in_pools(good: &Good, make: impl Fn(&Good, &Part) -> Option<Mutant>) -> Vec<Mutant> {
    good.pools()
        .iter()
        .filter_map(|pool| make(good, pool))
        .collect()
}

/// For each pool of a cluster file.
pub(super) fn in_cluster(
    good: &Good,
    make: impl Fn(&Good, &Part) -> Option<Mutant>,
) -> Vec<Mutant> {
    in_pools(good, |good, pool| {
        (pool.form == Form::Cluster)
            .then(|| make(good, pool))
            .flatten()
    })
}

/// Where the cluster's name is.
fn cluster_name(good: &Good) -> Option<(String, usize)> {
    let name = match good.form {
        Form::Cluster => good.at("").first()?.get("cluster")?.clone(),
        Form::Payload => good
            .at("metadata")
            .first()?
            .fields
            .iter()
            .find(|field| field.name == "name")?
            .clone(),
        _ => return None,
    };
    Some((good.main.clone(), name.value.start))
}

/// Takes one half of the control plane's subnet away.
fn control_plane(good: &Good, gone: &str, found: &str) -> Vec<Mutant> {
    let mut made = Vec::new();
    for config in good.cloud_config() {
        let Some(at) = config.get(found).map(|field| field.value.start) else {
            continue;
        };
        let mutant = match config.style {
            Style::Json if config.get(gone).is_some() && good.form == Form::Plan => {
                Some(good.set(&config, gone, "null"))
            }
            Style::Hcl => good.unset(&config, gone),
            _ => None,
        };
        made.extend(mutant.map(|mutant| mutant.found_only_at(&config.file, at)));
    }
    made
}

/// Gives the pools a label.
pub(super) fn labels(good: &Good, key: &str) -> Vec<Mutant> {
    in_pools(good, |good, pool| match pool.style {
        Style::Json => {
            let label = pool.fields.iter().find(|field| {
                field
                    .name
                    .starts_with(&format!("{}/", pool.form_name("nodeLabels")))
            })?;
            Some(good.edit(&pool.file, label.key.clone(), format!("\"{key}\"")))
        }
        Style::Hcl => None,
        _ => Some(good.set(pool, "nodeLabels", &format!("{{\"{key}\": web}}"))),
    })
}

/// Renames a subnet together with the pools that name it.
fn subnet_names(good: &Good, name: &str) -> Vec<Mutant> {
    let pools = good.pools();
    // The pools of a plan that the file names keep the old name.
    let subnets = good
        .subnets()
        .into_iter()
        .filter(|_| !good.main_text().contains("\nfrom:"));
    let made = subnets.filter_map(|subnet| {
        let old = subnet.said("name")?;
        let mut mutant = good.set(&subnet, "name", &format!("\"{name}\""));
        for pool in pools.iter().filter(|_| good.form == Form::Cluster) {
            for key in ["subnet", "podSubnet"] {
                if let Some(field) = pool.get(key).filter(|_| pool.said(key) == Some(old)) {
                    mutant = mutant.and(&pool.file, field.value.clone(), format!("\"{name}\""));
                }
            }
        }
        let roots = good.at("").into_iter();
        for root in roots.filter(|root| root.said("apiServerSubnet") == Some(old)) {
            let field = root.get("apiServerSubnet").expect("said");
            mutant = mutant.and(&root.file, field.value.clone(), format!("\"{name}\""));
        }
        Some(mutant)
    });
    made.collect()
}
