//! Realistic defects, made one at a time in every good input that they can be made in: the rule
//! that is to find each finds it, at its line, and no other rule says anything of it.
//!
//! `table` lists the defects, `good` the inputs; `docs/defects.md` is the promise, made from both.

mod good;
mod mutant;
mod page;
mod part;
mod room;
mod setting;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use packlint::date::Date;
use packlint::engine::{Request, check};
use packlint::source::Place;
use rayon::prelude::*;

use crate::support::{Folder, TODAY, shared};
use good::{Form, Good, pack_in, shipped};
use mutant::{Change, Mutant, Spot, line_of};
use table::{Defect, all, beyond};

/// A finding, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    rule: &'static str,
    spot: Spot,
    message: String,
    labelled: Vec<Spot>,
}

/// A folder with the files of a good input.
struct Workspace<'g> {
    good: &'g Good,
    folder: Folder,
}

impl<'g> Workspace<'g> {
    fn new(good: &'g Good) -> Self {
        let folder = Folder::new();
        for (file, bytes) in &good.files {
            folder.write(file, bytes);
        }
        Workspace { good, folder }
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.folder.path().join(file)
    }

    /// What is found in the good input, or in it with a defect; then all is as it was.
    fn check(&self, mutant: Option<&Mutant>) -> Result<Vec<Seen>, String> {
        let files = mutant.map_or_else(BTreeMap::new, |mutant| mutant.files(self.good));
        for (file, change) in &files {
            self.remove(file);
            match change {
                Change::Bytes(bytes) => self.folder.write(file, bytes),
                Change::Gone => {}
                Change::Directory => std::fs::create_dir_all(self.path(file)).expect("made"),
                Change::Link(target) => link(target, &self.path(file)),
            }
        }
        let seen = self.run(mutant);
        for file in files.keys() {
            self.remove(file);
            if let Some(bytes) = self.good.files.get(file) {
                self.folder.write(file, bytes);
            }
        }
        seen
    }

    fn remove(&self, file: &str) {
        let path = self.path(file);
        let removed = match path.symlink_metadata() {
            Err(_) => Ok(()),
            Ok(metadata) if metadata.is_dir() => std::fs::remove_dir_all(&path),
            Ok(_) => std::fs::remove_file(&path),
        };
        removed.unwrap_or_else(|error| panic!("{file}: {error}"));
    }

    fn run(&self, mutant: Option<&Mutant>) -> Result<Vec<Seen>, String> {
        let paths = mutant.and_then(|mutant| mutant.paths.clone());
        let paths = paths.unwrap_or_else(|| vec![self.good.main.clone()]);
        let flags = mutant.and_then(|mutant| mutant.flags.clone());
        let request = Request {
            paths: paths.into_iter().map(Into::into).collect(),
            flags: flags.unwrap_or_else(|| self.good.flags.clone()),
            baseline: mutant.and_then(|mutant| Some(mutant.baseline.as_ref()?.into())),
            selection: self.good.selection.clone(),
            today: Date::parse(TODAY).expect("a day"),
            ..Request::default()
        };
        let report = check(&request, self.folder.path().to_path_buf());
        if let Some(error) = report.errors.first() {
            return Err(format!("{}: {}", error.file, error.message));
        }
        let spot = |place: Place| {
            let source = report.sources.get(place.source);
            Spot {
                line: line_of(&source.text, place.span.start as usize),
                file: source.name.clone(),
            }
        };
        let findings = report.findings.iter();
        Ok(findings
            .map(|finding| Seen {
                rule: finding.rule,
                spot: spot(finding.primary.place),
                message: finding.message.clone(),
                labelled: finding
                    .related
                    .iter()
                    .map(|label| spot(label.place))
                    .collect(),
            })
            .collect())
    }
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    std::os::unix::fs::symlink(target, path).expect("linked");
}

#[cfg(not(unix))]
fn link(_target: &str, _path: &Path) {}

/// How a defect fared.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The forms of the inputs in which it can be made.
    pub forms: BTreeSet<Form>,
    /// In how many inputs it was made.
    pub inputs: usize,
    /// In how many places.
    pub tried: usize,
    /// How often it was found as it should.
    pub found: usize,
    /// The exceptions that were needed.
    exceptions: BTreeSet<&'static str>,
    failures: Vec<String>,
}

impl Outcome {
    fn add(&mut self, other: Outcome) {
        self.forms.extend(other.forms);
        self.inputs += other.inputs;
        self.tried += other.tried;
        self.found += other.found;
        self.exceptions.extend(other.exceptions);
        self.failures.extend(other.failures);
    }
}

/// Makes the defects in the inputs; one outcome for each defect.
fn made(defects: &[&Defect], goods: &[Good], places: usize) -> Vec<Outcome> {
    let of_each: Vec<Vec<Outcome>> = goods
        .par_iter()
        .map(|good| {
            let workspace = Workspace::new(good);
            let before = workspace
                .check(None)
                .unwrap_or_else(|error| panic!("{}: {error}", good.main));
            defects
                .iter()
                .map(|defect| one(defect, &workspace, &before, places))
                .collect()
        })
        .collect();
    let mut outcomes = vec![Outcome::default(); defects.len()];
    for of_good in of_each {
        for (outcome, other) in outcomes.iter_mut().zip(of_good) {
            outcome.add(other);
        }
    }
    outcomes
}

