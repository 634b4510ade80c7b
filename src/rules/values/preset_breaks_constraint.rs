use super::content::violation;
use crate::constraints::Format;
use crate::model::{Constraint, Content, Located, Pack, Preset, PresetEffect};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Applies each preset of presets.yaml on its own to the pack's values (first `remove`, then
    /// `add`). Reports results that violate schema.yaml although the values without the preset do not.
    ///
    /// ## Why it is bad
    /// Users who choose the preset cannot save the profile.
    ///
    /// ## Example
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.size:
    ///   schema: '{{ required | format "${list:[small,large]}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     size: small
    /// ```
    /// ```yaml demo-1.0.0/presets.yaml
    /// presets:
    ///   - name: large
    ///     displayName: Large
    ///     group: Size
    ///     remove: []
    ///     add: |
    ///       charts:
    ///         demo:
    ///           size: big
    /// ```
    ///
    /// ## Use instead
    /// ```yaml demo-1.0.0/schema.yaml
    /// charts.demo.size:
    ///   schema: '{{ required | format "${list:[small,large]}" }}'
    /// ```
    /// ```yaml pack/values.yaml
    /// charts:
    ///   demo:
    ///     size: small
    /// ```
    /// ```yaml demo-1.0.0/presets.yaml
    /// presets:
    ///   - name: large
    ///     displayName: Large
    ///     group: Size
    ///     remove: []
    ///     add: |
    ///       charts:
    ///         demo:
    ///           size: large
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: presets and schema constraints.
    id: "preset-breaks-constraint",
    severity: Error,
    summary: "preset that makes values violate schema.yaml",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for preset in &pack.presets {
        for effect in &preset.effects {
            check_effect(pack, preset, effect, out);
        }
    }
}

fn check_effect(pack: &Pack, preset: &Preset, effect: &PresetEffect, out: &mut Sink) {
    let Some(constraint) = pack.constraints.get(effect.constraint) else {
        return;
    };
    let path = &constraint.path;
    let report = |place, message: String, label: &str, out: &mut Sink| {
        let finding = out
            .report(place, format!("{} {message}", preset.title))
            .label(label)
            .related(constraint.template_place, format!("constraint on {path}"));
        for value in &constraint.values {
            finding.related(value.place, "value without the preset");
        }
        finding
            .help("change the preset or the constraint")
            .data("preset", preset.title.as_str())
            .data("path", path.as_str());
    };
    let must_stay = constraint.template.required && is_filled(constraint);
    if let Some(place) = effect.removed.filter(|_| must_stay) {
        let message = format!("removes {path}, which is required");
        report(place, message, "removed here", out);
    }
    let format = constraint.template.format.as_ref();
    for value in &effect.values {
        // If the values without the preset are the same, another rule reports them.
        if constraint.values.iter().any(|own| says_same(own, value)) {
            continue;
        }
        if value.known().is_none() && format.is_none_or(Format::accepts_all) {
            continue;
        }
        let Some(content) = out.need(value) else {
            continue;
        };
        if *content == Content::Empty && must_stay {
            let message = format!("sets {path}, which is required, to an empty value");
            report(value.place, message, "empty", out);
        }
        let Some(format) = format else { continue };
        if let Some(found) = violation(content, format) {
            let expected = format.expected();
            let message = format!("sets {path} to {found}; schema.yaml requires {expected}");
            report(value.place, message, &format!("not {expected}"), out);
        }
    }
}

/// Whether two values are the same for a constraint; their places do not matter.
fn says_same(own: &Located<Content>, preset: &Located<Content>) -> bool {
    match (&own.value, &preset.value) {
        (Ok(Content::Text(own, _)), Ok(Content::Text(preset, _))) => own == preset,
        (own, preset) => own == preset,
    }
}

/// Whether the values without the preset are all present and not empty.
fn is_filled(constraint: &Constraint) -> bool {
    let mut values = constraint.values.iter().map(|value| &value.value);
    !constraint.values.is_empty() && values.all(|value| *value != Ok(Content::Empty))
}
