//! Network settings that are incompatible with each other or with the nodes.

use super::Defect;
use crate::defects::good::{Form, Good};
use crate::defects::mutant::Mutant;
use crate::defects::part::Part;

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "windows-pool-kubenet",
        says: "a Windows pool is added to a cluster without Azure CNI",
        rule: "windows-requires-azure-cni",
        also: &[],
        make: |good| {
            let is_other = matches!(good.plugin().as_deref(), Some("kubenet" | "none"));
            let is_calico = good.policy().is_none_or(|policy| policy == "calico");
            windows_pool(good, is_other && !is_calico)
        },
    },
    Defect {
        id: "windows-swapped-kubenet",
        says: "the osType of a pool is changed to Windows in a cluster without Azure CNI",
        rule: "windows-requires-azure-cni",
        also: &["pool-name"],
        make: |good| {
            let is_other = matches!(good.plugin().as_deref(), Some("kubenet" | "none"));
            let is_calico = good.policy().is_none_or(|policy| policy == "calico");
            windows_swapped(good, is_other && !is_calico)
        },
    },
    Defect {
        id: "windows-flag-kubenet",
        says: "--os windows is given with --network-plugin kubenet",
        rule: "windows-requires-azure-cni",
        also: &[],
        make: |good| {
            let is_calico = good
                .said("networkPolicy")
                .is_some_and(|policy| policy == "calico");
            with_flags(good, !is_calico, "kubenet")
        },
    },
    Defect {
        id: "windows-flag-calico-kubenet",
        says: "--os windows and --network-plugin kubenet are given for values with calico",
        rule: "calico-kubenet-linux-only",
        also: &[],
        make: |good| {
            let is_calico = good
                .said("networkPolicy")
                .is_some_and(|policy| policy == "calico");
            with_flags(good, is_calico, "kubenet")
        },
    },
    Defect {
        id: "windows-pool-calico-kubenet",
        says: "a Windows pool is added to a cluster with calico and kubenet",
        rule: "calico-kubenet-linux-only",
        also: &[],
        make: |good| {
            let is_kubenet = good.plugin().as_deref() == Some("kubenet");
            windows_pool(
                good,
                is_kubenet && good.policy().as_deref() == Some("calico"),
            )
        },
    },
    Defect {
        id: "plugin-kubenet-calico-windows",
        says: "the plugin becomes kubenet where there are Windows pools and calico",
        rule: "calico-kubenet-linux-only",
        also: &[],
        make: |good| {
            let is_calico = good.policy().as_deref() == Some("calico");
            at_windows(good, is_calico, "networkPlugin", "kubenet")
        },
    },
    Defect {
        id: "windows-2025-calico",
        says: "a pool of a cluster with calico becomes Windows Server 2025",
        rule: "calico-windows-version",
        also: &[],
        make: |good| {
            let is_calico = good.policy().as_deref() == Some("calico");
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| is_calico && pool.is_windows());
            pools
                .filter(|pool| pool.get("osSKU").is_some())
                .map(|pool| good.set(&pool, "osSKU", "Windows2025"))
                .collect()
        },
    },
    Defect {
        id: "calico-windows-2025",
        says: "calico is switched on where a pool is Windows Server 2025",
        rule: "calico-windows-version",
        also: &[],
        make: |good| {
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| pool.said("osSKU") == Some("Windows2025"));
            let pools: Vec<_> = pools.filter(Part::is_windows).collect();
            let mutants = good
                .say("networkPolicy", "calico")
                .into_iter()
                .filter(|_| good.plugin().as_deref() == Some("azure"));
            mutants
                .filter_map(|mutant| {
                    let pool = pools.first()?;
                    Some(mutant.found_at(&pool.file, pool.get("osSKU")?.value.start))
                })
                .collect()
        },
    },
    Defect {
        id: "azure-policy-kubenet",
        says: "the policy azure is chosen with kubenet",
        rule: "azure-policy-requires-azure-cni",
        also: &[],
        make: |good| {
            let is_kubenet = good.plugin().as_deref() == Some("kubenet") && !good.has_windows();
            when(is_kubenet && good.policy().is_some(), || {
                good.say("networkPolicy", "azure")
            })
        },
    },
    Defect {
        id: "kubenet-azure-policy",
        says: "the plugin becomes kubenet where the policy is azure",
        rule: "azure-policy-requires-azure-cni",
        // A cluster that is overlay has a mode that kubenet has not.
        also: &["overlay-requires-azure-cni"],
        make: |good| becomes(good, "networkPlugin", "kubenet", "networkPolicy", "azure"),
    },
    Defect {
        id: "azure-policy-windows",
        says: "the policy azure is chosen where there are Windows pools",
        rule: "azure-policy-linux-only",
        also: &[],
        make: |good| {
            let is_azure = good.plugin().as_deref() == Some("azure");
            at_windows(good, is_azure, "networkPolicy", "azure")
        },
    },
    Defect {
        id: "windows-pool-azure-policy",
        says: "a Windows pool is added to a cluster with the policy azure",
        rule: "azure-policy-linux-only",
        also: &[],
        make: |good| {
            let is_azure = good.policy().as_deref() == Some("azure");
            windows_pool(good, is_azure && good.plugin().as_deref() == Some("azure"))
        },
    },
    Defect {
        id: "azure-policy-nodes",
        says: "a cluster with the policy azure grows beyond 250 nodes",
        rule: "azure-policy-scale",
        also: &[],
        make: |good| {
            let Some(policy) = good
                .words("networkPolicy")
                .into_iter()
                .find(|word| word.text == "azure")
            else {
                return Vec::new();
            };
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| pool.number(pool.most()).is_some());
            pools
                .map(|pool| {
                    good.set(&pool, pool.most(), "251")
                        .found_at(&policy.file, policy.range.start)
                })
                .collect()
        },
    },
    Defect {
        id: "policy-own-plugin",
        says: "a policy is chosen where the plugin is none",
        rule: "policy-requires-plugin",
        also: &[],
        make: |good| {
            when(good.plugin().as_deref() == Some("none"), || {
                good.say("networkPolicy", "calico")
            })
        },
    },
    Defect {
        id: "own-plugin-policy",
        says: "the plugin becomes none where there is a policy",
        rule: "policy-requires-plugin",
        also: &[],
        make: |good| {
            let is_calico = good.policy().as_deref() == Some("calico") && !good.has_windows();
            when(is_calico, || {
                becomes(good, "networkPlugin", "none", "networkPolicy", "calico")
            })
        },
    },
    Defect {
        id: "overlay-kubenet",
        says: "the plugin of an overlay cluster becomes kubenet",
        rule: "overlay-requires-azure-cni",
        also: &[],
        make: |good| {
            let is_plain = matches!(good.policy().as_deref(), Some("none" | "calico"));
            when(is_plain && !good.is_cilium() && !good.has_windows(), || {
                becomes(
                    good,
                    "networkPlugin",
                    "kubenet",
                    "networkPluginMode",
                    "overlay",
                )
            })
        },
    },
    Defect {
        id: "overlay-own-plugin",
        says: "the plugin of an overlay cluster becomes none",
        rule: "overlay-requires-azure-cni",
        also: &[],
        make: |good| {
            let is_plain = good.policy().as_deref() == Some("none");
            when(is_plain && !good.is_cilium(), || {
                becomes(
                    good,
                    "networkPlugin",
                    "none",
                    "networkPluginMode",
                    "overlay",
                )
            })
        },
    },
    Defect {
        id: "cilium-dataplane-calico",
        says: "networkDataplane: cilium is added to the default policy calico",
        rule: "cilium-dataplane-policy",
        // The mode that Palette asks for is missing as well.
        also: &["palette-admission"],
        make: |good| {
            let policy = good.words("networkPolicy").into_iter().next();
            let Some(policy) = policy.filter(|word| word.text == "calico" && !good.has_windows())
            else {
                return Vec::new();
            };
            when(good.plugin().as_deref() != Some("kubenet"), || {
                let mutants = good.say("networkDataplane", "cilium").into_iter();
                mutants
                    .map(|mutant| mutant.found_at(&policy.file, policy.range.start))
                    .collect()
            })
        },
    },
    Defect {
        id: "cilium-policy-changed",
        says: "the policy of a cluster with the dataplane cilium becomes calico",
        rule: "cilium-dataplane-policy",
        also: &[],
        make: |good| when(good.is_cilium(), || good.say("networkPolicy", "calico")),
    },
    Defect {
        id: "cilium-policy-alone",
        says: "the policy becomes cilium, and the dataplane is forgotten",
        rule: "cilium-dataplane-policy",
        also: &[],
        make: |good| {
            let is_azure = good.plugin().as_deref() == Some("azure")
                && good.said("networkDataplane").is_none();
            // A pack alone leaves open what others say.
            let is_whole = !matches!(good.form, Form::Pack | Form::Values | Form::Payload);
            when(is_azure && is_whole, || {
                words_become(good, "networkPolicy", "cilium")
            })
        },
    },
    Defect {
        id: "cilium-kubenet",
        says: "the plugin of a cluster with cilium becomes kubenet",
        rule: "cilium-requires-azure-cni",
        // kubenet has a limit of its own, and the CNI pack says another plugin.
        also: &["kubenet-node-limit", "network-setting-conflict"],
        make: |good| {
            when(good.is_cilium(), || {
                becomes(
                    good,
                    "networkPlugin",
                    "kubenet",
                    "networkDataplane",
                    "cilium",
                )
            })
        },
    },
    Defect {
        id: "cilium-windows-pool",
        says: "a Windows pool is added to a cluster with the dataplane cilium",
        rule: "cilium-linux-only",
        also: &[],
        make: |good| windows_pool(good, good.is_cilium()),
    },
    Defect {
        id: "cilium-without-overlay",
        says: "the mode overlay is forgotten with the dataplane cilium",
        rule: "palette-admission",
        // Pods then take addresses of the nodes' subnet, and their own range has no use.
        also: &["pod-cidr-unused", "subnet-capacity"],
        make: |good| {
            let networks = good
                .at("network")
                .into_iter()
                .filter(|network| network.said("networkDataplane") == Some("cilium"));
            networks
                .filter_map(|network| {
                    let dataplane = network.get("networkDataplane")?.value.start;
                    Some(
                        good.unset(&network, "networkPluginMode")?
                            .found_only_at(&network.file, dataplane),
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "cilium-without-policy",
        says: "the policy is none with the dataplane cilium",
        rule: "palette-admission",
        also: &[],
        make: |good| {
            let networks = good
                .at("network")
                .into_iter()
                .filter(|network| network.said("networkDataplane") == Some("cilium"));
            networks
                .map(|network| {
                    good.set(&network, "networkPolicy", "none").names(
                        &network.file,
                        network.get("networkDataplane").expect("set").value.start,
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "dns-not-ten",
        says: "the DNS service IP does not end in .10",
        rule: "palette-admission",
        also: &[],
        make: |good| {
            let words = good
                .words("dnsServiceIP")
                .into_iter()
                .filter(|word| word.text.ends_with(".10"));
            words
                .map(|word| {
                    good.edit(
                        &word.file,
                        word.range.clone(),
                        word.text.replace(".10", ".11").replace(".110.", ".100."),
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "dns-without-range",
        says: "a DNS service IP is set, and no service range",
        rule: "palette-admission",
        also: &[],
        make: |good| {
            let is_free = good.form == Form::Cluster
                && good.said("serviceCidr").is_none()
                && good.said("serviceClusterIpRange").is_none();
            let is_free = is_free
                && !["packs:", "profile:", "from:"]
                    .iter()
                    .any(|key| good.main_text().contains(key));
            when(is_free && good.said("dnsServiceIP").is_none(), || {
                good.say("dnsServiceIP", "10.0.0.10")
            })
        },
    },
    Defect {
        id: "windows-too-old",
        says: "Kubernetes is upgraded to a version that the Windows Server of a pool does not support",
        rule: "os-image",
        also: &[],
        make: |good| versions(good, "Windows2022", "\"1.37\""),
    },
    Defect {
        id: "windows-too-new",
        says: "the Windows Server of a pool is too new for the Kubernetes version",
        rule: "os-image",
        also: &[],
        make: |good| versions(good, "Windows2025", "\"1.31\""),
    },
    Defect {
        id: "windows-2019",
        says: "a pool is Windows Server 2019, which is retired",
        rule: "retired-feature",
        also: &[],
        make: |good| {
            let is_early = good.kubernetes().is_none_or(|minor| minor < 33);
            let pools = good
                .pools()
                .into_iter()
                .filter(|pool| is_early && pool.is_windows() && pool.form != Form::Payload);
            pools
                .map(|pool| good.set(&pool, "osSKU", "Windows2019"))
                .collect()
        },
    },
    Defect {
        id: "kubenet-chosen",
        says: "kubenet is chosen, which is retired in 2028",
        rule: "retired-feature",
        also: &[],
        make: |good| {
            let is_plain = !good.is_overlay() && !good.is_cilium() && !good.has_windows();
            let is_plain = is_plain && matches!(good.policy().as_deref(), Some("none" | "calico"));
            when(
                is_plain && good.plugin().as_deref() == Some("azure"),
                || words_become(good, "networkPlugin", "kubenet"),
            )
        },
    },
    Defect {
        id: "azure-policy-chosen",
        says: "the policy azure is chosen, which is retired in 2028",
        rule: "retired-feature",
        also: &[],
        make: |good| {
            let is_plain = good.plugin().as_deref() == Some("azure")
                && !good.is_cilium()
                && !good.has_windows();
            when(is_plain, || words_become(good, "networkPolicy", "azure"))
        },
    },
];

fn when(is_so: bool, make: impl FnOnce() -> Vec<Mutant>) -> Vec<Mutant> {
    match is_so {
        true => make(),
        false => Vec::new(),
    }
}

/// Adds a Windows pool without nodes.
fn windows_pool(good: &Good, is_so: bool) -> Vec<Mutant> {
    const FIELDS: [(&str, &str); 3] = [("name", "win"), ("osType", "Windows"), ("count", "0")];
    let fields = match good.form {
        Form::Cluster => [&FIELDS[..], &[("mode", "User")]].concat(),
        // What is copied may be autoscaled.
        _ => [
            &FIELDS[..],
            &[("mode", "false"), ("minCount", "0"), ("maxCount", "0")],
        ]
        .concat(),
    };
    when(is_so && !good.is_open(), || {
        let mutant = good.add_pool(&fields);
        let found = mutant.map(|mutant| mutant.found_at_word("Windows"));
        found.into_iter().collect()
    })
}

/// Makes the pools for users Windows pools, one at a time.
fn windows_swapped(good: &Good, is_so: bool) -> Vec<Mutant> {
    let pools = good
        .pools()
        .into_iter()
        .filter(|pool| is_so && !pool.is_system());
    pools
        .map(|pool| good.set(&pool, "osType", "Windows"))
        .collect()
}

/// Checks values with flags of a Windows pool.
fn with_flags(good: &Good, is_so: bool, plugin: &str) -> Vec<Mutant> {
    when(
        is_so && good.form == Form::Values && good.flags.plugin_mode.is_none() && !good.is_open(),
        || {
            let mut flags = good.flags.clone();
            flags.os = packlint::internals::input::parse_os("windows");
            flags.network_plugin = packlint::internals::aks::NetworkPlugin::parse(plugin);
            vec![Mutant::of_flags(flags)]
        },
    )
}

/// Says a setting where there are Windows pools, at which it is found.
fn at_windows(good: &Good, is_so: bool, key: &'static str, value: &str) -> Vec<Mutant> {
    let windows: Vec<_> = good.pools().into_iter().filter(Part::is_windows).collect();
    let place = windows
        .first()
        .and_then(|pool| Some(pool.get("osType")?.value.start));
    let Some(place) = place.filter(|_| is_so && windows.len() == 1) else {
        return Vec::new();
    };
    good.say(key, value)
        .into_iter()
        .map(|mutant| mutant.found_at(&windows[0].file, place))
        .collect()
}

/// Changes a setting that is said where another one has a value, at which it is found.
fn becomes(good: &Good, key: &str, value: &str, other: &str, other_value: &str) -> Vec<Mutant> {
    let place = good
        .words(other)
        .into_iter()
        .find(|word| word.text == other_value);
    let Some(place) = place else {
        return Vec::new();
    };
    let words = words_become(good, key, value).into_iter();
    words
        .map(|mutant| mutant.found_at(&place.file, place.range.start))
        .collect()
}

/// Changes a setting where it is said once.
fn words_become(good: &Good, key: &str, value: &str) -> Vec<Mutant> {
    let words = good.words(key);
    match words.as_slice() {
        [word] if word.text != value && !word.text.contains('{') => {
            vec![good.edit(&word.file, word.range.clone(), value)]
        }
        _ => Vec::new(),
    }
}

/// Changes the Kubernetes version of clusters that have a Windows Server.
fn versions(good: &Good, sku: &str, version: &str) -> Vec<Mutant> {
    let has_sku = |pool: &&Part| {
        pool.is_windows()
            && pool
                .said("osSKU")
                .is_some_and(|own| own.eq_ignore_ascii_case(sku))
    };
    let pools = good.pools();
    let Some(place) = pools
        .iter()
        .find(has_sku)
        .and_then(|pool| pool.get("osSKU"))
    else {
        return Vec::new();
    };
    let roots = good
        .at("")
        .into_iter()
        .filter(|root| root.get("kubernetesVersion").is_some());
    roots
        .map(|root| {
            good.set(&root, "kubernetesVersion", version)
                .found_at(&root.file, place.value.start)
        })
        .collect()
}
