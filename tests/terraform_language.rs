//! Terraform's language: what packlint evaluates is what Terraform itself says, or is not known.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use packlint::internals::files::{Files, Loader};
use packlint::internals::input::known_outputs;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};

use crate::support::Folder;

/// Expressions of every kind, one a line.
const EXPRESSIONS: &str = include_str!("terraform_expressions.txt");

/// The values of expressions as packlint knows them, by their positions.
fn known(expressions: &[String]) -> BTreeMap<usize, String> {
    let mut module = String::new();
    for (at, expression) in expressions.iter().enumerate() {
        let _ = writeln!(module, "output \"e{at}\" {{\n  value = {expression}\n}}");
    }
    let files = Files::without_disk().with(Path::new("/m/main.tf"), module.into_bytes());
    let loader = Loader::new(files, "/m".into());
    let outputs = known_outputs(&loader, Path::new("/m")).into_iter();
    let position = |name: String| name.trim_start_matches('e').parse().expect("a position");
    outputs
        .map(|(name, value)| (position(name), value))
        .collect()
}

/// What Terraform says of each, `None` where it refuses one; nothing where there is no Terraform.
fn terraform(expressions: &[String]) -> Option<Vec<Option<String>>> {
    let folder = Folder::new();
    let tries = expressions.iter();
    let tries: Vec<_> = tries
        .map(|one| format!("try(jsonencode({one}), null)"))
        .collect();
    folder.write("q", format!("jsonencode([{}])\n", tries.join(", ")));
    let input = std::fs::File::open(folder.path().join("q")).expect("readable");
    let output = Command::new("terraform")
        .arg("console")
        .current_dir(folder.path())
        .stdin(Stdio::from(input))
        .output();
    let Ok(output) = output else {
        println!("there is no terraform: its answers are not compared");
        return None;
    };
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    // Of an expression that Terraform does not know either, there is nothing to compare.
    let text: String = serde_json::from_str(printed.trim()).unwrap_or("[]".to_owned());
    Some(serde_json::from_str(&text).expect("a list"))
}

/// Compares; gives how many are known.
fn compare(expressions: &[String]) -> Option<usize> {
    let (own, theirs) = (known(expressions), terraform(expressions)?);
    for (at, value) in own.iter().filter(|_| !theirs.is_empty()) {
        let expression = &expressions[*at];
        assert_eq!(Some(value), theirs[*at].as_ref(), "{expression}");
    }
    Some(if theirs.is_empty() { 0 } else { own.len() })
}

#[test]
fn expressions_have_the_values_that_terraform_gives_them() {
    let expressions: Vec<_> = EXPRESSIONS.lines().map(str::to_owned).collect();
    if let Some(known) = compare(&expressions) {
        let all = expressions.len();
        assert!(known * 100 >= all * 85, "{known} of {all} are known");
    }
}

/// Expressions of numbers, texts, flags and lists.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (-20..20_i32).prop_map(|number| format!("({number})")),
        "[a-z]{0,4}".prop_map(|text| format!("\"{text}\"")),
        any::<bool>().prop_map(|flag| flag.to_string()),
        Just("null".to_owned()),
        Just("[]".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let operators = ["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"];
        let functions = [
            "concat", "max", "min", "merge", "coalesce", "join", "contains", "element", "lookup",
            "format", "setunion", "split", "index",
        ];
        let alone = [
            "length",
            "upper",
            "tostring",
            "tonumber",
            "toset",
            "tolist",
            "flatten",
            "compact",
            "distinct",
            "sort",
            "reverse",
            "jsonencode",
            "yamlencode",
            "abs",
            "ceil",
            "one",
            "keys",
            "trimspace",
            "title",
            "sum",
        ];
        prop_oneof![
            (two.clone(), prop::sample::select(operators.to_vec()))
                .prop_map(|((one, two), operator)| format!("({one} {operator} {two})")),
            (two.clone(), prop::sample::select(functions.to_vec()))
                .prop_map(|((one, two), name)| format!("{name}({one}, {two})")),
            (inner.clone(), prop::sample::select(alone.to_vec()))
                .prop_map(|(one, name)| format!("{name}({one})")),
            (inner.clone(), two.clone())
                .prop_map(|(one, (two, three))| format!("({one} ? {two} : {three})")),
            two.clone().prop_map(|(one, two)| format!("[{one}, {two}]")),
            two.clone()
                .prop_map(|(one, two)| format!("{{a = {one}, b = {two}}}")),
            inner
                .clone()
                .prop_map(|one| format!("[for x in [{one}] : x]")),
            inner.prop_map(|one| format!("\"a${{{one}}}b\"")),
        ]
    })
}

#[test]
fn made_up_expressions_have_no_other_value_than_terraform_gives_them() {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let mut expressions = Vec::new();
    for _ in 0..400 {
        let tree = expression().new_tree(&mut runner).expect("an expression");
        expressions.push(tree.current());
    }
    let known: Option<usize> = expressions.chunks(20).map(compare).sum();
    assert!(known.is_none_or(|known| known > 40), "{known:?} are known");
}
