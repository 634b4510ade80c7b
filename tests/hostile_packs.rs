//! Packs that mean harm, or are badly broken: each ends soon, with a finding that says what it is.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::cost::{measure, second};
use crate::support::{Folder, Json as Report, text};

const ARCHIVE: &str = "demo-1.0.0/charts/demo.tgz";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// A tar archive without its end.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        archive
            .append_data(&mut header, path, *content)
            .expect("written");
    }
    let mut bytes = archive.into_inner().expect("written");
    bytes.truncate(bytes.len() - 1024);
    bytes
}

/// A pack that lists files, with values for a chart `demo`.
fn pack(charts: &[&str], values: &str) -> Folder {
    let folder = Folder::new();
    let images = "pack: {content: {images: [{image: 'demo:1'}]}}\n";
    let manifest = json!({
        "name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "addonType": "monitoring",
        "cloudTypes": ["all"], "charts": charts,
    });
    folder.write("demo-1.0.0/pack.json", manifest.to_string());
    folder.write("demo-1.0.0/values.yaml", format!("{images}{values}"));
    folder.write("demo-1.0.0/README.md", "# Demo\n");
    folder.write("demo-1.0.0/logo.png", "");
    std::fs::create_dir_all(folder.path().join("demo-1.0.0/charts")).expect("made");
    folder
}

fn pack_with_archive(bytes: &[u8]) -> Folder {
    let folder = pack(&["charts/demo.tgz"], "charts: {demo: {a: 1}}\n");
    folder.write(ARCHIVE, bytes);
    folder
}

fn check(folder: &Folder) -> Report {
    let run = measure(folder.path(), &["demo-1.0.0", "--format", "json"]);
    assert!(run.time <= second(), "{:?} of {:?}", run.time, second());
    assert!(matches!(run.status, 0 | 1), "{run:?}");
    Report {
        status: run.status,
        value: serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}")),
    }
}

/// The message of the only finding, which is of a rule.
fn only(folder: &Folder, rule: &str) -> String {
    let report = check(folder);
    let [finding] = report.findings() else {
        panic!("{report:?}")
    };
    assert_eq!(text(&finding["rule"]), rule, "{report:?}");
    text(&finding["message"]).to_owned()
}

#[test]
fn an_archive_that_unpacks_to_gigabytes() {
    let mut bomb = gzip(&tar(&[("demo/Chart.yaml", b"name: demo\n")]));
    let mut header = tar::Header::new_gnu();
    header.set_path("demo/templates/zeros").expect("a path");
    header.set_size(1 << 33);
    header.set_cksum();
    bomb.extend(gzip(header.as_bytes()));
    let zeros = gzip(&vec![0; 16 << 20]);
    (0..128).for_each(|_| bomb.extend(&zeros));
    let message = only(&pack_with_archive(&bomb), "input-limit");
    assert!(message.starts_with("more than 200 times"), "{message}");
}

#[test]
fn an_archive_that_unpacks_to_much_at_a_modest_ratio() {
    // Text of which one in a hundred bytes is new.
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_le_bytes()[3]
    };
    let block: Vec<u8> = (0..1 << 20)
        .map(|at| if at % 64 < 2 { noise() } else { b' ' })
        .collect();
    let mut header = tar::Header::new_gnu();
    header.set_path("demo/templates/large").expect("a path");
    header.set_size(1 << 33);
    header.set_cksum();
    let mut bytes = gzip(header.as_bytes());
    let block = gzip(&block);
    (0..101).for_each(|_| bytes.extend(&block));
    let message = only(&pack_with_archive(&bytes), "input-limit");
    assert_eq!(message, "more than 104,857,600 bytes in an unpacked chart");
}

#[test]
fn an_archive_with_a_million_entries() {
    let mut state = 1_u64;
    let mut entries = Vec::new();
    for _ in 0..4096 {
        let mut name = String::from("demo/templates/");
        for _ in 0..5 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            name.push_str(&format!("{state:016x}"));
        }
        entries.extend(tar(&[(&name, b"")]));
    }
    let entries = gzip(&entries);
    let bytes = entries.repeat(250);
    let message = only(&pack_with_archive(&bytes), "input-limit");
    assert_eq!(message, "more than 20,000 entries in a chart archive");
}

