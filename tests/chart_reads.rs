//! What charts read of their values: a table of templates with the values that nothing reads. Where
//! Helm is there as the Python package helm-python-sdk, it renders each chart with and without them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::{Folder, root, text};

/// A chart: its name, files beside Chart.yaml, the values of the pack, and the keys that nothing reads.
struct Case {
    says: &'static str,
    files: &'static [(&'static str, &'static str)],
    values: &'static str,
    unread: &'static [&'static str],
}

/// A template that prints one expression.
macro_rules! case {
    ($says:literal, $template:literal, $values:literal, $unread:expr) => {
        Case {
            says: $says,
            files: &[("templates/a.yaml", $template)],
            values: $values,
            unread: &$unread,
        }
    };
}

const HELPERS: &str = r#"{{ define "name" }}{{ .Values.name }}{{ end }}
{{ define "of" }}{{ .web.port }}{{ end }}
{{ define "merge" }}{{ $top := first . }}{{ include (index . 1) $top }}{{ end }}
{{ define "both" }}{{ include "merge" (append . "name") }}{{ end }}
{{ define "deep" }}{{ if .left }}{{ include "deep" (dict "left" .left.next "x" .x) }}{{ end }}{{ .x.a }}{{ end }}
{{ define "unused" }}{{ .Values.helper }}{{ end }}"#;

