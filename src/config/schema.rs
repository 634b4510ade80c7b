//! packlint.yaml as types, for its JSON Schema only. Reading goes by the typed descent, which keeps
//! every value's place; a test holds the two to the same fields.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::input::cluster::{NetworkSection, Scalar, Version};

/// What packlint does by default in a folder and below it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase", title = "packlint.yaml")]
#[allow(dead_code)]
pub(crate) struct ConfigFile {
    /// Only these rules run.
    select: Option<Vec<String>>,
    /// These rules do not run.
    ignore: Option<Vec<String>>,
    /// Severities by rule id: error, warning, info or off.
    severity: Option<BTreeMap<String, SeverityName>>,
    /// Patterns, as in .gitignore, of paths that walks pass over; relative to this file.
    exclude: Option<Vec<String>>,
    /// What differs for the findings in some files; of several that match, the last that speaks of
    /// the rule holds.
    overrides: Option<Vec<OverrideSection>>,
    /// What is asked of packs.
    pack: Option<PackSection>,
    /// How much is enough.
    thresholds: Option<ThresholdSection>,
    /// What holds for clusters that do not say it themselves.
    cluster: Option<ClusterSection>,
}

/// What differs for the findings in some files.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct OverrideSection {
    /// Patterns, as in .gitignore, of the files; relative to this file.
    paths: Vec<String>,
    /// Rules that find nothing there.
    ignore: Option<Vec<String>>,
    /// Severities there by rule id: error, warning, info or off.
    severity: Option<BTreeMap<String, SeverityName>>,
}

/// What is asked of packs.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct PackSection {
    /// An organisation's own JSON Schema for pack.json, on top of the pack schema; a path relative
    /// to this file.
    schema: Option<String>,
}

/// How much is enough.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code)]
struct ThresholdSection {
    /// The share of a subnet's addresses that must stay free at an upgrade, in whole per cent;
    /// default 0%.
    #[schemars(extend("examples" = ["10%"], "pattern" = "^([0-9]|[1-8][0-9]|90)%$"))]
    subnet_headroom: Option<String>,
}

/// What holds for clusters that do not say it themselves.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code)]
struct ClusterSection {
    /// Kubernetes version.
    kubernetes_version: Option<Version>,
    /// Values of profile variables, for `{{.spectro.var.NAME}}`.
    variables: Option<BTreeMap<String, Scalar>>,
    network: Option<NetworkSection>,
}

/// A severity, or off.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code)]
enum SeverityName {
    Error,
    Warning,
    Info,
    Off,
}
