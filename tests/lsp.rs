//! The language server, spoken to as an editor does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Folder, root};

const POOLS: &str = "nodePools:\n  - name: system\n    mode: System\n    count: 3\n";
const CLUSTER: &str = "cluster: demo\nnetwork: {networkPlugin: azure}\nvnet:\n  subnets:\n    - name: nodes\n      cidr: 10.240.0.0/22\n";

/// An editor with one server.
struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last: i64,
    /// What was published last for each document.
    published: std::collections::BTreeMap<String, Vec<Value>>,
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Editor {
    fn new(roots: &[&Path], encodings: &[&str]) -> Self {
        let mut server = Command::new(assert_cmd::cargo::cargo_bin!("packlint"))
            .args(["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut editor = Editor {
            input: server.stdin.take().expect("a pipe"),
            output: BufReader::new(server.stdout.take().expect("a pipe")),
            server,
            last: 0,
            published: std::collections::BTreeMap::new(),
        };
        let folders: Vec<_> = roots
            .iter()
            .map(|root| json!({"uri": uri(root), "name": "a folder"}))
            .collect();
        editor.request(
            "initialize",
            json!({
                "capabilities": {"general": {"positionEncodings": encodings}},
                "workspaceFolders": folders,
            }),
        );
        editor.notify("initialized", json!({}));
        editor
    }

    fn write(&mut self, body: &str) {
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("written");
        self.input.flush().expect("written");
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(
                self.output.read_line(&mut line).expect("a line"),
                0,
                "the server ended"
            );
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().expect("a number"),
                _ if line.trim().is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a body");
        let message: Value = serde_json::from_slice(&body).expect("JSON");
        if message["method"] == "textDocument/publishDiagnostics" {
            let own = message["params"]["diagnostics"].as_array().expect("a list");
            let uri = message["params"]["uri"].as_str().expect("a URI");
            self.published.insert(uri.to_owned(), own.clone());
        }
        message
    }

    fn notify(&mut self, method: &str, parameters: Value) {
        let message = json!({"jsonrpc": "2.0", "method": method, "params": parameters});
        self.write(&message.to_string());
    }

    /// The answer; what is published before it is kept.
    fn request(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters});
        self.write(&message.to_string());
        loop {
            let message = self.read();
            if message["id"] == id {
                assert_eq!(message["error"], Value::Null, "{method}");
                return message["result"].clone();
            }
        }
    }

    fn open(&mut self, path: &Path, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "yaml", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    fn change(&mut self, path: &Path, changes: Value) {
        let document = json!({"uri": uri(path), "version": 2});
        let parameters = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", parameters);
    }

    /// The diagnostics of a file once everything sent so far is handled.
    fn diagnostics(&mut self, path: &Path) -> Vec<Value> {
        self.at("hover", path, 0, 0);
        self.published.get(&uri(path)).cloned().unwrap_or_default()
    }

    fn rules(&mut self, path: &Path) -> Vec<String> {
        let found = self.diagnostics(path);
        let rule = |found: &Value| found["code"].as_str().expect("a rule").to_owned();
        found.iter().map(rule).collect()
    }

    fn at(&mut self, what: &str, path: &Path, line: u32, character: u32) -> Value {
        let position = json!({"line": line, "character": character});
        let parameters = json!({"textDocument": {"uri": uri(path)}, "position": position});
        self.request(&format!("textDocument/{what}"), parameters)
    }

    fn labels(&mut self, path: &Path, line: u32, character: u32) -> Vec<String> {
        let items = self.at("completion", path, line, character);
        let items = items.as_array().expect("a list").iter();
        items
            .map(|item| item["label"].as_str().expect("a label").to_owned())
            .collect()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn an_unsaved_edit_changes_what_is_found() {
    let folder = Folder::new();
    let path = folder.path().join("cluster.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    editor.open(&path, &format!("{CLUSTER}{POOLS}"));
    assert_eq!(editor.rules(&path), [""; 0]);
    let end = json!({"line": 5, "character": 25});
    let start = json!({"line": 5, "character": 23});
    editor.change(
        &path,
        json!([{"range": {"start": start, "end": end}, "text": "27"}]),
    );
    assert_eq!(editor.rules(&path), ["subnet-capacity"]);
    let found = &editor.diagnostics(&path)[0];
    assert_eq!(found["severity"], 1);
    assert_eq!(found["range"]["start"], json!({"line": 5, "character": 12}));
    let page = found["codeDescription"]["href"].as_str().expect("a page");
    assert!(page.ends_with("#subnet-capacity"), "{page}");
    assert!(
        !found["relatedInformation"]
            .as_array()
            .expect("a list")
            .is_empty()
    );
    editor.change(&path, json!([{"text": format!("{CLUSTER}{POOLS}")}]));
    assert_eq!(editor.rules(&path), [""; 0]);
    editor.request("shutdown", Value::Null);
    editor.notify("exit", Value::Null);
    assert!(editor.server.wait().expect("ended").success());
}

#[test]
fn columns_count_what_was_negotiated() {
    let folder = Folder::new();
    let path = folder.path().join("cluster.yaml");
    let text = "cluster: demo\r\nnodePools: [{name: \"😀ü\", count: 3, coun: 1}]\r\n";
    for (encodings, column) in [(&[][..], 36), (&["utf-8", "utf-16"][..], 39)] {
        let mut editor = Editor::new(&[folder.path()], encodings);
        editor.open(&path, text);
        let found = editor.diagnostics(&path);
        let unknown = found.iter().find(|found| found["code"] == "unknown-field");
        let range = &unknown.expect("an unknown key")["range"];
        assert_eq!(
            range["start"],
            json!({"line": 1, "character": column}),
            "{encodings:?}"
        );
    }
}

#[test]
fn an_edit_of_values_reaches_the_cluster_that_is_open() {
    let folder = Folder::new();
    let values = "pack: {}\nmanagedMachinePool:\n  maxPodPerNode: 30\n";
    // 3 nodes with 30 pods fit a /24; with 250 they do not.
    folder.pack("packs/k8s", "kubernetes-aks", "k8s", values);
    folder.pack("packs/cni", "cni-azure", "cni", "pack: {}\n");
    let cluster = folder.path().join("cluster.yaml");
    let text = format!("packs: [./packs/k8s, ./packs/cni]\n{CLUSTER}{POOLS}").replace("/22", "/24");
    folder.write("cluster.yaml", &text);
    let path = folder.path().join("packs/k8s/values.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    editor.open(&cluster, &text);
    editor.open(&path, values);
    assert!(
        !editor
            .rules(&cluster)
            .contains(&"subnet-capacity".to_owned())
    );
    editor.change(&path, json!([{"text": values.replace("30", "250")}]));
    assert!(
        editor
            .rules(&cluster)
            .contains(&"subnet-capacity".to_owned())
    );
    editor.notify(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri(&path)}}),
    );
    assert!(
        !editor
            .rules(&cluster)
            .contains(&"subnet-capacity".to_owned())
    );
}

/// Looking through the whole folder costs more than a check: an edit does without, and what was found
/// to depend on the open documents stays checked.
#[test]
fn an_edit_checks_what_depended_on_the_documents_when_they_were_opened_or_saved() {
    let folder = Folder::new();
    let values = "pack: {}\nmanagedMachinePool:\n  maxPodPerNode: 30\n";
    let text = format!("packs: [./k8s, ./cni]\n{CLUSTER}{POOLS}").replace("/22", "/24");
    folder.pack("k8s", "kubernetes-aks", "k8s", values);
    folder.pack("cni", "cni-azure", "cni", "pack: {}\n");
    folder.pack("copy", "kubernetes-aks", "k8s", values);
    folder.write("one.yaml", &text);
    let (one, two) = (
        folder.path().join("one.yaml"),
        folder.path().join("two.yaml"),
    );
    let path = folder.path().join("k8s/values.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    editor.open(&path, values);
    let has = |editor: &mut Editor, file: &Path, rule: &str| {
        editor.diagnostics(&path);
        let mut found = editor.published.get(&uri(file)).into_iter().flatten();
        found.any(|found| found["code"] == rule)
    };
    let duplicate = folder.path().join("k8s/pack.json");
    assert!(!has(&mut editor, &one, "subnet-capacity"));
    assert!(has(&mut editor, &duplicate, "pack-duplicate"));
    folder.write("two.yaml", &text);
    editor.change(&path, json!([{"text": values.replace("30", "250")}]));
    assert!(has(&mut editor, &one, "subnet-capacity"));
    assert!(has(&mut editor, &duplicate, "pack-duplicate"));
    assert!(!has(&mut editor, &two, "subnet-capacity"), "not looked for");
    let saved = json!({"textDocument": {"uri": uri(&path)}});
    editor.notify("textDocument/didSave", saved);
    assert!(has(&mut editor, &two, "subnet-capacity"));
}

#[test]
fn fixes_and_suppressions_are_offered() {
    let folder = Folder::new();
    let path = folder.path().join("cluster.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    let wanted =
        format!("{CLUSTER}{POOLS}").replace("{networkPlugin: azure}", "\n  networkPlugin: azure");
    editor.open(&path, &wanted.replace("azure", "Azure"));
    let range = editor.diagnostics(&path)[0]["range"].clone();
    let parameters = json!({"textDocument": {"uri": uri(&path)}, "range": range, "context": {"diagnostics": []}});
    let actions = editor.request("textDocument/codeAction", parameters);
    let titles: Vec<_> = actions
        .as_array()
        .expect("a list")
        .iter()
        .map(|own| &own["title"])
        .collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert_eq!(actions[0]["isPreferred"], true);
    let edits = &actions[0]["edit"]["changes"][uri(&path)];
    assert_eq!(edits[0]["newText"], "azure");
    let comment = actions[1]["edit"]["changes"][uri(&path)][0]["newText"].as_str();
    assert!(
        comment
            .expect("a comment")
            .starts_with("  # packlint: ignore["),
        "{comment:?}"
    );
    assert_eq!(actions[2]["kind"], "source.fixAll.packlint");
    let all = &actions[2]["edit"]["changes"][uri(&path)][0]["newText"];
    assert_eq!(all, &wanted);
}

#[test]
fn a_range_shows_its_sum() {
    let folder = Folder::new();
    let path = folder.path().join("cluster.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    editor.open(&path, &format!("{CLUSTER}{POOLS}"));
    let hover = editor.at("hover", &path, 5, 14);
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("available: 1,019"), "{text}");
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let parameters = json!({"textDocument": {"uri": uri(&path)}, "range": whole});
    let hints = editor.request("textDocument/inlayHint", parameters);
    assert_eq!(hints[0]["position"], json!({"line": 5, "character": 25}));
    let label = hints[0]["label"].as_str().expect("a label");
    assert!(label.contains("of 1,019"), "{label}");
    let command = json!({"command": "packlint.addressPlan", "arguments": [uri(&path)]});
    let plan = editor.request("workspace/executeCommand", command);
    assert!(
        plan.as_str()
            .expect("a text")
            .contains("## Address plan of demo"),
        "{plan}"
    );
}

/// A range that a pack's values have is shown there, though nothing is found in the pack.
#[test]
fn a_range_of_a_pack_shows_its_sum() {
    let folder = Folder::new();
    let values = "pack: {}\nmanagedControlPlane:\n  podCIDR: 10.244.0.0/16\n";
    folder.pack("packs/k8s", "kubernetes-aks", "k8s", values);
    folder.pack("packs/cni", "cni-azure", "cni", "pack: {}\n");
    let cluster = folder.path().join("cluster.yaml");
    let path = folder.path().join("packs/k8s/values.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    let network = "{networkPlugin: azure, networkPluginMode: overlay}";
    let text = format!("packs: [./packs/k8s, ./packs/cni]\n{CLUSTER}{POOLS}")
        .replace("{networkPlugin: azure}", network);
    editor.open(&cluster, &text);
    editor.open(&path, values);
    let hover = editor.at("hover", &path, 2, 14);
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("pod CIDR 10.244.0.0/16"), "{text}");
}

#[test]
fn names_are_completed_and_found() {
    let folder = Folder::new();
    folder.pack("packs/cni", "cni-azure", "cni", "pack: {}\n");
    let path = folder.path().join("cluster.yaml");
    let text = format!(
        "packs:\n  - ./packs/cni\n{CLUSTER}{POOLS}    subnet: nodes\n    \n# packlint: ignore[\n"
    );
    let mut editor = Editor::new(&[folder.path()], &[]);
    editor.open(&path, &text);
    let line = |needle: &str| {
        text.lines()
            .position(|line| line.contains(needle))
            .expect("a line") as u32
    };
    assert!(
        editor
            .labels(&path, line("subnet: nodes"), 12)
            .contains(&"nodes".to_owned())
    );
    assert!(
        editor
            .labels(&path, line("subnet: nodes") + 1, 4)
            .contains(&"maxSurge".to_owned())
    );
    assert!(
        editor
            .labels(&path, line("mode: System"), 10)
            .contains(&"User".to_owned())
    );
    assert!(
        editor
            .labels(&path, line("./packs"), 12)
            .contains(&"cni/".to_owned())
    );
    assert!(
        editor
            .labels(&path, line("ignore["), 19)
            .contains(&"cidr-overlap".to_owned())
    );
    let subnet = editor.at("definition", &path, line("subnet: nodes"), 14);
    assert_eq!(subnet["range"]["start"]["line"], line("name: nodes"));
    let pack = editor.at("definition", &path, line("./packs"), 8);
    assert_eq!(
        pack["uri"],
        uri(&folder.path().join("packs/cni/values.yaml"))
    );
}

#[test]
fn several_folders_have_their_own_settings() {
    let (strict, lax) = (Folder::new(), Folder::new());
    lax.write("packlint.yaml", "ignore: [subnet-capacity]\n");
    let text = format!("{}{POOLS}", CLUSTER.replace("/22", "/27"));
    let mut editor = Editor::new(&[strict.path(), lax.path()], &[]);
    let paths = [strict.path().join("c.yaml"), lax.path().join("c.yaml")];
    for path in &paths {
        editor.open(path, &text);
    }
    assert_eq!(editor.rules(&paths[0]), ["subnet-capacity"]);
    assert_eq!(editor.rules(&paths[1]), [""; 0]);
    let config = lax.path().join("packlint.yaml");
    editor.open(&config, "ignore: []\n");
    assert_eq!(
        editor.rules(&paths[1]),
        ["subnet-capacity"],
        "unsaved settings count"
    );
}

#[test]
fn nonsense_does_not_stop_it() {
    let folder = Folder::new();
    let path = folder.path().join("cluster.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    editor.notify("textDocument/didOpen", json!({"textDocument": 3}));
    editor.notify("textDocument/didChange", json!([]));
    editor.notify("no/such/thing", Value::Null);
    editor.open(Path::new("/no/such/folder/cluster.yaml"), "cluster: [\n");
    let unrelated = folder.path().join("notes.yaml");
    editor.open(&unrelated, "milk: 2\n");
    assert_eq!(editor.rules(&unrelated), [""; 0]);
    editor.change(&path, json!([{"text": "not open"}]));
    editor.write(r#"{"jsonrpc":"2.0","id":"x","method":"textDocument/hover","params":7}"#);
    let refused = loop {
        let message = editor.read();
        if message["id"] == "x" {
            break message;
        }
    };
    assert_eq!(refused["error"]["code"], -32602);
    editor.open(&path, &format!("{CLUSTER}{POOLS}"));
    let far = json!({"line": 4_000_000, "character": 9});
    let near = json!({"line": 0, "character": 3});
    editor.change(
        &path,
        json!([{"range": {"start": far, "end": near}, "text": "\u{0}"}]),
    );
    editor.change(
        &path,
        json!([{"text": format!("{}{POOLS}", CLUSTER.replace("/22", "/27"))}]),
    );
    assert_eq!(editor.rules(&path), ["subnet-capacity"]);
}

/// The memory of the server after many edits is that after few.
#[test]
#[cfg(target_os = "linux")]
fn memory_stays_flat() {
    let folder = Folder::new();
    let path = folder.path().join("cluster.yaml");
    let mut editor = Editor::new(&[folder.path()], &[]);
    editor.open(&path, &format!("{CLUSTER}{POOLS}"));
    let edit = |editor: &mut Editor, number: u32| {
        let text = format!("{CLUSTER}{POOLS}    maxPods: {}\n", 20 + number % 200);
        editor.change(&path, json!([{"text": text}]));
        editor.diagnostics(&path);
    };
    let pages = |editor: &Editor| -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/statm", editor.server.id()));
        let status = status.expect("readable");
        let resident = status.split_whitespace().nth(1).expect("a number");
        resident.parse().expect("a number")
    };
    (0..200).for_each(|number| edit(&mut editor, number));
    let before = pages(&editor);
    (0..2_000).for_each(|number| edit(&mut editor, number));
    let after = pages(&editor);
    assert!(after < before + 512, "{before} pages grew to {after}");
}

#[test]
fn the_examples_of_the_quick_start_are_the_same_as_on_the_command_line() {
    let path = root().join("fixtures/quickstart/broken.yaml");
    let text = std::fs::read_to_string(&path).expect("readable");
    let folder = root();
    let mut editor = Editor::new(&[&folder], &[]);
    editor.open(&path, &text);
    let found = editor.rules(&path);
    assert_eq!(
        found,
        ["subnet-capacity", "cilium-linux-only", "retired-feature"]
    );
    let values = root().join("fixtures/quickstart/overrides/cni-azure.yaml");
    let found = editor.rules(&values);
    assert_eq!(found, ["cilium-dataplane-policy", "palette-admission"]);
}
