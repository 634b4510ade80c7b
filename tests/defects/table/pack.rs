//! Pack directories: the manifest, the files that it lists, charts and images.

use std::ops::Range;

use super::Defect;
use super::form::{pack_name, root_of};
use super::syntax::misspelt;
use crate::defects::good::{Good, pattern};
use crate::defects::mutant::{Change, Mutant, line_of};
use crate::defects::part::Part;

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "pack-key-missing",
        says: "pack.json lacks name, displayName, version or layer",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for (root, key) in required(good) {
                let Some(mutant) = good.unset(&root, key) else {
                    continue;
                };
                // Without a name, there is the beginning of the file to point at.
                let name = root.get("name").map(|name| name.value.start);
                let at = name.filter(|_| key != "name").unwrap_or(root.range.start);
                made.push(mutant.found_only_at(&root.file, at));
            }
            made
        },
    },
    Defect {
        id: "pack-key-misspelt",
        says: "name, displayName, version or layer is misspelt in pack.json",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            let named = required(good).into_iter();
            named
                .map(|(root, key)| {
                    good.edit(
                        &root.file,
                        root.get(key).expect("a field").key.clone(),
                        format!("\"{}\"", misspelt(key)),
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "pack-other-key-misspelt",
        says: "another key of pack.json is misspelt: chart, cloudType, kubeManifest",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            let Some(file) = good.pack_file("pack.json") else {
                return Vec::new();
            };
            let known = [
                "charts",
                "kubeManifests",
                "constraints",
                "dependencies",
                "packName",
                "minVersion",
                "maxVersion",
            ];
            let mut made = Vec::new();
            for part in good
                .parts(&file)
                .iter()
                .filter(|part| !part.path.contains("annotations"))
            {
                for key in known {
                    let field = part.fields.iter().find(|field| field.name == key);
                    made.extend(field.map(|field| {
                        good.edit(&file, field.key.clone(), format!("\"{}\"", misspelt(key)))
                    }));
                }
            }
            made
        },
    },
    Defect {
        id: "pack-value-empty",
        says: "name, displayName, version or layer is empty in pack.json",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            required(good)
                .into_iter()
                .map(|(root, key)| good.set(&root, key, "\"\""))
                .collect()
        },
    },
    Defect {
        id: "pack-version-number",
        says: "the version in pack.json is a number, not a text",
        rule: "pack-schema",
        also: &[],
        make: |good| in_root(good, |good, root| Some(good.set(root, "version", "1.5"))),
    },
    Defect {
        id: "pack-layer",
        says: "the layer is not a valid one: add-on",
        rule: "pack-schema",
        also: &[],
        make: |good| in_root(good, |good, root| Some(good.set(root, "layer", "add-on"))),
    },
    Defect {
        id: "pack-cloud",
        says: "a cloud type is not a valid one: AKS",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            in_root(good, |good, root| {
                root.get("cloudTypes")
                    .map(|_| good.set(root, "cloudTypes", "[\"AKS\"]"))
            })
        },
    },
    Defect {
        id: "pack-cloud-text",
        says: "cloudTypes is one text, not a list",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            in_root(good, |good, root| {
                root.get("cloudTypes")
                    .map(|_| good.set(root, "cloudTypes", "\"aks\""))
            })
        },
    },
    Defect {
        id: "dependency-type",
        says: "the type of a dependency is misspelt",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            of_dependencies(good, |good, dependency| {
                dependency
                    .get("type")
                    .map(|_| good.set(dependency, "type", "requird"))
            })
        },
    },
    Defect {
        id: "dependency-name-missing",
        says: "a dependency does not say on which pack",
        rule: "pack-schema",
        also: &[],
        make: |good| {
            of_dependencies(good, |good, dependency| {
                Some(
                    good.unset(dependency, "packName")?
                        .found_only_at(&dependency.file, dependency.range.start),
                )
            })
        },
    },
    Defect {
        id: "dependency-bounds",
        says: "the minimum version of a dependency is above its maximum",
        rule: "pack-dependency-form",
        also: &[],
        make: |good| {
            of_dependencies(good, |good, dependency| {
                let (min, max) = (dependency.get("minVersion")?, dependency.get("maxVersion")?);
                let mutant = good.edit(&dependency.file, min.value.clone(), "\"1.30\"");
                Some(
                    mutant
                        .and(&dependency.file, max.value.clone(), "\"1.28\"")
                        .names(&dependency.file, max.value.start),
                )
            })
        },
    },
    Defect {
        id: "dependency-version",
        says: "a bound of a dependency is no version: >=1.28",
        rule: "pack-dependency-form",
        also: &[],
        make: |good| {
            of_dependencies(good, |good, dependency| {
                dependency
                    .get("minVersion")
                    .map(|_| good.set(dependency, "minVersion", "\">=1.28\""))
            })
        },
    },
    Defect {
        id: "version-prefix",
        says: "the version begins with v",
        rule: "pack-version-prefix",
        also: &[],
        make: |good| {
            in_root(good, |good, root| {
                let version = root.get("version")?;
                let is_plain = !root.said("version")?.starts_with('v');
                is_plain.then(|| {
                    good.edit(
                        &root.file,
                        version.value.start + 1..version.value.start + 1,
                        "v",
                    )
                })
            })
        },
    },
    Defect {
        id: "version-word",
        says: "the version is a word: latest",
        rule: "pack-version-form",
        also: &[],
        make: |good| in_root(good, |good, root| Some(good.set(root, "version", "latest"))),
    },
    Defect {
        id: "version-single",
        says: "the version is a single number",
        rule: "pack-version-form",
        also: &[],
        make: |good| in_root(good, |good, root| Some(good.set(root, "version", "\"2\""))),
    },
    Defect {
        id: "version-raised",
        says: "the version in pack.json is raised, and the directory keeps its name",
        rule: "pack-version-directory",
        also: &[],
        make: |good| {
            in_root(good, |good, root| {
                let is_named = good.main.ends_with(&format!(
                    "{}-{}",
                    root.said("name")?,
                    root.said("version")?
                ));
                is_named.then(|| good.set(root, "version", "\"99.0.0\""))
            })
        },
    },
    Defect {
        id: "addon-type-missing",
        says: "an addon has no addonType",
        rule: "pack-addon-type",
        also: &[],
        make: |good| {
            in_root(good, |good, root| {
                let layer = root.get("layer")?.value.start;
                let is_addon = root.said("layer") == Some("addon");
                let mutant = good.unset(root, "addonType").filter(|_| is_addon)?;
                Some(mutant.found_only_at(&root.file, layer))
            })
        },
    },
    Defect {
        id: "file-left-over",
        says: "an editor or a merge left a copy beside pack.json",
        rule: "pack-junk",
        also: &[],
        make: |good| {
            in_root(good, |good, root| {
                let name = root.get("name")?.value.start;
                let file = format!("{}/values.yaml.orig", good.main);
                let change = vec![(file, Change::Bytes(b"old".to_vec()))];
                Some(good.change(change, (root.file.clone(), name)))
            })
        },
    },
    Defect {
        id: "kubernetes-required",
        says: "a pack for every cloud requires one Kubernetes pack",
        rule: "dependency-narrow",
        also: &[],
        make: |good| {
            let Some(file) = good.pack_file("pack.json") else {
                return Vec::new();
            };
            let for_all = root_of(good, &file).is_some_and(|root| {
                let clouds = root.get("cloudTypes").map(|field| field.value.clone());
                clouds.is_some_and(|clouds| good.text(&file)[clouds].contains("\"all\""))
            });
            let parts = good.parts(&file).into_iter().filter(|part| {
                for_all
                    && part.path == "constraints/dependencies/*"
                    && part.said("layer") == Some("k8s")
            });
            parts
                .map(|part| {
                    let name = part.get("packName").expect("a name").value.start;
                    good.set(&part, "type", "\"required\"")
                        .found_only_at(&file, name)
                })
                .collect()
        },
    },
    Defect {
        id: "pack-renamed",
        says: "the pack has another name than its directory",
        rule: "pack-directory-name",
        // A macro of the values may name the pack.
        also: &["values-root-key"],
        make: |good| {
            in_root(good, |good, root| {
                let is_named = good.main.ends_with(&format!(
                    "{}-{}",
                    root.said("name")?,
                    root.said("version")?
                ));
                is_named.then(|| good.set(root, "name", "\"something-else\""))
            })
        },
    },
    Defect {
        id: "pack-copied",
        says: "a pack is copied, and keeps its name and version",
        rule: "pack-duplicate",
        also: &[],
        make: |good| {
            in_root(good, |good, root| {
                let (version, directory) = (
                    root.get("version")?.value.start,
                    format!("{}-copy", good.main),
                );
                let copies = good.files.iter().map(|(file, bytes)| {
                    (
                        file.replacen(&good.main, &directory, 1),
                        Change::Bytes(bytes.clone()),
                    )
                });
                let changes: Vec<_> = copies.collect();
                let line = line_of(good.text(&root.file), version);
                let mut mutant = good
                    .change(changes, (root.file.clone(), version))
                    .found_at_line(&format!("{directory}/pack.json"), line)
                    .names(&root.file, version);
                // The copy is found to be named otherwise too.
                mutant.also.push("pack-directory-name");
                mutant.copy = Some(directory.clone());
                mutant.paths = Some(vec![good.main.clone(), directory]);
                Some(mutant)
            })
        },
    },
    Defect {
        id: "logo-missing",
        says: "logo.png is missing",
        rule: "pack-logo-missing",
        also: &[],
        make: |good| without(good, "logo.png", None),
    },
    Defect {
        id: "logo-other-name",
        says: "the logo has another name: logo.svg",
        rule: "pack-logo-missing",
        also: &[],
        make: |good| without(good, "logo.png", Some("logo.svg")),
    },
    Defect {
        id: "readme-missing",
        says: "README.md is missing",
        rule: "pack-readme-missing",
        also: &[],
        make: |good| without(good, "README.md", None),
    },
    Defect {
        id: "readme-other-name",
        says: "the README has another name: readme.txt",
        rule: "pack-readme-missing",
        also: &[],
        make: |good| without(good, "README.md", Some("readme.txt")),
    },
    Defect {
        id: "values-missing",
        says: "values.yaml is missing",
        rule: "pack-values-missing",
        also: &[],
        make: |good| without(good, "values.yaml", None),
    },
    Defect {
        id: "values-other-name",
        says: "the values have another name: values.yml",
        rule: "pack-values-missing",
        also: &[],
        make: |good| without(good, "values.yaml", Some("values.yml")),
    },
    Defect {
        id: "file-missing",
        says: "a chart or manifest that pack.json lists is missing",
        rule: "pack-file-missing",
        also: &[],
        make: |good| {
            let listed = listed(good, &["charts", "kubeManifests"]).into_iter();
            listed
                .map(|one| good.change(vec![(one.path, Change::Gone)], (one.file, one.range.start)))
                .collect()
        },
    },
    Defect {
        id: "file-renamed",
        says: "a chart or manifest has another name in pack.json",
        rule: "pack-file-missing",
        also: &[],
        make: |good| {
            let listed = listed(good, &["charts", "kubeManifests"]).into_iter();
            listed
                .map(|one| good.edit(&one.file, one.range, format!("{}-2", one.text)))
                .collect()
        },
    },
    Defect {
        id: "file-absolute",
        says: "a chart or manifest is listed by an absolute path",
        rule: "pack-file-missing",
        also: &[],
        make: |good| {
            let listed = listed(good, &["charts", "kubeManifests"]).into_iter();
            listed
                .map(|one| good.edit(&one.file, one.range, format!("/home/me/{}", one.text)))
                .collect()
        },
    },
    Defect {
        id: "file-outside",
        says: "a chart or manifest lies outside of the pack",
        rule: "pack-file-missing",
        also: &[],
        make: |good| {
            let listed = listed(good, &["charts", "kubeManifests"]).into_iter();
            listed
                .map(|one| good.edit(&one.file, one.range, format!("../{}", one.text)))
                .collect()
        },
    },
];

