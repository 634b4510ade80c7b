//! What is true for every input, whatever is wrong with it. The fuzz targets check the same.

use packlint::internals::engine::Report;
use packlint::internals::finding::{Edit, Finding, Severity};
use packlint::internals::report::{self, HumanOptions};
use packlint::internals::source::{Place, SourceFile, Span};
use packlint::internals::syntax::{Node, Style, Tree, parse_yaml};

/// Everything that spans promise, for every node of a tree.
pub fn check_tree(tree: &Tree, name: &str) {
    let text = tree.source().text.as_str();
    check_nesting(tree, name);
    for node in tree.nodes() {
        let at = describe(node, name);
        let bytes = node.span().start as usize..node.span().end as usize;
        assert!(text.get(bytes).is_some(), "on character boundaries: {at}");
        match node.style() {
            Some(style) => check_scalar(node, style, &at),
            None if node.is_alias() => assert!(node.raw().starts_with('*'), "{at}"),
            None => {}
        }
    }
    for node in reachable(tree).filter(|node| is_collection(*node)) {
        check_ends(node, &describe(node, name));
    }
    for root in tree.documents().filter_map(|document| document.root) {
        let mut scalars = Vec::new();
        collect_scalars(root, &mut scalars);
        // Looking up from the root is quadratic on the large files: a part of them is enough.
        for node in scalars.iter().step_by(scalars.len() / 500 + 1) {
            let (pointer, _) = tree.pointer_at(node.span());
            let found = walk(root, &pointer);
            assert!(
                found.iter().any(|found| found.span() == node.span()),
                "{name} {pointer} {node:?}"
            );
        }
    }
    for comment in tree.comments() {
        let raw = comment.span.slice(text);
        assert!(
            raw.starts_with('#') && !raw.contains(['\n', '\r']),
            "{raw:?}"
        );
    }
}

/// Children lie in their parents, in order and apart. Where a document broke off, what was open has
/// no end, and is skipped.
pub fn check_nesting(tree: &Tree, name: &str) {
    for node in reachable(tree).filter(|node| is_collection(*node)) {
        check_children(node, &describe(node, name));
    }
}

fn is_collection(node: Node<'_>) -> bool {
    node.style().is_none() && !node.is_alias()
}

fn describe(node: Node<'_>, name: &str) -> String {
    let position = node.source().position(node.span().start);
    format!("{name} {position:?} {node:?}")
}

/// The nodes below the roots, each once.
fn reachable(tree: &Tree) -> impl Iterator<Item = Node<'_>> {
    let mut waiting: Vec<Node<'_>> = tree.roots().collect();
    std::iter::from_fn(move || {
        let node = waiting.pop()?;
        if !node.is_alias() {
            waiting.extend(node.items());
            waiting.extend(node.entries().flat_map(|(key, value)| [key, value]));
        }
        Some(node)
    })
}

