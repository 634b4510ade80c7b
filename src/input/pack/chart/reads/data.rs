//! Keys, items and merges of values in templates, and what counts as read.

use super::interpret::Interpreter;
use super::paths::ReadMark;
use super::values::{Atom, ValueSet};

impl Interpreter<'_> {
    /// The value under a key.
    pub(super) fn child(&mut self, value: &ValueSet, key: &str) -> ValueSet {
        self.child_within(value, key, &mut Vec::new())
    }

    fn child_within(&mut self, value: &ValueSet, key: &str, seen: &mut Vec<Atom>) -> ValueSet {
        let mut found = ValueSet::nil();
        for atom in value.atoms() {
            if seen.contains(atom) {
                continue;
            }
            seen.push(*atom);
            self.own_child(*atom, key, &mut found);
            if let Some(object) = self.objects.get_mut(atom) {
                object.is_seen = true;
                if let Some(field) = object.fields.get(key) {
                    found.add(field);
                }
                found.add(&object.rest);
                let merged = object.merged.clone();
                let inner = self.child_within(&merged, key, seen);
                found.add(&inner);
            }
        }
        found
    }

    fn own_child(&mut self, atom: Atom, key: &str, found: &mut ValueSet) {
        let scope = |of: u32| self.program.scopes.get(of as usize);
        match (atom, key) {
            (Atom::Root(of), "Values") => {
                found.insert(Atom::Path(scope(of).map_or(0, |scope| scope.values)));
            }
            (Atom::Root(of), "Chart") => found.insert(Atom::Chart(of)),
            (Atom::Root(of), "Subcharts") => found.insert(Atom::Subcharts(of)),
            (Atom::Root(_), "Template") => found.insert(Atom::TemplateName),
            (Atom::Root(_), "Release" | "Capabilities" | "Files") => {
                found.insert(Atom::Other);
            }
            (Atom::Chart(of), "Name") => {
                let name = scope(of).map(|scope| scope.name.clone());
                let id = self.texts.id(&name.unwrap_or_default());
                found.insert(Atom::Text(id));
            }
            (Atom::Subcharts(of), key) => {
                let subcharts = scope(of).map(|scope| scope.subcharts.as_slice());
                let named = subcharts.unwrap_or_default().iter();
                for (_, at) in named.filter(|(name, _)| name == key) {
                    found.insert(Atom::Root(*at));
                }
            }
            (Atom::Path(at), "global") if !self.paths.globals(at).is_empty() => {
                for global in self.paths.globals(at).to_vec() {
                    found.insert(Atom::Path(global));
                }
            }
            (Atom::Path(at), key) => found.insert(Atom::Path(self.paths.child(at, key))),
            (Atom::TemplateName, _) => found.insert(Atom::TemplateName),
            (Atom::Other | Atom::Chart(_), _) => found.insert(Atom::Other),
            (Atom::Root(_) | Atom::Object(_) | Atom::Text(_), _) => {}
        }
    }

    /// A context whose parts are gone through goes out of sight.
    pub(super) fn escape_contexts(&mut self, value: &ValueSet) {
        for atom in value.atoms() {
            if matches!(atom, Atom::Root(_)) {
                self.escape(&(*atom).into());
            }
        }
    }

    /// The items, or the values under keys that are not known; a context has none.
    pub(super) fn any_child(&mut self, value: &ValueSet) -> ValueSet {
        self.any_child_within(value, &mut Vec::new())
    }

    fn any_child_within(&mut self, value: &ValueSet, seen: &mut Vec<Atom>) -> ValueSet {
        let mut found = ValueSet::nil();
        for atom in value.atoms() {
            if seen.contains(atom) {
                continue;
            }
            seen.push(*atom);
            match *atom {
                Atom::Path(at) => {
                    found.insert(Atom::Path(self.paths.any_child(at)));
                }
                Atom::Subcharts(of) => {
                    let scope = self.program.scopes.get(of as usize);
                    let subcharts = scope.into_iter().flat_map(|scope| &scope.subcharts);
                    subcharts.for_each(|(_, at)| found.insert(Atom::Root(*at)));
                }
                Atom::Root(_) | Atom::Object(_) => {}
                _ => found.insert(Atom::Other),
            }
            if let Some(object) = self.objects.get_mut(atom) {
                object.is_seen = true;
                object.fields.values().for_each(|field| found.add(field));
                found.add(&object.rest);
                let merged = object.merged.clone();
                let inner = self.any_child_within(&merged, seen);
                found.add(&inner);
            }
        }
        found
    }

    /// The items that a loop goes through.
    pub(super) fn items(&mut self, value: &ValueSet) -> ValueSet {
        self.mark(value, ReadMark::Keys);
        let merged = self.merged_into(value);
        self.mark(&merged, ReadMark::Keys);
        self.any_child(value)
    }

    /// The names of keys that a loop goes through: known if all are those of objects.
    pub(super) fn key_names(&mut self, value: &ValueSet) -> ValueSet {
        let mut names = ValueSet::nil();
        let mut keys = Vec::new();
        for atom in value.atoms() {
            match self
                .objects
                .get_mut(atom)
                .filter(|_| matches!(atom, Atom::Object(_)))
            {
                Some(object) if object.rest.is_nil() && object.merged.is_nil() => {
                    object.is_seen = true;
                    keys.extend(object.fields.keys().cloned());
                }
                _ => names.insert(Atom::Other),
            }
        }
        keys.sort_unstable();
        for key in keys {
            let id = self.texts.id(&key);
            names.insert(Atom::Text(id));
        }
        names
    }

    /// All that is merged into objects, and into that.
    fn merged_into(&mut self, value: &ValueSet) -> ValueSet {
        let mut all = ValueSet::nil();
        let mut waiting = value.clone();
        while !waiting.is_nil() {
            let mut next = ValueSet::nil();
            for atom in waiting.atoms() {
                if let Some(object) = self.objects.get_mut(atom) {
                    object.is_seen = true;
                    for merged in object.merged.atoms() {
                        if all.gain(*merged) {
                            next.insert(*merged);
                        }
                    }
                }
            }
            waiting = next;
        }
        all
    }

    pub(super) fn mark(&mut self, value: &ValueSet, mark: ReadMark) {
        for atom in value.atoms() {
            if let Atom::Path(at) = atom {
                self.paths.mark(*at, mark);
            }
        }
    }

    pub(super) fn truth(&mut self, value: &ValueSet) {
        self.mark(value, ReadMark::Truth);
    }

    /// Marks everything that is in a value as read: it goes out of sight.
    pub(super) fn escape(&mut self, value: &ValueSet) {
        let mut waiting = value.atoms().to_vec();
        while let Some(atom) = waiting.pop() {
            // All values at once tell nothing in a template that is not used.
            let is_all = match atom {
                Atom::Root(_) => true,
                Atom::Path(at) => self.program.scopes.iter().any(|scope| scope.values == at),
                _ => false,
            };
            if is_all && self.is_unused {
                continue;
            }
            match atom {
                Atom::Path(at) => {
                    self.paths.mark(at, ReadMark::Whole);
                    for global in self.paths.globals(at).to_vec() {
                        self.paths.mark(global, ReadMark::Whole);
                    }
                }
                Atom::Root(of) => {
                    let scope = self.program.scopes.get(of as usize);
                    waiting.extend(scope.map(|scope| Atom::Path(scope.values)));
                }
                Atom::Subcharts(of) => {
                    let scope = self.program.scopes.get(of as usize);
                    let subcharts = scope.into_iter().flat_map(|scope| &scope.subcharts);
                    waiting.extend(subcharts.map(|(_, at)| Atom::Root(*at)));
                }
                _ => {}
            }
            if let Some(object) = self.objects.get_mut(&atom)
                && !object.is_escaped
            {
                object.is_escaped = true;
                let fields = object.fields.values();
                let within = fields.chain([&object.rest, &object.merged]);
                waiting.extend(within.flat_map(|value| value.atoms().iter().copied()));
            }
        }
    }

    /// The object that a command makes.
    pub(super) fn object(&mut self, site: (usize, u32)) -> Atom {
        let next = u32::try_from(self.sites.len()).unwrap_or(u32::MAX);
        let atom = Atom::Object(*self.sites.entry(site).or_insert(next));
        self.objects.entry(atom).or_default();
        atom
    }

    /// Puts a value into an object: under a key, or under any if none is known.
    pub(super) fn put(&mut self, into: Atom, key: Option<&str>, value: &ValueSet) {
        let object = self.objects.entry(into).or_default();
        let is_new = match key {
            Some(key) => match object.fields.get_mut(key) {
                Some(known) => known.gain_all(value),
                None => {
                    object.fields.insert(key.into(), value.clone());
                    true
                }
            },
            None => object.rest.gain_all(value),
        };
        self.is_dirty |= is_new && (object.is_seen || !matches!(into, Atom::Object(_)));
        if object.is_escaped {
            self.escape(value);
        }
    }

    /// Merges values into an object.
    pub(super) fn merge(&mut self, into: Atom, values: &ValueSet) {
        let object = self.objects.entry(into).or_default();
        let mut is_new = false;
        for atom in values.atoms().iter().filter(|atom| **atom != into) {
            is_new |= object.merged.gain(*atom);
        }
        self.is_dirty |= is_new && (object.is_seen || !matches!(into, Atom::Object(_)));
        if object.is_escaped {
            self.escape(values);
        }
    }
}
