//! What the charts of a pack read of its values, its presets, and values that a cluster has instead.

use std::collections::HashSet;

use super::chart::{ChartReads, Contents, Overrides, check_subcharts, read_contents};
use super::directory::LoadedPack;
use super::manifest::ManifestText;
use super::presets::PresetEntry;
use super::pulled::check_images;
use super::value_path::Steps;
use super::values::top_level;
use crate::files::Loader;
use crate::model::{Chart, Constraint, Pack};
use crate::problem::{Problem, ProblemKind, Problems};
use crate::source::{Budget, Span};
use crate::syntax::{Node, Tree};

/// The values for a chart in some values.
pub(super) fn for_chart<'t>(tree: &'t Tree, name: &str) -> Option<Node<'t>> {
    let (_, charts) = top_level(tree, "charts")?;
    charts.get(name).filter(|_| !charts.is_unquoted_macro())
}

/// What is read of a pack's charts and manifests.
#[derive(Default)]
pub(super) struct PackContents {
    /// The contents of charts, with their index.
    pub(super) charts: Vec<(usize, Contents)>,
    pub(super) manifests: Vec<ManifestText>,
}

impl PackContents {
    /// Checks the manifests against the values, and lets go of those without a problem.
    pub(super) fn check_manifests(
        &self,
        loader: &Loader,
        values: Option<&Tree>,
        presets: &[PresetEntry],
        budget: &Budget,
        problems: &mut Problems,
    ) {
        for manifest in &self.manifests {
            let place = manifest.source.place(Span::empty(0));
            let steps = Steps { budget, place };
            let in_preset = |path: &str| presets.iter().any(|preset| preset.has(path, steps));
            let found = manifest.check(values, budget, in_preset);
            if found.is_empty() {
                loader.sources.release(manifest.source.id);
            }
            problems.extend(found);
        }
    }
}

/// Compares the values and presets of a pack with what its charts read, and the images that it lists
/// with those that it pulls.
pub(super) fn check_charts(
    pack: &mut Pack,
    parts: &PackContents,
    values: &Tree,
    presets: &[PresetEntry],
    budget: &Budget,
    problems: &mut Problems,
) {
    let mut found = Vec::new();
    for (index, contents) in &parts.charts {
        let Some(chart) = pack.charts.get_mut(*index) else {
            continue;
        };
        let own = for_chart(values, &contents.name);
        let own = own.map(|values| Overrides {
            values,
            preset: None,
        });
        let added = presets.iter().filter_map(|preset| {
            Some(Overrides {
                values: for_chart(preset.add.as_ref()?, &contents.name)?,
                preset: Some(preset.title()),
            })
        });
        let given = own.into_iter().chain(added).collect();
        let reads = ChartReads::new(contents, given, budget, chart.place);
        if let Some(own) = own {
            let checked = check_subcharts(contents, own.values, &contents.name);
            chart.violations.extend(checked.violations);
            chart.gaps.extend(checked.gaps);
        }
        found.extend(without_known(reads.unread(), chart));
        let is_empty = own.is_none_or(|own| own.values.entries().next().is_none());
        chart.takes_values = !(is_empty && reads.takes_none());
        mark_read(&mut pack.constraints, &contents.name, &reads);
    }
    let images = check_images(pack, values, parts, budget, &found);
    problems.extend(found);
    problems.extend(images);
}

/// Leaves out values that the chart's schema refuses, and those of presets that the values have too:
/// each is one mistake.
fn without_known(unread: Vec<Problem>, chart: &Chart) -> Vec<Problem> {
    let violations: HashSet<_> = chart.violations.iter().map(|of| of.place).collect();
    let mut own = HashSet::new();
    let mut kept = Vec::new();
    for problem in unread {
        let ProblemKind::UnreadOverride(unread) = &problem.kind else {
            continue;
        };
        let is_new = match unread.preset {
            None => own.insert(unread.path.clone()),
            Some(_) => !own.contains(&unread.path),
        };
        if is_new && !violations.contains(&problem.place) {
            kept.push(problem);
        }
    }
    kept
}

/// Marks the constraints of paths that are absent and that the chart reads.
fn mark_read(constraints: &mut [Constraint], name: &str, reads: &ChartReads<'_>) {
    for constraint in constraints {
        let of_chart = constraint.path.strip_prefix("charts.");
        let of_chart = of_chart.and_then(|path| path.strip_prefix(name)?.strip_prefix('.'));
        if let Some(path) = of_chart.filter(|_| !constraint.exists && !constraint.is_in_preset) {
            let path: Vec<&str> = path.split('.').collect();
            constraint.is_read_by_chart = reads.may_read(&path);
        }
    }
}

/// The values for charts that nothing reads, in values that a cluster has in the place of the pack's.
pub(crate) fn unread_values(loader: &Loader, pack: &LoadedPack, values: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(described) = pack.pack.as_ref().filter(|_| loader.reads.templates) else {
        return problems;
    };
    let budget = Budget::default();
    for chart in &described.charts {
        let name = chart.name.as_deref().unwrap_or_default();
        let Some(own) = for_chart(values, name) else {
            continue;
        };
        let Some(contents) = read_contents(loader, &pack.root, chart) else {
            continue;
        };
        let given = vec![Overrides {
            values: own,
            preset: None,
        }];
        let reads = ChartReads::new(&contents, given, &budget, chart.place);
        problems.extend(reads.unread());
    }
    problems.extend(Problem::of_exceeded(&budget));
    problems
}
