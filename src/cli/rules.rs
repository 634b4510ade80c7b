//! `packlint rules`.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::Outcome;
use super::output::{print, width};
use crate::report::wrap;
use crate::rules::{FixKind, Group, RULES, Rule, rules_page};

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// List only the rules of this group
    #[arg(value_name = "GROUP", value_parser = parse_group())]
    group: Option<String>,

    /// Output format
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = RulesFormat::Human)]
    format: RulesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RulesFormat {
    Human,
    Json,
    /// All pages, as in docs/rules.md
    Markdown,
}

fn parse_group() -> PossibleValuesParser {
    PossibleValuesParser::new(Group::ALL.map(Group::name))
}

/// The rules that were asked for.
fn listed(args: &RulesArgs) -> impl Iterator<Item = &'static Rule> {
    let group = args.group.as_deref().and_then(Group::parse);
    let rules = RULES.iter();
    rules.filter(move |rule| group.is_none_or(|group| rule.group == group))
}

/// The columns of the table: at most, and at least, where nothing would be left for the summaries.
const WIDEST: usize = 100;
const NARROWEST: usize = 72;

/// A table by group: id, severity, whether there are fixes, and a summary that wraps.
fn human(args: &RulesArgs) -> String {
    let widest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let width = width().clamp(NARROWEST, WIDEST);
    let mut text = String::new();
    for group in Group::ALL {
        let rules: Vec<_> = listed(args).filter(|rule| rule.group == group).collect();
        if rules.is_empty() {
            continue;
        }
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{}  ({})\n", group.title(), group.name()));
        for rule in rules {
            let fix = match rule.fix {
                FixKind::None => "",
                FixKind::Sometimes | FixKind::Always => "fix",
            };
            let start = format!(
                "  {:widest$}  {:7}  {fix:3}  ",
                rule.id,
                rule.severity.name()
            );
            let blank = " ".repeat(start.len());
            let lines = wrap(rule.summary, width - start.len());
            for (at, line) in lines.iter().enumerate() {
                let before = if at == 0 { &start } else { &blank };
                text.push_str(&format!("{before}{line}\n"));
            }
        }
    }
    text + "\nfix: --fix or --unsafe-fixes corrects it. --select and --ignore take groups too.\n"
}

pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<Outcome> {
    let text = match args.format {
        RulesFormat::Human => human(args),
        RulesFormat::Markdown => rules_page(),
        RulesFormat::Json => {
            let rules: Vec<_> = listed(args)
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
