//! Files that are none: directories, FIFOs, links, texts beyond the limits; and standard input.

use crate::support::{Folder, packlint, text};

/// A pack without values.yaml.
fn pack_without_values() -> Folder {
    let folder = Folder::new();
    folder.pack("demo-1.0.0", "demo", "addon", "");
    std::fs::remove_file(folder.path().join("demo-1.0.0/values.yaml")).expect("removed");
    folder
}

#[test]
fn values_that_are_no_regular_file_are_reported_at_the_packs_name() {
    let check = |folder: &Folder, what: &str| {
        let report = folder.json(&["demo-1.0.0"]);
        assert_eq!(report.status, 1);
        let [finding] = report.of(&["not-a-regular-file"])[..] else {
            panic!("{report:?}")
        };
        assert_eq!(text(&finding["file"]), "demo-1.0.0/pack.json");
        assert_eq!(finding["pointer"], "/name");
        let message = format!("values.yaml is {what}, not a regular file");
        assert_eq!(text(&finding["message"]), message);
    };
    let folder = pack_without_values();
    std::fs::create_dir(folder.path().join("demo-1.0.0/values.yaml")).expect("made");
    check(&folder, "a directory");
    #[cfg(unix)]
    {
        let folder = pack_without_values();
        let fifo = folder.path().join("demo-1.0.0/values.yaml");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(made.expect("mkfifo starts").success());
        check(&folder, "a FIFO");

        let folder = pack_without_values();
        folder.write("outside.yaml", "pack: {}\n");
        let link = folder.path().join("demo-1.0.0/values.yaml");
        std::os::unix::fs::symlink("../outside.yaml", link).expect("linked");
        check(&folder, "a link to something outside the pack");
    }
}

#[cfg(unix)]
#[test]
fn a_link_within_the_pack_is_followed() {
    let folder = pack_without_values();
    folder.write("demo-1.0.0/real.yaml", "pack: {}\npack: {}\n");
    let link = folder.path().join("demo-1.0.0/values.yaml");
    std::os::unix::fs::symlink("real.yaml", link).expect("linked");
    let report = folder.json(&["demo-1.0.0"]);
    assert_eq!(report.of(&["duplicate-key"]).len(), 1, "{report:?}");
}

#[test]
fn a_replacing_values_file_that_is_a_directory_is_reported_where_it_is_named() {
    let folder = Folder::new();
    folder.pack("cni", "cni-azure", "cni", "pack: {}\n");
    folder.write("override/values.yaml", "pack: {}\n");
    folder.write(
        "cluster.yaml",
        "cluster: demo\npacks:\n  - {path: ./cni, values: ./override}\nnodePools: []\n",
    );
    let report = folder.json(&["cluster.yaml"]);
    let [finding] = report.of(&["not-a-regular-file"])[..] else {
        panic!("{report:?}")
    };
    assert_eq!(finding["file"], "cluster.yaml");
    assert_eq!(finding["pointer"], "/packs/0/values");
}

#[test]
fn a_text_beyond_the_size_limit_is_a_finding() {
    let folder = Folder::new();
    let line = "# a comment as long as a line of a text usually is, and no longer than that\n";
    let lines = usize::try_from(packlint::internals::source::LIMITS.file_bytes).expect("small")
        / line.len();
    folder.pack("demo-1.0.0", "demo", "addon", &line.repeat(lines + 1));
    let report = folder.json(&["demo-1.0.0"]);
    let [finding] = report.of(&["input-limit"])[..] else {
        panic!("{report:?}")
    };
    assert_eq!(
        text(&finding["message"]),
        "more than 67,108,864 bytes in one file"
    );
    assert_eq!(finding["data"]["limit"], 67_108_864);
}

