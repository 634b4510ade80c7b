//! What a rule is, and how its file declares it: `rule!` takes a doc comment as the rule's page.

use super::sink::Sink;
use crate::change::Change;
use crate::date::Date;
use crate::finding::{Results, Severity};
use crate::model::{Cluster, Constraint, Pack, Scope, Thresholds};
use crate::plan::AddressPlan;
use crate::problem::Problem;
use crate::source::Place;

/// Rules by their subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What cannot be read.
    Syntax,
    /// A pack directory.
    Pack,
    /// Values, schema.yaml, presets.yaml and macros.
    Values,
    /// Plugin, mode, dataplane, policy, operating system.
    Network,
    /// Capacity and ranges.
    Address,
    /// Node pools.
    Pool,
    /// The packs of one cluster together.
    Profile,
    /// A change of a cluster that exists.
    Change,
}

impl Group {
    /// All groups, in the order of every list.
    pub const ALL: [Group; 8] = [
        Group::Syntax,
        Group::Pack,
        Group::Values,
        Group::Network,
        Group::Address,
        Group::Pool,
        Group::Profile,
        Group::Change,
    ];

    /// Whether the rules look at single files and packs: what they find does not depend on the
    /// cluster.
    pub(crate) fn is_about_files(self) -> bool {
        matches!(self, Group::Syntax | Group::Pack)
    }

    /// What the group is about, as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Syntax => "Syntax: files that cannot be read as intended",
            Group::Pack => "Pack: pack.json, charts, manifests and images",
            Group::Values => "Values: schema.yaml, presets.yaml and macros",
            Group::Network => "Network: plugin, mode, dataplane, policy, operating system",
            Group::Address => "Address: capacity and ranges",
            Group::Pool => "Pool: names, modes, counts, surge",
            Group::Profile => "Profile: the packs of one cluster together",
            Group::Change => "Change: an existing cluster and its new state",
        }
    }

    /// The group of a lower-case name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Group::ALL.into_iter().find(|group| group.name() == name)
    }

    /// The lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Group::Syntax => "syntax",
            Group::Pack => "pack",
            Group::Values => "values",
            Group::Network => "network",
            Group::Address => "address",
            Group::Pool => "pool",
            Group::Profile => "profile",
            Group::Change => "change",
        }
    }
}

/// Whether a rule has fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FixKind {
    /// None.
    None,
    /// Some of its findings.
    Sometimes,
    /// All of its findings.
    Always,
}

impl FixKind {
    /// The word in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FixKind::None => "",
            FixKind::Sometimes => "sometimes",
            FixKind::Always => "always",
        }
    }
}

/// Parts of a pack that are only read if a rule asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackPart {
    /// The archives of charts.
    Charts,
    /// The schemas in these archives.
    ChartSchemas,
    /// The templates in these archives.
    ChartTemplates,
    /// The manifests.
    Manifests,
}

/// A rule: its description and its check.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The id: kebab-case, names the problem, never changes.
    pub id: &'static str,
    /// What it looks at.
    pub group: Group,
    /// The severity of its findings, unless one says otherwise.
    pub(crate) severity: Severity,
    /// Whether it has fixes.
    pub(crate) fix: FixKind,
    /// Rules whose findings about the same subject a finding of this rule replaces.
    pub(crate) supersedes: &'static [&'static str],
    /// What it reads of packs beside their own texts.
    pub(crate) reads: &'static [PackPart],
    /// When the facts of AKS that it uses were last compared with their sources; `None` if it uses none.
    pub(crate) facts_checked: Option<Date>,
    /// When it fires, in one line.
    pub(crate) summary: &'static str,
    /// The page in Markdown.
    pub(crate) doc: &'static str,
    /// The check.
    pub(crate) check: Check,
}

