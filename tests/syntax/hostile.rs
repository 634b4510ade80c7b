//! Input made to break a parser: each ends in a problem of its kind or a clean parse, soon.

use std::time::Duration;

use packlint::internals::files::{FileProblemKind, decode};
use packlint::internals::source::{LIMITS, SourceFile};
use packlint::internals::syntax::{
    Kind, Parsed, SyntaxLimit, SyntaxProblem, SyntaxProblemKind, parse_json,
};

use super::parse;
use crate::cost::thread_time;

/// Most processor time of one text in a build for tests; a published build takes under 0.3 s for each.
const BOUND: Duration = Duration::from_secs(5);

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = thread_time();
    let result = run();
    let time = thread_time() - start;
    assert!(time < BOUND, "{what}: {time:?}");
    result
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The tree of a text that parses without problems.
fn clean(text: &str) -> Parsed {
    let parsed = timed(&shortened(text), || parse(text));
    assert_eq!(parsed.problems, [], "{}", shortened(text));
    parsed
}

/// The only problem of a text.
fn only_problem(text: &str) -> SyntaxProblemKind {
    let mut problems = timed(&shortened(text), || parse(text)).problems;
    assert_eq!(problems.len(), 1, "{}: {problems:?}", shortened(text));
    problems.remove(0).kind
}

#[track_caller]
fn assert_yaml(text: &str, expected: &str) {
    match only_problem(text) {
        SyntaxProblemKind::Yaml { reason, .. } => {
            assert_eq!(reason, expected, "{}", shortened(text))
        }
        other => panic!("{}: {other:?}", shortened(text)),
    }
}

fn too_deep() -> SyntaxProblemKind {
    SyntaxProblemKind::Limit(SyntaxLimit::Depth)
}

fn key_too_long() -> SyntaxProblemKind {
    SyntaxProblemKind::Limit(SyntaxLimit::KeyLength)
}

#[test]
fn deep_nesting_is_a_limit() {
    for part in ["[", "{a: ", "- ", "? ", "[{a: ", "{? "] {
        assert_eq!(only_problem(&part.repeat(100_000)), too_deep(), "{part}");
    }
    let indented: String = (0..2_000).map(|i| " ".repeat(i) + "a:\n").collect();
    assert_eq!(only_problem(&indented), too_deep());
    let allowed = "[".repeat(LIMITS.depth) + &"]".repeat(LIMITS.depth);
    clean(&allowed);
    clean(&("- ".repeat(LIMITS.depth) + "x"));
    assert_eq!(only_problem(&format!("[{allowed}]")), too_deep());
}

#[test]
fn deep_json_is_a_limit_too() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let problems = |text: &str| {
        let parsed = timed("nested arrays", || {
            parse_json(SourceFile::unregistered(text))
        });
        parsed.problems.into_iter().map(|problem| problem.kind)
    };
    assert!(problems(&nested(100_000)).eq([too_deep()]));
    assert!(problems(&nested(LIMITS.depth)).eq([]));
    let unclosed = problems(&"[".repeat(100_000)).collect::<Vec<_>>();
    assert!(
        matches!(unclosed.as_slice(), [SyntaxProblemKind::Json { .. }]),
        "{unclosed:?}"
    );
}

#[test]
fn large_texts() {
    let x = "x".repeat(1_000_000);
    clean(&x);
    clean(&format!("a: {x}\n"));
    clean(&format!("a: \"{x}\"\n"));
    clean(&format!("a: |\n  {x}\n"));
    clean(&format!("a: [{}]\n", "x, ".repeat(300_000)));
    clean(&format!("a: |\n{}", "\n".repeat(1_000_000)));
    clean(&format!("# {x}\n"));
    let keys: String = (0..200_000).map(|i| format!("k{i}: {i}\n")).collect();
    assert_eq!(clean(&keys).tree.len(), 400_001);
    let items = clean(&"- v\n".repeat(200_000));
    assert_eq!(
        items.tree.root().map(|root| root.items().count()),
        Some(200_000)
    );
    let comments = "# c\n".repeat(100_000);
    for text in [
        comments.clone(),
        format!("{comments}a: 1\n"),
        format!("a: 1\n{comments}b: 1\n"),
        format!("a:\n{comments}  b: 1\n"),
        format!("a: [\n{comments}]\n"),
    ] {
        assert_eq!(clean(&text).tree.comments().len(), 100_000);
    }
    assert_eq!(
        clean(&"---\na: 1\n".repeat(100_000)).tree.roots().count(),
        100_000
    );
    assert_eq!(
        clean(&"---\n".repeat(100_000)).tree.roots().count(),
        100_000
    );
}