#[test]
fn standard_input_has_a_name() {
    let folder = Folder::new();
    let values = "pack:\n  networkPolicy: calcio\n";
    for (arguments, name) in [
        (&["check", "-"][..], "<stdin>"),
        (
            &["check", "-", "--stdin-filename", "packs/cni/values.yaml"],
            "packs/cni/values.yaml",
        ),
    ] {
        let output = packlint(folder.path())
            .args(arguments)
            .args(["--format", "json"])
            .write_stdin(values)
            .output()
            .expect("packlint starts");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(report["findings"][0]["file"], name);
    }
    // Paths of a cluster file on standard input are relative to the name's folder.
    folder.pack("clusters/cni", "cni-azure", "cni", values);
    let output = packlint(folder.path())
        .args([
            "check",
            "-",
            "--stdin-filename",
            "clusters/a.yaml",
            "--format",
            "concise",
        ])
        .write_stdin("cluster: a\npacks: [./cni]\nnodePools: []\n")
        .output()
        .expect("packlint starts");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        shown.contains("clusters/cni/values.yaml:2:18 error network-policy-value"),
        "{shown}"
    );
    // What is neither form is a finding.
    let output = packlint(folder.path())
        .args(["check", "-"])
        .write_stdin("a: 1\n")
        .output()
        .expect("packlint starts");
    assert_eq!(output.status.code(), Some(1));
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("unrecognised-input"), "{shown}");
}

#[test]
fn broken_packs_do_not_hide_each_other() {
    let folder = Folder::new();
    for (name, manifest) in [
        ("array", "[]"),
        ("broken", "{"),
        ("empty", ""),
        ("null", "null"),
        (
            "bom",
            "\u{feff}{\"name\": \"bom\", \"displayName\": \"bom\", \"version\": \"1.0.0\", \"layer\": \"addon\", \"addonType\": \"monitoring\"}",
        ),
    ] {
        folder.pack(name, name, "addon", "pack:\n  networkPolicy: x\n");
        folder.write(&format!("{name}/pack.json"), manifest);
    }
    let report = folder.json(&["."]);
    assert_eq!(report.status, 1);
    let of = |file: &str| {
        let found = report.of(&["json-syntax", "pack-schema", "network-policy-value"]);
        let of_file = found
            .into_iter()
            .filter(|f| text(&f["file"]).starts_with(file));
        of_file.map(|f| text(&f["rule"])).collect::<Vec<_>>()
    };
    assert_eq!(of("array/"), ["pack-schema"]);
    assert_eq!(of("null/"), ["pack-schema"]);
    assert_eq!(of("broken/"), ["json-syntax"]);
    assert_eq!(of("empty/"), ["json-syntax"]);
    assert_eq!(of("bom/"), [""; 0]);
}

#[test]
fn a_given_form_goes_before_the_name() {
    let folder = Folder::with("settings.json", r#"{"pack": {"networkPolicy": "calcio"}}"#);
    let report = folder.json(&["settings.json"]);
    assert_eq!(report.rules(), ["unrecognised-input"]);
    let message = text(&report.findings()[0]["message"]);
    assert!(message.contains("it has pack; name its type with --input-format values"));
    let report = folder.json(&["settings.json", "--input-format", "values"]);
    assert_eq!(report.rules(), ["network-policy-value"]);
    // Values with none of the keys by which they are known.
    folder.write("chart.yaml", "replicas: 3\n");
    let report = folder.json(&["chart.yaml", "--input-format", "values"]);
    assert_eq!((report.status, report.rules()), (0, vec![]));
    assert_eq!(report.value["summary"]["files"], 1);
    folder.write("cluster.yaml", "cluster: demo\nnodePools: []\n");
    let report = folder.json(&["cluster.yaml", "--input-format", "values"]);
    assert_eq!(report.rules(), ["unrecognised-input"]);
}

/// A shell's `<(command)` is a pipe; within a pack a pipe is a defect.
#[cfg(unix)]
#[test]
fn a_named_pipe_is_read() {
    let folder = Folder::new();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo runs").success());
    let writer =
        std::thread::spawn(move || std::fs::write(pipe, "pack:\n  networkPolicy: Calico\n"));
    let run = folder.check(&["pipe", "--input-format", "values", "--format", "concise"]);
    writer.join().expect("joined").expect("written");
    assert_eq!((run.status, run.rules()), (1, vec!["network-policy-value"]));
}
