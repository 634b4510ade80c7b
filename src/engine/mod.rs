//! One run: from paths to findings.

pub(crate) mod baseline;
mod cluster_report;
mod dependents;
mod duplicates;
mod flags;
mod guard;
mod listed;
mod packs;
mod previous;
mod report;
mod run;
pub mod suppress;
mod threads;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub(crate) use cluster_report::ClusterReport;
pub use guard::{guarded, quieten_panics};
pub(crate) use packs::MAX_PACKS_OF_PROFILE;

use crate::config::{Config, Selection};
use crate::date::Date;
use crate::files::{CONFIG_FILE, Discovered, Excludes, Files, Loader, discover};
use crate::finding::{Edit, Finding, Results};
use crate::input::{Form, OrganisationSchema, QuickFlags, is_module_file};
use crate::problem::Problem;
use crate::rules::Rule;
use crate::source::{LIMITS, Origin, STDIN_NAME};
use crate::syntax::Tree;
use crate::{config, finding, rules};
use baseline::Baseline;
use duplicates::{PACK_DUPLICATE, PackIdentity};
pub use report::Report;
use run::{Run, Unit};

/// What to check, and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files, directories, `-`.
    pub paths: Vec<PathBuf>,
    /// What to call standard input.
    pub stdin_name: Option<String>,
    /// The type of the files, instead of detecting it.
    pub form: Option<Form>,
    /// Flags that replace a cluster file.
    pub flags: QuickFlags,
    /// Values of profile variables.
    pub variables: HashMap<String, String>,
    /// Where the configuration comes from.
    pub config: ConfigChoice,
    /// A file with findings that do not count.
    pub baseline: Option<PathBuf>,
    /// Whether the baseline is to lose what no longer matches.
    pub prune_baseline: bool,
    /// The date for retirement checks.
    pub today: Date,
    /// A file with the state of the clusters before a change.
    pub previous: Option<PathBuf>,
    /// Check only what changed since this commit, and what depends on it.
    pub since: Option<String>,
    /// Skip the files of the command line that no reader accepts.
    pub skip_unknown: bool,
    /// Also check what depends on [`Request::paths`], in the whole repository.
    pub with_dependents: bool,
    /// Whether the configuration's `exclude` applies to [`Request::paths`] too.
    pub force_exclude: bool,
    /// Directories outside the repository that inputs may refer to.
    pub allow_outside: Vec<PathBuf>,
    /// Files of Terraform variables, the strongest last.
    pub variable_files: Vec<PathBuf>,
    /// Which rules run, by the flags; they take precedence over the configuration.
    pub selection: Selection,
    /// The files that are there.
    pub files: Files,
    /// What an earlier check of the same paths selected, so that the walk is not repeated.
    pub selected: Option<Arc<Selected>>,
}

/// What a check selected from its paths and from the repository around them.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    found: Discovered,
    /// The packs of the repository that are not checked.
    other_packs: Vec<PackIdentity>,
}

/// Where the configuration comes from.
#[derive(Clone, Debug, Default)]
pub enum ConfigChoice {
    /// There is none.
    #[default]
    None,
    /// The nearest packlint.yaml, from the working directory upwards, if there is one.
    Nearest,
    /// This file.
    File(PathBuf),
}

/// Checks everything that the request names.
pub fn check(request: &Request, working_directory: PathBuf) -> Report {
    check_by(rules::RULES, request, working_directory)
}

