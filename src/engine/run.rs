//! The run itself: each input is one unit, and no unit's failure hides another's findings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::duplicates::PackIdentity;
use super::guard::guarded;
use super::suppress::Suppression;
use super::{ClusterReport, Request, report_cluster, suppress};
use crate::config::{Config, Selection};
use crate::files::{CandidateFile, Loader, Reads};
use crate::finding::Sink;
use crate::input::cluster::flags_source;
use crate::input::open::{Door, Opened, Outcome, Subject, Useful};
use crate::input::pack::{OrganisationSchema, PackCache};
use crate::input::read::Resolver;
use crate::input::recognise::Form;
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::problem::Problem;
use crate::rules::{Context, Rule};
use crate::source::{COMMAND_LINE_NAME, Place, STDIN_NAME, SourceFile, SourceId, clean};
use crate::syntax::{Comments, Tree};
use crate::{finding, rules};

/// What checking one unit (a pack, a cluster file, a values file) gave.
#[derive(Default)]
pub(crate) struct Unit {
    pub(crate) sink: Sink,
    pub(crate) suppressions: Vec<Suppression>,
    pub(crate) clusters: Vec<ClusterReport>,
    pub(crate) packs: usize,
    pub(crate) skipped: usize,
    pub(crate) recognised: Vec<PathBuf>,
    pub(crate) identity: Option<PackIdentity>,
}

