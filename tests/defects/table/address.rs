//! Addresses: what does not fit.

use super::Defect;
use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::{Mutant, line_of};
use crate::defects::part::{Part, Style, end_of_line};
use crate::defects::subnet_use::{PoolUse, SubnetUse};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "range-twice",
        says: "worker_cidr repeats the range of the subnet beside the cluster, and has a wrong one",
        rule: "range-differs",
        also: &[],
        make: |good| {
            let reference = pattern(r#"= azurerm_subnet\.\S+\.address_prefixes\[0\]"#);
            let files = good.hcl_files().into_iter();
            let found = files.filter_map(|file| {
                let at = reference.find(good.text(&file))?.range();
                Some(good.edit(&file, at, "= \"10.30.128.0/22\""))
            });
            found.collect()
        },
    },
    Defect {
        id: "count-grew",
        says: "the nodes of a pool grow until the subnet is too small",
        rule: "subnet-capacity",
        also: &["pod-cidr-capacity", "pod-subnet-capacity"],
        make: |good| {
            in_subnets(good, |good, usage, pool_use| {
                let others = usage.creation() - pool_use.creation(pool_use.nodes);
                let nodes =
                    (1..=1000).find(|nodes| others + pool_use.creation(*nodes) > usage.own())?;
                let mutant = good.set(&pool_use.pool, pool_use.pool.most(), &nodes.to_string());
                Some(mutant.found_at(&usage.subnet.file, usage.cidr.value.start))
            })
        },
    },
    Defect {
        id: "max-pods-grew",
        says: "max pods of a pool grow until the subnet is too small",
        rule: "subnet-capacity",
        also: &[],
        make: |good| {
            in_subnets(good, |good, usage, pool_use| {
                let others = usage.creation() - pool_use.creation(pool_use.nodes);
                let of = |max_pods| PoolUse {
                    max_pods,
                    pool: pool_use.pool.clone(),
                    ..*pool_use
                };
                let max_pods = (pool_use.max_pods..=250)
                    .find(|pods| others + of(*pods).creation(pool_use.nodes) > usage.own())?;
                // Terraform and the API do not say them on a pool.
                (pool_use.pool.form == Form::Cluster).then(|| {
                    good.set(&pool_use.pool, "maxPods", &max_pods.to_string())
                        .found_at(&usage.subnet.file, usage.cidr.value.start)
                })
            })
        },
    },
    Defect {
        id: "max-pods-of-pack",
        says: "maxPodPerNode of the Kubernetes pack grows until the subnet is too small",
        rule: "subnet-capacity",
        also: &[],
        make: |good| {
            let uses = good.subnet_uses();
            let word = good.words("maxPodPerNode").into_iter().next();
            let (Some(usage), Some(word)) = (uses.first(), word) else {
                return Vec::new();
            };
            let is_theirs =
                |pool_use: &&PoolUse| pool_use.is_flat && pool_use.pool.get("maxPods").is_none();
            let nodes: u64 = usage
                .pools
                .iter()
                .filter(is_theirs)
                .map(|pool_use| pool_use.nodes)
                .sum();
            match nodes * 249 > usage.own() {
                true => vec![
                    good.edit(&word.file, word.range, "250")
                        .found_at(&usage.subnet.file, usage.cidr.value.start),
                ],
                false => Vec::new(),
            }
        },
    },
    Defect {
        id: "subnet-shrank",
        says: "the subnet shrinks until its pools do not fit",
        rule: "subnet-capacity",
        also: &[],
        make: |good| {
            let uses = good.subnet_uses().into_iter();
            uses.filter_map(|usage| {
                let prefix =
                    (usage.range.1..=29).find(|prefix| usage.creation() > usage.supply(*prefix))?;
                Some(good.set(
                    &usage.subnet,
                    "cidr",
                    &format!("{}/{prefix}", usage.range.0),
                ))
            })
            .collect()
        },
    },
    Defect {
        id: "subnet-used-up",
        says: "others take addresses of the subnet until its pools do not fit",
        rule: "subnet-capacity",
        also: &[],
        make: |good| {
            let uses = good
                .subnet_uses()
                .into_iter()
                .filter(|usage| usage.subnet.form == Form::Cluster);
            uses.map(|usage| {
                let in_use = (1_u64 << (32 - usage.range.1)) - 5 - usage.creation() + 1;
                let mutant = good.set(&usage.subnet, "addressesInUse", &in_use.to_string());
                mutant.found_at(&usage.subnet.file, usage.cidr.value.start)
            })
            .collect()
        },
    },
    Defect {
        id: "flags-nodes",
        says: "--nodes asks for more than --subnet has",
        rule: "subnet-capacity",
        also: &[],
        make: |good| with_flags(good, |flags| flags.nodes = Some(900)),
    },
    Defect {
        id: "flags-subnet",
        says: "--subnet is too small for --nodes",
        rule: "subnet-capacity",
        also: &[],
        make: |good| {
            with_flags(good, |flags| {
                flags.subnet = Some("10.240.0.0/29".to_owned())
            })
        },
    },
    Defect {
        id: "no-room-to-upgrade",
        says: "a node more leaves no room for an upgrade",
        rule: "subnet-upgrade-headroom",
        also: &["pod-cidr-capacity", "pod-subnet-capacity"],
        make: |good| {
            in_subnets(good, |good, usage, pool_use| {
                let (creation, upgrade) = (
                    usage.creation() - pool_use.creation(pool_use.nodes),
                    usage.upgrade() - pool_use.upgrade(pool_use.nodes),
                );
                let nodes =
                    (1..=900).find(|nodes| upgrade + pool_use.upgrade(*nodes) > usage.own())?;
                let fits = creation + pool_use.creation(nodes) <= usage.own();
                fits.then(|| {
                    good.set(&pool_use.pool, pool_use.pool.most(), &nodes.to_string())
                        .found_at(&usage.subnet.file, usage.cidr.value.start)
                })
            })
        },
    },
    Defect {
        id: "surge-grew",
        says: "maxSurge grows until an upgrade has no room",
        rule: "subnet-upgrade-headroom",
        also: &[],
        make: |good| {
            in_subnets(good, |good, usage, pool_use| {
                let others = usage.upgrade() - pool_use.upgrade(pool_use.nodes);
                let all = others
                    + 2 * pool_use.nodes
                        * if pool_use.is_flat {
                            pool_use.max_pods + 1
                        } else {
                            1
                        };
                let fits = all <= usage.own() || pool_use.pool.form != Form::Cluster;
                (!fits).then(|| {
                    good.set(&pool_use.pool, "maxSurge", "100%")
                        .found_at(&usage.subnet.file, usage.cidr.value.start)
                })
            })
        },
    },
    Defect {
        id: "pod-subnet-nodes",
        says: "the nodes of a pool grow until the pods' subnet is too small",
        rule: "pod-subnet-capacity",
        also: &[],
        make: |good| {
            of_pod_subnets(good, |good, pool, subnet, size| {
                let nodes = (size / 16 + 1).min(1000);
                let at = subnet.get("cidr")?.value.start;
                Some(
                    good.set(pool, pool.most(), &nodes.to_string())
                        .found_at(&subnet.file, at),
                )
            })
        },
    },
    Defect {
        id: "pod-subnet-shrank",
        says: "the pods' subnet shrinks to a /28",
        rule: "pod-subnet-capacity",
        also: &[],
        make: |good| {
            of_pod_subnets(good, |good, _, subnet, _| {
                let (address, _) = subnet.said("cidr")?.split_once('/')?;
                Some(good.set(subnet, "cidr", &format!("{address}/28")))
            })
        },
    },
    Defect {
        id: "pod-subnet-overlay",
        says: "overlay is switched on for pools with a pod subnet",
        rule: "pod-subnet-plugin",
        // Said of each pool; the pods' default range may lie in the VNet.
        also: &["pod-subnet-plugin", "cidr-overlap"],
        make: |good| {
            let pools = good.pools();
            let Some(at) = pools.iter().find_map(|pool| pool.get("podSubnet")) else {
                return Vec::new();
            };
            let mutants = good.say("networkPluginMode", "overlay").into_iter();
            mutants
                .map(|mutant| {
                    mutant
                        .found_only_at(&good.main, at.value.start)
                        .names_edit("networkPluginMode")
                })
                .collect()
        },
    },
    Defect {
        id: "pod-subnet-of-nodes",
        says: "the pods of a pool are put on the subnet of its nodes",
        rule: "pod-subnet-plugin",
        also: &[],
        make: |good| {
            of_pod_subnets(good, |good, pool, _, _| {
                let nodes = pool.said("subnet")?.to_owned();
                Some(good.set(pool, "podSubnet", &nodes))
            })
        },
    },
    Defect {
        id: "static-blocks-too-old",
        says: "static blocks are used with a Kubernetes version that does not have them",
        rule: "pod-subnet-plugin",
        also: &[],
        make: |good| {
            let pools = good.pools();
            let Some(mode) = pools
                .iter()
                .find(|pool| pool.said("podIPAllocationMode") == Some("StaticBlock"))
                .and_then(|pool| pool.get("podIPAllocationMode"))
            else {
                return Vec::new();
            };
            let roots = good
                .at("")
                .into_iter()
                .filter(|root| root.get("kubernetesVersion").is_some());
            roots
                .map(|root| {
                    good.set(&root, "kubernetesVersion", "\"1.27\"")
                        .found_at(&root.file, mode.value.start)
                })
                .collect()
        },
    },
    Defect {
        id: "both-allocations",
        says: "two pools take pod addresses of one subnet in different ways",
        rule: "pod-subnet-plugin",
        also: &["pod-subnet-capacity"],
        make: |good| {
            let pools = good.pools();
            let with: Vec<_> = pools
                .iter()
                .filter(|pool| pool.get("podSubnet").is_some())
                .collect();
            let [first, second] = with.as_slice() else {
                return Vec::new();
            };
            let (Some(named), Some(mode)) =
                (first.said("podSubnet"), second.get("podIPAllocationMode"))
            else {
                return Vec::new();
            };
            vec![
                good.set(second, "podSubnet", named)
                    .found_only_at(&second.file, mode.value.start)
                    .names(
                        &first.file,
                        first.get("podSubnet").expect("set").value.start,
                    ),
            ]
        },
    },
    Defect {
        id: "pod-range-shrank",
        says: "the pod range shrinks until it has no /24 for each node",
        rule: "pod-cidr-capacity",
        // The pack says another range still.
        also: &["network-setting-conflict"],
        make: |good| {
            let uses_it = good.is_overlay() || good.plugin().as_deref() == Some("kubenet");
            let is_large = nodes_of(good).is_some_and(|nodes| nodes > 1) && !good.is_open();
            let words = good.words("podCidr").into_iter().take(1);
            let words = words.filter(|_| uses_it && is_large);
            words
                .filter_map(|word| {
                    let (address, _) = word.text.split_once('/')?;
                    Some(good.edit(&word.file, word.range.clone(), format!("{address}/24")))
                })
                .collect()
        },
    },
    Defect {
        id: "pod-range-nodes",
        says: "the nodes grow until the pod range has no /24 for each",
        rule: "pod-cidr-capacity",
        also: &["subnet-capacity"],
        make: |good| {
            let uses_it = good.is_overlay() || good.plugin().as_deref() == Some("kubenet");
            let word = good
                .words("podCidr")
                .into_iter()
                .next()
                .filter(|word| uses_it && !word.text.contains('{'));
            let Some((word, prefix)) = word.and_then(|word| {
                Some((
                    word.clone(),
                    word.text.split_once('/')?.1.parse::<u32>().ok()?,
                ))
            }) else {
                return Vec::new();
            };
            let nodes = (1_u64 << 24_u32.saturating_sub(prefix)) + 1;
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| nodes <= 900 && pool.number(pool.most()).is_some());
            pools
                .map(|pool| {
                    good.set(&pool, pool.most(), &nodes.to_string())
                        .found_at(&word.file, word.range.start)
                })
                .collect()
        },
    },
    Defect {
        id: "max-pods-many",
        says: "max pods are above 250",
        rule: "max-pods-range",
        also: &["azure-policy-scale", "pod-subnet-capacity"],
        make: |good| max_pods(good, "300"),
    },
    Defect {
        id: "max-pods-few",
        says: "max pods are below 10",
        rule: "max-pods-range",
        also: &[],
        make: |good| max_pods(good, "8"),
    },
    Defect {
        id: "max-pods-flag",
        says: "--max-pods is above 250",
        rule: "max-pods-range",
        also: &[],
        make: |good| when_flags(good, |flags| flags.max_pods = Some(300)),
    },
    Defect {
        id: "pool-too-small",
        says: "all nodes of a pool together run fewer than 30 pods",
        rule: "pool-min-pods",
        also: &["resource-minimum"],
        make: |good| {
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| pool.form == Form::Cluster && pool.number("maxCount").is_none());
            pools
                .filter_map(|pool| {
                    let count = pool.get("count")?;
                    let mutant =
                        good.set(&pool, "maxPods", "10")
                            .and(&pool.file, count.value.clone(), "2");
                    Some(mutant.found_at(&pool.file, count.value.start))
                })
                .collect()
        },
    },
    Defect {
        id: "kubenet-nodes",
        says: "a cluster with kubenet grows beyond 400 nodes",
        rule: "kubenet-node-limit",
        also: &["subnet-capacity", "pod-cidr-capacity"],
        make: |good| {
            let is_kubenet = good.plugin().as_deref() == Some("kubenet") && !good.is_open();
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| is_kubenet && pool.number(pool.most()).is_some());
            pools
                .map(|pool| good.set(&pool, pool.most(), "401"))
                .collect()
        },
    },
    Defect {
        id: "pool-nodes",
        says: "a pool has more than 1,000 nodes",
        rule: "node-limit",
        also: &[
            "subnet-capacity",
            "subnet-upgrade-headroom",
            "pod-cidr-capacity",
            "azure-policy-scale",
            "kubenet-node-limit",
            "pod-subnet-capacity",
        ],
        make: |good| {
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| pool.number(pool.most()).is_some());
            pools
                .map(|pool| good.set(&pool, pool.most(), "1001"))
                .collect()
        },
    },
    Defect {
        id: "pool-surge",
        says: "a pool and its surge together have more than 1,000 nodes",
        rule: "node-limit",
        also: &[
            "subnet-capacity",
            "subnet-upgrade-headroom",
            "pod-cidr-capacity",
            "azure-policy-scale",
            "kubenet-node-limit",
        ],
        make: |good| {
            let pools = good.pools().into_iter().filter(|pool| {
                pool.number(pool.most()).is_some() && pool.get("maxSurge").is_none()
            });
            pools
                .map(|pool| good.set(&pool, pool.most(), "1000"))
                .collect()
        },
    },
    Defect {
        id: "pools-too-many",
        says: "a cluster has more than 100 pools",
        rule: "node-limit",
        also: &[],
        make: |good| {
            let pools = good.pools();
            let Some(last) = pools.last().filter(|last| {
                last.form == Form::Cluster
                    && last.style == Style::Flow
                    && last.path == "nodePools/*"
            }) else {
                return Vec::new();
            };
            if good.is_open() || good.at("").len() > 1 {
                return Vec::new();
            }
            let text = good.text(&last.file);
            let end = end_of_line(text, last.range.end);
            let subnet = last
                .said("subnet")
                .map_or_else(String::new, |subnet| format!(", subnet: {subnet}"));
            let more = (0..100).map(|at| format!("\n  - {{name: p{at}, count: 0{subnet}}}"));
            let line = line_of(text, end) + 101 - pools.len();
            vec![
                good.edit(&last.file, end..end, more.collect::<String>())
                    .found_at_line(&last.file, line),
            ]
        },
    },
    Defect {
        id: "cluster-nodes",
        says: "a cluster has more than 5,000 nodes in all",
        rule: "node-limit",
        also: &["pod-cidr-capacity"],
        make: |good| {
            let is_plain = good.form == Form::Cluster
                && good.subnets().is_empty()
                && !good.is_open()
                && !good.main_text().contains("inputs/");
            let is_plain = is_plain
                && good.policy().as_deref() != Some("azure")
                && good.plugin().as_deref() != Some("kubenet");
            let pools = good.pools();
            let Some(last) = pools
                .last()
                .filter(|last| is_plain && last.style == Style::Flow && good.at("").len() == 1)
            else {
                return Vec::new();
            };
            let end = end_of_line(good.text(&last.file), last.range.end);
            let more = (0..6).map(|at| format!("\n  - {{name: p{at}, count: 900}}"));
            vec![good.edit(&last.file, end..end, more.collect::<String>())]
        },
    },
];

