//! Good and bad fixtures with small random damage: whatever is wrong, the run ends in a report that
//! keeps every promise. The damage is the same in every run; `fuzz/` looks much further.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use packlint::internals::engine::{Request, check};
use packlint::internals::input::Form;

use crate::invariants::{check_formats, check_report, check_sarif};
use crate::support::{Folder, root};

/// Damaged copies of each fixture.
const ROUNDS: usize = 2;
/// SARIF contains all rules: it is written for one run in so many.
const SARIF_EVERY: usize = 40;

/// What texts are made of, and what breaks them.
const TOKENS: [&str; 32] = [
    "\n",
    "\n  ",
    "\r",
    "\t",
    ": ",
    "- ",
    "? ",
    "#",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    "'",
    "\"",
    "\\",
    "|\n",
    "&a ",
    "*a",
    "<<: *a",
    "---\n",
    "!!str ",
    "null",
    "-1",
    "9223372036854775808",
    "1e999",
    "0.0.0.0/0",
    "\u{feff}",
    "ä😀",
    "${",
    "<<EOT\n",
];

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    /// Damages some bytes once.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(12)).min(bytes.len());
        match self.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            3 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            4 => self.damage_lines(bytes),
            _ => {
                let token = TOKENS[self.below(TOKENS.len())];
                drop(bytes.splice(at..at, token.bytes()));
            }
        }
    }

    /// Removes, repeats or swaps lines.
    fn damage_lines(&mut self, bytes: &mut Vec<u8>) {
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let (one, other) = (self.below(lines.len()), self.below(lines.len()));
        match self.below(3) {
            _ if lines.is_empty() => {}
            0 => drop(lines.remove(one)),
            1 => lines.insert(other, lines[one]),
            _ => lines.swap(one, other),
        }
        *bytes = lines.concat();
    }
}

/// How a fixture is checked: the path that the command line would name, and the form.
fn subject(file: &Path, fixtures: &Path) -> (PathBuf, Option<Form>) {
    let pack = file
        .ancestors()
        .find(|folder| folder.join("pack.json").is_file());
    if let Some(pack) = pack {
        return (pack.to_path_buf(), None);
    }
    let below = file.strip_prefix(fixtures).expect("a fixture");
    let kind = below.iter().next().expect("a folder").to_str();
    let form = match kind.expect("UTF-8") {
        "terraform" => return (file.parent().expect("a module").to_path_buf(), None),
        "plans" => Form::TerraformPlan,
        "profiles" => Form::Profile,
        "payloads" => Form::Payload,
        "values" | "syntax" => Form::Values,
        _ => Form::Cluster,
    };
    (file.to_path_buf(), Some(form))
}

fn gunzip(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn copy(from: &Path, to: &Path, files: &mut Vec<PathBuf>) {
    fs::create_dir_all(to).expect("made");
    for entry in crate::support::entries(from) {
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &target, files);
        } else if entry.is_file() {
            fs::copy(&entry, &target).expect("copied");
            files.push(target);
        }
    }
}

#[test]
fn damaged_fixtures_end_in_reports_that_keep_every_promise() {
    let folder = Folder::new();
    let fixtures = folder.path().join("fixtures");
    let mut files = Vec::new();
    copy(&root().join("fixtures"), &fixtures, &mut files);
    let extensions = ["yaml", "json", "tf", "tfvars", "tftpl", "tgz"];
    files.retain(|file| {
        let own = file.extension().and_then(|own| own.to_str());
        own.is_some_and(|own| extensions.contains(&own))
    });
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut runs, mut findings) = (0, 0);
    for file in &files {
        let (path, form) = subject(file, &fixtures);
        let request = Request {
            paths: vec![path],
            form,
            ..Request::default()
        };
        let intact = fs::read(file).expect("readable");
        let unpacked = file
            .extension()
            .filter(|own| *own == "tgz")
            .and_then(|_| gunzip(&intact));
        for round in 0..ROUNDS {
            // Behind the checksum of an archive, or in it.
            let inner = unpacked.clone().filter(|_| round % 2 == 0);
            let is_inner = inner.is_some();
            let mut bytes = inner.unwrap_or_else(|| intact.clone());
            for _ in 0..=random.below(3) {
                random.damage(&mut bytes);
            }
            let damaged = if is_inner { gzip(&bytes) } else { bytes };
            fs::write(file, &damaged).expect("written");
            let report = check(&request, folder.path().to_path_buf());
            let name = format!(
                "{} {round}: {:?}",
                file.display(),
                String::from_utf8_lossy(&damaged)
            );
            check_report(&report, &name);
            check_formats(&report, &name);
            if runs % SARIF_EVERY == 0 {
                check_sarif(&report, &name);
            }
            runs += 1;
            findings += usize::from(!report.findings.is_empty());
        }
        fs::write(file, &intact).expect("written");
    }
    assert!(runs > 600, "{runs} runs");
    assert!(
        findings * 2 > runs,
        "{findings} of {runs} runs found something"
    );
}
