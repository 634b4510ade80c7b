//! The value of an expression, as far as it can be told from the files alone.

use std::path::{Component, Path};

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::Template;

use super::secrets::{Secrets, hide_in_template};
use super::template::Encoder;
use super::{DEPTH, HclFile, Module, template};
use crate::files::FileProblem;
use crate::input::read::{Attribute, Data, Value};
use crate::model::Unknown;
use crate::source::{Expense, Place, Span};
use crate::syntax::Spelled;

/// Where an expression stands, and what names stand for in a template file.
#[derive(Clone, Copy)]
pub(crate) struct Env<'m, 'e> {
    pub(crate) file: &'m HclFile,
    pub(crate) names: Option<&'e Value>,
}

impl<'m> Env<'m, '_> {
    pub(crate) fn new(file: &'m HclFile) -> Self {
        Env { file, names: None }
    }
}

/// The names of a plain traversal: `local.a.b[0]` is local, a, b. Empty for anything else.
pub(crate) fn steps(expression: &Expression) -> Vec<&str> {
    let Expression::Traversal(traversal) = expression else {
        return Vec::new();
    };
    let Expression::Variable(base) = &traversal.expr else {
        return Vec::new();
    };
    let mut steps = vec![base.as_str()];
    for operator in &traversal.operators {
        match operator.value() {
            TraversalOperator::GetAttr(name) => steps.push(name.as_str()),
            TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_) => {}
            _ => return Vec::new(),
        }
    }
    steps
}

/// Why an expression's value is not known.
pub(crate) fn not_known(file: &HclFile, expression: &Expression) -> Unknown {
    let span = file.place(expression.span()).span;
    let text = span.slice(&file.source.text).trim();
    let line: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect();
    let why = match steps(expression).first() {
        Some(&"data") => "is read by Terraform: the plan's JSON has it",
        Some(&("each" | "count" | "self")) => "is not evaluated",
        Some(&"module") => "is another module's output",
        Some(_) => "is known to Terraform only: the plan's JSON may have it",
        None => "is not evaluated",
    };
    Unknown::Terraform(format!("{line} {why}"))
}

impl<'m> Module<'m> {
    /// The value of an expression.
    pub(crate) fn eval(&self, env: Env<'m, '_>, expression: &'m Expression, depth: usize) -> Value {
        let place = env.file.place(expression.span());
        let read = (depth <= DEPTH && self.budget.spend(Expense::ModuleValues, 1, place))
            .then(|| self.read(env, expression, place, depth))
            .filter(|read| match &read.data {
                Data::Text(spelled) => {
                    let bytes = spelled.content.len() as u64;
                    self.budget.spend(Expense::ModuleBytes, bytes, place)
                }
                _ => true,
            });
        read.unwrap_or_else(|| Value::unknown(not_known(env.file, expression), place))
    }

