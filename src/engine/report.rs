//! What came out of a run.

use std::sync::Arc;

use super::baseline::Pruned;
use super::{ClusterReport, Selected};
use crate::files::ToolError;
use crate::finding::{self, Finding, Severity, Unresolved};
use crate::model::{QuickFlag, Scope};
use crate::source::ShownSources;
use crate::text::count;

/// What came out.
#[derive(Debug, Default)]
pub struct Report {
    /// The sources that findings point into.
    pub sources: ShownSources,
    /// Findings, sorted.
    pub findings: Vec<Finding>,
    /// Skipped checks, sorted.
    pub unresolved: Vec<Unresolved>,
    /// What packlint could not do.
    pub errors: Vec<ToolError>,
    /// The clusters that were checked.
    pub clusters: Vec<ClusterReport>,
    /// Files read.
    pub(crate) files: usize,
    /// Packs checked.
    pub packs: usize,
    /// Skipped files.
    pub(crate) skipped: Vec<String>,
    /// Directories and possible inputs that git ignores.
    pub(crate) ignored: usize,
    /// Findings that `--fix` fixed: where each was, its rule and message.
    pub(crate) fixed: Vec<String>,
    /// Findings that suppressions hide.
    pub suppressed: usize,
    /// Findings that are in the baseline.
    pub(crate) in_baseline: usize,
    /// The baseline without its stale entries; only if it is asked for.
    pub(crate) pruned: Option<Pruned>,
    /// What was checked, for a later check of the same paths; `None` where the check ended early.
    pub(crate) selected: Option<Arc<Selected>>,
}

impl Report {
    /// Findings of a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let of_severity = |finding: &&Finding| finding.severity == severity;
        finding::total(self.findings.iter().filter(of_severity))
    }

    /// What changes to the checked files can hide from a report, with numbers: suppressions, entries of
    /// the baseline, ignore files.
    pub(crate) fn hidden(&self) -> Vec<String> {
        let ignored = match self.ignored {
            0 => None,
            number => Some(format!("{} ignored by git", count(number as u64, "path"))),
        };
        let numbers = [
            (self.suppressed, "suppressed by comments"),
            (self.in_baseline, "in the baseline"),
        ];
        let findings = numbers.into_iter().filter(|(number, _)| *number > 0);
        let findings = findings.map(|(number, how)| {
            let findings = count(number as u64, "finding");
            format!("{findings} {how}")
        });
        findings.chain(ignored).collect()
    }

    /// The clusters that are complete, not just packs or flags.
    pub(crate) fn whole_clusters(&self) -> impl Iterator<Item = &ClusterReport> {
        let is_whole = |cluster: &&ClusterReport| cluster.scope == Scope::Whole;
        self.clusters.iter().filter(is_whole)
    }

    /// The clusters that were compared with an earlier state, and with which.
    pub(crate) fn comparisons(&self) -> impl Iterator<Item = (&ClusterReport, &str)> {
        let clusters = self.clusters.iter();
        clusters.filter_map(|cluster| Some((cluster, cluster.compared_with.as_deref()?)))
    }

    /// The quick flags that would let more checks be made, as they are offered: `--nodes N`.
    pub(crate) fn missing_flags(&self) -> Vec<&'static str> {
        self.flags().into_iter().map(QuickFlag::usage).collect()
    }

    /// What these flags say: `nodes`.
    pub(crate) fn missing_values(&self) -> Vec<&'static str> {
        self.flags().into_iter().map(QuickFlag::title).collect()
    }

    fn flags(&self) -> std::collections::BTreeSet<QuickFlag> {
        let entries = self.unresolved.iter();
        entries.filter_map(|entry| entry.unknown.flag()).collect()
    }
}
