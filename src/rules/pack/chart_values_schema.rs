use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Checks the values under `charts.<name>`, merged over the chart's own values.yaml, against the
    /// chart's own values.schema.json. Values that come from the chart itself are not reported, nor are
    /// values for subcharts. packlint skips values that are macros, because they have no value before the
    /// deployment, and schemas that refer to another schema on the network; the report lists both.
    ///
    /// ## Why it is bad
    /// Helm makes the same check at deployment and refuses to install the chart.
    ///
    /// ## Use instead
    /// Write a value that the schema accepts. `tar xzOf CHART.tgz NAME/values.schema.json` prints the
    /// schema.
    ///
    /// ## Source
    /// Helm documentation, *Charts*: schema files.
    id: "chart-values-schema",
    severity: Error,
    reads: [Charts, ChartSchemas],
    summary: "values that violate the chart's own values.schema.json",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for chart in &pack.charts {
        out.gaps(&chart.gaps);
        let name = chart.name.as_deref().unwrap_or_default();
        for violation in &chart.violations {
            let path = &violation.path;
            let reason = &violation.reason;
            let message = format!("{path} violates the schema of chart {name}: {reason}");
            out.report(violation.place, message)
                .label(reason.clone())
                .related(
                    chart.place,
                    format!("this archive contains chart {name} and its values.schema.json"),
                )
                .help("change the value; Helm refuses to install the chart with it");
        }
    }
}
