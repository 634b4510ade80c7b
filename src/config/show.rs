//! The effective configuration and where it comes from: `packlint check --show-config`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Config;
use super::selection::{RuleSeverity, Selection};
use crate::finding::Severity;
use crate::model::Located;
use crate::model::NOTICE_MONTHS;
use crate::rules;
use crate::source::{Place, SourceFile};
use crate::syntax::{Node, Tree};
use crate::text;

/// The effective configuration in the form of packlint.yaml, each value with its origin as a comment: the
/// file with the line, a flag, or the default (`default`).
pub(crate) fn show(config: &Config, flags: &Selection) -> String {
    let held = config.selection.merge(flags);
    let origins = Origins {
        tree: config.tree.as_ref(),
    };
    let mut page = Page::default();
    match origins.tree.map(Tree::source) {
        Some(source) => page.line(0, &format!("# {}", source.name), ""),
        None => page.line(0, "# no packlint.yaml", ""),
    }
    let is_flag = |ids: &[String], id: &str| ids.iter().any(|own| own == id);
    page.list("select", &held.select, |id| {
        match is_flag(&flags.select, id) {
            true => "--select".to_owned(),
            false => origins.item(&["select"], id),
        }
    });
    page.list("ignore", &held.ignore, |id| {
        match is_flag(&flags.ignore, id) {
            true => "--ignore".to_owned(),
            false => origins.item(&["ignore"], id),
        }
    });
    page.severities(0, &held.severities, &origins, &["severity"]);
    page.list("exclude", &held.exclude.texts, |pattern| {
        origins.item(&["exclude"], pattern)
    });
    page.overrides(&held, &origins);
    match &held.pack_schema {
        None => page.line(0, "pack: {}", DEFAULT),
        Some(path) => {
            page.line(0, "pack:", "");
            let text = format!("schema: {}", quoted(&path.display().to_string()));
            page.line(1, &text, &origins.at(&["pack", "schema"]));
        }
    }
    let packs: Vec<_> = held
        .packs
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    page.list("packs", &packs, |directory| {
        let is_flag = |path: &PathBuf| path.display().to_string() == directory;
        match flags.packs.iter().any(is_flag) {
            true => "--packs".to_owned(),
            false => origins.at(&["packs"]),
        }
    });
    page.line(0, "thresholds:", "");
    let headroom = &config.thresholds.subnet_headroom;
    let percent = headroom.as_ref().and_then(Located::known);
    let origin = match percent {
        Some(_) => origins.at(&["thresholds", "subnetHeadroom"]),
        None => DEFAULT.to_owned(),
    };
    let text = format!("subnetHeadroom: {}%", percent.copied().unwrap_or(0));
    page.line(1, &text, &origin);
    let months = config.thresholds.retirement_months.as_ref();
    let months = months.and_then(Located::known);
    let origin = match months {
        Some(_) => origins.at(&["thresholds", "retirementMonths"]),
        None => DEFAULT.to_owned(),
    };
    let months = months.copied().unwrap_or(NOTICE_MONTHS.into());
    page.line(1, &format!("retirementMonths: {months}"), &origin);
    page.cluster(config, &origins);
    page.text
}

/// The origin of a value that is not set.
const DEFAULT: &str = "default";

/// Who says what.
struct Origins<'t> {
    tree: Option<&'t Tree>,
}

impl<'t> Origins<'t> {
    fn node(&self, path: &[&str]) -> Option<Node<'t>> {
        let root = self.tree?.root()?;
        path.iter().try_fold(root, |node, key| node.get(key))
    }

    fn of(&self, place: Place) -> String {
        self.tree.map_or_else(String::new, |tree| {
            let line = tree.source().lines().line_of(place.span.start) + 1;
            format!("{}:{line}", file_name(tree.source()))
        })
    }

    /// Who says the value that keys lead to.
    fn at(&self, path: &[&str]) -> String {
        let node = self.node(path);
        node.map_or_else(|| DEFAULT.to_owned(), |node| self.of(node.place()))
    }

    /// Who says an item of a list.
    fn item(&self, path: &[&str], text: &str) -> String {
        let list = self.node(path);
        let item = list.and_then(|list| list.items().find(|item| item.text() == Some(text)));
        item.map_or_else(|| DEFAULT.to_owned(), |item| self.of(item.place()))
    }
}

