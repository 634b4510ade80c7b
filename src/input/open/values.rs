//! A lone values file: the values of one pack, whichever it is.

use std::sync::Arc;

use super::{Door, Opened, Useful, not_of_form};
use crate::input::draft::{Draft, DraftPack, PackText};
use crate::input::pack::read_values;
use crate::input::recognise::{Form, recognise};
use crate::model::{Located, Scope};
use crate::problem::Problem;
use crate::source::Span;
use crate::syntax::{Kind, Node, Parsed, Tree, Typed};

/// The pack of Kubernetes on machines, whose values are like those of kubernetes-aks.
const KUBERNETES_ON_MACHINES: &str = "kubernetes";

impl Door<'_> {
    /// A lone values file.
    pub(super) fn values(&self, parsed: Parsed) -> Opened {
        let is_values = |root: Node<'_>| {
            let is_mapping = matches!(root.kind(), Kind::Mapping | Kind::Scalar(Typed::Null));
            is_mapping && recognise(root) != Some(Form::Cluster)
        };
        if !parsed.tree.roots().all(is_values) {
            return not_of_form(parsed, Form::Values);
        }
        let problems = Problem::of_parsed(&parsed).collect();
        let tree = Arc::new(parsed.tree);
        let source = tree.source();
        let start = source.place(Span::empty(0));
        let is_other = self.flags.is_none() && is_of_machines(&tree);
        let mut draft = Draft::new(start, source.name.clone());
        draft.packs.push(DraftPack {
            place: start,
            name: is_other.then(|| Located::default(KUBERNETES_ON_MACHINES.to_owned(), start)),
            version: None,
            layer: None,
            values: match tree.is_whole() {
                true => PackText::Tree(Arc::clone(&tree)),
                false => PackText::Broken,
            },
            directory: None,
            unknown: None,
            is_layer: false,
        });
        draft.problems = problems;
        draft.problems.extend(read_values(&tree, true));
        let mut opened = Opened {
            trees: vec![Arc::clone(&tree)],
            ..Opened::default()
        };
        let (draft, scope) = self.with_flags(draft, Scope::ValuesOnly);
        let mut finished = draft.finish(scope, self.resolver, self.defaults);
        if finished.trees.is_empty() {
            finished.trees.push(tree);
        }
        let useful = match is_other {
            true => Useful::FindingsOnly,
            false => Useful::All,
        };
        opened.add(finished, useful);
        opened
    }
}

/// Whether values are those of Kubernetes on machines: AKS runs the control plane itself, and has no
/// kubeadm.
fn is_of_machines(tree: &Tree) -> bool {
    let has = |key: &str| tree.roots().any(|root| root.get(key).is_some());
    has("kubeadmconfig") && !has("managedControlPlane") && !has("managedMachinePool")
}
