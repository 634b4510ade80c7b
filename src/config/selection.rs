//! Which rules run, at which severity, and where.

use std::path::{Path, PathBuf};

use crate::files::PathPatterns;
use crate::finding::Severity;
use crate::rules;
use crate::source::Place;

/// Which rules run, at which severity, and what is left out.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these, where there are any.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// Severities that differ from the rules' own; `None` turns a rule off.
    pub severities: Vec<RuleSeverity>,
    /// What differs for some paths, the strongest last.
    pub overrides: Vec<PathOverride>,
    /// Paths that walks skip.
    pub exclude: PathPatterns,
    /// An organisation's own JSON Schema for pack.json.
    pub pack_schema: Option<PathBuf>,
    /// Directories with packs.
    pub packs: Vec<PathBuf>,
}

/// A rule's id with its severity; `None` turns it off.
pub(crate) type RuleSeverity = (String, Option<Severity>);

/// What differs for the findings in some files.
#[derive(Clone, Debug)]
pub struct PathOverride {
    /// The files, as patterns.
    pub(crate) paths: PathPatterns,
    /// Rules that find nothing there.
    pub(crate) ignore: Vec<String>,
    /// Severities there; `None` turns a rule off.
    pub(crate) severities: Vec<RuleSeverity>,
    /// Where it is written.
    pub(crate) place: Place,
}

impl PathOverride {
    /// What this says of a rule: off, a severity, or nothing.
    fn says(&self, rule: &str) -> Option<Option<Severity>> {
        match contains(&self.ignore, rule) {
            true => Some(None),
            false => said(&self.severities, rule),
        }
    }
}

impl Selection {
    /// Whether a rule runs at all. What says that an input could not be read runs whatever is
    /// selected: silence would look like a check that passed.
    pub fn is_on(&self, rule: &str) -> bool {
        let is_about_reading = || rules::find(rule).is_some_and(|rule| rule.is_about_reading());
        let selected = self.select.is_empty() || contains(&self.select, rule) || is_about_reading();
        let is_on_somewhere = || {
            let mut words = self.overrides.iter().map(|paths| paths.says(rule));
            words.any(|word| matches!(word, Some(Some(_))))
        };
        selected && (self.base(rule).is_some() || is_on_somewhere())
    }

    /// Whether a rule finds anything in a file, an absolute path.
    pub(crate) fn is_on_at(&self, rule: &str, path: &Path) -> bool {
        self.is_on(rule) && self.severity_at(rule, Severity::Info, path).is_some()
    }

    /// The severity that a rule has in a file, an absolute path, where `own` is the rule's own;
    /// `None` where it is off there.
    pub(crate) fn severity_at(&self, rule: &str, own: Severity, path: &Path) -> Option<Severity> {
        let here = self.overrides.iter().rev();
        let word = here
            .filter(|paths| paths.paths.matches(path, false))
            .find_map(|paths| paths.says(rule));
        match word {
            Some(severity) => severity,
            None => self.base(rule).map(|severity| severity.unwrap_or(own)),
        }
    }

    /// What is said of a rule without regard to paths: `None` where it is off, else the severity
    /// where one is said.
    fn base(&self, rule: &str) -> Option<Option<Severity>> {
        if contains(&self.ignore, rule) {
            return None;
        }
        match said(&self.severities, rule) {
            Some(None) => None,
            severity => Some(severity.flatten()),
        }
    }

    /// These settings with others that take precedence: their `select` replaces, the rest adds. A rule
    /// that they select is on and one that they ignore is off, whatever these settings say.
    #[must_use]
    pub(crate) fn merge(&self, overriding: &Selection) -> Selection {
        let is_selected = |id: &String| overriding.select.contains(id);
        let is_ignored = |id: &String| overriding.ignore.contains(id);
        let without_selected = |ids: &[String]| -> Vec<String> {
            ids.iter().filter(|id| !is_selected(id)).cloned().collect()
        };
        let still_said = |severities: &[RuleSeverity]| -> Vec<RuleSeverity> {
            severities
                .iter()
                .filter(|(id, severity)| severity.is_some() || !is_selected(id))
                .cloned()
                .collect()
        };
        let overrides = self.overrides.iter().map(|paths| {
            let mut severities = still_said(&paths.severities);
            severities.retain(|(id, _)| !is_ignored(id));
            PathOverride {
                paths: paths.paths.clone(),
                ignore: without_selected(&paths.ignore),
                severities,
                place: paths.place,
            }
        });
        Selection {
            select: match overriding.select.is_empty() {
                true => self.select.clone(),
                false => overriding.select.clone(),
            },
            ignore: [without_selected(&self.ignore), overriding.ignore.clone()].concat(),
            severities: [overriding.severities.clone(), still_said(&self.severities)].concat(),
            overrides: overrides
                .chain(overriding.overrides.iter().cloned())
                .collect(),
            exclude: match overriding.exclude.is_empty() {
                true => self.exclude.clone(),
                false => overriding.exclude.clone(),
            },
            pack_schema: overriding
                .pack_schema
                .clone()
                .or_else(|| self.pack_schema.clone()),
            packs: [overriding.packs.clone(), self.packs.clone()].concat(),
        }
    }
}

/// What a list says of a rule; of several, the first.
fn said(severities: &[RuleSeverity], rule: &str) -> Option<Option<Severity>> {
    let own = severities.iter().find(|(id, _)| id == rule);
    own.map(|(_, severity)| *severity)
}

fn contains(ids: &[String], rule: &str) -> bool {
    ids.iter().any(|id| id == rule)
}
