//! Files and directories that mean harm: each run ends soon, shows nothing of other files, and says
//! what it did not check.

use std::fs::File;
use std::ops::Add as _;
use std::path::{Path, PathBuf};

use crate::cost::{measure, second};
use crate::support::{Folder, Json, Run, git, text};

const SECRET: &str = "aws_secret_access_key = wJalrXUtnFEMI\n";
/// A cluster file with a mistake.
const BAD: &str = "cluster: a\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n";
const BAD_MODULE: &str =
    "resource \"spectrocloud_cluster_aks\" \"a\" {\n  machine_pool {\n    name = \"A_B\"\n  }\n}\n";

fn link(target: impl AsRef<Path>, at: PathBuf) {
    std::os::unix::fs::symlink(target, at).expect("linked");
}

fn fifo(at: PathBuf) {
    let made = std::process::Command::new("mkfifo").arg(at).status();
    assert!(made.expect("mkfifo starts").success());
}

/// A repository with a bad cluster file and a bad module, and a secret beside the repository.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.write("secret", SECRET);
    folder.write("r/prod.yaml", BAD);
    folder.write("r/m/main.tf", BAD_MODULE);
    git(&folder.path().join("r"), &["init", "-q"]);
    folder
}

fn check(folder: &Folder, below: &str, arguments: &[&str]) -> Json {
    let arguments = [arguments, &["--format", "json"]].concat();
    let run = measure(&folder.path().join(below), &arguments);
    assert!(run.time <= second(), "{:?} of {:?}", run.time, second());
    let report = Json {
        status: run.status,
        value: serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}")),
    };
    assert!(matches!(report.status, 0 | 1), "{report:?}");
    report
}

/// The message of the only finding of a rule.
fn only(report: &Json, rule: &str) -> String {
    let [finding] = report.of(&[rule])[..] else {
        panic!("{report:?}")
    };
    text(&finding["message"]).to_owned()
}

/// That no format shows the secret, and the run finds a rule.
fn shows_no_secret(folder: &Folder, below: &str, arguments: &[&str], rule: &str) {
    for format in ["human", "concise", "json", "sarif", "html", "github"] {
        let run: Run = folder.check_in(below, &[arguments, &["--format", format]].concat());
        assert_eq!(run.status, 1, "{run:?}");
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(!all.contains("wJalr"), "{arguments:?}, {format}: {all}");
        assert!(all.contains(rule), "{arguments:?}, {format}: {all}");
    }
}

#[test]
fn ignore_files_that_never_end() {
    for name in [".gitignore", ".git/info/exclude", "m/.gitignore"] {
        for target in ["/dev/zero", "/proc/kmsg"] {
            let folder = repository();
            let _ = std::fs::remove_file(folder.path().join("r").join(name));
            link(target, folder.path().join("r").join(name));
            let report = check(&folder, "r", &["."]);
            let message = only(&report, "not-a-regular-file");
            assert!(message.starts_with(name), "{message}");
            assert_eq!(report.of(&["max-pods-range"]).len(), 1, "{report:?}");
        }
        let folder = repository();
        let _ = std::fs::remove_file(folder.path().join("r").join(name));
        fifo(folder.path().join("r").join(name));
        let report = check(&folder, "r", &["."]);
        assert!(only(&report, "not-a-regular-file").contains("a FIFO"));
        assert_eq!(report.of(&["max-pods-range"]).len(), 1, "{report:?}");
    }
    // Other tools' ignore files are not read at all.
    let folder = repository();
    link("/dev/zero", folder.path().join("r/.ignore"));
    assert_eq!(
        check(&folder, "r", &["."])
            .of(&["not-a-regular-file"])
            .len(),
        0
    );
}

