//! The table of defects: what people do, the rule that finds it, and how to do it to a good input.

mod address;
mod beyond;
mod change;
mod chart;
mod combination;
mod facts;
mod form;
mod network;
mod pack;
mod pool;
mod profile;
mod ranges;
mod syntax;
mod values;

use super::good::Good;
use super::mutant::Mutant;

pub use beyond::beyond;

/// A mistake that people make.
pub struct Defect {
    /// A short name, once in the table.
    pub id: &'static str,
    /// What was done, as its author would say it.
    pub says: &'static str,
    /// The rule that finds it.
    pub rule: &'static str,
    /// Rules that rightly say something too: the same mistake does a second harm.
    pub also: &'static [&'static str],
    /// Makes it in every place of an input where it can be made.
    pub make: fn(&Good) -> Vec<Mutant>,
}

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Defect> {
    [
        syntax::DEFECTS,
        form::DEFECTS,
        pack::DEFECTS,
        chart::DEFECTS,
        values::DEFECTS,
        network::DEFECTS,
        combination::DEFECTS,
        address::DEFECTS,
        ranges::DEFECTS,
        pool::DEFECTS,
        facts::DEFECTS,
        profile::DEFECTS,
        change::DEFECTS,
    ]
    .into_iter()
    .flatten()
}
