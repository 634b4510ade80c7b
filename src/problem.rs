//! The defects that reading an input can find, as facts without words for people.
//!
//! Readers record problems and go on; the rules of the groups *syntax* and *pack* word them.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use crate::constraints::TemplateErrorKind;
use crate::files::{FileProblem, FileProblemKind};
use crate::model::{Unknown, UnlistedImage, UnreadOverride};
use crate::source::{Budget, Exceeded, LIMITS, Place, SourceId};
use crate::syntax::{Parsed, SyntaxProblemKind};

/// One defect of an input's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub place: Place,
    pub kind: ProblemKind,
}

impl Problem {
    /// One problem; of several, the last one.
    pub(crate) fn one(&self) -> Problem {
        let kind = match &self.kind {
            ProblemKind::Many { of, .. } => (**of).clone(),
            ProblemKind::Syntax(SyntaxProblemKind::Many { of, .. }) => {
                ProblemKind::Syntax((**of).clone())
            }
            kind => kind.clone(),
        };
        Problem { kind, ..*self }
    }

    /// The limits that reading an input exceeded, each reported once.
    pub(crate) fn of_exceeded(budget: &Budget) -> impl Iterator<Item = Problem> {
        let exceeded = budget.take_exceeded().into_iter();
        exceeded.map(|Exceeded { place, what, limit }| Problem {
            place,
            kind: ProblemKind::Limit { what, limit },
        })
    }

    /// What is wrong with the form of a text that was parsed.
    pub(crate) fn of_parsed(parsed: &Parsed) -> impl Iterator<Item = Problem> {
        let source = parsed.tree.source();
        parsed.problems.iter().map(|problem| Problem {
            place: source.place(problem.span),
            kind: ProblemKind::Syntax(problem.kind.clone()),
        })
    }
}

/// Problems within a limit. Beyond it, those of one kind and file are counted by the last of them:
/// no one reads a million of them, and each takes memory.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Problem>,
    /// How many of each kind each file has, and where the last one is in the list.
    tally: HashMap<(SourceId, KindOf), (usize, usize)>,
    total: u64,
}

/// What tells the kinds of problems apart.
#[derive(Debug, PartialEq, Eq, Hash)]
enum KindOf {
    Syntax(Discriminant<SyntaxProblemKind>),
    File(Discriminant<FileProblemKind>),
    Constraint(Discriminant<ConstraintProblem>),
    Preset(Discriminant<PresetProblem>),
    Macro(Discriminant<MacroProblem>),
    PackSchema(Discriminant<PackSchemaProblem>),
    Other(Discriminant<ProblemKind>),
}

impl KindOf {
    fn of(kind: &ProblemKind) -> Self {
        match kind {
            ProblemKind::Many { of, .. } => KindOf::of(of),
            ProblemKind::Syntax(SyntaxProblemKind::Many { of, .. }) => {
                KindOf::Syntax(discriminant(of))
            }
            ProblemKind::Syntax(kind) => KindOf::Syntax(discriminant(kind)),
            ProblemKind::File { kind, .. } => KindOf::File(discriminant(kind)),
            ProblemKind::Constraint(kind) => KindOf::Constraint(discriminant(kind)),
            ProblemKind::Preset(kind) => KindOf::Preset(discriminant(kind)),
            ProblemKind::Macro(kind) => KindOf::Macro(discriminant(kind)),
            ProblemKind::PackSchema(kind) => KindOf::PackSchema(discriminant(kind)),
            kind => KindOf::Other(discriminant(kind)),
        }
    }
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        let own = problem.kind.count();
        self.total += own;
        let key = (problem.place.source, KindOf::of(&problem.kind));
        let (number, last) = self.tally.entry(key).or_insert((0, 0));
        *number += 1;
        if *number <= LIMITS.findings + 1 {
            *last = self.list.len();
            self.list.push(problem);
        } else if let Some(last) = self.list.get_mut(*last) {
            last.kind.add(own);
        }
    }

    pub(crate) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }

    /// How many there are, those included that are only counted.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn into_vec(self) -> Vec<Problem> {
        self.list
    }
}

impl From<FileProblem> for Problem {
    fn from(problem: FileProblem) -> Self {
        Problem {
            place: problem.place,
            kind: ProblemKind::File {
                name: problem.name,
                kind: problem.kind,
            },
        }
    }
}

impl ProblemKind {
    /// How many problems it is.
    pub(crate) fn count(&self) -> u64 {
        match self {
            ProblemKind::Many { count, .. }
            | ProblemKind::Syntax(SyntaxProblemKind::Many { count, .. }) => *count,
            _ => 1,
        }
    }

