use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::{count, short};

rule! {
    /// ## What it does
    /// Reports values in which `pack` is empty and keys that belong to it, such as `namespace`, are at
    /// its own level.
    ///
    /// ## Why it is bad
    /// The keys have no effect there. The pack is installed into the default namespace, without the
    /// order, name or labels that the keys ask for.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    /// namespace: external-dns
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   namespace: external-dns
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack Constraints* and the values of public packs: these keys are read
    /// under `pack`.
    id: "pack-keys-outside",
    severity: Warning,
    summary: "empty pack: with its keys beside it",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::KeysBesidePack { keys } = &problem.kind else {
        return;
    };
    let number = count(keys.len() as u64, "key");
    let finding = out
        .report(
            problem.place,
            format!("pack is empty, and {number} of it stand beside it"),
        )
        .label("empty")
        .help("indent these keys by two blanks, so that they are under pack");
    for (key, place) in keys {
        finding.related(*place, format!("{} has no effect here", short(key)));
    }
}
