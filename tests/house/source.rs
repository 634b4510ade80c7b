//! As much of Rust's grammar as the house needs: paths, functions, and what is neither comment nor
//! string nor test.

/// A source file.
pub struct Source {
    pub text: String,
    /// The text with blanks instead of comments, strings and test modules; line breaks stay.
    pub code: String,
}

/// A path to something of the crate.
#[derive(Debug)]
pub struct Path {
    /// `crate`, `super`, `self` or a child module, and what follows.
    pub parts: Vec<String>,
    pub line: usize,
}

/// A function with a body.
#[derive(Debug)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

impl Source {
    pub fn new(text: String) -> Self {
        let code = without_tests(&without_words(&text));
        Source { text, code }
    }

    /// The texts of string literals, each with its line; line breaks that are escaped are read.
    pub fn strings(&self) -> Vec<(usize, String)> {
        let mut strings = Vec::new();
        let (mut at, mut line) = (0, 1);
        while let Some(c) = self.text[at..].chars().next() {
            let rest = &self.text[at..];
            let length = words(rest).unwrap_or(c.len_utf8());
            let literal = &rest[..length];
            let is_string = literal.starts_with(['"', 'r', 'b']);
            let body = literal.split_once('"').filter(|_| is_string);
            if let Some((text, _)) = body.and_then(|(_, body)| body.rsplit_once('"')) {
                strings.push((line, text.replace("\\\n", "\n")));
            }
            line += literal.matches('\n').count();
            at += length;
        }
        strings
    }

    /// The paths that lead to other parts of the crate.
    pub fn paths(&self) -> Vec<Path> {
        let tokens = tokens(&self.code);
        let children: Vec<&str> = tokens
            .windows(3)
            .filter(|found| found[0].text == "mod" && found[2].text == ";")
            .map(|found| found[1].text)
            .collect();
        let mut paths = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map_or("", |at| tokens[at].text);
            let is_start =
                before != "::" && tokens.get(at + 1).is_some_and(|next| next.text == "::");
            let is_own =
                ["crate", "super", "self"].contains(&token.text) || children.contains(&token.text);
            if is_start && is_own {
                expand(&tokens, at, &mut Vec::new(), &mut paths);
            }
        }
        paths
    }

    /// The names of the types that the file declares, each with its line.
    pub fn types(&self) -> Vec<(String, usize)> {
        let tokens = tokens(&self.code);
        let declares = |word: &str| ["struct", "enum", "trait"].contains(&word);
        let pairs = tokens.windows(2).filter(|pair| declares(pair[0].text));
        pairs
            .filter(|pair| is_word(pair[1].text))
            .map(|pair| (pair[1].text.to_owned(), pair[1].line))
            .collect()
    }

    /// The functions with their bodies.
    pub fn functions(&self) -> Vec<Function> {
        let tokens = tokens(&self.code);
        let mut functions = Vec::new();
        for (at, token) in tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.text == "fn")
        {
            let Some(name) = tokens.get(at + 1).filter(|name| is_word(name.text)) else {
                continue;
            };
            let rest = &tokens[at..];
            let Some(start) = rest
                .iter()
                .position(|token| ["{", ";"].contains(&token.text))
            else {
                continue;
            };
            if rest[start].text == ";" {
                continue;
            }
            let mut depth = 0_usize;
            let end = rest[start..].iter().find(|token| {
                match token.text {
                    "{" => depth += 1,
                    "}" => depth -= 1,
                    _ => {}
                }
                depth == 0
            });
            let end = end.expect("braces match").line;
            functions.push(Function {
                name: name.text.to_owned(),
                line: token.line,
                lines: end - token.line + 1,
            });
        }
        functions
    }
}

#[derive(Clone, Copy)]
struct Token<'t> {
    text: &'t str,
    line: usize,
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(c) = code[at..].chars().next() {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let length = if is_part(c) {
            code[at..].find(|c| !is_part(c)).unwrap_or(code.len() - at)
        } else if code[at..].starts_with("::") {
            2
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            let text = &code[at..at + length];
            tokens.push(Token { text, line });
        }
        line += usize::from(c == '\n');
        at += length;
    }
    tokens
}

