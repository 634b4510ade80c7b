//! Writing in directories that others have prepared, or change meanwhile.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use packlint::internals::files::write_whole;

use crate::support::{Folder, entries, has_program};

const BROKEN: &str = "pack: {}\nnetworkPolicy: Calico\n";
const FIXED: &str = "pack: {}\nnetworkPolicy: calico\n";

/// The values of a pack, and what fixing makes of them.
const BROKEN_PACK: &str = "pack: {content: {images: [{iamge: 'demo:1'}]}}\n";
const FIXED_PACK: &str = "pack: {content: {images: [{image: 'demo:1'}]}}\n";

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).expect("readable")
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("there").mode() & 0o7777
}

/// A folder with a repository `repo`, and a file `precious` beside it.
fn repository() -> (Folder, PathBuf) {
    let folder = Folder::with("precious", "kept\n");
    folder.write("repo/values.yaml", BROKEN);
    folder.write("outside/keep", "");
    let repo = folder.path().join("repo");
    (folder, repo)
}

#[test]
fn reports_and_baselines_replace_links() {
    for arguments in [
        ["--format", "json=out.json"],
        ["--format", "human=out.json"],
        ["--write-baseline", "out.json"],
    ] {
        let (folder, repo) = repository();
        symlink("../precious", repo.join("out.json")).expect("linked");
        let run = folder.check_in("repo", &[&["values.yaml"], &arguments[..]].concat());
        assert_ne!(run.status, 2, "{run:?}");
        assert_eq!(read(folder.path().join("precious")), "kept\n");
        assert!(!repo.join("out.json").is_symlink(), "{arguments:?}");
        assert_ne!(read(repo.join("out.json")), "kept\n");
        // A link to nothing, and one to a device, are replaced too.
        for target in ["nothing", "/dev/full"] {
            fs::remove_file(repo.join("out.json")).expect("removed");
            symlink(target, repo.join("out.json")).expect("linked");
            let run = folder.check_in("repo", &[&["values.yaml"], &arguments[..]].concat());
            assert_ne!(run.status, 2, "{run:?}");
            assert!(!repo.join("out.json").is_symlink(), "{arguments:?}");
            assert!(!repo.join("nothing").exists());
        }
    }
}

#[test]
fn links_to_directories_do_not_lead_reports_out() {
    let (folder, repo) = repository();
    symlink("../outside", repo.join("reports")).expect("linked");
    symlink("reports", repo.join("again")).expect("linked");
    let absolute = format!("json={}", repo.join("reports/out.json").display());
    for format in [
        "json=reports/out.json",
        "json=again/out.json",
        "json=./reports/../reports/out.json",
        &absolute,
    ] {
        let run = folder.check_in("repo", &["values.yaml", "--format", format]);
        assert_eq!(run.status, 2, "{format}: {run:?}");
        assert!(
            run.stderr
                .contains("is a link that leads out of the repository"),
            "{run:?}"
        );
    }
    let run = folder.check_in(
        "repo",
        &["values.yaml", "--write-baseline", "reports/known.json"],
    );
    assert_eq!(run.status, 2, "{run:?}");
    assert_eq!(entries(&folder.path().join("outside")).len(), 1);
    // A link that stays within is as good as its target.
    fs::create_dir(repo.join("real")).expect("made");
    symlink("real", repo.join("inner")).expect("linked");
    let run = folder.check_in("repo", &["values.yaml", "--format", "json=inner/out.json"]);
    assert_ne!(run.status, 2, "{run:?}");
    assert!(repo.join("real/out.json").exists());
    // And so is a directory elsewhere that somebody names.
    let elsewhere = format!("json={}", folder.path().join("outside/out.json").display());
    assert_ne!(
        folder
            .check_in("repo", &["values.yaml", "--format", &elsewhere])
            .status,
        2
    );
}

#[test]
fn a_pipe_that_nobody_reads_is_said() {
    let (folder, repo) = repository();
    let made = Command::new("mkfifo").arg(repo.join("out.json")).status();
    assert!(made.expect("mkfifo").success());
    let started = Instant::now();
    let run = folder.check_in("repo", &["values.yaml", "--format", "json=out.json"]);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("a pipe that nobody reads"), "{run:?}");
}