#[test]
fn patterns_beyond_the_limits() {
    let nested = format!("{}b{}\n", "{a,".repeat(60_000), "}".repeat(60_000));
    let classes = |at: usize| format!("*{at}[a-z]{{x,y}}**/?\n");
    for (patterns, limit) in [
        (nested, "1,024 bytes in one pattern"),
        (
            format!("{}b{}\n", "{a,".repeat(20), "}".repeat(20)),
            "8 levels of braces in one pattern",
        ),
        (
            "*\n".replace('*', &"a".repeat(500_000)),
            "1,024 bytes in one pattern",
        ),
        (
            (0..30_000).map(|at| format!("{at}\n")).collect(),
            "2,000 patterns in one file",
        ),
        (
            (0..2_000).map(classes).collect::<String>()
                + &"[a-z]".repeat(200).add("\n").repeat(200),
            "2,000 patterns in one file",
        ),
        (
            "*[a-z]".repeat(160).add("\n").repeat(200),
            "131,072 bytes of patterns in one file",
        ),
        ("\n".repeat(2 << 20), "1,048,576 bytes in one file"),
    ] {
        let folder = repository();
        folder.write("r/.gitignore", &patterns);
        let report = check(&folder, "r", &["."]);
        assert_eq!(only(&report, "input-limit"), format!("more than {limit}"));
        assert_eq!(report.of(&["max-pods-range"]).len(), 1, "{report:?}");
        // The same in the configuration stops the run.
        let list: String = patterns
            .lines()
            .map(|line| format!("  - '{line}'\n"))
            .collect();
        folder.write("r/packlint.yaml", format!("exclude:\n{list}"));
        std::fs::remove_file(folder.path().join("r/.gitignore")).expect("removed");
        if !patterns.trim().is_empty() {
            let run = folder.check_in("r", &["."]);
            assert_eq!(run.status, 2, "{run:?}");
            assert!(run.stderr.contains(limit), "{}", run.stderr);
            assert!(run.stderr.len() < 2_000, "{}", run.stderr);
        }
    }
}

/// Each file of them is within its limits.
#[test]
fn ignore_files_without_number() {
    let folder = repository();
    let patterns: String = (0..1_900).map(|at| format!("x{at}*.{{a,b}}\n")).collect();
    for at in 0..40 {
        folder.write(&format!("r/d{at}/.gitignore"), &patterns);
    }
    let report = check(&folder, "r", &["."]);
    assert_eq!(
        only(&report, "input-limit"),
        "more than 30,000 patterns in the ignore files of one run"
    );
    assert_eq!(report.of(&["max-pods-range"]).len(), 1, "{report:?}");
}

#[test]
fn what_git_ignores_is_counted_and_nothing_else_hides() {
    let folder = repository();
    folder.write("r/.ignore", "prod.yaml\n");
    folder.write("r/.rgignore", "prod.yaml\n");
    folder.write(".ignore", "prod.yaml\n");
    folder.write(".gitignore", "prod.yaml\n");
    let run = folder.check_in("r", &["."]);
    assert!(run.stdout.contains("max-pods-range"), "{run:?}");
    assert!(!run.stdout.contains("ignored by git"), "{run:?}");
    folder.write("r/.gitignore", "/prod.yaml\nm/\n*.log\n");
    folder.write("r/x.log", "");
    folder.write("r/other.yaml", BAD);
    let run = folder.check_in("r", &["."]);
    assert!(run.stdout.contains("2 paths ignored by git."), "{run:?}");
    // Outside of a repository the files mean nothing, as to git.
    std::fs::remove_dir_all(folder.path().join("r/.git")).expect("removed");
    let run = folder.check_in("r", &["."]);
    assert!(run.stdout.contains("prod.yaml"), "{run:?}");
}

#[test]
fn gitignore_means_what_it_means_to_git() {
    let folder = repository();
    folder.write("r/.gitignore", "/a/*\n!/a/keep\n*.yml\n!.hidden\n");
    folder.write("r/a/keep/.gitignore", "!in.yml\nout.yaml\n");
    folder.write("r/.git/info/exclude", "excluded.yaml\n");
    for name in [
        "a/x/no.yaml",
        "a/keep/in.yml",
        "a/keep/out.yaml",
        "b.yml",
        ".hidden/c.yaml",
        ".other/d.yaml",
        "excluded.yaml",
    ] {
        folder.write(&format!("r/{name}"), BAD);
    }
    let files = |below: &str, path: &str| -> Vec<String> {
        let report = check(&folder, below, &[path]);
        let findings = report.of(&["max-pods-range"]);
        findings
            .iter()
            .map(|of| text(&of["file"]).to_owned())
            .collect()
    };
    assert_eq!(
        files("r", "."),
        [".hidden/c.yaml", "a/keep/in.yml", "prod.yaml"]
    );
    assert_eq!(files("r/a/keep", "."), ["in.yml"]);
}

