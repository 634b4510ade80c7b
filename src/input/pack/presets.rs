//! presets.yaml: `presets: [{name, displayName, group, remove: [paths], add: <YAML text>}]`.

use std::collections::HashMap;

use super::constraints::within_steps;
use super::value_path::{Steps, content, find};
use crate::input::read::{Resolver, describe};
use crate::model::{Constraint, Preset, PresetEffect};
use crate::problem::{PresetProblem, Problem, ProblemKind, Problems};
use crate::source::{Budget, Expense, LIMITS, Place};
use crate::syntax::{Kind, Node, Parsed, Style, Tree, Typed, parse_embedded};
use crate::text::{closest, short};

const FIELDS: [&str; 5] = ["name", "displayName", "group", "remove", "add"];

/// A preset of a presets.yaml.
#[derive(Debug)]
pub(crate) struct PresetEntry {
    /// `preset 'small'`, or `preset 2`.
    title: String,
    name: Option<String>,
    group: Option<String>,
    place: Place,
    remove: Vec<(String, Place)>,
    /// What it adds, parsed, with places in presets.yaml.
    pub(crate) add: Option<Tree>,
    /// Whether a macro in `add` may be quoted in place.
    pub(crate) is_block: bool,
    /// Whether something of it could not be read, so that what it does is not known.
    is_broken: bool,
}

impl PresetEntry {
    /// Whether the preset brings a path.
    pub(crate) fn has(&self, path: &str, steps: Steps<'_>) -> bool {
        self.add
            .as_ref()
            .is_some_and(|add| find(add, path, steps).exists())
    }

    /// The paths that the preset removes.
    pub(crate) fn removed(&self) -> &[(String, Place)] {
        &self.remove
    }

    /// What messages call it: `preset 'small'`.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// How the header of the values names it: `GROUP:NAME`.
    pub(crate) fn selector(&self) -> Option<String> {
        let (group, name) = (self.group.as_ref()?, self.name.as_ref()?);
        Some(format!("{group}:{name}"))
    }

    /// What the preset does to the paths of constraints, when it is applied alone: removed paths
    /// first, then `add` merged in, mapping by mapping.
    pub(crate) fn effects(&self, constraints: &[Constraint], resolver: &Resolver) -> Preset {
        let effects = constraints
            .iter()
            .enumerate()
            .filter_map(|(index, constraint)| self.effect(index, constraint, resolver))
            .collect();
        Preset {
            title: self.title.clone(),
            effects,
        }
    }

    fn effect(
        &self,
        index: usize,
        constraint: &Constraint,
        resolver: &Resolver,
    ) -> Option<PresetEffect> {
        if self.is_broken {
            return None;
        }
        let path = constraint.path.as_str();
        let steps = Steps {
            budget: &resolver.budget,
            place: self.place,
        };
        if !steps.go(self.remove.len()) {
            return None;
        }
        let found = self
            .add
            .as_ref()
            .map(|add| find(add, path, steps))
            .unwrap_or_default();
        if found.is_cut {
            return None;
        }
        let values = found.values.iter();
        let mut values: Vec<_> = values
            .map(|(key, value)| content(*key, *value, resolver))
            .collect();
        within_steps(&mut values, &constraint.template, &resolver.budget);
        let covers = |removed: &str| {
            path.strip_prefix(removed)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let removed = match (found.exists(), found.blocked) {
            (true, _) => None,
            (false, Some(instead)) => Some(instead.place()),
            (false, None) => self
                .remove
                .iter()
                .find(|(removed, _)| covers(removed))
                .map(|(_, place)| *place),
        };
        (removed.is_some() || !values.is_empty()).then_some(PresetEffect {
            constraint: index,
            values,
            removed,
        })
    }
}

struct PresetReader<'p> {
    problems: &'p mut Problems,
    budget: &'p Budget,
}

/// Reads the presets of a presets.yaml.
pub(crate) fn read_presets(
    tree: &Tree,
    budget: &Budget,
    problems: &mut Problems,
) -> Vec<PresetEntry> {
    let mut reader = PresetReader { problems, budget };
    let mut entries = Vec::new();
    for root in tree.roots() {
        if root.kind() == Kind::Scalar(Typed::Null) {
            continue;
        }
        match root.entry("presets") {
            Some((_, list)) if list.kind() == Kind::Sequence => {
                for (index, node) in list.items().enumerate() {
                    entries.extend(reader.preset(node, index));
                }
            }
            Some((_, list)) if list.kind() == Kind::Scalar(Typed::Null) => {}
            Some((_, list)) => {
                reader.not_presets(list, format!("presets is {}", describe(list)));
            }
            None if root.kind() == Kind::Mapping => {
                reader.not_presets(root, "presets.yaml has no key presets".to_owned());
            }
            None => reader.not_presets(root, format!("presets.yaml is {}", describe(root))),
        }
    }
    reader.duplicate_names(&entries);
    entries
}

