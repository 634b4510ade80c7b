//! `packlint init` by flags: what is written, what is refused, and that the written file is read.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Folder, Run, root, run};

/// A folder with the quickstart's packs in `packs`.
pub fn with_packs() -> Folder {
    with_packs_in("")
}

/// The same, further down: `there/`.
pub fn with_packs_in(below: &str) -> Folder {
    let folder = Folder::new();
    for pack in crate::support::entries(&root().join("fixtures/quickstart/packs")) {
        let name = pack
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        for file in crate::support::entries(&pack) {
            let bytes = fs::read(&file).expect("readable");
            let file = file
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            folder.write(&format!("{below}packs/{name}/{file}"), bytes);
        }
    }
    folder
}

/// `packlint init` with arguments.
fn init(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["init"], arguments].concat())
}

/// The flags of a cluster that has everything.
const GOOD: &[&str] = &[
    "packs",
    "--name",
    "prod-aks",
    "--nodes",
    "6",
    "--subnet",
    "10.240.0.0/22",
    "--vnet",
    "10.240.0.0/16",
];

/// Flags that set the network, instead of packs.
const BARE: &[&str] = &[
    "--name",
    "demo",
    "--network-plugin",
    "azure",
    "--nodes",
    "3",
    "--subnet",
    "10.240.0.0/24",
    "--vnet",
    "10.240.0.0/16",
];

/// A cluster file by another reader; it is what the schema allows.
fn document(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("written");
    let value: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
    let value = serde_json::to_value(value).expect("JSON");
    let schema = fs::read_to_string(root().join("schemas/cluster.schema.json")).expect("there");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<_> = validator
        .iter_errors(&value)
        .map(|e| e.to_string())
        .collect();
    assert!(errors.is_empty(), "{text}\n{errors:?}");
    value
}

/// The rules of what `check` finds in a file, and the reasons of what it cannot check.
fn check(folder: &Folder, file: &str) -> (Vec<String>, Vec<Value>) {
    let report = folder.json(&[file]);
    let rules = report
        .rules()
        .iter()
        .map(|rule| (*rule).to_owned())
        .collect();
    let unresolved = report.value["unresolved"].as_array().expect("a list");
    assert_eq!(report.value["errors"], Value::Array(Vec::new()));
    (rules, unresolved.clone())
}

#[test]
fn a_file_of_good_flags_is_found_good() {
    let folder = with_packs();
    let run = init(folder.path(), GOOD);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    for line in [
        "Wrote cluster.yaml: cluster prod-aks, 4 packs, 1 node pool.\n",
        "  subnet nodes 10.240.0.0/22\n",
        "Checked cluster prod-aks, 4 packs, 9 files: nothing found.\n",
        "  packlint check cluster.yaml ",
    ] {
        assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
    }
    assert_eq!(check(&folder, "cluster.yaml"), (vec![], vec![]));
    let document = document(&folder.path().join("cluster.yaml"));
    assert_eq!(document["packs"][1], "./packs/kubernetes-aks-1.34");
    assert_eq!(document["vnet"]["subnets"][0]["cidr"], "10.240.0.0/22");
    assert_eq!(document["nodePools"][0]["count"], 6);
    assert_eq!(document["nodePools"][0]["mode"], "System");
    // The address plan that was shown is the one of the file.
    let plan = crate::support::run(folder.path(), &["plan", "cluster.yaml"]);
    assert_eq!(plan.status, 0, "{plan:?}");
}