#[test]
fn paths_that_leave_the_repository() {
    let folder = repository();
    let outside = folder.path().join("secret");
    let outside = outside.to_str().expect("UTF-8");
    folder.pack("pack", "cni-azure", "cni", "pack: {}\n");
    folder.pack("r/pack", "cni-azure", "cni", "pack: {}\n");
    link("../secret", folder.path().join("r/inner"));
    for path in [
        outside,
        "../secret",
        "/etc/passwd",
        "inner",
        "/proc/self/environ",
        "/dev/zero",
        "../absent",
    ] {
        for entry in [
            format!("from: {path}"),
            format!("profile: {path}"),
            format!("vnet: {{file: {path}}}"),
            format!("packs: [{{path: ./pack, values: {path}}}]"),
            format!("packs: [{path}]"),
        ] {
            folder.write(
                "r/prod.yaml",
                format!("cluster: a\n{entry}\nnodePools: []\n"),
            );
            let report = check(&folder, "r", &["prod.yaml"]);
            let message = only(&report, "path-not-found");
            assert_eq!(
                message,
                format!("'{path}' is outside the repository, so packlint did not read it")
            );
        }
    }
    folder.write(
        "r/prod.yaml",
        "cluster: a\nprofile: ../secret\nnodePools: []\n",
    );
    shows_no_secret(&folder, "r", &["prod.yaml"], "path-not-found");
    shows_no_secret(&folder, ".", &["r"], "path-not-found");
}

#[test]
fn paths_that_may_be_followed() {
    let folder = repository();
    folder.pack("pack", "cni-azure", "cni", "pack: {}\n");
    folder.pack("r/pack", "cni-azure", "cni", "pack: {}\n");
    let inside = folder.path().join("r/pack");
    let inside = inside.to_str().expect("UTF-8").to_owned();
    for path in ["../pack", "../../r/pack", &inside] {
        folder.write(
            "r/c/prod.yaml",
            format!("cluster: a\npacks: [{path}]\nnodePools: []\n"),
        );
        for (below, file) in [("r", "c/prod.yaml"), ("r/c", "prod.yaml"), (".", "r")] {
            let report = check(&folder, below, &[file]);
            assert_eq!(report.of(&["path-not-found"]).len(), 0, "{report:?}");
        }
    }
    // Outside, where it is allowed.
    folder.write(
        "r/c/prod.yaml",
        "cluster: a\npacks: [../../pack]\nnodePools: []\n",
    );
    assert_eq!(check(&folder, "r", &["c"]).of(&["path-not-found"]).len(), 1);
    for allowed in ["..", "../pack"] {
        let report = check(&folder, "r", &["c", "--allow-outside", allowed]);
        assert_eq!(report.of(&["path-not-found"]).len(), 0, "{report:?}");
    }
    // Without a repository: the working directory, the directory on the command line, the file's own.
    std::fs::remove_dir_all(folder.path().join("r/.git")).expect("removed");
    let elsewhere = Folder::new();
    let root = folder.path().to_str().expect("UTF-8");
    let number = |folder: &Folder, below: &str, arguments: &[&str]| {
        check(folder, below, arguments)
            .of(&["path-not-found"])
            .len()
    };
    assert_eq!(number(&folder, ".", &["r/c/prod.yaml"]), 0);
    assert_eq!(number(&elsewhere, ".", &[root]), 0);
    assert_eq!(number(&folder, "r", &["c"]), 1);
    assert_eq!(
        number(&elsewhere, ".", &[&format!("{root}/r/c/prod.yaml")]),
        1
    );
}

#[test]
fn links_that_leave_the_repository() {
    for name in ["m/x.tf", "m/terraform.tfvars", "m/y.auto.tfvars"] {
        let folder = repository();
        link("../../secret", folder.path().join("r").join(name));
        for arguments in [["."], ["m"], ["m/main.tf"]] {
            shows_no_secret(&folder, "r", &arguments, "not-a-regular-file");
        }
        folder.write("r/prod.yaml", "cluster: a\nfrom: ./m\nnodePools: []\n");
        shows_no_secret(&folder, "r", &["prod.yaml"], "not-a-regular-file");
        let report = check(&folder, "r", &["m", "--allow-outside", ".."]);
        assert_eq!(report.of(&["not-a-regular-file"]).len(), 0, "{report:?}");
    }
    // Named by a hook, which passes all names that git lists.
    for name in ["values.yaml", "cluster.yaml", "x.json", "x.tf"] {
        let folder = repository();
        link("../secret", folder.path().join("r").join(name));
        shows_no_secret(&folder, "r", &[name], "not-a-regular-file");
    }
    let folder = repository();
    link("../secret", folder.path().join("r/packlint.yaml"));
    let run = folder.check_in("r", &["."]);
    assert!(!format!("{run:?}").contains("wJalr"), "{run:?}");
    assert!(run.stdout.contains("not-a-regular-file"), "{run:?}");
    // Within the repository they are followed.
    let folder = repository();
    folder.write("r/shared.tf", BAD_MODULE);
    link("../shared.tf", folder.path().join("r/m/x.tf"));
    let report = check(&folder, "r", &["m"]);
    assert_eq!(report.of(&["not-a-regular-file"]).len(), 0, "{report:?}");
}