    /// Counts more problems of the same kind.
    fn add(&mut self, more: u64) {
        let count = self.count() + more;
        let of = match std::mem::replace(self, ProblemKind::NotKnown(Unknown::Invalid)) {
            ProblemKind::Many { of, .. } => of,
            ProblemKind::Syntax(SyntaxProblemKind::Many { of, .. }) => {
                Box::new(ProblemKind::Syntax(*of))
            }
            kind => Box::new(kind),
        };
        *self = ProblemKind::Many { of, count };
    }
}

/// The kinds of defects.
/// What a value of the wrong type is meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// The same without its quotes.
    Unquoted(String),
    /// A name that is similar to the written one.
    Name { written: String, name: &'static str },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The form of a text is broken. Spans in it lie in the source of the problem's place.
    Syntax(SyntaxProblemKind),
    /// A file cannot be checked because of its bytes.
    File {
        /// The file, as it is displayed or as the pack names it.
        name: String,
        kind: FileProblemKind,
    },
    /// So many problems of one kind: the last one in the list, and those beyond the limit.
    Many { of: Box<ProblemKind>, count: u64 },
    /// The input exceeds a limit.
    Limit {
        /// What is limited, in the plural.
        what: &'static str,
        limit: u64,
    },
    /// A mapping has a key that its form does not define.
    UnknownField {
        name: String,
        /// The kind of mapping: "a node pool".
        within: &'static str,
        /// The known key that is most similar.
        suggestion: Option<&'static str>,
        known: Vec<&'static str>,
    },
    /// packlint.yaml names a rule that does not exist.
    UnknownRule {
        id: String,
        suggestion: Option<&'static str>,
    },
    /// A name is written in another case than the service accepts.
    Spelling {
        key: &'static str,
        /// As the service spells it.
        name: &'static str,
        written: String,
        /// Its bytes without quotes, if a fix may replace them.
        content: Option<Place>,
    },
    /// A known key has a value of the wrong type.
    WrongType {
        /// The key, or a description of the value.
        name: String,
        /// What is expected, with its article: "a whole number".
        expected: String,
        /// What is there: "a list".
        found: String,
        /// What is meant, if it is clear.
        meant: Option<Meant>,
    },
    /// A macro replaces a whole list or mapping, and its value is unknown.
    NotKnown(Unknown),
    /// An input refers to a path that does not lead to what it should.
    PathNotFound {
        /// The path as written.
        path: String,
        /// What is wrong with it: "does not exist".
        found: &'static str,
        /// What it should lead to: "a pack directory (with a pack.json)".
        expected: &'static str,
        /// The path that was probably meant.
        near: Option<String>,
    },
    /// A path in an input leaves the repository; nothing was read from it.
    PathOutside {
        /// The path as it is written.
        path: String,
    },
    /// Palette's Terraform provider does not accept something.
    ProviderRejects {
        /// What: "os_type = "linux"".
        what: String,
        /// What to do.
        help: String,
    },
    /// A range that a cluster gives for a VNet or subnet is not the one that it has.
    RangeDiffers {
        /// The cluster's field.
        field: &'static str,
        /// The range there.
        text: String,
        /// The address of the VNet or subnet.
        address: String,
        /// The ranges that it has.
        actual: Vec<String>,
        /// Where they are written.
        actual_place: Option<Place>,
    },
    /// An input does not have the form that its name or the command line says.
    Unrecognised {
        /// The expected form: "a cluster file".
        form: &'static str,
        /// What is missing.
        expected: String,
    },
    /// An input is of a form that packlint does not read, and for which there is one that it does.
    NearMiss {
        /// What it is, with its article.
        is: &'static str,
        /// How to get the form that is read.
        instead: &'static str,
    },
    /// A suppression names a rule that does not exist.
    UnknownSuppression {
        rule: String,
        /// The rule that is most similar.
        suggestion: Option<&'static str>,
    },
    /// A suppression hides nothing.
    UnusedSuppression { rule: &'static str },
    /// A baseline entry matches no finding any more.
    BaselineStale { rule: String, file: String },
    /// pack.json breaks the pack schema.
    PackSchema(PackSchemaProblem),
    /// An entry of schema.yaml is not a constraint.
    Constraint(ConstraintProblem),
    /// presets.yaml does not have its form.
    Preset(PresetProblem),
    /// Keys of `pack` are indented as little as `pack` itself, which is empty.
    KeysBesidePack {
        /// The keys, and where they are.
        keys: Vec<(String, Place)>,
    },
    /// A resource makes nothing.
    NotCreated {
        /// Its address.
        address: String,
        /// Why: "count is 0".
        why: &'static str,
    },
    /// Palette does not accept a macro.
    Macro(MacroProblem),
    /// An archive is not a chart; the place is where pack.json lists it.
    ChartArchive {
        /// The path as written.
        path: String,
        defect: ChartDefect,
    },
    /// A manifest is not YAML even when its macros are ignored.
    Manifest {
        /// The path as pack.json has it.
        path: String,
        /// Where pack.json lists it.
        listed: Place,
        problem: SyntaxProblemKind,
    },
    /// A value for a chart that nothing in the chart reads.
    UnreadOverride(Box<UnreadOverride>),
    /// The schema of a chart refers to the network; the place is where pack.json lists the archive.
    RemoteSchema { chart: String, address: String },
    /// An image that a pack pulls and does not list.
    UnlistedImage(Box<UnlistedImage>),
    /// A manifest reads a value that the pack's values do not have.
    ManifestValue {
        /// The path of the value: `manifests.demo.port`.
        path: String,
        /// The mapping that has the manifest's values.
        values: Place,
        /// A path that the values have and that ends with the same keys, and where it is.
        near: Option<(String, Place)>,
    },
    /// Braces of a macro in a manifest are apart; the place is that of the macro.
    SpacedBraces {
        /// The manifest, as pack.json has it.
        path: String,
        /// Where pack.json lists it.
        listed: Place,
        /// The macro as it is meant.
        meant: String,
    },
    /// Another pack of the run has the same name and version.
    PackDuplicate {
        name: String,
        version: String,
        /// The directory of the first such pack.
        directory: String,
        /// Its name in its pack.json.
        first: Place,
    },
}

/// The defects of a schema.yaml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintProblem {
    /// The file is not a mapping of paths.
    NotAMapping {
        /// What it is: "a list".
        found: String,
    },
    /// An entry is not `{schema: '{{ … }}'}`.
    Entry {
        path: String,
        /// What is there instead: "a list".
        found: String,
        /// Whether that is a template, which only has to be put under `schema`.
        is_template: bool,
    },
    /// A template does not parse; the place is inside it.
    Template {
        path: String,
        kind: TemplateErrorKind,
    },
}

