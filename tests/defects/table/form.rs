//! Input that can be read, and is not of its form; comments and files of packlint's own.

use super::Defect;
use super::syntax::misspelt;
use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::{Change, Mutant};
use crate::defects::part::{Part, Style};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "cluster-key",
        says: "a key of the cluster file is misspelt",
        rule: "unknown-field",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            if good.form != Form::Cluster {
                return made;
            }
            for part in good.parts(&good.main) {
                if part.path == "variables" || part.path.ends_with("nodeLabels") {
                    continue;
                }
                let keys = part.fields.iter();
                made.extend(
                    keys.map(|key| good.edit(&part.file, key.key.clone(), misspelt(&key.name))),
                );
            }
            made
        },
    },
    Defect {
        id: "setting-key",
        says: "the key of a network setting is misspelt in the values of a pack: networkPolcy",
        rule: "unknown-field",
        also: &[],
        make: |good| {
            let keys = [
                "networkPolicy",
                "networkPluginMode",
                "networkDataplane",
                "podCIDR",
                "serviceClusterIpRange",
                "maxPodPerNode",
            ];
            let mut made = Vec::new();
            for word in keys.iter().flat_map(|key| good.words(key)) {
                let text = good.text(&word.file);
                let line = text[..word.range.start]
                    .rfind(['\n', '{'])
                    .map_or(0, |at| at + 1);
                let line = text[..word.range.start]
                    .rfind("\\n")
                    .map_or(line, |at| line.max(at + 2));
                let blanks = text[line..].len() - text[line..].trim_start().len();
                let key = line + blanks;
                let Some(end) = text[key..word.range.start].find(':').map(|at| key + at) else {
                    continue;
                };
                // Without a pack to tell it from, a key at the top of values may be anything; charts
                // have keys of the same name.
                let is_top = good.form == Form::Values && blanks == 0;
                let is_top = is_top || text[..key].contains("charts:");
                if !good.is_in_network(&word) && !is_top {
                    made.push(good.edit(&word.file, key..end, misspelt(&text[key..end])));
                }
            }
            made
        },
    },
    Defect {
        id: "number-in-words",
        says: "a number is written in words",
        rule: "wrong-type",
        also: &[],
        make: |good| {
            let keys = ["count", "minCount", "maxCount", "maxPods"];
            in_pools(good, &keys, |_| Some("three".to_owned()))
        },
    },
    Defect {
        id: "number-in-quotes",
        says: "a number in the cluster file is quoted",
        rule: "wrong-type",
        also: &[],
        make: |good| {
            if good.form != Form::Cluster {
                return Vec::new();
            }
            let keys = ["count", "minCount", "maxCount", "maxPods"];
            in_pools(good, &keys, |text| Some(format!("\"{text}\"")))
        },
    },
    Defect {
        id: "list-for-value",
        says: "a list is written where a single value is expected",
        rule: "wrong-type",
        also: &[],
        make: |good| {
            let keys = [
                "name", "mode", "osType", "count", "maxPods", "maxSurge", "subnet", "vmSize",
            ];
            let quote = |text: &str| match text.parse::<f64>().is_ok()
                || matches!(text, "true" | "false")
            {
                true => format!("[{text}]"),
                false => format!("[\"{text}\"]"),
            };
            in_pools(good, &keys, |text| Some(quote(text)))
        },
    },
    Defect {
        id: "value-for-list",
        says: "a single value is written where a list is expected: addressSpace: 10.240.0.0/16",
        rule: "wrong-type",
        also: &[],
        make: |good| {
            let vnets = good
                .at("vnet")
                .into_iter()
                .filter(|vnet| vnet.get("addressSpace").is_some());
            vnets
                .map(|vnet| good.set(&vnet, "addressSpace", "10.240.0.0/16"))
                .collect()
        },
    },
    Defect {
        id: "pools-mapping",
        says: "nodePools is a mapping of names, not a list",
        rule: "wrong-type",
        also: &[],
        make: |good| {
            let roots = good
                .at("")
                .into_iter()
                .filter(|root| root.get("nodePools").is_some() && root.get("cluster").is_some());
            roots
                .map(|root| good.set(&root, "nodePools", "{system: {mode: System, count: 3}}"))
                .collect()
        },
    },
    Defect {
        id: "section-value",
        says: "a word is written where the section network or vnet is expected",
        rule: "wrong-type",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for root in good.at("") {
                for key in ["network", "vnet"] {
                    if good.form == Form::Cluster && root.get(key).is_some() {
                        made.push(good.set(&root, key, "azure"));
                    }
                }
            }
            made
        },
    },
    Defect {
        id: "name-misspelt",
        says: "System, Windows or another name of a pool is misspelt",
        rule: "wrong-type",
        also: &[],
        make: |good| {
            let is_word = |text: &str| !matches!(text, "true" | "false") && !text.contains("{{");
            in_pools(good, &["mode", "osType", "osSKU"], |text| {
                is_word(text).then(|| misspelt(text))
            })
        },
    },
    Defect {
        id: "path-misspelt",
        says: "a path in the cluster file is misspelt",
        rule: "path-not-found",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            if good.form != Form::Cluster {
                return made;
            }
            let text = good.main_text();
            let paths =
                pattern(r"(?:^|[\s:])((?:\./|\.\./)?[\w./-]*(?:packs|overrides|inputs)/[\w.-]+)");
            for found in paths.captures_iter(text) {
                let path = found.get(1).expect("a path");
                made.push(good.edit(&good.main, path.range(), format!("{}x", path.as_str())));
            }
            made
        },
    },
    Defect {
        id: "file-is-directory",
        says: "a directory has the name of one of the pack's files",
        rule: "not-a-regular-file",
        also: &[],
        make: |good| {
            of_pack_files(good, &["values.yaml", "README.md", "logo.png"], || {
                Change::Directory
            })
        },
    },
    Defect {
        id: "link-out-of-pack",
        says: "a file of the pack is a link to one outside of it",
        rule: "not-a-regular-file",
        also: &[],
        make: |good| {
            // Symbolic links are made on Unix only.
            match cfg!(unix) {
                true => of_pack_files(good, &["values.yaml", "README.md", "logo.png"], || {
                    Change::Link("../shared".to_owned())
                })
                .into_iter()
                .map(|mutant| {
                    let (folder, _) = good.main.rsplit_once('/').unwrap_or(("", &good.main));
                    let shared = format!("{folder}/shared");
                    mutant.and_change(
                        shared.trim_start_matches('/'),
                        Change::Bytes(b"shared\n".to_vec()),
                    )
                })
                .collect(),
                false => Vec::new(),
            }
        },
    },
    Defect {
        id: "values-list",
        says: "values.yaml contains a list",
        rule: "unrecognised-input",
        also: &[],
        make: |good| {
            if good.form != Form::Values {
                return Vec::new();
            }
            let file = "lists/values.yaml".to_owned();
            let bytes =
                Change::Bytes(b"# Values.\n- namespace: demo\n- namespace: other\n".to_vec());
            let mut mutant = good
                .change(vec![(file.clone(), bytes)], (file.clone(), 0))
                .found_at_line(&file, 1);
            mutant.paths = Some(vec![file]);
            vec![mutant]
        },
    },
    Defect {
        id: "wrong-file",
        says: "from or profile names a file of another form",
        rule: "unrecognised-input",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for root in good
                .at("")
                .into_iter()
                .filter(|_| good.form == Form::Cluster)
            {
                for key in ["from", "profile"] {
                    if root.get(key).is_some() {
                        let file = "clusters/ok/inputs/other.json";
                        let other = Change::Bytes(b"{\"name\": \"something else\"}\n".to_vec());
                        let mutant = good.set(&root, key, "inputs/other.json");
                        made.push(mutant.and_change(file, other).found_at_line(file, 1));
                    }
                }
            }
            made
        },
    },
    Defect {
        id: "pack-keys-at-margin",
        says: "the keys of pack are not indented",
        rule: "pack-keys-outside",
        also: &[],
        make: |good| {
            let found = pattern(r"(?m)^pack:\n(  )namespace: \S+\n(?:\S|\z)");
            let mut made = Vec::new();
            for file in good.values_files() {
                let text = good.text(&file).to_owned();
                if let Some(found) = found.captures(&text) {
                    let (all, blanks) = (found.get(0).expect("all"), found.get(1).expect("blanks"));
                    let mutant = good.edit(&file, blanks.range(), "");
                    made.push(mutant.found_only_at(&file, all.start()));
                }
            }
            made
        },
    },
    Defect {
        id: "cluster-count-zero",
        says: "a cluster's count is 0",
        rule: "resource-not-created",
        also: &[],
        make: |good| {
            let start = pattern("resource \"spectrocloud_cluster_aks\" \"(\\w+)\" \\{\\n");
            let mut made = Vec::new();
            for file in good.hcl_files() {
                let text = good.text(&file).to_owned();
                if let Some(found) = start.captures(&text) {
                    let (all, name) = (found.get(0).expect("all"), found.get(1).expect("name"));
                    let mutant = good.edit(&file, all.end()..all.end(), "  count = 0\n");
                    made.push(mutant.found_only_at(&file, name.start()));
                }
            }
            made
        },
    },
    Defect {
        id: "brace-missing",
        says: "a block of a Terraform file has no closing brace",
        rule: "unrecognised-input",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for file in good.hcl_files() {
                let end = good.text(&file).trim_end().len();
                made.push(good.edit(&file, end - 1..end, ""));
            }
            made
        },
    },
    Defect {
        id: "terraform-quote-open",
        says: "a text of a Terraform file has no closing quote",
        rule: "unrecognised-input",
        also: &[],
        make: |good| {
            let named = good
                .pools()
                .into_iter()
                .filter(|_| good.form == Form::Terraform);
            named
                .filter_map(|pool| {
                    let end = pool.get("name")?.value.end;
                    Some(good.edit(&pool.file, end - 1..end, ""))
                })
                .collect()
        },
    },
    Defect {
        id: "terraform-argument-twice",
        says: "an argument appears twice in a Terraform block",
        rule: "unrecognised-input",
        also: &[],
        make: |good| {
            let pools = good.pools().into_iter();
            let pools = pools.filter(|_| good.form == Form::Terraform);
            pools
                .filter_map(|pool| {
                    let count = pool.get("count")?;
                    let again = good.text(&pool.file)[count.key.start..count.value.end].to_owned();
                    let end = count.value.end;
                    Some(good.edit(&pool.file, end..end, format!("\n    {again}")))
                })
                .collect()
        },
    },
    Defect {
        id: "suppression-misspelt",
        says: "a suppression names a rule that there is not",
        rule: "unknown-suppression",
        also: &[],
        make: |good| comments(good, |_| "ignore[subnet-capacty] for now"),
    },
    Defect {
        id: "suppression-form",
        says: "a suppression is written as other tools have it",
        rule: "unknown-suppression",
        also: &[],
        make: |good| comments(good, |_| "disable subnet-capacity"),
    },
    Defect {
        id: "suppression-stale",
        says: "a suppression is left though its reason is gone",
        rule: "unused-suppression",
        also: &[],
        make: |good| {
            comments(good, |good| match good.form {
                Form::Cluster => "ignore[pool-name] the name is as it is",
                _ => "ignore[pack-image-entry] the image is as it is",
            })
        },
    },
    Defect {
        id: "baseline-stale",
        says: "the baseline contains a finding that has been fixed",
        rule: "baseline-stale",
        also: &[],
        make: |good| {
            if good.form != Form::Cluster {
                return Vec::new();
            }
            let entry = format!(
                r#"{{"rule": "max-pods-range", "file": "{}", "path": "/nodePools/*/maxPods", "text": "300", "message": "max pods is #", "count": 1}}"#,
                good.main
            );
            let file = "baseline.json";
            let text = format!("{{\n\"version\": 1,\n\"findings\": [\n{entry}\n]}}\n");
            let changes = vec![(file.to_owned(), Change::Bytes(text.into_bytes()))];
            let mut mutant = good
                .change(changes, (file.to_owned(), 0))
                .found_at_line(file, 4);
            mutant.baseline = Some(file.to_owned());
            vec![mutant]
        },
    },
];

