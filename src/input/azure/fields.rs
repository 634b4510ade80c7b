//! Fields of AKS under the names that a form gives them.

use crate::aks::{AksField, Dialect};
use crate::input::read::{Entry, Object, Shape, View};
use crate::model::Located;

/// An object in which fields are found by their names in a form.
#[derive(Clone, Copy)]
pub(crate) struct Described<'t, 'r> {
    pub(crate) of: Object<'t, 'r>,
    pub(super) dialect: Dialect,
}

impl<'t, 'r> Described<'t, 'r> {
    pub(crate) fn new(of: Object<'t, 'r>, dialect: Dialect) -> Self {
        Described { of, dialect }
    }

    /// A field with its value, by the first of its names that is there. Of an object that is not
    /// known, each field is not known.
    pub(super) fn entry(self, field: &AksField) -> Option<Entry<'t>> {
        let paths = field.paths(self.dialect).iter();
        paths.copied().find_map(|path| self.at(path))
    }

    /// What a path leads to.
    pub(super) fn at(self, path: &'static str) -> Option<Entry<'t>> {
        let mut value = self.of.view;
        for step in path.split('.') {
            if value.unknown().is_some() {
                break;
            }
            value = step_into(value, step, self.dialect)?;
        }
        Some(Entry {
            name: path.rsplit('.').next().unwrap_or(path),
            key: value.place(),
            value,
        })
    }

    /// A text; `""` is nothing.
    pub(super) fn text(self, field: &AksField) -> Option<Located<String>> {
        let entry = self.entry(field)?;
        let is_empty = entry.value.as_text() == Some("");
        (!is_empty).then(|| entry.text(self.of.reading, "a string"))
    }

    pub(super) fn texts(self, field: &AksField) -> Vec<Located<String>> {
        let entry = self.entry(field);
        entry.map_or(Vec::new(), |entry| entry.texts(self.of.reading, "a list"))
    }

    pub(super) fn whole(self, field: &AksField) -> Option<Located<i64>> {
        Some(self.entry(field)?.whole(self.of.reading))
    }

    pub(super) fn flag(self, field: &AksField) -> Option<Located<bool>> {
        Some(self.entry(field)?.flag(self.of.reading))
    }

    /// One of some names, in any case; `""` is nothing.
    pub(super) fn name<T>(
        self,
        field: &AksField,
        names: &'static [&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Located<T>> {
        let entry = self.entry(field)?;
        let is_empty = entry.value.as_text() == Some("");
        (!is_empty).then(|| entry.name(self.of.reading, names, parse))
    }
}

/// An entry of an object, or of the one block that a list is. Azure's tools spell the names of the API
/// in several cases.
pub(super) fn step_into<'t>(value: View<'t>, name: &str, dialect: Dialect) -> Option<View<'t>> {
    let value = match value.shape() {
        Shape::List => *value.items().first()?,
        _ => value,
    };
    if value.unknown().is_some() {
        return Some(value);
    }
    let exact = value.get(name);
    if exact.is_some() || dialect != Dialect::Aks {
        return exact;
    }
    let members = value.members().into_iter();
    let mut members = members.filter(|member| member.name.eq_ignore_ascii_case(name));
    let found = members.next()?.value;
    (!matches!(found.shape(), Shape::Null)).then_some(found)
}
