//! `--fix`: bytes outside the edits stay, a second run changes nothing, and what cannot be written
//! is said.

use std::fs;
use std::path::Path;

use packlint::internals::engine::{Request, check};
use packlint::internals::files::{WriteBounds, WriteError};
use packlint::internals::fix::apply;

use crate::support::{Folder, run};

/// Comments, quotes, CRLF and no final line break.
const BEFORE: &str = "pack:\r\n  networkPolicy: \"Calico\" # keep\r\n  networkDataplane: Azure\r\n  podCIDR: 10.244.0.3/16";
const AFTER: &str = "pack:\r\n  networkPolicy: \"calico\" # keep\r\n  networkDataplane: azure\r\n  podCIDR: 10.244.0.0/16";

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("values.yaml"), text).expect("written");
    folder
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("values.yaml")).expect("readable")
}

#[test]
fn safe_fixes_touch_nothing_else_and_are_made_once() {
    let folder = folder(BEFORE);
    let first = run(folder.path(), &["check", "values.yaml", "--fix"]);
    assert_eq!(
        (first.status, text(folder.path()).as_str()),
        (0, AFTER),
        "{}",
        first.stdout
    );
    assert!(first.stdout.contains("3 fixed"), "{}", first.stdout);
    let second = run(folder.path(), &["check", "values.yaml", "--fix"]);
    assert_eq!((second.status, text(folder.path()).as_str()), (0, AFTER));
    assert!(!second.stdout.contains("fixed"), "{}", second.stdout);
    assert_eq!(
        fs::read_dir(folder.path()).expect("readable").count(),
        1,
        "no file is left behind"
    );
}

#[test]
fn guesses_are_made_only_where_wanted() {
    let folder = folder("pack:\n  networkPolicy: calcio\n");
    let safe = run(folder.path(), &["check", "values.yaml", "--fix"]);
    assert_eq!(
        (safe.status, text(folder.path()).as_str()),
        (1, "pack:\n  networkPolicy: calcio\n")
    );
    let all = run(
        folder.path(),
        &["check", "values.yaml", "--fix", "--unsafe-fixes"],
    );
    assert_eq!(
        (all.status, text(folder.path()).as_str()),
        (0, "pack:\n  networkPolicy: calico\n")
    );
}

