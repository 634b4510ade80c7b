//! `--format html`, read back as XML: every finding is there with its source, what the input contains
//! stays text, and the page loads nothing.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

use crate::formats;
use crate::support::{Folder, Run, packlint, root, run, text};

/// The page as XML. What an HTML reader takes otherwise is refused: elements that close themselves,
/// but are not empty by nature, and carriage returns.
fn read(page: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(page, options).expect("XML");
    assert!(page.starts_with("<!DOCTYPE html>\n"));
    assert!(!page.contains('\r'));
    for (end, _) in page.match_indices("/>") {
        let start = page[..end].rfind('<').expect("a tag");
        let name = page[start + 1..end].split(' ').next();
        let is_empty = ["meta", "input", "rect", "line"].contains(&name.expect("a name"));
        assert!(is_empty, "{}", &page[start..end + 2]);
    }
    document
}

fn check(directory: &std::path::Path, arguments: &[&str]) -> Run {
    run(
        directory,
        &[&["check", "--format", "html"], arguments].concat(),
    )
}

/// All text in a node.
fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    texts.filter_map(|node| node.text()).collect()
}

fn has_class(node: &Node<'_, '_>, class: &str) -> bool {
    let classes = node.attribute("class").unwrap_or_default();
    classes.split(' ').any(|known| known == class)
}

/// The nodes of a class in a node, in order.
fn of_class<'a>(node: Node<'a, 'a>, class: &str) -> Vec<Node<'a, 'a>> {
    let nodes = node.descendants();
    nodes.filter(|node| has_class(node, class)).collect()
}

/// The words of the only node of a class in a node.
fn only(node: Node<'_, '_>, class: &str) -> String {
    let nodes: Vec<_> = node.descendants().filter(|n| has_class(n, class)).collect();
    assert_eq!(nodes.len(), 1, "{class}");
    words(nodes[0])
}

fn of_tag<'a>(node: Node<'a, 'a>, tag: &str) -> Vec<Node<'a, 'a>> {
    let nodes = node.descendants();
    nodes
        .filter(|node| node.has_tag_name((HTML, tag)))
        .collect()
}

const HTML: &str = "http://www.w3.org/1999/xhtml";

fn articles<'a>(document: &'a Document<'a>) -> Vec<Node<'a, 'a>> {
    of_tag(document.root(), "article")
}

#[test]
fn a_hostile_message_is_kept() {
    let case = formats::case();
    let page = formats::output(&case, "html");
    let document = read(&page);
    let articles = articles(&document);
    assert_eq!(articles.len(), 1);
    assert_eq!(only(articles[0], "message"), case.message);
}

#[test]
fn what_the_input_holds_turns_no_text_around_and_is_no_markup() {
    let name = r#"a\u202e\u2066\u001b[31m</script><script>alert(1)</script></style>"#;
    let cluster = format!(
        "cluster: \"{name}\"\nvnet:\n  # \u{202e} turned\n  subnets: [{{cidr: 10.0.0.0/40, name: \"{name}\"}}]\nnodePools:\n  \
         - {{name: \"{name}\", mode: System, count: 3, maxPods: 300}}\n"
    );
    let folder = Folder::with("cluster.yaml", cluster);
    let page = check(folder.path(), &["cluster.yaml"]).stdout;
    let document = read(&page);
    assert_eq!(of_tag(document.root(), "script").len(), 1);
    assert_eq!(of_tag(document.root(), "style").len(), 2);
    let steers = |c: char| {
        c != '\n' && c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!page.contains(steers));
    let shown = r"\u{202e}\u{2066}\u{1b}[31m</script><script>alert(1)</script></style>";
    let message = format!("max pods of pool 'a{shown}' is 300; AKS accepts 10 to 250");
    let all = articles(&document);
    assert!(all.iter().any(|node| only(*node, "message") == message));
    // In a line of the source it has a replacement of as many bytes, so that the marks stay right.
    assert!(words(document.root()).contains("  # \u{fffd} turned"));
}

