//! The syntax of Terraform's files, as far as it is evaluated: the same for HCL and for JSON.

use std::rc::Rc;
use std::sync::Arc;

use super::number::ExactNumber;
use crate::source::{Place, SourceFile, Span};

/// The blocks and attributes of a file or of a block.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) attributes: Vec<Assignment>,
    pub(super) blocks: Vec<Block>,
}

/// A name with its value.
#[derive(Debug)]
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) key: Place,
    pub(super) value: Rc<Expr>,
}

/// A block: `resource "type" "name" { … }`.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<BlockLabel>,
    /// Its keyword.
    pub(super) place: Place,
    pub(super) body: Body,
}

/// A label of a block.
#[derive(Clone, Debug)]
pub(super) struct BlockLabel {
    pub(super) text: String,
    pub(super) place: Place,
}

/// An expression, and where it is.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) source: Arc<SourceFile>,
    pub(super) span: Span,
    pub(super) kind: ExprKind,
}

#[derive(Debug)]
pub(super) enum ExprKind {
    Null,
    Bool(bool),
    Number(Option<ExactNumber>),
    Template(TemplateExpr),
    Tuple(Vec<Expr>),
    Object(Vec<(EntryKey, Expr)>),
    /// A name, or the first one of a path.
    Name(String),
    Path(Box<Expr>, Vec<Step>),
    Conditional(Box<[Expr; 3]>),
    Call(CallExpr),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Operator, Box<[Expr; 2]>),
    For(Box<For>),
}

/// The key of an object's entry.
#[derive(Debug)]
pub(super) enum EntryKey {
    Name(BlockLabel),
    Expr(Expr),
}

/// A step from a value into it.
#[derive(Debug)]
pub(super) enum Step {
    Attribute(String),
    Index(Expr),
    /// `.*`, which the attributes behind it belong to.
    AttributeSplat,
    /// `[*]`, which all steps behind it belong to.
    FullSplat,
}

/// The call of a function.
#[derive(Debug)]
pub(super) struct CallExpr {
    pub(super) name: String,
    pub(super) arguments: Vec<Expr>,
    /// Whether the last argument is a list of arguments: `f(x...)`.
    pub(super) expands: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    And,
    Or,
}

/// `[for k, v in c : e if w]`, or with `{k => v}` for an object.
#[derive(Debug)]
pub(super) struct For {
    pub(super) key_name: Option<String>,
    pub(super) value_name: String,
    pub(super) collection: Expr,
    /// The key of an entry; `None` for a list.
    pub(super) key: Option<Expr>,
    pub(super) value: Expr,
    /// Whether values of the same key are collected: `…`.
    pub(super) is_grouped: bool,
    pub(super) condition: Option<Expr>,
}

/// A text with interpolations and directives.
#[derive(Debug)]
pub(super) struct TemplateExpr {
    /// All of its spelling, quotes included.
    pub(super) whole: Span,
    /// What to point at.
    pub(super) shown: Span,
    pub(super) parts: Vec<TemplatePart>,
}

#[derive(Debug)]
pub(super) enum TemplatePart {
    Literal(Literal),
    Interpolation(Span, Expr),
    If {
        condition: Expr,
        then: Vec<TemplatePart>,
        otherwise: Vec<TemplatePart>,
    },
    For {
        key_name: Option<String>,
        value_name: String,
        collection: Expr,
        parts: Vec<TemplatePart>,
    },
}

/// Literal text, and the offsets where runs of it are spelled as they are.
#[derive(Debug, Default)]
pub(super) struct Literal {
    pub(super) text: String,
    pub(super) runs: Vec<(u32, u32)>,
}

impl Body {
    pub(super) fn attribute(&self, name: &str) -> Option<&Assignment> {
        self.attributes.iter().find(|own| own.name == name)
    }

    pub(super) fn blocks_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

impl Block {
    /// The text of a label.
    pub(super) fn label(&self, at: usize) -> Option<&str> {
        self.labels.get(at).map(|label| label.text.as_str())
    }
}

impl Expr {
    pub(super) fn place(&self) -> Place {
        self.source.place(self.span)
    }

    /// The path of a plain reference: `local.a.b[0]` is local, a, b. Empty for anything else.
    pub(super) fn names(&self) -> Vec<&str> {
        let (base, steps) = match &self.kind {
            ExprKind::Path(base, steps) => (&**base, steps.as_slice()),
            _ => (self, [].as_slice()),
        };
        let ExprKind::Name(base) = &base.kind else {
            return Vec::new();
        };
        let names = steps.iter().map_while(|step| match step {
            Step::Attribute(name) => Some(name.as_str()),
            _ => None,
        });
        std::iter::once(base.as_str()).chain(names).collect()
    }

    /// `true` or `false`, as it is or as a text.
    pub(super) fn literal_flag(&self) -> Option<bool> {
        match &self.kind {
            ExprKind::Bool(flag) => Some(*flag),
            ExprKind::Null => Some(false),
            _ => self.literal_text()?.parse().ok(),
        }
    }

    /// The text of a text without interpolations.
    pub(super) fn literal_text(&self) -> Option<&str> {
        let ExprKind::Template(template) = &self.kind else {
            return None;
        };
        match template.parts.as_slice() {
            [] => Some(""),
            [TemplatePart::Literal(literal)] => Some(&literal.text),
            _ => None,
        }
    }
}