#[test]
fn an_archive_with_an_endless_path_or_file() {
    let long = "d/".repeat(100_000);
    let message = only(
        &pack_with_archive(&gzip(&tar(&[(&long, b"")]))),
        "input-limit",
    );
    assert_eq!(
        message,
        "more than 4,096 bytes in a path of a chart archive"
    );
    let large = vec![b'a'; (5 << 20) + 1];
    let bytes = gzip(&tar(&[("demo/values.yaml", &large)]));
    let message = only(&pack_with_archive(&bytes), "input-limit");
    assert!(message.contains("5,242,880 bytes in one file"), "{message}");
}

#[test]
fn a_path_of_another_place_is_no_file_of_the_chart() {
    let bytes = gzip(&tar(&[("demo/Chart.yaml", b"name: demo\n")]));
    assert_eq!(check(&pack_with_archive(&bytes)).findings().len(), 0);
    // A link in an archive is not followed, and a path upwards is not taken.
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_path("demo/Chart.yaml").expect("a path");
    header.set_link_name("/etc/passwd").expect("a link");
    header.set_size(0);
    header.set_cksum();
    let message = only(
        &pack_with_archive(&gzip(header.as_bytes())),
        "chart-archive",
    );
    assert!(message.contains("no Chart.yaml"), "{message}");
    let mut header = tar::Header::new_gnu();
    let path = b"../Chart.yaml";
    header.as_mut_bytes()[..path.len()].copy_from_slice(path);
    header.set_size(0);
    header.set_cksum();
    let message = only(
        &pack_with_archive(&gzip(header.as_bytes())),
        "chart-archive",
    );
    assert!(message.contains("no Chart.yaml"), "{message}");
}

#[test]
fn archives_that_are_none() {
    let chart = tar(&[("demo/Chart.yaml", b"name: demo\n"), ("demo/x", &[7; 9999])]);
    let packed = gzip(&chart);
    for (bytes, what) in [
        (Vec::new(), "not compressed with gzip"),
        (chart.clone(), "not compressed with gzip"),
        (packed[..packed.len() / 2].to_vec(), "truncated"),
        (packed[..12].to_vec(), "truncated"),
        (
            gzip(&b"not a tar archive ".repeat(99)),
            "other than a tar archive",
        ),
        (gzip(b""), "no Chart.yaml"),
        (
            gzip(&tar(&[("demo/values.yaml", b"a: 1\n")])),
            "no Chart.yaml",
        ),
        (
            gzip(&tar(&[("demo/Chart.yaml", b"\xff\xfe")])),
            "without a readable name",
        ),
        (
            gzip(&tar(&[("demo/Chart.yaml", b"name: {\n")])),
            "without a readable name",
        ),
    ] {
        let message = only(&pack_with_archive(&bytes), "chart-archive");
        assert!(message.contains(what), "{what}: {message}");
    }
}

#[test]
fn any_cut_and_any_changed_byte_ends() {
    let chart = tar(&[
        ("demo/Chart.yaml", b"name: demo\n".as_slice()),
        ("demo/values.yaml", b"a: 1\n"),
        (
            "demo/values.schema.json",
            br#"{"properties": {"a": {"type": "integer"}}}"#,
        ),
    ]);
    let packed = gzip(&chart);
    let folder = pack_with_archive(&packed);
    for at in (0..packed.len()).step_by(7) {
        folder.write(ARCHIVE, &packed[..at]);
        check(&folder);
        let mut changed = packed.clone();
        changed[at] ^= 0x55;
        folder.write(ARCHIVE, changed);
        check(&folder);
    }
}

#[test]
fn charts_that_leave_the_pack() {
    for path in ["../../etc/passwd", "charts/../../x.tgz", "/etc/passwd"] {
        let message = only(&pack(&[path], ""), "pack-file-missing");
        assert!(message.contains(path), "{message}");
    }
    #[cfg(unix)]
    {
        let folder = pack(&["charts/demo.tgz"], "");
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join(ARCHIVE)).expect("linked");
        let message = only(&folder, "pack-file-missing");
        assert!(message.contains("outside the pack"), "{message}");
    }
}

