//! The report for terminals: each finding with its source, then the address bars, the skipped checks
//! and the summary.

use std::fmt::Write as _;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::bar::{bar, legend, numbers, painted};
use super::excerpt::{Excerpts, LONGEST_LINE, MARGIN};
use super::paint::Paint;
use super::skipped::skipped;
use super::statistics::{applicability, fixable_sentence, statistics};
use super::table;
use super::wrap::wrap;
use crate::engine::{ClusterReport, Report};
use crate::finding::{Applicability, Finding, Severity};
use crate::rules;
use crate::source::{Place, ShownSource, ShownSources};
use crate::text::{count, log, printable};

/// How the report looks.
#[derive(Clone, Copy, Debug)]
pub struct HumanOptions {
    pub color: bool,
    /// Whether rule ids are links to their pages, in terminals that have links.
    pub links: bool,
    /// Whether the ids of skipped rules are listed.
    pub verbose: bool,
    /// Whether missing values were asked for.
    pub asked: bool,
    /// In columns.
    pub width: usize,
    /// Without the summary.
    pub quiet: bool,
    /// Findings below this severity are counted and not shown.
    pub min_severity: Severity,
    /// Findings that were left out already.
    pub hidden: usize,
}

impl HumanOptions {
    fn paint(self) -> Paint {
        Paint { is_on: self.color }
    }
}

/// How many clusters are named that were compared with an earlier state.
const MOST_COMPARISONS: usize = 8;

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
        .with_links(options.links)
        .with_link_display_text("")
        .with_context_lines(1)
        // A path or a range is not torn apart, so that it can be copied.
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_break_words(false)
        .tab_width(1);
    let mut text = String::new();
    let is_shown = |finding: &&Finding| finding.severity >= options.min_severity;
    let mut findings: Vec<_> = report.findings.iter().filter(is_shown).collect();
    // A terminal shows the end of a long report: the errors.
    findings.sort_by_key(|finding| finding.severity);
    for finding in findings {
        let shown = FindingDiagnostic::new(finding, &report.sources, options);
        let mut rendered = String::new();
        if handler.render_report(&mut rendered, &shown).is_err() {
            let _ = writeln!(
                rendered,
                "{}: {}",
                finding.rule,
                printable(&finding.message)
            );
        }
        text.push_str(&shown.with_arrows(rendered));
        text.push('\n');
    }
    if !options.quiet {
        summary(report, options, &mut text);
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
    sentences.extend(fixable_sentence(report));
    if !report.findings.is_empty() {
        sentences.push("packlint explain RULE describes a rule.".to_owned());
    }
    sentences.join(" ")
}

/// A finding as a diagnostic of miette.
#[derive(Debug)]
struct FindingDiagnostic<'f> {
    finding: &'f Finding,
    /// Whether `--fix` or `--unsafe-fixes` makes its fix.
    fix: Option<Applicability>,
    excerpts: Excerpts,
    labels: Vec<LabeledSpan>,
    /// `file:line:column`, if no excerpt can be shown.
    place: Option<String>,
    /// Whether the rule's id is a link to its page.
    is_link: bool,
    /// Lines of the excerpts that have tabs: with blanks, as they are rendered, and with arrows.
    tabs: Vec<(String, String)>,
}

impl<'f> FindingDiagnostic<'f> {
    /// The rendered finding with an arrow for each tab.
    fn with_arrows(&self, rendered: String) -> String {
        if self.tabs.is_empty() {
            return rendered;
        }
        let lines = rendered.split_inclusive('\n').map(|line| {
            let line = line.trim_end_matches('\n');
            let mut tabs = self.tabs.iter();
            let arrows = tabs.find_map(|(blank, arrows)| {
                let before = line.strip_suffix(blank.as_str())?;
                before.contains('│').then(|| format!("{before}{arrows}\n"))
            });
            arrows.unwrap_or_else(|| format!("{line}\n"))
        });
        lines.collect()
    }

    /// Takes the lines with tabs at a place and beside it.
    fn take_tabs(&mut self, place: Place, source: &ShownSource) {
        let (text, lines) = (source.shown_in_log(), source.lines());
        let line = lines.line_of(place.span.start);
        for line in line.saturating_sub(1)..(line + 2).min(lines.count()) {
            let range = lines.range(text, line);
            let line = text.get(range).unwrap_or_default();
            if line.contains('\t') && line.len() <= LONGEST_LINE {
                let line = line.trim_end_matches(['\r', '\n']);
                let pair = (line.replace('\t', " "), line.replace('\t', "→"));
                self.tabs.push(pair);
            }
        }
    }

