//! Follows the templates of a chart with sets of what each value can be in place of values, and notes
//! the paths that are read.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use gotmpl::parse::{BranchNode, CommandNode, Expr, ListNode, Node, Number, PipeNode, SmolStr};

use super::paths::Paths;
use super::program::{NotKnown, Program, TemplateLimits};
use super::values::{Atom, MadeObject, Texts, ValueSet};
use crate::source::{Expense, LIMITS};

/// Most things that one value can be; more are not told apart.
const MOST_ATOMS: usize = 256;
/// How often the templates are followed until nothing new comes up.
const MOST_ROUNDS: usize = 24;
/// Steps that are counted at once.
const STEPS: u64 = 1024;

/// What holds within one template.
pub(super) struct Activation {
    dot: ValueSet,
    root: ValueSet,
    variables: Vec<(SmolStr, ValueSet)>,
    /// Which use of the template it is.
    instance: u32,
}

/// Follows the templates.
pub(super) struct Interpreter<'b> {
    pub(super) program: Program,
    pub(super) paths: Paths,
    pub(super) texts: Texts,
    limits: TemplateLimits<'b>,
    pub(super) objects: HashMap<Atom, MadeObject>,
    /// Objects by the command that makes them and the use of the template that it is in.
    pub(super) sites: HashMap<(usize, u32), u32>,
    /// Uses of templates: by body and context.
    instances: HashMap<(u32, ValueSet), u32>,
    /// The uses that were followed in this round.
    done: HashSet<u32>,
    /// The uses that are being followed: a template that uses itself is one use.
    stack: Vec<(u32, u32)>,
    /// Texts with braces in the templates themselves, and their bodies if they are templates.
    pub(super) fragments: Vec<(u32, Option<u32>)>,
    /// Whether texts with braces are put together from parts.
    pub(super) is_assembled: bool,
    /// Whether a text that is not known was used as a template.
    pub(super) has_dynamic_text: bool,
    /// Whether templates are followed that no other uses.
    pub(super) is_unused: bool,
    /// Whether something was found after it was looked for.
    pub(super) is_dirty: bool,
    steps: u64,
    depth: usize,
}

pub(super) type Step<T> = Result<T, NotKnown>;

impl<'b> Interpreter<'b> {
    pub(super) fn new(program: Program, paths: Paths, limits: TemplateLimits<'b>) -> Self {
        Interpreter {
            program,
            paths,
            texts: Texts::default(),
            limits,
            objects: HashMap::new(),
            sites: HashMap::new(),
            instances: HashMap::new(),
            done: HashSet::new(),
            stack: Vec::new(),
            fragments: Vec::new(),
            is_assembled: false,
            has_dynamic_text: false,
            is_unused: false,
            is_dirty: false,
            steps: 0,
            depth: 0,
        }
    }

    /// The paths that are read.
    pub(super) fn run(mut self) -> Step<Paths> {
        let rendered = self.program.rendered.clone();
        for _ in 0..MOST_ROUNDS {
            self.is_dirty = false;
            self.done.clear();
            for (scope, body) in &rendered {
                let dot = Atom::Root(*scope).into();
                self.use_body(*body, &dot)?;
            }
            self.use_unused()?;
            self.escape_laid_over();
            if !self.is_dirty {
                return Ok(self.paths);
            }
        }
        Err(NotKnown)
    }

    /// Follows the templates that no other uses: what they read is the chart's business.
    fn use_unused(&mut self) -> Step<()> {
        let mut unused = self.program.owners.clone();
        let used = self
            .instances
            .iter()
            .filter(|(_, id)| self.done.contains(*id));
        let used: HashSet<u32> = used.map(|((body, _), _)| *body).collect();
        unused.retain(|(_, body)| !used.contains(body));
        self.is_unused = true;
        for (scope, body) in unused {
            self.use_body(body, &Atom::Root(scope).into())?;
        }
        self.is_unused = false;
        Ok(())
    }

    /// What templates put into values that are read with all that is below them is read too.
    fn escape_laid_over(&mut self) {
        let over = self.objects.keys();
        let over =
            over.filter(|atom| matches!(atom, Atom::Path(at) if self.paths.is_in_whole(*at)));
        let mut over: Vec<Atom> = over.copied().collect();
        over.sort_unstable();
        for atom in over {
            self.escape(&atom.into());
        }
    }

    fn step(&mut self) -> Step<()> {
        if self.steps == 0 {
            let TemplateLimits { budget, place } = self.limits;
            if !budget.spend(Expense::TemplateSteps, STEPS, place) {
                return Err(NotKnown);
            }
            self.steps = STEPS;
        }
        self.steps -= 1;
        Ok(())
    }

