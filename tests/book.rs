//! docs/ as a book: every page is in SUMMARY.md, every link leads somewhere, and what the pages tell
//! people to run, in shells and in CI systems, runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{entries, root, run};

/// Where the repository's files are published.
const PUBLISHED: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");

/// The pages of a folder, by path, with their texts.
fn pages(folder: &Path) -> BTreeMap<PathBuf, String> {
    entries(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| (path.clone(), fs::read_to_string(&path).expect("readable")))
        .collect()
}

/// The code fences of a page: the words after the opening one, and the text.
fn fences(page: &str) -> Vec<(&str, &str)> {
    let blocks = page.split("\n```").skip(1).step_by(2);
    blocks
        .map(|block| block.split_once('\n').expect("a fence"))
        .collect()
}

/// The lines of a page that are in no fence.
fn prose(page: &str) -> String {
    page.split("\n```")
        .step_by(2)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The targets of a page's links.
fn links(page: &str) -> Vec<String> {
    let prose = prose(page);
    let target = |part: &str| part.split_once(')').map(|(target, _)| target.to_owned());
    prose.split("](").skip(1).filter_map(target).collect()
}

/// The anchors of a page's headings, as GitHub and mdBook make them.
fn anchors(page: &str) -> BTreeSet<String> {
    let prose = prose(page);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|heading| {
            let text = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = text
                .chars()
                .filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
            kept.collect::<String>().replace(' ', "-")
        })
        .collect()
}

#[test]
fn every_page_is_in_the_summary() {
    let docs = root().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).expect("readable");
    let mut listed: Vec<_> = links(&summary)
        .into_iter()
        .map(|link| docs.join(link))
        .collect();
    listed.sort();
    let mut there: Vec<_> = pages(&docs).into_keys().collect();
    there.retain(|path| !path.ends_with("SUMMARY.md"));
    assert_eq!(listed, there);
}