/// A check, by its subject. It writes findings and cannot fail.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// Of each problem that reading the inputs found.
    Problem(fn(&Problem, &mut Sink)),
    /// Of a pack.
    Pack(fn(&Pack, &mut Sink)),
    /// Of each constraint of a schema.yaml, with the pack or cluster that has the values.
    Constraint(fn(&Constraint, Owner<'_>, &mut Sink)),
    /// Of a cluster, or the available part of one.
    Cluster(fn(&Cluster, &mut Sink)),
    /// Of a cluster that is known as a whole, and not as packs, values or flags alone.
    WholeCluster(fn(&Cluster, &mut Sink)),
    /// Of a whole cluster or profile that lists packs.
    Profile(fn(&Cluster, &mut Sink)),
    /// Of a cluster's address plan.
    Addresses(fn(&Cluster, &AddressPlan<'_>, &mut Sink)),
    /// Of a cluster whose state before a change is known.
    Change(fn(&Change<'_>, &mut Sink)),
}

/// The owner of the values that a constraint applies to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner<'a> {
    /// A pack that is checked by itself.
    Pack(&'a Pack),
    /// A cluster that uses the pack.
    Cluster(&'a Cluster),
}

/// The input of the rules.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// The problems that reading some inputs found.
    Problems(&'a [Problem]),
    /// A pack.
    Pack {
        /// The pack.
        pack: &'a Pack,
        /// Whether a cluster uses it: its values are then checked as the cluster has them.
        is_in_cluster: bool,
    },
    /// A cluster with its address plan.
    Cluster(&'a Cluster, &'a AddressPlan<'a>),
    /// A cluster before and after a change.
    Change(&'a Change<'a>),
}

impl Subject<'_> {
    /// Where it is; nowhere for no problems.
    pub(crate) fn place(&self) -> Option<Place> {
        match self {
            Subject::Problems(problems) => problems.first().map(|problem| problem.place),
            Subject::Pack { pack, .. } => Some(pack.place),
            Subject::Cluster(cluster, _) => Some(cluster.place),
            Subject::Change(change) => Some(change.after.place),
        }
    }
}

/// An example of a rule's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file name that the fence gives: `cluster.yaml`, `values.yaml`, `pack.json`.
    pub file: String,
    /// The text.
    pub text: String,
}

impl Rule {
    /// Checks a subject, if the rule is about such. `today` is the date for retirements.
    pub(crate) fn run(
        &self,
        subject: Subject<'_>,
        today: Date,
        thresholds: &Thresholds,
        results: &mut Results,
    ) {
        let rule = self;
        let before = results.findings.len();
        let out = &mut Sink {
            rule,
            today,
            thresholds,
            results,
            count: 1,
        };
        match (self.check, subject) {
            (Check::Problem(check), Subject::Problems(problems)) => {
                for problem in problems {
                    out.count = problem.kind.count();
                    match out.count {
                        1 => check(problem, out),
                        _ => check(&problem.one(), out),
                    }
                }
            }
            (Check::Pack(check), Subject::Pack { pack, .. }) => check(pack, out),
            (Check::Cluster(check), Subject::Cluster(cluster, _)) => check(cluster, out),
            (Check::WholeCluster(check), Subject::Cluster(cluster, _))
                if cluster.scope == Scope::Whole =>
            {
                check(cluster, out);
            }
            (Check::Profile(check), Subject::Cluster(cluster, _))
                if matches!(cluster.scope, Scope::Whole | Scope::Profile)
                    && !cluster.packs.is_empty() =>
            {
                check(cluster, out);
            }
            (Check::Addresses(check), Subject::Cluster(cluster, plan)) => {
                check(cluster, plan, out);
            }
            (Check::Change(check), Subject::Change(change)) => check(change, out),
            (
                Check::Constraint(check),
                Subject::Pack {
                    pack,
                    is_in_cluster: false,
                },
            ) => {
                let owner = Owner::Pack(pack);
                pack.constraints
                    .iter()
                    .for_each(|constraint| check(constraint, owner, out));
            }
            (Check::Constraint(check), Subject::Cluster(cluster, _)) => {
                let owner = Owner::Cluster(cluster);
                let constraints = cluster.packs.iter().flat_map(|layer| &layer.constraints);
                constraints.for_each(|constraint| check(constraint, owner, out));
            }
            _ => {}
        }
        // Rules speak of AKS's own fields.
        let cluster = match subject {
            Subject::Cluster(cluster, _) => Some(cluster),
            Subject::Change(change) => Some(change.after),
            Subject::Problems(_) | Subject::Pack { .. } => None,
        };
        if let Some(cluster) = cluster {
            let new = results.findings.iter_mut().skip(before);
            new.for_each(|finding| finding.reword(cluster.dialect));
        }
    }

    /// Whether the rule says that an input could not be read, or not as it was meant.
    pub(crate) fn is_about_reading(&self) -> bool {
        self.group == Group::Syntax && self.severity == Severity::Error
    }

    /// The page: doc comments keep one leading blank, which is not part of it.
    pub fn page(&self) -> String {
        let lines = self
            .doc
            .lines()
            .map(|line| line.strip_prefix(' ').unwrap_or(line));
        let mut page = format!("# {}\n\n", self.id);
        for line in lines {
            page.push_str(line);
            page.push('\n');
        }
        page
    }

    /// Where the page is published.
    pub(crate) fn url(&self) -> String {
        format!("{}#{}", super::RULES_URL, self.id)
    }

    /// The fenced examples of a section of the page; the first word after the language names the
    /// file.
    pub fn examples(&self, section: &str) -> Vec<Example> {
        let page = self.page();
        let mut examples = Vec::new();
        let mut current: Option<Example> = None;
        let mut inside = false;
        for line in page.lines() {
            if let Some(example) = &mut current {
                if line == "```" {
                    examples.extend(current.take());
                } else {
                    example.text.push_str(line);
                    example.text.push('\n');
                }
            } else if let Some(title) = line.strip_prefix("## ") {
                inside = title == section;
            } else if let Some(fence) = line.strip_prefix("```").filter(|_| inside) {
                current = fence.split_whitespace().nth(1).map(|file| Example {
                    file: file.to_owned(),
                    text: String::new(),
                });
            }
        }
        examples
    }
}

/// Declares the rule of a file. The doc comment, in the sections *What it does*, *Why it is bad*,
/// *Example*, *Use instead* and *Source*, is the rule's page.
///
/// `check` is a [`Check`]. `facts` names the module of [`crate::aks`] whose facts it uses. A rule that reports one kind of problem has `problem` instead: a pattern
/// with the message, and the other parts of the finding. A rule for the combinations of
/// [`crate::aks::compatibility`] has `pools` or `setting`: the place of its findings, and the message.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])*
        id: $id:literal,
        severity: $severity:ident,
        $(fix: $fix:ident,)?
        $(supersedes: [$($superseded:literal),*],)?
        $(reads: [$($part:ident),*],)?
        $(facts: $facts:ident,)?
        summary: $summary:literal,
        check: $kind:ident($check:expr) $(,)?
    ) => {
        pub(in crate::rules) const RULE: $crate::rules::Rule = $crate::rules::Rule {
            id: $id,
            group: super::GROUP,
            severity: $crate::finding::Severity::$severity,
            fix: [$($crate::rules::FixKind::$fix,)? $crate::rules::FixKind::None][0],
            supersedes: &[$($($superseded),*)?],
            reads: &[$($($crate::rules::PackPart::$part),*)?],
            facts_checked: [$(Some($crate::aks::$facts::CHECKED),)? None][0],
            summary: $summary,
            doc: concat!($($doc, "\n"),*),
            check: $crate::rules::Check::$kind($check),
        };
    };
    (
        $(#[doc = $doc:literal])*
        id: $id:literal,
        severity: $severity:ident,
        $(reads: [$($part:ident),*],)?
        summary: $summary:literal,
        problem: $problem:pat => $message:literal,
        $(label: $label:literal,)?
        $(related: $place:expr => $related:literal,)?
        $(help: $help:literal,)?
    ) => {
        rule! {
            $(#[doc = $doc])*
            id: $id,
            severity: $severity,
            $(reads: [$($part),*],)?
            summary: $summary,
            check: Problem(|problem, out| {
                use $crate::problem::ProblemKind::*;
                if let $problem = &problem.kind {
                    out.report(problem.place, format!($message))
                        $(.label(format!($label)))?
                        $(.related(*$place, format!($related)))?
                        $(.help(format!($help)))?;
                }
            }),
        }
    };
    (
        $(#[doc = $doc:literal])*
        id: $id:literal,
        severity: $severity:ident,
        $(fix: $fix:ident,)?
        $(supersedes: [$($superseded:literal),*],)?
        summary: $summary:literal,
        $(pools: $of_pools:literal,)?
        $(setting: $setting:ident => $of_setting:literal $(or $instead:literal)?,)?
        help: $help:literal,
    ) => {
        rule! {
            $(#[doc = $doc])*
            id: $id,
            severity: $severity,
            $(fix: $fix,)?
            $(supersedes: [$($superseded),*],)?
            facts: compatibility,
            summary: $summary,
            check: Cluster(|cluster, out| {
                use $crate::rules::network::conflict;
                $(conflict::report_pools(cluster, $of_pools, $help, out);)?
                $(
                    let setting = $crate::model::Setting::$setting;
                    let instead = [$(Some($instead),)? None][0];
                    conflict::report_setting(
                        cluster, setting, $of_setting, $help, instead, out,
                    );
                )?
            }),
        }
    };
}

/// The list of all rules. It declares the modules of their files and [`RULES`](super::RULES), in this
/// order. `with` names modules that the rules of a group share.
macro_rules! rules {
    ($($group:ident in $folder:ident { $($rule:ident),* $(,)? } $(with $($shared:ident),+)?;)*) => {
        $(mod $folder {
            const GROUP: $crate::rules::Group = $crate::rules::Group::$group;
            $(pub(super) mod $rule;)*
            $($(pub(super) mod $shared;)+)?
        })*

        /// All rules, by group; the order of every list.
        pub static RULES: &[Rule] = &[$($($folder::$rule::RULE),*),*];
    };
}
