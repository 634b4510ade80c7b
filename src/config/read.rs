//! Reading packlint.yaml.

use std::path::Path;
use std::sync::Arc;

use super::Config;
use super::schema::ConfigFile;
use super::selection::{PathOverride, RuleSeverity};
use crate::files::{CONFIG_FILE, Loader, PathPatterns, PatternBudget, PatternError};
use crate::finding::Severity;
use crate::input::cluster::cluster_defaults;
use crate::input::read::{Entry, Reading, Resolver, Section as _, Shape, View};
use crate::model::Located;
use crate::problem::{Problem, ProblemKind};
use crate::rules;
use crate::source::{LIMITS, Place};
use crate::syntax::{Node, parse_yaml};
use crate::text::number;

/// The most per cent of a subnet that can be asked to stay free.
const MAX_HEADROOM_PERCENT: u64 = 90;

/// What the paths of a config file are relative to.
#[derive(Clone, Copy)]
struct ConfigRoot<'c> {
    loader: &'c Loader,
    directory: &'c Path,
}

/// Reads a config file.
pub(crate) fn read(path: &Path, loader: &Loader) -> Config {
    let mut config = Config::default();
    let source = loader.read_named(path, LIMITS.file_bytes, &mut config.problems);
    let Some(parsed) = source.map(parse_yaml) else {
        return config;
    };
    config.problems.extend(Problem::of_parsed(&parsed));
    if let Some(root) = parsed.tree.root() {
        let resolver = Resolver::default();
        let reading = Reading::strict(&resolver);
        let base = ConfigRoot {
            loader,
            directory: path.parent().unwrap_or(Path::new("")),
        };
        let whole = Entry::item(CONFIG_FILE, View::Own(root));
        if let Some(file) = ConfigFile::read(whole, &reading) {
            take(file, base, &mut config, &reading);
        }
        let problems = reading.finish().into_iter().map(without_macros);
        config.problems.extend(problems);
    }
    if parsed.tree.roots().count() > 1 {
        let reason = "contains more than one document; packlint reads only the first";
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
            expected: "a literal value".to_owned(),
            found: "a macro".to_owned(),
            meant: None,
        };
    }
    problem
}

fn take(file: ConfigFile<'_>, base: ConfigRoot<'_>, config: &mut Config, reading: &Reading<'_>) {
    let unusable = &mut config.unusable;
    let mut budget = PatternBudget::default();
    let mut patterns = |entry| read_patterns(entry, base, &mut budget, unusable, reading);
    let selection = &mut config.selection;
    selection.select = read_rules(file.select, reading);
    selection.ignore = read_rules(file.ignore, reading);
    selection.severities = read_severities(file.severity, reading);
    selection.exclude = patterns(file.exclude);
    for (item, section) in file.overrides {
        if section.paths.is_none() {
            let kind = ProblemKind::WrongType {
                name: item.name.to_owned(),
                expected: "a mapping with paths".to_owned(),
                found: "a mapping without paths".to_owned(),
                meant: None,
            };
            reading.push(item.value.place(), kind);
        }
        selection.overrides.push(PathOverride {
            paths: patterns(section.paths),
            place: item.value.place(),
            ignore: read_rules(section.ignore, reading),
            severities: read_severities(section.severity, reading),
        });
    }
    let schema = file.pack.and_then(|(_, pack)| pack.schema);
    let schema = schema.and_then(|path| written_out(path, reading));
    if let Some(text) = schema {
        let path = base.directory.join(&text);
        match base.loader.leaves(base.directory, &path) {
            true => unusable.push(format!(
                "pack.schema '{text}' is outside the repository; add --allow-outside DIR, where DIR \
                 contains it"
            )),
            false => selection.pack_schema = Some(path),
        }
    }
    if let Some(entry) = file.packs {
        for directory in entry.texts(reading, "a list of directories") {
            let Ok(text) = directory.value else { continue };
            let path = base.directory.join(&text);
            match base.loader.leaves(base.directory, &path) {
                true => unusable.push(format!(
                    "packs '{text}' is outside the repository; \
                     add --allow-outside DIR, where DIR contains it"
                )),
                false => selection.packs.push(path),
            }
        }
    }
    if let Some((_, section)) = file.thresholds {
        let headroom = section.subnet_headroom;
        config.thresholds.subnet_headroom = headroom.and_then(|entry| read_percent(entry, reading));
        config.thresholds.retirement_months = section.retirement_months;
    }
    if let Some((_, section)) = file.cluster {
        config.cluster = Arc::new(cluster_defaults(&section, reading));
    }
}

