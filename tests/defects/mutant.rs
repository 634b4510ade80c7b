//! A good input with one defect made in it, and the line at which the defect has to be found.

use std::collections::BTreeMap;
use std::ops::Range;

use packlint::internals::input::QuickFlags;

use super::good::Good;

/// What becomes of a whole file.
#[derive(Clone, Debug)]
pub enum Change {
    /// It has this content.
    Bytes(Vec<u8>),
    /// It is not there.
    Gone,
    /// It is a directory.
    Directory,
    /// It is a symbolic link to this path.
    Link(String),
}

/// Bytes of a good text that others take the place of.
#[derive(Clone, Debug)]
struct Edit {
    file: String,
    range: Range<usize>,
    with: String,
}

/// A place that is known before the edits are made.
#[derive(Clone, Debug)]
enum At {
    /// The first thing that an edit writes, or the place where it takes something away.
    Edit(usize),
    /// A word that an edit writes.
    Written(usize, &'static str),
    /// A byte of the good text, wherever the edits move it.
    Old(String, usize),
    /// A line that is known.
    Line(String, usize),
}

/// A file with a line of it, 1-based, as a report gives them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, relative to the workspace.
    pub file: String,
    /// The line.
    pub line: usize,
}

/// One defect in one good input.
#[derive(Clone, Debug)]
pub struct Mutant {
    edits: Vec<Edit>,
    changes: Vec<(String, Change)>,
    /// Flags instead of the input's own.
    pub flags: Option<QuickFlags>,
    /// A baseline, by its path.
    pub baseline: Option<String>,
    /// What is checked instead of the input's own path.
    pub paths: Option<Vec<String>>,
    /// A copy of the input's directory: what is found in the one is found in the other.
    pub copy: Option<String>,
    primary: At,
    labelled: Vec<At>,
    /// Rules that rightly say something of this one too.
    pub also: Vec<&'static str>,
}

impl Good {
    /// Puts a text in the place of some bytes of a file. The defect is to be found where it is made.
    pub fn edit(&self, file: &str, range: Range<usize>, with: impl Into<String>) -> Mutant {
        let edit = Edit {
            file: file.to_owned(),
            range,
            with: with.into(),
        };
        Mutant {
            edits: vec![edit],
            ..Mutant::nothing(At::Edit(0))
        }
    }

    /// Changes whole files. The defect is to be found at a line that is there already.
    pub fn change(&self, changes: Vec<(String, Change)>, found: (String, usize)) -> Mutant {
        Mutant {
            changes,
            ..Mutant::nothing(At::Old(found.0, found.1))
        }
    }
}

impl Mutant {
    fn nothing(primary: At) -> Self {
        Mutant {
            edits: Vec::new(),
            changes: Vec::new(),
            flags: None,
            baseline: None,
            paths: None,
            copy: None,
            primary,
            labelled: Vec::new(),
            also: Vec::new(),
        }
    }

    /// Other flags on the command line: a source of one line.
    pub fn of_flags(flags: QuickFlags) -> Self {
        Mutant {
            flags: Some(flags),
            ..Mutant::nothing(At::Line("<command-line>".to_owned(), 1))
        }
    }

    /// A second edit that belongs to the same defect.
    pub fn and(mut self, file: &str, range: Range<usize>, with: impl Into<String>) -> Self {
        self.edits.push(Edit {
            file: file.to_owned(),
            range,
            with: with.into(),
        });
        self
    }

    /// A whole file that changes with it.
    pub fn and_change(mut self, file: impl Into<String>, change: Change) -> Self {
        self.changes.push((file.into(), change));
        self
    }

    /// Is found at another place of the good text, and names the place where it was made.
    pub fn found_at(mut self, file: &str, offset: usize) -> Self {
        let made = std::mem::replace(&mut self.primary, At::Old(file.to_owned(), offset));
        self.labelled.push(made);
        self
    }

    /// As [`Mutant::found_at`], where there is nothing to name: what was there is gone.
    pub fn found_only_at(mut self, file: &str, offset: usize) -> Self {
        self.primary = At::Old(file.to_owned(), offset);
        self
    }

    /// Is found at a word that the first edit writes.
    pub fn found_at_word(mut self, word: &'static str) -> Self {
        self.primary = At::Written(0, word);
        self
    }

    /// Names the place of the first edit beside.
    pub fn names_edit(mut self, word: &'static str) -> Self {
        self.labelled.push(At::Written(0, word));
        self
    }

    /// Is found at a line that is known.
    pub fn found_at_line(mut self, file: &str, line: usize) -> Self {
        self.primary = At::Line(file.to_owned(), line);
        self
    }

    /// Names a place of the good text beside.
    pub fn names(mut self, file: &str, offset: usize) -> Self {
        self.labelled.push(At::Old(file.to_owned(), offset));
        self
    }

    /// The files that differ from the good input.
    pub fn files(&self, good: &Good) -> BTreeMap<String, Change> {
        let mut files: BTreeMap<_, _> = self.changes.iter().cloned().collect();
        for edit in &self.edits {
            if !files.contains_key(&edit.file) {
                let text = self.text(good, &edit.file);
                files.insert(edit.file.clone(), Change::Bytes(text.into_bytes()));
            }
        }
        files
    }

    /// A good text with the edits made in it.
    fn text(&self, good: &Good, file: &str) -> String {
        let mut edits = self.edits_of(file);
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
        let mut text = good.text(file).to_owned();
        for edit in edits {
            text.replace_range(edit.range.clone(), &edit.with);
        }
        text
    }

    fn edits_of(&self, file: &str) -> Vec<&Edit> {
        self.edits.iter().filter(|edit| edit.file == file).collect()
    }

    /// Where the finding has to be.
    pub fn primary(&self, good: &Good) -> Spot {
        self.spot(good, &self.primary)
    }

    /// Which lines it has to name beside.
    pub fn labelled(&self, good: &Good) -> Vec<Spot> {
        let spots = self.labelled.iter().map(|at| self.spot(good, at));
        let primary = self.primary(good);
        spots.filter(|spot| *spot != primary).collect()
    }

    fn spot(&self, good: &Good, at: &At) -> Spot {
        let (file, offset) = match at {
            At::Line(file, line) => {
                return Spot {
                    file: file.clone(),
                    line: *line,
                };
            }
            At::Old(file, offset) => (file, self.moved(file, *offset)),
            At::Written(index, word) => {
                let edit = &self.edits[*index];
                let within = edit.with.find(word).expect("a word of the edit");
                (
                    &edit.file,
                    self.moved(&edit.file, edit.range.start) + within,
                )
            }
            At::Edit(index) => {
                let edit = &self.edits[*index];
                let blanks = edit.with.len() - edit.with.trim_start().len();
                let blanks = if blanks == edit.with.len() { 0 } else { blanks };
                (
                    &edit.file,
                    self.moved(&edit.file, edit.range.start) + blanks,
                )
            }
        };
        let line = match good.files.contains_key(file) {
            true => line_of(&self.text(good, file), offset),
            false => 1,
        };
        Spot {
            file: file.clone(),
            line,
        }
    }

    /// Where a byte of the good text is, once the edits before it are made.
    fn moved(&self, file: &str, offset: usize) -> usize {
        let mut moved = offset;
        for edit in self.edits_of(file) {
            if edit.range.start < offset {
                moved = moved + edit.with.len() - edit.range.len();
            }
        }
        moved
    }
}

/// The 1-based line of a byte, counted by the line breaks before it.
pub fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    1 + before.filter(|byte| **byte == b'\n').count()
}
