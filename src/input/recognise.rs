//! What a file is, by its content. The one place that decides it.

use std::path::Path;

use crate::files::Files;
use crate::syntax::{Kind, Node};
use crate::text::closest;

/// A form of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What will be deployed, in AKS's own field names.
    Cluster,
    /// The values of a pack.
    Values,
    /// A cluster profile as Palette exports it.
    Profile,
    /// A Terraform plan or state as JSON.
    TerraformPlan,
    /// Terraform's own files.
    Terraform,
    /// The API's request that creates an AKS cluster.
    Payload,
}

impl Form {
    /// All forms, by the names that `--input-format` takes.
    pub(crate) const ALL: [(&'static str, Form); 6] = [
        ("cluster", Form::Cluster),
        ("values", Form::Values),
        ("profile", Form::Profile),
        ("terraform-plan", Form::TerraformPlan),
        ("terraform", Form::Terraform),
        ("payload", Form::Payload),
    ];

    /// Whether it is written in JSON.
    pub(crate) fn is_json(self) -> bool {
        matches!(self, Form::Profile | Form::TerraformPlan | Form::Payload)
    }

    /// With its article, for messages.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Form::Cluster => "a cluster file",
            Form::Values => "a values file",
            Form::Profile => "an exported profile",
            Form::TerraformPlan => "a Terraform plan or state in JSON",
            Form::Terraform => "a Terraform file",
            Form::Payload => "a request that creates an AKS cluster",
        }
    }

    /// What a file of the form has, for one that has not.
    pub(crate) fn expectation(self) -> &'static str {
        match self {
            Form::Cluster => {
                "expected a list nodePools, or cluster beside network, vnet, packs, from or profile"
            }
            Form::Values => {
                "expected a mapping with pack, charts, manifests, managedControlPlane, \
                 managedMachinePool or networkPolicy"
            }
            Form::Profile => {
                "expected an object with metadata and spec, and in spec.template a list packs"
            }
            Form::TerraformPlan => {
                "expected the output of `terraform show -json`: an object with format_version, and \
                 planned_values (a plan) or values (a state)"
            }
            Form::Terraform => {
                "expected HCL: blocks like resource \"spectrocloud_cluster_aks\" \"name\""
            }
            Form::Payload => {
                "expected an object with spec, and in it cloudConfig and a list machinepoolconfig"
            }
        }
    }
}

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

/// Whether a key is nearly another one: the mistake is to be named, not to be passed over.
fn has_misspelled(root: Node<'_>, name: &str) -> bool {
    let mut keys = root.entries().filter_map(|(key, _)| key.text());
    keys.any(|key| key != name && closest(key, [name]).is_some())
}

/// The form of a JSON document that is none of packlint's own.
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
    } else {
        None
    }
}

/// Whether a JSON document says that Terraform wrote it, whatever is missing.
pub(crate) fn is_by_terraform(root: Node<'_>) -> bool {
    root.get("format_version").is_some() && root.get("terraform_version").is_some()
}

/// The form that a JSON text may have, by the names in it: cheap, and before any parse.
pub(crate) fn recognise_json_text(text: &str) -> Option<Form> {
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    let has = |name: &str| text.contains(name);
    // Terraform writes its version first.
    if head.contains(MARK_OF_PLAN) {
        has("\"spectrocloud_").then_some(Form::TerraformPlan)
    } else if text.len() > MOST_BYTES {
        None
    } else if has_nearly(text, &["machinepoolconfig", "cloudConfig"]) {
        Some(Form::Payload)
    } else if has_nearly(text, &["template", "packs", "spec"]) {
        Some(Form::Profile)
    } else {
        None
    }
}

/// Whether a JSON text has all of some names. The quotes of one may be wrong: that is to be reported,
/// not to be passed over.
fn has_nearly(text: &str, names: &[&str]) -> bool {
    let is_quoted = |name: &&&str| text.contains(&format!("\"{name}\""));
    let quoted = names.iter().filter(is_quoted).count();
    quoted == names.len()
        || quoted + 1 == names.len() && names.iter().all(|name| text.contains(name))
}

/// Whether a JSON file may be one that a walk looks into: a large one is only where it begins as
/// Terraform's output does.
pub(crate) fn may_be_ours(files: &Files, path: &Path) -> bool {
    let is_small = || {
        let status = files.status(path);
        status.is_ok_and(|status| status.bytes <= MOST_BYTES as u64)
    };
    let begins_as_plan = || {
        let mark = MARK_OF_PLAN.as_bytes();
        let head = files.read_head(path, HEAD as u64);
        head.is_some_and(|head| head.windows(mark.len()).any(|bytes| bytes == mark))
    };
    is_small() || begins_as_plan()
}

/// What Terraform writes first.
const MARK_OF_PLAN: &str = "\"format_version\"";
/// How much of a text is looked at for the mark of a plan.
const HEAD: usize = 4096;
/// The largest export or payload that a walk looks into, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The form of a text that need not parse: by the keys at the beginnings of its lines.
pub(crate) fn recognise_text(text: &str) -> Option<Form> {
    let text = text.trim_start_matches('\u{feff}');
    let after = |key: &str| {
        let mut lines = text
            .lines()
            .map(|line| line.trim_start_matches(['"', '\'']));
        lines.find_map(|line| {
            let rest = line.strip_prefix(key)?.trim_start_matches(['"', '\'']);
            rest.strip_prefix(':')
        })
    };
    let has = |key: &str| after(key).is_some();
    let is_scalar = |key: &str| after(key).is_some_and(|value| !value.trim().is_empty());
    let has_indented = |key: &str| {
        let mut lines = text.lines().map(str::trim_start);
        lines.any(|line| {
            line.strip_prefix(key)
                .is_some_and(|rest| rest.starts_with(':'))
        })
    };
    let is_beside = || BESIDE_CLUSTER.into_iter().any(has) || has_indented("nodePools");
    if has("nodePools") || is_scalar("cluster") && is_beside() {
        Some(Form::Cluster)
    } else if VALUES_KEYS.into_iter().any(has) {
        Some(Form::Values)
    } else {
        None
    }
}

/// Whether a text may be a cluster file at all: spares a walk the parse of other people's files.
pub(crate) fn may_be_cluster(text: &str) -> bool {
    text.contains("nodePools") || text.contains("cluster")
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
