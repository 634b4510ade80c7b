use crate::finding::{Applicability, Severity};
use crate::problem::{PackSchemaProblem, Problem, ProblemKind};
use crate::rules::Sink;
use crate::text::{any_of, closest};

rule! {
    /// ## What it does
    /// Checks pack.json against the pack schema:
    ///
    /// - `name`, `displayName`, `version` and `layer` exist and are not empty;
    /// - `layer`, the type of a dependency and the type of a resource are known names;
    /// - every known field has the right type.
    ///
    /// Unknown keys are allowed, unless one closely resembles a known key that is missing. An unknown
    /// cloud type is only a warning, because the published lists differ. Your organisation's own JSON
    /// Schema, set as `pack: {schema: FILE}` in packlint.yaml, is applied as well.
    ///
    /// ## Why it is bad
    /// Palette's registry rejects the pack, or shows it in the wrong place.
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
    /// Palette documentation, *Add custom packs* and *Pack constraints*; the pack schema of the public
    /// community packs.
    id: "pack-schema",
    severity: Error,
    fix: Sometimes,
    summary: "pack.json that violates the pack schema",
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
            .report(place, format!("'{name}' is not a known key of pack.json"))
            .label(format!("did you mean '{meant}'?"))
            .help(format!("write \"{meant}\"; Palette ignores unknown keys"))
            .fix_content(Applicability::Unsafe, place, name, *meant),
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
                format!("{field} violates your organisation's schema: {reason}"),
            )
            .label("not allowed by your organisation's schema"),
        PackSchemaProblem::NotAllowed {
            field,
            value,
            allowed,
            is_open,
        } => {
            let candidates = allowed.iter().filter(|_| out.is_listing(place));
            let near = closest(value, candidates.copied());
            let message = format!(
                "{field} '{value}' is not valid; expected {}",
                any_of(allowed)
            );
            let finding = out.report(place, message).label(match near {
                Some(near) => format!("did you mean '{near}'?"),
                None => "unknown name".to_owned(),
            });
            if *is_open {
                finding.severity(Severity::Warning);
            }
            if let Some(near) = near {
                let applicability = match near.eq_ignore_ascii_case(value) {
                    true => Applicability::Safe,
                    false => Applicability::Unsafe,
                };
                finding.fix_content(applicability, place, value, near);
            }
            finding
        }
    };
}
