use crate::constraints::TemplateErrorKind;
use crate::problem::{ConstraintProblem, Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::closest;

rule! {
    /// ## What it does
    /// Reports an entry of schema.yaml that is not `{schema: '{{ … }}'}`, and a template that does not
    /// parse: an unknown item or format type, a regex that RE2 does not support or that grows beyond a
    /// megabyte, an empty range, a list without options.
    ///
    /// ## Why it is bad
    /// Palette cannot check the value or rejects the pack, and its user interface shows a broken form
    /// for the value.
    ///
    /// ## Example
    /// ```yaml schema.yaml
    /// pack.namespace:
    ///   schema: '{{ required | format "${strng}" }}'
    /// ```
    ///
    /// ## Use instead
    /// ```yaml schema.yaml
    /// pack.content:
    ///   schema: '{{ required | hints "images of the pack" }}'
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: schema constraints.
    id: "constraint-template",
    severity: Error,
    summary: "schema.yaml entry that is not a valid template",
    check: Problem(check),
}

/// The form of an entry, for help.
const FORM: &str = "write schema: '{{ required | format \"${string}\" }}' under the path";

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Constraint(defect) = &problem.kind else {
        return;
    };
    let place = problem.place;
    match defect {
        ConstraintProblem::NotAMapping { found } => out
            .report(
                place,
                format!("schema.yaml is {found}; expected a mapping of value paths"),
            )
            .label("expected `path: {schema: …}` entries")
            .help(FORM),
        ConstraintProblem::Entry {
            path,
            found,
            is_template,
        } => out
            .report(
                place,
                format!("{path} is {found}; expected {{schema: '{{{{ … }}}}'}}"),
            )
            .label("not {schema: '{{ … }}'}")
            .help(match is_template {
                true => "put the template under the key schema, in single quotes",
                false => FORM,
            }),
        ConstraintProblem::Template { path, kind } => {
            let message = format!("invalid template for {path}: {kind}");
            let finding = out.report(place, message).label(label(kind));
            match help(kind) {
                Some(help) => finding.help(help),
                None => finding,
            }
        }
    };
}

fn label(kind: &TemplateErrorKind) -> &'static str {
    match kind {
        TemplateErrorKind::NotOpened => "expected {{ before this",
        TemplateErrorKind::NotClosed => "expected }} here",
        TemplateErrorKind::NoItem => "expected an item before this",
        TemplateErrorKind::UnknownItem { .. } => "unknown item",
        TemplateErrorKind::Unexpected { .. } => "expected | or }} before this",
        TemplateErrorKind::NoText { .. } => "expected text in double quotes after this",
        TemplateErrorKind::TextNotClosed => "opened here and never closed",
        TemplateErrorKind::SecondFormat => "the second format",
        TemplateErrorKind::EmptyFormat => "empty",
        TemplateErrorKind::PlaceholderNotClosed => "opened here and never closed",
        TemplateErrorKind::UnknownKind { .. } => "unknown format type",
        TemplateErrorKind::Argument => "expected a regex or brackets",
        TemplateErrorKind::NoBrackets { .. } => "this type has no brackets",
        TemplateErrorKind::Range => "invalid range",
        TemplateErrorKind::EmptyRange { .. } => "this range contains no number",
        TemplateErrorKind::NoOptions => "no options",
        TemplateErrorKind::Regex { .. } => "not a valid RE2 regex",
        TemplateErrorKind::RegexTooLarge => "too large",
        TemplateErrorKind::TooManyPlaceholders => "limit exceeded here",
        TemplateErrorKind::OverBudget => "limit exceeded here",
    }
}

fn help(kind: &TemplateErrorKind) -> Option<String> {
    match kind {
        TemplateErrorKind::UnknownItem { name } => {
            let near = closest(name, ["required", "readonly", "format", "hints"])?;
            Some(format!("did you mean {near}?"))
        }
        TemplateErrorKind::UnknownKind { name } => {
            let kinds = crate::constraints::FormatKind::ALL.map(|kind| kind.name());
            Some(format!("did you mean {}?", closest(name, kinds)?))
        }
        TemplateErrorKind::EmptyRange { min, max } => Some(format!("write [{max}-{min}]")),
        TemplateErrorKind::Regex { .. } => {
            Some("use RE2 syntax, which has no look-around and no backreferences".to_owned())
        }
        TemplateErrorKind::RegexTooLarge => {
            Some("use smaller repetition counts; nested counts multiply".to_owned())
        }
        _ => None,
    }
}
