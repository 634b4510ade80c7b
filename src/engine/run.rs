//! The run itself: each input is one unit, and no unit's failure hides another's findings.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::cluster_report::{ClusterReport, report_cluster};
use super::duplicates::PackIdentity;
use super::guard::guarded;
use super::listed::ListedBefore;
use super::suppress::Suppression;
use super::{Request, suppress};
use crate::change::Change;
use crate::config::{Config, Selection};
use crate::files::{CandidateFile, Loader, Reads};
use crate::finding::{Results, Severity};
use crate::input::{
    Door, Form, OpenCluster, Opened, Opening, OrganisationSchema, PackCache, PackIndex, Resolver,
    States, TerraformOptions, Useful, flags_source,
};
use crate::plan::AddressPlan;
use crate::problem::Problem;
use crate::rules::{PackPart, Rule, Subject};
use crate::source::{
    COMMAND_LINE_NAME, Place, STDIN_NAME, SourceFile, SourceId, VariableNames, clean,
};
use crate::syntax::{Comments, Tree};
use crate::{finding, rules};

/// What checking one unit (a pack, a cluster file, a values file) gave.
#[derive(Default)]
pub(crate) struct Unit {
    pub(crate) results: Results,
    pub(crate) suppressions: Vec<Suppression>,
    pub(crate) clusters: Vec<ClusterReport>,
    pub(crate) packs: usize,
    pub(crate) skipped: Vec<PathBuf>,
    /// A named file that no reader accepts.
    pub(crate) unknown: Option<(PathBuf, Problem)>,
    pub(crate) recognised: Vec<PathBuf>,
    pub(crate) identity: Option<PackIdentity>,
}

