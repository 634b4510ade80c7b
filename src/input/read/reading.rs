//! What is carried along while one input is read.

use std::cell::{Cell, RefCell};

use super::resolve::Resolver;
use super::view::View;
use crate::problem::{PackSchemaProblem, Problem, ProblemKind, Problems};
use crate::source::{Expense, Place};
use crate::syntax::Node;
use crate::text::{meant_key, short};

/// What is carried along while one input is read.
#[derive(Debug)]
pub(crate) struct Reading<'r> {
    /// What macros can be resolved with.
    pub(crate) resolver: &'r Resolver,
    pub(super) form: ReadForm,
    /// Where in the document the reading is; kept for pack.json, whose fields are named by their paths.
    pub(super) path: RefCell<String>,
    problems: RefCell<Problems>,
    /// How many names were compared with those that are known.
    compared: Cell<usize>,
}

/// Most names of one input that are compared with known ones: no one misspells more.
const COMPARED: usize = 5_000;

/// How keys are taken that no row of a field table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadForm {
    /// They are unknown; one that is nearly a known one is read as that one.
    ClusterFile,
    /// They are unknown: what a setting does is not for packlint to guess.
    Config,
    /// They are allowed, except those that are almost known ones.
    PackJson,
}

impl<'r> Reading<'r> {
    pub(crate) fn new(resolver: &'r Resolver) -> Self {
        Reading {
            resolver,
            form: ReadForm::ClusterFile,
            path: RefCell::default(),
            problems: RefCell::default(),
            compared: Cell::default(),
        }
    }

    /// Reading where a misspelt key must not take effect: what it does is not for packlint to guess.
    pub(crate) fn strict(resolver: &'r Resolver) -> Self {
        Reading {
            form: ReadForm::Config,
            ..Reading::new(resolver)
        }
    }

    /// Reading pack.json.
    pub(crate) fn pack_json(resolver: &'r Resolver) -> Self {
        Reading {
            form: ReadForm::PackJson,
            ..Reading::new(resolver)
        }
    }

    /// Reads something at a path of the document.
    pub(crate) fn at<T>(&self, path: String, read: impl FnOnce() -> T) -> T {
        let outer = self.path.replace(path);
        let result = read();
        self.path.replace(outer);
        result
    }

    /// The known name that a name is similar to.
    pub(super) fn near(&self, name: &str, known: &[&'static str]) -> Option<&'static str> {
        self.compared.set(self.compared.get() + 1);
        let is_compared = self.compared.get() <= COMPARED;
        is_compared.then(|| meant_key(name, known)).flatten()
    }

    /// Records what is wrong.
    pub(crate) fn push(&self, place: Place, kind: ProblemKind) {
        self.extend([Problem { place, kind }]);
    }

    pub(crate) fn extend(&self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.borrow_mut().extend(problems);
    }

    /// Everything that was wrong.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.extend(Problem::of_exceeded(&self.resolver.budget));
        problems.into_vec()
    }

    /// Spends for what is read; `false` where the limit does not allow it.
    pub(crate) fn spend(&self, expense: Expense, amount: usize, place: Place) -> bool {
        self.resolver.budget.spend(expense, amount as u64, place)
    }

    /// Whether a text of so many bytes may be read: aliases repeat one for the cost of a few bytes.
    /// What the file itself has is free.
    pub(crate) fn may_repeat(&self, bytes: usize, free: usize, place: Place) -> bool {
        let (bytes, free) = (bytes as u64, free as u64);
        let budget = &self.resolver.budget;
        budget.spend_beside(Expense::RepeatedBytes, bytes, free, place)
    }

    /// Whether YAML of so many bytes within a text may be parsed. What the file itself has is free.
    pub(crate) fn may_embed(&self, bytes: usize, free: usize, place: Place) -> bool {
        let (bytes, free) = (bytes as u64, free as u64);
        let budget = &self.resolver.budget;
        budget.spend_beside(Expense::EmbeddedBytes, bytes, free, place)
    }

    /// Whether a node of one of packlint's own forms may be looked through.
    pub(super) fn may_scan(&self, node: Node<'_>) -> bool {
        let bytes = node.text().map_or(0, str::len);
        self.may_repeat(bytes, node.source().text.len(), node.place())
    }

    /// Records what is wrong with a field of pack.json.
    pub(crate) fn pack_problem(&self, place: Place, problem: PackSchemaProblem) {
        self.push(place, ProblemKind::PackSchema(problem));
    }

    /// Records a field of pack.json that has the wrong type.
    pub(crate) fn wrong_in_pack(&self, field: String, value: View<'_>, expected: &str) {
        let problem = PackSchemaProblem::WrongType {
            field,
            expected: expected.to_owned(),
            found: value.type_name(),
        };
        self.pack_problem(value.place(), problem);
    }

    /// Records a value of the wrong shape.
    pub(crate) fn wrong(&self, name: &str, value: View<'_>, expected: &str) {
        let kind = ProblemKind::WrongType {
            name: short(name).into_owned(),
            expected: expected.to_owned(),
            found: value.describe(),
            meant: None,
        };
        self.push(value.place(), kind);
    }
}
