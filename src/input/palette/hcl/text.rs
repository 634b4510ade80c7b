//! Texts as they are put together, with the places that their bytes come from.

use std::ops::Range;
use std::sync::Arc;

use super::ast::Literal;
use crate::source::{Place, SourceFile, Span};
use crate::syntax::{Hole, Spelled};

/// A text as it grows.
pub(super) struct Writer {
    outer: Arc<SourceFile>,
    whole: Span,
    pub(super) content: String,
    runs: Vec<(u32, u32)>,
    holes: Vec<Hole>,
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Writer {
    /// A text that is spelled by a part of a source.
    pub(super) fn new(outer: &Arc<SourceFile>, whole: Span) -> Self {
        Writer {
            outer: Arc::clone(outer),
            whole,
            content: String::new(),
            runs: Vec::new(),
            holes: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Spelled {
        let runs = match self.runs.is_empty() {
            true => vec![(0, self.whole.start)],
            false => self.runs,
        };
        Spelled::new(&self.outer, self.whole, self.content, runs).with_holes(self.holes)
    }

    /// Where the text is.
    pub(super) fn place(&self) -> Place {
        self.outer.place(self.whole)
    }

    /// What follows comes from an offset on.
    pub(super) fn run(&mut self, outer: u32) {
        self.runs.push((offset(self.content.len()), outer));
    }

    /// What follows is at a place, where that is in the same source.
    pub(super) fn source_id(&self) -> crate::source::SourceId {
        self.outer.id
    }

    pub(super) fn literal(&mut self, literal: &Literal) {
        let start = offset(self.content.len());
        let runs = literal.runs.iter();
        self.runs
            .extend(runs.map(|(at, outer)| (start + at, *outer)));
        self.content.push_str(&literal.text);
    }

    /// Takes a text with its holes, as one thing that comes from the last run.
    pub(super) fn text(&mut self, spelled: &Spelled) {
        let start = self.content.len();
        self.holes.extend(moved(&spelled.holes, start));
        self.content.push_str(&spelled.content);
    }

    /// Takes a part of a text, with the places of its bytes where they are in the same source.
    pub(super) fn part(&mut self, spelled: &Spelled, range: Range<usize>) {
        let part = slice(spelled, range);
        let start = offset(self.content.len());
        if part.outer.id == self.outer.id {
            let runs = part.runs().iter();
            self.runs
                .extend(runs.map(|(at, outer)| (start + at, *outer)));
        }
        self.text(&part);
    }

    /// Uses a word instead of what is unknown: YAML reads a scalar there, and no two such keys of
    /// a mapping are the same.
    pub(super) fn hole(&mut self, reason: &str) {
        let start = self.content.len();
        self.content.push_str(&format!("unknown-{start}"));
        let at = Span::new(start, self.content.len());
        self.holes.push(Hole {
            at,
            reason: reason.into(),
        });
    }
}

fn moved(holes: &[Hole], by: usize) -> impl Iterator<Item = Hole> + '_ {
    holes.iter().map(move |hole| Hole {
        at: Span::new(hole.at.start as usize + by, hole.at.end as usize + by),
        reason: Arc::clone(&hole.reason),
    })
}

/// A part of a text; a hole that the cut goes through is left out.
pub(super) fn slice(spelled: &Spelled, range: Range<usize>) -> Spelled {
    let content = spelled.content.get(range.clone()).unwrap_or_default();
    let (start, end) = (offset(range.start), offset(range.end));
    let runs = spelled.runs();
    let behind = runs.partition_point(|(at, _)| *at <= start);
    let first = behind.checked_sub(1).and_then(|at| runs.get(at));
    let first = first.map(|(at, outer)| (0, outer + (start - at)));
    let inside = runs.get(behind..).unwrap_or_default().iter();
    let inside = inside.take_while(|(at, _)| *at < end);
    let runs = first
        .into_iter()
        .chain(inside.map(|(at, outer)| (at - start, *outer)));
    let holes = spelled.holes.iter();
    let holes = holes.filter(|hole| start <= hole.at.start && hole.at.end <= end);
    let holes = holes.map(|hole| Hole {
        at: Span {
            start: hole.at.start - start,
            end: hole.at.end - start,
        },
        reason: Arc::clone(&hole.reason),
    });
    let runs: Vec<_> = runs.collect();
    let (outer, content) = (&spelled.outer, content.to_owned());
    let holes = holes.collect();
    match runs.is_empty() {
        true => Spelled::unmapped(outer, spelled.whole, content),
        false => Spelled::new(outer, spelled.whole, content, runs),
    }
    .with_holes(holes)
}
