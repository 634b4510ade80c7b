//! What goes through a collection: `for`, and splats.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{For, Step};
use super::convert;
use super::eval::{Evaluated, Halt, elements, known};
use super::module::Evaluator;
use super::scope::Bindings;
use super::value::{Datum, List, ListKind, Record, Val};
use crate::source::{Expense, Place};

impl<'m> Evaluator<'m> {
    /// The value of a `for` expression.
    pub(super) fn for_expr(&self, scope: &Bindings<'m>, each: &For, place: Place) -> Evaluated {
        let collection = self.eval(scope, &each.collection)?;
        let (_, (items, mut open)) = elements(&collection)?;
        let mut list = Vec::new();
        let mut object = Record::default();
        let mut groups: BTreeMap<Rc<str>, (Place, Vec<Val>)> = BTreeMap::new();
        for (key, value) in items {
            let mut names = vec![(each.value_name.as_str(), value)];
            names.extend(each.key_name.as_deref().map(|name| (name, key)));
            let scope = scope.with(names);
            match each.condition.as_ref().map(|one| self.flag(&scope, one)) {
                Some(Ok(false)) => continue,
                Some(Err(Halt::Unknown(gap))) => {
                    open = Some(gap);
                    continue;
                }
                Some(Err(error)) => return Err(error),
                Some(Ok(true)) | None => {}
            }
            let value = self.eval(&scope, &each.value)?;
            let Some(key) = &each.key else {
                list.push(value);
                continue;
            };
            let key = self.eval(&scope, key)?;
            let name = match convert::text(&key) {
                Ok(name) => name,
                Err(Halt::Unknown(gap)) => {
                    open = Some(gap);
                    continue;
                }
                Err(error) => return Err(error),
            };
            match each.is_grouped {
                true => {
                    let group = groups.entry(name);
                    group.or_insert((key.place, Vec::new())).1.push(value);
                }
                false if object.get(&name).is_some() => {
                    return Err(Halt::error(format!("two entries have the key '{name}'")));
                }
                false => object.insert(&name, key.place, value),
            }
        }
        for (name, (key, group)) in groups {
            let value = Datum::list(ListKind::Tuple, group).at(key);
            object.insert(&name, key, value);
        }
        let data = match each.key {
            Some(_) => Datum::Object(Rc::new(Record { open, ..object })),
            None => Datum::List(Rc::new(List::open(ListKind::Tuple, list, open))),
        };
        Ok(data.at(place))
    }

    /// The steps for each item; something that is no list counts as one item, and null as none.
    pub(super) fn splat(
        &self,
        scope: &Bindings<'m>,
        of: Val,
        steps: &[Step],
        place: Place,
    ) -> Evaluated {
        let (items, open) = match &known(&of)?.data {
            Datum::List(list) => (list.items.clone(), list.open.clone()),
            Datum::Null => (Vec::new(), None),
            _ => (vec![of.clone()], None),
        };
        if !self.spend(Expense::ModuleValues, items.len(), place) {
            return Err(Halt::unknown("there are too many values"));
        }
        let items = items.into_iter();
        let items = items.map(|item| self.walk(scope, item, steps, place));
        let list = List::open(ListKind::Tuple, items.collect::<Result<_, _>>()?, open);
        Ok(Datum::List(Rc::new(list)).at(place))
    }
}
