//! Output is data: whatever is in files, names and arguments, nothing that is printed commands a
//! CI system, steers a terminal, forges a diff, or shows what is marked as secret; and what is hidden
//! is counted.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use packlint::internals::engine::{Request, check};
use packlint::internals::files::Files;
use proptest::prelude::*;

use crate::invariants::{check_formats, check_github, check_log, check_sarif};
use crate::support::{Folder, Run, has_program, run, text};

/// Commands of each system, as somebody would try to give them.
const COMMANDS: [&str; 7] = [
    "##vso[task.setvariable variable=BASH_ENV]./x",
    "##[stop-commands]x",
    "::stop-commands::x",
    "#\u{200d}#vso[task.complete]x",
    ":\u{ad}:add-mask::x",
    "##teamcity[buildStop comment='x']",
    "\u{1b}[2J\u{9b}1m\u{202e}\u{200f}\u{61c}\u{2028}\u{85}::error::x",
];

const FORMATS: [&str; 7] = [
    "human", "concise", "json", "sarif", "gitlab", "junit", "html",
];

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn check_run(run: &Run, name: &str) {
    check_log(&run.stdout, name);
    check_log(&run.stderr, name);
}

#[test]
fn text_of_files_commands_nobody_in_any_format() {
    for command in COMMANDS {
        let plain: String = command
            .chars()
            .filter(|c| !c.is_control() && *c != '\u{85}')
            .collect();
        let cluster = format!(
            "cluster: {name}\nnetwork: {{networkPolicy: {name}, networkPlugin: azure}}\n# {plain}\nvnet:\n  \
             addressSpace: [10.0.0.0/16]\n  subnets: [{{name: {name}, cidr: 10.0.0.0/28}}]\nnodePools:\n  \
             - {{name: {name}, mode: System, count: 30, maxPods: 300}} # {plain}\n",
            name = quoted(command)
        );
        let folder = Folder::with("cluster.yaml", cluster);
        for format in FORMATS {
            let run = folder.check(&["cluster.yaml", "--format", format]);
            assert_eq!(run.status, 1, "{format}: {run:?}");
            check_run(&run, &format!("{command:?} {format}"));
        }
        let github = folder.check(&["cluster.yaml", "--format", "github"]);
        check_github(&github.stdout, command);
        for format in ["human", "json", "markdown", "svg"] {
            let run =
                crate::support::run(folder.path(), &["plan", "cluster.yaml", "--format", format]);
            check_run(&run, &format!("{command:?} plan {format}"));
        }
    }
}

#[test]
fn excerpts_keep_their_columns() {
    let text = "cluster: a\nnetwork: {networkPolicy: x} # ##vso[a]b\nnodePools: []\n";
    let folder = Folder::with("c.yaml", text);
    let run = folder.check(&["c.yaml", "--select", "network-policy-value"]);
    let line = run
        .stdout
        .lines()
        .find(|line| line.contains("networkPolicy:"));
    let marked = run.stdout.lines().find(|line| line.contains('┬'));
    let (line, marked) = (line.expect("a line"), marked.expect("a mark"));
    assert!(line.ends_with("# #\\vso[a]b"), "{run:?}");
    let column = |line: &str, c: char| line.chars().position(|own| own == c);
    assert_eq!(column(line, 'x'), column(marked, '┬'), "{run:?}");
}

