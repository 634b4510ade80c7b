//! Values: the tree against `serde_yaml`, document by document.

use packlint::internals::syntax::{Kind, Node, SyntaxProblemKind, Typed};
use serde::Deserialize;
use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Deserializer, Mapping, Number, Value};

use super::{corpus, fixtures, parse, read};

/// What `serde_yaml` reads otherwise than YAML 1.2, all in `oracle-differs.yaml`: the key, the
/// value there, and the value here.
///
/// - `serde_yaml` takes digits behind a leading zero for a string; the core schema's
///   `[-+]? [0-9]+` (10.3.2) makes them an integer.
/// - It knows `0b` and signed `0x` and `0o`; the schema does not, so they are strings.
/// - It loses an anchor that is defined again to the next anchor; the alias refers to the most
///   recent definition before it (7.1).
/// - It merges once, so that the `<<` of a merged mapping stays a key, and does not come before
///   what a later mapping of the list brings.
/// - It types a plain scalar under a tag of its own; only an untagged one takes its type from its
///   form (3.3.2).
/// - It still breaks lines at U+0085, as YAML 1.1 did.
fn differences() -> Vec<(&'static str, Value, Value)> {
    let text = |text: &str| Value::from(text);
    let yaml = |text: &str| serde_yaml::from_str::<Value>(text).expect("a value");
    vec![
        ("leading_zero", text("017"), Value::from(17)),
        ("negative_zero", text("-010"), Value::from(-10)),
        ("binary", Value::from(5), text("0b101")),
        ("signed_hexadecimal", Value::from(-31), text("-0x1F")),
        ("signed_octal", Value::from(15), text("+0o17")),
        ("redefined", Value::from(3), Value::from(2)),
        (
            "chain",
            yaml("{'<<': {a: 1, b: 1}, b: 2, d: 4}"),
            yaml("{a: 1, b: 2, d: 4}"),
        ),
        (
            "chains",
            yaml("{'<<': {a: 1, b: 1}, b: 2, a: 3, c: 3}"),
            yaml("{a: 1, b: 2, c: 3}"),
        ),
        ("next_line", text("a b"), text("a\u{85}b")),
        ("custom_tag", yaml("!custom 1"), yaml("!custom '1'")),
    ]
}

/// The documents of a text. Where there is none, `serde_yaml` gives one that is null: a stream may
/// contain no document at all (YAML 1.2, 9.2), and the tree says so.
fn oracle(text: &str) -> Result<Vec<Value>, serde_yaml::Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text
        .lines()
        .all(|line| line.is_empty() || line.starts_with('#'))
    {
        return Ok(Vec::new());
    }
    Deserializer::from_str(text)
        .map(|document| {
            let mut value = Value::deserialize(document)?;
            value.apply_merge()?;
            Ok(value)
        })
        .collect()
}

/// A node as the oracle's value.
fn value(node: Node<'_>) -> Value {
    let bare = match node.kind() {
        Kind::Scalar(Typed::Null) => Value::Null,
        Kind::Scalar(Typed::Bool(value)) => value.into(),
        Kind::Scalar(Typed::Int(value)) => i64::try_from(value)
            .map(Number::from)
            .or_else(|_| u64::try_from(value).map(Number::from))
            .map_or_else(|_| panic!("{value} does not fit the oracle"), Value::Number),
        Kind::Scalar(Typed::Float(value)) => value.into(),
        Kind::Scalar(Typed::Str(text)) => text.into(),
        Kind::Sequence => Value::Sequence(node.items().map(value).collect()),
        Kind::Mapping => Value::Mapping(
            node.merged_entries()
                .into_iter()
                .map(|(key, entry)| (value(key), value(entry)))
                .collect::<Mapping>(),
        ),
    };
    match node.resolve().and_then(Node::tag) {
        Some(tag) if tag.starts_with('!') => Value::Tagged(Box::new(TaggedValue {
            tag: Tag::new(tag),
            value: bare,
        })),
        _ => bare,
    }
}

fn ours(text: &str) -> (Vec<Value>, Vec<SyntaxProblemKind>) {
    let parsed = parse(text);
    let documents = parsed.tree.roots().map(value).collect();
    let problems = parsed.problems.into_iter().map(|problem| problem.kind);
    (documents, problems.collect())
}

#[test]
fn fixtures_have_the_oracles_values() {
    for path in fixtures() {
        if path.ends_with("oracle-differs.yaml") {
            continue;
        }
        let text = read(&path);
        let (documents, problems) = ours(&text);
        assert_eq!(problems, [], "{}", path.display());
        let expected = oracle(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(documents, expected, "{}", path.display());
    }
}

#[test]
fn differences_from_the_oracle_are_the_known_ones() {
    let path = fixtures()
        .into_iter()
        .find(|path| path.ends_with("oracle-differs.yaml"))
        .expect("the fixture");
    let text = read(&path);
    let there = oracle(&text).expect("a document");
    let (here, _) = ours(&text);
    let (there, here) = (&there[0], &here[0]);
    for (key, theirs, own) in differences() {
        assert_eq!(there.get(key), Some(&theirs), "{key}");
        assert_eq!(here.get(key), Some(&own), "{key}");
    }
    let differing = here.as_mapping().into_iter().flatten();
    let differing = differing.filter(|(key, value)| there.get(*key) != Some(*value));
    assert_eq!(differing.count(), differences().len());
}

/// The innermost pair of values that are not the same: whole documents would fill the screen.
fn differing(here: &Value, there: &Value) -> Option<(Value, Value)> {
    let inner = match (here, there) {
        (Value::Sequence(a), Value::Sequence(b)) if a.len() == b.len() => {
            a.iter().zip(b).find_map(|(a, b)| differing(a, b))
        }
        (Value::Mapping(a), Value::Mapping(b)) if a.len() == b.len() => a
            .iter()
            .find_map(|(key, a)| b.get(key).and_then(|b| differing(a, b))),
        _ => None,
    };
    inner.or_else(|| (here != there).then(|| (here.clone(), there.clone())))
}

#[test]
fn real_packs_have_the_oracles_values() {
    for path in corpus() {
        let text = read(&path);
        let (documents, problems) = ours(&text);
        match oracle(&text) {
            Ok(expected) => {
                assert_eq!(problems, [], "{}", path.display());
                assert_eq!(documents.len(), expected.len(), "{}", path.display());
                let differing = documents
                    .iter()
                    .zip(&expected)
                    .find_map(|(a, b)| differing(a, b));
                assert_eq!(differing, None, "{}", path.display());
            }
            Err(error) => assert_ne!(problems, [], "{}: {error}", path.display()),
        }
    }
}
