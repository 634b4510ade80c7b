//! Values of exports, payloads and Terraform, whatever text they are written in: JSON and HCL become
//! the same owned tree, and the readers of what users already have go by it.

use std::sync::Arc;

use super::resolve::marked_unknown;
use crate::model::{Located, Unknown};
use crate::problem::{Problem, ProblemKind};
use crate::source::{Place, SourceFile, Span};
use crate::syntax::{Kind, Node, Spelled, Style, Typed};

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// Where it stands: a text without its quotes, a collection where it begins.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) data: Data,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A text.
    Text(Box<Spelled>),
    /// A list.
    List(Vec<Value>),
    /// A mapping.
    Object(Vec<Field>),
    /// Something that cannot be known here.
    Unknown(Unknown),
}

/// An entry of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The key.
    pub(crate) name: String,
    /// Where the key stands.
    pub(crate) key: Place,
    /// The value.
    pub(crate) value: Value,
}

impl Value {
    /// A value that cannot be known here.
    pub(crate) fn unknown(unknown: Unknown, place: Place) -> Self {
        Value {
            place,
            data: Data::Unknown(unknown),
        }
    }

    /// The value of a node.
    pub(crate) fn of_node(source: &Arc<SourceFile>, node: Node<'_>) -> Self {
        let place = node.place();
        let data = match node.kind() {
            Kind::Mapping => Data::Object(
                node.entries()
                    .map(|(key, value)| Field {
                        name: key.text().unwrap_or_default().to_owned(),
                        key: inner_place(key),
                        value: Value::of_node(source, value),
                    })
                    .collect(),
            ),
            Kind::Sequence => Data::List(
                node.items()
                    .map(|item| Value::of_node(source, item))
                    .collect(),
            ),
            Kind::Scalar(Typed::Null) => Data::Null,
            Kind::Scalar(Typed::Bool(value)) => Data::Bool(value),
            Kind::Scalar(Typed::Int(_) | Typed::Float(_)) => {
                Data::Number(node.text().unwrap_or_default().to_owned())
            }
            Kind::Scalar(Typed::Str(_)) => match Spelled::of(source, node) {
                Some(spelled) => Data::Text(Box::new(spelled)),
                None => Data::Null,
            },
        };
        Value {
            // A collection is pointed at where it begins: all of it would fill a screen.
            place: match data {
                Data::Text(_) => inner_place(node),
                Data::List(_) | Data::Object(_) => Place {
                    span: Span {
                        end: place.span.start + 1,
                        ..place.span
                    },
                    ..place
                },
                _ => place,
            },
            data,
        }
    }

    /// The fields of a mapping; none of anything else.
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.data {
            Data::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Value] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// A field of a mapping. One that is null is the same as none.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let field = self.fields().iter().find(|field| field.name == name)?;
        (!matches!(field.value.data, Data::Null)).then_some(&field.value)
    }

    /// A field at the end of a path.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The text of a text.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(spelled) => Some(&spelled.content),
            _ => None,
        }
    }

    /// Whether it is the text `""`, which Terraform and the API take for nothing.
    pub(crate) fn is_empty_text(&self) -> bool {
        self.as_text() == Some("")
    }

    /// What it is, for messages.
    fn describe(&self) -> String {
        match &self.data {
            Data::Null => "null".to_owned(),
            Data::Bool(value) => format!("a boolean ({value})"),
            Data::Number(number) => format!("a number ({number})"),
            Data::Text(spelled) => {
                let text: String = spelled.content.chars().take(40).collect();
                format!("a string ({text})")
            }
            Data::List(_) => "a list".to_owned(),
            Data::Object(_) => "an object".to_owned(),
            Data::Unknown(_) => "not known".to_owned(),
        }
    }
}

/// The place of a scalar without its quotes, where nothing in it is escaped.
fn inner_place(node: Node<'_>) -> Place {
    let place = node.place();
    let is_plain = node.text().is_some_and(|text| {
        let raw = node.raw();
        raw.get(1..raw.len().saturating_sub(1)) == Some(text) && !text.is_empty()
    });
    match node.style() {
        Some(Style::DoubleQuoted | Style::SingleQuoted) if is_plain => Place {
            span: Span {
                start: place.span.start + 1,
                end: place.span.end - 1,
            },
            ..place
        },
        _ => place,
    }
}

