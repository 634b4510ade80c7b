//! The functions of ARM's expressions that depend on nothing but the template.

use super::expression::Expression;
use super::scope::{Locals, TemplateScope};
use super::strings;
use super::values::{
    Symbol, are_equal, flag, flag_of, list, null, text_of, whole, whole_of, why_not,
};
use crate::input::read::{Attribute, Data, Value};
use crate::model::Unknown;
use crate::source::Place;

/// The id of the subscription, which no template says.
pub(super) const SUBSCRIPTION: &str = "/subscriptions/{subscription}";

/// A call of a function.
pub(super) struct Call<'c, 't> {
    pub(super) scope: &'c TemplateScope<'t>,
    /// In lower case.
    pub(super) name: &'c str,
    written: &'c str,
    arguments: &'c [Expression],
    locals: &'c Locals,
    pub(super) place: Place,
}

/// The value of a call, or why there is none.
pub(super) type Called = Result<Value, Unknown>;

/// Calls a function by its name, in any case.
pub(super) fn call(
    scope: &TemplateScope<'_>,
    name: &str,
    arguments: &[Expression],
    locals: &Locals,
    place: Place,
) -> Value {
    let call = Call {
        scope,
        name: &name.to_lowercase(),
        written: name,
        arguments,
        locals,
        place,
    };
    call.run()
        .unwrap_or_else(|unknown| Value::unknown(unknown, place))
}

impl Call<'_, '_> {
    /// The value of an argument; null where there is none.
    pub(super) fn at(&self, index: usize) -> Value {
        match self.arguments.get(index) {
            Some(argument) => self.scope.value(argument, self.locals, self.place),
            None => null(self.place),
        }
    }

    pub(super) fn all(&self) -> Vec<Value> {
        (0..self.arguments.len())
            .map(|index| self.at(index))
            .collect()
    }

    pub(super) fn has(&self, index: usize) -> bool {
        self.arguments.len() > index
    }

    /// An argument that has to be known, as a whole.
    pub(super) fn known(&self, index: usize) -> Called {
        let value = self.at(index);
        match why_not(&value) {
            Some(unknown) => Err(unknown),
            None => Ok(value),
        }
    }

    pub(super) fn text(&self, index: usize) -> Result<String, Unknown> {
        text_of(&self.known(index)?).ok_or_else(|| self.wrong())
    }

    pub(super) fn whole(&self, index: usize) -> Result<i64, Unknown> {
        whole_of(&self.known(index)?).ok_or_else(|| self.wrong())
    }

    fn flag(&self, index: usize) -> Result<bool, Unknown> {
        flag_of(&self.known(index)?).ok_or_else(|| self.wrong())
    }

    pub(super) fn items(&self, index: usize) -> Result<Vec<Value>, Unknown> {
        match self.known(index)?.data {
            Data::List(items) => Ok(items),
            Data::Null => Ok(Vec::new()),
            _ => Err(self.wrong()),
        }
    }

    pub(super) fn wrong(&self) -> Unknown {
        Unknown::Terraform(format!("packlint cannot evaluate {}()", self.written))
    }

    pub(super) fn make(&self, text: String) -> Called {
        Ok(self.scope.text(text, self.place))
    }

