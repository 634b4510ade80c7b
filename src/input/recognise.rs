//! What a file is, by its content. The one place that decides it.

use std::path::Path;

use crate::syntax::{Kind, Node};

/// A form of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What will be deployed, in AKS's own field names.
    Cluster,
    /// The values of a pack.
    Values,
}

impl Form {
    /// With its article, for messages.
    pub fn title(self) -> &'static str {
        match self {
            Form::Cluster => "a cluster file",
            Form::Values => "a values file",
        }
    }

    /// What a file of the form has, for one that has not.
    pub fn expectation(self) -> &'static str {
        match self {
            Form::Cluster => {
                "expected a list nodePools, or cluster beside network, vnet, packs, from or profile"
            }
            Form::Values => {
                "expected a mapping with pack, charts, manifests, managedControlPlane, \
                 managedMachinePool or networkPolicy"
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
pub fn recognise(root: Node<'_>) -> Option<Form> {
    let has = |key: &str| root.get(key).is_some();
    let is_sequence = |key| {
        root.get(key)
            .is_some_and(|node| node.kind() == Kind::Sequence)
    };
    let is_scalar = |key| {
        root.get(key)
            .is_some_and(|node| matches!(node.kind(), Kind::Scalar(_)))
    };
    if is_sequence("nodePools") || is_scalar("cluster") && BESIDE_CLUSTER.into_iter().any(has) {
        Some(Form::Cluster)
    } else if VALUES_KEYS.into_iter().any(has) {
        Some(Form::Values)
    } else {
        None
    }
}

/// The form of a text that need not parse: by the keys at the beginnings of its lines.
pub fn recognise_text(text: &str) -> Option<Form> {
    let has = |key: &str| {
        text.lines().any(|line| {
            line.trim_start_matches('\u{feff}')
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with(':'))
        })
    };
    let is_scalar = |key: &str| {
        text.lines().any(|line| {
            line.strip_prefix(key)
                .and_then(|rest| rest.strip_prefix(':'))
                .is_some_and(|value| !value.trim().is_empty())
        })
    };
    if has("nodePools") || is_scalar("cluster") && BESIDE_CLUSTER.into_iter().any(has) {
        Some(Form::Cluster)
    } else if VALUES_KEYS.into_iter().any(has) {
        Some(Form::Values)
    } else {
        None
    }
}

/// Whether a named file's name leaves no doubt that packlint is meant, even where it cannot be read.
pub fn names_its_form(path: &Path) -> bool {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().to_lowercase());
    stem.is_some_and(|stem| stem.contains("values") || stem.contains("cluster"))
}
