//! Terraform's own files: one unit for each directory that has some.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::run::{Run, Unit};
use crate::files::{CandidateFile, Files};
use crate::input::Form;
use crate::input::palette::hcl::{module_files, read_module, variable_files};
use crate::source::{LIMITS, SourceFile};

/// What every resource of Palette's provider has in its type.
const MARK: &str = "\"spectrocloud_";

impl Run<'_> {
    /// Checks the modules that files belong to.
    pub(crate) fn check_modules(&self, files: &[&CandidateFile]) -> Vec<Unit> {
        let mut modules: BTreeMap<&Path, bool> = BTreeMap::new();
        for file in files {
            let directory = file.path.parent().unwrap_or(Path::new(""));
            *modules.entry(directory).or_default() |= file.is_named;
        }
        let check = |(directory, is_named): (&Path, bool)| {
            self.guard(directory, |run| run.check_module(directory, is_named))
        };
        let modules: Vec<_> = modules.into_iter().collect();
        modules.into_par_iter().map(check).collect()
    }

    fn check_module(&self, directory: &Path, is_named: bool) -> Unit {
        let paths = module_files(&self.loader.files, directory);
        let mut problems = Vec::new();
        let read = |path: &PathBuf| self.loader.read(path, &mut problems);
        let sources: Vec<_> = paths.iter().filter_map(read).collect();
        let is_ours = sources.iter().any(|source| source.text.contains(MARK))
            || !problems.is_empty()
                && paths
                    .iter()
                    .any(|path| names_palette(&self.loader.files, path));
        if !is_ours && self.request.form != Some(Form::Terraform) {
            for source in &sources {
                self.loader.sources.release(source.id);
            }
            return Unit {
                skipped: paths.len(),
                ..Unit::default()
            };
        }
        if self.flags.is_some() && is_named {
            return self.refuse_flags(directory, Form::Terraform);
        }
        self.files.fetch_add(sources.len(), Ordering::Relaxed);
        let mut unit = self.check_hcl(directory, &sources);
        self.report_problems(&problems, &[], &mut unit.results);
        unit.recognised = paths;
        unit
    }

    /// Checks the texts of one module.
    pub(crate) fn check_hcl(&self, directory: &Path, sources: &[Arc<SourceFile>]) -> Unit {
        let mut unit = Unit::default();
        let files = variable_files(&self.loader.files, directory);
        let module = read_module(&self.loader, directory, sources, &files);
        self.report_problems(&module.resources.problems, &[], &mut unit.results);
        self.check_resources(&module.resources, &[], &mut unit);
        for file in &module.comments {
            self.take_suppressions(&file.comments(), true, &[], &mut unit);
        }
        unit
    }
}

/// Whether a file whose bytes may be no text has a resource of Palette's provider.
fn names_palette(files: &Files, path: &Path) -> bool {
    let text = files.guess_text(path, LIMITS.file_bytes);
    text.is_some_and(|text| text.contains(MARK))
}
