use super::files::required;

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
    id: "pack-readme-missing",
    severity: Warning,
    summary: "a pack has no README.md",
    check: Pack(|pack, out| required(pack, "README.md", HELP, out)),
}

const HELP: &str = "add one beside pack.json: it is the page that users of the pack see";
