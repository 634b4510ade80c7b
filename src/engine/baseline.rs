//! Baselines: the findings of today, written down, so that only new ones count.
//!
//! A finding is known by its rule, its file, the keys that lead to it and the text there: not by
//! its line, nor by its place in a list, so that it stays known when lines move. Of equal ones the
//! number is kept: one more is new.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::files::Loader;
use crate::finding::{Finding, hide};
use crate::problem::{Problem, ProblemKind};
use crate::source::{COMMAND_LINE_NAME, Place, STDIN_NAME, ShownSources, SourceFile, relative};
use crate::syntax::{Kind, Node, Tree, Typed, parse_json};

/// Changes only with a break of the format.
const VERSION: i128 = 1;

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    rule: String,
    file: String,
    path: String,
    text: String,
    message: String,
}

impl Key {
    /// What a finding is known by; `directory` is what its file's path is relative to.
    pub(crate) fn new(
        finding: &Finding,
        source: &SourceFile,
        relative: impl Fn(&str) -> String,
    ) -> Self {
        // Indices of lists change when an item is added before.
        let is_index =
            |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let path = finding
            .pointer
            .split('/')
            .map(|part| if is_index(&part) { "*" } else { part });
        Key {
            rule: finding.rule.to_owned(),
            file: relative(&source.name),
            path: path.collect::<Vec<_>>().join("/"),
            text: finding.primary.place.span.slice(&source.text).to_owned(),
            // The names in it tell findings apart that lie at one place, or at equal ones.
            message: without_numbers(&finding.message),
        }
    }

    /// All of it as one text.
    pub(crate) fn joined(&self) -> String {
        [
            &self.rule,
            &self.file,
            &self.path,
            &self.text,
            &self.message,
        ]
        .map(String::as_str)
        .join("\n")
    }
}

/// A message with `#` for each number: a sum that grows is the same finding.
fn without_numbers(message: &str) -> String {
    let mut masked = String::with_capacity(message.len());
    let mut is_number = false;
    for c in message.chars() {
        let is_digit = c.is_ascii_digit() || is_number && c == ',';
        if is_digit && !is_number {
            masked.push('#');
        } else if !is_digit {
            masked.push(c);
        }
        is_number = is_digit;
    }
    masked
}

/// Names a finding's file relative to the baseline, so that it is valid from every directory.
fn name_from(path: &Path, working_directory: &Path) -> impl Fn(&str) -> String {
    let directory = working_directory.join(path);
    let directory = directory
        .parent()
        .unwrap_or(working_directory)
        .to_path_buf();
    let working_directory = working_directory.to_path_buf();
    move |name| match name {
        STDIN_NAME | COMMAND_LINE_NAME => name.to_owned(),
        name => relative(&directory, &working_directory.join(name)),
    }
}

/// A baseline as it was read.
#[derive(Debug)]
pub(crate) struct Baseline {
    path: PathBuf,
    entries: BTreeMap<Key, BaselineEntry>,
}

#[derive(Debug)]
struct BaselineEntry {
    count: i128,
    /// How many of them were not found.
    left: i128,
    place: Place,
}

/// The text of a baseline at a path, with all findings.
///
/// # Errors
/// Never in fact: all keys are strings.
pub(crate) fn write(
    findings: &[Finding],
    sources: &ShownSources,
    path: &Path,
    working_directory: &Path,
) -> serde_json::Result<String> {
    let name = name_from(path, working_directory);
    let mut counts: BTreeMap<Key, u64> = BTreeMap::new();
    for finding in findings.iter().flat_map(with_superseded) {
        let source = sources.get(finding.primary.place.source);
        *counts.entry(Key::new(finding, &source, &name)).or_default() += 1;
    }
    written(counts)
}

/// The text of a baseline with so many findings of each kind.
///
/// # Errors
/// Never in fact: all keys are strings.
fn written(counts: BTreeMap<Key, u64>) -> serde_json::Result<String> {
    let entry = |(key, count): (Key, u64)| -> Value {
        json!({
            "rule": key.rule,
            "file": key.file,
            "path": key.path,
            "text": key.text,
            "message": key.message,
            "count": count,
        })
    };
    let entries: Vec<_> = counts.into_iter().map(entry).collect();
    let baseline = json!({"version": VERSION as u64, "findings": entries});
    Ok(format!("{}\n", serde_json::to_string_pretty(&baseline)?))
}

/// A finding, and those that it replaces: they come back where it is hidden.
fn with_superseded(finding: &Finding) -> Vec<&Finding> {
    let mut all = vec![finding];
    all.extend(finding.superseded.iter().flat_map(with_superseded));
    all
}

