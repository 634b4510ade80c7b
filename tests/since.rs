//! `--since`: what git says has changed, and nothing else.

use crate::support::{Folder, git};

/// Three packs with one defect each, committed.
fn repository() -> Folder {
    let folder = Folder::new();
    for name in ["one", "two", "three"] {
        folder.pack(&format!("packs/{name}"), name, "cni", "pack: {}\n");
        folder.write(&format!("packs/{name}/values.yaml"), "a: 1\na: 2\n");
    }
    folder.write(
        "cluster.yaml",
        "cluster: a\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n",
    );
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    folder
}

fn duplicates(folder: &Folder) -> Vec<String> {
    let arguments = [
        "--since",
        "HEAD",
        "--select",
        "duplicate-key,max-pods-range",
        "--format",
        "concise",
    ];
    let run = folder.check(&arguments);
    assert_ne!(run.status, 2, "{run:?}");
    let file = |line: &str| line.split(':').next().expect("a file").to_owned();
    run.stdout.lines().map(file).collect()
}

#[test]
fn only_what_changed_is_checked() {
    let folder = repository();
    assert_eq!(duplicates(&folder), Vec::<String>::new(), "nothing changed");
    folder.write("packs/two/README.md", "# changed\n");
    assert_eq!(
        duplicates(&folder),
        ["packs/two/values.yaml"],
        "any file of a pack selects it"
    );
    folder.write("packs/one/new file.txt", "untracked\n");
    assert_eq!(
        duplicates(&folder),
        ["packs/one/values.yaml", "packs/two/values.yaml"]
    );
    std::fs::remove_file(folder.path().join("packs/three/pack.json.bak")).ok();
    std::fs::rename(
        folder.path().join("packs/three/values.yaml"),
        folder.path().join("packs/three/other.yaml"),
    )
    .expect("renamed");
    folder.write("packs/three/values.yaml", "b: 1\nb: 2\n");
    assert!(duplicates(&folder).contains(&"packs/three/values.yaml".to_owned()));
    folder.write(
        "cluster.yaml",
        "cluster: b\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n",
    );
    assert!(duplicates(&folder).contains(&"cluster.yaml".to_owned()));
}

#[test]
fn a_deleted_file_has_its_pack_checked() {
    let folder = repository();
    std::fs::remove_file(folder.path().join("packs/two/values.yaml")).expect("deleted");
    let run = folder.check(&["--since", "HEAD"]);
    assert!(run.stdout.contains("Checked 1 pack"), "{run:?}");
}

#[test]
fn what_git_refuses_is_said_with_what_to_do() {
    let folder = Folder::new();
    folder.pack("packs/one", "one", "addon", "pack: {}\n");
    let outside = folder.check(&["--since", "HEAD"]);
    assert_eq!(outside.status, 2, "{outside:?}");
    assert!(
        outside
            .stderr
            .contains("no git repository: --since needs a clone"),
        "{outside:?}"
    );
    git(folder.path(), &["init", "-q"]);
    let unborn = folder.check(&["--since", "HEAD"]);
    assert_eq!(unborn.status, 2, "{unborn:?}");
    let folder = repository();
    let unknown = folder.check(&["--since", "origin/main"]);
    assert_eq!(unknown.status, 2, "{unknown:?}");
    assert!(
        unknown
            .stderr
            .contains("git knows no commit 'origin/main'; fetch it first"),
        "{unknown:?}"
    );
}

/// A repository with a branch `main` and a branch with one commit more, from an older commit.
fn diverged() -> Folder {
    let folder = repository();
    git(folder.path(), &["branch", "-M", "main"]);
    git(folder.path(), &["checkout", "-q", "-b", "topic"]);
    folder.write("packs/one/README.md", "# changed here\n");
    git(folder.path(), &["commit", "-q", "-a", "-m", "ours"]);
    git(folder.path(), &["checkout", "-q", "main"]);
    folder.write("packs/two/README.md", "# changed there\n");
    git(folder.path(), &["commit", "-q", "-a", "-m", "theirs"]);
    git(folder.path(), &["checkout", "-q", "topic"]);
    folder
}

#[test]
fn the_merge_base_is_what_is_compared() {
    let folder = diverged();
    let arguments = [
        "--since",
        "main",
        "--select",
        "duplicate-key",
        "--format",
        "concise",
    ];
    let run = folder.check(&arguments);
    assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
    assert!(run.stdout.starts_with("packs/one/values.yaml:"), "{run:?}");
}

#[test]
fn a_shallow_clone_is_told_to_fetch_the_history() {
    let source = diverged();
    let folder = Folder::new();
    let url = format!("file://{}", source.path().display());
    let clone = [
        "clone",
        "-q",
        "--depth",
        "1",
        "--no-single-branch",
        &url,
        ".",
    ];
    git(folder.path(), &clone);
    for reference in ["origin/main", "HEAD~1"] {
        let run = folder.check(&["--since", reference]);
        assert_eq!(run.status, 2, "{run:?}");
        for part in ["shallow", "`fetch-depth: 0`", "git fetch --unshallow"] {
            assert!(run.stderr.contains(part), "{part}: {run:?}");
        }
    }
    git(folder.path(), &["fetch", "-q", "--unshallow"]);
    let run = folder.check(&["--since", "origin/main", "--format", "concise"]);
    assert!(run.stdout.contains("packs/one/values.yaml:"), "{run:?}");
}

/// A file with the same content has not changed, whatever its time, its line ends and the index say.
#[test]
fn files_that_were_only_touched_do_not_count() {
    let folder = repository();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("values.yaml", folder.path().join("packs/one/link.yaml"))
            .expect("linked");
        git(folder.path(), &["add", "-A"]);
        git(folder.path(), &["commit", "-q", "-m", "a link"]);
        std::fs::remove_file(folder.path().join("packs/one/link.yaml")).expect("removed");
        std::os::unix::fs::symlink("values.yaml", folder.path().join("packs/one/link.yaml"))
            .expect("linked");
    }
    folder.write("packs/two/values.yaml", "a: 1\na: 2\n");
    folder.write("packs/three/values.yaml", "a: 1\r\na: 2\r\n");
    assert_eq!(duplicates(&folder), Vec::<String>::new());
    git(
        folder.path(),
        &["rm", "-q", "--cached", "packs/two/values.yaml"],
    );
    assert_eq!(
        duplicates(&folder),
        Vec::<String>::new(),
        "the file is still there"
    );
    folder.write("packs/two/values.yaml", "a: 1\na: 3\n");
    assert_eq!(duplicates(&folder), ["packs/two/values.yaml"]);
}

/// A file of the same size, written within the index's own second.
#[test]
fn a_change_that_leaves_size_and_time_alone_is_seen() {
    let folder = repository();
    let path = folder.path().join("packs/two/values.yaml");
    let before = std::fs::metadata(&path)
        .expect("there")
        .modified()
        .expect("a time");
    folder.write("packs/two/values.yaml", "a: 1\na: 3\n");
    let file = std::fs::File::options()
        .write(true)
        .open(&path)
        .expect("opened");
    file.set_modified(before).expect("set");
    drop(file);
    assert_eq!(duplicates(&folder), ["packs/two/values.yaml"]);
}
