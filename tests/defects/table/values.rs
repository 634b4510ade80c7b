//! Values: constraints, presets and macros.

use regex::Regex;

use super::Defect;
use super::form::root_of;
use super::syntax::misspelt;
use crate::defects::good::{Form, Good, pattern};
use crate::defects::mutant::Mutant;
use crate::defects::part::{Field, Part, Style};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "regex-broken",
        says: "a regular expression in schema.yaml does not compile",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, r#"'{{ format "${string:/[a-z+/}" }}'"#),
    },
    Defect {
        id: "regex-look-ahead",
        says: "a regular expression in schema.yaml has a look-ahead, which Palette does not take",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, r#"'{{ format "${string:/^(?=a)[a-z]+$/}" }}'"#),
    },
    Defect {
        id: "format-misspelt",
        says: "the type of a format is misspelt in schema.yaml",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, r#"'{{ required | format "${strnig}" }}'"#),
    },
    Defect {
        id: "required-misspelt",
        says: "required is misspelt in schema.yaml",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, r#"'{{ requird | format "${string}" }}'"#),
    },
    Defect {
        id: "range-turned",
        says: "a range in schema.yaml begins above its end",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, r#"'{{ format "${number:[10-1]}" }}'"#),
    },
    Defect {
        id: "options-empty",
        says: "a list in schema.yaml has no options",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, r#"'{{ format "${list:[]}" }}'"#),
    },
    Defect {
        id: "template-open",
        says: "the braces of a template in schema.yaml do not close",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, r#"'{{ format "${string}" '"#),
    },
    Defect {
        id: "template-unquoted",
        says: "a template in schema.yaml has no quotes",
        rule: "constraint-template",
        also: &[],
        make: |good| templates(good, "{{ required }}"),
    },
    Defect {
        id: "values-at-root",
        says: "a value slipped to the left margin",
        rule: "values-root-key",
        also: &[],
        make: |good| {
            let layer = root_of(good, &format!("{}/pack.json", good.main));
            let is_addon = layer.is_some_and(|root| root.said("layer") == Some("addon"));
            let Some(file) = good.pack_file("values.yaml").filter(|_| is_addon) else {
                return Vec::new();
            };
            let parts = good.parts(&file).into_iter();
            let root = parts.filter(|part| part.path.is_empty() && part.style == Style::Block);
            root.filter(|part| part.get("charts").is_some())
                .map(|part| {
                    let end = part.range.end;
                    good.edit(&file, end..end, "\nreplicaCount: 2\n")
                        .found_at_word("replicaCount")
                })
                .collect()
        },
    },
    Defect {
        id: "tag-number",
        says: "the tag of an image is a number to YAML",
        rule: "value-number",
        // The chart's own schema may ask for a text.
        also: &["chart-values-schema"],
        make: |good| {
            let Some(file) = good.pack_file("values.yaml") else {
                return Vec::new();
            };
            let parts = good.parts(&file).into_iter().filter(|part| {
                part.path.starts_with("charts/") || part.path.starts_with("manifests/")
            });
            parts
                .filter_map(|part| {
                    let tag = part.get("tag").filter(|field| field.text.is_some())?;
                    Some(good.edit(&file, tag.value.clone(), "4.10"))
                })
                .collect()
        },
    },
    Defect {
        id: "preset-header-misspelt",
        says: "the header of the values enables a preset that is misspelt",
        rule: "preset-header",
        also: &[],
        make: |good| {
            let Some(file) = good.pack_file("values.yaml") else {
                return Vec::new();
            };
            let header = pattern(r"enabled-presets: (\S+)");
            let found = header
                .captures(good.text(&file))
                .and_then(|found| found.get(1));
            let range = found.map(|found| found.range());
            range
                .map(|range| good.edit(&file, range.end..range.end, "er"))
                .into_iter()
                .collect()
        },
    },
    Defect {
        id: "preset-path-quoted",
        says: "a preset removes a path with quotes in it",
        rule: "preset-path",
        also: &[],
        make: |good| {
            let Some(file) = good.pack_file("presets.yaml") else {
                return Vec::new();
            };
            let path = pattern(r"- (\S+a\\\.io/b)\n");
            let found = path
                .captures(good.text(&file))
                .and_then(|found| found.get(1));
            let range = found.map(|found| found.range());
            range
                .map(|range| good.edit(&file, range, "manifests.demo.annotations.\"[a.io/b]\""))
                .into_iter()
                .collect()
        },
    },
    Defect {
        id: "schema-key-misspelt",
        says: "the key schema is misspelt in schema.yaml",
        rule: "constraint-template",
        also: &[],
        make: |good| {
            let entries = entries(good).into_iter();
            entries
                .map(|entry| good.edit(&entry.part.file, entry.schema.key, "shcema"))
                .collect()
        },
    },
    Defect {
        id: "value-not-number",
        says: "a value that has to be a number is a word",
        rule: "constraint-format",
        also: &[],
        make: |good| formatted(good, "number", "many"),
    },
    Defect {
        id: "value-out-of-range",
        says: "a number is out of the range that schema.yaml gives",
        rule: "constraint-format",
        also: &[],
        make: |good| formatted(good, "number:", "99999999"),
    },
    Defect {
        id: "value-not-listed",
        says: "a value is not one of those that schema.yaml lists",
        rule: "constraint-format",
        also: &[],
        make: |good| formatted(good, "list:", "something-else"),
    },
    Defect {
        id: "value-not-boolean",
        says: "a value that has to be true or false is neither",
        rule: "constraint-format",
        also: &[],
        make: |good| formatted(good, "boolean", "enabled"),
    },
    Defect {
        id: "required-emptied",
        says: "a required value is emptied",
        rule: "constraint-required",
        also: &[],
        make: |good| {
            let required = required(good).into_iter();
            required
                .map(|(entry, part, field)| {
                    good.edit(&part.file, field.value, "\"\"")
                        .names(&entry.part.file, entry.schema.value.start)
                })
                .collect()
        },
    },
    Defect {
        id: "required-removed",
        says: "a required value is taken out",
        rule: "constraint-required",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for (entry, part, field) in required(good) {
                let (Some(mutant), Some(key)) =
                    (good.unset(&part, &field.name), key_of(good, &part))
                else {
                    continue;
                };
                made.push(
                    mutant
                        .found_only_at(&part.file, key)
                        .names(&entry.part.file, entry.schema.value.start),
                );
            }
            made
        },
    },
    Defect {
        id: "required-misspelt-key",
        says: "the key of a required value is misspelt",
        rule: "constraint-required",
        also: &[],
        make: |good| {
            let required = required(good).into_iter();
            required
                .map(|(_, part, field)| good.edit(&part.file, field.key, misspelt(&field.name)))
                .collect()
        },
    },
    Defect {
        id: "path-of-constraint",
        says: "a path in schema.yaml is misspelt",
        rule: "constraint-path",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for entry in entries(good) {
                let has_value = value_at(good, &entry.path).is_some();
                if !has_value || entry.template.contains("required") {
                    continue;
                }
                let range = entry.key.clone();
                made.push(good.edit(&entry.part.file, range, format!("{}-x", entry.path)));
            }
            made
        },
    },
    Defect {
        id: "preset-key-misspelt",
        says: "a key of a preset is misspelt",
        rule: "preset-form",
        also: &[],
        make: |good| {
            let presets = presets(good).into_iter();
            let fields = presets.flat_map(|part| {
                part.fields
                    .clone()
                    .into_iter()
                    .map(move |field| (part.clone(), field))
            });
            fields
                .map(|(part, field)| good.edit(&part.file, field.key, misspelt(&field.name)))
                .collect()
        },
    },
    Defect {
        id: "preset-key-missing",
        says: "a preset lacks displayName, group or another key",
        rule: "preset-form",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for part in presets(good) {
                for field in part.fields.iter().filter(|field| field.name != "name") {
                    let name = part.get("name").expect("a name").value.start;
                    made.extend(
                        good.unset(&part, &field.name)
                            .map(|mutant| mutant.found_only_at(&part.file, name)),
                    );
                }
            }
            made
        },
    },
    Defect {
        id: "preset-name-twice",
        says: "two presets have one name",
        rule: "preset-form",
        also: &[],
        make: |good| {
            let presets = presets(good);
            let pairs = presets.windows(2);
            pairs
                .filter_map(|pair| {
                    let (first, second) = (pair[0].get("name")?, pair[1].get("name")?);
                    let name = good.text(&pair[0].file)[first.value.clone()].to_owned();
                    Some(
                        good.edit(&pair[1].file, second.value.clone(), name)
                            .names(&pair[0].file, first.value.start),
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "preset-adds-list",
        says: "a preset adds a list",
        rule: "preset-form",
        also: &[],
        make: |good| {
            let adds = presets(good)
                .into_iter()
                .filter(|preset| preset.get("add").is_some());
            adds.map(|preset| good.set(&preset, "add", "\"- charts\""))
                .collect()
        },
    },
    Defect {
        id: "preset-adds-mapping",
        says: "what a preset adds is YAML itself, not text: | is missing",
        rule: "preset-form",
        also: &[],
        make: |good| {
            let adds = presets(good).into_iter().filter_map(|preset| {
                let field = preset.get("add")?;
                let text = &good.text(&preset.file)[field.value.clone()];
                let nested = text.strip_prefix('|').filter(|rest| rest.contains(':'))?;
                let at = field.value.start;
                let begins = at + 1 + nested.len() - nested.trim_start().len();
                Some(
                    good.edit(&preset.file, at..at + 1, "")
                        .found_only_at(&preset.file, begins),
                )
            });
            adds.collect()
        },
    },
    Defect {
        id: "preset-removes-text",
        says: "what a preset removes is a text, not a list",
        rule: "preset-form",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for preset in presets(good) {
                let Some(remove) = preset.get("remove") else {
                    continue;
                };
                let range = remove.key.end..remove.value.end;
                made.push(
                    good.edit(&preset.file, range, ": charts.demo")
                        .found_only_at(&preset.file, remove.key.start),
                );
            }
            made
        },
    },
    Defect {
        id: "preset-breaks-format",
        says: "a preset sets a value that schema.yaml does not allow",
        rule: "preset-breaks-constraint",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for entry in entries(good)
                .iter()
                .filter(|entry| entry.template.contains("${list:"))
            {
                let name = regex::escape(entry.path.rsplit('.').next().unwrap_or_default());
                let line = pattern(&format!(r"(?m)^[ ]+{name}: (\S+)$"));
                for preset in presets(good) {
                    let Some(add) = preset.get("add") else {
                        continue;
                    };
                    let text = &good.text(&preset.file)[add.value.clone()];
                    let Some(value) = line.captures(text).and_then(|found| found.get(1)) else {
                        continue;
                    };
                    let start = add.value.start;
                    let mutant = good.edit(
                        &preset.file,
                        start + value.start()..start + value.end(),
                        "something-else",
                    );
                    made.push(mutant.names(&entry.part.file, entry.schema.value.start));
                }
            }
            made
        },
    },
    Defect {
        id: "preset-removes-required",
        says: "a preset takes a required value away",
        rule: "preset-breaks-constraint",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            let required = required(good);
            let Some((entry, _, _)) = required.first() else {
                return made;
            };
            for preset in presets(good)
                .iter()
                .filter(|preset| preset.get("remove").is_some())
            {
                let path = format!("[{}]", entry.path);
                made.push(
                    good.set(preset, "remove", &path)
                        .names(&entry.part.file, entry.schema.value.start),
                );
            }
            made
        },
    },
    Defect {
        id: "macro-without-quotes",
        says: "a macro lost its quotes",
        rule: "macro-unquoted",
        also: &[],
        make: |good| {
            let quoted = pattern(r#"(\\"|"|')(\{\{[^{}"'\\]*\}\})(\\"|"|')"#);
            in_values(good, &quoted, |found| found[2].to_owned())
        },
    },
    Defect {
        id: "macro-misspelt",
        says: "the name of a system macro is misspelt",
        rule: "macro-unknown",
        also: &[],
        make: |good| {
            let name = pattern(r"spectro\.system\.([a-z.]+)");
            in_values(good, &name, |found| {
                format!("spectro.system.{}", misspelt(&found[1]))
            })
        },
    },
    Defect {
        id: "macro-open",
        says: "the braces of a macro do not close",
        rule: "macro-unknown",
        also: &[],
        make: |good| {
            let end = pattern(r#"(\.spectro\.[^{}"'\\]*)\}\}(["'\\])"#);
            in_values(good, &end, |found| format!("{}}}{}", &found[1], &found[2]))
        },
    },
];

/// An entry of schema.yaml.
struct Entry {
    part: Part,
    path: String,
    key: std::ops::Range<usize>,
    schema: Field,
    template: String,
}

/// The entries of a pack's schema.yaml.
fn entries(good: &Good) -> Vec<Entry> {
    let Some(root) = good
        .pack_file("schema.yaml")
        .and_then(|file| root_of(good, &file))
    else {
        return Vec::new();
    };
    let parts = good.parts(&root.file);
    let mut entries = Vec::new();
    for field in &root.fields {
        let is_of = |part: &&Part| {
            part.range.start >= field.value.start && part.range.end <= field.value.end
        };
        let Some(part) = parts
            .iter()
            .filter(|part| part.range != root.range)
            .find(is_of)
        else {
            continue;
        };
        let Some(schema) = part.get("schema").filter(|schema| schema.text.is_some()) else {
            continue;
        };
        entries.push(Entry {
            part: part.clone(),
            path: field.name.clone(),
            key: field.key.clone(),
            schema: schema.clone(),
            template: schema.text.clone().unwrap_or_default(),
        });
    }
    entries
}

/// Puts another template in the place of each.
fn templates(good: &Good, with: &str) -> Vec<Mutant> {
    entries(good)
        .into_iter()
        .map(|entry| good.edit(&entry.part.file, entry.schema.value, with))
        .collect()
}

/// The value that a path leads to, where it is written in one line of its own.
fn value_at(good: &Good, path: &str) -> Option<(Part, Field)> {
    let file = good.pack_file("values.yaml")?;
    good.parts(&file).into_iter().find_map(|part| {
        let before = part.path.replace('/', ".");
        let name = path.strip_prefix(&before)?.trim_start_matches('.');
        let field = part.fields.iter().find(|field| field.name == name)?.clone();
        let text = field.text.as_deref()?;
        let is_plain = !text.contains(['{', '\n']) && part.style == Style::Block;
        is_plain.then_some((part, field))
    })
}

/// Gives the values of a format another one.
fn formatted(good: &Good, format: &str, with: &str) -> Vec<Mutant> {
    let mut made = Vec::new();
    for entry in entries(good) {
        let whole = pattern(&format!(r#"format \\?"\$\{{{format}[^}}]*\}}\\?""#));
        let Some((part, field)) =
            value_at(good, &entry.path).filter(|_| whole.is_match(&entry.template))
        else {
            continue;
        };
        made.push(
            good.edit(&part.file, field.value, with)
                .names(&entry.part.file, entry.schema.value.start),
        );
    }
    made
}

/// The values that are required and filled in.
fn required(good: &Good) -> Vec<(Entry, Part, Field)> {
    let required = entries(good)
        .into_iter()
        .filter(|entry| entry.template.contains("required"));
    let with_value = required.filter_map(|entry| {
        let (part, field) = value_at(good, &entry.path)?;
        let is_filled = field.text.as_deref().is_some_and(|text| !text.is_empty());
        is_filled.then_some((entry, part, field))
    });
    with_value.collect()
}

/// Where the key of a mapping is.
fn key_of(good: &Good, part: &Part) -> Option<usize> {
    let parts = good.parts(&part.file);
    let mut keys = parts.iter().rev().flat_map(|other| &other.fields);
    let is_of = |field: &&Field| field.value.start == part.range.start && field.text.is_none();
    keys.find(is_of).map(|field| field.key.start)
}

/// The presets of a pack.
fn presets(good: &Good) -> Vec<Part> {
    let Some(file) = good.pack_file("presets.yaml") else {
        return Vec::new();
    };
    good.parts(&file)
        .into_iter()
        .filter(|part| part.path == "presets/*")
        .collect()
}

/// Replaces what is found in values, of packs and of profiles.
fn in_values(
    good: &Good,
    pattern: &Regex,
    with: fn(&regex::Captures<'_>) -> String,
) -> Vec<Mutant> {
    let mut files = good.values_files();
    match good.form {
        Form::Profile => files.push(good.main.clone()),
        Form::Pack => files.extend(good.pack_file("presets.yaml")),
        _ => {}
    }
    let mut made = Vec::new();
    for file in files {
        let text = good.text(&file);
        for found in pattern.captures_iter(text) {
            let range = found.get(0).expect("all").range();
            let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
            // In a text of many lines, macros are part of a template that somebody else reads.
            let is_in_block = |field: &Field| {
                field.value.contains(&range.start)
                    && text[field.value.clone()].starts_with(['|', '>'])
            };
            let parts = good.parts(&file);
            let is_text = parts.iter().flat_map(|part| &part.fields).any(is_in_block);
            let is_comment = text[line..].trim_start().starts_with('#');
            if !is_comment && (!is_text || file.ends_with("presets.yaml")) {
                made.push(good.edit(&file, range, with(&found)));
            }
        }
    }
    made
}