#[test]
fn many_problems() {
    let parsed = timed("equal keys", || parse(&"k: v\n".repeat(200_000)));
    let is_duplicate =
        |kind: &SyntaxProblemKind| matches!(kind, SyntaxProblemKind::DuplicateKey { .. });
    let (last, first) = parsed.problems.split_last().expect("problems");
    assert_eq!(first.len(), LIMITS.findings);
    assert!(first.iter().all(|problem| is_duplicate(&problem.kind)));
    // The last one replaces all beyond the limit.
    let count = |problem: &SyntaxProblem| match &problem.kind {
        SyntaxProblemKind::Many { count, .. } => *count,
        _ => 1,
    };
    assert_eq!(count(last), 198_999);
    let total = |parsed: &Parsed| parsed.problems.iter().map(count).sum::<u64>();
    let parsed = timed("broken documents", || parse(&"---\na: ]\n".repeat(100_000)));
    assert_eq!(total(&parsed), 100_000);
    assert_eq!(parsed.tree.documents().count(), 100_000);
    let parsed = timed("missing anchors", || parse(&"- *a\n".repeat(100_000)));
    assert_eq!(total(&parsed), 100_000);
}

#[test]
fn long_keys_are_a_limit() {
    let key = "k".repeat(2_000);
    for text in [
        format!("{key}: v\n"),
        format!("a: 1\nb:\n  {key}: v\n"),
        format!("\"{key}\": v\n"),
        format!("{{{key}: v}}\n"),
        format!("{{\"{key}\": v}}\n"),
        format!("- {key} : v\n"),
        // YAML gives keys with `?` any length (1.2, 7.4.2).
        format!("? {key}\n: v\n"),
        format!("a: &a {key}\nb: {{? *a : 1}}\n"),
        format!("- a\n{key}: v\n"),
        format!("x:\n- a\n{key}: v\n"),
        format!("a:\n  b: c\n  {key}: v\n"),
        format!("[a, \"{key}\": v]\n"),
        format!("[a, {key}: v]\n"),
    ] {
        assert_eq!(only_problem(&text), key_too_long(), "{}", shortened(&text));
    }
    // Another document is read none the less.
    let parsed = parse(&format!("{key}: v\n---\nb: 1\n"));
    assert_eq!(parsed.tree.roots().count(), 1);
    assert_eq!(parsed.problems[0].span.end, 2_000);
    clean(&format!("{}: v\n", "k".repeat(LIMITS.key_characters)));
    clean(&format!("{}: v\n", "ä".repeat(LIMITS.key_characters)));
    clean(&format!("- a\n- {key}\n"));
    let json = parse_json(SourceFile::unregistered(format!("{{\"{key}\": 1}}")));
    assert_eq!(json.problems[0].kind, key_too_long());
    // A long text before a mistake is not a key.
    assert_yaml(
        &format!("a: {key}\nb: c: d\n"),
        "a key with ':' is not allowed here; text with ': ' in it needs quotes",
    );
}