/// The message, place, labels, help and numbers of each, as the JSON report has them, and the text
/// that it points to.
#[test]
fn every_finding_is_there_with_its_source() {
    let input = "fixtures/quickstart/broken.yaml";
    let page = check(&root(), &[input]).stdout;
    let document = read(&page);
    let report: Value =
        serde_json::from_str(&run(&root(), &["check", input, "--format", "json"]).stdout)
            .expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let articles = articles(&document);
    assert_eq!(articles.len(), findings.len());
    assert!(findings.len() >= 5);
    for (article, finding) in articles.into_iter().zip(findings) {
        assert_eq!(article.attribute("class"), finding["severity"].as_str());
        assert_eq!(article.attribute("data-rule"), finding["rule"].as_str());
        assert_eq!(only(article, "severity"), text(&finding["severity"]));
        assert_eq!(only(article, "message"), text(&finding["message"]));
        let link = of_tag(article, "a")[0];
        assert_eq!(link.attribute("href"), finding["url"].as_str());
        assert_eq!(
            only(article, "help"),
            format!("Help: {}", text(&finding["help"]))
        );
        let start = &finding["span"]["start"];
        let place = format!("line {}, column {}", start["line"], start["column"]);
        assert_eq!(only(article, "at"), place);
        let group = article.ancestors().find(|node| has_class(node, "group"));
        let heading = of_tag(group.expect("a group"), "h3")[0];
        assert_eq!(words(heading), text(&finding["file"]));
        let related = finding["related"].as_array().expect("related");
        let places = std::iter::once(finding).chain(related);
        for (at, place) in places.enumerate() {
            let kind = if at == 0 { "primary" } else { "related" };
            is_marked(article, kind, place);
            if at > 0 {
                let notes = of_class(article, "note");
                let label = text(&place["message"]);
                assert!(
                    notes.into_iter().any(|note| words(note) == label),
                    "{label}"
                );
            }
        }
        let numbers = finding["data"].as_object().expect("data");
        assert_eq!(of_tag(article, "dt").len(), numbers.len());
    }
    // The numbers as people write them.
    assert!(page.contains("<dt>needed</dt><dd>1,453</dd>"));
}

/// Whether the text of a place on one line is marked in that line.
fn is_marked(article: Node<'_, '_>, kind: &str, place: &Value) {
    let source = std::fs::read_to_string(root().join(text(&place["file"]))).expect("readable");
    let offset = |end: &str| place["span"][end]["offset"].as_u64().expect("an offset") as usize;
    let number = place["span"]["start"]["line"].to_string();
    let line = source
        .lines()
        .nth(number.parse::<usize>().expect("a number") - 1);
    let found = of_class(article, "line").into_iter().any(|row| {
        let has_number = words(of_tag(row, "i")[0]) == number;
        let has_text = Some(words(of_tag(row, "code")[0]).as_str()) == line;
        let marks = of_tag(row, "mark");
        let mut marks = marks.iter().filter(|mark| has_class(mark, kind));
        has_number
            && has_text
            && marks.any(|mark| words(*mark) == source[offset("start")..offset("end")])
    });
    assert!(found, "{kind} {place}");
}

#[test]
fn a_fix_shows_what_it_changes() {
    let input = "values.yaml";
    let folder = Folder::with(input, "pack:\n  networkPolicy: calcio # why\n");
    let page = check(folder.path(), &[input]).stdout;
    let document = read(&page);
    assert_eq!(
        only(document.root(), "fix"),
        "Fix: unsafe; --fix --unsafe-fixes applies it"
    );
    assert_eq!(
        [only(document.root(), "old"), only(document.root(), "new")],
        [
            "2 −  networkPolicy: calcio # why",
            "2 +  networkPolicy: calico # why"
        ]
    );
    assert_eq!(words(of_tag(document.root(), "del")[0]), "calcio");
    assert_eq!(words(of_tag(document.root(), "ins")[0]), "calico");
}

#[test]
fn nothing_is_loaded_and_nothing_foreign_runs() {
    for input in ["fixtures/quickstart/broken.yaml", "fixtures/clusters/bad"] {
        let page = check(&root(), &[input, "--no-config"]).stdout;
        let document = read(&page);
        let ids: Vec<_> = document
            .descendants()
            .filter_map(|node| node.attribute("id"))
            .collect();
        let is_own = |name: &str| ids.iter().filter(|id| **id == name).count() == 1;
        for node in document.descendants() {
            for attribute in node.attributes() {
                let (name, value) = (attribute.name(), attribute.value());
                match name {
                    "href" => {
                        let is_rule = value.starts_with(packlint::RULES_URL);
                        assert!(
                            is_rule || value.strip_prefix('#').is_some_and(is_own),
                            "{value}"
                        );
                    }
                    "aria-labelledby" => assert!(is_own(value), "{value}"),
                    "fill" => assert_eq!(value, "url(#overlap)"),
                    "src" | "srcset" | "style" | "action" | "data" | "poster" => {
                        panic!("{name}={value}")
                    }
                    _ => assert!(!name.starts_with("on"), "{name}"),
                }
            }
        }
        let style: String = of_tag(document.root(), "style")
            .into_iter()
            .map(words)
            .collect();
        assert!(!style.contains("url(") && !style.contains("@import"));
        let metas = of_tag(document.root(), "meta");
        let policy = metas
            .iter()
            .find(|meta| meta.attribute("http-equiv") == Some("Content-Security-Policy"))
            .and_then(|meta| meta.attribute("content"))
            .expect("a policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{policy}"
        );
    }
}

