use crate::problem::{ChartDefect, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a file under `charts` of pack.json that is not a gzip-compressed tar archive, that is
    /// truncated, or that has no Chart.yaml with a name. An archive that exceeds one of packlint's
    /// limits is reported as `input-limit`.
    ///
    /// ## Why it is bad
    /// Helm cannot open the archive. The pack can be pushed, but its deployment fails.
    ///
    /// ## Use instead
    /// Create the archive with `helm package CHART`, and check it with `helm show chart ARCHIVE`.
    ///
    /// ## Source
    /// Helm documentation, *Charts*: a chart archive contains one directory with a Chart.yaml.
    id: "chart-archive",
    severity: Error,
    reads: [Charts],
    summary: "chart archive that Helm cannot open",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::ChartArchive { path, defect } = &problem.kind else {
        return;
    };
    let what = match defect {
        ChartDefect::NotGzip => "is not compressed with gzip",
        ChartDefect::Truncated => "is truncated: its compressed data has no end",
        ChartDefect::Damaged => "is damaged and cannot be fully unpacked",
        ChartDefect::NotTar => "contains something other than a tar archive",
        ChartDefect::NoChartYaml => "has no Chart.yaml in its top directory",
        ChartDefect::NoName => "has a Chart.yaml without a readable name",
    };
    out.report(
        problem.place,
        format!("'{path}' is not a chart archive: it {what}"),
    )
    .label("Helm cannot open this archive")
    .help("create it with `helm package`, then check it with `helm show chart`");
}
