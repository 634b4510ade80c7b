//! The evaluation of modules: the values of names, each evaluated once.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use regex::Regex;

use super::ast::{Block, Expr, ExprKind, Step};
use super::convert::{self, Conversion, Type};
use super::eval::{Evaluated, Halt, excerpt};
use super::resources::InstanceSet;
use super::scope::Bindings;
use super::tree::{Module, ModuleTree};
use super::value::{Absence, Datum, Record, Val};
use crate::files::Loader;
use crate::model::Unknown;
use crate::source::{Budget, Expense, LIMITS, Place, SourceFile};

/// Evaluates the modules of one configuration.
pub(super) struct Evaluator<'m> {
    pub(super) loader: &'m Loader,
    pub(super) tree: &'m ModuleTree,
    pub(super) budget: Arc<Budget>,
    pub(super) packs: &'m super::packs::PackIndex,
    depth: Cell<usize>,
    /// The files that calls name, each read once.
    pub(super) files: RefCell<HashMap<PathBuf, Arc<SourceFile>>>,
    /// The regular expressions that calls name, each compiled once; nothing where that is refused.
    pub(super) regexes: RefCell<HashMap<String, Option<Regex>>>,
}

/// One use of a module: the root, or a call with its arguments.
pub(super) struct Instance<'m> {
    pub(super) module: &'m Module,
    /// `module.a[0].`, or nothing for the root.
    pub(super) prefix: String,
    pub(super) call: Option<Caller<'m>>,
    memo: RefCell<HashMap<(NameKind, String), Memo>>,
    calls: RefCell<HashMap<String, Rc<InstanceSet<Rc<Instance<'m>>>>>>,
    resources: RefCell<HashMap<String, Option<Rc<InstanceSet<Val>>>>>,
}

/// Where a module is called.
pub(super) struct Caller<'m> {
    pub(super) block: &'m Block,
    /// The values of names there.
    pub(super) scope: Bindings<'m>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum NameKind {
    Variable,
    Local,
    Output,
}

enum Memo {
    /// It is being evaluated: whoever asks is a part of it.
    Running,
    Done(Evaluated),
}

/// Counts the depth while it lives.
pub(super) struct Depth<'e>(&'e Cell<usize>);

impl Drop for Depth<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl<'m> Instance<'m> {
    pub(super) fn new(module: &'m Module, prefix: String, call: Option<Caller<'m>>) -> Rc<Self> {
        Rc::new(Instance {
            module,
            prefix,
            call,
            memo: RefCell::default(),
            calls: RefCell::default(),
            resources: RefCell::default(),
        })
    }

    /// Whether it is an instance of a module, or is called by one.
    fn is_within(&self, module: &Module) -> bool {
        let mut at = Some(self);
        while let Some(instance) = at {
            if std::ptr::eq(instance.module, module) {
                return true;
            }
            at = instance.call.as_ref().map(|call| &*call.scope.instance);
        }
        false
    }

    /// The value under a name, evaluated at most once.
    fn once(&self, kind: NameKind, name: &str, evaluate: impl FnOnce() -> Evaluated) -> Evaluated {
        let key = (kind, name.to_owned());
        match self.memo.borrow().get(&key) {
            Some(Memo::Done(value)) => return value.clone(),
            Some(Memo::Running) => {
                return Err(Halt::unknown(format!("{name} depends on itself")));
            }
            None => {}
        }
        self.memo.borrow_mut().insert(key.clone(), Memo::Running);
        let value = evaluate();
        self.memo
            .borrow_mut()
            .insert(key, Memo::Done(value.clone()));
        value
    }
}

impl<'m> Evaluator<'m> {
    pub(super) fn new(
        input: &super::ModuleInput<'m>,
        tree: &'m ModuleTree,
        budget: Arc<Budget>,
    ) -> Self {
        Evaluator {
            loader: input.loader,
            tree,
            budget,
            packs: input.packs,
            depth: Cell::new(0),
            files: RefCell::default(),
            regexes: RefCell::default(),
        }
    }

