//! What one input may come to while it is read and expanded. Macros, aliases, templates and schemas
//! are short to write and can multiply without end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{LIMITS, Place};

/// What a budget counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expense {
    /// Bytes of one text whose macros are replaced.
    MacroText,
    /// Bytes of all such texts.
    MacroBytes,
    /// Macros that are replaced in one text.
    TextMacros,
    /// Macros that are replaced, those within their values included.
    Macros,
    /// Bytes of texts that are read again and again, through aliases.
    RepeatedBytes,
    /// Items of the lists and mappings that make a cluster.
    Items,
    /// Clusters, and profiles without one.
    Clusters,
    /// Node pools.
    Pools,
    /// Values and keys of YAML within texts.
    EmbeddedNodes,
    /// Bytes of compiled regular expressions.
    RegexBytes,
    /// Placeholders of one format.
    FormatPlaceholders,
    /// Placeholders of the formats in a schema.yaml.
    Placeholders,
    /// Steps of regular expressions over values.
    MatchSteps,
    /// Paths of presets and constraints that are followed.
    PathSteps,
    /// Bytes of YAML within texts, beyond those of the file itself.
    EmbeddedBytes,
    /// Values of the resources in a Terraform plan.
    PlanValues,
    /// Tokens of the texts of a Terraform module.
    ModuleTokens,
    /// Keys of objects there that are compared with others.
    ModuleKeySteps,
    /// Values that Terraform's expressions come to.
    ModuleValues,
    /// Bytes of text that Terraform's expressions come to.
    ModuleBytes,
    /// Bytes within the braces of charts' templates.
    TemplateBytes,
    /// Steps to follow charts' templates.
    TemplateSteps,
}

impl Expense {
    const ALL: [Expense; 22] = [
        Expense::MacroText,
        Expense::MacroBytes,
        Expense::TextMacros,
        Expense::Macros,
        Expense::RepeatedBytes,
        Expense::Items,
        Expense::Clusters,
        Expense::Pools,
        Expense::EmbeddedNodes,
        Expense::RegexBytes,
        Expense::FormatPlaceholders,
        Expense::Placeholders,
        Expense::MatchSteps,
        Expense::PathSteps,
        Expense::EmbeddedBytes,
        Expense::PlanValues,
        Expense::ModuleTokens,
        Expense::ModuleKeySteps,
        Expense::ModuleValues,
        Expense::ModuleBytes,
        Expense::TemplateBytes,
        Expense::TemplateSteps,
    ];

    /// What is limited, in the plural, and its limit.
    fn limit(self) -> (&'static str, u64) {
        match self {
            Expense::MacroText => (
                "bytes in one text after replacing its macros",
                LIMITS.macro_text_bytes,
            ),
            Expense::MacroBytes => (
                "bytes in the texts of one file after replacing their macros",
                LIMITS.macro_bytes,
            ),
            Expense::TextMacros => ("macros in one text", LIMITS.text_macros),
            Expense::Macros => ("macros in one file", LIMITS.macros),
            Expense::RepeatedBytes => (
                "bytes of text repeated by aliases in one file",
                LIMITS.repeated_bytes,
            ),
            Expense::Items => ("items of lists and mappings in one file", LIMITS.items),
            Expense::Clusters => ("clusters and profiles in one file", LIMITS.clusters),
            Expense::Pools => ("node pools in one file", LIMITS.pools),
            Expense::EmbeddedNodes => (
                "values and keys in the YAML texts of one file",
                LIMITS.nodes as u64,
            ),
            Expense::RegexBytes => (
                "bytes of compiled regular expressions in one file",
                LIMITS.regex_bytes,
            ),
            Expense::FormatPlaceholders => {
                ("placeholders in one format", LIMITS.format_placeholders)
            }
            Expense::Placeholders => ("placeholders in one schema.yaml", LIMITS.placeholders),
            Expense::MatchSteps => ("steps to match the values of one file", LIMITS.match_steps),
            Expense::PathSteps => (
                "steps along the paths of presets and constraints",
                LIMITS.path_steps,
            ),
            Expense::EmbeddedBytes => (
                "bytes of YAML texts that one file repeats",
                LIMITS.embedded_bytes,
            ),
            Expense::PlanValues => (
                "values of Palette's resources in one plan",
                LIMITS.plan_values,
            ),
            Expense::ModuleTokens => (
                "words and marks in one Terraform module",
                LIMITS.module_tokens,
            ),
            Expense::ModuleKeySteps => (
                "comparisons of keys in one Terraform module",
                LIMITS.module_key_steps,
            ),
            Expense::ModuleValues => ("values in one module or template", LIMITS.module_values),
            Expense::ModuleBytes => (
                "bytes of text in one module or template",
                LIMITS.module_bytes,
            ),
            Expense::TemplateBytes => (
                "bytes of actions in the chart templates of one pack",
                LIMITS.template_bytes,
            ),
            Expense::TemplateSteps => (
                "steps to follow the chart templates of one pack",
                LIMITS.template_steps,
            ),
        }
    }
}