#[test]
fn aliases_are_never_expanded() {
    let links = |first: &str, link: &dyn Fn(usize) -> String, count: usize| {
        let rest = (1..count).map(|i| format!("a{i}: &a{i} {}\n", link(i - 1)));
        format!("a0: &a0 {first}\n{}", rest.collect::<String>())
    };
    let nine = |i: usize| vec![format!("*a{i}"); 9].join(",");
    clean(&links("[x, x]", &|i| format!("[{}]", nine(i)), 50));
    clean(&links("1", &|i| format!("[*a{i}]"), 100_000));

    // Merges of merges, each nine times.
    let bomb = clean(&links(
        "{x: 1}",
        &|i| format!("{{<<: [{}], k{i}: 1}}", nine(i)),
        50,
    ));
    let last = bomb
        .tree
        .root()
        .and_then(|root| root.get("a49"))
        .expect("a49");
    timed("merges", || {
        assert_eq!(last.merged_entries().len(), 50);
        assert!(last.get("x").is_some() && last.get("none").is_none());
    });

    // One large mapping merged many times over.
    let keys: String = (0..100_000).map(|i| format!("  k{i}: 1\n")).collect();
    let text = format!(
        "a: &a\n{keys}b: {{<<: [{}]}}\n",
        vec!["*a"; 1_000].join(",")
    );
    let large = clean(&text);
    let merging = large.tree.root().and_then(|root| root.get("b")).expect("b");
    timed("one mapping, merged often", || {
        assert_eq!(merging.merged_entries().len(), 100_000);
        assert!(merging.get("none").is_none());
    });

    // A long chain is followed as far as the limit goes, and no further.
    let text = links("{x: 1}", &|i| format!("{{<<: *a{i}}}"), 100_000);
    let merged = SyntaxProblemKind::Limit(SyntaxLimit::Merged);
    assert_eq!(only_problem(&text), merged);
    let chain = parse(&text);
    let last = chain
        .tree
        .root()
        .and_then(|root| root.get("a99999"))
        .expect("a99999");
    assert!(last.get("x").is_none() && last.merged_entries().is_empty());
    let near = chain
        .tree
        .root()
        .and_then(|root| root.get("a100"))
        .expect("a100");
    assert!(near.get("x").is_some());
}

#[test]
fn a_node_may_hold_itself() {
    let list = clean("&a [*a]\n");
    let inner = list
        .tree
        .root()
        .and_then(|root| root.items().next())
        .expect("an item");
    assert!(inner.is_alias());
    assert_eq!(inner.kind(), Kind::Sequence);
    assert_eq!(list.tree.nodes().count(), 2);
    let mapping = clean("&a {<<: *a, b: *a, c: {<<: [*a, *a]}}\n");
    let root = mapping.tree.root().expect("a root");
    assert_eq!(root.merged_entries().len(), 2);
    assert!(root.get("none").is_none());
    assert_eq!(root.get("c").map(|c| c.merged_entries().len()), Some(2));
    // Merging nothing hides nothing.
    let parsed = parse("a: {<<: [*missing, {b: 1}], c: 2}\n");
    let a = parsed
        .tree
        .root()
        .and_then(|root| root.get("a"))
        .expect("a");
    assert!(a.get("b").is_some() && a.get("c").is_some());
}

#[test]
fn broken_references() {
    let missing = |name: &str| SyntaxProblemKind::UnknownAnchor {
        name: name.to_owned(),
    };
    assert_eq!(only_problem("a: *missing\nb: 1\n"), missing("missing"));
    assert_eq!(only_problem("a: [*late, &late 1]\n"), missing("late"));
    assert_eq!(only_problem("a: &x 1\n---\nb: *x\n"), missing("x"));
    let duplicate = only_problem("a: &x b\nb: 1\n*x : 2\n");
    assert!(matches!(duplicate, SyntaxProblemKind::DuplicateKey { key, .. } if key == "b"));
}

