//! packlint.yaml: found upwards from the working directory, merged with the flags.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;

use crate::finding::Severity;
use crate::input::{Descent, Fields, Loader, Resolver};
use crate::problem::Problem;
use crate::rules;
use crate::syntax::{Kind, Tree};

/// The file's name.
pub const FILE_NAME: &str = "packlint.yaml";

/// Which rules run, at which severity, and what is left out.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these, where there are any.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// Severities that differ from the rules' own; `None` turns a rule off.
    pub severities: Vec<(String, Option<Severity>)>,
    /// Patterns of paths that walks pass over, relative to [`Selection::exclude_from`].
    pub exclude: Vec<String>,
    /// The directory of the file that has the patterns; else the working directory.
    pub exclude_from: Option<PathBuf>,
    /// An organisation's own JSON Schema for pack.json.
    pub pack_schema: Option<PathBuf>,
}

impl Selection {
    /// Whether a rule runs. What says that an input could not be read runs whatever is selected:
    /// silence would look like a check that passed.
    pub fn is_on(&self, rule: &str) -> bool {
        let is = |id: &String| id == rule;
        let is_about_reading =
            || rules::find(rule).is_some_and(|rule| rule.meta().is_about_reading());
        let selected = self.select.is_empty() || self.select.iter().any(is) || is_about_reading();
        let is_off = self
            .severities
            .iter()
            .any(|(id, severity)| id == rule && severity.is_none());
        selected && !is_off && !self.ignore.iter().any(is)
    }

    /// This with what stronger words say: their `select` replaces, all else adds.
    #[must_use]
    pub fn merge(&self, stronger: &Selection) -> Selection {
        let joined = |a: &[String], b: &[String]| [a, b].concat();
        // A rule that is selected by the stronger word is on, whatever the weaker one says.
        let is_selected = |id: &String| stronger.select.contains(id);
        let weaker = Selection {
            ignore: self
                .ignore
                .iter()
                .filter(|id| !is_selected(id))
                .cloned()
                .collect(),
            severities: self
                .severities
                .iter()
                .filter(|(id, severity)| severity.is_some() || !is_selected(id))
                .cloned()
                .collect(),
            ..self.clone()
        };
        Selection {
            select: if stronger.select.is_empty() {
                self.select.clone()
            } else {
                stronger.select.clone()
            },
            ignore: joined(&weaker.ignore, &stronger.ignore),
            severities: [stronger.severities.as_slice(), &weaker.severities].concat(),
            exclude: joined(&self.exclude, &stronger.exclude),
            exclude_from: stronger
                .exclude_from
                .clone()
                .or_else(|| self.exclude_from.clone()),
            pack_schema: stronger
                .pack_schema
                .clone()
                .or_else(|| self.pack_schema.clone()),
        }
    }

    /// The severity of a rule, where it differs from the rule's own.
    pub fn severity(&self, rule: &str) -> Option<Severity> {
        self.severities
            .iter()
            .find(|(id, _)| id == rule)
            .and_then(|(_, severity)| *severity)
    }
}

/// What packlint does by default in a folder and below it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase", title = "packlint.yaml")]
#[allow(dead_code)]
pub struct ConfigFile {
    /// Only these rules run.
    select: Option<Vec<String>>,
    /// These rules do not run.
    ignore: Option<Vec<String>>,
    /// Severities by rule id: error, warning, info or off.
    severity: Option<std::collections::BTreeMap<String, SeverityName>>,
    /// Patterns, as in .gitignore, of paths that walks pass over.
    exclude: Option<Vec<String>>,
    /// What is asked of packs.
    pack: Option<PackSection>,
}

/// What is asked of packs.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct PackSection {
    /// An organisation's own JSON Schema for pack.json, on top of the pack schema; a path relative
    /// to this file.
    schema: Option<String>,
}

/// A severity, or off.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code)]
enum SeverityName {
    Error,
    Warning,
    Info,
    Off,
}

