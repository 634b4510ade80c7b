//! The packs of one cluster together, and the variables of a profile.

use std::ops::Range;

use super::Defect;
use super::form::root_of;
use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::{Mutant, line_of};
use crate::defects::part::{Part, Style, end_of_line};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "layer-gone",
        says: "a profile has no pack for os, k8s, cni or csi",
        rule: "layer-missing",
        // A pack that needs the one that is gone says so too.
        also: &["dependency-unsatisfied"],
        make: |good| {
            let Some(name) =
                name_of(good).filter(|_| good.form == Form::Profile || !good.is_open())
            else {
                return Vec::new();
            };
            let gone = infrastructure(good).into_iter().filter_map(|pack| {
                let range = with_comma(good, &pack)?;
                Some(
                    good.edit(&pack.file, range, "")
                        .found_only_at(&name.0, name.1),
                )
            });
            gone.collect()
        },
    },
    Defect {
        id: "layer-twice",
        says: "a profile contains a pack twice",
        rule: "layer-duplicate",
        also: &[],
        make: |good| {
            let copied = infrastructure(good).into_iter().filter_map(|pack| {
                let range = with_comma(good, &pack)?;
                let text = good.text(&pack.file)[range.clone()].to_owned();
                let name = pack.place.checked_sub(range.start)?;
                let found = line_in(good, &pack.file, range.end, &text, name);
                let mutant = good.edit(&pack.file, range.end..range.end, text);
                Some(
                    mutant
                        .found_at_line(&pack.file, found)
                        .names(&pack.file, pack.place),
                )
            });
            copied.collect()
        },
    },
    Defect {
        id: "two-plugins",
        says: "a profile contains both cni-kubenet and cni-azure",
        rule: "layer-duplicate",
        // The cluster file may say the plugin as well.
        also: &["network-setting-conflict"],
        make: |good| {
            let cni = infrastructure(good)
                .into_iter()
                .find(|pack| pack.name == "cni-azure" && pack.form == Form::Cluster);
            let Some(cni) = cni else { return Vec::new() };
            let end = end_of_line(good.text(&cni.file), cni.range.end);
            vec![
                good.edit(
                    &cni.file,
                    end..end,
                    "\n  - {name: cni-kubenet, version: 1.0.0}",
                )
                .names(&cni.file, cni.place),
            ]
        },
    },
    Defect {
        id: "cloud-of-cluster",
        says: "the cluster's cloud is azure, and its packs are for aks",
        rule: "cloud-type-mismatch",
        // Said of each pack.
        also: &["cloud-type-mismatch"],
        make: |good| {
            let at_hand = infrastructure(good).into_iter().find(|pack| pack.is_path);
            let roots = good
                .at("")
                .into_iter()
                .filter(|root| good.form == Form::Cluster && root.said("cloud") == Some("aks"));
            let made = roots.filter_map(|root| {
                let pack = at_hand.as_ref()?;
                Some(
                    good.set(&root, "cloud", "azure")
                        .found_at(&pack.file, pack.place),
                )
            });
            made.collect()
        },
    },
    Defect {
        id: "pack-of-other-cloud",
        says: "a pack of the cluster is for another cloud",
        rule: "cloud-type-mismatch",
        also: &[],
        make: |good| {
            let at_hand = infrastructure(good).into_iter().filter(|pack| pack.is_path);
            let made = at_hand.filter_map(|pack| {
                let file = good.files.keys().find(|file| {
                    file.contains(&format!("/{}-", pack.name)) && file.ends_with("/pack.json")
                })?;
                let root = root_of(good, file)?;
                root.get("cloudTypes")?;
                Some(
                    good.set(&root, "cloudTypes", "[\"eks\"]")
                        .found_at(&pack.file, pack.place),
                )
            });
            made.collect()
        },
    },
    Defect {
        id: "kubernetes-too-new",
        says: "Kubernetes is upgraded beyond what another pack takes",
        rule: "dependency-unsatisfied",
        also: &[],
        make: |good| dependent(good, "kubernetes-aks", "\"1.99\""),
    },
    Defect {
        id: "pack-not-supported",
        says: "a pack comes in a version that another pack rules out",
        rule: "dependency-unsatisfied",
        also: &[],
        make: |good| dependent(good, "cni-azure", "\"1.5.0\""),
    },
    Defect {
        id: "dependency-raised",
        says: "a pack asks for a later version of another pack than there is",
        rule: "dependency-unsatisfied",
        also: &[],
        make: |good| {
            let Some((monitor, manifest)) = monitor(good).filter(|_| !good.is_open()) else {
                return Vec::new();
            };
            if infrastructure(good)
                .iter()
                .all(|pack| pack.name != "kubernetes-aks" || pack.version.is_none())
            {
                return Vec::new();
            }
            let required = good
                .parts(&manifest)
                .into_iter()
                .filter(|part| part.path == "constraints/dependencies/*");
            let required = required.filter(|part| part.said("packName") == Some("kubernetes-aks"));
            required
                .map(|part| {
                    let max = part.get("maxVersion").expect("a bound").value.clone();
                    let mutant = good
                        .set(&part, "minVersion", "\"1.90\"")
                        .and(&manifest, max, "\"1.99\"");
                    mutant.found_at(&monitor.0, monitor.1)
                })
                .collect()
        },
    },
    Defect {
        id: "variable-format",
        says: "the default of a profile variable breaks its format",
        rule: "profile-variable-value",
        also: &[],
        make: |good| {
            let variables = good
                .at("spec/variables/*")
                .into_iter()
                .filter(|_| good.form == Form::Profile);
            let made = variables.filter_map(|variable| {
                let format = variable.get("format")?.value.start;
                Some(
                    good.set(&variable, "defaultValue", "\"10.244.0.0\"")
                        .names(&variable.file, format),
                )
            });
            made.collect()
        },
    },
    Defect {
        id: "variable-default-regex",
        says: "the default of a profile variable does not match its regex",
        rule: "profile-variable-value",
        also: &[],
        make: |good| terraform_variables(good, "default_value"),
    },
    Defect {
        id: "variable-regex",
        says: "a cluster gives a profile variable a value that does not match its regex",
        rule: "profile-variable-value",
        also: &[],
        make: |good| {
            let line = pattern(r#"(?m)^[ ]+variables = \{\n[ ]+\w+ = "(\w+)""#);
            let regex = pattern(r"(?m)^[ ]+regex[ ]+= ");
            let mut made = Vec::new();
            for file in good.hcl_files() {
                let text = good.text(&file);
                let (Some(value), Some(named)) = (
                    line.captures(text).and_then(|found| found.get(1)),
                    regex.find(text),
                ) else {
                    continue;
                };
                made.push(
                    good.edit(&file, value.range(), "flannel")
                        .names(&file, named.end()),
                );
            }
            made
        },
    },
    Defect {
        id: "variable-missing",
        says: "a required profile variable has no default, and the cluster gives it no value",
        rule: "profile-variable-value",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for file in good.ending("inputs/export.json") {
                for variable in good
                    .parts(file)
                    .into_iter()
                    .filter(|part| part.path == "spec/variables/*")
                {
                    let Some(name) = variable.get("name").map(|name| name.value.start) else {
                        continue;
                    };
                    made.extend(
                        good.unset(&variable, "defaultValue")
                            .map(|mutant| mutant.found_only_at(file, name)),
                    );
                }
            }
            made
        },
    },
    Defect {
        id: "machines-too-small",
        says: "the machines of the workers are smaller than a pack asks for",
        rule: "resource-minimum",
        also: &[],
        make: |good| {
            of_workers(good, |good, pool| {
                good.set(pool, "vmSize", "Standard_D2s_v5")
            })
        },
    },
    Defect {
        id: "workers-too-few",
        says: "there are fewer workers than a pack asks for",
        rule: "resource-minimum",
        also: &[],
        make: |good| of_workers(good, |good, pool| good.set(pool, "count", "1")),
    },
];

