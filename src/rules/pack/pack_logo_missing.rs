use super::files::required;

rule! {
    /// ## What it does
    /// Reports a pack without a file `logo.png`.
    ///
    /// ## Why it is bad
    /// Palette's registry rejects a pack without a logo, or shows it without a picture.
    ///
    /// ## Use instead
    /// Add a square PNG picture as `logo.png` next to pack.json.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: the logo must be named logo.png.
    id: "pack-logo-missing",
    severity: Error,
    summary: "pack without logo.png",
    check: Pack(|pack, out| required(pack, "logo.png", HELP, out)),
}

const HELP: &str = "add a PNG picture named logo.png next to pack.json";
