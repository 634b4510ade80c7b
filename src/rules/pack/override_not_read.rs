use crate::finding::Applicability;
use crate::model::UnreadOverride;
use crate::problem::ProblemKind;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a value under `charts.<chart>` that no template of the chart or of its subcharts reads: in
    /// a pack's values.yaml, in what a preset adds, and in the values that a cluster has instead. Where
    /// the chart reads a path that is similar, or the same key one level above or below, the finding
    /// names it.
    ///
    /// packlint follows the templates with every context that they can have, through `include`, `tpl`,
    /// loops, dicts and merges, and takes conditions, tags and `import-values` of dependencies into
    /// account. What it cannot follow counts as read, so that a finding is certain and silence is not:
    /// nothing is reported for a chart that prints all its values (`toYaml .Values`), for a key that the
    /// chart's own values.yaml has too, within lists, or beyond a limit of
    /// [templates](limits.md#limits-and-security).
    ///
    /// ## Why it is bad
    /// Helm ignores such a value without a word, so that the setting that its author wanted is not there.
    /// The usual causes are a key in the wrong case, one level too high or too deep, or a key that a
    /// newer version of the chart renamed.
    ///
    /// ## Use instead
    /// Set the path that the chart reads, or remove the value: `tar xzOf CHART.tgz NAME/values.yaml`
    /// prints the chart's own values.
    ///
    /// ## Source
    /// Helm documentation, *Chart template guide*: values files; *Charts*: dependencies, scope of values.
    id: "override-not-read",
    severity: Warning,
    fix: Sometimes,
    reads: [Charts, ChartTemplates],
    summary: "value for a chart that none of its templates reads",
    check: Problem(|problem, out| {
        if let ProblemKind::UnreadOverride(unread) = &problem.kind {
            report(unread, problem.place, out);
        }
    }),
}

fn report(unread: &UnreadOverride, place: crate::source::Place, out: &mut Sink) {
    let UnreadOverride {
        path,
        chart,
        listed,
        preset,
        near,
    } = unread;
    let message = match preset {
        Some(preset) => format!("{preset} sets {path}, which nothing in chart {chart} reads"),
        None => format!("nothing in chart {chart} reads {path}"),
    };
    let finding = out.report(place, message);
    finding.related(*listed, format!("this archive contains chart {chart}"));
    let Some((meant, fix)) = near else {
        finding
            .label("has no effect")
            .help("remove the value, or set one that the chart reads");
        return;
    };
    finding
        .label(format!("did you mean {meant}?"))
        .help(format!("the chart reads {meant}"));
    if let Some((place, text)) = fix {
        finding.fix(Applicability::Unsafe, *place, text);
    }
}
