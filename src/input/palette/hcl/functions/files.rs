//! Functions that read the files of the repository.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use data_encoding::BASE64;
use hcl_edit::template::Template;

use super::{Function, Invocation};
use crate::files::FileProblem;
use crate::input::palette::hcl::ast::{Expr, ExprKind};
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::lower::Lower;
use crate::input::palette::hcl::measure;
use crate::input::palette::hcl::module::Evaluator;
use crate::input::palette::hcl::secrets::hide_in_template;
use crate::input::palette::hcl::tokens;
use crate::input::palette::hcl::value::{Datum, Val};
use crate::source::{SourceFile, Span, clean};
use crate::syntax::Spelled;

/// How many values parsing a template counts for, however short it is.
const TEMPLATE: usize = 16;

pub(super) const FUNCTIONS: &[Function] = &[
    ("abspath", 1, 1, absolute),
    ("basename", 1, 1, base_name),
    ("dirname", 1, 1, directory_name),
    ("file", 1, 1, file),
    ("filebase64", 1, 1, file_base64),
    ("fileexists", 1, 1, exists),
    ("templatefile", 2, 2, template_file),
    ("templatestring", 2, 2, template_string),
];

impl Evaluator<'_> {
    /// Reads a file of the repository, by its path from the root module.
    pub(super) fn read_file(&self, path: &str) -> Evaluated<Arc<SourceFile>> {
        let full = self.resolved(path)?;
        if let Some(known) = self.files.borrow().get(&full) {
            return Ok(Arc::clone(known));
        }
        if !self.loader.files.is_file(&full) {
            return Err(Halt::error(format!("the file {path} does not exist")));
        }
        let mut problems: Vec<FileProblem> = Vec::new();
        let source = self.loader.read(&full, &mut problems);
        if let Some(source) = &source {
            self.files.borrow_mut().insert(full, Arc::clone(source));
        }
        source.ok_or_else(|| Halt::unknown(format!("the file {path} cannot be read")))
    }

    fn resolved(&self, path: &str) -> Evaluated<std::path::PathBuf> {
        let root = self.root_directory();
        let full = clean(&root.join(path));
        if path.starts_with('~') || self.loader.leaves(root, &full) {
            let reason = format!("the file {path} is outside of the repository");
            return Err(Halt::unknown(reason));
        }
        Ok(full)
    }
}

/// The file that the first argument names. Reading it is spent each time.
pub(super) fn content(call: &Invocation<'_, '_>) -> Evaluated<Arc<SourceFile>> {
    let source = call.evaluator.read_file(&call.text(0)?)?;
    call.spend_bytes(source.text.len())?;
    Ok(source)
}

fn file(call: &Invocation<'_, '_>) -> Evaluated {
    let source = content(call)?;
    let whole = Span::new(0, source.text.len());
    let spelled = Spelled::new(&source, whole, source.text.clone(), vec![(0, 0)]);
    // The place of the file is where it is named.
    call.data(Datum::Text(Rc::new(spelled)))
}

fn file_base64(call: &Invocation<'_, '_>) -> Evaluated {
    let source = content(call)?;
    call.make(BASE64.encode(source.text.as_bytes()))
}

fn exists(call: &Invocation<'_, '_>) -> Evaluated {
    let full = call.evaluator.resolved(&call.text(0)?)?;
    let exists = call.evaluator.loader.files.is_file(&full);
    call.data(Datum::Bool(exists))
}

fn absolute(call: &Invocation<'_, '_>) -> Evaluated {
    let full = clean(&call.evaluator.root_directory().join(&*call.text(0)?));
    call.make(full.to_string_lossy().replace('\\', "/"))
}

fn base_name(call: &Invocation<'_, '_>) -> Evaluated {
    let text = call.text(0)?;
    let trimmed = text.trim_end_matches('/');
    let name = trimmed.rsplit('/').next().unwrap_or_default();
    call.make(match (name, &*text) {
        ("", "") => ".",
        ("", _) => "/",
        (name, _) => name,
    })
}

fn directory_name(call: &Invocation<'_, '_>) -> Evaluated {
    let text = call.text(0)?;
    let directory = text
        .rfind('/')
        .map_or("", |at| text.get(..=at).unwrap_or_default());
    let cleaned = clean(Path::new(directory));
    let cleaned = cleaned.to_string_lossy();
    call.make(if cleaned.is_empty() { "." } else { &cleaned })
}

fn template_file(call: &Invocation<'_, '_>) -> Evaluated {
    let source = content(call)?;
    template(call, &source, Span::new(0, source.text.len()), &source.text)
}

fn template_string(call: &Invocation<'_, '_>) -> Evaluated {
    // Terraform refuses a text that is written in the call: it would have been replaced already.
    if !call.is_reference(0) {
        return Err(Halt::error("templatestring() requires a reference"));
    }
    let text = call.text(0)?;
    let source = SourceFile::unregistered(text.to_string());
    let value = template(call, &source, Span::new(0, text.len()), &text)?;
    call.make(convert::text(&value)?.to_string())
}

fn template(
    call: &Invocation<'_, '_>,
    source: &Arc<SourceFile>,
    whole: Span,
    text: &str,
) -> Evaluated {
    // It is parsed again in each call.
    let size = measure::of_template(text);
    let parsed = size.spend(&call.evaluator.budget, call.expr.place());
    let parsed = parsed.then(|| text.parse::<Template>());
    let Some(Ok(parsed)) = parsed else {
        let name = &source.name;
        return Err(Halt::unknown(format!(
            "the template {name} cannot be parsed"
        )));
    };
    call.spend_items(TEMPLATE)?;
    hide_in_template(source, &parsed);
    let names = call.object(1)?;
    if let Some(gap) = &names.open {
        return Err(Halt::Unknown(Rc::clone(gap)));
    }
    let names = names.entries.iter();
    let names = names.map(|(name, entry)| (&**name, entry.value.clone()));
    let scope = call.scope.of_template(names.collect());
    let template = tokens::bare(Lower::new(source), &parsed, whole);
    let expr = Expr {
        source: Arc::clone(source),
        span: whole,
        kind: ExprKind::Template(template),
    };
    let value = call.evaluator.eval(&scope, &expr)?;
    let value = match value.data {
        Datum::Text(_) | Datum::Unknown(_) => value,
        _ => return call.make(convert::text(&value)?.to_string()),
    };
    Ok(Val {
        place: call.expr.place(),
        ..value
    })
}
