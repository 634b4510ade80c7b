//! Terraform's own files: the `*.tf` files of one directory are one module, and call others.
//!
//! Expressions are evaluated as Terraform does, as far as the files tell their values; everything
//! else is not known, with the reason.

mod ast;
mod cause;
mod comments;
mod convert;
mod decode;
mod encode;
mod eval;
mod files;
mod functions;
mod json;
mod loops;
mod lower;
mod measure;
mod module;
mod number;
mod output;
mod packs;
mod repeated;
mod resources;
mod scope;
mod secrets;
mod set;
mod template;
mod text;
mod tokens;
mod tree;
mod value;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hcl_edit::structure::{Block, Body};

use crate::files::{FileProblem, Loader};
use crate::input::palette::terraform::Resources;
use crate::problem::Problem;
use crate::source::{Budget, SourceFile, Span};
use crate::syntax::Comments;

pub(crate) use files::{ModuleFiles, called_directories, is_module_file, module_files};
pub(crate) use packs::PackIndex;

/// How much memory the evaluation of the deepest expressions takes at most.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// A module as it was read.
#[derive(Debug, Default)]
pub(crate) struct HclModule {
    /// The resources.
    pub(crate) resources: Resources,
    /// The comments of its files, which may be suppressions.
    pub(crate) comments: Vec<Comments>,
    /// The files of the modules that it calls.
    pub(crate) files: Vec<PathBuf>,
}

/// What a module is read from.
#[derive(Clone, Copy)]
pub(crate) struct ModuleInput<'i> {
    pub(crate) loader: &'i Loader,
    pub(crate) directory: &'i Path,
    /// Its `*.tf` files.
    pub(crate) sources: &'i [Arc<SourceFile>],
    /// The files of variables that Terraform reads by itself, the strongest last.
    pub(crate) variable_files: &'i [PathBuf],
    /// Those that it is told to read.
    pub(crate) named_variable_files: &'i [PathBuf],
    pub(crate) packs: &'i PackIndex,
}

/// Reads a module, and those that it calls.
pub(crate) fn read_module(input: ModuleInput<'_>) -> HclModule {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let spawned = thread.spawn_scoped(scope, || read_here(input));
        match spawned.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(module)) => module,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // Without a thread of its own it is read as long as the stack is enough.
            Err(_) => read_here(input),
        }
    })
}

fn read_here(input: ModuleInput<'_>) -> HclModule {
    let budget = Arc::new(Budget::default());
    let (mut tree, files) = tree::TreeReader::read(&input, &budget);
    let mut problems = std::mem::take(&mut tree.problems);
    let comments = std::mem::take(&mut tree.comments);
    let evaluator = module::Evaluator::new(&input, &tree, Arc::clone(&budget));
    let (all, not_created) = output::resources(&evaluator);
    problems.extend(not_created);
    problems.extend(Problem::of_exceeded(&budget));
    HclModule {
        resources: Resources {
            all,
            before: Vec::new(),
            problems,
            budget,
        },
        comments,
        files,
    }
}

/// The outputs of a module as JSON, those that are known: what tests compare with Terraform.
pub fn known_outputs(loader: &Loader, directory: &Path) -> BTreeMap<String, String> {
    let listed = module_files(loader, directory);
    let mut unread: Vec<FileProblem> = Vec::new();
    let files = listed.files.iter();
    let sources: Vec<_> = files
        .filter_map(|file| loader.read(file, &mut unread))
        .collect();
    let input = ModuleInput {
        loader,
        directory,
        sources: &sources,
        variable_files: &listed.variables,
        named_variable_files: &[],
        packs: &PackIndex::default(),
    };
    let budget = Arc::new(Budget::default());
    let (tree, _) = tree::TreeReader::read(&input, &budget);
    let evaluator = module::Evaluator::new(&input, &tree, budget);
    evaluator.known_outputs()
}

/// A text with blanks in the place of a byte order mark, which Terraform takes: offsets stay.
fn without_bom(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("   {rest}")),
        None => Cow::Borrowed(text),
    }
}

/// Whether a Terraform file has a block of a resource with one of some beginnings of its type, or may
/// have one but is not parsed.
pub(crate) fn may_have_block(text: &str, names: &[&str]) -> bool {
    let is_of_provider = |block: &Block| {
        let first = block.labels.first();
        let is_one = |label: &str| names.iter().any(|name| label.starts_with(name));
        first.is_some_and(|label| is_one(label.as_str()))
    };
    if !measure::of_file(text).is_within_limits() {
        return true;
    }
    let body = without_bom(text).parse::<Body>();
    body.map_or(true, |body| body.blocks().any(is_of_provider))
}

/// The character at an offset, or the empty span at the end.
fn char_at(text: &str, at: usize) -> Span {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    let width = next.filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    Span::new(at, at + width)
}
