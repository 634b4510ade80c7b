//! The modules that one configuration consists of: a directory, and those that its calls lead to.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::structure;

use super::ModuleInput;
use super::ast::{Assignment, Block, Body, Expr};
use super::comments::read_comments;
use super::files::{
    ModuleFiles, called_directories, is_override, module_files, other_variable_files,
};
use super::lower::Lower;
use super::secrets::{Secrets, may_mark};
use super::{cause, char_at, json, measure, without_bom};
use crate::files::{FileProblem, Loader};
use crate::model::Unknown;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Budget, SourceFile, Span, clean};
use crate::syntax::{Comments, Node, parse_json};

/// A file that was parsed.
pub(super) struct HclFile {
    pub(super) source: Arc<SourceFile>,
    /// What its parser gives; nothing for JSON.
    pub(super) parsed: Option<structure::Body>,
    pub(super) body: Body,
}

/// The blocks of one directory, by what they are.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) directory: PathBuf,
    /// The directory as `path.module` has it.
    pub(super) path: String,
    pub(super) variables: HashMap<String, Block>,
    pub(super) locals: HashMap<String, Rc<Expr>>,
    pub(super) outputs: BTreeMap<String, Block>,
    pub(super) calls: BTreeMap<String, ModuleCall>,
    pub(super) resources: Vec<Block>,
    /// Positions of resources and data sources, by their addresses.
    addresses: HashMap<String, usize>,
    pub(super) secrets: Secrets,
}

/// A call of a module, and what it leads to.
#[derive(Debug)]
pub(super) struct ModuleCall {
    pub(super) block: Block,
    /// The position of the module, or why it is not read.
    pub(super) target: Result<usize, Unknown>,
}

/// All modules, the first of them the root, and what reading them gave.
#[derive(Debug, Default)]
pub(super) struct ModuleTree {
    pub(super) modules: Vec<Module>,
    /// Values of the root's variables.
    pub(super) values: HashMap<String, Assignment>,
    /// Variables of the root that files set which Terraform reads only where it is told to.
    pub(super) undecided: HashMap<String, Vec<String>>,
    pub(super) problems: Vec<Problem>,
    pub(super) comments: Vec<Comments>,
}

/// How many calls deep the modules are looked at that a file names which does not parse.
const MODULES_DEEP: usize = 3;

/// Reads modules.
pub(super) struct TreeReader<'l> {
    loader: &'l Loader,
    budget: &'l Budget,
    tree: ModuleTree,
    by_directory: HashMap<PathBuf, usize>,
    /// The files that do not parse, each with the directory of its module.
    broken: Vec<(PathBuf, Arc<SourceFile>)>,
    /// All files of called modules that were read.
    pub(super) files: Vec<PathBuf>,
}

/// The address of a resource or data source in its module.
pub(super) fn address(block: &Block) -> String {
    let (kind, name) = (block.label(0), block.label(1));
    let prefix = if block.kind == "data" { "data." } else { "" };
    format!(
        "{prefix}{}.{}",
        kind.unwrap_or_default(),
        name.unwrap_or_default()
    )
}

impl Module {
    /// The block at an address: `TYPE.NAME`, or `data.TYPE.NAME`.
    pub(super) fn resource(&self, address: &str) -> Option<&Block> {
        self.resources.get(*self.addresses.get(address)?)
    }

