rule! {
    /// ## What it does
    /// Reports a pack that has the name and the version of another pack of the same run.
    ///
    /// ## Why it is bad
    /// A registry holds one pack of a name and version: the one that is pushed last replaces the other,
    /// and which one that is depends on the order of pushing.
    ///
    /// ## Use instead
    /// Give one of them a name of its own, or a version of its own such as `1.4.0-rev1`; or take one
    /// away.
    ///
    /// ## Source
    /// Palette documentation, *Registries and packs*: a pack is identified by its name and version.
    id: "pack-duplicate",
    severity: Error,
    summary: "two packs have the same name and version",
    problem: PackDuplicate { name, version, directory, first } =>
        "{directory} holds a pack {name} {version} too",
    label: "{name} {version} again",
    related: first => "{name} {version} for the first time",
    help: "give one of the two a name or a version of its own: a registry holds only one of them",
}
