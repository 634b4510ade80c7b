//! What packlint.yaml says of clusters that do not say it themselves.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Candidate, Located};

/// Settings of clusters that do not set them themselves: every other source takes precedence over
/// them, and they over the defaults of AKS.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClusterDefaults {
    pub(crate) kubernetes_version: Option<Located<String>>,
    /// Profile variables by name.
    pub(crate) variables: Arc<HashMap<String, String>>,
    /// Network settings, each valid in itself, each once.
    pub(crate) network: Vec<Candidate>,
}
