use crate::files::FileProblemKind;

rule! {
    /// ## What it does
    /// Reports a file that is not UTF-8, or that contains NUL or other control characters. A UTF-8 byte
    /// order mark is accepted.
    ///
    /// ## Why it is bad
    /// YAML and JSON files are exchanged as UTF-8, and Palette reads nothing else. Some editors on
    /// Windows write UTF-16 when asked for "Unicode".
    ///
    /// ## Use instead
    /// Save the file as UTF-8, for example with `iconv -f UTF-16 -t UTF-8 values.yaml`.
    ///
    /// ## Source
    /// RFC 8259, 8.1; YAML 1.2.2, 5.1 and 5.2.
    id: "encoding",
    severity: Error,
    summary: "file that is not UTF-8 or contains control characters",
    problem: File { kind: FileProblemKind::Encoding { detail, .. }, .. } =>
        "not UTF-8 text: {detail}",
    label: "not readable from here",
    help: "save the file as UTF-8; packlint checked nothing in it",
}
