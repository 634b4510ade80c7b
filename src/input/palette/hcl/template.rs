//! Texts of HCL: quoted, heredocs and template files, with their interpolations and directives.

use std::rc::Rc;

use super::ast::{Expr, TemplateExpr, TemplatePart};
use super::convert;
use super::eval::{Evaluated, Halt, elements};
use super::module::Evaluator;
use super::scope::Bindings;
use super::text::Writer;
use super::value::{Datum, Val};
use crate::source::Expense;

impl<'m> Evaluator<'m> {
    /// The text of a template. One that is a single interpolation is that value.
    pub(super) fn template(
        &self,
        scope: &Bindings<'m>,
        expr: &Expr,
        template: &TemplateExpr,
    ) -> Evaluated {
        if let [TemplatePart::Interpolation(_, inner)] = template.parts.as_slice() {
            return self.eval(scope, inner);
        }
        let mut writer = Writer::new(&expr.source, template.whole);
        if template.parts.is_empty() {
            writer.run(template.whole.start + 1);
        }
        self.parts(scope, &template.parts, &mut writer)?;
        let place = expr.source.place(template.shown);
        Ok(Datum::Text(Rc::new(writer.finish())).at(place))
    }

    fn parts(
        &self,
        scope: &Bindings<'m>,
        parts: &[TemplatePart],
        writer: &mut Writer,
    ) -> Evaluated<()> {
        for part in parts {
            match part {
                TemplatePart::Literal(literal) => {
                    self.spend_text(literal.text.len(), writer)?;
                    writer.literal(literal);
                }
                TemplatePart::Interpolation(span, expr) => {
                    writer.run(span.start);
                    let value = self.eval(scope, expr)?;
                    let before = writer.content.len();
                    self.interpolate(&value, writer)?;
                    let bytes = writer.content.len() - before;
                    self.spend_text(bytes, writer)?;
                }
                TemplatePart::If {
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
                TemplatePart::For {
                    key_name,
                    value_name,
                    collection,
                    parts,
                } => {
                    let collection = self.eval(scope, collection)?;
                    let (_, (items, open)) = elements(&collection)?;
                    if let Some(gap) = open {
                        return Err(Halt::Unknown(gap));
                    }
                    for (key, value) in items {
                        if !self.spend(Expense::ModuleValues, 1, value.place) {
                            return Err(Halt::unknown("the text takes too many steps"));
                        }
                        let mut names = vec![(value_name.as_str(), value)];
                        names.extend(key_name.as_deref().map(|name| (name, key)));
                        self.parts(&scope.with(names), parts, writer)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn spend_text(&self, bytes: usize, writer: &Writer) -> Evaluated<()> {
        match self.spend(Expense::ModuleBytes, bytes, writer.place()) {
            true => Ok(()),
            false => Err(Halt::unknown("the text is too long")),
        }
    }

    /// Takes a value into a text. One that is not known becomes a hole, so that the rest of the text
    /// can still be read.
    fn interpolate(&self, value: &Val, writer: &mut Writer) -> Evaluated<()> {
        match &value.data {
            Datum::Text(text) => writer.text(text),
            Datum::Unknown(gap) => writer.hole(&gap.why.reason()),
            Datum::Null => return Err(Halt::error("null is put into a text")),
            Datum::List(_) | Datum::Object(_) => {
                return Err(Halt::error("a collection is put into a text"));
            }
            Datum::Bool(_) | Datum::Number(_) => match convert::text(value) {
                Ok(text) => writer.content.push_str(&text),
                Err(stop) => writer.hole(&stop.gap().why.reason()),
            },
        }
        Ok(())
    }
}
