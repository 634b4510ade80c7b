//! The clusters and profiles of Terraform: resources of plans, states and modules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::guess::{is_palette, is_refused, names_palette};
use super::{Door, Opened, Opening, Useful, unknown, with_exceeded};
use crate::input::palette::hcl::{HclModule, ModuleFiles, module_files, read_module};
use crate::input::palette::terraform::{Resources, azure_drafts, cluster_drafts, profile_drafts};
use crate::input::recognise::Form;
use crate::model::Scope;
use crate::source::{Expense, Place, SourceFile};

impl Door<'_> {
    /// Whether one more cluster of the input may be opened.
    pub(super) fn may_open_cluster(&self, place: Place) -> bool {
        self.resolver.budget.spend(Expense::Clusters, 1, place)
    }

    /// The clusters of Terraform resources, and the profiles that none of them uses.
    pub(super) fn resources(&self, resources: Resources, opened: &mut Opened) {
        for draft in cluster_drafts(&resources) {
            self.draft(draft, Scope::Whole, Useful::All, opened);
        }
        for draft in profile_drafts(&resources) {
            self.profile(draft, opened);
        }
        for draft in azure_drafts(&resources) {
            self.draft(draft, Scope::ValuesOnly, Useful::FindingsOnly, opened);
        }
        opened.problems.extend(resources.problems);
    }

    /// Opens the `*.tf` files of a directory, which are one module; the command line may name one of
    /// them.
    pub(crate) fn module(&self, directory: &Path, named: Option<&Path>) -> Opening {
        let is_named = named.is_some();
        let ModuleFiles {
            files,
            variables,
            problems: outside,
        } = module_files(self.loader, directory);
        let mut problems = Vec::new();
        let read = |path: &PathBuf| self.loader.read(path, &mut problems);
        let sources: Vec<_> = files.iter().filter_map(read).collect();
        let is_ours = sources.iter().any(|source| is_palette(&source.text))
            || is_named && problems.iter().chain(&outside).any(is_refused)
            || !problems.is_empty()
                && files
                    .iter()
                    .any(|path| names_palette(&self.loader.files, path));
        if !is_ours && self.form != Some(Form::Terraform) {
            for source in &sources {
                self.loader.sources.release(source.id);
            }
            return match named {
                Some(path) => Opening::Unknown(unknown::unrelated_module(self.loader, path)),
                None => Opening::Skipped(files),
            };
        }
        if self.flags.is_some() && is_named {
            return Opening::FlagsBeside(Form::Terraform);
        }
        problems.extend(outside);
        let mut opened = Opened {
            problems,
            texts: sources.len(),
            files,
            ..Opened::default()
        };
        let resolver = self.resolver.for_input();
        self.with(&resolver)
            .hcl(directory, &sources, &variables, &mut opened);
        with_exceeded(Opening::Opened(opened), &resolver)
    }

    /// Reads the texts of one module.
    pub(super) fn hcl(
        &self,
        directory: &Path,
        sources: &[Arc<SourceFile>],
        variables: &[PathBuf],
        opened: &mut Opened,
    ) {
        let HclModule {
            resources,
            comments,
        } = read_module(self.loader, directory, sources, variables);
        self.resources(resources, opened);
        opened
            .comments
            .extend(comments.into_iter().map(|own| (own, true)));
    }
}
