//! Inputs into the model: one file a format. Each records wrong shapes as problems and goes on.

pub(crate) mod cluster;
pub(crate) mod draft;
pub(crate) mod open;
pub(crate) mod pack;
pub(crate) mod palette;
pub(crate) mod read;
pub(crate) mod recognise;

pub use recognise::Form;