    fn deeper<T>(&mut self, go: impl FnOnce(&mut Self) -> Step<T>) -> Step<T> {
        self.step()?;
        self.depth += 1;
        if self.depth > LIMITS.template_depth {
            let TemplateLimits { budget, place } = self.limits;
            budget.exceed(Expense::TemplateSteps, place);
            return Err(NotKnown);
        }
        let done = go(self);
        self.depth -= 1;
        done
    }

    /// Parses a text that a template uses as one; `None` if it is none.
    pub(super) fn parse(&mut self, text: &str) -> Step<Option<u32>> {
        let parsed = self.limits.parse(text)?;
        Ok(parsed.map(|(list, _)| self.program.add_body(list)))
    }

    /// Follows a template with a context, once a round.
    pub(super) fn use_body(&mut self, body: u32, dot: &ValueSet) -> Step<()> {
        let next = u32::try_from(self.instances.len()).unwrap_or(u32::MAX);
        let instance = self.instances.entry((body, dot.clone())).or_insert(next);
        let mut instance = *instance;
        if !self.done.insert(instance) {
            return Ok(());
        }
        // Within itself a template makes the same objects, so that recursion comes to an end.
        let outer = self.stack.iter().find(|(of, _)| *of == body);
        instance = outer.map_or(instance, |(_, instance)| *instance);
        let Some(list) = self.program.bodies.get(body as usize).map(Rc::clone) else {
            return Ok(());
        };
        let mut frame = Activation {
            dot: dot.clone(),
            root: dot.clone(),
            variables: Vec::new(),
            instance,
        };
        self.stack.push((body, instance));
        let followed = self.list(&list, &mut frame);
        self.stack.pop();
        followed
    }

    /// Follows a text with another context, as a template of its own.
    fn list(&mut self, list: &ListNode, frame: &mut Activation) -> Step<()> {
        self.deeper(|machine| {
            let scope = frame.variables.len();
            for node in &list.nodes {
                machine.node(node, frame)?;
            }
            frame.variables.truncate(scope);
            Ok(())
        })
    }

    fn node(&mut self, node: &Node, frame: &mut Activation) -> Step<()> {
        let scope = frame.variables.len();
        match node {
            Node::List(list) => self.list(list, frame)?,
            Node::Action(action) => {
                let value = self.pipe(&action.pipe, frame)?;
                if action.pipe.decl.is_empty() {
                    self.escape(&value);
                }
                return Ok(());
            }
            Node::If(branch) => {
                let value = self.pipe(&branch.pipe, frame)?;
                self.truth(&value);
                if !value.is_nil() {
                    self.list(&branch.body, frame)?;
                }
                self.otherwise(branch, frame)?;
            }
            Node::With(branch) => {
                let value = self.pipe(&branch.pipe, frame)?;
                self.truth(&value);
                if !value.is_nil() {
                    self.within(&branch.body, value, frame)?;
                }
                self.otherwise(branch, frame)?;
            }
            Node::Range(branch) => self.range(branch, frame)?,
            Node::Template(template) => {
                let dot = match &template.pipe {
                    Some(pipe) => self.pipe(pipe, frame)?,
                    None => ValueSet::nil(),
                };
                self.use_named(&template.name, &dot)?;
            }
            Node::Text(_) | Node::Define(_) | Node::Break(_) | Node::Continue(_) => {}
        }
        frame.variables.truncate(scope);
        Ok(())
    }

    fn otherwise(&mut self, branch: &BranchNode, frame: &mut Activation) -> Step<()> {
        match &branch.else_body {
            Some(list) => self.list(list, frame),
            None => Ok(()),
        }
    }

    fn within(&mut self, list: &ListNode, dot: ValueSet, frame: &mut Activation) -> Step<()> {
        let outer = std::mem::replace(&mut frame.dot, dot);
        let followed = self.list(list, frame);
        frame.dot = outer;
        followed
    }

    fn range(&mut self, branch: &BranchNode, frame: &mut Activation) -> Step<()> {
        let over = self.commands(&branch.pipe, frame)?;
        self.truth(&over);
        self.escape_contexts(&over);
        let items = self.items(&over);
        if !over.is_nil() {
            let keys = self.key_names(&over);
            // A variable that the body sets has that value in the next turn.
            for _ in 0..2 {
                let scope = frame.variables.len();
                match branch.pipe.decl.as_slice() {
                    [] => {}
                    [item] => self.bind(&branch.pipe, item, items.clone(), frame),
                    [key, item, ..] => {
                        self.bind(&branch.pipe, key, keys.clone(), frame);
                        self.bind(&branch.pipe, item, items.clone(), frame);
                    }
                }
                let before: Vec<ValueSet> = frame.variables.iter().map(|of| of.1.clone()).collect();
                self.within(&branch.body, items.clone(), frame)?;
                let is_same = frame
                    .variables
                    .iter()
                    .zip(&before)
                    .all(|((_, now), before)| now == before);
                frame.variables.truncate(scope);
                if is_same {
                    break;
                }
            }
        }
        self.otherwise(branch, frame)
    }

