//! Terraform's own files: the `*.tf` files of one directory are one module.
//!
//! Literals, heredocs, locals, variables with values and a few functions are evaluated; everything
//! else is not known, with the reason.

mod cause;
mod comments;
mod eval;
mod secrets;
mod template;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use crate::files::{EntryKind, Loader};
use crate::input::palette::terraform::{
    CLUSTER_PROFILE, CONFIG_TEMPLATE, Link, Resource, Resources, is_read, not_created,
};
use crate::input::read::{Attribute, Data, Value};
use crate::model::Unknown;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Budget, Place, SourceFile, Span};
use crate::syntax::Comments;
use comments::read_comments;
use eval::Env;
use secrets::Secrets;

/// Files of variables that Terraform reads by itself.
const VARIABLE_FILES: [&str; 2] = ["terraform.tfvars", ".auto.tfvars"];
/// How far locals and variables that name each other are followed.
const DEPTH: usize = 16;

/// A file of the module.
struct HclFile {
    source: Arc<SourceFile>,
    body: Body,
}

/// An expression, and the file that it stands in.
type Defined<'m> = (&'m HclFile, &'m Expression);

/// A module's names.
struct Module<'m> {
    loader: &'m Loader,
    directory: &'m Path,
    /// Values of variables: those of `*.tfvars`, else the defaults.
    variables: HashMap<&'m str, Option<Defined<'m>>>,
    secrets: Secrets,
    locals: HashMap<&'m str, Defined<'m>>,
    budget: Arc<Budget>,
}

/// A module as it was read.
#[derive(Debug, Default)]
pub(crate) struct HclModule {
    /// The resources.
    pub(crate) resources: Resources,
    /// The comments of its files that suppressions may stand in.
    pub(crate) comments: Vec<Comments>,
}

/// Reads a module from its files, and the files of variables beside them.
pub(crate) fn read_module(
    loader: &Loader,
    directory: &Path,
    sources: &[Arc<SourceFile>],
    variable_files: &[PathBuf],
) -> HclModule {
    let mut problems = Vec::new();
    let mut parse = |source: &Arc<SourceFile>| match without_bom(&source.text).parse::<Body>() {
        Ok(body) => Some(HclFile {
            source: Arc::clone(source),
            body,
        }),
        Err(error) => {
            let at = error.location().offset();
            let quote = cause::open_quote(&source.text, at);
            problems.push(Problem {
                place: source.place(quote.unwrap_or_else(|| char_at(&source.text, at))),
                kind: ProblemKind::Unrecognised {
                    form: "a Terraform file",
                    expected: match quote {
                        Some(_) => "a quote is not closed on its line".to_owned(),
                        None => error.message().replace('\n', ", "),
                    },
                },
            });
            None
        }
    };
    let files: Vec<_> = sources.iter().filter_map(&mut parse).collect();
    let mut unread = Vec::new();
    let variable_sources: Vec<_> = variable_files
        .iter()
        .filter_map(|path| loader.read(path, &mut unread))
        .collect();
    let values: Vec<_> = variable_sources.iter().filter_map(parse).collect();
    problems.append(&mut unread);
    let secrets = Secrets::read(loader, directory, sources, &files);
    let mut broken = [sources, &variable_sources].concat();
    broken.retain(|source| {
        let mut parsed = files.iter().chain(&values);
        !parsed.any(|file| file.source.id == source.id)
    });
    secrets.hide(&files, &values, &broken);
    let module = Module::new(loader, directory, &files, &values, secrets);
    let mut all = Vec::new();
    for file in &files {
        for block in file.body.get_blocks("resource") {
            match module.resource(file, block) {
                Some(Ok(resource)) => all.push(resource),
                Some(Err(not_created)) => problems.push(not_created),
                None => {}
            }
        }
    }
    problems.extend(Problem::of_exceeded(&module.budget));
    HclModule {
        resources: Resources {
            all,
            problems,
            budget: Arc::clone(&module.budget),
        },
        comments: files
            .iter()
            .chain(&values)
            .filter_map(read_comments)
            .collect(),
    }
}

/// A text with blanks in the place of a byte order mark, which Terraform takes: offsets stay.
fn without_bom(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("   {rest}")),
        None => Cow::Borrowed(text),
    }
}

/// The files of a directory that Terraform reads by itself.
#[derive(Debug, Default)]
pub(crate) struct ModuleFiles {
    /// The `*.tf` files.
    pub(crate) files: Vec<PathBuf>,
    /// The files of variables, in Terraform's order.
    pub(crate) variables: Vec<PathBuf>,
    /// Links that leave the repository.
    pub(crate) problems: Vec<Problem>,
}

/// Lists the files of a module.
pub(crate) fn module_files(loader: &Loader, directory: &Path) -> ModuleFiles {
    let mut module = ModuleFiles::default();
    let mut entries = loader.files.entries(directory).unwrap_or_default();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in entries {
        let Some(name) = entry.name.to_str() else {
            continue;
        };
        let path = directory.join(name);
        let is_file = Path::new(name).extension().is_some_and(|own| own == "tf");
        let is_variables = VARIABLE_FILES.iter().any(|known| name.ends_with(known));
        if !is_file && !is_variables {
            continue;
        }
        if entry.kind == EntryKind::Link && loader.leaves(directory, &path) {
            module.problems.push(loader.outside(&path).into());
        } else if is_variables {
            module.variables.push(path);
        } else if entry.kind == EntryKind::File || loader.files.is_file(&path) {
            module.files.push(path);
        }
    }
    let is_automatic = |path: &PathBuf| !path.ends_with(VARIABLE_FILES[0]);
    module.variables.sort_by_key(is_automatic);
    module
}

