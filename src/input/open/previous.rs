//! The state of a cluster before a change, out of a file of any form.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Door, Input, Opened, Opening, unknown};
use crate::model::{Cluster, Located, Previous, Scope};
use crate::problem::{Problem, ProblemKind};
use crate::source::{LIMITS, Place};
use crate::syntax::Tree;

/// The clusters of a file, as states before a change.
#[derive(Debug, Default)]
pub(crate) struct States {
    /// Each with what was wrong with its form.
    pub(crate) all: Vec<(Previous, Vec<Problem>)>,
    /// What was wrong beside the clusters' own problems.
    pub(crate) problems: Vec<Problem>,
    /// The trees that problems point into.
    pub(crate) trees: Vec<Arc<Tree>>,
}

impl States {
    /// The state of a cluster: the only one, or the one of its name.
    pub(crate) fn of(&self, cluster: &Cluster) -> Option<&(Previous, Vec<Problem>)> {
        match self.all.as_slice() {
            [only] => Some(only),
            all => all
                .iter()
                .find(|(one, _)| one.cluster.title == cluster.title),
        }
    }

    /// The problem of a file that has no state of a cluster; nothing if it has another one already.
    pub(crate) fn missing(&self, place: Place) -> Option<Problem> {
        let names: Vec<_> = self
            .all
            .iter()
            .map(|(one, _)| one.cluster.title.clone())
            .collect();
        let found = match names.is_empty() {
            true if !self.problems.is_empty() => return None,
            true => "a file without an AKS cluster".to_owned(),
            false => format!("a file with the clusters {}", names.join(", ")),
        };
        Some(Problem {
            place,
            kind: ProblemKind::WrongType {
                name: "previous".to_owned(),
                expected: "a file with one cluster, or with a cluster of this name".to_owned(),
                found,
                meant: None,
            },
        })
    }
}

impl Door<'_> {
    /// The states that are at a path. `named` is the path as an input names it, and where; the command
    /// line may name a pipe.
    pub(crate) fn states(&self, path: &Path, named: Option<(&str, Place)>) -> States {
        let door = Door {
            flags: None,
            form: None,
            is_previous: true,
            ..*self
        };
        let is_module = self.loader.files.is_directory(path)
            || path.extension().is_some_and(|extension| extension == "tf");
        let opening = match is_module {
            true => {
                let is_directory = self.loader.files.is_directory(path);
                let directory = path.parent().filter(|_| !is_directory).unwrap_or(path);
                door.module(directory, Some(path))
            }
            false => door.state_file(path, named),
        };
        match opening {
            Opening::Opened(opened) => self.states_of(opened),
            Opening::Unknown(problem) => States {
                problems: vec![problem],
                ..States::default()
            },
            Opening::Skipped(_) | Opening::FlagsBeside(_) => States::default(),
        }
    }

    /// Adds its previous state to the last cluster. Each file is read once, however many documents name
    /// it.
    pub(super) fn add_previous(
        &self,
        path: &Located<String>,
        directory: &Path,
        states: &mut HashMap<PathBuf, States>,
        opened: &mut Opened,
    ) {
        let (Some(text), Some(last)) = (path.known(), opened.clusters.last_mut()) else {
            return;
        };
        let file = directory.join(text);
        let states = states.entry(file).or_insert_with_key(|file| {
            let mut states = self.states(file, Some((text, path.place)));
            opened.problems.append(&mut states.problems);
            opened.trees.append(&mut states.trees);
            states
        });
        match states.of(&last.cluster) {
            Some((previous, problems)) => {
                last.previous = Some(previous.clone());
                last.problems.extend(problems.iter().cloned());
            }
            None => last.problems.extend(states.missing(path.place)),
        }
    }

    fn state_file(&self, path: &Path, named: Option<(&str, Place)>) -> Opening {
        let limit = match path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            true => LIMITS.json_bytes,
            false => LIMITS.file_bytes,
        };
        let mut problems = Vec::new();
        let source = match named {
            Some(named) => self.loader.read_part(path, limit, named, &mut problems),
            None => self.loader.read_named(path, limit, &mut problems),
        };
        let Some(source) = source else {
            return match problems.is_empty() {
                true => Opening::Unknown(unknown::unreadable(self.loader, path)),
                false => Opening::Opened(Opened {
                    problems,
                    ..Opened::default()
                }),
            };
        };
        let input = Input {
            source: &source,
            path,
            is_named: true,
        };
        self.input(input)
    }

    fn states_of(&self, opened: Opened) -> States {
        let is_state = |cluster: &Cluster| matches!(cluster.scope, Scope::Whole | Scope::Profile);
        let clusters = opened.clusters.into_iter();
        let all = clusters.filter(|one| is_state(&one.cluster)).map(|one| {
            let source = self.loader.sources.get(one.cluster.place.source);
            let previous = Previous {
                title: source.name.clone(),
                cluster: one.cluster,
                planned: None,
            };
            (previous, one.problems)
        });
        States {
            all: all.collect(),
            problems: opened.problems,
            trees: opened.trees,
        }
    }
}
