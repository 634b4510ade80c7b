//! The run itself: each input is one unit, and no unit's failure hides another's findings.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::duplicates::PackIdentity;
use super::guard::guarded;
use super::suppress::Suppression;
use super::{ClusterReport, Request, report_cluster, suppress};
use crate::config::{Config, Selection};
use crate::files::{CandidateFile, FileProblemKind, Loader, Reads};
use crate::finding::Results;
use crate::input::cluster::{ReadCluster, flags_source, read_cluster};
use crate::input::draft::{PackCache, ReadPartial, read_values};
use crate::input::pack::OrganisationSchema;
use crate::input::read::Resolver;
use crate::input::{
    Form, may_be_cluster, may_be_ours, names_its_form, recognise, recognise_json_text,
    recognise_text,
};
use crate::model::Cluster;
use crate::plan::AddressPlan;
use crate::problem::{Problem, ProblemKind};
use crate::rules::{PackPart, Rule, Subject};
use crate::source::{
    COMMAND_LINE_NAME, LIMITS, Place, STDIN_NAME, SourceFile, SourceId, Span, clean,
};
use crate::syntax::{Comments, Kind, MARK, Node, Parsed, Tree, Typed, parse_yaml};
use crate::{finding, rules};

/// What checking one unit (a pack, a cluster file, a values file) gave.
#[derive(Default)]
pub(crate) struct Unit {
    pub(crate) results: Results,
    pub(crate) suppressions: Vec<Suppression>,
    pub(crate) clusters: Vec<ClusterReport>,
    pub(crate) packs: usize,
    pub(crate) skipped: usize,
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
    pub(crate) resolver: Resolver,
    pub(crate) flags: Option<Arc<SourceFile>>,
    pub(crate) files: AtomicUsize,
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
        let has_flags = !request.flags.is_empty();
        Run {
            rules,
            request,
            selection,
            config,
            pack_schema,
            resolver: Resolver {
                variables: request.variables.clone(),
                defaults: Arc::clone(&config.cluster),
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
        let problems = Subject::Problems(&config.problems);
        // The configuration does not decide what is said of itself.
        self.run_rules_by(&Selection::default(), problems, &trees, &mut unit.results);
        unit
    }

    /// Runs one unit; a panic in it is one failure of the tool, and the others go on.
    pub(crate) fn guard<T: Default>(&self, path: &Path, unit: impl FnOnce(&Self) -> T) -> T {
        guarded(|| unit(self)).unwrap_or_else(|failure| {
            self.loader.error(path, format!("packlint {failure}"));
            T::default()
        })
    }

    pub(crate) fn check_file(&self, file: &CandidateFile) -> Unit {
        let mut problems = Vec::new();
        let is_certain =
            file.is_named && (self.request.form.is_some() || names_its_form(&file.path).is_some());
        let is_json = has_extension(&file.path, "json");
        let limit = match is_json {
            true => LIMITS.json_bytes,
            false => LIMITS.file_bytes,
        };
        // On a walk, a large file of somebody else's is not even read.
        if is_json && !file.is_named && !may_be_ours(&self.loader.files, &file.path) {
            return Unit {
                skipped: 1,
                ..Unit::default()
            };
        }
        let source = match file.is_named {
            true => self.loader.read_named(&file.path, limit, &mut problems),
            false => self.loader.read_up_to(&file.path, limit, &mut problems),
        };
        match source {
            Some(source) => {
                let mut unit = self.check_source(&source, &file.path, file.is_named);
                if unit.skipped == 0 {
                    unit.recognised.push(file.path.clone());
                    self.files.fetch_add(1, Ordering::Relaxed);
                }
                unit
            }
            None if is_certain || self.is_ours_by_guess(file, &problems) => {
                let mut unit = Unit::default();
                self.report_problems(&problems, &[], &mut unit.results);
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

    /// Whether a file whose bytes are no text is one that packlint would have read. PowerShell writes
    /// UTF-16 where its output goes to a file.
    fn is_ours_by_guess(&self, file: &CandidateFile, problems: &[Problem]) -> bool {
        let is_encoding = |problem: &Problem| {
            let ProblemKind::File { kind, .. } = &problem.kind else {
                return false;
            };
            matches!(kind, FileProblemKind::Encoding { .. })
        };
        let guess = (problems.iter().any(is_encoding))
            .then(|| self.loader.files.guess_text(&file.path, LIMITS.file_bytes))
            .flatten();
        let form = guess.and_then(|text| match has_extension(&file.path, "json") {
            true => recognise_json_text(&text),
            false => recognise_text(text.trim_start_matches('\u{feff}')),
        });
        form.is_some_and(|form| file.is_named || form != Form::Values)
    }

    pub(crate) fn check_stdin(&self) -> Unit {
        let name = self.request.stdin_name.as_deref().unwrap_or(STDIN_NAME);
        let mut problems = Vec::new();
        let Some(source) = self.loader.read_stdin(name, &mut problems) else {
            let mut unit = Unit::default();
            self.report_problems(&problems, &[], &mut unit.results);
            return unit;
        };
        self.files.fetch_add(1, Ordering::Relaxed);
        let path = self.loader.working_directory().join(name);
        let mut unit = self.check_source(&source, &path, true);
        if unit.skipped > 0 {
            let problem = Problem {
                place: source.place(Span::empty(0)),
                kind: ProblemKind::Unrecognised {
                    form: "a form that packlint reads",
                    expected: "--input-format says which it is".to_owned(),
                },
            };
            unit = Unit::default();
            self.report_problems(&[problem], &[], &mut unit.results);
        }
        unit
    }

    /// Checks one text: a cluster file or a values file, or none of packlint's business.
    fn check_source(&self, source: &Arc<SourceFile>, path: &Path, is_named: bool) -> Unit {
        let skipped = Unit {
            skipped: 1,
            ..Unit::default()
        };
        if let Some(unit) = self.check_json(source, path, is_named) {
            return unit;
        }
        if self.request.form == Some(Form::Terraform) && is_named {
            let directory = path.parent().unwrap_or(Path::new(""));
            return self.check_hcl(directory, std::slice::from_ref(source));
        }
        // A look at the line beginnings spares other people's YAML the parse, on a walk.
        let by_text = recognise_text(&source.text);
        if !is_named && !may_be_cluster(&source.text) {
            self.loader.sources.release(source.id);
            return skipped;
        }
        let parsed = parse_yaml(Arc::clone(source));
        let by_tree = parsed.tree.roots().find_map(recognise);
        let is_broken = !parsed.tree.is_whole();
        // A values.yaml that is a list is nobody's values.
        if is_named
            && by_tree.is_none()
            && names_its_form(path) == Some(Form::Values)
            && is_list(&parsed.tree)
        {
            let mut unit = Unit::default();
            let problems = [unrecognised(source, Form::Values)];
            self.report_problems(&problems, &[&parsed.tree], &mut unit.results);
            return unit;
        }
        let form = match (self.request.form.filter(|_| is_named), by_tree) {
            (Some(form), _) | (None, Some(form)) => form,
            (None, None) => match by_text.filter(|_| is_broken) {
                Some(form) => form,
                None => return skipped,
            },
        };
        if form == Form::Values && !is_named {
            self.loader.sources.release(source.id);
            return skipped;
        }
        let directory = path.parent().unwrap_or(Path::new(""));
        if form == Form::Cluster && self.flags.is_some() {
            return self.refuse_flags(path, form);
        }
        match form {
            Form::Cluster => self.check_clusters(source, &parsed, directory),
            Form::Values => self.check_values(&parsed),
            // Text that is no JSON at all, or no HCL.
            form => {
                let mut unit = Unit::default();
                self.report_problems(&[unrecognised(source, form)], &[], &mut unit.results);
                unit
            }
        }
    }

    /// The flags stand in for a cluster, and cannot be given beside one.
    pub(crate) fn refuse_flags(&self, path: &Path, form: Form) -> Unit {
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

    fn check_clusters(&self, source: &Arc<SourceFile>, parsed: &Parsed, directory: &Path) -> Unit {
        let mut unit = Unit::default();
        let mut problems: Vec<_> = Problem::of_parsed(parsed).collect();
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
            self.read_suppressions(&other_trees.iter().collect::<Vec<_>>(), false, &mut unit);
            others.extend(other_trees);
        }
        self.read_suppressions(&[&parsed.tree], true, &mut unit);
        if !is_any && problems.is_empty() {
            problems.push(unrecognised(source, Form::Cluster));
        }
        let trees: Vec<&Tree> = std::iter::once(&parsed.tree).chain(&others).collect();
        self.report_problems(&problems, &trees, &mut unit.results);
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
            let problems = [unrecognised(source, Form::Values)];
            self.report_problems(&problems, &[&parsed.tree], &mut unit.results);
            return unit;
        }
        let ReadPartial {
            cluster,
            mut problems,
        } = read_values(parsed, flags, &self.resolver);
        problems.extend(Problem::of_parsed(parsed));
        self.check_cluster(&cluster, &problems, &[&parsed.tree], &mut unit);
        self.read_suppressions(&[&parsed.tree], false, &mut unit);
        unit
    }

    /// Checks a cluster, or the part of one that is at hand.
    pub(crate) fn check_cluster(
        &self,
        cluster: &Cluster,
        problems: &[Problem],
        trees: &[&Tree],
        unit: &mut Unit,
    ) {
        let plan = AddressPlan::new(cluster);
        self.report_problems(problems, trees, &mut unit.results);
        self.run_rules(Subject::Cluster(cluster, &plan), trees, &mut unit.results);
        unit.clusters
            .push(report_cluster(cluster, &plan, &self.loader.sources));
    }

    /// Reads the suppressions of texts, and reports those that name no rule.
    pub(crate) fn read_suppressions(
        &self,
        trees: &[&Tree],
        is_cluster_file: bool,
        unit: &mut Unit,
    ) {
        for tree in trees {
            if tree.source().text.contains(MARK) {
                self.take_suppressions(&Comments::from(*tree), is_cluster_file, &[tree], unit);
            }
        }
    }

    /// Reads the suppressions of comments; `trees` are what their places lie in.
    pub(crate) fn take_suppressions(
        &self,
        comments: &Comments<'_>,
        is_cluster_file: bool,
        trees: &[&Tree],
        unit: &mut Unit,
    ) {
        let (suppressions, problems) = suppress::read(comments, is_cluster_file);
        unit.suppressions.extend(suppressions);
        if !problems.is_empty() {
            self.report_problems(&problems, trees, &mut unit.results);
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
        let mut own = Results::default();
        for rule in self.rules.iter().filter(|rule| selection.is_on(rule.id)) {
            // What a rule found before it failed is no less true, and the other rules run.
            if let Err(failure) = guarded(|| rule.run(subject, today, thresholds, &mut own)) {
                let file = &self.loader.sources.get(place.source).name;
                let what = format!("the rule {} {failure}", rule.id);
                self.loader.error(Path::new(file), what);
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
            (finding.pointer, finding.document) =
                self.pointer(finding.primary.place, subject, trees);
        }
        // Here, and not at the end: the flags' one pool is a pool of each values file's cluster.
        finding::supersede(&mut own.findings, rules::superseded_by);
        for entry in &mut own.unresolved {
            (entry.pointer, entry.document) = self.pointer(entry.place, subject, trees);
        }
        results.findings.append(&mut own.findings);
        results.unresolved.append(&mut own.unresolved);
        results.held_back.append(&mut own.held_back);
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

    fn pointer(
        &self,
        place: Place,
        subject: Subject<'_>,
        trees: &[&Tree],
    ) -> (String, Option<u32>) {
        let in_tree = |tree: &&&Tree| tree.source().id == place.source;
        if let Some(tree) = trees.iter().chain(&self.config.tree.as_ref()).find(in_tree) {
            return tree.pointer_at(place.span);
        }
        // A cluster's findings may point into the packs that it names.
        if let Subject::Cluster(..) = subject {
            for (_, pack) in self.cache.packs() {
                let tree = pack.trees().find(|tree| tree.source().id == place.source);
                if let Some(tree) = tree {
                    return tree.pointer_at(place.span);
                }
            }
        }
        (String::new(), None)
    }
}

/// Whether a path's name ends so.
pub(crate) fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|own| own == wanted)
}

/// Whether a text is a list, or more than one.
fn is_list(tree: &Tree) -> bool {
    let mut roots = tree.roots().map(Node::kind).peekable();
    roots.peek().is_some() && roots.all(|kind| kind == Kind::Sequence)
}

/// What the rules that are on read of packs.
fn reads(rules: &[Rule], selection: &Selection) -> Reads {
    let on = rules.iter().filter(|rule| selection.is_on(rule.id));
    let parts: Vec<PackPart> = on.flat_map(|rule| rule.reads).copied().collect();
    Reads {
        charts: parts.contains(&PackPart::Charts),
        schemas: parts.contains(&PackPart::ChartSchemas),
        manifests: parts.contains(&PackPart::Manifests),
    }
}

pub(crate) fn unrecognised(source: &SourceFile, form: Form) -> Problem {
    Problem {
        place: source.place(Span::empty(0)),
        kind: ProblemKind::Unrecognised {
            form: form.title(),
            expected: form.expectation().to_owned(),
        },
    }
}
