use crate::finding::Applicability;
use crate::problem::{MacroProblem, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports `key: {{ … }}` without quotes in pack values, values files and presets, where the macro
    /// is the whole value. Inside a longer text (`a: pre-{{ … }}`), YAML reads text and nothing is
    /// wrong. If an unquoted macro makes the YAML invalid, `yaml-syntax` reports it.
    ///
    /// ## Why it is bad
    /// YAML silently reads nested mappings instead of text. Palette cannot check the value against the
    /// pack's schema, and tools that rewrite the file change the macro. It works only if the macro is
    /// replaced before anything parses the YAML.
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
    /// Palette documentation, *Pack constraints*: wrap variables in single quotes, or in double quotes
    /// if the value may contain a single quote.
    id: "macro-unquoted",
    severity: Warning,
    fix: Sometimes,
    summary: "unquoted macro that YAML reads as a mapping",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Macro(MacroProblem::Unquoted { quoted }) = &problem.kind else {
        return;
    };
    let finding = out
        .report(
            problem.place,
            "unquoted macro: YAML reads a mapping instead of text",
        )
        .label("needs quotes");
    match quoted {
        Some(quoted) => {
            finding
                .help(format!("write {quoted}"))
                .fix(Applicability::Safe, problem.place, quoted)
        }
        None => finding.help("put the macro in single quotes"),
    };
}
