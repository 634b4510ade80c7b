//! Which of a chart's values its templates read: the templates are followed with what each value can
//! be in place of values. What is not known counts as read.

mod data;
mod functions;
mod interpret;
mod outside;
mod paths;
mod program;
mod texts;
mod values;

pub(crate) use outside::{literal_images, printed_values};
pub(super) use paths::{Paths, ReadState};

use super::contents::Contents;
use crate::source::{Budget, Place};
use crate::syntax::Node;
use interpret::Interpreter;
use program::{Program, TemplateLimits};

/// The paths of values that a chart reads; `None` if these are not known. `values` are what is given
/// to the chart, whose texts can be templates too.
pub(super) fn read_paths(
    contents: &Contents,
    values: &[Node<'_>],
    budget: &Budget,
    place: Place,
) -> Option<Paths> {
    let limits = TemplateLimits { budget, place };
    let mut paths = Paths::default();
    let program = Program::of(contents, values, &mut paths, limits).ok()?;
    Interpreter::new(program, paths, limits).run().ok()
}
