use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Checks what the values say under `charts.<name>`, merged over the chart's own values.yaml, against
    /// the chart's own values.schema.json. Values that the chart itself brings are not reported, nor are
    /// values for charts within the chart. A value that is a macro is not known before the deployment,
    /// and a schema that refers to another one on the network is not fetched: both are listed as not
    /// checked.
    ///
    /// ## Why it is bad
    /// Helm makes the same check when the pack is deployed, and refuses to install the chart.
    ///
    /// ## Use instead
    /// Write what the schema asks for. `tar xzOf CHART.tgz NAME/values.schema.json` prints it.
    ///
    /// ## Source
    /// Helm documentation, *Charts*: schema files.
    id: "chart-values-schema",
    severity: Error,
    reads: [Charts, ChartSchemas],
    summary: "values break a chart's own values.schema.json",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for chart in &pack.charts {
        out.gaps(&chart.gaps);
        let name = chart.name.as_deref().unwrap_or_default();
        for violation in &chart.violations {
            let path = &violation.path;
            let reason = &violation.reason;
            let message = format!("{path} breaks the schema of chart {name}: {reason}");
            out.report(violation.place, message)
                .label(reason.clone())
                .related(
                    chart.place,
                    format!("this archive holds chart {name}, with its values.schema.json"),
                )
                .help("Helm refuses to install the chart with this value");
        }
    }
}
