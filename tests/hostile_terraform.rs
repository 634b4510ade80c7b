//! Terraform made to keep packlint busy: each ends in a finding, soon.

use std::fmt::Write as _;

use crate::cost::{measure, second};
use crate::support::{Folder, text};

/// Most memory of a run, in KiB.
const MEMORY: u64 = 150 * 1024;

const CLUSTER: &str = "resource \"spectrocloud_cluster_aks\" \"c\" {\n  name = local.l0\n}\n";

/// Checks a folder's module, in bounds of time and memory.
fn within_bounds(folder: &Folder, what: &str) -> String {
    let run = measure(folder.path(), &["main.tf", "--format", "json"]);
    assert!(run.memory < MEMORY, "{what}: {} KiB", run.memory);
    assert!(
        run.time <= second(),
        "{what}: {:?} of {:?}",
        run.time,
        second()
    );
    assert!(matches!(run.status, 0 | 1), "{what}: {}", run.status);
    run.stdout
}

fn locals(text: &str) -> Folder {
    Folder::with("main.tf", format!("locals {{\n{text}\n}}\n{CLUSTER}"))
}

/// `line` for each position, one a line.
fn lines(number: usize, line: impl Fn(usize) -> String) -> String {
    (0..number).map(|at| line(at) + "\n").collect()
}

/// Locals of which each names the next one nine times.
fn chain(link: impl Fn(&str) -> String) -> String {
    let mut text = String::from("locals {\n  l16 = \"xxxxxxxx\"\n");
    for at in 0..16 {
        let next = format!("local.l{}", at + 1);
        let _ = writeln!(text, "  l{at} = {}", link(&next));
    }
    text + "}\n" + CLUSTER
}

/// The message of the one `input-limit` among the findings of a module.
fn limit(module: &str) -> String {
    let report = Folder::with("main.tf", module).json(&["main.tf"]);
    assert_eq!(report.status, 1, "{report:?}");
    let [finding] = report.of(&["input-limit"])[..] else {
        panic!("{report:?}")
    };
    text(&finding["message"]).to_owned()
}

#[test]
fn locals_that_multiply() {
    let lists = chain(|next| format!("[{}]", [next; 9].join(", ")));
    assert_eq!(
        limit(&lists),
        "more than 200,000 values in one module or template"
    );
    let word = "x".repeat(400);
    let texts = chain(|next| format!("\"{}\"", format!("{word}${{{next}}}").repeat(99)));
    assert_eq!(
        limit(&texts),
        "more than 16,777,216 bytes of text in one module or template"
    );
}

#[test]
fn a_template_file_that_multiplies() {
    let folder = Folder::with(
        "main.tf",
        CLUSTER.replace(
            "local.l0",
            "templatefile(\"t.tftpl\", {x = templatefile(\"t.tftpl\", {x = templatefile(\"t.tftpl\", {x = \"y\"})})})",
        ),
    );
    folder.write("t.tftpl", "${x}".repeat(2_000));
    let report = folder.json(&["main.tf"]);
    assert_eq!(report.of(&["input-limit"]).len(), 1, "{report:?}");
}

#[test]
fn nesting_without_end() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{a=", "}"),
        ("!", ""),
        ("f(", ")"),
        ("\"${", "}\""),
    ] {
        let value = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        let module = CLUSTER.replace("local.l0", &value);
        let report = Folder::with("main.tf", module).json(&["main.tf"]);
        assert_eq!(report.rules(), ["unrecognised-input"], "{open}");
    }
}

#[test]
fn long_texts_and_many_blocks() {
    let lines = "a ${local.l0} b\n".repeat(20_000);
    let blocks: String = (0..20_000)
        .map(|at| format!("  b{at} {{ a = 1 }}\n"))
        .collect();
    let module = format!(
        "locals {{ l0 = 1 }}\nresource \"spectrocloud_cluster_aks\" \"c\" {{\n  name = <<EOT\n{lines}EOT\n{blocks}}}\n"
    );
    let report = Folder::with("main.tf", module).json(&["main.tf"]);
    assert_eq!(report.of(&["input-limit"]).len(), 0, "{report:?}");
    assert_eq!(report.value["summary"]["clusters"], 1);
}

