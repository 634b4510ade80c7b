//! Arguments that `check` and `plan` share.

use std::path::PathBuf;

use clap::Args;

use crate::aks::{NetworkPlugin, OsType, PluginMode};
use crate::date::Date;
use crate::engine::ConfigChoice;
use crate::input::{QuickFlags, parse_os};

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Use this configuration file instead of the nearest packlint.yaml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Ignore all configuration files
    #[arg(long)]
    no_config: bool,

    /// Allow inputs to refer to files in this directory outside the repository (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) allow_outside: Vec<PathBuf>,

    /// Read Terraform variables from this file too, like terraform -var-file (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) var_file: Vec<PathBuf>,

    /// Read packs that Terraform uses as data sources from this directory (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) packs: Vec<PathBuf>,
}

impl ConfigArgs {
    pub(crate) fn choice(&self) -> ConfigChoice {
        match &self.config {
            _ if self.no_config => ConfigChoice::None,
            Some(path) => ConfigChoice::File(path.clone()),
            None => ConfigChoice::Nearest,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct QuickArgs {
    /// Number of nodes
    #[arg(long, value_name = "N", value_parser = parse_number)]
    nodes: Option<u32>,

    /// Maximum number of pods per node
    #[arg(long, value_name = "N", value_parser = parse_number)]
    max_pods: Option<u32>,

    /// Range of the node subnet
    #[arg(long, value_name = "CIDR")]
    subnet: Option<String>,

    /// Operating system of the nodes: linux or windows
    #[arg(long, value_name = "OS", value_parser = parse_os_flag)]
    os: Option<OsType>,

    /// Network plugin: azure, kubenet or none
    #[arg(long, value_name = "PLUGIN", value_parser = parse_plugin)]
    network_plugin: Option<NetworkPlugin>,

    /// Network plugin mode: overlay
    #[arg(long, value_name = "MODE", value_parser = parse_mode)]
    plugin_mode: Option<PluginMode>,
}

impl QuickArgs {
    pub(crate) fn flags(&self) -> QuickFlags {
        QuickFlags {
            nodes: self.nodes,
            max_pods: self.max_pods,
            subnet: self.subnet.clone(),
            os: self.os,
            network_plugin: self.network_plugin,
            plugin_mode: self.plugin_mode,
        }
    }
}

fn parse_number(text: &str) -> Result<u32, String> {
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

fn parse_os_flag(name: &str) -> Result<OsType, String> {
    parse_os(name).ok_or_else(|| "must be linux or windows".to_owned())
}

fn parse_plugin(name: &str) -> Result<NetworkPlugin, String> {
    let plugin = NetworkPlugin::parse(name).or_else(|| NetworkPlugin::of_pack(name));
    plugin.ok_or_else(|| format!("must be {}", crate::text::any_of(NetworkPlugin::NAMES)))
}

fn parse_mode(name: &str) -> Result<PluginMode, String> {
    PluginMode::parse(name)
        .ok_or_else(|| format!("must be {}", crate::text::any_of(PluginMode::NAMES)))
}
