use super::charts::misnamed;
use crate::model::Pack;
use crate::rules::Sink;
use crate::source::Span;

rule! {
    /// ## What it does
    /// Reports a chart of the pack for which the values have no key under `charts`, or nothing under that
    /// key. The key is the chart's name in its own Chart.yaml, whatever its archive is called.
    ///
    /// ## Why it is bad
    /// Palette hands a chart what stands under its name. Values at the root of the file, or under another
    /// name, do nothing: the chart is installed with its own defaults. Users of the pack see no value
    /// that they could change.
    ///
    /// ## Use instead
    /// Put the chart's values under its name, as in `charts: {demo: {replicaCount: 2}}`. At least one
    /// value shows users where the others belong.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: the layout of values.yaml; spectrocloud/pack-central,
    /// validator: `charts.<name in Chart.yaml>` must be there.
    id: "chart-unwired",
    severity: Warning,
    supersedes: ["constraint-required", "constraint-path", "values-root-key"],
    reads: [Charts],
    summary: "the values say nothing under a chart's own name",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some(values) = &pack.chart_values else {
        return;
    };
    for chart in &pack.charts {
        let Some(name) = &chart.name else { continue };
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
                    format!("charts.{name} is empty: nothing is set for chart {name}"),
                )
                .label("nothing under this key"),
            // Another rule reports a key that is similar to the name.
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
                    format!("the values have no charts.{name}: nothing is set for chart {name}"),
                )
                .label(if values.place.span == Span::empty(0) {
                    "no charts in these values".to_owned()
                } else {
                    format!("no key {name} here")
                }),
        };
        finding
            .about_itself()
            .related(chart.place, format!("this archive holds chart {name}"))
            .help(format!(
                "put the chart's values under charts.{name}, at least those that users of the pack \
                 will change"
            ));
    }
}
