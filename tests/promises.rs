//! What SECURITY.md promises of packlint's dealings with the system, watched by strace; and that each
//! test that it names is there. Skipped where strace is not installed, or may not watch.

use crate::support::root;

/// The last cell of each promise in SECURITY.md names its tests: `fix.rs`: `a_diff_changes_nothing`.
#[test]
fn every_promise_has_its_test() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).expect("readable");
    let mut promises = 0;
    for row in page.lines().filter(|line| line.starts_with("| ")).skip(2) {
        let named = row.rsplit('|').nth(1).expect("a last cell").trim();
        let (file, names) = named.split_once(": ").unwrap_or_else(|| panic!("{row}"));
        let file = root().join("tests").join(file.trim_matches('`'));
        let tests = std::fs::read_to_string(&file).expect("a file of tests");
        let tests = tests.replace("\n    ", "\n");
        for name in names.split(", ") {
            let head = format!("#[test]\nfn {}() {{", name.trim_matches('`'));
            assert!(tests.contains(&head), "{row}: {name}");
        }
        promises += 1;
    }
    assert!(promises >= 8, "{promises}");
}

#[cfg(target_os = "linux")]
mod watched {
    use std::path::Path;
    use std::process::Command;

    use crate::support::{Folder, git, has_program, root};

    const VALUES: &str = "pack: {}\nnetworkPolicy: Calico\n";

    /// What the system was asked for, a call a line; none where strace cannot watch.
    fn calls(directory: &Path, arguments: &[&str]) -> Option<Vec<String>> {
        let folder = Folder::new();
        let log = folder.path().join("log");
        let traced = "execve,socket,socketpair,connect,bind,?open,openat,?openat2,?creat,?rename,\
            renameat,renameat2,?unlink,unlinkat,?mkdir,mkdirat,?link,linkat,?symlink,symlinkat,\
            ?mknod,mknodat,truncate,?chmod,fchmod,fchmodat,?chown,fchown,fchownat";
        let output = Command::new("strace")
            .args(["-f", "-qq", "-s", "4096", "-e", "signal=none", "-e"])
            .arg(format!("trace={traced}"))
            .arg("-o")
            .arg(&log)
            .arg(assert_cmd::cargo::cargo_bin!("packlint"))
            .args(arguments)
            .current_dir(directory)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .output()
            .expect("strace starts");
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        if !text.contains("execve(") {
            eprintln!("skipped: strace cannot watch: {output:?}");
            return None;
        }
        let status = output.status.code().expect("packlint exits by itself");
        assert!(status < 2, "{arguments:?}: {output:?}");
        // A process id comes before each call; a line may contain only the end of a call.
        let call = |line: &str| line.split_once(' ').map(|(_, call)| call.trim().to_owned());
        Some(text.lines().filter_map(call).collect())
    }

    /// Whether a call leaves something behind in the file system.
    fn is_writing(call: &str) -> bool {
        let name = call.split('(').next().unwrap_or_default();
        match name {
            "open" | "openat" | "openat2" => {
                ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"]
                    .iter()
                    .any(|flag| call.contains(flag))
            }
            "execve" | "socket" | "socketpair" | "connect" | "bind" => false,
            name => {
                !name.is_empty()
                    && name
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            }
        }
    }

    fn is_network(call: &str) -> bool {
        ["socket", "connect", "bind"]
            .iter()
            .any(|name| call.starts_with(name))
    }

    /// Everything that packlint does without being asked to write: each form of input, each
    /// subcommand, archives of charts.
    const READING: [&[&str]; 9] = [
        &["check", "fixtures"],
        &[
            "check",
            "fixtures/quickstart/cluster.yaml",
            "--format",
            "sarif",
            "-q",
        ],
        &[
            "check",
            "fixtures/packs",
            "--fail-on",
            "info",
            "--unsafe-fixes",
            "--diff",
        ],
        &[
            "check",
            "fixtures/packs/bad/chart-archive",
            "fixtures/packs/bad/chart-values-schema",
        ],
        &[
            "plan",
            "fixtures/quickstart/cluster.yaml",
            "--format",
            "svg",
        ],
        &["explain", "subnet-capacity"],
        &["rules", "--format", "markdown"],
        &["schema", "cluster"],
        &["completions", "bash"],
    ];

