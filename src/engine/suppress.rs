//! Suppressions: `# packlint: ignore[rule, rule] reason` hides findings of its line, of the line
//! below it, or, at the top of a file, of the whole file.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};

use crate::finding::{Finding, hide};
use crate::problem::{Problem, ProblemKind, Problems};
use crate::rules;
use crate::rules::Rule;
use crate::source::{LIMITS, Place, SourceFile, SourceId, Sources, Span};
use crate::syntax::{Comments, MARK};
use crate::text::short;

/// A comment that hides findings.
#[derive(Debug)]
pub struct Suppression {
    source: SourceId,
    /// The rule's id, and where the comment names it.
    rule: &'static str,
    place: Place,
    /// 0-based lines; `None` for the whole file.
    lines: Option<RangeInclusive<usize>>,
    is_used: bool,
    /// Whether all that could be hidden was looked for.
    is_complete: bool,
}

impl Suppression {
    /// Where the comment names the rule.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Notes whether the rule could look at everything: where it could not, that it found nothing
    /// says nothing of the suppression.
    pub(crate) fn note_incomplete(&mut self, is_incomplete: impl Fn(&str) -> bool) {
        self.is_complete &= !is_incomplete(self.rule) || !is_suppressible(self.rule);
    }
}

/// Reads the suppressions of a text, and what is wrong with them. `is_cluster_file` says that all
/// rules look at the text; what rules find in pack values depends on the cluster.
pub fn read(comments: &Comments, is_cluster_file: bool) -> (Vec<Suppression>, Vec<Problem>) {
    let source = &comments.source;
    let (mut suppressions, mut problems) = (Vec::new(), Problems::default());
    let mut next_values = NextValues { source, last: None };
    for comment in &comments.spans {
        let Some(ids) = parse(comment.slice(&source.text)) else {
            continue;
        };
        let lines = covered_lines(comments, *comment, &mut next_values);
        for (id, offset) in ids {
            let start = comment.start as usize + offset;
            let place = source.place(Span::new(start, start + id.len()));
            match rules::find(id) {
                Some(rule) => suppressions.push(Suppression {
                    source: source.id,
                    rule: rule.id,
                    place,
                    lines: lines.clone(),
                    is_used: false,
                    is_complete: is_cluster_file
                        || rule.group.is_about_files()
                        || rule.is_about_reading(),
                }),
                None => problems.push(Problem {
                    place,
                    kind: ProblemKind::UnknownSuppression {
                        rule: short(id).into_owned(),
                        suggestion: (problems.total() < LIMITS.findings as u64)
                            .then(|| rules::similar(id))
                            .flatten(),
                    },
                }),
            }
        }
    }
    (suppressions, problems.into_vec())
}

/// Whether a comment can hide findings of a rule. What says that a file could not be read says that
/// nothing else was looked for in it, which is not the file's to decide.
pub(crate) fn is_suppressible(rule: &str) -> bool {
    !rules::find(rule).is_some_and(Rule::is_about_reading)
}

/// The list of rules of a comment begins behind it.
const LIST: &str = "ignore[";

/// A comment that suppresses a rule.
pub(crate) fn comment(rule: &str) -> String {
    format!("# {MARK} {LIST}{rule}]")
}

/// Whether a comment that is being typed is within its list of rules.
pub(crate) fn is_within_list(typed: &str) -> bool {
    let list = typed
        .rsplit_once(MARK)
        .and_then(|(_, rest)| rest.trim_start().strip_prefix(LIST));
    list.is_some_and(|list| !list.contains(']'))
}

/// The rule ids of a comment, each with its offset in it; `None` for any other comment. A mark
/// without a list names one empty id, which no rule has.
fn parse(comment: &str) -> Option<Vec<(&str, usize)>> {
    let body = comment.strip_prefix('#').or(comment.strip_prefix("//"))?;
    let body = body.trim_start();
    let body = body.strip_prefix(MARK)?.trim_start();
    let start = comment.len() - body.len();
    let list = body
        .strip_prefix(LIST)
        .and_then(|list| Some((list, list.find(']')?)));
    let Some((list, end)) = list else {
        return Some(vec![(
            body.split_whitespace().next().unwrap_or_default(),
            start,
        )]);
    };
    let start = start + LIST.len();
    let mut ids = Vec::new();
    let mut offset = 0;
    for item in list.get(..end)?.split(',') {
        let blanks = item.len() - item.trim_start().len();
        ids.push((item.trim(), start + offset + blanks));
        offset += item.len() + 1;
    }
    Some(ids)
}

/// The lines that a comment covers: its own if something is before it, else the next that
/// is no comment. Before the first value it is the whole file (`None`), or the whole embedded text.
fn covered_lines(
    comments: &Comments,
    comment: Span,
    next_values: &mut NextValues<'_>,
) -> Option<RangeInclusive<usize>> {
    let source = &comments.source;
    let lines = source.lines();
    let own = lines.line_of(comment.start);
    let range = lines.range(&source.text, own);
    let before = range.start..comment.start as usize;
    let before = source.text.get(before).unwrap_or_default();
    if !before.trim().is_empty() {
        return Some(own..=own);
    }
    if comment.start < comments.first_value {
        let whole = comments.embedded_in?;
        return Some(lines.line_of(whole.start)..=lines.line_of(whole.end));
    }
    let line = next_values.below(own).unwrap_or(own);
    Some(line..=line)
}

