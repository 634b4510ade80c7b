//! How reports look: colours, widths, long lines, and what must not reach a terminal.

use super::output::bad_fixtures;
use crate::support::{Folder, packlint, root, run, text};

#[test]
fn colours_are_used_when_they_are_asked_for() {
    let folder = Folder::with("values.yaml", "networkPolicy: x\n");
    let colored = |arguments: &[&str], no_color: Option<&str>| {
        let mut command = packlint(folder.path());
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        let output = command
            .args(["check", "values.yaml"])
            .args(arguments)
            .output();
        output.expect("packlint starts").stdout.contains(&0x1b)
    };
    assert!(!colored(&[], None), "not a terminal");
    assert!(!colored(&[], Some("1")));
    assert!(!colored(&["--color", "never"], None));
    assert!(colored(&["--color", "always"], None));
    assert!(
        colored(&["--color", "always"], Some("1")),
        "a flag takes precedence"
    );
    assert!(!colored(&["--color", "always", "--format", "json"], None));
    assert!(colored(&["--color", "always", "--format", "concise"], None));
    assert!(!colored(&["--format", "concise"], None));
    let plan = |arguments: &[&str]| {
        let flags = [
            "plan",
            "--nodes",
            "3",
            "--max-pods",
            "30",
            "--subnet",
            "10.0.0.0/24",
        ];
        let all = [&flags[..], &["--network-plugin", "azure"], arguments].concat();
        run(folder.path(), &all).stdout.contains('\u{1b}')
    };
    assert!(plan(&["--color", "always"]) && !plan(&[]));
}

/// Colours add nothing but colours: the bars of addresses too are the same letters.
#[test]
fn colours_change_no_letter() {
    let plain = |text: &str| {
        let mut parts = text.split('\u{1b}');
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
        first + &rest.collect::<String>()
    };
    for arguments in [
        &["check", "fixtures/quickstart/broken.yaml"][..],
        &["check", "fixtures/quickstart", "--format", "concise"],
        &["plan", "fixtures/quickstart/broken.yaml"],
        &["plan", "fixtures/plan/overlapping.yaml"],
    ] {
        let never = run(&root(), arguments).stdout;
        let always = run(&root(), &[arguments, &["--color", "always"]].concat()).stdout;
        assert!(always.contains('\u{1b}'), "{arguments:?}");
        assert_eq!(plain(&always), never, "{arguments:?}");
    }
}

/// Why a text cannot be read is said in words for its author, not in those of a grammar.
#[test]
fn broken_texts_are_explained_without_the_words_of_a_parser() {
    let folder = Folder::new();
    for (name, text, words) in [
        (
            "a.yaml",
            "cluster: @a\nnodePools: []\n",
            "text that starts with '@' needs quotes",
        ),
        (
            "b.yaml",
            "cluster: a\nnodePools\n  - {name: a}\n",
            "b.yaml:2:1",
        ),
        ("c.json", "{\"a\": 1,}", "c.json:1:8"),
        (
            "d.tf",
            "resource \"spectrocloud_cluster_aks\" \"a\" {\n  name =\n}\n",
            "not valid Terraform: invalid expression\n",
        ),
    ] {
        folder.write(name, text);
        let shown = folder.check(&[name]).stdout;
        assert!(shown.contains(words), "{name}: {shown}");
        for word in [
            "scalar",
            "token",
            "context",
            "letter or digit",
            "expected `",
        ] {
            assert!(!shown.contains(word), "{name}: {shown}");
        }
    }
}

/// A terminal without colours or links gets none; where links are known to work, the rule's id is
/// one to its page.
#[test]
fn rule_ids_are_links_where_terminals_have_them() {
    let folder = Folder::with("values.yaml", "networkPolicy: x\n");
    let shown = |force: &str, color: &str| {
        let mut command = packlint(folder.path());
        command.env("FORCE_HYPERLINK", force);
        let output = command
            .args(["check", "values.yaml", "--color", color])
            .output();
        String::from_utf8(output.expect("packlint starts").stdout).expect("UTF-8")
    };
    let link = "\u{1b}]8;;https://github.com/packlint/packlint/blob/main/docs/rules.md#network-policy-value\u{1b}\\";
    assert!(shown("1", "always").contains(link));
    for plain in [shown("0", "always"), shown("1", "never")] {
        assert!(!plain.contains("\u{1b}]8"), "{plain}");
        assert!(plain.contains("packlint explain"), "{plain}");
    }
}

