//! How much is enough, where a rule leaves it open.

use super::Located;

/// What packlint.yaml sets under `thresholds`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thresholds {
    /// The share of a subnet's addresses that must stay free at an upgrade, in per cent.
    pub(crate) subnet_headroom: Option<Located<u64>>,
}
