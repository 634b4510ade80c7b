//! What a pack's values say about the pack itself beside images and charts' values: where charts come
//! from, names of releases, presets that are on, keys at the root.

use super::presets::PresetEntry;
use super::value_path::{Steps, find};
use super::values::top_level;
use crate::aks::packs::PackLayer;
use crate::model::{ContentChart, Located, Pack, ValueNotes};
use crate::source::{Budget, Place, Span};
use crate::syntax::{Kind, Node, Tree, Typed};
use crate::text::closest;

/// What Palette reads at the root of a pack's values.
const ROOT_KEYS: [&str; 4] = ["pack", "charts", "manifests", "readinessCheck"];
/// The comment that says which presets the values have already: `GROUP:NAME, …`.
const ENABLED_PRESETS: &str = "spectrocloud.com/enabled-presets:";
/// Keys of images' tags: no number is meant.
const TAGS: [&str; 2] = ["tag", "imageTag"];
/// Keys of versions, which may be numbers by their meaning, but not ones that lose digits.
const VERSIONS: [&str; 3] = ["version", "appVersion", "imageVersion"];
/// Most entries of one kind that are noted.
const MOST_NOTES: usize = 1000;

/// Reads what the values say about the pack itself.
pub(super) fn read_notes(tree: &Tree, pack: &Pack) -> ValueNotes {
    let at = |path: &[&str]| {
        let (first, rest) = path.split_first()?;
        let (_, start) = top_level(tree, first)?;
        rest.iter().try_fold(start, |node, key| node.get(key))
    };
    let charts = at(&["pack", "content", "charts"]).into_iter();
    let releases = at(&["pack", "releaseNameOverride"]).into_iter();
    ValueNotes {
        content_charts: charts
            .flat_map(Node::items)
            .take(MOST_NOTES)
            .filter_map(content_chart)
            .collect(),
        release_names: releases
            .flat_map(Node::entries)
            .take(MOST_NOTES)
            .filter_map(|(key, value)| Some((text(key)?, text(value)?)))
            .collect(),
        root_keys: root_keys(tree, pack),
        unknown_presets: Vec::new(),
        quoted_paths: Vec::new(),
        numbers: numbers(tree),
    }
}

/// The text of a scalar; `None` for a macro, or nothing.
fn text(node: Node<'_>) -> Option<Located<String>> {
    let is_empty = node.kind() == Kind::Scalar(Typed::Null);
    let text = node
        .text()
        .filter(|text| !is_empty && !text.contains("{{"))?;
    Some(Located::written(text.to_owned(), node.place()))
}

fn content_chart(item: Node<'_>) -> Option<ContentChart> {
    let field = |key| item.get(key).and_then(text);
    let (first, _) = item.entries().next()?;
    Some(ContentChart {
        place: first.place(),
        name: field("name"),
        version: field("version"),
        repo: field("repo").or_else(|| field("repository")),
        repository: (item.entry("repository"))
            .filter(|_| item.get("repo").is_none())
            .map(|(key, _)| key.place()),
    })
}

/// The keys at the root that neither Palette nor a macro nor an alias reads. In the infrastructure
/// layers Palette and the operating system read others, which no documentation lists.
fn root_keys(tree: &Tree, pack: &Pack) -> Vec<(String, Place)> {
    let layer = pack.layer.as_ref().and_then(Located::known);
    let layer = layer.and_then(|layer| PackLayer::parse(layer));
    let name = pack.name.as_ref().and_then(Located::known);
    let (Some(PackLayer::Addon | PackLayer::Csi), Some(name)) = (layer, name) else {
        return Vec::new();
    };
    let source = &tree.source().text;
    let is_read = |key: &str, value: Node<'_>| {
        let by_macro = format!(".spectro.pack.{name}.{key}");
        ROOT_KEYS.contains(&key) || value.raw().contains('&') || source.contains(&by_macro)
    };
    let entries = tree.roots().flat_map(Node::entries);
    let unread = entries.filter_map(|(key, value)| {
        let name = key.text()?;
        let between = Span::new(key.span().end as usize, value.span().start as usize);
        let is_anchored = between.slice(source).contains('&');
        let is_other = name == "<<" || name.starts_with("x-") || key.is_unquoted_macro();
        let is_free = !is_other && !is_anchored && !is_read(name, value);
        is_free.then(|| (name.to_owned(), key.place()))
    });
    unread.take(MOST_NOTES).collect()
}

