//! Later.
use super::Defect;
pub const DEFECTS: &[Defect] = &[];
