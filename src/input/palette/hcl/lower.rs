//! HCL as its parser gives it, made into the syntax that is evaluated.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, TraversalOperator, UnaryOperator,
};
use hcl_edit::structure;

use super::ast::{
    Assignment, Block, BlockLabel, Body, CallExpr, EntryKey, Expr, ExprKind, For, Operator, Step,
};
use super::number::ExactNumber;
use super::tokens;
use crate::source::{Place, SourceFile, Span};

/// Makes expressions of one text.
#[derive(Clone, Copy)]
pub(super) struct Lower<'s> {
    pub(super) source: &'s Arc<SourceFile>,
    /// Where the parsed text begins in the source.
    pub(super) base: usize,
    /// The span of everything, where offsets cannot be followed.
    pub(super) whole: Option<Span>,
}

impl<'s> Lower<'s> {
    pub(super) fn new(source: &'s Arc<SourceFile>) -> Self {
        Lower {
            source,
            base: 0,
            whole: None,
        }
    }

    pub(super) fn span(self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        self.whole
            .unwrap_or(Span::new(range.start + self.base, range.end + self.base))
    }

    fn place(self, range: Option<Range<usize>>) -> Place {
        self.source.place(self.span(range))
    }

    pub(super) fn body(self, body: &structure::Body) -> Body {
        let attributes = body.attributes().map(|attribute| Assignment {
            name: attribute.key.as_str().to_owned(),
            key: self.place(attribute.key.span()),
            value: Rc::new(self.expr(&attribute.value)),
        });
        Body {
            attributes: attributes.collect(),
            blocks: body.blocks().map(|block| self.block(block)).collect(),
        }
    }

    fn block(self, block: &structure::Block) -> Block {
        let labels = block.labels.iter().map(|label| BlockLabel {
            text: label.as_str().to_owned(),
            place: self.place(label.span()),
        });
        Block {
            kind: block.ident.as_str().to_owned(),
            labels: labels.collect(),
            place: self.place(block.ident.span()),
            body: self.body(&block.body),
        }
    }

    fn boxed(self, expression: &Expression) -> Box<Expr> {
        Box::new(self.expr(expression))
    }

    pub(super) fn expr(self, expression: &Expression) -> Expr {
        let span = self.span(expression.span());
        let kind = match expression {
            Expression::Null(_) => ExprKind::Null,
            Expression::Bool(flag) => ExprKind::Bool(*flag.value()),
            Expression::Number(number) => {
                // The parser's own numbers are not exact.
                let text = span.slice(&self.source.text).trim();
                let exact =
                    ExactNumber::parse(text).or_else(|| ExactNumber::parse(&number.to_string()));
                ExprKind::Number(exact)
            }
            Expression::String(_) | Expression::StringTemplate(_) => {
                ExprKind::Template(tokens::quoted(self, expression, span))
            }
            Expression::HeredocTemplate(heredoc) => {
                ExprKind::Template(tokens::heredoc(self, heredoc, span))
            }
            Expression::Array(array) => {
                ExprKind::Tuple(array.iter().map(|item| self.expr(item)).collect())
            }
            Expression::Object(object) => {
                let entries = object.iter();
                let entries = entries.map(|(key, item)| (self.key(key), self.expr(item.expr())));
                ExprKind::Object(entries.collect())
            }
            Expression::Parenthesis(inner) => return self.expr(inner.inner()),
            Expression::Variable(name) => ExprKind::Name(name.as_str().to_owned()),
            Expression::Conditional(choice) => ExprKind::Conditional(Box::new([
                self.expr(&choice.cond_expr),
                self.expr(&choice.true_expr),
                self.expr(&choice.false_expr),
            ])),
            Expression::FuncCall(call) => ExprKind::Call(self.call(call)),
            Expression::Traversal(traversal) => {
                let steps = traversal.operators.iter();
                let steps = steps.map(|step| self.step(step.value())).collect();
                ExprKind::Path(self.boxed(&traversal.expr), steps)
            }
            Expression::UnaryOp(unary) => match unary.operator.value() {
                UnaryOperator::Not => ExprKind::Not(self.boxed(&unary.expr)),
                UnaryOperator::Neg => ExprKind::Negate(self.boxed(&unary.expr)),
            },
            Expression::BinaryOp(binary) => ExprKind::Binary(
                operator(*binary.operator.value()),
                Box::new([self.expr(&binary.lhs_expr), self.expr(&binary.rhs_expr)]),
            ),
            Expression::ForExpr(each) => ExprKind::For(Box::new(self.for_expr(each))),
        };
        Expr {
            source: Arc::clone(self.source),
            span,
            kind,
        }
    }

    fn key(self, key: &ObjectKey) -> EntryKey {
        let (span, parsed) = match key {
            ObjectKey::Ident(name) => (name.span(), name.as_str()),
            ObjectKey::Expression(Expression::String(text)) => (text.span(), text.as_str()),
            ObjectKey::Expression(key) => return EntryKey::Expr(self.expr(key)),
        };
        let place = self.place(span);
        // The parser may have seen another name.
        let written = place.span.slice(&self.source.text).trim_matches('"');
        let is_plain = self.whole.is_none() && !written.contains(['\\', '$', '%']);
        let text = if is_plain { written } else { parsed }.to_owned();
        EntryKey::Name(BlockLabel { text, place })
    }

    fn step(self, step: &TraversalOperator) -> Step {
        match step {
            TraversalOperator::GetAttr(name) => Step::Attribute(name.as_str().to_owned()),
            TraversalOperator::Index(key) => Step::Index(self.expr(key)),
            TraversalOperator::LegacyIndex(at) => Step::Attribute(at.value().to_string()),
            TraversalOperator::AttrSplat(_) => Step::AttributeSplat,
            TraversalOperator::FullSplat(_) => Step::FullSplat,
        }
    }

    fn call(self, call: &FuncCall) -> CallExpr {
        let namespace = call.name.namespace.iter();
        let names = namespace.map(|part| format!("{}::", part.as_str()));
        CallExpr {
            name: names.collect::<String>() + call.name.name.as_str(),
            arguments: call.args.iter().map(|one| self.expr(one)).collect(),
            expands: call.args.expand_final(),
        }
    }

    fn for_expr(self, each: &ForExpr) -> For {
        let key_name = each.intro.key_var.as_ref();
        For {
            key_name: key_name.map(|name| name.as_str().to_owned()),
            value_name: each.intro.value_var.as_str().to_owned(),
            collection: self.expr(&each.intro.collection_expr),
            key: each.key_expr.as_ref().map(|key| self.expr(key)),
            value: self.expr(&each.value_expr),
            is_grouped: each.grouping,
            condition: each.cond.as_ref().map(|cond| self.expr(&cond.expr)),
        }
    }
}

fn operator(operator: BinaryOperator) -> Operator {
    match operator {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::LessEq => Operator::LessOrEqual,
        BinaryOperator::GreaterEq => Operator::GreaterOrEqual,
        BinaryOperator::Less => Operator::Less,
        BinaryOperator::Greater => Operator::Greater,
        BinaryOperator::Plus => Operator::Add,
        BinaryOperator::Minus => Operator::Subtract,
        BinaryOperator::Mul => Operator::Multiply,
        BinaryOperator::Div => Operator::Divide,
        BinaryOperator::Mod => Operator::Modulo,
        BinaryOperator::And => Operator::And,
        BinaryOperator::Or => Operator::Or,
    }
}
