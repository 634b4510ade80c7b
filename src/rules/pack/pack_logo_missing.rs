use super::absent;
use crate::finding::Sink;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a pack without a file `logo.png`.
    ///
    /// ## Why it is bad
    /// Palette's registry does not take a pack without a logo, or shows it without a picture.
    ///
    /// ## Use instead
    /// Add a square picture in the format PNG as `logo.png` beside pack.json.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: the logo must be named logo.png.
    PackLogoMissing {
        id: "pack-logo-missing",
        group: Pack,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a pack has no logo.png",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(pack) = cx.pack else { return };
    if let Some(finding) = absent(&META, pack, "logo.png") {
        sink.emit(
            finding.help("add a picture in the format PNG under this name, beside pack.json"),
        );
    }
}
