//! What a file is, by its content. The one place that decides it.

mod form;

use std::borrow::Cow;
use std::path::Path;

use crate::files::Files;
use crate::syntax::{Kind, Node};
use crate::text::{all_of_many, any_of, closest, meant_key, short};
pub use form::Form;

/// Keys beside which a scalar `cluster` makes a cluster file.
const BESIDE_CLUSTER: [&str; 6] = ["network", "vnet", "packs", "from", "profile", "nodePools"];
/// Keys of which each makes a values file.
const VALUES_KEYS: [&str; 6] = [
    "pack",
    "charts",
    "manifests",
    "managedControlPlane",
    "managedMachinePool",
    "networkPolicy",
];

/// The form of a document.
pub(crate) fn recognise(root: Node<'_>) -> Option<Form> {
    if is_cluster_api(root) {
        return Some(Form::ClusterApi);
    }
    let kind = |key: &str| root.get(key).map(Node::kind);
    let has = |key: &str| kind(key).is_some();
    let is_scalar = |key| matches!(kind(key), Some(Kind::Scalar(_)));
    let is_cluster = || BESIDE_CLUSTER.into_iter().any(has) || has_misspelled(root, "nodePools");
    let is_misspelled = || (has("vnet") || has("packs")) && has_misspelled(root, "cluster");
    if kind("nodePools") == Some(Kind::Sequence)
        || is_scalar("cluster") && is_cluster()
        || is_misspelled()
    {
        return Some(Form::Cluster);
    }
    // A chart's own networkPolicy is a mapping.
    let is_values = |key: &str| match key {
        "networkPolicy" => kind(key).is_some_and(|kind| kind != Kind::Mapping),
        _ => has(key),
    };
    VALUES_KEYS
        .into_iter()
        .any(is_values)
        .then_some(Form::Values)
}

/// Whether a document is a cluster of Cluster API's provider for Azure, or of Azure Service Operator.
fn is_cluster_api(root: Node<'_>) -> bool {
    let text = |key: &str| root.get(key).and_then(Node::text).unwrap_or_default();
    match text("kind") {
        // Both have to give the version; without it, it is a patch of one.
        "AzureManagedControlPlane" | "AzureASOManagedControlPlane" => root
            .get("spec")
            .and_then(|spec| spec.get("version"))
            .is_some(),
        "ManagedCluster" => text("apiVersion").starts_with("containerservice.azure.com/"),
        _ => false,
    }
}

/// Whether a key is almost another one: the mistake is reported, not skipped.
fn has_misspelled(root: Node<'_>, name: &str) -> bool {
    let mut keys = root.entries().filter_map(|(key, _)| key.text());
    keys.any(|key| key != name && closest(key, [name]).is_some())
}

/// What a document of no known form nearly is.
#[derive(Debug)]
pub(crate) struct NearMiss<'t> {
    /// Its key that shows it.
    pub(crate) key: Node<'t>,
    /// Its keys of that form, the one in question last.
    has: Vec<&'t str>,
    /// What is missing, in words.
    lacks: String,
}

