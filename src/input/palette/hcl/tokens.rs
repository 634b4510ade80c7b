//! Templates: literal text, interpolations and directives in a row, white space stripped as the
//! marks say, then nested.

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::template::{Directive, Element, HeredocTemplate, Strip, Template as Parsed};

use super::ast::{Expr, Literal, TemplateExpr, TemplatePart};
use super::lower::Lower;
use crate::source::Span;

/// What a template consists of.
enum Token {
    Literal(Literal),
    Interpolation(Span, Expr),
    If(Expr),
    Else,
    EndIf,
    For(Option<String>, String, Expr),
    EndFor,
}

/// The spelling of literal text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// Between quotes, with escapes.
    Quoted,
    /// In a heredoc: white space is stripped within a line.
    Heredoc,
    /// A file.
    Bare,
}

/// The tokens of one template, as they come.
struct Tokens<'s> {
    lower: Lower<'s>,
    spelling: Spelling,
    tokens: Vec<Token>,
    /// Whether white space at the beginning of the next literal is stripped.
    strips_next: bool,
}

/// A quoted text; `span` has the quotes.
pub(super) fn quoted(lower: Lower<'_>, expression: &Expression, span: Span) -> TemplateExpr {
    let inner = Span {
        start: span.start + 1,
        end: span.end.saturating_sub(1).max(span.start + 1),
    };
    let mut tokens = Tokens::new(lower, Spelling::Quoted);
    match expression {
        Expression::StringTemplate(template) => tokens.elements(template),
        Expression::String(text) if lower.whole.is_none() => {
            let raw = inner.slice(&lower.source.text);
            tokens.literal(raw, inner.start as usize);
            // The parser's word counts, should it read an escape that is not known here.
            if let Some(Token::Literal(literal)) = tokens.tokens.last_mut()
                && literal.text != *text.value()
            {
                *literal = Literal {
                    text: text.value().clone(),
                    runs: Vec::new(),
                };
            }
        }
        Expression::String(text) => tokens.tokens.push(Token::Literal(Literal {
            text: text.value().clone(),
            runs: Vec::new(),
        })),
        _ => {}
    }
    let is_plain = |part: &TemplatePart| match part {
        TemplatePart::Literal(literal) => {
            !literal.text.is_empty() && literal.text == inner.slice(&lower.source.text)
        }
        _ => false,
    };
    let parts = tokens.nest();
    let shown = match parts.as_slice() {
        [part] if is_plain(part) => inner,
        _ => span,
    };
    TemplateExpr {
        whole: span,
        shown,
        parts,
    }
}

/// A heredoc; its place is where it begins.
pub(super) fn heredoc(lower: Lower<'_>, heredoc: &HeredocTemplate, span: Span) -> TemplateExpr {
    let mut tokens = Tokens::new(lower, Spelling::Heredoc);
    tokens.elements(&heredoc.template);
    let raw = span.slice(&lower.source.text);
    if raw.starts_with("<<-") {
        flush(&mut tokens.tokens);
    }
    let first = raw.lines().next().unwrap_or_default().trim_end();
    TemplateExpr {
        whole: span,
        shown: Span {
            start: span.start,
            end: span.start + u32::try_from(first.len()).unwrap_or(0),
        },
        parts: tokens.nest(),
    }
}

/// A text that is a template as a whole.
pub(super) fn bare(lower: Lower<'_>, template: &Parsed, span: Span) -> TemplateExpr {
    let mut tokens = Tokens::new(lower, Spelling::Bare);
    tokens.elements(template);
    TemplateExpr {
        whole: span,
        shown: span,
        parts: tokens.nest(),
    }
}

impl<'s> Tokens<'s> {
    fn new(lower: Lower<'s>, spelling: Spelling) -> Self {
        Tokens {
            lower,
            spelling,
            tokens: Vec::new(),
            strips_next: false,
        }
    }

    fn elements(&mut self, template: &Parsed) {
        for element in template {
            let span = self.lower.span(element.span());
            match element {
                Element::Literal(text) if self.lower.whole.is_some() => {
                    self.push_literal(Literal {
                        text: text.value().clone(),
                        runs: Vec::new(),
                    });
                }
                Element::Literal(_) => {
                    let raw = span.slice(&self.lower.source.text);
                    let mut at = span.start as usize;
                    let by_line = self.spelling == Spelling::Heredoc;
                    let lines = raw.split_inclusive(|c| c == '\n' && by_line);
                    for line in lines {
                        self.literal(line, at);
                        at += line.len();
                    }
                }
                Element::Interpolation(part) => {
                    let expr = self.lower.expr(&part.expr);
                    self.mark(Token::Interpolation(span, expr), part.strip);
                }
                Element::Directive(directive) => self.directive(directive),
            }
        }
    }

    fn directive(&mut self, directive: &Directive) {
        match directive {
            Directive::If(directive) => {
                let begin = &directive.if_expr;
                let condition = self.lower.expr(&begin.cond_expr);
                self.mark(Token::If(condition), begin.strip);
                self.elements(&begin.template);
                if let Some(other) = &directive.else_expr {
                    self.mark(Token::Else, other.strip);
                    self.elements(&other.template);
                }
                self.mark(Token::EndIf, directive.endif_expr.strip);
            }
            Directive::For(directive) => {
                let begin = &directive.for_expr;
                let key = begin.key_var.as_ref().map(|key| key.as_str().to_owned());
                let value = begin.value_var.as_str().to_owned();
                let collection = self.lower.expr(&begin.collection_expr);
                self.mark(Token::For(key, value, collection), begin.strip);
                self.elements(&begin.template);
                self.mark(Token::EndFor, directive.endfor_expr.strip);
            }
        }
    }

