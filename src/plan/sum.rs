//! Sums written out, so that readers can check a number.

use std::fmt;

use super::MAX_POOLS_SHOWN;
use crate::text::{count, number};

/// A number of addresses with the sum that gives it.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    pub(crate) total: u64,
    /// `3 nodes x (30 max pods + 1) + 2 more pools`.
    terms: String,
    /// Whether the terms are the total already, as in `3 nodes`.
    is_trivial: bool,
}

impl Sum {
    /// A sum of one term for each pool; a cluster can have a hundred of them.
    pub(super) fn of_pools(pools: impl ExactSizeIterator<Item = String>, total: u64) -> Self {
        let more = pools.len().checked_sub(MAX_POOLS_SHOWN + 1);
        let mut terms: Vec<_> = pools.take(MAX_POOLS_SHOWN).collect();
        if let Some(more) = more {
            terms.push(format!("{} more", count(more as u64 + 1, "pool")));
        }
        Sum::new(terms.join(" + "), total)
    }

    pub(crate) fn new(terms: String, total: u64) -> Self {
        Sum {
            total,
            terms,
            is_trivial: false,
        }
    }

    /// A sum whose one term is the total.
    pub(super) fn trivial(term: String, total: u64) -> Self {
        Sum {
            is_trivial: true,
            ..Sum::new(term, total)
        }
    }

    /// `279 = (8 nodes + 1 surge) x (30 max pods + 1)`.
    pub(crate) fn total_first(&self) -> String {
        let (total, terms) = (number(self.total), &self.terms);
        match self.is_trivial {
            true => format!("{total} ({terms})"),
            false => format!("{total} = {terms}"),
        }
    }
}

/// `(8 nodes + 1 surge) x (30 max pods + 1) = 279`.
impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_trivial {
            true => f.write_str(&self.terms),
            false => write!(f, "{} = {}", self.terms, number(self.total)),
        }
    }
}
