//! `--since` in repositories whose configuration and files want to start programs, reach the network
//! or wait for ever. An unpacked archive can bring its own `.git`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::{Folder, GIT_ENVIRONMENT, Run, git};

/// A repository with a pack that has a defect, committed, and a clean one.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.pack("packs/one", "one", "cni", "a: 1\na: 2\n");
    folder.pack("packs/two", "two", "cni", "pack: {}\n");
    commit_all(folder.path());
    folder
}

fn commit_all(directory: &Path) {
    git(directory, &["init", "-q"]);
    git(directory, &["add", "-A"]);
    git(directory, &["commit", "-q", "-m", "first"]);
}

/// A command that leaves a trace.
fn trace(folder: &Folder) -> String {
    format!("touch '{}/pwned'; cat", folder.path().display())
}

fn is_traced(folder: &Folder) -> bool {
    folder.path().join("pwned").exists()
}

/// Makes git read every file again: its index is older than they are.
fn age_index(directory: &Path) {
    let index = fs::File::open(directory.join(".git/index")).expect("an index");
    index.set_modified(std::time::UNIX_EPOCH).expect("set");
}

fn since(folder: &Folder) -> Run {
    let started = Instant::now();
    let run = folder.check(&[
        "--since",
        "HEAD",
        "--select",
        "duplicate-key",
        "--format",
        "concise",
    ]);
    assert!(started.elapsed() < Duration::from_secs(5), "{run:?}");
    run
}

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
    assert!(made.success());
}

#[test]
fn filters_do_not_run() {
    for kind in ["clean", "smudge", "process"] {
        let folder = repository();
        git(
            folder.path(),
            &["config", &format!("filter.x.{kind}"), &trace(&folder)],
        );
        git(folder.path(), &["config", "filter.x.required", "true"]);
        folder.write(".git/info/attributes", "* filter=x text eol=crlf ident\n");
        folder.write("packs/.gitattributes", "* filter=x\n");
        age_index(folder.path());
        let run = since(&folder);
        assert!(!is_traced(&folder), "{kind}");
        assert_eq!(
            (run.status, run.stdout.as_str()),
            (0, ""),
            "{kind}: {run:?}"
        );
        folder.write("packs/one/values.yaml", "a: 1\na: 3\n");
        let run = since(&folder);
        assert!(!is_traced(&folder), "{kind}");
        assert_eq!(run.status, 1, "{kind}: {run:?}");
    }
}

/// Adds to the configuration of a repository.
fn configure(folder: &Folder, text: &str) {
    let path = folder.path().join(".git/config");
    let old = fs::read_to_string(&path).expect("readable");
    fs::write(path, format!("{old}{text}")).expect("written");
}

#[test]
fn programs_of_the_configuration_do_not_run() {
    let folder = repository();
    let pwned = trace(&folder);
    configure(
        &folder,
        &[
            "[core]\nfsmonitor = T\npager = T\neditor = T\nsshCommand = T\naskPass = T\ngitProxy = T\n",
            "[diff]\nexternal = T\n[diff \"x\"]\ncommand = T\ntextconv = T\n",
            "[interactive]\ndiffFilter = T\n[credential]\nhelper = T\n[gpg]\nprogram = T\n",
            "[uploadpack]\npackObjectsHook = T\n[merge \"x\"]\ndriver = T\n",
            "[alias]\nls-files = !T\nls-tree = !T\nrev-parse = !T\ncat-file = !T\nmerge-base = !T\n",
            "[pager]\nls-tree = T\nls-files = T\n[trailer \"x\"]\ncommand = T\n",
        ]
        .concat()
        .replace(" = T", &format!(" = \"{pwned}\""))
        .replace("!T", &format!("\"!{pwned}\"")),
    );
    folder.write(".gitattributes", "* diff=x merge=x\n");
    folder.write("packs/two/values.yaml", "a: 1\na: 2\n");
    age_index(folder.path());
    let run = since(&folder);
    assert!(!is_traced(&folder));
    assert_eq!(run.status, 1, "{run:?}");
    let folder = repository();
    for hook in [
        "post-index-change",
        "fsmonitor-watchman",
        "post-checkout",
        "pre-commit",
    ] {
        let name = format!(".git/hooks/{hook}");
        folder.write(&name, format!("#!/bin/sh\n{}\n", trace(&folder)));
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder.path().join(&name), fs::Permissions::from_mode(0o755))
            .expect("set");
    }
    age_index(folder.path());
    assert_eq!(since(&folder).status, 0);
    assert!(!is_traced(&folder));
}