    pub(super) fn root(&self) -> Option<Rc<Instance<'m>>> {
        let root = self.tree.modules.first()?;
        Some(Instance::new(root, String::new(), None))
    }

    /// The directory that paths in functions are relative to.
    pub(super) fn root_directory(&self) -> &'m Path {
        let root = self.tree.modules.first();
        root.map_or(Path::new(""), |root| &root.directory)
    }

    /// Goes one level deeper; nothing where that is too deep, or too much has been evaluated.
    pub(super) fn enter(&self, place: Place) -> Option<Depth<'_>> {
        if self.depth.get() >= LIMITS.depth {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let depth = Depth(&self.depth);
        self.spend(Expense::ModuleValues, 1, place).then_some(depth)
    }

    pub(super) fn spend(&self, expense: Expense, amount: usize, place: Place) -> bool {
        self.budget.spend(expense, amount as u64, place)
    }

    /// The value of a name, or of a path that begins with one.
    pub(super) fn path(&self, scope: &Bindings<'m>, expr: &Expr) -> Evaluated {
        let place = expr.place();
        let (base, steps) = match &expr.kind {
            ExprKind::Path(base, steps) => (&**base, steps.as_slice()),
            _ => (expr, [].as_slice()),
        };
        let (value, rest) = match &base.kind {
            ExprKind::Name(name) => self.resolve(scope, name, steps, expr)?,
            _ => (self.eval(scope, base)?, steps),
        };
        let value = self.walk(scope, value, rest, place)?;
        // The place of a value is where it is written; that of an unknown value is where it is used.
        Ok(match value.gap() {
            Some(gap) => Val::unknown(Rc::clone(gap), place),
            None => value,
        })
    }

    /// The value that the first steps of a path lead to, and the steps that are left.
    fn resolve<'s>(
        &self,
        scope: &Bindings<'m>,
        name: &str,
        steps: &'s [Step],
        expr: &Expr,
    ) -> Evaluated<(Val, &'s [Step])> {
        if let Some(value) = scope.get(name) {
            return Ok((value.clone(), steps));
        }
        let missing = || Halt::error(format!("there is no {}", excerpt(expr)));
        if scope.is_template {
            return Err(missing());
        }
        let (Some(Step::Attribute(first)), rest) = (steps.first(), steps.get(1..)) else {
            return Err(missing());
        };
        let rest = rest.unwrap_or_default();
        let instance = &scope.instance;
        let value = match name {
            "var" => self.variable(instance, first, expr)?,
            "local" => {
                let local = instance.module.locals.get(first).ok_or_else(missing)?;
                let evaluate = || self.eval(&Bindings::new(instance), local);
                instance.once(NameKind::Local, first, evaluate)?
            }
            "path" => {
                let text = match first.as_str() {
                    "module" => instance.module.path.clone(),
                    "root" => ".".to_owned(),
                    "cwd" => self.root_directory().to_string_lossy().into_owned(),
                    _ => return Err(missing()),
                };
                convert::plain(&text, expr.place())
            }
            "terraform" => {
                let reason = "packlint does not know terraform.workspace";
                return Err(Halt::unknown(reason));
            }
            "each" | "count" | "self" => {
                return Err(Halt::unknown(format!(
                    "{} is not available here",
                    excerpt(expr)
                )));
            }
            "module" => return self.module_call(scope, first, rest, expr),
            kind => return self.resource(scope, kind, first, rest, expr),
        };
        Ok((value, rest))
    }

    fn variable(&self, instance: &Rc<Instance<'m>>, name: &str, expr: &Expr) -> Evaluated {
        let module = instance.module;
        let Some(block) = module.variables.get(name) else {
            return Err(Halt::error(format!("there is no variable {name}")));
        };
        instance.once(NameKind::Variable, name, || {
            let given = self.given(instance, name);
            if module.secrets.contains(name) {
                if let Some(Ok(given)) = &given {
                    self.hide(given);
                }
                return Ok(Val::unknown(Absence::new(Unknown::Sensitive), expr.place()));
            }
            let default = block.body.attribute("default");
            let nullable = block.body.attribute("nullable");
            let takes_null = nullable.and_then(|own| own.value.literal_flag()) != Some(false);
            let given = match given {
                Some(Ok(value)) if value.is_null() && !takes_null && default.is_some() => None,
                given => given,
            };
            let value = match (given, default) {
                (Some(value), _) => value?,
                (None, _) if instance.call.is_none() && self.tree.undecided.contains_key(name) => {
                    return Err(Halt::unknown(self.undecided_reason(name)));
                }
                (None, Some(default)) => self.eval(&Bindings::new(instance), &default.value)?,
                (None, None) => {
                    let reason = match instance.call {
                        Some(_) => format!("the call of the module does not set {name}"),
                        None => format!(
                            "var.{name} has no default and no value in terraform.tfvars or \
                             *.auto.tfvars"
                        ),
                    };
                    return Err(Halt::unknown(reason));
                }
            };
            let Some(declared) = block.body.attribute("type") else {
                return Ok(value);
            };
            let defaults = |default: &Expr| self.value(&Bindings::new(instance), default);
            let by = Conversion {
                defaults: &defaults,
                spend: &|values| self.spend(Expense::ModuleValues, values, expr.place()),
            };
            convert::convert_with(&value, &Type::parse(&declared.value), by)
        })
    }

    /// What the root's files of variables or the call of a module give a variable.
    fn given(&self, instance: &Rc<Instance<'m>>, name: &str) -> Option<Evaluated> {
        let (scope, value) = match &instance.call {
            Some(call) => {
                let argument = call.block.body.attribute(name)?;
                (call.scope.clone(), &argument.value)
            }
            None => (Bindings::new(instance), &self.tree.values.get(name)?.value),
        };
        Some(self.eval(&scope, value))
    }

    fn undecided_reason(&self, name: &str) -> String {
        let files = self.tree.undecided.get(name).map_or(&[][..], Vec::as_slice);
        format!(
            "var.{name} is set in {}, which Terraform reads only with -var-file: add --var-file",
            crate::text::all_of_many(files)
        )
    }

    /// Hides what the sensitive variables of an instance are given, whether anything names them or not.
    pub(super) fn hide_given(&self, instance: &Rc<Instance<'m>>) {
        let module = instance.module;
        let mut names: Vec<_> = module.variables.keys().collect();
        names.sort();
        for name in names {
            if module.secrets.contains(name)
                && let Some(Ok(given)) = self.given(instance, name)
            {
                self.hide(&given);
            }
        }
    }

    /// Hides what a sensitive variable is given.
    fn hide(&self, value: &Val) {
        match &value.data {
            Datum::List(list) => list.items.iter().for_each(|item| self.hide(item)),
            Datum::Object(object) => {
                let values = object.entries.values();
                values.for_each(|entry| self.hide(&entry.value));
            }
            Datum::Text(text) if !convert::is_plain(text) => text.outer.hide([text.whole]),
            _ => {
                let source = self.loader.sources.get(value.place.source);
                source.hide([value.place.span]);
            }
        }
    }

    /// The value of a reference to a called module.
    fn module_call<'s>(
        &self,
        scope: &Bindings<'m>,
        name: &str,
        rest: &'s [Step],
        expr: &Expr,
    ) -> Evaluated<(Val, &'s [Step])> {
        let Some(made) = self.called(&scope.instance, name) else {
            return Err(Halt::error(format!("there is no module {name}")));
        };
        let place = expr.place();
        match (&*made, rest) {
            (InstanceSet::One(instance), [Step::Attribute(output), rest @ ..]) => {
                Ok((self.output(instance, output)?, rest))
            }
            (made, rest) => {
                let all = |instance: &Rc<Instance<'m>>| self.outputs(instance, place);
                Ok(made.collection(all, rest, place))
            }
        }
    }

    /// The instances of a called module.
    pub(super) fn called(
        &self,
        instance: &Rc<Instance<'m>>,
        name: &str,
    ) -> Option<Rc<InstanceSet<Rc<Instance<'m>>>>> {
        if let Some(known) = instance.calls.borrow().get(name) {
            return Some(Rc::clone(known));
        }
        let call = instance.module.calls.get(name)?;
        let made = match &call.target {
            Err(unknown) => InstanceSet::Unknown(Absence::new(unknown.clone())),
            Ok(target) => {
                let module = self.tree.modules.get(*target)?;
                if instance.is_within(module) {
                    let reason = format!("module.{name} calls itself");
                    return Some(Rc::new(InstanceSet::Unknown(Absence::because(reason))));
                }
                let address = format!("{}module.{name}", instance.prefix);
                self.instances(
                    &Bindings::new(instance),
                    &call.block,
                    &address,
                    |scope, address| {
                        let caller = Caller {
                            block: &call.block,
                            scope,
                        };
                        Instance::new(module, format!("{address}."), Some(caller))
                    },
                )
            }
        };
        let made = Rc::new(made);
        instance
            .calls
            .borrow_mut()
            .insert(name.to_owned(), Rc::clone(&made));
        Some(made)
    }

    pub(super) fn output(&self, instance: &Rc<Instance<'m>>, name: &str) -> Evaluated {
        let Some(block) = instance.module.outputs.get(name) else {
            return Err(Halt::error(format!("the module has no output {name}")));
        };
        let Some(value) = block.body.attribute("value") else {
            return Err(Halt::error(format!("the output {name} has no value")));
        };
        instance.once(NameKind::Output, name, || {
            let is_marked = block.body.attribute("sensitive");
            match is_marked.is_some_and(|mark| mark.value.literal_flag() != Some(false)) {
                true => {
                    let gap = Absence::new(Unknown::Sensitive);
                    Ok(Val::unknown(gap, value.value.place()))
                }
                false => self.eval(&Bindings::new(instance), &value.value),
            }
        })
    }

    fn outputs(&self, instance: &Rc<Instance<'m>>, place: Place) -> Val {
        let mut object = Record::default();
        for name in instance.module.outputs.keys() {
            let value = self.output(instance, name);
            let value = value.unwrap_or_else(|stop| Val::unknown(stop.gap(), place));
            object.insert(name, place, value);
        }
        Datum::Object(Rc::new(object)).at(place)
    }

    /// The value of a reference to a resource or data source.
    fn resource<'s>(
        &self,
        scope: &Bindings<'m>,
        kind: &str,
        first: &str,
        rest: &'s [Step],
        expr: &Expr,
    ) -> Evaluated<(Val, &'s [Step])> {
        let (address, rest) = match (kind, rest) {
            ("data", [Step::Attribute(name), rest @ ..]) => (format!("data.{first}.{name}"), rest),
            _ => (format!("{kind}.{first}"), rest),
        };
        let Some(made) = self.made(&scope.instance, &address) else {
            return Err(Halt::error(format!("there is no {address}")));
        };
        let place = expr.place();
        Ok(made.collection(Val::clone, rest, place))
    }

    /// The instances of a resource.
    pub(super) fn made(
        &self,
        instance: &Rc<Instance<'m>>,
        address: &str,
    ) -> Option<Rc<InstanceSet<Val>>> {
        if let Some(known) = instance.resources.borrow().get(address) {
            let running = || {
                Rc::new(InstanceSet::Unknown(Absence::because(format!(
                    "{address} depends on itself"
                ))))
            };
            return Some(known.clone().unwrap_or_else(running));
        }
        let block = instance.module.resource(address)?;
        instance
            .resources
            .borrow_mut()
            .insert(address.to_owned(), None);
        let full = format!("{}{address}", instance.prefix);
        let made = self.instances(&Bindings::new(instance), block, &full, |scope, address| {
            self.resource_value(&scope, block, address)
        });
        let made = Rc::new(made);
        instance
            .resources
            .borrow_mut()
            .insert(address.to_owned(), Some(Rc::clone(&made)));
        Some(made)
    }
}
