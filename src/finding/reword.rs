//! Findings in the words of the input.

use super::Finding;
use crate::aks::Dialect;

impl Finding {
    /// Calls AKS's fields what the input calls them.
    pub(crate) fn reword(&mut self, dialect: Dialect) {
        if dialect.has_aks_words() {
            return;
        }
        let labels = std::iter::once(&mut self.primary).chain(&mut self.related);
        let texts = labels.map(|label| &mut label.text);
        for text in texts.chain([&mut self.message]).chain(&mut self.help) {
            *text = dialect.reword(text);
        }
    }
}
