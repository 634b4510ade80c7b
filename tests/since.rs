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

/// Everything that inputs can read, in one repository, committed: a pack, values that replace its own,
/// a profile, a plan, a VNet, a module with its variables. Nothing is wrong.
fn everything() -> Folder {
    let folder = Folder::new();
    folder.pack("packs/demo", "demo", "addon", "maxPodPerNode: 30\n");
    folder.pack("packs/other", "other", "addon", "pack: {}\n");
    folder.write("values/demo.yaml", "maxPodPerNode: 30\n");
    folder.write(
        "vnet.json",
        r#"{"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [{"name": "nodes", "addressPrefix": "10.0.0.0/24"}]}"#,
    );
    let cluster = |rest: &str| {
        format!(
            "cluster: a\nnodePools:\n  - {{name: a, mode: System, count: 3, maxPods: 300}}\n{rest}"
        )
    };
    folder.write("clusters/pack.yaml", cluster("packs: [../packs/demo]\n"));
    folder.write(
        "clusters/values.yaml",
        cluster("packs:\n  - {path: ../packs/other, values: ../values/demo.yaml}\n"),
    );
    folder.write(
        "clusters/vnet.yaml",
        cluster("vnet: {file: ../vnet.json}\n"),
    );
    folder.write(
        "clusters/missing.yaml",
        cluster("vnet: {file: ../gone.json}\n"),
    );
    folder.write("clusters/from.yaml", cluster("from: ../module\n"));
    folder.write("clusters/alone.yaml", cluster(""));
    folder.write(
        "module/main.tf",
        "variable \"count_of\" {}\nresource \"spectrocloud_cluster_aks\" \"a\" {\n  name = \"a\"\n  \
         machine_pool {\n    name = \"a\"\n    count = var.count_of\n    is_system_node_pool = true\n  }\n}\n",
    );
    folder.write("module/terraform.tfvars", "count_of = 3\n");
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    folder
}

/// The cluster files that a run looks at: each has one finding.
fn clusters(run: &crate::support::Run) -> Vec<&str> {
    let file = |line| str::split(line, ':').next().expect("a file");
    let is_cluster = |file: &&str| file.starts_with("clusters/");
    let mut files: Vec<_> = run.stdout.lines().map(file).filter(is_cluster).collect();
    files.dedup();
    files
}

const CONCISE: [&str; 4] = [
    "--format",
    "concise",
    "--select",
    "max-pods-range,pool-count",
];

#[test]
fn what_reads_a_changed_file_is_checked() {
    for (file, dependents) in [
        ("packs/demo/values.yaml", &["clusters/pack.yaml"][..]),
        ("packs/demo/README.md", &["clusters/pack.yaml"]),
        ("packs/other/new.txt", &["clusters/values.yaml"]),
        ("values/demo.yaml", &["clusters/values.yaml"]),
        ("vnet.json", &["clusters/vnet.yaml"]),
        ("gone.json", &["clusters/missing.yaml"]),
        ("module/terraform.tfvars", &["clusters/from.yaml"]),
        ("module/new.tf", &["clusters/from.yaml"]),
        ("module/extra.auto.tfvars", &["clusters/from.yaml"]),
        ("clusters/alone.yaml", &["clusters/alone.yaml"]),
        ("unrelated.yaml", &[]),
        (
            "packlint.yaml",
            &[
                "clusters/alone.yaml",
                "clusters/from.yaml",
                "clusters/missing.yaml",
                "clusters/pack.yaml",
                "clusters/values.yaml",
                "clusters/vnet.yaml",
            ],
        ),
    ] {
        let folder = everything();
        let path = folder.path().join(file);
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        folder.write(file, format!("{old}\n"));
        let run = folder.check(&[&["--since", "HEAD"], &CONCISE[..]].concat());
        assert_eq!(clusters(&run), dependents, "{file}: {run:?}");
        let run = folder.check(&[&["--with-dependents", file], &CONCISE[..]].concat());
        assert_eq!(clusters(&run), dependents, "{file}: {run:?}");
        let run = folder.check_in("clusters", &[&["--since", "HEAD"], &CONCISE[..]].concat());
        assert_eq!(
            run.stdout.matches("max-pods-range").count(),
            dependents.len(),
            "{file}: {run:?}"
        );
        // A deleted file is one that its readers miss.
        if !old.is_empty() && !file.starts_with("clusters/") {
            std::fs::remove_file(&path).expect("removed");
            let run = folder.check(&[&["--since", "HEAD"], &CONCISE[..]].concat());
            assert_eq!(clusters(&run), dependents, "without {file}: {run:?}");
        }
    }
}