/// The form that a document of no known form nearly has.
pub(crate) fn near_form(root: Node<'_>) -> Option<NearMiss<'_>> {
    near_cluster(root)
        .or_else(|| {
            let (key, _) = VALUES_KEYS.into_iter().find_map(|key| root.entry(key))?;
            NearMiss::of(
                vec![key],
                "name its type with --input-format values".to_owned(),
            )
        })
        .or_else(|| near_key(root, &VALUES_KEYS))
        .or_else(|| {
            near_key(
                root.get("spec")?,
                &["machinepoolconfig", "cloudConfig", "template"],
            )
        })
        .or_else(|| {
            let (key, _) = root.entry("format_version")?;
            let is_plan = ["planned_values", "values"]
                .iter()
                .any(|key| root.get(key).is_some());
            let lacks = match is_plan {
                true => "none of its resources is of Palette or AKS",
                false => "expected planned_values or values",
            };
            NearMiss::of(vec![key], lacks.to_owned())
        })
}

fn near_cluster(root: Node<'_>) -> Option<NearMiss<'_>> {
    let keys = || root.entries().map(|(key, _)| key);
    let (mut has, others): (Vec<_>, Vec<_>) = keys().partition(|key| {
        let of_cluster = |text| text == "cluster" || BESIDE_CLUSTER.contains(&text);
        key.text().is_some_and(of_cluster)
    });
    let meant = |wanted: &'static str| {
        let is_meant = |key: &Node<'_>| key.text().and_then(|text| meant_key(text, &[wanted]));
        others.iter().find(|key| is_meant(key).is_some()).copied()
    };
    if let Some(pools) = keys().find(|key| key.text() == Some("nodePools")) {
        return NearMiss::of(vec![pools], "nodePools must be a list".to_owned());
    }
    let name = others
        .iter()
        .find(|key| key.text() == Some("name"))
        .copied();
    let near = meant("nodePools").map(|key| (key, "nodePools"));
    let near =
        near.or_else(|| Some((meant("cluster").or(name)?, "cluster")).filter(|_| !has.is_empty()));
    let lacks = match near {
        Some((key, wanted)) => {
            has.push(key);
            format!("did you mean {wanted}?")
        }
        None if has.iter().any(|key| key.text() == Some("cluster")) => {
            format!("expected {} beside it", any_of(&BESIDE_CLUSTER))
        }
        None => "expected cluster or nodePools beside it".to_owned(),
    };
    NearMiss::of(has, lacks)
}

/// A key that nearly is one of some.
fn near_key<'t>(node: Node<'t>, wanted: &[&str]) -> Option<NearMiss<'t>> {
    node.entries().find_map(|(key, _)| {
        let meant = meant_key(key.text()?, wanted).filter(|meant| key.text() != Some(meant))?;
        NearMiss::of(vec![key], format!("did you mean {meant}?"))
    })
}

impl<'t> NearMiss<'t> {
    /// What it has and lacks, in words.
    pub(crate) fn why(&self) -> String {
        let has: Vec<_> = self.has.iter().map(|key| short(key)).collect();
        format!("it has {}; {}", all_of_many(&has), self.lacks)
    }

    fn of(has: Vec<Node<'t>>, lacks: String) -> Option<Self> {
        Some(NearMiss {
            key: *has.last()?,
            has: has.into_iter().filter_map(Node::text).collect(),
            lacks,
        })
    }
}

/// The form of a JSON document that is not one of packlint's own.
pub(crate) fn recognise_json(root: Node<'_>) -> Option<Form> {
    let has = |path: &[&str]| {
        let node = path.iter().try_fold(root, |node, key| node.get(key));
        node.is_some()
    };
    let is_terraform = has(&["planned_values"]) || has(&["values"]);
    if has(&["format_version"]) && is_terraform {
        Some(Form::TerraformPlan)
    } else if has(&["spec", "machinepoolconfig"]) || has(&["spec", "cloudConfig"]) {
        Some(Form::Payload)
    } else if has(&["spec", "template"]) && (has(&["metadata"]) || has(&["spec", "variables"])) {
        Some(Form::Profile)
    } else if has(&["resources"]) && (has(&["$schema"]) || has(&["contentVersion"])) {
        Some(Form::ArmTemplate)
    } else {
        is_aks_object(root).then_some(Form::AksObject)
    }
}

/// Whether a document is AKS's own object for a cluster or a node pool, or a list of such.
fn is_aks_object(root: Node<'_>) -> bool {
    let is_one = |node: Node<'_>| {
        let properties = node.get("properties").unwrap_or(node);
        let has = |key: &str| node.get(key).is_some() || properties.get(key).is_some();
        has("agentPoolProfiles") || has("vmSize") && has("osType")
    };
    match root.kind() {
        Kind::Mapping => is_one(root),
        _ => root.items().any(is_one),
    }
}

/// Whether a document gives the parameters of an ARM template.
pub(crate) fn is_arm_parameters(root: Node<'_>) -> bool {
    let schema = root.get("$schema").and_then(Node::text);
    root.get("parameters").is_some() && schema.is_some_and(mentions_arm_parameters)
}

/// Whether a text names the schema of such documents.
pub(crate) fn mentions_arm_parameters(text: &str) -> bool {
    text.contains("eploymentParameters.json")
}

/// Whether a JSON document says that Terraform wrote it, whatever is missing.
pub(crate) fn is_by_terraform(root: Node<'_>) -> bool {
    root.get("format_version").is_some() && root.get("terraform_version").is_some()
}

