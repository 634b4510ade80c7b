use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::short;

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
    summary: "pack is empty because its keys are not indented",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::KeysBesidePack { keys } = &problem.kind else {
        return;
    };
    let which = match keys.len() {
        1 => "one of its keys is".to_owned(),
        many => format!("{many} of its keys are"),
    };
    let finding = out
        .report(
            problem.place,
            format!("pack is empty because {which} not indented"),
        )
        .label("empty")
        .help("indent these keys by two spaces to move them inside pack");
    for (key, place) in keys {
        finding.related(*place, format!("{} has no effect here", short(key)));
    }
}
