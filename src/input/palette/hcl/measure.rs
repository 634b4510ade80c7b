//! How much a text of Terraform's language is for its parser, told before it is parsed: the parser takes
//! some hundred bytes for each token, and compares each key of an object with all the others.

use crate::source::{Budget, Expense, LIMITS, Place};

/// What parsing a text comes to, at least as much as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ParsingCost {
    /// Words, marks and texts.
    pub(super) tokens: u64,
    /// Keys that are compared with others.
    pub(super) key_steps: u64,
}

/// How many tokens an interpolation or directive counts for: it is a template's part of its own.
const INTERPOLATION: u64 = 8;

impl ParsingCost {
    /// Whether a text may be parsed that no module's budget counts.
    pub(super) fn is_within_limits(self) -> bool {
        self.tokens <= LIMITS.module_tokens && self.key_steps <= LIMITS.module_key_steps
    }

    /// Whether a text of a module may be parsed.
    pub(super) fn spend(self, budget: &Budget, place: Place) -> bool {
        budget.spend(Expense::ModuleTokens, self.tokens, place)
            && budget.spend(Expense::ModuleKeySteps, self.key_steps, place)
    }
}

/// What a place in a text is within.
enum Enclosing<'t> {
    /// The file, or the braces of a block.
    Block,
    /// Other braces, with the keys that they have so far.
    Braces(u64),
    Quotes,
    /// A heredoc, with the word that ends it.
    Heredoc(&'t str),
    /// A text that is a template as a whole.
    Template,
}

/// The size of a file.
pub(super) fn of_file(text: &str) -> ParsingCost {
    Scan::new(text, Enclosing::Block).run()
}

/// The size of a text that is a template as a whole.
pub(super) fn of_template(text: &str) -> ParsingCost {
    Scan::new(text, Enclosing::Template).run()
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    within: Vec<Enclosing<'t>>,
    size: ParsingCost,
    /// Whether the text is not understood: all keys may be of one object.
    is_unclear: bool,
    /// Whether the last token may be the name or a label of a block.
    is_label: bool,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str, outermost: Enclosing<'t>) -> Self {
        Scan {
            text,
            at: 0,
            within: vec![outermost],
            size: ParsingCost::default(),
            is_unclear: false,
            is_label: false,
        }
    }

    fn run(mut self) -> ParsingCost {
        while self.at < self.text.len() {
            match self.within.last() {
                Some(Enclosing::Block | Enclosing::Braces(_)) => self.code(),
                Some(_) => self.literal(),
                None => {
                    self.is_unclear = true;
                    break;
                }
            }
        }
        while let Some(within) = self.within.pop() {
            self.is_unclear |= !self.within.is_empty();
            self.close(&within);
        }
        if self.is_unclear {
            let keys = self.text.bytes().filter(|byte| is_key(*byte)).count() as u64;
            self.size = ParsingCost {
                tokens: self.text.len() as u64,
                key_steps: keys.saturating_mul(keys),
            };
        }
        self.size
    }

    fn close(&mut self, within: &Enclosing<'t>) {
        if let Enclosing::Braces(keys) = within {
            let steps = keys.saturating_mul(*keys);
            self.size.key_steps = self.size.key_steps.saturating_add(steps);
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_to(&mut self, end: &str) {
        let rest = self.rest();
        self.at += rest.find(end).unwrap_or(rest.len());
    }

    /// Takes one token, or what stands between two.
    fn code(&mut self) {
        let rest = self.rest().as_bytes();
        let Some(&byte) = rest.first() else {
            return;
        };
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                self.at += 1;
                return;
            }
            b'#' => return self.skip_to("\n"),
            b'/' if rest.starts_with(b"//") => return self.skip_to("\n"),
            b'/' if rest.starts_with(b"/*") => {
                self.at += 2;
                self.skip_to("*/");
                self.at = (self.at + 2).min(self.text.len());
                return;
            }
            _ => {}
        }
        self.size.tokens += 1;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        let word = rest.iter().take_while(|byte| is_word(byte)).count();
        self.at += word.max(1);
        let is_label = std::mem::take(&mut self.is_label);
        match byte {
            b'"' => self.within.push(Enclosing::Quotes),
            b'{' => {
                let is_block = is_label && matches!(self.within.last(), Some(Enclosing::Block));
                self.within.push(match is_block {
                    true => Enclosing::Block,
                    false => Enclosing::Braces(0),
                });
            }
            b'}' => {
                if let Some(within) = self.within.pop() {
                    self.close(&within);
                }
            }
            b'<' if rest.starts_with(b"<<") => self.heredoc(),
            _ if is_key(byte) => {
                if let Some(Enclosing::Braces(keys)) = self.within.last_mut() {
                    *keys += 1;
                }
            }
            _ => {
                let word = rest.get(..word).unwrap_or_default();
                self.is_label = !matches!(word, b"" | b"in" | b"if");
            }
        }
    }

    fn heredoc(&mut self) {
        let start = self.rest().trim_start_matches(['<', '-']);
        let word = start.lines().next().unwrap_or_default();
        self.at = self.text.len() - start.len() + word.len();
        self.is_unclear |= word.is_empty() || !word.is_ascii();
        self.within.push(Enclosing::Heredoc(word));
    }

    /// Takes a part of a text up to what may end it.
    fn literal(&mut self) {
        let rest = self.rest();
        let marks: &[char] = match self.within.last() {
            Some(Enclosing::Quotes) => &['"', '\\', '$', '%'],
            Some(Enclosing::Heredoc(_)) => &['\n', '$', '%'],
            _ => &['$', '%'],
        };
        let Some(found) = rest.find(marks) else {
            self.at = self.text.len();
            return;
        };
        let rest = rest.get(found..).unwrap_or_default();
        self.at += found + 1;
        match rest.as_bytes() {
            [b'"', ..] => {
                self.within.pop();
                self.is_label = true;
            }
            [b'\\', ..] => {
                let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
                self.at += escaped;
            }
            [b'\n', ..] => self.end_of_line(),
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => self.at += 2,
            [b'$' | b'%', b'{', ..] => {
                self.at += 1;
                self.size.tokens += INTERPOLATION;
                self.within.push(Enclosing::Braces(0));
            }
            _ => {}
        }
    }

    /// Ends a heredoc where its word is all that a line begins with.
    fn end_of_line(&mut self) {
        let Some(Enclosing::Heredoc(word)) = self.within.last() else {
            return;
        };
        let line = self.rest().trim_start_matches([' ', '\t']);
        let Some(behind) = line.strip_prefix(word) else {
            return;
        };
        let next = behind.chars().next();
        self.is_unclear |= next.is_some_and(|next| !next.is_ascii());
        let goes_on =
            next.is_some_and(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '-'));
        if !goes_on {
            self.at = self.text.len() - behind.len();
            self.within.pop();
        }
    }
}

