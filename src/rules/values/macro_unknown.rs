use crate::problem::{MacroProblem, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports `{{ .spectro.system.NAME }}` with a name that Palette does not document, and a
    /// `.spectro` macro whose braces do not close. Other templates in values, those of charts and
    /// Jinja, are left alone.
    ///
    /// ## Why it is bad
    /// Palette has nothing to put in the macro's place: the value arrives empty, or the
    /// deployment fails.
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
    summary: "a system macro is not documented, or a macro's braces do not close",
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
                    .help(format!("write .spectro.system.{near}")),
                None => finding
                    .label("not a documented name")
                    .help("the documented names are in Palette's list of system macros"),
            };
        }
        ProblemKind::Macro(MacroProblem::NotClosed) => {
            out.report(problem.place, "a macro's braces do not close")
                .label("no }} ends this")
                .help("end the macro with }}");
        }
        _ => {}
    }
}