#[test]
fn every_form_of_run_is_a_page() {
    let mut stdin = packlint(&root());
    stdin
        .args(["check", "-", "--format", "html"])
        .write_stdin("pack: {networkPolicy: Calico}\n");
    let stdin = Run::of(stdin.output().expect("runs"));
    let document = read(&stdin.stdout);
    assert_eq!(words(of_tag(document.root(), "h3")[0]), "<stdin>");
    assert_eq!(articles(&document).len(), 1);

    let syntax = check(
        &root(),
        &["fixtures/clusters/bad/yaml-syntax/indentation.yaml"],
    );
    let document = read(&syntax.stdout);
    assert_eq!(
        articles(&document)[0].attribute("data-rule"),
        Some("yaml-syntax")
    );

    // An empty file, and one that is no text: there is no line to show.
    let folder = Folder::with("values.yaml", "");
    folder.write("cluster.yaml", b"\xff\xfe".as_slice());
    let empty = check(
        folder.path(),
        &["values.yaml", "cluster.yaml", "absent.yaml"],
    );
    assert_eq!(empty.status, 2);
    let document = read(&empty.stdout);
    assert!(!articles(&document).is_empty());
    assert!(of_class(document.root(), "line").is_empty());
    let failure = only(document.root(), "failures");
    assert!(failure.contains("absent.yaml: no such file"), "{failure}");
}

#[test]
fn a_run_without_findings_says_so_and_no_more() {
    let clean = check(&root(), &["fixtures/quickstart/cluster.yaml"]);
    let document = read(&clean.stdout);
    assert_eq!(only(document.root(), "verdict"), "nothing found");
    assert_eq!(of_tag(document.root(), "title").len(), 1);
    assert!(articles(&document).is_empty() && of_tag(document.root(), "form").is_empty());
    assert_eq!(of_class(document.root(), "cluster").len(), 1);

    let unknown = check(&root(), &["fixtures/clusters/ok/unknown-is-silent.yaml"]);
    assert_eq!(unknown.status, 0);
    let document = read(&unknown.stdout);
    let verdict = only(document.root(), "verdict");
    assert_eq!(verdict, "nothing found, but not everything was checked");
    let report = run(
        &root(),
        &[
            "check",
            "fixtures/clusters/ok/unknown-is-silent.yaml",
            "--format",
            "json",
        ],
    );
    let report: Value = serde_json::from_str(&report.stdout).expect("JSON");
    let shown: String = of_class(document.root(), "reason")
        .into_iter()
        .map(words)
        .collect();
    let entries = report["unresolved"].as_array().expect("entries");
    assert!(!entries.is_empty());
    for entry in entries {
        assert!(shown.contains(text(&entry["reason"])), "{entry}");
        for rule in entry["rules"].as_array().expect("rules") {
            assert!(shown.contains(text(rule)), "{rule}");
        }
    }
}

#[test]
fn counts_are_those_of_the_run() {
    let folder = Folder::with(
        "cluster.yaml",
        "cluster: demo\nnodePools:\n  - {name: a, mode: System, count: 3, maxPods: 300}\n  \
         - {name: b, count: 3, maxPods: 300} # packlint: ignore[max-pods-range] for now\n",
    );
    let select = ["--select", "max-pods-range"];
    let baseline = [
        ["cluster.yaml", "--write-baseline", "known.json"].as_slice(),
        &select,
    ]
    .concat();
    assert_eq!(folder.check(&baseline).status, 0);
    let with = [
        ["cluster.yaml", "--baseline", "known.json"].as_slice(),
        &select,
    ]
    .concat();
    let page = check(folder.path(), &with).stdout;
    let document = read(&page);
    let counts = words(of_class(document.root(), "counts")[0]).replace('\n', " ");
    for count in [
        "errors0",
        "files1",
        "clusters1",
        "suppressed1",
        "in the baseline1",
    ] {
        assert!(counts.contains(count), "{count}: {counts}");
    }
}