fn check_scalar(node: Node<'_>, style: Style, at: &str) {
    let raw = node.raw();
    let value = node.text().expect("a scalar has text");
    match style {
        Style::Plain if raw.contains(['\n', '\r']) => {
            // The parser takes a comment that is indented by tabs for none, and passes it over.
            let mut words = raw.split_whitespace();
            let is_there = |word: &str| words.any(|own| own == word);
            assert!(value.split_whitespace().all(is_there), "{at}");
        }
        Style::Plain => assert_eq!(raw, value, "{at}"),
        Style::SingleQuoted | Style::DoubleQuoted => {
            let quote = if style == Style::SingleQuoted {
                '\''
            } else {
                '"'
            };
            assert!(
                raw.len() >= 2 && raw.starts_with(quote) && raw.ends_with(quote),
                "{at}"
            );
            let alone = parse_yaml(SourceFile::unregistered(raw)).tree;
            assert_eq!(alone.root().and_then(Node::text), Some(value), "{at}");
        }
        // Of one without text, the header may be all that is there.
        Style::Literal | Style::Folded if value.trim().is_empty() => {}
        Style::Literal | Style::Folded => {
            assert!(!raw.ends_with([' ', '\t', '\r', '\n']), "{at}");
            let words = |text: &str| {
                text.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            if style == Style::Folded {
                assert_eq!(words(raw), words(value), "{at}");
            } else {
                let raw = raw.replace("\r\n", "\n").replace('\r', "\n");
                let dedented: Vec<&str> = raw.lines().map(str::trim).collect();
                let lines: Vec<&str> = value.trim_end().lines().map(str::trim).collect();
                assert_eq!(dedented.join("\n").trim(), lines.join("\n").trim(), "{at}");
            }
        }
    }
}

fn check_children(node: Node<'_>, at: &str) {
    let children: Vec<Node<'_>> = node
        .items()
        .chain(node.entries().flat_map(|(key, value)| [key, value]))
        .collect();
    for child in &children {
        assert!(node.span().contains(child.span()), "{at} holds {child:?}");
    }
    for pair in children.windows(2) {
        let (before, after) = (pair[0].span(), pair[1].span());
        assert!(
            before.end <= after.start,
            "{at}: {:?} {:?}",
            pair[0],
            pair[1]
        );
    }
}

/// A collection begins with its own indicator, or with its first key.
fn check_ends(node: Node<'_>, at: &str) {
    let raw = node.raw();
    let is_flow = raw.starts_with(['[', '{']) && raw.ends_with([']', '}']);
    match (node.items().next(), node.entries().next()) {
        (Some(_), _) => assert!(is_flow || raw.starts_with('-'), "{at}"),
        (_, Some((key, _))) => {
            let starts_at_key = node.span().start == key.span().start;
            let property = raw.starts_with(['?', ':', '&', '!']);
            assert!(is_flow || starts_at_key || property, "{at}");
        }
        _ => assert!(is_flow, "{at}"),
    }
}

/// The values (not keys) among a node's scalars that have bytes, aliases not followed.
fn collect_scalars<'t>(node: Node<'t>, scalars: &mut Vec<Node<'t>>) {
    if node.is_alias() {
        return;
    }
    if node.style().is_some() && !node.is_absent() {
        scalars.push(node);
    }
    for item in node.items() {
        collect_scalars(item, scalars);
    }
    for (key, value) in node.entries() {
        // A pointer cannot name an entry whose key is a collection.
        if key.text().is_some() {
            collect_scalars(value, scalars);
        }
    }
}

/// The nodes that a JSON Pointer names, merge keys taken as they are written; several where a
/// mapping has a key twice.
fn walk<'t>(root: Node<'t>, pointer: &str) -> Vec<Node<'t>> {
    let mut found = vec![root];
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let below = |node: &Node<'t>| -> Vec<Node<'t>> {
            match node.items().next() {
                Some(_) => step
                    .parse()
                    .ok()
                    .and_then(|at| node.items().nth(at))
                    .into_iter()
                    .collect(),
                None => (node.entries())
                    .filter(|(key, _)| key.text() == Some(&step))
                    .map(|(_, value)| value)
                    .collect(),
            }
        };
        found = found.iter().flat_map(below).collect();
    }
    found
}

/// Everything that a report promises: its places lie in its texts, it is in order, and no part of
/// the tool failed.
pub fn check_report(report: &Report, name: &str) {
    for error in &report.errors {
        let is_defect = error.message.contains("defect of packlint");
        assert!(!is_defect, "{name}: {error:?}");
    }
    for finding in &report.findings {
        assert!(!finding.message.is_empty(), "{name}: {finding:?}");
        for place in finding.places() {
            check_place(report, place, name);
        }
        check_edits(finding, name);
    }
    for entry in &report.unresolved {
        check_place(report, entry.place, name);
    }
    let key = |finding: &Finding| {
        let place = finding.primary.place;
        let file = report.sources.get(place.source).name.clone();
        (file, place.span, finding.rule)
    };
    assert!(report.findings.is_sorted_by_key(key), "{name}: in order");
}

fn check_place(report: &Report, place: Place, name: &str) {
    let source = report.sources.get(place.source);
    let Span { start, end } = place.span;
    let bytes = source.text.get(start as usize..end as usize);
    assert!(bytes.is_some(), "{name}: {place:?} of {}", source.name);
}