#[test]
fn tabs_are_arrows() {
    let folder = Folder::with("values.yaml", "pack:\n\tnetworkPolicy: calico\n");
    let shown = folder.check(&["values.yaml"]).stdout;
    assert!(shown.contains("2 │ →networkPolicy: calico"), "{shown}");
    folder.write("values.yaml", "pack:\n  networkPolicy: x\t# a\tb\n");
    let shown = folder.check(&["values.yaml"]).stdout;
    assert!(shown.contains("networkPolicy: x→# a→b\n"), "{shown}");
}

#[test]
fn human_reports_keep_to_the_width() {
    // What quotes the input may be as wide as the input is.
    let is_quoted = |line: &str| line.contains('│') || line.contains('·') || line.contains("╭─[");
    for input in bad_fixtures() {
        let run = run(&root(), &["check", &input, "--no-config"]);
        for line in run.stdout.lines().filter(|line| !is_quoted(line)) {
            assert!(line.chars().count() <= 80, "{input}: {line}");
        }
    }
}

/// A place that has no excerpt can be copied in one piece.
#[test]
fn paths_are_not_torn_apart() {
    let folder = Folder::new();
    let name = "packs/kubeflow-operator-with-a-long-name-1.5.0";
    folder.pack(name, "kubeflow", "addon", "");
    let shown = folder.check(&["packs"]).stdout;
    assert!(
        shown.contains(&format!("({name}/values.yaml:1:1)")),
        "{shown}"
    );
}

