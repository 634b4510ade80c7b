rule! {
    /// ## What it does
    /// Reports a suppression that hides no finding, although its rule ran. In the values of a pack
    /// this is said only for rules about the pack itself: what other rules find there depends on
    /// the cluster.
    ///
    /// A comment cannot suppress the rules that say that a file could not be read, or not as it was
    /// meant: encoding, input-limit, yaml-syntax, json-syntax, duplicate-key, unknown-field,
    /// wrong-type, unrecognised-input, not-a-regular-file and path-not-found. Their findings stay,
    /// and the comment is reported here.
    ///
    /// ## Why it is bad
    /// The reason for it is gone. It would hide the next defect of that kind.
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
    /// packlint's own: a suppression is to be seen as long as it is needed, and no longer.
    id: "unused-suppression",
    severity: Warning,
    summary: "a suppression hides nothing",
    problem: UnusedSuppression { rule } => "the suppression of {rule} hides nothing",
    label: "it hides no finding",
    help: "take it out",
}
