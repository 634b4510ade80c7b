//! The command line: one file a subcommand.

mod arguments;
mod ask;
mod check;
mod explain;
mod fix_files;
mod init;
mod lsp;
mod new_cluster;
mod output;
mod plan;
mod rule_words;
mod rules;
mod schema;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use schema::{CLUSTER_SCHEMA_URL, SchemaName, schema_text};

/// Find mistakes in Palette packs and AKS cluster plans before you deploy them
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check packs, values files and cluster files
    Check(Box<check::CheckArgs>),
    /// Print a cluster's address plan: addresses needed, available and free, and changes that fit
    Plan(plan::PlanArgs),
    /// Explain a rule: what it does, why it matters, examples and source
    Explain(explain::ExplainArgs),
    /// List all rules
    Rules(rules::RulesArgs),
    /// Print a JSON Schema for an input or output format
    Schema(schema::SchemaArgs),
    /// Write a cluster file from your answers or from flags
    Init(Box<init::InitArgs>),
    /// Run a language server for editors on standard input and output
    Lsp(lsp::LspArgs),
    /// Print the version of packlint
    Version,
    /// Print a completion script for your shell
    Completions {
        /// Shell to complete for
        shell: clap_complete::Shell,
    },
}

/// How a run ended, apart from what packlint could not do at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at or above `--fail-on`: status 0.
    Clean,
    /// Findings at or above it: status 1.
    Findings,
    /// packlint could not do its job: status 2.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::Failed => ExitCode::from(2),
        }
    }
}

/// Runs the command line.
///
/// # Errors
/// Why packlint could not run at all: status 2.
pub fn run(cli: Cli) -> anyhow::Result<Outcome> {
    match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Lsp(args) => lsp::run(&args),
        Command::Version => {
            output::print(concat!("packlint ", env!("CARGO_PKG_VERSION"), "\n"))?;
            Ok(Outcome::Clean)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let mut command = Cli::command();
            clap_complete::generate(shell, &mut command, "packlint", &mut script);
            output::print_as_is(&String::from_utf8_lossy(&script))?;
            Ok(Outcome::Clean)
        }
    }
}
