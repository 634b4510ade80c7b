use super::absent;
use crate::finding::Sink;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a pack without a file `README.md`.
    ///
    /// ## Why it is bad
    /// The README is the page that users see when they choose the pack: what it needs, which of its
    /// values they have to set.
    ///
    /// ## Use instead
    /// Add a `README.md` beside pack.json: what the pack installs, what it needs, its parameters.
    ///
    /// ## Source
    /// spectrocloud/pack-central, README.md: each pack has a README.md.
    PackReadmeMissing {
        id: "pack-readme-missing",
        group: Pack,
        severity: Warning,
        fix: None,
        supersedes: [],
        summary: "a pack has no README.md",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(pack) = cx.pack else { return };
    if let Some(finding) = absent(&META, pack, "README.md") {
        sink.emit(
            finding.help("add one beside pack.json: it is the page that users of the pack see"),
        );
    }
}