/// A text that is no macro; records one that is.
fn written_out(text: Located<String>, reading: &Reading<'_>) -> Option<String> {
    let place = text.place;
    let record = |unknown| reading.push(place, ProblemKind::NotKnown(unknown));
    text.value.map_err(record).ok()
}

fn read_patterns(
    entry: Option<Entry<'_>>,
    base: ConfigRoot<'_>,
    budget: &mut PatternBudget,
    unusable: &mut Vec<String>,
    reading: &Reading<'_>,
) -> PathPatterns {
    let Some(entry) = entry else {
        return PathPatterns::default();
    };
    let texts = entry.texts(reading, "a list of patterns");
    let texts = texts.into_iter();
    let texts = texts
        .filter_map(|text| written_out(text, reading))
        .collect();
    let (patterns, wrong) = PathPatterns::new(&base.loader.files, base.directory, texts, budget);
    let named = |(text, error)| match error {
        PatternError::Invalid(error) => {
            format!(
                "'{text}' is not a valid pattern for {}: {error}",
                entry.name
            )
        }
        PatternError::Limit(what, limit) => format!(
            "{} has more than {} {what}; '{text}...' and the patterns after it are ignored",
            entry.name,
            number(limit)
        ),
    };
    unusable.extend(wrong.into_iter().map(named));
    patterns
}

fn read_rules(entry: Option<Entry<'_>>, reading: &Reading<'_>) -> Vec<String> {
    let ids = entry.map(|entry| entry.texts(reading, "a list of rule ids"));
    let mut list = Vec::new();
    for id in ids.into_iter().flatten() {
        let Some(text) = id.known() else { continue };
        let ids = named(text, id.place, reading);
        list.extend(ids.into_iter().map(str::to_owned));
    }
    list
}

fn read_severities(entry: Option<Entry<'_>>, reading: &Reading<'_>) -> Vec<RuleSeverity> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    if !matches!(entry.value.shape(), Shape::Object) {
        entry.wrong(reading, "a mapping of rule ids to severities");
    }
    let mut severities = Vec::new();
    for member in entry.value.distinct_members() {
        let name = member.name;
        let ids = named(name, member.key, reading);
        if ids.is_empty() {
            continue;
        }
        let value = member.value.node();
        match value
            .and_then(Node::text)
            .map(|text| (text, Severity::parse(text)))
        {
            Some(("off", _)) => severities.push((ids, None)),
            Some((_, Some(severity))) => severities.push((ids, Some(severity))),
            _ => Entry::of(member).wrong(reading, "error, warning, info or off"),
        }
    }
    // A rule's own severity takes precedence over that of its group.
    severities.sort_by_key(|(ids, _)| ids.len());
    let each = severities
        .into_iter()
        .flat_map(|(ids, severity)| ids.into_iter().map(move |id| (id.to_owned(), severity)));
    each.collect()
}

/// Reads `10%`.
fn read_percent(entry: Entry<'_>, reading: &Reading<'_>) -> Option<Located<u64>> {
    let expected = format!("a whole percentage from 0% to {MAX_HEADROOM_PERCENT}%");
    let text = entry.try_text(reading, &expected)?;
    let digits = text.known().and_then(|text| text.strip_suffix('%'));
    let is_number = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits
        .filter(is_number)
        .and_then(|digits| digits.parse().ok());
    let percent = number.filter(|percent| *percent <= MAX_HEADROOM_PERCENT);
    if percent.is_none() {
        entry.wrong(reading, expected);
    }
    percent.map(|percent| Located::written(percent, text.place))
}

/// The ids that a word names; records one that is neither a rule nor a group.
fn named(word: &str, place: Place, reading: &Reading<'_>) -> Vec<&'static str> {
    rules::named(word).unwrap_or_else(|| {
        let kind = ProblemKind::UnknownRule {
            id: word.to_owned(),
            suggestion: rules::similar(word),
        };
        reading.push(place, kind);
        Vec::new()
    })
}
