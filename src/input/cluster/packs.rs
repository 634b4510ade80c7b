//! `packs` of a cluster file.

use std::borrow::Cow;

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::file::Surroundings;
use super::references::not_found;
use crate::files::PackFileNames;
use crate::input::draft::{DraftPack, PackText, own_values};
use crate::input::pack::{LoadedPack, read_values, unread_values};
use crate::input::read::{
    Entry, LaterField, Reading, ScalarField, Section as _, TextField, View, read_yaml_part,
    section, types,
};
use crate::model::{Located, Unknown};
use crate::problem::{Problem, ProblemKind, Problems};
use crate::source::Expense;
use crate::syntax::{Kind, Parsed, Style, Typed, parse_embedded};

section! {
    /// A pack with different values, or without a directory.
    pub(crate) struct PackSection<'t> in "a pack of the cluster file" {
        /// The path of a pack directory, relative to this file.
        path: Option<Entry<'t>>, "path" => LaterField(TextField(""));
        /// The pack's name, if its directory is not available.
        name: Option<Located<String>>, "name" => TextField("a pack's name");
        /// The pack's version, if its directory is not available.
        version: Option<Entry<'t>>, "version" => LaterField(ScalarField::<types::Version>::new(""));
        /// With `path`: path of a file that replaces the pack's values.yaml. With `name`: the values as
        /// text.
        values: Option<Entry<'t>>, "values" => LaterField(TextField(""));
    }
}

/// A pack: the path of its directory, or a section.
pub(crate) struct PackReference;

impl JsonSchema for PackReference {
    fn schema_name() -> Cow<'static, str> {
        "PackReference".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A pack: the path of its directory, or a mapping.",
            "anyOf": [
                {
                    "description": "The path of a pack directory, relative to this file.",
                    "type": "string"
                },
                generator.subschema_for::<PackSection<'static>>()
            ]
        })
    }
}

/// Reads the packs that a cluster file lists.
pub(crate) fn read_packs(
    entry: Option<Entry<'_>>,
    around: Surroundings<'_>,
    reading: &Reading<'_>,
) -> Vec<DraftPack> {
    let items = entry.map(|entry| entry.items(reading, "a list of packs"));
    let items = items.unwrap_or_default().into_iter();
    items
        .filter_map(|item| read_pack(Entry::item("a pack", item), around, reading))
        .collect()
}

fn read_pack(
    item: Entry<'_>,
    around: Surroundings<'_>,
    reading: &Reading<'_>,
) -> Option<DraftPack> {
    let is_mapping = item.value.node()?.kind() == Kind::Mapping;
    let section = match is_mapping {
        true => PackSection::read(item, reading)?,
        false => PackSection {
            path: Some(item),
            name: None,
            version: None,
            values: None,
        },
    };
    let expected = match is_mapping {
        true => "a path",
        false => "a path, or a mapping with path or name",
    };
    let path = section
        .path
        .and_then(|entry| entry.try_text(reading, expected));
    let directory = path
        .as_ref()
        .and_then(|path| find_pack(around, path, reading));
    // One pack is named many times at the cost of a few bytes.
    let directory = directory
        .filter(|pack| reading.spend(Expense::Items, pack.constraints.len(), item.value.place()));
    let mut pack = DraftPack {
        place: item.value.place(),
        name: section.name,
        version: section
            .version
            .and_then(|entry| entry.try_text(reading, "a version")),
        layer: None,
        values: PackText::Own,
        unknown: match (&path, &directory) {
            (Some(path), None) => Some(match &path.value {
                Ok(path) => Unknown::PackValues(path.clone()),
                Err(unknown) => unknown.clone(),
            }),
            _ => None,
        },
        directory,
        is_layer: true,
    };
    match (&path, section.path, &pack.name) {
        (Some(path), _, _) => pack.place = path.place,
        (None, None, Some(name)) => pack.place = name.place,
        (None, None, None) => {
            let kind = ProblemKind::WrongType {
                name: item.name.to_owned(),
                expected: "a mapping with path or name".to_owned(),
                found: "a mapping without path or name".to_owned(),
                meant: None,
            };
            reading.push(item.value.place(), kind);
        }
        _ => {}
    }
    match (section.values, &pack.directory) {
        (Some(values), _) if section.path.is_some() => {
            pack.values = values_file(values, around, reading);
            if let (PackText::Tree(tree), Some(directory)) = (&pack.values, &pack.directory) {
                reading.extend(unread_values(around.loader, directory, tree));
            }
        }
        (Some(values), _) => pack.values = values_text(values, reading),
        (None, Some(directory)) => {
            around
                .cache
                .note_own_values(&around.loader.files, directory);
            pack.values = own_values(directory);
        }
        (None, None) => {}
    }
    Some(pack)
}

