use super::charts::misnamed;
use crate::model::Pack;
use crate::rules::Sink;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Reports a key under `charts` in the values that is the name of no chart of the pack. Names are
    /// those in the charts' own Chart.yaml. Where an archive could not be read, its name is not known and
    /// nothing is reported.
    ///
    /// ## Why it is bad
    /// What stands under the key is handed to no chart: it does nothing, and nobody says so.
    ///
    /// ## Example
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.0.0
    /// charts:
    ///   demo:
    ///     replicaCount: 2
    /// ```
    ///
    /// ## Use instead
    /// The pack above has no chart at all. Without one, the values have no `charts`:
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.0.0
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: values under `charts.<chart>` are merged into that
    /// chart.
    id: "chart-unknown",
    severity: Warning,
    supersedes: ["constraint-required", "constraint-path"],
    reads: [Charts],
    summary: "values under charts name no chart of the pack",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some(values) = &pack.chart_values else {
        return;
    };
    // The names of charts that could not be read are not known.
    let listed = pack.files.iter().filter(|file| file.field == "charts");
    let names: Vec<&str> = pack
        .charts
        .iter()
        .filter_map(|chart| chart.name.as_deref())
        .collect();
    if names.len() < listed.count() {
        return;
    }
    for key in &values.keys {
        let name = &key.name;
        if names.contains(&name.as_str()) {
            continue;
        }
        let finding = out.report(
            key.place,
            format!("charts.{name} is handed to no chart: the pack has none of this name"),
        );
        match misnamed(key, pack) {
            Some(meant) => finding.label(format!("did you mean '{meant}'?")),
            None => finding.label("no chart of this name"),
        };
        for chart in pack.charts.iter().take(MOST_LABELS) {
            let name = chart.name.as_deref().unwrap_or_default();
            finding.related(chart.place, format!("this archive holds chart {name}"));
        }
        finding.about(key.place).help(match names.as_slice() {
            [] => "pack.json lists no charts: take the key away, or list the chart".to_owned(),
            names => format!(
                "move what stands under it into the values of {}, or take it away",
                any_of(names)
            ),
        });
    }
}

/// Charts that a finding labels at most.
const MOST_LABELS: usize = 3;
