//! The report for terminals: each finding with its source, then the address bars, the skipped checks
//! and the summary.

use std::collections::HashMap;
use std::fmt::Write as _;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::bar::{bar, legend, numbers};
use super::excerpt::{Excerpts, MARGIN};
use super::statistics::{fixable_sentence, statistics};
use super::table;
use super::wrap::wrap;
use crate::engine::{ClusterReport, Report};
use crate::finding::{Applicability, Finding, Severity, Unresolved};
use crate::source::{Place, ShownSource, ShownSources};
use crate::text::{count, log, printable};

/// How the report looks.
#[derive(Clone, Copy, Debug)]
pub struct HumanOptions {
    pub color: bool,
    /// In columns.
    pub width: usize,
    /// Without the summary.
    pub quiet: bool,
    /// Findings below this severity are counted and not shown.
    pub min_severity: Severity,
    /// Findings that were left out already.
    pub hidden: usize,
}

/// From how many findings on a table by rule closes the report.
const TABLE_FROM: usize = 10;

pub fn human(report: &Report, options: HumanOptions) -> String {
    let theme = if options.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(options.width)
        .with_links(false)
        .with_context_lines(1)
        .tab_width(2);
    let mut text = String::new();
    let is_shown = |finding: &&Finding| finding.severity >= options.min_severity;
    let mut findings: Vec<_> = report.findings.iter().filter(is_shown).collect();
    // A terminal shows the end of a long report: the errors.
    findings.sort_by_key(|finding| finding.severity);
    for finding in findings {
        let shown = FindingDiagnostic::new(finding, &report.sources, options.width);
        if handler.render_report(&mut text, &shown).is_err() {
            let _ = writeln!(text, "{}: {}", finding.rule, printable(&finding.message));
        }
        text.push('\n');
    }
    if !options.quiet {
        summary(report, options.width, &mut text);
        let hidden = report.findings.iter().filter(|one| !is_shown(one)).count();
        for line in wrap(&more(report, hidden + options.hidden), options.width) {
            let _ = writeln!(text, "{line}");
        }
    }
    log(&text).into_owned()
}

/// What else there is to know: hidden findings, fixes, rules' pages.
fn more(report: &Report, hidden: usize) -> String {
    let mut sentences = Vec::new();
    if hidden > 0 {
        let hidden = count(hidden as u64, "finding");
        sentences.push(format!(
            "{hidden} hidden: show them with --min-severity info."
        ));
    }
    sentences.extend(fixable_sentence(&report.findings));
    if !report.findings.is_empty() {
        sentences.push("packlint explain RULE describes a rule.".to_owned());
    }
    sentences.join(" ")
}

/// A finding as a diagnostic of miette.
#[derive(Debug)]
struct FindingDiagnostic<'f> {
    finding: &'f Finding,
    excerpts: Excerpts,
    labels: Vec<LabeledSpan>,
    /// `file:line:column`, if no excerpt can be shown.
    place: Option<String>,
}

impl<'f> FindingDiagnostic<'f> {
    fn new(finding: &'f Finding, sources: &ShownSources, width: usize) -> Self {
        let mut shown = FindingDiagnostic {
            finding,
            excerpts: Excerpts::default(),
            labels: Vec::new(),
            place: None,
        };
        let primary = sources.get(finding.primary.place.source);
        if !primary.has_excerpts() {
            let position = primary.position(finding.primary.place.span.start);
            shown.place = Some(format!(
                "{}:{}:{}",
                primary.name, position.line, position.column
            ));
            return shown;
        }
        // A table of several rows has the numbers that these labels would show one by one.
        let has_rows = (finding.table.as_ref()).is_some_and(|table| table.rows.len() > 1);
        let related = finding.related.iter().filter(|_| !has_rows);
        let labels = std::iter::once(&finding.primary).chain(related);
        for (at, label) in labels.enumerate() {
            let source = sources.get(label.place.source);
            if !source.has_excerpts() {
                continue;
            }
            let room = room_for_label(label.place, &source, width);
            shown.excerpts.add(source);
            let Some(span) = shown.excerpts.span(label.place) else {
                continue;
            };
            let text =
                (!label.text.is_empty()).then(|| wrap(&printable(&label.text), room).join("\n"));
            shown.labels.push(match at {
                0 => LabeledSpan::new_primary_with_span(text, span),
                _ => LabeledSpan::new_with_span(text, span),
            });
        }
        shown
    }
}

