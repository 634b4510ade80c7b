use crate::finding::Applicability;
use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports an image tag under `charts` or `manifests` that YAML reads as a number, and a version that
    /// loses digits when read as a number: `version: 1.10` becomes 1.1.
    ///
    /// ## Why it is bad
    /// A chart prints the number, not what is written: `tag: 4.10` pulls the tag 4.1, and a long number
    /// is printed as `1.2e+06`.
    ///
    /// ## Example
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.10
    /// manifests:
    ///   demo:
    ///     image:
    ///       tag: 1.10
    /// ```
    ///
    /// ## Use instead
    /// ```yaml pack/values.yaml
    /// pack:
    ///   content:
    ///     images:
    ///       - image: docker.io/library/demo:1.10
    /// manifests:
    ///   demo:
    ///     image:
    ///       tag: "1.10"
    /// ```
    ///
    /// ## Source
    /// The YAML specification, 10.2, core schema; Helm documentation, *Chart development tips*: quote
    /// strings.
    id: "value-number",
    severity: Warning,
    fix: Always,
    summary: "tag or version that YAML reads as a number",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for (path, written, place) in &pack.notes.numbers {
        out.report(*place, format!("YAML reads {path} as a number: {written}"))
            .label("a number, not text")
            .help(format!("write \"{written}\""))
            .fix(Applicability::Unsafe, *place, format!("\"{written}\""));
    }
}
