//! `packlint schema`.

use clap::{Args, ValueEnum};
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

use super::Outcome;
use super::output::print;
use crate::config::ConfigFile;
use crate::input::{ClusterFile, PackManifest};
use crate::report::PlanOutput;
use crate::report::json::Output;

/// Where the schema of the cluster file is published, for editors.
pub const CLUSTER_SCHEMA_URL: &str =
    "https://raw.githubusercontent.com/packlint/packlint/main/schemas/cluster.schema.json";

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Which schema to print
    #[arg(value_enum, default_value_t = SchemaName::Cluster)]
    name: SchemaName,
}

/// The schemas that packlint publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// The cluster file.
    Cluster,
    /// packlint.yaml.
    Config,
    /// pack.json.
    Pack,
    /// The JSON output of `check`.
    Findings,
    /// The JSON output of `plan`.
    Plan,
}

/// A schema as text, as in `schemas/`.
///
/// # Errors
/// Never in fact: all keys are strings.
pub fn schema_text(name: SchemaName) -> Result<String, serde_json::Error> {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    let generator = settings.into_generator();
    let schema = match name {
        SchemaName::Cluster => generator.into_root_schema_for::<ClusterFile>(),
        SchemaName::Config => generator.into_root_schema_for::<ConfigFile>(),
        SchemaName::Pack => generator.into_root_schema_for::<PackManifest>(),
        SchemaName::Findings => generator.into_root_schema_for::<Output>(),
        SchemaName::Plan => generator.into_root_schema_for::<PlanOutput<'static>>(),
    };
    Ok(format!("{}\n", serde_json::to_string_pretty(&schema)?))
}

/// What may be absent must not be null: the readers take a key without a value for a mistake, and
/// the output leaves keys out.
fn without_null(schema: &mut Schema) {
    let is_null = |value: &Value| value == "null" || value["type"] == "null";
    for key in ["type", "anyOf"] {
        let Some(Value::Array(forms)) = schema.get_mut(key) else {
            continue;
        };
        forms.retain(|form| !is_null(form));
        if let [only] = forms.as_slice() {
            let only = only.clone();
            schema.remove(key);
            match only {
                Value::Object(inner) => schema.ensure_object().extend(inner),
                name => drop(schema.insert(key.to_owned(), name)),
            }
        }
    }
}

pub(crate) fn run(args: &SchemaArgs) -> anyhow::Result<Outcome> {
    print(&schema_text(args.name)?)?;
    Ok(Outcome::Clean)
}
