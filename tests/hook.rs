//! The hook of `.pre-commit-hooks.yaml`, run by pre-commit itself at real commits. Nothing is fetched:
//! the hook is the one of the packlint on the path. Skipped where pre-commit is not installed.

use std::process::{Command, Output};

use crate::support::{Folder, GIT_ENVIRONMENT, git, has_program, root};

const VALUES: &str =
    "pack:\n  content:\n    images:\n      - image: docker.io/library/demo:1.0.0\n";
const BROKEN: &str = "pack: {}\npack: {}\n";
const CLUSTER: &str = "cluster: demo\nnetwork: {networkPlugin: azure}\nnodePools:\n  - {name: system, mode: System, count: 3, maxPods: 30}\n";

/// A repository whose commits pass the hook.
struct Repository {
    folder: Folder,
    /// The repository that has the hook, and the home of pre-commit.
    _hooks: Folder,
    home: Folder,
}

impl Repository {
    /// With two packs and a cluster file, committed through the hook; none without pre-commit.
    fn new() -> Option<Self> {
        if !has_program("pre-commit") {
            return None;
        }
        let hooks = Folder::new();
        let manifest = std::fs::read(root().join(".pre-commit-hooks.yaml")).expect("readable");
        hooks.write(".pre-commit-hooks.yaml", manifest);
        git(hooks.path(), &["init", "-q"]);
        git(hooks.path(), &["add", "-A"]);
        git(hooks.path(), &["commit", "-q", "-m", "hooks"]);
        let folder = Folder::new();
        folder.write(
            ".pre-commit-config.yaml",
            format!(
                "repos:\n  - repo: {}\n    rev: {}    hooks: [{{id: packlint-system}}]\n",
                hooks.path().display(),
                git(hooks.path(), &["rev-parse", "HEAD"])
            ),
        );
        for name in ["one", "two"] {
            folder.pack(&format!("packs/{name}"), name, "addon", VALUES);
            folder.write(
                &format!("packs/{name}/charts/{name}/values.yaml"),
                "replicas: 1\n",
            );
        }
        folder.write("cluster.yaml", CLUSTER);
        let repository = Repository {
            folder,
            _hooks: hooks,
            home: Folder::new(),
        };
        git(repository.folder.path(), &["init", "-q"]);
        let installed = repository.run("pre-commit", &["install"]);
        assert!(installed.status.success(), "{installed:?}");
        let (is_done, text) = repository.commit();
        assert!(is_done, "{text}");
        assert!(text.contains("packlint"), "the hook ran: {text}");
        Some(repository)
    }

    /// A program in the repository, with the built packlint first on the path and no network.
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let binary = assert_cmd::cargo::cargo_bin!("packlint");
        let own = binary.parent().expect("a folder").to_path_buf();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(own).chain(std::env::split_paths(&path));
        Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .env("HOME", self.home.path())
            .env("PRE_COMMIT_HOME", self.home.path())
            .env("GIT_ALLOW_PROTOCOL", "file")
            .envs(GIT_ENVIRONMENT)
            .output()
            .expect("starts")
    }

    /// Commits all; gives whether the hook let it through, and what was printed.
    fn commit(&self) -> (bool, String) {
        git(self.folder.path(), &["add", "-A"]);
        let output = self.run("git", &["commit", "-m", "a commit"]);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).expect("UTF-8");
        assert!(!text.contains("there is no such file"), "{text}");
        assert!(!text.contains("unexpected argument"), "{text}");
        (output.status.success(), text)
    }

    /// Commits all past the hook.
    fn commit_unchecked(&self) {
        git(self.folder.path(), &["add", "-A"]);
        git(
            self.folder.path(),
            &["commit", "-q", "--no-verify", "-m", "past the hook"],
        );
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.folder.path().join(name)).expect("removed");
    }
}

#[test]
fn a_commit_with_an_error_is_stopped_and_one_without_goes_through() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    let before = git(folder.path(), &["rev-parse", "HEAD"]);
    folder.write("packs/one/values.yaml", BROKEN);
    let (is_done, text) = repository.commit();
    assert!(!is_done, "{text}");
    assert!(text.contains("error[duplicate-key]"), "{text}");
    assert_eq!(git(folder.path(), &["rev-parse", "HEAD"]), before);
    folder.write("packs/one/values.yaml", format!("{VALUES}# fixed\n"));
    let (is_done, text) = repository.commit();
    assert!(is_done, "{text}");
    // A cluster file is known by its content.
    folder.write("prod.yml", CLUSTER.replace("30}", "300}"));
    let (is_done, text) = repository.commit();
    assert!(!is_done && text.contains("error[max-pods-range]"), "{text}");
}

