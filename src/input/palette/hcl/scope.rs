//! The values of names at a place in a module.

use std::rc::Rc;

use super::module::Instance;
use super::value::Val;

/// The values of names at a place.
#[derive(Clone)]
pub(super) struct Bindings<'m> {
    pub(super) instance: Rc<Instance<'m>>,
    frame: Option<Rc<Frame>>,
    /// In a template file only the names that it is given are there.
    pub(super) is_template: bool,
}

/// Names of a loop, of a template file, or of a block.
struct Frame {
    names: Vec<(String, Val)>,
    outer: Option<Rc<Frame>>,
}

impl<'m> Bindings<'m> {
    pub(super) fn new(instance: &Rc<Instance<'m>>) -> Self {
        Bindings {
            instance: Rc::clone(instance),
            frame: None,
            is_template: false,
        }
    }

    /// This scope with more names.
    pub(super) fn with(&self, names: Vec<(&str, Val)>) -> Self {
        let names = names.into_iter();
        let names = names.map(|(name, value)| (name.to_owned(), value));
        Bindings {
            frame: Some(Rc::new(Frame {
                names: names.collect(),
                outer: self.frame.clone(),
            })),
            ..self.clone()
        }
    }

    /// A scope of a template file.
    pub(super) fn of_template(&self, names: Vec<(&str, Val)>) -> Self {
        let scope = Bindings {
            frame: None,
            is_template: true,
            ..self.clone()
        };
        scope.with(names)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Val> {
        let mut frame = self.frame.as_deref();
        while let Some(at) = frame {
            if let Some((_, value)) = at.names.iter().find(|(own, _)| own == name) {
                return Some(value);
            }
            frame = at.outer.as_deref();
        }
        None
    }
}
