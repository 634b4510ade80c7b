use crate::files::{FileKind, FileProblemKind};
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a file that is not a regular file: a directory, a FIFO, a device, a symbolic link that
    /// leaves the pack that it is in, or any other symbolic link that leaves the repository (of a
    /// Terraform file, a `.gitignore`, or a path on the command line).
    ///
    /// ## Why it is bad
    /// A pack is pushed as an archive of its directory, without what is outside. Reading a FIFO or a
    /// device may never end. packlint does not read files outside the repository, because a pull
    /// request could otherwise make it show any file of the machine.
    ///
    /// ## Use instead
    /// Copy the file into the pack or the repository. `--allow-outside DIR` permits links from the
    /// repository to a directory outside it.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*.
    id: "not-a-regular-file",
    severity: Error,
    summary: "a file is a directory, a FIFO, a device, or a link out of its pack or repository",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::File {
        name,
        kind: FileProblemKind::NotARegularFile(what),
    } = &problem.kind
    else {
        return;
    };
    let help = match what {
        FileKind::LinkOutsideRepository => {
            "nothing was read from it; to read it, add --allow-outside DIR with a directory that \
             contains the target"
        }
        _ => "nothing was read from it",
    };
    out.report(
        problem.place,
        format!("{name} is {what}, not a regular file"),
    )
    .label(format!("{name} is {what}"))
    .help(help);
}
