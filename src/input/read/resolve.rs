//! Palette macros in values: `{{.spectro.var.NAME}}` where the variable has a value,
//! `{{.spectro.pack.NAME.path}}` if that pack is available. Only Palette knows everything else.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::Unknown;
use crate::source::{Budget, Expense, LIMITS, Place, VariableNames};
use crate::syntax::{Node, Tree};
use crate::text::short;

/// Macros within macros are followed so far.
const DEPTH: usize = 8;
/// How many entries of a mapping are looked through at the cost of one macro.
const ENTRIES_A_STEP: usize = 16;

/// Whether a text has a macro.
pub(crate) fn has_macro(text: &str) -> bool {
    text.contains("{{")
}

/// What macros can be resolved with.
#[derive(Debug, Default, Clone)]
pub(crate) struct Resolver {
    /// Profile variables by name.
    pub(crate) variables: HashMap<String, String>,
    /// Variables whose value is wrong, which has its own finding.
    pub(crate) invalid: HashSet<String>,
    /// Variables whose values are secret.
    pub(crate) sensitive: HashSet<String>,
    /// Those of the variables that a profile gives, and that apply to its own packs only.
    pub(crate) of_profiles: HashSet<String>,
    /// The values of available packs, by the packs' names.
    pub(crate) packs: Vec<(String, Arc<Tree>)>,
    /// Values of profile variables that packlint.yaml gives where nothing else does.
    pub(crate) default_variables: Arc<HashMap<String, String>>,
    /// What the input may come to.
    pub(crate) budget: Arc<Budget>,
    /// The names that inputs have, if it is asked which ones they do not have.
    pub(crate) names: Option<Arc<VariableNames>>,
}

/// A text whose macros are being replaced.
struct Expansion<'r> {
    resolver: &'r Resolver,
    /// Where the text is.
    place: Place,
    text: String,
    /// How many macros were replaced.
    macros: u64,
}

impl Resolver {
    /// The same for another input, which has a budget of its own.
    pub(crate) fn for_input(&self) -> Self {
        Resolver {
            budget: Arc::default(),
            ..self.clone()
        }
    }

    /// Takes note of a variable that an input declares.
    pub(crate) fn declares(&self, name: &str) {
        if let Some(names) = &self.names {
            names.note(name);
        }
    }

    /// One for the same input that knows no values.
    pub(crate) fn without_values(&self) -> Self {
        Resolver {
            budget: Arc::clone(&self.budget),
            ..Resolver::default()
        }
    }

    /// The text at a place with its macros replaced.
    ///
    /// # Errors
    /// The first macro that has no value here.
    pub(crate) fn resolve<'t>(&self, text: &'t str, place: Place) -> Result<Cow<'t, str>, Unknown> {
        if !has_macro(text) {
            return Ok(Cow::Borrowed(text));
        }
        let mut expansion = Expansion {
            resolver: self,
            place,
            text: String::new(),
            macros: 0,
        };
        expansion.take(text, 0)?;
        Ok(Cow::Owned(expansion.text))
    }

    /// The scalar at `NAME.path` of an available pack. Pack names contain dashes, never dots.
    fn pack_value(&self, path: &str, place: Place) -> Option<&str> {
        let (name, path) = path.split_once('.')?;
        let (_, values) = self.packs.iter().find(|(pack, _)| pack == name)?;
        let root = values.root()?;
        let mut keys = path.split('.');
        let node = keys.try_fold(root, |node: Node<'_>, key| {
            // A large mapping takes longer to look through.
            let steps = node.entries().count() / ENTRIES_A_STEP;
            let may = self.budget.spend(Expense::Macros, steps as u64, place);
            may.then(|| node.get(key)).flatten()
        })?;
        node.text()
    }
}

impl<'r> Expansion<'r> {
    /// Adds a text with its macros replaced.
    fn take(&mut self, text: &str, depth: usize) -> Result<(), Unknown> {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((inner, tail)) = after.split_once("}}") else {
                return Err(Unknown::Macro(format!("{{{{{}", short(after))));
            };
            self.push(before)?;
            let value = self.value(inner, depth)?;
            self.take(value, depth + 1)?;
            rest = tail;
        }
        self.push(rest)
    }

    fn push(&mut self, text: &str) -> Result<(), Unknown> {
        let (budget, place) = (&self.resolver.budget, self.place);
        if (self.text.len() + text.len()) as u64 > LIMITS.macro_text_bytes {
            budget.exceed(Expense::MacroText, place);
        } else if budget.spend(Expense::MacroBytes, text.len() as u64, place) {
            self.text.push_str(text);
            return Ok(());
        }
        // The limit has a finding.
        Err(Unknown::Invalid)
    }

    /// The value of the text between the braces.
    fn value(&mut self, inner: &str, depth: usize) -> Result<&'r str, Unknown> {
        let resolver = self.resolver;
        self.macros += 1;
        if self.macros > LIMITS.text_macros {
            resolver.budget.exceed(Expense::TextMacros, self.place);
            return Err(Unknown::Invalid);
        }
        if !resolver.budget.spend(Expense::Macros, 1, self.place) {
            return Err(Unknown::Invalid);
        }
        let unknown = || Unknown::Macro(format!("the macro {{{{{}}}}}", short(inner)));
        let path = inner.trim().strip_prefix(".spectro.").ok_or_else(unknown)?;
        if depth == DEPTH || path.contains(|c: char| c.is_whitespace() || c == '|') {
            return Err(unknown());
        }
        if let Some(name) = path.strip_prefix("var.") {
            if resolver.sensitive.contains(name) {
                return Err(Unknown::Sensitive);
            }
            if resolver.invalid.contains(name) {
                return Err(Unknown::Invalid);
            }
            let value = resolver.variables.get(name);
            let value = value.or_else(|| resolver.default_variables.get(name));
            let value = value.map(String::as_str);
            value.ok_or_else(|| Unknown::Variable(short(name).into_owned()))
        } else {
            let path = path.strip_prefix("pack.").ok_or_else(unknown)?;
            let value = resolver.pack_value(path, self.place);
            value.ok_or_else(unknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Span};

    #[test]
    fn variables_are_replaced_and_everything_else_is_unknown() {
        let variables = HashMap::from([
            ("a".to_owned(), "1".to_owned()),
            ("b".into(), "{{.spectro.var.b}}".into()),
        ]);
        let resolver = Resolver {
            variables,
            ..Resolver::default()
        };
        let place = SourceFile::unregistered("").place(Span::empty(0));
        let resolve = |text| resolver.resolve(text, place).map(Cow::into_owned);
        assert_eq!(resolve("x{{ .spectro.var.a }}y"), Ok("x1y".to_owned()));
        assert_eq!(resolve("plain"), Ok("plain".to_owned()));
        assert_eq!(
            resolve("{{.spectro.var.c}}"),
            Err(Unknown::Variable("c".into()))
        );
        for text in [
            "{{.spectro.system.cluster.name}}",
            "{{ .spectro.var.a | upper }}",
            "{{ open",
            "{{.spectro.var.b}}",
        ] {
            assert!(matches!(resolve(text), Err(Unknown::Macro(_))), "{text}");
        }
    }
}