#[test]
fn packs_whose_files_are_links() {
    for (name, manifest) in [
        ("pack.json", None),
        ("values.yaml", Some("{")),
        ("schema.yaml", None),
        ("presets.yaml", None),
    ] {
        let folder = repository();
        folder.pack("r/p", "demo", "addon", "pack: {}\n");
        if let Some(broken) = manifest {
            folder.write("r/p/pack.json", broken);
        }
        let path = folder.path().join("r/p").join(name);
        let _ = std::fs::remove_file(&path);
        link("../../secret", path);
        shows_no_secret(&folder, "r", &["p"], "not-a-regular-file");
    }
}

#[test]
fn files_of_the_kernel_and_fifos() {
    let folder = repository();
    fifo(folder.path().join("r/fifo"));
    for path in [
        "fifo",
        "/proc/kmsg",
        "/proc/self/mem",
        "/sys/kernel/debug/tracing/trace_pipe",
    ] {
        folder.write(
            "r/prod.yaml",
            format!("cluster: a\nfrom: {path}\nnodePools: []\n"),
        );
        let report = check(&folder, "r", &["prod.yaml", "--allow-outside", "/"]);
        assert_eq!(
            report.of(&["not-a-regular-file", "path-not-found"]).len(),
            1,
            "{report:?}"
        );
    }
}

#[test]
fn a_pack_json_hides_nothing() {
    let folder = repository();
    folder.pack(
        "r",
        "top",
        "addon",
        "pack: {content: {images: [{image: 'demo:1'}]}}\n",
    );
    folder.pack("r/deep/inner", "inner", "addon", "a: 1\na: 2\n");
    folder.write("r/clusters/prod.yaml", BAD);
    folder.write("r/charts/chart/Chart.yaml", "name: chart\n");
    folder.write("r/charts/chart/values.yaml", BAD);
    folder.write("r/templates/x/Chart.yaml", "name: x\n");
    folder.write("r/templates/x/values.yaml", BAD);
    let found = |below: &str, arguments: &[&str]| -> Vec<String> {
        let report = check(&folder, below, arguments);
        let findings = report.of(&["max-pods-range", "duplicate-key"]);
        findings
            .iter()
            .map(|of| text(&of["file"]).to_owned())
            .collect()
    };
    let all = ["clusters/prod.yaml", "deep/inner/values.yaml", "prod.yaml"];
    assert_eq!(found("r", &["."]), all);
    assert_eq!(found("r", &["prod.yaml"]), ["prod.yaml"]);
    assert_eq!(found("r", &["clusters"]), ["clusters/prod.yaml"]);
    assert_eq!(found("r", &["clusters/prod.yaml"]), ["clusters/prod.yaml"]);
    assert_eq!(found("r/clusters", &["prod.yaml"]), ["prod.yaml"]);
    let report = check(&folder, "r", &["m"]);
    assert_eq!(report.value["summary"]["clusters"], 1, "{report:?}");
    assert_eq!(
        found("r", &["charts/chart/values.yaml", "templates"]),
        Vec::<String>::new()
    );
    // One above the repository has no say in it.
    folder.pack(".", "above", "addon", "a: 1\na: 2\n");
    std::fs::remove_file(folder.path().join("r/pack.json")).expect("removed");
    assert_eq!(found("r", &["prod.yaml"]), ["prod.yaml"]);
    assert_eq!(found("r/clusters", &["."]), ["prod.yaml"]);
}