/// The parser compares each key of an object with all the others, and takes some hundred bytes for each
/// token.
#[test]
fn large_objects_and_lists_are_not_parsed() {
    let keys = lines(20_000, |at| format!("k{at} = {at}"));
    let steps = "more than 25,000,000 comparisons of keys in one Terraform module";
    let tokens = "more than 500,000 words and marks in one Terraform module";
    for (text, wanted) in [
        (format!("l0 = {{\n{keys}}}"), steps),
        (format!("l0 = \"${{jsonencode({{\n{keys}}})}}\""), steps),
        (format!("l0 = <<E\n${{jsonencode({{\n{keys}}})}}\nE"), steps),
        (format!("l0 = [{}]", "1,".repeat(600_000)), tokens),
        (format!("l0 = \"{}\"", "${1}".repeat(100_000)), tokens),
    ] {
        let report = within_bounds(&locals(&text), wanted);
        assert!(
            report.contains(wanted),
            "{}",
            report.get(..600).unwrap_or(&report)
        );
    }
    // Several files of a module count together, and so do those of variables.
    let folder = locals("l0 = 1");
    let object = lines(2_000, |at| format!("k{at} = {at}"));
    for at in 0..40 {
        folder.write(
            &format!("f{at}.tf"),
            format!("locals {{\n  o{at} = {{\n{object}}}\n}}\n"),
        );
    }
    assert!(within_bounds(&folder, "files").contains(steps));
    let folder = locals("l0 = 1");
    folder.write("terraform.tfvars", format!("v = {{\n{keys}}}\n"));
    assert!(within_bounds(&folder, "variables").contains(steps));
    // The same many keys in blocks, and in YAML within texts, are no such work.
    let folder = locals(&format!(
        "l0 = <<E\n{}E",
        lines(20_000, |at| format!("k{at}: {at}"))
    ));
    assert!(!within_bounds(&folder, "a heredoc").contains("input-limit"));
    let folder = locals(&lines(20_000, |at| format!("l{at} = {at}")));
    assert!(!within_bounds(&folder, "locals").contains("input-limit"));
}

#[test]
fn values_that_multiply_by_functions() {
    let bomb = lines(12, |at| {
        let names = vec![format!("*a{at}"); 9].join(",");
        format!("a{}: &a{} [{names}]", at + 1, at + 1)
    });
    let pairs = lines(60, |at| {
        format!(
            "a{} = {{j = local.a{at}, k = true ? local.a{at} : local.a{at}}}",
            at + 1
        )
    });
    for text in [
        format!("l0 = jsonencode(yamldecode(<<E\na0: &a0 [x]\n{bomb}E\n))"),
        format!("a0 = {{k = 1}}\n{pairs}l0 = local.a60"),
        "m = {for i in range(1000): \"k${i}\" => i}\nl0 = [for i in range(1000): keys(local.m)]".to_owned(),
        "m = [for i in range(1000): {a = i}]\nl0 = [for i in range(1000): local.m[*].a]".to_owned(),
        "m = range(1000)\nl0 = \"%{for i in local.m}%{for j in local.m}%{for k in local.m}xxxxxxxx%{endfor}%{endfor}%{endfor}\"".to_owned(),
        "l0 = toset(flatten([for i in range(64): range(i * 1000, i * 1000 + 1000)]))".to_owned(),
    ] {
        within_bounds(&locals(&text), &text);
    }
}

#[test]
fn arguments_that_types_multiply() {
    let fields = vec!["optional(string, \"x\")"; 2_000]
        .into_iter()
        .enumerate();
    let fields: String = fields.map(|(at, of)| format!("a{at} = {of}, ")).collect();
    let call = "module \"m\" {\n  source = \"./m\"\n  v = [for i in range(1000): {}]\n}\n";
    let folder = Folder::with(
        "main.tf",
        format!("{call}{}", CLUSTER.replace("local.l0", "module.m.x")),
    );
    folder.write(
        "m/main.tf",
        format!(
            "variable \"v\" {{\n  type = list(object({{{fields}}}))\n}}\noutput \"x\" {{\n  value = var.v[0].a0\n}}\n"
        ),
    );
    let report = within_bounds(&folder, "optional attributes");
    assert!(report.contains("more than 200,000 values in one module or template"));
}

#[test]
fn files_and_regexes_are_taken_once() {
    let every = |call: &str| format!("l0 = [for i in range(1000): [for j in range(100): {call}]]");
    for call in [
        "filesha512(\"big.txt\")",
        "file(\"big.txt\")",
        "templatefile(\"big.txt\", {})",
        "templatefile(\"small.txt\", {x = 1})",
        "can(regex(\"\\\\pL{100}${i}${j}\", \"a\"))",
    ] {
        let folder = locals(&every(call));
        folder.write("big.txt", "x".repeat(1_000_000));
        folder.write("small.txt", "${x}");
        within_bounds(&folder, call);
    }
    // One regular expression for many texts is compiled once.
    let text = "l0 = [for i in range(1000): regex(\"^[a-z0-9]{3,24}$\", \"name${i}\")]\n";
    assert!(!within_bounds(&locals(text), "one regex").contains("input-limit"));
}
