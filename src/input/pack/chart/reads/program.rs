//! The templates of a chart and of the charts within it, parsed, and how the charts are connected.

use std::collections::HashMap;
use std::rc::Rc;

use gotmpl::parse::{DefineNode, ListNode, Parser};

use super::paths::{Paths, ReadMark};
use crate::input::pack::chart::contents::Contents;
use crate::source::{Budget, Expense, LIMITS, Place};
use crate::syntax::{Kind, Node};

/// A chart, in the place where the values of the outermost chart have its values.
#[derive(Debug)]
pub(super) struct ChartScope {
    pub(super) name: String,
    /// The root of its values.
    pub(super) values: u32,
    /// The charts within it, by the keys of their values.
    pub(super) subcharts: Vec<(String, u32)>,
}

/// Why the templates cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotKnown;

/// The body of a template.
pub(super) type Body = Rc<ListNode>;

#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) scopes: Vec<ChartScope>,
    /// Bodies of templates, by their index.
    pub(super) bodies: Vec<Body>,
    /// The templates that are defined, by their names.
    pub(super) defined: HashMap<String, Vec<u32>>,
    /// The bodies that Helm renders, each with its chart.
    pub(super) rendered: Vec<(u32, u32)>,
    /// The bodies of the templates that a chart defines, each with it.
    pub(super) owners: Vec<(u32, u32)>,
    /// Texts of values and files that templates may be made of.
    pub(super) texts: Vec<u32>,
}

/// The bodies of a chart's templates.
#[derive(Debug, Default)]
struct Bodies {
    /// Those that Helm renders.
    rendered: Vec<u32>,
    /// Those that other templates can use.
    defined: Vec<u32>,
}

/// Parses templates within the limits.
#[derive(Clone, Copy)]
pub(super) struct TemplateLimits<'b> {
    pub(super) budget: &'b Budget,
    pub(super) place: Place,
}

/// A template, parsed, with the templates that it defines.
type Parsed = (ListNode, Vec<DefineNode>);

impl TemplateLimits<'_> {
    /// Parses a template; `Ok(None)` if it is none.
    pub(super) fn parse(self, text: &str) -> Result<Option<Parsed>, NotKnown> {
        let bytes = bytes_in_braces(text);
        if !self.budget.spend(Expense::TemplateBytes, bytes, self.place) {
            return Err(NotKnown);
        }
        // The parser follows such a chain by recursion without a limit of its own.
        if text.matches("else").count() > LIMITS.template_chain && has_long_chain(text) {
            self.budget.exceed(Expense::TemplateBytes, self.place);
            return Err(NotKnown);
        }
        let parser = Parser::new(text, "{{", "}}");
        Ok(parser.and_then(Parser::parse).ok())
    }
}

/// How many bytes of a template are within braces.
fn bytes_in_braces(text: &str) -> u64 {
    let mut bytes = 0;
    let mut rest = text;
    while let Some((_, inner)) = rest.split_once("{{") {
        let end = inner.find("}}").unwrap_or(inner.len());
        bytes += end as u64 + 4;
        rest = inner.get(end..).unwrap_or_default();
    }
    bytes
}

/// Whether more branches follow each other by `else if` than the limit allows.
fn has_long_chain(text: &str) -> bool {
    let mut chain = 0;
    let mut rest = text;
    while let Some((_, inner)) = rest.split_once("{{") {
        let action = inner.trim_start_matches('-').trim_start();
        let then = action.strip_prefix("else").map(str::trim_start);
        chain += usize::from(then.is_some_and(|then| then.starts_with(['i', 'w'])));
        if chain > LIMITS.template_chain {
            return true;
        }
        rest = inner;
    }
    false
}