    fn read(
        &self,
        env: Env<'m, '_>,
        expression: &'m Expression,
        place: Place,
        depth: usize,
    ) -> Value {
        let file = env.file;
        let unknown = || Value::unknown(not_known(file, expression), place);
        let value = |data: Data| Value { place, data };
        match expression {
            Expression::Null(_) => value(Data::Null),
            Expression::Bool(flag) => value(Data::Bool(*flag.value())),
            Expression::Number(number) => value(Data::Number(number.value().to_string())),
            Expression::String(text) => template::quoted(file, place, text.value()),
            Expression::StringTemplate(parts) => {
                let pieces = self.pieces(env, parts.iter(), depth);
                template::quoted_template(file, place, &pieces)
            }
            Expression::HeredocTemplate(heredoc) => {
                let pieces = self.pieces(env, heredoc.template.iter(), depth);
                template::heredoc(file, place, heredoc.indent().unwrap_or(0), &pieces)
            }
            Expression::Array(array) => {
                let items = array.iter().map(|item| self.eval(env, item, depth + 1));
                value(Data::List(items.collect()))
            }
            Expression::Object(object) => {
                let mut fields = Vec::new();
                for (key, item) in object {
                    let (name, key) = match key {
                        ObjectKey::Ident(ident) => {
                            (Some(ident.as_str().to_owned()), file.place(ident.span()))
                        }
                        ObjectKey::Expression(key) => {
                            let read = self.eval(env, key, depth + 1);
                            (read.as_text().map(str::to_owned), read.place)
                        }
                    };
                    let Some(name) = name else { return unknown() };
                    let value = self.eval(env, item.expr(), depth + 1);
                    fields.push(Attribute { name, key, value });
                }
                value(Data::Object(fields))
            }
            Expression::Parenthesis(inner) => self.eval(env, inner.inner(), depth + 1),
            Expression::Variable(name) => {
                let named = env.names.and_then(|names| names.get(name.as_str()));
                named.map_or_else(unknown, |named| Value {
                    place,
                    data: named.data.clone(),
                })
            }
            Expression::Conditional(choice) => {
                match self.eval(env, &choice.cond_expr, depth + 1).data {
                    Data::Bool(true) => self.eval(env, &choice.true_expr, depth + 1),
                    Data::Bool(false) => self.eval(env, &choice.false_expr, depth + 1),
                    _ => unknown(),
                }
            }
            Expression::Traversal(traversal) => self
                .traversal(env, traversal, depth)
                .map_or_else(unknown, |found| self.at_use(found, place)),
            Expression::FuncCall(call) => {
                self.call(env, call, place, depth).unwrap_or_else(unknown)
            }
            _ => unknown(),
        }
    }

    /// A value of a variable or local is pointed at where it is written; one that is not known,
    /// where it is used.
    fn at_use(&self, value: Value, place: Place) -> Value {
        match value.data {
            Data::Unknown(_) => Value { place, ..value },
            _ => value,
        }
    }

    fn traversal(&self, env: Env<'m, '_>, traversal: &'m Traversal, depth: usize) -> Option<Value> {
        let Expression::Variable(base) = &traversal.expr else {
            return None;
        };
        let mut operators = traversal.operators.iter().map(|operator| operator.value());
        let mut value = match base.as_str() {
            kind @ ("var" | "local" | "path") => {
                let Some(TraversalOperator::GetAttr(name)) = operators.next() else {
                    return None;
                };
                match kind {
                    "var" => self.variable(name.as_str(), depth)?,
                    "local" => {
                        let (file, value) = self.locals.get(name.as_str())?;
                        self.eval(Env::new(file), value, depth + 1)
                    }
                    _ if name.as_str() == "module" => self.plain_text(env.file, "."),
                    _ => return None,
                }
            }
            name => env.names?.get(name)?.clone(),
        };
        for operator in operators {
            if let Data::Unknown(_) = value.data {
                return Some(value);
            }
            value = match operator {
                TraversalOperator::GetAttr(name) => value.get(name.as_str())?.clone(),
                TraversalOperator::LegacyIndex(at) => value
                    .items()
                    .get(usize::try_from(*at.value()).ok()?)?
                    .clone(),
                TraversalOperator::Index(key) => {
                    let key = self.eval(env, key, depth + 1);
                    match &key.data {
                        Data::Number(at) => value.items().get(at.parse::<usize>().ok()?)?.clone(),
                        _ => value.get(key.as_text()?)?.clone(),
                    }
                }
                _ => return None,
            };
        }
        Some(value)
    }

    fn plain_text(&self, file: &HclFile, text: &str) -> Value {
        let whole = Span::empty(0);
        let spelled = Spelled::new(&file.source, whole, text.to_owned(), Vec::new());
        Value {
            place: file.source.place(whole),
            data: Data::Text(Box::new(spelled)),
        }
    }

    fn variable(&self, name: &str, depth: usize) -> Option<Value> {
        let defined = self.variables.get(name)?;
        let unknown = |unknown| {
            // The place is that of its use.
            let at = Place {
                source: self.any_source()?,
                span: Span::empty(0),
            };
            Some(Value::unknown(unknown, at))
        };
        if self.secrets.contains(name) {
            return unknown(Unknown::Sensitive);
        }
        match defined {
            Some((file, value)) => Some(self.eval(Env::new(file), value, depth + 1)),
            None => unknown(Unknown::Terraform(format!(
                "the variable {name} has no default and no value in *.tfvars"
            ))),
        }
    }

