use crate::files::{FileKind, FileProblemKind};
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a path that is not a regular file: a directory, a FIFO, a device, a symbolic link to
    /// something outside its pack, or any other symbolic link to something outside the repository (a
    /// Terraform file, a `.gitignore`, or a path on the command line).
    ///
    /// ## Why it is bad
    /// A pack is pushed as an archive of its directory, without anything outside it. Reading a FIFO or
    /// a device may never end. packlint does not read files outside the repository, because a pull
    /// request could otherwise make it show any file of the machine.
    ///
    /// ## Use instead
    /// Copy the file into the pack or the repository. To allow links from the repository to a directory
    /// outside it, add `--allow-outside DIR`.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*.
    id: "not-a-regular-file",
    severity: Error,
    summary: "directory, device or outside link where a file is expected",
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
            "copy the file into the repository, or add --allow-outside DIR, where DIR contains \
             the target"
        }
        FileKind::LinkOutside => "copy the file into the pack",
        _ => "use a regular file here",
    };
    out.report(
        problem.place,
        format!("{name} is {what}, not a regular file"),
    )
    .label("packlint did not read this file")
    .help(help);
}
