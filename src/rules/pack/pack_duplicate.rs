use crate::finding::Sink;
use crate::problem::ProblemKind;
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a pack that has the name and the version of another pack of the same run.
    ///
    /// ## Why it is bad
    /// A registry holds one pack of a name and version: the one that is pushed last replaces the other,
    /// and which one that is depends on the order of pushing.
    ///
    /// ## Use instead
    /// Give one of them a name of its own, or a version of its own such as `1.4.0-rev1`; or take one
    /// away.
    ///
    /// ## Source
    /// Palette documentation, *Registries and packs*: a pack is identified by its name and version.
    PackDuplicate {
        id: "pack-duplicate",
        group: Pack,
        severity: Error,
        fix: None,
        supersedes: [],
        summary: "two packs have the same name and version",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        let ProblemKind::PackDuplicate {
            name,
            version,
            directory,
            first,
        } = &problem.kind
        else {
            continue;
        };
        sink.emit(
            META.finding(problem.place, format!("{directory} holds a pack {name} {version} too"))
                .label(format!("{name} {version} again"))
                .related(*first, format!("{name} {version} for the first time"))
                .help("give one of the two a name or a version of its own: a registry holds only one of them"),
        );
    }
}
