//! A chart with the charts within it: their templates, values and dependencies, as Helm loads them.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::archive::{ChartFiles, read_nested};
use super::yaml;
use crate::source::LIMITS;
use crate::syntax::{Node, Tree};

/// Texts of a chart that a template may put in by `.Files`; larger ones are data.
const LARGEST_FILE: usize = 256 * 1024;

/// Whether a file of a chart is needed to tell what its templates read. Custom resource definitions
/// are no templates.
pub(crate) fn is_wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_crd = path.starts_with("crds/") || path.contains("/crds/");
    let is_page = name.ends_with(".md") || name == "LICENSE";
    (!is_crd || path.contains("templates/")) && !is_page
}

/// A chart.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) name: String,
    /// Whether it only has templates for other charts.
    pub(crate) is_library: bool,
    /// Whether it has custom resource definitions, which take no values.
    pub(crate) has_crds: bool,
    /// Its values.yaml, which is parsed at the first use.
    values: Vec<u8>,
    tree: OnceCell<Option<Tree>>,
    /// The schema of its values.
    pub(crate) schema: Option<Vec<u8>>,
    /// The texts under `templates/`, by their paths in the chart.
    pub(crate) templates: Vec<(String, String)>,
    /// Its other texts that have braces.
    pub(crate) files: Vec<String>,
    pub(crate) dependencies: Vec<ChartDependency>,
    pub(crate) subcharts: Vec<Contents>,
}

/// A chart that a chart lists among its dependencies.
#[derive(Debug)]
pub(crate) struct ChartDependency {
    pub(crate) name: String,
    /// The key of its values: its name or alias.
    pub(crate) key: String,
    /// Paths of values that turn it on, in the values of the chart that lists it.
    pub(crate) conditions: Vec<String>,
    pub(crate) tags: Vec<String>,
    /// Paths in its own values that the listing chart takes over.
    pub(crate) imports: Vec<String>,
}

/// What is left to read of nested archives.
struct Rest {
    bytes: u64,
    depth: usize,
}

impl Contents {
    /// The chart that some files are; `None` if it is not known whole.
    pub(crate) fn of(files: ChartFiles) -> Option<Contents> {
        let mut rest = Rest {
            bytes: LIMITS.archive_bytes.saturating_sub(files.unpacked),
            depth: LIMITS.chart_depth,
        };
        contents(files, &mut rest)
    }

    /// Its own values, if they are valid.
    pub(crate) fn values(&self) -> Option<Node<'_>> {
        let tree = self.tree.get_or_init(|| yaml(self.values.clone()));
        tree.as_ref().and_then(Tree::root)
    }

    /// The subchart whose values are under a key, and whether the chart has such.
    pub(crate) fn subchart(&self, key: &str) -> Option<&Contents> {
        let listed = self.dependencies.iter().find(|of| of.key == key);
        let name = listed.map_or(key, |of| of.name.as_str());
        self.subcharts.iter().find(|of| of.name == name)
    }

    /// The keys under which a subchart has its values.
    pub(crate) fn keys_of<'c>(&'c self, subchart: &'c Contents) -> Vec<&'c str> {
        let listed = self.dependencies.iter();
        let listed = listed.filter(|of| of.name == subchart.name);
        let keys: Vec<_> = listed.map(|of| of.key.as_str()).collect();
        match keys.is_empty() {
            true => vec![subchart.name.as_str()],
            false => keys,
        }
    }

    /// Whether the chart's own values, or those of a chart within it, have a path.
    pub(crate) fn has_default(&self, path: &[&str]) -> bool {
        let own = self
            .values()
            .is_some_and(|root| look_up(root, path).is_some());
        own || self.subcharts.iter().any(|subchart| {
            // Global values are those of every chart.
            let is_global = path.first() == Some(&"global");
            let rest = path
                .split_first()
                .filter(|(key, _)| self.keys_of(subchart).contains(key));
            let inner = rest.map(|(_, rest)| rest).filter(|rest| !rest.is_empty());
            inner.is_some_and(|rest| subchart.has_default(rest))
                || is_global && subchart.has_default(path)
        })
    }

    /// Whether the default at a path is a mapping with keys.
    pub(crate) fn has_keys_at(&self, path: &[&str]) -> bool {
        let at = self.values().and_then(|root| look_up(root, path));
        let has_keys = at.is_some_and(|node| node.entries().next().is_some());
        has_keys
            || self
                .subcharts
                .iter()
                .any(|subchart| match path.split_first() {
                    Some((key, rest)) => {
                        self.keys_of(subchart).contains(key) && subchart.has_keys_at(rest)
                    }
                    None => false,
                })
    }

    /// This chart and those within it.
    pub(crate) fn all(&self) -> Vec<&Contents> {
        let within = self.subcharts.iter().flat_map(Contents::all);
        std::iter::once(self).chain(within).collect()
    }
}

