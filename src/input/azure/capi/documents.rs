//! The objects of a file.

use std::sync::Arc;

use crate::input::read::{Attribute, Data, Value, View, partly_known};
use crate::model::{Located, Unknown};
use crate::source::{Budget, Expense, Place, SourceFile, Span};
use crate::syntax::{Hole, Kind, Node, Spelled, Tree, Typed};

/// An object of Kubernetes.
pub(super) struct KubernetesObject {
    pub(super) kind: String,
    /// The group of its API: `containerservice.azure.com`.
    pub(super) group: String,
    pub(super) namespace: String,
    pub(super) name: Option<Located<String>>,
    /// The name with the variables that it has, by which others refer to it.
    pub(super) key: String,
    /// Its name, or where it begins.
    pub(super) place: Place,
    pub(super) spec: Value,
    /// The object that has it among its resources.
    pub(super) within: Option<usize>,
}

/// The objects of a file, those within others too.
#[derive(Default)]
pub(super) struct KubernetesObjects {
    pub(super) all: Vec<KubernetesObject>,
}

impl KubernetesObjects {
    pub(super) fn read(source: &Arc<SourceFile>, tree: &Tree, budget: &Arc<Budget>) -> Self {
        let mut documents = KubernetesObjects::default();
        let reader = ValueReader { source, budget };
        for root in tree.roots() {
            documents.add(root, None, &reader);
        }
        documents
    }

    fn add(&mut self, root: Node<'_>, within: Option<usize>, reader: &ValueReader<'_>) {
        let text =
            |node: Option<Node<'_>>| node.and_then(Node::text).unwrap_or_default().to_owned();
        let version = text(root.get("apiVersion"));
        let metadata = root.get("metadata");
        let Some(spec) = root.get("spec") else { return };
        let name = metadata.and_then(|metadata| metadata.get("name"));
        let name = name.map(|name| reader.value(name));
        let key = name.as_ref().and_then(raw).unwrap_or_default().to_owned();
        let name = name.map(|value| match &value.data {
            Data::Text(spelled) => match spelled.hole() {
                None => Located::written(key.clone(), value.place),
                Some(reason) => partly_known(reason, value.place),
            },
            _ => Located::unknown(Unknown::Invalid, value.place),
        });
        let at = self.all.len();
        let outer = within
            .and_then(|at| self.all.get(at))
            .map(|outer| outer.namespace.clone());
        let namespace = text(metadata.and_then(|metadata| metadata.get("namespace")));
        self.all.push(KubernetesObject {
            kind: text(root.get("kind")),
            group: version.split('/').next().unwrap_or_default().to_owned(),
            namespace: outer.filter(|_| namespace.is_empty()).unwrap_or(namespace),
            place: name.as_ref().map_or(start(root), |name| name.place),
            name,
            key,
            spec: reader.value(spec),
            within,
        });
        if within.is_none() {
            for inner in spec.get("resources").into_iter().flat_map(Node::items) {
                self.add(inner, Some(at), reader);
            }
        }
    }

    /// The objects of a kind.
    pub(super) fn of(&self, kind: &str) -> impl Iterator<Item = &KubernetesObject> {
        self.all.iter().filter(move |one| one.kind == kind)
    }

    /// The object Cluster that refers to a control plane.
    pub(super) fn cluster_of(
        &self,
        kind: &str,
        plane: &KubernetesObject,
    ) -> Option<&KubernetesObject> {
        self.of("Cluster")
            .find(|cluster| refers(cluster.spec.get("controlPlaneRef"), kind, plane))
    }

    /// The object MachinePool that refers to a pool.
    pub(super) fn machine_pool_of(
        &self,
        kind: &str,
        pool: &KubernetesObject,
    ) -> Option<&KubernetesObject> {
        self.of("MachinePool").find(|machines| {
            let spec = machines
                .spec
                .get("template")
                .and_then(|template| template.get("spec"));
            refers(
                spec.and_then(|spec| spec.get("infrastructureRef")),
                kind,
                pool,
            )
        })
    }
}

/// Whether a reference is one to an object.
pub(super) fn refers(reference: Option<&Value>, kind: &str, to: &KubernetesObject) -> bool {
    let text = |name: &str| raw(reference?.get(name)?);
    text("kind").is_none_or(|own| own == kind) && text("name") == Some(&to.key)
}

/// What gives the values of a file.
struct ValueReader<'s> {
    source: &'s Arc<SourceFile>,
    budget: &'s Arc<Budget>,
}

impl ValueReader<'_> {
    /// A value. `${VARIABLES}` of templates have the defaults that stand with them, or none.
    fn value(&self, node: Node<'_>) -> Value {
        let place = match node.kind() {
            Kind::Scalar(_) => node.place(),
            _ => start(node),
        };
        if !self.budget.spend(Expense::ModuleValues, 1, place) {
            return Value::unknown(Unknown::Invalid, place);
        }
        let data = match node.kind() {
            Kind::Mapping => {
                let members = View::Own(node).distinct_members().into_iter();
                let attributes = members.filter_map(|member| {
                    Some(Attribute {
                        name: member.name.to_owned(),
                        key: member.key,
                        value: self.value(member.value.node()?),
                    })
                });
                Data::Object(attributes.collect())
            }
            Kind::Sequence => Data::List(node.items().map(|item| self.value(item)).collect()),
            Kind::Scalar(Typed::Null) => Data::Null,
            Kind::Scalar(Typed::Bool(flag)) => Data::Bool(flag),
            Kind::Scalar(Typed::Int(_) | Typed::Float(_)) => {
                Data::Number(node.text().unwrap_or_default().to_owned())
            }
            Kind::Scalar(Typed::Str(text)) => self.text(node, text),
        };
        Value { place, data }
    }

    fn text(&self, node: Node<'_>, text: &str) -> Data {
        let Some(spelled) = Spelled::of(self.source, node) else {
            return Data::Null;
        };
        let Some(at) = text.find("${") else {
            return Data::Text(Box::new(spelled));
        };
        let whole = text
            .strip_prefix("${")
            .and_then(|inner| inner.strip_suffix('}'));
        let whole = whole.filter(|inner| !inner.contains('}'));
        let default = whole.and_then(|inner| inner.split_once(":=").or(inner.split_once(":-")));
        if let Some((_, default)) = default {
            let default = default.trim_matches(['"', '\'']).to_owned();
            return Data::Text(Box::new(spelled.with_content(default)));
        }
        let name: String = text
            .chars()
            .skip_while(|c| *c != '$')
            .take_while(|c| *c != '}')
            .collect();
        let hole = Hole {
            at: Span::new(at, text.len()),
            reason: Arc::from(format!("{name}}} has no value in the file")),
        };
        Data::Text(Box::new(spelled.with_holes(vec![hole])))
    }
}

/// A text as it is written, with the variables that it has.
pub(super) fn raw(value: &Value) -> Option<&str> {
    match &value.data {
        Data::Text(spelled) => Some(&spelled.content),
        _ => None,
    }
}

/// Where a collection begins.
fn start(node: Node<'_>) -> Place {
    let place = node.place();
    Place {
        span: Span {
            end: place.span.end.min(place.span.start + 1),
            ..place.span
        },
        ..place
    }
}