#[test]
fn links_to_one_pack_are_one_pack() {
    let folder = repository();
    folder.pack("r/packs/demo", "demo", "addon", "a: 1\na: 2\n");
    folder.pack("r/.hidden/other", "other", "addon", "a: 1\na: 2\n");
    folder.pack("outside", "outside", "addon", "a: 1\na: 2\n");
    for at in 0..100 {
        link("packs/demo", folder.path().join(format!("r/l{at}")));
        link(".hidden/other", folder.path().join(format!("r/o{at}")));
    }
    let report = check(&folder, "r", &["."]);
    assert_eq!(report.value["summary"]["packs"], 2, "{report:?}");
    let files: Vec<&str> = report
        .of(&["duplicate-key"])
        .iter()
        .map(|of| text(&of["file"]))
        .collect();
    assert_eq!(files, ["o0/values.yaml", "packs/demo/values.yaml"]);
    link("../outside", folder.path().join("r/p"));
    let report = check(&folder, "r", &["."]);
    assert_eq!(
        only(&report, "not-a-regular-file"),
        "p is a link to something outside the repository, not a regular file"
    );
    let report = check(&folder, "r", &[".", "--allow-outside", "../outside"]);
    assert_eq!(report.value["summary"]["packs"], 3, "{report:?}");
}

/// A file that begins or ends with so many comment bytes that it exceeds a limit.
fn padded(folder: &Folder, name: &str, content: &str, comment: &str, is_first: bool) {
    use std::io::Write as _;
    let mut file = File::create(folder.path().join(name)).expect("made");
    let line = format!("{comment}{}\n", "x".repeat(1 << 20));
    if !is_first {
        file.write_all(content.as_bytes()).expect("written");
    }
    for _ in 0..65 {
        file.write_all(line.as_bytes()).expect("written");
    }
    if is_first {
        file.write_all(content.as_bytes()).expect("written");
    }
}

#[test]
fn files_beyond_the_limit_are_findings() {
    for is_first in [true, false] {
        let folder = repository();
        padded(&folder, "r/prod.yaml", BAD, "#", is_first);
        padded(&folder, "r/m/main.tf", BAD_MODULE, "#", is_first);
        for (arguments, number) in [
            (vec!["."], 2),
            (vec!["prod.yaml"], 1),
            (vec!["m/main.tf"], 1),
        ] {
            let report = check(&folder, "r", &arguments);
            assert_eq!(report.status, 1, "{report:?}");
            assert_eq!(report.of(&["input-limit"]).len(), number, "{report:?}");
        }
        padded(&folder, "r/other.yaml", "a: 1\n", "#", is_first);
        let report = check(&folder, "r", &["."]);
        assert_eq!(report.of(&["input-limit"]).len(), 2, "{report:?}");
        assert_eq!(
            only(&check(&folder, "r", &["other.yaml"]), "input-limit"),
            "more than 67,108,864 bytes in one file"
        );
    }
}

#[test]
fn huge_files_are_findings_without_a_look() {
    for name in ["a.yaml", "a.json", "a.tf"] {
        let folder = repository();
        let file = File::create(folder.path().join("r").join(name)).expect("made");
        file.set_len(1 << 40).expect("a sparse file");
        for path in [".", name] {
            let report = check(&folder, "r", &[path]);
            assert_eq!(report.of(&["input-limit"]).len(), 1, "{report:?}");
        }
    }
}

#[test]
fn broken_flow_mappings_are_findings() {
    let flow = "{cluster: a, nodePools: [";
    for path in [".", "c.yaml"] {
        let folder = Folder::with("c.yaml", format!("# x\n---\n{flow}"));
        let message = only(&check(&folder, ".", &[path]), "yaml-syntax");
        assert!(message.contains("invalid YAML"), "{message}");
        let wide = flow.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<_>>();
        folder.write("c.yaml", wide);
        assert!(only(&check(&folder, ".", &[path]), "encoding").contains("UTF-16"));
    }
    // A template is unrelated.
    let folder = Folder::with("c.yaml", "{{ range .Values.nodePools }}\na: [\n{{ end }}\n");
    folder.write("prod.yaml", BAD);
    let report = check(&folder, ".", &["."]);
    assert_eq!(report.of(&["yaml-syntax"]).len(), 0, "{report:?}");
}

#[test]
fn json_that_is_large_or_in_another_order_is_found() {
    let folder = Folder::new();
    let padding = " ".repeat(17 << 20);
    let payload = r#""spec": {"cloudConfig": {}, "machinepoolconfig": [{"name": "A_B"}]}}"#;
    folder.write("create.json", format!("{{{padding}{payload}"));
    let plan = r#""planned_values": {"root_module": {"resources": [{"address": "a", "mode": "managed", "type": "spectrocloud_cluster_aks", "name": "a", "values": {}}]}}, "format_version": "1.2"}"#;
    folder.write("plan.json", format!("{{{}{plan}", " ".repeat(5_000)));
    folder.write("late.json", format!("{{{padding}{plan}"));
    for names in [vec!["."], vec!["create.json", "plan.json", "late.json"]] {
        let report = check(&folder, ".", &names);
        assert_eq!(report.value["summary"]["clusters"], 3, "{report:?}");
    }
}

