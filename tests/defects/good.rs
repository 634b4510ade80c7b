//! The good inputs: texts, what is checked of them, and what they say of their network.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use packlint::internals::aks::{NetworkPlugin, PluginMode};
use packlint::internals::config::Selection;
use packlint::internals::input::{QuickFlags, parse_os};
use regex::Regex;

use super::part::Part;
use super::setting::Word;
use crate::support::{entries, root};

/// The forms of input, in the order of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Pack,
    Cluster,
    Values,
    Profile,
    Plan,
    Terraform,
    Payload,
}

impl Form {
    /// What to call it in a list.
    pub fn title(self) -> &'static str {
        match self {
            Form::Pack => "pack",
            Form::Cluster => "cluster file",
            Form::Values => "values file",
            Form::Profile => "exported profile",
            Form::Plan => "Terraform plan",
            Form::Terraform => "Terraform files",
            Form::Payload => "API request",
        }
    }
}

/// An input in which packlint finds nothing, or nothing that its folder does not list.
#[derive(Debug)]
pub struct Good {
    pub form: Form,
    /// Every file of it, by its path in the workspace.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What is checked: a file, or a directory.
    pub main: String,
    /// The flags that its first line gives.
    pub flags: QuickFlags,
    /// The rules that its first line selects.
    pub selection: Selection,
    pub known: Known,
}

/// What was found in an input already: it is asked for again for every defect.
#[derive(Debug, Default)]
pub struct Known {
    pub words: Mutex<HashMap<String, Vec<Word>>>,
    pub parts: Mutex<HashMap<String, Vec<Part>>>,
}