#[test]
fn a_diff_changes_nothing() {
    let folder = folder(BEFORE);
    let run = run(folder.path(), &["check", "values.yaml", "--diff"]);
    assert_eq!((run.status, text(folder.path()).as_str()), (1, BEFORE));
    for line in [
        "--- a/values.yaml",
        "+++ b/values.yaml",
        "-  networkDataplane: Azure",
        "+  networkDataplane: azure",
    ] {
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_permissions_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(BEFORE);
    let target = folder.path().join("target.yaml");
    fs::rename(folder.path().join("values.yaml"), &target).expect("moved");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("set");
    std::os::unix::fs::symlink("target.yaml", folder.path().join("values.yaml")).expect("linked");
    let fixed = run(folder.path(), &["check", "values.yaml", "--fix"]);
    assert_eq!(
        (fixed.status, text(folder.path()).as_str()),
        (0, AFTER),
        "{}",
        fixed.stderr
    );
    assert!(folder.path().join("values.yaml").is_symlink());
    assert_eq!(
        fixed.stderr,
        "packlint: values.yaml is a symbolic link; packlint wrote target.yaml\n"
    );
    assert_eq!(
        fs::metadata(&target).expect("there").permissions().mode() & 0o777,
        0o640
    );

    fs::write(&target, BEFORE).expect("written");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o440)).expect("set");
    let refused = run(folder.path(), &["check", "values.yaml", "--fix"]);
    assert_eq!((refused.status, text(folder.path()).as_str()), (2, BEFORE));
    assert!(
        refused
            .stderr
            .contains("values.yaml: is read-only; nothing was written"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_file_that_changed_since_it_was_checked_is_left_alone() {
    let folder = folder(BEFORE);
    let request = Request {
        paths: vec!["values.yaml".into()],
        ..Request::default()
    };
    let report = check(&request, folder.path().to_path_buf());
    let fixed = apply(&report, false).pop().expect("a fixed file");
    let bounds = WriteBounds::new(&request.paths, folder.path());
    let path = folder.path().join("values.yaml");
    let theirs = format!("# mine\n{BEFORE}");
    fs::write(&path, &theirs).expect("written");
    let refused = fixed.write(folder.path(), &bounds).expect_err("it changed");
    assert!(matches!(refused, WriteError::Changed), "{refused}");
    assert_eq!(text(folder.path()), theirs);
    fs::remove_file(&path).expect("removed");
    let refused = fixed.write(folder.path(), &bounds).expect_err("it is gone");
    assert!(matches!(refused, WriteError::Io(_)), "{refused}");
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
}

#[test]
fn safe_fixes_of_packs_are_made_once() {
    let folder = Folder::new();
    folder.pack(
        "demo-1.0.0",
        "demo",
        "addon",
        "pack:\n  content:\n    images:\n      - 'iamge': demo # keep\n      - {imge: demo:2}\n",
    );
    let manifest = r#"{"name": "demo", "displayName": "d", "version": "v1.0.0", "layer": "addon", "addonType": "monitoring"}"#;
    folder.write("demo-1.0.0/pack.json", manifest);
    let fixed = folder.check(&["demo-1.0.0", "--fix"]);
    assert!(fixed.stdout.contains("3 fixed"), "{}", fixed.stdout);
    let read = |name| fs::read_to_string(folder.path().join(name)).expect("readable");
    assert_eq!(
        read("demo-1.0.0/pack.json"),
        manifest.replace("v1.0.0", "1.0.0")
    );
    assert_eq!(
        read("demo-1.0.0/values.yaml"),
        "pack:\n  content:\n    images:\n      - image: demo # keep\n      - {image: demo:2}\n"
    );
    let again = folder.check(&["demo-1.0.0", "--fix"]);
    assert_eq!(again.status, 0, "{}", again.stdout);
    assert!(!again.stdout.contains("fixed"), "{}", again.stdout);
}

/// A repository may contain links with names like that of the file beside.
#[cfg(unix)]
#[test]
fn no_link_is_written_through() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let beside = path(&format!(".packlint-{}.tmp", std::process::id()));
    fs::write(path("other"), "kept").expect("written");
    fs::write(path("values.yaml"), "a: 1\n").expect("written");
    std::os::unix::fs::symlink(path("other"), &beside).expect("linked");
    packlint::internals::files::write_whole(&path("values.yaml"), "a: 2\n").expect("written");
    let read = |name| fs::read_to_string(path(name)).expect("readable");
    assert_eq!(read("other"), "kept");
    assert_eq!(read("values.yaml"), "a: 2\n");
}

/// A file that was not there has the permissions that any program would give it.
#[cfg(unix)]
#[test]
fn a_new_file_is_as_open_as_any() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let mode = |name| {
        fs::metadata(path(name))
            .expect("there")
            .permissions()
            .mode()
    };
    fs::write(path("by-others"), "a: 1\n").expect("written");
    packlint::internals::files::write_whole(&path("new.yaml"), "a: 1\n").expect("written");
    assert_eq!(mode("new.yaml"), mode("by-others"));
}

/// What was written beside a file whose name the file system refuses is removed.
#[test]
fn nothing_is_left_beside_a_file_that_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long".repeat(100));
    packlint::internals::files::write_whole(&path, "a: 1\n").expect_err("too long a name");
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
}

/// What is fixed is listed, what `--diff` would change is counted, in the order of the paths, and
/// neither is silent where there is nothing.
#[test]
fn fixes_are_visible() {
    let folder = Folder::new();
    for name in ["b/values.yaml", "a/values.yaml", "c.yaml"] {
        folder.write(name, "pack:\n  prefix: {{ .spectro.var.x }}\n");
    }
    let files = ["c.yaml", "b/values.yaml", "a/values.yaml"];
    let with = |arguments: &[&str]| folder.check(&[&files[..], arguments].concat());
    let diff = with(&["--diff"]);
    let order = ["--- a/a/values.yaml", "--- a/b/values.yaml", "--- a/c.yaml"];
    let places = order.map(|name| diff.stdout.find(name).expect("a diff"));
    assert!(places.is_sorted(), "{}", diff.stdout);
    assert!(
        diff.stderr.contains("would fix 3 findings in 3 files"),
        "{}",
        diff.stderr
    );
    let fixed = with(&["--fix"]);
    for name in ["a/values.yaml:2", "b/values.yaml:2", "c.yaml:2"] {
        let line = format!("Fixed {name} macro-unquoted: ");
        assert!(fixed.stdout.contains(&line), "{}", fixed.stdout);
    }
    let again = with(&["--diff"]);
    assert_eq!(again.stdout, "");
    assert!(again.stderr.contains("nothing to fix"), "{}", again.stderr);
}