#[cfg(unix)]
#[test]
fn file_names_and_arguments_command_nobody() {
    for command in COMMANDS.into_iter().chain(["\n::error::x", "\r##[error]x"]) {
        let name = format!("{}.yaml", command.replace('/', "_"));
        let folder = Folder::with(
            &name,
            "cluster: a\nnetwork: {networkPolicy: x}\nnodePools: []\n",
        );
        for format in [
            "human", "concise", "json", "sarif", "gitlab", "junit", "html",
        ] {
            check_run(&folder.check(&[".", "--format", format]), command);
        }
        let github = folder.check(&[".", "--format", "github"]);
        check_github(&github.stdout, command);
        // Names of files that are not there, options that do not exist, values that are refused.
        for arguments in [
            vec!["check", command],
            vec!["check", "--config", command],
            vec!["check", "--format", command],
            vec!["check", "--select", command],
            vec!["check", "--var", command],
            vec!["explain", command],
            vec!["plan", command],
            vec![command],
        ] {
            let run = crate::support::run(folder.path(), &arguments);
            assert!(run.status > 0, "{arguments:?}: {run:?}");
            check_run(&run, &format!("{arguments:?}"));
        }
        let option = format!("--{command}");
        check_run(
            &crate::support::run(folder.path(), &["check", &option]),
            command,
        );
        // What the system refuses is said on standard error.
        let linked = Folder::new();
        let directory = linked.path().join(command.replace('/', "_"));
        std::fs::create_dir(&directory).expect("made");
        std::os::unix::fs::symlink("values.yaml", directory.join("values.yaml")).expect("linked");
        std::fs::write(directory.join("pack.json"), "{}").expect("written");
        check_run(&linked.check(&["."]), command);
    }
}

#[test]
fn a_configuration_is_shown_without_commands() {
    for command in COMMANDS {
        let name = quoted(command);
        let folder = Folder::with(
            "packlint.yaml",
            format!("exclude: [{name}]\ncluster: {{variables: {{{name}: {name}}}}}\n"),
        );
        check_run(&folder.check(&["--show-config"]), command);
    }
}

#[cfg(unix)]
#[test]
fn a_diff_is_applied_whatever_the_name() {
    if !has_program("patch") {
        return;
    }
    let text = "cluster: a\nvnet: {addressSpace: [10.0.0.5/16]} # ü\nnodePools: []\n";
    for name in [
        "a b.yaml",
        "ü.yaml",
        "\"q\\.yaml",
        "a\n--- b\n+++ b\n::x::y.yaml",
        "##[x].yaml",
    ] {
        let folder = Folder::with(name, text);
        let arguments = [
            ".",
            "--diff",
            "--unsafe-fixes",
            "--select",
            "cidr-host-bits",
        ];
        let run = folder.check(&arguments);
        check_run(
            &Run {
                stdout: run.stdout.replace('\t', ""),
                ..run
            },
            name,
        );
        let diff = folder.check(&arguments).stdout;
        assert_eq!(diff.matches("\n--- ").count(), 0, "{diff}");
        for program in ["patch", "git"] {
            let folder = Folder::with(name, text);
            let arguments: &[&str] = match program {
                "git" => &["apply", "-"],
                _ => &["-p1", "-s"],
            };
            let mut child = Command::new(program)
                .args(arguments)
                .current_dir(folder.path())
                .stdin(Stdio::piped())
                .spawn()
                .expect("starts");
            std::io::Write::write_all(&mut child.stdin.take().expect("piped"), diff.as_bytes())
                .expect("written");
            let status = child.wait().expect("ends");
            assert!(status.success(), "{program} {name:?}: {diff}");
            let fixed = std::fs::read_to_string(folder.path().join(name)).expect("readable");
            assert!(fixed.contains("10.0.0.0/16"), "{program} {name:?}: {fixed}");
        }
    }
}

#[test]
fn a_diff_neither_steers_nor_commands() {
    let text = "cluster: a\n# ##vso[x]y \u{202e}\n::b: 1\nvnet: {addressSpace: [10.0.0.5/16]} # ##[b]\nnodePools: []\n";
    let folder = Folder::with("c.yaml", text);
    let run = folder.check(&[
        "c.yaml",
        "--diff",
        "--unsafe-fixes",
        "--select",
        "cidr-host-bits",
    ]);
    assert!(run.stdout.contains("+vnet"), "{run:?}");
    check_run(&run, "diff");
}

