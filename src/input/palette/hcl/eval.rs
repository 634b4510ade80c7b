//! The value of an expression, as far as the files tell it.

use std::rc::Rc;

use super::ast::{CallExpr as CallSyntax, EntryKey, Expr, ExprKind, Operator, Step};
use super::convert::{self, Type};
use super::functions;
use super::module::Evaluator;
use super::number::ExactNumber;
use super::scope::Bindings;
use super::value::{Absence, Datum, ListKind, Record, Val};
use crate::source::{Expense, LIMITS, Place};

/// Why evaluation stops.
#[derive(Clone, Debug)]
pub(super) enum Halt {
    /// Terraform refuses it: `try` goes on with its next argument.
    Error(Rc<Absence>),
    /// It is not known.
    Unknown(Rc<Absence>),
}

/// How many values are looked at for what one counts that is made.
const WORK: usize = 8;

/// A value, or the reason why Terraform refuses it.
pub(super) type Evaluated<T = Val> = Result<T, Halt>;

impl Halt {
    pub(super) fn error(reason: impl Into<String>) -> Self {
        Halt::Error(Absence::because(reason))
    }

    pub(super) fn unknown(reason: impl Into<String>) -> Self {
        Halt::Unknown(Absence::because(reason))
    }

    /// Why there is no value.
    pub(super) fn gap(self) -> Rc<Absence> {
        match self {
            Halt::Error(gap) | Halt::Unknown(gap) => gap,
        }
    }
}

/// The value, unless it is not known.
pub(super) fn known(value: &Val) -> Evaluated<&Val> {
    match value.gap() {
        Some(gap) => Err(Halt::Unknown(Rc::clone(gap))),
        None => Ok(value),
    }
}

/// An expression's beginning, for reasons.
pub(super) fn excerpt(expr: &Expr) -> String {
    let text = expr.span.slice(&expr.source.text).trim();
    let line: String = text.lines().next().unwrap_or_default().to_owned();
    let start: String = line.chars().take(60).collect();
    match start.len() < text.len() {
        true => format!("{start}…"),
        false => start,
    }
}

impl<'m> Evaluator<'m> {
    /// The value of an expression. What is not known, or is refused by Terraform, is so with its
    /// reason.
    pub(super) fn value(&self, scope: &Bindings<'m>, expr: &Expr) -> Val {
        self.eval(scope, expr)
            .unwrap_or_else(|stop| Val::unknown(stop.gap(), expr.place()))
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// Terraform refuses it.
    pub(super) fn eval(&self, scope: &Bindings<'m>, expr: &Expr) -> Evaluated {
        let place = expr.place();
        let Some(_depth) = self.enter(place) else {
            return Ok(Val::unknown(Absence::because(self.too_much(expr)), place));
        };
        match self.read(scope, expr, place) {
            Err(Halt::Unknown(gap)) => Ok(Val::unknown(gap, place)),
            Ok(value) => {
                if !self.may_keep(expr, &value, place) {
                    return Ok(Val::unknown(Absence::because(self.too_much(expr)), place));
                }
                Ok(value)
            }
            error => error,
        }
    }

    /// Counts a value that was made. What only names one shares it.
    fn may_keep(&self, expr: &Expr, value: &Val, place: Place) -> bool {
        match &value.data {
            Datum::Text(text) => self.spend(Expense::ModuleBytes, text.content.len(), place),
            Datum::List(_) | Datum::Object(_) => {
                let weight = value.weight();
                if weight > LIMITS.module_values {
                    self.budget.exceed(Expense::ModuleValues, place);
                    return false;
                }
                let is_named = matches!(expr.kind, ExprKind::Name(_) | ExprKind::Path(..));
                let weight = usize::try_from(weight).unwrap_or(usize::MAX);
                // What a function gives may be new.
                let weight = match expr.kind {
                    ExprKind::Call(_) => weight / 2,
                    _ => weight / WORK,
                };
                is_named || self.spend(Expense::ModuleValues, weight, place)
            }
            _ => true,
        }
    }

    fn too_much(&self, expr: &Expr) -> String {
        format!("{} is too expensive to evaluate", excerpt(expr))
    }

    fn read(&self, scope: &Bindings<'m>, expr: &Expr, place: Place) -> Evaluated {
        let data = match &expr.kind {
            ExprKind::Null => Datum::Null,
            ExprKind::Bool(flag) => Datum::Bool(*flag),
            ExprKind::Number(Some(number)) => Datum::Number(*number),
            ExprKind::Number(None) => {
                return Err(Halt::unknown(format!("{} is too large", excerpt(expr))));
            }
            ExprKind::Template(template) => return self.template(scope, expr, template),
            ExprKind::Tuple(items) => {
                let items = items.iter().map(|item| self.eval(scope, item));
                Datum::list(ListKind::Tuple, items.collect::<Result<_, _>>()?)
            }
            ExprKind::Object(entries) => self.object(scope, entries)?,
            ExprKind::Name(_) | ExprKind::Path(..) => return self.path(scope, expr),
            ExprKind::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                return self.conditional(scope, condition, then, otherwise, place);
            }
            ExprKind::Call(call) => return self.call(scope, expr, call),
            ExprKind::Not(inner) => Datum::Bool(!self.flag(scope, inner)?),
            ExprKind::Negate(inner) => Datum::Number(self.number(scope, inner)?.negate()),
            ExprKind::Binary(operator, sides) => self.binary(scope, *operator, sides, place)?,
            ExprKind::For(each) => return self.for_expr(scope, each, place),
        };
        Ok(data.at(place))
    }

