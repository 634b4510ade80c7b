//! Baselines: the findings of today, written down, so that only new ones count.
//!
//! A finding is known by its rule, its file, the keys that lead to it and the text there: not by
//! its line, nor by its place in a list, so that it stays known when lines move. Of equal ones the
//! number is kept: one more is new.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::finding::Finding;
use crate::problem::{Problem, ProblemKind};
use crate::source::{SourceFile, Sources};
use crate::syntax::{Kind, Node, Tree, Typed, parse_json};

/// Changes only with a break of the format.
const VERSION: i128 = 1;

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    rule: String,
    file: String,
    path: String,
    text: String,
}

impl Key {
    /// What a finding is known by.
    pub fn new(finding: &Finding, sources: &Sources) -> Self {
        let source = sources.get(finding.primary.place.source);
        // Indices of lists change when an item is added before.
        let is_index =
            |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let path = finding
            .pointer
            .split('/')
            .map(|part| if is_index(&part) { "*" } else { part });
        Key {
            rule: finding.rule.to_owned(),
            file: source.name.clone(),
            path: path.collect::<Vec<_>>().join("/"),
            text: finding.primary.place.span.slice(&source.text).to_owned(),
        }
    }
}

impl Key {
    /// All of it as one text.
    pub fn joined(&self) -> String {
        [&self.rule, &self.file, &self.path, &self.text]
            .map(String::as_str)
            .join("\n")
    }
}

/// A baseline as it was read.
#[derive(Debug)]
pub struct Baseline {
    entries: BTreeMap<Key, Entry>,
}

#[derive(Debug)]
struct Entry {
    left: i128,
    place: crate::source::Place,
}

/// The text of a baseline that holds all findings.
///
/// # Errors
/// Never in fact: all keys are strings.
pub fn write(findings: &[Finding], sources: &Sources) -> serde_json::Result<String> {
    let mut counts: BTreeMap<Key, u64> = BTreeMap::new();
    for finding in findings {
        *counts.entry(Key::new(finding, sources)).or_default() += 1;
    }
    let entry = |(key, count): (Key, u64)| -> Value {
        json!({"rule": key.rule, "file": key.file, "path": key.path, "text": key.text, "count": count})
    };
    let entries: Vec<_> = counts.into_iter().map(entry).collect();
    let baseline = json!({"version": VERSION as u64, "findings": entries});
    Ok(format!("{}\n", serde_json::to_string_pretty(&baseline)?))
}

/// Reads a baseline.
///
/// # Errors
/// What is not as [`write`] makes it.
pub fn read(source: std::sync::Arc<SourceFile>) -> anyhow::Result<(Baseline, Tree)> {
    let parsed = parse_json(source);
    if !parsed.problems.is_empty() {
        bail!("the baseline is not JSON; write it again with --write-baseline");
    }
    let root = parsed.tree.root().context("the baseline is empty")?;
    if root.get("version").map(Node::kind) != Some(Kind::Scalar(Typed::Int(VERSION))) {
        bail!("the baseline is not of version {VERSION}; write it again with --write-baseline");
    }
    let mut entries = BTreeMap::new();
    for item in root.get("findings").into_iter().flat_map(Node::items) {
        let text = |name: &str| item.get(name).and_then(Node::text).map(str::to_owned);
        let key = (|| {
            Some(Key {
                rule: text("rule")?,
                file: text("file")?,
                path: text("path")?,
                text: text("text")?,
            })
        })();
        let count = match item.get("count").map(Node::kind) {
            Some(Kind::Scalar(Typed::Int(count))) => Some(count),
            _ => None,
        };
        let (Some(key), Some(left)) = (key, count) else {
            bail!("an entry of the baseline is incomplete; write it again with --write-baseline");
        };
        entries.insert(
            key,
            Entry {
                left,
                place: item.place(),
            },
        );
    }
    Ok((Baseline { entries }, parsed.tree))
}

impl Baseline {
    /// Drops the findings that the baseline holds, and gives the entries that hold nothing any
    /// more.
    pub fn apply(mut self, findings: &mut Vec<Finding>, sources: &Sources) -> Vec<Problem> {
        findings.retain(
            |finding| match self.entries.get_mut(&Key::new(finding, sources)) {
                Some(entry) if entry.left > 0 => {
                    entry.left -= 1;
                    false
                }
                _ => true,
            },
        );
        let stale = self.entries.into_iter().filter(|(_, entry)| entry.left > 0);
        stale
            .map(|(key, entry)| Problem {
                place: entry.place,
                kind: ProblemKind::BaselineStale {
                    rule: key.rule,
                    file: key.file,
                },
            })
            .collect()
    }
}
