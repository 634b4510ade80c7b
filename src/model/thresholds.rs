//! Limits that a configuration sets for rules.

use super::Located;

/// What packlint.yaml sets under `thresholds`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thresholds {
    /// How many per cent of a subnet's addresses must stay free during an upgrade.
    pub(crate) subnet_headroom: Option<Located<u64>>,
}