#[test]
fn markdown_and_sarif_neither_call_nor_link() {
    let name = "@octocat #1 https://evil.example/ www.evil.example [fixed](https://evil.example) &#64;octocat";
    let text = format!(
        "cluster: {name}\nvnet:\n  addressSpace: [10.0.0.0/16]\n  subnets: [{{name: {name}, cidr: 10.0.0.0/24}}]\n\
         nodePools:\n  - {{name: {name}, mode: System, count: 3, maxPods: 300}}\n",
        name = quoted(name)
    );
    let folder = Folder::with("cluster.yaml", text);
    let plan = crate::support::run(
        folder.path(),
        &["plan", "cluster.yaml", "--format", "markdown"],
    );
    for link in ["@octocat", "#1", "://", "www.evil", "[fixed]", "&#64;"] {
        assert!(!plan.stdout.contains(link), "{link}: {}", plan.stdout);
    }
    let run = folder.check(&[
        "cluster.yaml",
        "--format",
        "sarif",
        "--select",
        "max-pods-range",
    ]);
    let sarif: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let message = text_of(&sarif["runs"][0]["results"][0]["message"]["text"]);
    assert!(message.contains("\\[fixed\\](https"), "{message}");
}

fn text_of(value: &serde_json::Value) -> &str {
    text(value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// As the fuzz target `output`.
    #[test]
    fn arbitrary_text_commands_nobody(
        parts in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "##", "#", "[", "vso[", "::", ":", "error", " ", "\n", "\t", "\\", "]", "\u{200d}",
                "\u{feff}", "\u{2028}", "\u{1b}[0m", "%0A", "@", "'", "\"", "<b>", "&#35;",
            ]).prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
            Just("word ".repeat(18)),
        ], 1..12),
    ) {
        let name = parts.concat();
        let comment: String = name.chars().filter(|c| !c.is_control()).collect();
        let text = format!(
            "cluster: {name}\nnetwork: {{networkPolicy: {name}}}\n# {comment}\nvnet:\n  addressSpace: \
             [10.0.0.0/16]\n  subnets: [{{name: {name}, cidr: 10.0.0.5/24}}]\nnodePools:\n  \
             - {{name: {name}, mode: System, count: 3, maxPods: 300}} # {comment}\n",
            name = quoted(&name)
        );
        let folder = PathBuf::from("/work");
        let file = format!("{}.yaml", name.replace(['/', '\0'], "_"));
        let request = Request {
            files: Files::without_disk().with(&folder.join(&file), text.as_bytes()),
            paths: vec![PathBuf::from(file)],
            ..Request::default()
        };
        let report = check(&request, folder);
        check_formats(&report, "output");
        check_sarif(&report, "output");
    }
}

/// A module with a finding beside each value, and every format of the report.
fn outputs(folder: &Folder, path: &str) -> String {
    let mut all = String::new();
    for format in FORMATS.into_iter().chain(["github"]) {
        let run = folder.check(&[path, "--format", format]);
        assert!(run.status < 2, "{run:?}");
        all += &run.stdout;
        all += &run.stderr;
    }
    all += &folder.check(&[path, "--diff", "--unsafe-fixes"]).stdout;
    all
}

const CLUSTER: &str = "resource \"spectrocloud_cluster_aks\" \"a\" {\n  name = var.q\n  machine_pool {\n    name = var.q\n    count = 1\n  }\n}\n";

#[test]
fn a_mark_hides_every_value_of_its_name() {
    for mark in ["true", "\"true\"", "(true)", "!false", "1 == 1"] {
        let module = format!(
            "{CLUSTER}variable \"p\" {{\n  default = \"S3CRET0\"\n  sensitive = {mark}\n}}\nvariable \"q\" {{}}\n"
        );
        let folder = Folder::with("m/main.tf", module);
        folder.write(
            "m/terraform.tfvars",
            "p = \"S3CRET1\"\nq = \"P_\"\np2 = 1\n",
        );
        folder.write("m/a.auto.tfvars", "q = \"P_\"\np = \"S3CRET2\"\n");
        folder.write("m/z.auto.tfvars", "p = \"S3CRET3\"\nq = \"P_\"\n");
        let all = outputs(&folder, "m");
        assert!(
            all.contains("P_") && !all.contains("S3CRET"),
            "{mark}: {all}"
        );
    }
}