    fn run(&self) -> Called {
        let place = self.place;
        Ok(match self.name {
            "parameters" => self.scope.parameter(&self.text(0)?, place),
            "variables" => self.scope.variable(&self.text(0)?, place),
            "copyindex" => self.turn()?,
            "lambdavariables" => {
                let name = self.text(0)?;
                self.locals
                    .variable(&name)
                    .cloned()
                    .ok_or_else(|| self.wrong())?
            }
            "if" => self.at(if self.flag(0)? { 1 } else { 2 }),
            "true" => flag(true, place),
            "false" => flag(false, place),
            "null" => null(place),
            "not" => flag(!self.flag(0)?, place),
            "bool" => flag(self.flag(0)?, place),
            "and" | "or" => self.junction(self.name == "or")?,
            "equals" => {
                let (one, other) = (self.known(0)?, self.known(1)?);
                flag(are_equal(&one, &other).ok_or_else(|| self.wrong())?, place)
            }
            "less" => flag(self.whole(0)? < self.whole(1)?, place),
            "lessorequals" => flag(self.whole(0)? <= self.whole(1)?, place),
            "greater" => flag(self.whole(0)? > self.whole(1)?, place),
            "greaterorequals" => flag(self.whole(0)? >= self.whole(1)?, place),
            "coalesce" => self.coalesce(),
            "int" => whole(self.whole(0)?, place),
            "add" | "sub" | "mul" | "div" | "mod" => whole(self.arithmetic()?, place),
            "min" | "max" => whole(self.extreme()?, place),
            "array" => match self.known(0)? {
                one @ Value {
                    data: Data::List(_),
                    ..
                } => one,
                one => list(vec![one], place),
            },
            "createarray" => list(self.all(), place),
            "createobject" => self.object()?,
            "range" => self.range()?,
            "map" | "filter" => self.lambda()?,
            "union" | "shallowmerge" => self.union()?,
            "flatten" => {
                let lists = self.items(0)?.into_iter();
                let items = lists.flat_map(|one| match one.data {
                    Data::List(items) => items,
                    _ => vec![one],
                });
                list(items.collect(), place)
            }
            "objectkeys" => {
                let of = self.known(0)?;
                let keys = of.attributes().iter();
                let keys = keys.map(|one| self.scope.text(one.name.clone(), place));
                list(keys.collect(), place)
            }
            "items" => self.key_values()?,
            "tryget" => {
                let of = self.known(0)?;
                let found = text_of(&self.at(1)).and_then(|name| of.get(&name).cloned());
                found.unwrap_or_else(|| null(place))
            }
            "resourceid" | "subscriptionresourceid" | "extensionresourceid" => {
                self.resource_id()?
            }
            "resourcegroup" | "subscription" | "deployment" => self.deployed_to(),
            "reference" => self.scope.reference(&self.at(0), place),
            "resourceinfo" => self.scope.resource_info(&self.at(0), place),
            _ => return strings::call(self),
        })
    }

    /// Not known, but the same wherever it has the same arguments.
    pub(super) fn symbol(&self) -> Called {
        let arguments = self.all();
        let texts: Option<Vec<_>> = arguments.iter().map(text_of).collect();
        match texts {
            Some(texts) => {
                // An id in it must not look as if it were one.
                let name = format!("{}({})", self.name, texts.join(", ")).replace('/', ":");
                let reason = format!("only Azure can evaluate {}()", self.written);
                Ok(Symbol::text(self.scope, name, &reason, self.place))
            }
            None => Err(Unknown::Terraform(format!(
                "only Azure can evaluate {}()",
                self.written
            ))),
        }
    }

    fn turn(&self) -> Called {
        let first = self.has(0).then(|| self.at(0));
        let name = first
            .as_ref()
            .filter(|value| whole_of(value).is_none())
            .and_then(text_of);
        let offset = match (&name, self.has(0)) {
            (Some(_), _) if self.has(1) => self.whole(1)?,
            (None, true) => self.whole(0)?,
            _ => 0,
        };
        let turn = self
            .locals
            .turn(name.as_deref())
            .ok_or_else(|| self.wrong())?;
        let turn = i64::try_from(turn).unwrap_or(i64::MAX);
        Ok(whole(turn.saturating_add(offset), self.place))
    }

    fn junction(&self, is_or: bool) -> Called {
        let mut unknown = None;
        for index in 0..self.arguments.len() {
            match self.flag(index) {
                Ok(found) if found == is_or => return Ok(flag(is_or, self.place)),
                Ok(_) => {}
                Err(reason) => unknown = Some(reason),
            }
        }
        match unknown {
            Some(unknown) => Err(unknown),
            None => Ok(flag(!is_or, self.place)),
        }
    }