/// What the names in a JSON text tell of its form: cheap, and before any parse.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct JsonMarks {
    /// Of each of [`JSON_NAMES`], whether the text has it, and whether in quotes.
    names: [(bool, bool); JSON_NAMES.len()],
    has_resource: bool,
    /// Whether it names the type of AKS's resources, or the schema of ARM's templates.
    has_aks: bool,
    is_template: bool,
}

const JSON_NAMES: [&str; 7] = [
    "agentPoolProfiles",
    "format_version",
    "machinepoolconfig",
    "cloudConfig",
    "template",
    "packs",
    "spec",
];

impl JsonMarks {
    /// Looks at a text, or at a part of one.
    pub(crate) fn look(&mut self, text: &str) {
        let text = &*unescaped(text);
        for (name, (is_there, is_quoted)) in JSON_NAMES.into_iter().zip(&mut self.names) {
            if !*is_quoted && text.contains(name) {
                *is_there = true;
                *is_quoted = text.contains(&format!("\"{name}\""));
            }
        }
        let is_quoted = |name: &&str| text.contains(&format!("\"{name}"));
        self.has_resource = self.has_resource || RESOURCE_NAMES.iter().any(is_quoted);
        self.has_aks = self.has_aks || names_aks(text);
        self.is_template = self.is_template || text.contains("eploymentTemplate.json");
    }

    pub(crate) fn form(&self) -> Option<Form> {
        let [aks, version, pools, cloud, template, packs, spec] = self.names;
        if version.1 && (self.has_resource || self.has_aks) {
            Some(Form::TerraformPlan)
        } else if are_nearly_quoted(&[pools, cloud]) {
            Some(Form::Payload)
        } else if are_nearly_quoted(&[template, packs, spec]) {
            Some(Form::Profile)
        } else if self.is_template && self.has_aks {
            Some(Form::ArmTemplate)
        } else {
            (aks.1 || self.has_aks).then_some(Form::AksObject)
        }
    }
}

/// Whether a JSON text has all of some names. The quotes of one may be wrong, which is to be reported,
/// not to be skipped.
fn are_nearly_quoted(names: &[(bool, bool)]) -> bool {
    let quoted = names.iter().filter(|(_, is_quoted)| *is_quoted).count();
    quoted + 1 >= names.len() && names.iter().all(|(is_there, _)| *is_there)
}

/// The form that a JSON text may have, by the names in it.
pub(crate) fn recognise_json_text(text: &str) -> Option<Form> {
    let mut marks = JsonMarks::default();
    marks.look(text);
    marks.form()
}

/// Whether a JSON file may be one that a walk opens. A large one is not kept in memory to find out.
pub(crate) fn may_be_ours(files: &Files, path: &Path, limit: u64) -> bool {
    let status = files.status(path);
    if status.is_ok_and(|status| status.bytes <= SMALL || status.bytes > limit) {
        return true;
    }
    let mut marks = JsonMarks::default();
    let read = files.scan(path, limit, |part| marks.look(part));
    // Reading it again says what is wrong.
    read.is_err() || marks.form().is_some()
}

/// The largest JSON file that a walk reads without a look at its names, in bytes.
const SMALL: u64 = 16 * 1024 * 1024;

/// What the keys at the beginnings of the lines tell of a text that need not parse.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TextMarks {
    has_pools: bool,
    has_cluster: bool,
    is_beside: bool,
    has_values: bool,
    mentions_pools: bool,
    /// Whether the text begins with `{`; a template that begins with `{{` is no mapping.
    is_flow: Option<bool>,
}

impl TextMarks {
    /// Looks at a text, or at whole lines of one.
    pub(crate) fn look(&mut self, text: &str) {
        let text = &*unescaped(text);
        self.mentions_pools = self.mentions_pools || text.contains("nodePools");
        for line in text.trim_start_matches('\u{feff}').lines() {
            let indented = line.trim_start();
            let is_content = !indented.is_empty() && !indented.starts_with(['#', '%', '-']);
            if is_content && self.is_flow.is_none() {
                let is_template = indented.starts_with("{{") || indented.starts_with("{%");
                self.is_flow = Some(indented.starts_with('{') && !is_template);
            }
            let is_indented = indented.len() < line.len();
            if is_indented {
                let rest = indented.strip_prefix("nodePools");
                self.is_beside |= rest.is_some_and(|rest| rest.starts_with(':'));
                continue;
            }
            let after = |key: &str| {
                let rest = line.trim_start_matches(['"', '\'']).strip_prefix(key)?;
                rest.trim_start_matches(['"', '\'']).strip_prefix(':')
            };
            let has = |key: &&str| after(key).is_some();
            self.has_pools |= has(&"nodePools");
            self.has_cluster |= after("cluster").is_some_and(|value| !value.trim().is_empty());
            self.is_beside |= BESIDE_CLUSTER.iter().any(has);
            self.has_values |= VALUES_KEYS.iter().any(has);
        }
    }

