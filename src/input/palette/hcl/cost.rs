//! What evaluating a module has cost so far. Locals that name each other several times multiply, and
//! so do the texts that they are put into.

use std::cell::{Cell, RefCell};

use crate::problem::{Problem, ProblemKind};
use crate::source::{LIMITS, Place};

/// The cost of one module, its template files included.
#[derive(Debug, Default)]
pub(crate) struct ModuleCost {
    values: Cell<u64>,
    bytes: Cell<u64>,
    problem: RefCell<Option<Problem>>,
}

impl ModuleCost {
    /// Counts one value; `false` where a limit was met, now or before.
    pub(crate) fn value(&self, place: Place) -> bool {
        self.values.set(self.values.get() + 1);
        let what = "values in one Terraform module";
        self.is_within(self.values.get(), LIMITS.module_values, what, place)
    }

    /// Counts the bytes of a text; `false` where a limit was met, now or before.
    pub(crate) fn text(&self, text: &str, place: Place) -> bool {
        self.bytes.set(self.bytes.get() + text.len() as u64);
        let what = "bytes of text in one Terraform module";
        self.is_within(self.bytes.get(), LIMITS.module_bytes, what, place)
    }

    fn is_within(&self, spent: u64, limit: u64, what: &'static str, place: Place) -> bool {
        let mut problem = self.problem.borrow_mut();
        if spent > limit && problem.is_none() {
            *problem = Some(Problem {
                place,
                kind: ProblemKind::Limit { what, limit },
            });
        }
        problem.is_none()
    }

    /// The limit that was met, at the value that met it.
    pub(crate) fn take_problem(&self) -> Option<Problem> {
        self.problem.borrow_mut().take()
    }
}
