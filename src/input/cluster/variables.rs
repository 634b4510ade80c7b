//! `variables` of a cluster file and of packlint.yaml.

use crate::input::read::{Entry, Reading};
use crate::syntax::{Kind, Typed};

/// Names of profile variables with their values, as they are written.
pub(crate) fn read_variables(
    entry: Option<Entry<'_>>,
    reading: &Reading<'_>,
) -> Vec<(String, String)> {
    let Some((entry, node)) = entry.and_then(|entry| Some((entry, entry.value.node()?))) else {
        return Vec::new();
    };
    let plain = reading.resolver.without_values();
    let own = Reading::new(&plain);
    if node.kind() != Kind::Mapping {
        entry.wrong(&own, "a mapping of names to values");
    }
    let mut variables = Vec::new();
    for member in entry.value.members() {
        let value = member
            .value
            .node()
            .map(|value| (value.kind(), value.text()));
        match value {
            Some((Kind::Scalar(typed), text)) if typed != Typed::Null => {
                let text = text.unwrap_or_default();
                let free = node.source().text.len();
                if !reading.may_repeat(text.len(), free, member.value.place()) {
                    break;
                }
                variables.push((member.name.to_owned(), text.to_owned()));
            }
            _ => Entry::of(member).wrong(&own, "a single value"),
        }
    }
    reading.extend(own.finish());
    variables
}
