//! What Terraform marks sensitive, by syntax: whether anything evaluates it or not, no report shows
//! it. A mark hides every value of its name: defaults, and what each file of variables says.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::Template;
use hcl_edit::visit::{Visit, visit_block, visit_expr};

use super::files::called_directories;
use super::tree::HclFile;
use super::{measure, without_bom};
use crate::files::{EntryKind, Files, Loader};
use crate::input::read::is_false;
use crate::source::{LIMITS, SourceFile, Span};
use crate::syntax::{Kind, Node, parse_json};

/// Attributes that mark the block that they are in, and those of it that are secret then.
const MARKS: [&str; 2] = ["sensitive", "is_sensitive"];
const SECRET: [&str; 3] = ["default", "value", "default_value"];
/// Files that declare variables, by the ends of their names. Of those that packlint does not check
/// only the marks are read.
const DECLARING: [&str; 4] = [".tf", ".tofu", ".tf.json", ".tofu.json"];
/// What every mark has in its name.
const WORD: &str = "sensitive";

/// The names that are marked in one module.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    variables: HashSet<String>,
    /// Whether a file that may mark something could not be understood.
    is_open: bool,
}

impl Secrets {
    /// Reads the marks of a module. `read` are the files of it that are checked, with what could be
    /// parsed of them.
    pub(super) fn read(
        loader: &Loader,
        directory: &Path,
        read: &[Arc<SourceFile>],
        parsed: &[HclFile],
    ) -> Self {
        let mut secrets = Secrets::default();
        for file in parsed {
            match &file.parsed {
                Some(body) => secrets.add_body(body),
                None => secrets.add_json(file.source.text.clone()),
            }
        }
        let is_broken =
            |source: &&Arc<SourceFile>| !parsed.iter().any(|file| file.source.id == source.id);
        for source in read.iter().filter(is_broken) {
            let is_json = source.name.ends_with(".json");
            secrets.is_open |= is_json || source.text.contains(WORD);
        }
        let is_read = |path: &Path| {
            read.iter()
                .any(|source| source.path.as_deref() == Some(path))
        };
        for entry in loader.files.entries(directory).unwrap_or_default() {
            let path = directory.join(&entry.name);
            let name = entry.name.to_string_lossy();
            if !DECLARING.iter().any(|end| name.ends_with(end)) || is_read(&path) {
                continue;
            }
            match entry.kind == EntryKind::Link && loader.leaves(directory, &path) {
                true => secrets.is_open = true,
                false => secrets.add_file(&loader.files, &path),
            }
        }
        secrets
    }

    fn add_file(&mut self, files: &Files, path: &Path) {
        if !files.is_file(path) {
            return;
        }
        let Ok(text) = files.read_text(path, LIMITS.file_bytes) else {
            self.is_open = true;
            return;
        };
        if path.extension().is_some_and(|end| end == "json") {
            return self.add_json(text);
        }
        let may_parse = measure::of_file(&text).is_within_limits();
        let parsed = may_parse.then(|| without_bom(&text).parse::<Body>());
        match parsed {
            Some(Ok(body)) => self.add_body(&body),
            _ => self.is_open |= text.contains(WORD),
        }
    }

    fn add_body(&mut self, body: &Body) {
        for block in body.get_blocks("variable") {
            let name = block.labels.first().map(|label| label.as_str().to_owned());
            self.variables.extend(name.filter(|_| is_marked(block)));
        }
    }

    /// Terraform's JSON: variables by their names, or lists of such objects.
    fn add_json(&mut self, text: String) {
        let parsed = parse_json(SourceFile::unregistered(text));
        let Some(root) = parsed.tree.root() else {
            self.is_open = true;
            return;
        };
        let is_it = |(key, _): &(Node<'_>, Node<'_>)| key.text() == Some("variable");
        let blocks = root
            .entries()
            .filter(is_it)
            .flat_map(|(_, node)| objects(node));
        for (name, variable) in blocks.flat_map(Node::entries) {
            let is_marked = objects(variable).iter().any(|variable| {
                let marks = variable
                    .entries()
                    .filter(|(key, _)| key.text() == Some("sensitive"));
                let mut marks = marks.map(|(_, mark)| mark);
                marks.any(|mark| !is_false(mark))
            });
            self.variables
                .extend(name.text().filter(|_| is_marked).map(str::to_owned));
        }
    }

    /// Whether any is marked, or may be.
    pub(super) fn is_any(&self) -> bool {
        self.is_open || !self.variables.is_empty()
    }

