//! Texts of HCL: quoted, heredocs and template files, with their interpolations and directives.

use std::rc::Rc;

use super::ast::{Expr, Part, Template};
use super::convert;
use super::eval::{Evaluated, Stop, elements};
use super::module::{Evaluator, Scope};
use super::text::Writer;
use super::value::{Data, Val};
use crate::source::Expense;

impl<'m> Evaluator<'m> {
    /// The text of a template. One that is a single interpolation is that value.
    pub(super) fn template(
        &self,
        scope: &Scope<'m>,
        expr: &Expr,
        template: &Template,
    ) -> Evaluated {
        if let [Part::Interpolation(_, inner)] = template.parts.as_slice() {
            return self.eval(scope, inner);
        }
        let mut writer = Writer::new(&expr.source, template.whole);
        if template.parts.is_empty() {
            writer.run(template.whole.start + 1);
        }
        self.parts(scope, &template.parts, &mut writer)?;
        let place = expr.source.place(template.shown);
        Ok(Data::Text(Rc::new(writer.finish())).at(place))
    }

    fn parts(&self, scope: &Scope<'m>, parts: &[Part], writer: &mut Writer) -> Evaluated<()> {
        for part in parts {
            match part {
                Part::Literal(literal) => writer.literal(literal),
                Part::Interpolation(span, expr) => {
                    writer.run(span.start);
                    let value = self.eval(scope, expr)?;
                    self.interpolate(&value, writer)?;
                    let bytes = writer.content.len();
                    if !self.spend(Expense::ModuleBytes, bytes.min(4096), expr.place()) {
                        return Err(Stop::unknown("the text is too long"));
                    }
                }
                Part::If {
                    condition,
                    then,
                    otherwise,
                } => {
                    let chosen = match self.flag(scope, condition)? {
                        true => then,
                        false => otherwise,
                    };
                    self.parts(scope, chosen, writer)?;
                }
                Part::For {
                    key_name,
                    value_name,
                    collection,
                    parts,
                } => {
                    let collection = self.eval(scope, collection)?;
                    let (_, (items, open)) = elements(&collection)?;
                    if let Some(gap) = open {
                        return Err(Stop::Unknown(gap));
                    }
                    for (key, value) in items {
                        let mut names = vec![(value_name.as_str(), value)];
                        names.extend(key_name.as_deref().map(|name| (name, key)));
                        self.parts(&scope.with(names), parts, writer)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes a value into a text. One that is not known becomes a hole, so that the rest of the text
    /// can still be read.
    fn interpolate(&self, value: &Val, writer: &mut Writer) -> Evaluated<()> {
        match &value.data {
            Data::Text(text) => writer.text(text),
            Data::Unknown(gap) => writer.hole(&gap.why.reason()),
            Data::Null => return Err(Stop::error("null is put into a text")),
            Data::List(_) | Data::Object(_) => {
                return Err(Stop::error("a collection is put into a text"));
            }
            Data::Bool(_) | Data::Number(_) => match convert::text(value) {
                Ok(text) => writer.content.push_str(&text),
                Err(stop) => writer.hole(&stop.gap().why.reason()),
            },
        }
        Ok(())
    }
}