/// Edits come in order and do not overlap.
fn check_edits(finding: &Finding, name: &str) {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let edits: Vec<&Edit> = edits.collect();
    for pair in edits.windows(2) {
        let (before, after) = (pair[0].place, pair[1].place);
        let is_in_order = before.source != after.source || before.span.end <= after.span.start;
        assert!(is_in_order, "{name}: {finding:?}");
    }
}

/// What a CI system would take for a command in a line, by the rules of their own parsers, but
/// stricter: any word between `##` and `[`, any `::` at the beginning. They leave out characters
/// without width where they compare.
pub fn command_in(line: &str) -> Option<String> {
    let has_no_width = |c: &char| {
        c.is_control() && !c.is_whitespace()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
    };
    let line: String = line.chars().filter(|c| !has_no_width(c)).collect();
    if line.trim_start().starts_with("::") {
        return Some(line);
    }
    let mut rest = line.as_str();
    while let Some(at) = rest.find("##") {
        rest = &rest[at + 1..];
        let behind = rest[1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        if behind.starts_with('[') {
            return Some(line);
        }
    }
    None
}

/// Checks that a text gives no command to a CI system whose log it is printed to, and steers no
/// terminal.
pub fn check_log(text: &str, name: &str) {
    let ends = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    for line in text.split(ends) {
        assert_eq!(command_in(line), None, "{name}: {text:?}");
    }
    let steers = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
                | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(steers), "{name}: {text:?}");
}

/// Every line of the GitHub format is one command that packlint gives.
pub fn check_github(text: &str, name: &str) {
    for line in text.lines() {
        let commands = ["::error ", "::warning ", "::notice "];
        let rest = commands
            .iter()
            .find_map(|command| line.strip_prefix(command));
        let rest = rest.unwrap_or_else(|| panic!("{name}: {line:?}"));
        check_log(&format!("x{rest}"), name);
    }
}

/// Every format can be written but SARIF, what is read by machines can be read, and nothing in what
/// people read steers a terminal or commands a CI system.
pub fn check_formats(report: &Report, name: &str) {
    let findings = report.findings.len();
    let json = read_json(report::json(report), name);
    assert_eq!(length(&json["findings"]), Some(findings), "{name}");
    let gitlab = read_json(report::gitlab(report), name);
    assert_eq!(length(&gitlab), Some(findings), "{name}");
    let concise = report::concise(report, false);
    assert_eq!(concise.lines().count(), findings, "{name}");
    let github = report::github(report);
    let lines = github.matches('\n').count();
    assert!(lines == findings || lines == findings + 1, "{name}");
    check_github(&github, name);
    let options = HumanOptions {
        color: false,
        links: false,
        verbose: true,
        asked: false,
        width: 80,
        quiet: false,
        min_severity: packlint::internals::finding::Severity::Info,
        hidden: 0,
    };
    let clusters = &report.clusters;
    for text in [
        concise,
        report::human(report, options),
        report::junit(report, Severity::Error),
        report::plan_human(clusters, 80, false),
        report::plan_markdown(clusters),
        report::plan_svg(clusters),
        report::html(report),
        written(report::json(report)),
        written(report::gitlab(report)),
        written(report::plan_json(report)),
    ] {
        check_log(&text, name);
    }
    read_json(report::plan_json(report), name);
}

/// SARIF can be written and read; it contains all rules, so it takes longer than all the others.
pub fn check_sarif(report: &Report, name: &str) {
    check_log(&written(report::sarif(report)), name);
    let sarif = read_json(report::sarif(report), name);
    let results = length(&sarif["runs"][0]["results"]);
    assert_eq!(results, Some(report.findings.len()), "{name}");
}

fn written(text: serde_json::Result<String>) -> String {
    text.expect("JSON is written")
}

fn read_json(text: serde_json::Result<String>, name: &str) -> serde_json::Value {
    let text = text.expect("JSON is written");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}: {text}"))
}

fn length(value: &serde_json::Value) -> Option<usize> {
    value.as_array().map(Vec::len)
}
