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
    /// The settings of packlint for a directory and everything below it.
    #[title = "packlint.yaml"]
    pub(crate) struct ConfigFile<'t> in "packlint.yaml" {
        /// Run only these rules.
        select: Option<Entry<'t>>, "select" => SchemaField::<Vec<String>>::schema();
        /// Skip these rules.
        ignore: Option<Entry<'t>>, "ignore" => SchemaField::<Vec<String>>::schema();
        /// Severities by rule id: error, warning, info or off.
        severity: Option<Entry<'t>>, "severity" =>
            SchemaField::<BTreeMap<String, SeverityName>>::schema();
        /// Paths to skip, as patterns in the style of .gitignore; relative to this file.
        exclude: Option<Entry<'t>>, "exclude" => SchemaField::<Vec<String>>::schema();
        /// Other settings for findings in some files. If several match, the last one that mentions the
        /// rule wins.
        overrides: Vec<(Entry<'t>, OverrideSection<'t>)>, "overrides" =>
            SectionsField::<OverrideSection<'t>>::of("a list of overrides", "an override");
        /// Requirements for packs.
        pack: Option<(Entry<'t>, OrganisationSection)>, "pack" => SectionField::<OrganisationSection>::this();
        /// Directories with packs, relative to this file. packlint reads packs from them that Terraform
        /// uses as data sources.
        packs: Option<Entry<'t>>, "packs" => SchemaField::<Vec<String>>::schema();
        /// Thresholds of rules.
        thresholds: Option<(Entry<'t>, ThresholdSection<'t>)>, "thresholds" =>
            SectionField::<ThresholdSection<'t>>::this();
        /// Defaults for clusters that do not set these values themselves.
        cluster: Option<(Entry<'t>, ClusterSection<'t>)>, "cluster" =>
            SectionField::<ClusterSection<'t>>::this();
    }
}

section! {
    /// Other settings for findings in some files.
    #[required = ["paths"]]
    pub(crate) struct OverrideSection<'t> in "an override" {
        /// The files, as patterns in the style of .gitignore; relative to this file.
        paths: Option<Entry<'t>>, "paths" => SchemaField::<Vec<String>>::schema();
        /// Skip these rules there.
        ignore: Option<Entry<'t>>, "ignore" => SchemaField::<Vec<String>>::schema();
        /// Severities there by rule id: error, warning, info or off.
        severity: Option<Entry<'t>>, "severity" =>
            SchemaField::<BTreeMap<String, SeverityName>>::schema();
    }
}

section! {
    /// Requirements for packs.
    pub(crate) struct OrganisationSection in "pack" {
        /// Path of your organisation's own JSON Schema for pack.json, relative to this file. It is
        /// applied in addition to the pack schema.
        schema: Option<Located<String>>, "schema" => TextField("a path");
    }
}

section! {
    /// Thresholds of rules.
    pub(crate) struct ThresholdSection<'t> in "thresholds" {
        /// Share of a subnet's addresses that must stay free during an upgrade, as a whole
        /// percentage. The default is 0%.
        subnet_headroom: Option<Entry<'t>>, "subnetHeadroom" => LaterField(Percent);
        /// Number of months before a retirement from which it is a warning. The default is 12.
        retirement_months: Option<Located<i64>>, "retirementMonths" =>
            AmountField("a number of months, 0 or more");
    }
}

/// A whole percentage from 0 to 90.
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
