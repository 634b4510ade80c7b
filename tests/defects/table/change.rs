//! Changes of a cluster that exists. The good input is the new state; the old one is beside it, and
//! differs in one value.

use super::Defect;
use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::{Change, Mutant};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "change-version-skipped",
        says: "the Kubernetes version of a cluster goes up by two minor versions at once",
        rule: "kubernetes-upgrade",
        also: &[],
        make: |good| {
            changed(
                good,
                r#"(?m)^kubernetesVersion: "?1\.(?<was>\d+)"#,
                |minor| {
                    let minor: u32 = minor.parse().ok()?;
                    Some((minor - 2).to_string())
                },
            )
        },
    },
    Defect {
        id: "change-version-down",
        says: "the Kubernetes version of a cluster goes down",
        rule: "kubernetes-upgrade",
        also: &[],
        make: |good| {
            changed(
                good,
                r#"(?m)^kubernetesVersion: "?1\.(?<was>\d+)"#,
                |minor| {
                    let minor: u32 = minor.parse().ok()?;
                    Some((minor + 1).to_string())
                },
            )
        },
    },
    Defect {
        id: "change-max-pods",
        says: "maxPods of a pool is changed on a cluster that exists",
        rule: "change-refused",
        also: &["change-rotates-pool"],
        make: |good| {
            changed(good, r"\bmaxPods: (?<was>\d+)", |pods| {
                let pods: u32 = pods.parse().ok()?;
                Some((pods + 1).to_string())
            })
        },
    },
    Defect {
        id: "change-size",
        says: "the machine size of a pool is changed on a cluster that exists",
        rule: "change-refused",
        also: &["change-rotates-pool"],
        make: |good| {
            changed(good, r"\bvmSize: (?<was>\w+)", |_| {
                Some("Standard_D64s_v4".to_owned())
            })
        },
    },
    Defect {
        id: "change-services",
        says: "serviceCidr is changed on a cluster that exists",
        rule: "change-refused",
        also: &[],
        make: |good| {
            changed(good, r"\bserviceCidr: (?<was>[\d./]+)", |_| {
                Some("192.0.2.0/24".to_owned())
            })
        },
    },
    Defect {
        id: "change-leaves-overlay",
        says: "a cluster with overlay is to use a node subnet again",
        rule: "change-refused",
        also: &[],
        make: |good| {
            let is_plain = good.plugin().as_deref() == Some("azure") && !good.is_overlay();
            // The old state has the mode beside the plugin.
            match is_plain && !good.is_open() && !good.main_text().contains("podSubnet") {
                true => changed(good, r"\bnetworkPlugin: (?<was>azure)\b[,}]", |_| {
                    Some("azure, networkPluginMode: overlay".to_owned())
                }),
                false => Vec::new(),
            }
        },
    },
    Defect {
        id: "change-other-cluster",
        says: "the name of a cluster that exists is changed",
        rule: "change-replaces-cluster",
        also: &[],
        make: |good| {
            changed(good, r"(?m)^cluster: (?<was>[a-z][a-z0-9-]*)$", |name| {
                Some(format!("{name}-old"))
            })
        },
    },
    Defect {
        id: "change-overlay",
        says: "a cluster moves to overlay, which cannot be undone",
        rule: "change-irreversible",
        also: &[],
        make: |good| {
            let has_policy = good.policy().is_some_and(|policy| policy != "none");
            let is_plain = !has_policy && !good.is_cilium() && !good.main_text().contains("packs:");
            match is_plain {
                true => changed(good, r"(?<was>networkPluginMode: overlay(?:, )?)", |_| {
                    Some(String::new())
                }),
                false => Vec::new(),
            }
        },
    },
    Defect {
        id: "change-pool-renamed",
        says: "a pool is renamed, and its subnet has no room for the old and the new one together",
        rule: "change-rotates-pool",
        also: &[],
        make: |good| {
            let text = good.main_text();
            let is_small = text.contains("# nearly full") && text.matches("cidr:").count() == 1;
            let Some(range) = pattern(r"\bcidr: ").find(text).filter(|_| is_small) else {
                return Vec::new();
            };
            let pools = changed(good, r"(?m)- (?:\{)?name: (?<was>system)\b", |_| {
                Some("older".to_owned())
            });
            pools
                .into_iter()
                .map(|pool| pool.found_only_at(&good.main, range.end()))
                .collect()
        },
    },
];

/// Compares a cluster file with an old state that has another text in the place of `was`.
fn changed(good: &Good, place: &str, old: impl Fn(&str) -> Option<String>) -> Vec<Mutant> {
    let text = good.main_text();
    let is_one = good.form == Form::Cluster
        && !text.contains("\nprevious:")
        // What `from` names has a name of its own.
        && !text.contains("\nfrom:")
        && !text.contains("\n---")
        && !text.trim_start().starts_with('{')
        && text.ends_with('\n');
    let pattern = pattern(place);
    let found = pattern.captures_iter(text);
    let places = found
        .filter(|_| is_one)
        .filter_map(|found| found.name("was"));
    let mutant = |was: regex::Match<'_>| {
        let mut before = text.to_owned();
        before.replace_range(was.range(), &old(was.as_str())?);
        let file = match good.main.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/previous.yaml"),
            None => "previous.yaml".to_owned(),
        };
        let end = text.len()..text.len();
        let change = Change::Bytes(before.into_bytes());
        let mutant = good.edit(&good.main, end, "previous: previous.yaml\n");
        Some(
            mutant
                .and_change(file, change)
                .found_only_at(&good.main, was.start()),
        )
    };
    places.filter_map(mutant).collect()
}