    fn bind(&mut self, pipe: &PipeNode, name: &SmolStr, value: ValueSet, frame: &mut Activation) {
        if pipe.is_assign {
            let known = frame.variables.iter_mut().rev().find(|of| of.0 == *name);
            if let Some((_, known)) = known {
                known.add(&value);
            }
        } else {
            frame.variables.push((name.clone(), value));
        }
    }

    fn pipe(&mut self, pipe: &PipeNode, frame: &mut Activation) -> Step<ValueSet> {
        let value = self.commands(pipe, frame)?;
        for name in &pipe.decl {
            self.bind(pipe, name, value.clone(), frame);
        }
        Ok(value)
    }

    fn commands(&mut self, pipe: &PipeNode, frame: &mut Activation) -> Step<ValueSet> {
        self.deeper(|machine| {
            let mut piped = None;
            for command in &pipe.commands {
                piped = Some(machine.command(command, piped, frame)?);
            }
            Ok(piped.unwrap_or_default())
        })
    }

    fn command(
        &mut self,
        command: &CommandNode,
        piped: Option<ValueSet>,
        frame: &mut Activation,
    ) -> Step<ValueSet> {
        let Some((first, rest)) = command.args.split_first() else {
            return Ok(ValueSet::nil());
        };
        let site = (std::ptr::from_ref(command).addr(), frame.instance);
        let name = match first {
            Expr::Identifier(_, name) => Some(name),
            _ => None,
        };
        let own = match name {
            Some(_) => None,
            None => Some(self.expression(first, frame)?),
        };
        let mut arguments = Vec::new();
        for argument in rest {
            arguments.push(self.expression(argument, frame)?);
        }
        arguments.extend(piped);
        let value = match (name, own) {
            (Some(name), _) => self.call(name, arguments, site)?,
            (None, Some(own)) if arguments.is_empty() => own,
            // A method of something that is no value of the chart.
            (None, _) => {
                arguments.iter().for_each(|argument| self.escape(argument));
                ValueSet::other()
            }
        };
        Ok(self.bounded(value))
    }

    /// A value that can be too many things is anything.
    fn bounded(&mut self, value: ValueSet) -> ValueSet {
        if value.atoms().len() <= MOST_ATOMS {
            return value;
        }
        self.escape(&value);
        ValueSet::other()
    }

    fn expression(&mut self, expression: &Expr, frame: &mut Activation) -> Step<ValueSet> {
        self.step()?;
        Ok(match expression {
            Expr::Dot(_) => frame.dot.clone(),
            Expr::Field(_, fields) => {
                let dot = frame.dot.clone();
                self.chain(dot, fields)
            }
            Expr::Variable(_, name, fields) => {
                let variables = frame.variables.iter().rev();
                let value = match name.trim_start_matches('$') {
                    "" => Some(&frame.root),
                    _ => variables.clone().find(|of| of.0 == *name).map(|of| &of.1),
                };
                let value = value.cloned().unwrap_or_default();
                self.chain(value, fields)
            }
            Expr::Identifier(_, name) => self.call(name, Vec::new(), (0, frame.instance))?,
            Expr::String(_, text) => {
                let id = self.texts.id(text);
                self.note_fragment(id, text)?;
                Atom::Text(id).into()
            }
            // An index of a list.
            Expr::Number(_, Number::Int(number)) => {
                Atom::Text(self.texts.id(&number.to_string())).into()
            }
            Expr::Number(..) | Expr::Bool(..) => ValueSet::other(),
            Expr::Nil(_) => ValueSet::nil(),
            Expr::Pipe(_, pipe) => self.pipe(pipe, frame)?,
            Expr::Chain(_, inner, fields) => {
                let value = self.deeper(|machine| machine.expression(inner, frame))?;
                self.chain(value, fields)
            }
        })
    }

    /// Notes a text with braces: it may become a template together with others.
    fn note_fragment(&mut self, id: u32, text: &str) -> Step<()> {
        if !text.contains("{{") || self.fragments.iter().any(|(known, _)| *known == id) {
            return Ok(());
        }
        let body = self.parse(text)?;
        self.fragments.push((id, body));
        self.is_dirty |= self.has_dynamic_text;
        Ok(())
    }

    fn chain(&mut self, start: ValueSet, fields: &[SmolStr]) -> ValueSet {
        fields
            .iter()
            .fold(start, |value, field| self.child(&value, field))
    }
}
