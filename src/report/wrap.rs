//! Breaking paragraphs into lines.

/// Lines of at most `width` columns, where the words allow it; a flag stays with its value.
pub(crate) fn wrap(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut words = paragraph.split(' ').peekable();
    while let Some(word) = words.next() {
        let mut word = word.to_owned();
        if word.starts_with("--")
            && let Some(value) = words.next_if(|next| !next.starts_with("--"))
        {
            word = format!("{word} {value}");
        }
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = word,
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}
