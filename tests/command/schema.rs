//! The generated schemas and the readers take the same: every property, and no misspelling of it.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use packlint::internals::cli::{SchemaName, schema_text};

use crate::support::{Folder, entries, root, text};

fn schema(name: SchemaName) -> Value {
    serde_json::from_str(&schema_text(name).expect("a schema")).expect("JSON")
}

/// The documents of a YAML file, as JSON.
fn documents(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text)
        .map(|document| serde_yaml::Value::deserialize(document).expect("YAML"))
        .map(|value| serde_json::to_value(value).expect("JSON"))
        .collect()
}

#[test]
fn the_cluster_schema_agrees_with_the_reader_on_the_fixtures() {
    let validator = jsonschema::validator_for(&schema(SchemaName::Cluster)).expect("a schema");
    let clusters = root().join("fixtures/clusters");
    let texts_of = |folder: &str| -> Vec<_> {
        let files = entries(&clusters.join(folder)).into_iter();
        let files = files.filter(|path| path.extension().is_some_and(|e| e == "yaml"));
        files
            .map(|path| (std::fs::read_to_string(&path).expect("readable"), path))
            .collect()
    };
    let good = texts_of("ok");
    assert!(good.len() > 5);
    for (text, path) in good {
        for document in documents(&text) {
            let errors: Vec<_> = validator
                .iter_errors(&document)
                .map(|e| e.to_string())
                .collect();
            assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        }
    }
    for rule in [
        "unknown-field",
        "wrong-type",
        "network-policy-value",
        "network-option-value",
    ] {
        let bad = texts_of(&format!("bad/{rule}"));
        assert!(!bad.is_empty(), "{rule}");
        for (text, path) in bad {
            let is_valid = documents(&text)
                .iter()
                .all(|document| validator.is_valid(document));
            assert!(!is_valid, "{}", path.display());
        }
    }
}

/// Where an object of a schema is in a document, with the names of its properties.
type Objects = Vec<(Vec<String>, Vec<String>)>;

/// Every object with named properties that a schema leads to.
fn objects(schema: &Value, root: &Value, at: &[String], found: &mut Objects) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#'));
        objects(target.expect("a definition"), root, at, found);
    }
    for form in schema["anyOf"].as_array().into_iter().flatten() {
        objects(form, root, at, found);
    }
    if schema.get("items").is_some() {
        objects(
            &schema["items"],
            root,
            &[at, &["0".to_owned()]].concat(),
            found,
        );
    }
    if let Some(properties) = schema["properties"].as_object() {
        assert_eq!(schema["additionalProperties"], false, "{at:?}");
        found.push((at.to_vec(), properties.keys().cloned().collect()));
        for (name, property) in properties {
            objects(
                property,
                root,
                &[at, std::slice::from_ref(name)].concat(),
                found,
            );
        }
    }
}

/// A document with one property at a place.
fn with_property(base: &Value, at: &[String], name: &str) -> Value {
    let mut document = base.clone();
    let mut place = &mut document;
    for step in at {
        if step == "0" {
            *place = json!([{}]);
            place = &mut place[0];
        } else {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            place = &mut place[step.as_str()];
        }
    }
    if !place.is_object() {
        *place = Value::Object(Map::new());
    }
    place[name] = json!("x");
    document
}

/// Whether the reader calls a property of a document unknown.
fn is_unknown(file: &str, base: &Value, at: &[String], name: &str) -> bool {
    let folder = Folder::with("cluster.yaml", "cluster: demo\nnodePools: []\n");
    folder.write(file, with_property(base, at, name).to_string());
    let report = folder.json(&["cluster.yaml"]);
    let message = format!("'{name}' is not a key of ");
    let found = report.of(&["unknown-field"]);
    found
        .iter()
        .any(|finding| text(&finding["message"]).starts_with(&message))
}

#[test]
fn every_property_is_read_and_its_misspelling_is_not() {
    for (name, file, base, least) in [
        (
            SchemaName::Cluster,
            "cluster.yaml",
            json!({"cluster": "demo", "nodePools": []}),
            40,
        ),
        (SchemaName::Config, "packlint.yaml", json!({}), 22),
    ] {
        let schema = schema(name);
        let mut found = Objects::new();
        objects(&schema, &schema, &[], &mut found);
        let properties: usize = found.iter().map(|(_, names)| names.len()).sum();
        assert!(properties >= least, "{properties}: {found:?}");
        for (at, names) in &found {
            for name in names {
                assert!(!is_unknown(file, &base, at, name), "{at:?} {name}");
                let misspelled = format!("{name}x");
                assert!(
                    is_unknown(file, &base, at, &misspelled),
                    "{at:?} {misspelled}"
                );
            }
        }
    }
}

#[test]
fn severities_of_the_config_schema_are_read() {
    let schema = schema(SchemaName::Config);
    let names = schema["$defs"]["SeverityName"]["enum"]
        .as_array()
        .expect("names");
    for name in names {
        let folder = Folder::with("values.yaml", "pack: {}\n");
        let config = json!({"severity": {"network-policy-value": name}});
        folder.write("packlint.yaml", config.to_string());
        assert_eq!(folder.json(&["values.yaml"]).status, 0, "{name}");
    }
}

#[test]
fn nothing_in_a_schema_may_be_null() {
    for name in [
        SchemaName::Cluster,
        SchemaName::Config,
        SchemaName::Findings,
    ] {
        let text = schema_text(name).expect("a schema");
        assert!(!text.contains("\"null\""), "{name:?}");
    }
}
