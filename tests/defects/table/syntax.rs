//! What cannot be read, and what is not of its form.

use super::Defect;
use crate::defects::good::{Form, Good};
use crate::defects::mutant::{Change, Mutant, line_of};
use crate::defects::part::{Field, Part, Style, end_of_line};

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "tab",
        says: "a line is indented with a tab",
        rule: "yaml-syntax",
        also: &[],
        make: |good| {
            let keys = block_keys(good).into_iter().filter(|at| at.blanks > 0);
            keys.map(|at| good.edit(&at.file, at.line..at.key, "\t"))
                .collect()
        },
    },
    Defect {
        id: "indented-more",
        says: "a key is indented by one space more than its neighbours",
        rule: "yaml-syntax",
        also: &[],
        make: |good| {
            let keys = block_keys(good).into_iter().filter(|at| at.is_after_scalar);
            keys.map(|at| good.edit(&at.file, at.key..at.key, " "))
                .collect()
        },
    },
    Defect {
        id: "indented-less",
        says: "a key is indented by one space less than its neighbours",
        rule: "yaml-syntax",
        also: &[],
        make: |good| {
            let keys = block_keys(good)
                .into_iter()
                .filter(|at| at.blanks > 1 && at.is_later);
            keys.map(|at| good.edit(&at.file, at.key - 1..at.key, ""))
                .collect()
        },
    },
    Defect {
        id: "quote-open",
        says: "a quoted text has no closing quote",
        rule: "yaml-syntax",
        also: &[],
        make: |good| {
            let quoted = scalars(good, |text| text.starts_with('"') || text.starts_with('\''));
            quoted
                .map(|(part, field)| {
                    good.edit(&part.file, field.value.end - 1..field.value.end, "")
                        .found_only_at(&part.file, field.value.start)
                })
                .collect()
        },
    },
    Defect {
        id: "bracket-open",
        says: "a list or mapping in brackets has no closing bracket",
        rule: "yaml-syntax",
        also: &[],
        make: |good| {
            let open = fields(good, |text| text.starts_with('[') || text.starts_with('{'));
            let open = open.filter(|(part, _)| part.style == Style::Block);
            open.map(|(part, field)| {
                good.edit(&part.file, field.value.end - 1..field.value.end, "")
                    .found_only_at(&part.file, field.value.start)
            })
            .collect()
        },
    },
    Defect {
        id: "second-colon",
        says: "a text with a colon in it has no quotes",
        rule: "yaml-syntax",
        also: &[],
        make: |good| replaced(good, "Note: see below"),
    },
    Defect {
        id: "asterisk",
        says: "a text that begins with an asterisk has no quotes",
        rule: "yaml-syntax",
        also: &[],
        make: |good| replaced(good, "*.example.com"),
    },
    Defect {
        id: "at-sign",
        says: "a text that begins with @ has no quotes",
        rule: "yaml-syntax",
        also: &[],
        make: |good| replaced(good, "@latest"),
    },
    Defect {
        id: "macro-in-text",
        says: "a macro with text behind it has no quotes",
        rule: "yaml-syntax",
        also: &[],
        make: |good| replaced(good, "{{ .spectro.system.cluster.name }}-x"),
    },
    Defect {
        id: "merge-conflict",
        says: "the marks of a merge conflict are left in the file",
        rule: "yaml-syntax",
        also: &[],
        make: |good| {
            let keys = block_keys(good).into_iter().filter(|at| at.is_later);
            keys.map(|at| conflict(good, &at.file, at.line)).collect()
        },
    },
    Defect {
        id: "comma-behind-last",
        says: "there is a comma behind the last item of a JSON text",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            let last = json_parts(good).into_iter().filter_map(|part| {
                Some((
                    part.file.clone(),
                    part.fields
                        .iter()
                        .rfind(|field| !field.name.contains('/'))?
                        .value
                        .end,
                ))
            });
            last.map(|(file, end)| good.edit(&file, end..end, ","))
                .collect()
        },
    },
    Defect {
        id: "comma-missing",
        says: "there is no comma between two items of a JSON text",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            let mut made = Vec::new();
            for (file, end) in json_fields(good).map(|(part, field)| (part.file, field.value.end)) {
                if good.text(&file)[end..].starts_with(',') {
                    made.push(good.edit(&file, end..end + 1, ""));
                }
            }
            made
        },
    },
    Defect {
        id: "json-single-quotes",
        says: "a JSON text has single quotes",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            let fields = by_hand(good);
            fields
                .map(|(part, field)| {
                    good.edit(
                        &part.file,
                        field.key.clone(),
                        format!("'{}'", last_of(&field.name)),
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "json-no-quotes",
        says: "a key of a JSON text has no quotes",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            let fields = by_hand(good);
            fields
                .map(|(part, field)| good.edit(&part.file, field.key.clone(), last_of(&field.name)))
                .collect()
        },
    },
    Defect {
        id: "json-quote-open",
        says: "a text in a JSON text has no closing quote",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            let texts = json_fields(good).filter(|(part, field)| {
                good.text(&part.file)[field.value.clone()].starts_with('"')
            });
            texts
                .map(|(part, field)| {
                    good.edit(&part.file, field.value.end - 1..field.value.end, "")
                })
                .collect()
        },
    },
    Defect {
        id: "json-comment",
        says: "a JSON text has a comment",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            let fields = json_fields(good);
            fields
                .map(|(part, field)| {
                    good.edit(
                        &part.file,
                        field.key.start..field.key.start,
                        "// to be changed\n",
                    )
                })
                .collect()
        },
    },
    Defect {
        id: "json-cut-short",
        says: "a JSON file is cut short",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            let cut = |file: &String| {
                let text = good.text(file);
                // Where the form can still be told.
                let end = text.trim_end().len() - 1;
                good.edit(file, end..text.len(), "")
                    .found_only_at(file, text[..end].trim_end().len())
            };
            good.json_files().iter().map(cut).collect()
        },
    },
    Defect {
        id: "json-merge-conflict",
        says: "the marks of a merge conflict are left in a JSON file",
        rule: "json-syntax",
        also: &[],
        make: |good| {
            json_fields(good)
                .map(|(part, field)| {
                    let line = good.text(&part.file)[..field.key.start]
                        .rfind('\n')
                        .map_or(0, |at| at + 1);
                    conflict(good, &part.file, line)
                })
                .collect()
        },
    },
    Defect {
        id: "key-twice",
        says: "a key appears twice",
        rule: "duplicate-key",
        also: &[],
        make: |good| {
            let simple = scalars(good, |_| true).filter(|(part, _)| part.style == Style::Block);
            simple
                .map(|(part, field)| {
                    let text = good.text(&part.file);
                    let line = text[..field.key.start].rfind('\n').map_or(0, |at| at + 1);
                    let indent = " ".repeat(field.key.start - line);
                    let last = part.fields.last().expect("a field").value.end;
                    let end = end_of_line(text, last.max(field.value.end));
                    let again = format!("\n{indent}{}", &text[field.key.start..field.value.end]);
                    good.edit(&part.file, end..end, again)
                        .names(&part.file, field.key.start)
                })
                .collect()
        },
    },
    Defect {
        id: "json-key-twice",
        says: "a key appears twice in a JSON text",
        rule: "duplicate-key",
        also: &[],
        make: |good| {
            let fields = json_fields(good).filter(|(_, field)| field.text.is_some());
            fields
                .map(|(part, field)| {
                    let again = format!(
                        ",\n{}",
                        &good.text(&part.file)[field.key.start..field.value.end]
                    );
                    good.edit(&part.file, field.value.end..field.value.end, again)
                        .found_at_line(
                            &part.file,
                            1 + line_of(good.text(&part.file), field.value.end),
                        )
                        .names(&part.file, field.key.start)
                })
                .collect()
        },
    },
    Defect {
        id: "utf-16",
        says: "a file is saved as UTF-16 (\"Unicode\" on Windows)",
        rule: "encoding",
        also: &[],
        make: |good| {
            let made = texts(good).into_iter().map(|file| {
                let text = good.text(&file);
                let units = std::iter::once(0xfeff).chain(text.encode_utf16());
                let bytes = units.flat_map(u16::to_le_bytes).collect();
                good.change(
                    vec![(file.clone(), Change::Bytes(bytes))],
                    (file.clone(), 0),
                )
                .found_at_line(&file, 1)
            });
            made.collect()
        },
    },
    Defect {
        id: "latin-1",
        says: "a letter such as ü is saved as Latin-1",
        rule: "encoding",
        also: &[],
        make: |good| odd_byte(good, 0xfc),
    },
    Defect {
        id: "control-byte",
        says: "there is a control byte in a text",
        rule: "encoding",
        also: &[],
        make: |good| odd_byte(good, 0x08),
    },
    Defect {
        id: "too-deep",
        says: "brackets are nested hundreds deep",
        rule: "input-limit",
        also: &[],
        make: |good| {
            let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
            let values = good.values_files().into_iter();
            let roots = values.filter_map(|file| {
                good.parts(&file)
                    .into_iter()
                    .find(|part| part.path.is_empty())
            });
            let roots = roots.filter(|part| part.style == Style::Block);
            roots
                .map(|part| {
                    good.edit(
                        &part.file,
                        part.range.start..part.range.start,
                        format!("deep: {deep}\n"),
                    )
                })
                .collect()
        },
    },
];

