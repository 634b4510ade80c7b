use crate::files::FileProblemKind;
use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;

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
    Encoding {
        id: "encoding",
        group: Syntax,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "the file is not UTF-8, or holds control bytes",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        if let ProblemKind::File { kind, .. } = &problem.kind
            && let FileProblemKind::Encoding { detail, .. } = kind
        {
            sink.emit(
                META.finding(problem.place, format!("this is not UTF-8 text: {detail}"))
                    .label("here")
                    .help("save the file as UTF-8; nothing in it was checked"),
            );
        }
    }
}
