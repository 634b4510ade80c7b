//! The fields of objects that another tool wrote: those that are read, and those that are known to say
//! nothing about what packlint checks. Any other may say anything.

use crate::input::read::{Object, Shape, View};
use crate::model::Unknown;
use crate::source::Place;
use crate::text::short;

/// The fields of one kind of object.
#[derive(Debug)]
pub(crate) struct Fields {
    /// What the object is, with its article: "a node pool".
    pub(crate) title: &'static str,
    pub(crate) read: &'static [&'static str],
    pub(crate) without_influence: &'static [&'static str],
}

impl Fields {
    fn knows(&self, name: &str) -> bool {
        self.read.contains(&name) || self.without_influence.contains(&name)
    }

    /// The first field with a value that is not known, and where it is.
    pub(crate) fn unknown_of(&self, of: Object<'_, '_>) -> Option<(Unknown, Place)> {
        let members = of.view.members();
        let member = members
            .iter()
            .find(|member| !self.knows(member.name) && says_something(member.value))?;
        let name = short(member.name);
        let reason = format!(
            "packlint does not know the field '{name}' of {}",
            self.title
        );
        Some((Unknown::Terraform(reason), member.key))
    }
}

/// Whether a value is more than the empty value that tools write for a missing one.
fn says_something(value: View<'_>) -> bool {
    match value.shape() {
        Shape::Null | Shape::Bool(false) | Shape::Text("") => false,
        Shape::List => !value.items().is_empty(),
        Shape::Object => !value.members().is_empty(),
        _ => true,
    }
}