#[test]
fn other_encodings_are_findings() {
    let folder = repository();
    let wide =
        |of: fn(u32) -> [u8; 4]| -> Vec<u8> { BAD.chars().flat_map(|c| of(c.into())).collect() };
    let mark = |of: fn(u32) -> [u8; 4]| [of(0xfeff).to_vec(), wide(of)].concat();
    for bytes in [
        wide(u32::to_le_bytes),
        wide(u32::to_be_bytes),
        mark(u32::to_le_bytes),
        mark(u32::to_be_bytes),
    ] {
        folder.write("r/prod.yaml", bytes);
        for path in [".", "prod.yaml"] {
            let report = check(&folder, "r", &[path]);
            assert!(only(&report, "encoding").contains("UTF-32"), "{report:?}");
        }
    }
}

#[test]
fn spellings_hide_nothing() {
    let yaml = [
        BAD.replace("nodePools", "\"n\\x6fdePools\"")
            .replace("cluster", "\"cl\\x75ster\""),
        BAD.replace("nodePools", "\"\\U0000006eodePool\\u0073\"")
            .replace("cluster", "x"),
        BAD.replace("nodePools:", "? \"node\\\n  Pools\"\n:")
            .replace("cluster", "x"),
    ];
    for text in yaml {
        let folder = Folder::with("c.yaml", &text);
        for path in [".", "c.yaml"] {
            let report = check(&folder, ".", &[path]);
            assert_eq!(
                report.of(&["max-pods-range"]).len(),
                1,
                "{text}: {report:?}"
            );
        }
    }
    let modules = [
        BAD_MODULE.replace(
            "\"spectrocloud_cluster_aks\" \"a\"",
            "spectrocloud_cluster_aks a",
        ),
        BAD_MODULE.replace(
            "\"spectrocloud_cluster_aks\"",
            "/* x */ spectrocloud_cluster_aks",
        ),
        BAD_MODULE.replace("\"spectro", "\"\\u0073pectro"),
    ];
    for module in modules {
        let folder = Folder::with("main.tf", &module);
        for path in [".", "main.tf"] {
            let report = check(&folder, ".", &[path]);
            assert_eq!(
                report.value["summary"]["clusters"], 1,
                "{module}: {report:?}"
            );
        }
    }
    let payload =
        r#"{"spec": {"cloudConfi\u0067": {}, "machinepoolconfi\u0067": [{"name": "A_B"}]}}"#;
    let plan = r#"{"format_versio\u006e": "1.2", "planned_values": {"root_module": {"resources": [{"address": "a", "mode": "managed", "type": "\u0073pectrocloud_cluster_aks", "name": "a", "values": {}}]}}}"#;
    for text in [payload, plan] {
        let folder = Folder::with("x.json", text);
        for path in [".", "x.json"] {
            let report = check(&folder, ".", &[path]);
            assert_eq!(report.value["summary"]["clusters"], 1, "{text}: {report:?}");
        }
    }
    // A mention is no resource.
    let folder = Folder::with("main.tf", "# spectrocloud_cluster_aks\nlocals { a = 1 }\n");
    folder.write("c.yaml", BAD);
    assert_eq!(check(&folder, ".", &["."]).value["summary"]["skipped"], 1);
}

#[test]
fn a_baseline_does_not_tell_which_files_exist() {
    let folder = repository();
    folder.check_in("r", &[".", "--write-baseline", "known.json"]);
    let written = std::fs::read_to_string(folder.path().join("r/known.json")).expect("written");
    let mut baseline: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    let list = baseline["findings"].as_array_mut().expect("a list");
    let first = list.first().expect("an entry").clone();
    for file in ["../secret", "../absent", "absent.yaml"] {
        let mut entry = first.clone();
        entry["file"] = file.into();
        list.push(entry);
    }
    folder.write("r/known.json", baseline.to_string());
    let report = check(&folder, "r", &[".", "--baseline", "known.json"]);
    assert!(
        only(&report, "baseline-stale").contains("absent.yaml"),
        "{report:?}"
    );
}