/// Whether a Terraform file has a block of Palette's provider, or may have one but does not parse.
pub(crate) fn may_have_palette_block(text: &str) -> bool {
    let is_of_provider = |block: &Block| {
        let first = block.labels.first();
        first.is_some_and(|label| label.as_str().starts_with("spectrocloud_"))
    };
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

impl HclFile {
    fn place(&self, range: Option<std::ops::Range<usize>>) -> Place {
        let range = range.unwrap_or(0..0);
        self.source.place(Span::new(range.start, range.end))
    }
}

impl<'m> Module<'m> {
    fn new(
        loader: &'m Loader,
        directory: &'m Path,
        files: &'m [HclFile],
        values: &'m [HclFile],
        secrets: Secrets,
    ) -> Self {
        let mut module = Module {
            loader,
            directory,
            variables: HashMap::new(),
            secrets,
            locals: HashMap::new(),
            budget: Arc::default(),
        };
        for file in files {
            for block in file.body.get_blocks("variable") {
                let Some(name) = block.labels.first().map(|label| label.as_str()) else {
                    continue;
                };
                let default = block.body.get_attribute("default");
                let default = default.map(|default| (file, &default.value));
                module.variables.insert(name, default);
            }
            for block in file.body.get_blocks("locals") {
                for local in block.body.attributes() {
                    module
                        .locals
                        .insert(local.key.as_str(), (file, &local.value));
                }
            }
        }
        for file in values {
            for value in file.body.attributes() {
                let name = value.key.as_str();
                module.variables.insert(name, Some((file, &value.value)));
            }
        }
        module
    }

    /// A resource, or that it is not created.
    fn resource(&self, file: &'m HclFile, block: &'m Block) -> Option<Result<Resource, Problem>> {
        let [kind, name] = block.labels.as_slice() else {
            return None;
        };
        let kind = kind.as_str();
        if !is_read(kind) {
            return None;
        }
        let env = Env::new(file);
        let count = block.body.get_attribute("count");
        let count = count.map(|count| self.eval(env, &count.value, 0));
        let address = format!("{kind}.{}", name.as_str());
        if matches!(count, Some(Value { data: Data::Number(number), .. }) if number == "0") {
            return Some(Err(not_created(
                address,
                file.place(name.span()),
                "count is 0",
            )));
        }
        let link = |block: &'m Block| {
            let id = block.body.get_attribute("id");
            id.map_or_else(
                || Link::Unknown(Unknown::Terraform("the id is missing".to_owned())),
                |id| self.link(file, &id.value, 0),
            )
        };
        let links = block.body.get_blocks("cluster_profile").map(link);
        let template = block.body.get_blocks("cluster_template").map(link).next();
        Some(Ok(Resource {
            kind: kind.to_owned(),
            address,
            place: file.place(name.span()),
            values: self.body(file, &block.body, file.place(block.ident.span())),
            profile_links: links.collect(),
            template_link: template,
        }))
    }

    /// The attributes and blocks of a body; blocks of one name are a list.
    fn body(&self, file: &'m HclFile, body: &'m Body, place: Place) -> Value {
        let mut fields: Vec<Attribute> = Vec::new();
        let mut positions: HashMap<&str, usize> = HashMap::new();
        for attribute in body.attributes() {
            let name = attribute.key.as_str();
            positions.entry(name).or_insert(fields.len());
            fields.push(Attribute {
                name: name.to_owned(),
                key: file.place(attribute.key.span()),
                value: self.eval(Env::new(file), &attribute.value, 0),
            });
        }
        for block in body.blocks() {
            let key = file.place(block.ident.span());
            let is_dynamic = block.ident.as_str() == "dynamic";
            let (name, item) = match block.labels.first() {
                Some(label) if is_dynamic => {
                    let reason = format!(
                        "the blocks of dynamic \"{}\" are not evaluated",
                        label.as_str()
                    );
                    let item = Value::unknown(Unknown::Terraform(reason), key);
                    (label.as_str(), item)
                }
                _ => (block.ident.as_str(), self.body(file, &block.body, key)),
            };
            let at = *positions.entry(name).or_insert(fields.len());
            match fields.get_mut(at).map(|field| &mut field.value.data) {
                Some(Data::List(items)) => items.push(item),
                Some(_) => {}
                None => fields.push(Attribute {
                    name: name.to_owned(),
                    key,
                    value: Value {
                        place: key,
                        data: Data::List(vec![item]),
                    },
                }),
            }
        }
        Value {
            place,
            data: Data::Object(fields),
        }
    }

    /// The profile that an expression names.
    fn link(&self, file: &'m HclFile, expression: &'m Expression, depth: usize) -> Link {
        let steps = eval::steps(expression);
        match steps.as_slice() {
            [kind @ (CLUSTER_PROFILE | CONFIG_TEMPLATE), name, ..] => {
                Link::Address(format!("{kind}.{name}"))
            }
            ["local", name, ..] if depth < DEPTH => match self.locals.get(name) {
                Some((file, value)) => self.link(file, value, depth + 1),
                None => Link::Unknown(eval::not_known(file, expression)),
            },
            _ => Link::Unknown(match self.eval(Env::new(file), expression, depth).data {
                Data::Unknown(unknown) => unknown,
                Data::Text(id) => {
                    Unknown::Terraform(format!("the profile {} is not in this module", id.content))
                }
                _ => eval::not_known(file, expression),
            }),
        }
    }
}
