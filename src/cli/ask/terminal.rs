//! The terminal that the command was typed at.

use std::io;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::Prompt;
use crate::text::log;

/// Questions on standard error, answers from standard input. The terminal's own line editing is
/// used as it is: nothing has to be put back when the program ends, however it ends.
#[derive(Debug)]
pub(crate) struct Terminal(());

/// Longest answer, in bytes; a terminal's own limit is 4,096.
const MOST_BYTES: u64 = 64 * 1024;

impl Terminal {
    /// The terminal, if there is one on both sides.
    pub(in crate::cli) fn open() -> Option<Self> {
        let is_there = io::stdin().is_terminal() && io::stderr().is_terminal();
        is_there.then_some(Terminal(()))
    }
}

impl Prompt for Terminal {
    fn tell(&mut self, text: &str) -> io::Result<()> {
        io::stderr().lock().write_all(log(text).as_bytes())
    }

    fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        self.tell(question)?;
        let mut line = Vec::new();
        let mut stdin = io::Read::take(io::stdin().lock(), MOST_BYTES);
        stdin.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            // Ctrl-D leaves the cursor behind the question.
            self.tell("\n")?;
        }
        if line.is_empty() {
            return Ok(None);
        }
        // Bytes that are no text make a wrong answer, which is said where it is read.
        let text = String::from_utf8_lossy(&line);
        Ok(Some(text.trim().to_owned()))
    }

    fn width(&self) -> usize {
        let size = terminal_size::terminal_size_of(io::stderr());
        size.map_or(80, |(terminal_size::Width(columns), _)| {
            usize::from(columns).clamp(40, 100)
        })
    }
}