/// A key of a block mapping, on a line of its own.
struct BlockKey {
    file: String,
    /// Where its line begins.
    line: usize,
    key: usize,
    blanks: usize,
    /// Whether it is not the mapping's first.
    is_later: bool,
    /// Whether a scalar in one line comes before it.
    is_after_scalar: bool,
}

fn block_keys(good: &Good) -> Vec<BlockKey> {
    let mut keys = Vec::new();
    for file in good.yaml_files() {
        let text = good.text(&file);
        for part in good
            .parts(&file)
            .iter()
            .filter(|part| part.style == Style::Block)
        {
            for (at, field) in part.fields.iter().enumerate() {
                let line = text[..field.key.start].rfind('\n').map_or(0, |at| at + 1);
                let before = at.checked_sub(1).map(|at| &part.fields[at]);
                let is_plain = |field: &Field| {
                    !field.value.is_empty()
                        && field.text.is_some()
                        && !text[field.value.clone()].contains('\n')
                };
                if text[line..field.key.start].bytes().all(|byte| byte == b' ') {
                    keys.push(BlockKey {
                        file: file.clone(),
                        line,
                        key: field.key.start,
                        blanks: field.key.start - line,
                        is_later: at > 0,
                        is_after_scalar: before.is_some_and(is_plain),
                    });
                }
            }
        }
    }
    keys
}

