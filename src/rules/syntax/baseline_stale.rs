rule! {
    /// ## What it does
    /// Reports a baseline entry that no longer matches any finding.
    ///
    /// ## Why it is bad
    /// The defect has been fixed. If it came back, the stale entry would hide it.
    ///
    /// ## Use instead
    /// Run `packlint check --baseline FILE --prune-baseline`, which removes stale entries and adds none.
    ///
    /// ## Source
    /// packlint's own rule.
    id: "baseline-stale",
    severity: Info,
    summary: "baseline entry that matches no finding",
    problem: BaselineStale { rule, file } => "{rule} is no longer found in {file}",
    label: "stale entry",
    help: "remove it with --prune-baseline",
}