/// Gives fields of the pools other values.
fn in_pools(good: &Good, keys: &[&str], with: impl Fn(&str) -> Option<String>) -> Vec<Mutant> {
    let mut made = Vec::new();
    // Terraform writes plans itself, with the types that the provider has.
    for pool in good.pools().iter().filter(|pool| pool.form != Form::Plan) {
        for key in keys {
            let Some(text) = pool.said(key).filter(|text| !text.contains("{{")) else {
                continue;
            };
            if let Some(with) = with(text) {
                made.push(good.set(pool, key, &with));
            }
        }
    }
    made
}

/// Makes something else of files that every pack has; found at the pack's name.
fn of_pack_files(good: &Good, names: &[&str], change: impl Fn() -> Change) -> Vec<Mutant> {
    let Some(name) = pack_name(good) else {
        return Vec::new();
    };
    let files = names.iter().filter_map(|name| good.pack_file(name));
    files
        .map(|file| good.change(vec![(file, change())], name.clone()))
        .collect()
}

/// Where a pack says its name: the place of what is wrong with the pack as a whole.
pub fn pack_name(good: &Good) -> Option<(String, usize)> {
    let file = good.pack_file("pack.json")?;
    let root = root_of(good, &file)?;
    let at = root.get("name")?.value.start;
    Some((file, at))
}

/// The mapping at the top of a file.
pub fn root_of(good: &Good, file: &str) -> Option<Part> {
    good.parts(file)
        .into_iter()
        .find(|part| part.path.is_empty())
}

/// Puts a comment of packlint's own above keys.
fn comments(good: &Good, text: fn(&Good) -> &'static str) -> Vec<Mutant> {
    let mut made = Vec::new();
    let files = match good.form {
        // Where names are macros, the rule on names does not look at all of them.
        Form::Cluster if good.is_open() => Vec::new(),
        Form::Cluster => vec![good.main.clone()],
        Form::Pack => good.pack_file("values.yaml").into_iter().collect(),
        _ => Vec::new(),
    };
    for file in files {
        for part in good.parts(&file) {
            let later = part.fields.iter().skip(1);
            for field in later.filter(|_| part.style == Style::Block) {
                let text_of_file = good.text(&file);
                let line = text_of_file[..field.key.start]
                    .rfind('\n')
                    .map_or(0, |at| at + 1);
                let indent = " ".repeat(field.key.start - line);
                made.push(good.edit(
                    &file,
                    line..line,
                    format!("{indent}# packlint: {}\n", text(good)),
                ));
            }
        }
    }
    made
}