const CASES: &[Case] = &[
    case!(
        "a field",
        "a: {{ .Values.a.b }}",
        "a: {b: 1, c: 2}\nd: 3",
        ["a.c", "d"]
    ),
    case!(
        "the whole",
        "a: {{ toYaml .Values.a | quote }}",
        "a: {b: {c: 1}}\nd: 3",
        ["d"]
    ),
    case!(
        "all values",
        "a: {{ toJson .Values | quote }}",
        "a: 1\nb: {c: 2}",
        []
    ),
    case!("the context", "a: {{ toYaml . | quote }}", "a: 1", []),
    case!(
        "with",
        "{{ with .Values.a }}a: {{ .b }}{{ $.Values.e }}{{ end }}",
        "a: {b: 1, c: 2}\ne: 1",
        ["a.c"]
    ),
    case!(
        "a mapping that may be empty",
        "{{ if .Values.a }}a: 1{{ end }}",
        "a: {b: 1}",
        []
    ),
    case!(
        "else",
        "{{ if .Values.a }}a: 1{{ else if .Values.b }}b: {{ .Values.c }}{{ end }}",
        "a: 0\nb: 1\nc: 2\nd: 3",
        ["d"]
    ),
    case!(
        "a loop",
        "{{ range $k, $v := .Values.a }}{{ $k }}: {{ $v.x }}\n{{ end }}",
        "a: {b: {x: 1, y: 2}}",
        ["a.b.y"]
    ),
    case!(
        "a loop over keys",
        "{{ range keys .Values.a }}{{ . }}: 1\n{{ end }}",
        "a: {b: {x: 1}}",
        ["a.b.x"]
    ),
    case!(
        "a variable",
        "{{ $v := .Values.a }}{{ if true }}{{ $v = .Values.b }}{{ end }}a: {{ $v.x }}",
        "a: {x: 1, y: 1}\nb: {x: 1, y: 1}",
        ["a.y", "b.y"]
    ),
    case!(
        "index",
        "a: {{ index .Values \"a-b\" \"c\" }}",
        "a-b: {c: 1, d: 2}",
        ["a-b.d"]
    ),
    case!(
        "a key that is not known",
        "a: {{ get .Values (.Release.Name | trunc 1) }}",
        "r: 1",
        []
    ),
    case!(
        "a key out of a list",
        "{{ range list \"a\" \"b\" }}{{ . }}: {{ get $.Values . }}\n{{ end }}",
        "a: 1\nc: 2",
        ["c"]
    ),
    case!(
        "dig",
        "a: {{ dig \"x\" \"y\" 3 .Values.a }}",
        "a: {x: {y: 1, z: 2}}",
        ["a.x.z"]
    ),
    case!(
        "hasKey",
        "a: {{ hasKey .Values.a \"b\" }}",
        "a: {b: 1, c: 1}",
        ["a.c"]
    ),
    case!(
        "pluck",
        "a: {{ pluck \"x\" .Values.a .Values.b | first }}",
        "a: {x: 1, y: 2}\nb: {x: 1, y: 2}",
        ["a.y", "b.y"]
    ),
    case!(
        "default",
        "a: {{ .Values.a | default .Values.b }}",
        "a: 1\nb: 2\nc: 3",
        ["c"]
    ),
    case!(
        "or, and, ternary",
        "a: {{ or .Values.a (and .Values.b .Values.c) | ternary .Values.d 1 }}",
        "a: 0\nb: 1\nc: 1\nd: 1\ne: 1",
        ["e"]
    ),
    case!(
        "a dict",
        "{{ $d := dict \"w\" .Values.web \"n\" 1 }}a: {{ $d.w.port }}",
        "web: {port: 1, host: a}",
        ["web.host"]
    ),
    case!(
        "set",
        "{{ $d := dict }}{{ $_ := set $d \"w\" .Values.web }}a: {{ $d.w.port }}",
        "web: {port: 1, host: a}",
        ["web.host"]
    ),
    case!(
        "set in the context",
        "{{ $_ := set . \"w\" .Values.web }}a: {{ .w.port }}",
        "web: {port: 1, host: a}",
        ["web.host"]
    ),
    case!(
        "set in the values",
        "{{ $_ := set .Values \"w\" .Values.web }}a: {{ .Values.w.port }}",
        "web: {port: 1, host: a}",
        ["web.host"]
    ),
    case!(
        "merge",
        "{{ $m := merge (dict) .Values.a .Values.b }}a: {{ $m.x }}",
        "a: {x: 1, y: 1}\nb: {x: 2, z: 1}",
        ["a.y", "b.z"]
    ),
    case!(
        "merge into values",
        "{{ $_ := mergeOverwrite .Values.a .Values.b }}a: {{ .Values.a.x }}",
        "a: {y: 1}\nb: {x: 2, z: 1}",
        ["a.y", "b.z"]
    ),
    case!(
        "a copy",
        "{{ $m := deepCopy .Values.a | merge (dict \"q\" 1) }}a: {{ toYaml $m | quote }}",
        "a: {x: 1}",
        []
    ),
    case!(
        "pick and omit",
        "a: {{ pick .Values.a \"x\" | toYaml | quote }}\nb: {{ omit .Values.b \"x\" | toYaml | quote }}",
        "a: {x: 1, y: 1}\nb: {y: 1}",
        ["a.y"]
    ),
    case!(
        "concat",
        "{{ range concat .Values.a (list .Values.b) }}- {{ .x }}\n{{ end }}",
        "a: [{x: 1}]\nb: {x: 1, y: 2}",
        ["b.y"]
    ),
    case!(
        "a template in a value",
        "a: {{ tpl .Values.a . }}",
        "a: '{{ .Values.b }}'\nb: 1\nc: 2",
        ["c"]
    ),
    case!(
        "a template in the template",
        "a: {{ tpl \"{{ .Values.b }}\" . }}",
        "b: 1\nc: 2",
        ["c"]
    ),
    case!(
        "a template that is put together",
        "a: {{ tpl (printf \"{{ .Values.%s }}\" .Values.n) . }}",
        "n: b\nb: 1\nc: 2",
        []
    ),
    case!(
        "a part of a template",
        "a: {{ tpl (cat \"{{ with .Values.s }}\" .Values.t \"{{ end }}\") . }}",
        "s: {x: 1}\nt: '{{ .x }}'\nc: 2",
        ["c"]
    ),
    case!(
        "a template with another context",
        "a: {{ tpl .Values.t (dict \"p\" .Values.web) }}",
        "t: '{{ .p.port }}'\nweb: {port: 1, host: b}",
        ["web.host"]
    ),
    case!(
        "a comparison",
        "{{ if eq .Values.a \"b\" }}a: {{ .Values.b }}{{ end }}",
        "a: b\nb: 1\nc: 1",
        ["c"]
    ),
    case!(
        "kinds",
        "{{ if kindIs \"map\" .Values.a }}a: 1{{ end }}",
        "a: {b: 1}\nc: 1",
        ["c"]
    ),
    Case {
        says: "include",
        files: &[
            ("templates/_h.tpl", HELPERS),
            (
                "templates/a.yaml",
                "a: {{ include \"name\" . }}\nb: {{ template \"of\" (dict \"web\" .Values.web) }}",
            ),
        ],
        values: "name: a\nweb: {port: 1, host: b}\nhelper: 1\nother: 1",
        unread: &["web.host", "other"],
    },
    Case {
        says: "include by a name in a list",
        files: &[
            ("templates/_h.tpl", HELPERS),
            ("templates/a.yaml", "a: {{ include \"both\" (list .) }}"),
        ],
        values: "name: a\nother: 1",
        unread: &["other"],
    },
    Case {
        says: "include of a whole file",
        files: &[
            ("templates/b.yaml", "b: {{ .Values.b }}"),
            (
                "templates/a.yaml",
                "a: {{ include (print $.Template.BasePath \"/b.yaml\") . | sha256sum }}",
            ),
        ],
        values: "b: 1\nc: 1",
        unread: &["c"],
    },
    Case {
        says: "a name that is not known",
        files: &[
            ("templates/_h.tpl", HELPERS),
            ("templates/a.yaml", "a: {{ include (.Values.which) . }}"),
        ],
        values: "which: name\nname: 1\nother: 1",
        unread: &["other"],
    },
    Case {
        says: "a template that uses itself",
        files: &[
            ("templates/_h.tpl", HELPERS),
            (
                "templates/a.yaml",
                "a: {{ include \"deep\" (dict \"left\" .Values.l \"x\" .Values.x) | quote }}",
            ),
        ],
        values: "l: {next: {next: {}}}\nx: {a: 1, b: 2}",
        unread: &["x.b"],
    },
    Case {
        says: "a file as a template",
        files: &[
            ("files/c.conf", "{{ .Values.b }}"),
            (
                "templates/a.yaml",
                "a: {{ tpl (.Files.Get \"files/c.conf\") . }}",
            ),
        ],
        values: "b: 1\nc: 1",
        unread: &["c"],
    },
    Case {
        says: "the chart's own values",
        files: &[
            ("values.yaml", "a: {b: 1}\nold: 1\n"),
            ("templates/a.yaml", "{{ if .Values.a }}a: 1{{ end }}"),
        ],
        values: "a: {b: 2, c: 3}\nold: 2",
        unread: &["a.c"],
    },
    Case {
        says: "subcharts and global values",
        files: &[
            (
                "Chart.yaml",
                "apiVersion: v2\nname: demo\nversion: 1.0.0\ndependencies:\n  - {name: sub, version: 1.0.0, alias: db, condition: 'db.enabled,on'}\n",
            ),
            (
                "templates/a.yaml",
                "a: {{ .Values.global.x }}\nb: {{ .Subcharts.db.Values.shared }}",
            ),
            (
                "charts/sub/Chart.yaml",
                "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
            ),
            ("charts/sub/values.yaml", "port: 1\n"),
            (
                "charts/sub/templates/b.yaml",
                "b: {{ .Values.port }}{{ .Values.global.y }}{{ .Chart.Name }}",
            ),
        ],
        values: "on: true\nglobal: {x: 1, y: 2, z: 3}\ndb: {enabled: true, shared: 1, port: 2, prot: 3, global: {y: 1}}\nsub: {port: 1}",
        unread: &["global.z", "db.prot", "sub"],
    },
    Case {
        says: "imported values",
        files: &[
            (
                "Chart.yaml",
                "apiVersion: v2\nname: demo\nversion: 1.0.0\ndependencies:\n  - {name: sub, version: 1.0.0, import-values: [{child: out, parent: in}], tags: [extra]}\n",
            ),
            ("templates/a.yaml", "a: {{ .Values.in.x }}"),
            (
                "charts/sub/Chart.yaml",
                "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
            ),
            ("charts/sub/values.yaml", "out: {y: 1}\n"),
            ("charts/sub/templates/b.yaml", "b: 1"),
        ],
        values: "tags: {extra: true}\nsub: {out: {x: 1}, other: 1}",
        unread: &["sub.other"],
    },
];