/// Something that pack.json lists by its path.
pub struct Listed {
    pub file: String,
    /// The path as it is written, without quotes.
    pub range: Range<usize>,
    pub text: String,
    /// The file that it leads to.
    pub path: String,
}

/// The files that pack.json lists and that the pack has.
pub fn listed(good: &Good, keys: &[&str]) -> Vec<Listed> {
    let Some(root) = manifest(good) else {
        return Vec::new();
    };
    let quoted = pattern(r#""([^"]+)""#);
    let mut listed = Vec::new();
    for field in keys.iter().filter_map(|key| root.get(key)) {
        let list = &good.text(&root.file)[field.value.clone()];
        for found in quoted.captures_iter(list) {
            let text = found.get(1).expect("a path");
            let path = format!("{}/{}", good.main, text.as_str()).replace("/./", "/");
            if good.files.contains_key(&path) {
                listed.push(Listed {
                    file: root.file.clone(),
                    range: field.value.start + text.start()..field.value.start + text.end(),
                    text: text.as_str().to_owned(),
                    path,
                });
            }
        }
    }
    listed
}

/// The whole of a pack.json.
pub fn manifest(good: &Good) -> Option<Part> {
    root_of(good, &good.pack_file("pack.json")?)
}

fn in_root(good: &Good, make: impl Fn(&Good, &Part) -> Option<Mutant>) -> Vec<Mutant> {
    manifest(good)
        .and_then(|root| make(good, &root))
        .into_iter()
        .collect()
}

/// The fields that every pack.json has to have.
fn required(good: &Good) -> Vec<(Part, &'static str)> {
    let Some(root) = manifest(good) else {
        return Vec::new();
    };
    let keys = ["name", "displayName", "version", "layer"].into_iter();
    keys.filter(|key| root.get(key).is_some())
        .map(|key| (root.clone(), key))
        .collect()
}

fn of_dependencies(good: &Good, make: impl Fn(&Good, &Part) -> Option<Mutant>) -> Vec<Mutant> {
    let Some(file) = good.pack_file("pack.json") else {
        return Vec::new();
    };
    let all = good
        .parts(&file)
        .into_iter()
        .filter(|part| part.path == "constraints/dependencies/*");
    all.filter_map(|dependency| make(good, &dependency))
        .collect()
}

/// Takes a file away, or gives it another name; found at the pack's name.
fn without(good: &Good, name: &str, other: Option<&str>) -> Vec<Mutant> {
    let (Some(file), Some(found)) = (good.pack_file(name), pack_name(good)) else {
        return Vec::new();
    };
    let mut mutant = good.change(vec![(file.clone(), Change::Gone)], found);
    if let Some(other) = other {
        let bytes = good.files.get(&file).cloned().unwrap_or_default();
        mutant = mutant.and_change(format!("{}/{other}", good.main), Change::Bytes(bytes));
    }
    vec![mutant]
}
