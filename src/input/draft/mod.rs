//! From parts to a cluster.

mod finish;
mod network;
mod values;

pub(crate) use finish::{
    Draft, DraftPool, DraftProfile, Finished, Override, PackText, ProfilePack, add_variables,
    default_version, finish_pools, give_variables, kubernetes_version, masked, override_candidates,
    scaler_bounds, start_of, unknown_profile,
};
pub use network::PackCache;
pub(crate) use network::{Assembly, Part, PartValues, assemble, part_of, well_known_layer};
pub(crate) use values::{ReadPartial, read_packs, read_values};
