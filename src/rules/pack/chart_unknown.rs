use super::charts::{bare, misnamed};
use crate::finding::Applicability;
use crate::model::{ChartKey, ChartValues, Pack};
use crate::rules::Sink;
use crate::source::Place;
use crate::text::{all_of_many, any_of};

rule! {
    /// ## What it does
    /// Reports a key under `charts` in the values that matches no chart of the pack. A chart's name is
    /// the one in its own Chart.yaml. If an archive could not be read, its name is unknown and packlint
    /// reports nothing. Several such keys are one finding; if the pack has one chart, packlint assumes
    /// that they are its values.
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
    fix: Sometimes,
    supersedes: ["constraint-required", "constraint-path", "chart-unwired"],
    reads: [Charts],
    summary: "values under charts that match no chart of the pack",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let (Some(values), Some(names)) = (&pack.chart_values, pack.chart_names()) else {
        return;
    };
    let is_unknown = |key: &&ChartKey| !names.contains(&key.name.as_str());
    let unknown: Vec<&ChartKey> = values.keys.iter().filter(is_unknown).collect();
    if let Some(chart) = bare(pack) {
        report_bare(&unknown, values, chart, out);
        return;
    }
    let (similar, others): (Vec<_>, Vec<_>) = unknown
        .into_iter()
        .partition(|key| misnamed(key, pack).is_some());
    for key in similar {
        report(&[key], pack, &names, out);
    }
    report(&others, pack, &names, out);
}

/// Reports the values of the only chart that are directly under `charts`, as one mistake.
fn report_bare(keys: &[&ChartKey], values: &ChartValues, chart: &str, out: &mut Sink) {
    let Some(first) = keys.first() else { return };
    let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    let message = format!(
        "{} must be under charts.{chart}, not directly under charts",
        all_of_many(&names)
    );
    let finding = out.report(first.place, message);
    finding
        .about(values.place)
        .label(format!("did you mean charts.{chart}.{}?", first.name))
        .help(format!(
            "add {chart}: under charts, and indent its values below it"
        ));
    for key in keys.iter().skip(1) {
        finding.related(key.place, format!("also belongs under charts.{chart}"));
    }
    if let Some((place, nested)) = nested(values, chart) {
        finding.fix(Applicability::Unsafe, place, nested);
    }
}

/// Reports keys that are no chart's, as one mistake; nothing if there are none.
fn report(keys: &[&ChartKey], pack: &Pack, names: &[&str], out: &mut Sink) {
    let Some(first) = keys.first() else { return };
    let of: Vec<String> = keys
        .iter()
        .map(|key| format!("charts.{}", key.name))
        .collect();
    let message = match of.as_slice() {
        [one] => format!("{one} matches no chart in this pack and is ignored"),
        all => format!(
            "{} match no chart in this pack and are ignored",
            all_of_many(all)
        ),
    };
    let finding = out.report(first.place, message);
    match misnamed(first, pack) {
        Some(meant) => finding
            .label(format!("did you mean '{meant}'?"))
            .fix_content(Applicability::Unsafe, first.place, &first.name, meant),
        None => finding.label("no chart has this name"),
    };
    for key in keys.iter().skip(1) {
        finding.related(key.place, "no chart has this name");
    }
    for chart in pack.charts.iter().take(MOST_LABELS) {
        let name = chart.name.as_deref().unwrap_or_default();
        finding.related(chart.place, format!("this archive contains chart {name}"));
    }
    finding.about(first.place).help(match names {
        [] => "delete the key, or add the chart to pack.json, which lists no charts".to_owned(),
        names => format!(
            "move these values under charts.{}, or delete them",
            any_of(names)
        ),
    });
}

/// The charts' values with those directly under `charts` moved below the chart's name.
fn nested(values: &ChartValues, chart: &str) -> Option<(Place, String)> {
    let (source, body) = values.body.as_ref()?;
    let start = body.span.start as usize;
    let line = source.text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = source.text.get(line..start)?;
    let is_plain = indent.bytes().all(|byte| byte == b' ');
    let text = body.span.slice(&source.text);
    let mut nested = format!("{chart}:");
    for line in text.split('\n') {
        // The first line has its indent before the mapping's span, the others in it.
        let own = match nested.len() == chart.len() + 1 {
            true => format!("{indent}  {line}"),
            false if line.trim().is_empty() => line.to_owned(),
            false => format!("  {line}"),
        };
        nested.push('\n');
        nested.push_str(&own);
    }
    let has_break = text.contains("\r\n");
    (is_plain && !has_break).then_some((*body, nested))
}

/// Charts that a finding labels at most.
const MOST_LABELS: usize = 3;
