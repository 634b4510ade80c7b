//! `packlint check --fix` and `--diff`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::output::{print_as_is, print_error};
use crate::engine::{Report, Request, check};
use crate::files::{ToolError, WriteBounds, WriteError};
use crate::fix;
use crate::report::fixable;
use crate::source::relative;
use crate::text::count;

/// Prints what `--fix` would change.
pub(super) fn print_diff(
    report: &Report,
    request: &Request,
    with_unsafe: bool,
    directory: &Path,
) -> anyhow::Result<()> {
    let bounds = WriteBounds::new(&request.paths, directory);
    let mut fixes = BTreeSet::new();
    let mut files = 0;
    for file in fix::apply(report, with_unsafe) {
        match bounds.outside(&file.path(directory)) {
            Some(target) => print_outside(&file.source.name, &target, directory),
            None => {
                print_as_is(&file.diff())?;
                fixes.extend(file.fixes);
                files += 1;
            }
        }
    }
    let (_, guesses) = fixable(report);
    let more = match guesses {
        guesses if guesses > 0 && !with_unsafe => {
            format!("; {guesses} more with --unsafe-fixes")
        }
        _ => String::new(),
    };
    print_error(&match fixes.len() {
        0 => format!("nothing to fix{more}"),
        fixes => format!(
            "would fix {} in {}{more}",
            count(fixes as u64, "finding"),
            count(files, "file")
        ),
    });
    Ok(())
}

/// Says that a file is not fixed, because it is outside the paths to check.
fn print_outside(name: &str, target: &Path, directory: &Path) {
    let target = relative(directory, target);
    let what = match target == name {
        true => "it is outside the paths to check".to_owned(),
        false => format!("it is {target}, outside the paths to check"),
    };
    print_error(&format!("{name} is not fixed: {what}"));
}

/// Where a finding of a report is, its rule and its message.
fn described(report: &Report, at: usize) -> Option<String> {
    let finding = report.findings.get(at)?;
    let source = report.sources.get(finding.primary.place.source);
    let line = source.position(finding.primary.place.span.start).line;
    let (name, rule, message) = (&source.name, finding.rule, &finding.message);
    Some(format!("{name}:{line} {rule}: {message}"))
}

/// Rounds of fixing: fixes that overlap are made one after the other.
const MAX_ROUNDS: usize = 10;

/// Fixes, and checks again, until nothing is left to fix; gives the last report.
pub(super) fn fix_all(
    request: &Request,
    first: Report,
    with_unsafe: bool,
    directory: &Path,
) -> Report {
    let mut report = first;
    let mut failed: Vec<ToolError> = Vec::new();
    let bounds = WriteBounds::new(&request.paths, directory);
    let (mut targets, mut outside) = (BTreeMap::new(), BTreeMap::new());
    let mut fixed = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let mut is_changed = false;
        for file in fix::apply(&report, with_unsafe) {
            let name = &file.source.name;
            if failed.iter().any(|error| error.file == *name) {
                continue;
            }
            match file.write(directory, &bounds) {
                Ok(written) => {
                    is_changed = true;
                    fixed.extend(file.fixes.iter().filter_map(|at| described(&report, *at)));
                    if written.is_target {
                        targets.insert(name.clone(), written.path);
                    }
                }
                Err(WriteError::Outside(target)) => {
                    outside.insert(name.clone(), target);
                }
                Err(error) => failed.push(ToolError {
                    file: name.clone(),
                    message: error.to_string(),
                }),
            }
        }
        if !is_changed {
            break;
        }
        report = check(request, directory.to_path_buf());
    }
    for (link, target) in targets {
        let target = relative(directory, &target);
        print_error(&format!(
            "{link} is a symbolic link; packlint wrote {target}"
        ));
    }
    for (name, target) in &outside {
        print_outside(name, target, directory);
    }
    report.fixed = fixed;
    report.errors.append(&mut failed);
    report
}
