//! The clusters and profiles of Terraform: resources of plans, states and modules.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::guess::{is_ours, is_refused, names_ours};
use super::{Door, Opened, Opening, Useful, unknown, with_exceeded};
use crate::input::draft::Draft;
use crate::input::palette::hcl::{
    HclModule, ModuleFiles, ModuleInput, called_directories, module_files, read_module,
};
use crate::input::palette::terraform::{
    Resources, aks_drafts, azure_drafts, cluster_drafts, edge_drafts, previous_aks_drafts,
    previous_drafts, profile_drafts,
};
use crate::input::recognise::Form;
use crate::model::{PlannedChange, Previous, Scope};
use crate::source::{Expense, LIMITS, Place, SourceFile, clean};

impl Door<'_> {
    /// Whether one more cluster of the input may be opened.
    pub(super) fn may_open_cluster(&self, place: Place) -> bool {
        self.resolver.budget.spend(Expense::Clusters, 1, place)
    }

    /// The clusters of Terraform resources, and the profiles that none of them uses.
    pub(super) fn resources(&self, resources: Resources, opened: &mut Opened) {
        let (palette, azure) = match self.is_previous {
            true => (Vec::new(), Vec::new()),
            false => (previous_drafts(&resources), previous_aks_drafts(&resources)),
        };
        self.changed(cluster_drafts(&resources), palette, opened);
        for draft in profile_drafts(&resources) {
            self.profile(draft, opened);
        }
        self.changed(aks_drafts(&resources), azure, opened);
        for draft in azure_drafts(&resources)
            .into_iter()
            .chain(edge_drafts(&resources))
        {
            self.draft(draft, Scope::ValuesOnly, Useful::FindingsOnly, opened);
        }
        opened.problems.extend(resources.problems);
    }

    /// Clusters, with their states before a plan in the same order.
    fn changed(
        &self,
        drafts: Vec<Draft>,
        previous: Vec<Option<(Draft, PlannedChange)>>,
        opened: &mut Opened,
    ) {
        let mut previous = previous.into_iter();
        for draft in drafts {
            let previous = previous.next().flatten();
            let number = opened.clusters.len();
            self.draft(draft, Scope::Whole, Useful::All, opened);
            if let (Some(cluster), Some((mut draft, planned))) =
                (opened.clusters.get_mut(number), previous)
            {
                let resolver = draft.resolve_variables(self.resolver, |_| None);
                cluster.previous = Some(Previous {
                    title: "the state before the plan".to_owned(),
                    cluster: draft.finish(Scope::Whole, &resolver, self.defaults).cluster,
                    planned: Some(planned),
                });
            }
        }
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
        let is_ours = sources.iter().any(|source| is_ours(&source.text))
            || is_named && problems.iter().chain(&outside).any(is_refused)
            || !problems.is_empty()
                && files
                    .iter()
                    .any(|path| names_ours(&self.loader.files, path))
            || self.calls_ours(directory, &sources);
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

    /// Whether a module calls another one that has something that is read.
    fn calls_ours(&self, directory: &Path, sources: &[Arc<SourceFile>]) -> bool {
        let texts = sources.iter().map(|source| source.text.as_str());
        let mut next = called_directories(directory, texts);
        let mut seen = HashSet::from([clean(directory)]);
        while let Some(called) = next.pop() {
            if !seen.insert(called.clone()) || self.loader.leaves(directory, &called) {
                continue;
            }
            let texts = self.module_texts(&called);
            if texts.iter().any(|text| is_ours(text)) {
                return true;
            }
            next.extend(called_directories(
                &called,
                texts.iter().map(String::as_str),
            ));
        }
        false
    }

    fn module_texts(&self, directory: &Path) -> Vec<String> {
        let files = module_files(self.loader, directory).files.into_iter();
        let read = |path: PathBuf| self.loader.files.read_text(&path, LIMITS.file_bytes).ok();
        files.filter_map(read).collect()
    }

    /// Those of some modules that others of them call, directly or not. Modules that only call each
    /// other do not count.
    pub(crate) fn called_modules<'d>(&self, directories: &[&'d Path]) -> HashSet<&'d Path> {
        let calls: HashMap<PathBuf, (&Path, Vec<PathBuf>)> = directories
            .par_iter()
            .map(|directory| {
                let texts = self.module_texts(directory);
                let texts = texts.iter().map(String::as_str);
                (
                    clean(directory),
                    (*directory, called_directories(directory, texts)),
                )
            })
            .collect();
        let called: HashSet<_> = calls.values().flat_map(|(_, called)| called).collect();
        let is_root = |at: &&PathBuf| !called.contains(at);
        let mut next: Vec<&PathBuf> = calls.keys().filter(is_root).collect();
        let mut reached = HashSet::new();
        while let Some(at) = next.pop() {
            for called in calls.get(at).map_or(&[][..], |(_, called)| called) {
                if let Some((directory, _)) = calls.get(called)
                    && reached.insert(*directory)
                {
                    next.push(called);
                }
            }
        }
        reached
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
            files,
        } = read_module(ModuleInput {
            loader: self.loader,
            directory,
            sources,
            variable_files: variables,
            named_variable_files: self.terraform.variable_files,
            packs: self.terraform.packs,
        });
        opened.texts += files.len();
        self.resources(resources, opened);
        opened.files.extend(files);
        opened
            .comments
            .extend(comments.into_iter().map(|own| (own, true)));
    }
}