/// A limit that was exceeded, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exceeded {
    pub(crate) place: Place,
    /// What is limited, in the plural.
    pub(crate) what: &'static str,
    pub(crate) limit: u64,
}

/// What an input has come to so far. Whoever exceeds a limit goes on without the value that did, and
/// the first time is a finding.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    spent: [AtomicU64; Expense::ALL.len()],
    exceeded: Mutex<Vec<(Expense, Option<Exceeded>)>>,
}

impl Budget {
    /// Spends an amount; `false` where the limit does not allow that much, and nothing is spent.
    pub(crate) fn spend(&self, expense: Expense, amount: u64, place: Place) -> bool {
        self.spend_beside(expense, amount, 0, place)
    }

    /// As [`Budget::spend`], where an amount is free: the input's own size.
    pub(crate) fn spend_beside(
        &self,
        expense: Expense,
        amount: u64,
        free: u64,
        place: Place,
    ) -> bool {
        let Some(spent) = self.spent.get(expense as usize) else {
            return false;
        };
        let before = spent.fetch_add(amount, Ordering::Relaxed);
        let (_, limit) = expense.limit();
        let is_within = before.saturating_add(amount) <= limit.saturating_add(free);
        if !is_within {
            spent.fetch_sub(amount, Ordering::Relaxed);
            self.exceed(expense, place);
        }
        is_within
    }

    /// Whether nothing more can be spent.
    pub(crate) fn is_spent(&self, expense: Expense) -> bool {
        let (_, limit) = expense.limit();
        let spent = self.spent.get(expense as usize);
        spent.is_none_or(|spent| spent.load(Ordering::Relaxed) >= limit)
    }

    /// Notes that a limit was exceeded.
    pub(crate) fn exceed(&self, expense: Expense, place: Place) {
        let mut exceeded = self.exceeded.lock().unwrap_or_else(PoisonError::into_inner);
        if exceeded.iter().all(|(known, _)| *known != expense) {
            let (what, limit) = expense.limit();
            exceeded.push((expense, Some(Exceeded { place, what, limit })));
        }
    }

    /// The limits that were exceeded and not taken yet, each once.
    pub(crate) fn take_exceeded(&self) -> Vec<Exceeded> {
        let mut exceeded = self.exceeded.lock().unwrap_or_else(PoisonError::into_inner);
        exceeded
            .iter_mut()
            .filter_map(|(_, one)| one.take())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SourceFile, Span};
    use super::*;

    #[test]
    fn each_limit_is_told_once_and_smaller_amounts_still_fit() {
        let place = SourceFile::unregistered("").place(Span::empty(0));
        let budget = Budget::default();
        let spend = |amount| budget.spend(Expense::Pools, amount, place);
        assert!(spend(LIMITS.pools - 1) && !spend(2) && spend(1) && !spend(1));
        assert!(budget.spend(Expense::Items, 1, place));
        let told = budget.take_exceeded();
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].what, told[0].limit),
            ("node pools in one file", LIMITS.pools)
        );
        assert!(!spend(1) && budget.take_exceeded().is_empty());
        for (at, expense) in Expense::ALL.into_iter().enumerate() {
            assert_eq!(expense as usize, at);
        }
    }
}
