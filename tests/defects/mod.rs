//! Realistic defects, made one at a time in every good input that they can be made in: the rule
//! that is to find each finds it, at its line, and no other rule says anything of it.
//!
//! `table` lists the defects, `good` the inputs; `docs/defects.md` is the promise, made from both.

mod good;
mod mutant;
mod page;
mod part;
mod setting;
mod subnet_use;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use packlint::internals::date::Date;
use packlint::internals::engine::{Request, check};
use packlint::internals::source::Place;
use rayon::prelude::*;

use crate::support::{Folder, TODAY, entries, shared};
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

/// How much is tried.
#[derive(Clone, Copy)]
struct Effort {
    /// Maximum number of places of one input in which a defect is made: the first, the last, others
    /// between.
    places: usize,
    /// Each defect is made in one of so many inputs.
    one_in: usize,
}

/// Makes the defects in the inputs; one outcome for each defect.
fn made(defects: &[&Defect], goods: &[Good], effort: Effort) -> Vec<Outcome> {
    let of_each: Vec<Vec<Outcome>> = goods
        .par_iter()
        .enumerate()
        .map(|(at, good)| {
            let workspace = Workspace::new(good);
            let before = workspace
                .check(None)
                .unwrap_or_else(|error| panic!("{}: {error}", good.main));
            let of_defect = |(index, defect): (usize, &&Defect)| match (at + index) % effort.one_in
            {
                0 => one(defect, &workspace, &before, effort.places),
                _ => Outcome::default(),
            };
            defects.iter().enumerate().map(of_defect).collect()
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
    let mut before = before.to_vec();
    if let Some(copy) = &mutant.copy {
        let twin = |seen: &Seen| {
            let mut twin = seen.clone();
            twin.spot.file = twin.spot.file.replacen(&good.main, copy, 1);
            twin
        };
        before.extend(before.clone().iter().map(twin));
    }
    let spot = mutant.primary(good);
    let fresh = fresh(&before, after, defect.rule, Some(&spot));
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

/// The findings that were not there before, wherever those have moved. One of another rule than
/// `rule` may have come to be worded in another way.
fn fresh(before: &[Seen], after: Vec<Seen>, rule: &str, spot: Option<&Spot>) -> Vec<Seen> {
    let mut known: Vec<_> = before.iter().collect();
    let mut left = after;
    // Of two that say the same, the one where the defect was made is the new one.
    left.sort_by_key(|seen| Some(&seen.spot) == spot);
    for is_loose in [false, true] {
        left.retain(|seen| {
            let is_same = |known: &&Seen| {
                let is_worded = known.message == seen.message || is_loose && seen.rule != rule;
                known.rule == seen.rule && known.spot.file == seen.spot.file && is_worded
            };
            let at = known.iter().position(is_same);
            at.map(|at| known.swap_remove(at)).is_none()
        });
    }
    left
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
    let first: Vec<_> = failures.iter().take(SHOWN).cloned().collect();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        first.join("\n")
    );
}

/// So many failures are shown.
const SHOWN: usize = 40;

/// What became of every defect in the good fixtures.
static OUTCOMES: LazyLock<Vec<Outcome>> = LazyLock::new(|| {
    let defects: Vec<&Defect> = all().collect();
    let effort = Effort {
        places: 4,
        one_in: 1,
    };
    made(&defects, &shipped(), effort)
});

/// The page of the documentation.
#[cfg(unix)]
pub fn page() -> String {
    let defects: Vec<&Defect> = all().collect();
    page::page(&defects, &OUTCOMES)
}

#[test]
fn defects_in_good_fixtures_are_found() {
    let defects: Vec<&Defect> = all().collect();
    judge(&defects, &OUTCOMES);
}

/// On Unix only: one of the defects is a symbolic link.
#[cfg(unix)]
#[test]
fn every_defect_can_be_made_and_every_exception_is_needed() {
    let mut ids = BTreeSet::new();
    let mut idle = Vec::new();
    for (defect, outcome) in all().zip(OUTCOMES.iter()) {
        assert!(ids.insert(defect.id), "{} is in the table twice", defect.id);
        assert!(
            packlint::internals::rules::find(defect.rule).is_some(),
            "{}: no rule {}",
            defect.id,
            defect.rule
        );
        assert!(
            outcome.tried > 0,
            "{} can be made in no good fixture",
            defect.id
        );
        let never = defect
            .also
            .iter()
            .filter(|rule| !outcome.exceptions.contains(*rule));
        idle.extend(never.map(|rule| (defect.id, *rule)));
    }
    assert_eq!(idle, [], "never said beside these");
}

/// Whether the table has a defect that a rule finds.
pub fn has_defect_of(rule: &str) -> bool {
    all().any(|defect| defect.rule == rule)
}

/// The documentation says so: should one be found some day, it belongs into the table.
#[test]
fn what_is_said_not_to_be_found_is_not() {
    for beyond in beyond() {
        let Some(make) = beyond.make else { continue };
        let mut tried = 0;
        for good in shipped() {
            let mutants = few(make(&good), 1);
            let Some(mutant) = mutants.first() else {
                continue;
            };
            let workspace = Workspace::new(&good);
            let before = workspace.check(None).expect("a good input");
            let after = workspace.check(Some(mutant)).expect("checked");
            assert_eq!(
                fresh(&before, after, "", None),
                [],
                "{}: {}",
                beyond.says,
                good.main
            );
            tried += 1;
        }
        assert!(tried > 0, "{}: can be made in no good fixture", beyond.says);
    }
}

/// Real packs have much that fixtures do not think of. Each defect is made in every fourth of them:
/// to make it in all takes long.
#[test]
fn defects_in_real_packs_are_found() {
    let Some(packs) = shared("corpus/packs") else {
        return;
    };
    let names: Vec<_> = entries(&packs)
        .iter()
        .map(|path| {
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let goods: Vec<Good> = names.iter().map(|name| pack_in(&packs, "", name)).collect();
    let defects: Vec<&Defect> = all().collect();
    let effort = Effort {
        places: 1,
        one_in: 4,
    };
    let outcomes = made(&defects, &goods, effort);
    judge(&defects, &outcomes);
}