/// The columns that a label below a place has, up to the end of a terminal's line; more if the place
/// is so far to the right that nothing would be left.
fn room_for_label(place: Place, source: &ShownSource, width: usize) -> usize {
    let (start, end) = (
        source.position(place.span.start),
        source.position(place.span.end),
    );
    let marked = match end.line == start.line {
        true => end.column.saturating_sub(start.column) as usize,
        false => 0,
    };
    // Of a long line only a part is shown.
    let column = match start.column as usize {
        beyond if beyond > width => MARGIN,
        column => column,
    };
    let line_number = start.line.to_string().len();
    let before = MARGIN_OF_EXCERPT + line_number + column + marked / 2;
    width.saturating_sub(before).max(NARROWEST_LABEL)
}

/// What an excerpt has beside a line's number, its text and a label: ` │ ` and `╰── `.
const MARGIN_OF_EXCERPT: usize = 8;
/// The narrowest that a label is made, in columns.
const NARROWEST_LABEL: usize = 24;

impl std::fmt::Display for FindingDiagnostic<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&printable(&self.finding.message))?;
        if let Some(place) = &self.place {
            write!(f, " ({})", printable(place))?;
        }
        let Some(table) = &self.finding.table else {
            return Ok(());
        };
        for line in table::lines(table) {
            write!(f, "\n  {line}")?;
        }
        write!(f, "\n{}", printable(&table.note))
    }
}

impl std::error::Error for FindingDiagnostic<'_> {}