/// What stands behind the key of an object, and elsewhere.
fn is_key(byte: u8) -> bool {
    matches!(byte, b'=' | b':')
}

#[cfg(test)]
mod tests {
    use hcl_edit::expr::Object;
    use hcl_edit::structure::Body;
    use hcl_edit::template::Template;
    use hcl_edit::visit::{Visit, visit_object};
    use proptest::prelude::*;

    use super::*;

    /// The keys that parsed objects have, squared.
    #[derive(Default)]
    struct Keys(u64);

    impl Visit for Keys {
        fn visit_object(&mut self, node: &Object) {
            self.0 += (node.len() as u64).pow(2);
            visit_object(self, node);
        }
    }

    fn is_enough(text: &str) -> bool {
        let mut keys = Keys::default();
        let mut is_parsed = false;
        if let Ok(body) = text.parse::<Body>() {
            keys.visit_body(&body);
            is_parsed = true;
            assert!(of_file(text).key_steps >= keys.0, "{text:?}");
        }
        let mut keys = Keys::default();
        if let Ok(template) = text.parse::<Template>() {
            keys.visit_template(&template);
            assert!(of_template(text).key_steps >= keys.0, "{text:?}");
        }
        is_parsed
    }

    /// Pieces of which texts are made that begin and end strings, comments and heredocs.
    const PIECES: [&str; 44] = [
        "a = {b = 1, c = 2}\n",
        "a = {\n b : 1\n c : 2\n}\n",
        "a = \"",
        "\"\n",
        "\"",
        "${",
        "$${",
        "$$${",
        "%{ if true }",
        "%{ endif }",
        "}",
        "{",
        "\\\"",
        "\\\\",
        "a = <<A\n",
        "a = <<-A\n",
        "\n  A\n",
        "\nA\n",
        "\nA b\n",
        "\nA\u{301}\n",
        "\nA-\n",
        "A\n",
        "# ",
        "// ",
        "/* ",
        " */",
        "\n",
        "\r\n",
        "x",
        "é",
        "b = 1, c = 2, d = 3",
        "a = [",
        "]\n",
        "a = (",
        ")\n",
        "a = b ? c : d\n",
        "a = b == c\n",
        "b {\n",
        "b \"c\" {\n",
        "a = [for x in {b = 1, c = 2}: x]\n",
        "for x in ",
        ": x if {b = 1, c = 2}",
        "a = {\"b\" = \"}\", c = \"{\", d = 1}\n",
        "a = {b = <<A\n}\nA\n c = 1, d = 1}\n",
    ];

    #[test]
    fn known_texts() {
        for (text, keys) in [
            ("a = {b = 1, c = 2, d = 3}\n", 9),
            ("a = \"${{b = 1, c = 2}}\"\n", 4),
            ("a = <<A\n b = 1\n c = 2\nA\n", 0),
            ("a \"b\" {\n c = 1\n d {\n e = 1\n f = {g = 1}\n }\n}\n", 1),
            ("a {\n b = [for c in {d = 1, e = 2}: c]\n}\n", 4),
            ("# a = {b = 1}\n/* c = 1 } */", 0),
            ("a = {b = \"}\", c = \"\\\"{\"}\n", 4),
            ("a = \"$${b = 1}\"\n", 0),
            // Nothing of it is understood: everything is one object.
            ("a = {b = 1}}\nc = 1\n", 9),
        ] {
            assert_eq!(of_file(text).key_steps, keys, "{text:?}");
        }
        assert_eq!(of_file("a = [1, 2]\n").tokens, 7);
        assert!(!of_file(&"a ".repeat(LIMITS.module_tokens as usize + 1)).is_within_limits());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        /// However strings, comments and heredocs begin and end, no object has more keys than were
        /// counted.
        #[test]
        fn no_object_hides_its_keys(pieces in proptest::collection::vec(0..PIECES.len(), 1..12)) {
            is_enough(&pieces.into_iter().map(|at| PIECES[at]).collect::<String>());
        }
    }

    #[test]
    fn texts_made_of_the_pieces_parse_at_times() {
        let parsed = PIECES.iter().filter(|piece| is_enough(piece)).count();
        assert!(parsed >= 8, "{parsed}");
    }
}
