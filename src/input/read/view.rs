//! What readers look at: one view of YAML, of JSON and of Terraform's values.

use std::borrow::Cow;

use super::scalar::{describe, inner_place};
use super::value::{Data, Value};
use crate::model::Unknown;
use crate::source::{Place, Span};
use crate::syntax::{Kind, Node, Spelled, TextMap, Typed};

/// A value to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum View<'t> {
    /// A node of one of packlint's own files, the cluster file or packlint.yaml: it may contain macros,
    /// and every key of a mapping has to be known.
    Own(Node<'t>),
    /// A node of a JSON document that another tool wrote: keys that are not known are its own matter.
    Json(Node<'t>),
    /// A value that Terraform gives.
    Terraform(&'t Value),
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape<'t> {
    Null,
    Bool(bool),
    /// A number: its text, and what it is where it is whole.
    Number(&'t str, Option<i64>),
    Text(&'t str),
    /// A text of which not all is known, and why.
    PartlyKnown(&'t str),
    List,
    Object,
    Unknown(&'t Unknown),
}

/// An entry of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'t> {
    /// The key's text.
    pub(crate) name: &'t str,
    pub(crate) key: Place,
    pub(crate) value: View<'t>,
}

impl<'t> View<'t> {
    /// Whether it is in one of packlint's own files.
    pub(crate) fn is_own(self) -> bool {
        matches!(self, View::Own(_))
    }

    /// The node, where it is one.
    pub(crate) fn node(self) -> Option<Node<'t>> {
        match self {
            View::Own(node) | View::Json(node) => Some(node),
            View::Terraform(_) => None,
        }
    }

    /// Where it is. Outside packlint's own files, the place of a text is without its quotes,
    /// and that of a collection is where it begins: all of it would fill a screen.
    pub(crate) fn place(self) -> Place {
        match self {
            View::Own(node) => node.place(),
            View::Terraform(value) => value.place,
            View::Json(node) => match node.kind() {
                Kind::Scalar(Typed::Str(_)) => inner_place(node),
                Kind::Scalar(_) => node.place(),
                Kind::Sequence | Kind::Mapping => {
                    let place = node.place();
                    let start = place.span.start;
                    Place {
                        span: Span {
                            start,
                            end: start + 1,
                        },
                        ..place
                    }
                }
            },
        }
    }

    pub(crate) fn shape(self) -> Shape<'t> {
        match self {
            View::Own(node) | View::Json(node) if node.hole().is_some() => {
                Shape::PartlyKnown(node.hole().unwrap_or_default())
            }
            View::Own(node) | View::Json(node) => match node.kind() {
                Kind::Sequence => Shape::List,
                Kind::Mapping => Shape::Object,
                Kind::Scalar(Typed::Null) => Shape::Null,
                Kind::Scalar(Typed::Bool(flag)) => Shape::Bool(flag),
                Kind::Scalar(Typed::Str(text)) => Shape::Text(text),
                Kind::Scalar(Typed::Float(_)) => {
                    Shape::Number(node.text().unwrap_or_default(), None)
                }
                Kind::Scalar(Typed::Int(number)) => {
                    let bound = if number < 0 { i64::MIN } else { i64::MAX };
                    let number = i64::try_from(number).unwrap_or(bound);
                    Shape::Number(node.text().unwrap_or_default(), Some(number))
                }
            },
            View::Terraform(value) => match &value.data {
                Data::Null => Shape::Null,
                Data::Bool(flag) => Shape::Bool(*flag),
                Data::Number(number) => Shape::Number(number, number.parse().ok()),
                Data::Text(spelled) => match spelled.hole() {
                    Some(reason) => Shape::PartlyKnown(reason),
                    None => Shape::Text(&spelled.content),
                },
                Data::List(_) => Shape::List,
                Data::Object(_) => Shape::Object,
                Data::Unknown(unknown) => Shape::Unknown(unknown),
            },
        }
    }

    /// An entry of an object. Elsewhere than in packlint's own forms null is the same as none.
    pub(crate) fn get(self, name: &str) -> Option<View<'t>> {
        match self {
            View::Own(node) => node.get(name).map(View::Own),
            View::Json(node) => {
                let mut entries = node.entries();
                let (_, value) = entries.find(|(key, _)| key.text() == Some(name))?;
                (value.kind() != Kind::Scalar(Typed::Null)).then_some(View::Json(value))
            }
            View::Terraform(value) => value.get(name).map(View::Terraform),
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(self) -> Vec<View<'t>> {
        match self {
            View::Own(node) => node.items().map(View::Own).collect(),
            View::Json(node) => node.items().map(View::Json).collect(),
            View::Terraform(value) => value.items().iter().map(View::Terraform).collect(),
        }
    }

    /// The entries of an object; none of anything else. A key that is no text is left out.
    pub(crate) fn members(self) -> Vec<Member<'t>> {
        let member = |(key, value): (Node<'t>, View<'t>)| {
            Some(Member {
                name: key.text()?,
                key: if value.is_own() {
                    key.place()
                } else {
                    inner_place(key)
                },
                value,
            })
        };
        match self {
            View::Own(node) => {
                let entries = node.merged_entries().into_iter();
                let own = entries.map(|(key, value)| (key, View::Own(value)));
                own.filter_map(member).collect()
            }
            View::Json(node) => {
                let entries = node.entries().map(|(key, value)| (key, View::Json(value)));
                entries.filter_map(member).collect()
            }
            View::Terraform(value) => {
                let attributes = value.attributes().iter();
                attributes
                    .map(|attribute| Member {
                        name: &attribute.name,
                        key: attribute.key,
                        value: View::Terraform(&attribute.value),
                    })
                    .collect()
            }
        }
    }

    /// The entries of a mapping, each key once: the first of several equal keys counts.
    pub(crate) fn distinct_members(self) -> Vec<Member<'t>> {
        let mut seen = TextMap::default();
        let mut members = self.members();
        members.retain(|member| seen.insert(member.name, ()).is_none());
        members
    }

    /// The keys of a mapping in one of packlint's own forms, `<<` merged in.
    pub(crate) fn entries(self) -> Vec<(View<'t>, View<'t>)> {
        let entries = self
            .node()
            .map_or(Vec::new(), Node::merged_entries)
            .into_iter();
        entries
            .map(|(key, value)| (View::Own(key), View::Own(value)))
            .collect()
    }

    /// A text with the places of its bytes, to be parsed itself.
    pub(crate) fn spelled(self) -> Option<Cow<'t, Spelled>> {
        match self {
            View::Own(node) | View::Json(node) => Spelled::of(node.source(), node).map(Cow::Owned),
            View::Terraform(value) => match &value.data {
                Data::Text(spelled) => Some(Cow::Borrowed(spelled)),
                _ => None,
            },
        }
    }

    /// The text of a text.
    pub(crate) fn as_text(self) -> Option<&'t str> {
        match self.shape() {
            Shape::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Why the value is not known, where that is so.
    pub(crate) fn unknown(self) -> Option<&'t Unknown> {
        match self.shape() {
            Shape::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// The type of a JSON value, with its article.
    pub(crate) fn type_name(self) -> &'static str {
        match (self.node().map(Node::kind), self.shape()) {
            (Some(Kind::Scalar(typed)), _) => typed.type_name(),
            (_, Shape::List) => "a list",
            _ => "an object",
        }
    }

    /// What it is, for messages: `a list`, `a boolean (true)`.
    pub(crate) fn describe(self) -> String {
        let start = |text: &str| -> String { text.chars().take(40).collect() };
        match (self, self.shape()) {
            (View::Own(node), _) => describe(node),
            (_, Shape::Null) => "null".to_owned(),
            (_, Shape::Bool(flag)) => format!("a boolean ({flag})"),
            (_, Shape::Number(number, _)) => format!("a number ({})", start(number)),
            (_, Shape::Text(text)) => format!("a string ({})", start(text)),
            (_, Shape::List) => "a list".to_owned(),
            (_, Shape::Object) => "an object".to_owned(),
            (_, Shape::Unknown(_) | Shape::PartlyKnown(_)) => "unknown".to_owned(),
        }
    }
}
