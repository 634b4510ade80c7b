//! `packlint plan`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::Outcome;
use super::arguments::{ConfigArgs, QuickArgs, parse_date, parse_variable};
use super::output::{Color, print, print_error, print_problems, width};
use crate::config::Selection;
use crate::date::Date;
use crate::engine::{Report, Request, check};
use crate::finding::{Finding, Severity};
use crate::report::{plan_human, plan_json, plan_markdown, plan_svg, wrap};
use crate::rules;
use crate::text::{all_of, count, printable};

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Cluster file, or - to read standard input; without it, the flags below describe the cluster
    #[arg(value_name = "CLUSTER")]
    cluster: Option<PathBuf>,

    /// Output format
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = PlanFormat::Human)]
    format: PlanFormat,

    /// Set a profile variable (repeatable)
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = parse_variable)]
    variables: Vec<(String, String)>,

    /// Date used for retirement checks [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date, overrides_with = "today")]
    today: Option<Date>,

    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    color: Color,

    #[command(flatten)]
    config: ConfigArgs,

    #[command(flatten, next_help_heading = "Instead of a cluster file")]
    quick: QuickArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    Human,
    Json,
    Markdown,
    Svg,
}

pub(crate) fn run(args: &PlanArgs) -> anyhow::Result<Outcome> {
    let flags = args.quick.flags();
    anyhow::ensure!(
        args.cluster.is_some() || !flags.is_empty(),
        "nothing to plan: name a cluster file, or add --nodes N --max-pods N --subnet CIDR"
    );
    let request = Request {
        paths: args.cluster.iter().cloned().collect(),
        flags,
        variables: args.variables.iter().cloned().collect(),
        config: args.config.choice(),
        today: args.today.unwrap_or_else(|| Date::at(SystemTime::now())),
        allow_outside: args.config.allow_outside.clone(),
        variable_files: args.config.var_file.clone(),
        selection: Selection {
            packs: args.config.packs.clone(),
            ..Selection::default()
        },
        ..Request::default()
    };
    let directory = std::env::current_dir().context("the working directory cannot be read")?;
    let mut report = check(&request, directory);
    let clusters = &report.clusters;
    let mut text = match args.format {
        PlanFormat::Human => plan_human(clusters, width(), args.color.is_on()),
        PlanFormat::Json => plan_json(&report)?,
        PlanFormat::Markdown => plan_markdown(clusters),
        PlanFormat::Svg => plan_svg(clusters),
    };
    let verdict = verdict(args, &report);
    // Only what keeps the file from being read is reported here; `check` reports the rest.
    let is_about_reading = |id: &str| rules::find(id).is_some_and(|rule| rule.is_about_reading());
    report
        .findings
        .retain(|finding| is_about_reading(finding.rule));
    print_problems(&report);
    let has_failed = !report.errors.is_empty() || !report.findings.is_empty();
    // Packs alone have a plan only with what the flags say.
    let is_given = !report.clusters.is_empty() && !args.quick.flags().is_empty();
    anyhow::ensure!(
        report.whole_clusters().next().is_some() || is_given || has_failed,
        "this is not a cluster file; plan takes a cluster file, or packs with --nodes N --max-pods N --subnet CIDR"
    );
    if let Some(verdict) = &verdict {
        match args.format {
            PlanFormat::Json => {}
            PlanFormat::Svg => print_error(verdict),
            PlanFormat::Human | PlanFormat::Markdown => {
                let lines = wrap(&printable(verdict), width()).join("\n");
                let _ = write!(text, "\n{lines}\n");
            }
        }
    }
    if !report.clusters.is_empty() || args.format == PlanFormat::Json {
        print(&text)?;
    }
    let plans = report
        .clusters
        .iter()
        .flat_map(|cluster| &cluster.addresses.plans);
    let is_short = plans
        .into_iter()
        .any(|plan| plan.creation.total > plan.capacity.supply);
    Ok(match (has_failed, is_short) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Findings,
        (false, false) => Outcome::Clean,
    })
}

/// What `packlint check` reports, if that is a reason to run it.
fn verdict(args: &PlanArgs, report: &Report) -> Option<String> {
    let severities = [Severity::Error, Severity::Warning].into_iter();
    let counts = severities.map(|severity| (report.count(severity), severity.name()));
    let found: Vec<_> = counts
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| count(number as u64, name))
        .collect();
    if found.is_empty() {
        return None;
    }
    let found = all_of(&found);
    let Some(cluster) = &args.cluster else {
        // There is no file that check could be run on.
        let is_shown = |finding: &&Finding| finding.severity > Severity::Info;
        let messages = report.findings.iter().filter(is_shown);
        let messages = messages.map(|finding| format!("{} ({})", finding.message, finding.rule));
        return Some(format!(
            "{found}: {}",
            messages.collect::<Vec<_>>().join("; ")
        ));
    };
    let has_flags = !args.variables.is_empty() || !args.quick.flags().is_empty();
    let flags = if has_flags {
        " with the same flags"
    } else {
        ""
    };
    let cluster = cluster.display();
    Some(format!("{found}: run packlint check {cluster}{flags}"))
}
