//! Sections that the cluster file shares with packlint.yaml.

use crate::input::pack::{content, raw};
use crate::input::read::{Descent, Entry, Fields, Resolver};
use crate::model::{Candidate, Level, Located, Setting, Unknown};
use crate::problem::Problem;
use crate::syntax::{Kind, Typed};

/// The network's settings; `owner` says for people who has the section.
pub(crate) fn read_network(
    entry: Entry<'_>,
    level: Level,
    owner: &str,
    descent: &mut Descent<'_>,
) -> Vec<Candidate> {
    let Some(fields) = Fields::open(entry, "network", descent) else {
        // What was to be said of each setting is not known.
        let unsaid = |setting: Setting| Candidate {
            setting,
            key: setting.key().to_owned(),
            value: Located::unknown(Unknown::Invalid, entry.place()),
            content: None,
            level,
            owner: owner.to_owned(),
        };
        return Setting::ALL.into_iter().map(unsaid).collect();
    };
    let mut fields = fields.expecting(&Setting::KEYS);
    let candidates = Setting::ALL
        .into_iter()
        .filter_map(|setting| Some((setting, fields.take(setting.key())?)))
        .map(|(setting, entry)| Candidate {
            setting,
            key: setting.key().to_owned(),
            value: raw(setting, entry.key, entry.value, descent.resolver),
            content: content(entry.value),
            level,
            owner: owner.to_owned(),
        })
        .collect();
    fields.finish(descent);
    candidates
}

/// Names of profile variables with their values, as they are written.
pub(crate) fn read_variables(
    entry: Entry<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(String, String)> {
    let plain = Resolver::default();
    let mut descent = Descent::new(&plain);
    if entry.value.kind() != Kind::Mapping {
        descent.wrong_type(entry, "a mapping of names to values");
    }
    let mut variables = Vec::new();
    for (key, value) in entry.value.merged_entries() {
        let Some(name) = key.text() else { continue };
        match value.kind() {
            Kind::Scalar(typed) if typed != Typed::Null => {
                let text = value.text().unwrap_or_default();
                variables.push((name.to_owned(), text.to_owned()));
            }
            _ => descent.wrong_type(Entry { name, key, value }, "a single value"),
        }
    }
    problems.append(&mut descent.problems);
    variables
}
