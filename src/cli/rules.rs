//! `packlint rules`.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Outcome;
use super::output::print;
use crate::rules::{RULES, rules_page};

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to list them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    /// All pages, as in docs/rules.md
    Markdown,
}

pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<Outcome> {
    let metas = RULES.iter().map(|rule| rule.meta());
    let text = match args.format {
        Format::Human => {
            let widest = metas.clone().map(|meta| meta.id.len()).max().unwrap_or(0);
            metas
                .map(|meta| {
                    format!(
                        "{:widest$}  {:7}  {}\n",
                        meta.id,
                        meta.severity.name(),
                        meta.summary
                    )
                })
                .collect()
        }
        Format::Markdown => rules_page(),
        Format::Json => {
            let rules: Vec<_> = metas
                .map(|meta| {
                    json!({
                        "id": meta.id,
                        "group": meta.group.name(),
                        "severity": meta.severity.name(),
                        "fix": meta.fix.name(),
                        "supersedes": meta.supersedes,
                        "summary": meta.summary,
                        "url": meta.url(),
                    })
                })
                .collect();
            format!("{}\n", serde_json::to_string_pretty(&rules)?)
        }
    };
    print(&text)?;
    Ok(Outcome::Clean)
}