#[test]
fn charts_and_files_that_are_no_files() {
    let folder = pack(&["charts/demo.tgz"], "");
    std::fs::create_dir(folder.path().join(ARCHIVE)).expect("made");
    let message = only(&folder, "not-a-regular-file");
    assert_eq!(
        message,
        "charts/demo.tgz is a directory, not a regular file"
    );
    #[cfg(unix)]
    for name in [ARCHIVE, "demo-1.0.0/values.yaml", "demo-1.0.0/logo.png"] {
        let folder = pack(&["charts/demo.tgz"], "");
        let path = folder.path().join(name);
        let _ = std::fs::remove_file(&path);
        if name != ARCHIVE {
            let chart = gzip(&tar(&[("demo/Chart.yaml", b"name: demo\n")]));
            folder.write(ARCHIVE, chart);
            folder.write("demo-1.0.0/charts/.keep", "");
        }
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo starts").success());
        let report = check(&folder);
        assert_eq!(report.of(&["not-a-regular-file"]).len(), 1, "{report:?}");
    }
}

#[test]
fn a_list_of_charts_without_end() {
    let folder = pack(&["charts/demo.tgz"; 100_000], "charts: {demo: {a: 1}}\n");
    folder.write(ARCHIVE, gzip(&tar(&[("demo/Chart.yaml", b"name: demo\n")])));
    let message = only(&folder, "input-limit");
    assert_eq!(message, "more than 256 charts and manifests in one pack");
}

#[test]
fn a_schema_of_large_regexes_without_end() {
    let folder = pack(&[], "");
    let format = r#"{{ format \"${string:/^[a-zA-Z0-9]{0,90}$/}\" }}"#;
    let entry = |at: usize| format!("manifests.demo.k{at}: {{schema: \"{format}\"}}\n");
    folder.write(
        "demo-1.0.0/schema.yaml",
        (0..600).map(entry).collect::<String>(),
    );
    folder.write(
        "demo-1.0.0/values.yaml",
        "pack: {content: {images: [{image: 'demo:1'}]}}\nmanifests:\n  demo:\n".to_owned()
            + &(0..600)
                .map(|at| format!("    k{at}: a\n"))
                .collect::<String>(),
    );
    let message = only(&folder, "input-limit");
    assert_eq!(message, "more than 500 entries in one schema.yaml");
}

#[test]
fn texts_without_end() {
    for name in ["demo-1.0.0/values.yaml", "demo-1.0.0/pack.json"] {
        let folder = pack(&[], "");
        let file = std::fs::File::create(folder.path().join(name)).expect("made");
        file.set_len(1 << 30).expect("a sparse file");
        let message = only(&folder, "input-limit");
        assert_eq!(message, "more than 67,108,864 bytes in one file");
    }
    let folder = pack(&["charts/demo.tgz"], "");
    let file = std::fs::File::create(folder.path().join(ARCHIVE)).expect("made");
    file.set_len(1 << 30).expect("a sparse file");
    let message = only(&folder, "input-limit");
    assert_eq!(message, "more than 67,108,864 bytes in one file");
}

/// Checks values against a schema.
fn with_schema(schema: &Value, values: &str) -> Report {
    let folder = pack(
        &["charts/demo.tgz"],
        &format!("charts: {{demo: {values}}}\n"),
    );
    let schema = schema.to_string();
    let chart = tar(&[
        ("demo/Chart.yaml", b"name: demo\n".as_slice()),
        ("demo/values.yaml", b""),
        ("demo/values.schema.json", schema.as_bytes()),
    ]);
    folder.write(ARCHIVE, gzip(&chart));
    check(&folder)
}

/// The reason why a schema was not used.
fn reason(report: &Report) -> String {
    // That a schema refers to the network is a finding of its own.
    let mut rules = report.rules();
    rules.retain(|rule| *rule != "chart-schema-remote");
    assert!(rules.is_empty(), "{report:?}");
    let unresolved = report.value["unresolved"].as_array().expect("a list");
    let [entry] = unresolved.as_slice() else {
        panic!("{report:?}")
    };
    text(&entry["reason"]).to_owned()
}

