//! What the tests share: the command with a scrubbed environment.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

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

/// Runs `packlint` with arguments.
pub fn run(directory: &Path, arguments: &[&str]) -> Run {
    Run::of(
        packlint(directory)
            .args(arguments)
            .output()
            .expect("packlint starts"),
    )
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

/// The folder of shared test data that may lie beside the project.
pub fn shared(what: &str) -> Option<PathBuf> {
    let folder = root().join("../shared").join(what);
    let is_there = folder.exists();
    if !is_there {
        eprintln!("skipped: {} is not there", folder.display());
    }
    is_there.then_some(folder)
}
