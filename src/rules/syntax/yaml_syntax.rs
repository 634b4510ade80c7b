use crate::finding::Applicability;
use crate::problem::{Problem, ProblemKind};
use crate::rules::Sink;
use crate::syntax::{SyntaxProblemKind, YamlCause};

rule! {
    /// ## What it does
    /// Reports text that is not valid YAML, and aliases to anchors that do not exist. packlint does not
    /// check the rest of that document, but it checks later documents in the same file. If the parser
    /// stops some lines below the mistake (an unclosed quote or bracket, a tab, merge conflict
    /// markers), packlint reports the line of the mistake.
    ///
    /// ## Why it is bad
    /// Palette cannot read the values, or reads something other than what you meant. The usual cause is
    /// a macro such as `{{ .spectro.var.name }}` without quotes: YAML reads the braces as a mapping and
    /// rejects what follows them.
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
    fix: Sometimes,
    summary: "invalid YAML",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Syntax(kind) = &problem.kind else {
        return;
    };
    match kind {
        SyntaxProblemKind::Yaml {
            cause: Some((cause, span)),
            ..
        } => {
            let place = problem.place.with(*span);
            let finding = out
                .report(place, format!("invalid YAML: {}", title(*cause)))
                .label(label(*cause))
                .related(problem.place, "parsing stopped here")
                .help(format!(
                    "{}; packlint did not check the rest of this document",
                    help(*cause)
                ));
            if *cause == YamlCause::Tab {
                finding.fix(Applicability::Unsafe, place, "  ");
            }
        }
        SyntaxProblemKind::Yaml {
            reason,
            cause: None,
        } => {
            out.report(problem.place, format!("invalid YAML: {reason}"))
                .label("parsing stopped here")
                .help("packlint did not check the rest of this document");
        }
        SyntaxProblemKind::UnknownAnchor { name } => {
            let message =
                format!("alias *{name} refers to an anchor that is not defined before it");
            out.report(problem.place, message)
                .label(format!("no anchor &{name} above"))
                .help(format!(
                    "put text that starts with * in quotes, or define the anchor earlier in the same \
                 document: `key: &{name} value`"
                ));
        }
        _ => {}
    }
}

/// What a mistake is.
pub(in crate::rules) fn title(cause: YamlCause) -> &'static str {
    match cause {
        YamlCause::UnquotedMacro => "unquoted macro",
        YamlCause::OpenQuote => "unclosed quote",
        YamlCause::OpenBracket => "unclosed bracket",
        YamlCause::Tab => "this line is indented with a tab",
        YamlCause::ConflictMark => "merge conflict markers",
    }
}

fn label(cause: YamlCause) -> &'static str {
    match cause {
        YamlCause::UnquotedMacro => "YAML reads the braces as a mapping",
        YamlCause::OpenQuote => "opened here; the following lines are read as part of it",
        YamlCause::OpenBracket => "opened here and never closed",
        YamlCause::Tab => "YAML allows only spaces here",
        YamlCause::ConflictMark => "left by git",
    }
}

fn help(cause: YamlCause) -> &'static str {
    match cause {
        YamlCause::UnquotedMacro => {
            "put the whole value in single quotes: '{{ .spectro.var.name }}'"
        }
        YamlCause::OpenQuote => "close the quote",
        YamlCause::OpenBracket => "close the bracket",
        YamlCause::Tab => "indent with spaces",
        YamlCause::ConflictMark => "keep one of the two versions and remove the markers",
    }
}
