//! `packlint plan`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::Outcome;
use super::check::{ConfigArgs, QuickArgs, parse_variable};
use super::output::{Color, print, print_problems, width};
use crate::config::Selection;
use crate::engine::{Request, check};
use crate::report::{plan_human, plan_json, plan_markdown, plan_svg};
use crate::rules;

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
    // Only what keeps the file from being read matters here; `check` says the rest.
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
    print(&match args.format {
        PlanFormat::Human => plan_human(&report.clusters, width(), args.color.is_on()),
        PlanFormat::Json => plan_json(&report.clusters)?,
        PlanFormat::Markdown => plan_markdown(&report.clusters),
        PlanFormat::Svg => plan_svg(&report.clusters),
    })?;
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
