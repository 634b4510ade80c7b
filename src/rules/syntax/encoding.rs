use crate::files::FileProblemKind;

rule! {
    /// ## What it does
    /// Reports a file that is not UTF-8, or that holds NUL or other control bytes. A byte order
    /// mark of UTF-8 is accepted.
    ///
    /// ## Why it is bad
    /// YAML and JSON are exchanged as UTF-8; Palette cannot read anything else. An editor on
    /// Windows that saves as "Unicode" writes UTF-16.
    ///
    /// ## Use instead
    /// Save the file as UTF-8: `iconv -f UTF-16 -t UTF-8 values.yaml`.
    ///
    /// ## Source
    /// RFC 8259, 8.1; YAML 1.2.2, 5.1 and 5.2.
    id: "encoding",
    severity: Error,
    summary: "the file is not UTF-8, or holds control bytes",
    problem: File { kind: FileProblemKind::Encoding { detail, .. }, .. } =>
        "this is not UTF-8 text: {detail}",
    label: "here",
    help: "save the file as UTF-8; nothing in it was checked",
}