    fn any_source(&self) -> Option<crate::source::SourceId> {
        let defined = self.variables.values().flatten().next();
        let local = self.locals.values().next();
        defined.or(local).map(|(file, _)| file.source.id)
    }

    fn call(
        &self,
        env: Env<'m, '_>,
        call: &'m FuncCall,
        place: Place,
        depth: usize,
    ) -> Option<Value> {
        let mut arguments = call.args.iter();
        let first = arguments.next()?;
        let name = call.name.name.as_str();
        match name {
            "tostring" | "tonumber" | "tolist" | "toset" | "tomap" | "nonsensitive" => {
                Some(self.eval(env, first, depth + 1))
            }
            "sensitive" => Some(Value::unknown(Unknown::Sensitive, place)),
            "yamlencode" | "jsonencode" => {
                let value = self.eval(env, first, depth + 1);
                Some(Encoder::encode(env.file, place, &value))
            }
            "file" | "templatefile" => {
                let path = self.eval(env, first, depth + 1);
                let source = match self.read_beside(path.as_text()?) {
                    Ok(source) => source,
                    Err(reason) => return Some(Value::unknown(Unknown::Terraform(reason), place)),
                };
                let whole = source.place(Span::new(0, source.text.len()));
                if name == "file" {
                    let text = source.text.clone();
                    let spelled = Spelled::new(&source, whole.span, text, vec![(0, 0)]);
                    let data = Data::Text(Box::new(spelled));
                    return Some(Value { place, data });
                }
                let names = self.eval(env, arguments.next()?, depth + 1);
                Some(self.template_file(&source, whole, &names, place, depth))
            }
            _ => None,
        }
    }

    fn template_file(
        &self,
        source: &std::sync::Arc<crate::source::SourceFile>,
        whole: Place,
        names: &Value,
        place: Place,
        depth: usize,
    ) -> Value {
        let reason =
            || Unknown::Terraform(format!("the template {} is not evaluated", source.name));
        let Ok(parsed) = source.text.parse::<Template>() else {
            return Value::unknown(reason(), place);
        };
        hide_in_template(source, &parsed);
        let file = HclFile {
            source: std::sync::Arc::clone(source),
            body: hcl_edit::structure::Body::new(),
        };
        // What the template's own names stand for is known; its file has no blocks to refer to.
        let module = Module {
            loader: self.loader,
            directory: self.directory,
            variables: std::collections::HashMap::new(),
            secrets: Secrets::default(),
            locals: std::collections::HashMap::new(),
            budget: std::sync::Arc::clone(&self.budget),
        };
        let env = Env {
            file: &file,
            names: Some(names),
        };
        let pieces = module.pieces(env, parsed.iter(), depth + 1);
        match pieces.is_evaluated {
            true => Value {
                place,
                data: template::plain(&file, whole, &pieces).data,
            },
            false => Value::unknown(reason(), place),
        }
    }

    /// Reads a file of the module.
    fn read_beside(&self, path: &str) -> Result<std::sync::Arc<crate::source::SourceFile>, String> {
        let relative = Path::new(path);
        let leaves = relative.has_root()
            || relative
                .components()
                .any(|part| matches!(part, Component::ParentDir | Component::Prefix(_)));
        if leaves {
            return Err(format!("the file {path} lies outside of the module"));
        }
        let full = self.directory.join(relative);
        let files = &self.loader.files;
        if !files.is_file(&full) || files.leaves(self.directory, &full) {
            return Err(format!("the file {path} is not in the module"));
        }
        let mut problems: Vec<FileProblem> = Vec::new();
        let source = self.loader.read(&full, &mut problems);
        source.ok_or_else(|| format!("the file {path} cannot be read"))
    }
}
