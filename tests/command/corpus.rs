//! Real packs: the findings are exactly the known defects.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize as _;
use serde_json::Value;

use crate::support::{Folder, entries, run, shared, text};

/// The rules whose known defects are listed in KNOWN.md by pack, each with the beginnings of its
/// lines there. All others find nothing, except [`READ`].
const LISTED: [(&str, &[&str]); 10] = [
    (
        "pack-file-missing",
        &["charts or kubeManifests file absent"],
    ),
    ("pack-version-prefix", &["version with a leading v"]),
    ("pack-readme-missing", &["README.md absent"]),
    ("pack-directory-name", &["directory is not name-version"]),
    ("pack-images-missing", &["no image listed"]),
    ("pack-image-entry", &["images entry without `image`"]),
    (
        "chart-unwired",
        &[
            "chart shipped, `charts.<Chart.yaml name>` absent",
            "chart shipped, its key empty",
        ],
    ),
    ("chart-unknown", &["`charts.<key>` names no shipped chart"]),
    (
        "constraint-required",
        &["required value empty in own values"],
    ),
    ("pack-logo-missing", &["logo.png absent"]),
];

/// The findings of rules that KNOWN.md has no line for, by pack: each was read, and is a defect.
const READ: [(&str, &[&str]); 7] = [
    ("chart-schema-remote", &["nvidia-network-operator-25.10.0"]),
    (
        "chart-values-schema",
        &[
            "appdynamics-collectors-1.14.714",
            "appdynamics-collectors-1.17.880",
            "appdynamics-collectors-1.18.983",
            "appdynamics-collectors-1.19.1062",
            "appdynamics-collectors-1.20.1117",
            "appdynamics-collectors-1.21.1264",
            "appdynamics-collectors-1.22.1287",
        ],
    ),
    (
        "image-unlisted",
        &[
            "crossplane-1.20.0",
            "crossplane-2.0.2",
            "crossplane-2.1.0",
            "crossplane-2.1.1",
            "crossplane-2.1.3",
            "crossplane-2.1.4",
            "crossplane-2.2.0",
            "crossplane-2.2.1",
            "crossplane-2.3.0",
        ],
    ),
    (
        "chart-version-mismatch",
        &[
            "avi-1.5.2",
            "avi-1.9.2",
            "ceph-rbd-3.11.0",
            "ceph-rbd-addon-3.11.0",
            "coder-2.23.3",
            "consul-k8s-1.3.0",
            "sedai-smart-agent-1.4.41",
            "trident-operator-23.07.1",
            "trident-operator-23.07.1-addon",
            "trident-operator-24.10.0",
            "trident-operator-24.10.0-addon",
            "trident-operator-25.06.0",
            "trident-operator-25.06.0-addon",
            "trident-operator-25.10.0",
            "trident-operator-v23.01.0",
            "trident-operator-v23.01.0-addon",
        ],
    ),
    // All of them are `latest`.
    (
        "image-form",
        &[
            "kubevirt-csi-driver-infra-add-on-1.0.0",
            "kubevirt-csi-driver-infra-add-on-1.0.1",
            "nvidia-network-operator-25.10.0",
            "nvidia-network-operator-25.7.0",
            "nvidia-network-operator-26.1.0",
            "oam-app-controller-0.0.3",
            "vast-block-2.6.5",
            "weka-operator-v1.8.7",
        ],
    ),
    (
        "preset-header",
        &[
            "csi-driver-nfs",
            "csi-driver-nfs-addon",
            "kai-scheduler-ai-0.10.0",
            "kuberay-operator-1.5.1",
        ],
    ),
    ("release-name", &["nvidia-nvsentinel-v1.1.0"]),
];

