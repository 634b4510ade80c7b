//! An organisation's own JSON Schema for pack.json, on top of the pack schema.

use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

use crate::files::Files;
use crate::input::pack::chart::schema_cost;
use crate::input::pack::chart::values_schema::{
    compile, find, json, points, written_reason as reason,
};
use crate::problem::{PackSchemaProblem, Problem, ProblemKind};
use crate::source::LIMITS;
use crate::syntax::Tree;

/// A compiled schema.
#[derive(Debug)]
pub(crate) struct OrganisationSchema {
    schema: Value,
    validator: Validator,
}

impl OrganisationSchema {
    /// Reads a schema; references to the network are not followed.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(crate) fn read(files: &Files, path: &Path) -> Result<Self, String> {
        let text = files
            .read_text(path, LIMITS.file_bytes)
            .map_err(|error| format!("cannot be read: {error}"))?;
        let schema: Value =
            serde_json::from_str(&text).map_err(|error| format!("not JSON: {error}"))?;
        if !schema_cost::has_small_patterns(&schema) {
            return Err("its patterns are too large to be compiled".to_owned());
        }
        let validator = compile(&schema)?;
        Ok(OrganisationSchema { schema, validator })
    }

    /// Checks a pack.json against the schema.
    ///
    /// # Errors
    /// Why the schema cannot be applied to it.
    pub(crate) fn check(&self, manifest: &Tree) -> Result<Vec<Problem>, String> {
        let Some(root) = manifest.root() else {
            return Ok(Vec::new());
        };
        let value = json(root, &mut 0, 0).ok_or("it is too large or too deep")?;
        schema_cost::check(&self.schema, &value)?;
        let mut problems = Vec::new();
        for error in self.validator.iter_errors(&value).take(LIMITS.findings) {
            for at in points(&error) {
                let field = match at.as_slice() {
                    [] => "pack.json".to_owned(),
                    at => at.join("."),
                };
                // A field that is missing is missed at the pack's name, as by the pack schema.
                let place = match find(root, &at) {
                    Some(found) if !at.is_empty() => found.place,
                    _ => root.get("name").unwrap_or(root).place(),
                };
                problems.push(Problem {
                    place,
                    kind: ProblemKind::PackSchema(PackSchemaProblem::Organisation {
                        field,
                        reason: reason(&error),
                    }),
                });
            }
        }
        Ok(problems)
    }
}
