//! What users already have, in JSON: exported profiles, Terraform plans, API payloads.

use std::path::Path;
use std::sync::Arc;

use super::run::{Run, Unit, has_extension, unrecognised};
use crate::input::{Draft, Finished, Form, read_profile, recognise_json, recognise_json_text};
use crate::model::Scope;
use crate::source::SourceFile;
use crate::syntax::{Parsed, Tree, parse_json};

impl Run<'_> {
    /// Checks a text that is JSON and of one of these forms; nothing where it is another's business.
    pub(super) fn check_json(
        &self,
        source: &Arc<SourceFile>,
        path: &Path,
        is_named: bool,
    ) -> Option<Unit> {
        let wanted = self.request.form.filter(|_| is_named);
        if wanted.is_some_and(|form| !form.is_json()) {
            return None;
        }
        let is_json_name = has_extension(path, "json");
        let looks_like_json =
            is_json_name || source.text.trim_start().starts_with(['{', '\u{feff}']);
        let by_text = recognise_json_text(&source.text).filter(|_| looks_like_json);
        let Some(likely) = wanted.or(by_text) else {
            // A cluster file may be JSON, where somebody names it.
            let is_cluster = is_named && source.text.contains("\"nodePools\"");
            return (is_json_name && !is_cluster).then(|| self.pass_over(source));
        };
        let parsed = parse(source, likely);
        let root = parsed.tree.root();
        let is_broken = root.is_none();
        if is_broken && !is_json_name && wanted.is_none() {
            return None;
        }
        let by_tree = root.and_then(recognise_json);
        let form = match (wanted, by_tree) {
            (Some(wanted), _) => wanted,
            (None, Some(form)) => form,
            (None, None) if is_broken => likely,
            (None, None) => {
                return is_json_name.then(|| self.pass_over(source));
            }
        };
        Some(self.check_document(source, &parsed, form, path))
    }

    fn pass_over(&self, source: &SourceFile) -> Unit {
        self.loader.sources.release(source.id);
        Unit {
            skipped: 1,
            ..Unit::default()
        }
    }

    fn check_document(
        &self,
        source: &Arc<SourceFile>,
        parsed: &Parsed,
        form: Form,
        path: &Path,
    ) -> Unit {
        let mut unit = Unit::default();
        let mut problems = parsed.problems.clone();
        let root = parsed.tree.root();
        match root.filter(|root| recognise_json(*root) == Some(form)) {
            Some(root) => match form {
                Form::Profile => {
                    let draft = read_profile(source, root);
                    let scope = match self.flags {
                        Some(_) => Scope::Flags,
                        None => Scope::Profile,
                    };
                    let is_add_on = !draft.brings_infrastructure();
                    self.check_draft(draft, scope, &[&parsed.tree], &mut unit);
                    if is_add_on {
                        // What an add-on leaves open is another profile's matter.
                        unit.sink.unresolved.clear();
                    }
                }
                _ if self.flags.is_some() => return self.refuse_flags(path, form),
                _ => {}
            },
            None if root.is_some() => problems.push(unrecognised(source, form)),
            None => {}
        }
        self.report_problems(&problems, &[&parsed.tree], &mut unit.sink);
        unit
    }

    /// Checks what was read of a cluster, or of a profile alone.
    pub(super) fn check_draft(&self, draft: Draft, scope: Scope, trees: &[&Tree], unit: &mut Unit) {
        let flags = self
            .flags
            .as_deref()
            .filter(|_| scope == Scope::Flags)
            .map(|source| (&self.request.flags, source));
        let Finished { cluster, problems } = draft.finish(scope, flags, &self.resolver);
        self.check_cluster(&cluster, &problems, trees, unit);
    }
}

fn parse(source: &Arc<SourceFile>, _form: Form) -> Parsed {
    parse_json(Arc::clone(source))
}
