//! `packlint schema`.

use clap::{Args, ValueEnum};

use super::Outcome;
use super::output::print;
use crate::config::ConfigFile;
use crate::input::cluster_schema::ClusterFile;
use crate::report::PlanOutput;
use crate::report::json::Output;

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaName::Cluster)]
    name: SchemaName,
}

/// The schemas that packlint publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// The cluster file.
    Cluster,
    /// packlint.yaml.
    Config,
    /// The JSON output of `check`.
    Findings,
    /// The JSON output of `plan`.
    Plan,
}

/// A schema as text: the same that stands in `schemas/`.
///
/// # Errors
/// Never in fact: all keys are strings.
pub fn schema_text(name: SchemaName) -> Result<String, serde_json::Error> {
    let schema = match name {
        SchemaName::Cluster => schemars::schema_for!(ClusterFile),
        SchemaName::Config => schemars::schema_for!(ConfigFile),
        SchemaName::Findings => schemars::schema_for!(Output),
        SchemaName::Plan => schemars::schema_for!(PlanOutput<'static>),
    };
    Ok(format!("{}\n", serde_json::to_string_pretty(&schema)?))
}

pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<Outcome> {
    print(&schema_text(args.name)?)?;
    Ok(Outcome::Clean)
}
