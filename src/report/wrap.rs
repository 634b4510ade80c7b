//! Breaking paragraphs into lines.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Lines of at most `width` columns of a terminal. A word that is wider stays whole, and so does a
/// flag with its value.
pub(crate) fn wrap(paragraph: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(paragraph, options);
    lines.into_iter().map(String::from).collect()
}

/// The words of a line; a flag and its value are one.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut words = line.split_inclusive(' ').peekable();
    let mut start = 0;
    Box::new(std::iter::from_fn(move || {
        let word = words.next()?;
        let value = words.next_if(|next| word.starts_with("--") && !next.starts_with("--"));
        let end = start + word.len() + value.map_or(0, str::len);
        let word = line.get(start..end).map(Word::from);
        start = end;
        word
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_stays_with_its_value() {
        let text = "add --nodes N --subnet CIDR --ask --os linux|windows";
        let narrow = [
            "add",
            "--nodes N",
            "--subnet CIDR",
            "--ask",
            "--os linux|windows",
        ];
        assert_eq!(wrap(text, 12), narrow);
        assert_eq!(
            wrap(text, 19).first().map(String::as_str),
            Some("add --nodes N")
        );
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("unbreakable is", 3), ["unbreakable", "is"]);
    }

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(wrap("集群 名称 生产", 9), ["集群 名称", "生产"]);
        assert_eq!(wrap("🚀 🚀 🚀", 5), ["🚀 🚀", "🚀"]);
        // A letter and its combining accent take one.
        assert_eq!(
            wrap("e\u{301}e\u{301} e\u{301}", 4),
            ["e\u{301}e\u{301} e\u{301}"]
        );
    }
}
