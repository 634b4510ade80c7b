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
    let text = match args.format {
        Format::Human => {
            let widest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
            RULES
                .iter()
                .map(|rule| {
                    format!(
                        "{:widest$}  {:7}  {}\n",
                        rule.id,
                        rule.severity.name(),
                        rule.summary
                    )
                })
                .collect()
        }
        Format::Markdown => rules_page(),
        Format::Json => {
            let rules: Vec<_> = RULES
                .iter()
                .map(|rule| {
                    json!({
                        "id": rule.id,
                        "group": rule.group.name(),
                        "severity": rule.severity.name(),
                        "fix": rule.fix.name(),
                        "supersedes": rule.supersedes,
                        "summary": rule.summary,
                        "url": rule.url(),
                    })
                })
                .collect();
            format!("{}\n", serde_json::to_string_pretty(&rules)?)
        }
    };
    print(&text)?;
    Ok(Outcome::Clean)
}
