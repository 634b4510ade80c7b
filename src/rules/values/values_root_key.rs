use crate::model::Pack;
use crate::rules::Sink;
use crate::source::Span;
use crate::text::all_of_many;

rule! {
    /// ## What it does
    /// Reports keys at the root of a pack's values.yaml that nothing reads. Palette reads `pack`, `charts`,
    /// `manifests` and `readinessCheck`; a key may also be read by a macro `.spectro.pack.<pack>.<key>` in
    /// the values, or by a YAML alias. Packs of the layers os, k8s and cni are not checked, because it is
    /// not documented which keys are read there.
    ///
    /// ## Why it is bad
    /// Values that lost their indentation, or were pasted from a chart's own values.yaml, have no effect.
    /// They belong under `charts.<chart>` or `manifests.<manifest>`.
    ///
    /// ## Example
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.0.0
    /// replicaCount: 2
    /// ```
    ///
    /// ## Use instead
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.0.0
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: the layout of values.yaml.
    id: "values-root-key",
    severity: Warning,
    summary: "key at the root of the values that nothing reads",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let keys = &pack.notes.root_keys;
    let Some((first, place)) = keys.first() else {
        return;
    };
    let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
    let message = format!(
        "nothing reads {} at the root of the values",
        all_of_many(&names)
    );
    let finding = out.report(*place, message);
    let charts = pack.charts.iter().filter_map(|chart| chart.name.as_deref());
    let meant: Vec<&str> = charts.collect();
    match meant.as_slice() {
        [chart] => finding.label(format!("did you mean charts.{chart}.{first}?")),
        _ => finding.label("nothing reads this key"),
    };
    finding.help("move it to the values of a chart or manifest, or remove it");
    for (_, place) in keys.iter().skip(1) {
        finding.related(*place, "also unread");
    }
    // Where the values have no charts at all, these are the charts' values: one mistake.
    let start = pack.chart_values.as_ref().map(|values| values.place);
    if let Some(start) = start.filter(|start| start.span == Span::empty(0)) {
        finding.about(start);
    }
}
