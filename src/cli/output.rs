//! Writing to standard output and to files.

use std::collections::BTreeSet;
use std::io;
use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context as _;

use crate::engine::Report;
use crate::engine::baseline::Pruned;
use crate::files::{ToolError, write_whole};
use crate::report::concise;
use crate::text::{count, log, log_line, printable};

/// Writes to standard output, with no command of a CI system in it.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    print_as_is(&log(text))
}

/// Writes to standard output what is meant to be executed: workflow commands, scripts. A reader that
/// has gone away (`| head`) is not an error.
pub(crate) fn print_as_is(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
}

/// Writes one of packlint's own errors to standard error; there is nowhere left to say that this
/// failed.
pub(crate) fn print_error(text: &str) {
    let _ = writeln!(
        io::stderr().lock(),
        "{}",
        log_line(&format!("packlint: {text}"))
    );
}

/// Says what packlint could not do.
pub(crate) fn print_tool_errors(errors: &[ToolError]) {
    for error in errors {
        print_error(&error.to_string());
    }
}

/// Says what kept a run from its job, where no report says it: findings, each on a line, and what
/// packlint could not do.
pub(crate) fn print_problems(report: &Report) {
    for line in concise(report, false).lines() {
        print_error(line);
    }
    print_tool_errors(&report.errors);
}

/// Says how much is hidden, where a report has no place for it.
pub(crate) fn print_hidden(report: &Report) {
    let hidden = report.hidden();
    if !hidden.is_empty() {
        print_error(&hidden.join(", "));
    }
}

/// The files that were skipped, a line each, on standard error.
pub(crate) fn print_skipped(report: &Report) {
    for name in &report.skipped {
        print_error(&format!("skipped {name}"));
    }
}

/// The contents of a baseline, in one line.
pub(crate) fn written_baseline(report: &Report, path: &Path) -> String {
    let rules: BTreeSet<_> = report.findings.iter().map(|finding| finding.rule).collect();
    format!(
        "Wrote {} of {} to {}\n",
        count(report.findings.len() as u64, "finding"),
        count(rules.len() as u64, "rule"),
        printable(&path.to_string_lossy())
    )
}

/// Writes a baseline without what matches nothing any more, and says how much that was.
pub(crate) fn write_pruned(path: &Path, pruned: Pruned) -> anyhow::Result<()> {
    let (removed, left) = (pruned.removed, pruned.left());
    let name = path.display();
    if removed == 0 {
        print_error(&format!("nothing to remove from {name}"));
        return Ok(());
    }
    write_file(path, &pruned.written()?)?;
    let removed = count(removed, "finding");
    print_error(&format!("removed {removed} from {name}; {left} left"));
    Ok(())
}

/// Writes a report into a file, whole or not at all.
pub(crate) fn write_file(path: &Path, text: &str) -> anyhow::Result<()> {
    write_whole(path, text).with_context(|| format!("{}: cannot be written", path.display()))
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// At a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    pub(crate) fn is_on(self) -> bool {
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let is_refused =
                    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                io::stdout().is_terminal() && !is_refused
            }
        }
    }
}

/// Whether text at standard output may be a link: a terminal that is known to have them.
pub(crate) fn has_links() -> bool {
    supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
}

/// Columns of the terminal, or 80 where there is none.
pub(crate) fn width() -> usize {
    if !io::stdout().is_terminal() {
        return 80;
    }
    terminal_size::terminal_size().map_or(80, |(terminal_size::Width(columns), _)| {
        usize::from(columns).clamp(40, 140)
    })
}
