use crate::finding::Sink;
use crate::problem::{MacroProblem, ProblemKind};
use crate::rules::Context;

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
    MacroUnknown {
        id: "macro-unknown",
        group: Values,
        severity: Warning,
        fix: None,
        supersedes: [],
        summary: "a system macro is not documented, or a macro's braces do not close",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    for problem in cx.problems {
        let ProblemKind::Macro(defect) = &problem.kind else {
            continue;
        };
        let place = problem.place;
        match defect {
            MacroProblem::Unquoted { .. } => {}
            MacroProblem::UnknownName { name, suggestion } => {
                let finding = META
                    .finding(
                        place,
                        format!("Palette has no system macro '.spectro.system.{name}'"),
                    )
                    .label(match suggestion {
                        Some(near) => format!("did you mean '.spectro.system.{near}'?"),
                        None => "not a documented name".to_owned(),
                    });
                sink.emit(match suggestion {
                    Some(near) => finding.help(format!("write .spectro.system.{near}")),
                    None => {
                        finding.help("the documented names are in Palette's list of system macros")
                    }
                });
            }
            MacroProblem::NotClosed => sink.emit(
                META.finding(place, "a macro's braces do not close")
                    .label("no }} ends this")
                    .help("end the macro with }}"),
            ),
        }
    }
}
