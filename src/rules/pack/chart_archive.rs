use crate::problem::{ChartDefect, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a file under `charts` of pack.json that is not a tar archive compressed with gzip, that
    /// breaks off, or that has no Chart.yaml with a name. An archive that meets one of packlint's limits
    /// is reported as `input-limit`.
    ///
    /// ## Why it is bad
    /// Helm cannot open the archive: the pack is pushed, and its deployment fails.
    ///
    /// ## Use instead
    /// Make the archive with `helm package CHART`, and check it with `helm show chart ARCHIVE`.
    ///
    /// ## Source
    /// Helm documentation, *Charts*: the chart file structure; a chart's archive has one directory with
    /// a Chart.yaml in it.
    id: "chart-archive",
    severity: Error,
    reads: [Charts],
    summary: "an archive is not a chart",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::ChartArchive { path, defect } = &problem.kind else {
        return;
    };
    let what = match defect {
        ChartDefect::NotGzip => "is not compressed with gzip",
        ChartDefect::Truncated => "breaks off: its compressed data has no end",
        ChartDefect::Damaged => "is damaged: it cannot be unpacked to its end",
        ChartDefect::NotTar => "unpacks to something that is not a tar archive",
        ChartDefect::NoChartYaml => "has no Chart.yaml in its top directory",
        ChartDefect::NoName => "has a Chart.yaml without a name that can be read",
    };
    out.report(problem.place, format!("'{path}' is not a chart: it {what}"))
        .label(what)
        .help("make it with `helm package`; `helm show chart` says whether Helm can open it");
}
