use crate::finding::Applicability;
use crate::problem::{MacroProblem, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports `{{ .spectro.system.NAME }}` with a name that Palette does not document, and a
    /// `.spectro` macro without closing braces. Other templates in values, such as those of charts and
    /// Jinja, are ignored.
    ///
    /// ## Why it is bad
    /// Palette cannot replace the macro: the value is empty, or the deployment fails.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// charts:
    ///   demo:
    ///     clusterName: '{{ .spectro.system.clustername }}'
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
    /// Palette documentation, *Pack constraints*: system macros.
    id: "macro-unknown",
    severity: Warning,
    fix: Sometimes,
    summary: "unknown system macro, or macro without closing braces",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    match &problem.kind {
        ProblemKind::Macro(MacroProblem::UnknownName { name, suggestion }) => {
            let message = format!("Palette has no system macro '.spectro.system.{name}'");
            let finding = out.report(problem.place, message);
            match suggestion {
                Some(near) => finding
                    .label(format!("did you mean '.spectro.system.{near}'?"))
                    .help(format!("write .spectro.system.{near}"))
                    .fix_content(
                        Applicability::Unsafe,
                        problem.place,
                        &format!(".spectro.system.{name}"),
                        format!(".spectro.system.{near}"),
                    ),
                None => finding
                    .label("unknown name")
                    .help("choose a name from the system macros in Palette's documentation"),
            };
        }
        ProblemKind::Macro(MacroProblem::NotClosed) => {
            out.report(problem.place, "macro without closing braces")
                .label("no }} after this")
                .help("add }} after the macro");
        }
        _ => {}
    }
}
