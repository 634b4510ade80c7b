//! The sections of packlint.yaml.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::input::cluster::ClusterSection;
use crate::input::read::{
    AmountField, Entry, Field, FieldKind, LaterField, Reading, SchemaField, SectionField,
    SectionsField, TextField, section,
};
use crate::model::Located;

section! {
    /// What packlint does by default in a folder and below it.
    #[title = "packlint.yaml"]
    pub(crate) struct ConfigFile<'t> in "packlint.yaml" {
        /// Only these rules run.
        select: Option<Entry<'t>>, "select" => SchemaField::<Vec<String>>::schema();
        /// These rules do not run.
        ignore: Option<Entry<'t>>, "ignore" => SchemaField::<Vec<String>>::schema();
        /// Severities by rule id: error, warning, info or off.
        severity: Option<Entry<'t>>, "severity" =>
            SchemaField::<BTreeMap<String, SeverityName>>::schema();
        /// Patterns, as in .gitignore, of paths that walks pass over; relative to this file.
        exclude: Option<Entry<'t>>, "exclude" => SchemaField::<Vec<String>>::schema();
        /// What differs for the findings in some files; of several that match, the last that speaks of
        /// the rule holds.
        overrides: Vec<(Entry<'t>, OverrideSection<'t>)>, "overrides" =>
            SectionsField::<OverrideSection<'t>>::of("a list of overrides", "an override");
        /// What is asked of packs.
        pack: Option<(Entry<'t>, OrganisationSection)>, "pack" => SectionField::<OrganisationSection>::this();
        /// Directories with packs, relative to this file: Terraform names packs that it reads as data
        /// sources, and their values are taken from there.
        packs: Option<Entry<'t>>, "packs" => SchemaField::<Vec<String>>::schema();
        /// How much is enough.
        thresholds: Option<(Entry<'t>, ThresholdSection<'t>)>, "thresholds" =>
            SectionField::<ThresholdSection<'t>>::this();
        /// What holds for clusters that do not say it themselves.
        cluster: Option<(Entry<'t>, ClusterSection<'t>)>, "cluster" =>
            SectionField::<ClusterSection<'t>>::this();
    }
}

section! {
    /// What differs for the findings in some files.
    #[required = ["paths"]]
    pub(crate) struct OverrideSection<'t> in "an override" {
        /// Patterns, as in .gitignore, of the files; relative to this file.
        paths: Option<Entry<'t>>, "paths" => SchemaField::<Vec<String>>::schema();
        /// Rules that find nothing there.
        ignore: Option<Entry<'t>>, "ignore" => SchemaField::<Vec<String>>::schema();
        /// Severities there by rule id: error, warning, info or off.
        severity: Option<Entry<'t>>, "severity" =>
            SchemaField::<BTreeMap<String, SeverityName>>::schema();
    }
}

section! {
    /// What is asked of packs.
    pub(crate) struct OrganisationSection in "pack" {
        /// An organisation's own JSON Schema for pack.json, on top of the pack schema; a path relative
        /// to this file.
        schema: Option<Located<String>>, "schema" => TextField("a path");
    }
}

section! {
    /// How much is enough.
    pub(crate) struct ThresholdSection<'t> in "thresholds" {
        /// The share of a subnet's addresses that must stay free at an upgrade, in whole per cent;
        /// default 0%.
        subnet_headroom: Option<Entry<'t>>, "subnetHeadroom" => LaterField(Percent);
        /// How many months before AKS retires a feature it becomes a warning; default 12.
        retirement_months: Option<Located<i64>>, "retirementMonths" =>
            AmountField("a number of months, 0 or more");
    }
}

/// Whole per cent, from 0 to 90.
struct Percent;

impl<'t> FieldKind<'t> for Percent {
    type Read = Option<Entry<'t>>;

    fn read(&self, field: Field<'t, '_>, _: &Reading<'_>) -> Self::Read {
        field.entry
    }

    fn schema(&self, _: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^([0-9]|[1-8][0-9]|90)%$",
            "examples": ["10%"]
        })
    }
}

/// A severity, or off.
struct SeverityName;

impl JsonSchema for SeverityName {
    fn schema_name() -> Cow<'static, str> {
        "SeverityName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A severity, or off.",
            "type": "string",
            "enum": ["error", "warning", "info", "off"]
        })
    }
}