/// A module that is called declares what is secret; the call says it.
#[test]
fn arguments_of_modules_are_hidden() {
    let declared = "variable \"p\" {\n  sensitive = true\n}\nvariable \"q\" {}\n";
    let call = |given: &str| {
        format!("module \"x\" {{\n  source = \"../x\"\n  p = {given}\n  q = \"P_\"\n}}\n")
    };
    let plain = "variable \"p\" {}\nvariable \"q\" {}\n";
    let passed_on = format!("{plain}module \"y\" {{\n  source = \"../y\"\n  p = var.p\n}}\n");
    let json = r#"{"module": {"x": {"source": "../x", "p": "S3CRET", "q": "P_"}}}"#;
    for (name, main, x) in [
        (
            "m/main.tf",
            call("\"S3CRET\""),
            format!("{declared}{CLUSTER}"),
        ),
        (
            "m/main.tf",
            call("[upper(\"S3CRET\")]"),
            format!("{declared}{CLUSTER}"),
        ),
        (
            "m/main.tf",
            call("<<E\nS3CRET\nE"),
            format!("{declared}{CLUSTER}"),
        ),
        (
            "m/main.tf",
            format!(
                "locals {{\n  s = {{a = \"S3CRET\"}} # P_\n}}\n{}",
                call("local.s.a")
            ),
            format!("{declared}{CLUSTER}"),
        ),
        (
            "m/main.tf",
            call("\"S3CRET\""),
            format!("{passed_on}{CLUSTER}"),
        ),
        (
            "m/main.tf.json",
            json.to_owned(),
            format!("{declared}{CLUSTER}"),
        ),
        // It does not parse: what it calls is not known.
        (
            "m/main.tf",
            call("\"S3CRET\"") + "}\n",
            format!("{declared}{CLUSTER}"),
        ),
        (
            "m/main.tf",
            call("\"S3CRET\"") + "}\n",
            format!("{passed_on}{CLUSTER}"),
        ),
    ] {
        let folder = Folder::with(name, &main);
        folder.write("x/main.tf", &x);
        folder.write("y/main.tf", declared);
        let all = outputs(&folder, "m");
        assert!(
            all.contains("P_") || main.ends_with("}\n}\n"),
            "{main}: {all}"
        );
        assert!(!all.contains("S3CRET"), "{main}: {all}");
    }
    // The mark is in another module than the file that does not parse.
    let root = "variable \"p\" {}\nmodule \"x\" {\n  source = \"../x\"\n  p = var.p\n}\n";
    let folder = Folder::with("m/main.tf", format!("{root}{CLUSTER}"));
    folder.write("x/main.tf", declared);
    folder.write("m/terraform.tfvars", "p = \"S3CRET\"; q = \"P_\"\n");
    let all = outputs(&folder, "m");
    assert!(!all.contains("S3CRET"), "{all}");
}

/// A profile marks a variable; the cluster file, packlint.yaml and the command line give it a value.
#[test]
fn values_of_cluster_variables_are_hidden() {
    let profile = r#"{"metadata": {"name": "p"}, "spec": {"version": "1.0.0", "template": {"type": "cluster", "cloudType": "aks",
        "packs": [{"name": "cni-azure", "tag": "1.0", "layer": "cni", "values": "a: '{{.spectro.var.pw}}'\nb: {{ .spectro.var.pw }}\n"}]},
        "variables": [{"name": "pw", "isSensitive": true, "format": "number", "defaultValue": "S3CRET0"}]}}"#;
    let value = "\"{{.spectro.var.pw}}\"";
    let cluster = format!(
        "profile: p.json\nnetwork: {{networkPolicy: {value}}}\nnodePools:\n  - {{name: P_, count: 1, vmSize: {value}}}\n  - {{name: {value}}}\n"
    );
    for (own, configured) in [
        ("variables: {pw: S3CRET1}\n", ""),
        ("variables:\n  pw: S3CRET1\n  pw: S3CRET2\n", ""),
        ("variables: {pw: [S3CRET1], x: {{a}}}\n", ""),
        ("", "cluster:\n  variables: {pw: S3CRET1}\n"),
        ("", "cluster:\n  variables: {pw: S3CRET1, zz: {{a}}}\n"),
    ] {
        let folder = Folder::with("c.yaml", format!("cluster: a\n{own}{cluster}"));
        folder.write("p.json", profile);
        let mut all = String::new();
        if !configured.is_empty() {
            folder.write("packlint.yaml", configured);
        }
        if configured.contains("zz") {
            let run = folder.check(&["c.yaml"]);
            all += &run.stderr;
        } else {
            all += &outputs(&folder, "c.yaml");
            all += &outputs(&folder, "p.json");
        }
        all += &run(folder.path(), &["plan", "c.yaml"]).stdout;
        assert!(!all.contains("S3CRET"), "{own}{configured}: {all}");
    }
}

