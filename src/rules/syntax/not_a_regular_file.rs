use crate::files::FileProblemKind;

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
    id: "not-a-regular-file",
    severity: Error,
    summary: "a pack's file is a directory, a FIFO, a device, or a link out of the pack",
    problem: File { name, kind: FileProblemKind::NotARegularFile(what) } =>
        "{name} is {what}, not a regular file",
    label: "{name} is {what}",
    help: "nothing was read from it",
}
