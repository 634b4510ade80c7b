//! Colours of what is not an excerpt.

use anstyle::{AnsiColor, Style};

use crate::finding::Severity;

/// Whether colours are used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    pub(crate) is_on: bool,
}

impl Paint {
    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        let color = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::Cyan,
        };
        self.styled(Style::new().bold().fg_color(Some(color.into())), text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    pub(crate) fn color(self, color: AnsiColor, text: &str) -> String {
        self.styled(Style::new().fg_color(Some(color.into())), text)
    }

    fn styled(self, style: Style, text: &str) -> String {
        match self.is_on && !text.is_empty() {
            true => format!("{style}{text}{style:#}"),
            false => text.to_owned(),
        }
    }
}