/// A pack of the infrastructure, as a profile lists it.
struct Listed {
    file: String,
    form: Form,
    name: String,
    /// Where a finding about it points: its name, or its path.
    place: usize,
    range: Range<usize>,
    /// Where its version is written, without a directory.
    version: Option<Range<usize>>,
    is_path: bool,
}

const INFRASTRUCTURE: [&str; 4] = ["ubuntu-aks", "kubernetes-aks", "cni-azure", "csi-azure"];

/// The packs for os, k8s, cni and csi in the input's own list.
fn infrastructure(good: &Good) -> Vec<Listed> {
    let mut listed = Vec::new();
    for pack in good.profile_packs() {
        let name = pack
            .get("name")
            .and_then(|name| Some((name.value.clone(), name.text.clone()?)));
        let Some((at, name)) = name.filter(|(_, name)| INFRASTRUCTURE.contains(&name.as_str()))
        else {
            continue;
        };
        // In a mapping over several lines it takes more than its own bytes to take one out.
        if pack.style != Style::Block {
            listed.push(Listed {
                place: at.start,
                version: pack.get("version").map(|version| version.value.clone()),
                range: whole(good, &pack),
                file: pack.file,
                form: pack.form,
                name,
                is_path: false,
            });
        }
    }
    let path = pattern(r"(?m)^  - (\./packs/([a-z-]+)-[\d.]+)$");
    if good.form == Form::Cluster {
        for found in path.captures_iter(good.main_text()) {
            let at = found.get(1).expect("a path");
            if INFRASTRUCTURE.contains(&&found[2]) {
                listed.push(Listed {
                    file: good.main.clone(),
                    form: good.form,
                    name: found[2].to_owned(),
                    place: at.start(),
                    range: at.range(),
                    version: None,
                    is_path: true,
                });
            }
        }
    }
    listed
}