/// As [`check`], by these rules.
fn check_by(rules: &[Rule], request: &Request, working_directory: PathBuf) -> Report {
    threads::start();
    let mut loader = Loader::new(request.files.clone(), working_directory);
    loader.allow(&request.paths, &request.allow_outside);
    if request.baseline.is_some() || !request.variable_files.is_empty() {
        loader.record_files();
    }
    let config = read_config(request, &loader);
    let selection = config.selection.merge(&request.selection);
    let baseline = read_baseline(request, &loader);
    let pack_schema = selection.pack_schema.as_ref().and_then(|path| {
        OrganisationSchema::read(&loader.files, path)
            .map_err(|error| loader.error(path, error))
            .ok()
    });
    loader.expect(&selection.packs);
    loader.expect(&request.variable_files);
    // With wrong settings, packlint would check something else than what was asked for.
    if loader.has_errors() {
        let run = Run::new(rules, request, selection, loader, None, &config);
        let unit = run.check_config(&config);
        return run.finish(vec![unit], Vec::new(), None);
    }
    let selected = match &request.selected {
        Some(selected) => Arc::clone(selected),
        None => Arc::new(select(request, &config, &selection, &loader)),
    };
    let found = &selected.found;
    let mut run = Run::new(rules, request, selection, loader, pack_schema, &config);
    let mut units = vec![run.guard(Path::new(CONFIG_FILE), |run| run.check_config(&config))];
    units.extend(run.open_previous());
    let problems: Vec<Problem> = found.problems.iter().cloned().map(Problem::from).collect();
    units.push(run.guard(Path::new(CONFIG_FILE), |run| run.check_found(&problems)));
    // Clusters first: the packs that they name are kept, all others are dropped after their check.
    let (modules, files): (Vec<_>, Vec<_>) = found
        .files
        .iter()
        .partition(|file| is_module_file(&file.path));
    units.extend(run.check_modules(&modules));
    units.extend(run.each(&files, |file| {
        run.guard(&file.path, |run| run.check_file(file))
    }));
    if found.stdin {
        units.push(run.guard(Path::new(STDIN_NAME), |run| run.check_stdin()));
    }
    units.extend(run.check_packs(&found.packs, &selected.other_packs));
    if request.paths.is_empty() && run.flags.is_some() {
        units.extend(run.check_packs_with_flags(&[]));
    }
    for directory in &found.directories {
        let is_under = |path: &PathBuf| path.starts_with(directory);
        let anything = found.packs.iter().any(is_under)
            || units.iter().flat_map(|unit| &unit.recognised).any(is_under);
        if !anything {
            run.loader
                .error(directory, "contains no pack and no cluster file");
        }
    }
    let unknown = run.check_all_unknown(&mut units, &found.unknown);
    units.extend(unknown);
    run.check_flags_are_used(&units);
    run.check_variables_are_used(!modules.is_empty());
    let mut report = run.finish(units, found.skipped.clone(), baseline);
    report.ignored = found.ignored;
    report.selected = Some(selected);
    report
}

/// Walks the paths of a request, and looks for what depends on them where that is wanted.
fn select(request: &Request, config: &Config, selection: &Selection, loader: &Loader) -> Selected {
    let excludes = Excludes {
        patterns: &selection.exclude,
        is_forced: request.force_exclude,
    };
    let mut found = discover(&request.paths, excludes, request.form.is_some(), loader);
    let other_packs = dependents::narrow(request, config, selection, loader, &mut found);
    let other_packs = match selection.is_on(PACK_DUPLICATE) {
        true => duplicates::identities(loader, &other_packs),
        false => Vec::new(),
    };
    Selected { found, other_packs }
}

/// The effective configuration of a request, as text, and what is wrong with it.
pub(crate) fn show_config(request: &Request, working_directory: PathBuf) -> (String, Report) {
    let mut loader = Loader::new(request.files.clone(), working_directory);
    loader.allow(&[], &request.allow_outside);
    let config = read_config(request, &loader);
    let text = config::show(&config, &request.selection);
    let run = Run::new(
        rules::RULES,
        request,
        Selection::default(),
        loader,
        None,
        &config,
    );
    let unit = run.check_config(&config);
    (text, run.finish(vec![unit], Vec::new(), None))
}

fn config_path(request: &Request, loader: &Loader) -> Option<PathBuf> {
    match &request.config {
        ConfigChoice::None => None,
        ConfigChoice::Nearest => config::find(&loader.files, loader.working_directory()),
        ConfigChoice::File(path) => Some(loader.working_directory().join(path)),
    }
}

fn read_config(request: &Request, loader: &Loader) -> Config {
    match config_path(request, loader) {
        None => Config::default(),
        Some(path) => {
            let config = config::read(&path, loader);
            for reason in &config.unusable {
                loader.error(&path, reason);
            }
            if !config.problems.is_empty() {
                loader.error(&path, "the configuration is invalid");
            }
            config
        }
    }
}

/// Reads the baseline, if there is one; a broken one is not used at all.
fn read_baseline(request: &Request, loader: &Loader) -> Option<(Baseline, Tree)> {
    let path = loader.working_directory().join(request.baseline.as_ref()?);
    let mut problems: Vec<Problem> = Vec::new();
    let source = loader.read_named(&path, LIMITS.file_bytes, &mut problems);
    let read = match source {
        Some(source) => baseline::read(source, request.baseline.as_ref()?),
        // What the operating system said is recorded already.
        None if problems.is_empty() => return None,
        None => Err(anyhow::anyhow!("the baseline is not a text file")),
    };
    read.inspect_err(|error| loader.error(&path, error)).ok()
}