    fn new(finding: &'f Finding, sources: &ShownSources, options: HumanOptions) -> Self {
        let mut shown = FindingDiagnostic {
            finding,
            fix: applicability(finding, sources),
            excerpts: Excerpts::default(),
            labels: Vec::new(),
            place: None,
            is_link: options.links,
            tabs: Vec::new(),
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
            let width = width_for_label(label.place, &source, options.width);
            shown.take_tabs(label.place, &source);
            shown.excerpts.add(source);
            let Some(span) = shown.excerpts.span(label.place) else {
                continue;
            };
            let text =
                (!label.text.is_empty()).then(|| wrap(&printable(&label.text), width).join("\n"));
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
fn width_for_label(place: Place, source: &ShownSource, width: usize) -> usize {
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
        let fix = match self.fix {
            Some(Applicability::Safe) => " fixable with --fix",
            Some(Applicability::Unsafe) => " fixable with --unsafe-fixes",
            None => "",
        };
        Some(Box::new(format!("{severity}[{}]{fix}", self.finding.rule)))
    }

    fn url<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let rule = rules::find(self.finding.rule).filter(|_| self.is_link)?;
        Some(Box::new(rule.url()))
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
    let options = HumanOptions {
        color: false,
        links: false,
        verbose: false,
        asked: true,
        width,
        quiet: false,
        min_severity: Severity::Info,
        hidden: 0,
    };
    summary(report, options, &mut text);
    log(&text).into_owned()
}

fn summary(report: &Report, options: HumanOptions, text: &mut String) {
    let (width, paint) = (options.width, options.paint());
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
            let _ = writeln!(text, "{}", paint.bold(&line));
        }
        text.push_str(&bars(cluster, width, paint));
    }
    if !planned.is_empty() {
        let _ = writeln!(text, "  {}\n", legend(&report.clusters));
    }
    let compared: Vec<_> = report.comparisons().collect();
    for (cluster, with) in compared.iter().take(MOST_COMPARISONS) {
        let line = format!("Compared {} with {with}.", cluster.title);
        for line in wrap(&printable(&line), width) {
            let _ = writeln!(text, "{line}");
        }
    }
    if let Some(more @ 1..) = compared.len().checked_sub(MOST_COMPARISONS) {
        let _ = writeln!(text, "Compared {} more.", count(more as u64, "cluster"));
    }
    if !compared.is_empty() {
        text.push('\n');
    }
    let skipped = skipped(report, options.verbose, options.asked);
    for paragraph in &skipped {
        for line in wrap(&printable(paragraph), width) {
            let _ = writeln!(text, "{line}");
        }
    }
    if !skipped.is_empty() {
        text.push('\n');
    }
    fixed(report, width, text);
    if report.findings.len() >= TABLE_FROM {
        let _ = writeln!(text, "{}", statistics(report));
    }
    let worst = report.findings.iter().map(|finding| finding.severity).max();
    for line in wrap(&printable(&closing(report)), width) {
        let line = worst.map_or_else(|| line.clone(), |worst| paint.severity(worst, &line));
        let _ = writeln!(text, "{line}");
    }
}

/// Most fixes that are listed.
const MOST_FIXED: usize = 20;

/// What `--fix` changed, a line for each finding.
fn fixed(report: &Report, width: usize, text: &mut String) {
    for fixed in report.fixed.iter().take(MOST_FIXED) {
        for line in wrap(&printable(&format!("Fixed {fixed}")), width) {
            let _ = writeln!(text, "{line}");
        }
    }
    if let Some(more) = report.fixed.len().checked_sub(MOST_FIXED + 1) {
        let _ = writeln!(text, "Fixed {} more", count(more as u64 + 1, "finding"));
    }
    if !report.fixed.is_empty() {
        text.push('\n');
    }
}

/// The address bars of a cluster: two lines each, more on a narrow terminal.
pub(crate) fn bars(cluster: &ClusterReport, width: usize, paint: Paint) -> String {
    let mut text = String::new();
    for subnet in &cluster.addresses.plans {
        let (numbers, columns) = (numbers(subnet), bar(subnet).len());
        let bar = painted(&bar(subnet), paint);
        let _ = writeln!(text, "  {}", printable(&subnet.title()));
        if 3 + columns + numbers.len() <= width {
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
        (report.fixed.len(), "fixed"),
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
    let skipped = match report.skipped.len() {
        0 => String::new(),
        skipped => format!(" {} skipped.", count(skipped as u64, "other file")),
    };
    let ignored = match report.ignored {
        0 => String::new(),
        ignored => format!(" {} ignored by git.", count(ignored as u64, "path")),
    };
    if report.files == 0 && results.is_empty() && !report.errors.is_empty() {
        let errors = count(report.errors.len() as u64, "problem");
        return format!("Nothing was checked: {errors}.");
    }
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