#[test]
fn what_is_marked_by_syntax_is_hidden_wherever_it_is() {
    let module = "locals {\n  unused = sensitive(\"S3CRET0\")\n}\nvariable \"q\" {\n  default = \"P_\"\n}\n\
                  output \"o\" {\n  value = \"S3CRET1\"\n  sensitive = true\n}\n\
                  resource \"spectrocloud_cluster_aks\" \"a\" {\n  name = \"${sensitive(\"S3CRET2\")}P_\"\n  \
                  machine_pool {\n    name = var.q\n    count = sensitive(3) # S\n  }\n  \
                  tags = [sensitive(\"S3CRET3\")]\n}\n";
    let folder = Folder::with("m/main.tf", module);
    folder.write(
        "m/terraform.tfvars",
        "q = \"P_\"\nlist = [sensitive(\"S3CRET4\")]\n",
    );
    let all = outputs(&folder, "m");
    assert!(all.contains("P_") && !all.contains("S3CRET"), "{all}");
}

#[test]
fn marks_of_files_that_are_not_checked_count() {
    for (file, text) in [
        (
            "m/v.tf.json",
            "{\"variable\": {\"p\": {\"sensitive\": \"true\"}, \"q\": {}}}",
        ),
        (
            "m/v.tf.json",
            "{\"variable\": [{\"p\": [{\"sensitive\": true}]}]}",
        ),
        ("m/v.tofu", "variable \"p\" {\n  sensitive = true\n}\n"),
        ("m/v.tf.json", "{\"variable\": "),
    ] {
        let folder = Folder::with("m/main.tf", format!("{CLUSTER}variable \"q\" {{}}\n"));
        folder.write(file, text);
        folder.write("m/terraform.tfvars", "p = \"S3CRET1\"\nq = \"P_\"\n");
        let all = outputs(&folder, "m");
        assert!(!all.contains("S3CRET"), "{file} {text}: {all}");
    }
}

