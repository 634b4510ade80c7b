//! What the tests share: the command with a scrubbed environment.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

/// The day on which all tests run, whatever the clock says.
pub const TODAY: &str = "2026-11-23";

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// `packlint` in a directory, with nothing of the tester's environment.
pub fn packlint(directory: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("packlint"));
    command.env_clear().current_dir(directory);
    command
}

/// Runs `packlint` with arguments; a check and a plan are of the tests' day, unless they say another.
pub fn run(directory: &Path, arguments: &[&str]) -> Run {
    let mut command = packlint(directory);
    if let [name @ ("check" | "plan"), rest @ ..] = arguments {
        command.args([*name, "--today", TODAY]).args(rest);
    } else {
        command.args(arguments);
    }
    Run::of(command.output().expect("packlint starts"))
}

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn of(output: Output) -> Self {
        Run {
            status: output.status.code().expect("packlint exits by itself"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The rules of the findings of a concise report, in its order.
    pub fn rules(&self) -> Vec<&str> {
        let rule = |line| str::split(line, ' ').nth(2).expect("a rule id");
        self.stdout.lines().map(rule).collect()
    }
}

/// Git in a directory, with nothing of the tester's configuration; gives what it printed.
pub fn git(directory: &Path, arguments: &[&str]) -> String {
    let output = std::process::Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(arguments)
        .envs(GIT_ENVIRONMENT)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What git is told instead of the tester's configuration.
pub const GIT_ENVIRONMENT: [(&str, &str); 5] = [
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_AUTHOR_NAME", "t"),
    ("GIT_AUTHOR_EMAIL", "t@example.com"),
    ("GIT_COMMITTER_NAME", "t"),
    ("GIT_COMMITTER_EMAIL", "t@example.com"),
];

/// Whether a program is on the path; says so where a test is skipped without it.
pub fn has_program(name: &str) -> bool {
    let is_there = std::process::Command::new(name)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("skipped: {name} is not there");
    }
    is_there
}

/// The entries of a folder, sorted; none where it is not there.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    paths
}

/// The folder of shared test data that lies beside the project, or where PACKLINT_SHARED says.
pub fn shared(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PACKLINT_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from)
        .join(what);
    let is_there = folder.exists();
    if !is_there {
        eprintln!("skipped: {} is not there", folder.display());
    }
    is_there.then_some(folder)
}

/// A folder of its own for one test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Folder(tempfile::tempdir().expect("a folder"))
    }

    /// A folder with one file.
    pub fn with(name: &str, text: impl AsRef<[u8]>) -> Self {
        let folder = Folder::new();
        folder.write(name, text);
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, its folders included.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    /// Writes a pack with everything that a pack has.
    pub fn pack(&self, directory: &str, name: &str, layer: &str, values: &str) {
        let manifest = format!(
            r#"{{"name": "{name}", "displayName": "{name}", "version": "1.0.0", "layer": "{layer}", "cloudTypes": ["aks"]}}"#
        );
        self.write(&format!("{directory}/pack.json"), manifest);
        self.write(&format!("{directory}/values.yaml"), values);
        self.write(&format!("{directory}/README.md"), format!("# {name}\n"));
        self.write(&format!("{directory}/logo.png"), "\u{89}PNG");
    }

    /// `packlint check` with arguments.
    pub fn check(&self, arguments: &[&str]) -> Run {
        run(self.path(), &[&["check"], arguments].concat())
    }

    /// `packlint check` with arguments, in a folder below.
    pub fn check_in(&self, below: &str, arguments: &[&str]) -> Run {
        run(&self.path().join(below), &[&["check"], arguments].concat())
    }

    /// `packlint check --format json` with arguments.
    pub fn json(&self, arguments: &[&str]) -> Json {
        let run = self.check(&[arguments, &["--format", "json"]].concat());
        Json {
            status: run.status,
            value: serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}")),
        }
    }
}

/// What `--format json` gave.
#[derive(Debug)]
pub struct Json {
    pub status: i32,
    pub value: Value,
}

impl Json {
    pub fn findings(&self) -> &[Value] {
        self.value["findings"].as_array().expect("findings")
    }

    /// The findings of some rules.
    pub fn of(&self, rules: &[&str]) -> Vec<&Value> {
        let is_of = |finding: &&Value| rules.contains(&text(&finding["rule"]));
        self.findings().iter().filter(is_of).collect()
    }

    /// The rules of the findings, in order.
    pub fn rules(&self) -> Vec<&str> {
        self.findings().iter().map(|f| text(&f["rule"])).collect()
    }

    /// The reasons of what is unresolved for a rule.
    pub fn reasons(&self, rule: &str) -> Vec<&str> {
        let entries = self.value["unresolved"].as_array().expect("unresolved");
        entries
            .iter()
            .filter(|entry| {
                let rules = entry["rules"].as_array().expect("rules");
                rules.iter().any(|known| known == rule)
            })
            .map(|entry| text(&entry["reason"]))
            .collect()
    }
}

/// The text of a JSON string.
pub fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
}