/// For each pool of each subnet.
fn in_subnets(
    good: &Good,
    make: impl Fn(&Good, &SubnetUse, &PoolUse) -> Option<Mutant>,
) -> Vec<Mutant> {
    let mut made = Vec::new();
    for usage in good.subnet_uses() {
        made.extend(
            usage
                .pools
                .iter()
                .filter_map(|pool_use| make(good, &usage, pool_use)),
        );
    }
    made
}

/// For each pool with a subnet for its pods, with that subnet and its size.
fn of_pod_subnets(
    good: &Good,
    make: impl Fn(&Good, &Part, &Part, u64) -> Option<Mutant>,
) -> Vec<Mutant> {
    let subnets = good.subnets();
    let pools = good.pools().into_iter();
    pools
        .filter_map(|pool| {
            let named = pool.said("podSubnet")?;
            let subnet = subnets
                .iter()
                .find(|subnet| subnet.said("name") == Some(named))?;
            let prefix: u32 = subnet.said("cidr")?.split_once('/')?.1.parse().ok()?;
            make(good, &pool, subnet, 1 << (32 - prefix))
        })
        .collect()
}

/// The nodes of all pools.
fn nodes_of(good: &Good) -> Option<u64> {
    let pools = good.pools();
    let nodes = pools
        .iter()
        .map(|pool| Some(pool.number(pool.most())?.unsigned_abs()));
    nodes.sum()
}