/// The documentation's commands are run as they are.
#[test]
fn commands_of_the_documentation_write_good_files() {
    let page = fs::read_to_string(root().join("docs/init.md")).expect("readable");
    let block = page
        .split("```sh\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let commands = block.expect("a block").replace("\\\n", " ");
    let folder = with_packs();
    folder.write("clusters/keep", "");
    for command in commands.lines() {
        let words: Vec<_> = command.split_whitespace().collect();
        let run = run(folder.path(), words.get(1..).expect("a command"));
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{command}");
    }
    for file in ["clusters/prod.yaml", "cluster.yaml"] {
        let (rules, _) = check(&folder, file);
        assert!(
            rules.iter().all(|rule| rule == "layer-missing"),
            "{file}: {rules:?}"
        );
    }
}

#[test]
fn findings_are_those_that_the_flags_deserve() {
    let folder = Folder::new();
    let flags = |more: &[&'static str]| [BARE, more].concat();
    for (number, (more, expected)) in [
        (&["--max-pods", "60"][..], &[][..]),
        (&["--plugin-mode", "overlay"], &[]),
        (&["--kubernetes-version", "1.30"], &["kubernetes-version"]),
        (&["--max-pods", "100"], &["subnet-capacity"]),
        (&["--max-pods", "300"], &["max-pods-range"]),
    ]
    .into_iter()
    .enumerate()
    {
        let file = format!("{number}.yaml");
        let arguments = [flags(more).as_slice(), &["--output", &file]].concat();
        let run = init(folder.path(), &arguments);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{more:?}");
        let (rules, unresolved) = check(&folder, &file);
        assert_eq!(rules, expected, "{more:?}");
        assert_eq!(unresolved, Vec::<Value>::new(), "{more:?}");
        document(&folder.path().join(file));
    }
    let version = document(&folder.path().join("2.yaml"))["kubernetesVersion"].clone();
    assert_eq!(version, "1.30", "not 1.3");
    let network = document(&folder.path().join("1.yaml"))["network"].clone();
    assert_eq!(network["networkPluginMode"], "overlay");
}

/// Removing the `#` is enough to use what the file has as a comment.
#[test]
fn examples_in_comments_are_right() {
    let folder = Folder::new();
    let run = init(folder.path(), &[BARE, &["--os", "windows"]].concat());
    assert_eq!(run.status, 0, "{run:?}");
    let written = fs::read_to_string(folder.path().join("cluster.yaml")).expect("written");
    let is_example = |line: &&str| {
        let example = line.trim_start().strip_prefix("# ").map(str::trim_start);
        example.is_some_and(|text| {
            let key = text.split(':').next().unwrap_or_default();
            let is_key = key != text && key.chars().all(|c| c.is_ascii_alphabetic());
            is_key || text.starts_with("- ")
        })
    };
    assert!(written.lines().filter(is_example).count() > 5, "{written}");
    let taken = written.lines().map(|line| match is_example(&line) {
        true => line.replacen("# ", "", 1),
        false => line.to_owned(),
    });
    let taken: Vec<_> = taken.collect();
    folder.write("all.yaml", taken.join("\n"));
    document(&folder.path().join("all.yaml"));
    let (rules, _) = check(&folder, "all.yaml");
    // The example's pack is not there.
    assert!(rules.contains(&"path-not-found".to_owned()), "{rules:?}");
    let of_form = [
        "yaml-syntax",
        "unknown-field",
        "wrong-type",
        "duplicate-key",
    ];
    assert!(
        !rules.iter().any(|rule| of_form.contains(&rule.as_str())),
        "{rules:?}"
    );
}

#[test]
fn a_windows_pool_gets_a_system_pool_beside_it() {
    let folder = Folder::new();
    let run = init(
        folder.path(),
        &[BARE, &["--os", "windows", "--max-pods", "30"]].concat(),
    );
    assert_eq!(run.status, 0, "{run:?}");
    let words = run.stdout.replace('\n', " ");
    assert!(
        words.contains("Added pool 'system' with 3 Linux nodes"),
        "{words}"
    );
    let pools = document(&folder.path().join("cluster.yaml"))["nodePools"].clone();
    assert_eq!(
        (&pools[0]["osType"], &pools[0]["mode"]),
        (&"Linux".into(), &"System".into())
    );
    assert_eq!(
        (&pools[1]["osType"], &pools[1]["mode"]),
        (&"Windows".into(), &"User".into())
    );
    assert_eq!(
        (&pools[0]["count"], &pools[1]["count"]),
        (&3.into(), &3.into())
    );
    assert_eq!(pools[0]["maxPods"], 30);
    let (rules, _) = check(&folder, "cluster.yaml");
    assert_eq!(rules, Vec::<String>::new());
}

#[test]
fn what_is_missing_is_said_all_at_once_and_nothing_is_written() {
    let folder = with_packs();
    for (arguments, message) in [
        (
            &[][..],
            "missing: --nodes N, --subnet CIDR, \
             --pack PATH or --network-plugin azure|kubenet|none. init can prompt only at a terminal",
        ),
        (
            &["packs"],
            "missing: --nodes N, --subnet CIDR. init can prompt only at a terminal",
        ),
        (
            &["--nodes", "3", "--network-plugin", "azure"],
            "missing: --subnet CIDR. init does not prompt when flags are given",
        ),
    ] {
        // A directory whose name is no cluster's name: the name is missing too.
        let run = init(
            folder.path(),
            &[arguments, &["--output", "new.yaml"]].concat(),
        );
        let message = match run.stderr.contains("--name NAME, ") {
            true => message.replace("missing: ", "missing: --name NAME, "),
            false => message.to_owned(),
        };
        let expected = format!("packlint: {message}; nothing was written\n");
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
        assert_eq!(run.stderr, expected, "{arguments:?}");
    }
    assert!(!folder.path().join("new.yaml").exists());
}

#[test]
fn the_name_is_the_directorys_where_it_can_be_one() {
    let folder = Folder::new();
    let bare = BARE.get(2..).expect("flags");
    for (directory, name) in [("prod-aks", Some("prod-aks")), ("a b", None), (".x", None)] {
        folder.write(&format!("{directory}/keep"), "");
        let run = init(&folder.path().join(directory), bare);
        match name {
            Some(name) => {
                let written = document(&folder.path().join(directory).join("cluster.yaml"));
                assert_eq!(written["cluster"], name);
            }
            None => assert!(run.stderr.contains("missing: --name NAME"), "{run:?}"),
        }
    }
}

// Other systems have no such names of files.
#[cfg(unix)]
#[test]
fn odd_names_survive() {
    let folder = Folder::new();
    let odd = "a: #b 'c' \"d\" \u{e4}\u{1f980} {e}";
    folder.pack(&format!("{odd}/yes"), "demo", "addon", "pack: {}\n");
    folder.pack("no", "demo2", "addon", "pack: {}\n");
    for (at, name) in ["yes", "1.30", "~", odd, "-", "* x", "@x", "0x1f", "a\\b"]
        .into_iter()
        .enumerate()
    {
        let pack = format!("{odd}/yes");
        let file = format!("{at} {}.yaml", '\u{e4}');
        let name = format!("--name={name}");
        let mut arguments: Vec<&str> = BARE.get(2..).expect("flags").to_vec();
        arguments.extend([name.as_str(), "--pack", &pack, "--pack", "no", "-o", &file]);
        let run = init(folder.path(), &arguments);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{name}");
        let written = document(&folder.path().join(&file));
        assert_eq!(
            Some(&written["cluster"]),
            name.split_once('=').map(|(_, n)| n.into()).as_ref()
        );
        assert_eq!(written["packs"][0], format!("./{odd}/yes"));
        assert_eq!(written["packs"][1], "./no");
        let (rules, _) = check(&folder, &file);
        assert!(
            !rules.iter().any(|rule| rule == "path-not-found"),
            "{rules:?}"
        );
        let next = format!("packlint check '{file}'");
        assert!(run.stdout.contains(&next), "{}", run.stdout);
    }
    // Nothing that steers the terminal, and no empty name.
    for name in ["a\u{1b}[31m", " "] {
        let run = init(
            folder.path(),
            &[BARE, &["--name", name, "-o", "x.yaml"]].concat(),
        );
        assert_eq!(run.status, 2, "{name:?}");
    }
    assert!(!folder.path().join("x.yaml").exists());
}

#[test]
fn paths_are_relative_to_the_file() {
    let folder = with_packs();
    folder.write("clusters/prod/keep", "");
    let output = ["--output", "clusters/prod/aks.yaml"];
    let run = init(folder.path(), &[GOOD, &output].concat());
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stdout.contains("packlint check clusters/prod/aks.yaml"),
        "{}",
        run.stdout
    );
    let written = document(&folder.path().join("clusters/prod/aks.yaml"));
    assert_eq!(written["packs"][2], "../../packs/cni-azure-1.4.0");
    assert_eq!(check(&folder, "clusters/prod/aks.yaml"), (vec![], vec![]));
    // From below, and from nowhere near.
    let packs = [&["../../packs"], GOOD.get(1..).expect("flags")].concat();
    let below = folder.path().join("clusters/prod");
    let run = init(
        &below,
        &[packs.as_slice(), &["-o", "../../b.yaml"]].concat(),
    );
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(check(&folder, "b.yaml"), (vec![], vec![]));
    let elsewhere = Folder::new();
    let absolute = elsewhere.path().join("c.yaml");
    let absolute = absolute.to_str().expect("UTF-8");
    let run = init(folder.path(), &[GOOD, &["-o", absolute]].concat());
    assert_eq!(run.status, 0, "{run:?}");
    // The packs are outside the file's directory: the next command says so.
    assert!(
        run.stdout.contains("c.yaml --allow-outside packs"),
        "{run:?}"
    );
    let packs = folder.path().join("packs");
    let packs = packs.to_str().expect("UTF-8");
    let report = elsewhere.json(&["c.yaml", "--allow-outside", packs]);
    assert_eq!(report.rules(), Vec::<&str>::new(), "{report:?}");
}

#[cfg(unix)]
#[test]
fn links_on_the_way_do_not_lead_astray() {
    use std::os::unix::fs::symlink;
    let folder = with_packs();
    folder.write("deep/er/clusters/keep", "");
    symlink("deep/er/clusters", folder.path().join("clusters")).expect("linked");
    symlink("kubernetes-aks-1.34", folder.path().join("packs/current")).expect("linked");
    let packs = ["--pack", "packs/current", "--pack", "packs/cni-azure-1.4.0"];
    let flags = GOOD.get(1..).expect("flags");
    let output = ["-o", "clusters/a.yaml"];
    let run = init(folder.path(), &[flags, &packs, &output].concat());
    assert_eq!(run.status, 0, "{run:?}");
    let written = document(&folder.path().join("clusters/a.yaml"));
    assert_eq!(written["packs"][0], "../../../packs/current");
    let (rules, _) = check(&folder, "clusters/a.yaml");
    assert!(!rules.contains(&"path-not-found".to_owned()), "{rules:?}");
    assert!(written["packs"][1] == "../../../packs/cni-azure-1.4.0");
}

#[test]
fn editors_find_the_schema() {
    let folder = with_packs();
    folder.write("clusters/keep", "");
    let first_line = |file: &str| {
        let text = fs::read_to_string(folder.path().join(file)).expect("written");
        text.lines().next().map(str::to_owned).expect("a line")
    };
    let write = |file: &str| {
        let run = init(folder.path(), &[GOOD, &["--force", "-o", file]].concat());
        assert_eq!(run.status, 0, "{run:?}");
        first_line(file)
    };
    let published = format!(
        "# yaml-language-server: $schema={}",
        packlint::CLUSTER_SCHEMA_URL
    );
    assert_eq!(write("a.yaml"), published);
    // Another tool's schema is not ours.
    folder.write(
        "schemas/cluster.schema.json",
        "{\"title\": \"a compute cluster\"}",
    );
    assert_eq!(write("a.yaml"), published);
    let schema = fs::read(root().join("schemas/cluster.schema.json")).expect("there");
    folder.write("schemas/cluster.schema.json", schema);
    let here = "# yaml-language-server: $schema=./schemas/cluster.schema.json";
    assert_eq!(write("a.yaml"), here);
    let above = "# yaml-language-server: $schema=../schemas/cluster.schema.json";
    assert_eq!(write("clusters/a.yaml"), above);
}

#[test]
fn nothing_is_overwritten_unless_it_is_forced() {
    let folder = with_packs();
    folder.write("cluster.yaml", "mine\n");
    let read = || fs::read_to_string(folder.path().join("cluster.yaml")).expect("there");
    let refused = init(folder.path(), GOOD);
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""));
    let message = "packlint: cluster.yaml already exists; overwrite it with --force, or choose another \
                   file with --output FILE\n";
    assert_eq!(
        (refused.stderr.as_str(), read().as_str()),
        (message, "mine\n")
    );
    let forced = init(folder.path(), &[GOOD, &["--force"]].concat());
    assert_eq!(forced.status, 0, "{forced:?}");
    assert_eq!(check(&folder, "cluster.yaml"), (vec![], vec![]));
    // The same flags write the same file, and nothing is left beside it.
    let once = read();
    init(folder.path(), &[GOOD, &["--force"]].concat());
    assert_eq!(read(), once);
    assert_eq!(crate::support::entries(folder.path()).len(), 2);
}