#[test]
fn nothing_is_shown_of_what_does_not_parse() {
    let variables = "variable \"p\" {\n  sensitive = true\n}\nvariable \"q\" {}\n";
    // A file of variables.
    let folder = Folder::with("m/main.tf", format!("{CLUSTER}{variables}"));
    folder.write(
        "m/terraform.tfvars",
        "p = \"S3CRET1\"\nq = P_ \"\np = \"S3CRET2\"\n",
    );
    let all = outputs(&folder, "m");
    assert!(
        all.contains("terraform.tfvars:") && !all.contains("S3CRET"),
        "{all}"
    );
    // The file with the marks.
    let folder = Folder::with("m/main.tf", CLUSTER);
    folder.write(
        "m/v.tf",
        format!("{variables}locals {{\n  x = \"S3CRET0\n}}\n"),
    );
    folder.write("m/terraform.tfvars", "p = \"S3CRET1\"\nq = \"P_\"\n");
    let all = outputs(&folder, "m");
    assert!(!all.contains("S3CRET"), "{all}");
    // Bytes that are no text.
    let folder = Folder::with("m/main.tf", format!("{CLUSTER}{variables}"));
    folder.write("m/terraform.tfvars", b"p = \"S3CRET1\xff\"\n");
    let all = outputs(&folder, "m");
    assert!(!all.contains("S3CRET"), "{all}");
    // Plans and exports, broken off before the marks.
    for text in [
        "{\"format_version\": \"1.2\", \"terraform_version\": \"1.9\",\n\"planned_values\": {\"root_module\": {\"resources\": [\n{\"type\": \"spectrocloud_cluster_aks\", \"values\": {\"name\": \"S3CRET\"\n",
        "{\"metadata\": {\"name\": \"p\"},\n\"spec\": {\"template\": {\"packs\": []}, \"variables\": [{\"name\": \"x\", \"defaultValue\": \"S3CRET\"\n",
    ] {
        let folder = Folder::with("p.json", text);
        let all = outputs(&folder, "p.json");
        assert!(
            all.contains("json-syntax") && !all.contains("S3CRET"),
            "{all}"
        );
    }
}

#[test]
fn parts_of_a_plan_that_are_not_checked_are_hidden() {
    let plan = r#"{"format_version": "1.2", "terraform_version": "1.9", "variables": {"p": {"value": "S3CRET0"}}, "planned_values": {"outputs": {"o": {"value": "S3CRET1"}}, "root_module": {"resources": [{"address": "spectrocloud_cloudaccount_azure.a", "mode": "managed", "type": "spectrocloud_cloudaccount_azure", "name": "a", "values": {"azure_client_secret": "S3CRET2"}, "sensitive_values": {"azure_client_secret": true}}, {"address": "spectrocloud_cluster_aks.a", "mode": "managed", "type": "spectrocloud_cluster_aks", "name": "a", "values": {"name": "a", "tags": ["S3CRET3"], "machine_pool": [{"name": "P_", "count": 1}]}, "sensitive_values": {"tags": "true"}}]}}, "values": {"root_module": {"resources": [{"x": "S3CRET4"}]}}}"#;
    let folder = Folder::with("plan.json", plan);
    let all = outputs(&folder, "plan.json");
    assert!(all.contains("P_") && !all.contains("S3CRET"), "{all}");
}

#[test]
fn a_diff_masks_what_is_marked() {
    let module = "variable \"p\" {\n  sensitive = true\n  default = \"S3CRET\"\n}\nresource \"spectrocloud_cluster_profile\" \"p\" {\n  name = \"p\"\n  pack {\n    name = \"cni-azure\"\n    tag = \"1\"\n    values = \"pack:\\n  networkPolicy: Calico\\n\"\n  }\n}\n";
    let folder = Folder::with(
        "m/main.tf",
        module.replace(
            "resource",
            "locals {\n  x = sensitive(\"S3CRET\")\n}\nresource",
        ),
    );
    let run = folder.check(&["m", "--diff", "--unsafe-fixes"]);
    assert!(
        run.stdout.contains("+") && !run.stdout.contains("S3CRET"),
        "{run:?}"
    );
}

#[test]
fn a_file_cannot_hide_that_it_is_not_read() {
    let broken = "# packlint: ignore[yaml-syntax, input-limit]\ncluster: a\nnodePools: []\n}: ]\n";
    let folder = Folder::with("cluster.yaml", broken);
    let run = folder.check(&["cluster.yaml", "--format", "concise"]);
    assert_eq!(run.status, 1, "{run:?}");
    let rules = run.rules();
    assert!(
        rules.contains(&"yaml-syntax") && rules.contains(&"unused-suppression"),
        "{run:?}"
    );
    let deep = format!(
        "# packlint: ignore[input-limit]\ncluster: a\nnodePools: []\nx: {}{}\n",
        "[".repeat(300),
        "]".repeat(300)
    );
    let folder = Folder::with("cluster.yaml", deep);
    let run = folder.check(&["cluster.yaml", "--format", "concise"]);
    assert!(run.rules().contains(&"input-limit"), "{run:?}");
}

