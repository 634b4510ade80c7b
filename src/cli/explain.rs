//! `packlint explain`.

use clap::Args;

use super::Outcome;
use super::output::print;
use super::rule_words::RuleId;
use crate::rules;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Rule id, as `packlint rules` lists it
    #[arg(value_parser = RuleId, hide_possible_values = true)]
    rule: String,
}

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Outcome> {
    let Some(rule) = rules::find(&args.rule) else {
        anyhow::bail!(
            "there is no rule '{}'; {}",
            args.rule,
            rules::hint(&args.rule)
        );
    };
    print(&format!(
        "{}\nSeverity: {}. Group: {}.\n",
        rule.page(),
        rule.severity.name(),
        rule.group.name()
    ))?;
    Ok(Outcome::Clean)
}