#[test]
fn broken_syntax() {
    assert_yaml("a:\n\tb: 1\n", "a tab is not allowed here");
    assert_yaml("a: [b, c\nd: e\n", "':' is not allowed here");
    assert_yaml("a: [b, c\n", "unclosed bracket '['");
    assert_yaml("a: {b: c\n", "unclosed bracket '{'");
    assert_yaml("a: [b}\n", "mismatched bracket '[' closed by '}'");
    assert_yaml("a: \"b\nc: d\n", "unclosed quote");
    assert_yaml("a: 'b\nc: d\n", "unclosed quote");
    assert_yaml(
        "a: b: c\n",
        "a key with ':' is not allowed here; text with ': ' in it needs quotes",
    );
    assert_yaml(
        "a: !e!foo b\n",
        "the tag has a prefix that no %TAG line defines",
    );
    assert_yaml("a: \u{feff}b\n", "a BOM must not appear inside a document");
    assert_yaml(
        &"%".repeat(100_000),
        "directive exceeds the configured limit of 1024 bytes",
    );
    for text in ["a: ", "! ", "&a ", "@", "a: &"] {
        let kind = only_problem(&text.repeat(100_000));
        assert!(
            matches!(kind, SyntaxProblemKind::Yaml { .. }),
            "{text}: {kind:?}"
        );
    }
}

#[test]
fn what_breaks_between_documents_leaves_the_one_before_alone() {
    let text = "a: 1\n...\n%YAML 1.2 x\n---\nb: 2\n";
    let parsed = parse(text);
    let value = parsed
        .tree
        .root()
        .and_then(|root| root.get("a"))
        .expect("a");
    assert_eq!(parsed.tree.pointer_at(value.span()).0, "/a");
}

#[test]
fn a_root_with_something_behind_it_is_broken() {
    for text in ["{a: 1} b\n", "\"a\" b\n", "[a] b: c\n", "{{ .x }}y: z\n"] {
        let parsed = parse(text);
        assert_eq!(parsed.problems.len(), 1, "{text}: {:?}", parsed.problems);
        assert_eq!(
            (parsed.tree.roots().count(), parsed.tree.documents().count()),
            (0, 1),
            "{text}"
        );
    }
    let parsed = parse("{a: 1} b\n---\nc: 1\n");
    assert_eq!(
        (parsed.tree.roots().count(), parsed.tree.documents().count()),
        (1, 2)
    );
    // Behind a marker nothing breaks it.
    let parsed = parse("{a: 1}\n... # c\n%YAML 1.2 x\n---\nb: 1\n");
    let root = parsed.tree.root().expect("the first document");
    assert!(root.get("a").is_some());
}

#[test]
fn line_endings_and_a_byte_order_mark_are_kept() {
    let text = "\u{feff}a: 1\r\nb:\r\n- x\r\n- |\r\n  l\r\n  m\r\n";
    let parsed = clean(text);
    assert_eq!(parsed.tree.source().text, text);
    let root = parsed.tree.root().expect("a root");
    assert_eq!(root.span().start, 3);
    let block = root
        .get("b")
        .and_then(|b| b.items().nth(1))
        .expect("an item");
    assert_eq!((block.text(), block.raw()), (Some("l\nm\n"), "l\r\n  m"));
}

#[test]
fn bytes_that_are_no_text() {
    let refused = |bytes: &[u8]| match decode(bytes.to_vec()) {
        Err(FileProblemKind::Encoding { offset, detail, .. }) => (offset, detail),
        other => panic!("{other:?}"),
    };
    let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        let text = format!("{mark}a: 1\n");
        text.encode_utf16().flat_map(to_bytes).collect()
    };
    for (mark, without) in [("\u{feff}", ""), ("", ", without a byte order mark")] {
        for (to_bytes, endian) in [
            (u16::to_le_bytes as fn(u16) -> [u8; 2], "little"),
            (u16::to_be_bytes, "big"),
        ] {
            let detail = format!("the file is UTF-16, {endian}-endian{without}");
            assert_eq!(refused(&utf16(to_bytes, mark)), (0, detail));
        }
    }
    let (offset, detail) = refused(b"a: \xff\n");
    assert_eq!(
        (offset, detail.as_str()),
        (3, "byte 0xff at offset 3 is not UTF-8")
    );
    let (offset, detail) = refused(b"abcd: \0\n");
    assert_eq!(
        (offset, detail.as_str()),
        (6, "control byte 0x00 at offset 6 is not allowed")
    );
    assert_eq!(refused(b"a: \xed\xa0\x80\n").0, 3);
    assert_eq!(refused(b"a: b\xc3").0, 4);
    assert_eq!(decode(Vec::new()), Ok(String::new()));
}
