//! The packlint binary: parses the command line, runs it, turns the outcome into a status.

use std::env::{args_os, var_os};
use std::ffi::OsStr;
use std::io::{IsTerminal as _, Write};
use std::process::ExitCode;

use clap::Parser;
use packlint::{Cli, Outcome, guarded, log, log_line, printable, quieten_panics, run};

fn main() -> ExitCode {
    quieten_panics();
    let failure = match guarded(|| Cli::try_parse().map(run)) {
        Ok(Ok(Ok(outcome))) => return outcome.into(),
        Ok(Ok(Err(error))) => format!("{error:#}"),
        Ok(Err(error)) if !error.use_stderr() => error.exit(),
        Ok(Err(error)) => return usage_error(error),
        Err(failure) => failure,
    };
    // There is nowhere left to say that this failed.
    let text = log_line(&format!("packlint: {failure}"));
    let _ = writeln!(std::io::stderr(), "{text}");
    Outcome::Failed.into()
}

/// Says what is wrong with the arguments. They may be names of files, which others gave: the
/// message repeats them as they can be printed.
fn usage_error(error: clap::Error) -> ExitCode {
    let status = u8::try_from(error.exit_code()).unwrap_or(2);
    let arguments = args_os().map(|argument| printable(&argument.to_string_lossy()).into_owned());
    let text = match Cli::try_parse_from(arguments) {
        Err(error) if has_colors() => error.render().ansi().to_string(),
        Err(error) => error.render().to_string(),
        Ok(_) => printable(&error.render().to_string()).into_owned() + "\n",
    };
    let _ = write!(std::io::stderr(), "{}", log(&text));
    ExitCode::from(status)
}

fn has_colors() -> bool {
    let is = |name: &str, wanted: fn(&OsStr) -> bool| var_os(name).is_some_and(|own| wanted(&own));
    let is_refused = is("NO_COLOR", |value| !value.is_empty()) || is("TERM", |name| name == "dumb");
    std::io::stderr().is_terminal() && !is_refused
}
