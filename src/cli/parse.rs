//! Values of the command line's flags.

use crate::aks::{NetworkPlugin, OsType, PluginMode};
use crate::date::Date;
use crate::input::{Form, parse_os};
use crate::text::any_of;

pub(crate) fn parse_number(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "must be a whole number such as 12, and at least 1".to_owned())
}

pub(crate) fn parse_variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("must be NAME=VALUE".to_owned()),
    }
}

pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "must be a date such as 2026-11-23".to_owned())
}

pub(crate) fn parse_os_flag(name: &str) -> Result<OsType, String> {
    parse_os(name).ok_or_else(|| "must be linux or windows".to_owned())
}

pub(crate) fn parse_plugin(name: &str) -> Result<NetworkPlugin, String> {
    let plugin = NetworkPlugin::parse(name).or_else(|| NetworkPlugin::of_pack(name));
    plugin.ok_or_else(|| format!("must be {}", crate::text::any_of(NetworkPlugin::NAMES)))
}

pub(crate) fn parse_mode(name: &str) -> Result<PluginMode, String> {
    PluginMode::parse(name)
        .ok_or_else(|| format!("must be {}", crate::text::any_of(PluginMode::NAMES)))
}

pub(crate) fn parse_form(name: &str) -> Result<Form, String> {
    let known = Form::ALL.iter().find(|(known, _)| *known == name);
    known.map(|(_, form)| *form).ok_or_else(|| {
        let names = Form::ALL.map(|(name, _)| name);
        format!("must be {}", any_of(&names))
    })
}