#[test]
fn nothing_outside_the_named_paths_is_fixed() {
    let folder = Folder::new();
    folder.pack("outside/p0", "p0", "addon", BROKEN_PACK);
    folder.pack("repo/own", "own", "addon", BROKEN_PACK);
    symlink("../outside/p0", folder.path().join("repo/p0")).expect("linked");
    let values = |name: &str| read(folder.path().join(name).join("values.yaml"));
    let shown = folder.check(&["repo", "--diff"]);
    assert!(shown.stdout.contains("a/repo/own/values.yaml"), "{shown:?}");
    assert!(!shown.stdout.contains("p0/values.yaml"), "{shown:?}");
    let run = folder.check(&["repo", "--fix"]);
    assert_eq!(values("outside/p0"), BROKEN_PACK);
    assert_eq!(values("repo/own"), FIXED_PACK);
    let said = "repo/p0/values.yaml is not fixed: it is outside/p0/values.yaml, outside the paths to check";
    assert!(run.stderr.contains(said), "{run:?}");
    // From within, the link leaves what may be read at all.
    folder.check_in("repo", &[".", "--fix"]);
    assert_eq!(values("outside/p0"), BROKEN_PACK);
    // Whoever names the pack itself has it fixed.
    folder.check_in("repo", &["../outside/p0", "--fix"]);
    assert_eq!(values("outside/p0"), FIXED_PACK);
}

/// A file that is named and is a link out of its repository.
#[test]
fn a_named_link_is_not_fixed_through_either() {
    let (folder, repo) = repository();
    folder.write("outside/values.yaml", BROKEN);
    symlink("../outside/values.yaml", repo.join("linked.yaml")).expect("linked");
    let arguments = ["linked.yaml", "--input-format", "values", "--fix"];
    folder.check_in("repo", &arguments);
    let above = ["repo/linked.yaml", "--input-format", "values", "--fix"];
    let run = folder.check(&above);
    assert!(
        run.stderr.contains("repo/linked.yaml is not fixed"),
        "{run:?}"
    );
    assert_eq!(read(folder.path().join("outside/values.yaml")), BROKEN);
}

/// A pack that a cluster file of the same repository names is fixed with it, and no other.
#[test]
fn packs_of_a_cluster_file_are_fixed_in_its_repository() {
    let (folder, repo) = repository();
    fs::create_dir(repo.join(".git")).expect("made");
    folder.pack("outside/p0", "p0", "addon", BROKEN_PACK);
    folder.pack("repo/packs/own", "own", "addon", BROKEN_PACK);
    folder.write(
        "repo/clusters/prod.yaml",
        "cluster: a\npacks: [../packs/own, ../../outside/p0]\nnodePools: []\n",
    );
    folder.check_in("repo/clusters", &["prod.yaml", "--fix"]);
    assert_eq!(read(repo.join("packs/own/values.yaml")), FIXED_PACK);
    assert_eq!(
        read(folder.path().join("outside/p0/values.yaml")),
        BROKEN_PACK
    );
}

