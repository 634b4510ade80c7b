//! Palette macros in values: `{{.spectro.var.NAME}}` where the variable has a value,
//! `{{.spectro.pack.NAME.path}}` where that pack is at hand. Everything else is known to Palette
//! only.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::Unknown;
use crate::syntax::{Node, Tree};

/// Macros within macros are followed so far.
const DEPTH: usize = 8;

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
    /// The values of available packs, by the packs' names.
    pub(crate) packs: Vec<(String, Arc<Tree>)>,
    /// Values of profile variables that packlint.yaml gives where nothing else does.
    pub(crate) default_variables: Arc<HashMap<String, String>>,
}

impl Resolver {
    /// A text with its macros replaced.
    ///
    /// # Errors
    /// The first macro that has no value here.
    pub(crate) fn resolve<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, Unknown> {
        self.expand(text, 0)
    }

    fn expand<'t>(&self, text: &'t str, depth: usize) -> Result<Cow<'t, str>, Unknown> {
        if !has_macro(text) {
            return Ok(Cow::Borrowed(text));
        }
        let mut resolved = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((inner, tail)) = after.split_once("}}") else {
                return Err(Unknown::Macro(format!("{{{{{after}")));
            };
            resolved.push_str(before);
            resolved.push_str(&self.value(inner, depth)?);
            rest = tail;
        }
        resolved.push_str(rest);
        Ok(Cow::Owned(resolved))
    }

    /// The value of what stands between the braces.
    fn value(&self, inner: &str, depth: usize) -> Result<String, Unknown> {
        let unknown = || Unknown::Macro(format!("the macro {{{{{inner}}}}}"));
        let path = inner.trim().strip_prefix(".spectro.").ok_or_else(unknown)?;
        if depth == DEPTH || path.contains(|c: char| c.is_whitespace() || c == '|') {
            return Err(unknown());
        }
        let text = if let Some(name) = path.strip_prefix("var.") {
            if self.sensitive.contains(name) {
                return Err(Unknown::Sensitive);
            }
            if self.invalid.contains(name) {
                return Err(Unknown::Invalid);
            }
            let value = self.variables.get(name);
            let value = value.or_else(|| self.default_variables.get(name));
            value
                .ok_or_else(|| Unknown::Variable(name.to_owned()))?
                .clone()
        } else {
            let path = path.strip_prefix("pack.").ok_or_else(unknown)?;
            self.pack_value(path).ok_or_else(unknown)?
        };
        self.expand(&text, depth + 1).map(Cow::into_owned)
    }

    /// The scalar at `NAME.path` of a pack at hand. Pack names hold dashes, never dots.
    fn pack_value(&self, path: &str) -> Option<String> {
        let (name, path) = path.split_once('.')?;
        let (_, values) = self.packs.iter().find(|(pack, _)| pack == name)?;
        let root = values.root()?;
        let node = path
            .split('.')
            .try_fold(root, |node: Node<'_>, key| node.get(key))?;
        node.text().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let resolve = |text| resolver.resolve(text).map(Cow::into_owned);
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