    /// Takes an interpolation or a part of a directive.
    fn mark(&mut self, token: Token, strip: Strip) {
        if let Some(Token::Literal(literal)) = self.tokens.last_mut()
            && strip.strip_start()
        {
            literal.text.truncate(literal.text.trim_end().len());
        }
        self.tokens.push(token);
        self.strips_next = strip.strip_end();
    }

    fn push_literal(&mut self, mut literal: Literal) {
        if std::mem::take(&mut self.strips_next) {
            let length = literal.text.len() - literal.text.trim_start().len();
            literal.skip(length);
        }
        self.tokens.push(Token::Literal(literal));
    }

    /// Takes literal text that is spelled at an offset.
    fn literal(&mut self, raw: &str, at: usize) {
        let mut literal = Literal::default();
        literal.run(at);
        let mut rest = raw;
        while let Some(c) = rest.chars().next() {
            let plain = rest.find(['$', '%', '\\']).unwrap_or(rest.len());
            if plain > 0 {
                literal.text.push_str(rest.get(..plain).unwrap_or_default());
                rest = rest.get(plain..).unwrap_or_default();
                continue;
            }
            let (spelling, meaning) =
                escape(rest, self.spelling).unwrap_or((c.len_utf8(), c.into()));
            literal.text.push_str(&meaning);
            rest = rest.get(spelling..).unwrap_or_default();
            if spelling != meaning.len() {
                literal.run(at + raw.len() - rest.len());
            }
        }
        self.push_literal(literal);
    }

    /// Makes the tokens a tree.
    fn nest(self) -> Vec<TemplatePart> {
        let mut tokens = self.tokens.into_iter();
        nest(&mut tokens).0
    }
}

/// The parts up to the token that ends them, and that token.
fn nest(tokens: &mut impl Iterator<Item = Token>) -> (Vec<TemplatePart>, Option<Token>) {
    let mut parts: Vec<TemplatePart> = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            Token::Literal(literal) => match parts.last_mut() {
                Some(TemplatePart::Literal(last)) => last.append(&literal),
                _ => parts.push(TemplatePart::Literal(literal)),
            },
            Token::Interpolation(span, expr) => parts.push(TemplatePart::Interpolation(span, expr)),
            Token::If(condition) => {
                let (then, end) = nest(tokens);
                let otherwise = match end {
                    Some(Token::Else) => nest(tokens).0,
                    _ => Vec::new(),
                };
                parts.push(TemplatePart::If {
                    condition,
                    then,
                    otherwise,
                });
            }
            Token::For(key_name, value_name, collection) => parts.push(TemplatePart::For {
                key_name,
                value_name,
                collection,
                parts: nest(tokens).0,
            }),
            end => return (parts, Some(end)),
        }
    }
    (parts, None)
}

/// Takes off the blanks that all lines of a heredoc begin with.
fn flush(tokens: &mut [Token]) {
    let mut least = usize::MAX;
    let mut begins = true;
    let mut first = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let literal = match token {
            Token::Literal(literal) => Some(literal.text.as_str()),
            _ => None,
        };
        if begins {
            let blanks = literal.map_or(0, |text| text.len() - text.trim_start().len());
            let is_blank = literal.is_some_and(|text| blanks == text.len() && text.ends_with('\n'));
            if !is_blank {
                least = least.min(blanks);
                first.push(at);
            }
        }
        begins = literal.is_some_and(|text| text.ends_with('\n'));
    }
    for at in first {
        if let Some(Token::Literal(literal)) = tokens.get_mut(at) {
            literal.skip(least.min(literal.text.len()));
        }
    }
}

/// The escape that a text begins with: its length, and its meaning.
fn escape(rest: &str, spelling: Spelling) -> Option<(usize, String)> {
    for (spelling, meaning) in [("$${", "${"), ("%%{", "%{")] {
        if rest.starts_with(spelling) {
            return Some((spelling.len(), meaning.to_owned()));
        }
    }
    let escaped = rest.strip_prefix('\\');
    let escaped = escaped.filter(|_| spelling == Spelling::Quoted)?;
    let c = escaped.chars().next()?;
    let code = |length: usize| {
        let digits = escaped.get(1..=length)?;
        let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        Some((length + 2, c.to_string()))
    };
    match c {
        'n' => Some((2, "\n".to_owned())),
        'r' => Some((2, "\r".to_owned())),
        't' => Some((2, "\t".to_owned())),
        '"' | '\\' => Some((2, c.to_string())),
        'u' => code(4),
        'U' => code(8),
        _ => None,
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Literal {
    /// What follows is spelled from an offset on.
    fn run(&mut self, outer: usize) {
        self.runs.push((offset(self.text.len()), offset(outer)));
    }

    /// Takes off the beginning.
    fn skip(&mut self, length: usize) {
        let cut = offset(length);
        self.text.drain(..length);
        let behind = self.runs.partition_point(|(at, _)| *at <= cut);
        let first = behind.checked_sub(1).and_then(|at| self.runs.get(at));
        let first = first.map(|(at, outer)| (0, outer + (cut - at)));
        let rest = self.runs.split_off(behind).into_iter();
        let rest = rest.map(|(at, outer)| (at - cut, outer));
        self.runs = first.into_iter().chain(rest).collect();
    }

    fn append(&mut self, other: &Literal) {
        let start = offset(self.text.len());
        let runs = other.runs.iter();
        self.runs
            .extend(runs.map(|(at, outer)| (start + at, *outer)));
        self.text.push_str(&other.text);
    }
}
