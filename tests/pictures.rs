//! The pictures of README, made from what packlint prints. `PACKLINT_REGENERATE=1 cargo test pictures`
//! writes them.

use std::fmt::Write as _;

use crate::generated::compare;
use crate::support::{root, run};

/// The size of a character of the terminal, in pixels.
const CELL: (usize, usize) = (8, 18);
/// The space around the text, in pixels.
const MARGIN: usize = 16;
/// The columns of the terminal.
const COLUMNS: usize = 80;

/// Colours on a dark ground, by the number of the escape sequence.
const STYLE: &str = "text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#e6edf3}\
    .s1{font-weight:bold}.s2{fill:#9198a1}.s4{text-decoration:underline}.s31{fill:#ff7b72}\
    .s32{fill:#7ee787}.s33{fill:#f2cc60}.s35{fill:#d2a8ff}.s36{fill:#79c0ff}";

/// A terminal's screen with a text that has escape sequences for colours, and no other.
fn terminal(text: &str) -> String {
    let (mut lines, mut y) = (String::new(), MARGIN);
    let mut styles: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut column = 0;
        y += CELL.1;
        for (at, part) in line.split("\u{1b}[").enumerate() {
            let mut shown = part;
            if at > 0 {
                let (codes, rest) = part.split_once('m').expect("a colour");
                shown = rest;
                for code in codes.split(';') {
                    match code {
                        "0" => styles.clear(),
                        code => styles.push(format!("s{code}")),
                    }
                }
            }
            let width = shown.chars().count();
            let words = shown.trim_start();
            if !words.trim_end().is_empty() {
                let start = column + width - words.chars().count();
                let words = words.trim_end();
                let escaped = words.replace('&', "&amp;").replace('<', "&lt;");
                // The width is given, since fonts differ in what they have.
                let _ = writeln!(
                    lines,
                    "<text x=\"{}\" y=\"{y}\" textLength=\"{}\" class=\"{}\" \
                     xml:space=\"preserve\">{escaped}</text>",
                    MARGIN + start * CELL.0,
                    words.chars().count() * CELL.0,
                    styles.join(" ")
                );
            }
            column += width;
        }
        assert!(column <= COLUMNS, "{line}");
    }
    let (width, height) = (2 * MARGIN + COLUMNS * CELL.0, y + MARGIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"A report of packlint\">\n<style>{STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n{lines}</svg>\n"
    )
}

#[test]
fn the_report_in_readme_is_real() {
    let command = "check fixtures/quickstart/broken.yaml --select cilium-linux-only";
    let mut arguments: Vec<_> = command.split(' ').collect();
    arguments.extend(["--color", "always"]);
    let report = run(&root(), &arguments);
    let screen = format!(
        "\u{1b}[32m$\u{1b}[0m packlint {command}\n\n{}",
        report.stdout
    );
    let picture = terminal(&screen);
    compare("docs/images/report.svg", &picture);
}

#[test]
fn the_address_plan_in_readme_is_real() {
    let plan = run(
        &root(),
        &[
            "plan",
            "fixtures/quickstart/cluster.yaml",
            "--format",
            "svg",
        ],
    );
    compare("docs/images/plan.svg", &plan.stdout);
}

#[test]
fn colours_become_classes_at_their_columns() {
    let picture = terminal("a <\u{1b}[1;31m b\u{1b}[0m c");
    let expected = [
        "x=\"16\" y=\"34\" textLength=\"24\" class=\"\" xml:space=\"preserve\">a &lt;<",
        "x=\"48\" y=\"34\" textLength=\"8\" class=\"s1 s31\" xml:space=\"preserve\">b<",
        "x=\"64\" y=\"34\" textLength=\"8\" class=\"\" xml:space=\"preserve\">c<",
    ];
    for text in expected {
        assert!(picture.contains(text), "{picture}");
    }
}