pub(crate) struct Run<'r> {
    rules: &'static [&'static dyn Rule],
    pub(crate) request: &'r Request,
    pub(crate) selection: Selection,
    pub(crate) config: &'r Config,
    pub(crate) pack_schema: Option<OrganisationSchema>,
    pub(crate) loader: Loader,
    pub(crate) cache: PackCache,
    pub(crate) resolver: Resolver,
    pub(crate) flags: Option<Arc<SourceFile>>,
    pub(crate) files: AtomicUsize,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        rules: &'static [&'static dyn Rule],
        request: &'r Request,
        selection: Selection,
        mut loader: Loader,
        pack_schema: Option<OrganisationSchema>,
        config: &'r Config,
    ) -> Self {
        loader.reads = reads(&selection);
        let has_flags = !request.flags.is_empty();
        Run {
            rules,
            request,
            selection,
            config,
            pack_schema,
            resolver: Resolver {
                variables: request.variables.clone(),
                default_variables: Arc::clone(&config.cluster.variables),
                ..Resolver::default()
            },
            flags: has_flags.then(|| flags_source(&request.flags, &loader.sources)),
            loader,
            cache: PackCache::default(),
            files: AtomicUsize::new(0),
        }
    }

    pub(crate) fn check_config(&self, config: &Config) -> Unit {
        let mut unit = Unit::default();
        let trees: Vec<&Tree> = config.tree.iter().collect();
        let cx = Context {
            problems: &config.problems,
            ..Context::default()
        };
        // The configuration does not decide what is said of itself.
        self.run_rules_by(&Selection::default(), &cx, &trees, &mut unit.sink);
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
            flags: flags.map(|source| (&self.request.flags, source)),
        }
    }

    pub(crate) fn check_file(&self, file: &CandidateFile) -> Unit {
        self.check_outcome(&file.path, self.door().file(&file.path, file.is_named))
    }

    pub(crate) fn check_stdin(&self) -> Unit {
        let name = self.request.stdin_name.as_deref().unwrap_or(STDIN_NAME);
        self.check_outcome(Path::new(name), self.door().stdin(name))
    }

    /// Checks the modules that `*.tf` files belong to, one unit for each directory.
    pub(crate) fn check_modules(&self, files: &[&CandidateFile]) -> Vec<Unit> {
        let mut modules: BTreeMap<&Path, bool> = BTreeMap::new();
        for file in files {
            let directory = file.path.parent().unwrap_or(Path::new(""));
            *modules.entry(directory).or_default() |= file.is_named;
        }
        let check = |(directory, is_named): (&Path, bool)| {
            self.guard(directory, |run| {
                run.check_outcome(directory, run.door().module(directory, is_named))
            })
        };
        let modules: Vec<_> = modules.into_iter().collect();
        modules.into_par_iter().map(check).collect()
    }

    fn check_outcome(&self, path: &Path, outcome: Outcome) -> Unit {
        match outcome {
            Outcome::Opened(opened) => self.check_opened(opened),
            Outcome::Skipped(skipped) => Unit {
                skipped,
                ..Unit::default()
            },
            Outcome::FlagsBeside(form) => self.refuse_flags(path, form),
        }
    }

    /// The quick flags replace a cluster, and cannot be given beside one.
    fn refuse_flags(&self, path: &Path, form: Form) -> Unit {
        self.loader.error(
            path,
            format!(
                "this is {}: --nodes, --max-pods, --subnet, --os, --network-plugin and \
                 --plugin-mode stand in for {}, and cannot be given beside it",
                form.title(),
                if form == Form::Cluster {
                    "one"
                } else {
                    "a cluster"
                },
            ),
        );
        Unit {
            recognised: vec![path.to_path_buf()],
            ..Unit::default()
        }
    }

    fn check_opened(&self, opened: Opened) -> Unit {
        let mut unit = Unit {
            recognised: opened.files,
            ..Unit::default()
        };
        self.files.fetch_add(opened.texts, Ordering::Relaxed);
        let trees: Vec<&Tree> = opened.trees.iter().map(|tree| &**tree).collect();
        for subject in &opened.subjects {
            self.check_subject(subject, &trees, &mut unit);
        }
        self.report_problems(&opened.problems, &trees, &mut unit.sink);
        self.take_suppressions(&opened.comments, &trees, &mut unit);
        unit
    }

    /// Checks a cluster, or the part of one that an input has.
    pub(crate) fn check_subject(&self, subject: &Subject, trees: &[&Tree], unit: &mut Unit) {
        let mut own = Unit::default();
        self.check_cluster(&subject.cluster, &subject.problems, trees, &mut own);
        unit.sink.findings.append(&mut own.sink.findings);
        if subject.useful == Useful::FindingsOnly {
            return;
        }
        unit.sink.held_back.append(&mut own.sink.held_back);
        unit.clusters.append(&mut own.clusters);
        if subject.useful == Useful::All {
            unit.sink.unresolved.append(&mut own.sink.unresolved);
        }
    }

    fn check_cluster(
        &self,
        cluster: &Cluster,
        problems: &[Problem],
        trees: &[&Tree],
        unit: &mut Unit,
    ) {
        let plan = AddressPlan::new(cluster);
        let cx = Context {
            problems,
            cluster: Some(cluster),
            plan: Some(&plan),
            today: self.request.today,
            thresholds: Some(&self.config.thresholds),
            ..Context::default()
        };
        self.run_rules(&cx, trees, &mut unit.sink);
        unit.clusters
            .push(report_cluster(cluster, &plan, &self.loader.sources));
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
                self.report_problems(&problems, trees, &mut unit.sink);
            }
        }
    }

    /// Runs the rules that word problems.
    pub(crate) fn report_problems(&self, problems: &[Problem], trees: &[&Tree], sink: &mut Sink) {
        let cx = Context {
            problems,
            ..Context::default()
        };
        self.run_rules(&cx, trees, sink);
    }

    /// Runs the rules, and finds the JSON Pointers while the trees are at hand.
    pub(crate) fn run_rules(&self, cx: &Context<'_>, trees: &[&Tree], sink: &mut Sink) {
        self.run_rules_by(&self.selection, cx, trees, sink);
    }

    fn run_rules_by(
        &self,
        selection: &Selection,
        cx: &Context<'_>,
        trees: &[&Tree],
        sink: &mut Sink,
    ) {
        let mut own = Sink::default();
        let is_on = |rule: &&&dyn Rule| selection.is_on(rule.meta().id);
        for rule in self.rules.iter().filter(is_on) {
            // What a rule found before it failed is no less true, and the other rules run.
            if let Err(failure) = guarded(|| rule.check(cx, &mut own)) {
                let what = format!("the rule {} {failure}", rule.meta().id);
                self.loader.error(&self.subject(cx), what);
            }
        }
        own.findings.retain_mut(|finding| {
            let path = self.path_of(finding.primary.place.source);
            let held = selection.severity_at(finding.rule, finding.severity, &path);
            finding.severity = held.unwrap_or(finding.severity);
            held.is_some()
        });
        own.unresolved.retain_mut(|entry| {
            let path = self.path_of(entry.place.source);
            entry.rules.retain(|rule| selection.is_on_at(rule, &path));
            !entry.rules.is_empty()
        });
        for finding in &mut own.findings {
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            let is_generated = |place: Place| self.loader.sources.get(place.source).is_generated();
            if edits.map(|edit| edit.place).any(is_generated) {
                finding.fix = None;
            }
            (finding.pointer, finding.document) = self.pointer(finding.primary.place, cx, trees);
        }
        // Here, and not at the end: the flags' one pool is a pool of each values file's cluster.
        finding::supersede(&mut own.findings, rules::superseded_by);
        for entry in &mut own.unresolved {
            (entry.pointer, entry.document) = self.pointer(entry.place, cx, trees);
        }
        sink.findings.append(&mut own.findings);
        sink.unresolved.append(&mut own.unresolved);
        sink.held_back.append(&mut own.held_back);
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

    /// The file that rules look at.
    fn subject(&self, cx: &Context<'_>) -> PathBuf {
        let places = [
            cx.cluster.map(|cluster| cluster.place),
            cx.pack.map(|pack| pack.place),
            cx.problems.first().map(|problem| problem.place),
        ];
        let place = places.into_iter().flatten().next();
        place.map_or_else(PathBuf::new, |place| {
            PathBuf::from(&self.loader.sources.get(place.source).name)
        })
    }

    fn pointer(&self, place: Place, cx: &Context<'_>, trees: &[&Tree]) -> (String, Option<u32>) {
        let in_tree = |tree: &&&Tree| tree.source().id == place.source;
        if let Some(tree) = trees.iter().chain(&self.config.tree.as_ref()).find(in_tree) {
            return tree.pointer_at(place.span);
        }
        // A cluster's findings may point into the packs that it names.
        let in_packs = cx.cluster.and_then(|_| self.cache.pointer(place));
        in_packs.unwrap_or_default()
    }
}

/// What the rules that are on ask for.
fn reads(selection: &Selection) -> Reads {
    let is_any_on = |rules: &[&str]| rules.iter().any(|rule| selection.is_on(rule));
    let schemas = is_any_on(&["chart-values-schema"]);
    Reads {
        charts: schemas || is_any_on(&["chart-unwired", "chart-unknown", "chart-archive"]),
        schemas,
        manifests: is_any_on(&["manifest-syntax"]),
    }
}
