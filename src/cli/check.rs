//! `packlint check`.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::Outcome;
use super::arguments::{ConfigArgs, QuickArgs};
use super::fix_files::{fix_all, print_diff};
use super::output::{
    Color, has_links, print, print_as_is, print_error, print_hidden, print_problems, print_skipped,
    print_tool_errors, width, write_file, write_pruned, written_baseline,
};
use super::parse::{parse_date, parse_form, parse_variable};
use super::rule_words::{Named, RuleWords, ids};
use crate::cli::ask::flags::{Asked, ask_for_flags};
use crate::cli::ask::{Prompt, Terminal};
use crate::config::Selection;
use crate::date::Date;
use crate::engine::{Report, Request, baseline, check, show_config};
use crate::files::{Files, ToolError};
use crate::finding::{Finding, Severity};
use crate::input::Form;
use crate::report::{
    HumanOptions, concise, github, gitlab, html, human, json, junit, sarif, skipped, statistics,
};
use crate::source::COMMAND_LINE_NAME;

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and directories to check, or - to read standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Report format: human, concise, json, sarif, github, gitlab, junit or html; add =FILE to write
    /// it to a file (repeatable)
    #[arg(short = 'f', long = "format", value_name = "FORMAT[=FILE]", default_value = "human", value_parser = parse_destination)]
    formats: Vec<Destination>,

    /// Exit with status 1 if there are findings of at least this severity
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: Severity,

    /// Report only findings of at least this severity [default: warning for people, info for tools]
    #[arg(long, value_name = "SEVERITY")]
    min_severity: Option<Severity>,

    /// Print the number of findings per rule instead of the findings
    #[arg(long)]
    statistics: bool,

    /// Exit with status 1 also if rules were skipped because a value is unknown
    #[arg(long)]
    strict: bool,

    /// List the skipped files and the ids of the skipped rules
    #[arg(short, long)]
    verbose: bool,

    /// Run only these rules or groups of rules (separated by commas, or repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleWords, hide_possible_values = true)]
    select: Vec<Named>,

    /// Skip these rules or groups of rules (separated by commas, or repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleWords, hide_possible_values = true)]
    ignore: Vec<Named>,

    #[command(flatten)]
    config: ConfigArgs,

    /// Print the effective configuration and where each value comes from, then exit
    #[arg(long)]
    show_config: bool,

    /// Apply safe fixes and report the rest
    #[arg(long, group = "fixing")]
    fix: bool,

    /// With --fix or --diff: also apply fixes that may change meaning
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,

    /// Print what --fix would change, without changing any file
    #[arg(long, group = "fixing", conflicts_with_all = ["write_baseline", "statistics"])]
    diff: bool,

    /// Ignore the findings recorded in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Record all findings in a baseline file
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,

    /// Remove entries that match no finding from the baseline, and add none
    #[arg(long, requires = "baseline", conflicts_with = "diff")]
    prune_baseline: bool,

    /// Check only files that changed since the merge base with this commit, and files that use them
    #[arg(long, value_name = "GIT_REF")]
    since: Option<String>,

    /// Compare the clusters with their state in this file: a cluster file, or a Terraform plan or state
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,

    /// Also check the cluster files, profiles and modules of the repository that use the given files
    #[arg(long)]
    with_dependents: bool,

    /// Skip given files that packlint does not recognise instead of reporting them
    #[arg(long)]
    skip_unknown: bool,

    /// Apply `exclude` patterns to paths given on the command line too
    #[arg(long)]
    force_exclude: bool,

    /// Treat the given files as this type instead of detecting it: cluster, values, profile,
    /// terraform-plan, terraform, payload, aks, arm-template or cluster-api
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    input_format: Option<Form>,

    /// Name to show for standard input
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,

    /// Set a profile variable (repeatable)
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = parse_variable)]
    variables: Vec<(String, String)>,

    /// Date used for retirement checks [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date, overrides_with = "today")]
    today: Option<Date>,

    /// Prompt for missing values and check again after each answer
    #[arg(long, conflicts_with = "diff")]
    ask: bool,

    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    color: Color,

    /// Print only findings, without the summary
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten, next_help_heading = "Instead of a cluster file")]
    quick: QuickArgs,
}

