//! One template, or one nested deployment: its parameters, variables and resources.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::expression::{Expression, parse, plain};
use super::functions;
use super::resources::ArmResource;
use super::values::{Symbol, list, not_known, null, text_of, whole_of, why_not};
use crate::input::read::{Attribute, Data, Value, View};
use crate::source::{Budget, Expense, LIMITS, Place, SourceFile};
use crate::syntax::{Kind, Node, Spelled, Typed};

/// What a template is evaluated with.
pub(super) struct TemplateScope<'t> {
    pub(super) source: Arc<SourceFile>,
    pub(super) budget: Arc<Budget>,
    root: Node<'t>,
    /// The values of parameters that are given, by their names in lower case.
    given: HashMap<String, Value>,
    /// The id of the resource group that it deploys to.
    pub(super) group: String,
    known: RefCell<HashMap<(Declared, String), Remembered>>,
    /// Its resources, once they were asked for.
    pub(super) found: RefCell<Option<Rc<Vec<ArmResource<'t>>>>>,
    depth: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Declared {
    Parameters,
    Variables,
}

/// A parameter or variable that was looked at.
#[derive(Clone)]
enum Remembered {
    /// It is being evaluated: it refers to itself.
    Open,
    Known(Rc<Value>),
}

/// What only a part of an expression knows: the turns of loops, the variables of lambdas.
#[derive(Clone, Default)]
pub(super) struct Locals {
    /// Loops by name, the innermost last.
    turns: Vec<(String, usize)>,
    variables: Vec<(String, Value)>,
}

impl Locals {
    pub(super) fn with_turn(&self, name: &str, at: usize) -> Self {
        let mut locals = self.clone();
        locals.turns.push((name.to_lowercase(), at));
        locals
    }

    pub(super) fn with_variable(&self, name: &str, value: Value) -> Self {
        let mut locals = self.clone();
        locals.variables.push((name.to_lowercase(), value));
        locals
    }

    /// The turn of a loop, of the innermost where no name is given.
    pub(super) fn turn(&self, name: Option<&str>) -> Option<usize> {
        let name = name.map(str::to_lowercase);
        let mut turns = self.turns.iter().rev();
        let found = turns.find(|(own, _)| name.as_ref().is_none_or(|name| name == own));
        found.map(|(_, turn)| *turn)
    }

    pub(super) fn variable(&self, name: &str) -> Option<&Value> {
        let mut variables = self.variables.iter().rev();
        let found = variables.find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }
}

impl<'t> TemplateScope<'t> {
    pub(super) fn new(
        source: &Arc<SourceFile>,
        budget: &Arc<Budget>,
        root: Node<'t>,
        given: HashMap<String, Value>,
    ) -> Self {
        TemplateScope {
            source: Arc::clone(source),
            budget: Arc::clone(budget),
            root,
            given,
            group: format!(
                "{}/resourceGroups/{{resourceGroup}}",
                functions::SUBSCRIPTION
            ),
            known: RefCell::default(),
            found: RefCell::default(),
            depth: 0,
        }
    }

    /// The scope of a nested deployment's template.
    pub(super) fn nested(
        &self,
        root: Node<'t>,
        given: HashMap<String, Value>,
        group: Option<&str>,
    ) -> Self {
        let mut scope = TemplateScope::new(&self.source, &self.budget, root, given);
        scope.depth = self.depth + 1;
        scope.group = match group {
            Some(group) => format!("{}/resourceGroups/{group}", functions::SUBSCRIPTION),
            None => self.group.clone(),
        };
        scope
    }

    /// The resources: a list, or an object by their symbolic names.
    pub(super) fn resources(&self) -> Vec<(Option<&'t str>, Node<'t>)> {
        let Some(resources) = self.root.get("resources") else {
            return Vec::new();
        };
        match resources.kind() {
            Kind::Mapping => {
                let entries = resources.entries();
                entries.map(|(key, node)| (key.text(), node)).collect()
            }
            _ => resources.items().map(|node| (None, node)).collect(),
        }
    }