fn find_pack(
    around: Surroundings<'_>,
    path: &Located<String>,
    reading: &Reading<'_>,
) -> Option<Arc<LoadedPack>> {
    let text = path.known()?;
    let root = around.directory.join(text);
    let files = &around.loader.files;
    if around.loader.leaves(around.directory, &root) {
        reading.push(path.place, ProblemKind::PathOutside { path: text.clone() });
        return None;
    }
    if files.is_file(&root.join(PackFileNames::MANIFEST)) {
        return Some(around.cache.get(around.loader, &root));
    }
    let expected = "a pack directory with a pack.json";
    let kind = match files.exists(&root) {
        true => ProblemKind::PathNotFound {
            path: text.clone(),
            found: "has no pack.json",
            expected,
            near: None,
        },
        false => not_found(files, around.directory, text, expected),
    };
    reading.push(path.place, kind);
    None
}

/// A file that replaces a pack's values.yaml.
fn values_file(entry: Entry<'_>, around: Surroundings<'_>, reading: &Reading<'_>) -> PackText {
    let path = entry.try_text(reading, "the path of a values file");
    let Some((path, text)) = path.as_ref().and_then(|path| Some((path, path.known()?))) else {
        return PackText::Broken;
    };
    let file = around.directory.join(text);
    if around.loader.leaves(around.directory, &file) {
        reading.push(path.place, ProblemKind::PathOutside { path: text.clone() });
        return PackText::Broken;
    }
    if !around.loader.files.exists(&file) {
        let files = &around.loader.files;
        let kind = not_found(files, around.directory, text, "a values file");
        reading.push(path.place, kind);
        return PackText::Broken;
    }
    let mut problems = Problems::default();
    let named = (text.as_str(), path.place);
    let parsed = read_yaml_part(around.loader, &file, named, &mut problems);
    reading.extend(problems.into_vec());
    match parsed {
        Some(parsed) => whole_or_broken(parsed, true, reading),
        None => PackText::Broken,
    }
}

/// Values as text in the cluster file.
fn values_text(entry: Entry<'_>, reading: &Reading<'_>) -> PackText {
    let View::Own(node) = entry.value else {
        return PackText::Broken;
    };
    if !matches!(node.kind(), Kind::Scalar(Typed::Str(_))) {
        entry.wrong(reading, "YAML as text, as in `values: |`");
        return PackText::Broken;
    }
    let (bytes, free) = (node.text().map_or(0, str::len), node.source().text.len());
    if !reading.may_repeat(bytes, free, node.place()) {
        return PackText::Broken;
    }
    match parse_embedded(node.source(), node) {
        Some(parsed) if !reading.spend(Expense::EmbeddedNodes, parsed.tree.len(), node.place()) => {
            PackText::Broken
        }
        Some(parsed) => {
            let is_block = node.style() == Some(Style::Literal);
            whole_or_broken(parsed, is_block, reading)
        }
        None => PackText::Broken,
    }
}

fn whole_or_broken(parsed: Parsed, may_quote: bool, reading: &Reading<'_>) -> PackText {
    reading.extend(Problem::of_parsed(&parsed));
    reading.extend(read_values(&parsed.tree, may_quote));
    match parsed.tree.is_whole() {
        true => PackText::Tree(Arc::new(parsed.tree)),
        false => PackText::Broken,
    }
}