#[test]
fn schemas_that_hang() {
    // Patterns run in linear time.
    let schema = json!({"properties": {"a": {"pattern": "^(a+)+$"}}});
    let report = with_schema(&schema, &format!("{{a: {}b}}", "a".repeat(50_000)));
    assert_eq!(report.of(&["chart-values-schema"]).len(), 1, "{report:?}");
    // A pattern that looks around is not known to.
    let schema = json!({"properties": {"a": {"pattern": "^(?=(a+)+$).*"}}});
    assert!(reason(&with_schema(&schema, "{a: b}")).contains("cannot be used"));
    let schema = json!({"properties": {"a": {"pattern": "((a{1000}){1000}){1000}"}}});
    assert!(reason(&with_schema(&schema, "{a: b}")).contains("cannot be used"));
    // References that lead back, or double with each step.
    let schema = json!({"$ref": "#"});
    assert!(reason(&with_schema(&schema, "{a: b}")).contains("exponentially"));
    let schema = json!({"anyOf": [{"$ref": "#/definitions/a"}], "definitions": {"a": {"not": {"$ref": "#"}}}});
    assert!(reason(&with_schema(&schema, "{a: b}")).contains("exponentially"));
    let mut definitions = serde_json::Map::new();
    for at in 0..60 {
        let next = json!({"$ref": format!("#/definitions/s{}", at + 1)});
        definitions.insert(
            format!("s{at}"),
            json!({"anyOf": [next, next], "type": "string"}),
        );
    }
    definitions.insert("s60".to_owned(), json!({"type": "string"}));
    let schema = json!({"$ref": "#/definitions/s0", "definitions": definitions});
    assert!(reason(&with_schema(&schema, "{a: b}")).contains("exponentially"));
    // Not reached by the values, but still there to be compiled.
    let schema =
        json!({"properties": {"b": {"$ref": "#/definitions/s0"}}, "definitions": definitions});
    let report = with_schema(&schema, "{a: b}");
    assert_eq!(report.findings().len(), 0, "{report:?}");
}

#[test]
fn schemas_that_nest_or_recur() {
    let mut schema = json!({"type": "string"});
    for _ in 0..60 {
        schema = json!({"properties": {"a": schema}});
    }
    let values = format!("{}1{}", "{a: ".repeat(60), "}".repeat(60));
    let report = with_schema(&schema, &values);
    assert_eq!(report.of(&["chart-values-schema"]).len(), 1, "{report:?}");
    let schema = json!({"properties": {"a": {"$ref": "#"}}, "required": ["b"]});
    let values = format!(
        "{}{}",
        "{b: 1, a: ".repeat(95),
        "{}".to_owned() + &"}".repeat(95)
    );
    let report = with_schema(&schema, &values);
    assert_eq!(report.of(&["chart-values-schema"]).len(), 1, "{report:?}");
}

#[test]
fn schemas_that_cannot_be_used() {
    for (schema, why) in [
        (
            json!({"properties": {"a": {"$ref": "https://example.org/a.json"}}}),
            "https://example.org/a.json",
        ),
        (
            json!({"properties": {"a": {"$ref": "file:///etc/passwd"}}}),
            "file:///etc/passwd",
        ),
        (
            json!({"properties": {"a": {"$ref": "#/definitions/none"}}}),
            "#/definitions/none",
        ),
        (json!({"type": "no-type"}), "not a supported JSON Schema"),
        (
            json!({"$schema": "https://example.org/dialect"}),
            "cannot be used",
        ),
    ] {
        let reason = reason(&with_schema(&schema, "{a: b}"));
        assert!(reason.contains(why), "{why}: {reason}");
    }
}

#[test]
fn values_that_multiply_through_aliases() {
    let mut values = String::from("x0: &x0 [a, a, a, a, a, a, a, a, a]\n");
    for at in 1..12 {
        let row = vec![format!("*x{}", at - 1); 9].join(", ");
        values.push_str(&format!("x{at}: &x{at} [{row}]\n"));
    }
    values.push_str("charts: {demo: {a: *x11}}\n");
    let folder = pack(&["charts/demo.tgz"], &values);
    let chart = tar(&[
        ("demo/Chart.yaml", b"name: demo\n".as_slice()),
        ("demo/values.schema.json", b"{}"),
    ]);
    folder.write(ARCHIVE, gzip(&chart));
    assert!(reason(&check(&folder)).contains("too large"));
}
