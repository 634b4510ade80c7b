//! packlint finds the mistakes in Palette packs and AKS cluster plans before anything is deployed.

pub mod problem;
pub mod source;
pub mod syntax;