#[test]
fn every_link_leads_somewhere() {
    let mut checked = 0;
    for folder in [root(), root().join("docs")] {
        for (page, text) in pages(&folder) {
            for link in links(&text) {
                let here = page
                    .strip_prefix(root())
                    .expect("below")
                    .display()
                    .to_string();
                let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
                let target = match path.strip_prefix(PUBLISHED) {
                    Some(path) => root().join(path),
                    None if path.contains("://") => continue,
                    None if path.is_empty() => page.clone(),
                    None => folder.join(path),
                };
                assert!(target.is_file(), "{here}: {link}");
                let is_in_book = target.parent() == Some(&folder) || folder == root();
                assert!(
                    is_in_book || path.starts_with(PUBLISHED),
                    "{here}: {link} leaves the book"
                );
                if !anchor.is_empty() {
                    let text = fs::read_to_string(&target).expect("readable");
                    assert!(anchors(&text).contains(anchor), "{here}: {link}");
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "{checked}");
}

/// Fences without a name are parts of configurations; they must be YAML nevertheless.
#[test]
fn every_yaml_example_is_yaml() {
    let mut checked = 0;
    for folder in [root(), root().join("docs")] {
        for (page, text) in pages(&folder) {
            // Its bad examples are not; they have a test of their own.
            if page.ends_with("rules.md") {
                continue;
            }
            for (fence, body) in fences(&text) {
                if fence.split_whitespace().next() == Some("yaml") {
                    let parsed = serde_yaml::from_str::<serde_yaml::Value>(body);
                    assert!(parsed.is_ok(), "{}: {parsed:?}\n{body}", page.display());
                    checked += 1;
                }
            }
        }
    }
    assert!(checked >= 10, "{checked}");
}

/// The table of formats has those that the command line takes.
#[test]
fn every_format_is_in_the_table() {
    let refused = run(&root(), &["check", "--format", "no-such-name"]).stderr;
    let (_, names) = refused.split_once("must be ").expect("a list");
    let names = names.lines().next().expect("a line").replace(" or ", ", ");
    let page = fs::read_to_string(root().join("docs/formats.md")).expect("readable");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: Vec<_> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(listed, names.split(", ").collect::<Vec<_>>());
}

/// What is to be installed is this version.
#[test]
fn recipes_name_this_version() {
    let wanted = format!("v{}", env!("CARGO_PKG_VERSION"));
    for (page, text) in pages(&root().join("docs")) {
        for (_, body) in fences(&text) {
            let own = body
                .lines()
                .filter(|line| line.contains("packlint") || line.contains("rev:"));
            for line in own {
                let words = line.split(|c: char| !(c.is_alphanumeric() || c == '.'));
                let is_version = |word: &&str| {
                    word.strip_prefix('v').is_some_and(|rest| {
                        rest.contains('.') && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
                    })
                };
                for version in words.filter(is_version) {
                    assert_eq!(version, wanted, "{}: {line}", page.display());
                }
            }
        }
    }
}

/// The hook installs the wheel of this version; the wheel takes its version from Cargo.toml.
#[test]
fn the_hook_installs_this_version() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("readable");
    let wanted = format!(
        "install_requires=[\"packlint=={}\"]",
        env!("CARGO_PKG_VERSION")
    );
    assert!(
        read("setup.py").contains(&wanted),
        "setup.py lacks {wanted}"
    );
    assert!(read("packaging/pypi/pyproject.toml").contains("dynamic = [\"version\""));
}

/// The wheels of a release are built by what `.ci/run` tries.
#[test]
fn wheels_are_built_by_the_tools_that_are_tried() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("readable");
    let (tried, released) = (read(".ci/run"), read(".github/workflows/release.yml"));
    let pinned = |text: &str, tool: &str| -> Option<String> {
        let mut words = text.split_whitespace();
        words
            .find(|word| word.starts_with(&format!("{tool}==")))
            .map(str::to_owned)
    };
    for tool in ["maturin", "ziglang"] {
        let version = pinned(&tried, tool).expect("a version");
        assert_eq!(pinned(&released, tool), Some(version));
    }
}

/// The hooks differ in how packlint gets there, and in nothing else.
#[test]
fn all_hooks_run_the_same() {
    let text = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("readable");
    let hooks: Vec<serde_yaml::Value> = serde_yaml::from_str(&text).expect("YAML");
    assert_eq!(hooks.len(), 3);
    for key in ["name", "entry", "args", "require_serial", "verbose"] {
        assert!(
            hooks.iter().all(|hook| hook.get(key) == hooks[0].get(key)),
            "{key}"
        );
    }
}

#[cfg(unix)]
mod recipes {
    use std::process::Command;

    use super::{fences, pages};
    use crate::support::{Folder, Run, git, root};

    /// The command lines of packlint in shell and YAML fences.
    fn commands(text: &str) -> Vec<String> {
        let is_run = |fence: &str| matches!(fence.split_whitespace().next(), Some("sh" | "yaml"));
        let fences = fences(text).into_iter().filter(|(fence, _)| is_run(fence));
        let lines = fences.flat_map(|(_, body)| body.lines());
        let command = |line: &str| {
            let line = line.trim_start().trim_start_matches("- ");
            let line = ["run: ", "script: ", "entry: "]
                .iter()
                .find_map(|key| line.strip_prefix(key))
                .unwrap_or(line);
            line.starts_with("packlint ").then(|| line.to_owned())
        };
        lines.filter_map(command).collect()
    }

    /// A repository with everything that the recipes name.
    fn repository() -> Folder {
        let folder = Folder::new();
        let copy = |from: &str, to: &str| {
            let from = root().join("fixtures").join(from);
            folder.write(to, std::fs::read(from).expect("readable"));
        };
        copy(
            "plans/bad/windows-requires-azure-cni/end-to-end.json",
            "plan.json",
        );
        copy(
            "plans/bad/windows-requires-azure-cni/end-to-end.json",
            "state.json",
        );
        copy("clusters/bad/pool-name/names.yaml", "cluster.yaml");
        copy("clusters/bad/pool-name/names.yaml", "clusters/prod.yaml");
        copy("azure/ok/show.json", "cluster.json");
        copy("azure/ok/template.json", "main.json");
        folder.pack("packs/demo", "demo", "addon", "pack: {}\n");
        folder.write(
            "infra/main.tf",
            "resource \"spectrocloud_cluster_aks\" \"prod\" {\n  name = \"prod\"\n}\n",
        );
        git(folder.path(), &["init", "-q"]);
        git(folder.path(), &["add", "-A"]);
        git(folder.path(), &["commit", "-q", "-m", "first"]);
        git(
            folder.path(),
            &["update-ref", "refs/remotes/origin/main", "HEAD"],
        );
        folder.check(&["packs", "--write-baseline", "known.json"]);
        folder
    }

    #[test]
    fn commands_of_the_docs_run() {
        let binary = assert_cmd::cargo::cargo_bin!("packlint");
        let path = std::env::var("PATH").expect("a path");
        let path = format!("{}:{path}", binary.parent().expect("a folder").display());
        let mut made = 0;
        let docs = pages(&root().join("docs")).into_iter();
        for (page, text) in docs.chain(pages(&root())) {
            // Its commands have a test of their own, with the packs that they name.
            if page.ends_with("init.md") {
                continue;
            }
            for command in commands(&text) {
                let folder = repository();
                let output = Command::new("sh")
                    .args(["-euc", &command])
                    .current_dir(folder.path())
                    .env_clear()
                    .env("PATH", &path)
                    .envs([
                        ("GITHUB_BASE_REF", "main"),
                        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD"),
                        ("SYSTEM_PULLREQUEST_TARGETBRANCHNAME", "main"),
                    ])
                    .output();
                let run = Run::of(output.expect("sh starts"));
                assert_ne!(run.status, 2, "{}: {command}: {run:?}", page.display());
                made += 1;
            }
        }
        assert!(made >= 8, "{made}");
    }
}