/// Reads typed values, and records those of the wrong shape.
#[derive(Debug, Default)]
pub(crate) struct Taker {
    /// What was wrong so far.
    pub(crate) problems: Vec<Problem>,
}

impl Taker {
    /// Records a value of the wrong shape.
    pub(crate) fn wrong(&mut self, name: &str, value: &Value, expected: &str) {
        self.problems.push(Problem {
            place: value.place,
            kind: ProblemKind::WrongType {
                name: name.to_owned(),
                expected: expected.to_owned(),
                found: value.describe(),
            },
        });
    }

    /// A text, or a number as it is written; `""` is nothing.
    pub(crate) fn text(&mut self, of: &Value, name: &str) -> Option<Located<String>> {
        let value = of.get(name).filter(|value| !value.is_empty_text())?;
        self.text_of(value, name)
    }

    /// The text of a value.
    pub(crate) fn text_of(&mut self, value: &Value, name: &str) -> Option<Located<String>> {
        match &value.data {
            Data::Text(spelled) => Some(match marked_unknown(&spelled.content) {
                Some(unknown) => Located::unknown(unknown, value.place),
                None => Located::written(spelled.content.clone(), value.place),
            }),
            Data::Number(number) => Some(Located::written(number.clone(), value.place)),
            Data::Unknown(unknown) => Some(Located::unknown(unknown.clone(), value.place)),
            _ => {
                self.wrong(name, value, "a string");
                Some(Located::unknown(Unknown::Invalid, value.place))
            }
        }
    }

    /// A whole number. Providers take one that is written as text.
    pub(crate) fn integer(&mut self, of: &Value, name: &str) -> Option<Located<i64>> {
        let value = of.get(name)?;
        if let Some(unknown) = value.as_text().and_then(marked_unknown) {
            return Some(Located::unknown(unknown, value.place));
        }
        let text = match &value.data {
            Data::Number(number) => number,
            Data::Text(spelled) => &spelled.content,
            Data::Unknown(unknown) => return Some(Located::unknown(unknown.clone(), value.place)),
            _ => "",
        };
        match text.parse() {
            Ok(number) => Some(Located::written(number, value.place)),
            Err(_) => {
                self.wrong(name, value, "a whole number");
                Some(Located::unknown(Unknown::Invalid, value.place))
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, of: &Value, name: &str) -> Option<Located<bool>> {
        let value = of.get(name)?;
        match &value.data {
            Data::Bool(flag) => Some(Located::written(*flag, value.place)),
            Data::Unknown(unknown) => Some(Located::unknown(unknown.clone(), value.place)),
            Data::Text(spelled) if spelled.content.parse::<bool>().is_ok() => {
                Some(Located::written(spelled.content == "true", value.place))
            }
            _ => {
                self.wrong(name, value, "true or false");
                Some(Located::unknown(Unknown::Invalid, value.place))
            }
        }
    }

    /// One of some names, in any case.
    pub(crate) fn name<T>(
        &mut self,
        of: &Value,
        name: &str,
        names: &'static [&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Located<T>> {
        let text = self.text(of, name)?;
        let canonical = |text: &str| {
            let mut names = names.iter();
            names
                .find(|known| known.eq_ignore_ascii_case(text))
                .copied()
        };
        let named = text.map(|text| canonical(text).and_then(&parse).ok_or(Unknown::Invalid));
        if let (Ok(_), Err(Unknown::Invalid), Some(value)) =
            (&text.value, &named.value, of.get(name))
        {
            self.wrong(name, value, &crate::text::any_of(names));
        }
        Some(named)
    }

    /// The items of a list that may be missing.
    pub(crate) fn list<'v>(&mut self, of: &'v Value, name: &str) -> &'v [Value] {
        match of.get(name) {
            None => &[],
            Some(value) => {
                if !matches!(value.data, Data::List(_) | Data::Unknown(_)) {
                    self.wrong(name, value, "a list");
                }
                value.items()
            }
        }
    }

    /// A list of texts; a list that is not known as a whole is one such item.
    pub(crate) fn texts(&mut self, of: &Value, name: &str) -> Vec<Located<String>> {
        if let Some(Value {
            place,
            data: Data::Unknown(unknown),
        }) = of.get(name)
        {
            return vec![Located::unknown(unknown.clone(), *place)];
        }
        let items = self.list(of, name);
        items
            .iter()
            .filter_map(|item| self.text_of(item, name))
            .collect()
    }
}
