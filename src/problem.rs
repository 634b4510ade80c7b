//! What reading an input can find wrong with its form: plain facts, without words for people.
//!
//! The syntax layer and the readers of inputs record problems and go on; the rules of the groups
//! *syntax* and *pack* turn them into findings.

use crate::constraints::TemplateErrorKind;
use crate::files::{FileProblem, FileProblemKind};
use crate::model::Unknown;
use crate::source::Place;
use crate::syntax::{Parsed, SyntaxProblemKind};

/// One defect of an input's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub kind: ProblemKind,
}

impl Problem {
    /// What is wrong with the form of a text that was parsed.
    pub(crate) fn of_parsed(parsed: &Parsed) -> impl Iterator<Item = Problem> {
        let source = parsed.tree.source();
        parsed.problems.iter().map(|problem| Problem {
            place: source.place(problem.span),
            kind: ProblemKind::Syntax(problem.kind.clone()),
        })
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

/// What a rule id is a name of, where packlint.yaml has one that no rule has.
pub(crate) const THE_RULES: &str = "the rules";

/// The kinds of defects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The form of a text is broken; spans lie in the source of the problem's place.
    Syntax(SyntaxProblemKind),
    /// The bytes of a file are no text that can be checked.
    File {
        /// The file, as it is displayed or as the pack names it.
        name: String,
        kind: FileProblemKind,
    },
    /// One of the limits was met.
    Limit {
        /// What is limited, in the plural.
        what: &'static str,
        /// The limit's value.
        limit: u64,
    },
    /// A mapping of a known form has a key that the form does not know.
    UnknownField {
        /// The key.
        name: String,
        /// What the mapping is: "a node pool".
        within: &'static str,
        /// The known key that it is most like.
        suggestion: Option<&'static str>,
        /// All known keys.
        known: Vec<&'static str>,
    },
    /// A known key has a value of the wrong shape.
    WrongType {
        /// The key, or what stands for it.
        name: String,
        /// What is expected, with its article: "a whole number".
        expected: String,
        /// What is there: "a list".
        found: String,
    },
    /// A macro stands where a whole list or mapping is meant, and has no value here.
    NotKnown(Unknown),
    /// A path that an input names is not there.
    PathNotFound {
        /// The path as it is written.
        path: String,
        /// What is wrong with it: "is not there".
        found: &'static str,
        /// What was looked for: "a pack directory (with a pack.json)".
        expected: &'static str,
    },
    /// An input is not of the form that its name or the command line says.
    Unrecognised {
        /// The expected form: "a cluster file".
        form: &'static str,
        /// What was expected where.
        expected: String,
    },
    /// A suppression names no rule.
    UnknownSuppression {
        /// What it names.
        rule: String,
        /// The rule that it is most like.
        suggestion: Option<&'static str>,
    },
    /// A suppression hides nothing.
    UnusedSuppression {
        /// The rule that it names.
        rule: &'static str,
    },
    /// A baseline entry matches nothing any more.
    BaselineStale {
        /// The rule of the entry.
        rule: String,
        /// The file of the entry.
        file: String,
    },
    /// pack.json breaks the pack schema.
    PackSchema(PackSchemaProblem),
    /// An entry of schema.yaml is no constraint.
    Constraint(ConstraintProblem),
    /// presets.yaml is not of its form.
    Preset(PresetProblem),
    /// A macro is not one that Palette takes.
    Macro(MacroProblem),
    /// An archive is not a chart; the place is where pack.json lists it.
    ChartArchive {
        /// The path, as it is written.
        path: String,
        /// What is wrong.
        defect: ChartDefect,
    },
    /// A manifest is not YAML, its macros left out of account.
    Manifest {
        /// The path, as pack.json has it.
        path: String,
        /// Where pack.json lists it.
        listed: Place,
        /// What is wrong with its form.
        problem: SyntaxProblemKind,
    },
    /// Another pack of the run has the same name and version.
    PackDuplicate {
        /// The name.
        name: String,
        /// The version.
        version: String,
        /// The directory of the first such pack.
        directory: String,
        /// Its name in its pack.json.
        first: Place,
    },
}

/// The ways in which schema.yaml is not of its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintProblem {
    /// The file is not a mapping of paths.
    NotAMapping {
        /// What it is: "a list".
        found: String,
    },
    /// An entry is not `{schema: '{{ … }}'}`.
    Entry {
        /// The path.
        path: String,
        /// What stands in its place: "a list".
        found: String,
        /// Whether that is a template: it only has to stand under `schema`.
        is_template: bool,
    },
    /// A template does not parse; the place is inside it.
    Template {
        /// The path.
        path: String,
        /// Why not.
        kind: TemplateErrorKind,
    },
}

/// The ways in which presets.yaml is not of its form.
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
        /// The field.
        field: &'static str,
        /// A key that is nearly it.
        near: Option<Place>,
    },
    /// A field has a value of the wrong shape.
    WrongType {
        /// What to call the preset: `preset 'small'`, or `preset 2`.
        preset: String,
        /// The field, or what stands for it.
        field: &'static str,
        /// What is expected, with its article.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// Two presets have one name; the place is the second.
    DuplicateName {
        /// The name.
        name: String,
        /// Where it stands first.
        first: Place,
    },
    /// `add` is text that is no mapping.
    AddNotAMapping {
        /// What to call the preset.
        preset: String,
        /// What it is.
        found: String,
    },
}

/// The ways in which a macro is not one that Palette takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MacroProblem {
    /// It is not quoted, and YAML reads a mapping.
    Unquoted {
        /// The macro quoted, where that may stand in its place.
        quoted: Option<String>,
    },
    /// `.spectro.system.NAME` with a name that is not documented.
    UnknownName {
        /// The name.
        name: String,
        /// The name that it is most like.
        suggestion: Option<&'static str>,
    },
    /// No `}}` ends it.
    NotClosed,
}

/// The ways in which a file is not the archive of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartDefect {
    /// It is not compressed with gzip.
    NotGzip,
    /// It breaks off.
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

/// The ways in which pack.json breaks the pack schema. Fields are named by their path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackSchemaProblem {
    /// A required field is absent.
    Missing {
        /// The field.
        field: String,
    },
    /// A key is none of the schema's, but nearly one that is not there.
    Misspelled {
        /// The key.
        name: String,
        /// What it nearly is.
        meant: &'static str,
    },
    /// A required field is empty.
    Empty {
        /// The field.
        field: String,
    },
    /// A field's value has the wrong type.
    WrongType {
        /// The field.
        field: String,
        /// The expected type, with its article.
        expected: &'static str,
        /// The found type, with its article.
        found: &'static str,
    },
    /// The organisation's own schema is broken.
    Organisation {
        /// The field.
        field: String,
        /// What the schema asks for: "it is not one of …".
        reason: String,
    },
    /// A value is none of those that are allowed.
    NotAllowed {
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// The allowed values.
        allowed: &'static [&'static str],
        /// Whether the schemas in use disagree about the list, so that it is only a warning.
        is_open: bool,
    },
}
