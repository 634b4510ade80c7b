use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::syntax::{SyntaxProblemKind, YamlCause};

rule! {
    /// ## What it does
    /// Reports text that is not YAML, and aliases to anchors that do not exist. The rest of that
    /// document is not checked; later documents of the same file are. Where the parser stops lines
    /// below the mistake (a quote or bracket that is not closed, a tab, the marks of a merge
    /// conflict), the finding stands at the mistake.
    ///
    /// ## Why it is bad
    /// Palette cannot read the values at all, or reads something else than was meant. A macro
    /// such as `{{ .spectro.var.name }}` without quotes is the usual cause: YAML takes the braces
    /// for a mapping, and what follows them for a mistake.
    ///
    /// ## Example
    /// ```yaml values.yaml
    /// pack:
    ///   namespace: {{ .spectro.var.prefix }}-system
    /// ```
    ///
    /// ## Use instead
    /// ```yaml values.yaml
    /// pack:
    ///   namespace: '{{ .spectro.var.prefix }}-system'
    /// ```
    ///
    /// ## Source
    /// YAML 1.2.2; Palette documentation, *Pack constraints*: wrap variables in single quotes.
    id: "yaml-syntax",
    severity: Error,
    summary: "the text is not YAML",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Syntax(kind) = &problem.kind else {
        return;
    };
    match kind {
        SyntaxProblemKind::Yaml {
            reason,
            cause: Some((cause, span)),
        } => {
            let place = problem.place.with(*span);
            out.report(place, format!("this is not YAML: {}", title(*cause)))
                .label(label(*cause))
                .related(problem.place, reason.as_str())
                .help(format!(
                    "{}; the rest of this document was not checked",
                    help(*cause)
                ));
        }
        SyntaxProblemKind::Yaml {
            reason,
            cause: None,
        } => {
            out.report(problem.place, format!("this is not YAML: {reason}"))
                .label("the parser stopped here")
                .help("the rest of this document was not checked");
        }
        SyntaxProblemKind::UnknownAnchor { name } => {
            let message = format!("the alias *{name} has no anchor &{name} before it");
            out.report(problem.place, message)
                .label("nothing is known under this name")
                .help(format!(
                    "put a text that begins with * in quotes; or define it earlier in the same \
                 document, as in `key: &{name} value`"
                ));
        }
        _ => {}
    }
}

/// What a mistake is.
pub(in crate::rules) fn title(cause: YamlCause) -> &'static str {
    match cause {
        YamlCause::UnquotedMacro => "a macro without quotes",
        YamlCause::OpenQuote => "a quote that is not closed",
        YamlCause::OpenBracket => "a bracket that is not closed",
        YamlCause::Tab => "a tab indents this line",
        YamlCause::ConflictMark => "the marks of a merge conflict",
    }
}

fn label(cause: YamlCause) -> &'static str {
    match cause {
        YamlCause::UnquotedMacro => "YAML reads the braces as a mapping",
        YamlCause::OpenQuote => "opened here, and what follows is taken in",
        YamlCause::OpenBracket => "opened here, and not closed",
        YamlCause::Tab => "YAML takes blanks only",
        YamlCause::ConflictMark => "left by git",
    }
}

fn help(cause: YamlCause) -> &'static str {
    match cause {
        YamlCause::UnquotedMacro => {
            "put the whole value in single quotes, as in '{{ .spectro.var.name }}'"
        }
        YamlCause::OpenQuote => "close the quote",
        YamlCause::OpenBracket => "close the bracket",
        YamlCause::Tab => "indent with blanks",
        YamlCause::ConflictMark => "keep one of the two versions",
    }
}
