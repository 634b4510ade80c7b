use super::files::required;

rule! {
    /// ## What it does
    /// Reports a pack without a file `values.yaml`.
    ///
    /// ## Why it is bad
    /// Palette's registry rejects a pack without values.
    ///
    /// ## Use instead
    /// Add `values.yaml` next to pack.json. It may be empty for packs of layer os; packs of other
    /// layers list at least their images.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: a values.yaml file is mandatory for every pack.
    id: "pack-values-missing",
    severity: Error,
    summary: "pack without values.yaml",
    check: Pack(|pack, out| required(pack, "values.yaml", HELP, out)),
}

const HELP: &str = "add values.yaml next to pack.json; for a pack of layer os it may be empty";