/// A report's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    Human,
    Concise,
    Json,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Html,
}

/// A format, and the file that it goes to.
#[derive(Clone, Debug)]
struct Destination {
    format: ReportFormat,
    file: Option<PathBuf>,
}

fn parse_destination(text: &str) -> Result<Destination, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("name a file after =".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = ReportFormat::from_str(name, false).map_err(|_| {
        let names: Vec<_> = ReportFormat::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| value.get_name().to_owned())
            .collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        format!("must be {}", crate::text::any_of(&names))
    })?;
    Ok(Destination { format, file })
}

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let to_stdout = args
        .formats
        .iter()
        .filter(|destination| destination.file.is_none())
        .count();
    anyhow::ensure!(
        to_stdout <= 1,
        "only one format can be written to standard output; write the others to files, for example --format json=out.json"
    );
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    anyhow::ensure!(
        args.stdin_filename.is_none() || args.paths.iter().any(is_stdin),
        "--stdin-filename names standard input; add the path -"
    );
    let is_for_people = |destination: &Destination| {
        destination.format == ReportFormat::Human && destination.file.is_none()
    };
    anyhow::ensure!(
        !args.statistics || args.formats.iter().any(is_for_people),
        "--statistics replaces the report of --format human; the other formats have all findings"
    );
    anyhow::ensure!(
        !args.diff || args.formats.iter().all(is_for_people),
        "--diff prints a diff instead of a report; run packlint check again for the report"
    );
    let mut request = request(args);
    let directory = std::env::current_dir().context("the working directory cannot be read")?;
    if args.show_config {
        let (text, report) = show_config(&request, directory);
        print(&text)?;
        print_problems(&report);
        return Ok(match report.errors.is_empty() {
            true => Outcome::Clean,
            false => Outcome::Failed,
        });
    }
    let mut no_terminal = None;
    if args.ask {
        let mut terminal = Terminal::open();
        let prompt = terminal
            .as_mut()
            .map(|terminal| terminal as &mut dyn Prompt);
        match ask_for_flags(&request, &directory, prompt)? {
            Asked::Flags(flags) => request.flags = flags,
            Asked::NoTerminal(message) => no_terminal = Some(message),
        }
    }
    let mut report = check(&request, directory.clone());
    if args.diff {
        print_diff(&report, &request, args.unsafe_fixes, &directory)?;
        return Ok(outcome(args, &report));
    }
    if args.fix {
        report = fix_all(&request, report, args.unsafe_fixes, &directory);
    }
    report.errors.extend(no_terminal.map(|message| ToolError {
        file: COMMAND_LINE_NAME.to_owned(),
        message,
    }));
    write_reports(args, report, &directory)
}

/// What the arguments ask for.
fn request(args: &CheckArgs) -> Request {
    Request {
        selected: None,
        paths: args.paths.clone(),
        stdin_name: args.stdin_filename.clone(),
        form: args.input_format,
        flags: args.quick.flags(),
        variables: args.variables.iter().cloned().collect(),
        config: args.config.choice(),
        today: args.today.unwrap_or_else(|| Date::at(SystemTime::now())),
        baseline: args.baseline.clone(),
        prune_baseline: args.prune_baseline,
        since: args.since.clone(),
        previous: args.previous.clone(),
        with_dependents: args.with_dependents,
        skip_unknown: args.skip_unknown,
        force_exclude: args.force_exclude,
        allow_outside: args.config.allow_outside.clone(),
        variable_files: args.config.var_file.clone(),
        selection: Selection {
            select: ids(&args.select),
            ignore: ids(&args.ignore),
            packs: args.config.packs.clone(),
            ..Selection::default()
        },
        files: Files::on_disk(),
    }
}