    fn add(&mut self, body: Body, overrides: bool) {
        for block in body.blocks {
            let name = block.label(0).unwrap_or_default().to_owned();
            match block.kind.as_str() {
                "variable" => put(&mut self.variables, name, block, overrides),
                "output" => match self.outputs.get_mut(&name) {
                    Some(known) if overrides => merge(known, block),
                    _ => drop(self.outputs.insert(name, block)),
                },
                "module" => match self.calls.get_mut(&name) {
                    Some(known) if overrides => merge(&mut known.block, block),
                    _ => {
                        let target = Err(Unknown::Terraform(String::new()));
                        self.calls.insert(name, ModuleCall { block, target });
                    }
                },
                "locals" => {
                    let locals = block.body.attributes.into_iter();
                    self.locals
                        .extend(locals.map(|local| (local.name, local.value)));
                }
                "resource" | "data" => {
                    let address = address(&block);
                    let known = self.addresses.get(&address).copied();
                    match known.and_then(|at| self.resources.get_mut(at)) {
                        Some(known) if overrides => merge(known, block),
                        _ => {
                            self.addresses.insert(address, self.resources.len());
                            self.resources.push(block);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn put(map: &mut HashMap<String, Block>, name: String, block: Block, overrides: bool) {
    match map.get_mut(&name) {
        Some(known) if overrides => merge(known, block),
        _ => drop(map.insert(name, block)),
    }
}

/// What a block is called for the merge: a dynamic block counts as those that it makes.
fn block_kind(block: &Block) -> &str {
    match block.kind.as_str() {
        "dynamic" => block.label(0).unwrap_or_default(),
        kind => kind,
    }
}

/// Merges a block of an override file into the original one, as Terraform does.
fn merge(known: &mut Block, over: Block) {
    for attribute in over.body.attributes {
        let own = &mut known.body.attributes;
        match own.iter_mut().find(|own| own.name == attribute.name) {
            Some(own) => *own = attribute,
            None => own.push(attribute),
        }
    }
    let replaced = |own: &Block| {
        let mut blocks = over.body.blocks.iter();
        blocks.any(|block| block_kind(block) == block_kind(own))
    };
    known.body.blocks.retain(|own| !replaced(own));
    known.body.blocks.extend(over.body.blocks);
}

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Configuration,
    Values,
}

/// Parses a file; what is wrong with it is recorded.
fn parse(
    source: &Arc<SourceFile>,
    of: Purpose,
    budget: &Budget,
    problems: &mut Vec<Problem>,
) -> Option<HclFile> {
    let start = source.place(Span::empty(0));
    let is_json = source
        .path
        .as_deref()
        .is_some_and(|path| path.extension() == Some("json".as_ref()));
    if is_json {
        return parse_json_file(source, of, budget, problems);
    }
    if !measure::of_file(&source.text).spend(budget, start) {
        return None;
    }
    match without_bom(&source.text).parse::<structure::Body>() {
        Ok(body) => Some(HclFile {
            source: Arc::clone(source),
            body: Lower::new(source).body(&body),
            parsed: Some(body),
        }),
        Err(error) => {
            let at = error.location().offset();
            let quote = cause::open_quote(&source.text, at);
            problems.push(Problem {
                place: source.place(quote.unwrap_or_else(|| char_at(&source.text, at))),
                kind: ProblemKind::Unrecognised {
                    form: "valid Terraform",
                    expected: match quote {
                        Some(_) => "a quote is not closed on its line".to_owned(),
                        None => cause::reason(error.message()),
                    },
                },
            });
            None
        }
    }
}

fn parse_json_file(
    source: &Arc<SourceFile>,
    of: Purpose,
    budget: &Budget,
    problems: &mut Vec<Problem>,
) -> Option<HclFile> {
    let parsed = parse_json(Arc::clone(source));
    problems.extend(Problem::of_parsed(&parsed));
    // Which of its texts are secret is not looked at.
    if of == Purpose::Configuration && source.text.contains("sensitive") {
        source.withhold();
    }
    let root = parsed.tree.root()?;
    if !may_parse_texts(root, budget) {
        return None;
    }
    Some(HclFile {
        source: Arc::clone(source),
        parsed: None,
        body: match of {
            Purpose::Configuration => json::configuration(root),
            Purpose::Values => json::values(root),
        },
    })
}

/// Whether the values of a JSON file, and the templates and types in its texts, are within the budget.
fn may_parse_texts(node: Node<'_>, budget: &Budget) -> bool {
    let own = match node.text() {
        Some(text) => {
            let (code, template) = (measure::of_file(text), measure::of_template(text));
            measure::ParsingCost {
                tokens: 1 + template.tokens,
                key_steps: code.key_steps.max(template.key_steps),
            }
        }
        None => measure::ParsingCost {
            tokens: 1,
            key_steps: 0,
        },
    };
    let entries = node.entries().map(|(_, value)| value);
    own.spend(budget, node.place())
        && node
            .items()
            .chain(entries)
            .all(|inner| may_parse_texts(inner, budget))
}

impl<'l> TreeReader<'l> {
    /// Reads a root module from its files, and the modules that it calls.
    pub(super) fn read(input: &ModuleInput<'l>, budget: &'l Budget) -> (ModuleTree, Vec<PathBuf>) {
        let mut reader = TreeReader {
            loader: input.loader,
            budget,
            tree: ModuleTree::default(),
            by_directory: HashMap::new(),
            broken: Vec::new(),
            files: Vec::new(),
        };
        let all = [input.variable_files, input.named_variable_files].concat();
        reader.module(input.directory, ".".to_owned(), input.sources, &all);
        if input.named_variable_files.is_empty() {
            reader.look_for_values(input.directory);
        }
        let mut next = 0;
        while next < reader.tree.modules.len() {
            reader.follow(next);
            next += 1;
        }
        reader.hide_arguments();
        (reader.tree, reader.files)
    }

    /// Notes which variables are set by files that are not named.
    fn look_for_values(&mut self, directory: &Path) {
        for path in other_variable_files(self.loader, directory) {
            let mut unread: Vec<FileProblem> = Vec::new();
            let Some(source) = self.loader.read(&path, &mut unread) else {
                continue;
            };
            let file = parse(&source, Purpose::Values, self.budget, &mut Vec::new());
            self.loader.sources.release(source.id);
            for value in file.map_or(Vec::new(), |file| file.body.attributes) {
                let is_set = self.tree.values.contains_key(&value.name);
                let names = self.tree.undecided.entry(value.name).or_default();
                if !is_set {
                    names.push(source.name.clone());
                }
            }
        }
        self.tree.undecided.retain(|_, files| !files.is_empty());
    }

    fn module(
        &mut self,
        directory: &Path,
        path: String,
        sources: &[Arc<SourceFile>],
        variable_files: &[PathBuf],
    ) -> usize {
        let mut problems = Vec::new();
        let mut unread: Vec<FileProblem> = Vec::new();
        let variable_sources: Vec<_> = variable_files
            .iter()
            .filter_map(|path| self.loader.read(path, &mut unread))
            .collect();
        problems.extend(unread.into_iter().map(Problem::from));
        let mut parse_all = |sources: &[Arc<SourceFile>], of: Purpose| -> Vec<HclFile> {
            let parsed = sources
                .iter()
                .map(|source| parse(source, of, self.budget, &mut problems));
            parsed.flatten().collect()
        };
        let files = parse_all(sources, Purpose::Configuration);
        let values = parse_all(&variable_sources, Purpose::Values);
        let secrets = Secrets::read(self.loader, directory, sources, &files);
        let mut broken = [sources, &variable_sources].concat();
        broken.retain(|source| {
            let mut parsed = files.iter().chain(&values);
            !parsed.any(|file| file.source.id == source.id)
        });
        secrets.hide(&files, &values, &broken);
        let broken = broken.into_iter();
        self.broken
            .extend(broken.map(|source| (directory.to_path_buf(), source)));
        let comments = files.iter().chain(&values).filter_map(read_comments);
        self.tree.comments.extend(comments);
        self.tree.problems.extend(problems);
        let mut module = Module {
            directory: directory.to_path_buf(),
            path,
            secrets,
            ..Module::default()
        };
        let is_over = |file: &HclFile| file.source.path.as_deref().is_some_and(is_override);
        let (over, plain): (Vec<_>, Vec<_>) = files.into_iter().partition(is_over);
        for file in plain {
            module.add(file.body, false);
        }
        for file in over {
            module.add(file.body, true);
        }
        for file in values {
            let attributes = file.body.attributes.into_iter();
            self.tree
                .values
                .extend(attributes.map(|attribute| (attribute.name.clone(), attribute)));
        }
        self.by_directory
            .insert(clean(directory), self.tree.modules.len());
        self.tree.modules.push(module);
        self.tree.modules.len() - 1
    }

    /// Reads the modules that a module calls.
    fn follow(&mut self, at: usize) {
        let Some(module) = self.tree.modules.get(at) else {
            return;
        };
        let directory = module.directory.clone();
        let path = module.path.clone();
        let sources: Vec<_> = module
            .calls
            .iter()
            .map(|(name, call)| {
                let source = call.block.body.attribute("source");
                let source = source.and_then(|source| source.value.literal_text());
                (name.clone(), source.map(str::to_owned))
            })
            .collect();
        for (name, source) in sources {
            let target = self.target(&directory, &path, source.as_deref());
            let module = self.tree.modules.get_mut(at);
            if let Some(call) = module.and_then(|module| module.calls.get_mut(&name)) {
                call.target = target.map_err(|reason| {
                    Unknown::Terraform(format!("module.{name} is not read: {reason}"))
                });
            }
        }
    }

    /// Hides what calls give to variables that are marked where they are declared. A file that does not
    /// parse may call any of the modules that it names, and give them anything.
    fn hide_arguments(&self) {
        let modules = &self.tree.modules;
        let is_marked = |module: &&Module| module.secrets.is_any();
        for call in modules.iter().flat_map(|module| module.calls.values()) {
            let target = call.target.as_ref().ok();
            let target = target.and_then(|at| modules.get(*at)).filter(is_marked);
            for argument in target.iter().flat_map(|_| &call.block.body.attributes) {
                if target.is_some_and(|target| target.secrets.may_contain(&argument.name)) {
                    argument.value.source.hide([argument.value.span]);
                }
            }
        }
        let is_any = modules.iter().any(|module| is_marked(&module));
        for (directory, source) in &self.broken {
            let called = called_directories(directory, std::iter::once(source.text.as_str()));
            let may_mark = |called: &PathBuf| may_mark(self.loader, called, MODULES_DEEP);
            if is_any || called.iter().any(may_mark) {
                source.withhold();
            }
        }
    }

    fn target(
        &mut self,
        directory: &Path,
        path: &str,
        source: Option<&str>,
    ) -> Result<usize, String> {
        let source = source.ok_or("its source is not a plain text")?;
        if !is_local(source) {
            return Err(format!("its source {source} is not a local directory"));
        }
        let target = clean(&directory.join(source));
        if let Some(known) = self.by_directory.get(&target) {
            return Ok(*known);
        }
        if self.loader.leaves(directory, &target) {
            return Err(format!("{source} is outside of the repository"));
        }
        let ModuleFiles {
            files, problems, ..
        } = module_files(self.loader, &target);
        self.tree.problems.extend(problems);
        if files.is_empty() {
            return Err(format!("there are no Terraform files in {source}"));
        }
        let mut unread: Vec<FileProblem> = Vec::new();
        let read = |file: &PathBuf| self.loader.read(file, &mut unread);
        let sources: Vec<_> = files.iter().filter_map(read).collect();
        self.tree
            .problems
            .extend(unread.into_iter().map(Problem::from));
        self.files.extend(files);
        let path = clean(&Path::new(path).join(source));
        let path = path.to_string_lossy().replace('\\', "/");
        Ok(self.module(&target, path, &sources, &[]))
    }
}

/// Whether a module's source is a directory beside it.
pub(super) fn is_local(source: &str) -> bool {
    ["./", "../"].iter().any(|start| source.starts_with(start)) || [".", ".."].contains(&source)
}