impl PresetReader<'_> {
    fn push(&mut self, place: Place, problem: PresetProblem) {
        self.problems.push(Problem {
            place,
            kind: ProblemKind::Preset(problem),
        });
    }

    fn not_presets(&mut self, node: Node<'_>, found: String) {
        self.push(node.place(), PresetProblem::NotPresets { found });
    }

    fn wrong_type(
        &mut self,
        preset: &str,
        (field, expected): (&'static str, &'static str),
        (key, value): (Node<'_>, Node<'_>),
    ) {
        if value.leads_nowhere() {
            return;
        }
        let place = if value.is_absent() {
            key.place()
        } else {
            value.place()
        };
        let (preset, found) = (preset.to_owned(), describe(value));
        self.push(
            place,
            PresetProblem::WrongType {
                preset,
                field,
                expected,
                found,
            },
        );
    }

    fn preset(&mut self, node: Node<'_>, index: usize) -> Option<PresetEntry> {
        let numbered = format!("preset {}", index + 1);
        let known = self.problems.total();
        if node.kind() != Kind::Mapping {
            let expected = (
                "the preset",
                "a mapping with name, displayName, group, remove, add",
            );
            self.wrong_type(&numbered, expected, (node, node));
            return None;
        }
        let name_entry = node.entry("name");
        let name = name_entry
            .and_then(|(_, value)| value.text())
            .filter(|name| !name.is_empty());
        let title = name.map_or(numbered, |name| format!("preset '{}'", short(name)));
        let start = node
            .entries()
            .next()
            .map_or(node.place(), |(key, _)| key.place());
        let place = name_entry.map_or(start, |(_, value)| value.place());
        self.missing(node, &title, place);
        for field in ["name", "displayName", "group"] {
            if let Some(entry) = node.entry(field)
                && !matches!(entry.1.kind(), Kind::Scalar(typed) if typed != Typed::Null)
            {
                self.wrong_type(&title, (field, "text"), entry);
            }
        }
        let remove = match node.entry("remove") {
            Some(entry) => self.removed_paths(&title, entry),
            None => Vec::new(),
        };
        let mut entry = PresetEntry {
            name: name.map(str::to_owned),
            group: node.get("group").and_then(Node::text).map(str::to_owned),
            title,
            place,
            remove,
            add: None,
            is_block: false,
            is_broken: false,
        };
        if let Some((key, value)) = node.entry("add") {
            self.add(key, value, &mut entry);
        }
        entry.is_broken = self.problems.total() > known;
        Some(entry)
    }

    fn missing(&mut self, node: Node<'_>, preset: &str, place: Place) {
        let is_other =
            |(key, _): &(Node<'_>, Node<'_>)| key.text().is_some_and(|key| !FIELDS.contains(&key));
        let others: Vec<_> = node.entries().filter(is_other).collect();
        for field in FIELDS {
            if node.get(field).is_some() {
                continue;
            }
            let near = others.iter().take(LIMITS.findings).find(|(key, _)| {
                let key = key.text().unwrap_or_default();
                closest(key, FIELDS) == Some(field)
            });
            let near = near.map(|(key, _)| key.place());
            let preset = preset.to_owned();
            self.push(
                near.unwrap_or(place),
                PresetProblem::Missing {
                    preset,
                    field,
                    near,
                },
            );
        }
    }

    fn removed_paths(&mut self, preset: &str, entry: (Node<'_>, Node<'_>)) -> Vec<(String, Place)> {
        let expected = ("remove", "a list of paths");
        match entry.1.kind() {
            Kind::Sequence => {}
            Kind::Scalar(Typed::Null) => return Vec::new(),
            _ => self.wrong_type(preset, expected, entry),
        }
        let mut paths = Vec::new();
        for item in entry.1.items() {
            match item.text() {
                Some(path) => paths.push((path.to_owned(), item.place())),
                None => self.wrong_type(preset, expected, (item, item)),
            }
        }
        paths
    }

    /// Parses `add`. Nothing to add is not wrong: a preset may only remove.
    fn add(&mut self, key: Node<'_>, value: Node<'_>, entry: &mut PresetEntry) {
        match value.kind() {
            Kind::Scalar(Typed::Null) => return,
            Kind::Scalar(_) => {}
            Kind::Sequence | Kind::Mapping => {
                let expected = ("add", "YAML as text");
                self.wrong_type(&entry.title, expected, (key, value));
                return;
            }
        }
        let (bytes, free) = (value.text().map_or(0, str::len), value.source().text.len());
        let may = |expense, amount: usize, free: usize| {
            let (amount, free) = (amount as u64, free as u64);
            self.budget
                .spend_beside(expense, amount, free, value.place())
        };
        if !may(Expense::RepeatedBytes, bytes, free) {
            return;
        }
        let parsed = parse_embedded(value.source(), value);
        let is_within = |parsed: &Parsed| may(Expense::EmbeddedNodes, parsed.tree.len(), 0);
        let Some(parsed) = parsed.filter(is_within) else {
            return;
        };
        let is_whole = parsed.tree.is_whole();
        self.problems.extend(Problem::of_parsed(&parsed));
        for root in parsed.tree.roots() {
            let is_mapping = matches!(root.kind(), Kind::Mapping | Kind::Scalar(Typed::Null));
            if !is_mapping {
                let preset = entry.title.clone();
                let found = describe(root);
                let place = root.place();
                self.push(place, PresetProblem::AddNotAMapping { preset, found });
                return;
            }
        }
        entry.is_block = matches!(value.style(), Some(Style::Literal));
        entry.add = is_whole.then_some(parsed.tree);
    }

    fn duplicate_names(&mut self, entries: &[PresetEntry]) {
        let mut names: HashMap<&str, Place> = HashMap::new();
        for entry in entries {
            let Some(name) = &entry.name else { continue };
            if let Some(first) = names.get(name.as_str()) {
                let (name, first) = (name.clone(), *first);
                self.push(entry.place, PresetProblem::DuplicateName { name, first });
            } else {
                names.insert(name, entry.place);
            }
        }
    }
}
