use crate::files::FileProblemKind;
use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a file of a pack that is no regular file: a directory, a FIFO, a device, or a
    /// symbolic link that leaves the pack.
    ///
    /// ## Why it is bad
    /// A pack is pushed as an archive of its directory: what lies outside it is not in the
    /// archive. Reading a FIFO or a device would never end.
    ///
    /// ## Use instead
    /// Copy the file into the pack.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*.
    NotARegularFile {
        id: "not-a-regular-file",
        group: Syntax,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "a pack's file is a directory, a FIFO, a device, or a link out of the pack",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        if let ProblemKind::File { name, kind } = &problem.kind
            && let FileProblemKind::NotARegularFile(what) = kind
        {
            sink.emit(
                META.finding(
                    problem.place,
                    format!("{name} is {what}, not a regular file"),
                )
                .label(format!("{name} is {what}"))
                .help("nothing was read from it"),
            );
        }
    }
}
