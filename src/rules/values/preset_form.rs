use crate::problem::{PresetProblem, Problem, ProblemKind};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Checks the form of presets.yaml: a list `presets`; each with `name`, `displayName`, `group`,
    /// `remove` (a list of paths) and `add` (YAML as text, a mapping); no name twice. A path under
    /// `remove` that the values have not is not wrong.
    ///
    /// ## Why it is bad
    /// Palette cannot offer the preset, or applies something else than was meant.
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
    /// Palette documentation, *Pack constraints*: presets; the presets.yaml files of the public
    /// packs, which have all five fields.
    id: "preset-form",
    severity: Error,
    summary: "a preset lacks a field, shares its name, or adds no YAML mapping",
    check: Problem(check),
}

fn check(problem: &Problem, out: &mut Sink) {
    let ProblemKind::Preset(defect) = &problem.kind else {
        return;
    };
    let place = problem.place;
    match defect {
        PresetProblem::NotPresets { found } => out
            .report(place, format!("{found}; expected a list under presets"))
            .label("expected presets, a list")
            .help("write presets: and under it a list, one item a preset"),
        PresetProblem::Missing {
            preset,
            field,
            near: None,
        } => out
            .report(place, format!("{preset} has no {field}"))
            .label(format!("{field} is missing"))
            .help(match *field {
                "remove" => "add remove: []".to_owned(),
                "add" => "add `add: |` and under it the values".to_owned(),
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
                "add" => "write `add: |`, and the values below it".to_owned(),
                _ => format!("write {expected}"),
            }),
        PresetProblem::DuplicateName { name, first } => out
            .report(place, format!("two presets are named '{name}'"))
            .label("here again")
            .related(*first, "here first")
            .help("give each preset a name of its own"),
        PresetProblem::AddNotAMapping { preset, found } => out
            .report(place, format!("{preset} adds {found}; expected a mapping"))
            .label("not a mapping")
            .help("under `add: |`, write values as they stand in values.yaml"),
    };
}
