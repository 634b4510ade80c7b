//! The functions of Terraform: one table, each group in its own file. What depends on time, on
//! chance or on the machine is not known.

mod collection;
mod encoding;
mod files;
mod format;
mod hash;
mod network;
mod numeric;
mod sets;
mod string;
mod time;

use std::rc::Rc;

use super::ast::Expr;
use super::convert;
use super::eval::{Elements, Evaluated, Stop, elements, known};
use super::module::{Evaluator, Scope};
use super::number::Number;
use super::text::Writer;
use super::value::{Data, List, ListKind, Object, Val};
use crate::source::Expense;
use crate::syntax::Spelled;

/// A function: its name, how many arguments it takes at least and at most, and what it does.
type Function = (&'static str, usize, usize, fn(&Call<'_, '_>) -> Evaluated);

/// More arguments than any call has.
const MANY: usize = usize::MAX;

/// All functions.
const GROUPS: [&[Function]; 9] = [
    numeric::FUNCTIONS,
    string::FUNCTIONS,
    collection::FUNCTIONS,
    sets::FUNCTIONS,
    encoding::FUNCTIONS,
    files::FUNCTIONS,
    hash::FUNCTIONS,
    network::FUNCTIONS,
    time::FUNCTIONS,
];

/// A call that is being evaluated.
pub(super) struct Call<'c, 'm> {
    evaluator: &'c Evaluator<'m>,
    scope: &'c Scope<'m>,
    expr: &'c Expr,
    arguments: Vec<Val>,
}

/// Calls a function.
pub(super) fn call<'m>(
    evaluator: &Evaluator<'m>,
    scope: &Scope<'m>,
    expr: &Expr,
    name: &str,
    arguments: Vec<Val>,
) -> Evaluated {
    let mut all = GROUPS.iter().flat_map(|group| group.iter());
    let Some((_, least, most, run)) = all.find(|(own, ..)| *own == name) else {
        return Err(Stop::unknown(format!("{name}() is known to Terraform only")));
    };
    if arguments.len() < *least || arguments.len() > *most {
        return Err(Stop::error(format!("{name}() takes other arguments")));
    }
    let call = Call {
        evaluator,
        scope,
        expr,
        arguments,
    };
    run(&call)
}

impl<'c> Call<'c, '_> {
    fn data(&self, data: Data) -> Evaluated {
        Ok(data.at(self.expr.place()))
    }

    /// A text that the call makes.
    fn make(&self, text: impl Into<String>) -> Evaluated {
        let text = text.into();
        self.spend_bytes(text.len())?;
        let spelled = Spelled::unmapped(&self.expr.source, self.expr.span, text);
        self.data(Data::Text(Rc::new(spelled)))
    }

    /// A text that is put together from others.
    fn writer(&self) -> Writer {
        Writer::new(&self.expr.source, self.expr.span)
    }

    fn written(&self, writer: Writer) -> Evaluated {
        self.data(Data::Text(Rc::new(writer.finish())))
    }

    fn spend_bytes(&self, bytes: usize) -> Evaluated<()> {
        let place = self.expr.place();
        match self.evaluator.spend(Expense::ModuleBytes, bytes, place) {
            true => Ok(()),
            false => Err(Stop::unknown("the text is too long")),
        }
    }

    fn spend_items(&self, items: usize) -> Evaluated<()> {
        let place = self.expr.place();
        match self.evaluator.spend(Expense::ModuleValues, items, place) {
            true => Ok(()),
            false => Err(Stop::unknown("there are too many values")),
        }
    }

    fn given(&self, at: usize) -> Option<&Val> {
        self.arguments.get(at)
    }

    fn raw(&self, at: usize) -> Evaluated<&Val> {
        self.given(at)
            .ok_or_else(|| Stop::error("an argument is missing"))
    }

    /// An argument that is neither unknown nor null.
    fn argument(&self, at: usize) -> Evaluated<&Val> {
        let value = known(self.raw(at)?)?;
        match value.is_null() {
            true => Err(Stop::error("an argument is null")),
            false => Ok(value),
        }
    }

    /// An argument of which all is known.
    fn whole(&self, at: usize) -> Evaluated<&Val> {
        let value = self.argument(at)?;
        match value.any_gap() {
            Some(gap) => Err(Stop::Unknown(gap)),
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
            Data::Text(text) => Ok(Rc::clone(text)),
            _ => {
                let text = convert::text(value)?;
                let spelled =
                    Spelled::unmapped(&self.expr.source, self.expr.span, text.to_string());
                Ok(Rc::new(spelled))
            }
        }
    }

    fn number(&self, at: usize) -> Evaluated<Number> {
        convert::number(self.argument(at)?)
    }

    fn whole_number(&self, at: usize) -> Evaluated<i128> {
        let number = self.number(at)?.as_whole();
        number.ok_or_else(|| Stop::error("an argument is not a whole number"))
    }

    fn flag(&self, at: usize) -> Evaluated<bool> {
        convert::flag(self.argument(at)?)
    }

    fn list(&self, at: usize) -> Evaluated<&Rc<List>> {
        let list = self.argument(at)?.as_list();
        list.ok_or_else(|| Stop::error("an argument is not a list"))
    }

    /// A list of which it is known how many items it has.
    fn closed_list(&self, at: usize) -> Evaluated<&'_ [Val]> {
        let list = self.list(at)?;
        match &list.open {
            Some(gap) => Err(Stop::Unknown(Rc::clone(gap))),
            None => Ok(&list.items),
        }
    }

    fn texts(&self, at: usize) -> Evaluated<Vec<Rc<str>>> {
        self.closed_list(at)?.iter().map(convert::text).collect()
    }

    fn object(&self, at: usize) -> Evaluated<&Rc<Object>> {
        let object = self.argument(at)?.as_object();
        object.ok_or_else(|| Stop::error("an argument is not an object"))
    }

    fn elements(&self, at: usize) -> Evaluated<Elements> {
        Ok(elements(self.argument(at)?)?.1)
    }

    fn list_data(&self, kind: ListKind, items: Vec<Val>) -> Evaluated {
        self.spend_items(items.len())?;
        self.data(Data::list(kind, items))
    }

    /// A list of texts that the call makes.
    fn list_of_texts(&self, texts: impl IntoIterator<Item = String>) -> Evaluated {
        let items = texts.into_iter().map(|text| self.make(text));
        let items = items.collect::<Result<_, _>>()?;
        self.list_data(ListKind::List, items)
    }
}