/// Reads a path and the braces behind it; gives where it ends.
fn expand(
    tokens: &[Token<'_>],
    mut at: usize,
    parts: &mut Vec<String>,
    paths: &mut Vec<Path>,
) -> usize {
    let own = parts.len();
    loop {
        match tokens.get(at).map(|token| token.text) {
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = match tokens[at].text {
                        "," => at + 1,
                        _ => expand(tokens, at, parts, paths),
                    };
                }
                parts.truncate(own);
                return at + 1;
            }
            Some(word) if is_word(word) || word == "*" => parts.push(word.to_owned()),
            _ => return at + 1,
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token.text != "::") {
            break;
        }
        at += 1;
    }
    paths.push(Path {
        parts: parts.clone(),
        line: tokens[at - 1].line,
    });
    parts.truncate(own);
    // `as name`.
    if tokens.get(at).is_some_and(|token| token.text == "as") {
        at += 2;
    }
    at
}

/// A text with blanks instead of comments, strings and characters.
fn without_words(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = words(rest);
        let is_word_before = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        match length {
            Some(length) if !(is_word_before && (c == 'r' || c == 'b')) => {
                let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
                code.extend(rest[..length].chars().map(blank));
                rest = &rest[length..];
            }
            _ => {
                code.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    code
}

/// The length of the comment, string or character that a text begins with.
fn words(text: &str) -> Option<usize> {
    let until = |from: usize, end: &str| {
        let found = text[from..].find(end);
        found.map_or(text.len(), |at| from + at + end.len())
    };
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(until(2, "*/"));
    }
    let body = text.strip_prefix('b').unwrap_or(text);
    let prefix = text.len() - body.len();
    if let Some(raw) = body.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            return Some(until(prefix + 1 + hashes + 1, &end));
        }
    }
    if body.starts_with('"') {
        return Some(prefix + quoted(body, '"'));
    }
    // A lifetime has no second quote.
    let mut chars = body.strip_prefix('\'')?.chars();
    match (chars.next()?, chars.next()) {
        ('\\', _) => Some(prefix + quoted(body, '\'')),
        (c, Some('\'')) => Some(prefix + 2 + c.len_utf8()),
        _ => None,
    }
}

/// The length of a quoted text, quotes included.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The code with blanks instead of what only tests compile.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut rest = code;
    let mut kept = String::with_capacity(code.len());
    while let Some(at) = rest.find(MARK) {
        let item = &rest[at..];
        let end = match item.find(['{', ';']) {
            Some(start) if item[start..].starts_with('{') => closing(item, start),
            Some(start) => start + 1,
            None => item.len(),
        };
        kept.push_str(&rest[..at]);
        let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
        kept.extend(item[..end].chars().map(blank));
        rest = &item[end..];
    }
    kept.push_str(rest);
    kept
}

/// One past the brace that closes the one at an offset.
fn closing(code: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return start + at + 1;
        }
    }
    code.len()
}

#[test]
fn paths_are_read() {
    let text = r##"
        use crate::{a::B, c::{self, D as E}}; // use crate::comment;
        mod child;
        use child::Thing;
        fn f() -> &'static str { super::super::g("use crate::string"); "\"" }
        const C: char = '{'; const R: &str = r#"crate::raw"#;
        #[cfg(test)]
        mod tests { use crate::test; }
        macro_rules! m { () => { $crate::last::Item } }
    "##;
    let source = Source::new(text.to_owned());
    let paths = source.paths().into_iter();
    let paths: Vec<_> = paths
        .map(|path| (path.line, path.parts.join("::")))
        .collect();
    let expected = [
        (2, "crate::a::B"),
        (2, "crate::c::self"),
        (2, "crate::c::D"),
        (4, "child::Thing"),
        (5, "super::super::g"),
        (9, "crate::last::Item"),
    ];
    assert_eq!(paths, expected.map(|(line, path)| (line, path.to_owned())));
    let functions: Vec<_> = source.functions().into_iter().map(|f| f.name).collect();
    assert_eq!(functions, ["f"]);
    let strings = source.strings();
    let expected = [(5, "use crate::string"), (5, "\\\""), (6, "crate::raw")];
    assert_eq!(
        strings,
        expected.map(|(line, text)| (line, text.to_owned()))
    );
}