/// The filters of a submodule are its own.
#[test]
fn a_submodule_runs_nothing_and_is_looked_into() {
    let inner = repository();
    let folder = Folder::with("README.md", "outer\n");
    git(folder.path(), &["init", "-q"]);
    let source = inner.path().to_str().expect("a path");
    let allow = "protocol.file.allow=always";
    git(
        folder.path(),
        &["-c", allow, "submodule", "--quiet", "add", source, "sub"],
    );
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    let sub = folder.path().join("sub");
    git(&sub, &["config", "filter.x.clean", &trace(&folder)]);
    git(&sub, &["config", "core.fsmonitor", &trace(&folder)]);
    folder.write("sub/.gitattributes", "* filter=x\n");
    folder.write("README.md", "outer, changed\n");
    let index = git(&sub, &["rev-parse", "--git-path", "index"]);
    let index = fs::File::open(sub.join(index.trim_end())).expect("an index");
    index.set_modified(std::time::UNIX_EPOCH).expect("set");
    let run = since(&folder);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    folder.write("sub/packs/one/values.yaml", "a: 1\na: 3 # changed\n");
    let run = since(&folder);
    assert!(
        run.stdout.starts_with("sub/packs/one/values.yaml:"),
        "{run:?}"
    );
    let quietly = ["-c", "core.fsmonitor=false", "-c", "filter.x.clean="];
    let commit = ["commit", "-q", "-a", "-m", "second"];
    git(&sub, &[&quietly[..], &commit].concat());
    let run = since(&folder);
    assert!(
        run.stdout.starts_with("sub/packs/one/values.yaml:"),
        "{run:?}"
    );
    assert!(!is_traced(&folder));
}

/// A partial clone fetches what it lacks by whatever its configuration names.
#[test]
fn missing_objects_are_not_fetched() {
    let folder = repository();
    let pwned = trace(&folder);
    let plain = fs::read(folder.path().join(".git/config")).expect("readable");
    let object = |name: &str| {
        let id = git(folder.path(), &["rev-parse", name]);
        let (start, rest) = id.trim_end().split_at(2);
        folder.path().join(format!(".git/objects/{start}/{rest}"))
    };
    let tree = object("HEAD^{tree}");
    fs::remove_file(object("HEAD:packs/one/values.yaml")).expect("removed");
    for url in [
        format!("ext::sh -c '{pwned}'"),
        "ssh://nowhere.invalid/x".to_owned(),
        "foreign::x".to_owned(),
        "http://127.0.0.1:9/x".to_owned(),
        format!("file://{}", folder.path().display()),
    ] {
        fs::write(folder.path().join(".git/config"), &plain).expect("written");
        configure(
            &folder,
            &format!(
                "[core]\nrepositoryFormatVersion = 1\nsshCommand = \"{pwned}\"\n\
                 [extensions]\npartialClone = origin\n\
                 [remote \"origin\"]\nurl = \"{url}\"\npromisor = true\n\
                 partialclonefilter = tree:0\nuploadpack = \"{pwned}\"\nvcs = ext\n\
                 [protocol]\nallow = always\n[protocol \"ext\"]\nallow = always\n"
            ),
        );
        assert_eq!(
            git(folder.path(), &["config", "remote.origin.promisor"]),
            "true\n"
        );
        age_index(folder.path());
        let run = since(&folder);
        assert!(!is_traced(&folder), "{url}");
        // What cannot be compared counts as changed.
        assert_eq!(run.status, 1, "{url}: {run:?}");
    }
    fs::remove_file(tree).expect("removed");
    let run = since(&folder);
    assert!(!is_traced(&folder));
    assert_eq!(run.status, 2, "{run:?}");
}

#[test]
fn endless_files_and_pipes_do_not_hold_it_up() {
    for key in ["core.excludesFile", "core.attributesFile"] {
        let folder = repository();
        git(folder.path(), &["config", key, "/dev/zero"]);
        age_index(folder.path());
        assert_eq!(since(&folder).status, 0, "{key}");
        let pipe = folder.path().join(".git/pipe");
        fifo(&pipe);
        git(
            folder.path(),
            &["config", key, pipe.to_str().expect("a path")],
        );
        assert_eq!(since(&folder).status, 0, "{key}");
    }
    for name in [
        ".git/info/exclude",
        ".git/info/attributes",
        ".gitattributes",
        "packs/two/values.yaml",
    ] {
        let folder = repository();
        let _ = fs::remove_file(folder.path().join(name));
        fifo(&folder.path().join(name));
        age_index(folder.path());
        since(&folder);
    }
}

#[test]
fn a_git_that_waits_is_stopped() {
    let folder = repository();
    for name in [".git/config", ".git/HEAD"] {
        let folder = repository();
        fs::remove_file(folder.path().join(name)).expect("removed");
        fifo(&folder.path().join(name));
        let run = since(&folder);
        assert_eq!(run.status, 2, "{name}: {run:?}");
        assert!(
            run.stderr.contains("git did not finish within 2 seconds"),
            "{name}: {run:?}"
        );
    }
    fs::remove_file(folder.path().join(".git/HEAD")).expect("removed");
    std::os::unix::fs::symlink("/dev/zero", folder.path().join(".git/HEAD")).expect("linked");
    assert_eq!(since(&folder).status, 2);
}

