use super::files::required;

rule! {
    /// ## What it does
    /// Reports a pack without a file `README.md`.
    ///
    /// ## Why it is bad
    /// Users see the README when they choose the pack. It tells them what the pack needs and which
    /// values they have to set.
    ///
    /// ## Use instead
    /// Add a `README.md` next to pack.json. Describe what the pack installs, what it requires and its
    /// parameters.
    ///
    /// ## Source
    /// spectrocloud/pack-central, README.md: each pack has a README.md.
    id: "pack-readme-missing",
    severity: Warning,
    summary: "pack without README.md",
    check: Pack(|pack, out| required(pack, "README.md", HELP, out)),
}

const HELP: &str = "add README.md next to pack.json; users see it when they choose the pack";