    fn object(&self, scope: &Bindings<'m>, entries: &[(EntryKey, Expr)]) -> Evaluated<Datum> {
        let mut object = Record::default();
        for (key, item) in entries {
            let value = self.eval(scope, item)?;
            match key {
                EntryKey::Name(label) => object.insert(&label.text, label.place, value),
                EntryKey::Expr(key) => {
                    let key = self.eval(scope, key)?;
                    match convert::text(&key) {
                        Ok(text) => object.insert(&text, key.place, value),
                        Err(Halt::Unknown(gap)) => object.open = Some(gap),
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(Datum::Object(Rc::new(object)))
    }

    pub(super) fn flag(&self, scope: &Bindings<'m>, expr: &Expr) -> Evaluated<bool> {
        convert::flag(&self.eval(scope, expr)?)
    }

    fn number(&self, scope: &Bindings<'m>, expr: &Expr) -> Evaluated<ExactNumber> {
        convert::number(&self.eval(scope, expr)?)
    }

    /// Both results have one type in Terraform, so that a number becomes a text beside a text.
    fn conditional(
        &self,
        scope: &Bindings<'m>,
        condition: &Expr,
        then: &Expr,
        otherwise: &Expr,
        place: Place,
    ) -> Evaluated {
        let is_true = match self.flag(scope, condition) {
            Err(Halt::Unknown(gap)) => {
                // Whichever it is.
                let then = self.eval(scope, then)?;
                return match then.equals(&self.eval(scope, otherwise)?) {
                    Ok(true) => Ok(then),
                    _ => Ok(Val::unknown(gap, place)),
                };
            }
            flag => flag?,
        };
        let (chosen, other) = match is_true {
            true => (then, otherwise),
            false => (otherwise, then),
        };
        let chosen = self.eval(scope, chosen)?;
        let Ok(other) = self.eval(scope, other) else {
            return Ok(chosen);
        };
        let weight = chosen.weight().saturating_add(other.weight());
        let weight = usize::try_from(weight).unwrap_or(usize::MAX);
        if !self.spend(Expense::ModuleValues, weight / 2, place) {
            return Err(Halt::unknown("the results of a condition are too large"));
        }
        let types = [Type::of(&chosen), Type::of(&other)];
        match Type::unify(&types) {
            // It stays what it is, and is not copied.
            Some(wanted) if types.first() == Some(&wanted) => Ok(chosen),
            Some(wanted) => {
                let spend = |values| self.spend(Expense::ModuleValues, values, place);
                convert::convert_within(&chosen, &wanted, &spend)
            }
            // Objects of several forms become maps, and tuples lists: the values stay the same.
            None if matches!(
                (&chosen.data, &other.data),
                (Datum::List(_), Datum::List(_)) | (Datum::Object(_), Datum::Object(_))
            ) =>
            {
                Ok(chosen)
            }
            None => Err(Halt::unknown(
                "the two results of a condition differ in type",
            )),
        }
    }

    fn binary(
        &self,
        scope: &Bindings<'m>,
        operator: Operator,
        sides: &[Expr; 2],
        place: Place,
    ) -> Evaluated<Datum> {
        let [left, right] = sides;
        Ok(match operator {
            Operator::And | Operator::Or => {
                let decisive = operator == Operator::Or;
                let left = self.flag(scope, left);
                let right = self.flag(scope, right);
                match (left, right) {
                    (Err(Halt::Error(gap)), _) | (_, Err(Halt::Error(gap))) => {
                        return Err(Halt::Error(gap));
                    }
                    (Ok(flag), _) | (_, Ok(flag)) if flag == decisive => Datum::Bool(decisive),
                    (left, right) => {
                        left?;
                        right?;
                        Datum::Bool(!decisive)
                    }
                }
            }
            Operator::Equal | Operator::NotEqual => {
                let (left, right) = (self.eval(scope, left)?, self.eval(scope, right)?);
                let weight = usize::try_from(left.weight().min(right.weight())).unwrap_or(0);
                if !self.spend(Expense::ModuleValues, weight / WORK, place) {
                    return Err(Halt::unknown("the values are too large to compare"));
                }
                let same = left.equals(&right).map_err(Halt::Unknown)?;
                Datum::Bool(same == (operator == Operator::Equal))
            }
            _ => {
                let (left, right) = (self.eval(scope, left)?, self.eval(scope, right)?);
                let (left, right) = (convert::number(&left)?, convert::number(&right)?);
                arithmetic(operator, left, right)?
            }
        })
    }

    fn call(&self, scope: &Bindings<'m>, expr: &Expr, call: &CallSyntax) -> Evaluated {
        let place = expr.place();
        match call.name.strip_prefix("core::").unwrap_or(&call.name) {
            "try" => {
                let mut last = Halt::error("no argument of try has a value");
                for argument in &call.arguments {
                    match self.eval(scope, argument) {
                        Err(stop) => last = stop,
                        Ok(value) => return Ok(value),
                    }
                }
                Err(last)
            }
            "can" => {
                let argument = call.arguments.first();
                match argument.map(|argument| self.eval(scope, argument)) {
                    Some(Ok(value)) => match value.any_gap() {
                        Some(gap) => Ok(Val::unknown(gap, place)),
                        None => Ok(Datum::Bool(true).at(place)),
                    },
                    _ => Ok(Datum::Bool(false).at(place)),
                }
            }
            name => {
                let mut weight = 0_u64;
                let mut arguments = Vec::new();
                let last = call.arguments.len().checked_sub(1);
                for (at, argument) in call.arguments.iter().enumerate() {
                    let value = self.eval(scope, argument)?;
                    weight = weight.saturating_add(value.weight());
                    if call.expands && Some(at) == last {
                        let (_, items) = elements(&value)?;
                        if let Some(gap) = items.1 {
                            return Err(Halt::Unknown(gap));
                        }
                        arguments.extend(items.0.into_iter().map(|(_, item)| item));
                    } else {
                        arguments.push(value);
                    }
                }
                let weight = usize::try_from(weight).unwrap_or(usize::MAX);
                if !self.spend(Expense::ModuleValues, weight / WORK, place) {
                    return Err(Halt::unknown(self.too_much(expr)));
                }
                functions::call(self, scope, expr, name, arguments)
            }
        }
    }

    /// Goes from a value along steps.
    pub(super) fn walk(
        &self,
        scope: &Bindings<'m>,
        mut value: Val,
        steps: &[Step],
        place: Place,
    ) -> Evaluated {
        for (at, step) in steps.iter().enumerate() {
            let rest = steps.get(at + 1..).unwrap_or_default();
            value = match step {
                Step::Attribute(name) => attribute(&value, name)?,
                Step::Index(key) => {
                    let key = self.eval(scope, key)?;
                    index(&value, &key)?
                }
                Step::FullSplat => {
                    return self.splat(scope, value, rest, place);
                }
                Step::AttributeSplat => {
                    let is_attribute = |step: &Step| matches!(step, Step::Attribute(_));
                    let end = rest.iter().position(|step| !is_attribute(step));
                    let (inner, rest) = rest.split_at(end.unwrap_or(rest.len()));
                    let value = self.splat(scope, value, inner, place)?;
                    return self.walk(scope, value, rest, place);
                }
            };
        }
        Ok(value)
    }
}

fn arithmetic(operator: Operator, left: ExactNumber, right: ExactNumber) -> Evaluated<Datum> {
    let rounded = || Halt::unknown("Terraform rounds this number");
    let by_zero = matches!(operator, Operator::Divide | Operator::Modulo) && right.is_zero();
    if by_zero {
        return Err(Halt::error("a number is divided by zero"));
    }
    let number = match operator {
        Operator::Add => left.add(right),
        Operator::Subtract => left.subtract(right),
        Operator::Multiply => left.multiply(right),
        Operator::Divide => left.divide(right),
        Operator::Modulo => left.modulo(right),
        _ => {
            let order = left.compare(right).ok_or_else(rounded)?;
            return Ok(Datum::Bool(match operator {
                Operator::Less => order.is_lt(),
                Operator::LessOrEqual => order.is_le(),
                Operator::Greater => order.is_gt(),
                _ => order.is_ge(),
            }));
        }
    };
    number.map(Datum::Number).ok_or_else(rounded)
}

/// Keys with values, and why there may be more of them.
pub(super) type Elements = (Vec<(Val, Val)>, Option<Rc<Absence>>);

/// The elements of a collection, each with its key: the position in a list, the value itself in a
/// set. Whether they are those of a list is said with them.
pub(super) fn elements(collection: &Val) -> Evaluated<(bool, Elements)> {
    match &known(collection)?.data {
        Datum::List(list) => {
            let items = list.items.iter().enumerate().map(|(at, item)| {
                let key = match list.kind {
                    ListKind::Set => item.clone(),
                    _ => Datum::number(at as i128).at(item.place),
                };
                (key, item.clone())
            });
            Ok((true, (items.collect(), list.open.clone())))
        }
        Datum::Object(object) => {
            let entries = object.entries.iter().map(|(name, entry)| {
                let key = convert::plain(name, entry.key);
                (key, entry.value.clone())
            });
            Ok((false, (entries.collect(), object.open.clone())))
        }
        _ => Err(Halt::error("it is not a collection")),
    }
}

/// An attribute of an object, or the item of a list that a number names.
pub(super) fn attribute(of: &Val, name: &str) -> Evaluated {
    match &known(of)?.data {
        Datum::Object(object) => match (object.get(name), &object.open) {
            (Some(value), _) => Ok(value.clone()),
            (None, Some(gap)) => Err(Halt::Unknown(Rc::clone(gap))),
            (None, None) => Err(Halt::error(format!("there is no '{name}'"))),
        },
        Datum::List(_) if name.bytes().all(|byte| byte.is_ascii_digit()) => {
            index(of, &convert::plain(name, of.place))
        }
        _ => Err(Halt::error(format!("there is no '{name}'"))),
    }
}

/// The value under a key.
pub(super) fn index(of: &Val, key: &Val) -> Evaluated {
    match &known(of)?.data {
        Datum::List(list) => {
            let at = convert::number(key)?;
            match (&list.open, list.kind) {
                (Some(gap), _) => return Err(Halt::Unknown(Rc::clone(gap))),
                (None, ListKind::Set) => return Err(Halt::error("a set has no positions")),
                _ => {}
            }
            let item = at.as_index().and_then(|at| list.items.get(at));
            item.cloned()
                .ok_or_else(|| Halt::error("the list has no such item"))
        }
        Datum::Object(_) => attribute(of, &convert::text(key)?),
        _ => Err(Halt::error("it has no keys")),
    }
}
