//! The files that changed since a commit, according to `git`. It is the only program that packlint
//! starts; its arguments are passed as a list, without a shell.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why the changed files could not be determined.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GitError {
    #[error("git cannot be started: {0}")]
    Start(std::io::Error),
    #[error("git: {0}")]
    Refused(String),
}

/// The files that were added, changed, renamed or deleted since a commit, untracked files included.
/// Deleted files count because their pack has changed.
///
/// # Errors
/// [`GitError`]: there is no git, no repository or no such commit.
pub(crate) fn changed_since(directory: &Path, reference: &str) -> Result<Vec<PathBuf>, GitError> {
    if reference.starts_with('-') {
        return Err(GitError::Refused(format!("'{reference}' is not a commit")));
    }
    // A rename is listed as a deletion and an addition.
    let diff = [
        "diff",
        "--name-only",
        "--no-renames",
        "--relative",
        "-z",
        reference,
        "--",
    ];
    let untracked = ["ls-files", "--others", "--exclude-standard", "-z"];
    let mut files = run(directory, &diff)?;
    files.extend(run(directory, &untracked)?);
    Ok(files.iter().map(|name| directory.join(name)).collect())
}

fn run(directory: &Path, arguments: &[&str]) -> Result<Vec<PathBuf>, GitError> {
    // git would also refresh its index, and may start a daemon that watches files.
    let quietly = [
        "-c",
        "diff.autoRefreshIndex=false",
        "-c",
        "core.fsmonitor=false",
    ];
    let output = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(quietly)
        .args(arguments)
        .output()
        .map_err(GitError::Start)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or("it failed without a word");
        let first = first.trim_start_matches("fatal: ");
        return Err(GitError::Refused(first.to_owned()));
    }
    let names = output.stdout.split(|byte| *byte == 0);
    Ok(names.filter(|name| !name.is_empty()).map(path).collect())
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
