//! Which state of a cluster before a change it is compared with.

use super::run::{Run, Unit};
use crate::finding::Results;
use crate::input::OpenCluster;
use crate::model::{Cluster, Previous, Scope};
use crate::syntax::Tree;

impl Run<'_> {
    /// Opens what `--previous` names.
    pub(super) fn open_previous(&mut self) -> Option<Unit> {
        let path = self
            .loader
            .working_directory()
            .join(self.request.previous.as_ref()?);
        if !self.loader.files.exists(&path) {
            self.loader.error(&path, "does not exist");
            return None;
        }
        let states = self.guard(&path, |run| run.door().states(&path, None));
        let mut unit = Unit::default();
        let trees: Vec<&Tree> = states.trees.iter().map(|tree| &**tree).collect();
        let of_clusters = states.all.iter().map(|(_, problems)| problems.as_slice());
        for problems in of_clusters.chain([states.problems.as_slice()]) {
            let mut results = Results::with_tally(std::mem::take(&mut unit.results.tally));
            self.report_problems(problems, &trees, &mut results);
            unit.results.tally = results.tally;
            unit.results.findings.append(&mut results.findings);
        }
        self.close(&trees, &mut unit);
        if states.all.is_empty() && states.problems.is_empty() {
            self.loader
                .error(&path, "contains no cluster to compare with");
        }
        unit.recognised.push(path);
        self.states = Some(states);
        Some(unit)
    }

    /// The state of a cluster before a change: by the command line, or else by its own input.
    pub(super) fn previous_of<'p>(&'p self, opened: &'p OpenCluster) -> Option<&'p Previous> {
        let named = self.states.as_ref().filter(|_| may_change(&opened.cluster));
        let named = named.and_then(|states| states.of(&opened.cluster));
        named
            .map(|(previous, _)| previous)
            .or(opened.previous.as_ref())
    }
}

/// Whether a cluster is known as a whole, so that it can be compared.
fn may_change(cluster: &Cluster) -> bool {
    matches!(cluster.scope, Scope::Whole | Scope::Profile)
}