#[test]
fn places_that_cannot_be_written_are_named_before_anything_is_done() {
    let folder = with_packs();
    folder.write("file", "");
    folder.write("folder.yaml/keep", "");
    for (output, message) in [
        (
            "cluster",
            "the name of a cluster file must end in .yaml or .yml",
        ),
        ("-", "the name of a cluster file must end in .yaml or .yml"),
        (
            "packlint.yaml",
            "this name is reserved for packlint's configuration",
        ),
        ("nowhere/a.yaml", "directory nowhere does not exist"),
        ("file/a.yaml", "directory file does not exist"),
        (
            "folder.yaml",
            "folder.yaml is not a regular file and cannot be overwritten",
        ),
        (
            "packs/cni-azure-1.4.0/a.yaml",
            "a cluster file in pack directory packs/cni-azure-1.4.0 would become part",
        ),
    ] {
        let run = init(
            folder.path(),
            &[GOOD, &["--force", "--output", output]].concat(),
        );
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{output}");
        assert!(run.stderr.contains(message), "{output}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn links_and_permissions_are_respected() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = with_packs();
    folder.write("real.yaml", "old\n");
    let path = |name: &str| folder.path().join(name);
    let mode = |name: &str, bits: u32| {
        fs::set_permissions(path(name), fs::Permissions::from_mode(bits)).expect("set");
    };
    let force = |file: &str| init(folder.path(), &[GOOD, &["--force", "-o", file]].concat());
    mode("real.yaml", 0o440);
    let refused = force("real.yaml");
    assert_eq!(refused.status, 2);
    assert!(
        refused.stderr.contains("real.yaml is read-only"),
        "{refused:?}"
    );
    mode("real.yaml", 0o640);
    symlink("real.yaml", path("link.yaml")).expect("linked");
    assert_eq!(force("link.yaml").status, 0);
    assert!(!path("link.yaml").is_symlink(), "a link is replaced");
    assert_eq!(fs::read(path("real.yaml")).expect("readable"), b"old\n");
    assert_eq!(check(&folder, "link.yaml"), (vec![], vec![]));
    assert_eq!(force("real.yaml").status, 0);
    let bits = fs::metadata(path("real.yaml"))
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(bits & 0o777, 0o640);
    assert_eq!(check(&folder, "real.yaml"), (vec![], vec![]));
    symlink("nothing", path("lost.yaml")).expect("linked");
    assert_eq!(force("lost.yaml").status, 0);
    assert!(!path("nothing").exists());
    let outside = Folder::new();
    symlink(outside.path(), path("away")).expect("linked");
    let refused = force("away/a.yaml");
    assert_eq!(refused.status, 2);
    assert!(
        refused
            .stderr
            .contains("away is a link to something outside the repository"),
        "{refused:?}"
    );
    // Where the directory takes no file, nothing is half-written.
    folder.write("shut/keep", "");
    mode("shut", 0o555);
    let is_open = fs::write(path("shut/probe"), "").is_ok();
    let run = force("shut/a.yaml");
    mode("shut", 0o755);
    if is_open {
        eprintln!("skipped: this user may write anywhere");
        return;
    }
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains("shut/a.yaml cannot be written"),
        "{run:?}"
    );
    assert_eq!(crate::support::entries(&path("shut")).len(), 1);
}

#[test]
fn flags_that_say_nothing_sensible_are_refused() {
    let folder = with_packs();
    let many = Folder::new();
    for number in 0..17 {
        many.pack(
            &format!("p{number}"),
            &format!("p{number}"),
            "addon",
            "pack: {}\n",
        );
    }
    let many = many.path().to_str().expect("UTF-8");
    for (arguments, message) in [
        (
            &["--subnet", "10.240.0.0"][..],
            "--subnet '10.240.0.0': the prefix length is missing",
        ),
        (
            &["--subnet", "10.240.0.1/24"],
            "has host bits set; the range is 10.240.0.0/24",
        ),
        (
            &["--subnet", "10.240.0.0/30"],
            "must be a /2 to a /29, the sizes of Azure subnets",
        ),
        (&["--vnet", "fd00::/64"], "it is IPv6"),
        (
            &["--kubernetes-version", "latest"],
            "must be a version such as 1.34",
        ),
        (&["--pack", "packs"], "--pack packs: not a pack directory"),
        (&["nowhere"], "nowhere: no such file or directory"),
        (&[many], "17 packs are too many for one profile"),
    ] {
        let flags = [
            "--nodes",
            "3",
            "--network-plugin",
            "azure",
            "--name",
            "demo",
        ];
        let is_subnet = arguments.contains(&"--subnet");
        let subnet: &[&str] = if is_subnet {
            &[]
        } else {
            &["--subnet", "10.240.0.0/24"]
        };
        let run = init(folder.path(), &[&flags, subnet, arguments].concat());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(
            run.stderr.contains(message),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    assert!(!folder.path().join("cluster.yaml").exists());
}

/// Several subnets, and a VNet as Azure describes it, by flags.
#[test]
fn subnets_and_a_file_of_azure_are_flags_too() {
    let folder = with_packs();
    folder.write(
        "hub.json",
        r#"{"addressSpace": {"addressPrefixes": ["10.240.0.0/16"]},
            "subnets": [{"name": "aks", "addressPrefix": "10.240.0.0/22"}]}"#,
    );
    let common = ["packs", "--name", "prod", "--nodes", "6"];
    let with = |more: &[&str]| init(folder.path(), &[&common, more].concat());
    let named = with(&[
        "--vnet", "hub.json", "--subnet", "aks", "--output", "a.yaml",
    ]);
    assert_eq!((named.status, named.stderr.as_str()), (0, ""), "{named:?}");
    let file = document(&folder.path().join("a.yaml"));
    assert_eq!(file["vnet"]["file"], "./hub.json");
    assert_eq!(file["nodePools"][0]["subnet"], "aks");
    assert_eq!(check(&folder, "a.yaml").0, Vec::<String>::new());

    let several = with(&[
        "--vnet",
        "10.240.0.0/16",
        "--subnet",
        "10.240.8.0/22",
        "--other-subnet",
        "appgw=10.240.0.0/24",
        "--other-subnet",
        "pe=10.240.1.0/24",
        "--output",
        "b.yaml",
    ]);
    assert_eq!(several.status, 0, "{several:?}");
    let file = document(&folder.path().join("b.yaml"));
    assert_eq!(file["vnet"]["subnets"].as_array().map(Vec::len), Some(3));
    assert_eq!(file["nodePools"][0]["subnet"], "nodes");
    assert_eq!(check(&folder, "b.yaml").0, Vec::<String>::new());
    for (arguments, message) in [
        (
            ["--vnet", "hbu.json", "--subnet", "aks"],
            "--vnet 'hbu.json': no such file",
        ),
        (
            ["--subnet", "10.0.0.0/24", "--other-subnet", "pe"],
            "must be a name and a range",
        ),
        (
            ["--subnet", "aks", "--vnet", "10.0.0.0/8"],
            "--subnet 'aks'",
        ),
    ] {
        let run = with(&arguments);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains(message), "{run:?}");
    }
}
