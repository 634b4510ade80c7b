//! The `console` blocks of README and docs are run: what they show is what packlint prints.
//! `PACKLINT_REGENERATE=1` writes it anew.

use std::fs;

use std::path::PathBuf;

use crate::support::{entries, root, run};

/// The pages in docs/.
fn pages() -> impl Iterator<Item = PathBuf> {
    let is_page = |page: &PathBuf| page.extension().is_some_and(|extension| extension == "md");
    entries(&root().join("docs")).into_iter().filter(is_page)
}

/// The text with the output of every `$ packlint …` of its console blocks made anew.
fn with_outputs(text: &str) -> String {
    let mut made = String::new();
    let mut is_console = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
        } else if is_console {
            let Some(command) = line.strip_prefix("$ packlint ") else {
                continue;
            };
            let arguments: Vec<_> = command.split_whitespace().collect();
            let output = run(&root(), &arguments);
            made.push_str(&format!("{line}\n{}{}", output.stdout, output.stderr));
            continue;
        }
        made.push_str(line);
        made.push('\n');
    }
    made
}

#[test]
fn shown_outputs_are_real() {
    for page in pages().chain([root().join("README.md")]) {
        let text = fs::read_to_string(&page).expect("readable");
        let made = with_outputs(&text);
        if std::env::var_os("PACKLINT_REGENERATE").is_some() {
            fs::write(&page, &made).expect("written");
        }
        let shown = fs::read_to_string(&page).expect("readable");
        assert!(
            shown == made,
            "{} is out of date: run PACKLINT_REGENERATE=1 cargo test",
            page.display()
        );
    }
}

/// Fences that name their file, as in ```` ```yaml cluster.yaml ````, are right: nothing is found in
/// them. The rules' pages have a test of their own.
#[test]
fn named_examples_of_the_docs_give_nothing() {
    let mut checked = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("readable");
        if page.ends_with("rules.md") {
            continue;
        }
        for block in text.split("\n```").skip(1).step_by(2) {
            let (fence, body) = block.split_once('\n').expect("a fence");
            let Some(name) = fence.split_whitespace().nth(1) else {
                continue;
            };
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join(name), body).expect("written");
            let arguments: &[&str] = match name {
                "packlint.yaml" => &["check", ".", "--config", name, "--format", "concise"],
                _ => &["check", name, "--format", "concise"],
            };
            let run = run(folder.path(), arguments);
            assert_eq!(
                run.stdout,
                "",
                "{}: {fence}: {}",
                page.display(),
                run.stderr
            );
            checked += 1;
        }
    }
    assert!(checked > 0);
}
