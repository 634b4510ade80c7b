//! Findings: what a rule says about a place, with everything that a report needs.

mod results;
mod reword;
mod table;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::model::{Located, Network, Provenance, Setting};
use crate::source::{Place, SourceFile, Sources, Span};
use crate::text::{bounded, number, shortened};
pub use results::Results;
pub(crate) use results::{Unresolved, summed_up, total};
pub(crate) use table::Table;

/// How bad a finding is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    clap::ValueEnum,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information; nothing fails.
    Info,
    /// Probably works now but will cause problems later.
    Warning,
    /// Fails, or is certainly not what was meant.
    Error,
}

impl Severity {
    /// The lower-case name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity of a lower-case name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Severity::Info, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|severity| severity.name() == name)
    }
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be seen there; may be empty.
    pub(crate) text: String,
}

/// Whether an edit keeps the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It keeps the meaning, or the correction is certain.
    Safe,
    /// It is a guess, or may change the meaning.
    Unsafe,
}

/// A replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace.
    pub place: Place,
    /// The new text.
    pub replacement: String,
}

/// Edits that fix a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Whether they are safe.
    pub applicability: Applicability,
    /// The edits, in order and without overlaps.
    pub edits: Vec<Edit>,
}

/// One defect, at exactly one primary place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence with the names and numbers.
    pub message: String,
    /// The primary place; may be empty in width.
    pub primary: Label,
    /// Other places that take part, in any file.
    pub related: Vec<Label>,
    /// The numbers that the message sums up.
    pub(crate) table: Option<Table>,
    /// What to write instead.
    pub(crate) help: Option<String>,
    /// The numbers, by name.
    pub(crate) data: Vec<(&'static str, Value)>,
    /// The fix.
    pub fix: Option<Fix>,
    /// The pool, subnet or setting that the finding is about, where a more exact rule may
    /// supersede it (or it another).
    pub(crate) subject: Option<Place>,
    /// Findings that this one replaces; they come back where this one is suppressed.
    pub superseded: Vec<Finding>,
    /// JSON Pointer of the primary place in its document; filled in by the engine.
    pub(crate) pointer: String,
    /// 0-based document of a multi-document text; filled in by the engine.
    pub(crate) document: Option<u32>,
    /// How many findings it counts for: more than one if a limit excludes others from the list.
    pub(crate) count: u64,
    /// Places beyond the limit on labels, and the first of them.
    more_places: Option<(Place, u64)>,
}

impl Finding {
    /// A finding without labels yet.
    pub(crate) fn new(
        rule: &'static str,
        severity: Severity,
        place: Place,
        message: impl Into<String>,
    ) -> Self {
        Finding {
            rule,
            severity,
            message: bounded(message.into()),
            primary: Label {
                place,
                text: String::new(),
            },
            related: Vec::new(),
            table: None,
            help: None,
            data: Vec::new(),
            fix: None,
            subject: None,
            superseded: Vec::new(),
            pointer: String::new(),
            document: None,
            count: 1,
            more_places: None,
        }
    }

    /// Says something else than at first.
    pub(crate) fn message(&mut self, message: impl Into<String>) -> &mut Self {
        self.message = bounded(message.into());
        self
    }