impl Run<'_> {
    fn finish(
        self,
        units: Vec<Unit>,
        skipped: Vec<PathBuf>,
        baseline: Option<(Baseline, Tree)>,
    ) -> Report {
        let mut suppressions = Vec::new();
        let mut report = Report {
            files: self.files.load(Ordering::Relaxed),
            ..Report::default()
        };
        let mut skipped = skipped;
        let mut listed = listed::Count::default();
        for mut unit in units {
            listed::cut(&mut unit, &mut listed);
            let is_partly_read = (unit.results.findings.iter())
                .any(|finding| rules::find(finding.rule).is_some_and(Rule::is_about_reading));
            report.findings.extend(unit.results.findings);
            report.unresolved.extend(unit.results.unresolved);
            report.clusters.extend(unit.clusters);
            report.packs += unit.packs;
            skipped.extend(unit.skipped);
            let incomplete = unit.results.incomplete;
            suppressions.extend(unit.suppressions.into_iter().map(|mut suppression| {
                suppression.note_incomplete(|rule| is_partly_read || incomplete.contains(rule));
                suppression
            }));
        }
        skipped.sort();
        report.skipped = skipped
            .iter()
            .map(|path| self.loader.display(path))
            .collect();
        finding::deduplicate(&mut report.findings, &self.loader.sources);
        let (suppressed, unused) = suppress::apply(
            &mut report.findings,
            suppressions,
            &self.loader.sources,
            |rule, source| self.selection.is_on_at(rule, &self.path_of(source)),
        );
        report.suppressed = suppressed;
        report.findings.extend(self.findings_of(&unused, &[]));
        finding::sort(&mut report.findings, &self.loader.sources);
        if let Some((baseline, tree)) = baseline {
            let applied = baseline.apply(
                &mut report.findings,
                &self.loader,
                |rule, path| self.selection.is_on_at(rule, path),
                |rule| rules::find(rule).is_some_and(Rule::is_about_reading),
            );
            report.in_baseline = applied.hidden;
            match self.request.prune_baseline {
                true => report.pruned = Some(applied.pruned),
                false => {
                    let stale = self.findings_of(&applied.stale, &[&tree]);
                    report.findings.extend(stale);
                    finding::sort(&mut report.findings, &self.loader.sources);
                }
            }
        }
        finding::sort_unresolved(&mut report.unresolved, &self.loader.sources);
        report.errors = self.loader.take_errors();
        report.sources = self.loader.sources.freeze();
        for finding in &mut report.findings {
            // What would be written in the place of a secret is one too, and flags are in no file.
            let is_refused = |edit: &Edit| {
                let source = report.sources.get(edit.place.source);
                source.is_hidden(edit.place.span) || source.origin == Origin::CommandLine
            };
            let edits = || finding.fix.iter().flat_map(|fix| &fix.edits);
            if edits().any(is_refused) {
                finding.fix = None;
            }
        }
        report
    }

    fn findings_of(&self, problems: &[Problem], trees: &[&Tree]) -> Vec<Finding> {
        let mut results = Results::default();
        self.report_problems(problems, trees, &mut results);
        let mut findings = results.left_out();
        findings.append(&mut results.findings);
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::rules::{Check, FixKind, Group, RULES};

    /// A rule with a defect that shows on clusters, once something was found.
    const DEFECTIVE: Rule = Rule {
        facts_checked: None,
        id: "defective",
        group: Group::Pool,
        severity: Severity::Error,
        fix: FixKind::None,
        supersedes: &[],
        reads: &[],
        summary: "",
        doc: "",
        check: Check::Cluster(|cluster, out| {
            out.report(cluster.place, "found before the defect");
            panic!("on purpose");
        }),
    };

    #[test]
    fn a_rule_that_panics_is_one_failure_and_all_others_report() {
        let cluster =
            "cluster: a\nnetwork: {networkPolicy: calcio}\nnodePools:\n  - {name: A, count: 1}\n";
        let folder = PathBuf::from("/work");
        let values = "pack: {networkPolicy: calcio}\n";
        let request = Request {
            files: Files::without_disk()
                .with(&folder.join("cluster.yaml"), cluster.as_bytes())
                .with(&folder.join("values.yaml"), values.as_bytes()),
            paths: vec![PathBuf::from("cluster.yaml"), PathBuf::from("values.yaml")],
            ..Request::default()
        };
        let good = check(&request, folder.clone());
        let rules = [&[DEFECTIVE], RULES].concat();
        let bad = check_by(&rules, &request, folder);
        let of = |report: &Report| -> Vec<_> {
            let findings = report.findings.iter();
            let others = findings.filter(|finding| finding.rule != DEFECTIVE.id);
            others
                .map(|finding| (finding.rule, finding.primary.place.span))
                .collect()
        };
        assert!(!of(&good).is_empty() && good.errors.is_empty());
        assert_eq!(of(&bad), of(&good));
        assert_eq!(
            bad.findings.len(),
            good.findings.len() + 2,
            "its own, one for each file"
        );
        assert_eq!(bad.clusters.len(), good.clusters.len());
        let errors: Vec<_> = bad.errors.iter().map(|error| error.file.as_str()).collect();
        assert_eq!(errors, ["cluster.yaml", "values.yaml"]);
        for error in &bad.errors {
            let said = "the rule defective crashed here; please report this bug: on purpose";
            assert!(error.message.starts_with(said), "{error:?}");
        }
    }
}
