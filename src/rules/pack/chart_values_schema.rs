use crate::finding::Severity;
use crate::model::{Chart, Pack, SchemaViolation};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Checks the values under `charts.<name>`, merged over the chart's own values.yaml, against the
    /// chart's own values.schema.json, and values for enabled subcharts against the schemas of these.
    /// Values that come from the chart itself are not reported. A value that the pack repeats from the
    /// chart is an info, unless schema.yaml requires the value. packlint skips values that are macros,
    /// because they have no value before the deployment, and schemas that refer to another schema on
    /// the network; the report lists both.
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
    reads: [Charts, ChartSchemas, ChartTemplates],
    summary: "values that violate the chart's own values.schema.json",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for chart in &pack.charts {
        out.gaps(&chart.gaps);
        for violation in &chart.violations {
            // A constraint says already that users have to set the value.
            let is_required = || {
                let mut constraints = pack.constraints.iter();
                constraints.any(|of| of.path == violation.path && of.template.required)
            };
            if !violation.is_default || !is_required() {
                report(violation, chart, out);
            }
        }
    }
}

fn report(violation: &SchemaViolation, chart: &Chart, out: &mut Sink) {
    let SchemaViolation {
        path,
        reason,
        chart: name,
        ..
    } = violation;
    let message = match violation.is_default {
        true => format!(
            "{path} repeats a default of chart {name} that violates the chart's schema: {reason}"
        ),
        false => format!("{path} violates the schema of chart {name}: {reason}"),
    };
    let finding = out.report(violation.place, message);
    finding.label(reason.clone()).related(
        chart.place,
        format!("this archive contains chart {name} and its values.schema.json"),
    );
    match violation.is_default {
        true => finding
            .severity(Severity::Info)
            .help("users have to set it: add a constraint with required to schema.yaml"),
        false => finding.help("change the value; Helm refuses to install the chart with this one"),
    };
}