/// Reads a baseline.
///
/// # Errors
/// What is not as [`write()`] makes it.
pub(crate) fn read(source: Arc<SourceFile>, path: &Path) -> anyhow::Result<(Baseline, Tree)> {
    let parsed = parse_json(source);
    if !parsed.problems.is_empty() {
        bail!("the baseline is not valid JSON; create it again with --write-baseline");
    }
    let root = parsed.tree.root().context("the baseline is empty")?;
    if root.get("version").map(Node::kind) != Some(Kind::Scalar(Typed::Int(VERSION))) {
        bail!(
            "the baseline does not have version {VERSION}; create it again with --write-baseline"
        );
    }
    let mut entries = BTreeMap::new();
    for item in root.get("findings").into_iter().flat_map(Node::items) {
        let Some((key, entry)) = read_entry(item) else {
            bail!("an entry of the baseline is incomplete; create it again with --write-baseline");
        };
        entries.insert(key, entry);
    }
    let path = path.to_path_buf();
    Ok((Baseline { path, entries }, parsed.tree))
}

fn read_entry(item: Node<'_>) -> Option<(Key, BaselineEntry)> {
    let text = |name: &str| item.get(name).and_then(Node::text).map(str::to_owned);
    let Kind::Scalar(Typed::Int(count)) = item.get("count")?.kind() else {
        return None;
    };
    let key = Key {
        rule: text("rule")?,
        file: text("file")?,
        path: text("path")?,
        text: text("text")?,
        message: text("message")?,
    };
    let place = item.get("rule")?.place();
    let left = count;
    Some((key, BaselineEntry { count, left, place }))
}

/// What a baseline did to a report.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// How many findings it hides.
    pub(crate) hidden: usize,
    /// Entries that match nothing any more: of rules that ran, in files that were read or are gone.
    pub(crate) stale: Vec<Problem>,
    pub(crate) pruned: Pruned,
}

/// A baseline without what matches nothing any more.
#[derive(Debug, Default)]
pub(crate) struct Pruned {
    /// The number of findings that it has lost.
    pub(crate) removed: u64,
    /// The others, each with its number.
    kept: BTreeMap<Key, u64>,
}

impl Pruned {
    /// The number of findings that it still has.
    pub(crate) fn left(&self) -> u64 {
        self.kept.values().sum()
    }

    /// Its text.
    ///
    /// # Errors
    /// Never in fact: all keys are strings.
    pub(crate) fn written(self) -> serde_json::Result<String> {
        written(self.kept)
    }
}

impl Baseline {
    /// Drops the findings that are in the baseline. In a file that cannot be read, it is unknown what is fixed.
    pub(crate) fn apply(
        mut self,
        findings: &mut Vec<Finding>,
        loader: &Loader,
        is_on: impl Fn(&str, &Path) -> bool,
        is_about_reading: impl Fn(&str) -> bool,
    ) -> Applied {
        let working_directory = loader.working_directory();
        let name = name_from(&self.path, working_directory);
        let key_of = |finding: &Finding| {
            let source = loader.sources.get(finding.primary.place.source);
            Key::new(finding, &source, &name)
        };
        let unread = findings
            .iter()
            .filter(|finding| is_about_reading(finding.rule));
        let unread: HashSet<String> = unread.map(|finding| key_of(finding).file).collect();
        let hidden = hide(findings, |finding| {
            match self.entries.get_mut(&key_of(finding)) {
                Some(entry) if entry.left > 0 => {
                    entry.left -= 1;
                    true
                }
                _ => false,
            }
        });
        // What a new finding replaces is still there.
        let replaced = |finding: &'_ Finding| -> Vec<Key> {
            let all = finding.superseded.iter().flat_map(with_superseded);
            all.map(key_of).collect()
        };
        for key in findings.iter().flat_map(replaced) {
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.left -= 1;
            }
        }
        let read: HashSet<String> = loader.read_files().iter().map(|file| name(file)).collect();
        let own = working_directory.join(&self.path);
        let path = |key: &Key| own.with_file_name(&key.file);
        // Of a file outside the repository, nothing tells whether it exists.
        let is_known = |key: &Key| {
            let (file, directory) = (path(key), own.parent().unwrap_or(Path::new("")));
            let is_gone = || !loader.leaves(directory, &file) && !loader.files.exists(&file);
            read.contains(&key.file) && !unread.contains(&key.file) || is_gone()
        };
        let (mut stale, mut pruned) = (Vec::new(), Pruned::default());
        for (key, entry) in self.entries {
            let mut count = entry.count;
            if entry.left > 0 && is_on(&key.rule, &path(&key)) && is_known(&key) {
                count -= entry.left;
                pruned.removed += u64::try_from(entry.left).unwrap_or(0);
                let kind = ProblemKind::BaselineStale {
                    rule: key.rule.clone(),
                    file: key.file.clone(),
                };
                stale.push(Problem {
                    place: entry.place,
                    kind,
                });
            }
            pruned.kept.extend(
                u64::try_from(count)
                    .ok()
                    .filter(|count| *count > 0)
                    .map(|count| (key, count)),
            );
        }
        Applied {
            hidden,
            stale,
            pruned,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_do_not_tell_findings_apart() {
        let masked = super::without_numbers("needs 1,308 of the 251, or a /24");
        assert_eq!(masked, "needs # of the # or a /#");
    }
}