#[test]
fn long_lines_do_not_flood_a_terminal() {
    let long = "x".repeat(5000);
    let folder = Folder::with(
        "values.yaml",
        format!(
            "# {long}\nnetworkPolicy: calcio\n# {long}\npack:\n  networkPolicy: calcio # {long}\n"
        ),
    );
    let run = folder.check(&["values.yaml"]);
    assert!(
        run.stdout.lines().all(|line| line.chars().count() < 120),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("did you mean calico?"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("values.yaml:5:18"), "{}", run.stdout);
    let report = folder.json(&["values.yaml"]);
    assert_eq!(text(&report.findings()[0]["file"]), "values.yaml");
}

#[test]
fn what_the_input_holds_does_not_steer_the_terminal() {
    let folder = Folder::with(
        "values.yaml",
        "pack:\n  networkPolicy: \"a\\e[31m\\n\\x07\\u202e\"\n  \"k\\e\": 1\n  \"k\\e\": 2\n",
    );
    folder.write(
        "cluster.yaml",
        "cluster: \"c\\e[31m\"\nnetwork: {\"x\\e\": 1}\nnodePools: []\n",
    );
    for format in ["human", "concise"] {
        let run = folder.check(&[
            "values.yaml",
            "cluster.yaml",
            "no\u{1b}such",
            "--format",
            format,
        ]);
        for text in [&run.stdout, &run.stderr] {
            let steers = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
            assert!(!text.contains(steers), "{text:?}");
        }
        assert!(
            run.stdout.contains(r"'a\u{1b}[31m\n\u{7}\u{202e}'"),
            "{}",
            run.stdout
        );
    }
    let message = text(&folder.json(&["values.yaml"]).findings()[0]["message"]).to_owned();
    assert!(message.contains('\u{1b}'), "JSON escapes by itself");
}

#[test]
fn neither_an_excerpt_nor_a_plan_steers_the_terminal() {
    // As they are in the file, not as escapes.
    let folder = Folder::with(
        "values.yaml",
        "pack:\n  a: \"\r\u{9b}31m\u{202e}\"\n  networkPolicy: x # \r \u{85}\tb\n",
    );
    let steers = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
    let shown = folder.check(&["values.yaml"]).stdout;
    assert!(shown.contains("a: \"?\u{b7}31m\u{fffd}\""), "{shown}");
    assert!(!shown.contains(steers), "{shown:?}");
    folder.write(
        "cluster.yaml",
        "cluster: \"c\\e[31m\\u202e\"\nnetwork: {networkPlugin: azure}\nvnet:\n  subnets: [{name: \"s\\e\", cidr: 10.0.0.0/24}]\nnodePools:\n  - {name: \"p\\e\", count: 999, maxPods: 30}\n",
    );
    for format in ["human", "markdown", "svg"] {
        let plan = run(folder.path(), &["plan", "cluster.yaml", "--format", format]).stdout;
        assert!(plan.contains("31m"), "{plan}");
        let bytes = plan.chars().filter(|c| *c != '\u{202e}');
        assert!(
            !bytes.collect::<String>().contains(steers),
            "{format}: {plan:?}"
        );
    }
}

/// The list of rules fits a page, says which have fixes, and can be narrowed to a group, which
/// `--select`, `--ignore` and packlint.yaml take too.
#[test]
fn rules_are_listed_by_group() {
    let all = run(&root(), &["rules"]).stdout;
    assert!(all.lines().all(|line| line.chars().count() <= 100), "{all}");
    let row = all.lines().find(|line| line.contains(" macro-unquoted "));
    assert!(row.is_some_and(|row| row.contains("  fix  ")), "{row:?}");
    let network = run(&root(), &["rules", "network"]).stdout;
    assert!(network.contains("cilium-linux-only") && !network.contains("subnet-capacity"));
    let unknown = run(&root(), &["rules", "netwrk"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.stderr.contains("'network'"), "{unknown:?}");

    let text = "cluster: demo\nnetwork: {networkPlugin: kubenet, networkPolicy: azure}\nvnet: {subnets: [{name: a, cidr: 10.0.0.0/29}]}\nnodePools:\n  - {name: system, mode: System, count: 9}\n";
    let folder = Folder::with("cluster.yaml", text);
    let concise = |arguments: &[&str]| {
        let all = [&["cluster.yaml", "--format", "concise"], arguments].concat();
        folder.check(&all).stdout
    };
    let (has_network, has_address) = ("azure-policy-requires-azure-cni", "subnet-capacity");
    for (arguments, network, address) in [
        (&["--select", "network"][..], true, false),
        (&["--select", "network,subnet-capacity"], true, true),
        (&["--ignore", "network"], false, true),
    ] {
        let shown = concise(arguments);
        assert_eq!(
            shown.contains(has_network),
            network,
            "{arguments:?}: {shown}"
        );
        assert_eq!(
            shown.contains(has_address),
            address,
            "{arguments:?}: {shown}"
        );
    }
    folder.write("packlint.yaml", "select: [network]\n");
    assert!(!concise(&[]).contains(has_address));
    // A rule's own severity takes precedence over its group's.
    folder.write(
        "packlint.yaml",
        "severity: {subnet-capacity: info, address: off, network: off}\n",
    );
    let shown = concise(&[]);
    assert!(shown.contains("info subnet-capacity"), "{shown}");
    assert!(
        !shown.contains(has_network) && !shown.contains("service-cidr"),
        "{shown}"
    );
}

#[test]
fn wrong_words_are_answered_in_words_for_people() {
    let folder = Folder::new();
    folder.pack("packs/demo-1.0.0", "demo", "addon", "pack: {}\n");
    for (arguments, status, words) in [
        (
            &["check", "--nodes", "twelve"][..],
            2,
            "must be a whole number such as 12",
        ),
        (&["plan", "packs"], 2, "plan takes a cluster file"),
        (&["version"], 0, "packlint 0."),
        (&["rules", "-f", "json"], 0, "\"id\""),
        (
            &["explain", "subnet-capacty"],
            2,
            "did you mean subnet-capacity?",
        ),
    ] {
        let run = run(folder.path(), arguments);
        assert_eq!(run.status, status, "{arguments:?}: {run:?}");
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}
