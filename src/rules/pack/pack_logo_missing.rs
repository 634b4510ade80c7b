use super::files::required;

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
    id: "pack-logo-missing",
    severity: Error,
    summary: "a pack has no logo.png",
    check: Pack(|pack, out| required(pack, "logo.png", HELP, out)),
}

const HELP: &str = "add a picture in the format PNG under this name, beside pack.json";
