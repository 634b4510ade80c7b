//! The packs of one cluster together: layers, clouds, dependencies.

mod cloud_type_mismatch;
mod dependency_unsatisfied;
mod layer_duplicate;
mod layer_missing;
mod profile_variable_value;
mod resource_minimum;

pub(crate) use cloud_type_mismatch::CloudTypeMismatch;
pub(crate) use dependency_unsatisfied::DependencyUnsatisfied;
pub(crate) use layer_duplicate::LayerDuplicate;
pub(crate) use layer_missing::LayerMissing;
pub(crate) use profile_variable_value::ProfileVariableValue;
pub(crate) use resource_minimum::ResourceMinimum;

use crate::finding::Sink;
use crate::model::{Cluster, Layer, Scope};
use crate::rules::Context;
use crate::rules::declare::RuleMeta;

/// The layers of the infrastructure: a profile has one pack of each.
const INFRASTRUCTURE: [&str; 4] = ["os", "k8s", "cni", "csi"];

/// The cluster, or the profile alone, where all of it is at hand and it lists packs.
fn with_packs<'m>(cx: &Context<'m>) -> Option<&'m Cluster> {
    let is_whole = |cluster: &&Cluster| {
        matches!(cluster.scope, Scope::Whole | Scope::Profile) && !cluster.layers.is_empty()
    };
    cx.cluster.filter(is_whole)
}

/// The layer that a pack is in; records that it is not known.
fn layer_of<'m>(pack: &'m Layer, rule: &RuleMeta, sink: &mut Sink) -> Option<&'m str> {
    match &pack.layer {
        Some(layer) => layer.known().map(String::as_str),
        None => {
            sink.unresolved(rule.id, pack.place, &pack.why_not_said());
            None
        }
    }
}