fn archive(case: &Case) -> Vec<u8> {
    let encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let mut archive = tar::Builder::new(encoder);
    let chart = ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 1.0.0\n");
    let has_chart = case.files.iter().any(|(path, _)| *path == "Chart.yaml");
    let chart = (!has_chart).then_some(chart);
    for (path, content) in chart.iter().chain(case.files) {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        let path = format!("demo/{path}");
        let added = archive.append_data(&mut header, path, content.as_bytes());
        added.expect("written");
    }
    let encoder = archive.into_inner().expect("written");
    encoder.finish().expect("packed")
}

fn pack(case: &Case) -> Folder {
    let folder = Folder::new();
    let manifest = json!({
        "name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon",
        "addonType": "monitoring", "cloudTypes": ["all"], "charts": ["charts/demo-1.0.0.tgz"],
    });
    folder.write("demo-1.0.0/pack.json", manifest.to_string());
    let values = case.values.replace('\n', "\n    ");
    let values = format!("charts:\n  demo:\n    {values}\n");
    folder.write("demo-1.0.0/values.yaml", values);
    folder.write("demo-1.0.0/charts/demo-1.0.0.tgz", archive(case));
    folder
}

/// The paths below the chart that nothing reads.
fn unread(folder: &Folder) -> Vec<String> {
    let report = folder.json(&["demo-1.0.0", "--select", "override-not-read"]);
    assert_eq!(report.value["unresolved"], json!([]), "{report:?}");
    let findings = report.findings().iter();
    findings
        .map(|finding| {
            let message = text(&finding["message"]);
            let path = message.strip_prefix("nothing in chart demo reads charts.demo.");
            path.unwrap_or_else(|| panic!("{message}")).to_owned()
        })
        .collect()
}

