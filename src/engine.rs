//! One run: from paths to findings.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::config::{self, Config, Selection};
use crate::discover::{CandidateFile, discover};
use crate::finding::{self, Finding, Severity, Sink, Unresolved};
use crate::input::{
    Form, LoadedPack, Loader, NETWORK_PACKS, PackCache, QuickFlags, ReadCluster, ReadPartial,
    Resolver, ToolError, flags_source, load_pack, names_its_form, read_cluster, read_pack_alone,
    read_values, recognise, recognise_text,
};
use crate::model::{Cluster, Scope};
use crate::plan::AddressPlan;
use crate::problem::{Problem, ProblemKind};
use crate::rules::{self, Context};
use crate::source::{COMMAND_LINE_NAME, Place, STDIN_NAME, SourceFile, SourceId, Span};
use crate::summary::ClusterReport;
use crate::syntax::{Kind, Node, Parsed, Tree, Typed, parse_yaml};
use crate::text::any_of;

/// What to check, and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files, directories, `-`.
    pub paths: Vec<PathBuf>,
    /// What to call standard input.
    pub stdin_name: Option<String>,
    /// The form that files have, in place of recognising it.
    pub form: Option<Form>,
    /// Flags that stand in for a cluster file.
    pub flags: QuickFlags,
    /// Values of profile variables.
    pub variables: HashMap<String, String>,
    /// Where the configuration comes from.
    pub config: ConfigChoice,
    /// Which rules run, by the flags; they are stronger than the configuration.
    pub selection: Selection,
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

/// What came out.
#[derive(Debug)]
pub struct Report {
    /// The sources that findings point into.
    pub loader: Loader,
    /// Findings, sorted.
    pub findings: Vec<Finding>,
    /// Checks that could not be made, sorted.
    pub unresolved: Vec<Unresolved>,
    /// What packlint could not do.
    pub errors: Vec<ToolError>,
    /// The clusters that were checked.
    pub clusters: Vec<ClusterReport>,
    /// Files read.
    pub files: usize,
    /// Packs checked.
    pub packs: usize,
    /// Files passed over.
    pub skipped: usize,
    /// Rules that ran.
    pub rules: usize,
}

impl Report {
    /// Findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let of_severity = |finding: &&Finding| finding.severity == severity;
        self.findings.iter().filter(of_severity).count()
    }
}

/// What checking one unit (a pack, a cluster file, a values file) gave.
#[derive(Default)]
struct Unit {
    sink: Sink,
    clusters: Vec<ClusterReport>,
    packs: usize,
    skipped: usize,
    recognised: Vec<PathBuf>,
}

struct Run<'r> {
    request: &'r Request,
    selection: Selection,
    loader: Loader,
    cache: PackCache,
    resolver: Resolver,
    flags: Option<Arc<SourceFile>>,
    files: AtomicUsize,
}

/// Checks everything that the request names.
pub fn check(request: &Request, working_directory: PathBuf) -> Report {
    let loader = Loader::new(working_directory);
    let config = read_config(request, &loader);
    let selection = config.selection.merge(&request.selection);
    let found = discover(
        &request.paths,
        &selection.exclude,
        request.form.is_some(),
        &loader,
    );
    let flags = (!request.flags.is_empty()).then(|| flags_source(&request.flags, &loader.sources));
    let run = Run {
        request,
        selection,
        resolver: Resolver {
            variables: request.variables.clone(),
            packs: Vec::new(),
        },
        flags,
        loader,
        cache: PackCache::default(),
        files: AtomicUsize::new(0),
    };
    let mut units = vec![run.guard(Path::new(config::FILE_NAME), |run| {
        run.check_config(&config)
    })];
    // Clusters first: the packs that they name are kept, all others are let go after their check.
    let files: Vec<Unit> = found
        .files
        .par_iter()
        .map(|file| run.guard(&file.path, |run| run.check_file(file)))
        .collect();
    units.extend(files);
    if found.stdin {
        units.push(run.guard(Path::new(STDIN_NAME), |run| run.check_stdin()));
    }
    units.extend(run.check_packs(&found.packs));
    for directory in &found.directories {
        let is_under = |path: &PathBuf| path.starts_with(directory);
        let anything = found.packs.iter().any(is_under)
            || units.iter().flat_map(|unit| &unit.recognised).any(is_under);
        if !anything {
            run.loader
                .error(directory, "no pack and no cluster file in this directory");
        }
    }
    run.check_flags_are_used(&units);
    run.finish(units, found.skipped)
}

fn read_config(request: &Request, loader: &Loader) -> Config {
    let path = match &request.config {
        ConfigChoice::None => None,
        ConfigChoice::Nearest => config::find(loader.working_directory()),
        ConfigChoice::File(path) => Some(loader.working_directory().join(path)),
    };
    match path {
        None => Config::default(),
        Some(path) => {
            let config = config::read(&path, loader);
            if !config.problems.is_empty() {
                loader.error(
                    &path,
                    "the configuration has mistakes; what is wrong was left out",
                );
            }
            config
        }
    }
}

