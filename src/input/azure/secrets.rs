//! What excerpts of Azure's documents do not show.

use crate::source::{SourceFile, Span};
use crate::syntax::{Kind, Node};

/// Words in the names of fields whose values are secret.
const WORDS: [&str; 3] = ["secret", "password", "token"];

/// Hides the values that their names, or the types of their parameters, say to be secret.
pub(super) fn hide_secrets(source: &SourceFile, root: Node<'_>) {
    let mut found = Vec::new();
    collect(root, &mut found);
    source.hide(found);
}

fn collect(node: Node<'_>, found: &mut Vec<Span>) {
    for item in node.items() {
        collect(item, found);
    }
    let kind = node.get("type").and_then(Node::text).unwrap_or_default();
    let is_secure = kind.to_lowercase().starts_with("secure");
    for (key, value) in node.entries() {
        let name = key.text().unwrap_or_default().to_lowercase();
        let is_default = is_secure && name == "defaultvalue";
        let is_named = WORDS.iter().any(|word| name.contains(word));
        if is_default || is_named && matches!(value.kind(), Kind::Scalar(_)) {
            found.push(value.span());
        } else if is_named {
            // A parameter of that name.
            let values = ["value", "defaultValue"].into_iter();
            found.extend(values.filter_map(|key| value.get(key)).map(Node::span));
        }
        collect(value, found);
    }
}