    /// The value of one of the template's outputs.
    pub(super) fn outputs(&self) -> Option<Node<'t>> {
        self.root.get("outputs")
    }

    pub(super) fn parameter(&self, name: &str, place: Place) -> Value {
        if let Some(value) = self.given.get(&name.to_lowercase()) {
            return value.clone();
        }
        let symbol = || format!("parameters('{name}')");
        let Some(parameter) = entry(self.root.get("parameters"), name) else {
            return not_known(format!("parameter '{name}' is not in the template"), place);
        };
        let kind = parameter
            .get("type")
            .and_then(Node::text)
            .unwrap_or_default();
        match parameter.get("defaultValue") {
            _ if kind.to_lowercase().starts_with("secure") => {
                Value::unknown(crate::model::Unknown::Sensitive, place)
            }
            Some(default) => self.remembered(Declared::Parameters, name, default, place),
            // A parameter that may be null, is.
            None if parameter.get("nullable").is_some() => null(place),
            None => {
                let reason = format!("parameter '{name}' has no value");
                match kind.eq_ignore_ascii_case("string") {
                    true => Symbol::text(self, symbol(), &reason, place),
                    false => not_known(reason, place),
                }
            }
        }
    }

    pub(super) fn variable(&self, name: &str, place: Place) -> Value {
        let variables = self.root.get("variables");
        if let Some(variable) = entry(variables, name) {
            return self.remembered(Declared::Variables, name, variable, place);
        }
        let copies = variables.and_then(|variables| variables.get("copy"));
        let mut copies = copies.into_iter().flat_map(Node::items);
        let is_it = |copy: &Node<'_>| {
            let own = copy.get("name").and_then(Node::text);
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        match copies.find(is_it) {
            Some(copy) => self.copies(copy, &Locals::default()),
            None => not_known(format!("variable '{name}' is not in the template"), place),
        }
    }

    fn remembered(&self, section: Declared, name: &str, node: Node<'t>, place: Place) -> Value {
        let key = (section, name.to_lowercase());
        let memo = self.known.borrow().get(&key).cloned();
        match memo {
            Some(Remembered::Known(value)) => return self.copied(&value, place),
            Some(Remembered::Open) => {
                return not_known(format!("'{name}' refers to itself"), place);
            }
            None => {}
        }
        self.known
            .borrow_mut()
            .insert(key.clone(), Remembered::Open);
        let value = Rc::new(self.evaluate(node, &Locals::default()));
        self.known
            .borrow_mut()
            .insert(key, Remembered::Known(Rc::clone(&value)));
        self.copied(&value, place)
    }

    /// A copy of a value: large ones that name each other multiply.
    fn copied(&self, value: &Value, place: Place) -> Value {
        match self.may_have(weight(value), place) {
            true => value.clone(),
            false => Value::unknown(crate::model::Unknown::Invalid, place),
        }
    }

    fn may_have(&self, values: u64, place: Place) -> bool {
        self.budget.spend(Expense::ModuleValues, values, place)
    }

    /// The value of a part of the template.
    pub(super) fn evaluate(&self, node: Node<'t>, locals: &Locals) -> Value {
        let place = View::Json(node).place();
        if !self.may_have(1, place) {
            return Value::unknown(crate::model::Unknown::Invalid, place);
        }
        let data = match node.kind() {
            Kind::Mapping => return self.object(node, locals),
            Kind::Sequence => {
                let items = node.items().map(|item| self.evaluate(item, locals));
                Data::List(items.collect())
            }
            Kind::Scalar(Typed::Null) => Data::Null,
            Kind::Scalar(Typed::Bool(flag)) => Data::Bool(flag),
            Kind::Scalar(Typed::Int(_) | Typed::Float(_)) => {
                Data::Number(node.text().unwrap_or_default().to_owned())
            }
            Kind::Scalar(Typed::Str(text)) => {
                return match parse(text) {
                    Some(Ok(expression)) => self.value(&expression, locals, place),
                    Some(Err(())) => {
                        not_known("packlint cannot read the expression".to_owned(), place)
                    }
                    None => self.written(node, text, place),
                };
            }
        };
        Value { place, data }
    }

    fn written(&self, node: Node<'t>, text: &str, place: Place) -> Value {
        let spelled = Spelled::of(&self.source, node).map(|spelled| match plain(text) {
            own if own.len() == text.len() => spelled,
            own => spelled.with_content(own.to_owned()),
        });
        let data = spelled.map_or(Data::Null, |spelled| Data::Text(Box::new(spelled)));
        Value { place, data }
    }

    fn object(&self, node: Node<'t>, locals: &Locals) -> Value {
        let place = View::Json(node).place();
        let mut attributes = Vec::new();
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            if name == "copy" && value.kind() == Kind::Sequence {
                for copy in value.items() {
                    let name = copy.get("name").and_then(Node::text).unwrap_or_default();
                    attributes.push(Attribute {
                        name: name.to_owned(),
                        key: copy.place(),
                        value: self.copies(copy, locals),
                    });
                }
                continue;
            }
            let value = self.evaluate(value, locals);
            attributes.push(Attribute {
                name: name.to_owned(),
                key: key.place(),
                value,
            });
        }
        Value {
            place,
            data: Data::Object(attributes),
        }
    }

    /// The values that a `copy` of a property or variable makes.
    fn copies(&self, copy: Node<'t>, locals: &Locals) -> Value {
        let place = View::Json(copy).place();
        let name = copy.get("name").and_then(Node::text).unwrap_or_default();
        let turns = match self.turns(copy, locals) {
            Ok(turns) => turns,
            Err(unknown) => return unknown,
        };
        let Some(input) = copy.get("input") else {
            return not_known("a copy without input".to_owned(), place);
        };
        let items = (0..turns).map(|at| self.evaluate(input, &locals.with_turn(name, at)));
        list(items.collect(), place)
    }

    /// How many there are of something that has a `copy`, or why that is not known.
    pub(super) fn turns(&self, copy: Node<'t>, locals: &Locals) -> Result<usize, Value> {
        let place = View::Json(copy).place();
        let missing = || not_known("the count of a copy is not known".to_owned(), place);
        let count = copy.get("count").ok_or_else(missing)?;
        let count = whole_of(&self.evaluate(count, locals)).ok_or_else(missing)?;
        let count = u64::try_from(count).map_err(|_| missing())?;
        match self.may_have(count, place) {
            true => usize::try_from(count).map_err(|_| missing()),
            false => Err(Value::unknown(crate::model::Unknown::Invalid, place)),
        }
    }

    /// The value of an expression that is written at a place.
    pub(super) fn value(&self, of: &Expression, locals: &Locals, place: Place) -> Value {
        if !self.may_have(1, place) {
            return Value::unknown(crate::model::Unknown::Invalid, place);
        }
        match of {
            Expression::Text(text) => self.text(text.clone(), place),
            Expression::Number(number) => Value {
                place,
                data: Data::Number(number.clone()),
            },
            Expression::Call(name, arguments) => {
                functions::call(self, name, arguments, locals, place)
            }
            Expression::At(of, index) => {
                let found = self.value(of, locals, place);
                let index = self.value(index, locals, place);
                item(&found, &index, place)
            }
        }
    }

    /// A text that an expression at a place comes to.
    pub(super) fn text(&self, content: String, place: Place) -> Value {
        let bytes = content.len() as u64;
        if !self.budget.spend(Expense::ModuleBytes, bytes, place) {
            return Value::unknown(crate::model::Unknown::Invalid, place);
        }
        let spelled = Spelled::unmapped(&self.source, place.span, content);
        Value {
            place,
            data: Data::Text(Box::new(spelled)),
        }
    }

    /// Whether a nested deployment may be looked into.
    pub(super) fn may_nest(&self) -> bool {
        self.depth < LIMITS.depth / 16
    }
}

