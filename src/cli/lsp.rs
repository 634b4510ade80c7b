//! `packlint lsp`.

use clap::Args;

use super::Outcome;
use super::schema::{SchemaName, schema_text};
use crate::lsp::{Schemas, serve};

#[derive(Debug, Args)]
pub(crate) struct LspArgs {
    /// Accepted because editors pass it; standard input and output are all that there is
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) fn run(_: &LspArgs) -> anyhow::Result<Outcome> {
    let schema = |name| anyhow::Ok(serde_json::from_str(&schema_text(name)?)?);
    serve(Schemas {
        cluster: schema(SchemaName::Cluster)?,
        config: schema(SchemaName::Config)?,
    })?;
    Ok(Outcome::Clean)
}