/// Makes one defect in every place of one input, or in so many.
fn one(defect: &Defect, workspace: &Workspace<'_>, before: &[Seen], places: usize) -> Outcome {
    let good = workspace.good;
    let mut outcome = Outcome::default();
    if !good.selection.is_on(defect.rule) {
        return outcome;
    }
    for mutant in few((defect.make)(good), places) {
        outcome.tried += 1;
        match verdict(defect, &mutant, workspace, before) {
            Ok(exceptions) => {
                outcome.found += 1;
                outcome.exceptions.extend(exceptions);
            }
            Err(failure) => outcome
                .failures
                .push(format!("{} in {}: {failure}", defect.id, good.main)),
        }
    }
    if outcome.tried > 0 {
        outcome.inputs = 1;
        outcome.forms.insert(good.form);
    }
    outcome
}

/// The first, the last, and others between them.
fn few<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let count = all.len();
    if count <= most {
        return all;
    }
    let chosen: BTreeSet<usize> = (0..most)
        .map(|at| at * (count - 1) / (most - 1).max(1))
        .collect();
    let indexed = all.into_iter().enumerate();
    indexed
        .filter(|(at, _)| chosen.contains(at))
        .map(|(_, one)| one)
        .collect()
}

/// The exceptions that the defect needs, or what is wrong with the findings.
fn verdict(
    defect: &Defect,
    mutant: &Mutant,
    workspace: &Workspace<'_>,
    before: &[Seen],
) -> Result<Vec<&'static str>, String> {
    let good = workspace.good;
    let after = workspace.check(Some(mutant))?;
    let fresh = fresh(before, after);
    let spot = mutant.primary(good);
    let shown = || {
        let changed = mutant
            .files(good)
            .into_keys()
            .collect::<Vec<_>>()
            .join(", ");
        let lines: Vec<_> = fresh
            .iter()
            .map(|seen| {
                format!(
                    "\n    {}:{}: {} {} {:?}",
                    seen.spot.file, seen.spot.line, seen.rule, seen.message, seen.labelled
                )
            })
            .collect();
        format!(
            "expected {} at {}:{}, changed {changed}; found{}{}",
            defect.rule,
            spot.file,
            spot.line,
            if lines.is_empty() { " nothing" } else { ":" },
            lines.concat()
        )
    };
    let at = fresh
        .iter()
        .position(|seen| seen.rule == defect.rule && seen.spot == spot);
    let Some(at) = at else {
        return Err(format!("missed: {}", shown()));
    };
    let unnamed = mutant
        .labelled(good)
        .into_iter()
        .find(|spot| !fresh[at].labelled.contains(spot));
    if let Some(unnamed) = unnamed {
        return Err(format!(
            "{}:{} is not named: {}",
            unnamed.file,
            unnamed.line,
            shown()
        ));
    }
    let others = fresh.iter().enumerate().filter(|(other, _)| *other != at);
    let others: Vec<_> = others.map(|(_, seen)| seen.rule).collect();
    let is_allowed = |rule: &&'static str| defect.also.contains(rule) || mutant.also.contains(rule);
    match others.iter().all(is_allowed) {
        true => Ok(others),
        false => Err(format!("more than one finding: {}", shown())),
    }
}

/// The findings that were not there before, wherever those have moved.
fn fresh(before: &[Seen], after: Vec<Seen>) -> Vec<Seen> {
    let key = |seen: &Seen| (seen.rule, seen.spot.file.clone(), seen.message.clone());
    let mut known: Vec<_> = before.iter().map(key).collect();
    let mut fresh = Vec::new();
    for seen in after {
        match known.iter().position(|known| *known == key(&seen)) {
            Some(at) => {
                known.swap_remove(at);
            }
            None => fresh.push(seen),
        }
    }
    fresh
}

/// Prints the table, and fails with what was missed.
fn judge(defects: &[&Defect], outcomes: &[Outcome]) {
    println!(
        "{:32} {:>7} {:>7} {:>7} {:>6}",
        "defect", "inputs", "places", "found", "share"
    );
    let mut failures = Vec::new();
    for (defect, outcome) in defects.iter().zip(outcomes) {
        let Outcome {
            inputs,
            tried,
            found,
            ..
        } = outcome;
        let share = page::share(outcome);
        println!(
            "{:32} {inputs:>7} {tried:>7} {found:>7} {share:>6}",
            defect.id
        );
        failures.extend(outcome.failures.iter().cloned());
    }
    let tried: usize = outcomes.iter().map(|outcome| outcome.tried).sum();
    let found: usize = outcomes.iter().map(|outcome| outcome.found).sum();
    println!("{} defects in {tried} places, {found} found", defects.len());
    let shown = std::env::var("PACKLINT_SHOWN")
        .ok()
        .and_then(|shown| shown.parse().ok())
        .unwrap_or(20);
    let first: Vec<_> = failures.iter().take(shown).cloned().collect();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        first.join("\n")
    );
}

#[test]
fn defects_in_good_fixtures_are_found() {
    let defects: Vec<&Defect> = chosen();
    let goods = shipped();
    let outcomes = made(&defects, &goods, 6);
    judge(&defects, &outcomes);
}

fn chosen() -> Vec<&'static Defect> {
    let only = std::env::var("PACKLINT_DEFECT").ok();
    all()
        .filter(|defect| {
            only.as_ref()
                .is_none_or(|only| defect.id.contains(only.as_str()))
        })
        .collect()
}
