//! Address ranges: how they are written, and where they lie.

use std::net::Ipv4Addr;

use super::Defect;
use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::Mutant;
use crate::defects::part::Part;
use crate::defects::setting::Word;

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "range-without-prefix",
        says: "a range has no prefix length: 10.240.0.0",
        rule: "cidr-syntax",
        also: &[],
        make: |good| in_ranges(good, |address, _| address.to_owned()),
    },
    Defect {
        id: "range-long-prefix",
        says: "a prefix length is above 32",
        rule: "cidr-syntax",
        also: &[],
        make: |good| in_ranges(good, |address, _| format!("{address}/33")),
    },
    Defect {
        id: "range-large-octet",
        says: "a number of an address is above 255",
        rule: "cidr-syntax",
        also: &[],
        make: |good| in_ranges(good, |_, prefix| format!("10.300.0.0/{prefix}")),
    },
    Defect {
        id: "range-short",
        says: "an address has three numbers only",
        rule: "cidr-syntax",
        also: &[],
        make: |good| {
            in_ranges(good, |address, prefix| {
                format!(
                    "{}/{prefix}",
                    address.rsplit_once('.').map_or("", |(most, _)| most)
                )
            })
        },
    },
    Defect {
        id: "range-backslash",
        says: "a range has a backslash instead of the slash",
        rule: "cidr-syntax",
        also: &[],
        make: |good| match good.form {
            // In JSON and Terraform a backslash begins an escape.
            _ if good.main_text().contains('"') => Vec::new(),
            Form::Cluster | Form::Values => {
                in_ranges(good, |address, prefix| format!("{address}\\{prefix}"))
            }
            _ => Vec::new(),
        },
    },
    Defect {
        id: "dns-not-address",
        says: "the DNS service IP is written with a prefix length",
        rule: "cidr-syntax",
        also: &[],
        make: |good| {
            dns(good)
                .into_iter()
                .map(|word| good.edit(&word.file, word.range.clone(), format!("{}/16", word.text)))
                .collect()
        },
    },
    Defect {
        id: "host-bits",
        says: "a range begins inside of itself: 10.240.0.5/16",
        rule: "cidr-host-bits",
        also: &[],
        make: |good| {
            in_ranges(good, |address, prefix| {
                let (most, last) = address.rsplit_once('.').unwrap_or((address, "0"));
                format!(
                    "{most}.{}/{prefix}",
                    last.parse::<u8>().unwrap_or(0).saturating_add(1)
                )
            })
        },
    },
    Defect {
        id: "service-reserved",
        says: "the service range is one that AKS keeps for itself: 172.30.0.0/16",
        rule: "cidr-reserved",
        also: &["network-setting-conflict"],
        make: |good| service(good, |_| Some("172.30.0.0/16".to_owned())),
    },
    Defect {
        id: "pods-reserved",
        says: "the pod range is one that AKS keeps for itself: 169.254.0.0/16",
        rule: "cidr-reserved",
        also: &["network-setting-conflict", "pod-cidr-capacity"],
        make: |good| pods(good, |_| Some("169.254.0.0/16".to_owned())),
    },
    Defect {
        id: "subnet-reserved",
        says: "VNet and subnet are in a range that AKS keeps for itself: 172.31.0.0/16",
        rule: "cidr-reserved",
        // A subnet whose range is a variable stays where it was.
        also: &["subnet-outside-vnet"],
        make: |good| {
            let subnets = subnets(good);
            let ranges = vnets(good);
            let ([subnet], [vnet]) = (subnets.as_slice(), ranges.as_slice()) else {
                return Vec::new();
            };
            let prefix = subnet
                .text
                .split_once('/')
                .map_or("24", |(_, prefix)| prefix);
            let mutant = good.edit(&vnet.file, vnet.range.clone(), "172.31.0.0/16");
            vec![
                mutant
                    .and(
                        &subnet.file,
                        subnet.range.clone(),
                        format!("172.31.0.0/{prefix}"),
                    )
                    .names(&subnet.file, subnet.range.start),
            ]
        },
    },
    Defect {
        id: "services-on-subnet",
        says: "the service range overlaps a subnet",
        rule: "cidr-overlap",
        also: &[],
        make: |good| {
            let subnet = subnets(good).into_iter().next();
            let Some(subnet) = subnet else {
                return Vec::new();
            };
            let made = service(good, |_| Some(subnet.text.clone())).into_iter();
            made.map(|mutant| mutant.names(&subnet.file, subnet.range.start))
                .collect()
        },
    },
    Defect {
        id: "subnet-on-services",
        says: "the VNet is moved onto the default range of the services, 10.0.0.0/16",
        rule: "cidr-overlap",
        also: &[],
        make: |good| {
            let (subnets, ranges) = (subnets(good), vnets(good));
            let ([subnet], [vnet]) = (subnets.as_slice(), ranges.as_slice()) else {
                return Vec::new();
            };
            let says_services = good
                .said("serviceCidr")
                .or_else(|| good.said("serviceClusterIpRange"));
            let has_packs = ["packs:", "profile:", "from:"]
                .iter()
                .any(|key| good.main_text().contains(key));
            if good.form != Form::Cluster || says_services.is_some() || has_packs {
                return Vec::new();
            }
            let prefix = subnet
                .text
                .split_once('/')
                .map_or("24", |(_, prefix)| prefix);
            let mutant = good.edit(&vnet.file, vnet.range.clone(), "10.0.0.0/16");
            let mutant = mutant.and(
                &subnet.file,
                subnet.range.clone(),
                format!("10.0.0.0/{prefix}"),
            );
            // A default has no place of its own: the section network, or the cluster's name.
            let network = good.main_text().find("\nnetwork:").map(|at| at + 1);
            let cluster = good
                .at("")
                .first()
                .and_then(|root| Some(root.get("cluster")?.value.start));
            let Some(at) = network.or(cluster) else {
                return Vec::new();
            };
            vec![
                mutant
                    .found_only_at(&good.main, at)
                    .names(&subnet.file, subnet.range.start),
            ]
        },
    },
    Defect {
        id: "pods-on-services",
        says: "the pod range is the service range",
        rule: "cidr-overlap",
        also: &["network-setting-conflict", "pod-cidr-capacity"],
        make: |good| {
            let services = service_words(good).into_iter().next();
            let Some(services) = services else {
                return Vec::new();
            };
            let made = pods(good, |_| Some(services.text.clone())).into_iter();
            made.map(|mutant| mutant.names(&services.file, services.range.start))
                .collect()
        },
    },
    Defect {
        id: "pods-on-subnet",
        says: "the pod range overlaps a subnet",
        rule: "cidr-overlap",
        also: &["network-setting-conflict", "pod-cidr-capacity"],
        make: |good| {
            let subnet = subnets(good).into_iter().next();
            let Some(subnet) = subnet else {
                return Vec::new();
            };
            let made = pods(good, |_| Some(subnet.text.clone())).into_iter();
            made.map(|mutant| mutant.names(&subnet.file, subnet.range.start))
                .collect()
        },
    },
    Defect {
        id: "subnets-overlap",
        says: "two subnets have the same range",
        rule: "cidr-overlap",
        also: &["subnet-capacity", "pod-subnet-capacity"],
        make: |good| {
            let subnets = subnets(good);
            let pairs = subnets
                .windows(2)
                .filter(|pair| pair[0].file == pair[1].file);
            let made = pairs.map(|pair| {
                let mutant = good.edit(&pair[1].file, pair[1].range.clone(), pair[0].text.clone());
                mutant.found_at(&pair[0].file, pair[0].range.start)
            });
            made.collect()
        },
    },
    Defect {
        id: "services-in-vnet",
        says: "the service range lies in the VNet",
        rule: "service-cidr-in-vnet",
        also: &[],
        make: |good| {
            let (subnets, ranges) = (subnets(good), vnets(good));
            let [vnet] = ranges.as_slice() else {
                return Vec::new();
            };
            let Some((network, prefix)) = numbers(&vnet.text) else {
                return Vec::new();
            };
            // The last 2,048 addresses of the VNet, where they are free.
            let last = network + ((1_u64 << (32 - prefix)) as u32) - 2048;
            let is_free = |subnet: &Word| {
                numbers(&subnet.text).is_some_and(|(start, prefix)| {
                    start >= last + 2048
                        || u64::from(start) + (1_u64 << (32 - prefix)) <= u64::from(last)
                })
            };
            let range = format!("{}/21", Ipv4Addr::from(last));
            match prefix < 21 && subnets.iter().all(is_free) {
                true => service(good, |_| Some(range.clone()))
                    .into_iter()
                    .map(|mutant| mutant.names(&vnet.file, vnet.range.start))
                    .collect(),
                false => Vec::new(),
            }
        },
    },
    Defect {
        id: "subnet-elsewhere",
        says: "a subnet lies outside of the VNet",
        rule: "subnet-outside-vnet",
        also: &[],
        make: |good| {
            let Some(vnet) = vnets(good).into_iter().next() else {
                return Vec::new();
            };
            let made = subnets(good).into_iter().map(|subnet| {
                let prefix = subnet
                    .text
                    .split_once('/')
                    .map_or("24", |(_, prefix)| prefix);
                good.edit(
                    &subnet.file,
                    subnet.range.clone(),
                    format!("192.168.0.0/{prefix}"),
                )
                .names(&vnet.file, vnet.range.start)
            });
            made.collect()
        },
    },
    Defect {
        id: "vnet-shrank",
        says: "the VNet is made smaller than its subnets",
        rule: "subnet-outside-vnet",
        also: &["subnet-outside-vnet"],
        make: |good| {
            let (subnets, ranges) = (subnets(good), vnets(good));
            let (Some(subnet), [vnet]) = (subnets.first(), ranges.as_slice()) else {
                return Vec::new();
            };
            vec![
                good.edit(&vnet.file, vnet.range.clone(), "192.168.0.0/28")
                    .found_at(&subnet.file, subnet.range.start),
            ]
        },
    },
    Defect {
        id: "services-too-large",
        says: "the service range is larger than a /12",
        rule: "service-cidr-size",
        also: &["network-setting-conflict"],
        make: |good| service(good, |_| Some("10.32.0.0/11".to_owned())),
    },
    Defect {
        id: "services-twelve",
        says: "the service range is a /12",
        rule: "service-cidr-size",
        also: &["network-setting-conflict"],
        make: |good| service(good, |_| Some("10.48.0.0/12".to_owned())),
    },
    Defect {
        id: "dns-outside",
        says: "the DNS service IP lies outside of the service range",
        rule: "dns-service-ip",
        also: &[],
        make: |good| {
            let known = dns(good)
                .into_iter()
                .filter(|_| !service_words(good).is_empty());
            known
                .map(|word| good.edit(&word.file, word.range.clone(), "192.168.0.10"))
                .collect()
        },
    },
    Defect {
        id: "dns-first",
        says: "the DNS service IP is the first address of the service range",
        rule: "dns-service-ip",
        also: &[],
        make: |good| dns_of(good, |network, _| network + 1),
    },
    Defect {
        id: "dns-network",
        says: "the DNS service IP is the network address of the service range",
        rule: "dns-service-ip",
        also: &[],
        make: |good| dns_of(good, |network, _| network),
    },
    Defect {
        id: "dns-broadcast",
        says: "the DNS service IP is the last address of the service range",
        rule: "dns-service-ip",
        also: &[],
        make: |good| {
            dns_of(good, |network, prefix| {
                network + ((1_u64 << (32 - prefix)) - 1) as u32
            })
        },
    },
    Defect {
        id: "services-moved",
        says: "the service range is moved, and the DNS service IP is forgotten",
        rule: "dns-service-ip",
        also: &[],
        make: |good| {
            let Some(dns) = dns(good).into_iter().next() else {
                return Vec::new();
            };
            let words = service_words(good).into_iter().take(1);
            words
                .map(|word| {
                    good.edit(&word.file, word.range, "192.168.0.0/16")
                        .found_at(&dns.file, dns.range.start)
                })
                .collect()
        },
    },
    Defect {
        id: "services-too-small",
        says: "the service range is so small that Palette's DNS address lies outside of it",
        rule: "dns-service-ip",
        also: &["network-setting-conflict"],
        make: |good| match good.form {
            // A pack alone leaves open whether an address is set elsewhere.
            Form::Pack => Vec::new(),
            _ => service(good, |_| Some("192.168.0.0/29".to_owned())),
        },
    },
    Defect {
        id: "overlay-forgotten",
        says: "networkPluginMode: overlay is forgotten beside a pod range",
        rule: "pod-cidr-unused",
        also: &["subnet-capacity"],
        make: |good| {
            let networks = good
                .at("network")
                .into_iter()
                .filter(|network| network.get("podCidr").is_some());
            let networks =
                networks.filter(|network| network.said("networkDataplane") != Some("cilium"));
            networks
                .filter_map(|network| {
                    let pods = network.get("podCidr")?.value.start;
                    Some(
                        good.unset(&network, "networkPluginMode")?
                            .found_only_at(&network.file, pods),
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "pod-range-added",
        says: "a pod range is set with Azure CNI that is not overlay",
        rule: "pod-cidr-unused",
        also: &[],
        make: |good| {
            let is_flat = good.plugin().as_deref() == Some("azure")
                && !good.is_overlay()
                && good.form == Form::Cluster;
            match is_flat
                && good.said("podCidr").is_none()
                && good.said("podCIDR").is_none()
                && !good.is_open()
            {
                true => good.say("podCidr", "192.168.0.0/16"),
                false => Vec::new(),
            }
        },
    },
    Defect {
        id: "flag-range",
        says: "--subnet is no range",
        rule: "cidr-syntax",
        also: &[],
        make: |good| of_flags(good, "10.240.0.0"),
    },
    Defect {
        id: "flag-host-bits",
        says: "--subnet begins inside of itself",
        rule: "cidr-host-bits",
        also: &[],
        make: |good| of_flags(good, "10.240.0.1/16"),
    },
];

/// A range that is written in the input, by what it is of.
fn literal(words: Vec<Word>) -> Vec<Word> {
    let range = pattern(r"^\d+\.\d+\.\d+\.\d+/\d+$");
    words
        .into_iter()
        .filter(|word| range.is_match(&word.text))
        .collect()
}

/// The ranges of a part's field, be it one or a list of them.
fn of_field(good: &Good, part: &Part, key: &str) -> Vec<Word> {
    let range = pattern(r"\d+\.\d+\.\d+\.\d+/\d+");
    let Some(field) = part.get(key) else {
        return Vec::new();
    };
    let text = &good.text(&part.file)[field.value.clone()];
    let found = range.find_iter(text).map(|found| Word {
        file: part.file.clone(),
        range: field.value.start + found.start()..field.value.start + found.end(),
        text: found.as_str().to_owned(),
    });
    found.collect()
}

fn vnets(good: &Good) -> Vec<Word> {
    match good.form {
        Form::Cluster => good
            .at("vnet")
            .iter()
            .flat_map(|vnet| of_field(good, vnet, "addressSpace"))
            .collect(),
        _ => good
            .cloud_config()
            .iter()
            .flat_map(|config| of_field(good, config, "vnet"))
            .collect(),
    }
}

fn subnets(good: &Good) -> Vec<Word> {
    good.subnets()
        .iter()
        .flat_map(|subnet| of_field(good, subnet, "cidr"))
        .collect()
}

fn service_words(good: &Good) -> Vec<Word> {
    let words = ["serviceCidr", "serviceClusterIpRange"]
        .iter()
        .flat_map(|key| good.words(key));
    literal(words.collect())
}

fn pod_words(good: &Good) -> Vec<Word> {
    let words = ["podCidr", "podCIDR"]
        .iter()
        .flat_map(|key| good.words(key));
    literal(words.collect())
}

fn dns(good: &Good) -> Vec<Word> {
    let words = good.words("dnsServiceIP").into_iter();
    words
        .filter(|word| word.text.parse::<Ipv4Addr>().is_ok())
        .collect()
}

/// Writes every range in another way.
fn in_ranges(good: &Good, with: fn(&str, &str) -> String) -> Vec<Mutant> {
    let all = [
        vnets(good),
        subnets(good),
        service_words(good),
        pod_words(good),
    ]
    .concat();
    let made = all.into_iter().filter_map(|word| {
        let (address, prefix) = word.text.split_once('/')?;
        Some(good.edit(&word.file, word.range.clone(), with(address, prefix)))
    });
    made.collect()
}

/// Moves the service range, where no DNS service IP is set beside it.
fn service(good: &Good, with: impl Fn(&Word) -> Option<String>) -> Vec<Mutant> {
    let words = service_words(good).into_iter().take(1);
    let words = words.filter(|_| dns(good).is_empty());
    words
        .filter_map(|word| Some(good.edit(&word.file, word.range.clone(), with(&word)?)))
        .collect()
}

/// Moves the pod range, where pods take addresses of one.
fn pods(good: &Good, with: impl Fn(&Word) -> Option<String>) -> Vec<Mutant> {
    let uses_it = good.is_overlay() || good.plugin().as_deref() == Some("kubenet");
    let words = pod_words(good).into_iter().take(1).filter(|_| uses_it);
    words
        .filter_map(|word| Some(good.edit(&word.file, word.range.clone(), with(&word)?)))
        .collect()
}

/// Sets the DNS service IP to an address of the service range.
fn dns_of(good: &Good, address: fn(u32, u32) -> u32) -> Vec<Mutant> {
    let Some((network, prefix)) = service_words(good)
        .first()
        .and_then(|word| numbers(&word.text))
    else {
        return Vec::new();
    };
    let address = Ipv4Addr::from(address(network, prefix));
    dns(good)
        .into_iter()
        .map(|word| good.edit(&word.file, word.range.clone(), address.to_string()))
        .collect()
}

fn of_flags(good: &Good, subnet: &str) -> Vec<Mutant> {
    if good.form != Form::Values || good.flags.subnet.is_none() {
        return Vec::new();
    }
    let mut flags = good.flags.clone();
    flags.subnet = Some(subnet.to_owned());
    vec![Mutant::of_flags(flags)]
}

/// A range as its first address and its prefix length.
fn numbers(range: &str) -> Option<(u32, u32)> {
    let (address, prefix) = range.split_once('/')?;
    Some((
        address.parse::<Ipv4Addr>().ok()?.into(),
        prefix.parse().ok()?,
    ))
}
