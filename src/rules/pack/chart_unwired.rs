use super::charts::misnamed;
use crate::model::Pack;
use crate::rules::Sink;
use crate::source::Span;

rule! {
    /// ## What it does
    /// Reports a chart of the pack for which the values have no key under `charts`, or an empty one.
    /// The key must be the chart's name in its own Chart.yaml, whatever its archive is called. A chart
    /// that takes no values is not reported: its values.yaml is empty, and no template reads a value.
    ///
    /// ## Why it is bad
    /// Palette passes a chart the values under its name. Values at the root of the file or under
    /// another name are ignored, and the chart is installed with its own defaults. Users of the pack
    /// see no value that they could change.
    ///
    /// ## Use instead
    /// Put the chart's values under its name: `charts: {demo: {replicaCount: 2}}`. Even a single value
    /// shows users where the others belong.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: the layout of values.yaml; spectrocloud/pack-central,
    /// validator: `charts.<name in Chart.yaml>` must exist.
    id: "chart-unwired",
    severity: Warning,
    supersedes: ["constraint-required", "constraint-path", "values-root-key"],
    reads: [Charts, ChartTemplates],
    summary: "chart without values under its own name",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some(values) = &pack.chart_values else {
        return;
    };
    for chart in &pack.charts {
        let Some(name) = &chart.name else { continue };
        if !chart.takes_values {
            continue;
        }
        if let Some(unknown) = &values.unknown {
            out.unknown(values.place, unknown);
            continue;
        }
        let key = values.keys.iter().find(|key| key.name == *name);
        let finding = match key {
            Some(key) if !key.is_empty => continue,
            Some(key) => out
                .report(
                    key.place,
                    format!("charts.{name} is empty, so chart {name} gets no values"),
                )
                .label("empty"),
            // Another rule reports the keys that match no chart.
            None if pack.charts.len() == 1 && !values.keys.is_empty() => continue,
            None if values
                .keys
                .iter()
                .any(|key| misnamed(key, pack) == Some(name.as_str())) =>
            {
                continue;
            }
            None => out
                .report(
                    values.place,
                    format!("charts.{name} is missing, so chart {name} gets no values"),
                )
                .label(if values.place.span == Span::empty(0) {
                    "these values have no key charts".to_owned()
                } else {
                    format!("no key {name} here")
                }),
        };
        finding
            .about_itself()
            .related(chart.place, format!("this archive contains chart {name}"))
            .help(format!(
                "add charts.{name} with the values that users of the pack can change"
            ));
    }
}
