//! What a template prints outside of any block, so that it is always there: images as they are
//! written, and single values.

use gotmpl::parse::{CommandNode, Expr, ListNode, Node};

use super::program::TemplateLimits;
use crate::source::{Budget, Place, Span};

/// Functions that print what they get.
const PRINTING: [&str; 12] = [
    "quote", "squote", "toString", "toYaml", "toJson", "indent", "nindent", "trim", "lower",
    "upper", "b64enc", "int",
];

/// A template, parsed; `None` if it is none, or beyond a limit.
fn parse(text: &str, budget: &Budget, place: Place) -> Option<ListNode> {
    let limits = TemplateLimits { budget, place };
    let (list, _) = limits.parse(text).ok()??;
    Some(list)
}

/// The images that a template pulls whatever its values are.
pub(crate) fn literal_images(text: &str, budget: &Budget, place: Place) -> Vec<String> {
    if !text.contains("image:") {
        return Vec::new();
    }
    let Some(list) = parse(text, budget, place) else {
        return Vec::new();
    };
    let mut images = Vec::new();
    let is_last = |index: usize| index + 1 == list.nodes.len();
    for (index, node) in list.nodes.iter().enumerate() {
        let Node::Text(part) = node else { continue };
        let mut lines: Vec<&str> = part.text.split('\n').collect();
        // The last line goes on with an action, and the first one may have begun with one.
        if !is_last(index) {
            lines.pop();
        }
        let skipped = usize::from(index > 0);
        images.extend(lines.into_iter().skip(skipped).filter_map(literal_image));
    }
    images
}

/// The image of a line `image: NAME`.
fn literal_image(line: &str) -> Option<String> {
    let line = line.trim();
    let value = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let value = value.strip_prefix("image:")?.trim();
    let value = value.split(" #").next()?.trim();
    let image = value.trim_matches(['"', '\'']);
    let is_image = |c: char| c.is_ascii_alphanumeric() || "._-/:@".contains(c);
    let is_named = image.contains('/') && image.starts_with(|c: char| c.is_ascii_alphanumeric());
    (is_named && image.chars().all(is_image)).then(|| image.to_owned())
}

/// The values that a template prints as they are, by their paths and where these are.
pub(crate) fn printed_values(
    text: &str,
    budget: &Budget,
    place: Place,
) -> Vec<(Vec<String>, Span)> {
    let nodes = parse(text, budget, place).map(|list| list.nodes);
    let actions = nodes.into_iter().flatten().filter_map(|node| match node {
        Node::Action(action) if action.pipe.decl.is_empty() => Some(action.pipe),
        _ => None,
    });
    let printed = actions.filter_map(|pipe| {
        let (first, rest) = pipe.commands.split_first()?;
        let [Expr::Field(at, fields)] = first.args.as_slice() else {
            return None;
        };
        let (values, path) = fields.split_first()?;
        let is_printed = values == "Values" && !path.is_empty() && rest.iter().all(prints);
        let length = fields.iter().map(|field| field.len() + 1).sum::<usize>();
        let span = Span::new(at.offset, at.offset + length);
        let path = path.iter().map(ToString::to_string).collect();
        is_printed.then_some((path, span))
    });
    printed.collect()
}

fn prints(command: &CommandNode) -> bool {
    matches!(command.args.first(), Some(Expr::Identifier(_, name)) if PRINTING.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn only_what_is_always_printed_counts() {
        let place = SourceFile::unregistered("").place(Span::empty(0));
        let budget = Budget::default();
        let images = |text| literal_images(text, &budget, place);
        let text =
            "image: a/b:1\n{{ if .x }}\nimage: a/c:1\n{{ end }}\n- image: 'q.io/d@sha256:ab' # x\n";
        assert_eq!(images(text), ["a/b:1", "q.io/d@sha256:ab"]);
        assert!(images("image: a/b:{{ .x }}\nx: {{ .y }} image: a/b\nimage: busybox\n").is_empty());
        let printed = |text| {
            let found = printed_values(text, &budget, place).into_iter();
            found.map(|(path, span)| (path.join("."), span.slice(text).to_owned()))
        };
        let text = "{{ .Values.a.b | quote }}{{ .Values.c | default 1 }}{{ if .Values.d }}{{ .Values.e }}{{ end }}";
        let found: Vec<_> = printed(text).collect();
        assert_eq!(found, [("a.b".to_owned(), ".Values.a.b".to_owned())]);
    }
}
