//! The integration tests, as one binary: linking is the slow part of a test run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod address;
#[cfg(unix)]
mod ask;
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
mod init;
mod plan;
mod readme;
#[cfg(unix)]
mod sessions;
mod since;
mod support;
mod syntax;
#[cfg(unix)]
mod terminal;
