//! What packlint does not find.

use crate::defects::good::Good;
use crate::defects::mutant::Mutant;

/// Something that goes wrong and that packlint says nothing of.
pub struct Beyond {
    pub says: &'static str,
    pub why: &'static str,
    pub make: Option<fn(&Good) -> Vec<Mutant>>,
}

pub fn beyond() -> &'static [Beyond] {
    &[]
}