impl Program {
    /// The program of a chart. `values` are trees whose texts may be templates too.
    pub(super) fn of(
        contents: &Contents,
        values: &[Node<'_>],
        paths: &mut Paths,
        limits: TemplateLimits<'_>,
    ) -> Result<Program, NotKnown> {
        let mut program = Program::default();
        let mut parsed = HashMap::new();
        for chart in contents.all() {
            let bodies = program.add_templates(chart, limits)?;
            parsed.insert(std::ptr::from_ref(chart), bodies);
        }
        program.add_scope(contents, Paths::ROOT, &[], paths, &parsed)?;
        let has_tpl = contents.all().iter().any(|chart| {
            let mut texts = chart.templates.iter();
            texts.any(|(_, text)| text.contains("tpl"))
        });
        if has_tpl {
            program.add_texts(contents, values, limits)?;
        }
        Ok(program)
    }

    pub(super) fn add_body(&mut self, body: ListNode) -> u32 {
        self.bodies.push(Rc::new(body));
        u32::try_from(self.bodies.len() - 1).unwrap_or(u32::MAX)
    }

    fn define(&mut self, defines: Vec<DefineNode>) -> Vec<u32> {
        let mut bodies = Vec::new();
        for define in defines {
            let body = self.add_body(define.body);
            let named = self.defined.entry(define.name.to_string()).or_default();
            named.push(body);
            bodies.push(body);
        }
        bodies
    }

    /// Adds the templates of a chart.
    fn add_templates(
        &mut self,
        chart: &Contents,
        limits: TemplateLimits<'_>,
    ) -> Result<Bodies, NotKnown> {
        let mut bodies = Bodies::default();
        for (path, text) in &chart.templates {
            let name = path.rsplit('/').next().unwrap_or_default();
            let is_partial = name.starts_with('_') || chart.is_library;
            if !text.contains("{{") {
                continue;
            }
            // Helm refuses a chart with a template that is none.
            let (list, defines) = limits.parse(text)?.ok_or(NotKnown)?;
            bodies.defined.extend(self.define(defines));
            if !is_partial {
                bodies.rendered.push(self.add_body(list));
            }
        }
        Ok(bodies)
    }

    /// Adds a chart whose values are at a path, and the charts within it.
    fn add_scope(
        &mut self,
        chart: &Contents,
        values: u32,
        globals: &[u32],
        paths: &mut Paths,
        bodies: &HashMap<*const Contents, Bodies>,
    ) -> Result<u32, NotKnown> {
        if self.scopes.len() > LIMITS.pack_files as usize {
            return Err(NotKnown);
        }
        let scope = u32::try_from(self.scopes.len()).unwrap_or(u32::MAX);
        self.scopes.push(ChartScope {
            name: chart.name.clone(),
            values,
            subcharts: Vec::new(),
        });
        if let Some(own) = bodies.get(&std::ptr::from_ref(chart)) {
            let rendered = own.rendered.iter().map(|body| (scope, *body));
            self.rendered.extend(rendered);
            let defined = own.defined.iter().map(|body| (scope, *body));
            self.owners.extend(defined);
        }
        let mut globals = globals.to_vec();
        globals.push(paths.child(values, "global"));
        if globals.len() > 1 {
            paths.set_globals(values, globals.clone());
        }
        for of in &chart.dependencies {
            read_dependency(of, values, paths);
            if chart.subchart(&of.key).is_none() {
                let missing = paths.child(values, &of.key);
                paths.mark(missing, ReadMark::Whole);
            }
        }
        for subchart in &chart.subcharts {
            for key in chart.keys_of(subchart) {
                let below = paths.child(values, key);
                let added = self.add_scope(subchart, below, &globals, paths, bodies)?;
                if let Some(scope) = self.scopes.get_mut(scope as usize) {
                    scope.subcharts.push((key.to_owned(), added));
                }
            }
        }
        Ok(scope)
    }

    /// Adds the texts of values and files that are templates.
    fn add_texts(
        &mut self,
        contents: &Contents,
        values: &[Node<'_>],
        limits: TemplateLimits<'_>,
    ) -> Result<(), NotKnown> {
        let mut texts = Vec::new();
        for chart in contents.all() {
            let own = chart.values().into_iter();
            own.for_each(|root| add_texts_of(root, &mut texts));
            let has_files = chart.templates.iter();
            if has_files
                .map(|(_, text)| text)
                .any(|text| text.contains(".Files"))
            {
                texts.extend(chart.files.iter().map(String::as_str));
            }
        }
        values
            .iter()
            .for_each(|node| add_texts_of(*node, &mut texts));
        texts.sort_unstable();
        texts.dedup();
        for text in texts {
            if let Some((list, defines)) = limits.parse(text)? {
                self.define(defines);
                let body = self.add_body(list);
                self.texts.push(body);
            }
        }
        Ok(())
    }
}

/// Marks what Helm itself reads for a dependency.
fn read_dependency(
    of: &crate::input::pack::chart::contents::ChartDependency,
    values: u32,
    paths: &mut Paths,
) {
    let mut read = |start, path: &str| {
        let at = path.split('.').fold(start, |at, key| paths.child(at, key));
        paths.mark(at, ReadMark::Whole);
    };
    for condition in &of.conditions {
        read(values, condition);
    }
    for tag in &of.tags {
        read(Paths::ROOT, &format!("tags.{tag}"));
    }
    for import in &of.imports {
        read(values, &format!("{}.{import}", of.key));
    }
}

/// Adds the scalars with braces, aliases not followed. A macro without quotes is meant as a text.
fn add_texts_of<'t>(node: Node<'t>, texts: &mut Vec<&'t str>) {
    if node.is_alias() {
        return;
    }
    if node.is_unquoted_macro() {
        texts.push(node.raw());
        return;
    }
    match node.kind() {
        Kind::Scalar(_) => texts.extend(node.text().filter(|text| text.contains("{{"))),
        Kind::Sequence => node.items().for_each(|item| add_texts_of(item, texts)),
        Kind::Mapping => node
            .entries()
            .for_each(|(_, value)| add_texts_of(value, texts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_within_braces_counts() {
        assert_eq!(bytes_in_braces("a {{ b }} c {{d"), 3 + 4 + 1 + 4);
        assert_eq!(bytes_in_braces("{{"), 4);
        assert_eq!(bytes_in_braces("a }} b"), 0);
    }
}
