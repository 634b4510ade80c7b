//! The GitHub action, as far as it runs without GitHub: what the release workflow packs, the action
//! unpacks and runs. The upload is GitHub's own action. Needs bash and what its runners have.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_yaml::Value;

use crate::support::{Folder, Run, has_program, root};

const TARGET: &str = "x86_64-unknown-linux-musl";

/// Replaces GitHub's program: gives the files of $DIST whose names are asked for.
const GH: &str = r#"#!/bin/bash
set -eu
echo "$@" >> "$DIST/asked"
while [ $# -gt 0 ]; do
  if [ "$1" = --pattern ]; then cp "$DIST/$2" .; fi
  shift
done
"#;

fn yaml(path: &str) -> Value {
    let text = std::fs::read_to_string(root().join(path)).expect("readable");
    serde_yaml::from_str(&text).expect("YAML")
}

/// The step of a name among steps.
fn step(steps: &Value, name: &str) -> Value {
    let steps = steps.as_sequence().expect("steps");
    let found = steps.iter().find(|step| step["name"] == name);
    found.unwrap_or_else(|| panic!("no step {name}")).clone()
}

/// Runs a step's script as GitHub does, with its expressions replaced.
fn run_step(step: &Value, directory: &Path, values: &[(&str, &str)], env: &[(&str, &str)]) -> Run {
    let mut own = HashMap::new();
    for (name, value) in step["env"].as_mapping().into_iter().flatten() {
        let mut value = value.as_str().expect("a text").to_owned();
        for (expression, by) in values {
            value = value.replace(&format!("${{{{ {expression} }}}}"), by);
        }
        assert!(!value.contains("${{"), "{value}");
        own.insert(name.as_str().expect("a name").to_owned(), value);
    }
    let script = step["run"].as_str().expect("a script");
    assert!(
        !script.contains("${{"),
        "no expression in a script: {script}"
    );
    let output = Command::new("bash")
        .args([
            "--noprofile",
            "--norc",
            "-e",
            "-o",
            "pipefail",
            "-c",
            script,
        ])
        .current_dir(directory)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(own)
        .envs(env.iter().copied())
        .output();
    Run::of(output.expect("bash starts"))
}

/// A folder with `dist/` as the release workflow makes it, of the built binary.
fn release() -> Folder {
    let folder = Folder::new();
    let binary = std::fs::read(assert_cmd::cargo::cargo_bin!("packlint")).expect("readable");
    let built = format!("target/{TARGET}/release/packlint");
    folder.write(&built, binary);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path().join(&built), executable).expect("set");
    folder.write(&format!("{built}.d"), "");
    for name in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        folder.write(name, std::fs::read(root().join(name)).expect("readable"));
    }
    folder.write("docs/man/packlint.1", "");
    let workflow = yaml(".github/workflows/release.yml");
    let tag = format!("v{}", env!("CARGO_PKG_VERSION"));
    let env = [("TAG", tag.as_str()), ("TARGET", TARGET)];
    folder.write(
        "Cargo.toml",
        std::fs::read(root().join("Cargo.toml")).expect("readable"),
    );
    let build = &workflow["jobs"]["build"]["steps"];
    let sum = step(&workflow["jobs"]["publish"]["steps"], "Sum");
    for step in [
        step(build, "The tag is the version"),
        step(build, "Pack"),
        sum,
    ] {
        let run = run_step(&step, folder.path(), &[], &env);
        assert_eq!(run.status, 0, "{run:?}");
    }
    folder
}

#[test]
fn the_action_runs_what_a_release_packs() {
    if !has_program("shasum") {
        return;
    }
    let action = yaml("action.yml");
    let steps = &action["runs"]["steps"];
    let (install, check) = (step(steps, "Install packlint"), step(steps, "Check"));
    let release = release();
    let dist = release.path().join("dist");
    let work = Folder::new();
    work.write("bin/gh", GH);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(work.path().join("bin/gh"), executable).expect("set");
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let (dist_text, temp) = (text(&dist), text(&work.path().join("temp")));
    let path = format!(
        "{}:{}",
        text(&work.path().join("bin")),
        std::env::var("PATH").expect("a path")
    );
    let root = text(&root());
    let values = [
        ("github.token", "t"),
        ("github.action_path", root.as_str()),
        ("runner.temp", temp.as_str()),
        ("inputs.paths", "packs cluster.yaml"),
        ("inputs.args", "--select duplicate-key"),
    ];
    let output = text(&work.path().join("output"));
    let env = [
        ("PATH", path.as_str()),
        ("DIST", dist_text.as_str()),
        ("RUNNER_OS", "Linux"),
        ("RUNNER_ARCH", "X64"),
        ("RUNNER_TEMP", temp.as_str()),
        ("GITHUB_OUTPUT", output.as_str()),
    ];
    let installed = run_step(&install, work.path(), &values, &env);
    assert_eq!(installed.status, 0, "{installed:?}");
    let asked = std::fs::read_to_string(dist.join("asked")).expect("readable");
    let repository = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/");
    assert!(asked.contains(&format!("--repo {repository} ")), "{asked}");

    work.pack("packs/demo", "demo", "addon", "pack: {}\npack: {}\n");
    work.write("cluster.yaml", "cluster: a\nnodePools: []\n");
    let run = run_step(&check, work.path(), &values, &env);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stdout
            .contains("::error file=packs/demo/values.yaml,line=2"),
        "{run:?}"
    );
    let said = std::fs::read_to_string(&output).expect("readable");
    let report = said.trim_end().strip_prefix("sarif=").expect("the output");
    let report = std::fs::read_to_string(report).expect("a SARIF file");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["runs"][0]["results"][0]["ruleId"], "duplicate-key");
    work.pack("packs/demo", "demo", "addon", "pack: {}\n");
    let run = run_step(&check, work.path(), &values, &env);
    assert_eq!(run.status, 0, "{run:?}");

    // Another archive than the one that was summed is not unpacked.
    let name = format!("packlint-v{}-{TARGET}.tar.gz", env!("CARGO_PKG_VERSION"));
    std::fs::write(dist.join(name), "other").expect("written");
    let refused = run_step(&install, work.path(), &values, &env);
    assert_ne!(refused.status, 0, "{refused:?}");
    assert!(refused.stdout.contains("FAILED"), "{refused:?}");
}