/// The defects of a presets.yaml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresetProblem {
    /// The file is not `presets: [...]`.
    NotPresets {
        /// What is there: "presets.yaml is a list".
        found: String,
    },
    /// A preset lacks a field.
    Missing {
        /// What to call the preset: `preset 'small'`, or `preset 2`.
        preset: String,
        field: &'static str,
        /// A key that is probably a misspelling of it.
        near: Option<Place>,
    },
    /// A field has a value of the wrong type.
    WrongType {
        /// What to call the preset: `preset 'small'`, or `preset 2`.
        preset: String,
        /// The field, or a description of the value.
        field: &'static str,
        expected: &'static str,
        found: String,
    },
    /// Two presets have one name; the place is the second.
    DuplicateName {
        name: String,
        /// The first preset's name.
        first: Place,
    },
    /// `add` is text that is not a mapping.
    AddNotAMapping {
        /// What to call the preset.
        preset: String,
        found: String,
    },
}

/// The reasons why Palette does not accept a macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MacroProblem {
    /// It is not quoted, and YAML reads a mapping.
    Unquoted {
        /// The quoted macro, if it can replace this one.
        quoted: Option<String>,
    },
    /// `.spectro.system.NAME` with a name that is not documented.
    UnknownName {
        name: String,
        /// The name that is most similar.
        suggestion: Option<&'static str>,
    },
    /// No `}}` ends it.
    NotClosed,
}

/// The reasons why a file is not the archive of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartDefect {
    /// It is not compressed with gzip.
    NotGzip,
    Truncated,
    /// Its compressed bytes are damaged.
    Damaged,
    /// What it unpacks to is not a tar archive.
    NotTar,
    /// It has no Chart.yaml.
    NoChartYaml,
    /// Its Chart.yaml has no name that can be read.
    NoName,
}

/// The ways in which pack.json violates the pack schema. Fields are named by their path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackSchemaProblem {
    /// A required field is absent.
    Missing { field: String },
    /// A key is not in the schema, but similar to one that is missing.
    Misspelled {
        name: String,
        /// The missing key.
        meant: &'static str,
    },
    /// A required field is empty.
    Empty { field: String },
    /// A field's value has the wrong type.
    WrongType {
        field: String,
        /// The expected type, with its article.
        expected: String,
        found: &'static str,
    },
    /// The organisation's own schema is violated.
    Organisation {
        field: String,
        /// What the schema requires: "it is not one of …".
        reason: String,
    },
    /// A value is not one of the allowed values.
    NotAllowed {
        field: String,
        value: String,
        allowed: &'static [&'static str],
        /// Whether the schemas in use disagree about the list, so that it is only a warning.
        is_open: bool,
    },
}