/// Writes the baseline and all reports. A file that cannot be written does not affect the others.
fn write_reports(
    args: &CheckArgs,
    mut report: Report,
    directory: &Path,
) -> anyhow::Result<Outcome> {
    let outcome = outcome(args, &report);
    let mut failed = Vec::new();
    let mut written = None;
    if let Some(path) = &args.write_baseline {
        let text = baseline::write(&report.findings, &report.sources, path, directory)?;
        match write_file(path, &text) {
            Ok(()) => written = Some(written_baseline(&report, path)),
            Err(error) => failed.push(error),
        }
    }
    let pruned = report.pruned.take();
    // What could not be read may still have its findings.
    let pruned = pruned.filter(|_| report.errors.is_empty());
    if let Some((path, pruned)) = args.baseline.as_ref().zip(pruned) {
        failed.extend(write_pruned(path, pruned).err());
    }
    let all = report.findings.len();
    if let Some(min) = args.min_severity {
        report.findings.retain(|finding| finding.severity >= min);
    }
    let hidden = all - report.findings.len();
    for destination in &args.formats {
        let is_for_people = matches!(destination.format, ReportFormat::Human);
        let text = match (&written, is_for_people && destination.file.is_none()) {
            (Some(line), true) => line.clone(),
            (None, true) if args.statistics => statistics(&report),
            _ => render(destination, args, &report, hidden)?,
        };
        match &destination.file {
            Some(file) => failed.extend(write_file(file, &text).err()),
            None if destination.format == ReportFormat::Github => {
                failed.extend(print_as_is(&text).err())
            }
            None => failed.extend(print(&text).err()),
        }
    }
    // Formats that have no place for it.
    let is_silent = |destination: &Destination| match destination.format {
        ReportFormat::Concise | ReportFormat::Gitlab => true,
        ReportFormat::Human => args.statistics && destination.file.is_none(),
        _ => false,
    };
    if args.formats.iter().any(is_silent) && !args.quiet {
        print_hidden(&report);
    }
    let is_terse = |destination: &Destination| destination.format == ReportFormat::Concise;
    if args.formats.iter().any(is_terse) && !args.quiet {
        for line in skipped(&report, args.verbose, args.ask) {
            print_error(&line);
        }
    }
    if args.verbose {
        print_skipped(&report);
    }
    print_tool_errors(&report.errors);
    for error in &failed {
        print_error(&format!("{error:#}"));
    }
    Ok(match failed.is_empty() {
        true => outcome,
        false => Outcome::Failed,
    })
}

fn outcome(args: &CheckArgs, report: &Report) -> Outcome {
    // What is recorded now is what the next run ignores.
    let is_accepted = args.write_baseline.is_some();
    let is_bad = |finding: &Finding| finding.severity >= args.fail_on;
    let is_open = args.strict && !report.unresolved.is_empty();
    let fails = !is_accepted && (is_open || report.findings.iter().any(is_bad));
    match (report.errors.is_empty(), fails) {
        (false, _) => Outcome::Failed,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Clean,
    }
}

/// One report; `hidden` findings were left out of it already.
fn render(
    destination: &Destination,
    args: &CheckArgs,
    report: &Report,
    hidden: usize,
) -> anyhow::Result<String> {
    let is_file = destination.file.is_some();
    let color = match is_file {
        true => args.color == Color::Always,
        false => args.color.is_on(),
    };
    Ok(match destination.format {
        ReportFormat::Json => json(report)?,
        ReportFormat::Sarif => sarif(report)?,
        ReportFormat::Github => github(report),
        ReportFormat::Gitlab => gitlab(report)?,
        ReportFormat::Junit => junit(report, args.fail_on),
        ReportFormat::Html => html(report),
        ReportFormat::Concise => concise(report, color),
        ReportFormat::Human => human(
            report,
            HumanOptions {
                color,
                links: color && !is_file && has_links(),
                verbose: args.verbose,
                asked: args.ask,
                width: if is_file { 80 } else { width() },
                quiet: args.quiet,
                min_severity: args.min_severity.unwrap_or(Severity::Warning),
                hidden,
            },
        ),
    })
}
