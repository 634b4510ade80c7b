rule! {
    /// ## What it does
    /// Reports a path that a cluster file names and that is not there. Paths are relative to the
    /// cluster file.
    ///
    /// ## Why it is bad
    /// What the pack or file would have said is not known, and the checks that need it cannot be
    /// made.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - ./packs/cni-azure-1.4.0
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - name: cni-azure
    ///     version: 1.4.0
    /// ```
    ///
    /// ## Source
    /// The cluster file's schema, `packlint schema cluster`.
    id: "path-not-found",
    severity: Error,
    summary: "a path that a cluster file names is not there",
    problem: PathNotFound { path, found, expected } => "'{path}' {found}: expected {expected}",
    label: "{found}",
    help: "paths are relative to this file",
}
