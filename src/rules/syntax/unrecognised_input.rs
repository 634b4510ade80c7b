rule! {
    /// ## What it does
    /// Reports a file that is not of the form which `--input-format`, its name or the file that
    /// names it says, and a file of the command line that has none of the forms that packlint reads.
    /// `--skip-unknown` skips the latter.
    ///
    /// ## Why it is bad
    /// Nothing in it was checked.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// - just
    /// - a list
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   namespace: demo
    /// ```
    ///
    /// ## Source
    /// The forms that packlint reads are described in its documentation.
    id: "unrecognised-input",
    severity: Error,
    summary: "a file is not of the form that its name or an option says, or of no known form",
    problem: Unrecognised { form, expected } => "this is not {form}: {expected}",
    label: "not {form}",
    help: "nothing in it was checked",
}
