//! What the fuzz targets share: a folder to run the engine in, and what is true for every run.
//!
//! libFuzzer's hook ends the process at the first panic, so that one which the engine guards
//! against is found as well.

#[path = "../../tests/invariants.rs"]
pub mod invariants;

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Once};

use packlint::internals::engine::{Report, Request, check};
use packlint::internals::files::decode;
use packlint::internals::source::SourceFile;

pub use invariants::{check_formats, check_report, check_sarif, check_tree};

/// An input as a text, where packlint would take it for one.
pub fn text(data: &[u8]) -> Option<String> {
    decode(data.to_vec()).ok()
}

/// A text as a source of its own.
pub fn source(text: &str) -> Arc<SourceFile> {
    SourceFile::unregistered(text)
}

/// A folder in which the engine runs.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The target's folder among the temporary files, emptied.
    pub fn new(target: &str) -> Self {
        one_thread();
        let path = std::env::temp_dir().join("packlint-fuzz").join(target);
        // It is there from the last run, or it is not.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Folder { path }
    }

    /// Writes a file, its folders included.
    pub fn write(&self, name: &str, data: impl AsRef<[u8]>) {
        let path = self.path.join(name);
        if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(path, data).expect("written");
    }

    /// Writes a pack around some charts and values.
    pub fn pack(&self, name: &str, manifest: &str) {
        self.write(&format!("{name}/pack.json"), manifest);
        self.write(&format!("{name}/README.md"), "");
        self.write(&format!("{name}/logo.png"), "");
    }

    /// Checks paths, and what is true for every report; of some, SARIF too.
    pub fn check(&self, request: &Request) -> Report {
        let report = check(request, self.path.clone());
        check_report(&report, "input");
        check_formats(&report, "input");
        let last = report
            .findings
            .last()
            .map_or(0, |last| last.primary.place.span.start);
        if last.is_multiple_of(16) {
            check_sarif(&report, "input");
        }
        report
    }
}

/// Whether a report has a finding of a rule.
pub fn has(report: &Report, rule: &str) -> bool {
    report.findings.iter().any(|finding| finding.rule == rule)
}

/// One thread: another one's work would not be repeatable.
fn one_thread() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1);
        pool.use_current_thread().build_global().expect("one pool");
    });
}