impl Good {
    /// The text of a file; empty where it is none.
    pub fn text(&self, file: &str) -> &str {
        let bytes = self.files.get(file).map_or(&[][..], Vec::as_slice);
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The text that is checked, where it is one file.
    pub fn main_text(&self) -> &str {
        match self.form {
            Form::Terraform => self
                .ending(".tf")
                .first()
                .map_or("", |file| self.text(file)),
            _ => self.text(&self.main),
        }
    }

    /// A file of a pack, where it has it.
    pub fn pack_file(&self, name: &str) -> Option<String> {
        let file = format!("{}/{name}", self.main);
        (self.form == Form::Pack && self.files.contains_key(&file)).then_some(file)
    }

    /// The files whose name ends so.
    pub fn ending(&self, end: &str) -> Vec<&str> {
        let names = self.files.keys().map(String::as_str);
        names.filter(|name| name.ends_with(end)).collect()
    }

    /// Texts in YAML that contain mappings of the input's own form.
    pub fn yaml_files(&self) -> Vec<String> {
        match self.form {
            Form::Cluster | Form::Values => {
                let mut files = vec![self.main.clone()];
                files.extend(
                    self.values_files()
                        .into_iter()
                        .filter(|file| *file != self.main),
                );
                files
            }
            Form::Pack => ["values.yaml", "schema.yaml", "presets.yaml"]
                .into_iter()
                .filter_map(|name| self.pack_file(name))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Texts in JSON.
    pub fn json_files(&self) -> Vec<String> {
        match self.form {
            Form::Profile | Form::Plan | Form::Payload => vec![self.main.clone()],
            _ => self.pack_file("pack.json").into_iter().collect(),
        }
    }

    /// Texts of Terraform.
    pub fn hcl_files(&self) -> Vec<String> {
        match self.form {
            Form::Terraform => self.ending(".tf").into_iter().map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }

    /// Values of packs, those that others replace left out.
    pub fn values_files(&self) -> Vec<String> {
        match self.form {
            Form::Values => vec![self.main.clone()],
            Form::Pack => self.pack_file("values.yaml").into_iter().collect(),
            Form::Cluster => {
                let replaced = pattern(r"path: \S*/(packs/[\w.-]+)\s+values:");
                let replaced = replaced
                    .captures_iter(self.main_text())
                    .map(|found| found[1].to_owned());
                let replaced: Vec<String> = replaced.collect();
                let is_values = |name: &&str| {
                    let of_pack = name.ends_with("/values.yaml");
                    let is_replaced = replaced.iter().any(|pack| name.contains(pack.as_str()));
                    (of_pack && !is_replaced) || name.contains("/overrides/")
                };
                let names = self.files.keys().map(String::as_str).filter(is_values);
                names.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A regular expression; each is compiled once in a run.
pub fn pattern(text: &str) -> Regex {
    static KNOWN: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().expect("no panic");
    let compile = || Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    known.entry(text.to_owned()).or_insert_with(compile).clone()
}

/// The good fixtures.
pub fn shipped() -> Vec<Good> {
    let fixtures = root().join("fixtures");
    let mut all = Vec::new();
    for folder in ["packs/ok", "quickstart/packs", "clusters/ok/packs"] {
        for pack in entries(&fixtures.join(folder)) {
            all.push(pack_in(&fixtures, folder, &name_of(&pack)));
        }
    }
    let yaml = |folder: &str| files_of(&fixtures, folder, "yaml");
    for main in yaml("clusters/ok") {
        let good = cluster_in(&fixtures, main);
        // One that is good only because it hides what is wrong would not stay so.
        // One that is compared with another state is good as it is, and no other way.
        let is_compared = good.main_text().contains("\nprevious:");
        if !good.main_text().contains("packlint: ignore[") && !is_compared {
            all.push(good);
        }
    }
    all.push(cluster_in(&fixtures, "quickstart/cluster.yaml".to_owned()));
    for main in yaml("values/ok") {
        all.push(single(&fixtures, Form::Values, main));
    }
    for (folder, form) in [
        ("profiles/ok", Form::Profile),
        ("plans/ok", Form::Plan),
        ("payloads/ok", Form::Payload),
    ] {
        for main in files_of(&fixtures, folder, "json") {
            all.push(single(&fixtures, form, main));
        }
    }
    // A module that is good by its suppressions is not good input: a change leaves them without use.
    let is_good = |module: &PathBuf| !module.ends_with("suppressed");
    let modules = entries(&fixtures.join("terraform/ok"));
    for module in modules.into_iter().filter(is_good) {
        let main = format!("terraform/ok/{}", name_of(&module));
        all.push(Good {
            form: Form::Terraform,
            files: files_under(&fixtures, &main),
            main,
            flags: QuickFlags::default(),
            selection: Selection::default(),
            known: Known::default(),
        });
    }
    all
}

/// A pack of a folder.
pub fn pack_in(root: &Path, folder: &str, name: &str) -> Good {
    let main = match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    Good {
        form: Form::Pack,
        files: files_under(root, &main),
        main,
        flags: QuickFlags::default(),
        selection: Selection::default(),
        known: Known::default(),
    }
}

/// A cluster file with what it names.
fn cluster_in(root: &Path, main: String) -> Good {
    let mut good = single(root, Form::Cluster, main);
    let (folder, _) = good.main.rsplit_once('/').expect("a folder");
    let named = pattern(r"(?:\./|\.\./|\b)([\w./-]*(?:packs|overrides|inputs)/[\w.-]+)");
    let mut files = BTreeMap::new();
    for found in named.captures_iter(good.main_text()) {
        let path = format!("{folder}/{}", &found[0])
            .replace("/./", "/")
            .replace("/ok/../", "/");
        files.extend(files_under(root, &path));
    }
    good.files.append(&mut files);
    good
}

/// One file; its first line may give flags.
fn single(root: &Path, form: Form, main: String) -> Good {
    let files = files_under(root, &main);
    let mut good = Good {
        form,
        files,
        main,
        flags: QuickFlags::default(),
        selection: Selection::default(),
        known: Known::default(),
    };
    let first = good.main_text().lines().next().unwrap_or_default();
    let words = first.strip_prefix("# args: ").unwrap_or_default();
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    good.flags = flags(&words);
    for pair in words.windows(2) {
        let rules = || pair[1].split(',').map(str::to_owned);
        match pair[0].as_str() {
            "--select" => good.selection.select.extend(rules()),
            "--ignore" => good.selection.ignore.extend(rules()),
            _ => {}
        }
    }
    good
}

/// The quick flags of a command line; others are skipped.
fn flags(words: &[String]) -> QuickFlags {
    let mut flags = QuickFlags::default();
    for pair in words.windows(2) {
        let value = pair[1].as_str();
        match pair[0].as_str() {
            "--nodes" => flags.nodes = value.parse().ok(),
            "--max-pods" => flags.max_pods = value.parse().ok(),
            "--subnet" => flags.subnet = Some(value.to_owned()),
            "--os" => flags.os = parse_os(value),
            "--network-plugin" => flags.network_plugin = NetworkPlugin::parse(value),
            "--plugin-mode" => flags.plugin_mode = PluginMode::parse(value),
            _ => {}
        }
    }
    flags
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

fn files_of(root: &Path, folder: &str, extension: &str) -> Vec<String> {
    let paths = entries(&root.join(folder)).into_iter();
    let paths = paths.filter(|path| path.extension().is_some_and(|own| own == extension));
    paths
        .map(|path| format!("{folder}/{}", name_of(&path)))
        .collect()
}

/// The files at or under a path, by their paths below the root.
fn files_under(root: &Path, path: &str) -> BTreeMap<String, Vec<u8>> {
    let at = root.join(path);
    if at.is_dir() {
        let below = entries(&at).into_iter();
        return below
            .flat_map(|entry| files_under(root, &format!("{path}/{}", name_of(&entry))))
            .collect();
    }
    let bytes = std::fs::read(&at).unwrap_or_else(|error| panic!("{path}: {error}"));
    BTreeMap::from([(path.to_owned(), in_lines(bytes))])
}

/// JSON on one line is written on many, so that lines tell its parts apart.
fn in_lines(bytes: Vec<u8>) -> Vec<u8> {
    let is_long = bytes.len() > 2000 && bytes.iter().filter(|byte| **byte == b'\n').count() <= 1;
    match serde_json::from_slice::<serde_json::Value>(&bytes) {
        Ok(value) if is_long => {
            let mut text = serde_json::to_string_pretty(&value).expect("JSON");
            text.push('\n');
            text.into_bytes()
        }
        _ => bytes,
    }
}