/// An entry of an object, or an item of a list.
fn item(of: &Value, index: &Value, place: Place) -> Value {
    if let Some(unknown) = why_not(of).or_else(|| why_not(index)) {
        return Value::unknown(unknown, place);
    }
    let found = match (&of.data, text_of(index)) {
        (Data::Object(attributes), Some(name)) => {
            let mut attributes = attributes.iter();
            let found = attributes.find(|one| one.name.eq_ignore_ascii_case(&name));
            found.map(|one| &one.value)
        }
        (Data::List(items), _) => {
            let at = whole_of(index).and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| items.get(at))
        }
        _ => None,
    };
    found.cloned().unwrap_or_else(|| null(place))
}

/// An entry by its name, in any case.
fn entry<'t>(of: Option<Node<'t>>, name: &str) -> Option<Node<'t>> {
    let mut entries = of?.entries();
    let is_it = |key: &Node<'_>| key.text().is_some_and(|own| own.eq_ignore_ascii_case(name));
    entries.find(|(key, _)| is_it(key)).map(|(_, value)| value)
}

/// How many values a value has.
fn weight(value: &Value) -> u64 {
    let own = match &value.data {
        Data::List(items) => items.iter().map(weight).sum(),
        Data::Object(attributes) => attributes.iter().map(|one| weight(&one.value)).sum(),
        _ => 0_u64,
    };
    own.saturating_add(1)
}
