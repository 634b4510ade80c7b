use super::charts::misnamed;
use crate::model::Pack;
use crate::rules::Sink;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Reports a key under `charts` in the values that matches no chart of the pack. A chart's name is
    /// the one in its own Chart.yaml. If an archive could not be read, its name is unknown and packlint
    /// reports nothing.
    ///
    /// ## Why it is bad
    /// Values under this key are ignored without an error message.
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
    /// The pack above has no chart. Remove `charts` from its values:
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
    summary: "values under charts that match no chart of the pack",
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
            format!("charts.{name} matches no chart in this pack and is ignored"),
        );
        match misnamed(key, pack) {
            Some(meant) => finding.label(format!("did you mean '{meant}'?")),
            None => finding.label("no chart has this name"),
        };
        for chart in pack.charts.iter().take(MOST_LABELS) {
            let name = chart.name.as_deref().unwrap_or_default();
            finding.related(chart.place, format!("this archive contains chart {name}"));
        }
        finding.about(key.place).help(match names.as_slice() {
            [] => "delete the key, or list the chart in pack.json, which lists none".to_owned(),
            names => format!(
                "move these values under charts.{}, or delete them",
                any_of(names)
            ),
        });
    }
}

/// Charts that a finding labels at most.
const MOST_LABELS: usize = 3;
