//! The charts of a pack: their names, and their own schemas against the pack's values.

mod archive;
mod contents;
mod overrides;
mod reads;
pub(crate) mod schema_cost;
mod subcharts;
pub(crate) mod values_schema;

use std::path::Path;

use serde_json::Value;

use crate::files::{Loader, decode};
use crate::model::{Chart, Gap, PackFile, Unknown};
use crate::problem::{ChartDefect, Problem, ProblemKind, Problems};
use crate::source::{LIMITS, SourceFile};
use crate::syntax::{Node, Tree, parse_yaml};
use archive::{ArchiveError, ChartFiles, read_archive};
use values_schema::{CheckedValues, check_overrides};

pub(crate) use contents::Contents;
pub(crate) use overrides::{ChartReads, Overrides};
pub(crate) use reads::{literal_images, printed_values};
pub(crate) use subcharts::check_subcharts;

/// Reads a chart that pack.json lists. `charts` is the mapping `charts` of the pack's values. What its
/// templates are in is given beside it, if some rule needs it and it is known whole.
pub(crate) fn read_chart(
    loader: &Loader,
    root: &Path,
    file: &PackFile,
    charts: Option<Node<'_>>,
    problems: &mut Problems,
) -> (Chart, Option<Contents>) {
    let place = file.path.place;
    let path = file.path.known().cloned().unwrap_or_default();
    let mut chart = Chart {
        place,
        path,
        name: None,
        version: None,
        app_version: None,
        subcharts: Vec::new(),
        violations: Vec::new(),
        gaps: Vec::new(),
        takes_values: true,
    };
    let problem = |kind| Problem { place, kind };
    let Some(files) = open_chart(loader, root, &chart, problems) else {
        return (chart, None);
    };
    let defect = |defect| {
        problem(ProblemKind::ChartArchive {
            path: chart.path.clone(),
            defect,
        })
    };
    let Some(bytes) = &files.chart else {
        problems.push(defect(ChartDefect::NoChartYaml));
        return (chart, None);
    };
    let tree = yaml(bytes.clone());
    let root = tree.as_ref().and_then(Tree::root);
    let name = root.and_then(|root| root.get("name")?.text());
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        problems.push(defect(ChartDefect::NoName));
        return (chart, None);
    };
    chart.name = Some(name.to_owned());
    let text = |key| root?.get(key)?.text().map(str::to_owned);
    chart.version = text("version");
    chart.app_version = text("appVersion");
    chart.subcharts = subcharts(&files, root);
    if let (true, Some(schema)) = (loader.reads.schemas, &files.schema)
        && let Some((key, overrides)) = charts.and_then(|charts| charts.entry(name))
    {
        let checked = check(schema, &files, name, overrides, &chart.subcharts);
        note_checked(checked, key, &mut chart, problems);
    }
    let contents = loader.reads.templates.then(|| Contents::of(files));
    let contents = contents.flatten();
    let remote = contents.as_ref().and_then(subcharts::remote_schema);
    problems.extend(remote.map(problem));
    (chart, contents)
}

/// Opens the archive of a chart, and records what is wrong with it.
fn open_chart(
    loader: &Loader,
    root: &Path,
    chart: &Chart,
    problems: &mut Problems,
) -> Option<ChartFiles> {
    let place = chart.place;
    let wanted = match loader.reads.templates {
        true => contents::is_wanted,
        false => |_: &str| false,
    };
    let path = root.join(&chart.path);
    match read_archive(&loader.files, &path, wanted) {
        Ok(files) => {
            if files.is_cut {
                let what = "bytes of templates and other texts in one chart";
                let limit = LIMITS.chart_bytes;
                let kind = ProblemKind::Limit { what, limit };
                problems.push(Problem { place, kind });
            }
            return Some(files);
        }
        Err(ArchiveError::Io(reason)) => loader.error(&path, format!("cannot be read: {reason}")),
        Err(stop) => {
            let kind = stop.problem(&chart.path);
            problems.extend(kind.map(|kind| Problem { place, kind }));
        }
    }
    None
}

/// Notes what the check of a chart's values found, or why there was none.
fn note_checked(
    checked: Result<CheckedValues, Unusable>,
    key: Node<'_>,
    chart: &mut Chart,
    problems: &mut Problems,
) {
    match checked {
        Err(Unusable::LargePatterns) => problems.push(Problem {
            place: chart.place,
            kind: ProblemKind::Limit {
                what: "bytes of compiled regular expressions in one chart's schema",
                limit: LIMITS.regex_bytes,
            },
        }),
        Ok(CheckedValues { violations, gaps }) => {
            chart.violations = violations;
            chart.gaps = gaps;
        }
        Err(Unusable::Because(why)) => chart.gaps.push(Gap {
            place: key.place(),
            unknown: Unknown::ChartSchema {
                chart: chart.name.clone().unwrap_or_default(),
                why,
            },
        }),
    }
}

/// The contents of a chart that was read before.
pub(crate) fn read_contents(loader: &Loader, root: &Path, chart: &Chart) -> Option<Contents> {
    let path = root.join(&chart.path);
    let files = read_archive(&loader.files, &path, contents::is_wanted).ok()?;
    Contents::of(files)
}

/// Why a chart's schema cannot be used.
enum Unusable {
    /// Compiling its patterns would take too much.
    LargePatterns,
    /// For people.
    Because(String),
}

fn check(
    schema: &[u8],
    files: &ChartFiles,
    name: &str,
    overrides: Node<'_>,
    subcharts: &[String],
) -> Result<CheckedValues, Unusable> {
    let schema: Value = serde_json::from_slice(schema)
        .map_err(|error| Unusable::Because(format!("it is not valid JSON: {error}")))?;
    if !schema_cost::has_small_patterns(&schema) {
        return Err(Unusable::LargePatterns);
    }
    let defaults = files.values.clone().unwrap_or_default();
    let not_yaml = || Unusable::Because("the chart's values.yaml is not valid YAML".to_owned());
    let tree = yaml(defaults).ok_or_else(not_yaml)?;
    let defaults = match tree.root() {
        Some(root) => values_schema::json(root, &mut 0, 0)
            .ok_or_else(|| Unusable::Because("the values are too large".to_owned()))?,
        None => Value::Null,
    };
    let checked = check_overrides(&schema, defaults, overrides, name, subcharts);
    checked.map_err(Unusable::Because)
}

/// The names under which subcharts get values: the chart's schema need not describe
/// for what is theirs.
fn subcharts(files: &ChartFiles, chart: Option<Node<'_>>) -> Vec<String> {
    let listed = chart.and_then(|root| root.get("dependencies"));
    let listed = listed.into_iter().flat_map(Node::items).flat_map(|item| {
        ["name", "alias"]
            .into_iter()
            .filter_map(move |key| item.get(key)?.text())
    });
    let mut names: Vec<String> = listed.map(str::to_owned).collect();
    names.extend(files.subcharts.iter().cloned());
    names.push("global".to_owned());
    names
}

/// A text out of an archive. No finding points into it, so that the run does not keep it.
fn yaml(bytes: Vec<u8>) -> Option<Tree> {
    let text = decode(bytes).ok()?;
    let parsed = parse_yaml(SourceFile::unregistered(text));
    parsed.tree.is_whole().then_some(parsed.tree)
}
