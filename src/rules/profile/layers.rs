//! The layers of a profile.

use crate::model::ProfilePack;
use crate::rules::Sink;

/// The layer that a pack is in; records where its pack.json is not available.
pub(super) fn layer_of<'m>(pack: &'m ProfilePack, out: &mut Sink) -> Option<&'m str> {
    let Some(layer) = &pack.layer else {
        out.unknown(pack.place, &pack.why_unknown());
        return None;
    };
    layer.known().map(String::as_str)
}