/// Sets max pods, of a pool or of the Kubernetes pack.
fn max_pods(good: &Good, value: &str) -> Vec<Mutant> {
    let pools = good
        .pools()
        .into_iter()
        .filter(|pool| pool.form == Form::Cluster);
    let mut made: Vec<_> = pools
        .map(|pool| good.set(&pool, "maxPods", value))
        .collect();
    let words = good.words("maxPodPerNode").into_iter();
    let number = pattern(r"^\d+$");
    let is_used = good.form != Form::Cluster
        || good
            .pools()
            .iter()
            .any(|pool| pool.get("maxPods").is_none());
    made.extend(
        words
            .filter(|word| is_used && number.is_match(&word.text))
            .map(|word| good.edit(&word.file, word.range, value)),
    );
    made
}

fn when_flags(
    good: &Good,
    change: impl Fn(&mut packlint::internals::input::QuickFlags),
) -> Vec<Mutant> {
    if good.form != Form::Values || good.flags.max_pods.is_none() {
        return Vec::new();
    }
    let mut flags = good.flags.clone();
    change(&mut flags);
    vec![Mutant::of_flags(flags)]
}

/// Changes flags that give nodes and a subnet, where these do not fit any more.
fn with_flags(
    good: &Good,
    change: impl Fn(&mut packlint::internals::input::QuickFlags),
) -> Vec<Mutant> {
    match good.flags.nodes.is_some() && good.flags.subnet.is_some() {
        true => when_flags(good, change),
        false => Vec::new(),
    }
}