/// The value at a path of keys.
pub(crate) fn look_up<'t>(root: Node<'t>, path: &[&str]) -> Option<Node<'t>> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

fn contents(files: ChartFiles, rest: &mut Rest) -> Option<Contents> {
    if files.is_cut {
        return None;
    }
    let tree = yaml(files.chart?)?;
    let chart = tree.root()?;
    let name = chart.get("name")?.text()?.to_owned();
    let is_library = chart.get("type").and_then(Node::text) == Some("library");
    let mut dependencies: Vec<_> = listed(chart).collect();
    let mut templates = Vec::new();
    let mut texts = Vec::new();
    let mut within: BTreeMap<String, ChartFiles> = BTreeMap::new();
    let mut packed = Vec::new();
    for (path, bytes) in files.others {
        let parts: Vec<&str> = path.splitn(3, '/').collect();
        match parts.as_slice() {
            ["charts", archive] if archive.ends_with(".tgz") || archive.ends_with(".tar.gz") => {
                packed.push(bytes);
            }
            // Helm leaves such directories out.
            ["charts", name, _] if name.starts_with(['_', '.']) => {}
            ["charts", name, inner] => {
                let files = within.entry((*name).to_owned()).or_default();
                match *inner {
                    "Chart.yaml" => files.chart = Some(bytes),
                    "values.yaml" => files.values = Some(bytes),
                    "values.schema.json" => files.schema = Some(bytes),
                    inner => drop(files.others.insert(inner.to_owned(), bytes)),
                }
            }
            ["requirements.yaml"] => {
                let tree = yaml(bytes)?;
                dependencies.extend(tree.root().into_iter().flat_map(listed));
            }
            ["templates", ..] => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                templates.push((path, text));
            }
            _ if bytes.len() > LARGEST_FILE => {}
            _ => texts.extend(
                String::from_utf8(bytes)
                    .ok()
                    .filter(|text| text.contains("{{")),
            ),
        }
    }
    let mut subcharts = Vec::new();
    rest.depth = rest.depth.checked_sub(1)?;
    for bytes in packed {
        let files = read_nested(bytes, is_wanted, rest.bytes).ok()?;
        rest.bytes = rest.bytes.saturating_sub(files.unpacked);
        subcharts.push(contents(files, rest)?);
    }
    for files in within.into_values().filter(|files| files.chart.is_some()) {
        subcharts.push(contents(files, rest)?);
    }
    rest.depth += 1;
    Some(Contents {
        name,
        is_library,
        has_crds: files.has_crds,
        values: files.values.unwrap_or_default(),
        tree: OnceCell::new(),
        schema: files.schema,
        templates,
        files: texts,
        dependencies,
        subcharts,
    })
}

/// The dependencies that Chart.yaml or requirements.yaml lists.
fn listed(root: Node<'_>) -> impl Iterator<Item = ChartDependency> {
    let items = root.get("dependencies").into_iter().flat_map(Node::items);
    items.filter_map(|item| {
        let text = |key| item.get(key).and_then(Node::text);
        let name = text("name")?.to_owned();
        let conditions = text("condition").unwrap_or_default().split(',');
        let tags = item.get("tags").into_iter().flat_map(Node::items);
        let imports = item.get("import-values").into_iter().flat_map(Node::items);
        Some(ChartDependency {
            key: text("alias").map_or_else(|| name.clone(), str::to_owned),
            conditions: conditions
                .map(str::trim)
                .filter(|path| !path.is_empty())
                .map(str::to_owned)
                .collect(),
            tags: tags
                .filter_map(|tag| Some(tag.text()?.to_owned()))
                .collect(),
            imports: imports
                .filter_map(|import| match import.text() {
                    Some(name) => Some(format!("exports.{name}")),
                    None => Some(import.get("child")?.text()?.to_owned()),
                })
                .collect(),
            name,
        })
    })
}