    fn coalesce(&self) -> Value {
        let mut values = (0..self.arguments.len()).map(|index| self.at(index));
        let found = values.find(|value| !matches!(value.data, Data::Null));
        found.unwrap_or_else(|| null(self.place))
    }

    fn arithmetic(&self) -> Result<i64, Unknown> {
        let (one, other) = (self.whole(0)?, self.whole(1)?);
        let result = match self.name {
            "add" => one.checked_add(other),
            "sub" => one.checked_sub(other),
            "mul" => one.checked_mul(other),
            "div" => one.checked_div(other),
            _ => one.checked_rem(other),
        };
        result.ok_or_else(|| self.wrong())
    }

    fn extreme(&self) -> Result<i64, Unknown> {
        let values = match self.known(0)?.data {
            Data::List(items) => items,
            _ => self.all(),
        };
        let numbers: Option<Vec<_>> = values.iter().map(whole_of).collect();
        let numbers = numbers.ok_or_else(|| self.wrong())?.into_iter();
        let found = if self.name == "min" {
            numbers.min()
        } else {
            numbers.max()
        };
        found.ok_or_else(|| self.wrong())
    }

    fn object(&self) -> Called {
        let values = self.all();
        let mut attributes = Vec::new();
        for pair in values.chunks_exact(2) {
            let [name, value] = pair else { continue };
            attributes.push(Attribute {
                name: text_of(name).ok_or_else(|| self.wrong())?,
                key: self.place,
                value: value.clone(),
            });
        }
        Ok(self.of_attributes(attributes))
    }

    fn of_attributes(&self, attributes: Vec<Attribute>) -> Value {
        Value {
            place: self.place,
            data: Data::Object(attributes),
        }
    }

    fn range(&self) -> Called {
        let (start, count) = (self.whole(0)?, self.whole(1)?);
        // Azure's own limit.
        if !(0..=10_000).contains(&count) {
            return Err(self.wrong());
        }
        let numbers = (0..count).map(|at| whole(start.saturating_add(at), self.place));
        Ok(list(numbers.collect(), self.place))
    }