    /// Sets a severity other than the rule's own.
    pub(crate) fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Says what is to be seen at the primary place.
    pub(crate) fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.primary.text = bounded(text.into());
        self
    }

    /// Adds another place; one that is already labelled is left as it is. Beyond the limit places
    /// are only counted.
    pub(crate) fn related(&mut self, place: Place, text: impl Into<String>) -> &mut Self {
        if place == self.primary.place {
            return self;
        }
        if self.related.len() >= MOST_RELATED {
            self.more_places.get_or_insert((place, 0)).1 += 1;
            return self;
        }
        let label = Label {
            place,
            text: bounded(text.into()),
        };
        if !self.related.contains(&label) {
            self.related.push(label);
        }
        self
    }

    /// Adds many other places. Beyond the limit it is not even looked what they are called.
    pub(crate) fn related_to<T: Into<String>>(
        &mut self,
        places: impl ExactSizeIterator<Item = (Place, impl FnOnce() -> T)>,
    ) -> &mut Self {
        let mut left = places.len() as u64;
        for (place, text) in places {
            if self.related.len() >= MOST_RELATED {
                self.more_places.get_or_insert((place, 0)).1 += left;
                break;
            }
            self.related(place, text());
            left -= 1;
        }
        self
    }

    /// Adds the label that replaces the places beyond the limit.
    pub(crate) fn close(&mut self) {
        if let Some((place, more)) = self.more_places.take() {
            let text = format!("and {} more", number(more));
            self.related.push(Label { place, text });
        }
    }

    /// Shows the numbers that the message sums up.
    pub(crate) fn table(&mut self, table: Table) -> &mut Self {
        self.table = Some(table);
        self
    }

    /// Says what to write instead.
    pub(crate) fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(bounded(text.into()));
        self
    }

    /// Says what to write instead, where nothing has been said yet.
    pub(crate) fn help_if_none(&mut self, text: impl FnOnce() -> String) -> &mut Self {
        self.help.get_or_insert_with(text);
        self
    }

    /// Adds a number or name for machines.
    pub(crate) fn data(&mut self, name: &'static str, value: impl Into<Value>) -> &mut Self {
        let value = match value.into() {
            Value::String(text) => Value::String(shortened(text)),
            value => value,
        };
        self.data.push((name, value));
        self
    }

    /// Names what the finding is about, for rules that supersede each other.
    pub(crate) fn about(&mut self, subject: Place) -> &mut Self {
        self.subject = Some(subject);
        self
    }

    /// The finding is about the value at its own place.
    pub(crate) fn about_itself(&mut self) -> &mut Self {
        self.about(self.primary.place)
    }

    /// Adds the fix that replaces one place's bytes.
    pub(crate) fn fix(
        &mut self,
        applicability: Applicability,
        place: Place,
        replacement: impl Into<String>,
    ) -> &mut Self {
        self.fix = Some(Fix {
            applicability,
            edits: vec![Edit {
                place,
                replacement: replacement.into(),
            }],
        });
        self
    }

    /// Adds the fix that puts another text in the place of a written one, whose quotes stay; none if
    /// its bytes are not that text.
    pub(crate) fn replace<T>(
        &mut self,
        applicability: Applicability,
        written: &Located<T>,
        text: &str,
        replacement: impl Into<String>,
    ) -> &mut Self {
        match written.provenance == Provenance::Written {
            true => self.fix_content(applicability, written.place, text, replacement),
            false => self,
        }
    }

    /// As [`Finding::replace`], of a text at a place.
    pub(crate) fn fix_content(
        &mut self,
        applicability: Applicability,
        place: Place,
        text: &str,
        replacement: impl Into<String>,
    ) -> &mut Self {
        match place.content(text) {
            Some(content) => self.fix(applicability, content, replacement),
            None => self,
        }
    }

    /// Adds the fix that gives a network setting another value, where it is written.
    pub(crate) fn fix_setting(
        &mut self,
        network: &Network,
        setting: Setting,
        replacement: &str,
    ) -> &mut Self {
        let written = network.in_effect(setting);
        match written.and_then(|candidate| candidate.content) {
            Some(content) => self.fix(Applicability::Unsafe, content, replacement),
            None => self,
        }
    }

    /// Adds the fix that swaps two written texts.
    pub(crate) fn swap<T: ToString>(&mut self, one: &Located<T>, other: &Located<T>) -> &mut Self {
        let text = |located: &Located<T>| {
            let text = located.known()?.to_string();
            let is_written = located.provenance == Provenance::Written;
            let content = located.place.content(&text).filter(|_| is_written)?;
            Some((content, text))
        };
        if let (Some((one, first)), Some((other, second))) = (text(one), text(other)) {
            self.fix(Applicability::Unsafe, one, second)
                .also(other, first);
        }
        self
    }

    /// Adds another edit to the fix.
    pub(crate) fn also(&mut self, place: Place, replacement: impl Into<String>) -> &mut Self {
        if let Some(fix) = &mut self.fix {
            fix.edits.push(Edit {
                place,
                replacement: replacement.into(),
            });
            fix.edits
                .sort_by_key(|edit| (edit.place.source, edit.place.span));
        }
        self
    }

    /// Every place that the finding points to.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let edits = self.fix.iter().flat_map(|fix| &fix.edits);
        std::iter::once(self.primary.place)
            .chain(self.related.iter().map(|label| label.place))
            .chain(edits.map(|edit| edit.place))
    }
}

/// Most places of a finding beside its primary one, without the one that replaces all others.
const MOST_RELATED: usize = 38;