pub(crate) struct Run<'r> {
    rules: &'r [Rule],
    pub(crate) request: &'r Request,
    pub(crate) selection: Selection,
    pub(crate) config: &'r Config,
    pub(crate) pack_schema: Option<OrganisationSchema>,
    pub(crate) loader: Loader,
    pub(crate) cache: PackCache,
    /// The packs that Terraform's data sources name.
    packs: PackIndex,
    pub(crate) resolver: Resolver,
    pub(crate) flags: Option<Arc<SourceFile>>,
    /// What `--previous` names.
    pub(super) states: Option<States>,
    pub(crate) files: AtomicUsize,
    /// The files among them that have a path.
    counted: Mutex<HashSet<PathBuf>>,
    pub(super) listed: ListedBefore,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        rules: &'r [Rule],
        request: &'r Request,
        selection: Selection,
        mut loader: Loader,
        pack_schema: Option<OrganisationSchema>,
        config: &'r Config,
    ) -> Self {
        loader.reads = reads(rules, &selection);
        let packs = selection.packs.iter();
        let packs = packs
            .map(|path| loader.working_directory().join(path))
            .collect();
        let has_flags = !request.flags.is_empty();
        let has_variables = !request.variables.is_empty();
        let names = has_variables.then(|| Arc::new(VariableNames::new(&request.variables)));
        if let Some(names) = &names {
            loader.sources.watch(names);
        }
        Run {
            rules,
            request,
            selection,
            config,
            pack_schema,
            resolver: Resolver {
                variables: request.variables.clone(),
                default_variables: Arc::clone(&config.cluster.variables),
                names,
                ..Resolver::default()
            },
            flags: has_flags.then(|| flags_source(&request.flags, &loader.sources)),
            states: None,
            packs: PackIndex::new(packs),
            loader,
            cache: PackCache::default(),
            files: AtomicUsize::new(0),
            counted: Mutex::default(),
            listed: ListedBefore::default(),
        }
    }

    pub(crate) fn check_config(&self, config: &Config) -> Unit {
        let mut unit = Unit::default();
        let trees: Vec<&Tree> = config.tree.iter().collect();
        let problems = Subject::Problems(&config.problems);
        // The configuration does not decide what is said of itself.
        self.run_rules_by(&Selection::default(), problems, &trees, &mut unit.results);
        self.close(&trees, &mut unit);
        unit
    }

    /// Runs one unit; a panic in it is one failure of the tool, and the others go on.
    pub(crate) fn guard<T: Default>(&self, path: &Path, unit: impl FnOnce(&Self) -> T) -> T {
        guarded(|| unit(self)).unwrap_or_else(|failure| {
            self.loader.error(path, format!("packlint {failure}"));
            T::default()
        })
    }

    /// What opens the inputs.
    pub(crate) fn door(&self) -> Door<'_> {
        let flags = self.flags.as_deref();
        Door {
            loader: &self.loader,
            cache: &self.cache,
            resolver: &self.resolver,
            defaults: &self.config.cluster,
            form: self.request.form,
            terraform: TerraformOptions {
                variable_files: &self.request.variable_files,
                packs: &self.packs,
            },
            flags: flags.map(|source| (&self.request.flags, source)),
            is_previous: false,
        }
    }

    /// What is wrong with ignore files and links.
    pub(crate) fn check_found(&self, problems: &[Problem]) -> Unit {
        let mut unit = Unit::default();
        self.report_problems(problems, &[], &mut unit.results);
        unit
    }

    /// Reports the named files that no reader accepts; those that it is given have the wrong names.
    pub(crate) fn check_all_unknown(&self, units: &mut [Unit], of_name: &[PathBuf]) -> Vec<Unit> {
        let unknown = units.iter_mut().filter_map(|unit| unit.unknown.take());
        let of_name = of_name.iter().map(|path| {
            let problem = self.door().unknown_name(path);
            (path.clone(), problem)
        });
        unknown
            .chain(of_name)
            .map(|(path, problem)| self.check_unknown(path, problem))
            .collect()
    }

    /// Reports a named file that no reader accepts, unless another input refers to it; it is skipped
    /// where that is wanted.
    fn check_unknown(&self, path: PathBuf, problem: Problem) -> Unit {
        let mut unit = Unit::default();
        let key = |path: &PathBuf| self.loader.files.canonical_or_same(path);
        let others = self.loader.sources.paths_beside(problem.place.source);
        if others.iter().any(|other| key(other) == key(&path)) {
            return unit;
        }
        match self.request.skip_unknown {
            true => unit.skipped.push(path),
            false => {
                self.report_problems(&[problem], &[], &mut unit.results);
                unit.recognised.push(path);
            }
        }
        unit
    }

    pub(crate) fn check_file(&self, file: &CandidateFile) -> Unit {
        let outcome = self.door().file(&file.path, file.is_named);
        self.check_outcome(&file.path, outcome, file.is_in_pack)
    }

    pub(crate) fn check_stdin(&self) -> Unit {
        let name = self.request.stdin_name.as_deref().unwrap_or(STDIN_NAME);
        self.check_outcome(Path::new(name), self.door().stdin(name), false)
    }

    /// Checks the modules that `*.tf` files belong to, one unit for each directory.
    pub(crate) fn check_modules(&self, files: &[&CandidateFile]) -> Vec<Unit> {
        let mut modules: BTreeMap<&Path, (Option<&Path>, bool)> = BTreeMap::new();
        for file in files {
            let directory = file.path.parent().unwrap_or(Path::new(""));
            let module = modules.entry(directory).or_default();
            module.0 = module.0.or(file.is_named.then_some(&*file.path));
            module.1 |= file.is_in_pack;
        }
        let check = |(directory, (named, is_in_pack)): (&Path, (Option<&Path>, bool))| {
            self.guard(directory, |run| {
                let outcome = run.door().module(directory, named);
                run.check_outcome(named.unwrap_or(directory), outcome, is_in_pack)
            })
        };
        // What another module of the run calls is checked with the values that it is called with.
        let walked: Vec<&Path> = modules.keys().copied().collect();
        let called = self.door().called_modules(&walked);
        modules.retain(|directory, (named, _)| named.is_some() || !called.contains(directory));
        let modules: Vec<_> = modules.into_iter().collect();
        self.each(&modules, |module| check(*module))
    }

    fn check_outcome(&self, path: &Path, outcome: Opening, is_in_pack: bool) -> Unit {
        match outcome {
            Opening::Opened(opened) => self.check_opened(opened),
            // It is one of the pack's files.
            Opening::Skipped(_) | Opening::Unknown(_) if is_in_pack => Unit::default(),
            Opening::Skipped(skipped) => Unit {
                skipped,
                ..Unit::default()
            },
            Opening::Unknown(problem) => Unit {
                unknown: Some((path.to_path_buf(), problem)),
                ..Unit::default()
            },
            Opening::FlagsBeside(form) => self.refuse_flags(path, form),
        }
    }

    /// The quick flags replace a cluster, and cannot be given beside one.
    fn refuse_flags(&self, path: &Path, form: Form) -> Unit {
        self.loader.error(
            path,
            format!(
                "this is {}, so --nodes, --max-pods, --subnet, --os, --network-plugin and \
                 --plugin-mode do not apply",
                form.title(),
            ),
        );
        Unit {
            recognised: vec![path.to_path_buf()],
            ..Unit::default()
        }
    }

    fn check_opened(&self, opened: Opened) -> Unit {
        self.count_files(&opened);
        let mut unit = Unit {
            recognised: opened.files,
            ..Unit::default()
        };
        let trees: Vec<&Tree> = opened.trees.iter().map(|tree| &**tree).collect();
        for cluster in &opened.clusters {
            self.check_cluster(cluster, &trees, &mut unit);
        }
        self.report_problems(&opened.problems, &trees, &mut unit.results);
        self.take_suppressions(&opened.comments, &trees, &mut unit);
        self.close(&trees, &mut unit);
        unit
    }

    /// Counts the files of an input. A module that several others call is read for each of them.
    fn count_files(&self, opened: &Opened) {
        let mut known = (self.counted.lock()).unwrap_or_else(PoisonError::into_inner);
        let files = opened.files.iter();
        // Only what does not depend on which input is opened first is counted.
        let counted = match opened.files.is_empty() {
            true => opened.texts,
            false => files.filter(|file| known.insert(clean(file))).count(),
        };
        self.files.fetch_add(counted, Ordering::Relaxed);
    }

    /// Adds the findings that replace those of a unit that a limit excludes from the list.
    pub(crate) fn close(&self, trees: &[&Tree], unit: &mut Unit) {
        for mut finding in unit.results.left_out() {
            let place = finding.primary.place;
            (finding.pointer, finding.document) = self.pointer(place, true, trees);
            unit.results.findings.push(finding);
        }
    }

    /// Checks a cluster, or the part of one that an input has.
    pub(crate) fn check_cluster(&self, opened: &OpenCluster, trees: &[&Tree], unit: &mut Unit) {
        let cluster = &opened.cluster;
        let plan = AddressPlan::new(cluster);
        let mut results = Results::with_tally(std::mem::take(&mut unit.results.tally));
        self.report_problems(&opened.problems, trees, &mut results);
        self.run_rules(Subject::Cluster(cluster, &plan), trees, &mut results);
        let previous = self.previous_of(opened);
        if let Some(previous) = previous {
            let change = Change::new(previous, cluster, &plan);
            self.run_rules(Subject::Change(&change), trees, &mut results);
        }
        unit.results.tally = results.tally;
        unit.results.findings.append(&mut results.findings);
        if opened.useful == Useful::FindingsOnly {
            return;
        }
        unit.results.incomplete.append(&mut results.incomplete);
        unit.clusters.push(report_cluster(
            cluster,
            &plan,
            previous,
            &self.loader.sources,
        ));
        if opened.useful == Useful::All {
            unit.results.unresolved.append(&mut results.unresolved);
        }
    }

    /// Reads the suppressions of comments, and reports those that name no rule; `trees` are what their
    /// places lie in.
    pub(crate) fn take_suppressions(
        &self,
        comments: &[(Comments, bool)],
        trees: &[&Tree],
        unit: &mut Unit,
    ) {
        for (comments, is_cluster_file) in comments {
            let (suppressions, problems) = suppress::read(comments, *is_cluster_file);
            unit.suppressions.extend(suppressions);
            if !problems.is_empty() {
                self.report_problems(&problems, trees, &mut unit.results);
            }
        }
    }

    /// Runs the rules that word problems.
    pub(crate) fn report_problems(
        &self,
        problems: &[Problem],
        trees: &[&Tree],
        results: &mut Results,
    ) {
        self.run_rules(Subject::Problems(problems), trees, results);
    }

    /// Runs the rules, and finds the JSON Pointers while the trees are available.
    pub(crate) fn run_rules(&self, subject: Subject<'_>, trees: &[&Tree], results: &mut Results) {
        self.run_rules_by(&self.selection, subject, trees, results);
    }

    fn run_rules_by(
        &self,
        selection: &Selection,
        subject: Subject<'_>,
        trees: &[&Tree],
        results: &mut Results,
    ) {
        // No problems: most files.
        let Some(place) = subject.place() else { return };
        let (today, thresholds) = (self.request.today, &self.config.thresholds);
        let severity = |rule: &'static str, own: Severity, place: Place| {
            selection.severity_at(rule, own, &self.path_of(place.source))
        };
        let mut own = Results::with_tally(std::mem::take(&mut results.tally));
        for rule in self.rules.iter().filter(|rule| selection.is_on(rule.id)) {
            // What a rule found before it failed is no less true, and the other rules run.
            if let Err(failure) = guarded(|| rule.run(subject, today, thresholds, &mut own)) {
                let file = &self.loader.sources.get(place.source).name;
                let what = format!("the rule {} {failure}", rule.id);
                self.loader.error(Path::new(file), what);
            }
            own.settle(severity);
        }
        own.findings.retain_mut(|finding| {
            let effective = severity(finding.rule, finding.severity, finding.primary.place);
            finding.severity = effective.unwrap_or(finding.severity);
            effective.is_some()
        });
        own.unresolved.retain_mut(|entry| {
            let path = self.path_of(entry.place.source);
            entry.rules.retain(|rule| selection.is_on_at(rule, &path));
            !entry.rules.is_empty()
        });
        let in_packs = matches!(subject, Subject::Cluster(..) | Subject::Change(_));
        for finding in &mut own.findings {
            finding.close();
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            let is_generated = |place: Place| self.loader.sources.get(place.source).is_generated();
            if edits.map(|edit| edit.place).any(is_generated) {
                finding.fix = None;
            }
            (finding.pointer, finding.document) =
                self.pointer(finding.primary.place, in_packs, trees);
        }
        // Here, and not at the end: the flags' one pool is a pool of each values file's cluster.
        finding::supersede(&mut own.findings, rules::superseded_by);
        for entry in &mut own.unresolved {
            (entry.pointer, entry.document) = self.pointer(entry.place, in_packs, trees);
        }
        results.tally = own.tally;
        results.findings.append(&mut own.findings);
        results.unresolved.append(&mut own.unresolved);
        results.incomplete.append(&mut own.incomplete);
    }

    /// Where a source lies; empty for one that is no file, or where no rule depends on it.
    pub(crate) fn path_of(&self, source: SourceId) -> PathBuf {
        let name = match self.selection.overrides.is_empty() {
            true => return PathBuf::new(),
            false => &self.loader.sources.get(source).name,
        };
        match name.as_str() {
            STDIN_NAME | COMMAND_LINE_NAME => PathBuf::new(),
            name => clean(&self.loader.working_directory().join(name)),
        }
    }

    /// The JSON Pointer of a place, and its document. A cluster's findings may point into the packs
    /// that it names.
    fn pointer(&self, place: Place, in_packs: bool, trees: &[&Tree]) -> (String, Option<u32>) {
        let in_tree = |tree: &&&Tree| tree.source().id == place.source;
        if let Some(tree) = trees.iter().chain(&self.config.tree.as_ref()).find(in_tree) {
            return tree.pointer_at(place.span);
        }
        let in_packs = in_packs.then(|| self.cache.pointer(place)).flatten();
        in_packs.unwrap_or_default()
    }
}

/// What the rules that are on read of packs.
fn reads(rules: &[Rule], selection: &Selection) -> Reads {
    let on = rules.iter().filter(|rule| selection.is_on(rule.id));
    let parts: Vec<PackPart> = on.flat_map(|rule| rule.reads).copied().collect();
    Reads {
        charts: parts.contains(&PackPart::Charts),
        schemas: parts.contains(&PackPart::ChartSchemas),
        templates: parts.contains(&PackPart::ChartTemplates),
        manifests: parts.contains(&PackPart::Manifests),
    }
}
