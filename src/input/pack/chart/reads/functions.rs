//! The functions of Helm's templates, as far as they pass values on. What any other function gets
//! counts as read.

use super::interpret::{Interpreter, Step};
use super::paths::ReadMark;
use super::values::{Atom, ValueSet};

impl Interpreter<'_> {
    /// What a function gives for arguments. `site` tells the objects apart that it makes.
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: Vec<ValueSet>,
        site: (usize, u32),
    ) -> Step<ValueSet> {
        let plain = name.strip_prefix("must");
        let plain = plain.filter(|name| name.starts_with(char::is_uppercase));
        let plain = plain.map(lower_first);
        let name = plain.as_deref().unwrap_or(name);
        let last = arguments.last().cloned().unwrap_or_default();
        let first = arguments.first().cloned().unwrap_or_default();
        match name {
            "include" => {
                let dot = arguments.get(1).cloned().unwrap_or_default();
                self.include(&first, &dot)?;
                return Ok(ValueSet::other());
            }
            "tpl" => {
                self.template_of_text(&first, &last)?;
                return Ok(ValueSet::other());
            }
            _ => {}
        }
        let passed = self
            .choose(name, &arguments)
            .or_else(|| self.look_up(name, &arguments, site))
            .or_else(|| self.arrange(name, &arguments, site));
        Ok(passed.unwrap_or_else(|| {
            arguments.iter().for_each(|argument| self.escape(argument));
            ValueSet::other()
        }))
    }

    /// Functions that give one of their arguments, or say something of it.
    fn choose(&mut self, name: &str, arguments: &[ValueSet]) -> Option<ValueSet> {
        let (last, before) = arguments.split_last()?;
        Some(match name {
            "and" => {
                arguments.iter().for_each(|argument| self.truth(argument));
                match arguments.iter().any(ValueSet::is_nil) {
                    true => ValueSet::nil(),
                    false => all(arguments),
                }
            }
            "or" | "coalesce" => {
                arguments.iter().for_each(|argument| self.truth(argument));
                all(arguments)
            }
            "default" => {
                self.truth(last);
                all(arguments)
            }
            "ternary" => {
                self.truth(last);
                all(before)
            }
            "required" => {
                self.truth(last);
                last.clone()
            }
            "not" | "empty" | "kindOf" | "typeOf" | "kindIs" | "typeIs" | "typeIsLike" => {
                self.truth(last);
                before.iter().for_each(|argument| self.escape(argument));
                ValueSet::other()
            }
            "len" => {
                self.truth(last);
                self.items(last);
                ValueSet::other()
            }
            "print" | "printf" | "cat" => self.print(name, arguments),
            _ => return None,
        })
    }

    /// Functions that take something out of dicts and lists.
    fn look_up(
        &mut self,
        name: &str,
        arguments: &[ValueSet],
        site: (usize, u32),
    ) -> Option<ValueSet> {
        let (first, rest) = arguments.split_first()?;
        let last = arguments.last()?;
        let key = rest.get(..1).unwrap_or_default();
        Some(match name {
            "index" => self.follow(first.clone(), rest),
            "get" => self.follow(first.clone(), key),
            "dig" => self.dig(arguments),
            "pluck" => {
                let mut found = ValueSet::nil();
                for from in rest {
                    let child = self.follow(from.clone(), std::slice::from_ref(first));
                    self.truth(&child);
                    found.add(&child);
                }
                self.list_of(&[found], site)
            }
            "hasKey" => {
                let found = self.follow(first.clone(), key);
                self.truth(&found);
                ValueSet::other()
            }
            "pick" => self.pick(arguments, site),
            "values" => {
                self.escape_contexts(last);
                let items = self.items(last);
                self.list_of(&[items], site)
            }
            "keys" => {
                self.items(last);
                let names = self.key_names(last);
                self.list_of(&[names], site)
            }
            "first" => {
                self.mark(last, ReadMark::Keys);
                self.item(last, "0")
            }
            "last" => self.items(last),
            _ => return None,
        })
    }

    /// Functions that make and change dicts and lists.
    fn arrange(
        &mut self,
        name: &str,
        arguments: &[ValueSet],
        site: (usize, u32),
    ) -> Option<ValueSet> {
        let last = arguments.last().cloned().unwrap_or_default();
        let first = arguments.first().cloned().unwrap_or_default();
        Some(match name {
            "dict" => self.dict(arguments, site),
            "list" | "tuple" => {
                let list = self.object(site);
                for (index, item) in arguments.iter().enumerate() {
                    self.put(list, Some(&index.to_string()), item);
                }
                list.into()
            }
            "deepCopy" | "omit" => {
                self.items(&first);
                first
            }
            "rest" | "initial" | "reverse" | "slice" | "chunk" => {
                let from = if name == "slice" { first } else { last };
                self.moved(from, site)
            }
            "uniq" | "compact" | "sortAlpha" | "without" => {
                let from = if name == "without" { first } else { last };
                self.escape(&from);
                self.moved(from, site)
            }
            "append" | "push" => self.append(&first, &last, site),
            "prepend" => {
                let items = self.items(&first);
                self.list_of(&[items, last], site)
            }
            "concat" => {
                let lists: Vec<_> = arguments.iter().map(|list| self.items(list)).collect();
                self.list_of(&lists, site)
            }
            "set" => self.set(arguments),
            "unset" => {
                self.truth(&first);
                first
            }
            "merge" | "mergeOverwrite" => self.merge_all(arguments),
            _ => return None,
        })
    }

    /// Follows a template by its name.
    pub(super) fn use_named(&mut self, name: &str, dot: &ValueSet) -> Step<()> {
        let bodies = self.program.defined.get(name).cloned();
        for body in bodies.unwrap_or_default() {
            self.use_body(body, dot)?;
        }
        Ok(())
    }

    fn include(&mut self, name: &ValueSet, dot: &ValueSet) -> Step<()> {
        for atom in name.atoms() {
            match *atom {
                Atom::Text(id) => {
                    let name = self.texts.get(id).to_owned();
                    self.use_named(&name, dot)?;
                }
                // A whole file, which is followed with the context of its chart anyway.
                Atom::TemplateName if dot.atoms().iter().all(|of| matches!(of, Atom::Root(_))) => {}
                Atom::TemplateName => self.escape(dot),
                _ => {
                    let bodies = self.program.defined.values().flatten();
                    let mut bodies: Vec<u32> = bodies.copied().collect();
                    bodies.sort_unstable();
                    for body in bodies {
                        self.use_body(body, dot)?;
                    }
                }
            }
        }
        self.escape(name);
        Ok(())
    }

    /// The value under some keys in turn.
    fn follow(&mut self, from: ValueSet, keys: &[ValueSet]) -> ValueSet {
        keys.iter().fold(from, |from, key| {
            let mut found = ValueSet::nil();
            for atom in key.atoms() {
                let child = match *atom {
                    Atom::Text(id) => {
                        let key = self.texts.get(id).to_owned();
                        self.child(&from, &key)
                    }
                    _ => {
                        self.escape_contexts(&from);
                        self.any_child(&from)
                    }
                };
                found.add(&child);
            }
            self.escape(key);
            found
        })
    }

    /// `dig "a" "b" DEFAULT DICT`.
    fn dig(&mut self, arguments: &[ValueSet]) -> ValueSet {
        let [keys @ .., default, from] = arguments else {
            return ValueSet::nil();
        };
        let found = self.follow(from.clone(), keys);
        self.truth(&found);
        found.or(default)
    }

    fn dict(&mut self, arguments: &[ValueSet], site: (usize, u32)) -> ValueSet {
        let object = self.object(site);
        for pair in arguments.chunks(2) {
            if let [key, value] = pair {
                self.put_under(object, key, value);
            }
        }
        object.into()
    }

    fn pick(&mut self, arguments: &[ValueSet], site: (usize, u32)) -> ValueSet {
        let Some((from, keys)) = arguments.split_first() else {
            return ValueSet::nil();
        };
        let object = self.object(site);
        for key in keys {
            let found = self.follow(from.clone(), std::slice::from_ref(key));
            self.truth(&found);
            self.put_under(object, key, &found);
        }
        object.into()
    }

    fn put_under(&mut self, into: Atom, key: &ValueSet, value: &ValueSet) {
        self.escape(key);
        for atom in key.atoms() {
            match *atom {
                Atom::Text(id) => {
                    let key = self.texts.get(id).to_owned();
                    self.put(into, Some(&key), value);
                }
                _ => self.put(into, None, value),
            }
        }
    }

    /// The items of a list in another order, or some of them.
    fn moved(&mut self, list: ValueSet, site: (usize, u32)) -> ValueSet {
        let items = self.items(&list);
        match list
            .atoms()
            .iter()
            .any(|atom| matches!(atom, Atom::Object(_)))
        {
            true => self.list_of(&[items], site),
            false => list,
        }
    }

    /// A list with an item behind the others, which keep their places.
    fn append(&mut self, list: &ValueSet, item: &ValueSet, site: (usize, u32)) -> ValueSet {
        let longer = self.object(site);
        for atom in list.atoms() {
            let made = self.objects.get_mut(atom);
            let made = made.filter(|of| of.rest.is_nil() && of.merged.is_nil() && *atom != longer);
            match made.filter(|_| matches!(atom, Atom::Object(_))) {
                Some(object) => {
                    object.is_seen = true;
                    let fields = object.fields.iter();
                    let mut fields: Vec<_> = fields
                        .map(|(key, value)| (key.clone(), value.clone()))
                        .collect();
                    fields.push((fields.len().to_string().into(), item.clone()));
                    for (key, value) in fields {
                        self.put(longer, Some(&key), &value);
                    }
                }
                None => {
                    let items = self.items(&(*atom).into());
                    self.put(longer, None, &items.or(item));
                }
            }
        }
        if list.is_nil() {
            self.put(longer, None, item);
        }
        longer.into()
    }

    /// An item of a list that a template makes; any item of another one.
    fn item(&mut self, list: &ValueSet, index: &str) -> ValueSet {
        let mut found = ValueSet::nil();
        for atom in list.atoms() {
            let item = match atom {
                // A context is no list: a template that takes one gets something else.
                Atom::Object(_) | Atom::Root(_) => self.child(&(*atom).into(), index),
                _ => self.any_child(&(*atom).into()),
            };
            found.add(&item);
        }
        found
    }

    fn list_of(&mut self, items: &[ValueSet], site: (usize, u32)) -> ValueSet {
        let object = self.object(site);
        for item in items {
            self.put(object, None, item);
        }
        object.into()
    }

    /// `set DICT KEY VALUE` changes the dict, also one of the values.
    fn set(&mut self, arguments: &[ValueSet]) -> ValueSet {
        let [into, key, value] = arguments else {
            return ValueSet::other();
        };
        for atom in into.atoms() {
            match atom {
                Atom::Root(_) | Atom::Path(_) | Atom::Object(_) => {
                    self.put_under(*atom, key, value);
                }
                _ => self.escape(value),
            }
        }
        into.clone()
    }

    /// `merge DICT…` changes the first one.
    fn merge_all(&mut self, arguments: &[ValueSet]) -> ValueSet {
        let Some((into, from)) = arguments.split_first() else {
            return ValueSet::nil();
        };
        let from = all(from);
        let mut merged = into.clone();
        for atom in into.atoms() {
            match atom {
                Atom::Root(_) | Atom::Path(_) | Atom::Object(_) => self.merge(*atom, &from),
                _ => merged.add(&from),
            }
        }
        match into.is_nil() {
            true => from,
            false => merged,
        }
    }

    /// A text out of others: known where these are, and no numbers are put in.
    fn print(&mut self, name: &str, arguments: &[ValueSet]) -> ValueSet {
        arguments.iter().for_each(|argument| self.escape(argument));
        let atoms = arguments.iter().flat_map(ValueSet::atoms);
        if atoms.clone().any(|atom| *atom == Atom::TemplateName) {
            return Atom::TemplateName.into();
        }
        for atom in atoms {
            if let Atom::Text(id) = atom {
                let text = self.texts.get(*id);
                // Half an action: the name in it comes from elsewhere.
                if text.contains("{{") && !text.contains("}}") && !self.is_assembled {
                    self.is_assembled = true;
                    self.is_dirty |= self.has_dynamic_text;
                }
            }
        }
        let known = arguments.iter().map(|argument| match argument.atoms() {
            [Atom::Text(id)] => Some(self.texts.get(*id)),
            _ => None,
        });
        let Some(parts) = known.collect::<Option<Vec<&str>>>() else {
            return ValueSet::other();
        };
        let text = match (name, parts.as_slice()) {
            ("print", parts) => parts.concat(),
            ("cat", parts) => parts.join(" "),
            (_, [format, values @ ..]) if format.matches('%').count() == values.len() => {
                let mut pieces = format.split("%s");
                let mut text = pieces.next().unwrap_or_default().to_owned();
                for (piece, value) in pieces.zip(values) {
                    text.push_str(value);
                    text.push_str(piece);
                }
                text
            }
            _ => return ValueSet::other(),
        };
        if text.contains('%') || text.contains("{{") {
            return ValueSet::other();
        }
        Atom::Text(self.texts.id(&text)).into()
    }
}

/// What any of some values can be.
fn all(values: &[ValueSet]) -> ValueSet {
    values.iter().fold(ValueSet::nil(), ValueSet::or)
}

/// `mustMerge` is `merge` that fails.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