/// The order of every report: path, offset, rule; then message, so that it is total.
pub(crate) fn sort(findings: &mut [Finding], sources: &Sources) {
    findings.sort_by_cached_key(|finding| {
        let (name, span) = locate(finding.primary.place, sources);
        (name, span, finding.rule, finding.message.clone())
    });
}

fn locate(place: Place, sources: &Sources) -> (String, Span) {
    let source: Arc<SourceFile> = sources.get(place.source);
    (source.name.clone(), place.span)
}

/// Puts skipped checks in the order of path, offset and reason, each once: a pack of
/// two clusters lacks for both.
pub(crate) fn sort_unresolved(unresolved: &mut Vec<Unresolved>, sources: &Sources) {
    let key = |entry: &Unresolved| {
        let (name, span) = locate(entry.place, sources);
        (name, span, entry.unknown.reason())
    };
    unresolved.sort_by_cached_key(key);
    unresolved.dedup_by(|next, kept| {
        let is_same = key(next) == key(kept);
        if is_same {
            kept.rules.append(&mut next.rules);
        }
        is_same
    });
}

/// Puts what a more exact finding about the same subject replaces aside: its places become related
/// labels of the one that stays. `supersedes` gives the rules that a rule replaces.
pub(crate) fn supersede(
    findings: &mut Vec<Finding>,
    supersedes: impl Fn(&str) -> &'static [&'static str],
) {
    let mut heirs: HashMap<(Place, &'static str), usize> = HashMap::new();
    for (index, finding) in findings.iter().enumerate() {
        for rule in supersedes(finding.rule) {
            if let Some(subject) = finding.subject {
                heirs.entry((subject, *rule)).or_insert(index);
            }
        }
    }
    if heirs.is_empty() {
        return;
    }
    let heir_of = |finding: &Finding| {
        let key = (finding.subject?, finding.rule);
        heirs.get(&key).copied()
    };
    let parents: Vec<Option<usize>> = findings.iter().map(heir_of).collect();
    // An heir may have one itself.
    let root = |index: usize| {
        let mut root = index;
        for _ in 0..parents.len().min(MAX_HEIRS) {
            match parents.get(root).copied().flatten() {
                Some(parent) => root = parent,
                None => break,
            }
        }
        root
    };
    let mut slots: Vec<Option<Finding>> = findings.drain(..).map(Some).collect();
    for index in 0..slots.len() {
        let heir = root(index);
        if heir == index {
            continue;
        }
        if let Some(dropped) = slots[index].take() {
            match &mut slots[heir] {
                Some(heir) => heir.inherit(dropped),
                None => slots[index] = Some(dropped),
            }
        }
    }
    findings.extend(slots.into_iter().flatten());
}

/// How long a line of rules that supersede each other can be.
const MAX_HEIRS: usize = 8;

impl Finding {
    /// Takes over the labels of a finding that this one replaces.
    fn inherit(&mut self, replaced: Finding) {
        for label in std::iter::once(&replaced.primary).chain(&replaced.related) {
            let is_new = self.related.len() <= MOST_RELATED
                && label.place != self.primary.place
                && self.related.iter().all(|known| known.place != label.place);
            if is_new {
                self.related.push(label.clone());
            }
        }
        self.superseded.push(replaced);
    }
}

/// Drops the findings that `is_hidden` says. What a hidden one had superseded comes back, unless it
/// is hidden itself: it is no less true. Returns how many were hidden.
pub(crate) fn hide(
    findings: &mut Vec<Finding>,
    mut is_hidden: impl FnMut(&Finding) -> bool,
) -> usize {
    let mut hidden = 0;
    let mut left: Vec<Finding> = findings.drain(..).rev().collect();
    while let Some(mut finding) = left.pop() {
        if is_hidden(&finding) {
            hidden += total([&finding]);
            left.extend(finding.superseded.drain(..).rev());
        } else {
            findings.push(finding);
        }
    }
    hidden
}

/// Drops findings that say the same of the same place; the one with more labels stays. A file that
/// two clusters name is read twice, so that places are told apart by the file's name.
pub(crate) fn deduplicate(findings: &mut Vec<Finding>, sources: &Sources) {
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.related.len()));
    let mut seen = std::collections::HashSet::new();
    findings.retain(|finding| {
        seen.insert((
            finding.rule,
            locate(finding.primary.place, sources),
            finding.message.clone(),
        ))
    });
}
