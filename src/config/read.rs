//! Reading packlint.yaml.

use std::path::Path;
use std::sync::Arc;

use super::Config;
use super::selection::{PathOverride, RuleSeverity};
use crate::files::{CONFIG_FILE, Files, Loader, PathPatterns};
use crate::finding::Severity;
use crate::input::cluster::ClusterDefaults;
use crate::input::read::{Descent, Entry, Fields, Resolver, distinct_entries, read_yaml};
use crate::model::Located;
use crate::problem::{Problem, ProblemKind};
use crate::rules;
use crate::source::Place;
use crate::syntax::{Kind, Node};

/// The most per cent of a subnet that can be asked to stay free.
const MAX_HEADROOM_PERCENT: u64 = 90;

/// What the paths of a config file are relative to.
#[derive(Clone, Copy)]
struct ConfigRoot<'c> {
    files: &'c Files,
    directory: &'c Path,
}

/// Reads a config file.
pub(crate) fn read(path: &Path, loader: &Loader) -> Config {
    let mut config = Config::default();
    let Some(parsed) = read_yaml(loader, path, &mut config.problems) else {
        return config;
    };
    config.problems.extend(Problem::of_parsed(&parsed));
    if let Some(root) = parsed.tree.root() {
        let resolver = Resolver::default();
        let mut descent = Descent::new(&resolver);
        let base = ConfigRoot {
            files: &loader.files,
            directory: path.parent().unwrap_or(Path::new("")),
        };
        read_root(root, base, &mut config, &mut descent);
        let problems = descent.problems.into_iter().map(without_macros);
        config.problems.extend(problems);
    }
    if parsed.tree.roots().count() > 1 {
        let reason = "has more than one document; only the first is read";
        config.unusable.push(reason.to_owned());
    }
    config.tree = Some(parsed.tree);
    config
}

/// Nothing has resolved a macro where this file is read.
fn without_macros(mut problem: Problem) -> Problem {
    if let ProblemKind::NotKnown(_) = problem.kind {
        problem.kind = ProblemKind::WrongType {
            name: "a value of packlint.yaml".to_owned(),
            expected: "a value that is written out".to_owned(),
            found: "a macro".to_owned(),
        };
    }
    problem
}

fn read_root(
    root: Node<'_>,
    base: ConfigRoot<'_>,
    config: &mut Config,
    descent: &mut Descent<'_>,
) -> Option<()> {
    let whole = Entry {
        name: CONFIG_FILE,
        key: root,
        value: root,
    };
    let mut fields = Fields::open(whole, CONFIG_FILE, descent)?;
    let selection = &mut config.selection;
    selection.select = read_rules(fields.take("select"), descent);
    selection.ignore = read_rules(fields.take("ignore"), descent);
    selection.severities = read_severities(fields.take("severity"), descent);
    let exclude = fields.take("exclude");
    selection.exclude = read_patterns(exclude, base, &mut config.unusable, descent);
    if let Some(entry) = fields.take("overrides") {
        for item in descent.list(entry, "a list of overrides") {
            let item = Entry {
                name: "an override",
                key: item,
                value: item,
            };
            let read = read_override(item, base, &mut config.unusable, descent);
            selection.overrides.extend(read);
        }
    }
    let pack = fields.take("pack");
    if let Some(mut pack) = pack.and_then(|entry| Fields::open(entry, "pack", descent)) {
        let path = pack.take("schema");
        let path = path.and_then(|entry| descent.text(entry, "a path"));
        let path = path.and_then(|path| path.known().cloned());
        selection.pack_schema = path.map(|path| base.directory.join(path));
        pack.finish(descent);
    }
    let section = fields.take("thresholds");
    if let Some(mut thresholds) =
        section.and_then(|entry| Fields::open(entry, "thresholds", descent))
    {
        let headroom = thresholds.take("subnetHeadroom");
        config.thresholds.subnet_headroom = headroom.and_then(|entry| read_percent(entry, descent));
        thresholds.finish(descent);
    }
    if let Some(entry) = fields.take("cluster") {
        config.cluster = Arc::new(ClusterDefaults::read(entry, descent));
    }
    fields.finish(descent);
    Some(())
}