#[test]
fn what_nothing_reads_is_found_and_nothing_else() {
    let mut wrong = Vec::new();
    for case in CASES {
        let found = unread(&pack(case));
        if found != case.unread {
            wrong.push(format!("{}: {found:?} for {:?}", case.says, case.unread));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A Python that has Helm: that of PACKLINT_HELM_PYTHON, else the one on the path.
fn helm() -> Option<String> {
    let python = std::env::var("PACKLINT_HELM_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imported = Command::new(&python)
        .args(["-c", "import helm_python"])
        .output();
    let is_there = imported.is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("skipped: helm-python-sdk is not there");
    }
    is_there.then_some(python)
}

#[test]
fn helm_agrees_that_nothing_reads_them() {
    let Some(python) = helm() else { return };
    let folders: Vec<Folder> = CASES.iter().map(pack).collect();
    let asked: Vec<Value> = CASES
        .iter()
        .zip(&folders)
        .map(|(case, folder)| {
            let paths = case.unread.iter();
            let paths: Vec<Vec<&str>> = paths.map(|path| path.split('.').collect()).collect();
            let chart = folder.path().join("demo-1.0.0/charts/demo-1.0.0.tgz");
            json!({"chart": chart, "values": case.values, "paths": paths})
        })
        .collect();
    let script = root().join("tests/helm/mutate.py");
    let mut helm = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let input = Value::from(asked).to_string();
    let mut to = helm.stdin.take().expect("a pipe");
    to.write_all(input.as_bytes()).expect("written");
    drop(to);
    let output = helm.wait_with_output().expect("ended");
    let agreed: Vec<Option<Vec<bool>>> = serde_json::from_slice(&output.stdout).expect("JSON");
    for (case, agreed) in CASES.iter().zip(agreed) {
        let agreed = agreed.unwrap_or_else(|| panic!("{}: cannot be rendered", case.says));
        assert!(agreed.iter().all(|same| *same), "{}: {agreed:?}", case.says);
    }
}

/// A chart with one template that means harm.
fn hostile(template: &str) -> Folder {
    let files: &'static [(&'static str, &'static str)] =
        Box::leak(vec![("templates/a.yaml", &*template.to_owned().leak())].into_boxed_slice());
    pack(&Case {
        says: "hostile",
        files,
        values: "a: 1",
        unread: &[],
    })
}

#[test]
fn templates_that_mean_harm_end_soon_with_a_finding() {
    let nested = "{{ if .Values.b }}".repeat(5_000) + &"{{ end }}".repeat(5_000);
    let brackets = format!(
        "{{{{ {}.Values.b{} }}}}",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    let chain = format!(
        "{{{{ if .b }}}}{}{{{{ end }}}}",
        "{{ else if .c }}".repeat(50_000)
    );
    let many = "{{ .Values.b }}".repeat(700_000);
    let doubling: String = (0..40)
        .map(|at| {
            let next = at + 1;
            let call = |key: &str| format!("{{{{ include \"t{next}\" (dict \"{key}\" .) }}}}");
            format!(
                "{{{{ define \"t{at}\" }}}}{}{}{{{{ end }}}}",
                call("a"),
                call("b")
            )
        })
        .collect();
    let doubling = doubling + "{{ include \"t0\" . }}";
    for (template, is_limit) in [
        // The parser itself has a limit, so that the template is none.
        (nested.as_str(), false),
        (&brackets, false),
        (&chain, true),
        (&many, true),
        (&doubling, true),
        // Templates that use each other, and themselves, come to an end.
        (
            "{{ define \"a\" }}{{ include \"b\" . }}{{ end }}{{ define \"b\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}{{ .Values.a }}",
            false,
        ),
        (
            "{{ define \"a\" }}{{ include \"a\" (dict \"x\" .) }}{{ end }}{{ include \"a\" . }}{{ .Values.a }}",
            false,
        ),
        (
            "{{ define \"a\" }}{{ include \"a\" (list . .) }}{{ end }}{{ include \"a\" . }}{{ .Values.a }}",
            false,
        ),
        (
            "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $_ := merge $d $d }}{{ toYaml $d }}{{ $d.d.d.d.x }}{{ .Values.a }}",
            false,
        ),
        ("{{ tpl (tpl .Values.a .) . }}", false),
    ] {
        let report =
            hostile(template).json(&["demo-1.0.0", "--select", "override-not-read,input-limit"]);
        let rules = report.rules();
        let start: String = template.chars().take(60).collect();
        assert_eq!(rules == ["input-limit"], is_limit, "{start}: {rules:?}");
        assert!(is_limit || rules.is_empty(), "{start}: {rules:?}");
    }
}
