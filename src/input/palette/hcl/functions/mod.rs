//! The functions of Terraform: one table, each group in its own file. What depends on time, on
//! chance or on the machine is not known.

mod collection;
mod encoding;
mod files;
mod format;
mod hash;
mod maps;
mod network;
mod numeric;
mod sets;
mod string;
mod time;

use std::rc::Rc;

use super::ast::{Expr, ExprKind};
use super::convert;
use super::eval::{Evaluated, Halt, known};
use super::module::Evaluator;
use super::number::ExactNumber;
use super::scope::Bindings;
use super::text::Writer;
use super::value::{Datum, List, ListKind, Record, Val};
use crate::source::Expense;
use crate::syntax::Spelled;

/// A function: its name, how many arguments it takes at least and at most, and what it does.
type Function = (
    &'static str,
    usize,
    usize,
    fn(&Invocation<'_, '_>) -> Evaluated,
);

/// More arguments than any call has.
const MANY: usize = usize::MAX;

/// All functions.
const GROUPS: [&[Function]; 10] = [
    numeric::FUNCTIONS,
    string::FUNCTIONS,
    collection::FUNCTIONS,
    maps::FUNCTIONS,
    sets::FUNCTIONS,
    encoding::FUNCTIONS,
    files::FUNCTIONS,
    hash::FUNCTIONS,
    network::FUNCTIONS,
    time::FUNCTIONS,
];

/// A call that is being evaluated.
pub(super) struct Invocation<'c, 'm> {
    evaluator: &'c Evaluator<'m>,
    scope: &'c Bindings<'m>,
    expr: &'c Expr,
    arguments: Vec<Val>,
}

/// Calls a function.
pub(super) fn call<'m>(
    evaluator: &Evaluator<'m>,
    scope: &Bindings<'m>,
    expr: &Expr,
    name: &str,
    arguments: Vec<Val>,
) -> Evaluated {
    let mut all = GROUPS.iter().flat_map(|group| group.iter());
    let Some((_, least, most, run)) = all.find(|(own, ..)| *own == name) else {
        return Err(Halt::unknown(format!(
            "packlint does not evaluate {name}()"
        )));
    };
    if arguments.len() < *least || arguments.len() > *most {
        return Err(Halt::error(format!(
            "{name}() does not accept these arguments"
        )));
    }
    let call = Invocation {
        evaluator,
        scope,
        expr,
        arguments,
    };
    run(&call)
}

impl<'c> Invocation<'c, '_> {
    fn data(&self, data: Datum) -> Evaluated {
        Ok(data.at(self.expr.place()))
    }

    /// A text that the call makes.
    fn make(&self, text: impl Into<String>) -> Evaluated {
        let text = text.into();
        self.spend_bytes(text.len())?;
        let spelled = Spelled::unmapped(&self.expr.source, self.expr.span, text);
        self.data(Datum::Text(Rc::new(spelled)))
    }

    /// A text that is put together from others.
    fn writer(&self) -> Writer {
        Writer::new(&self.expr.source, self.expr.span)
    }

    fn written(&self, writer: Writer) -> Evaluated {
        self.data(Datum::Text(Rc::new(writer.finish())))
    }

    fn spend_bytes(&self, bytes: usize) -> Evaluated<()> {
        let place = self.expr.place();
        match self.evaluator.spend(Expense::ModuleBytes, bytes, place) {
            true => Ok(()),
            false => Err(Halt::unknown("the text is too long")),
        }
    }

    fn spend_items(&self, items: usize) -> Evaluated<()> {
        let place = self.expr.place();
        match self.evaluator.spend(Expense::ModuleValues, items, place) {
            true => Ok(()),
            false => Err(Halt::unknown("there are too many values")),
        }
    }

    /// Whether an argument is written as a reference.
    fn is_reference(&self, at: usize) -> bool {
        let ExprKind::Call(own) = &self.expr.kind else {
            return false;
        };
        let argument = own.arguments.get(at).map(|argument| &argument.kind);
        matches!(argument, Some(ExprKind::Name(_) | ExprKind::Path(..)))
    }

    fn given(&self, at: usize) -> Option<&Val> {
        self.arguments.get(at)
    }

    fn raw(&self, at: usize) -> Evaluated<&Val> {
        self.given(at)
            .ok_or_else(|| Halt::error("an argument is missing"))
    }

    /// An argument that is neither unknown nor null.
    fn argument(&self, at: usize) -> Evaluated<&Val> {
        let value = known(self.raw(at)?)?;
        match value.is_null() {
            true => Err(Halt::error("an argument is null")),
            false => Ok(value),
        }
    }

    /// An argument of which all is known.
    fn whole(&self, at: usize) -> Evaluated<&Val> {
        let value = self.argument(at)?;
        match value.any_gap() {
            Some(gap) => Err(Halt::Unknown(gap)),
            None => Ok(value),
        }
    }

    fn text(&self, at: usize) -> Evaluated<Rc<str>> {
        convert::text(self.argument(at)?)
    }

    /// A text that may have holes.
    fn spelled(&self, at: usize) -> Evaluated<Rc<Spelled>> {
        let value = self.argument(at)?;
        match &value.data {
            Datum::Text(text) => Ok(Rc::clone(text)),
            _ => {
                let text = convert::text(value)?;
                let spelled =
                    Spelled::unmapped(&self.expr.source, self.expr.span, text.to_string());
                Ok(Rc::new(spelled))
            }
        }
    }

    fn number(&self, at: usize) -> Evaluated<ExactNumber> {
        convert::number(self.argument(at)?)
    }

    fn whole_number(&self, at: usize) -> Evaluated<i128> {
        let number = self.number(at)?.as_whole();
        number.ok_or_else(|| Halt::error("an argument is not a whole number"))
    }

    fn list(&self, at: usize) -> Evaluated<&Rc<List>> {
        let list = self.argument(at)?.as_list();
        list.ok_or_else(|| Halt::error("an argument is not a list"))
    }

    /// A list of which it is known how many items it has.
    fn closed_list(&self, at: usize) -> Evaluated<&'_ [Val]> {
        let list = self.list(at)?;
        match &list.open {
            Some(gap) => Err(Halt::Unknown(Rc::clone(gap))),
            None => Ok(&list.items),
        }
    }

    fn object(&self, at: usize) -> Evaluated<&Rc<Record>> {
        let object = self.argument(at)?.as_object();
        object.ok_or_else(|| Halt::error("an argument is not an object"))
    }

    fn list_data(&self, kind: ListKind, items: Vec<Val>) -> Evaluated {
        self.spend_items(items.len())?;
        self.data(Datum::list(kind, items))
    }
}