#[test]
fn a_module_is_changed_by_its_variables() {
    let folder = everything();
    folder.write("module/terraform.tfvars", "count_of = -3\n");
    for arguments in [
        &["--since", "HEAD"][..],
        &["--with-dependents", "module/terraform.tfvars"],
    ] {
        let run = folder.check(
            &[
                arguments,
                &["--format", "concise", "--select", "pool-count"],
            ]
            .concat(),
        );
        assert!(run.stdout.starts_with("module/"), "{run:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_lead_to_what_changed() {
    use std::os::unix::fs::symlink;
    let folder = everything();
    symlink("packs/demo", folder.path().join("current")).expect("linked");
    symlink("demo.yaml", folder.path().join("values/link.yaml")).expect("linked");
    folder.write(
        "clusters/links.yaml",
        "cluster: a\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n\
         packs:\n  - {path: ../current, values: ../values/link.yaml}\n",
    );
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "links"]);
    let since = || folder.check(&[&["--since", "HEAD"], &CONCISE[..]].concat());
    folder.write("values/demo.yaml", "maxPodPerNode: 31\n");
    assert_eq!(
        clusters(&since()),
        ["clusters/links.yaml", "clusters/values.yaml"]
    );
    git(folder.path(), &["checkout", "-q", "."]);
    folder.write("packs/demo/README.md", "# changed\n");
    assert_eq!(
        clusters(&since()),
        ["clusters/links.yaml", "clusters/pack.yaml"]
    );
    git(folder.path(), &["checkout", "-q", "."]);
    std::fs::remove_file(folder.path().join("current")).expect("removed");
    symlink("packs/other", folder.path().join("current")).expect("linked");
    assert_eq!(clusters(&since()), ["clusters/links.yaml"]);
}

/// A new pack with the name and version of one that did not change.
#[test]
fn duplicates_are_looked_for_in_the_whole_repository() {
    let folder = everything();
    let arguments = ["--format", "concise", "--select", "pack-duplicate"];
    for name in ["packs/aaa", "packs/zzz"] {
        folder.pack(name, "demo", "addon", "pack: {}\n");
        let path = format!("{name}/pack.json");
        for changed in [
            &["--since", "HEAD"][..],
            &["--since", "HEAD", name],
            &["--with-dependents", &path],
        ] {
            let run = folder.check(&[changed, &arguments].concat());
            assert!(
                run.stdout.contains("pack-duplicate"),
                "{changed:?}: {run:?}"
            );
        }
        std::fs::remove_dir_all(folder.path().join(name)).expect("removed");
    }
    let run = folder.check(&[&["--since", "HEAD"], &arguments[..]].concat());
    assert_eq!(run.stdout, "", "{run:?}");
}

/// With paths, what changed below them counts, and whoever reads it; and of the paths themselves
/// whatever reads a change.
#[test]
fn paths_and_since_together() {
    let folder = everything();
    folder.write("values/demo.yaml", "maxPodPerNode: 31\n");
    folder.write(
        "clusters/alone.yaml",
        "cluster: b\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n",
    );
    let since = |path| folder.check(&[&["--since", "HEAD", path], &CONCISE[..]].concat());
    assert_eq!(clusters(&since("values")), ["clusters/values.yaml"]);
    assert_eq!(
        clusters(&since("clusters")),
        ["clusters/alone.yaml", "clusters/values.yaml"]
    );
    assert_eq!(clusters(&since("packs")), Vec::<&str>::new());
}
