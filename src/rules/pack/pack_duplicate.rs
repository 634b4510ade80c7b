rule! {
    /// ## What it does
    /// Reports a pack with the same name and version as another pack of the same run.
    ///
    /// ## Why it is bad
    /// A registry stores only one pack for each name and version. The pack that is pushed last replaces
    /// the other, so the result depends on the order of the pushes.
    ///
    /// ## Use instead
    /// Give one of them another name or another version such as `1.4.0-rev1`, or delete one of them.
    ///
    /// ## Source
    /// Palette documentation, *Registries and packs*: a pack is identified by its name and version.
    id: "pack-duplicate",
    severity: Error,
    summary: "two packs with the same name and version",
    problem: PackDuplicate { name, version, directory, first } =>
        "{directory} also contains pack {name} {version}",
    label: "second pack {name} {version}",
    related: first => "first pack {name} {version}",
    help: "give one of the two a different name or version; a registry stores only one of them",
}