    fn lambda(&self) -> Called {
        let items = self.items(0)?;
        let Some(Expression::Call(name, parts)) = self.arguments.get(1) else {
            return Err(self.wrong());
        };
        let (Some(Expression::Text(first)), Some(body), true) =
            (parts.first(), parts.last(), name == "lambda")
        else {
            return Err(self.wrong());
        };
        let second = match &parts[..] {
            [_, Expression::Text(second), _] => Some(second),
            _ => None,
        };
        let mut found = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let mut locals = self.locals.with_variable(first, item.clone());
            if let Some(second) = second {
                let at = whole(i64::try_from(at).unwrap_or(i64::MAX), self.place);
                locals = locals.with_variable(second, at);
            }
            let value = self.scope.value(body, &locals, self.place);
            match self.name {
                "map" => found.push(value),
                _ => {
                    let is_kept = flag_of(&value);
                    if is_kept.ok_or_else(|| why_not(&value).unwrap_or_else(|| self.wrong()))? {
                        found.push(item);
                    }
                }
            }
        }
        Ok(list(found, self.place))
    }

    /// The items of lists, each once; the entries of objects, the last of each name.
    fn union(&self) -> Called {
        let values = match self.name {
            "shallowmerge" => self.items(0)?,
            _ => self.all(),
        };
        if let Some(unknown) = values.iter().find_map(why_not) {
            return Err(unknown);
        }
        if values
            .iter()
            .any(|value| matches!(value.data, Data::List(_)))
        {
            let mut items: Vec<Value> = Vec::new();
            for item in values.iter().flat_map(Value::items) {
                if !items
                    .iter()
                    .any(|known| are_equal(known, item) == Some(true))
                {
                    items.push(item.clone());
                }
            }
            return Ok(list(items, self.place));
        }
        let mut attributes: Vec<Attribute> = Vec::new();
        for attribute in values.iter().flat_map(Value::attributes) {
            let known = attributes
                .iter_mut()
                .find(|known| known.name == attribute.name);
            match known {
                Some(known) => *known = attribute.clone(),
                None => attributes.push(attribute.clone()),
            }
        }
        Ok(self.of_attributes(attributes))
    }

    fn key_values(&self) -> Called {
        let of = self.known(0)?;
        let mut attributes: Vec<_> = of.attributes().iter().collect();
        attributes.sort_by(|one, other| one.name.cmp(&other.name));
        let entry = |name: &str, value| Attribute {
            name: name.to_owned(),
            key: self.place,
            value,
        };
        let pairs = attributes.into_iter().map(|one| {
            let key = self.scope.text(one.name.clone(), one.key);
            self.of_attributes(vec![entry("key", key), entry("value", one.value.clone())])
        });
        Ok(list(pairs.collect(), self.place))
    }

    /// The resource group or the subscription of the deployment.
    fn deployed_to(&self) -> Value {
        let place = self.place;
        let symbol =
            |name: &str, reason: &str| Symbol::text(self.scope, name.to_owned(), reason, place);
        let group = &self.scope.group;
        let own = group.rsplit('/').next().unwrap_or_default();
        let fields = if self.name == "deployment" {
            let reason = "the name of the deployment is not in the template";
            vec![("name", symbol("deployment", reason))]
        } else if self.name == "subscription" {
            let id = symbol("subscription", "the subscription is not in the template");
            vec![
                ("id", self.scope.text(SUBSCRIPTION.to_owned(), place)),
                ("subscriptionId", id),
            ]
        } else {
            let reason = "the resource group is not in the template";
            let name = match own.strip_prefix('{').and_then(|own| own.strip_suffix('}')) {
                Some(name) => symbol(name, reason),
                None => self.scope.text(own.to_owned(), place),
            };
            let location = symbol("location", "the location is not in the template");
            let id = self.scope.text(group.clone(), place);
            vec![("id", id), ("name", name), ("location", location)]
        };
        let fields = fields.into_iter().map(|(name, value)| Attribute {
            name: name.to_owned(),
            key: place,
            value,
        });
        self.of_attributes(fields.collect())
    }

    /// An id: what is not known of it is a word in braces, so that equal ones are equal.
    fn resource_id(&self) -> Called {
        let values = self.all();
        let texts: Option<Vec<_>> = values.iter().map(text_of).collect();
        let unknown = || {
            values
                .iter()
                .find_map(why_not)
                .unwrap_or_else(|| self.wrong())
        };
        let texts = texts.ok_or_else(unknown)?;
        let is_type = |text: &String| text.contains('/') && !text.starts_with('/');
        let at = texts.iter().position(is_type).ok_or_else(|| self.wrong())?;
        let scope = match (self.name, &texts[..at]) {
            ("extensionresourceid", [scope]) => scope.clone(),
            ("subscriptionresourceid", _) => SUBSCRIPTION.to_owned(),
            (_, []) => self.scope.group.clone(),
            (_, [group]) => format!("{SUBSCRIPTION}/resourceGroups/{group}"),
            (_, [subscription, group]) => {
                format!("/subscriptions/{subscription}/resourceGroups/{group}")
            }
            _ => return Err(self.wrong()),
        };
        let names: Vec<&str> = texts[at + 1..]
            .iter()
            .flat_map(|name| name.split('/'))
            .collect();
        match id_of(&scope, &texts[at], &names) {
            Some(id) => self.make(id),
            None => Err(not_known_id()),
        }
    }
}

fn not_known_id() -> Unknown {
    Unknown::Terraform("resourceId() has not a name for each part of the type".to_owned())
}

/// The id of a resource of a type, with a name for each part of the type.
pub(super) fn id_of(scope: &str, kind: &str, names: &[&str]) -> Option<String> {
    let (space, parts) = kind.split_once('/')?;
    let parts: Vec<&str> = parts.split('/').collect();
    if parts.len() != names.len() {
        return None;
    }
    let mut id = format!("{scope}/providers/{space}");
    for (part, name) in parts.iter().zip(names) {
        id.push_str(&format!("/{part}/{name}"));
    }
    Some(id)
}
