rule! {
    /// ## What it does
    /// Reports a suppression comment that suppresses no finding although its rule ran. In the values of
    /// a pack, only rules about the pack itself count: what other rules find there depends on the
    /// cluster.
    ///
    /// Some rules cannot be suppressed by a comment, because they report that a file could not be read
    /// as intended: encoding, input-limit, yaml-syntax, json-syntax, duplicate-key, unknown-field,
    /// wrong-type, unrecognised-input, not-a-regular-file and path-not-found. packlint reports a
    /// comment that names one of them as unused.
    ///
    /// ## Why it is bad
    /// The reason for the suppression is gone. If it stays, it hides the next defect of the same kind.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   # packlint: ignore[max-pods-range] a test cluster
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxPods: 30}
    /// ```
    ///
    /// ## Source
    /// packlint's own rule: keep a suppression only as long as it is needed.
    id: "unused-suppression",
    severity: Warning,
    summary: "suppression comment that suppresses no finding",
    problem: UnusedSuppression { rule } => "this comment suppresses {rule}, but {rule} reports nothing here",
    label: "unused",
    help: "remove {rule} from the comment",
}
