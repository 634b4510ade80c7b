use crate::finding::Severity;
use crate::problem::{PackSchemaProblem, Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::{any_of, closest};

rule! {
    /// ## What it does
    /// Checks pack.json against the pack schema: `name`, `displayName`, `version` and `layer` are
    /// there and not empty; `layer`, the type of a dependency and the type of a resource are known
    /// names; every known field has its type. Keys that the schema does not know are allowed, but not
    /// one that is nearly a known key which is not there. An unknown cloud type is a warning, since the
    /// published lists differ. An organisation's own JSON Schema, named as `pack: {schema: FILE}` in
    /// packlint.yaml, is applied on top.
    ///
    /// ## Why it is bad
    /// Palette's registry refuses the pack, or shows it in the wrong place.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "add-on",
    ///   "cloudTypes": ["all"]
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "addon",
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"]
    /// }
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs* and *Pack constraints*; the pack schema of the
    /// public community packs.
    id: "pack-schema",
    severity: Error,
    summary: "pack.json breaks the pack schema",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::PackSchema(defect) = &problem.kind else {
        return;
    };
    let place = problem.place;
    match defect {
        PackSchemaProblem::Missing { field } => out
            .report(place, format!("pack.json has no {field}"))
            .label(format!("{field} is required"))
            .help(format!("add \"{field}\"")),
        PackSchemaProblem::Misspelled { name, meant } => out
            .report(place, format!("'{name}' is not a key of pack.json"))
            .label(format!("did you mean '{meant}'?"))
            .help(format!(
                "write \"{meant}\": Palette passes over keys that it does not know"
            )),
        PackSchemaProblem::Empty { field } => out
            .report(place, format!("{field} is empty"))
            .label("must not be empty"),
        PackSchemaProblem::WrongType {
            field,
            expected,
            found,
        } => out
            .report(place, format!("{field} is {found}; expected {expected}"))
            .label(format!("expected {expected}")),
        PackSchemaProblem::Organisation { field, reason } => out
            .report(
                place,
                format!("{field} breaks the organisation's own schema: {reason}"),
            )
            .label("not as the organisation's schema asks"),
        PackSchemaProblem::NotAllowed {
            field,
            value,
            allowed,
            is_open,
        } => {
            let near = closest(value, allowed.iter().copied());
            let message = format!("{field} '{value}' is none of {}", any_of(allowed));
            let finding = out.report(place, message).label(match near {
                Some(near) => format!("did you mean '{near}'?"),
                None => "not a known name".to_owned(),
            });
            if *is_open {
                finding.severity(Severity::Warning);
            }
            finding
        }
    };
}
