//! The typed descent: takes known keys out of an object, and records what is of the wrong shape.

use std::collections::HashSet;

use super::entry::Entry;
use super::reading::{ReadForm, Reading};
use super::section::{Anchor, Field, FieldKind};
use super::view::View;
use crate::problem::{PackSchemaProblem, ProblemKind};
use crate::source::Place;
use crate::syntax::{Kind, Node, TextMap, Typed};
use crate::text::short;

/// Where fields that an object lacks are reported: at the object, and those of a pack at its name.
fn anchor(node: Node<'_>, is_pack: bool) -> Place {
    let name = node.get("name").filter(|name| {
        let text = matches!(name.kind(), Kind::Scalar(Typed::Str(_))).then(|| name.text());
        text.flatten().is_some_and(|text| !text.trim().is_empty())
    });
    name.filter(|_| is_pack).unwrap_or(node).place()
}

/// The entries of a mapping with `<<` merged in, each key once: a duplicate key has its own
/// finding, and its first value counts.
pub(crate) fn distinct_entries<'t>(mapping: Node<'t>) -> Vec<(Node<'t>, Node<'t>)> {
    let mut seen = TextMap::default();
    let mut entries = mapping.merged_entries();
    entries.retain(|(key, _)| {
        let name = key.text();
        name.is_none_or(|name| seen.insert(name, ()).is_none())
    });
    entries
}

/// A key of an object that was not taken yet.
struct Left<'t> {
    key: Place,
    value: View<'t>,
    /// The key's text; `None` for a key that is no text.
    written: Option<&'t str>,
    /// What it is read as.
    name: Option<&'t str>,
}

/// The keys of one object, taken one by one.
pub(crate) struct Reader<'t, 'r> {
    pub(crate) reading: &'r Reading<'r>,
    within: &'static str,
    known: Vec<&'static str>,
    left: Vec<Left<'t>>,
    /// Keys that were read as others, which they nearly are.
    misspelled: Vec<(Place, &'t str, &'static str)>,
    anchor: Anchor,
}

impl<'t, 'r> Reader<'t, 'r> {
    /// Opens an object of one of packlint's own forms; records anything else. `within` is what it is,
    /// with its article; `keys` are those that it may have. A key that is nearly a known one is read
    /// as that one, where the object has no other for it: the checks go on with what was meant, and
    /// its default says nothing wrong beside.
    pub(crate) fn open(
        entry: Entry<'t>,
        within: &'static str,
        keys: &[&'static str],
        reading: &'r Reading<'r>,
    ) -> Option<Self> {
        let node = entry.value.node()?;
        let is_pack = reading.form == ReadForm::PackJson;
        if node.kind() != Kind::Mapping || node.is_unquoted_macro() && !is_pack {
            entry.wrong(reading, if is_pack { "an object" } else { "a mapping" });
            return None;
        }
        let path = reading.path.borrow().clone();
        let mut left: Vec<_> = distinct_entries(node)
            .into_iter()
            .map(|(key, value)| Left {
                key: key.place(),
                value: View::Own(value),
                written: key.text(),
                name: key.text(),
            })
            .collect();
        let mut taken: HashSet<&str> = left.iter().filter_map(|one| one.name).collect();
        for one in &mut left {
            let name = one.written;
            let Some(name) =
                name.filter(|name| reading.form != ReadForm::Config && !keys.contains(name))
            else {
                continue;
            };
            let meant = reading.near(name, keys);
            if let Some(meant) = meant.filter(|meant| taken.insert(meant)) {
                taken.remove(name);
                one.name = Some(meant);
            }
        }
        Some(Reader {
            reading,
            within,
            known: keys.to_vec(),
            left,
            misspelled: Vec::new(),
            anchor: Anchor {
                place: anchor(node, is_pack && path.is_empty()),
                path,
            },
        })
    }

    /// Takes a known key.
    fn take(&mut self, name: &'static str) -> Option<Entry<'t>> {
        let at = self.left.iter().position(|one| one.name == Some(name))?;
        let one = self.left.remove(at);
        if let Some(written) = one.written.filter(|written| *written != name) {
            self.misspelled.push((one.key, written, name));
        }
        Some(Entry {
            name,
            key: one.key,
            value: one.value,
        })
    }

    /// Reads the field of a known key.
    pub(crate) fn read<K: FieldKind<'t>>(&mut self, key: &'static str, kind: &K) -> K::Read {
        let field = Field {
            entry: self.take(key),
            key,
            object: Some(&self.anchor),
        };
        kind.read(field, self.reading)
    }

    /// Records the keys that are not known.
    pub(crate) fn finish(self) {
        if self.reading.form == ReadForm::PackJson {
            for (place, name, meant) in self.misspelled {
                let name = short(name).into_owned();
                let problem = PackSchemaProblem::Misspelled { name, meant };
                self.reading.pack_problem(place, problem);
            }
            return;
        }
        let left = self.left.iter();
        let left = left.map(|one| (one.key, one.written.unwrap_or("a complex key")));
        let misspelled = self
            .misspelled
            .iter()
            .map(|(place, name, _)| (*place, *name));
        for (place, name) in left.chain(misspelled) {
            let kind = ProblemKind::UnknownField {
                name: short(name).into_owned(),
                within: self.within,
                suggestion: self.reading.near(name, &self.known),
                known: self.known.clone(),
            };
            self.reading.push(place, kind);
        }
    }
}
