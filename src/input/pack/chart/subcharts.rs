//! The schemas of charts within a chart: Helm checks the values of each chart that is on, and fetches
//! what a schema refers to.

use serde_json::Value;

use super::contents::{Contents, look_up};
use super::schema_cost;
use super::values_schema::{CheckedValues, check_overrides, json, merge};
use crate::problem::ProblemKind;
use crate::syntax::{Kind, Node, Typed};

/// Checks the values for the charts within a chart against their schemas.
pub(crate) fn check_subcharts(contents: &Contents, values: Node<'_>, path: &str) -> CheckedValues {
    let mut checked = CheckedValues::default();
    for subchart in &contents.subcharts {
        for key in contents.keys_of(subchart) {
            let Some(own) = values.get(key).filter(|_| !is_off(contents, key, values)) else {
                continue;
            };
            let path = format!("{path}.{key}");
            // What cannot be checked is the chart's own business, unless it is the chart of the pack.
            let found = check(contents, subchart, key, own, &path).unwrap_or_default();
            let inner = check_subcharts(subchart, own, &path);
            for part in [found, inner] {
                checked.violations.extend(part.violations);
                checked.gaps.extend(part.gaps);
            }
        }
    }
    checked
}

fn check(
    parent: &Contents,
    subchart: &Contents,
    key: &str,
    own: Node<'_>,
    path: &str,
) -> Option<CheckedValues> {
    let schema: Value = serde_json::from_slice(subchart.schema.as_ref()?).ok()?;
    if !schema_cost::has_small_patterns(&schema) {
        return None;
    }
    let all = |node: Option<Node<'_>>| match node {
        Some(node) => json(node, &mut 0, 0),
        None => Some(Value::Object(serde_json::Map::new())),
    };
    let defaults = all(subchart.values())?;
    let of_parent = parent.values().and_then(|values| values.get(key));
    let defaults = merge(&defaults, all(of_parent)?);
    let mut within: Vec<String> = vec!["global".to_owned()];
    for inner in &subchart.subcharts {
        within.extend(subchart.keys_of(inner).into_iter().map(str::to_owned));
    }
    check_overrides(&schema, defaults, own, path, &within).ok()
}

/// Whether a chart within another is off, or may be: the first condition that has a value counts.
fn is_off(parent: &Contents, key: &str, values: Node<'_>) -> bool {
    let Some(listed) = parent.dependencies.iter().find(|of| of.key == key) else {
        return false;
    };
    let found = listed.conditions.iter().find_map(|condition| {
        let path: Vec<&str> = condition.split('.').collect();
        let default = || look_up(parent.values()?, &path);
        look_up(values, &path).or_else(default)
    });
    match found.map(Node::kind) {
        Some(Kind::Scalar(Typed::Bool(is_on))) => !is_on,
        Some(_) => true,
        None => !listed.tags.is_empty(),
    }
}

/// The first schema of a chart, or of one within it, that refers to the network.
pub(crate) fn remote_schema(contents: &Contents) -> Option<ProblemKind> {
    contents.all().into_iter().find_map(|chart| {
        let schema: Value = serde_json::from_slice(chart.schema.as_ref()?).ok()?;
        Some(ProblemKind::RemoteSchema {
            chart: chart.name.clone(),
            address: schema_cost::remote_reference(&schema)?,
        })
    })
}
