//! `packlint rules`.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Outcome;
use super::output::print;
use crate::rules::{RULES, rules_page};

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to list them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = RulesFormat::Human)]
    format: RulesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RulesFormat {
    Human,
    Json,
    /// All pages, as in docs/rules.md
    Markdown,
}

pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<Outcome> {
    let text = match args.format {
        RulesFormat::Human => {
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
        RulesFormat::Markdown => rules_page(),
        RulesFormat::Json => {
            let rules: Vec<_> = RULES
                .iter()
                .map(|rule| {
                    json!({
                        "id": rule.id,
                        "group": rule.group.name(),
                        "severity": rule.severity.name(),
                        "fix": rule.fix.name(),
                        "supersedes": rule.supersedes,
                        "factsCheckedOn": rule.facts_checked.map(|date| date.to_string()),
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
