//! What users already have, in JSON: exported profiles, Terraform plans, API payloads.

use std::path::Path;
use std::sync::Arc;

use super::run::{Run, Unit, has_extension, unrecognised};
use crate::input::draft::{Draft, DraftProfile, Finished};
use crate::input::palette::terraform::{
    KEEP, Resources, azure_drafts, cluster_drafts, profile_drafts, read_plan,
};
use crate::input::palette::{read_payload, read_profile};
use crate::input::{Form, is_by_terraform, recognise_json, recognise_json_text};
use crate::model::Scope;
use crate::problem::Problem;
use crate::source::SourceFile;
use crate::syntax::{Parsed, Tree, parse_json_part};

impl Run<'_> {
    /// Checks a text that is JSON and of one of these forms; nothing where it is another's business.
    pub(crate) fn check_json(
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
            (None, None) if is_named && root.is_some_and(is_by_terraform) => Form::TerraformPlan,
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
        let mut problems: Vec<_> = Problem::of_parsed(parsed).collect();
        let root = parsed.tree.root();
        match root.filter(|root| recognise_json(*root) == Some(form)) {
            Some(root) => match form {
                Form::Profile => {
                    let draft = read_profile(source, root);
                    self.check_profile(draft, &[&parsed.tree], &mut unit);
                }
                _ if self.flags.is_some() => return self.refuse_flags(path, form),
                Form::TerraformPlan => {
                    let resources = read_plan(&parsed.tree);
                    problems.extend(resources.problems.iter().cloned());
                    self.check_resources(&resources, &[&parsed.tree], &mut unit);
                }
                _ => {
                    let draft = read_payload(source, root);
                    self.check_draft(draft, Scope::Whole, &[&parsed.tree], &mut unit);
                }
            },
            None if root.is_some() => problems.push(unrecognised(source, form)),
            None => {}
        }
        self.report_problems(&problems, &[&parsed.tree], &mut unit.results);
        unit
    }

    /// Checks the clusters of Terraform resources, and the profiles that none of them uses.
    pub(crate) fn check_resources(&self, resources: &Resources, trees: &[&Tree], unit: &mut Unit) {
        for draft in cluster_drafts(resources) {
            self.check_draft(draft, Scope::Whole, trees, unit);
        }
        for draft in profile_drafts(resources) {
            self.check_profile(draft, trees, unit);
        }
        for draft in azure_drafts(resources) {
            let mut own = Unit::default();
            self.check_draft(draft, Scope::ValuesAlone, trees, &mut own);
            // AKS's own rules have nothing to look at.
            unit.results.findings.append(&mut own.results.findings);
        }
    }

    /// Checks a profile that no cluster is given for.
    fn check_profile(&self, draft: Draft, trees: &[&Tree], unit: &mut Unit) {
        let scope = match self.flags {
            Some(_) => Scope::Flags,
            None => Scope::Profile,
        };
        let is_add_on = !draft.brings_infrastructure();
        let mut own = Unit::default();
        self.check_draft(draft, scope, trees, &mut own);
        unit.results.findings.append(&mut own.results.findings);
        unit.results.held_back.append(&mut own.results.held_back);
        unit.clusters.append(&mut own.clusters);
        unit.suppressions.append(&mut own.suppressions);
        // What an add-on leaves open is another profile's matter.
        if !is_add_on {
            unit.results.unresolved.append(&mut own.results.unresolved);
        }
    }

    /// Checks what was read of a cluster, or of a profile alone.
    pub(crate) fn check_draft(&self, draft: Draft, scope: Scope, trees: &[&Tree], unit: &mut Unit) {
        let flags = self
            .flags
            .as_deref()
            .filter(|_| scope == Scope::Flags)
            .map(|source| (&self.request.flags, source));
        // Comments are of lines, and a JSON string has none.
        let is_json = |tree: &&Tree| tree.source().text.trim_start().starts_with('{');
        let values = draft.profiles.iter().flat_map(DraftProfile::trees);
        let values: Vec<_> = values.filter(|tree| !is_json(tree)).collect();
        self.read_suppressions(&values, false, unit);
        let Finished { cluster, problems } = draft.finish(scope, flags, &self.resolver);
        self.check_cluster(&cluster, &problems, trees, unit);
    }
}

fn parse(source: &Arc<SourceFile>, form: Form) -> Parsed {
    let keep = (form == Form::TerraformPlan).then_some(KEEP);
    parse_json_part(Arc::clone(source), keep)
}
