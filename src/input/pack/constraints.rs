//! schema.yaml: a mapping of paths to `{schema: '{{ … }}'}`, checked against values.

use std::sync::Arc;

use super::presets::PresetEntry;
use super::value_path::{PathMatch, Steps, content, find};
use crate::constraints;
use crate::constraints::{Template, TemplateErrorKind, bytes_to_read};
use crate::input::read::{Resolver, describe};
use crate::model::{Constraint, Content, Located, Provenance, Unknown};
use crate::problem::{ConstraintProblem, Problem, ProblemKind, Problems};
use crate::source::{Budget, Expense, LIMITS, Place};
use crate::syntax::{Kind, Node, Tree, Typed, place_in_scalar};
use crate::text::closest;

// The limit that a finding names.
const _: () = assert!(LIMITS.format_placeholders == constraints::MOST_PLACEHOLDERS);

/// An entry of a schema.yaml.
#[derive(Clone, Debug)]
pub(crate) struct ConstraintEntry {
    path: String,
    place: Place,
    template: Arc<Template>,
    template_place: Place,
}

/// Reads the entries of a schema.yaml.
pub(crate) fn read_constraints(
    tree: &Tree,
    budget: &Budget,
    problems: &mut Problems,
) -> Vec<ConstraintEntry> {
    let mut entries = Vec::new();
    let mut count = 0;
    for root in tree.roots() {
        match root.kind() {
            Kind::Mapping => {
                for (key, value) in root.merged_entries() {
                    count += 1;
                    if count > LIMITS.constraints {
                        problems.push(Problem {
                            place: key.place(),
                            kind: ProblemKind::Limit {
                                what: "entries in one schema.yaml",
                                limit: LIMITS.constraints,
                            },
                        });
                        return entries;
                    }
                    entries.extend(read_entry(key, value, budget, problems));
                }
            }
            Kind::Scalar(Typed::Null) => {}
            _ => problems.push(Problem {
                place: root.place(),
                kind: ProblemKind::Constraint(ConstraintProblem::NotAMapping {
                    found: describe(root),
                }),
            }),
        }
    }
    entries
}

fn read_entry(
    key: Node<'_>,
    value: Node<'_>,
    budget: &Budget,
    problems: &mut Problems,
) -> Option<ConstraintEntry> {
    let path = key.text()?.to_owned();
    // An alias to nothing has a finding of its own.
    let is_nowhere = |node: Node<'_>| node.leads_nowhere();
    if is_nowhere(value) || value.get("schema").is_some_and(is_nowhere) {
        return None;
    }
    let mut broken = |place, found, is_template| {
        let path = path.clone();
        problems.push(Problem {
            place,
            kind: ProblemKind::Constraint(ConstraintProblem::Entry {
                path,
                found,
                is_template,
            }),
        });
    };
    let is_template = |node: Node<'_>| {
        node.text().is_some_and(|text| text.contains("{{")) || node.is_unquoted_macro()
    };
    let own = (value.kind() == Kind::Mapping && !value.is_unquoted_macro())
        .then(|| value.get("schema"))
        .flatten();
    let Some(template) = own else {
        let place = if value.is_absent() {
            key.place()
        } else {
            value.place()
        };
        let found = match value.kind() {
            _ if value.is_unquoted_macro() => "a template".to_owned(),
            Kind::Mapping => without_schema(value),
            Kind::Scalar(Typed::Null) => "nothing".to_owned(),
            _ => describe(value),
        };
        broken(place, found, is_template(value));
        return None;
    };
    let text = match template.kind() {
        Kind::Scalar(Typed::Str(text)) => text,
        _ => {
            let place = if template.is_absent() {
                value.place()
            } else {
                template.place()
            };
            let is_unquoted = template.is_unquoted_macro();
            let found = match template.kind() {
                _ if is_unquoted => "an unquoted template".to_owned(),
                Kind::Scalar(Typed::Null) => "a mapping with an empty schema".to_owned(),
                _ => format!("a mapping with {} under schema", describe(template)),
            };
            broken(place, found, is_unquoted);
            return None;
        }
    };
    parse_template(path, key, template, text, budget, problems)
}

