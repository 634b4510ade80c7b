//! Writing to standard output and to files.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::Context as _;

use crate::text::printable;

/// Writes to standard output. A reader that has gone away (`| head`) is not an error.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
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
pub(super) fn print_error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "packlint: {}", printable(text));
}

/// Writes a file whole or not at all: beside it first, then renamed over it.
pub(super) fn write_file(path: &Path, text: &str) -> anyhow::Result<()> {
    let shown = path.display();
    let name = path
        .file_name()
        .with_context(|| format!("{shown}: not a file name"))?;
    let mut beside = name.to_os_string();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // The half-written file is of no use; that it cannot be removed changes nothing.
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(|| format!("{shown}: cannot be written"))
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// At a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    pub(super) fn is_on(self) -> bool {
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

/// Columns of the terminal, or 80 where there is none.
pub(super) fn width() -> usize {
    if !io::stdout().is_terminal() {
        return 80;
    }
    terminal_size::terminal_size().map_or(80, |(terminal_size::Width(columns), _)| {
        usize::from(columns).clamp(40, 140)
    })
}