/// Fields of the YAML texts whose value begins so.
fn fields(good: &Good, is_wanted: fn(&str) -> bool) -> impl Iterator<Item = (Part, Field)> {
    let parts = good
        .yaml_files()
        .into_iter()
        .flat_map(|file| good.parts(&file));
    let fields = parts.flat_map(|part| {
        part.fields
            .clone()
            .into_iter()
            .map(move |field| (part.clone(), field))
    });
    fields.filter(move |(part, field)| is_wanted(&good.text(&part.file)[field.value.clone()]))
}

/// Those that are scalars in one line.
fn scalars(good: &Good, is_wanted: fn(&str) -> bool) -> impl Iterator<Item = (Part, Field)> {
    let is_short = |(part, field): &(Part, Field)| {
        let value = &good.text(&part.file)[field.value.clone()];
        field.text.is_some() && !value.is_empty() && !value.contains('\n')
    };
    fields(good, is_wanted).filter(is_short)
}

/// Puts a text without quotes in the place of the values.
fn replaced(good: &Good, with: &str) -> Vec<Mutant> {
    let plain = scalars(good, |_| true).filter(|(part, _)| part.style == Style::Block);
    plain
        .map(|(part, field)| good.edit(&part.file, field.value, with))
        .collect()
}

fn json_parts(good: &Good) -> Vec<Part> {
    good.json_files()
        .iter()
        .flat_map(|file| good.parts(file))
        .filter(|part| !part.fields.is_empty())
        .collect()
}

/// Fields of the JSON texts, by the mapping that contains them.
fn json_fields(good: &Good) -> impl Iterator<Item = (Part, Field)> {
    let parts = json_parts(good).into_iter();
    let fields = parts.flat_map(|part| {
        part.fields
            .clone()
            .into_iter()
            .map(move |field| (part.clone(), field))
    });
    fields.filter(|(_, field)| !field.name.contains('/'))
}

/// Those of texts that people write, not programs.
fn by_hand(good: &Good) -> impl Iterator<Item = (Part, Field)> {
    json_fields(good).filter(|(part, _)| part.form != Form::Plan)
}

fn last_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The marks that git leaves around a line.
fn conflict(good: &Good, file: &str, line: usize) -> Mutant {
    let text = good.text(file);
    let end = (end_of_line(text, line) + 1).min(text.len());
    let own = text[line..end].trim_end_matches('\n');
    good.edit(
        file,
        line..end,
        format!("<<<<<<< HEAD\n{own}\n=======\n{own}\n>>>>>>> main\n"),
    )
}

/// The texts of an input itself.
fn texts(good: &Good) -> Vec<String> {
    let mut files = good.yaml_files();
    files.extend(good.json_files());
    files.extend(good.hcl_files());
    files.retain(|file| !good.text(file).trim().is_empty());
    files
}

/// Puts a byte that no text has into the middle of a file.
fn odd_byte(good: &Good, byte: u8) -> Vec<Mutant> {
    let made = texts(good).into_iter().map(|file| {
        let text = good.text(&file);
        let at = end_of_line(text, text.len() / 2);
        let mut bytes = text.as_bytes().to_vec();
        bytes.insert(at, byte);
        good.change(
            vec![(file.clone(), Change::Bytes(bytes))],
            (file.clone(), 0),
        )
        .found_at_line(&file, line_of(text, at))
    });
    made.collect()
}

/// Two letters exchanged, or one doubled.
pub fn misspelt(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 2 {
        return word.repeat(2);
    }
    let middle = letters.len() / 2;
    let mut wrong = letters.clone();
    match letters.get(middle) != letters.get(middle - 1) {
        true => wrong.swap(middle - 1, middle),
        false => wrong.insert(middle, letters[middle]),
    }
    wrong.into_iter().collect()
}
