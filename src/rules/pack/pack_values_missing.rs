use super::absent;
use crate::finding::Sink;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a pack without a file `values.yaml`.
    ///
    /// ## Why it is bad
    /// Palette's registry refuses a pack without values.
    ///
    /// ## Use instead
    /// Add `values.yaml` beside pack.json. It may be empty for packs of the layer os; all others list at
    /// least their images.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: a values.yaml file is mandatory for every pack.
    PackValuesMissing {
        id: "pack-values-missing",
        group: Pack,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a pack has no values.yaml",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(pack) = cx.pack else { return };
    if let Some(finding) = absent(&META, pack, "values.yaml") {
        sink.emit(
            finding.help("add one beside pack.json; for a pack of the layer os it may be empty"),
        );
    }
}