impl Diagnostic for FindingDiagnostic<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let severity = self.finding.severity.name();
        let fix = match self.finding.fix.as_ref().map(|fix| fix.applicability) {
            Some(Applicability::Safe) => " fixable with --fix",
            Some(Applicability::Unsafe) => " fixable with --unsafe-fixes",
            None => "",
        };
        Some(Box::new(format!("{severity}[{}]{fix}", self.finding.rule)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let help = self.finding.help.as_ref()?;
        Some(Box::new(printable(help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place
            .is_none()
            .then_some(&self.excerpts as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The end of a report: the address bars, the skipped checks, and how much was checked.
pub(crate) fn human_summary(report: &Report, width: usize) -> String {
    let mut text = String::new();
    summary(report, width, &mut text);
    log(&text).into_owned()
}

fn summary(report: &Report, width: usize, text: &mut String) {
    let planned: Vec<_> = report
        .clusters
        .iter()
        .filter(|cluster| !cluster.addresses.plans.is_empty())
        .collect();
    for cluster in &planned {
        let file = match cluster.title == cluster.file {
            true => String::new(),
            false => format!(" ({})", cluster.file),
        };
        let title = format!("Addresses of {}{file}", cluster.title);
        for line in wrap(&printable(&title), width) {
            let _ = writeln!(text, "{line}");
        }
        text.push_str(&bars(cluster, width));
    }
    if !planned.is_empty() {
        let _ = writeln!(text, "  {}\n", legend(&report.clusters));
    }
    for paragraph in not_checked(report) {
        for line in wrap(&printable(&paragraph), width) {
            let _ = writeln!(text, "{line}");
        }
        text.push('\n');
    }
    if report.findings.len() >= TABLE_FROM {
        let _ = writeln!(text, "{}", statistics(report));
    }
    for line in wrap(&printable(&closing(report)), width) {
        let _ = writeln!(text, "{line}");
    }
}

/// The address bars of a cluster: two lines each, more on a narrow terminal.
pub(crate) fn bars(cluster: &ClusterReport, width: usize) -> String {
    let mut text = String::new();
    for subnet in &cluster.addresses.plans {
        let (bar, numbers) = (bar(subnet), numbers(subnet));
        let _ = writeln!(text, "  {}", printable(&subnet.title()));
        if 3 + bar.len() + numbers.len() <= width {
            let _ = writeln!(text, "  {bar} {numbers}");
            continue;
        }
        let _ = writeln!(text, "  {bar}");
        for line in wrap(&numbers, width.saturating_sub(2)) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

/// The skipped checks by reason, and the flags that would enable some of them.
fn not_checked(report: &Report) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let (flagged, others): (Vec<_>, Vec<_>) = report
        .unresolved
        .iter()
        .partition(|entry| entry.unknown.flag().is_some());
    if !others.is_empty() {
        let reasons = by_reason(&others);
        let rules = distinct(&others);
        let reasons: Vec<_> = reasons
            .iter()
            .map(|(reason, rules)| format!("{} ({reason})", rules.join(", ")))
            .collect();
        paragraphs.push(format!(
            "{} could not be made: {}.",
            count(rules.len() as u64, "check"),
            reasons.join("; ")
        ));
    }
    if !flagged.is_empty() {
        let rules = distinct(&flagged);
        paragraphs.push(format!(
            "{} could not be made on what is given: {}. To make them, add {}, or --ask to be asked, or check a cluster file.",
            count(rules.len() as u64, "check"),
            rules.join(", "),
            report.missing_flags().join(" ")
        ));
    }
    paragraphs
}

/// The rules that were skipped for each reason, in order.
fn by_reason<'e>(entries: &[&'e Unresolved]) -> Vec<(String, Vec<&'e str>)> {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let reason = entry.unknown.reason();
        let at = *positions.entry(reason).or_insert_with_key(|reason| {
            reasons.push((reason.clone(), Vec::new()));
            reasons.len() - 1
        });
        let Some((_, rules)) = reasons.get_mut(at) else {
            continue;
        };
        for rule in &entry.rules {
            if !rules.contains(rule) {
                rules.push(rule);
            }
        }
    }
    reasons
}

fn distinct<'e>(entries: &[&'e Unresolved]) -> Vec<&'e str> {
    let mut rules: Vec<&str> = Vec::new();
    for rule in entries.iter().flat_map(|entry| &entry.rules) {
        if !rules.contains(rule) {
            rules.push(rule);
        }
    }
    rules
}

/// How much was checked, and with which result.
fn closing(report: &Report) -> String {
    let clusters: Vec<_> = report.whole_clusters().collect();
    let mut checked = Vec::new();
    match clusters.as_slice() {
        [] => {}
        [one] => checked.push(format!("cluster {}", one.title)),
        many => checked.push(count(many.len() as u64, "cluster")),
    }
    if report.packs > 0 {
        checked.push(count(report.packs as u64, "pack"));
    }
    if checked.is_empty() || report.files > 1 {
        checked.push(count(report.files as u64, "file"));
    }
    let results: Vec<_> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|severity| (severity, report.count(severity)))
        .filter(|(_, number)| *number > 0)
        .map(|(severity, number)| count(number as u64, severity.name()))
        .collect();
    let result = if results.is_empty() {
        "nothing found".to_owned()
    } else {
        results.join(", ")
    };
    let hidden = [
        (report.fixed, "fixed"),
        (report.suppressed, "suppressed"),
        (report.in_baseline, "in the baseline"),
    ];
    let hidden: Vec<_> = hidden
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, why)| format!("{number} {why}"))
        .collect();
    let hidden = match hidden.is_empty() {
        true => String::new(),
        false => format!(" ({})", hidden.join(", ")),
    };
    let skipped = match report.skipped {
        0 => String::new(),
        skipped => format!(" {} passed over.", count(skipped as u64, "other file")),
    };
    let ignored = match report.ignored {
        0 => String::new(),
        ignored => format!(" {} ignored by git.", count(ignored as u64, "path")),
    };
    let failed = match report.errors.len() {
        0 => String::new(),
        errors => format!(
            " Not everything was checked: {}.",
            count(errors as u64, "problem")
        ),
    };
    format!(
        "Checked {}: {result}{hidden}.{skipped}{ignored}{failed}",
        checked.join(", ")
    )
}
