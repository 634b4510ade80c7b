//! Terraform's JSON syntax: `*.tf.json` and `*.tfvars.json`.

use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::expr::Expression;
use hcl_edit::template::Template as Parsed;

use super::ast::{
    Assignment, Block, BlockLabel, Body, EntryKey, Expr, ExprKind, Literal, TemplateExpr,
    TemplatePart,
};
use super::lower::Lower;
use super::number::ExactNumber;
use super::tokens;
use crate::source::{SourceFile, Span};
use crate::syntax::{Kind, Node, Typed};

/// How many labels each block has.
const LABELS: [(&str, usize); 6] = [
    ("resource", 2),
    ("data", 2),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("locals", 0),
];
/// Blocks of Palette's resources: what is one object there is a list of one.
const LISTS: [&str; 7] = [
    "machine_pool",
    "cluster_profile",
    "cluster_template",
    "pack",
    "manifest",
    "cloud_config",
    "taints",
];

/// The blocks of a configuration in JSON.
pub(super) fn configuration(root: Node<'_>) -> Body {
    let mut body = Body::default();
    for (key, value) in entries(root) {
        let kind = key.text().unwrap_or_default();
        if let Some((_, labels)) = LABELS.iter().find(|(name, _)| *name == kind) {
            blocks(kind, key, value, *labels, &mut Vec::new(), &mut body.blocks);
        }
    }
    body
}

/// The values of variables in JSON, which are no templates.
pub(super) fn values(root: Node<'_>) -> Body {
    let attributes = entries(root).into_iter();
    Body {
        attributes: attributes
            .map(|(key, value)| attribute(key, expr(value, false)))
            .collect(),
        blocks: Vec::new(),
    }
}

fn attribute(key: Node<'_>, value: Expr) -> Assignment {
    Assignment {
        name: key.text().unwrap_or_default().to_owned(),
        key: key.place(),
        value: Rc::new(value),
    }
}

/// The entries of an object, or of all objects of a list.
fn entries(node: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    match node.kind() {
        Kind::Sequence => node.items().flat_map(|item| item.entries()).collect(),
        _ => node.entries().collect(),
    }
}

/// The objects of a list, or the one object.
fn objects(node: Node<'_>) -> Vec<Node<'_>> {
    match node.kind() {
        Kind::Sequence => node.items().collect(),
        _ => vec![node],
    }
}

fn blocks(
    kind: &str,
    key: Node<'_>,
    value: Node<'_>,
    labels: usize,
    known: &mut Vec<BlockLabel>,
    found: &mut Vec<Block>,
) {
    if labels == 0 {
        found.extend(objects(value).into_iter().map(|object| Block {
            kind: kind.to_owned(),
            labels: known.clone(),
            place: key.place(),
            body: body(kind, object),
        }));
        return;
    }
    for (label, value) in entries(value) {
        known.push(BlockLabel {
            text: label.text().unwrap_or_default().to_owned(),
            place: label.place(),
        });
        blocks(kind, label, value, labels - 1, known, found);
        known.pop();
    }
}

/// The body of a block. What is a block in HCL is an object or a list of objects here, which
/// evaluates to the same.
fn body(kind: &str, object: Node<'_>) -> Body {
    let mut body = Body::default();
    for (key, value) in object.entries() {
        let name = key.text().unwrap_or_default();
        match name {
            "//" => {}
            "dynamic" => blocks("dynamic", key, value, 1, &mut Vec::new(), &mut body.blocks),
            "content" if kind == "dynamic" => {
                blocks("content", key, value, 0, &mut Vec::new(), &mut body.blocks);
            }
            // A type, not a text.
            "type" if kind == "variable" => {
                body.attributes.push(attribute(key, typed(value)));
            }
            _ => {
                let one = expr(value, kind != "variable");
                let is_block = kind != "locals" && LISTS.contains(&name);
                let one = match one.kind {
                    ExprKind::Object(_) if is_block => Expr {
                        source: Arc::clone(&one.source),
                        span: one.span,
                        kind: ExprKind::Tuple(vec![one]),
                    },
                    _ => one,
                };
                body.attributes.push(attribute(key, one));
            }
        }
    }
    body
}

fn typed(node: Node<'_>) -> Expr {
    let source = node.source();
    let whole = Some(node.span());
    let lower = Lower {
        whole,
        ..Lower::new(source)
    };
    match node.text().map(str::parse::<Expression>) {
        Some(Ok(expression)) => lower.expr(&expression),
        _ => expr(node, false),
    }
}

fn expr(node: Node<'_>, are_templates: bool) -> Expr {
    let source = node.source();
    let span = node.span();
    let kind = match node.kind() {
        Kind::Sequence => {
            let items = node.items().map(|item| expr(item, are_templates));
            ExprKind::Tuple(items.collect())
        }
        Kind::Mapping => {
            let entries = node.entries().map(|(key, value)| {
                let label = BlockLabel {
                    text: key.text().unwrap_or_default().to_owned(),
                    place: key.place(),
                };
                (EntryKey::Name(label), expr(value, are_templates))
            });
            ExprKind::Object(entries.collect())
        }
        Kind::Scalar(Typed::Null) => ExprKind::Null,
        Kind::Scalar(Typed::Bool(flag)) => ExprKind::Bool(flag),
        Kind::Scalar(Typed::Int(_) | Typed::Float(_)) => {
            ExprKind::Number(ExactNumber::parse(node.text().unwrap_or_default()))
        }
        Kind::Scalar(Typed::Str(text)) => {
            ExprKind::Template(template(source, span, text, are_templates))
        }
    };
    Expr {
        source: Arc::clone(source),
        span,
        kind,
    }
}

fn template(source: &Arc<SourceFile>, span: Span, text: &str, is_template: bool) -> TemplateExpr {
    let inner = Span {
        start: span.start + 1,
        end: span.end.saturating_sub(1).max(span.start + 1),
    };
    // Escapes shift what follows them.
    let is_plain = inner.slice(&source.text) == text;
    let has_marks = text.contains("${") || text.contains("%{");
    if is_template
        && has_marks
        && let Ok(parsed) = text.parse::<Parsed>()
    {
        let lower = Lower {
            source,
            base: if is_plain { inner.start as usize } else { 0 },
            whole: (!is_plain).then_some(span),
        };
        return tokens::bare(lower, &parsed, span);
    }
    let runs = match is_plain {
        true => vec![(0, inner.start)],
        false => Vec::new(),
    };
    let literal = Literal {
        text: text.to_owned(),
        runs,
    };
    TemplateExpr {
        whole: span,
        shown: if is_plain && !text.is_empty() {
            inner
        } else {
            span
        },
        parts: vec![TemplatePart::Literal(literal)],
    }
}