#[test]
fn a_schema_that_cannot_be_applied_is_an_error() {
    let folder = Folder::new();
    folder.pack("p", "demo", "addon", "pack: {}\n");
    folder.write("schema.json", "{\"required\": [\"annotations\"]}");
    folder.write("packlint.yaml", "pack: {schema: schema.json}\n");
    let manifest = format!(
        "{{\"name\": \"demo\", \"displayName\": \"demo\", \"version\": \"1.0.0\", \"layer\": \"addon\", \"addonType\": \"monitoring\", \"cloudTypes\": [\"aks\"], \"annotations\": {}{}}}",
        "[".repeat(101),
        "]".repeat(101)
    );
    folder.write("p/pack.json", manifest);
    let run = folder.check(&["p"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("cannot be applied"), "{run:?}");
}

#[test]
fn what_is_hidden_is_counted_in_every_format() {
    let text = "cluster: a\nnetwork: {networkPolicy: Calico} # packlint: ignore[network-policy-value] x\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n";
    let folder = Folder::with("cluster.yaml", text);
    let select = [
        "cluster.yaml",
        "--select",
        "network-policy-value,max-pods-range",
    ];
    folder.check(&[&select[..], &["--write-baseline", "known.json"]].concat());
    let output = |format: &str| {
        let arguments = ["--baseline", "known.json", "--format", format];
        folder.check(&[&select[..], &arguments].concat())
    };
    let json = |format: &str| -> serde_json::Value {
        serde_json::from_str(&output(format).stdout).expect("JSON")
    };
    let summary = &json("json")["summary"];
    assert_eq!(
        (&summary["suppressed"], &summary["baselined"]),
        (&1.into(), &1.into())
    );
    assert_eq!(summary["ignored"], 0);
    let properties = &json("sarif")["runs"][0]["properties"];
    assert_eq!(
        (&properties["suppressed"], &properties["baselined"]),
        (&1.into(), &1.into())
    );
    let said = "1 finding suppressed by comments, 1 finding in the baseline";
    assert_eq!(
        output("github").stdout,
        format!("::notice title=packlint::{said}\n")
    );
    for format in ["concise", "gitlab"] {
        assert_eq!(
            output(format).stderr,
            format!("packlint: {said}\n"),
            "{format}"
        );
    }
    let junit = output("junit").stdout;
    let document = roxmltree::Document::parse(&junit).expect("XML");
    let mut properties = document
        .descendants()
        .filter(|node| node.has_tag_name("property"));
    assert!(
        properties.any(|node| (node.attribute("name"), node.attribute("value"))
            == (Some("suppressed"), Some("1"))),
        "{junit}"
    );
    assert!(
        output("human")
            .stdout
            .contains("1 suppressed, 1 in the baseline")
    );
    assert!(
        output("html")
            .stdout
            .contains("<dt>suppressed</dt><dd>1</dd>")
    );
}

#[test]
fn a_finding_that_comes_back_does_not_hide_the_one_that_replaced_it() {
    let text = "cluster: demo\nnetwork: {networkPlugin: kubenet, networkPolicy: calico}\nnodePools:\n  \
                - {name: a, mode: System, count: 3}\n  - name: w\n    count: 1\n    osType: Windows \
                # packlint: ignore[calico-kubenet-linux-only] x\n";
    let folder = Folder::with("cluster.yaml", text);
    let select = "calico-kubenet-linux-only,windows-requires-azure-cni";
    let report = folder.json(&["cluster.yaml", "--select", select]);
    assert_eq!(report.rules(), ["windows-requires-azure-cni"]);
    assert_eq!(report.value["summary"]["suppressed"], 1);
}

#[test]
fn usage_errors_repeat_arguments_as_they_can_be_printed() {
    let folder = Folder::new();
    let run = crate::support::run(folder.path(), &["check", "--\u{1b}[2J\n::error::x"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("\\u{1b}[2J\\n::error"), "{run:?}");
}
