//! What a pack's values say about the pack itself: its images and its charts.

use std::sync::Arc;

use super::macros::read_macros;
use super::settings::PACK_KEYS;
use crate::model::{ChartKey, ChartValues, ImageEntry, ImageValue, Images, Located, Unknown};
use crate::problem::{Problem, ProblemKind};
use crate::source::{Place, Span};
use crate::syntax::{Kind, Node, Style, Tree, Typed};

/// What is wrong with values as such: their macros, and keys of `pack` beside it.
pub(crate) fn read_values(tree: &Tree, may_quote: bool) -> Vec<Problem> {
    let mut problems = read_macros(tree, may_quote);
    problems.extend(tree.roots().filter_map(keys_beside_pack));
    problems
}

/// The keys of `pack` that are indented too little, so that `pack` is empty.
fn keys_beside_pack(root: Node<'_>) -> Option<Problem> {
    let (key, pack) = root.entry("pack")?;
    if pack.kind() != Kind::Scalar(Typed::Null) {
        return None;
    }
    let is_of_pack = |key: &Node<'_>| key.text().is_some_and(|key| PACK_KEYS.contains(&key));
    let beside = root.entries().map(|(key, _)| key).filter(is_of_pack);
    let keys: Vec<_> = beside
        .map(|key| (key.text().unwrap_or_default().to_owned(), key.place()))
        .collect();
    (!keys.is_empty()).then(|| Problem {
        place: key.place(),
        kind: ProblemKind::KeysBesidePack { keys },
    })
}

/// The value of a top-level key, in any document of the values.
pub(crate) fn top_level<'t>(tree: &'t Tree, key: &str) -> Option<(Node<'t>, Node<'t>)> {
    tree.roots().find_map(|root| root.entry(key))
}

/// The list `pack.content.images`.
pub(crate) fn read_images(tree: &Tree) -> Images {
    let start = tree.source().place(Span::empty(0));
    let mut images = Images {
        place: start,
        unknown: None,
        is_list: false,
        entries: Vec::new(),
    };
    let mut at = top_level(tree, "pack");
    for key in ["content", "images"] {
        let Some((name, value)) = at else {
            return images;
        };
        images.place = name.place();
        images.unknown = macro_of(value);
        at = value.entry(key);
    }
    let Some((name, list)) = at else {
        return images;
    };
    images.place = name.place();
    images.unknown = macro_of(list);
    images.is_list = list.kind() == Kind::Sequence;
    images.entries = list.items().map(entry).collect();
    images
}

fn macro_of(value: Node<'_>) -> Option<Unknown> {
    let is_macro =
        value.is_unquoted_macro() || value.text().is_some_and(|text| text.contains("{{"));
    is_macro.then(|| Unknown::Macro(value.raw().to_owned()))
}

fn entry(item: Node<'_>) -> ImageEntry {
    let place = item.place();
    let invalid = |place| ImageValue::Reference(Located::unknown(Unknown::Invalid, place));
    let image = match item.kind() {
        // An alias to nothing has a finding of its own.
        _ if item.leads_nowhere() => invalid(place),
        _ if item.is_unquoted_macro() => ImageValue::Reference(Located::unknown(
            Unknown::Macro(item.raw().to_owned()),
            place,
        )),
        Kind::Mapping => mapping(item),
        Kind::Scalar(Typed::Str(text)) => ImageValue::Bare(text.to_owned()),
        Kind::Scalar(Typed::Null) => ImageValue::Shape("without a value"),
        Kind::Scalar(typed) => ImageValue::Shape(typed.type_name()),
        Kind::Sequence => ImageValue::Shape("a list"),
    };
    // The place of a mapping is its first key: all of it may be many lines.
    let first = item.entries().next().map(|(key, _)| key.place());
    ImageEntry {
        place: first.unwrap_or(place),
        image,
    }
}

fn mapping(item: Node<'_>) -> ImageValue {
    let Some((key, value)) = item.entry("image") else {
        let keys = item.entries();
        let keys = keys.filter_map(|(key, _)| Some((key.text()?.to_owned(), key.place())));
        return ImageValue::NoKey(keys.collect());
    };
    let place = if value.is_absent() {
        key.place()
    } else {
        value.place()
    };
    if let Some(unknown) = macro_of(value) {
        return ImageValue::Reference(Located::unknown(unknown, place));
    }
    match value.kind() {
        _ if value.leads_nowhere() => {
            ImageValue::Reference(Located::unknown(Unknown::Invalid, place))
        }
        Kind::Sequence => ImageValue::NoText(place, "a list"),
        Kind::Mapping => ImageValue::NoText(place, "a mapping"),
        Kind::Scalar(Typed::Null) => ImageValue::NoText(place, "without a value"),
        Kind::Scalar(_) => {
            let text = value.text().unwrap_or_default().to_owned();
            ImageValue::Reference(Located::written(text, place))
        }
    }
}

/// The key `charts`.
pub(crate) fn read_chart_values(tree: &Tree) -> ChartValues {
    let start: Place = tree.source().place(Span::empty(0));
    let Some((key, value)) = top_level(tree, "charts") else {
        return ChartValues {
            place: start,
            unknown: None,
            keys: Vec::new(),
            body: None,
        };
    };
    let keys = value.merged_entries().into_iter();
    let keys = keys.filter_map(|(key, value)| {
        Some(ChartKey {
            name: key.text()?.to_owned(),
            place: key.place(),
            is_empty: is_empty(value),
            is_mapping: value.kind() == Kind::Mapping && !value.is_unquoted_macro(),
        })
    });
    ChartValues {
        place: key.place(),
        unknown: macro_of(value),
        keys: if value.is_unquoted_macro() {
            Vec::new()
        } else {
            keys.collect()
        },
        body: is_block(value).then(|| (Arc::clone(tree.source()), value.place())),
    }
}

/// Whether a mapping is written with one key a line.
fn is_block(value: Node<'_>) -> bool {
    value.kind() == Kind::Mapping && !value.is_alias() && !value.raw().starts_with('{')
}

fn is_empty(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::Mapping => value.merged_entries().is_empty(),
        Kind::Sequence => value.items().next().is_none(),
        Kind::Scalar(Typed::Null) => true,
        Kind::Scalar(Typed::Str(text)) => text.is_empty() && value.style() != Some(Style::Literal),
        Kind::Scalar(_) => false,
    }
}
