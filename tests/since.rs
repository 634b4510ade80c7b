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
fn what_git_refuses_is_said() {
    let folder = Folder::new();
    folder.pack("packs/one", "one", "addon", "pack: {}\n");
    let outside = folder.check(&["--since", "HEAD"]);
    assert_eq!(outside.status, 2, "{outside:?}");
    assert!(outside.stderr.contains("git: "), "{outside:?}");
    let folder = repository();
    for reference in ["no-such-commit", "--output=x"] {
        let run = folder.check(&[&format!("--since={reference}")]);
        assert_eq!(run.status, 2, "{run:?}");
    }
    assert!(!folder.path().join("x").exists());
}
