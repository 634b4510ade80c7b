//! Limits that a configuration sets for rules.

use super::Located;

/// How many months before a retirement it becomes a warning, unless the configuration sets others.
pub(crate) const NOTICE_MONTHS: u16 = 12;

/// What packlint.yaml sets under `thresholds`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thresholds {
    /// How many per cent of a subnet's addresses must stay free during an upgrade.
    pub(crate) subnet_headroom: Option<Located<u64>>,
    /// How many months before its retirement a feature becomes a warning.
    pub(crate) retirement_months: Option<Located<i64>>,
}
