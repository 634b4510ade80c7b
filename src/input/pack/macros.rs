//! Palette's macros in values: those that YAML misreads, and those that Palette does not know.

use std::ops::Range;

use crate::problem::{MacroProblem, Problem, ProblemKind, Problems};
use crate::source::{LIMITS, Place, Span};
use crate::syntax::{Kind, Node, Spelled, Tree};
use crate::text::{closest, short};

/// What every macro of the system begins with.
const SYSTEM: &str = ".spectro.system.";
/// What Palette's macros have, and chart templates and Jinja have not.
const PALETTE: &str = ".spectro.";
/// The documented names of the system. Source: Palette documentation, *Macros* and *Pack
/// constraints*. `cluster.kubevip` is for Edge and vSphere only.
const SYSTEM_NAMES: [&str; 24] = [
    "user.name",
    "user.uid",
    "user.email",
    "tenant.uid",
    "project.name",
    "project.uid",
    "clusterprofile.name",
    "clusterprofile.uid",
    "clusterprofile.version",
    "clusterprofile.infra.name",
    "clusterprofile.infra.uid",
    "clusterprofile.infra.version",
    "cluster.name",
    "cluster.uid",
    "cluster.kubevip",
    "cloudaccount.name",
    "cloudaccount.uid",
    "kubernetes.version",
    "reverseproxy.server",
    "reverseproxy.port",
    "reverseproxy.protocol",
    "reverseproxy.vhostport",
    "cloud.type",
    "cloud.region",
];

/// Looks at the macros of a text's values. `may_quote` says that quotes may be put into the text:
/// not where it is itself in quotes.
pub(crate) fn read_macros(tree: &Tree, may_quote: bool) -> Vec<Problem> {
    let mut found = Problems::default();
    let has_macro = match tree.embedded_in() {
        // Of many texts in one file, each is looked through once.
        Some(whole) => whole.slice(&tree.source().text).contains("{{"),
        None => tree.source().text.contains("{{"),
    };
    if !has_macro {
        return Vec::new();
    }
    let problems = &mut found;
    // In a document that breaks off, the macro without quotes is often why: that is said there.
    let is_read = |node: Node<'_>| tree.roots().any(|root| root.span().contains(node.span()));
    let mut inside_until = 0;
    for node in tree.nodes() {
        if node.span().start < inside_until {
            continue;
        }
        if node.is_unquoted_macro() {
            inside_until = node.span().end;
            let quoted = quoted(node.raw()).filter(|_| may_quote);
            if is_read(node) {
                let all = 0..node.raw().len();
                push(problems, node, all, MacroProblem::Unquoted { quoted });
            }
            read_text(node, problems);
        } else if matches!(node.kind(), Kind::Scalar(_)) && !node.is_alias() {
            read_text(node, problems);
        }
    }
    found.into_vec()
}

/// A macro in quotes that need no escapes: single ones, or double ones if it contains `'`.
fn quoted(text: &str) -> Option<String> {
    match (text.contains('\''), text.contains(['"', '\\'])) {
        // Within quotes a line break is a blank.
        _ if text.contains(['\n', '\r']) => None,
        (false, _) => Some(format!("'{text}'")),
        (true, false) => Some(format!("\"{text}\"")),
        (true, true) => Some(format!("'{}'", text.replace('\'', "''"))),
    }
}

fn push(problems: &mut Problems, node: Node<'_>, bytes: Range<usize>, problem: MacroProblem) {
    let start = node.span().start as usize;
    problems.push(Problem {
        place: node
            .source()
            .place(Span::new(start + bytes.start, start + bytes.end)),
        kind: ProblemKind::Macro(problem),
    });
}

/// The macros in a text that is a template before it is YAML which Palette does not know.
pub(super) fn unknown_macros(text: &Spelled) -> Vec<Problem> {
    let mut found = Problems::default();
    look(&text.content, |bytes| text.place(bytes), &mut found);
    found.into_vec()
}

/// Looks at the macros of one value, in its own spelling: no name has an escape.
fn read_text(node: Node<'_>, problems: &mut Problems) {
    let start = node.span().start as usize;
    let place = |bytes: Range<usize>| {
        let span = Span::new(start + bytes.start, start + bytes.end);
        node.source().place(span)
    };
    look(node.raw(), place, problems);
}

fn look(raw: &str, place: impl Fn(Range<usize>) -> Place, problems: &mut Problems) {
    let report = |problems: &mut Problems, bytes, problem| {
        problems.push(Problem {
            place: place(bytes),
            kind: ProblemKind::Macro(problem),
        });
    };
    for (open, _) in raw.match_indices("{{") {
        let body = raw.get(open + 2..).unwrap_or_default();
        // A macro ends before the next one begins.
        let body = body
            .find("{{")
            .and_then(|end| body.get(..end))
            .unwrap_or(body);
        let Some(inside) = body.find("}}").and_then(|end| body.get(..end)) else {
            if let Some(end) = unclosed(body) {
                report(problems, open..open + 2 + end, MacroProblem::NotClosed);
            }
            continue;
        };
        for (at, _) in inside.match_indices(SYSTEM) {
            let rest = inside.get(at + SYSTEM.len()..).unwrap_or_default();
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
            let name = rest
                .find(|c| !is_part(c))
                .and_then(|end| rest.get(..end))
                .unwrap_or(rest);
            if SYSTEM_NAMES.contains(&name) {
                continue;
            }
            let start = open + 2 + at;
            let suggestion = (problems.total() < LIMITS.findings as u64)
                .then(|| closest(name, SYSTEM_NAMES))
                .flatten();
            let suggestion =
                suggestion.and_then(|near| SYSTEM_NAMES.into_iter().find(|known| *known == near));
            let bytes = start..start + SYSTEM.len() + name.len();
            let name = short(name).into_owned();
            let problem = MacroProblem::UnknownName { name, suggestion };
            report(problems, bytes, problem);
        }
    }
}

/// The length of a macro that does not end, where it is Palette's: the name and what it follows.
fn unclosed(body: &str) -> Option<usize> {
    let line = body.lines().next().unwrap_or_default();
    let start = line.len() - line.trim_start().len();
    let name = line.get(start..)?;
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '}' | '"' | '\'' | ','));
    name.starts_with(PALETTE)
        .then(|| start + end.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_need_no_escapes() {
        for (text, expected) in [
            ("{{.a}}", "'{{.a}}'"),
            (r#"{{.a | default "b"}}"#, r#"'{{.a | default "b"}}'"#),
            ("{{.a | default 'b'}}", r#""{{.a | default 'b'}}""#),
            (r#"{{.a "b" 'c'}}"#, r#"'{{.a "b" ''c''}}'"#),
        ] {
            assert_eq!(quoted(text).as_deref(), Some(expected));
        }
        assert_eq!(quoted("{{.a\n}}"), None);
        assert_eq!(quoted("{{.a\r}}"), None);
    }
}
