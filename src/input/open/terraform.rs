//! The clusters and profiles of Terraform: resources of plans, states and modules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Door, Opened, Opening, Useful, with_exceeded};
use crate::files::Files;
use crate::input::palette::hcl::{HclModule, module_files, read_module, variable_files};
use crate::input::palette::terraform::{Resources, azure_drafts, cluster_drafts, profile_drafts};
use crate::input::recognise::Form;
use crate::model::Scope;
use crate::source::{LIMITS, SourceFile};

/// What every resource of Palette's provider has in its type.
const PALETTE_MARK: &str = "\"spectrocloud_";

impl Door<'_> {
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

    /// Opens the `*.tf` files of a directory, which are one module.
    pub(crate) fn module(&self, directory: &Path, is_named: bool) -> Opening {
        let paths = module_files(&self.loader.files, directory);
        let mut problems = Vec::new();
        let read = |path: &PathBuf| self.loader.read(path, &mut problems);
        let sources: Vec<_> = paths.iter().filter_map(read).collect();
        let is_ours = sources
            .iter()
            .any(|source| source.text.contains(PALETTE_MARK))
            || !problems.is_empty()
                && paths
                    .iter()
                    .any(|path| names_palette(&self.loader.files, path));
        if !is_ours && self.form != Some(Form::Terraform) {
            for source in &sources {
                self.loader.sources.release(source.id);
            }
            return Opening::Skipped(paths.len());
        }
        if self.flags.is_some() && is_named {
            return Opening::FlagsBeside(Form::Terraform);
        }
        let mut opened = Opened {
            problems,
            texts: sources.len(),
            files: paths,
            ..Opened::default()
        };
        let resolver = self.resolver.for_input();
        self.with(&resolver).hcl(directory, &sources, &mut opened);
        with_exceeded(Opening::Opened(opened), &resolver)
    }

    /// Reads the texts of one module.
    pub(super) fn hcl(&self, directory: &Path, sources: &[Arc<SourceFile>], opened: &mut Opened) {
        let files = variable_files(&self.loader.files, directory);
        let HclModule {
            resources,
            comments,
        } = read_module(self.loader, directory, sources, &files);
        self.resources(resources, opened);
        opened
            .comments
            .extend(comments.into_iter().map(|own| (own, true)));
    }
}

/// Whether a file whose bytes may be no text has a resource of Palette's provider.
fn names_palette(files: &Files, path: &Path) -> bool {
    let text = files.guess_text(path, LIMITS.file_bytes);
    text.is_some_and(|text| text.contains(PALETTE_MARK))
}
