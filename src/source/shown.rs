//! Sources as reports show them. They exist only once a run is over, when all secret parts are marked.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::{SourceFile, SourceId, Span};
use crate::text::printable_in_place;

/// The sources of a finished run, as [`super::Sources::freeze`] gives them.
#[derive(Debug, Default)]
pub struct ShownSources {
    pub(super) files: Vec<Option<Arc<ShownSource>>>,
}

/// A source that nothing more is hidden in.
#[derive(Debug)]
pub struct ShownSource {
    file: Arc<SourceFile>,
    hidden: Vec<Span>,
    /// What differs from the file's own text; made at the first use.
    shown: OnceLock<Option<String>>,
}

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
            file,
            shown: OnceLock::new(),
        }
    }

    /// The text as it may be shown: each hidden byte is an asterisk, and what would steer a terminal
    /// is replaced, so that offsets stay right.
    pub(crate) fn shown(&self) -> &str {
        let shown = self.shown.get_or_init(|| {
            let masked = self.masked();
            match (printable_in_place(&masked), &masked) {
                (Cow::Owned(printable), _) => Some(printable),
                (Cow::Borrowed(_), Cow::Owned(masked)) => Some(masked.clone()),
                (Cow::Borrowed(_), Cow::Borrowed(_)) => None,
            }
        });
        shown.as_deref().unwrap_or(&self.file.text)
    }

    fn masked(&self) -> Cow<'_, str> {
        if self.hidden.is_empty() {
            return Cow::Borrowed(&self.file.text);
        }
        let mut bytes = self.file.text.clone().into_bytes();
        for span in &self.hidden {
            if let Some(bytes) = bytes.get_mut(span.start as usize..span.end as usize) {
                bytes.fill(b'*');
            }
        }
        // Spans begin and end between characters. If one does not, all of the text is masked.
        let text = String::from_utf8(bytes);
        Cow::Owned(text.unwrap_or_else(|_| "*".repeat(self.file.text.len())))
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
    }
}
