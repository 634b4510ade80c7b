//! Which of the profile variables that the command line sets appear in the input.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::text::closest;

/// How a text uses a variable: `{{.spectro.var.NAME}}`.
const USE: &str = ".spectro.var.";
/// Most names that are kept, to find out which one was meant.
const MOST_NAMES: usize = 1_000;
/// The longest name that is kept, in bytes.
const LONGEST: usize = 200;

/// VariableNames of profile variables.
#[derive(Debug)]
pub(crate) struct VariableNames {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Set by the command line, and not in the input so far.
    unused: BTreeSet<String>,
    /// In the input.
    known: BTreeSet<String>,
}

impl VariableNames {
    /// The names of variables that are set. A value may itself use another variable.
    pub(crate) fn new(set: &HashMap<String, String>) -> Self {
        let names = VariableNames {
            state: Mutex::new(State {
                unused: set.keys().cloned().collect(),
                known: BTreeSet::new(),
            }),
        };
        for value in set.values() {
            names.read(value);
        }
        names
    }

    /// Takes the names that a text uses.
    pub(crate) fn read(&self, text: &str) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(USE) {
            let is_end = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'));
            let name = after.split(is_end).next().unwrap_or_default();
            self.note(name);
            rest = after;
        }
    }

    /// Takes the name of a variable that an input declares.
    pub(crate) fn note(&self, name: &str) {
        let mut state = self.state();
        state.unused.remove(name);
        if state.known.len() < MOST_NAMES && name.len() <= LONGEST {
            state.known.insert(name.to_owned());
        }
    }

    /// What is set and not in the input, with the name that was probably meant.
    pub(crate) fn unused(&self) -> Vec<(String, Option<String>)> {
        let state = self.state();
        let meant = |name: &String| {
            let known = state.known.iter().map(String::as_str);
            closest(name, known).map(str::to_owned)
        };
        let unused = state.unused.iter();
        unused.map(|name| (name.clone(), meant(name))).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_used_in_a_macro_or_declared() {
        let set = ["a", "b-1", "c", "d", "typo"].map(|name| (name.to_owned(), String::new()));
        let mut set = HashMap::from(set);
        set.insert("a".to_owned(), "{{ .spectro.var.c }}".to_owned());
        let names = VariableNames::new(&set);
        names.read("x: {{.spectro.var.a}}{{ .spectro.var.b-1 }} {{.spectro.var.typos}} typo");
        names.note("d");
        let unused = [("typo".to_owned(), Some("typos".to_owned()))];
        assert_eq!(names.unused(), unused);
    }
}
