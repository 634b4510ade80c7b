//! The integration tests, as one binary: linking is the slow part of a test run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod action;
mod address;
#[cfg(unix)]
mod ask;
mod book;
mod chart_reads;
mod command;
mod command_line;
mod conformance;
mod constraints;
mod cost;
mod defects;
mod dependencies;
mod examples;
mod fix;
mod fixes;
mod fixtures;
mod formats;
mod generated;
mod growth;
mod hidden;
mod hook;
mod hostile_budget;
#[cfg(unix)]
mod hostile_files;
#[cfg(unix)]
mod hostile_git;
mod hostile_output;
mod hostile_packs;
mod hostile_terraform;
#[cfg(unix)]
mod hostile_write;
mod house;
mod html;
mod init;
mod invariants;
mod layers;
mod lsp;
mod mutation;
mod pictures;
mod plan;
mod promises;
mod readme;
mod robustness;
mod rules;
#[cfg(unix)]
mod sessions;
mod since;
mod support;
mod syntax;
#[cfg(unix)]
mod terminal;
mod terraform_language;
mod words;
