//! packlint finds the mistakes in Palette packs and AKS cluster plans before anything is deployed.

pub mod aks;
pub mod baseline;
pub mod cli;
pub mod config;
pub mod constraints;
pub mod date;
pub mod discover;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod git;
pub mod input;
pub mod model;
pub mod new_cluster;
pub mod plan;
pub mod problem;
pub mod report;
pub mod rules;
pub mod source;
pub mod suppress;
pub mod syntax;
pub mod text;
pub mod version;

/// Where the schema of the cluster file is published, for editors.
pub const CLUSTER_SCHEMA_URL: &str =
    "https://raw.githubusercontent.com/packlint/packlint/main/schemas/cluster.schema.json";

/// Where the rules' pages are published.
pub const RULES_URL: &str = "https://github.com/packlint/packlint/blob/main/docs/rules.md";