impl Run<'_> {
    fn check_config(&self, config: &Config) -> Unit {
        let mut unit = Unit::default();
        let trees: Vec<&Tree> = config.tree.iter().collect();
        self.run_problems(&config.problems, &trees, &mut unit);
        unit
    }

    /// Runs one unit; a panic in it is one failure of the tool, and the others go on.
    fn guard(&self, path: &Path, unit: impl FnOnce(&Self) -> Unit) -> Unit {
        catch_unwind(AssertUnwindSafe(|| unit(self))).unwrap_or_else(|cause| {
            let text = cause
                .downcast_ref::<String>()
                .map(String::as_str)
                .or(cause.downcast_ref::<&str>().copied());
            let text = text.unwrap_or("no message");
            self.loader.error(
                path,
                format!("packlint failed here, which is a defect of packlint: {text}"),
            );
            Unit::default()
        })
    }

    fn check_file(&self, file: &CandidateFile) -> Unit {
        let mut problems = Vec::new();
        let is_certain =
            file.is_named && (self.request.form.is_some() || names_its_form(&file.path));
        let source = self.loader.read(&file.path, &mut problems);
        match source {
            Some(source) => {
                let mut unit = self.check_source(&source, &file.path, file.is_named);
                if unit.skipped == 0 {
                    unit.recognised.push(file.path.clone());
                    self.files.fetch_add(1, Ordering::Relaxed);
                }
                unit
            }
            None if is_certain => {
                let mut unit = Unit::default();
                self.run_problems(&problems, &[], &mut unit);
                unit.recognised.push(file.path.clone());
                self.files.fetch_add(1, Ordering::Relaxed);
                unit
            }
            None => Unit {
                skipped: 1,
                ..Unit::default()
            },
        }
    }

    fn check_stdin(&self) -> Unit {
        let name = self.request.stdin_name.as_deref().unwrap_or(STDIN_NAME);
        let mut problems = Vec::new();
        let Some(source) = self.loader.read_stdin(name, &mut problems) else {
            let mut unit = Unit::default();
            self.run_problems(&problems, &[], &mut unit);
            return unit;
        };
        self.files.fetch_add(1, Ordering::Relaxed);
        let path = self.loader.working_directory().join(name);
        let unit = self.check_source(&source, &path, true);
        if unit.skipped > 0 {
            self.loader.error(
                Path::new(name),
                "neither a cluster file nor a values file; --input-format says which it is",
            );
        }
        unit
    }

    /// Checks one text: a cluster file or a values file, or none of packlint's business.
    fn check_source(&self, source: &Arc<SourceFile>, path: &Path, is_named: bool) -> Unit {
        let skipped = Unit {
            skipped: 1,
            ..Unit::default()
        };
        // A look at the line beginnings spares other people's YAML the parse, on a walk.
        let by_text = recognise_text(&source.text);
        if !is_named && by_text != Some(Form::Cluster) {
            self.loader.sources.release(source.id);
            return skipped;
        }
        let parsed = parse_yaml(Arc::clone(source));
        let by_tree = parsed.tree.roots().find_map(recognise);
        let is_broken = parsed
            .tree
            .documents()
            .any(|document| document.root.is_none());
        let form = match (self.request.form.filter(|_| is_named), by_tree) {
            (Some(form), _) | (None, Some(form)) => form,
            (None, None) => match by_text.filter(|_| is_broken) {
                Some(form) => form,
                None => {
                    self.loader.sources.release(source.id);
                    return skipped;
                }
            },
        };
        if form == Form::Values && !is_named {
            self.loader.sources.release(source.id);
            return skipped;
        }
        let directory = path.parent().unwrap_or(Path::new(""));
        if form == Form::Cluster && self.flags.is_some() {
            self.loader.error(
                path,
                "this is a cluster file: --nodes, --max-pods, --subnet, --os, --network-plugin and \
                 --plugin-mode stand in for one, and cannot be given beside it",
            );
            return Unit {
                recognised: vec![path.to_path_buf()],
                ..Unit::default()
            };
        }
        match form {
            Form::Cluster => self.check_clusters(source, &parsed, directory),
            Form::Values => self.check_values(&parsed),
        }
    }

    fn check_clusters(&self, source: &Arc<SourceFile>, parsed: &Parsed, directory: &Path) -> Unit {
        let mut unit = Unit::default();
        let mut problems = parsed.problems.clone();
        let mut others = Vec::new();
        let mut is_any = false;
        for root in parsed
            .tree
            .roots()
            .filter(|root| recognise(*root) == Some(Form::Cluster))
        {
            is_any = true;
            let ReadCluster {
                cluster,
                problems: found,
                trees: other_trees,
            } = read_cluster(
                &self.loader,
                &self.cache,
                source,
                root,
                directory,
                &self.resolver,
            );
            problems.extend(found);
            let trees: Vec<&Tree> = std::iter::once(&parsed.tree).chain(&other_trees).collect();
            self.check_cluster(&cluster, &[], &trees, &mut unit);
            others.extend(other_trees);
        }
        if !is_any && problems.is_empty() {
            problems.push(unrecognised(source, Form::Cluster));
        }
        let trees: Vec<&Tree> = std::iter::once(&parsed.tree).chain(&others).collect();
        self.run_problems(&problems, &trees, &mut unit);
        unit
    }

    fn check_values(&self, parsed: &Parsed) -> Unit {
        let mut unit = Unit::default();
        let flags = self
            .flags
            .as_deref()
            .map(|source| (&self.request.flags, source));
        let source = parsed.tree.source();
        let is_values = |root: Node<'_>| {
            let is_mapping = matches!(root.kind(), Kind::Mapping | Kind::Scalar(Typed::Null));
            is_mapping && recognise(root) != Some(Form::Cluster)
        };
        if !parsed.tree.roots().all(is_values) {
            self.run_problems(
                &[unrecognised(source, Form::Values)],
                &[&parsed.tree],
                &mut unit,
            );
            return unit;
        }
        let ReadPartial {
            cluster,
            mut problems,
        } = read_values(parsed, flags, &self.resolver);
        problems.extend(parsed.problems.iter().cloned());
        self.check_cluster(&cluster, &problems, &[&parsed.tree], &mut unit);
        unit
    }

    /// Checks a cluster, or the part of one that is at hand.
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
            pack: None,
            cluster: Some(cluster),
            plan: Some(&plan),
        };
        self.run_rules(&cx, trees, &mut unit.sink);
        unit.clusters.push(ClusterReport::new(cluster, &plan));
    }

    /// Checks the packs of the command line, and those that clusters name.
    fn check_packs(&self, roots: &BTreeSet<PathBuf>) -> Vec<Unit> {
        let named: HashMap<PathBuf, Arc<LoadedPack>> = self.cache.packs().into_iter().collect();
        let key = |root: &PathBuf| root.canonicalize().unwrap_or_else(|_| root.clone());
        let in_cluster: HashSet<&PathBuf> = named.keys().collect();
        let alone: Vec<_> = roots
            .iter()
            .filter(|root| named.is_empty() || !in_cluster.contains(&key(root)))
            .collect();
        let mut units: Vec<Unit> = named
            .values()
            .map(|pack| self.guard(&pack.root, |run| run.check_pack(pack, false)))
            .collect();
        if self.flags.is_some() && alone.len() <= MAX_PACKS_WITH_FLAGS {
            units.extend(self.check_packs_with_flags(&alone));
        } else {
            let checked: Vec<_> = alone
                .par_iter()
                .map(|root| {
                    self.guard(root, |run| {
                        let pack = load_pack(&run.loader, root);
                        let unit = run.check_pack(&pack, true);
                        run.release(&pack, &unit);
                        unit
                    })
                })
                .collect();
            units.extend(checked);
        }
        units
    }

    /// The packs of the command line together, as the profile of the cluster that the flags stand
    /// in for.
    fn check_packs_with_flags(&self, roots: &[&PathBuf]) -> Vec<Unit> {
        let packs: Vec<_> = roots
            .iter()
            .map(|root| load_pack(&self.loader, root))
            .collect();
        let mut units: Vec<_> = packs
            .iter()
            .map(|pack| self.guard(&pack.root, |run| run.check_pack(pack, false)))
            .collect();
        let flags = self
            .flags
            .as_deref()
            .map(|source| (&self.request.flags, source));
        let refs: Vec<_> = packs.iter().collect();
        if let Some(ReadPartial { cluster, problems }) =
            read_pack_alone(&refs, flags, &self.resolver)
        {
            let trees: Vec<_> = packs.iter().flat_map(LoadedPack::trees).collect();
            let mut unit = Unit::default();
            self.check_cluster(&cluster, &problems, &trees, &mut unit);
            units.push(unit);
        }
        units
    }

    /// Flags that stand in for the cluster of nothing would otherwise look like a check that passed.
    fn check_flags_are_used(&self, units: &[Unit]) {
        let mut clusters = units.iter().flat_map(|unit| &unit.clusters);
        let is_used = clusters.any(|cluster| cluster.scope == Scope::Flags);
        if self.flags.is_some() && !is_used && !self.loader.has_errors() {
            self.loader.error(
                Path::new(COMMAND_LINE_NAME),
                format!(
                    "the flags go with a values file, or with at most {MAX_PACKS_WITH_FLAGS} packs \
                     of which one is {}: there is none here",
                    any_of(&NETWORK_PACKS)
                ),
            );
        }
    }

    fn check_pack(&self, pack: &LoadedPack, is_alone: bool) -> Unit {
        let mut unit = Unit {
            packs: 1,
            ..Unit::default()
        };
        let trees: Vec<_> = pack.trees().collect();
        self.files.fetch_add(trees.len(), Ordering::Relaxed);
        let cx = Context {
            problems: &pack.problems,
            pack: pack.pack.as_ref(),
            ..Context::default()
        };
        self.run_rules(&cx, &trees, &mut unit.sink);
        if is_alone
            && let Some(ReadPartial { cluster, problems }) =
                read_pack_alone(&[pack], None, &self.resolver)
        {
            self.check_cluster(&cluster, &problems, &trees, &mut unit);
        }
        unit
    }

    /// Runs the rules on what was wrong with the form of an input.
    fn run_problems(&self, problems: &[Problem], trees: &[&Tree], unit: &mut Unit) {
        let cx = Context {
            problems,
            ..Context::default()
        };
        self.run_rules(&cx, trees, &mut unit.sink);
    }

    /// Runs the rules, and finds the JSON Pointers while the trees are at hand.
    fn run_rules(&self, cx: &Context<'_>, trees: &[&Tree], sink: &mut Sink) {
        let mut own = Sink::default();
        rules::check_all(cx, &mut own, |meta| self.selection.is_on(meta.id));
        // Here, and not at the end: the flags' one pool is a pool of each values file's cluster.
        finding::supersede(&mut own.findings, rules::superseded_by);
        for finding in &mut own.findings {
            if let Some(severity) = self.selection.severity(finding.rule) {
                finding.severity = severity;
            }
            (finding.pointer, finding.document) = self.pointer(finding.primary.place, cx, trees);
        }
        for entry in &mut own.unresolved {
            (entry.pointer, entry.document) = self.pointer(entry.place, cx, trees);
        }
        sink.findings.append(&mut own.findings);
        sink.unresolved.append(&mut own.unresolved);
    }

    fn pointer(&self, place: Place, cx: &Context<'_>, trees: &[&Tree]) -> (String, Option<u32>) {
        let in_tree = |tree: &&&Tree| tree.source().id == place.source;
        if let Some(tree) = trees.iter().find(in_tree) {
            return tree.pointer_at(place.span);
        }
        // A cluster's findings may point into the packs that it names.
        if cx.cluster.is_some() {
            for (_, pack) in self.cache.packs() {
                let tree = pack.trees().find(|tree| tree.source().id == place.source);
                if let Some(tree) = tree {
                    return tree.pointer_at(place.span);
                }
            }
        }
        (String::new(), None)
    }

    /// Lets the sources of a pack go that nothing points into.
    fn release(&self, pack: &LoadedPack, unit: &Unit) {
        let findings = unit.sink.findings.iter().flat_map(Finding::places);
        let unresolved = unit.sink.unresolved.iter().map(|entry| entry.place);
        let used: HashSet<SourceId> = findings
            .chain(unresolved)
            .map(|place| place.source)
            .collect();
        for tree in pack.trees() {
            if !used.contains(&tree.source().id) {
                self.loader.sources.release(tree.source().id);
            }
        }
    }

    fn finish(self, units: Vec<Unit>, skipped: usize) -> Report {
        let mut report = Report {
            findings: Vec::new(),
            unresolved: Vec::new(),
            errors: Vec::new(),
            clusters: Vec::new(),
            files: self.files.into_inner(),
            packs: 0,
            skipped,
            rules: rules::RULES
                .iter()
                .filter(|rule| self.selection.is_on(rule.meta().id))
                .count(),
            loader: self.loader,
        };
        for unit in units {
            report.findings.extend(unit.sink.findings);
            report.unresolved.extend(unit.sink.unresolved);
            report.clusters.extend(unit.clusters);
            report.packs += unit.packs;
            report.skipped += unit.skipped;
        }
        finding::deduplicate(&mut report.findings, &report.loader.sources);
        finding::sort(&mut report.findings, &report.loader.sources);
        finding::sort_unresolved(&mut report.unresolved, &report.loader.sources);
        report.errors = report.loader.take_errors();
        report
    }
}

/// With flags, packs are taken for the layers of one profile; a whole repository is none.
const MAX_PACKS_WITH_FLAGS: usize = 16;

fn unrecognised(source: &SourceFile, form: Form) -> Problem {
    Problem {
        place: source.place(Span::empty(0)),
        kind: ProblemKind::Unrecognised {
            form: form.title(),
            expected: form.expectation().to_owned(),
        },
    }
}
