//! Files that are nearly of a recognised input, and how to get that form.

use std::path::Path;
use std::sync::Arc;

use crate::files::Loader;
use crate::problem::{Problem, ProblemKind};
use crate::source::{LIMITS, Place, SourceFile, Span};
use crate::syntax::{Node, Tree, parse_json_part, parse_yaml};

/// A form that is not read, and what to do instead.
#[derive(Clone, Copy, Debug)]
struct UnreadForm {
    /// What it is, with its article.
    is: &'static str,
    instead: &'static str,
    /// Whether the text may contain secrets without a mark.
    may_have_secrets: bool,
}

const STATE: UnreadForm = UnreadForm {
    is: "a state as Terraform stores it",
    instead: "run `terraform show -json > state.json` beside it, and check state.json",
    may_have_secrets: true,
};
const STREAM: UnreadForm = UnreadForm {
    is: "the event stream of `terraform plan -json`",
    instead: "run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and \
              check plan.json",
    may_have_secrets: true,
};
const BINARY_PLAN: UnreadForm = UnreadForm {
    is: "a plan as Terraform stores it",
    instead: "run `terraform show -json FILE > plan.json`, and check plan.json",
    may_have_secrets: true,
};
const PROFILE: UnreadForm = UnreadForm {
    is: "a profile as Palette's API returns it",
    instead: "check its export: GET /v1/clusterprofiles/UID/export, or Export Profile in Palette",
    may_have_secrets: true,
};
const CLUSTER: UnreadForm = UnreadForm {
    is: "a cluster as Palette's API returns it",
    instead: "check the request that creates it, or the Terraform plan",
    may_have_secrets: true,
};
const CROSSPLANE: UnreadForm = UnreadForm {
    is: "a Crossplane AKSCluster",
    instead: "packlint reads Terraform, API requests and cluster files: write a cluster file with its \
              VNet, pools and packs",
    may_have_secrets: false,
};
const CLUSTER_API: UnreadForm = UnreadForm {
    is: "a resource of Cluster API provider Azure",
    instead: "packlint reads it only inside override_cluster_api_config: write a cluster file with \
              the VNet, pools and packs",
    may_have_secrets: false,
};
const OVERRIDE: UnreadForm = UnreadForm {
    is: "an override of Cluster API properties",
    instead: "check the Terraform files or the API request that it belongs to",
    may_have_secrets: false,
};

/// What is said of a text that is nearly of a form that is read.
pub(super) fn of_text(source: &Arc<SourceFile>) -> Option<Problem> {
    let text = source.text.trim_start_matches('\u{feff}').trim_start();
    let near = if text.starts_with('{') {
        // A stream has one object a line.
        let line = text.lines().next().unwrap_or_default();
        let is_stream = line.contains("\"@level\"") && line.ends_with('}');
        let part = if is_stream { line } else { text };
        let parsed = parse_json_part(SourceFile::unregistered(part), None);
        parsed.tree.root().and_then(of_json)
    } else {
        of_yaml(&parse_yaml(Arc::clone(source)).tree)
    }?;
    if near.may_have_secrets {
        source.withhold();
    }
    Some(near.problem(source.place(Span::empty(0))))
}

impl UnreadForm {
    /// What is said of such an input.
    fn problem(self, place: Place) -> Problem {
        Problem {
            place,
            kind: ProblemKind::NearMiss {
                is: self.is,
                instead: self.instead,
            },
        }
    }
}

/// The near miss that a JSON text is. Text that is a stream of JSON objects has its first line for a
/// root.
fn of_json(root: Node<'_>) -> Option<UnreadForm> {
    let has = |path: &[&str]| {
        let node = path.iter().try_fold(root, |node, key| node.get(key));
        node.is_some()
    };
    if has(&["lineage"]) && has(&["serial"]) && has(&["terraform_version"]) {
        Some(STATE)
    } else if has(&["@level"]) && has(&["@message"]) {
        Some(STREAM)
    } else if has(&["spec", "published"]) || has(&["spec", "draft", "packs"]) {
        Some(PROFILE)
    } else if has(&["spec", "cloudConfigRef"]) || has(&["spec", "clusterProfileTemplates"]) {
        Some(CLUSTER)
    } else {
        None
    }
}

/// The near miss that one of the documents of a YAML text is.
fn of_yaml(tree: &Tree) -> Option<UnreadForm> {
    tree.roots().find_map(|root| {
        let text = |key: &str| root.get(key).and_then(Node::text).unwrap_or_default();
        let (version, kind) = (text("apiVersion"), text("kind"));
        if version.contains("crossplane.io")
            && (version.contains("palette") || kind == "AKSCluster")
        {
            return Some(CROSSPLANE);
        }
        if version.starts_with("infrastructure.cluster.x-k8s.io/") && kind.starts_with("Azure") {
            return Some(CLUSTER_API);
        }
        let mut keys = root.entries().filter_map(|(key, _)| key.text());
        let is_kind = |key: &str| {
            key.eq_ignore_ascii_case("azureManagedControlPlane")
                || key.eq_ignore_ascii_case("azureManagedMachinePool")
        };
        keys.any(is_kind).then_some(OVERRIDE)
    })
}

/// The near miss that a file is whose bytes are no text: Terraform's plans are archives with a file
/// `tfplan`.
pub(super) fn of_bytes(loader: &Loader, path: &Path) -> Option<Problem> {
    let mut is_plan = false;
    let mut is_archive = None;
    let scanned = loader.files.scan(path, LIMITS.file_bytes, |part| {
        is_archive.get_or_insert_with(|| part.starts_with("PK\u{3}\u{4}"));
        is_plan = is_plan || part.contains("tfplan");
    });
    let is_plan = scanned.is_ok() && is_archive == Some(true) && is_plan;
    is_plan.then(|| BINARY_PLAN.problem(loader.place_of(path)))
}
