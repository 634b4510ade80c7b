//! `packlint check --ask` at a terminal and without one.

use std::fs::{self, File};

use rustix::process::Signal;

use crate::support::{Folder, root, run};
use crate::terminal::Session;

const VALUES: &str = "fixtures/quickstart/overrides/cni-azure.yaml";
const ASK: [&str; 5] = ["check", "--today", "2026-11-23", "--ask", VALUES];

#[test]
fn answers_are_checked_one_by_one_and_the_report_follows() {
    let folder = Folder::new();
    let report = folder.path().join("report.txt");
    let stdout = File::create(&report).expect("made");
    let mut session = Session::start(&root(), 80, Some(stdout), &ASK);
    session
        .answer("Network plugin: azure, kubenet or none [azure]: ", "calico")
        .expect("'calico': must be azure, kubenet or none")
        .answer("[azure]: ", "")
        .answer(
            "Plugin mode: overlay, or none (pods in the subnet) [none]: ",
            "",
        )
        .answer("linux or windows: ", "linux")
        .answer("Nodes: ", "12")
        .answer("Max pods per node, 10 to 250 [30]: ", "110")
        .answer("10.240.0.0/22: ", "10.240.0.0/24")
        .expect("error subnet-capacity: creating the cluster needs 1,308")
        .expect("a /21 (2,043 addresses")
        .expect("1,308 used, 1,554 with surge, of 251: 1,303 missing")
        .answer(
            "Another answer, or Enter to keep 10.240.0.0/24: ",
            "10.240.0.0/21",
        )
        .expect("of 2,043: 489 free")
        .expect("The same without prompts: ");
    let ended = session.end();
    assert_eq!(ended.code(), Some(1), "{}", ended.screen);
    // The same as with the flags, and nothing else.
    let flags =
        "--nodes 12 --max-pods 110 --subnet 10.240.0.0/21 --os linux --network-plugin azure";
    let words = ended.screen.replace('\n', " ");
    assert!(
        words.contains(&format!("without prompts: {flags}")),
        "{words}"
    );
    let flags: Vec<_> = flags.split(' ').collect();
    let with_flags = run(&root(), &[&["check", VALUES], flags.as_slice()].concat());
    assert_eq!(
        fs::read_to_string(report).expect("written"),
        with_flags.stdout
    );
    assert!(!ended.screen.contains("Checked 1 file"), "{}", ended.screen);
}

#[test]
fn the_report_comes_when_the_answers_end() {
    let mut session = Session::start(&root(), 80, None, &ASK);
    session
        .answer("[azure]: ", "kubenet")
        .expect("error cilium-requires-azure-cni")
        .answer("Enter to keep kubenet: ", "")
        .answer("linux or windows: ", "windows")
        .expect("error")
        .expect("Enter to keep windows: ")
        // The end of the answers keeps the last one, and skips the others.
        .keys(b"\x04")
        .expect("--os windows --network-plugin kubenet")
        .expect("Checked 1 file: ");
    let ended = session.end();
    assert_eq!(ended.code(), Some(1), "{}", ended.screen);
    assert!(!ended.screen.contains("Nodes:"), "{}", ended.screen);
    // Nothing is answered at all: the report of a run without flags.
    let mut session = Session::start(&root(), 80, None, &ASK);
    session.expect("[azure]: ").keys(b"\x04");
    let ended = session.end();
    let plain = run(&root(), &["check", VALUES]);
    assert_eq!(ended.code(), Some(plain.status));
    let screen = words(&ended.screen);
    assert!(
        screen.ends_with(&not_asked(&plain.stdout)),
        "{}",
        ended.screen
    );
}

#[test]
fn an_interrupt_ends_at_once() {
    let mut session = Session::start(&root(), 80, None, &ASK);
    session.expect("[azure]: ").keys(b"ku").interrupt();
    let ended = session.end();
    assert_eq!(ended.signal(), Some(Signal::INT.as_raw()));
    assert!(!ended.screen.contains("Checked"), "{}", ended.screen);
}

#[test]
fn answers_that_are_no_text_are_asked_for_again() {
    let mut session = Session::start(&root(), 80, None, &ASK);
    session
        .expect("[azure]: ")
        .keys(b"\xff\xfe\n")
        .expect("must be azure, kubenet or none")
        .expect("[azure]: ")
        .keys(b"\x1b[A\n")
        .expect("must be azure, kubenet or none")
        .answer("[azure]: ", "azure")
        .expect("[none]: ")
        .keys(b"\x04");
    let ended = session.end();
    let steers = |line: &&str| line.contains('\u{1b}');
    assert!(
        !ended.screen.lines().any(|line| steers(&line)),
        "{}",
        ended.screen
    );
}

#[test]
fn a_narrow_terminal_is_kept_to() {
    let mut session = Session::start(&root(), 60, None, &ASK);
    session
        .answer("[azure]: ", "")
        .answer("[none]: ", "")
        .answer("windows: ", "linux")
        .answer("Nodes: ", "900")
        .answer("[30]: ", "250")
        .answer("10.240.0.0/22: ", "10.240.0.0/24")
        .answer("Enter to keep\r\n  10.240.0.0/24: ", "");
    let ended = session.end();
    let is_excerpt = |line: &&str| line.contains(['│', '·', '╭']);
    for line in ended.screen.lines().filter(|line| !is_excerpt(line)) {
        assert!(line.chars().count() <= 60, "{line}\n{}", ended.screen);
    }
}

#[test]
fn without_a_terminal_nothing_is_asked_and_the_rest_is_checked() {
    let asked = run(&root(), &["check", "--ask", VALUES]);
    let plain = run(&root(), &["check", VALUES]);
    assert_eq!(asked.status, 2);
    assert_eq!(
        asked.stderr,
        "packlint: <command-line>: --ask needs a terminal; without one, use \
         --nodes N --max-pods N --subnet CIDR --os linux|windows --network-plugin \
         azure|kubenet|none --plugin-mode overlay\n"
    );
    let findings = plain.stdout.split("Checked").next().expect("a report");
    assert!(
        words(&asked.stdout).starts_with(&not_asked(findings)),
        "{}",
        asked.stdout
    );
    // The machine's report says it too.
    let json = run(&root(), &["check", "--ask", VALUES, "--format", "json"]);
    assert!(
        json.stdout.contains("--ask needs a terminal"),
        "{}",
        json.stdout
    );
    // Flags that are set are not named, and if nothing is missing, nothing is wrong.
    let flags = ["check", "--ask", VALUES, "--nodes", "3", "--os", "linux"];
    let some = run(&root(), &flags);
    assert!(
        some.stderr
            .contains("without one, use --max-pods N --subnet"),
        "{some:?}"
    );
    let whole = run(
        &root(),
        &["check", "--ask", "fixtures/quickstart/cluster.yaml"],
    );
    assert_eq!((whole.status, whole.stderr.as_str()), (0, ""));
}

#[test]
fn what_can_be_read_only_once_is_refused() {
    let stdin = run(&root(), &["check", "-", "--ask"]);
    assert_eq!((stdin.status, stdin.stdout.as_str()), (2, ""));
    assert!(
        stdin.stderr.contains("reads answers from standard input"),
        "{stdin:?}"
    );
    let diff = run(&root(), &["check", "--ask", "--diff", VALUES]);
    assert!(diff.stderr.contains("cannot be used with"), "{diff:?}");
}

/// The words of a text, however they are wrapped.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A report's words to someone who was asked for the missing values already.
fn not_asked(report: &str) -> String {
    words(report).replace(", or use --ask.", ".")
}
