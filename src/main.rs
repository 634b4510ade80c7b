//! The packlint binary: parses the command line, runs it, turns the outcome into a status.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use packlint::{Cli, Outcome, guarded, printable, quieten_panics, run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    quieten_panics();
    let failure = match guarded(|| run(cli)) {
        Ok(Ok(outcome)) => return outcome.into(),
        Ok(Err(error)) => format!("{error:#}"),
        Err(failure) => failure,
    };
    // There is nowhere left to say that this failed.
    let _ = writeln!(std::io::stderr(), "packlint: {}", printable(&failure));
    Outcome::Failed.into()
}
