//! The integration tests, as one binary: linking is the slow part of a test run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod command;
mod constraints;
mod examples;
mod fixtures;
mod generated;
mod plan;
mod readme;
mod support;
mod syntax;