/// Finds the next line that is neither blank nor a comment. Comments come in order, and often many in
/// a row: what was found for one applies to those below it.
struct NextValues<'t> {
    source: &'t SourceFile,
    /// Lines without a value, and the value's line that ends them, if there is one.
    last: Option<(Range<usize>, Option<usize>)>,
}

impl NextValues<'_> {
    fn below(&mut self, line: usize) -> Option<usize> {
        let from = line + 1;
        if let Some((_, found)) = self
            .last
            .as_ref()
            .filter(|(lines, _)| lines.contains(&from))
        {
            return *found;
        }
        let source = self.source;
        let lines = source.lines();
        let is_value = |line: &usize| {
            let range = lines.range(&source.text, *line);
            let text = source.text.get(range).unwrap_or_default().trim_start();
            !text.is_empty() && !text.starts_with('#') && !text.starts_with("//")
        };
        let found = (from..lines.count()).find(is_value);
        self.last = Some((from..found.unwrap_or(lines.count()), found));
        found
    }
}

/// The lines of one text in which a rule is hidden, each with the suppressions that were not used yet.
#[derive(Default)]
struct Covered {
    lines: HashMap<usize, Vec<usize>>,
    /// Whole files and embedded texts: few, however many comments say so.
    ranges: HashMap<Option<RangeInclusive<usize>>, Vec<usize>>,
}

impl Covered {
    fn add(&mut self, index: usize, lines: &Option<RangeInclusive<usize>>) {
        let indices = match lines {
            Some(lines) if lines.start() == lines.end() => {
                self.lines.entry(*lines.start()).or_default()
            }
            lines => self.ranges.entry(lines.clone()).or_default(),
        };
        indices.push(index);
    }

    /// The suppressions that hide a finding of a line and had hidden none before; `None` where it is
    /// not hidden.
    fn hides(&mut self, line: usize) -> Option<Vec<usize>> {
        let ranges = self.ranges.iter_mut();
        let ranges =
            ranges.filter(|(lines, _)| lines.as_ref().is_none_or(|lines| lines.contains(&line)));
        let own = self.lines.get_mut(&line).into_iter();
        let mut uses = None;
        for indices in own.chain(ranges.map(|(_, indices)| indices)) {
            uses.get_or_insert_with(Vec::new).append(indices);
        }
        uses
    }
}

/// Drops the findings that suppressions hide. Returns how many that were, and the suppressions that
/// hid nothing although their rule ran.
pub(crate) fn apply(
    findings: &mut Vec<Finding>,
    mut suppressions: Vec<Suppression>,
    sources: &Sources,
    is_on: impl Fn(&str, SourceId) -> bool,
) -> (usize, Vec<Problem>) {
    let mut by_rule: HashMap<(SourceId, &str), Covered> = HashMap::new();
    for (index, suppression) in suppressions.iter().enumerate() {
        if !is_suppressible(suppression.rule) {
            continue;
        }
        let key = (suppression.source, suppression.rule);
        by_rule
            .entry(key)
            .or_default()
            .add(index, &suppression.lines);
    }
    let hidden = hide(findings, |finding| {
        let place = finding.primary.place;
        let Some(covered) = by_rule.get_mut(&(place.source, finding.rule)) else {
            return false;
        };
        let line = sources.get(place.source).lines().line_of(place.span.start);
        let uses = covered.hides(line);
        let is_hidden = uses.is_some();
        for index in uses.unwrap_or_default() {
            suppressions[index].is_used = true;
        }
        is_hidden
    });
    let mut unused = Problems::default();
    unused.extend(
        suppressions
            .into_iter()
            .filter(|suppression| {
                !suppression.is_used
                    && suppression.is_complete
                    && is_on(suppression.rule, suppression.source)
            })
            .map(|suppression| Problem {
                place: suppression.place,
                kind: ProblemKind::UnusedSuppression {
                    rule: suppression.rule,
                },
            }),
    );
    (hidden, unused.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn comments_are_read() {
        assert_eq!(
            parse("# packlint: ignore[a, b-c] why"),
            Some(vec![("a", 19), ("b-c", 22)])
        );
        assert_eq!(parse("#packlint:ignore[a]"), Some(vec![("a", 17)]));
        assert_eq!(parse("# packlint: ignore a"), Some(vec![("ignore", 12)]));
        assert_eq!(parse("# packlint:"), Some(vec![("", 11)]));
        assert_eq!(parse("# packlint is good"), None);
    }

    proptest! {
        #[test]
        fn ids_stand_where_they_are_said_to(text in "#[ ]{0,2}packlint:[ ]?(ignore)?[\\[]?[a-z, ]{0,12}[\\]]?.{0,5}") {
            for (id, offset) in parse(&text).unwrap_or_default() {
                prop_assert_eq!(&text[offset..offset + id.len()], id);
            }
        }
    }
}