    pub(crate) fn form(&self) -> Option<Form> {
        let is_flow = self.is_flow == Some(true) && self.mentions_pools;
        if self.has_pools || is_flow || self.has_cluster && self.is_beside {
            Some(Form::Cluster)
        } else {
            self.has_values.then_some(Form::Values)
        }
    }
}

/// The form of a text that need not parse: by the keys at the beginnings of its lines.
pub(crate) fn recognise_text(text: &str) -> Option<Form> {
    let mut marks = TextMarks::default();
    marks.look(text);
    marks.form()
}

/// Whether a text may be a cluster file at all: spares a walk the parse of unrelated files.
pub(crate) fn may_be_cluster(text: &str) -> bool {
    let text = &*unescaped(text);
    ["nodePools", "cluster", "ManagedCluster"]
        .iter()
        .any(|name| text.contains(name))
}

/// Whether a JSON text may be a cluster file.
pub(crate) fn may_be_json_cluster(text: &str) -> bool {
    unescaped(text).contains("\"nodePools\"")
}

/// The beginnings of the types of resources that are read.
pub(crate) const RESOURCE_NAMES: [&str; 2] = ["spectrocloud_", "azurerm_kubernetes_cluster"];

/// The type of AKS's clusters, by which azapi names it too.
const AKS_TYPES: [&str; 2] = [
    "ontainerService/managedClusters",
    "ontainerService/ManagedClusters",
];

/// Whether a text names the type of AKS's resources.
pub(crate) fn names_aks(text: &str) -> bool {
    AKS_TYPES.iter().any(|kind| text.contains(kind))
}

/// Whether Terraform files may have a resource that is read, whose label needs no quotes.
pub(crate) fn may_be_terraform(text: &str) -> bool {
    let text = unescaped(text);
    RESOURCE_NAMES.iter().any(|name| text.contains(name)) || names_aks(&text)
}

/// Whether a text writes letters of a name as escapes, so that it has to be parsed to find the name.
pub(crate) fn has_escaped_names(text: &str) -> bool {
    matches!(unescaped(text), Cow::Owned(_))
}

/// A text with the escapes of letters, digits and line ends decoded that its strings may have, so that
/// no name is hidden by its spelling. Only names are looked for in it.
fn unescaped(text: &str) -> Cow<'_, str> {
    let mut decoded = String::new();
    let mut copied = 0;
    for (at, _) in text.match_indices('\\') {
        let Some((length, character)) = (at >= copied)
            .then(|| text.get(at + 1..))
            .flatten()
            .and_then(escape)
        else {
            continue;
        };
        decoded.push_str(text.get(copied..at).unwrap_or_default());
        decoded.extend(character);
        copied = at + 1 + length;
    }
    match copied {
        0 => Cow::Borrowed(text),
        _ => {
            decoded.push_str(text.get(copied..).unwrap_or_default());
            Cow::Owned(decoded)
        }
    }
}

/// The length of what follows a backslash, and the character that it means if it is one of a name.
/// YAML leaves out an escaped line end with the blanks around it.
fn escape(rest: &str) -> Option<(usize, Option<char>)> {
    let digits = match rest.as_bytes().first()? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        b'\r' | b'\n' => return Some((rest.len() - rest.trim_start().len(), None)),
        _ => return None,
    };
    let code = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
    let is_of_name = |character: &char| character.is_ascii_alphanumeric() || *character == '_';
    let character = char::from_u32(code).filter(is_of_name)?;
    Some((digits + 1, Some(character)))
}

/// The form of a named file whose name leaves no doubt that packlint is meant, even where it cannot
/// be read.
pub(crate) fn names_its_form(path: &Path) -> Option<Form> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let names = [("values", Form::Values), ("cluster", Form::Cluster)];
    let ends_with = |name: &str| {
        let before = stem.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with(['.', '-', '_']))
    };
    let named = names.into_iter().find(|(name, _)| ends_with(name));
    named.map(|(_, form)| form)
}
