//! What the system does to a run: signals, full disks, files that cannot be read or written, names
//! that are no text. No panic, no half-written file, the right status.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use packlint::internals::engine::{Request, check};

use crate::invariants::check_report;
use crate::support::{Folder, Run, packlint};

const WRONG: &str = "pack:\n  networkPolicy: Calico\n";
const FIXED: &str = "pack:\n  networkPolicy: calico\n";
const BINARY: &str = env!("CARGO_BIN_EXE_packlint");

/// Runs a shell script in a folder; `$PACKLINT` is the binary.
fn shell(folder: &Folder, script: &str) -> Output {
    Command::new("sh")
        .args(["-c", script])
        .env("PACKLINT", BINARY)
        .current_dir(folder.path())
        .output()
        .expect("sh starts")
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("readable")
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("readable");
    let names = entries.map(|entry| entry.expect("readable").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_interrupted_run_leaves_every_file_whole() {
    let folder = Folder::new();
    let packs: Vec<String> = (0..200).map(|at| format!("p{at}-1.0.0")).collect();
    for milliseconds in [0, 2, 5, 10, 20, 40, 80] {
        for pack in &packs {
            folder.pack(pack, "cni-azure", "cni", WRONG);
        }
        let mut child = Command::new(BINARY)
            .args(["check", ".", "--fix", "--no-config"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("packlint starts");
        std::thread::sleep(Duration::from_millis(milliseconds));
        let id = child.id().to_string();
        // It may have ended by itself.
        let _ = Command::new("kill")
            .args(["-INT", &id])
            .status()
            .expect("kill starts");
        let status = child.wait().expect("it ends");
        let by_interrupt = status.signal() == Some(2);
        assert!(
            by_interrupt || status.code().is_some_and(|code| code < 3),
            "{status:?}"
        );
        for pack in &packs {
            let values = read(&folder, &format!("{pack}/values.yaml"));
            assert!(values == WRONG || values == FIXED, "{values:?}");
        }
    }
    folder.check(&[".", "--fix"]);
    let is_fixed = |pack: &String| read(&folder, &format!("{pack}/values.yaml")) == FIXED;
    assert!(
        packs.iter().all(is_fixed),
        "left to itself it would have fixed them"
    );
}

#[test]
fn a_reader_that_goes_away_ends_every_command_quietly() {
    let folder = Folder::with("values.yaml", WRONG);
    for command in [
        "check values.yaml",
        "rules",
        "explain pack-schema",
        "schema",
        "completions bash",
        "--help",
    ] {
        // The reader is gone before anything is written.
        let script = format!("(sleep 0.1; $PACKLINT {command}; echo $? >&2) | true");
        let output = shell(&folder, &script);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(["0\n", "1\n"].contains(&&*said), "{command}: {said}");
    }
}

#[test]
fn a_disk_that_is_full_leaves_every_file_as_it_was() {
    let folder = Folder::with("values.yaml", WRONG);
    folder.write("out.json", "old\n");
    folder.write("baseline.json", "old\n");
    let before = names(folder.path());
    for (arguments, file) in [
        ("--fix", "values.yaml"),
        ("--format json=out.json", "out.json"),
        ("--format sarif=new.sarif", "new.sarif"),
        ("--write-baseline baseline.json", "baseline.json"),
    ] {
        // A limit of zero bytes per file replaces a full disk.
        let script = format!(
            "trap '' XFSZ; ulimit -f 0; exec $PACKLINT check values.yaml {arguments} 2>&1 | cat"
        );
        let said = String::from_utf8(shell(&folder, &script).stdout).expect("UTF-8");
        let reason = format!("{file}: cannot be written: File too large");
        assert!(said.contains(&reason), "{arguments}: {said}");
        assert_eq!(names(folder.path()), before, "{arguments}");
    }
    assert_eq!(read(&folder, "values.yaml"), WRONG);
    assert_eq!(read(&folder, "out.json"), "old\n");
    assert_eq!(read(&folder, "baseline.json"), "old\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_two_and_stays_a_device() {
    let folder = Folder::with("values.yaml", WRONG);
    let written = folder.check(&[
        "values.yaml",
        "--format",
        "json=/dev/full",
        "--format",
        "concise",
    ]);
    assert_eq!(
        (written.status, written.rules()),
        (2, vec!["network-policy-value"])
    );
    assert!(
        written
            .stderr
            .contains("/dev/full: cannot be written: No space left"),
        "{written:?}"
    );
    let kind = fs::metadata("/dev/full").expect("there").file_type();
    assert!(kind.is_char_device());
    let output = shell(
        &folder,
        "$PACKLINT check values.yaml --format concise --format json=out.json >/dev/full",
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("cannot write to standard output: No space left"),
        "{said}"
    );
    assert!(
        read(&folder, "out.json").contains("network-policy-value"),
        "the other report"
    );
}

#[test]
fn a_report_goes_into_what_is_no_regular_file_as_it_comes() {
    let folder = Folder::with("values.yaml", WRONG);
    let piped = folder.check(&[
        "values.yaml",
        "--format",
        "concise=/dev/stderr",
        "--format",
        "json",
    ]);
    assert!(piped.stderr.contains("network-policy-value"), "{piped:?}");
    let null = folder.check(&["values.yaml", "--format", "json=/dev/null"]);
    assert_eq!(null.status, 1, "{null:?}");
    assert!(!fs::metadata("/dev/null").expect("there").is_file());
    // A link is replaced, and its target stays as it is.
    folder.write("reports/last.json", "old\n");
    symlink("reports/last.json", folder.path().join("link.json")).expect("linked");
    let linked = folder.check(&["values.yaml", "--format", "json=link.json"]);
    assert_eq!(linked.status, 1, "{linked:?}");
    assert!(!folder.path().join("link.json").is_symlink());
    assert!(read(&folder, "link.json").contains("network-policy-value"));
    assert_eq!(read(&folder, "reports/last.json"), "old\n");
}

#[test]
fn a_directory_that_cannot_be_written_to_is_two() {
    let folder = Folder::with("values.yaml", WRONG);
    for destination in ["json=values.yaml/out.json", "json=.", "json=no/out.json"] {
        let run = folder.check(&[
            "values.yaml",
            "--format",
            destination,
            "--format",
            "concise",
        ]);
        assert_eq!(
            (run.status, run.rules()),
            (2, vec!["network-policy-value"]),
            "{run:?}"
        );
        assert!(run.stderr.contains("cannot be written: "), "{run:?}");
    }
    if fs::metadata(folder.path()).expect("there").uid() == 0 {
        eprintln!("skipped: root may write into any directory");
        return;
    }
    let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode));
    mode(0o555).expect("set");
    let run = folder.check(&["values.yaml", "--fix"]);
    mode(0o755).expect("set");
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains("values.yaml: cannot be written: "),
        "{run:?}"
    );
    assert_eq!(read(&folder, "values.yaml"), WRONG);
}

#[test]
fn paths_beyond_every_limit_hide_nothing() {
    let folder = Folder::with("values.yaml", WRONG);
    for long in ["a".repeat(300), "a/".repeat(3000)] {
        let run = folder.check(&[&long, "values.yaml", "--format", "concise"]);
        assert_eq!((run.status, run.rules()), (2, vec!["network-policy-value"]));
        assert!(
            run.stderr.contains("cannot be read: File name too long"),
            "{}",
            run.stderr
        );
    }
    // As long as a name can be, and fixed nevertheless.
    let name = format!("{}.yaml", "v".repeat(250));
    folder.write(&name, WRONG);
    let run = folder.check(&[&name, "--fix"]);
    assert_eq!(
        (run.status, read(&folder, &name).as_str()),
        (0, FIXED),
        "{run:?}"
    );
}

#[test]
fn a_tree_deeper_than_a_path_can_be_is_two_and_hides_nothing() {
    let folder = Folder::new();
    folder.write(
        "cluster.yaml",
        "cluster: a\nnetwork: {networkPolicy: Calico}\n",
    );
    let step = "d".repeat(200);
    let script = format!(
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do \
         mkdir {step} && cd -P {step} || exit 1; done; echo 'cluster: b' >cluster.yaml"
    );
    let made = shell(&folder, &script);
    assert!(made.status.success(), "{made:?}");
    let run = folder.check(&[".", "--format", "concise"]);
    assert!(run.rules().contains(&"network-policy-value"), "{run:?}");
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("File name too long"), "{run:?}");
}

/// macOS takes names that are Unicode only.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_read_shown_and_fixed() {
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"v\xff\x1b.yaml");
    fs::write(folder.path().join(name), WRONG).expect("written");
    let pack = folder.path().join(OsStr::from_bytes(b"p\xfe-1.0.0"));
    folder.pack("demo-1.0.0", "cni-azure", "cni", WRONG);
    fs::rename(folder.path().join("demo-1.0.0"), &pack).expect("moved");
    let run = |arguments: &[&OsStr]| {
        let command = &mut packlint(folder.path());
        Run::of(
            command
                .arg("check")
                .args(arguments)
                .output()
                .expect("packlint starts"),
        )
    };
    for format in ["json", "sarif", "gitlab"] {
        for path in [name, OsStr::new("."), pack.as_os_str()] {
            let run = run(&[path, OsStr::new("--format"), OsStr::new(format)]);
            assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{path:?}");
            let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
            assert!(
                ["\u{fffd}", "%EF%BF%BD"]
                    .iter()
                    .any(|lost| report.to_string().contains(lost)),
                "{report}"
            );
        }
    }
    let missing = run(&[OsStr::from_bytes(b"missing-\xff.yaml")]);
    assert_eq!(missing.status, 2);
    assert!(
        missing
            .stderr
            .contains("missing-\u{fffd}.yaml: no such file"),
        "{missing:?}"
    );
    let fixed = run(&[name, pack.as_os_str(), OsStr::new("--fix")]);
    assert_eq!((fixed.status, fixed.stderr.as_str()), (0, ""), "{fixed:?}");
    for file in [folder.path().join(name), pack.join("values.yaml")] {
        assert_eq!(fs::read_to_string(file).expect("readable"), FIXED);
    }
}

#[test]
fn files_that_come_change_and_go_while_they_are_read_end_no_run() {
    let folder = Folder::new();
    folder.pack("demo-1.0.0", "cni-azure", "cni", WRONG);
    let values = folder.path().join("demo-1.0.0/values.yaml");
    let request = Request {
        paths: vec![".".into()],
        ..Request::default()
    };
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut at = 0_usize;
            while !is_over.load(Ordering::Relaxed) {
                at += 1;
                let _ = match at % 4 {
                    0 => fs::remove_file(&values),
                    1 => fs::write(&values, WRONG.repeat(at % 50)),
                    2 => fs::write(&values, b"pack: \xff"),
                    _ => fs::write(&values, FIXED),
                };
            }
        });
        for _ in 0..100 {
            let report = check(&request, folder.path().to_path_buf());
            check_report(&report, "changing");
            assert_eq!(report.packs, 1);
        }
        is_over.store(true, Ordering::Relaxed);
    });
}
