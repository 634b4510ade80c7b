//! Flags that no input uses: without a word, that would look like a check that passed.

use std::path::Path;

use super::run::{Run, Unit};
use crate::model::Scope;
use crate::source::COMMAND_LINE_NAME;
use crate::text::short;

impl Run<'_> {
    /// Flags that apply to no input would otherwise look like a check that passed.
    pub(super) fn check_flags_are_used(&self, units: &[Unit]) {
        let mut clusters = units.iter().flat_map(|unit| &unit.clusters);
        let is_used = clusters.any(|cluster| cluster.scope == Scope::Flags);
        // Their input could not be read, which has its own finding.
        let is_unread =
            |unit: &Unit| !unit.recognised.is_empty() && !unit.results.findings.is_empty();
        let is_used = is_used || units.iter().any(is_unread);
        if self.flags.is_some() && !is_used && !self.loader.has_errors() {
            self.loader.error(
                Path::new(COMMAND_LINE_NAME),
                "these flags need a values file or the packs of one profile, and the paths contain neither",
            );
        }
    }

    /// A variable that no input has is probably misspelled. What is only a part of the inputs need not
    /// have all of them.
    pub(super) fn check_variables_are_used(&self, has_modules: bool) {
        let request = self.request;
        let is_part = request.since.is_some() || request.with_dependents || request.skip_unknown;
        if is_part || self.loader.has_errors() {
            return;
        }
        let read = self.loader.read_files();
        for path in &request.variable_files {
            if !read.contains(&self.loader.display(path)) {
                let message = "no input uses this file of Terraform variables";
                self.loader.error(path, message);
            }
        }
        let names = self.resolver.names.as_ref();
        for (name, meant) in names.map_or(Vec::new(), |names| names.unused()) {
            let advice = match meant {
                Some(meant) => format!("; did you mean '{meant}'?"),
                None if has_modules => "; --var-file sets Terraform variables".to_owned(),
                None => String::new(),
            };
            let message = format!("no input uses the variable '{}'{advice}", short(&name));
            self.loader.error(Path::new(COMMAND_LINE_NAME), message);
        }
    }
}
