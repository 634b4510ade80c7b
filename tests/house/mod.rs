//! The house: which modules the source has, and which of them each may use. CONTRIBUTING's table is
//! generated from the same list.

mod modules;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use modules::MODULES;
use source::Path;
pub use source::Source;

use crate::support::{entries, root};

/// The crate's root, which may use everything.
const ROOT: &str = "lib";
/// The longest file, in lines.
const LONGEST_FILE: usize = 500;
/// The longest function, in lines.
const LONGEST_FUNCTION: usize = 80;

/// What does not keep to the house yet. This list only shrinks: an entry that is no longer needed
/// fails too.
const STILL: &[&str] = &[];

/// One violation: what [`STILL`] calls it, and where it is.
struct Violation {
    key: String,
    at: String,
}

/// The module of the table that a module belongs to.
fn part_of(module: &str) -> &'static str {
    let contains = |entry: &&modules::Module| {
        let rest = module.strip_prefix(entry.path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let entries = MODULES.iter().filter(contains);
    let entry = entries.max_by_key(|entry| entry.path.len());
    entry.map_or(ROOT, |entry| entry.path)
}

/// The module that a file is.
fn module_of(file: &str) -> String {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    match path.trim_end_matches("/mod") {
        "lib" | "main" => String::new(),
        path => path.replace('/', "::"),
    }
}

/// All source files, by their paths below the project.
pub fn sources() -> BTreeMap<String, Source> {
    let mut files = BTreeMap::new();
    let mut open = vec![root().join("src")];
    while let Some(directory) = open.pop() {
        for path in entries(&directory) {
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root()).expect("below the project");
                let name = name.to_string_lossy().replace('\\', "/");
                let text = fs::read_to_string(&path).expect("readable");
                files.insert(name, Source::new(text));
            }
        }
    }
    files
}

/// The module that a path names, seen from another one.
fn absolute(path: &Path, from: &str) -> Option<String> {
    let mut module: Vec<&str> = from.split("::").filter(|part| !part.is_empty()).collect();
    let mut parts = path.parts.iter().map(String::as_str).peekable();
    match parts.next()? {
        "crate" => module.clear(),
        "self" => {}
        "super" => {
            module.pop();
            while parts.next_if_eq(&"super").is_some() {
                module.pop();
            }
        }
        child => module.push(child),
    }
    module.extend(parts);
    Some(module.join("::"))
}

fn arrows(file: &str, source: &Source) -> Vec<Violation> {
    let module = module_of(file);
    let from = part_of(&module);
    let allowed = MODULES.iter().find(|entry| entry.path == from);
    let mut violations = Vec::new();
    for path in source.paths() {
        let Some(target) = absolute(&path, &module) else {
            continue;
        };
        let to = part_of(&target);
        let is_allowed =
            allowed.is_none_or(|entry| to == from || entry.uses().any(|used| used == to));
        if !is_allowed {
            violations.push(Violation {
                key: format!("{from} uses {to}"),
                at: format!("{file}:{}: {}", path.line, path.parts.join("::")),
            });
        }
    }
    violations
}

fn shape(file: &str, source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut add = |key: String, at: String| violations.push(Violation { key, at });
    let lines = source.text.lines().count();
    if lines > LONGEST_FILE {
        add(
            format!("{file} has more than {LONGEST_FILE} lines"),
            format!("{file}: {lines} lines"),
        );
    }
    for function in source.functions() {
        if function.lines > LONGEST_FUNCTION {
            let name = &function.name;
            add(
                format!("{file}: {name} has more than {LONGEST_FUNCTION} lines"),
                format!(
                    "{file}:{}: {name} has {} lines",
                    function.line, function.lines
                ),
            );
        }
    }
    let is_in_files = file.starts_with("src/files/");
    for (line, code) in (1..).zip(source.code.lines()) {
        if !is_in_files && (code.contains("std::fs") || code.contains("fs::File")) {
            add(format!("{file} uses std::fs"), format!("{file}:{line}"));
        }
        if code.contains("allow(") && code.contains("dead_code") {
            add(format!("{file} allows dead code"), format!("{file}:{line}"));
        }
    }
    let names_a_hole = |line: &str| {
        let line = line.to_lowercase();
        line.contains('\u{f8ff}') || line.contains("f8ff")
    };
    for (line, _) in (1..)
        .zip(source.text.lines())
        .filter(|(_, line)| names_a_hole(line))
    {
        add(format!("{file} has U+F8FF"), format!("{file}:{line}"));
    }
    violations
}

