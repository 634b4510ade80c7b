rule! {
    /// ## What it does
    /// Reports an entry of the baseline that matches no finding any more.
    ///
    /// ## Why it is bad
    /// The defect is gone, which is good; its entry would hide it if it came back.
    ///
    /// ## Use instead
    /// Write the baseline again with `packlint check --write-baseline FILE`, so that it shrinks.
    ///
    /// ## Source
    /// packlint's own.
    id: "baseline-stale",
    severity: Info,
    summary: "a baseline entry matches nothing any more",
    problem: BaselineStale { rule, file } => "{rule} is no longer found in {file}",
    label: "matches nothing any more",
    help: "write the baseline again with --write-baseline",
}
