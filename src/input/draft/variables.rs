//! The values of profile variables.

use std::borrow::Cow;

use super::{Draft, DraftProfile};
use crate::input::read::Resolver;
use crate::model::{Located, ProfileVariable, Unknown};
use crate::source::Place;

/// A sensitive value is not looked at; an export has asterisks in its place.
pub(crate) fn masked(value: Located<String>, is_sensitive: bool) -> Located<String> {
    match is_sensitive {
        true => Located::unknown(Unknown::Sensitive, value.place),
        false => value,
    }
}

impl Draft {
    /// Gives the profiles' variables the values of the resolver (a cluster file's `variables`, the
    /// command line), which take precedence over those of the profiles; and adds the profiles' values
    /// to what macros can be resolved with. `place_of` is where a value of the resolver is written; else
    /// the variable's name is.
    #[must_use]
    pub(crate) fn resolve_variables(
        &mut self,
        resolver: &Resolver,
        place_of: impl Fn(&str) -> Option<Place>,
    ) -> Resolver {
        for profile in &mut self.profiles {
            for variable in &mut profile.profile.variables {
                give_value(variable, resolver, &place_of);
            }
        }
        let mut resolver = resolver.clone();
        add_values(&self.profiles, &mut resolver);
        resolver
    }
}

fn give_value(
    variable: &mut ProfileVariable,
    resolver: &Resolver,
    place_of: impl Fn(&str) -> Option<Place>,
) {
    let name = variable.name.known();
    if let Some(name) = name {
        resolver.declares(name);
    }
    let given = name.and_then(|name| Some((name, resolver.variables.get(name)?)));
    // What packlint.yaml says counts where nothing else does.
    let is_unset = variable.value.is_none() && variable.default.is_none();
    let by_default = || {
        let name = name.filter(|_| is_unset)?;
        Some((name, resolver.default_variables.get(name)?))
    };
    if let Some((name, text)) = given.or_else(by_default) {
        let place = place_of(name).unwrap_or(variable.name.place);
        let value = Located::written(text.clone(), place);
        variable.value = Some(masked(value, variable.is_sensitive));
    }
}

/// What macros in the packs of one profile can be resolved with: a profile's variables apply to its own
/// packs only.
pub(super) fn scoped<'r>(
    resolver: &'r Resolver,
    all: &[DraftProfile],
    own: usize,
) -> Cow<'r, Resolver> {
    if all.len() < 2 || resolver.of_profiles.is_empty() && resolver.sensitive.is_empty() {
        return Cow::Borrowed(resolver);
    }
    let mut scoped = resolver.clone();
    for name in std::mem::take(&mut scoped.of_profiles) {
        scoped.variables.remove(&name);
    }
    scoped.sensitive.clear();
    scoped.invalid.clear();
    add_values(all.get(own..=own).unwrap_or_default(), &mut scoped);
    Cow::Owned(scoped)
}

/// Adds the values of profile variables, the given ones before the defaults. What the resolver has
/// already takes precedence.
fn add_values(profiles: &[DraftProfile], resolver: &mut Resolver) {
    let variables = || {
        let profiles = profiles.iter();
        profiles.flat_map(|profile| &profile.profile.variables)
    };
    for variable in variables().filter(|variable| variable.is_sensitive) {
        resolver.sensitive.extend(variable.name.known().cloned());
    }
    let given = variables().map(|variable| (variable, &variable.value));
    let defaults = variables().map(|variable| (variable, &variable.default));
    for (variable, value) in given.chain(defaults) {
        let value = value.as_ref().and_then(Located::known);
        let (Some(name), Some(value)) = (variable.name.known(), value) else {
            continue;
        };
        let known = resolver.variables.get(name);
        let is_effective = known.is_none_or(|known| known == value);
        if is_effective && variable.defect(value).is_some() {
            resolver.invalid.insert(name.clone());
        }
        if known.is_none() {
            resolver.variables.insert(name.clone(), value.clone());
            resolver.of_profiles.insert(name.clone());
        }
    }
}
