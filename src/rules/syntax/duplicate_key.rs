rule! {
    /// ## What it does
    /// Reports a key that one mapping has twice.
    ///
    /// ## Why it is bad
    /// Parsers keep one of the two in silence, or refuse the file. Which value holds is then not
    /// what the file says to its reader.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: calico
    ///   networkPolicy: azure
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   networkPolicy: azure
    /// ```
    ///
    /// ## Source
    /// YAML 1.2.2, 3.2.1.3: the keys of a mapping are unique.
    id: "duplicate-key",
    severity: Error,
    summary: "a mapping has a key twice",
    problem: DuplicateKey { key, first } => "the key '{key}' stands twice in one mapping",
    label: "again here",
    related: first => "first here",
    help: "keep the one that is meant",
}
