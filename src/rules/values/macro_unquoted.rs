use crate::finding::Applicability;
use crate::problem::{MacroProblem, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports `key: {{ … }}` without quotes in pack values, values files and presets. The
    /// macro is the whole value: inside a longer text (`a: pre-{{ … }}`) YAML reads text, and
    /// nothing is wrong. Where a macro without quotes keeps the YAML from being read at all, that is
    /// `yaml-syntax`.
    ///
    /// ## Why it is bad
    /// YAML reads a mapping in a mapping, not text, and no parser complains: Palette cannot hold
    /// the value against the pack's schema, and tools that rewrite the file change it. It works
    /// only as long as the macro is replaced before anything reads the YAML.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// charts:
    ///   demo:
    ///     clusterName: {{ .spectro.system.cluster.name }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// charts:
    ///   demo:
    ///     clusterName: '{{ .spectro.system.cluster.name }}'
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: variables stand in single quotes, or in double
    /// quotes where the value may hold a single one.
    id: "macro-unquoted",
    severity: Warning,
    fix: Sometimes,
    summary: "a macro without quotes is a whole value: YAML reads a mapping",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Macro(MacroProblem::Unquoted { quoted }) = &problem.kind else {
        return;
    };
    let finding = out
        .report(
            problem.place,
            "a macro without quotes: YAML reads a mapping",
        )
        .label("read as a mapping, not as text");
    match quoted {
        Some(quoted) => {
            finding
                .help(format!("write {quoted}"))
                .fix(Applicability::Safe, problem.place, quoted)
        }
        None => finding.help("put quotes around the macro"),
    };
}
