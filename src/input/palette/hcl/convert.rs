//! Types, and how values are converted to them.

use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use super::ast::{EntryKey, Expr, ExprKind};
use super::eval::{Evaluated, Halt, known};
use super::number::ExactNumber;
use super::set::set;
use super::value::{Datum, List, ListKind, Record, Val};
use crate::source::{Place, SourceFile, Span};
use crate::syntax::Spelled;

/// A type of Terraform's language.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type<'m> {
    Any,
    Bool,
    Number,
    String,
    List(Box<Type<'m>>),
    Set(Box<Type<'m>>),
    Map(Box<Type<'m>>),
    Object(Vec<ObjectField<'m>>),
    Tuple(Vec<Type<'m>>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub(super) struct ObjectField<'m> {
    name: String,
    of: Type<'m>,
    is_optional: bool,
    default: Option<&'m Expr>,
}

/// What a conversion asks for.
#[derive(Clone, Copy)]
pub(super) struct Conversion<'d> {
    /// Gives the values of defaults in types.
    pub(super) defaults: &'d dyn Fn(&Expr) -> Val,
    /// Whether so many values may be made.
    pub(super) spend: &'d dyn Fn(usize) -> bool,
}

impl Conversion<'_> {
    fn make(self, values: usize) -> Evaluated<()> {
        match (self.spend)(values) {
            true => Ok(()),
            false => Err(Halt::unknown("there are too many values to convert")),
        }
    }
}

/// The text around a text that is made of something else, such as a key.
static NOWHERE: LazyLock<Arc<SourceFile>> = LazyLock::new(|| SourceFile::unregistered(""));

/// A text that is not spelled anywhere, with the place that it comes from.
pub(super) fn plain(text: &str, place: Place) -> Val {
    let spelled = Spelled::unmapped(&NOWHERE, Span::empty(0), text.to_owned());
    Datum::Text(Rc::new(spelled)).at(place)
}

/// Whether a text is not spelled anywhere.
pub(super) fn is_plain(text: &Spelled) -> bool {
    Arc::ptr_eq(&text.outer, &NOWHERE)
}

/// The text of a scalar.
pub(super) fn text(value: &Val) -> Evaluated<Rc<str>> {
    match &known(value)?.data {
        Datum::Text(text) => match text.hole() {
            Some(reason) => Err(Halt::unknown(reason)),
            None => Ok(text.content.as_str().into()),
        },
        Datum::Bool(flag) => Ok(flag.to_string().into()),
        Datum::Number(number) => match number.text() {
            Some(text) => Ok(text.into()),
            None => Err(Halt::unknown("Terraform rounds this number")),
        },
        Datum::Null => Err(Halt::error("it is null, not a string")),
        _ => Err(Halt::error("it is not a string")),
    }
}

pub(super) fn flag(value: &Val) -> Evaluated<bool> {
    match &known(value)?.data {
        Datum::Bool(flag) => Ok(*flag),
        Datum::Text(_) => match &*text(value)? {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Halt::error("it is not true or false")),
        },
        _ => Err(Halt::error("it is not true or false")),
    }
}

pub(super) fn number(value: &Val) -> Evaluated<ExactNumber> {
    match &known(value)?.data {
        Datum::Number(number) => Ok(*number),
        Datum::Text(_) => {
            let text = text(value)?;
            match ExactNumber::parse(&text) {
                Some(number) => Ok(number),
                None if text.len() > 20 => Err(Halt::unknown("the number is too large")),
                None => Err(Halt::error("it is not a number")),
            }
        }
        _ => Err(Halt::error("it is not a number")),
    }
}

impl<'m> Type<'m> {
    /// The type that a variable declares; of what is not understood, any.
    pub(super) fn parse(expr: &'m Expr) -> Self {
        match &expr.kind {
            ExprKind::Name(name) => match name.as_str() {
                "string" => Type::String,
                "number" => Type::Number,
                "bool" => Type::Bool,
                "list" => Type::List(Box::new(Type::Any)),
                "map" => Type::Map(Box::new(Type::Any)),
                _ => Type::Any,
            },
            ExprKind::Template(_) => match expr.literal_text() {
                Some("string") => Type::String,
                Some("list") => Type::List(Box::new(Type::Any)),
                Some("map") => Type::Map(Box::new(Type::Any)),
                _ => Type::Any,
            },
            ExprKind::Call(call) => {
                let Some(first) = call.arguments.first() else {
                    return Type::Any;
                };
                let inner = || Box::new(Type::parse(first));
                match (call.name.as_str(), &first.kind) {
                    ("list", _) => Type::List(inner()),
                    ("set", _) => Type::Set(inner()),
                    ("map", _) => Type::Map(inner()),
                    ("tuple", ExprKind::Tuple(items)) => {
                        Type::Tuple(items.iter().map(Type::parse).collect())
                    }
                    ("object", ExprKind::Object(entries)) => {
                        Type::Object(entries.iter().filter_map(ObjectField::parse).collect())
                    }
                    _ => Type::Any,
                }
            }
            _ => Type::Any,
        }
    }

    /// The type of a value.
    pub(super) fn of(value: &Val) -> Type<'static> {
        match &value.data {
            Datum::Null | Datum::Unknown(_) => Type::Any,
            Datum::Bool(_) => Type::Bool,
            Datum::Number(_) => Type::Number,
            Datum::Text(_) => Type::String,
            Datum::List(list) => {
                let items: Vec<_> = list.items.iter().map(Type::of).collect();
                let element = || Box::new(Type::unify(&items).unwrap_or(Type::Any));
                match list.kind {
                    ListKind::List => Type::List(element()),
                    ListKind::Set => Type::Set(element()),
                    ListKind::Tuple if list.open.is_some() => Type::Any,
                    ListKind::Tuple => Type::Tuple(items),
                }
            }
            Datum::Object(object) if object.is_map => {
                let values = object.entries.values();
                let values: Vec<_> = values.map(|entry| Type::of(&entry.value)).collect();
                Type::Map(Box::new(Type::unify(&values).unwrap_or(Type::Any)))
            }
            Datum::Object(object) if object.open.is_some() => Type::Any,
            Datum::Object(object) => {
                let entries = object.entries.iter().map(|(name, entry)| ObjectField {
                    name: name.to_string(),
                    of: Type::of(&entry.value),
                    is_optional: false,
                    default: None,
                });
                Type::Object(entries.collect())
            }
        }
    }

    /// The type that all of these types convert to; `None` if they have none in common, or if it is
    /// uncertain.
    pub(super) fn unify(types: &[Type<'static>]) -> Option<Type<'static>> {
        let mut common: Option<Type<'static>> = None;
        for one in types {
            common = Some(match (common, one) {
                (None | Some(Type::Any), one) => one.clone(),
                (Some(common), Type::Any) => common,
                (Some(common), one) => common.with(one)?,
            });
        }
        common
    }

    /// The type that two types are converted to.
    fn with(self, other: &Type<'static>) -> Option<Type<'static>> {
        let unified = |one: &Type<'_>, two: &Type<'static>| {
            Type::unify(&[one.clone().detached(), two.clone()])
        };
        match (&self, other) {
            (Type::Bool, Type::Bool) => Some(Type::Bool),
            (Type::Number, Type::Number) => Some(Type::Number),
            (Type::String, Type::String | Type::Bool | Type::Number)
            | (Type::Bool | Type::Number, Type::String) => Some(Type::String),
            (Type::List(one), Type::List(two)) => Some(Type::List(Box::new(unified(one, two)?))),
            (Type::Set(one), Type::Set(two)) => Some(Type::Set(Box::new(unified(one, two)?))),
            (Type::Map(one), Type::Map(two)) => Some(Type::Map(Box::new(unified(one, two)?))),
            (Type::Tuple(one), Type::Tuple(two)) if one.len() == two.len() => {
                let pairs = one.iter().zip(two);
                let items = pairs.map(|(one, two)| unified(one, two));
                Some(Type::Tuple(items.collect::<Option<_>>()?))
            }
            (Type::Tuple(one), Type::Tuple(two)) => {
                let items = one.iter().map(|one| one.clone().detached());
                let all: Vec<_> = items.chain(two.iter().cloned()).collect();
                Some(Type::List(Box::new(Type::unify(&all)?)))
            }
            (Type::List(one), Type::Tuple(items)) | (Type::Tuple(items), Type::List(one)) => {
                let mut all: Vec<_> = items.iter().map(|item| item.clone().detached()).collect();
                all.push((**one).clone().detached());
                Some(Type::List(Box::new(Type::unify(&all)?)))
            }
            (Type::Object(one), Type::Object(two)) => {
                let is_same = one.len() == two.len()
                    && one.iter().zip(two).all(|(one, two)| one.name == two.name);
                let fields = one.iter().zip(two).filter(|_| is_same).map(|(one, two)| {
                    Some(ObjectField {
                        name: one.name.clone(),
                        of: unified(&one.of, &two.of)?,
                        is_optional: false,
                        default: None,
                    })
                });
                let fields = fields.collect::<Option<_>>()?;
                is_same.then_some(Type::Object(fields))
            }
            (Type::Map(of), Type::Object(fields)) | (Type::Object(fields), Type::Map(of)) => {
                let mut all: Vec<_> = fields.iter().map(|one| one.of.clone().detached()).collect();
                all.push((**of).clone().detached());
                Some(Type::Map(Box::new(Type::unify(&all)?)))
            }
            _ => None,
        }
    }

    /// The type without defaults.
    fn detached(self) -> Type<'static> {
        let boxed = |of: Box<Type<'_>>| Box::new((*of).detached());
        match self {
            Type::Any => Type::Any,
            Type::Bool => Type::Bool,
            Type::Number => Type::Number,
            Type::String => Type::String,
            Type::List(of) => Type::List(boxed(of)),
            Type::Set(of) => Type::Set(boxed(of)),
            Type::Map(of) => Type::Map(boxed(of)),
            Type::Tuple(items) => Type::Tuple(items.into_iter().map(Type::detached).collect()),
            Type::Object(fields) => {
                let fields = fields.into_iter().map(|field| ObjectField {
                    name: field.name,
                    of: field.of.detached(),
                    is_optional: field.is_optional,
                    default: None,
                });
                Type::Object(fields.collect())
            }
        }
    }
}

/// Types of values, which have no defaults.
impl PartialEq for ObjectField<'_> {
    fn eq(&self, other: &Self) -> bool {
        let has_default = self.default.is_some() || other.default.is_some();
        let optional = (self.is_optional, other.is_optional);
        !has_default && optional.0 == optional.1 && self.name == other.name && self.of == other.of
    }
}

impl<'m> ObjectField<'m> {
    fn parse((key, of): &'m (EntryKey, Expr)) -> Option<Self> {
        let name = match key {
            EntryKey::Name(label) => label.text.clone(),
            EntryKey::Expr(key) => key.literal_text()?.to_owned(),
        };
        let optional = match &of.kind {
            ExprKind::Call(call) if call.name == "optional" => Some(&call.arguments),
            _ => None,
        };
        Some(ObjectField {
            name,
            of: match optional {
                Some(arguments) => arguments.first().map_or(Type::Any, Type::parse),
                None => Type::parse(of),
            },
            is_optional: optional.is_some(),
            default: optional.and_then(|arguments| arguments.get(1)),
        })
    }
}

/// A value converted to a type without defaults, that has been counted.
pub(super) fn convert(value: &Val, to: &Type<'_>) -> Evaluated {
    convert_within(value, to, &|_| true)
}

/// A value converted to a type without defaults.
pub(super) fn convert_within(
    value: &Val,
    to: &Type<'_>,
    spend: &dyn Fn(usize) -> bool,
) -> Evaluated {
    let defaults = &|_: &Expr| Datum::Null.at(value.place);
    convert_with(value, to, Conversion { defaults, spend })
}

/// A value converted to a type.
pub(super) fn convert_with(value: &Val, to: &Type<'_>, by: Conversion<'_>) -> Evaluated {
    let place = value.place;
    if matches!(value.data, Datum::Null | Datum::Unknown(_)) {
        return Ok(value.clone());
    }
    let wrong = |what: &str| Err(Halt::error(format!("it is not {what}")));
    let data = match (to, &value.data) {
        (Type::Any, _) => return Ok(value.clone()),
        (Type::String, Datum::Text(_)) => return Ok(value.clone()),
        (Type::String, _) => return Ok(plain(&text(value)?, place)),
        (Type::Number, _) => Datum::Number(number(value)?),
        (Type::Bool, _) => Datum::Bool(flag(value)?),
        (Type::List(of), Datum::List(list)) => {
            let kind = ListKind::List;
            return items(list, of, kind, by).map(|data| data.at(place));
        }
        (Type::Set(of), Datum::List(list)) => {
            let kind = ListKind::Set;
            return items(list, of, kind, by).map(|data| data.at(place));
        }
        (Type::Tuple(types), Datum::List(list)) => {
            if list.open.is_none() && list.items.len() != types.len() {
                return wrong("a tuple of that length");
            }
            by.make(list.items.len())?;
            let pairs = list.items.iter().zip(types);
            let items = pairs.map(|(item, of)| convert_with(item, of, by));
            Datum::List(Rc::new(List::open(
                ListKind::Tuple,
                items.collect::<Result<_, _>>()?,
                list.open.clone(),
            )))
        }
        (Type::Map(of), Datum::Object(object)) => {
            let mut map = Record {
                is_map: true,
                open: object.open.clone(),
                ..Record::default()
            };
            by.make(object.entries.len())?;
            for (name, entry) in &object.entries {
                let value = convert_with(&entry.value, of, by)?;
                map.insert(name, entry.key, value);
            }
            Datum::Object(Rc::new(unified_map(map, of)?))
        }
        (Type::Object(fields), Datum::Object(object)) => {
            by.make(fields.len())?;
            let mut result = Record::default();
            for field in fields {
                field.convert(object, place, &mut result, by)?;
            }
            Datum::Object(Rc::new(result))
        }
        _ => return wrong("of the declared type"),
    };
    Ok(data.at(place))
}

impl ObjectField<'_> {
    /// Takes the attribute of an object, or the default of a missing one.
    fn convert(
        &self,
        from: &Record,
        place: Place,
        into: &mut Record,
        by: Conversion<'_>,
    ) -> Evaluated<()> {
        let default = |key: Place| match self.default {
            Some(default) => {
                let value = (by.defaults)(default);
                (key, convert_with(&value, &self.of, by))
            }
            None => (key, Ok(Datum::Null.at(key))),
        };
        let (key, value) = match (from.entries.get(self.name.as_str()), &from.open) {
            // An optional attribute that is null is the same as none.
            (Some(entry), _) if self.is_optional && entry.value.is_null() => default(entry.key),
            (Some(entry), _) => (entry.key, convert_with(&entry.value, &self.of, by)),
            (None, Some(gap)) => (place, Ok(Val::unknown(Rc::clone(gap), place))),
            (None, None) if self.is_optional => default(place),
            (None, None) => {
                return Err(Halt::error(format!(
                    "the attribute '{}' is missing",
                    self.name
                )));
            }
        };
        into.insert(&self.name, key, value?);
        Ok(())
    }
}

/// The items of a list or set, all of one type.
fn items(list: &List, of: &Type<'_>, kind: ListKind, by: Conversion<'_>) -> Evaluated<Datum> {
    by.make(list.items.len())?;
    let converted = list.items.iter();
    let converted = converted.map(|item| convert_with(item, of, by));
    let mut items = converted.collect::<Result<Vec<_>, _>>()?;
    if matches!(of, Type::Any) {
        items = same_type(items)?;
    }
    let open = list.open.clone();
    match kind {
        ListKind::Set => Ok(set(items, open)),
        _ => Ok(Datum::List(Rc::new(List::open(kind, items, open)))),
    }
}

/// The items converted to the type that all of them have.
pub(super) fn same_type(items: Vec<Val>) -> Evaluated<Vec<Val>> {
    let types: Vec<_> = items.iter().map(Type::of).collect();
    match Type::unify(&types) {
        Some(common) => items.iter().map(|item| convert(item, &common)).collect(),
        None if items.is_empty() => Ok(items),
        None => Err(Halt::unknown("the items have several types")),
    }
}

fn unified_map(mut map: Record, of: &Type<'_>) -> Evaluated<Record> {
    if matches!(of, Type::Any) && !map.entries.is_empty() {
        let values = map.entries.values().map(|entry| entry.value.clone());
        let values = same_type(values.collect())?;
        for (entry, value) in map.entries.values_mut().zip(values) {
            entry.value = value;
        }
    }
    Ok(map)
}
