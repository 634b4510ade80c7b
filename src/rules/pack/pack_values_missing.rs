use super::files::required;

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
    id: "pack-values-missing",
    severity: Error,
    summary: "a pack has no values.yaml",
    check: Pack(|pack, out| required(pack, "values.yaml", HELP, out)),
}

const HELP: &str = "add one beside pack.json; for a pack of the layer os it may be empty";
