use crate::constraints::TemplateErrorKind;
use crate::problem::{ConstraintProblem, Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::closest;

rule! {
    /// ## What it does
    /// Reports an entry of schema.yaml that is not `{schema: '{{ … }}'}`, and a template that does
    /// not parse: an unknown item or format type, a regex that RE2 does not take or that grows
    /// beyond a megabyte, an empty range, a list without options.
    ///
    /// ## Why it is bad
    /// Palette cannot check the value, or refuses the pack, and the form for the value in its user
    /// interface is broken.
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
    summary: "an entry of schema.yaml is not a template, or its template does not parse",
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
                format!("schema.yaml is {found}; expected a mapping of paths"),
            )
            .label("expected paths into the values, each with its schema")
            .help(FORM),
        ConstraintProblem::Entry {
            path,
            found,
            is_template,
        } => out
            .report(
                place,
                format!(
                    "{path} has no constraint: expected {{schema: '{{{{ … }}}}'}}, found {found}"
                ),
            )
            .label("not {schema: '{{ … }}'}")
            .help(match is_template {
                true => "put the template under the key schema, in single quotes",
                false => FORM,
            }),
        ConstraintProblem::Template { path, kind } => {
            let message = format!("the template of {path} does not parse: {kind}");
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
        TemplateErrorKind::UnknownItem { .. } => "not an item",
        TemplateErrorKind::Unexpected { .. } => "expected | or }} before this",
        TemplateErrorKind::NoText { .. } => "expected text in double quotes behind this",
        TemplateErrorKind::TextNotClosed => "opened here, and not closed",
        TemplateErrorKind::SecondFormat => "the second format",
        TemplateErrorKind::EmptyFormat => "empty",
        TemplateErrorKind::PlaceholderNotClosed => "opened here, and not closed",
        TemplateErrorKind::UnknownKind { .. } => "not a format type",
        TemplateErrorKind::Argument => "neither a regex nor brackets",
        TemplateErrorKind::NoBrackets { .. } => "not for this type",
        TemplateErrorKind::Range => "not a range",
        TemplateErrorKind::EmptyRange { .. } => "no number is in this range",
        TemplateErrorKind::NoOptions => "no options",
        TemplateErrorKind::Regex { .. } => "not a regex of RE2",
        TemplateErrorKind::RegexTooLarge => "too large",
        TemplateErrorKind::TooManyPlaceholders => "one more",
        TemplateErrorKind::OverBudget => "one more",
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
            Some("Palette takes RE2: no look-around and no backreferences".to_owned())
        }
        TemplateErrorKind::RegexTooLarge => {
            Some("repeat less: nested counts multiply each other".to_owned())
        }
        _ => None,
    }
}