/// A config file as it was read.
#[derive(Debug, Default)]
pub struct Config {
    /// What it says.
    pub selection: Selection,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Its tree.
    pub tree: Option<Tree>,
}

/// The nearest config file in a directory or above it.
pub fn find(from: &Path) -> Option<PathBuf> {
    from.ancestors()
        .map(|directory| directory.join(FILE_NAME))
        .find(|path| path.is_file())
}

/// Reads a config file.
pub fn read(path: &Path, loader: &Loader) -> Config {
    let mut problems = Vec::new();
    let parsed = loader.yaml(path, &mut problems);
    let mut config = Config {
        selection: Selection::default(),
        problems,
        tree: None,
    };
    let Some(parsed) = parsed else { return config };
    config.problems.extend(parsed.problems);
    if let Some(root) = parsed.tree.root() {
        let resolver = Resolver::default();
        let mut descent = Descent::new(&resolver);
        let directory = path.parent().unwrap_or(Path::new(""));
        read_root(root, directory, &mut config.selection, &mut descent);
        config.problems.append(&mut descent.problems);
    }
    config.tree = Some(parsed.tree);
    config
}

fn read_root(
    root: crate::syntax::Node<'_>,
    directory: &Path,
    selection: &mut Selection,
    descent: &mut Descent<'_>,
) {
    use crate::input::Entry;
    let whole = Entry {
        name: FILE_NAME,
        key: root,
        value: root,
    };
    let Some(mut fields) = Fields::open(whole, FILE_NAME, descent) else {
        return;
    };
    for (name, list) in [
        ("select", &mut selection.select),
        ("ignore", &mut selection.ignore),
    ] {
        let Some(entry) = fields.take(name) else {
            continue;
        };
        for id in descent.texts(entry, "a list of rule ids") {
            let Some(text) = id.known() else { continue };
            if check_rule(text, id.place, descent) {
                list.push(text.clone());
            }
        }
    }
    if let Some(entry) = fields.take("severity") {
        if entry.value.kind() != Kind::Mapping {
            descent.wrong_type(entry, "a mapping of rule ids to severities");
        }
        for (key, value) in entry.value.entries() {
            let Some(name) = key.text() else { continue };
            if !check_rule(name, key.place(), descent) {
                continue;
            }
            match value.text().map(|text| (text, Severity::parse(text))) {
                Some(("off", _)) => selection.severities.push((name.to_owned(), None)),
                Some((_, Some(severity))) => {
                    selection.severities.push((name.to_owned(), Some(severity)))
                }
                _ => descent.wrong_type(Entry { name, key, value }, "error, warning, info or off"),
            }
        }
    }
    if let Some(entry) = fields.take("exclude") {
        let patterns = descent.texts(entry, "a list of patterns");
        selection.exclude.extend(
            patterns
                .iter()
                .filter_map(|pattern| pattern.known().cloned()),
        );
    }
    selection.exclude_from = Some(directory.to_path_buf());
    let section = fields.take("pack");
    if let Some(mut pack) = section.and_then(|entry| Fields::open(entry, "pack", descent)) {
        let path = pack
            .take("schema")
            .and_then(|entry| descent.text(entry, "a path"));
        let path = path.and_then(|path| path.known().cloned());
        selection.pack_schema = path.map(|path| directory.join(path));
        pack.finish(descent);
    }
    fields.finish(descent);
}

/// Records a rule id that no rule has.
fn check_rule(id: &str, place: crate::source::Place, descent: &mut Descent<'_>) -> bool {
    if rules::find(id).is_some() {
        return true;
    }
    descent.problems.push(Problem {
        place,
        kind: crate::problem::ProblemKind::UnknownField {
            name: id.to_owned(),
            within: "the rules",
            suggestion: rules::similar(id),
            known: Vec::new(),
        },
    });
    false
}