#[test]
fn files_of_others_do_not_stop_a_commit() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    folder.write("with blanks/b\u{fc}cher.yaml", "a: [\n");
    folder.write("Makefile", "all:\n");
    folder.write("logo.png", b"\x89PNG\r\n\x1a\n\0");
    folder.write("latin-1.yml", b"a: \xfc\n");
    folder.write("infra/main.tf", "resource \"null_resource\" \"x\" {}\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("gone", folder.path().join("link.yaml")).expect("linked");
    let (is_done, text) = repository.commit();
    assert!(is_done, "{text}");
    // Beside one that has an error, too.
    folder.write("with blanks/other.yaml", "b: [\n");
    folder.write("packs/two/values.yaml", BROKEN);
    let (is_done, text) = repository.commit();
    assert!(!is_done, "{text}");
    assert!(text.contains("packs/two/values.yaml"), "{text}");
    assert!(!text.contains("blanks"), "{text}");
}

#[test]
fn any_file_of_a_pack_has_the_pack_checked() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    folder.write("packs/one/values.yaml", BROKEN);
    folder.write("packs/two/values.yaml", BROKEN);
    repository.commit_unchecked();
    folder.write("packs/one/charts/one/values.yaml", "replicas: 2\n");
    let (is_done, text) = repository.commit();
    assert!(!is_done, "{text}");
    assert!(text.contains("packs/one/values.yaml"), "{text}");
    assert!(!text.contains("packs/two"), "only what changed: {text}");
}

#[test]
fn a_deleted_file_is_not_passed_and_its_pack_is_checked_for_another() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    repository.remove("packs/one/logo.png");
    folder.write("packs/one/README.md", "# Changed\n");
    let (is_done, text) = repository.commit();
    assert!(!is_done, "{text}");
    assert!(text.contains("error[pack-logo-missing]"), "{text}");
    // pre-commit passes no file that is gone: what only deletes is seen by `--since` alone.
    folder.write("packs/one/logo.png", "\u{89}PNG");
    folder.write("packs/one/README.md", "# one\n");
    repository.remove("packs/two/logo.png");
    let (is_done, text) = repository.commit();
    assert!(is_done, "{text}");
    let since = folder.check(&["--since", "HEAD~1"]);
    assert!(
        since.stdout.contains("error[pack-logo-missing]"),
        "{since:?}"
    );
}

#[test]
fn a_file_name_is_no_option() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    folder.write("--select=cidr-host-bits", "");
    folder.write("--write-baseline=known.json", "");
    folder.write("packs/one/values.yaml", BROKEN);
    let (is_done, text) = repository.commit();
    assert!(!is_done && text.contains("error[duplicate-key]"), "{text}");
    assert!(!folder.path().join("known.json").exists());
}

#[test]
fn the_hooks_end_their_arguments() {
    let manifest = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml"));
    let manifest = manifest.expect("readable");
    let hooks = manifest.matches("- id:").count();
    assert_eq!(manifest.matches(r#"args: ["--"]"#).count(), hooks);
    let entry = "entry: packlint check --quiet --with-dependents --skip-unknown --force-exclude\n";
    assert_eq!(manifest.matches(entry).count(), hooks);
    // Else nobody sees the warnings of a commit that passes.
    assert_eq!(manifest.matches("  verbose: true\n").count(), hooks);
    let folder = Folder::with("--select=cidr-host-bits", "");
    folder.write("c.yaml", CLUSTER.replace("30}", "300}"));
    let names = ["--force-exclude", "--", "--select=cidr-host-bits", "c.yaml"];
    let run = folder.check(&names);
    assert!(run.stdout.contains("max-pods-range"), "{run:?}");
}

#[test]
fn what_the_configuration_excludes_is_passed_over() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    folder.write("packlint.yaml", "exclude: [examples/]\n");
    folder.pack("examples/bad", "bad", "addon", BROKEN);
    let (is_done, text) = repository.commit();
    assert!(is_done, "{text}");
    folder.write("packlint.yaml", "exclude: []\n");
    folder.write("examples/bad/README.md", "# Changed\n");
    let (is_done, text) = repository.commit();
    assert!(
        !is_done && text.contains("examples/bad/values.yaml"),
        "{text}"
    );
}

#[test]
fn a_changed_pack_has_the_clusters_checked_that_use_it() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    folder.write(
        "clusters/prod.yaml",
        CLUSTER.replace("30}", "300}") + "packs: [../packs/one]\n",
    );
    folder.write("clusters/other.yaml", CLUSTER.replace("30}", "300}"));
    repository.commit_unchecked();
    folder.write("packs/one/README.md", "# Changed\n");
    let (is_done, text) = repository.commit();
    assert!(!is_done, "{text}");
    assert!(text.contains("clusters/prod.yaml"), "{text}");
    assert!(!text.contains("clusters/other.yaml"), "{text}");
}

#[test]
fn a_changed_configuration_has_everything_checked() {
    let Some(repository) = Repository::new() else {
        return;
    };
    let folder = &repository.folder;
    folder.write("clusters/prod.yaml", CLUSTER.replace("30}", "300}"));
    folder.write("packlint.yaml", "severity: {max-pods-range: off}\n");
    let (is_done, text) = repository.commit();
    assert!(is_done, "{text}");
    folder.write("packlint.yaml", "severity: {max-pods-range: error}\n");
    let (is_done, text) = repository.commit();
    assert!(!is_done, "{text}");
    assert!(text.contains("clusters/prod.yaml"), "{text}");
}
