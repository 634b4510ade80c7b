//! Documents in JSON: exports, requests, plans, AKS's own object, templates.

use std::sync::Arc;

use super::guess::has_extension;
use super::{Door, Input, Opened, Opening, Useful, skipped, unrecognised};
use crate::input::azure::read_object;
use crate::input::palette::terraform::{KEEP, read_plan};
use crate::input::palette::{read_payload, read_profile};
use crate::input::recognise::{
    Form, has_escaped_names, is_by_terraform, may_be_json_cluster, mentions_arm_parameters,
    recognise_json, recognise_json_text,
};
use crate::model::Scope;
use crate::problem::Problem;
use crate::syntax::{Parsed, parse_json_part};

impl Door<'_> {
    /// Opens a text that is JSON and of one of its forms; nothing where it may be of another.
    pub(super) fn json(&self, input: Input<'_>) -> Option<Opening> {
        let (source, is_named) = (input.source, input.is_named);
        let wanted = self.form.filter(|_| is_named);
        if wanted.is_some_and(|form| !form.is_json()) {
            return None;
        }
        let is_json_name = has_extension(input.path, "json");
        let looks_like_json =
            is_json_name || source.text.trim_start().starts_with(['{', '\u{feff}']);
        let by_text = recognise_json_text(&source.text).filter(|_| looks_like_json);
        let Some(likely) = wanted.or(by_text) else {
            // Parameters are read with their template.
            if is_json_name && mentions_arm_parameters(&source.text) {
                return Some(Opening::Opened(Opened::default()));
            }
            // A cluster file may be JSON, where somebody names it.
            let is_cluster = is_named && may_be_json_cluster(&source.text);
            return (is_json_name && !is_cluster).then(|| skipped(input.path));
        };
        let is_plan = likely == Form::TerraformPlan && !has_escaped_names(&source.text);
        let keep = is_plan.then_some(KEEP);
        let parsed = parse_json_part(Arc::clone(source), keep);
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
            (None, None) => return is_json_name.then(|| skipped(input.path)),
        };
        Some(self.document(input, parsed, form))
    }

    fn document(&self, input: Input<'_>, parsed: Parsed, form: Form) -> Opening {
        let (source, path) = (input.source, input.path);
        let mut opened = Opened {
            problems: Problem::of_parsed(&parsed).collect(),
            ..Opened::default()
        };
        let root = parsed.tree.root();
        match root.filter(|root| recognise_json(*root) == Some(form)) {
            Some(root) => match form {
                Form::Profile => self.profile(read_profile(source, root), &mut opened),
                _ if self.flags.is_some() => return Opening::FlagsBeside(form),
                Form::TerraformPlan => self.resources(read_plan(&parsed.tree), &mut opened),
                Form::AksObject => {
                    self.azure(
                        read_object(source, root, &self.resolver.budget),
                        &mut opened,
                    );
                }
                Form::ArmTemplate => self.template(source, path, root, &mut opened),
                _ => self.draft(
                    read_payload(source, root),
                    Scope::Whole,
                    Useful::All,
                    &mut opened,
                ),
            },
            None if root.is_some() => {
                source.withhold();
                opened.problems.push(unrecognised(source, form));
            }
            // What comes behind the error may be what says that something before it is secret.
            None if form.may_mark_secrets(&source.text) => source.withhold(),
            None => {}
        }
        opened.trees.insert(0, Arc::new(parsed.tree));
        Opening::Opened(opened)
    }
}