/// Type names that mean more than one thing.
fn ambiguous_types(sources: &BTreeMap<String, Source>) -> Vec<Violation> {
    let mut types: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, source) in sources {
        for (name, line) in source.types() {
            types
                .entry(name)
                .or_default()
                .push(format!("{file}:{line}"));
        }
    }
    let several = types.into_iter().filter(|(_, places)| places.len() > 1);
    several
        .map(|(name, places)| Violation {
            key: format!("{name} is the name of several types"),
            at: places.join(", "),
        })
        .collect()
}

#[test]
fn the_modules_are_in_order() {
    for (at, entry) in MODULES.iter().enumerate() {
        for used in entry.uses() {
            let below = MODULES.iter().skip(at + 1);
            let is_below = below.map(|entry| entry.path).any(|module| module == used);
            assert!(
                is_below,
                "{} uses {used}, which does not come after it",
                entry.path
            );
        }
    }
}

#[test]
fn every_file_is_in_a_module_and_every_module_has_files() {
    let sources = sources();
    let used: BTreeSet<_> = sources
        .keys()
        .map(|file| part_of(&module_of(file)))
        .collect();
    for entry in MODULES {
        assert!(used.contains(entry.path), "no file is in {}", entry.path);
    }
    for file in sources.keys() {
        let is_entry = ["src/lib.rs", "src/main.rs"].contains(&file.as_str());
        let is_in_module = part_of(&module_of(file)) != ROOT;
        assert!(is_in_module || is_entry, "{file} is in no module");
    }
}

#[test]
fn every_use_in_the_table_is_one() {
    let mut used = BTreeSet::new();
    for (file, source) in sources() {
        let module = module_of(&file);
        let paths = source.paths();
        let targets = paths.iter().filter_map(|path| absolute(path, &module));
        used.extend(targets.map(|target| (part_of(&module), part_of(&target))));
    }
    let arrows = MODULES
        .iter()
        .flat_map(|entry| entry.uses().map(|other| (entry.path, other)));
    let unused: Vec<_> = arrows.filter(|arrow| !used.contains(arrow)).collect();
    assert!(unused.is_empty(), "take these off the table: {unused:#?}");
}

#[test]
fn the_source_keeps_to_the_house() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let sources = sources();
    for violation in ambiguous_types(&sources) {
        found.entry(violation.key).or_default().push(violation.at);
    }
    for (file, source) in sources {
        for violation in arrows(&file, &source)
            .into_iter()
            .chain(shape(&file, &source))
        {
            found.entry(violation.key).or_default().push(violation.at);
        }
    }
    let still: BTreeSet<&str> = STILL.iter().copied().collect();
    let new = found
        .iter()
        .filter(|(key, _)| !still.contains(key.as_str()));
    let new: Vec<_> = new
        .map(|(key, at)| format!("{key:?}\n    {}", at.join("\n    ")))
        .collect();
    assert!(
        new.is_empty(),
        "not as the house is laid out:\n{}",
        new.join("\n")
    );
    let done: Vec<_> = still
        .iter()
        .filter(|key| !found.contains_key(**key))
        .collect();
    assert!(done.is_empty(), "no longer needed in STILL: {done:#?}");
}

/// The page that follows a value names files and what is in them.
#[test]
fn the_walk_in_the_architecture_page_is_true() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).expect("readable");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `src/"));
    let mut count = 0;
    for row in rows {
        let (file, rest) = row.split_once('`').expect("a path");
        let source = fs::read_to_string(root().join("src").join(file));
        let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
        let what = rest.split('|').nth(1).expect("what happens");
        let name = what.split('`').nth(1).expect("a name");
        assert!(source.contains(name), "{file} has no {name}");
        count += 1;
    }
    assert!(count > 5, "{count}");
}

/// CONTRIBUTING's table of the modules.
pub fn table() -> String {
    let mut table = String::from("| module | what it is for | uses |\n| --- | --- | --- |\n");
    let place = |module: &str| {
        let path = module.replace("::", "/");
        match root().join("src").join(&path).is_dir() {
            true => format!("{path}/"),
            false => format!("{path}.rs"),
        }
    };
    table.push_str(
        "| `main.rs`, `lib.rs` | the program and its exit status; the library's face | all |\n",
    );
    for entry in MODULES {
        let uses: Vec<_> = entry.uses().map(|used| used.replace("::", "/")).collect();
        let (place, about) = (place(entry.path), entry.about);
        table.push_str(&format!("| `{place}` | {about} | {} |\n", uses.join(", ")));
    }
    table
}
