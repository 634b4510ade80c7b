//! Sources as reports show them. They exist only once a run is over, when all secret parts are marked.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::{SourceFile, SourceId, Span};
use crate::text::{in_place, in_place_for_log};

/// The sources of a finished run, as `Sources::freeze` gives them.
#[derive(Debug, Default)]
pub struct ShownSources {
    pub(super) files: Vec<Option<Arc<ShownSource>>>,
}

/// A source that nothing more is hidden in.
#[derive(Debug)]
pub struct ShownSource {
    file: Arc<SourceFile>,
    hidden: Vec<Span>,
    is_withheld: bool,
    shown: ShownText,
    shown_in_log: ShownText,
}

/// What differs from the file's own text; made at the first use.
type ShownText = OnceLock<Option<String>>;

impl ShownSources {
    /// The source of an id.
    ///
    /// # Panics
    /// When the source was released although something still points into it: a defect of packlint.
    pub fn get(&self, id: SourceId) -> Arc<ShownSource> {
        let file = self.files.get(id.0 as usize).and_then(Clone::clone);
        file.unwrap_or_else(|| panic!("source {} was released while in use", id.0))
    }
}

impl Deref for ShownSource {
    type Target = SourceFile;

    fn deref(&self) -> &SourceFile {
        &self.file
    }
}

impl ShownSource {
    pub(super) fn new(file: Arc<SourceFile>) -> Self {
        ShownSource {
            hidden: file.hidden(),
            is_withheld: file.is_withheld(),
            file,
            shown: OnceLock::new(),
            shown_in_log: OnceLock::new(),
        }
    }

    /// The text as it may be shown: each hidden byte is an asterisk, and what would steer a terminal
    /// is replaced, so that offsets stay right.
    pub(crate) fn shown(&self) -> &str {
        self.made(&self.shown, in_place)
    }

    /// As [`ShownSource::shown`], for a log: no part of it is a command of a CI system.
    pub(crate) fn shown_in_log(&self) -> &str {
        self.made(&self.shown_in_log, in_place_for_log)
    }

    fn made<'s>(&'s self, kept: &'s ShownText, make: fn(&str) -> Cow<'_, str>) -> &'s str {
        let made = kept.get_or_init(|| {
            let masked = self.masked();
            match (make(&masked), &masked) {
                (Cow::Owned(made), _) => Some(made),
                (Cow::Borrowed(_), Cow::Owned(masked)) => Some(masked.clone()),
                (Cow::Borrowed(_), Cow::Borrowed(_)) => None,
            }
        });
        made.as_deref().unwrap_or(&self.file.text)
    }

    /// Whether lines of the text may be shown at all.
    pub(crate) fn has_excerpts(&self) -> bool {
        !self.file.text.is_empty() && !self.is_withheld
    }

    /// The text with an asterisk for each hidden byte; line ends stay.
    pub(crate) fn masked(&self) -> Cow<'_, str> {
        let text = &self.file.text;
        let whole = [Span::new(0, text.len())];
        let hidden = match self.is_withheld {
            true => &whole[..],
            false => &self.hidden,
        };
        if hidden.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.clone().into_bytes();
        for span in hidden {
            let bytes = bytes.get_mut(span.start as usize..span.end as usize);
            for byte in bytes
                .into_iter()
                .flatten()
                .filter(|byte| !matches!(**byte, b'\n' | b'\r'))
            {
                *byte = b'*';
            }
        }
        // A span ends where characters end; should one not, nothing readable is lost.
        let masked = String::from_utf8(bytes);
        Cow::Owned(masked.unwrap_or_else(|_| "*".repeat(text.len())))
    }

    /// Whether a part of a span is hidden.
    pub(crate) fn is_hidden(&self, span: Span) -> bool {
        let overlaps = |hidden: &Span| hidden.start < span.end && span.start < hidden.end;
        self.is_withheld || self.hidden.iter().any(overlaps)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, Sources};
    use super::*;

    #[test]
    fn what_is_hidden_is_masked_in_place() {
        let sources = Sources::default();
        let source = sources.add("a.tf", Origin::File, "k = \"sécret\"\u{1b}\n".to_owned());
        source.hide([Span::new(4, 13)]);
        let id = source.id;
        let shown = sources.freeze();
        assert_eq!(shown.get(id).shown(), "k = *********?\n");
        assert!(shown.get(id).has_excerpts());
        let sources = Sources::default();
        let source = sources.add("a.tf", Origin::File, "k = \"sécret\"\r\nx\n".to_owned());
        source.withhold();
        let id = source.id;
        let shown = sources.freeze();
        assert_eq!(shown.get(id).shown(), "*************\r\n*\n");
        assert!(!shown.get(id).has_excerpts());
    }
}
