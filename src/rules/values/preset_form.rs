use crate::problem::{PresetProblem, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Checks the structure of presets.yaml. It contains a list `presets`, and each preset has `name`,
    /// `displayName`, `group`, `remove` (a list of paths) and `add` (YAML text that is a mapping).
    /// Names are unique. `remove` may name a path that the values do not have.
    ///
    /// ## Why it is bad
    /// Palette cannot offer the preset, or applies something other than what you meant.
    ///
    /// ## Example
    /// ```yaml presets.yaml
    /// presets:
    ///   - name: small
    ///     displayname: Small
    ///     group: Size
    ///     remove: []
    ///     add: |
    ///       pack:
    ///         namespace: demo
    /// ```
    ///
    /// ## Use instead
    /// ```yaml presets.yaml
    /// presets:
    ///   - name: small
    ///     displayName: Small
    ///     group: Size
    ///     remove: []
    ///     add: |
    ///       pack:
    ///         namespace: demo
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: presets; the presets.yaml files of the public packs,
    /// which have all five fields.
    id: "preset-form",
    severity: Error,
    summary: "preset with a missing field, a duplicate name or an invalid add",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Preset(defect) = &problem.kind else {
        return;
    };
    let place = problem.place;
    match defect {
        PresetProblem::NotPresets { found } => out
            .report(
                place,
                format!("{found}; expected a list under the key presets"),
            )
            .label("expected `presets:` with a list")
            .help("write `presets:` and a list below it, with one item per preset"),
        PresetProblem::Missing {
            preset,
            field,
            near: None,
        } => out
            .report(place, format!("{preset} has no {field}"))
            .label(format!("{field} is missing"))
            .help(match *field {
                "remove" => "add `remove: []`".to_owned(),
                "add" => "add `add: |` and the values below it".to_owned(),
                field => format!("add {field}"),
            }),
        PresetProblem::Missing { preset, field, .. } => out
            .report(place, format!("{preset} has no {field}"))
            .label(format!("did you mean {field}?"))
            .help(format!("write {field}")),
        PresetProblem::WrongType {
            preset,
            field,
            expected,
            found,
        } => out
            .report(
                place,
                format!("{preset}: {field} is {found}; expected {expected}"),
            )
            .label(format!("expected {expected}"))
            .help(match *field {
                "add" => "write `add: |` and the values below it".to_owned(),
                _ => format!("write {expected}"),
            }),
        PresetProblem::DuplicateName { name, first } => out
            .report(place, format!("two presets are named '{name}'"))
            .label("second preset with this name")
            .related(*first, "first preset with this name")
            .help("give each preset a unique name"),
        PresetProblem::AddNotAMapping { preset, found } => out
            .report(place, format!("{preset} adds {found}; expected a mapping"))
            .label("not a mapping")
            .help("write values below `add: |` as in values.yaml"),
    };
}