    #[test]
    fn no_socket_is_opened_and_no_program_started() {
        if !has_program("strace") {
            return;
        }
        for arguments in READING {
            let Some(calls) = calls(&root(), arguments) else {
                return;
            };
            let network: Vec<_> = calls.iter().filter(|call| is_network(call)).collect();
            assert!(network.is_empty(), "{arguments:?}: {network:?}");
            let started = calls.iter().filter(|call| call.starts_with("execve("));
            assert_eq!(started.count(), 1, "{arguments:?}: packlint itself");
        }
    }

    #[test]
    fn nothing_is_written_unasked() {
        if !has_program("strace") {
            return;
        }
        for arguments in READING {
            let Some(calls) = calls(&root(), arguments) else {
                return;
            };
            assert!(calls.len() > 3, "{arguments:?}: {calls:?}");
            let written: Vec<_> = calls.iter().filter(|call| is_writing(call)).collect();
            assert!(written.is_empty(), "{arguments:?}: {written:?}");
        }
    }

    #[test]
    fn only_the_files_that_are_asked_for_are_written() {
        if !has_program("strace") {
            return;
        }
        for (arguments, file) in [
            (&["check", "values.yaml", "--fix"][..], "values.yaml"),
            (
                &["check", "values.yaml", "--write-baseline", "known.json"],
                "known.json",
            ),
            (
                &["check", "values.yaml", "--format", "json=out.json"],
                "out.json",
            ),
            (
                &[
                    "init",
                    "--name",
                    "demo",
                    "--nodes",
                    "3",
                    "--max-pods",
                    "30",
                    "--os",
                    "linux",
                    "--network-plugin",
                    "azure",
                    "--vnet",
                    "10.0.0.0/16",
                    "--subnet",
                    "10.0.0.0/24",
                    "--kubernetes-version",
                    "1.34",
                ],
                "cluster.yaml",
            ),
        ] {
            let folder = Folder::with("values.yaml", VALUES);
            let Some(calls) = calls(folder.path(), arguments) else {
                return;
            };
            let written: Vec<_> = calls.iter().filter(|call| is_writing(call)).collect();
            assert!(!written.is_empty(), "{arguments:?}");
            for call in written {
                // The file beside it is what is renamed over it.
                let names = call.split('"').skip(1).step_by(2);
                let mut names = names.map(|name| name.rsplit('/').next().unwrap_or(name));
                let is_asked = names.all(|name| {
                    name == file || (name.starts_with(".packlint-") && name.ends_with(".tmp"))
                });
                assert!(is_asked, "{arguments:?}: {call}");
            }
            let mut expected = vec!["values.yaml", file];
            expected.sort_unstable();
            expected.dedup();
            let mut left: Vec<_> = std::fs::read_dir(folder.path())
                .expect("readable")
                .map(|entry| entry.expect("readable").file_name())
                .collect();
            left.sort();
            assert_eq!(left, expected, "{arguments:?}");
        }
    }

    #[test]
    fn git_alone_is_started_and_for_since_alone() {
        if !has_program("strace") {
            return;
        }
        let folder = Folder::with("values.yaml", VALUES);
        git(folder.path(), &["init", "-q"]);
        git(folder.path(), &["add", "-A"]);
        git(folder.path(), &["commit", "-q", "-m", "first"]);
        folder.pack("packs/demo", "demo", "addon", "pack: {}\n");
        // Git would write its index anew for a file that looks changed and is not.
        let file = std::fs::File::open(folder.path().join("values.yaml")).expect("opened");
        file.set_modified(std::time::UNIX_EPOCH).expect("set");
        let Some(calls) = calls(folder.path(), &["check", "--since", "HEAD"]) else {
            return;
        };
        let started = calls
            .iter()
            .filter(|call| call.starts_with("execve("))
            .skip(1);
        // A program is looked for in each directory of the path.
        let program = |call: &String| call.split('"').nth(1).expect("a program").to_owned();
        let started: Vec<_> = started.map(program).collect();
        assert!(!started.is_empty());
        assert!(
            started.iter().all(|program| program.ends_with("/git")),
            "{started:?}"
        );
        assert!(!calls.iter().any(|call| is_network(call)), "{calls:?}");
        // Git opens /dev/null for both at its start.
        let written: Vec<_> = calls
            .iter()
            .filter(|call| is_writing(call) && !call.contains("\"/dev/null\""))
            .collect();
        assert!(written.is_empty(), "{written:?}");
    }
}
