//! `packlint init`: writes a cluster file from packs and answers.

mod address_space;
mod given;
mod packs;
mod questions;
mod target;

use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::Context as _;
use clap::Args;

use crate::aks::OsType;
use crate::cli::Outcome;
use crate::cli::arguments::{QuickArgs, parse_date};
use crate::cli::ask::{Terminal, answers};
use crate::cli::new_cluster::NewCluster;
use crate::cli::output::{print, print_tool_errors, width};
use crate::date::Date;
use crate::engine::{ConfigChoice, Report, Request, check};
use crate::report::{human_summary, wrap};
use crate::text::{count, printable};
use target::Target;

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Directories to search for packs; prompts offer them, flags use all of them
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// File to write
    #[arg(short, long, value_name = "FILE", default_value = "cluster.yaml")]
    output: PathBuf,

    /// Overwrite the file if it exists
    #[arg(long)]
    force: bool,

    /// Date used for retirement checks [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    today: Option<Date>,

    #[command(flatten, next_help_heading = "Instead of prompts")]
    given: GivenArgs,
}

/// What would be asked for; where any of it is given, nothing is asked.
#[derive(Debug, Args)]
struct GivenArgs {
    /// Name of the cluster [default: name of the directory]
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    name: Option<String>,

    /// Pack of the profile (repeatable)
    #[arg(long = "pack", value_name = "PATH")]
    packs: Vec<PathBuf>,

    /// Kubernetes version [default: that of the pack kubernetes-aks]
    #[arg(long, value_name = "VERSION", value_parser = answers::kubernetes_version)]
    kubernetes_version: Option<String>,

    /// Range of the VNet, or a file with the output of az network vnet show
    #[arg(long, value_name = "CIDR|FILE")]
    vnet: Option<String>,

    /// Another subnet of the VNet (repeatable)
    #[arg(long = "other-subnet", value_name = "NAME=CIDR")]
    other_subnets: Vec<String>,

    #[command(flatten)]
    quick: QuickArgs,
}

fn parse_name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("must not be empty".to_owned()),
        name => answers::name(name),
    }
}

pub(crate) fn run(args: &InitArgs) -> anyhow::Result<Outcome> {
    let directory = std::env::current_dir().context("the working directory cannot be read")?;
    let target = Target::new(&args.output, args.force, &directory)?;
    let preview = Preview {
        target: &target,
        today: args.today.unwrap_or_else(|| Date::at(SystemTime::now())),
    };
    let terminal = match args.given.is_any() {
        true => None,
        false => Terminal::open(),
    };
    let is_interactive = terminal.is_some();
    let cluster = match terminal {
        Some(mut terminal) => {
            let here = [PathBuf::from(".")];
            let paths = match args.paths.is_empty() {
                true => &here,
                false => args.paths.as_slice(),
            };
            questions::ask(&mut terminal, packs::find(paths, &target)?, &preview)?
        }
        None => given::cluster(args, &target)?,
    };
    let text = target.text(&cluster);
    if let Err(error) = target.write(&text) {
        // What was answered is not lost.
        if is_interactive {
            print(&text)?;
        }
        return Err(error);
    }
    let is_added = !is_interactive && args.given.quick.flags().os == Some(OsType::Windows);
    print(&written(&cluster, &preview, is_added))?;
    Ok(Outcome::Clean)
}

/// What `packlint check` reports for the cluster file, with the configuration that it would use.
#[derive(Debug)]
struct Preview<'t> {
    target: &'t Target,
    today: Date,
}

impl Preview<'_> {
    /// Of a file that is not written yet.
    fn of(&self, cluster: &NewCluster) -> Report {
        let text = self.target.text(cluster);
        self.check(Request {
            allow_outside: self.target.outside(cluster),
            paths: vec![self.target.path.clone()],
            files: self
                .target
                .files
                .clone()
                .with(&self.target.path, text.into_bytes()),
            ..Request::default()
        })
    }

    /// Of the file as it is there.
    fn of_file(&self, allow_outside: Vec<PathBuf>) -> Report {
        self.check(Request {
            allow_outside,
            paths: vec![self.target.path.clone()],
            ..Request::default()
        })
    }

    fn check(&self, request: Request) -> Report {
        let request = Request {
            config: ConfigChoice::Nearest,
            today: self.today,
            ..request
        };
        check(&request, self.target.working_directory.clone())
    }
}

/// What was written, what packlint finds in it, and what to do next.
fn written(cluster: &NewCluster, preview: &Preview<'_>, is_system_pool_added: bool) -> String {
    let target = preview.target;
    let what = [
        format!("cluster {}", cluster.name),
        count(cluster.packs.len() as u64, "pack"),
        count(cluster.pools.len() as u64, "node pool"),
    ];
    let mut wrote = format!("Wrote {}: {}.", target.shown, what.join(", "));
    if is_system_pool_added {
        wrote.push_str(&format!(
            " Added pool '{SYSTEM_POOL}' with {SYSTEM_NODES} Linux nodes, because the cluster's own \
             pods cannot run on Windows."
        ));
    }
    let outside = target.outside(cluster);
    let mut word = target.word();
    for directory in &outside {
        word.push_str(" --allow-outside ");
        word.push_str(&target.word_of(directory));
    }
    let report = preview.of_file(outside);
    print_tool_errors(&report.errors);
    let width = width();
    let mut text = wrap(&printable(&wrote), width).join("\n");
    text.push_str("\n\n");
    text.push_str(&human_summary(&report, width));
    let next = [
        (
            format!("packlint check {word}"),
            "finds mistakes in the file",
        ),
        (format!("packlint plan {word}"), "prints the address plan"),
    ];
    text.push_str("\nNext:\n");
    for (command, what) in next {
        text.push_str(&format!("  {:<30} {what}\n", printable(&command)));
    }
    text
}

/// The default name of the pool for the cluster's own pods.
const SYSTEM_POOL: &str = "system";
/// The name that the first Windows pool gets: such names have at most six characters.
const WINDOWS_POOL: &str = "win";
/// The name that the first other pool gets.
const USER_POOL: &str = "workers";
/// The name that the nodes' subnet gets.
const SUBNET: &str = "nodes";
/// Default number of nodes of a System pool: what AKS recommends
/// (learn.microsoft.com/azure/aks/use-system-pools).
const SYSTEM_NODES: i64 = 3;

/// An empty cluster file.
fn empty() -> NewCluster {
    NewCluster {
        subnet_name: SUBNET.to_owned(),
        ..NewCluster::default()
    }
}
