//! `packlint explain`.

use clap::Args;

use super::Outcome;
use super::output::print;
use super::rule_words::RuleId;
use crate::rules;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule's id
    #[arg(value_parser = RuleId, hide_possible_values = true)]
    rule: String,
}

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Outcome> {
    let Some(rule) = rules::find(&args.rule) else {
        let hint = match rules::similar(&args.rule) {
            Some(similar) => format!("did you mean {similar}?"),
            None => "`packlint rules` lists them".to_owned(),
        };
        anyhow::bail!("there is no rule '{}'; {hint}", args.rule);
    };
    print(&format!(
        "{}\nSeverity: {}. Group: {}.\n",
        rule.page(),
        rule.severity.name(),
        rule.group.name()
    ))?;
    Ok(Outcome::Clean)
}