fn read_override(
    item: Entry<'_>,
    base: ConfigRoot<'_>,
    unusable: &mut Vec<String>,
    descent: &mut Descent<'_>,
) -> Option<PathOverride> {
    let mut fields = Fields::open(item, "an override", descent)?;
    let paths = fields.take("paths");
    if paths.is_none() {
        descent.problems.push(Problem {
            place: item.value.place(),
            kind: ProblemKind::WrongType {
                name: item.name.to_owned(),
                expected: "a mapping with paths".to_owned(),
                found: "a mapping without paths".to_owned(),
            },
        });
    }
    let read = PathOverride {
        paths: read_patterns(paths, base, unusable, descent),
        place: item.value.place(),
        ignore: read_rules(fields.take("ignore"), descent),
        severities: read_severities(fields.take("severity"), descent),
    };
    fields.finish(descent);
    Some(read)
}

fn read_patterns(
    entry: Option<Entry<'_>>,
    base: ConfigRoot<'_>,
    unusable: &mut Vec<String>,
    descent: &mut Descent<'_>,
) -> PathPatterns {
    let Some(entry) = entry else {
        return PathPatterns::default();
    };
    let texts = descent.texts(entry, "a list of patterns");
    let known = |pattern: Located<String>| pattern.value.ok();
    let texts = texts.into_iter().filter_map(known).collect();
    let (patterns, wrong) = PathPatterns::new(base.files, base.directory, texts);
    let named = |(text, error)| format!("'{text}' is not a pattern for {}: {error}", entry.name);
    unusable.extend(wrong.into_iter().map(named));
    patterns
}

fn read_rules(entry: Option<Entry<'_>>, descent: &mut Descent<'_>) -> Vec<String> {
    let ids = entry.map(|entry| descent.texts(entry, "a list of rule ids"));
    let mut list = Vec::new();
    for id in ids.into_iter().flatten() {
        let Some(text) = id.known() else { continue };
        if check_rule(text, id.place, descent) {
            list.push(text.clone());
        }
    }
    list
}

fn read_severities(entry: Option<Entry<'_>>, descent: &mut Descent<'_>) -> Vec<RuleSeverity> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    if entry.value.kind() != Kind::Mapping {
        descent.wrong_type(entry, "a mapping of rule ids to severities");
    }
    let mut severities = Vec::new();
    for (key, value) in distinct_entries(entry.value) {
        let Some(name) = key.text() else { continue };
        if !check_rule(name, key.place(), descent) {
            continue;
        }
        match value.text().map(|text| (text, Severity::parse(text))) {
            Some(("off", _)) => severities.push((name.to_owned(), None)),
            Some((_, Some(severity))) => severities.push((name.to_owned(), Some(severity))),
            _ => descent.wrong_type(Entry { name, key, value }, "error, warning, info or off"),
        }
    }
    severities
}

/// Reads `10%`.
fn read_percent(entry: Entry<'_>, descent: &mut Descent<'_>) -> Option<Located<u64>> {
    let expected = format!("whole per cent from 0% to {MAX_HEADROOM_PERCENT}%");
    let text = descent.text(entry, &expected)?;
    let digits = text.known().and_then(|text| text.strip_suffix('%'));
    let is_number = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits
        .filter(is_number)
        .and_then(|digits| digits.parse().ok());
    let percent = number.filter(|percent| *percent <= MAX_HEADROOM_PERCENT);
    if percent.is_none() {
        descent.wrong_type(entry, expected);
    }
    percent.map(|percent| Located::written(percent, text.place))
}

/// Records a rule id that no rule has.
fn check_rule(id: &str, place: Place, descent: &mut Descent<'_>) -> bool {
    if rules::find(id).is_some() {
        return true;
    }
    descent.problems.push(Problem {
        place,
        kind: ProblemKind::UnknownRule {
            id: id.to_owned(),
            suggestion: rules::similar(id),
        },
    });
    false
}
