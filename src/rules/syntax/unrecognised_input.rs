rule! {
    /// ## What it does
    /// Reports a file whose contents do not match its type. The type comes from `--input-format`, from
    /// the file's name, or from the file that refers to it. Also reports a file named on the command line
    /// that packlint does not recognise, unless `--skip-unknown` is given.
    ///
    /// ## Why it is bad
    /// packlint cannot check anything in the file.
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
    /// packlint's documentation, *Inputs*.
    id: "unrecognised-input",
    severity: Error,
    summary: "file whose contents do not match its type, or that packlint does not recognise",
    problem: Unrecognised { form, expected } => "not {form}: {expected}",
    label: "not {form}",
    help: "packlint checked nothing in this file",
}
