//! The expressions of ARM templates: `[concat('vnet-', parameters('name'))]`.

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Text(String),
    Number(String),
    /// A function's name, and its arguments.
    Call(String, Vec<Expression>),
    /// `.name`, or `[index]`.
    At(Box<Expression>, Box<Expression>),
}

/// Deepest nesting of an expression: Azure's own limit is its length, of 24,576 characters.
const DEPTH: usize = 100;

/// The expression that a text is; nothing of a text that means itself, and an error of one that cannot
/// be read.
pub(super) fn parse(text: &str) -> Option<Result<Expression, ()>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if inner.starts_with('[') {
        return None;
    }
    let mut parser = Parser {
        rest: inner,
        depth: 0,
    };
    let parsed = parser.expression();
    let is_whole = parser.blank().is_empty();
    Some(parsed.filter(|_| is_whole).ok_or(()))
}

/// The text that a text without an expression means: `[[` is one bracket.
pub(super) fn plain(text: &str) -> &str {
    match text.starts_with("[[") {
        true => &text[1..],
        false => text,
    }
}

struct Parser<'s> {
    rest: &'s str,
    depth: usize,
}

impl<'s> Parser<'s> {
    /// Skips blanks; gives what follows.
    fn blank(&mut self) -> &'s str {
        self.rest = self.rest.trim_start();
        self.rest
    }

    fn take(&mut self, token: &str) -> bool {
        let rest = self.blank().strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> Option<&'s str> {
        let rest = self.blank();
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn expression(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut found = self.primary()?;
        loop {
            // A question mark gives null where there is nothing.
            let (is_member, is_item) = (self.take(".?") || self.take("."), self.take("[?"));
            let index = if is_member {
                Expression::Text(self.word()?.to_owned())
            } else if is_item || self.take("[") {
                let index = self.expression()?;
                if !self.take("]") {
                    return None;
                }
                index
            } else {
                break;
            };
            found = Expression::At(Box::new(found), Box::new(index));
        }
        self.depth -= 1;
        Some(found)
    }

    fn primary(&mut self) -> Option<Expression> {
        let rest = self.blank();
        if rest.starts_with('\'') {
            return self.text().map(Expression::Text);
        }
        if rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            let digits = rest[1..].find(|c: char| !c.is_ascii_digit());
            let (number, rest) = rest.split_at(digits.map_or(rest.len(), |end| end + 1));
            self.rest = rest;
            return Some(Expression::Number(number.to_owned()));
        }
        let mut name = self.word()?.to_owned();
        while self.rest.starts_with('.') {
            self.rest = &self.rest[1..];
            name = format!("{name}.{}", self.word()?);
        }
        if !self.take("(") {
            return None;
        }
        let mut arguments = Vec::new();
        while !self.take(")") {
            if !arguments.is_empty() && !self.take(",") {
                return None;
            }
            arguments.push(self.expression()?);
        }
        Some(Expression::Call(name, arguments))
    }

    /// A text in quotes; a quote in it stands twice.
    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut rest = self.rest.strip_prefix('\'')?;
        loop {
            let (part, after) = rest.split_once('\'')?;
            text.push_str(part);
            rest = match after.strip_prefix('\'') {
                Some(after) => after,
                None => {
                    self.rest = after;
                    return Some(text);
                }
            };
            text.push('\'');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_calls_members_and_items() {
        let text = |text: &str| Expression::Text(text.to_owned());
        let call = |name: &str, arguments| Expression::Call(name.to_owned(), arguments);
        let at = |of, index| Expression::At(Box::new(of), Box::new(index));
        let cases = [
            (
                "[Parameters('it''s')]",
                call("Parameters", vec![text("it's")]),
            ),
            (
                "[ if(true(), variables('a').b[0], -1) ]",
                call(
                    "if",
                    vec![
                        call("true", vec![]),
                        at(
                            at(call("variables", vec![text("a")]), text("b")),
                            Expression::Number("0".to_owned()),
                        ),
                        Expression::Number("-1".to_owned()),
                    ],
                ),
            ),
            ("[__bicep.name('x')]", call("__bicep.name", vec![text("x")])),
        ];
        for (written, expected) in cases {
            assert_eq!(parse(written), Some(Ok(expected)), "{written}");
        }
        assert_eq!(
            (parse("plain"), parse("[[kept]"), plain("[[kept]")),
            (None, None, "[kept]")
        );
        for broken in ["[concat('a'", "[concat('a',]", "[1 2]", "[x]", "[]"] {
            assert!(!matches!(parse(broken), Some(Ok(_))), "{broken}");
        }
        let deep = format!("[{}1{}]", "not(".repeat(9_000), ")".repeat(9_000));
        assert_eq!(parse(&deep), Some(Err(())));
    }
}
