//! Rules on the command line: ids, and groups for all their rules.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::rules;

/// Reads an id or a group; shells complete both.
#[derive(Clone, Debug)]
pub(crate) struct RuleWords;

/// The ids that one word names.
#[derive(Clone, Debug)]
pub(crate) struct Named(Vec<&'static str>);

impl TypedValueParser for RuleWords {
    type Value = Named;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Named, Error> {
        let parser = StringValueParser::new().try_map(|word| parse(&word));
        parser.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(rules::words().map(PossibleValue::new)))
    }
}

fn parse(word: &str) -> Result<Named, String> {
    rules::named(word)
        .map(Named)
        .ok_or_else(|| format!("there is no such rule; {}", rules::hint(word)))
}

/// The ids that all words name.
pub(crate) fn ids(words: &[Named]) -> Vec<String> {
    let ids = words.iter().flat_map(|Named(ids)| ids);
    ids.map(|id| (*id).to_owned()).collect()
}

/// Takes any word; shells complete the ids.
#[derive(Clone, Debug)]
pub(crate) struct RuleId;

impl TypedValueParser for RuleId {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let ids = rules::RULES.iter().map(|rule| rule.id);
        Some(Box::new(ids.map(PossibleValue::new)))
    }
}