/// All of a pack's bytes: in Terraform its block too.
fn whole(good: &Good, pack: &Part) -> Range<usize> {
    if pack.style != Style::Hcl {
        return pack.range.clone();
    }
    let text = good.text(&pack.file);
    let start = text[..pack.range.start]
        .rfind("pack {")
        .unwrap_or(pack.range.start);
    let end = text[pack.range.end..]
        .find('}')
        .map_or(pack.range.end, |at| pack.range.end + at + 1);
    start..end
}

/// What is to be taken out, or copied, with a pack: its line in YAML, its comma in JSON.
fn with_comma(good: &Good, pack: &Listed) -> Option<Range<usize>> {
    let text = good.text(&pack.file);
    match pack.form {
        Form::Cluster => {
            let line = text[..pack.range.start].rfind('\n')?;
            Some(line..end_of_line(text, pack.range.end))
        }
        Form::Terraform => Some(pack.range.start..pack.range.end + 1),
        _ => {
            let rest = &text[pack.range.end..];
            let is_last = !rest.starts_with(',');
            (!is_last).then_some(pack.range.start..pack.range.end + 1)
        }
    }
}

/// The line of a byte of a text that is put in.
fn line_in(good: &Good, file: &str, at: usize, text: &str, byte: usize) -> usize {
    let mut whole = good.text(file).to_owned();
    whole.insert_str(at, text);
    line_of(&whole, at + byte)
}

/// Where the name of the cluster, or of the profile, is.
fn name_of(good: &Good) -> Option<(String, usize)> {
    let name = match good.form {
        Form::Cluster => good.at("").first()?.get("cluster")?.value.start,
        Form::Profile => good.at("metadata").first()?.get("name")?.value.start,
        Form::Terraform => {
            let file = good.hcl_files().first()?.clone();
            let text = good.text(&file);
            let resource = text.find("\"spectrocloud_cluster_aks\"")?;
            let name = resource + text[resource..].find("name = ")? + "name = ".len();
            return Some((file, name));
        }
        Form::Plan => {
            let text = good.main_text();
            let resource = text.find("\"spectrocloud_cluster_aks\"")?;
            let pools = resource + text[resource..].find("\"machine_pool\"")?;
            let after = pools + text[pools..].find("\n            ],\n")?;
            after + text[after..].find("\"name\": ")? + "\"name\": ".len()
        }
        _ => return None,
    };
    Some((good.main.clone(), name))
}

/// The pack with dependencies among the fixtures: where a cluster names it, and its pack.json.
fn monitor(good: &Good) -> Option<((String, usize), String)> {
    let path = "./packs/monitor-2.0.0";
    let at = good
        .main_text()
        .find(path)
        .filter(|_| good.form == Form::Cluster)?;
    let manifest = good
        .ending("monitor-2.0.0/pack.json")
        .first()
        .map(|file| (*file).to_owned())?;
    Some(((good.main.clone(), at), manifest))
}

/// Gives a pack that `monitor` depends on another version.
fn dependent(good: &Good, name: &str, version: &str) -> Vec<Mutant> {
    let Some((monitor, _)) = monitor(good) else {
        return Vec::new();
    };
    let packs = infrastructure(good)
        .into_iter()
        .filter(|pack| pack.name == name);
    let made = packs.filter_map(|pack| {
        let range = pack.version.clone()?;
        let is_open = good.text(&pack.file)[range.clone()].contains("{{");
        (!is_open).then(|| {
            good.edit(&pack.file, range, version)
                .found_at(&monitor.0, monitor.1)
        })
    });
    made.collect()
}

/// Gives a variable of a Terraform profile a value that its regex does not take.
fn terraform_variables(good: &Good, key: &str) -> Vec<Mutant> {
    let mut made = Vec::new();
    let value = pattern(&format!(r#"(?m)^[ ]+{key} = "(\w+)""#));
    let regex = pattern(r"(?m)^[ ]+regex[ ]+= ");
    for file in good.hcl_files() {
        let text = good.text(&file);
        let (Some(value), Some(named)) = (
            value.captures(text).and_then(|found| found.get(1)),
            regex.find(text),
        ) else {
            continue;
        };
        made.push(
            good.edit(&file, value.range(), "flannel")
                .names(&file, named.end()),
        );
    }
    made
}

/// Changes the worker pools of a cluster with a pack that asks for resources.
fn of_workers(good: &Good, make: impl Fn(&Good, &Part) -> Mutant) -> Vec<Mutant> {
    let path = "../bad/resource-minimum/packs/demo-1.0.0";
    let Some(at) = good.main_text().find(path) else {
        return Vec::new();
    };
    let workers = good.pools().into_iter().filter(|pool| !pool.is_system());
    workers
        .map(|pool| make(good, &pool).found_at(&good.main, at))
        .collect()
}