#[test]
fn the_picture_is_to_scale() {
    let page = check(&root(), &["fixtures/plan/overlapping.yaml"]).stdout;
    let document = read(&page);
    let rows = of_tag(of_class(document.root(), "ranges")[0], "li");
    let width = |words_of_it: &str| -> f64 {
        let row = rows
            .iter()
            .find(|row| words(**row).starts_with(words_of_it));
        let rect = row
            .expect(words_of_it)
            .descendants()
            .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "rect")));
        let width = rect.expect("a bar").attribute("width").expect("a width");
        width.trim_end_matches('%').parse().expect("a number")
    };
    let ratio = width("VNet 10.0.0.0/16") / width("pod subnet pods 10.0.16.0/20");
    assert!(
        (15.0..17.0).contains(&ratio),
        "a /16 is sixteen /20: {ratio}"
    );
    assert!(words(rows[0]).contains("overlaps"));
}

#[test]
fn long_lines_and_many_findings_keep_the_page_small() {
    let long = "x".repeat(100_000);
    let folder = Folder::with(
        "values.yaml",
        format!(
            "# {long}\nnetworkPolicy: calcio\n# {long}\npack:\n  networkPolicy: calcio # {long}\n"
        ),
    );
    let page = check(folder.path(), &["values.yaml"]).stdout;
    let document = read(&page);
    assert_eq!(articles(&document).len(), 2);
    for line in of_tag(document.root(), "code") {
        assert!(words(line).len() < 1000);
    }
    assert!(page.contains("<mark class=\"primary\">calcio</mark>"));
    let size = |pools: usize| {
        let pool = |at| format!("  - {{name: a{at:04}, count: 3, maxPods: 300}}\n");
        let pools: String = (0..pools).map(pool).collect();
        let folder = Folder::with(
            "cluster.yaml",
            format!("cluster: demo\nnodePools:\n{pools}"),
        );
        let page = check(
            folder.path(),
            &["cluster.yaml", "--select", "max-pods-range"],
        )
        .stdout;
        page.len() as f64
    };
    let (none, some, many) = (size(0), size(100), size(300));
    let growth = (many - none) / (some - none);
    assert!((2.9..3.1).contains(&growth), "{growth}");
    assert!((some - none) / 100.0 < 2000.0, "bytes of a finding");
}

#[test]
fn a_page_goes_to_its_file_beside_other_reports() {
    let folder = Folder::with("values.yaml", "networkPolicy: x\n");
    let run = folder.check(&[
        "values.yaml",
        "--format",
        "html=out.html",
        "--format",
        "json=out.json",
        "--format",
        "concise",
    ]);
    assert_eq!(run.rules(), ["network-policy-value"]);
    let page = std::fs::read_to_string(folder.path().join("out.html")).expect("written");
    assert_eq!(articles(&read(&page)).len(), 1);
    assert_eq!(page, check(folder.path(), &["values.yaml"]).stdout);
    assert!(folder.path().join("out.json").exists());
}

/// A long page begins with what is found, by rule; numbers have names in words.
#[test]
fn findings_are_counted_by_rule_and_keys_are_words() {
    let page = check(&root(), &["fixtures/quickstart/broken.yaml"]).stdout;
    let document = read(&page);
    let table = of_class(document.root_element(), "numbers")[0];
    let rows: Vec<_> = of_tag(table, "tr").into_iter().map(words).collect();
    assert_eq!(rows[0], "ruleseverityfindingsfixable");
    assert!(
        rows.contains(&"cilium-dataplane-policyerror11 with --unsafe-fixes".to_owned()),
        "{rows:?}"
    );
    assert_eq!(
        rows.last().map(String::as_str),
        Some("retired-featureinfo1"),
        "{rows:?}"
    );
    let titles: Vec<_> = of_tag(document.root_element(), "dt")
        .into_iter()
        .map(words)
        .collect();
    assert!(
        titles.iter().any(|title| title == "nodes times max pods"),
        "{titles:?}"
    );
    let is_raw = |title: &String| title.chars().any(|c| c.is_ascii_uppercase());
    assert!(!titles.iter().any(is_raw), "{titles:?}");
}
