//! The integration tests, as one binary: linking is the slow part of a test run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod address;
mod command;
mod conformance;
mod constraints;
mod examples;
mod fix;
mod fixtures;
mod formats;
mod generated;
mod hidden;
mod hostile_packs;
mod hostile_terraform;
mod invariants;
mod mutation;
mod plan;
mod readme;
mod robustness;
mod since;
mod support;
mod syntax;
