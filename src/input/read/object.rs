//! Objects that another tool wrote.

use super::entry::Entry;
use super::reading::Reading;
use super::view::View;
use crate::model::Located;
use crate::source::Place;

/// An object that another tool wrote, read key by key: those that packlint does not ask for are
/// left alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'t, 'r> {
    pub(crate) view: View<'t>,
    pub(crate) reading: &'r Reading<'r>,
}

impl<'t, 'r> Object<'t, 'r> {
    pub(crate) fn new(view: View<'t>, reading: &'r Reading<'r>) -> Self {
        Object { view, reading }
    }

    pub(crate) fn place(self) -> Place {
        self.view.place()
    }

    /// A key with its value; null is the same as none.
    pub(crate) fn entry(self, name: &'t str) -> Option<Entry<'t>> {
        let value = self.view.get(name)?;
        Some(Entry {
            name,
            key: value.place(),
            value,
        })
    }

    /// An object in this one.
    pub(crate) fn object(self, name: &str) -> Option<Object<'t, 'r>> {
        Some(Object::new(self.view.get(name)?, self.reading))
    }

    /// A text, or a number as it is written; `""` is nothing.
    pub(crate) fn text(self, name: &'t str) -> Option<Located<String>> {
        let entry = self.entry(name).filter(|entry| !entry.is_empty_text())?;
        Some(entry.text(self.reading, "a string"))
    }

    pub(crate) fn whole(self, name: &'t str) -> Option<Located<i64>> {
        Some(self.entry(name)?.whole(self.reading))
    }

    pub(crate) fn flag(self, name: &'t str) -> Option<Located<bool>> {
        Some(self.entry(name)?.flag(self.reading))
    }

    /// One of some names, in any case; `""` is nothing.
    pub(crate) fn name<T>(
        self,
        name: &'t str,
        names: &'static [&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Located<T>> {
        let entry = self.entry(name).filter(|entry| !entry.is_empty_text())?;
        Some(entry.name(self.reading, names, parse))
    }

    /// The items of a list that may be missing.
    pub(crate) fn items(self, name: &'t str) -> Vec<Object<'t, 'r>> {
        let items = self
            .entry(name)
            .map(|entry| entry.items(self.reading, "a list"));
        let items = items.unwrap_or_default().into_iter();
        items.map(|item| Object::new(item, self.reading)).collect()
    }

    pub(crate) fn texts(self, name: &'t str) -> Vec<Located<String>> {
        let entry = self.entry(name);
        entry.map_or(Vec::new(), |entry| entry.texts(self.reading, "a list"))
    }

    /// Records a value of the wrong shape under a name.
    pub(crate) fn wrong(self, name: &str, expected: &str) {
        self.reading.wrong(name, self.view, expected);
    }
}