fn file_name(source: &SourceFile) -> &str {
    source.name.rsplit('/').next().unwrap_or(&source.name)
}

/// The lines, each with its comment behind it.
#[derive(Default)]
struct Page {
    text: String,
}

/// Where the comments begin, where the line is not longer.
const COMMENT_COLUMN: usize = 44;

impl Page {
    fn line(&mut self, depth: usize, text: &str, origin: &str) {
        let line = format!("{}{text}", "  ".repeat(depth));
        // Writing to a String cannot fail.
        let _ = match origin {
            "" => writeln!(self.text, "{line}"),
            origin => writeln!(self.text, "{line:<COMMENT_COLUMN$} # {origin}"),
        };
    }

    fn list(&mut self, key: &str, items: &[String], origin: impl Fn(&str) -> String) {
        if items.is_empty() {
            return self.line(0, &format!("{key}: []"), DEFAULT);
        }
        self.line(0, &format!("{key}:"), "");
        for item in items {
            self.line(1, &format!("- {}", quoted(item)), &origin(item));
        }
    }

    fn severities(
        &mut self,
        depth: usize,
        severities: &[RuleSeverity],
        origins: &Origins<'_>,
        path: &[&str],
    ) {
        if severities.is_empty() {
            return self.line(depth, "severity: {}", DEFAULT);
        }
        self.line(depth, "severity:", "");
        for (id, severity) in severities {
            let origin = origins.at(&[path, &[id.as_str()]].concat());
            let own = rules::find(id).map_or("", |rule| rule.severity.name());
            let name = severity.map_or("off", Severity::name);
            let origin = format!("{origin}; {own} by default");
            self.line(depth + 1, &format!("{id}: {name}"), &origin);
        }
    }

    fn overrides(&mut self, held: &Selection, origins: &Origins<'_>) {
        if held.overrides.is_empty() {
            return self.line(0, "overrides: []", DEFAULT);
        }
        self.line(0, "overrides:", "");
        for paths in &held.overrides {
            let flow = |items: &[String]| {
                let items: Vec<_> = items.iter().map(|item| quoted(item)).collect();
                format!("[{}]", items.join(", "))
            };
            let texts = format!("- paths: {}", flow(&paths.paths.texts));
            self.line(1, &texts, &origins.of(paths.place));
            if !paths.ignore.is_empty() {
                self.line(2, &format!("ignore: {}", flow(&paths.ignore)), "");
            }
            if !paths.severities.is_empty() {
                self.line(2, "severity:", "");
            }
            for (id, severity) in &paths.severities {
                let name = severity.map_or("off", Severity::name);
                self.line(3, &format!("{id}: {name}"), "");
            }
        }
    }

    fn cluster(&mut self, config: &Config, origins: &Origins<'_>) {
        let cluster = &config.cluster;
        let version = cluster.kubernetes_version.as_ref().and_then(Located::known);
        let is_empty =
            version.is_none() && cluster.variables.is_empty() && cluster.network.is_empty();
        if is_empty {
            return self.line(0, "cluster: {}", DEFAULT);
        }
        self.line(0, "cluster:", "");
        if let Some(version) = version {
            let text = format!("kubernetesVersion: {}", quoted(version));
            self.line(1, &text, &origins.at(&["cluster", "kubernetesVersion"]));
        }
        let mut names: Vec<_> = cluster.variables.iter().collect();
        names.sort();
        if !names.is_empty() {
            self.line(1, "variables:", "");
        }
        for (name, value) in names {
            let text = format!("{}: {}", quoted(name), quoted(value));
            self.line(2, &text, &origins.at(&["cluster", "variables", name]));
        }
        if !cluster.network.is_empty() {
            self.line(1, "network:", "");
        }
        for setting in &cluster.network {
            let text = format!("{}: {}", setting.key, quoted(setting.text().unwrap_or("")));
            let origin = origins.at(&["cluster", "network", &setting.key]);
            self.line(2, &text, &origin);
        }
    }
}

/// A text as a YAML scalar on one line.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let is_typed = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(text));
    match is_word && text.chars().all(is_plain) && !is_typed {
        true => text.to_owned(),
        // A JSON string is a YAML scalar.
        false => text::json(&serde_json::Value::from(text).to_string()),
    }
}