/// The programs that a process has started, and that still run.
#[cfg(target_os = "linux")]
fn children(id: u32) -> Vec<String> {
    let listed = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
    let threads = fs::read_dir(format!("/proc/{id}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let threads = threads.map(|thread| fs::read_to_string(thread.path().join("children")));
    let all: Vec<String> = threads.chain([listed]).flatten().collect();
    let mut all: Vec<_> = all
        .iter()
        .flat_map(|ids| ids.split_whitespace())
        .map(str::to_owned)
        .collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(target_os = "linux")]
fn runs(id: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().unwrap_or_default().trim();
    !state.is_empty() && !state.starts_with('Z')
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_git_too() {
    for signal in ["INT", "TERM", "HUP"] {
        let folder = repository();
        fs::remove_file(folder.path().join(".git/config")).expect("removed");
        fifo(&folder.path().join(".git/config"));
        let mut packlint = Command::new(assert_cmd::cargo::cargo_bin!("packlint"))
            .args(["check", ".", "--since", "HEAD"])
            .current_dir(folder.path())
            .envs(GIT_ENVIRONMENT)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("packlint starts");
        let started = Instant::now();
        let mut git = Vec::new();
        while git.is_empty() && started.elapsed() < Duration::from_secs(20) {
            git = children(packlint.id());
        }
        if git.is_empty() {
            let _ = packlint.wait();
            return eprintln!("skipped: the system does not list the children of a process");
        }
        let sent = Command::new("kill")
            .args([&format!("-{signal}"), &packlint.id().to_string()])
            .status();
        assert!(sent.expect("kill starts").success());
        assert!(packlint.wait().expect("ends").code().is_none(), "{signal}");
        let sent = Instant::now();
        while git.iter().any(|id| runs(id)) {
            assert!(
                sent.elapsed() < Duration::from_secs(20),
                "{signal}: {git:?}"
            );
        }
    }
}

#[test]
fn a_working_tree_elsewhere_is_refused() {
    let folder = repository();
    git(folder.path(), &["config", "core.worktree", "/"]);
    let run = since(&folder);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("core.worktree"), "{run:?}");
}

/// A repository can contain a directory that looks like a bare repository, with its own settings.
#[test]
fn a_bare_repository_within_is_not_used() {
    let folder = repository();
    fs::create_dir(folder.path().join("packs/bare")).expect("made");
    let bare = folder.path().join("packs/bare");
    git(&bare, &["init", "-q", "--bare", "."]);
    git(&bare, &["config", "core.fsmonitor", &trace(&folder)]);
    git(&bare, &["config", "core.bare", "false"]);
    git(&bare, &["config", "core.worktree", "."]);
    folder.write(
        "packs/bare/cluster.yaml",
        "cluster: a\ncluster: b\nnodePools: []\n",
    );
    let run = folder.check_in("packs/bare", &["--since", "HEAD", "--format", "concise"]);
    assert!(!is_traced(&folder));
    assert!(run.stdout.contains("duplicate-key"), "{run:?}");
}

#[test]
fn the_environment_and_the_path_name_no_programs() {
    let folder = repository();
    let program = format!("#!/bin/sh\n{}\n", trace(&folder));
    folder.write("git", &program);
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder.path().join("git"), fs::Permissions::from_mode(0o755)).expect("set");
    folder.write("packs/two/values.yaml", "a: 1\na: 2\n");
    age_index(folder.path());
    let path = std::env::var("PATH").expect("a path");
    let pwned = folder.path().join("git");
    let pwned = pwned.to_str().expect("a path");
    let mut command = crate::support::packlint(folder.path());
    command
        .args(["check", "--since", "HEAD", "--select", "duplicate-key"])
        .env("PATH", format!(".:{path}"))
        .envs(GIT_ENVIRONMENT)
        .env("GIT_DIR", "/nowhere")
        .env("GIT_TRACE2", folder.path().join("pwned"));
    for name in [
        "GIT_EXTERNAL_DIFF",
        "GIT_SSH_COMMAND",
        "GIT_ASKPASS",
        "GIT_PAGER",
        "GIT_EXEC_PATH",
    ] {
        command.env(name, pwned);
    }
    let run = Run::of(command.output().expect("starts"));
    assert!(!is_traced(&folder));
    assert_eq!(run.status, 1, "{run:?}");
}

#[test]
fn only_one_commit_is_a_reference() {
    let folder = repository();
    for (reference, part) in [
        ("--output=x", "an option"),
        ("-h", "an option"),
        ("HEAD..HEAD", "a range"),
        ("HEAD...HEAD", "a range"),
        ("^HEAD", "an exclusion"),
        ("", "empty"),
        ("a\u{1b}[31mb", "not a name"),
        ("no-such-commit", "unknown commit 'no-such-commit'"),
        ("HEAD^@", "unknown commit"),
        ("HEAD:packs", "unknown commit"),
    ] {
        let run = folder.check(&[&format!("--since={reference}")]);
        assert_eq!(run.status, 2, "{reference}: {run:?}");
        assert!(run.stderr.contains(part), "{reference}: {run:?}");
        assert!(!run.stderr.contains('\u{1b}'), "{reference}: {run:?}");
    }
    let long = "x".repeat(100_000);
    assert_eq!(folder.check(&["--since", &long]).status, 2);
    assert!(!folder.path().join("x").exists());
    for reference in ["HEAD", "HEAD~0", "@", "HEAD^{commit}", ":/first"] {
        assert_eq!(
            folder.check(&["--since", reference]).status,
            0,
            "{reference}"
        );
    }
}
