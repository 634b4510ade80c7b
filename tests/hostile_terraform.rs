//! Terraform made to keep packlint busy: each ends in a finding, soon.

use std::fmt::Write as _;

use crate::support::{Folder, text};

const CLUSTER: &str = "resource \"spectrocloud_cluster_aks\" \"c\" {\n  name = local.l0\n}\n";

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