/// The packs of a line of KNOWN.md: `| defect | 2: one-1.0.0, two-1.0.0 |`.
fn known(page: &str, defect: &str) -> BTreeSet<String> {
    let line = page
        .lines()
        .find(|line| line.starts_with(&format!("| {defect}")))
        .unwrap_or_else(|| panic!("{defect} is not in KNOWN.md"));
    let packs = line
        .trim_end_matches(" |")
        .rsplit_once(": ")
        .map_or("", |(_, packs)| packs);
    packs
        .split(", ")
        .filter(|pack| !pack.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn findings_on_real_packs_are_the_known_ones() {
    let (Some(packs), Some(page)) = (shared("corpus/packs"), shared("corpus/KNOWN.md")) else {
        return;
    };
    let page = std::fs::read_to_string(page).expect("readable");
    let run = run(
        &packs,
        &["check", ".", "--format", "concise", "--no-config"],
    );
    assert_eq!(run.stderr, "");
    for rule in packlint::internals::rules::RULES {
        let id = rule.id;
        let found: BTreeSet<String> = run
            .stdout
            .lines()
            .filter(|line| line.split(' ').nth(2) == Some(id))
            .map(|line| line.split('/').next().unwrap_or_default().to_owned())
            .collect();
        let listed = LISTED.iter().find(|(listed, _)| *listed == id);
        let defects = listed.map_or(&[][..], |(_, defects)| *defects);
        let read = READ.iter().find(|(read, _)| *read == id);
        let read = read.map(|(_, packs)| *packs);
        let expected = defects
            .iter()
            .flat_map(|defect| known(&page, defect))
            .chain(read.into_iter().flatten().map(|pack| (*pack).to_owned()))
            .collect();
        assert_eq!(found, expected, "{id}");
    }
}

/// A copy of the real packs that may be changed.
fn copy_of_packs() -> Option<Folder> {
    let packs = shared("corpus/packs")?;
    let folder = Folder::new();
    copy(&packs, folder.path());
    Some(folder)
}

fn copy(from: &Path, to: &Path) {
    for path in entries(from) {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("made");
            copy(&path, &target);
        } else {
            // Without the permissions: the originals may be read-only.
            let bytes = fs::read(&path).expect("readable");
            fs::write(&target, bytes).expect("written");
        }
    }
}

#[test]
fn a_baseline_holds_the_known_defects_and_hides_no_new_one() {
    let Some(folder) = copy_of_packs() else {
        return;
    };
    let written = folder.check(&[".", "--write-baseline", "baseline.json"]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    let again = [".", "--baseline", "baseline.json"];
    assert!(folder.json(&again).findings().is_empty());
    let values = folder.path().join("argocd-3.26.7/values.yaml");
    let original = fs::read_to_string(&values).expect("readable");
    let planted = format!("# moved\n{original}\npack: {{}}\n");
    fs::write(&values, planted).expect("written");
    let report = folder.json(&again);
    assert_eq!(report.rules(), ["duplicate-key"]);
    assert_eq!(
        report.findings()[0]["span"]["start"]["line"],
        original.lines().count() + 3
    );
    // What is fixed is to leave the baseline.
    fs::write(&values, original).expect("written");
    let readme = shared("corpus/packs").expect("packs");
    let without = entries(&readme)
        .into_iter()
        .find(|pack| pack.join("pack.json").is_file() && !pack.join("README.md").exists())
        .expect("a pack without a README");
    let name = without.file_name().expect("a name");
    fs::write(folder.path().join(name).join("README.md"), "# It\n").expect("written");
    assert_eq!(folder.json(&again).rules(), ["baseline-stale"]);
}

/// Every scalar of a text with the keys that lead to it.
fn scalars(text: &str) -> BTreeMap<String, String> {
    fn walk(value: &serde_yaml::Value, at: &str, found: &mut BTreeMap<String, String>) {
        match value {
            serde_yaml::Value::Mapping(entries) => {
                for (key, value) in entries {
                    let key = key
                        .as_str()
                        .map_or_else(|| format!("{key:?}"), str::to_owned);
                    walk(value, &format!("{at}/{key}"), found);
                }
            }
            serde_yaml::Value::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(item, &format!("{at}/{index}"), found);
                }
            }
            scalar => {
                found.insert(at.to_owned(), format!("{scalar:?}"));
            }
        }
    }
    let mut found = BTreeMap::new();
    for (number, document) in serde_yaml::Deserializer::from_str(text).enumerate() {
        let value = serde_yaml::Value::deserialize(document).expect("YAML");
        walk(&value, &format!("{number}:"), &mut found);
    }
    found
}

#[test]
fn fixes_of_real_packs_change_what_they_say_and_nothing_else() {
    let Some(folder) = copy_of_packs() else {
        return;
    };
    let before = folder.json(&["."]);
    let is_safe = |finding: &&Value| finding["fix"]["applicability"] == "safe";
    let fixed: Vec<_> = before.findings().iter().filter(is_safe).collect();
    assert!(fixed.len() >= 4, "{fixed:?}");
    let run = folder.check(&[".", "--fix", "--format", "concise"]);
    assert_eq!(run.stderr, "");
    let packs = shared("corpus/packs").expect("packs");
    let mut changed = BTreeSet::new();
    compare(&packs, folder.path(), &packs, &mut changed);
    let files: BTreeSet<_> = fixed.iter().map(|finding| text(&finding["file"])).collect();
    let changed_files: BTreeSet<_> = changed.iter().map(String::as_str).collect();
    assert_eq!(changed_files, files);
    for file in files {
        let read = |folder: &Path| fs::read_to_string(folder.join(file)).expect("readable");
        let (old, new) = (scalars(&read(&packs)), scalars(&read(folder.path())));
        let replaced: Vec<&str> = fixed
            .iter()
            .filter(|finding| text(&finding["file"]) == file)
            .flat_map(|finding| finding["fix"]["edits"].as_array().expect("edits"))
            .map(|edit| text(&edit["replacement"]))
            .collect();
        let is_new = |(path, value): &(&String, &String)| old.get(*path) != Some(value);
        let differing: Vec<_> = new.iter().filter(is_new).collect();
        assert_eq!(differing.len(), replaced.len(), "{file}: {differing:?}");
        assert_eq!(old.len(), new.len(), "{file}");
        for (path, value) in differing {
            // The value is the replacement, or the key is.
            let is_said = |word: &&&str| {
                value.contains(word.trim_matches('"')) || path.ends_with(&format!("/{word}"))
            };
            assert!(replaced.iter().any(|word| is_said(&word)), "{file}: {path}");
        }
    }
    let second = folder.json(&[".", "--fix"]);
    assert!(second.findings().iter().all(|finding| !is_safe(&finding)));
}

/// The files that differ between two folders.
fn compare(one: &Path, other: &Path, root: &Path, changed: &mut BTreeSet<String>) {
    for path in entries(one) {
        let twin = other.join(path.file_name().expect("a name"));
        if path.is_dir() {
            compare(&path, &twin, root, changed);
        } else if fs::read(&path).expect("readable") != fs::read(&twin).expect("readable") {
            let name = path.strip_prefix(root).expect("below");
            changed.insert(name.to_string_lossy().into_owned());
        }
    }
}