/// Parses the template of an entry, within the limits.
fn parse_template(
    path: String,
    key: Node<'_>,
    template: Node<'_>,
    text: &str,
    budget: &Budget,
    problems: &mut Problems,
) -> Option<ConstraintEntry> {
    let template_place = template.place();
    if !budget.spend(Expense::RegexBytes, bytes_to_read(text), template_place) {
        return None;
    }
    let may = |bytes| budget.spend(Expense::RegexBytes, bytes, template_place);
    match constraints::parse_within(text, &may) {
        Ok(parsed) => {
            let format = parsed.format.as_ref();
            let placeholders = format.map_or(0, |format| format.placeholders().count() as u64);
            let may = budget.spend(Expense::Placeholders, placeholders, template_place);
            may.then(|| ConstraintEntry {
                path,
                place: key.place(),
                template: Arc::new(parsed),
                template_place,
            })
        }
        // The limit has a finding.
        Err(error) if error.kind == TemplateErrorKind::OverBudget => None,
        Err(error) if error.kind == TemplateErrorKind::TooManyPlaceholders => {
            let place = place_in_scalar(template, error.span);
            budget.exceed(Expense::FormatPlaceholders, place);
            None
        }
        Err(error) => {
            problems.push(Problem {
                place: place_in_scalar(template, error.span),
                kind: ProblemKind::Constraint(ConstraintProblem::Template {
                    path,
                    kind: error.kind,
                }),
            });
            None
        }
    }
}

/// What a mapping without the key `schema` is, a misspelled key named.
fn without_schema(mapping: Node<'_>) -> String {
    let mut keys = mapping.entries().filter_map(|(key, _)| key.text());
    match keys.find(|key| closest(key, ["schema"]).is_some()) {
        Some(key) => format!("a mapping with {key} instead of schema"),
        None => "a mapping without the key schema".to_owned(),
    }
}

/// Checks values against the entries of a schema.yaml.
pub(crate) fn hold(
    entries: &[ConstraintEntry],
    values: &Tree,
    presets: &[PresetEntry],
    resolver: &Resolver,
) -> Vec<Constraint> {
    entries
        .iter()
        .map(|entry| {
            let steps = Steps {
                budget: &resolver.budget,
                place: entry.place,
            };
            let found = find(values, &entry.path, steps);
            let values = values_of(&found, &entry.template, resolver);
            Constraint {
                path: entry.path.clone(),
                place: entry.place,
                template: Arc::clone(&entry.template),
                template_place: entry.template_place,
                exists: found.exists() || !values.is_empty(),
                // Asked only where it matters: presets are many.
                is_in_preset: !found.exists()
                    && presets.iter().any(|preset| preset.has(&entry.path, steps)),
                is_read_by_chart: false,
                values,
                absent_at: found.last_key.map_or(entry.place, Node::place),
                near: (found.near(&entry.path, steps)).map(|(key, meant)| (key.place(), meant)),
            }
        })
        .collect()
}

/// Looks at the values of a pack's constraints again, with what macros can be resolved with.
pub(crate) fn resolve_again(constraints: &mut [Constraint], values: &Tree, resolver: &Resolver) {
    for constraint in constraints {
        let steps = Steps {
            budget: &resolver.budget,
            place: constraint.place,
        };
        let found = find(values, &constraint.path, steps);
        constraint.values = values_of(&found, &constraint.template, resolver);
    }
}

/// The values that a path leads to.
fn values_of(
    found: &PathMatch<'_>,
    template: &Template,
    resolver: &Resolver,
) -> Vec<Located<Content>> {
    let values = found.values.iter();
    let mut values: Vec<_> = values
        .map(|(key, value)| content(*key, *value, resolver))
        .collect();
    // A macro in the place of a mapping: Palette may put the path there.
    if let Some(blocked) = found.blocked.filter(|_| values.is_empty()) {
        let instead = content(blocked, blocked, resolver);
        if instead.provenance == Provenance::Macro {
            let unknown = instead.value.err().unwrap_or(Unknown::Invalid);
            values.push(Located::unknown(unknown, instead.place));
        }
    }
    within_steps(&mut values, template, &resolver.budget);
    values
}

/// Takes out the values that it would take too long to match.
pub(crate) fn within_steps(values: &mut [Located<Content>], template: &Template, budget: &Budget) {
    let Some(format) = &template.format else {
        return;
    };
    for value in values {
        let Some(Content::Text(text, _)) = value.known() else {
            continue;
        };
        let steps = format.match_steps(text.len());
        if !budget.spend(Expense::MatchSteps, steps, value.place) {
            value.value = Err(Unknown::Invalid);
        }
    }
}
