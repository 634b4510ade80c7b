//! The packlint binary: parses the command line, runs it, turns the outcome into a status.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use packlint::cli::{Cli, Outcome, run};

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            // There is nowhere left to say that this failed.
            let _ = writeln!(std::io::stderr(), "packlint: {error:#}");
            Outcome::Failed.into()
        }
    }
}
