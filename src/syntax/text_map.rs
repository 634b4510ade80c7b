//! A map of texts that aliases may repeat.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Texts from which on it is first looked whether the very same one is known: aliases repeat a long
/// text for the cost of a few bytes, and comparing it each time would take as long as it is.
const LONG: usize = 64;

/// Texts with the first value of each.
#[derive(Debug)]
pub(crate) struct TextMap<'t, V> {
    by_text: HashMap<&'t str, V>,
    /// Long texts, by where they are in memory.
    by_address: HashMap<(usize, usize), V>,
}

impl<V> Default for TextMap<'_, V> {
    fn default() -> Self {
        TextMap {
            by_text: HashMap::new(),
            by_address: HashMap::new(),
        }
    }
}

impl<'t, V: Copy> TextMap<'t, V> {
    /// Takes a text; gives the value of the same text where it is known, which stays.
    pub(crate) fn insert(&mut self, text: &'t str, value: V) -> Option<V> {
        if text.len() > LONG {
            match self.by_address.entry((text.as_ptr().addr(), text.len())) {
                Entry::Occupied(known) => return Some(*known.get()),
                Entry::Vacant(new) => new.insert(value),
            };
        }
        match self.by_text.entry(text) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(new) => {
                new.insert(value);
                None
            }
        }
    }

    /// Whether a text is known.
    pub(crate) fn contains(&self, text: &str) -> bool {
        let is_same = || {
            self.by_address
                .contains_key(&(text.as_ptr().addr(), text.len()))
        };
        text.len() > LONG && is_same() || self.by_text.contains_key(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_by_what_they_say() {
        let (long, same) = ("a".repeat(99), "a".repeat(99));
        let mut map = TextMap::default();
        assert_eq!(map.insert("a", 1), None);
        assert_eq!(map.insert(&long, 2), None);
        assert_eq!(map.insert(&same, 3), Some(2));
        assert_eq!(map.insert(&same, 4), Some(3));
        assert!(map.contains(&same) && !map.contains("b"));
    }
}