/// The copy of a file that only its owner may read is never readable by others; owner and mode are
/// given by the open file.
#[test]
fn files_are_created_for_their_owner_and_changed_by_their_handles() {
    let folder = Folder::with("values.yaml", BROKEN);
    let path = folder.path().join("values.yaml");
    for bits in [0o600, 0o640, 0o4755] {
        folder.write("values.yaml", BROKEN);
        fs::set_permissions(&path, fs::Permissions::from_mode(bits)).expect("set");
        assert_eq!(folder.check(&["values.yaml", "--fix"]).status, 0);
        assert_eq!(mode(&path), bits & 0o777);
        assert_eq!(read(&path), FIXED);
    }
    if !has_program("strace") {
        return;
    }
    folder.write("values.yaml", BROKEN);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
    let output = Command::new("strace")
        .args(["-f", "-qq", "-e", "signal=none", "-e"])
        .arg("trace=openat,?chmod,fchmodat,?chown,fchownat,fchown,fchmod")
        .arg(assert_cmd::cargo::cargo_bin!("packlint"))
        .args(["check", "values.yaml", "--fix"])
        .current_dir(folder.path())
        .output()
        .expect("strace starts");
    let calls = String::from_utf8_lossy(&output.stderr);
    if !calls.contains("openat(") {
        eprintln!("skipped: strace cannot watch");
        return;
    }
    let created: Vec<_> = calls
        .lines()
        .filter(|call| call.contains("O_CREAT"))
        .collect();
    assert!(!created.is_empty());
    for call in created {
        assert!(call.contains("O_EXCL") && call.contains("0600"), "{call}");
    }
    for by_path in ["chmod(\"", "chown(\"", "fchmodat(", "fchownat("] {
        assert!(!calls.contains(by_path), "{by_path}: {calls}");
    }
}

/// Somebody else swaps files and directories for links as fast as they can.
#[test]
fn a_race_changes_no_other_file() {
    let (folder, repo) = repository();
    let victim = folder.path().join("precious");
    fs::set_permissions(&victim, fs::Permissions::from_mode(0o600)).expect("set");
    folder.write("outside/d/values.yaml", FIXED);
    fs::create_dir(repo.join("d")).expect("made");
    let before = fs::metadata(&victim).expect("there");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                for path in entries_or_none(&repo.join("d")) {
                    let is_temporary = path.to_string_lossy().ends_with(".tmp");
                    if is_temporary && fs::remove_file(&path).is_ok() {
                        let _ = symlink(&victim, &path);
                    }
                }
            }
        });
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let _ = fs::rename(repo.join("d"), repo.join("moved"));
                let _ = symlink("../outside/d", repo.join("d"));
                let _ = fs::remove_file(repo.join("d"));
                let _ = fs::rename(repo.join("moved"), repo.join("d"));
            }
        });
        let started = Instant::now();
        while started.elapsed() < Duration::from_millis(700) {
            let _ = write_whole(&repo.join("d/values.yaml"), BROKEN);
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let after = fs::metadata(&victim).expect("there");
    assert_eq!(read(&victim), "kept\n");
    assert_eq!(
        (before.uid(), before.gid(), before.mode()),
        (after.uid(), after.gid(), after.mode())
    );
}

fn entries_or_none(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

#[test]
fn an_interrupted_run_leaves_no_temporary_files() {
    let folder = Folder::new();
    let count = 30;
    let (mut interrupted, signals) = (0, ["INT", "TERM", "HUP"]);
    for round in 0..30_u64 {
        for number in 0..count {
            folder.write(&format!("p{number}/values.yaml"), BROKEN_PACK);
            folder.write(
                &format!("p{number}/pack.json"),
                r#"{"name": "demo", "version": "1.0.0", "layer": "addon", "addonType": "monitoring"}"#,
            );
        }
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("packlint"))
            .args(["check", ".", "--fix"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        // From the first written file on, each time a little later.
        let started = Instant::now();
        let is_written = || read(folder.path().join("p0/values.yaml")) == FIXED_PACK;
        while !is_written() && started.elapsed() < Duration::from_secs(5) {}
        std::thread::sleep(Duration::from_micros(round * 150));
        let signal = signals[usize::try_from(round).expect("small") % signals.len()];
        let _ = Command::new("kill")
            .args([&format!("-{signal}"), &child.id().to_string()])
            .status();
        let status = child.wait().expect("ends");
        interrupted += usize::from(status.code().is_none());
        for number in 0..count {
            let pack = folder.path().join(format!("p{number}"));
            assert_eq!(entries(&pack).len(), 2, "{signal}: {:?}", entries(&pack));
            let text = read(pack.join("values.yaml"));
            assert!(text == BROKEN_PACK || text == FIXED_PACK, "{text}");
        }
    }
    assert!(interrupted > 3, "{interrupted}");
}
