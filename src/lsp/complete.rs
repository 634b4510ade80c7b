//! Completion: keys and values from the JSON Schemas, and the names that only packlint knows.

use std::path::Path;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionParams, Documentation};
use serde_json::Value;

use super::definition::{is_reference_path, subnets};
use super::outline::{PathStep, TypedAt, cursor};
use super::workspace::Workspace;
use crate::engine::suppress;
use crate::files::is_config_file;
use crate::rules::RULES;

pub(super) fn complete(workspace: &Workspace, asked: &CompletionParams) -> Vec<CompletionItem> {
    let at = &asked.text_document_position;
    let Some((path, document, offset)) = workspace.at(&at.text_document.uri, at.position) else {
        return Vec::new();
    };
    let text = &document.text;
    let line = text
        .get(..offset)
        .and_then(|before| before.rsplit('\n').next());
    if line.is_some_and(suppress::is_within_list) {
        return rule_ids();
    }
    let Some(cursor) = cursor(text, offset) else {
        return Vec::new();
    };
    if is_config_file(&path) {
        let schema = &workspace.schemas.config;
        return match of_rules(&cursor) {
            true => rule_ids(),
            false => from_schema(schema, &cursor),
        };
    }
    if !is_cluster_file(text) {
        return Vec::new();
    }
    let mut items = Vec::new();
    if is_subnet(&cursor.path) {
        let item = |name: &str| item(name, CompletionItemKind::REFERENCE, None);
        items.extend(subnets(text).map(|scalar| item(scalar.value)));
    }
    if cursor.is_value && is_reference_path(&cursor.path) {
        items.extend(paths(workspace, &path, cursor.typed));
    }
    items.extend(from_schema(&workspace.schemas.cluster, &cursor));
    items
}

fn item(label: &str, kind: CompletionItemKind, about: Option<&str>) -> CompletionItem {
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        documentation: about.map(|about| Documentation::String(about.to_owned())),
        ..CompletionItem::default()
    }
}

fn rule_ids() -> Vec<CompletionItem> {
    let rules = RULES.iter();
    let item = |rule: &crate::rules::Rule| {
        item(rule.id, CompletionItemKind::ENUM_MEMBER, Some(rule.summary))
    };
    rules.map(item).collect()
}

/// Whether a cursor of packlint.yaml is where rules are named.
fn of_rules(cursor: &TypedAt<'_>) -> bool {
    match cursor.path.as_slice() {
        [.., PathStep::Key("select" | "ignore"), PathStep::Item] => true,
        [.., PathStep::Key("severity")] => !cursor.is_value,
        _ => false,
    }
}

fn is_subnet(path: &[PathStep<'_>]) -> bool {
    matches!(
        path,
        [
            PathStep::Key("nodePools"),
            PathStep::Item,
            PathStep::Key("subnet" | "podSubnet")
        ]
    )
}

/// By its keys, as recognition does: the text need not parse.
fn is_cluster_file(text: &str) -> bool {
    let is_key = |line: &str, key: &str| {
        let rest = line.strip_prefix(key);
        rest.is_some_and(|rest| rest.starts_with(':'))
    };
    text.lines()
        .any(|line| is_key(line, "nodePools") || is_key(line, "cluster"))
}

/// The files and directories that a typed path can go on with.
fn paths(workspace: &Workspace, document: &Path, typed: &str) -> Vec<CompletionItem> {
    let folder = typed.rsplit_once('/').map_or("", |(folder, _)| folder);
    let directory = document.parent().unwrap_or(document).join(folder);
    let names = workspace.names_in(&directory).into_iter();
    names
        .map(|name| item(&name, CompletionItemKind::FILE, None))
        .collect()
}

fn from_schema(schema: &Value, cursor: &TypedAt<'_>) -> Vec<CompletionItem> {
    let mut forms = forms(schema, schema, 0);
    for step in &cursor.path {
        let inner = forms
            .into_iter()
            .flat_map(|form| enter(schema, form, *step));
        forms = inner.collect();
    }
    let mut items = Vec::new();
    for form in forms {
        if cursor.is_value {
            let values = form["enum"].as_array().into_iter().flatten();
            let names = values.filter_map(Value::as_str);
            items.extend(names.map(|name| item(name, CompletionItemKind::VALUE, None)));
            if form["type"] == "boolean" {
                let booleans = ["true", "false"];
                items.extend(booleans.map(|name| item(name, CompletionItemKind::VALUE, None)));
            }
        }
        let is_line = !matches!(cursor.path.last(), Some(PathStep::Key(_))) || !cursor.is_value;
        for (name, property) in form["properties"].as_object().into_iter().flatten() {
            if is_line {
                let about = property["description"].as_str();
                items.push(CompletionItem {
                    insert_text: Some(format!("{name}: ")),
                    ..item(name, CompletionItemKind::FIELD, about)
                });
            }
        }
    }
    items
}

/// How deeply schemas may refer to each other.
const DEPTH: usize = 8;

/// The forms that a schema allows, references followed.
fn forms<'s>(root: &'s Value, schema: &'s Value, depth: usize) -> Vec<&'s Value> {
    if depth > DEPTH {
        return Vec::new();
    }
    let mut found = vec![schema];
    let referred = schema["$ref"]
        .as_str()
        .and_then(|to| root.pointer(to.strip_prefix('#')?));
    let choices = ["anyOf", "oneOf", "allOf"]
        .iter()
        .flat_map(|key| schema[key].as_array());
    for inner in referred.into_iter().chain(choices.flatten()) {
        found.extend(forms(root, inner, depth + 1));
    }
    found
}

fn enter<'s>(root: &'s Value, form: &'s Value, step: PathStep<'_>) -> Vec<&'s Value> {
    let inner = match step {
        PathStep::Key(key) => match &form["properties"][key] {
            Value::Null => &form["additionalProperties"],
            property => property,
        },
        PathStep::Item => &form["items"],
    };
    match inner {
        Value::Object(_) => forms(root, inner, 0),
        _ => Vec::new(),
    }
}