    /// Whether a variable is marked, or may be.
    pub(super) fn may_contain(&self, name: &str) -> bool {
        self.is_open || self.contains(name)
    }

    /// Whether a variable is marked.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    /// Hides what is secret in the files of a module and in its files of variables. Of a file that
    /// could not be parsed nothing is shown, where anything in the module is marked.
    pub(super) fn hide(&self, module: &[HclFile], values: &[HclFile], broken: &[Arc<SourceFile>]) {
        let is_any = self.is_any();
        let marked = broken.iter();
        for source in marked.filter(|source| is_any || source.text.contains(WORD)) {
            source.withhold();
        }
        for file in module.iter().chain(values) {
            if let Some(body) = &file.parsed {
                hide_marked(&file.source, |marked| marked.visit_body(body));
            }
        }
        for file in module {
            for block in file.body.blocks_of("variable") {
                if self.may_contain(block.label(0).unwrap_or_default()) {
                    let marked = SECRET.iter().flat_map(|name| block.body.attribute(name));
                    file.source.hide(marked.map(|marked| marked.value.span));
                }
            }
        }
        for file in values {
            for value in &file.body.attributes {
                if self.may_contain(&value.name) {
                    file.source.hide([value.value.span]);
                }
            }
        }
    }
}

/// Whether the files of a module have a mark, or of those that it calls; by their texts.
pub(super) fn may_mark(loader: &Loader, directory: &Path, deep: usize) -> bool {
    let mut texts = Vec::new();
    for entry in loader.files.entries(directory).unwrap_or_default() {
        let path = directory.join(&entry.name);
        let is_declaring = DECLARING
            .iter()
            .any(|end| path.to_string_lossy().ends_with(end));
        if is_declaring && loader.files.is_file(&path) && !loader.leaves(directory, &path) {
            match loader.files.read_text(&path, LIMITS.file_bytes) {
                Ok(text) => texts.push(text),
                Err(_) => return true,
            }
        }
    }
    let mut called = called_directories(directory, texts.iter().map(String::as_str));
    called.sort();
    called.dedup();
    texts.iter().any(|text| text.contains(WORD))
        || deep > 0
            && called
                .iter()
                .any(|called| may_mark(loader, called, deep - 1))
}

/// An object, or the objects of a list.
fn objects(node: Node<'_>) -> Vec<Node<'_>> {
    match node.kind() {
        Kind::Sequence => node.items().collect(),
        _ => vec![node],
    }
}

/// Hides what a template marks.
pub(super) fn hide_in_template(source: &SourceFile, template: &Template) {
    hide_marked(source, |marked| marked.visit_template(template));
}

fn hide_marked(source: &SourceFile, visit: impl FnOnce(&mut SecretSpans)) {
    if source.text.contains(WORD) {
        let mut marked = SecretSpans::default();
        visit(&mut marked);
        hide(source, marked.spans);
    }
}

fn hide(source: &SourceFile, spans: impl IntoIterator<Item = std::ops::Range<usize>>) {
    source.hide(
        spans
            .into_iter()
            .map(|span| Span::new(span.start, span.end)),
    );
}

/// Whether a block is marked. Terraform converts, and takes constant expressions: whatever does not
/// plainly say that the block is not sensitive is taken for a mark.
fn is_marked(block: &Block) -> bool {
    let marks = MARKS.iter().flat_map(|name| block.body.get_attribute(name));
    marks.into_iter().any(|mark| !says_no(&mark.value))
}

fn says_no(mark: &Expression) -> bool {
    match mark {
        Expression::Parenthesis(inner) => says_no(inner.inner()),
        Expression::Null(_) => true,
        mark => mark.as_bool() == Some(false) || mark.as_str() == Some("false"),
    }
}

fn marked_values(block: &Block) -> Vec<std::ops::Range<usize>> {
    let values = SECRET
        .iter()
        .flat_map(|name| block.body.get_attribute(name));
    values.filter_map(|value| value.value.span()).collect()
}

/// Where marked values are.
#[derive(Default)]
struct SecretSpans {
    spans: Vec<std::ops::Range<usize>>,
}

impl Visit for SecretSpans {
    fn visit_block(&mut self, node: &Block) {
        if is_marked(node) {
            self.spans.extend(marked_values(node));
        }
        visit_block(self, node);
    }

    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::FuncCall(call) if call.name.name.as_str() == WORD => {
                self.spans.extend(node.span());
            }
            _ => visit_expr(self, node),
        }
    }
}
