//! The words of user-facing text. Each row of [`WORDS`] is a word that readers stumble over, and what to
//! write instead.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::house::sources;
use crate::support::{entries, root};

/// A word, as a regular expression of whole words, and its replacement.
const WORDS: &[(&str, &str)] = &[
    ("reckon(s|ed|ing)?", "compute, calculate"),
    ("at hand", "available"),
    (
        "holds?|held",
        "contains; applies, is in effect; checked against",
    ),
    (
        "go(es)? (with|together|without)|do(es)? not go",
        "supports, is compatible with, is inconsistent",
    ),
    (
        "(stronger|weaker|any other) word|(stronger|weaker) than",
        "this value takes precedence; setting",
    ),
    ("pass(es|ed|ing)? over", "skips, skipped"),
    ("what is (not )?given|is not given", "the input; missing"),
    ("mend(s|ed|ing|able)?", "fix"),
    ("(is|are) none (of|that)", "is not one of, not a valid"),
    ("stand(s|ing)?|stood", "is, appears; replaces"),
    ("nobody|nobody's|other people's", "no one; unrelated"),
    (
        "what would (do|fit)",
        "any one of these fixes it; changes that make it fit",
    ),
    (
        "kept from|(could|can) not be made|cannot be made",
        "skipped because",
    ),
    ("g(ive|ives|ave|iven|iving) up", "stops, retires; retired"),
    ("handed", "passed; matches no chart and is ignored"),
    ("the least", "the minimum, the lowest"),
    ("at the (most|least)", "at most, at least"),
    ("let go", "dropped, freed"),
    (
        "whose turn|compan(y|ies)|clash(es)?|holdings?|takers?",
        "dispatch, context, conflict, value in effect, reader",
    ),
    ("pointed", "referred, reference"),
    ("rooms", "modules"),
    ("beneath", "below, in"),
    ("in place of", "instead of"),
    (
        "whilst|wherein|whereof|thereof|therein|whither",
        "while, in which",
    ),
    ("all else|all the same", "everything else; nevertheless"),
    ("but (with|for)", "except"),
    ("(speak|speaks|spoke|spoken) of", "mention"),
    ("goes? before", "takes precedence over"),
    ("taken (too|rightly|as it is)", "accepted"),
    ("for want of", "without"),
];

/// A text for users, and where it is.
struct Text {
    place: String,
    text: String,
}

fn file(path: &Path) -> Text {
    let place = path.strip_prefix(root()).expect("below the project");
    Text {
        place: place.display().to_string(),
        text: fs::read_to_string(path).expect("readable"),
    }
}

fn with_extension(folder: &str, extension: &str) -> Vec<Text> {
    let paths = entries(&root().join(folder)).into_iter();
    let is_one = |path: &std::path::PathBuf| path.extension().is_some_and(|e| e == extension);
    paths.filter(is_one).map(|path| file(&path)).collect()
}

/// The pages: those in docs, with the pages of the rules and the command line, and the project's own.
fn pages() -> Vec<Text> {
    let mut pages = with_extension("docs", "md");
    pages.extend(with_extension("", "md"));
    pages.extend(with_extension("fuzz", "md"));
    pages
}

/// The descriptions of the schemas, which editors show.
fn descriptions() -> Vec<Text> {
    fn collect(value: &Value, place: &str, texts: &mut Vec<Text>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    match value.as_str() {
                        Some(text) if ["title", "description"].contains(&key.as_str()) => {
                            texts.push(Text {
                                place: place.to_owned(),
                                text: text.to_owned(),
                            });
                        }
                        _ => collect(value, &format!("{place}/{key}"), texts),
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    collect(item, place, texts);
                }
            }
            _ => {}
        }
    }
    let mut texts = Vec::new();
    for schema in with_extension("schemas", "json") {
        let value = serde_json::from_str(&schema.text).expect("JSON");
        collect(&value, &schema.place, &mut texts);
    }
    texts
}

/// The texts in the source: messages, labels, help and errors, whether a test prints them or not.
fn literals() -> Vec<Text> {
    let mut texts = Vec::new();
    for (file, source) in sources() {
        for (line, text) in source.strings() {
            let place = format!("{file}:{line}");
            texts.push(Text { place, text });
        }
    }
    texts
}

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let pattern = |(word, instead): &(&str, &'static str)| {
        // A line break is a blank, with the frame of an excerpt about it.
        let word = word.replace(' ', r"[\s│·#>*]+");
        let pattern = Regex::new(&format!(r"(?i)\b({word})\b"));
        (pattern.expect("a regular expression"), *instead)
    };
    WORDS.iter().map(pattern).collect()
});

/// The words of a text that are in the list, each with its line in the text and its replacement.
fn found(text: &str) -> Vec<(usize, String, &'static str)> {
    let mut found = Vec::new();
    for (word, instead) in PATTERNS.iter() {
        for hit in word.find_iter(text) {
            let line = text[..hit.start()].matches('\n').count() + 1;
            found.push((line, hit.as_str().to_owned(), *instead));
        }
    }
    found
}

#[test]
fn words_are_found_across_lines() {
    let words: Vec<_> = found("Both\nreckon, and AKS goes\n  with it.")
        .into_iter()
        .map(|(line, word, _)| (line, word))
        .collect();
    let expected = [(2, "reckon".to_owned()), (2, "goes\n  with".to_owned())];
    assert_eq!(words, expected);
    assert_eq!(found("Understands a withheld threshold."), []);
}

#[test]
fn user_facing_text_is_plain() {
    let kinds = [
        ("pages", pages(), 25),
        ("snapshots", with_extension("tests/snapshots", "snap"), 200),
        ("descriptions", descriptions(), 200),
        ("texts of the source", literals(), 2000),
    ];
    let mut wrong = Vec::new();
    for (kind, texts, fewest) in kinds {
        assert!(texts.len() > fewest, "only {} {kind}", texts.len());
        for Text { place, text } in texts {
            for (line, word, instead) in found(&text) {
                wrong.push(format!("{place}, line {line}: '{word}': write {instead}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