/// The presets that the header of the values names and presets.yaml does not have.
pub(super) fn unknown_presets(
    tree: &Tree,
    presets: &[PresetEntry],
) -> Vec<(String, Place, Option<String>)> {
    let start = tree
        .roots()
        .next()
        .map_or(u32::MAX, |root| root.span().start);
    let text = &tree.source().text;
    let headers = tree.comments().iter().map(|comment| comment.span);
    let header = headers
        .take_while(|span| span.start < start)
        .find_map(|span| {
            let comment = span.slice(text);
            let at = comment.find(ENABLED_PRESETS)? + ENABLED_PRESETS.len();
            Some((span.start as usize + at, comment.get(at..)?))
        });
    let Some((mut at, list)) = header else {
        return Vec::new();
    };
    let known: Vec<String> = presets.iter().filter_map(PresetEntry::selector).collect();
    let mut unknown = Vec::new();
    for entry in list.split(',') {
        let name = entry.trim();
        let start = at + entry.len() - entry.trim_start().len();
        at += entry.len() + 1;
        if !name.is_empty() && known.iter().all(|known| known != name) {
            let place = tree.source().place(Span::new(start, start + name.len()));
            let near = closest(name, known.iter().map(String::as_str));
            unknown.push((name.to_owned(), place, near.map(str::to_owned)));
        }
    }
    unknown
}

/// The paths with brackets or quotes that presets remove, and that neither the values nor a preset has.
pub(super) fn quoted_paths(
    tree: &Tree,
    presets: &[PresetEntry],
    budget: &Budget,
) -> Vec<(String, Place, Option<String>)> {
    let removed = presets.iter().flat_map(PresetEntry::removed);
    let is_quoted = |path: &str| path.replace("$[]", "").contains(['[', ']', '"', '\'']);
    let is_there = |path: &str, place| {
        let steps = Steps { budget, place };
        let in_preset = |preset: &PresetEntry| preset.has(path, steps);
        find(tree, path, steps).exists() || presets.iter().any(in_preset)
    };
    let odd = removed.filter(|(path, place)| is_quoted(path) && !is_there(path, *place));
    odd.take(MOST_NOTES)
        .map(|(path, place)| {
            let plain = plain_path(path);
            let plain = is_there(&plain, *place).then_some(plain);
            (path.clone(), *place, plain)
        })
        .collect()
}

/// A path without brackets and quotes: their contents are one key, its dots escaped.
fn plain_path(path: &str) -> String {
    let mut plain = String::new();
    let mut close: Option<char> = None;
    for c in path.chars() {
        match (close, c) {
            (Some(end), c) if c == end => close = None,
            (None, '[') => {
                close = Some(']');
                if !plain.is_empty() && !plain.ends_with('.') {
                    plain.push('.');
                }
            }
            (None, '"' | '\'') => close = Some(c),
            (Some(_), '[' | ']' | '"' | '\'') => {}
            (Some(_), '.') => plain.push_str("\\."),
            (_, c) => plain.push(c),
        }
    }
    plain
}

/// Tags and versions under `charts` and `manifests` that YAML reads as numbers.
fn numbers(tree: &Tree) -> Vec<(String, String, Place)> {
    let mut numbers = Vec::new();
    for section in ["charts", "manifests"] {
        if let Some((_, value)) = top_level(tree, section) {
            walk(section, value, &mut numbers);
        }
    }
    numbers
}

fn walk(path: &str, node: Node<'_>, numbers: &mut Vec<(String, String, Place)>) {
    if node.is_alias() || node.is_unquoted_macro() {
        return;
    }
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        let below = || format!("{path}.{name}");
        let is_lossy = match value.kind() {
            Kind::Mapping => {
                walk(&below(), value, numbers);
                continue;
            }
            Kind::Scalar(Typed::Int(_)) => false,
            Kind::Scalar(Typed::Float(number)) => number.to_string() != value.raw(),
            _ => continue,
        };
        let is_version = TAGS.contains(&name) || is_lossy && VERSIONS.contains(&name);
        if is_version && numbers.len() < MOST_NOTES {
            numbers.push((below(), value.raw().to_owned(), value.place()));
        }
    }
}
